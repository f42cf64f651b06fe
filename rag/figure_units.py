"""What a figure is, and the words that surround one: currencies, units, qualifiers, in Chinese and English.

Chinese words are kept here in Simplified characters; `fold` brings any text to them without moving an offset.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Qualifier = Literal["over", "nearly", "about", "under", "at least", "at most", "several"]


class FigureKind(StrEnum):
    """What a figure counts or names."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    MULTIPLE = "multiple"
    RATIO = "ratio"
    FRACTION = "fraction"
    YEAR = "year"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text: `given[start:end] == text`, offsets in characters, the qualifier left outside.

    `value` is exact: 8700萬 is 87000000, 43.19% is 43.19, 9成 is 90, 三年 is 3. A YEAR is the year in the
    common era; a DATE is yyyymmdd with zeros for what is not said (6月13日 is 613, 2022年6月 is 20220600,
    13日 is 13); a TIME is seconds after midnight; a RATIO or FRACTION is left / right to 28 digits, and exact
    in `ratio`; before our era a YEAR or century is below zero. A figure that several (數億, hundreds of millions)
    stands before has that power of ten.
    `unit` is the measure word or unit as the text writes it; of a YEAR 年代 for a decade, 財年 for a fiscal year and
    年度 for one across two; of a MULTIPLE "to" for what a thing became (doubled), "by" for what it grew by
    (增長兩倍); H and Q of halves and quarters. `currency` is an ISO 4217 code. A range (5–10人) has
    its lower end in `value` and its upper in `upper`, both in `unit`. `prefix` and `suffix` are the words beside
    the figure that say its qualifier, as the text writes them (超, 近; 以上); a minus sign is in `text`.
    """

    start: int
    end: int
    text: str
    value: Decimal
    kind: FigureKind
    unit: str | None = None
    currency: str | None = None
    qualifier: Qualifier | None = None
    ratio: tuple[Decimal, Decimal] | None = None
    upper: Decimal | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit both languages know; `factor` is how many of its dimension's base it holds."""

    name: str
    plural: str
    hant: str
    dimension: str
    factor: Decimal = Decimal(1)


def _unit(name: str, hant: str, dimension: str, factor: str = "1", plural: str = "") -> Unit:
    return Unit(name, plural or name + "s", hant, dimension, Decimal(factor))


# Months and years convert among themselves, days and shorter among themselves: a month has no fixed days.
_YEAR, _MONTH = _unit("year", "年", "months", "12"), _unit("month", "個月", "months")
_QUARTER, _DECADE = _unit("quarter", "個季度", "months", "3"), _unit("decade", "個十年", "months", "120")
_CENTURY = _unit("century", "個世紀", "months", "1200", "centuries")
_WEEK, _DAY = _unit("week", "週", "seconds", "604800"), _unit("day", "天", "seconds", "86400")
_HOUR, _MINUTE = _unit("hour", "小時", "seconds", "3600"), _unit("minute", "分鐘", "seconds", "60")
_SECOND = _unit("second", "秒", "seconds")
_KM, _M = _unit("km", "公里", "metres", "1000", "km"), _unit("metre", "米", "metres")
_CM, _MM = _unit("cm", "厘米", "metres", "0.01", "cm"), _unit("mm", "毫米", "metres", "0.001", "mm")
_TONNE, _KG = _unit("tonne", "噸", "kilograms", "1000"), _unit("kg", "公斤", "kilograms", plural="kg")
_G = _unit("gram", "克", "kilograms", "0.001")
_SQKM = _unit("square kilometre", "平方公里", "square metres", "1000000")
_SQM, _HA = (
    _unit("square metre", "平方米", "square metres"),
    _unit("hectare", "公頃", "square metres", "10000"),
)
_ML, _MG = _unit("ml", "毫升", "litres", "0.001", "ml"), _unit("mg", "毫克", "kilograms", "0.000001", "mg")
_LIGHT_YEAR = _unit("light-year", "光年", "light-years")
_MU = _unit("mu", "畝", "mu", plural="mu")
_CUBIC, _LITRE = _unit("cubic metre", "立方米", "litres", "1000"), _unit("litre", "升", "litres")
_KWH = _unit("kWh", "千瓦時", "kWh", plural="kWh")
_MWH = _unit("MWh", "兆瓦時", "kWh", "1000", "MWh")
_KW, _MW = _unit("kW", "千瓦", "kW", plural="kW"), _unit("MW", "兆瓦", "kW", "1000", "MW")
_MILE, _NAUTICAL = (
    _unit("mile", "英里", "metres", "1609.344"),
    _unit("nautical mile", "海里", "metres", "1852"),
)
_FOOT, _INCH = (
    _unit("foot", "英尺", "metres", "0.3048", "feet"),
    _unit("inch", "英寸", "metres", "0.0254", "inches"),
)
_YARD = _unit("yard", "碼", "metres", "0.9144")
_ACRE = _unit("acre", "英畝", "square metres", "4046.8564224")
_GW, _KMH = _unit("GW", "吉瓦", "kW", "1000000", "GW"), _unit("km/h", "公里每小時", "km/h", plural="km/h")
_KPA, _MPA = _unit("kPa", "千帕", "kPa", plural="kPa"), _unit("MPa", "兆帕", "kPa", "1000", "MPa")
_GB, _TB = _unit("GB", "GB", "GB", plural="GB"), _unit("TB", "TB", "TB", plural="TB")
_FAHRENHEIT = _unit("°F", "華氏度", "°F", plural="°F")
_CELSIUS = _unit("°C", "攝氏度", "°C", plural="°C")
_PERSON = _unit("person", "人", "", plural="people")
_AGE = _unit("year old", "歲", "age", plural="years old")

