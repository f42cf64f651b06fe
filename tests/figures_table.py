"""What a careful bilingual reader says each expression means, written from the languages, not from the code.

`CHINESE` and `ENGLISH`: the text, the figure's exact words in it, its kind, its value, what else is known of
it (currency or qualifier), and how the other language says it.
"""

# text | words | kind | value | currency or "-" | qualifier or "-" | in English
CHINESE = """
連署1萬1,600份 | 1萬1,600份 | number | 11600 | - | - | 11,600
報考2萬3,846人 | 2萬3,846人 | number | 23846 | - | - | 23,846 people
罰款不得超過200元 | 200元 | money | 200 | CNY | at most | at most RMB 200
每週工時不得低於12小時 | 12小時 | duration | 12 | - | at least | at least 12 hours
系統壓力0.03兆帕 | 0.03兆帕 | number | 0.03 | - | - | 0.03 MPa
擀至3公釐厚 | 3公釐 | number | 3 | - | - | 3 mm
每包糖6公克 | 6公克 | number | 6 | - | - | 6 grams
兩個工作天內可取 | 兩個工作天 | duration | 2 | - | - | 2 days
每週六小時 | 六小時 | duration | 6 | - | - | 6 hours
11月20日8時起停航 | 8時 | time | 28800 | - | - | 08:00
年度研發投入達到211.9億元 | 211.9億元 | money | 21190000000 | CNY | - | RMB 21.19 billion
年度研发投入达到211.9亿元 | 211.9亿元 | money | 21190000000 | CNY | - | RMB 21.19 billion
數量上升到8700萬,為經濟 | 8700萬 | number | 87000000 | - | - | 87 million
數量上升到8,700萬 | 8,700萬 | number | 87000000 | - | - | 87 million
捐資種下4.75億棵樹 | 4.75億棵 | number | 475000000 | - | - | 475 million
為超過111萬女性創業者 | 111萬 | number | 1110000 | - | over | over 1.11 million
為1.5萬名女性 | 1.5萬名 | number | 15000 | - | - | 15,000
為427萬商家 | 427萬 | number | 4270000 | - | - | 4.27 million
提供了460萬份保險 | 460萬份 | number | 4600000 | - | - | 4.6 million
帶動超過6.9億網友 | 6.9億 | number | 690000000 | - | over | over 690 million
覆蓋超5億海外消費者 | 5億 | number | 500000000 | - | over | over 500 million
服務超6億人。 | 6億人 | number | 600000000 | - | over | over 600 million people
金額同比增長32倍 | 32倍 | multiple | 32 | - | - | 32 times
9成種在三北 | 9成 | percent | 90 | - | - | 90%
九成种在 | 九成 | percent | 90 | - | - | 90%
九成五的受訪者 | 九成五 | percent | 95 | - | - | 95%
三成半市民 | 三成半 | percent | 35 | - | - | 35%
近九成用戶 | 九成 | percent | 90 | - | nearly | nearly 90%
2018年啟動 | 2018年 | year | 2018 | - | - | 2018
2023 年底 | 2023 年 | year | 2023 | - | - | 2023
二〇二三年 | 二〇二三年 | year | 2023 | - | - | 2023
二零零八年北京奧運 | 二零零八年 | year | 2008 | - | - | 2008
在23年開展了 | 23年 | year | 2023 | - | - | 2023
23年底完成 | 23年 | year | 2023 | - | - | 2023
民國112年 | 民國112年 | year | 2023 | - | - | 2023
90年代的香港 | 90年代 | year | 1990 | - | - | 1990s
6月13日,發布 | 6月13日 | date | 613 | - | - | June 13
2024年6月13日 | 2024年6月13日 | date | 20240613 | - | - | June 13, 2024
2024 年 6 月 13 日 | 2024 年 6 月 13 日 | date | 20240613 | - | - | June 13, 2024
從2022年6月首次啟動 | 2022年6月 | date | 20220600 | - | - | June 2022
十月一日放假 | 十月一日 | date | 1001 | - | - | October 1
二〇二四年十二月三十一日 | 二〇二四年十二月三十一日 | date | 20241231 | - | - | December 31, 2024
責任編輯 2024-06-13 | 2024-06-13 | date | 20240613 | - | - | June 13, 2024
2024/6/13發布 | 2024/6/13 | date | 20240613 | - | - | June 13, 2024
11月的會議 | 11月 | date | 1100 | - | - | November
時間 20:24:02 來源 | 20:24:02 | time | 73442 | - | - | 20:24:02
下午3點30分開會 | 下午3點30分 | time | 55800 | - | - | 15:30
技術條線1:0.98,非 | 1:0.98 | ratio | - | - | - | 1:0.98
比例为1:1.02。 | 1:1.02 | ratio | - | - | - | 1:1.02
以三比一獲勝 | 三比一 | ratio | - | - | - | 3:1
超過700個數字解決方案 | 700個 | number | 700 | - | over | over 700
不超過700個 | 700個 | number | 700 | - | at most | at most 700
不少於50家 | 50家 | number | 50 | - | at least | at least 50
不到三成 | 三成 | percent | 30 | - | under | under 30%
不足1000人 | 1000人 | number | 1000 | - | under | under 1,000 people
近百家醫院 | 百家 | number | 100 | - | nearly | nearly 100
上萬家ISV | 萬家 | number | 10000 | - | over | over 10,000
超過百萬次服務 | 百萬次 | number | 1000000 | - | over | over 1 million
感召數億網友 | 億 | number | 100000000 | - | several | hundreds of millions
数百万用户 | 百万 | number | 1000000 | - | several | millions
過去3年,螞蟻 | 3年 | duration | 3 | - | - | 3 years
連續三年實現 | 三年 | duration | 3 | - | - | 3 years
連續 4 年逐年上升 | 4 年 | duration | 4 | - | - | 4 years
20年持續推動 | 20年 | duration | 20 | - | - | 20 years
啟動7年來 | 7年 | duration | 7 | - | - | 7 years
近3年的研發 | 3年 | duration | 3 | - | - | 3 years
二十多年前 | 二十多年 | duration | 20 | - | over | over 20 years
一年半的時間 | 一年半 | duration | 1.5 | - | - | 1.5 years
半年内完成 | 半年 | duration | 0.5 | - | - | half a year
為期18個月 | 18個月 | duration | 18 | - | - | 18 months
三個月後 | 三個月 | duration | 3 | - | - | 3 months
兩週內 | 兩週 | duration | 2 | - | - | 2 weeks
48小時之內 | 48小時 | duration | 48 | - | - | 48 hours
十分鐘送達 | 十分鐘 | duration | 10 | - | - | 10 minutes
誕生二十周年 | 二十周年 | duration | 20 | - | - | 20th anniversary
創立的第20年 | 第20年 | ordinal | 20 | - | - | 20th year
第十四屆全國人大 | 第十四屆 | ordinal | 14 | - | - | 14th
第三季度營收 | 第三季度 | ordinal | 3 | - | - | 3rd quarter
21世紀的挑戰 | 21世紀 | ordinal | 21 | - | - | 21st century
觀塘道332號 | 332號 | ordinal | 332 | - | - | No. 332
相關的 12 個類別 | 12 個 | number | 12 | - | - | 12
資助了70支足球隊 | 70支 | number | 70 | - | - | 70
設定19個議題 | 19個 | number | 19 | - | - | 19
比例 29%,連續 | 29% | percent | 29 | - | - | 29%
下降 43.19%,提前 | 43.19% | percent | 43.19 | - | - | 43.19%
增長500% | 500% | percent | 500 | - | - | 500%
增长５００％ | ５００％ | percent | 500 | - | - | 500%
百分之三十 | 百分之三十 | percent | 30 | - | - | 30%
百分之六十八點五 | 百分之六十八點五 | percent | 68.5 | - | - | 68.5%
約百分之五 | 百分之五 | percent | 5 | - | about | about 5%
上升2.5個百分點 | 2.5個百分點 | percent | 2.5 | - | - | 2.5 percentage points
三分之一的人 | 三分之一 | fraction | - | - | - | 1/3
四分之三股東 | 四分之三 | fraction | - | - | - | 3/4
一半的用戶 | 一半 | fraction | 0.5 | - | - | 1/2
四百二十七萬 | 四百二十七萬 | number | 4270000 | - | - | 4.27 million
兩萬 | 兩萬 | number | 20000 | - | - | 20,000
一百零五 | 一百零五 | number | 105 | - | - | 105
一萬零三百 | 一萬零三百 | number | 10300 | - | - | 10,300
三千五百萬元 | 三千五百萬元 | money | 35000000 | CNY | - | RMB 35 million
一百五 | 一百五 | number | 150 | - | - | 150
壹佰貳拾萬元 | 壹佰貳拾萬元 | money | 1200000 | CNY | - | RMB 1.2 million
1億2000萬 | 1億2000萬 | number | 120000000 | - | - | 120 million
1万2000名 | 1万2000名 | number | 12000 | - | - | 12,000
1.5萬億元 | 1.5萬億元 | money | 1500000000000 | CNY | - | RMB 1.5 trillion
1.2345億 | 1.2345億 | number | 123450000 | - | - | 123.45 million
300多億美元 | 300多億美元 | money | 30000000000 | USD | over | over US$30 billion
35億美元 | 35億美元 | money | 3500000000 | USD | - | US$3.5 billion
200萬港元 | 200萬港元 | money | 2000000 | HKD | - | HK$2 million
新台幣30億元 | 新台幣30億元 | money | 3000000000 | TWD | - | NT$3 billion
人民幣5000元 | 人民幣5000元 | money | 5000 | CNY | - | RMB 5,000
50萬歐元 | 50萬歐元 | money | 500000 | EUR | - | €500,000
100億日圓 | 100億日圓 | money | 10000000000 | JPY | - | JPY 10 billion
¥199 | ¥199 | money | 199 | CNY | - | RMB 199
百萬元獎金 | 百萬元 | money | 1000000 | CNY | - | RMB 1 million
500余家企业 | 500余家 | number | 500 | - | over | over 500
100家以上 | 100家 | number | 100 | - | at least | at least 100
50人左右 | 50人 | number | 50 | - | about | about 50 people
３００人 | ３００人 | number | 300 | - | - | 300 people
減排1200噸 | 1200噸 | number | 1200 | - | - | 1,200 tonnes
15公里 | 15公里 | number | 15 | - | - | 15 km
500畝沙地 | 500畝 | number | 500 | - | - | 500 mu
年滿十八歲 | 十八歲 | number | 18 | - | - | 18 years old
兩倍 | 兩倍 | multiple | 2 | - | - | 2 times
三家公司 | 三家 | number | 3 | - | - | 3
兩個 | 兩個 | number | 2 | - | - | 2
五千萬人次 | 五千萬人次 | number | 50000000 | - | - | 50 million
-3.5%的增速 | -3.5% | percent | -3.5 | - | - | -3.5%
零下12度 | 零下12度 | number | -12 | - | - | -12 °C
−5℃的早上 | −5℃ | number | -5 | - | - | -5 °C
淨利潤為-3.2億元 | -3.2億元 | money | -320000000 | CNY | - | -RMB 320 million
虧損即負5億元 | 負5億元 | money | -500000000 | CNY | - | -RMB 500 million
负3.5% | 负3.5% | percent | -3.5 | - | - | -3.5%
2023財年營收 | 2023財年 | year | 2023 | - | - | FY2023
2023財政年度 | 2023財政年度 | year | 2023 | - | - | FY2023
2022-23財年 | 2022-23財年 | year | 2022 | - | - | 2022-23
2023年度報告 | 2023年度 | year | 2023 | - | - | 2023
2023年上半年淨利 | 上半年 | ordinal | 1 | - | - | 1st half
下半年業績 | 下半年 | ordinal | 2 | - | - | 2nd half
2023年三季度 | 三季度 | ordinal | 3 | - | - | 3rd quarter
前三季度營收 | 三季度 | duration | 3 | - | - | 3 quarters
第四季 | 第四季 | ordinal | 4 | - | - | 4th quarter
民國112年3月5日 | 民國112年3月5日 | date | 20230305 | - | - | March 5, 2023
民國一百一十二年 | 民國一百一十二年 | year | 2023 | - | - | 2023
令和5年 | 令和5年 | year | 2023 | - | - | 2023
昭和六十四年 | 昭和六十四年 | year | 1989 | - | - | 1989
光緒二十六年 | 光緒二十六年 | year | 1900 | - | - | 1900
康熙元年 | 康熙元年 | year | 1662 | - | - | 1662
公元前221年 | 公元前221年 | year | -221 | - | - | 221 BC
西元前三世紀 | 西元前三世紀 | ordinal | -3 | - | - | 3rd century BC
西元618年 | 西元618年 | year | 618 | - | - | AD 618
618年6月18日 | 618年6月18日 | date | 6180618 | - | - | June 18, AD 618
十九世紀八十年代 | 十九世紀八十年代 | year | 1880 | - | - | 1880s
二十世紀九十年代 | 二十世紀九十年代 | year | 1990 | - | - | 1990s
23年3月5日 | 23年3月5日 | date | 20230305 | - | - | March 5, 2023
2023年3月 | 2023年3月 | date | 20230300 | - | - | March 2023
2023．12．31 | 2023．12．31 | date | 20231231 | - | - | December 31, 2023
二〇二三年三月五日 | 二〇二三年三月五日 | date | 20230305 | - | - | March 5, 2023
初定於三月五號 | 三月五號 | date | 305 | - | - | March 5
晚上八點半開始 | 晚上八點半 | time | 73800 | - | - | 20:30
上午10時 | 上午10時 | time | 36000 | - | - | 10:00
下午三點四十五分 | 下午三點四十五分 | time | 56700 | - | - | 15:45
逾六成受訪者 | 六成 | percent | 60 | - | over | over 60%
八成五 | 八成五 | percent | 85 | - | - | 85%
兩成的員工 | 兩成 | percent | 20 | - | - | 20%
千分之三 | 千分之三 | percent | 0.3 | - | - | 0.3%
萬分之五 | 萬分之五 | percent | 0.05 | - | - | 0.05%
百分之零點三 | 百分之零點三 | percent | 0.3 | - | - | 0.3%
佔比 29 % | 29 % | percent | 29 | - | - | 29%
降息25個基點 | 25個基點 | percent | 0.25 | - | - | 0.25 percentage points
下跌1.5百分點 | 1.5百分點 | percent | 1.5 | - | - | 1.5 percentage points
過半用戶 | 半 | fraction | 0.5 | - | over | over 1/2
五分之三 | 五分之三 | fraction | - | - | - | 3/5
每10人中有3人 | 每10人中有3人 | fraction | 0.3 | - | - | 3/10
每五人就有一人 | 每五人就有一人 | fraction | 0.2 | - | - | 1/5
1比0.98 | 1比0.98 | ratio | - | - | - | 1:0.98
比例為1 : 0.98 | 1 : 0.98 | ratio | - | - | - | 1:0.98
比例為1：1.02 | 1：1.02 | ratio | - | - | - | 1:1.02
營收翻了一番 | 翻了一番 | multiple | 2 | - | - | doubled
產能翻兩番 | 翻兩番 | multiple | 4 | - | - | quadrupled
銷量翻倍 | 翻倍 | multiple | 2 | - | - | doubled
增長了兩倍 | 兩倍 | multiple | 2 | - | - | 2 times
是去年的1.5倍 | 1.5倍 | multiple | 1.5 | - | - | 1.5 times
十幾億人口 | 十幾億 | number | 1000000000 | - | over | over 1 billion
幾百家 | 百家 | number | 100 | - | several | hundreds
數十人 | 十人 | number | 10 | - | several | dozens of people
數千萬元 | 千萬元 | money | 10000000 | CNY | several | tens of millions of yuan
幾十萬 | 十萬 | number | 100000 | - | several | hundreds of thousands
兩百多萬用戶 | 兩百多萬 | number | 2000000 | - | over | over 2 million
5000多萬元 | 5000多萬元 | money | 50000000 | CNY | over | over RMB 50 million
3億多人 | 3億多人 | number | 300000000 | - | over | over 300 million people
三億五千萬 | 三億五千萬 | number | 350000000 | - | - | 350 million
1億8千萬 | 1億8千萬 | number | 180000000 | - | - | 180 million
兩萬三 | 兩萬三 | number | 23000 | - | - | 23,000
過億用戶 | 億 | number | 100000000 | - | over | over 100 million
近千人參加 | 千人 | number | 1000 | - | nearly | nearly 1,000 people
1.5兆元 | 1.5兆元 | money | 1500000000000 | CNY | - | RMB 1.5 trillion
12.6萬億美元 | 12.6萬億美元 | money | 12600000000000 | USD | - | US$12.6 trillion
兩千萬港幣 | 兩千萬港幣 | money | 20000000 | HKD | - | HK$20 million
港幣1,000萬元 | 港幣1,000萬元 | money | 10000000 | HKD | - | HK$10 million
新臺幣三百萬元 | 新臺幣三百萬元 | money | 3000000 | TWD | - | NT$3 million
5億新台幣 | 5億新台幣 | money | 500000000 | TWD | - | NT$500 million
美金五千元 | 美金五千元 | money | 5000 | USD | - | US$5,000
八十歐元 | 八十歐元 | money | 80 | EUR | - | €80
1200英鎊 | 1200英鎊 | money | 1200 | GBP | - | £1,200
3000日幣 | 3000日幣 | money | 3000 | JPY | - | JPY 3,000
200億盧布 | 200億盧布 | money | 20000000000 | RUB | - | RUB 20 billion
500萬澳幣 | 500萬澳幣 | money | 5000000 | AUD | - | AUD 5 million
叁佰萬元整 | 叁佰萬元 | money | 3000000 | CNY | - | RMB 3 million
211.9 億 元 | 211.9 億 元 | money | 21190000000 | CNY | - | RMB 21.19 billion
２１１．９億元 | ２１１．９億元 | money | 21190000000 | CNY | - | RMB 21.19 billion
１，２３４家 | １，２３４家 | number | 1234 | - | - | 1,234
人民幣 3.5 億元 | 人民幣 3.5 億元 | money | 350000000 | CNY | - | RMB 350 million
高達500億元 | 500億元 | money | 50000000000 | CNY | - | RMB 50 billion
未滿18歲 | 18歲 | number | 18 | - | under | under 18 years old
60歲及以上 | 60歲 | number | 60 | - | at least | at least 60 years old
少於1000元 | 1000元 | money | 1000 | CNY | under | under RMB 1,000
三年半 | 三年半 | duration | 3.5 | - | - | 3.5 years
兩個半小時 | 兩個半小時 | duration | 2.5 | - | - | 2.5 hours
一個半月 | 一個半月 | duration | 1.5 | - | - | 1.5 months
三年多 | 三年 | duration | 3 | - | over | over 3 years
十多年來 | 十多年 | duration | 10 | - | over | over 10 years
半個世紀 | 半個世紀 | duration | 0.5 | - | - | half a century
第一百二十三 | 第一百二十三 | ordinal | 123 | - | - | 123rd
第 3 屆 | 第 3 屆 | ordinal | 3 | - | - | 3rd
廿一世紀 | 廿一世紀 | ordinal | 21 | - | - | 21st century
100公尺 | 100公尺 | number | 100 | - | - | 100 metres
30平方公尺 | 30平方公尺 | number | 30 | - | - | 30 square metres
500毫升 | 500毫升 | number | 500 | - | - | 500 ml
1.2億千瓦時 | 1.2億千瓦時 | number | 120000000 | - | - | 120 million kWh
4.2光年 | 4.2光年 | number | 4.2 | - | - | 4.2 light-years
負三度 | 負三度 | number | -3 | - | - | -3
誤差±3% | 3% | percent | 3 | - | - | 3%
≥50家 | 50家 | number | 50 | - | at least | at least 50
<5% | 5% | percent | 5 | - | under | under 5%
三十二倍 | 三十二倍 | multiple | 32 | - | - | 32 times
四百二十七萬戶 | 四百二十七萬戶 | number | 4270000 | - | - | 4.27 million
零點五 | 零點五 | number | 0.5 | - | - | 0.5
三點五億元 | 三點五億元 | money | 350000000 | CNY | - | RMB 350 million
"""

