"""The regular expressions that find figures in folded text, each compiled on first use and kept.

All are anchored by the caller and bounded where they could look back, so that reading stays linear.
"""

import re
from collections.abc import Iterable
from functools import cache

from rag.figure_units import (
    COUNTERS,
    COUNTERS_AFTER_DIGITS,
    CURRENCY_AFTER,
    CURRENCY_BEFORE,
    DURATIONS,
    ERAS,
    MEASURES,
    QUALIFIER_WORDS,
    STOP_WORDS,
)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# Pieces.
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_ONE = "零〇一二三四五六七八九两"
_SCALE = (
    r"(?:[十亿]|百(?![货科姓度川合]|分点)|千(?![米瓦卡赫伏帕]|克(?![朗拉]))|万(?![科达宝能事物众国])"
    r"|兆(?![瓦赫字比帕]))"
)
_HANZI = rf"(?:[{_ONE}廿卅]|{_SCALE})+(?:点[{_ONE}]+{_SCALE}*)?"
_FORMAL = "[壹贰叁肆伍陆柒捌玖零万亿]*[拾佰仟][壹贰叁肆伍陆柒捌玖零拾佰仟万亿]*|[壹贰叁肆伍陆柒捌玖][万亿]"
_WORD = (
    "(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundred|thousand|million|billion|trillion|dozen)(?![a-z0-9])"
)
_GREAT = "hundred|thousand|million|billion|trillion|dozen"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_OLD_YEAR = r"(?:1\d|20|21)\d\d"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_AFTER_ORDINAL = "year|anniversary|century|quarter|decade|day|month|week|session|half|time|phase|place"
_SMALL_ZH = r"[一二三四五六七八九十百零〇廿卅]{1,5}"
_ZH_HOUR = "十[一二]?|二十[一二三四]?|[零一二三四五六七八九两]"
_ZH_MINUTE = "[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九]"