DURATIONS: dict[str, Unit] = {
    **dict.fromkeys(("周年", "年", "year", "years"), _YEAR),
    **dict.fromkeys(("个月", "月", "month", "months"), _MONTH),
    **dict.fromkeys(("个季度", "个季", "季度", "季", "quarter", "quarters"), _QUARTER),
    **dict.fromkeys(("decade", "decades"), _DECADE),
    "anniversary": _YEAR,
    **dict.fromkeys(("个世纪", "世纪", "century", "centuries"), _CENTURY),
    **dict.fromkeys(("个星期", "星期", "个礼拜", "周", "week", "weeks"), _WEEK),
    **dict.fromkeys(("个工作日", "工作日", "个工作天", "工作天", "天", "日", "day", "days"), _DAY),
    **dict.fromkeys(("个小时", "小时", "个钟头", "hour", "hours"), _HOUR),
    **dict.fromkeys(("分钟", "minute", "minutes"), _MINUTE),
    **dict.fromkeys(("秒钟", "秒", "second", "seconds"), _SECOND),
}
MEASURES: dict[str, Unit] = {
    **dict.fromkeys(("公里", "千米", "km", "kilometre", "kilometres", "kilometer", "kilometers"), _KM),
    **dict.fromkeys(("毫升", "ml", "millilitres", "milliliters"), _ML),
    **dict.fromkeys(("毫克", "mg", "milligrams"), _MG),
    **dict.fromkeys(("光年", "light year", "light years", "light-year", "light-years"), _LIGHT_YEAR),
    **dict.fromkeys(("公尺", "米", "metre", "metres", "meter", "meters"), _M),
    **dict.fromkeys(("英里", "mile", "miles"), _MILE),
    **dict.fromkeys(("海里", "浬", "nautical mile", "nautical miles"), _NAUTICAL),
    **dict.fromkeys(("英尺", "foot", "feet", "ft"), _FOOT),
    **dict.fromkeys(("英寸", "inch", "inches"), _INCH),
    **dict.fromkeys(("yard", "yards"), _YARD),
    **dict.fromkeys(("英亩", "acre", "acres"), _ACRE),
    **dict.fromkeys(("吉瓦", "gw", "gigawatt", "gigawatts"), _GW),
    **dict.fromkeys(("公里每小时", "km/h", "kilometres per hour", "kilometers per hour"), _KMH),
    **dict.fromkeys(("gb", "gigabytes"), _GB),
    **dict.fromkeys(("tb", "terabytes"), _TB),
    **dict.fromkeys(("华氏度", "°f", "degrees fahrenheit"), _FAHRENHEIT),
    **dict.fromkeys(("厘米", "公分", "cm", "centimetres", "centimeters", "centimetre", "centimeter"), _CM),
    **dict.fromkeys(("毫米", "公厘", "mm", "millimetres", "millimeters", "millimetre", "millimeter"), _MM),
    **dict.fromkeys(("公吨", "吨", "tonne", "tonnes", "ton", "tons"), _TONNE),
    **dict.fromkeys(("公斤", "千克", "kg", "kilo", "kilos", "kilogram", "kilograms"), _KG),
    **dict.fromkeys(("克", "公克", "gram", "grams"), _G),
    **dict.fromkeys(
        ("平方公里", "平方千米", "square kilometres", "square kilometers", "sq km", "km²"), _SQKM
    ),
    **dict.fromkeys(("平方米", "平方公尺", "square metres", "square meters", "sq m", "m²"), _SQM),
    **dict.fromkeys(("公顷", "hectare", "hectares"), _HA),
    **dict.fromkeys(("亩", "mu"), _MU),
    **dict.fromkeys(("立方米", "立方公尺", "cubic metres", "cubic meters", "m³"), _CUBIC),
    **dict.fromkeys(("公升", "升", "litre", "litres", "liter", "liters"), _LITRE),
    **dict.fromkeys(("kilolitre", "kilolitres", "kiloliters"), _CUBIC),
    **dict.fromkeys(("兆帕", "mpa", "megapascals"), _MPA),
    **dict.fromkeys(("千帕", "kpa", "kilopascals"), _KPA),
    **dict.fromkeys(("千瓦时", "度电", "度绿电", "kwh", "kilowatt-hours", "kilowatt hours"), _KWH),
    **dict.fromkeys(("兆瓦时", "mwh", "megawatt-hours"), _MWH),
    **dict.fromkeys(("千瓦", "kw", "kilowatt", "kilowatts"), _KW),
    **dict.fromkeys(("兆瓦", "mw", "megawatt", "megawatts"), _MW),
    **dict.fromkeys(("摄氏度", "℃", "°c", "degrees celsius"), _CELSIUS),
    **dict.fromkeys(("周岁", "岁", "years old", "year old", "years of age"), _AGE),
    **dict.fromkeys(("人", "people", "persons", "person"), _PERSON),
}