# text | words | kind | value | currency or "-" | qualifier or "-" | in Traditional Chinese
ENGLISH = """
The rate may not exceed 36% a year. | 36% | percent | 36 | - | at most | 不超過36%
A day-pupil pays never less than 900 yuan | 900 yuan | money | 900 | CNY | at least | 至少900元
a 46-centimetre telescope | 46-centimetre | number | 46 | - | - | 46厘米
48,762 day-school candidates | 48,762 | number | 48762 | - | - | 48,762
accurate to plus or minus three points | three | number | 3 | - | - | 3
1.48 million kilolitres of beer | 1.48 million kilolitres | number | 1480000 | - | - | 148萬立方米
spent RMB 21.19 billion on R&D | RMB 21.19 billion | money | 21190000000 | CNY | - | 211.9億元
RMB21.19bn in 2023 | RMB21.19bn | money | 21190000000 | CNY | - | 211.9億元
21.19 billion yuan | 21.19 billion yuan | money | 21190000000 | CNY | - | 211.9億元
21.19 billion RMB | 21.19 billion RMB | money | 21190000000 | CNY | - | 211.9億元
1.5 trillion yuan | 1.5 trillion yuan | money | 1500000000000 | CNY | - | 1.5萬億元
US$3.5bn | US$3.5bn | money | 3500000000 | USD | - | 35億美元
$87 million | $87 million | money | 87000000 | USD | - | 8700萬美元
$5M in funding | $5M | money | 5000000 | USD | - | 500萬美元
USD 1,234.56 | USD 1,234.56 | money | 1234.56 | USD | - | 1,234.56美元
3 billion US dollars | 3 billion US dollars | money | 3000000000 | USD | - | 30億美元
HK$2.3 million | HK$2.3 million | money | 2300000 | HKD | - | 230萬港元
NT$300 | NT$300 | money | 300 | TWD | - | 新台幣300元
€5m | €5m | money | 5000000 | EUR | - | 500萬歐元
5 million euros | 5 million euros | money | 5000000 | EUR | - | 500萬歐元
£20,000 | £20,000 | money | 20000 | GBP | - | 2萬英鎊
over 87 million small businesses | 87 million | number | 87000000 | - | over | 超過8700萬
87 million | 87 million | number | 87000000 | - | - | 8700萬
475 million trees | 475 million | number | 475000000 | - | - | 4.75億
4.6 million policies | 4.6 million | number | 4600000 | - | - | 460萬
690 million users | 690 million | number | 690000000 | - | - | 6.9億
more than 500 million accounts | 500 million | number | 500000000 | - | over | 超過5億
600 million people | 600 million people | number | 600000000 | - | - | 6億人
15,000 women | 15,000 | number | 15000 | - | - | 1.5萬
12,345 stores | 12,345 | number | 12345 | - | - | 12,345
nearly 100 hospitals | 100 | number | 100 | - | nearly | 近100
almost one hundred hospitals | one hundred | number | 100 | - | nearly | 近100
about 700 solutions | 700 | number | 700 | - | about | 約700
at least 25 partners | 25 | number | 25 | - | at least | 至少25
no more than 25 partners | 25 | number | 25 | - | at most | 不超過25
fewer than 12 categories | 12 | number | 12 | - | under | 不到12
700+ solutions | 700 | number | 700 | - | over | 超過700
hundreds of millions of users | hundreds of millions | number | 100000000 | - | several | 數億
several million users | several million | number | 1000000 | - | several | 數百萬
twenty-one teams | twenty-one | number | 21 | - | - | 21
three regions | three | number | 3 | - | - | 3
two million | two million | number | 2000000 | - | - | 200萬
half a million | half a million | number | 500000 | - | - | 50萬
one and a half million | one and a half million | number | 1500000 | - | - | 150萬
two hundred and five | two hundred and five | number | 205 | - | - | 205
one million two hundred thousand | one million two hundred thousand | number | 1200000 | - | - | 120萬
a hundred | a hundred | number | 100 | - | - | 100
29% of managers | 29% | percent | 29 | - | - | 29%
43.19 percent | 43.19 percent | percent | 43.19 | - | - | 43.19%
ninety per cent | ninety per cent | percent | 90 | - | - | 90%
fell by 2.5 percentage points | 2.5 percentage points | percent | 2.5 | - | - | 2.5個百分點
32 times higher | 32 times | multiple | 32 | - | - | 32倍
32-fold | 32-fold | multiple | 32 | - | - | 32倍
32x growth | 32x | multiple | 32 | - | - | 32倍
a pay ratio of 1:0.98 | 1:0.98 | ratio | - | - | - | 1:0.98
a ratio of 1 to 0.98 | 1 to 0.98 | ratio | - | - | - | 1:0.98
in 2023 | 2023 | year | 2023 | - | - | 2023年
the 2023 Sustainability Report | 2023 | year | 2023 | - | - | 2023年
Ant Group 2023 report | 2023 | year | 2023 | - | - | 2023年
the 1990s | 1990s | year | 1990 | - | - | 1990年代
2000 users | 2000 | number | 2000 | - | - | 2,000
June 13, 2024 | June 13, 2024 | date | 20240613 | - | - | 2024年6月13日
on 13 June 2024 | 13 June 2024 | date | 20240613 | - | - | 2024年6月13日
on June 13 | June 13 | date | 613 | - | - | 6月13日
since June 2022 | June 2022 | date | 20220600 | - | - | 2022年6月
in May | May | date | 500 | - | - | 5月
2024-06-13 | 2024-06-13 | date | 20240613 | - | - | 2024年6月13日
at 9:30 pm | 9:30 pm | time | 77400 | - | - | 21:30
for 20 years | 20 years | duration | 20 | - | - | 20年
three consecutive years and 3 years | 3 years | duration | 3 | - | - | 3年
a three-year plan | three-year | duration | 3 | - | - | 3年
a 5-year plan | 5-year | duration | 5 | - | - | 5年
18 months | 18 months | duration | 18 | - | - | 18個月
two weeks | two weeks | duration | 2 | - | - | 2週
48 hours | 48 hours | duration | 48 | - | - | 48小時
its 20th year | 20th year | ordinal | 20 | - | - | 第20年
the 20th anniversary | 20th anniversary | duration | 20 | - | - | 20週年
the 14th National | 14th | ordinal | 14 | - | - | 第14
the fourteenth congress | fourteenth | ordinal | 14 | - | - | 第14
the first quarter | first quarter | ordinal | 1 | - | - | 第1季度
the 21st century | 21st century | ordinal | 21 | - | - | 21世紀
one third of users | one third | fraction | - | - | - | 1/3
nine in ten trees | nine in ten | fraction | 0.9 | - | - | 9/10
for 3 consecutive years | 3 consecutive years | duration | 3 | - | - | 3年
over the 2024 Spring Festival | 2024 | year | 2024 | - | - | 2024年
around 2018 | 2018 | year | 2018 | - | about | 約2018年
over 2000 in all | 2000 | number | 2000 | - | over | 超過2,000
two-thirds | two-thirds | fraction | - | - | - | 2/3
1,200 tonnes of carbon | 1,200 tonnes | number | 1200 | - | - | 1,200噸
Net profit was -$3.2 million | -$3.2 million | money | -3200000 | USD | - | -320萬美元
a loss of US$-3.2 million | US$-3.2 million | money | -3200000 | USD | - | -320萬美元
it was -5°C | -5°C | number | -5 | - | - | -5攝氏度
it was −5 °C | −5 °C | number | -5 | - | - | -5攝氏度
minus 4 percent | minus 4 percent | percent | -4 | - | - | -4%
NT$-300 | NT$-300 | money | -300 | TWD | - | -新台幣300元
21 nautical miles | 21 nautical miles | number | 21 | - | - | 21海里
6 feet | 6 feet | number | 6 | - | - | 6英尺
100 GW of power | 100 GW | number | 100 | - | - | 100吉瓦
15 km | 15 km | number | 15 | - | - | 15公里
1,234,567.89 | 1,234,567.89 | number | 1234567.89 | - | - | 1,234,567.89
in FY2023 | FY2023 | year | 2023 | - | - | 2023財年
FY23 revenue | FY23 | year | 2023 | - | - | 2023財年
fiscal year 2023 | fiscal year 2023 | year | 2023 | - | - | 2023財年
fiscal 2023 | fiscal 2023 | year | 2023 | - | - | 2023財年
FY2022/23 | FY2022/23 | year | 2022 | - | - | 2022-23年度
H1 2023 | H1 | ordinal | 1 | - | - | 上半年
in the second half of 2023 | second half | ordinal | 2 | - | - | 下半年
Q3 results | Q3 | ordinal | 3 | - | - | 第3季度
2023Q3 | Q3 | ordinal | 3 | - | - | 第3季度
3Q23 | 3Q | ordinal | 3 | - | - | 第3季度
1H2023 | 1H | ordinal | 1 | - | - | 上半年
the third-quarter results | third-quarter | ordinal | 3 | - | - | 第3季度
5 March 2023 | 5 March 2023 | date | 20230305 | - | - | 2023年3月5日
Mar. 5th | Mar. 5th | date | 305 | - | - | 3月5日
the 5th of March, 2023 | 5th of March, 2023 | date | 20230305 | - | - | 2023年3月5日
March 5th, 2023 | March 5th, 2023 | date | 20230305 | - | - | 2023年3月5日
Sept. 2023 | Sept. 2023 | date | 20230900 | - | - | 2023年9月
221 BC | 221 BC | year | -221 | - | - | 西元前221年
AD 618 | AD 618 | year | 618 | - | - | 西元618年
in 44 BCE | 44 BCE | year | -44 | - | - | 西元前44年
the mid-1980s | 1980s | year | 1980 | - | - | 1980年代
8 p.m. | 8 p.m. | time | 72000 | - | - | 20:00
at 8am | 8am | time | 28800 | - | - | 08:00
3:30pm | 3:30pm | time | 55800 | - | - | 15:30
1.2bn users | 1.2bn | number | 1200000000 | - | - | 12億
500k users | 500k | number | 500000 | - | - | 50萬
3.5m people | 3.5m people | number | 3500000 | - | - | 350萬人
$3.5m | $3.5m | money | 3500000 | USD | - | 350萬美元
US$1,234.50 | US$1,234.50 | money | 1234.5 | USD | - | 1,234.5美元
RMB21.19billion | RMB21.19billion | money | 21190000000 | CNY | - | 211.9億元
CNY1.2tn | CNY1.2tn | money | 1200000000000 | CNY | - | 1.2萬億元
HKD 2.5m | HKD 2.5m | money | 2500000 | HKD | - | 250萬港元
NT$5 billion | NT$5 billion | money | 5000000000 | TWD | - | 新台幣50億元
S$5 million | S$5 million | money | 5000000 | SGD | - | 500萬新加坡元
A$2bn | A$2bn | money | 2000000000 | AUD | - | 20億澳元
EUR 3.2 million | EUR 3.2 million | money | 3200000 | EUR | - | 320萬歐元
¥10 billion yen | ¥10 billion yen | money | 10000000000 | JPY | - | 100億日圓
three hundred dollars | three hundred dollars | money | 300 | USD | - | 300美元
a million dollars | a million dollars | money | 1000000 | USD | - | 100萬美元
half a billion euros | half a billion euros | money | 500000000 | EUR | - | 5億歐元
43.19 % | 43.19 % | percent | 43.19 | - | - | 43.19%
0.5 per cent | 0.5 per cent | percent | 0.5 | - | - | 0.5%
25 basis points | 25 basis points | percent | 0.25 | - | - | 0.25個百分點
2 pp | 2 pp | percent | 2 | - | - | 2個百分點
half of users | half | fraction | 0.5 | - | - | 1/2
more than half | half | fraction | 0.5 | - | over | 超過1/2
one in five | one in five | fraction | 0.2 | - | - | 1/5
three-quarters | three-quarters | fraction | 0.75 | - | - | 3/4
two fifths | two fifths | fraction | 0.4 | - | - | 2/5
3 out of 10 | 3 out of 10 | fraction | 0.3 | - | - | 3/10
a ratio of 3 to 1 | 3 to 1 | ratio | 3 | - | - | 3:1
revenue doubled | doubled | multiple | 2 | - | - | 2倍
profit tripled | tripled | multiple | 3 | - | - | 3倍
a threefold rise | threefold | multiple | 3 | - | - | 3倍
10x faster | 10x | multiple | 10 | - | - | 10倍
two and a half years | two and a half years | duration | 2.5 | - | - | 2.5年
two-and-a-half-year plan | two-and-a-half-year | duration | 2.5 | - | - | 2.5年
2½ years | 2½ years | duration | 2.5 | - | - | 2.5年
half a century | half a century | duration | 0.5 | - | - | 半個世紀
two decades | two decades | duration | 2 | - | - | 20年
90-minute talk | 90-minute | duration | 90 | - | - | 90分鐘
the 123rd edition | 123rd | ordinal | 123 | - | - | 第123
the twenty-first century | twenty-first century | ordinal | 21 | - | - | 21世紀
the hundredth | hundredth | ordinal | 100 | - | - | 第100
dozens of firms | dozens | number | 10 | - | several | 數十
a dozen firms | a dozen | number | 12 | - | - | 12
two dozen firms | two dozen | number | 24 | - | - | 24
half a dozen firms | half a dozen | number | 6 | - | - | 6
a few hundred people | a few hundred people | number | 100 | - | several | 數百人
tens of thousands of jobs | tens of thousands | number | 10000 | - | several | 數萬
just over 500 firms | 500 | number | 500 | - | over | 超過500
just under 40% | 40% | percent | 40 | - | nearly | 近40%
as many as 300 | 300 | number | 300 | - | at most | 不超過300
up to 300 people | 300 people | number | 300 | - | at most | 不超過300人
>500 stores | 500 | number | 500 | - | over | 超過500
approx. 300 | 300 | number | 300 | - | about | 約300
300 or fewer | 300 | number | 300 | - | at most | 不超過300
18 or over | 18 | number | 18 | - | at least | 至少18
fewer than a thousand | a thousand | number | 1000 | - | under | 不到1,000
twelve hundred | twelve hundred | number | 1200 | - | - | 1,200
one hundred and twenty-three | one hundred and twenty-three | number | 123 | - | - | 123
1,234,567 | 1,234,567 | number | 1234567 | - | - | 1,234,567
ten thousand | ten thousand | number | 10000 | - | - | 1萬
2.5 thousand | 2.5 thousand | number | 2500 | - | - | 2,500
minus 3 degrees Celsius | minus 3 degrees Celsius | number | -3 | - | - | -3攝氏度
500 ml | 500 ml | number | 500 | - | - | 500毫升
20 mg | 20 mg | number | 20 | - | - | 20毫克
4.2 light-years | 4.2 light-years | number | 4.2 | - | - | 4.2光年
"""