_TOKEN = {
    "token": r"(?P<skip>https?://[!-~]+|www\.[!-~]+|[a-z0-9._+-]{1,64}@[a-z0-9.-]{1,64}"
    r"|\+\d{1,3}[ -]\(?\d{1,4}\)?[ -]\d{3,4}[ -]?\d{3,4}(?!\d)"
    r"|\((?:\d{2,3}|0\d{3})\)[ -]?\d{3,4}[ -]\d{3,4}(?!\d))"
    r"|(?P<word>[a-zÀ-ɏ][a-z0-9_À-ɏ]*)|(?P<digit>[0-9])"
    r"|(?P<hanzi>[第半翻元几数零〇一二三四五六七八九十百千万亿兆两廿卅壹贰叁肆伍陆柒捌玖拾佰仟])",
    "stop": rf"(?<![\d{_ONE}十百千万亿点])(?:{STOP_WORDS})(?![十百千万亿])",
    # Telephone numbers, versions, slashed numbers, numbers with leading zeros: names, not figures.
    "code": r"\d{2,4}-\d{3,8}[- ]\d{4,8}(?: \d{7,8})*(?!\d)|\d{3,4}-\d{7,8}(?: \d{7,8})*(?!\d)"
    r"|\d{3}-\d{4}(?![\d,.%万亿]|[ ]?(?:[个家名元次棵米吨件]|人(?!工))|[ ](?:people|[a-z]{2,20}s)(?![a-z]))"
    r"|\d+(?:\.\d+){2,}|7-(?:eleven(?![a-z])|11(?=便利|超商|门店|店|store))"
    r"|[06789][05]后(?![来续面期备援天悔])|985(?=高校|大学|工程|院校|、|/|和)|211(?=高校|大学|工程|院校)"
    r"|996(?=工作|模式|加班|制)"
    r"|\d+(?:/\d+){2,}|\d+(?:-\d+){3,}|24/7|9/11(?!\d)|0\d+(?![\d.:%]|[ ]?[年月日时点分/])"
    r"|(?:12306|12345|12315|12333|12366|12123|12320|95188|95598)(?![\d,.])",
    "digits": _DIGITS,
    "version": r"\d+\.\d+(?=版|时代)",
    "version_after": r"\d\.\d(?![\d%.])",
    "version_before": r"(?:工业|产业|智造|教育|政务|互联网\+?|web|industry) ?$",
    "model_before": r"(?:波音|空客|空中客车) ?$",
    "alnum": r"[0-9a-z_]+",
}
_DATES = {
    "iso": rf"(?P<year>{_YEAR})(?P<sep>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=sep){_DAY}(?![\d\-/])",
    "time": r"(?P<h>2[0-3]"
    r"|[01]?\d):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:]|\.\d)(?:[ ]?(?P<ap>[ap])\.?m(?![a-z])\.?)?",
    "ap_time": r"(?P<h>1[0-2]|0?[1-9]) ?(?P<ap>[ap])(?:\.m\.|m)(?![a-z])",
    "hanzi_time": rf"(?P<h>{_ZH_HOUR})[点时](?:(?P<m>{_ZH_MINUTE})分(?![之钟])|(?P<half>半)|整|钟)?",
    "zh_time": r"(?P<h>2[0-4]|[01]?\d)[ ]?[点时](?:[ ]?(?P<m>[0-5]?\d)[ ]?分(?![之钟])|(?P<half>半)|整|钟)?",
    "half_day": r"(?:上午|下午|早上|晚上|中午|凌晨|傍晚|清晨|[夜晚早]间|今晚|明晚|昨晚|早|晚) ?$",
    "zh_time_after": r"(?:(?:开始?)?[起前后许]|整|[至到]\d{1,2}[点时]|[至到](?:次日|翌日|上午|下午|晚上?|凌晨))",
    "zh_time_beside": r"(?:[至到]|\d日|[一二三四五六日]|翌日|次日) ?$",
    "zh_time_before": r"(?:上午|下午|早上|晚上|中午|凌晨|傍晚|清晨|[夜晚早]间|[日今明昨]晚|早|晚|\d日) ?$",
    "month_day": rf"{_MONTH} {_DAY}(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)"
    rf"(?:,? (?:(?P<year>{_OLD_YEAR})|AD (?P<ad>\d{{1,3}}))(?!\d|[,.]\d))?",
    "month_year": rf"{_MONTH},? (?:(?P<year>{_YEAR}|{_OLD_YEAR}(?! (?:people|[a-z]{{2,20}}s)(?![a-z])))"
    r"|AD (?P<ad>\d{1,3}))(?!\d|[,.]\d)",
    "month": _MONTH,
    "month_before": r"(?:\b(?:in|since|by|from|until|of|last|this|next|during|late|early|mid|and|to)[ -])$",
    "day_month": rf"{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?P<year>{_OLD_YEAR})(?!\d|[,.]\d))?",
    "zh_date": rf"(?:(?:(?:公元|西元)[ ]?)?(?P<year>\d{{3,4}}|[{_ONE}]{{4}}|\d\d)[ ]?年[ ]?)?"
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])[ ]?月(?![票饼光球薪]|天(?!气))份?"
    r"(?:[ ]?(?P<day>[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?"
    r"|[一二三四五六七八九])[ ]?[日号])?",
    "zh_day": r"(?P<day>[12]\d|3[01]|0?[1-9])[ ]?日(?![内间元均程本后之游])",
    "zh_year": rf"(?P<year>\d{{4}}|[{_ONE}]{{4}})[ ]?年(?:度(?!假)|(?![代级]))",
    "zh_fiscal": r"(?P<year>\d{4})[ ]?(?:财年|财政年度|会计年度)",
    "fy": r"(?:fy[ ]?'?|(?:fiscal|financial)(?: year)? )(?P<year>(?:19|20)\d\d|\d\d(?![\d,.]\d| ?%))"
    r"(?:[-–/](?P<next>\d\d(?:\d\d)?))?(?![a-z0-9])",
    "era_before": rf"(?P<era>{_any(ERAS)})[ ]?$",
    "era_date": rf"(?P<year>元|\d{{1,3}}|{_SMALL_ZH})[ ]?年(?:[ ]?(?P<month>1[0-2]|0?[1-9]|十[一二]?"
    r"|[一二三四五六七八九])[ ]?月(?:[ ]?(?P<day>[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?"
    r"|[一二三四五六七八九])[ ]?[日号])?)?",
    "christian_before": r"(?:公元|西元|纪元)(?P<bc>前)?[ ]?$",
    "christian_year": rf"(?P<year>\d{{1,4}}|{_SMALL_ZH})[ ]?(?P<unit>年(?!代)|世纪)(?P<month>[ ]?\d{{1,2}}[ ]?月)?",
    "year_bc": r"(?P<year>\d{1,4}) ?(?P<bc>(?P<before>BCE|BC|B\.C\.(?:E\.)?)|CE|AD)(?![a-z])",
    "ad_year": r"(?P<ad>AD|A\.D\.) ?(?P<year>\d{1,4})(?:(?<=0)(?P<decade>s))?(?![a-z\d]|[,.]\d)",
    "early_zh_year": r"(?P<year>\d{3})年(?![来间内里前后多以半的历时度级龄期代])",
    "early_zh_year_before": r"[在于自从至到]$",
    "two_years": rf"(?P<year>{_YEAR})[-–/](?P<next>\d\d(?:\d\d(?=年度|财年|学年))?)(?![\d.,%:/-]|[ ]?[万亿])"
    r"(?:年度|财年|学年|年)?",
    "zh_half": r"半(?:年(?!度)|期|场|(?![一-鿿]))",
    "en_period": r"(?P<u>[qh])(?P<n>[1-4])(?![a-z0-9])"
    r"|(?P<n2>[1-4])(?P<u2>[qh])(?=[ ]?(?:fy ?)?(?:20)?\d\d(?![\da-z]))",
    "zh_quarter": r"(?P<num>[一二三四1-4])[ ]?季度",
    "quarters_before": r"(?:[前首头近连过后个每][续去]?)$",
    "period_word": r"[qh][1-4]|fy\d{2,4}",
    "year_of_period": r"(?P<year>(?:19|20)\d\d)(?=[qh][1-4](?![a-z0-9]))",
    "after_period": r"(?P<year>(?:20)?\d\d)(?![a-z0-9%]|[.,]\d)",
    "period_before": r"(?<![a-z0-9])(?:[1-4][qh]|[qh][1-4]')$",
    "decade": r"(?P<year>(?:1\d|20)\d0|[1-9]0)(?:年代|'?s(?![a-z]))|(?P<early>[1-9]\d0)年代"
    r"|(?P<hanzi>[二三四五六七八九]?十)年代",
    "century_decade": rf"(?P<century>\d{{1,2}}|{_SMALL_ZH})[ ]?世纪[ ]?(?P<decade>[1-9]0|[二三四五六七八九]?十)年代",
    "short_year": r"(?P<year>\d\d)年(?![来间内里前后多以半级龄期左]|的?时间|过去|之)",
    "short_year_before": r"(?:[在于自从到至与较比]|截至|截止)$",
    "short_year_after": r"[初底末起]|第?[一二三四1-4]季|[上下]半年",
    "year_before": r"\b(?:in|since|by|from|until|till|during|year|fy|early|late|mid|through|before|after"
    r"|end)[ -]$",
    "early_year_before": r"(?:\b(?:in|since|from|until|till|during|year|by|of|circa|before|after|early|late)[ -]"
    r"|(?:[在于自从由]|截至|直到)[ ]?)$",
    "not_early_year_before": r"(?:(?:total|number|capacity|population|sum|average|maximum|minimum|length|height|depth"
    r"|group|crowd|crew|force|fleet) of|(?:rose|grew|fell|increased|decreased|up|down|cut|reduced|raised) by"
    r"|[位基属等处高低大小多少]于) ?$",
    "plural_after": r" (?:[a-z]{2,20}[ -]){0,1}(?:[a-z]{2,20}[a-rt-z]s|people)(?![a-z])",
}
_SHAPES = {
    "ratio": rf"(?P<left>{_DIGITS})[ ]?[:比][ ]?(?P<right>{_DIGITS})(?![\d:]|\.\d)"
    r"|(?P<hleft>[一二三四五六七八九十])比(?P<hright>[一二三四五六七八九十](?:点[一二三四五六七八九零]+)?)(?![较如重例赛率])",
    "to_ratio": rf"(?P<left>{_DIGITS})(?: to |-to-)(?P<right>{_DIGITS})(?![\d:]|\.\d)",
    "ratio_before": r"(?:比例|比率|比值|ratio)[^\n。;]{0,24}$",
    # For h:mm, which is a time unless these words say it is a ratio or a score.
    "score_before": r"(?:比(?![赛如方])|ratio|scor|odds|aspect|\b(?:won|beat|lost)\b|战胜|击败|获胜)[^\n。;]{0,24}$",
    "score_after": r"[^\n。,;]{0,10}(?:比例|比率|比值|比分|\bratio|\bscore|\b(?:win|defeat|victory)\b|[战获]胜|击败)",
    "parts": rf"(?P<den>{_DIGITS}|{_HANZI})分之(?P<num>{_DIGITS}|{_HANZI})",
    "whole": r"百分(?:之)?百(?!分)",
    "in_every": rf"(?P<den>\d{{1,4}}|{_HANZI})[ ]?(?P<unit>[个名位人家户台棵次])[一-鿿]{{0,4}}?(?:之?中|里|当中|,)?"
    rf"(?:就|便)?(?:会|约)?有[ ]?(?P<num>\d{{1,4}}|{_HANZI})[ ]?(?P=unit)",
    "zh_over_half": r"半(?:数(?!据)|(?=[的,。;、 ]|$|用户|市民|成员|受访|员工|股东|人(?!马)))",
    "half_of": r"half(?= of | (?:the|its|our|their|all|these|those)(?![a-z]))",
    "en_half": r"half(?![a-z0-9-]| an? )",
    "not_half": r"\b(?:first|second|latter|other|top|bottom|early|final|last|this|that|each|lower|upper|better|per"
    r"|and|a|an|one|two|\d) $",
    "quantified": r"\b(?:than|over|nearly|almost|about|by|to|around|under|up to|least|approximately|roughly) $",
    "slash": r"(?P<num>\d)/(?P<den>100|10|[2-9])(?![\d/,%]|\.\d)",
    "en_parts": r"(?P<num>an?|one|two|three|four|five|seven|nine)[ -]"
    r"(?P<den>half|halves|thirds?|quarters|quarter(?= of )|fourths?|fifths?|sixths?|eighths?"
    r"|tenths?)(?![a-z])"
    rf"(?![ -](?:{_AFTER_ORDINAL}|an? |party))",
    "one_in": r"(?P<num>one|two|three|four|five|six|seven|eight|nine|[1-9]|\d{1,4}(?= out of)) (?:in|out of)(?: every)?"
    r" (?P<den>\d{1,3}(?:,\d{3})?|three|four|five|six|seven|eight|nine|ten|twenty|hundred)(?![a-z0-9%]|[.,]\d)"
    r"(?![ -](?:million|billion|thousand|hundred|percent|years?|months?|weeks?|days?|hours?|minutes?))",
    "half": r"一半|半(?P<zh>个?(?:小时|世纪)|个(?:月|钟头|多月)|年|天|分钟)|half an? (?P<en>year|hour"
    r"|month|day|century"
    r"|decade)(?![a-z])",
    "zh_ordinal": rf"第[ ]?(?P<num>\d+|{_HANZI})[ ]?"
    r"(?P<unit>季度|世纪|个(?!月)|年(?!级)|[天季届次位名家期周日批轮章页条步类代层号版款项回])?",
    "en_street": r"(?:no\.?|number) ?(?P<num>\d{1,5})(?![\d.,]\d|\d)",
    "street": r"(?P<num>\d{1,5})[ ]?(?P<unit>号)",
    "zh_century": rf"(?P<num>\d{{1,2}}|{_HANZI})[ ]?(?P<unit>世纪)",
    "en_ordinal": r"(?P<num>\d+)(?:st|nd|rd|th)(?![a-z0-9])"
    + rf"(?:[ -](?P<unit>{_AFTER_ORDINAL})(?![a-z]))?",
    "bc_after": r" (?:BCE?(?![a-z])|B\.C\.(?:E\.)?)",
    "of_year": r" of (?:the )?(?:fiscal |financial |calendar )?(?:year|FY|(?:19|20)\d\d)",
    "en_ordinal_word": rf"(?:(?P<tens>{_TENS})-)?(?P<num>[a-z]{{3,11}})(?![a-z0-9]|[ -]part(?:y|ies))"
    rf"(?:[ -](?P<unit>{_AFTER_ORDINAL}|three|two|five)(?![a-z]))?",
}
_NUMBERS = {
    "mixed": rf"(?P<num>{_DIGITS})(?:[ ]?(?P<more>[多余几来]?)(?P<scale>{_SCALE}+)"
    rf"(?P<rest>(?:零?{_DIGITS}{_SCALE}+)*(?:零?(?:\d,\d{{3}}|\d{{1,4}})(?![\d.,%:]|[ ]?[年月日]))?))?",
    "formal": _FORMAL,
    "hanzi": rf"(?P<some>[数几](?={_SCALE}))?(?P<num>{_HANZI})(?:(?P<more>[多余几来])(?P<scale>{_SCALE}+))?"
    r"(?P<half>个半)?",
    "words": rf"(?:an? (?={_GREAT}))?(?:half an? (?:{_GREAT})(?![a-z0-9])|{_WORD}"
    rf"(?:(?:[ -](?:and[ -])?(?:an?[ -])?|[ -]and[ -])(?:{_WORD}|half(?![a-z]))){{0,30}})",
    "several": r"(?P<tens>tens|dozens|hundreds|thousands|millions|billions|trillions)"
    r"(?: of (?P<scale>thousands|millions|billions|trillions))?(?![a-z])"
    rf"|(?:several|a few) (?P<some>{_GREAT})(?: (?P<some2>thousand|million|billion|trillion))?(?![a-z])",
    "en_scale": r"[ -]?(?P<scale>(?:hundred )?(?:hundred|thousand|million|billion|trillion|trn|tn|bn"
    r"|mn))(?![a-z0-9])",
    "multiplied": "(?:twice|doubled|tripled|quadrupled|(?:two|three|four|five|six|seven|eight|nine|ten)fold)(?![a-z])",
    "zh_multiplied": r"翻(?:了(?:一倍)?)?(?:(?P<num>[一两二三123])番|番|倍)",
    "grown": r"(?:(?:增[长加]|上[升涨]|提[升高]|扩大|涨|高出|多出|超出)了?(?:近|超|约|逾|超过|将近)?|[高多大快]了) ?$",
    "of": " of(?= )",
    "vulgar": "[½¼¾]",
    "money_suffix": r"(?P<scale>mm|[kmbt])(?![a-z0-9])",
    "more": r"[ ]?(?P<more>多(?![样边维媒])|余(?![额款])|[来几](?=[个人家名岁天年块次位份亿万])"
    r"|-odd(?![a-z]))",
}
_UNITS = {
    "percent": r"[ ]?(?:%(?:[ ]?个?百?分?点(?!击)|[ -]points?(?![a-z]))|个?百分点"
    r"|[ -]?percentage[ -]points?|[ -]?pct points?|[ -]?pp(?![a-z0-9])"
    r"|(?P<basis>[ ]?个?基点|[ -]?basis[ -]points?|[ ]?bps?(?![a-z0-9])))"
    r"(?P<point>)|[ ]?(?:%|(?P<mille>‰)|[ -]?(?:percent|per cent|pct)(?![a-z]))",
    "tenths": r"[ ]?成(?![员立为功本果交绩长人都品分型份熟])(?:(?P<half>半)"
    r"|(?P<tenth>[一二三四五六七八九])(?![个年月日成]))?",
    "multiple": r"[ ]?(?:倍(?![增数])|[ -]?(?:times|time|fold|x)(?![a-z0-9])|[ ]?×)",
    "currency": rf"[ ]?(?P<zh>{_any(w for w in CURRENCY_AFTER if not w.isascii())})(?![素老旦宵首])"
    rf"|[ -]?(?P<en>{_any(w for w in CURRENCY_AFTER if w.isascii())})(?![a-z0-9])",
    "currency_before": r"(?:(?<![a-z0-9])"
    rf"(?:{_any(w for w in CURRENCY_BEFORE if w[0].isalpha() and w.isascii())})"
    rf"|{_any(w for w in CURRENCY_BEFORE if not (w[0].isalpha() and w.isascii()))})[ ]?(?P<minus>-)?$",
    "duration": r"[ ]?个(?P<more>多)(?:月|小时|星期|礼拜|世纪)|(?<=个半)月"
    rf"|[ ]?(?:{_any(w for w in DURATIONS if not w.isascii() and w not in '月日季')})"
    r"(?![级龄轻薪糕报货度假边])(?P<half>半(?![年导]))?"
    r"|[ -]?(?:(?:consecutive|straight|successive|full|whole|fiscal|calendar|working|business) )?"
    rf"(?P<en>{_any(w for w in DURATIONS if w.isascii())})(?![a-z0-9]|[ -]old(?![a-z])|s? of age"
    r"|-(?:school|pupil|care))",
    "measure": rf"[ ]?(?:{_any(w for w in MEASURES if not w.isascii() and w != '人')})(?<!克(?=[朗拉]))"
    rf"|[ -]?(?:{_any(w for w in MEASURES if w.isascii())})(?![a-z0-9])|[ -]years?[ -]old(?![a-z])",
    "counter": f"[ ]?(?:{COUNTERS})",
    "counter_after_digits": f"[ ]?(?:{COUNTERS_AFTER_DIGITS})",
    "degrees": "[ ]?度(?![假过])",
    "big": "大(?![学家厦会大])",
}
_CONTEXT = {
    "range": r"[ ]?(?:[-–—~]|至|到|to )[ ]?",
    "range_and": r" and |[ ]?[与和][ ]?",
    "between": r"\bbetween $|介[于乎][ ]?$",
    "range_lead": rf"(?P<sign>-)?(?:(?:{_any(CURRENCY_BEFORE)})[ ]?(?=\d)|[上下]午|早上|晚上|中午|凌晨)?",
    "range_goes_on": r"[ ]?[-–—]\d",
    # From 5% to 10% is a change, not a range.
    "change": r"(?:(?<!range )(?<!ranges )(?<!ranged )(?<!ranging )(?<!anywhere )\bfrom |[从由自][ ]?)$",
    "minus": r"(?<![0-9a-zÀ-ɏ_%°)\]'-])-$|零下[ ]?$|(?<![肩抱担自欺辜身背胜不])负[ ]?$"
    r"|(?<!plus or )\b(?:minus|negative) $",
    "some_before": r"[数几][ ]?$",
    "qualifier": rf"(?:(?<![-=<>\d)])[<>]=?|{_any(w for w in QUALIFIER_WORDS if not w.isascii())}|(?<![a-z])(?:"
    rf"{_any(w for w in QUALIFIER_WORDS if w.isascii())}))(?: (?:about|some|a|an))?[ ]?$",
    "qualifier_after": r"[ ]?(?P<least>[及或]?以上|(?:or|and) (?:more|over|above|higher|older|up)(?![a-z]))"
    r"|(?P<about>左右|上下"
    r"|[ ]or so(?![a-z]))"
    r"|(?P<most>以内|[及或]?以下|[ ]or (?:less|fewer|under|below|lower)(?![a-z]))"
    r"|(?P<over>\+(?![0-9a-z]))|(?P<postmore>多(?![样边维媒元个])|有余)",
    "not_near": r"[附最临靠邻亲远新]近$",
    "not_about": r"[合签节契条预邀违续履毁公]约$",
    "up_to": r"(?:(?<![网线路以晚早马身岛海地天])上|(?<![通经度])[过破])$",
    "no_whole": r"(?:^|[^\d])\.$",
    "no_one": r"[这那每某同任哪另下上前后又]$",
    "name_before": r"(?:^|[^A-Za-z])(?P<name>[a-z]?[A-Z][A-Za-z]*[+]?|[A-Za-z]+[+]) ?$",
}
_SOURCES = {**_TOKEN, **_DATES, **_SHAPES, **_NUMBERS, **_UNITS, **_CONTEXT}
_CASED = frozenset({"name_before"})


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The compiled expression of that name; ASCII classes, letters of either case."""
    return re.compile(_SOURCES[name], re.ASCII if name in _CASED else re.ASCII | re.IGNORECASE)