# How each currency is written: Chinese (Simplified) after the number, codes and signs before, English after.
CURRENCY_AFTER: dict[str, str] = {
    "元人民币": "CNY", "人民币": "CNY", "块钱": "CNY", "元": "CNY", "rmb": "CNY", "cny": "CNY",
    "chinese yuan": "CNY", "yuan": "CNY", "renminbi": "CNY",
    "美元": "USD", "美金": "USD", "us dollars": "USD", "u.s. dollars": "USD", "american dollars": "USD",
    "usd": "USD", "dollars": "USD", "dollar": "USD",
    "港元": "HKD", "港币": "HKD", "元港币": "HKD", "hong kong dollars": "HKD", "hkd": "HKD",
    "新台币": "TWD", "元新台币": "TWD", "台币": "TWD", "元台币": "TWD", "new taiwan dollars": "TWD",
    "taiwan dollars": "TWD", "nt dollars": "TWD",
    "twd": "TWD",
    "蚊": "HKD",
    "澳门元": "MOP", "葡币": "MOP", "patacas": "MOP", "mop": "MOP",
    "欧元": "EUR", "euros": "EUR", "euro": "EUR", "eur": "EUR",
    "日元": "JPY", "japanese yen": "JPY", "yen": "JPY", "jpy": "JPY",
    "英镑": "GBP", "pounds sterling": "GBP", "pounds": "GBP", "gbp": "GBP",
    "日币": "JPY", "澳币": "AUD", "加币": "CAD", "新加坡币": "SGD", "韩币": "KRW",
    "卢布": "RUB", "rubles": "RUB", "roubles": "RUB", "rub": "RUB",
    "纽西兰元": "NZD", "新西兰元": "NZD", "纽币": "NZD", "new zealand dollars": "NZD", "nzd": "NZD",
    "韩元": "KRW", "won": "KRW", "krw": "KRW",
    "新加坡元": "SGD", "新元": "SGD", "singapore dollars": "SGD", "sgd": "SGD",
    "澳元": "AUD", "australian dollars": "AUD", "aud": "AUD",
    "加元": "CAD", "canadian dollars": "CAD", "cad": "CAD",
    "瑞士法郎": "CHF", "swiss francs": "CHF", "chf": "CHF",
    "卢比": "INR", "rupees": "INR", "inr": "INR",
    "泰铢": "THB", "baht": "THB", "thb": "THB",
    "令吉": "MYR", "ringgit": "MYR", "myr": "MYR",
}  # fmt: skip
CURRENCY_BEFORE: dict[str, str] = {
    "us$": "USD", "u.s.$": "USD", "usd": "USD", "usd$": "USD", "$": "USD", "美元": "USD", "美金": "USD",
    "港币$": "HKD", "hk $": "HKD", "人民币¥": "CNY", "新台币$": "TWD", "hk$": "HKD", "hkd": "HKD",
    "港币": "HKD", "港元": "HKD",
    "nt$": "TWD", "ntd": "TWD", "twd": "TWD", "新台币": "TWD", "台币": "TWD",
    "rmb": "CNY", "cny": "CNY", "rmb¥": "CNY", "cn¥": "CNY", "¥": "CNY", "人民币": "CNY",
    "mop$": "MOP", "mop": "MOP", "s$": "SGD", "sgd": "SGD", "a$": "AUD", "aud": "AUD", "c$": "CAD",
    "cad": "CAD",
    "€": "EUR", "eur": "EUR", "欧元": "EUR", "jp¥": "JPY", "jpy": "JPY", "日元": "JPY", "£": "GBP",
    "gbp": "GBP",
    "日币": "JPY", "澳币": "AUD", "加币": "CAD", "卢布": "RUB", "rub": "RUB", "nz$": "NZD",
    "nzd": "NZD", "英镑": "GBP", "krw": "KRW", "chf": "CHF", "inr": "INR", "thb": "THB", "myr": "MYR",
}  # fmt: skip
CURRENCY_EN: dict[str, str] = {
    "USD": "US$",
    "HKD": "HK$",
    "TWD": "NT$",
    "EUR": "€",
    "GBP": "£",
    "CNY": "RMB ",
}
CURRENCY_HANT: dict[str, str] = {
    "CNY": "元", "USD": "美元", "HKD": "港元", "MOP": "澳門元", "EUR": "歐元", "JPY": "日圓", "GBP": "英鎊",
    "KRW": "韓元", "SGD": "新加坡元", "AUD": "澳元", "CAD": "加元", "CHF": "瑞士法郎", "INR": "盧比",
    "THB": "泰銖", "MYR": "令吉", "RUB": "盧布", "NZD": "紐西蘭元",
}  # fmt: skip