# No figure stands in these.
BARE = """
一些 一樣 一起 一系列 統一 萬一 一網通辦 三北 一二 十分 一直 之一 唯一 一帶一路 千萬別 單一 日拱一卒
十年磨一劍 一粒沙 億萬 一如既往 進一步 第三方支付 千家萬戶 成千上萬 五花八門 百度 百姓 四川省
大陸人民 萬科 萬達 星期三 週五 這一年 每一家 二維碼 三明治 零售 十四五 千瓦 二三十 PDF1 VZMr3zrtJU
9C84bGCu7b Uq7eeywLeb.png GPT-4 Covid-19 12306 852-2564 範圍三 同一個 任一 一旦 一般 一定 数据 幾何
半導體 八方 九江 隊伍 收拾 陸續 節約 合約 下一個 兩會 兩岸 雙十一 五G 三星手機 八卦 半數 多年
近年 幾年 .5 007
A股 5G COVID-19 三峽 千島湖 十三陵 三星 七喜 五糧液 九寨溝 八達嶺 三亞 百事可樂 萬聖節 五四運動 二氧化碳
二元論 一元二次方程 三國演義 百家姓 千字文 九一八事變 二人轉 五角大樓 兩廣 90後 95後 00後 985高校
211工程 996工作制 4S店 3D 4K
5A級景區 PM2.5 H7N9 波音747 A4紙 MP3 CO2 B2B IPv6 ISO9001 Qwen2.5-72B GPT-3.5 v2.0
7-Eleven 3C產品 T+1 24/7 工業4.0 F-16 MH370 iPhone15 第三者 五月天 百老匯 十堰 六安 二戰 三軍 四季
五官 七巧板 八仙 十誡 三字經 一心一意 三位一體 百家爭鳴 千禧年 百日咳 三更半夜 05/03/2023 202306130001
"""

