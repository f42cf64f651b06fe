"""Figures told roughly, in words, in pieces or as a difference: what the check makes of them, and of wrong ones."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rag.check.computed import spans_own_times
from rag.check.counted import Difference, counted
from rag.check.days import strange_day
from rag.check.figures import carries_in
from rag.check.passage import Read
from rag.check.reckoned import may_follow
from rag.check.rounding import rounds
from rag.check.seasons import strange_season


def carried(source: str, claim: str) -> bool:
    """Does a text carry every figure of a claim?"""
    read = Read(source)
    figures = counted(claim)
    assert figures, claim
    return all(carries_in(read, figure) for figure in figures)


ROUGHLY = """
The bag weighs 6.8 kg. | just under seven kilos, nearly 7 kg, about 7 kg, 近七公斤, 约7公斤, 不到7公斤
The hall seats 1,530 people. | over 1,500 people, some 1,500, around 1,500, 一千五百多人, 逾1500人, 約1,500人
共有2,467名學生 | 二千四百多名, 兩千四百餘人, about 2,500, more than 2,400, 近2,500名
共有518家商店 | 五百多家, 超过五百家, around 500, just over 500
佔39% | two in five or so, roughly two in five, about two fifths, 约五分之二, 四成左右, nearly 40 per cent, 接近四成
It fell 34 per cent. | about a third, roughly one third, just over a third, 約三分之一, 三分之一左右
占52% | just over half, more than half, about half of them, 过半数的人, 超過一半
The road is 9.7 km long. | nearly ten kilometres, almost 10 km, 将近10公里, about 9,700 metres
The fund has US$1.93 billion. | over US$1.9 billion, nearly US$2 billion, 19億多美元, about US$1.9 billion
歷時47個月 | nearly four years, 約四年
约5,200人 | about 5,000 people, 约五千人
"""
NOT_SO = """
The bag weighs 6.8 kg. | seven kilos, over seven kilos, nearly 8 kg, about 8 kg, about 6.9 kg, 约7克
The bag weighs 6.8 kg. | just over 6 kg, 七公斤多
The hall seats 1,530 people. | over 1,600 people, some 1,600, 一千六百多人, 1,500 people
The hall seats 1,530 people. | under 1,500 people, nearly 1,500, at least 1,500
共有2,467名學生 | 二千五百多名, 兩千四百家, about 2,400, more than 2,000 thousand, 2,400名
共有518家商店 | 五百多人, 近五百家, 約600家, over 520
佔39% | two in five, 五分之二, 四成, over two fifths, 約三成, about half of them, nearly 39 per cent
It fell 34 per cent. | a third, nearly a third, about a quarter of it, 約五分之一, about 34 percentage points
占52% | half of them, nearly half of them, about three fifths, 不到一半
The fund has US$1.93 billion. | over RMB 1.9 billion, over US$2 billion, about US$1.9 million, nearly HK$2 billion
歷時47個月 | over four years, 約47年, about 47 days
超过5,200人 | about 5,000 people, nearly 5,300 people, 不到6,000人
至少3间 | about three, over three
5–9 people | about 5 people, over 5 people
"""


def pairs(table: str) -> list[tuple[str, str]]:
    lines = [line.split(" | ") for line in table.strip().splitlines()]
    return [(source, claim) for source, claims in lines for claim in claims.split(", ")]


@pytest.mark.parametrize(("source", "claim"), pairs(ROUGHLY))
def test_an_honest_rounding_is_carried(source: str, claim: str) -> None:
    assert carried(source, claim)


@pytest.mark.parametrize(("source", "claim"), pairs(NOT_SO))
def test_a_figure_that_rounds_otherwise_is_not(source: str, claim: str) -> None:
    assert not carried(source, claim)


EXACT = st.decimals(min_value="0.01", max_value="9999999", places=2) | st.integers(1, 99999).map(Decimal)


@settings(deadline=None, max_examples=300)
@given(EXACT, st.integers(1, 999), st.integers(-2, 5), st.sampled_from(("about", "nearly", "over", "under")))
def test_what_rounds_is_the_figure_in_fewer_digits_on_the_side_that_is_told(
    exact: Decimal, digits: int, zeros: int, hedge: str
) -> None:
    rough = (Decimal(digits).scaleb(zeros)).normalize()
    [told], [meant] = counted(f"{hedge} {rough:f} km"), counted(f"{exact:f} km")
    if not rounds(meant, told):
        return
    ways = {
        "about": (ROUND_HALF_UP, ROUND_HALF_DOWN),
        "nearly": (ROUND_HALF_UP, ROUND_HALF_DOWN),
        "over": (ROUND_FLOOR,),
        "under": (ROUND_CEILING,),
    }
    places = range(-2, 8)
    rounded = {
        (exact / Decimal(10) ** n).to_integral_value(way) * Decimal(10) ** n
        for n in places
        for way in ways[hedge]
    }
    assert rough in rounded
    assert {"about": True, "nearly": exact < rough, "over": exact > rough, "under": exact < rough}[hedge]
    assert abs(exact - rough) <= rough * (Decimal("0.1") if hedge in ("about", "nearly") else Decimal("0.5"))


# A public hotline's number (12345) is no figure.
COUNTS = st.integers(1, 94999).filter(lambda count: not 12000 < count < 12500)


@settings(deadline=None, max_examples=200)
@given(COUNTS, COUNTS, st.sampled_from(("", "at least ", "up to ")))
def test_without_a_word_that_it_is_rough_no_other_value_is_carried(one: int, other: int, bound: str) -> None:
    assert carried(f"It has {one} boats.", f"{bound}{other} boats") == (one == other and not bound)


@settings(deadline=None, max_examples=200)
@given(st.integers(11, 99999), st.integers(2, 9))
def test_a_slipped_digit_is_carried_in_no_words(value: int, times: int) -> None:
    slipped = value * 10
    assume(not any(12000 < each < 12500 or 95000 < each < 95999 for each in (slipped, value * times)))
    for words in (
        f"about {slipped}",
        f"約{slipped}艘",
        f"over {slipped}",
        f"近{slipped}艘",
        f"{value * times}",
    ):
        assert not carried(f"共有{value}艘", words)


SAID_OTHERWISE = """
The herd grew from 6 hectares to 9.5. | 由6公頃增至9.5公頃
Rents fell from €900 to 850. | 850歐元
A tank holds up to 75 litres. | 水箱最多可以盛七十五升水
大約佔兩成 | about 20 per cent
It took 3 hours 20 minutes. | 200 minutes
它歷時1小時45分 | 105分鐘
冠军成绩3小时4分 | three hours and four minutes
The term is 30 days. | 須在30日內付款
須於十四日內答覆 | within 14 days
It opens at nine in the morning. | 上午9點開門
It closes at half past six in the evening. | 下午6時半關門
上午8時至11時 | 早上8点到11点
下午2時至5時 | from two to five in the afternoon
Between 1998 and 2014 rangers planted trees. | 1998 至 2014 年間
In the year to 30 June profit fell. | in the twelve months to 30 June
sales were 40 million a year earlier | twelve months earlier
It weighs 4 kilos. | 四公斤
每天12班 | 每天 12 班
"""


@pytest.mark.parametrize(("source", "claim"), pairs(SAID_OTHERWISE))
def test_a_figure_in_other_words_is_carried(source: str, claim: str) -> None:
    assert carried(source, claim)


SAID_WRONGLY = """
The herd grew from 6 hectares to 9.5. | 9.5英畝, 9.5公里
It grew from 6 hectares to 9 farms. | 9公頃
A tank holds up to 75 litres. | 水箱盛七十五升水, 至少可以盛七十五升水
It took 3 hours 20 minutes. | 3 hours, 20 minutes, 320 minutes, 3 hours 40 minutes
The term is 30 days. | 30年內, 13日內
It opens at nine in the morning. | 晚上9點, 上午10點, 9 people
上午8時至11時 | 早上8点到12点, 下午2点到11点
Between 1998 and 2014 rangers planted trees. | 1998 至 2015 年間
sales were 40 million a year earlier | eleven months earlier, two years earlier
"""


@pytest.mark.parametrize(("source", "claim"), pairs(SAID_WRONGLY))
def test_another_figure_in_like_words_is_not(source: str, claim: str) -> None:
    assert not carried(source, claim)


@pytest.mark.parametrize(
    ("source", "claim", "true"),
    [
        ("新款重85克,舊款重130克。", "新款輕45克", True),
        ("新款重85克,舊款重130克。", "新款輕54克", False),
        ("新款重85克,舊款重130克。", "新款重45克", True),  # which of them is heavier the rest of the check tells
        ("新款重85克,舊款重130克。", "附有45克鹽", False),
        ("The old pump used 1.2 kW and the new one 900 W.", "It uses 300 W less.", False),  # W is no unit known here
        ("Trips rose from 14 to 19 a day.", "There are 5 more trips a day.", True),
        ("Trips rose from 14 to 19 a day.", "There are 4 more trips a day.", False),
        ("Trips rose from 14 to 19 a day.", "There are 5 trips a day.", False),
        ("失業率由6.5%降至4.1%。", "失業率下降2.4個百分點", True),
        ("失業率由6.5%降至4.1%。", "失業率下降2.4%", False),
        ("票價由30港元加至34港元。", "票價貴4港元", True),
        ("票價由30港元加至34港元。", "票價貴4美元", False),
        ("甲校有120人。乙校有150人。", "多30人", False),  # of two sentences
        ("甲校120人,乙校150人,丙校90人。", "丙校少30人", False),
        ("甲校約120人,乙校150人。", "多30人", False),
    ],
)  # fmt: skip
def test_a_difference_follows_from_two_figures_beside_each_other(source: str, claim: str, true: bool) -> None:
    assert carried(source, claim) is true


def test_only_what_is_told_as_more_or_less_is_a_difference() -> None:
    for text in ("輕12克", "多開3班", "3 more boats", "fell by 3 km", "12 grams lighter", "貴了約20元"):
        assert isinstance(counted(text)[-1], Difference), text
    for text in ("重量為12克,", "3 boats", "more than 3 boats", "a 3 km road", "12 grams of tea", "20元一杯"):
        assert not isinstance(counted(text)[-1], Difference), text


@pytest.mark.parametrize(
    ("claim", "follows"),
    [
        ("It took more than two and a half years, from May 2019 to February 2022.", True),
        ("It took more than three years, from May 2019 to February 2022.", False),
        ("It took 33 months, from May 2019 to February 2022.", True),
        ("It took 34 months, from May 2019 to February 2022.", False),
        ("工程歷時五年,2016年動工,2021年完成。", True),
        ("工程歷時六年,2016年動工,2021年完成。", False),
        ("工程歷時近六年,2016年動工,2021年完成。", False),
        ("工程歷時五年,2016年動工。", False),
        ("It took five weeks, from 2016 to 2021.", False),
    ],
)
def test_a_time_may_follow_from_the_dates_of_the_claim_itself(claim: str, follows: bool) -> None:
    read = Read(claim)
    long = next(figure for figure in read.figures if figure.kind.value == "duration")
    assert spans_own_times(read, long) is follows


@pytest.mark.parametrize(
    ("claim", "source", "strange"),
    [
        ("逢星期二休息", "It is closed on Mondays.", "星期二"),
        ("逢星期一休息", "It is closed on Mondays.", None),
        ("Closed on Wednesdays", "週一至週五開放", None),
        ("Closed on Sundays", "週一至週五開放", "Sundays"),
        ("周六有课", "周末上课", None),
        ("星期五演出", "演出在星期一、三、五", None),
        ("一周五天", "每周二", None),
        ("三周一次", "每周二", None),
    ],
)
def test_days_of_the_week_are_those_of_the_source(claim: str, source: str, strange: str | None) -> None:
    assert strange_day(claim, source) == strange


# What may be reckoned

FOLLOWS = """
南埔有23人,橫山有58人 | 81 pupils, 35 more pupils, 相差35人, two schools, 兩所
It cost 9.4 million dollars against a budget of 7.5 million dollars. | 1.9 million dollars, 190萬美元
票房占46%,補助占38%,其餘來自贊助 | 16%, 八個百分點
織品展有21萬人,攝影展有4萬人 | over five times, 五倍多, nearly 20%
每人次180元,共320人次 | 57,600元
去年有5,620人次,較前年增加三成 | about 4,300 visits
47校中有31校 | about two thirds, 近七成
1890年去世,鐘毀於1912年 | 22年, twenty-two years, over twenty years
He was born in 1883 and died in 1949. | aged 66, 66歲
1998年發現滲漏,兩年後完工 | 2000年, in 2000
片子1983年上映,次年得獎 | 1984年
搬遷由三月延到九月 | six months, 半年, half a year
新館22:00關門,老館17:00關門 | five hours, 5小時
退票只退半價 | a half, 一半
夜間十點至次日七點免費 | 早上七點
押金20元 | 20 dollars
南埔有23人,橫山有58人 | 約81人
自2020年3月至2023年4月 | 37個月, 三十七個月
6月1日至6月15日 | 14天
9:00至17:00 | 8小時
鎮公所出1900萬元,文化部出1200萬元 | NT$7 million, 700萬元
三十年前建成 | 幾十年
增速達210% | more than tripled, 三倍多
成人票三十元,學生半價 | 15元
新館面積一萬一千平方米,是舊館的兩倍 | 5,500 square metres
The festival runs from 3 October to 9 October. | 七天, six days
litter fell by 41 per cent | 四成
單件成本由1.1元降到0.6元 | 近一半, nearly half of it
尚未達80% | under 80%, not more than 80%
三度參展 | twice, 第三
Ships of up to 9.5 metres may enter. | a boat 8 metres long
六歲以下兒童免費,七十歲以上半價 | a four-year-old, 七十五歲
可在出發前最多十天退票 | 十天, ten days
第三季運了八千噸 | three months
工程造價三十億元,中央承擔七成 | 九億元
原告索賠五十萬元。法院認定過失。法院判賠三十二萬元 | 少十八萬元
It was opened on 2 May. The town was founded in 1931. | 2 May 1931
臺北的票價由9.5元加至10.8元 | NT$10.8, HK$9.5
人均培訓46小時,上年為39小時 | 39
售價由3,480至12,900港元 | between HK$3,480 and HK$12,900
三層東側通道被占用 | the third floor
2021年至2023年虧損 | 2022
原定次年十月完工。改造自2022年6月啟用 | October 2023
淨利潤為-1.1億元 | a loss of RMB 110 million
團體票打七折 | 30% off
總額9億港元,每張150元 | HK$150
The annual rate may not exceed 36%. | 36%
The vote was five to two. | 五比二
賠償62萬元,一審曾判140萬元 | 不到一半
"""
NOR_FOLLOWS = """
南埔有23人,橫山有58人 | 84 pupils, 2.3萬人, 81 percent, 81 metres, 35 dollars
南埔有兩所學校,橫山有三所學校 | four schools, 四所學校
票房占46%,補助占38% | 26%, nearly 20%
織品展有21萬人,攝影展有4萬人 | six times, over six times, 21億人
去年有5,620人次,較前年增加三成 | about 4,800 visits, 562萬人次
1890年去世,鐘毀於1912年 | 32年, in 1922, 1889年
押金20元 | 30 dollars, 20 euros, US$20
第二名是陳,第三名是林 | 第四名
股價變動為-100%,另有50名員工離職 | 40名
超過80% | under 80%
至少80人 | 不到80人
It cost 20 US dollars. | 20 Hong Kong dollars
人民幣23元和人民幣58元 | US$81
23公斤和58公斤 | 81人
Sales doubled. | tripled
The town is small. | hundreds of millions of people
發展半導體產業 | 一半工程師
上午3時15分開始 | 下午3時45分
早上七點開門 | 晚上七點
校內有120人,另有95人。男生60人。去年有300人。前年有340人。 | 17%
There are two clinics in the town. | three clinics, 三家診所
Ships of up to 9.5 metres may enter. | a boat 12 metres long, a boat 8 tonnes heavy
六歲以下兒童免費 | a nine-year-old
超過十天不可退票 | 十天
It was opened on 2 May. The town was founded in 1931. | 3 May 1931, 2 May 1932
罰款每天3元 | 每小時3元
人民幣9.5元 | NT$9.5
广州的票价由9.5元加至10.8元 | NT$10.8
團體票打七折 | 40% off
"""


@pytest.mark.parametrize(("source", "claim"), pairs(FOLLOWS))
def test_a_figure_may_follow_from_others(source: str, claim: str) -> None:
    read, told = Read(source), Read(claim)
    assert told.figures
    assert all(carries_in(read, each) or may_follow(read, told, each) for each in told.figures)


OTHERS = """
門票每張34元 | 34歲
陳志明今年34歲 | 34元, 34%, 第34, 34至50歲, 34–50%
陳志明今年13歲 | 13日
陳志明今年12歲 | 12倍
built in 50 BC | 1st century
西元前350年 | 西元前二世紀
1778年 | 19世紀
獎金500克朗 | 500人, 500克
重5千克拉 | 5克拉, 5千克
下午2時至次日上午9時 | 下午2時至9時, 2 pm to 9 pm
夜間1時 | 下午1時, 1 pm
須於十五日前繳費 | 15天內
罰款每天3元 | 每小時3元, 3 yuan an hour
Rent is 900 euros a month. | 900 euros a year, 年租900歐元
二〇三〇年九月宣判,查明同年四月三日噴藥 | on 3 April 2029
連署1萬1,600份 | 1,600 signatures
館齡112年 | in 2023
The annual rate may not exceed 36%. | over 36%
彩電銷量增長9%至3,412台 | 3,412%
系統壓力0.03兆帕 | 30 billion
Each week 5 million viewers watch. | 5 thousand viewers, week 5
Every day 8 million people ride it. | 8 people
The fund size 5 million dollars is known. | size 5 billion dollars
票價300元(約合330港元) | 300港元
民國38年遷台前,他在上海賺了500元 | 新台幣500元
100千帕 | 100兆帕
成立100年的公司,112年度獲利 | in 2011
12月28日至3日 | 12月3日
10公里半程馬拉松 | 10.5公里
It counted 2030 people. | 2030年
鉀鹽自一九六五年起開採 | the 1970s
"""


SAME = """
鉀鹽自一九六五年起開採 | the 1960s, 二十世紀六十年代, 二十世紀, 1965
The network will stay on until at least 2030. | 至少到2030年
須於使用日前最少三星期提交 | at least three weeks, 至少三周
Ms Moy, 34, retired. | 34歲, aged 34
晚9點後不供餐 | 9 p.m., 21:00
吃水9.5米 | 九米半
用了一百五十年 | a century and a half
申請後三個工作天內可取 | within three working days
Seen at week 12. | 第十二周
二〇三〇年九月宣判,查明同年四月三日噴藥 | on 3 April 2030
罰款每天3元 | 3元/天, 3 yuan a day, 3元
登山者須至少在三日前申請 | at least three days
連署1萬1,600份 | 11,600 signatures
停業超過七日 | 超過七天
平均癒合時間為5.2日 | 5.2 days
連續服用5日未見改善 | after five days
違規者暫停預約資格30日 | 30 days
較111年的9.3%下降,112年7月起 | in 2022, July 2023
113學年度招收36名 | in 2024
113年度營收3億8,200萬元 | NT$382 million
新台幣5億元,其中門票3億元 | NT$300 million
12月10日至20日預購 | from 10 December, until 20 December
Open from 15 to 31 January. | 1月15日
彩電銷量增長9%至3,412台 | up by 9% to 3,412
The annual rate may not exceed 36%. | 不超過36%
罰款不得超過200元 | at most 200 yuan
20日8時起停航 | from 8:00
受影響達50日 | 50天
每餐糖由9.6公克降至4.7公克 | 4.7 grams
"""


@pytest.mark.parametrize(("source", "claim"), pairs(SAME))
def test_the_same_in_other_forms_is_carried(source: str, claim: str) -> None:
    assert carried(source, claim)


@pytest.mark.parametrize(("source", "claim"), pairs(OTHERS))
def test_a_figure_of_another_kind_is_not_carried(source: str, claim: str) -> None:
    assert not carried(source, claim)


FIGURES = st.lists(
    st.sampled_from(
        "-100% 0% 3成 20元 US$5 34歲 2020年3月 2月29日 9:00至17:00 九億億億億億億億億人 3.5公斤 half twice 第2名 兩倍 "
        "數百萬人 1比3 民國99年 0人 1–5天".split()
    ),
    max_size=6,
).map(",".join)


@given(FIGURES, FIGURES)
@settings(max_examples=200, deadline=None)
def test_reckoning_takes_whatever_stands_there(source: str, claim: str) -> None:
    read, told = Read(source), Read(claim)
    for figure in told.figures:
        assert may_follow(read, told, figure) in (True, False)


@pytest.mark.parametrize(("source", "claim"), pairs(NOR_FOLLOWS))
def test_a_figure_that_nothing_leads_to_is_refuted(source: str, claim: str) -> None:
    read, told = Read(source), Read(claim)
    assert not all(carries_in(read, each) or may_follow(read, told, each) for each in told.figures)


@pytest.mark.parametrize(
    ("claim", "source", "strange"),
    [
        ("他打算明年秋天辦展", "明年春天在蘭州辦展", True),
        ("It opens in autumn.", "新館明年春季啟用,秋季擴建", False),
        ("It opens in autumn.", "新館十月啟用", False),
        ("The spring water is clear.", "夏季水量較大", False),
        ("冬季開放", "秋冬兩季開放", False),
        ("It reopened in summer.", "The hot spring reopened in summer.", False),
        ("It reopened in winter.", "The Spring Street shop reopened in December.", False),
    ],
)
def test_a_season_that_is_not_told(claim: str, source: str, strange: bool) -> None:
    assert bool(strange_season(claim, source)) is strange