# A negative lookahead keeps a measure word apart from the longer word it begins (支 but not 支付).
COUNTERS = (
    "克朗|克拉|人次|户次|架次|辆次|笔次|个|名|位(?![于置居列])|人(?![民工均类才口转])|家(?![庭长具居乡电族园属务])|份(?!额)"
    "|支(?![付持出援撑柱])|棵|株|只(?![有是能要会需为])|条(?![件线例款])|张|件|项(?!目)|次(?![级要序元])"
    "|种(?![植子下树草地族])|类(?!似)|台(?![湾币北风独])|辆|部(?![门分署队委])|本(?![公报集次年月地来土科身质届期港])"
    "|强(?![劲大化度制国势调烈者项])|篇|页|章|座(?!谈)|栋|幢|间(?![接隔])|所(?![有以得在需谓述])|户|匹|颗|粒|块(?!链)|片|套|组(?![织成合建])"
    "|批(?![准评发])|层(?![面级次])|届|场(?![景合所])|轮|笔|款(?![项式])|瓶|箱|袋|杯|盒|艘|架(?!构)"
    "|节(?![约日能目省点奏])|段(?!落)|句|幅|枚|处(?![于理在罚置])"
)
COUNTERS_AFTER_DIGITS = (
    "国(?![家际内产务有企人资外民])|城|站|楼|路|期(?![间待望货])|代(?![表码理])|级|步|字|门(?!户)|头|班|课|度(?!假)|点|倍速"
    "|里(?!程)|亿|单(?![一位个独纯])"
)

# The year before the first of each era; of the emperors' only those by which Western years are usually told.
ERAS = {
    "民国": 1911, "明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018,
    "洪武": 1367, "永乐": 1402, "嘉靖": 1521, "万历": 1572, "崇祯": 1627,
    "顺治": 1643, "康熙": 1661, "雍正": 1722, "乾隆": 1735, "嘉庆": 1795, "道光": 1820, "咸丰": 1850,
    "同治": 1861, "光绪": 1874, "宣统": 1908,
}  # fmt: skip