BARE_LINES = (
    "Alipay+ 2.0",
    "電話:(香港)852-2564 0768",
    "(深圳)86-755-83518792 83518734 83518291",
    "Scope 3",
    "the Three-North program",
    "no one knows; one of the best; one another",
    "March on, they may go",
    "visit https://example.com/2023/06/13?id=42 now",
    "mail a1b2@example.com",
    "version 1.2.3 and 192.168.0.1",
    "the first to arrive",
    "+86 10 8888 8888",
    "(852) 2123 4567",
    "1-800-555-0199",
    "ISBN 978-7-111-12345-6",
    "ID 110101199003071234",
    "Python 3.12",
    "iPhone 15",
    "Section 230",
    "Industry 4.0",
    "Boeing 747",
    "ISO 9001",
    "IP 10.0.0.1",
    "Web 2.0",
    "the Big Four",
    "one by one",
    "Fortune 500",
    "Catch-22",
    "the First World War",
    "World War II",
)

# text | words=value; words=value …
SEVERAL = """
from 2018 to 2023 | 2018=2018; 2023=2023
2018至2023年 | 2018=2018; 2023年=2023
2018-2023 | 2018=2018; 2023=2023
from 1874 to 1890 | 1874=1874; 1890=1890
1874–1950 | 1874=1874; 1950=1950
from 5% to 10% | 5%=5; 10%=10
prices range from $5 to $10 | $5 to $10=5..10
scores of 5-7-9 | 5=5; 7=7; 9=9
gave 5 million to 10 schools | 5 million=5000000; 10=10
1至3月 | 1=100; 3月=300
第一個三年 | 第一個=1; 三年=3
2024年春節期間增長500%、32倍 | 2024年=2024; 500%=500; 32倍=32
在2023年有8700萬,2022年有7000萬 | 2023年=2023; 8700萬=87000000; 2022年=2022; 7000萬=70000000
超過100，200家 | 100=100; 200家=200
2021—2023年 | 2021=2021; 2023年=2023
2021 2022 2023 研發投入 105.3 152.2 211.9 | 2021=2021; 2022=2022; 2023=2023; 105.3=105.3; 152.2=152.2; 211.9=211.9
2023年第三季度 | 2023年=2023; 第三季度=3
2023年上半年 | 2023年=2023; 上半年=1
3Q23 | 3Q=3; 23=2023
1H2023 | 1H=1; 2023=2023
2023Q3 | 2023=2023; Q3=3
2023H1 | 2023=2023; H1=1
Q3 FY2023 | Q3=3; FY2023=2023
十九世紀八十年代 | 十九世紀八十年代=1880
2 years and 3 months | 2 years=2; 3 months=3
三天兩夜 | 三天=3
1 , 234 | 1=1; 234=234
三大股東分別持股30%、25%及20% | 三大=3; 30%=30; 25%=25; 20%=20
2019/2020年度 | 2019/2020年度=2019
營收100億元（2022年：80億元） | 100億元=10000000000; 2022年=2022; 80億元=8000000000
"""

