"""Words whose gloss is ours: those that only join others, and those whose first sense reports do not use.

Chinese keys are folded (Simplified), English keys lower case; Chinese glosses are written in Traditional. None says
that a word is left without a gloss: it has no counterpart, and a wrong one would read worse than none.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_LEFT_IN_CHINESE = "的 地 得 了 着 们 个 把 吗 呢 吧 啊 么 所 之 位 名 棵 支 家 件 份 部 条 张 座"
_ENGLISH = """
在 in|于 at|由 by|从 from|自 since|至 to|到 to|向 to|往 toward|以 with|为 for|因 because of|被 by|让 let
给 to|使 make|令 make|与 with|和 and|及 and|以及 and|并 and|并且 and|或 or|而 and|而是 but rather|但 but
但是 but|却 but|则 then|若 if|如 as|如果 if|虽 although|虽然 although|因为 because|由于 because of|所以 so
因此 so|即 that is|又 also|也 also|还 also|都 all|皆 all|就 then|再 again|才 only|只 only|更 more|最 most
很 very|非常 very|不 not|没 not|没有 has no|未 not yet|无 without|已 already|已经 already|曾 once|正 now
即将 soon|将 will|会 will|要 must|应 should|应该 should|能 can|能够 can|可 can|可以 can|可能 may|是 is
有 has|有着 have|这 this|这个 this|这些 these|这是 this is|那 that|那个 that|其 its|此 this|该 this|本 this
某 some|每 each|每个 each|各 each|另 another|同 same|等 etc.|什么 what|多少 how many|谁 who|哪 which
如何 how|怎样 how|为何 why|几 several|我 I|你 you|您 you|他 he|她 she|它 it|我们 we|你们 you|他们 they
她们 they|它们 they|自己 own|大家 everyone|这样 such|一样 the same|中 in|内 within|外 outside|上 on|下 under
里 in|间 between|时 when|后 after|前 before|之后 after|之前 before|之间 between|之下 under|之初 at the start
期间 during|来 to|去 to|过 ever|比 than|对 toward|对于 as for|关于 about|根据 according to|依据 according to
按照 according to|通过 through|作为 as|像 like|用 with|次 times|倍 times|人 people|年 year|月 month|日 day
号 No.|总 total|按年 year on year|按月 month on month|校长 principal|历时 lasting|全长 total length
不少 many|多 more|少 less|大 large|小 small|高 high|新 new|原 former|男 male|女 female|万 ten thousand
亿 hundred million|第 no.|同比 vs same period last year|环比 vs previous period|年度 annual
首次 for the first time|首家 the first|不断 constantly|来自 from|面向 facing|为例 as an example|截至 as of
至此 thus far|其中 of which|同时 at the same time|目前 currently|称 says|表示 says|认为 believes
指出 points out|强调 stresses|介绍 explains|透露 discloses|披露 disclose|显示 show|集团 group|有限公司 Ltd.
小微 small and micro|普惠 inclusive|赋能 empower|助力 help|布局 lay out plans|落地 put into practice
深耕 work deeply at|挂钩 link|打造 build|开展 carry out|数字 digital|要素 factor|高管 senior executives
董事长 chairman|总裁 president|经营者 operator|用户 user|负责人 person in charge|责任编辑 editor in charge
小程序 mini-program|大模型 large model|数字人 digital human|门店 shop|上线 go online|减免 reduce or waive
议题 topic|指标 indicator|民营企业 private enterprise|盘查 inventory|价值链 value chain|网友 internet user
服务商 service provider|解决方案 solution|方面 aspect|院长 director|碳中和 carbon neutrality|挂号 register
问诊 consultation|陪诊 accompany to the doctor|陪护 caregiving|导诊 guide patients|诊前 before consultation
诊中 during consultation|诊后 after consultation|就医 see a doctor|卫健委 Health Commission
社科院 Academy of Social Sciences|人大代表 NPC deputy|管理层 management|条线 line|层级 level|动能 momentum
初心 original aspiration|久久为功 persevere for lasting results|聚力 join forces|创新高 hit a new high
再创新高 hit a new high again|量大面广 numerous and widespread|蓬勃发展 flourish|网上 online
全面 comprehensive|最新进展 latest progress|位居 rank|前列 at the forefront|下同 same below
连增 rise in a row|联合 together with|推出 launch|生态 ecosystem|经济社会 economy and society
所在 where it lies|财联社 Cailian Press|运营 operation|生动 vivid|体现 embodiment|可控 controllable
自主 independently|履职 performance of duties|释放 release|占比 share|融资 financing|净利润 net profit
营收 revenue|营业收入 operating revenue|亏损 loss|环保 environmental protection
上市 list on the stock exchange|扫码 scan a QR code|扫 scan|致力于 committed to|一家 one|给出 give
高强度 high-intensity|丝滑 smooth|畅游 travel freely|流动支付 mobile payment|移动支付 mobile payment
紧密 close|显着 significant|根本 fundamental|兼 and also|致辞 speech|不变 unchanging|消费 spending
金额 amount|成交 transaction|门槛 threshold|备案 registration|长期主义 long-termism|主义 -ism|提升 improve
实现 achieve|项目 project|多元 diverse|女性 women|男性 men|减免息 reduce or waive interest
免息 interest-free|岗位 jobs|资助 fund|乡村 rural|电费 electricity bill|营业 business|办事 get things done
带 carry|带动 spur|化 -ization|一网通办 one-stop online service|粤 Guangdong|剑 sword|耐得住 withstand
官 officer|细分 specialised|排放 emissions|碳排放 carbon emissions|上下游 upstream and downstream
活动 activities|科学依据 scientific basis|私隐 privacy|隐私 privacy|数据安全 data security|安全 security
认证 certification|认可 recognition|进展 progress|治理 governance|评价 evaluation|包容 inclusion
组织 organization|底 end|会计学院 accounting institute|学院 institute
新质生产力 new-quality productive forces|着眼 focus on|塑造 shape|大厦 Building|承印人 printer
出版人 publisher|拥抱 embrace|积蓄 build up|加速 accelerate|走过 go through|思考 think|微小 tiny|美好 fine
坚守 hold fast|全局 overall|局部 local|变革 change|即开即用 ready for use|红利 dividend|范围三 Scope 3
范围二 Scope 2|范围一 Scope 1|继 following|自信 confident|展现 show|境外 overseas|合作伙伴 partner
账户 account|技术方案 technical solution|意义 meaning|做好 do well|最大 largest|种 plant|种下 plant
工程 project|战役 campaign|地区 region|保障 protection|创 start up|累计 in total|发挥 bring into play
需求 demand|数码化 digitalization|数字化 digitalization|启动 launch|要求 requirement|基准年 base year
友情链接 links|同工同酬 equal pay for equal work|首席 chief|首席执行官 chief executive officer|收入 revenue
利润 profit|员工 employee|公告 announcement|报告期 reporting period|股东 shareholder
范围三碳 Scope 3 carbon|就医助理 medical-visit assistant|省 province
"""

ENGLISH: Mapping[str, str | None] = MappingProxyType(
    dict(pair.split(" ", 1) for pair in re.split("[|\n]", _ENGLISH.strip()))
    | dict.fromkeys(_LEFT_IN_CHINESE.split())
)

_LEFT_IN_ENGLISH = (
    "a an the to do does did that which there as's up out off down been being so it's than's up away 's am"
)
_CHINESE = """
of 的|in 在|on 在|at 在|by 由|for 為|with 與|from 從|into 進|and 和|or 或|nor 也不|but 但|not 不|no 沒有
if 如果|because 因為|since 自|than 比|as 作為|about 約|over 超過|under 低於|after 之後|before 之前
between 之間|among 之中|during 期間|until 直到|through 通過|without 沒有|within 之內|against 反對
across 橫跨|around 約|per 每|is 是|are 是|was 是|were 是|be 是|will 將|would 會|shall 將|can 能|could 能
may 可能|might 可能|must 必須|should 應|has 有|have 有|had 有|having 有|this 這|these 這些|those 那些|it 它
its 它的|they 他們|their 他們的|them 他們|he 他|him 他|his 他的|she 她|her 她的|we 我們|us 我們|our 我們的
you 你|your 你的|i 我|me 我|my 我的|who 誰|whom 誰|whose 誰的|what 什麼|when 當|where 哪裡|why 為什麼
how 如何|more 更|most 最|much 多|many 許多|all 所有|each 每|every 每|any 任何|some 一些|such 這樣的|only 只
very 很|also 也|too 也|both 都|other 其他|another 另一|own 自己的|same 相同|then 然後|now 現在|here 這裡
still 仍然|already 已經|again 再次|never 從不|often 常常|always 總是|said 說|says 說|say 說|one 一|two 二
first 首先|last 上一|next 下一|new 新|old 舊|people 人|went 去|year 年|years 年|month 月|day 日|week 週
up 上升|alone 獨自|founded 創立|authority 當局|port 港口|harbour 港口|harbor 港口|director 主任|group 集團
million 百萬|billion 十億|percent 百分之|last year 去年|last month 上個月|last week 上週|last night 昨晚
this year 今年|this month 本月|this week 本週|next year 明年|next month 下個月|next week 下週|such as 例如
according to 根據|as well as 以及|because of 因為|due to 由於|more than 多於|less than 少於|at least 至少
at most 至多|blood pressure 血壓|make up 佔|set up 設立|carry out 進行|sea level 海平面|sea levels 海平面
free of charge 免費|climate change 氣候變化|emission 排放|emissions 排放|sharply 大幅|keeper 看守人
fell 下跌|fall 下跌|falls 下跌|fallen 下跌|check 檢查|cut 削減|read 閱讀|council 議會|less 較少|fewer 較少
opened 開放|open 開放|opens 開放|breakwater 防波堤|marine 海洋|rainfall 降雨量|patient 病人|patients 病人
eat 吃|eats 吃|library 圖書館|libraries 圖書館|build 建造|built 建成|building 建築物|cost 花費|costs 成本
spend 花費|spent 花費|spending 開支|child 兒童|children 兒童|employs 僱用|employ 僱用|employed 僱用
holds 藏有|keep 保持|kept 保持|made 做|make 做|makes 做|found 發現|third 第三|second 第二|rise 上升
rose 上升|risen 上升|grew 增長|grow 增長|grown 增長|growth 增長|began 開始|begin 開始|started 開始
start 開始|launched 推出|announced 宣佈|announce 宣佈|reported 報告|report 報告|showed 顯示|show 顯示
shows 顯示|told 告訴|asked 問|called 稱為|call 稱|named 名為|used 使用|use 使用|uses 使用|using 使用
get 得到|got 得到|take 採取|took 採取|taken 採取|give 給|gave 給|given 給|put 放|go 去|come 來|came 來
left 離開|leave 離開|died 去世|die 死亡|born 出生|live 住|lived 住|lives 住|work 工作|works 工作|worked 工作
worker 工人|workers 工人|run 經營|runs 經營|ran 經營|held 舉行|led 領導|lead 領導|leads 領導|bought 購買
buy 購買|sold 出售|sell 出售|paid 支付|pay 支付|won 贏得|win 贏得|lost 失去|lose 失去|head 負責人|chief 首席
chairman 董事長|chairwoman 董事長|chief executive 行政總裁|president 總裁|professor 教授|minister 部長
mayor 市長|manager 經理|member 成員|members 成員|staff 員工|public 公眾|state 州|county 縣|town 鎮
village 村|street 街|house 房屋|home 家|school 學校|student 學生|students 學生|service 服務|services 服務
line 線|train 列車|trains 列車|record 紀錄|rate 率|level 水平|levels 水平|share 份額|sales 銷售額
profit 利潤|loss 虧損|revenue 收入|quarter 季度|figure 數字|figures 數字|number 數量|long 長|high 高
higher 更高|highest 最高|low 低|lower 更低|lowest 最低|large 大|larger 更大|largest 最大|big 大|small 小
great 大|good 好|better 更好|best 最好|early 早期|late 晚|local 本地|close 關閉|closed 關閉|plan 計劃
plans 計劃|planned 計劃|project 項目|programme 計劃|program 計劃|water 水|power 電力|energy 能源|tree 樹
trees 樹|drink 喝|drinks 喝|painting 畫|paintings 畫|bird 鳥|birds 鳥|ship 船|ships 船|boat 船|boats 船
road 道路|fire 火|island 島
"""

CHINESE: Mapping[str, str | None] = MappingProxyType(
    dict(pair.rsplit(" ", 1) for pair in re.split("[|\n]", _CHINESE.strip()))
    | dict.fromkeys(_LEFT_IN_ENGLISH.split())
)

# What organisations and offices are called: translated although English writes them capital, as a name.
ORGANISATIONS = frozenset(
    (
        "university college school institute academy ministry department bureau bank group company corporation "
        "hospital museum library court council government committee commission parliament president minister professor "
        "doctor director chairman chairwoman mayor city river lake bridge port harbour harbor church street road "
        "association foundation centre center office agency authority fund union party newspaper airport station"
    ).split()
)