QUALIFIER_WORDS: dict[str, Qualifier] = {
    **dict.fromkeys(("不超过", "不多于", "不高于", "至多", "最多", "不逾", "未逾", "≤", "<="), "at most"),
    **dict.fromkeys((f"{no}{than}" for no in ("不得", "不能", "不可", "不应", "不会", "从未", "没有", "未")
                     for than in ("超过", "超出", "高于", "多于", "大于", "突破", "超")), "at most"),
    **dict.fromkeys(("不少于", "不低于", "至少", "最少", "起码", "≥", ">="), "at least"),
    **dict.fromkeys((f"{no}{than}" for no in ("不得", "不能", "不可", "不应", "不会")
                     for than in ("低于", "少于", "小于")), "at least"),
    **dict.fromkeys(("不到", "不足", "低于", "少于", "未到", "不及", "未满", "不满", "<"), "under"),
    **dict.fromkeys(("超过", "超出", "超", "逾", "高于", "多于", "大于", "突破", "不止", "越过", ">"), "over"),
    **dict.fromkeys(("将近", "接近", "逼近", "几近", "近"), "nearly"),
    **dict.fromkeys(("大约", "约莫", "大概", "约", "差不多"), "about"),
    **dict.fromkeys(("no more than", "not more than", "at most", "up to",
                     "as many as", "as much as", "not exceeding", "a maximum of",
                     *(f"{no} {than}" for no in ("not", "never", "cannot", "not to")
                       for than in ("exceed", "exceeds", "exceeded", "over", "above", "more than")),
                     "no higher than", "no longer than"),
                     "at most"),
    **dict.fromkeys(("no fewer than", "no less than", "not less than", "at least", "a minimum of",
                     "not under", "not below", "never below", "never less than", "never fewer than"),
                     "at least"),
    **dict.fromkeys(("less than", "fewer than", "under", "below"), "under"),
    **dict.fromkeys(
        ("more than", "over", "above", "exceeding", "exceeded", "exceeds", "exceed", "in excess of",
         "upwards of",
         "surpassing", "surpassed", "greater than", "topping", "topped"),
        "over",
    ),
    **dict.fromkeys(("nearly", "almost", "close to", "approaching", "just under"), "nearly"),
    **dict.fromkeys(("approximately", "about", "around", "roughly",
                     "approx", "approx.", "ca.", "circa", "some", "~", "≈"), "about"),
}  # fmt: skip

# Words made of numeral characters that count nothing; each is blanked before figures are looked for.
STOP_WORDS = (  # regular expression alternatives
    "一些|一样|一起|一系列|一直|一定|一般|一切|一旦|一致|一共|一贯|一向|一流|一体|(?<!翻)(?<!翻了)一番|一味|一举|一刻|一会|一点(?![零一二三四五六七八九])|一边|一面|十三陵|(?<![0-9])一元(?=[二三复化])|二元(?=[论化结方制对])|二次(?=方程|函数|曲线|开发|元)"
    "|一手|一心|一律|一应|一概|一经|一并|一齐|一线|一度|一时|一下|一路|一站式|一次性|一代|一口气|一步|一级|一道|一头"
    "|一部分|一段时间|一种|一方面|一网通办|一带一路|一条龙|一把手|一对一|一粒沙|一份力量|一臂之力|一席之地|一蹴而就"
    "|一如既往|一石二鸟|一举两得|一卒|一剑|一年四季|一年一度|一年级|一家人|一家子|一人得道|一本正经|一件小事|一场空"
    "|一天到晚|一日千里|一日三餐|一国两制|一分为二|一个中国|独一无二|数一数二|说一不二|三番五次|接二连三|丢三落四"
    "|十年磨|十年树木|百年树人|百年大计|百年老店|十分(?![钟之])|十足|十全十美|十字|十一黄金周|十一长假|十月怀胎"
    "|九牛一毛|五湖四海|五花八门|四面八方|四通八达|七上八下|乱七八糟|三三两两|三言两语|三心二意|三天两头|三北|三农"
    "|三五成群|两岸三地|三头六臂|两全其美|三人行|四个自信|八九不离十|三位一体|三合一|二合一|多合一|二选一|二次元"
    "|万一|统一|单一|唯一|(?<!分)之一|合一|不一|如一|专一|其一|逐一|归一|划一|进一步|同一|每一|这一|那一|某一|任一|哪一|另一"
    "|下一|上一|前一|后一|新一|又一|周[一二三四五六](?![个次年]|小时)|星期[一二三四五六]|礼拜[一二三四五六]|千万(?=[别不莫勿要记])"
    "|亿万|千家万户|千千万万|成千上万|万万千千|千变万化|万事|万物|万众|万全|万能|万岁|万国|千方百计|千军万马"
    "|百花|百姓|百货|百度|百科|百合|万科|万达|万维|万宝|十八般|六小龙|七七八八|十之八九|百里挑一"
    "|第三方|第三者|第一手|第一时间|第一财经|第一人称|第二人称|第三人称|第一夫人|第二天性|第三世界"
    "|three-north|双十一|双11|双12|618(?=大促|期间|年中)|六一儿童节|十一(?=假期|长假|黄金周|期间|国庆)|一二|二维|三维|四维|三角|四川|五粮|六合|七夕|八卦|九江|三星(?!期)|五星|三明治|零售|零食|零部件|零件|归零|一卡通|一码通"
    "|两弹一星|三级跳|八大山人|一大早|一大批|一大"
)