# text | words | kind | lower..upper | in English | in Traditional Chinese
RANGES = """
3–5% | 3–5% | percent | 3..5 | 3%–5% | 3%至5%
3%-5% | 3%-5% | percent | 3..5 | 3%–5% | 3%至5%
3至5萬 | 3至5萬 | number | 30000..50000 | 30,000–50,000 | 3至5萬
3萬至5萬人 | 3萬至5萬人 | number | 30000..50000 | 30,000–50,000 people | 3萬至5萬人
約3至5萬 | 3至5萬 | number | 30000..50000 | about 30,000–50,000 | 約3至5萬
三至五年 | 三至五年 | duration | 3..5 | 3–5 years | 三至五年
10-20人 | 10-20人 | number | 10..20 | 10–20 people | 10-20人
5個-10個 | 5個-10個 | number | 5..10 | 5–10 | 5個-10個
5-10 employees | 5-10 | number | 5..10 | 5–10 | 5至10
5 to 10 people | 5 to 10 people | number | 5..10 | 5 to 10 people | 5至10人
$3-5 million | $3-5 million | money | 3000000..5000000 | $3-5 million | 300萬至500萬美元
$500,000 to $2 million | $500,000 to $2 million | money | 500000..2000000 | $500,000 to $2 million | 50萬至200萬美元
300萬到500萬美元 | 300萬到500萬美元 | money | 3000000..5000000 | US$3–5 million | 300萬到500萬美元
介乎3萬與5萬元之間 | 介乎3萬與5萬元 | money | 30000..50000 | RMB 30,000–50,000 | 介乎3萬與5萬元
between 3 and 5 million | between 3 and 5 million | number | 3000000..5000000 | between 3 and 5 million | 300萬至500萬
500米至2公里 | 500米至2公里 | number | 0.5..2 | 0.5–2 km | 500米至2公里
2至3倍 | 2至3倍 | multiple | 2..3 | 2–3 times | 2至3倍
-10°C to -5°C | -10°C to -5°C | number | -10..-5 | -10 to -5 °C | -10至-5攝氏度
500-1000人 | 500-1000人 | number | 500..1000 | 500–1,000 people | 500-1000人
from 9:00 to 17:30 | 9:00 to 17:30 | time | 32400..63000 | 9:00 to 17:30 | 09:00至17:30
9:00-17:30 | 9:00-17:30 | time | 32400..63000 | 09:00–17:30 | 09:00至17:30
上午9時至下午5時 | 上午9時至下午5時 | time | 32400..61200 | 09:00–17:00 | 上午9時至下午5時
3至5億元 | 3至5億元 | money | 300000000..500000000 | RMB 300–500 million | 3至5億元
3-5% | 3-5% | percent | 3..5 | 3%–5% | 3%至5%
RMB 3-5 billion | RMB 3-5 billion | money | 3000000000..5000000000 | RMB 3-5 billion | 30億至50億元
3~5倍 | 3~5倍 | multiple | 3..5 | 3–5 times | 3~5倍
百分之三至百分之五 | 百分之三至百分之五 | percent | 3..5 | 3%–5% | 百分之三至百分之五
三成到五成 | 三成到五成 | percent | 30..50 | 30%–50% | 三成到五成
18-24個月 | 18-24個月 | duration | 18..24 | 18–24 months | 18-24個月
between 10% and 15% | between 10% and 15% | percent | 10..15 | between 10% and 15% | 10%至15%
US$3bn to US$5bn | US$3bn to US$5bn | money | 3000000000..5000000000 | US$3bn to US$5bn | 30億至50億美元
"""