_TRADITIONAL = (
    "億萬兩貳陸個餘幾數點過將達約來幣鎊歐韓銖盧塊錢週鐘時禮號歲屆項條張種類輛臺頁棟間戶頭顆組層級門課場輪筆單節雙對隊處"
    "國縣區鎮鄉樓噸釐畝頃攝紀隻於從後內這總僅樣統網辦帶會點邊體貫舉應經並齊線劍歸劃進專財韋維實達萬寶農岸還離獨選鳥"
    "業別記當電讓樹變軍馬眾無亂龍灣擊簽違續臨親鄰遠強長電園屬務額風報質談鏈織評發構罰員為績貨產資碼純齡輕樣餅較與開撐謂準們頓號聯獎島嶺漢"
    "丟擔華負戰勝獲敗爲衆兒勁勢廈叄學導慶彈懷毀氣遊稱籤糧羣計語說説調賽連裏裡鍾際預黃東豐樂蘭歷曆鹹備復擴據漲滿禎紐結緒論訪車轉順沒綠許"
)
_SIMPLIFIED = (
    "亿万两贰陆个余几数点过将达约来币镑欧韩铢卢块钱周钟时礼号岁届项条张种类辆台页栋间户头颗组层级门课场轮笔单节双对队处"
    "国县区镇乡楼吨厘亩顷摄纪只于从后内这总仅样统网办带会点边体贯举应经并齐线剑归划进专财韦维实达万宝农岸还离独选鸟"
    "业别记当电让树变军马众无乱龙湾击签违续临亲邻远强长电园属务额风报质谈链织评发构罚员为绩货产资码纯龄轻样饼较与开撑谓准们顿号联奖岛岭汉"
    "丢担华负战胜获败为众儿劲势厦叁学导庆弹怀毁气游称签粮群计语说说调赛连里里钟际预黄东丰乐兰历历咸备复扩据涨满祯纽结绪论访车转顺没绿许"
)
_FOLD = {
    # The full-width comma stays: between Chinese figures it parts them, it never groups thousands.
    **{ord("！") + i: chr(ord("!") + i) for i in range(94) if chr(ord("!") + i) != ","},
    **dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True)),
    **{ord(c): "元" for c in "圓圆"},
    **{ord(c): " " for c in "\u00a0\u3000\u2009\u202f\u2007"},
    ord("￥"): "¥", ord("∶"): ":", ord("﹪"): "%", ord("−"): "-", ord("貮"): "贰", ord("○"): "〇",
}  # fmt: skip


def fold(text: str) -> str:
    """Full-width to ASCII and Traditional to Simplified where figures need it; same length, always.

    >>> fold("超過６.９億")
    '超过6.9亿'
    """
    return text.translate(_FOLD)


def known_unit(unit: str | None) -> Unit | None:
    """The unit both languages know under this word, or None for a measure word (個, 棵) or no word."""
    if unit is None:
        return None
    key = fold(unit).lower().replace("-", " ").strip()
    return DURATIONS.get(key) or MEASURES.get(key)


_ORDINAL_UNITS = {
    "季度": "quarter", "季": "quarter", "q": "quarter", "半年": "half", "半": "half", "半期": "half", "半场": "half",
    "h": "half", "half-year": "half", "年": "year", "世纪": "century", "天": "day", "日": "day", "周": "week",
    "届": "session", "次": "time", "回": "time", "号": "no.", "名": "place", "位": "place",
}  # fmt: skip


def ordinal_unit(unit: str | None) -> str:
    """What an ordinal numbers, by one name in both languages: 季度 and Q are quarters; a unit neither knows is itself.

    >>> ordinal_unit("季度"), ordinal_unit("H"), ordinal_unit(None)
    ('quarter', 'half', '')
    """
    word = fold(unit or "").lower()
    return _ORDINAL_UNITS.get(word, word)


def unit_of(figure: Figure) -> Unit | None:
    """The figure's known unit; 度 below zero (零下12度) is of temperature, elsewhere it may be an angle."""
    if fold(figure.unit or "") == "度" and fold(figure.text).startswith("零下"):
        return _CELSIUS
    return known_unit(figure.unit)