# Two ways to say the same, and two that only look alike: of each side the last figure.
SAME = """
FY2023 | 2023財年
H1 | 上半年
Q3 | 第三季度
1比0.98 | 1:0.98
2.5年 | 30 months
25 basis points | 0.25個百分點
1.5兆元 | RMB 1.5 trillion
千分之三 | 0.3%
one in five | 20%
30億元新台幣 | NT$3 billion
營收翻了一番 | doubled
221 BC | 公元前221年
5名 | 5 people
第三屆 | 3rd
5公頃 | 50,000 square metres
a dozen | 12個
三年半 | 42個月
兩倍 | doubled
1.5萬億元 | 1.5兆元
一千二百 | 1.2 thousand
３成 | 30%
百分百 | 100%
"""

DIFFERENT = """
FY2023 | 2023年
第三屆 | 第三次
700棵 | 700家
5 people | 5棵
增長了兩倍 | doubled
五人次 | 5 people
3個百分點 | 3%
H1 | Q1
上半年 | 半年
200元 | NT$200
5 miles | 5 km
221 BC | 221 AD
第3條 | 第3頁
2023年 | 2023家
1880s | 1980s
5萬億 | 5兆瓦
3 hours | 3 days
1:2 | 1/2
3% | 3‰
5 GB | 5 TB
1億元 | 1億日圓
12:30 | 12比30
a third | third
"""


def rows(table: str) -> list[list[str]]:
    """The cells of a table's lines."""
    return [[cell.strip() for cell in line.split(" | ")] for line in table.strip().splitlines()]


FRAGMENTS = [
    *rows("""
0 | 12 | 2023 | 1,234 | 5.5 | 三 | 四百 | 兩萬 | 百 | 億 | 萬 | 年 | 月 | 日 | 個 | % | 成 | 倍 | 元 | 多 | 餘
""")[0],
    *rows("""
超過 | 近 | 約 | 第 | 之 | 分之 | 百分之 | 點 | : | - | – | 至 | 比 | 半 | 0.98 | 一半 | 號 | 以上 | + | / | ‰
""")[0],
    *rows("""
$ | RMB | US$ | million | billion | half | one | twenty-one | percent | times | years | June | third | quarter
""")[0],
    *(" ", " of ", " a ", " and ", " to ", " in ", " over ", "，", "\n", "2024-06-13"),
]  # fmt: skip
