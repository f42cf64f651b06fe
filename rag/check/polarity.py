"""Whether a claim and its source say a thing or its opposite: not, rose or fell, first or last, planned or done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.script import fold

# Each line: one side | the other, as alternatives of a regular expression over folded text.
_AXES = {
    "direction": (
        r"increas\w*|r[io]s(?:e|es|en|ing)\b|grow\w*|grew|gain(?:s|ed|ing)?|climb\w*|jump\w*|surg\w*|soar\w*|"
        r"expan\w+|"
        r"up(?= (?:by |from |to |\d|about|nearly|more|over))|upward\w*|higher|rais\w+|doubl\w+|tripl\w+|quadrupl\w+|"
        r"(?<=percent )more|(?<=% )more|"
        r"improv\w*|accelerat\w*|strengthen\w*|rebound\w*|"
        r"增长|增加|增至|增|上升|上涨|上调|升(?![级格学旗读任职班降])|提高|攀升|飙升|涨|扩大|扩张|改善|翻番|翻倍|走高|"
        r"加快|回升|多了|调高|成长",
        r"decreas\w*|f[ae]ll(?:s|en|ing)?\b|declin\w*|drop\w*|reduc\w*|cut(?:s|ting)?\b|shr[iau]nk\w*|slump\w*|"
        r"plung\w*|"
        r"plummet\w*|down(?= (?:by |from |to |\d|about|nearly|more|over))|downward\w*|lower(?:ed|ing|s)?\b|halv\w+|"
        r"(?<=percent )(?:less|fewer)|(?<=% )(?:less|fewer)|"
        r"worsen\w*|slow(?:ed|er|s|ing)?\b|contract(?:ed|ing)\b|weaken\w*|slid\w*|"
        r"减少|减至|减|下降|下跌|下滑|下调|降至|降低|降|跌|缩小|缩减|萎缩|恶化|腰斩|走低|放缓|少了|调低|衰退",
    ),
    "schedule": (
        r"ahead of|earl(?:y|ier)(?= than)|提前|提早",
        r"behind schedule|delay\w*|postpon\w*|late(?:r)?(?= than)|推迟|延迟|延后|押后|延误",
    ),
    "open": (
        r"open(?:s|ed|ing)?\b|reopen\w*|launch\w*|开放|开幕|启用|开业|重开|启动|开通",
        r"clos(?:e|es|ed|ing|ure)\b|shut\w*|关闭|闭幕|停用|停业|歇业|关停|封闭",
    ),
    "win": (
        r"w[io]n(?:s|ning|ner|ners)?\b|beat(?:s|en|ing)?\b|defeat(?:ed|ing)\b|victor\w+|赢|获胜|战胜|击败|"
        r"胜出|夺冠|夺得|胜诉",
        r"los(?:e|es|t|ing)\b(?! (?:weight|power))|losers?\b|输|落败|失利|败给|负于|败诉",
    ),
    "order": (
        r"first\b|earliest|首次|首个|首家|首位|第一|最早|首",
        r"last\b(?! (?:year|month|week|night|summer|winter|spring|autumn|may|june|july))|latest|最后|末次|最晚|最新",
    ),
    "size": (r"largest|biggest|greatest|最大", r"smallest|least\b|最小"),
    "height": (r"highest|tallest|最高", r"lowest|shortest|最低|最矮"),
    "many": (r"\bmost\b(?! recent)|最多", r"fewest|least\b|最少"),
    "speed": (r"fast(?:er|est)|quick(?:er|est)|最快|更快", r"slow(?:er|est)|最慢|更慢"),
    "sex": (r"(?<!fe)male\b|\bm[ea]n\b|boys?\b|男", r"female\b|wom[ea]n\b|girls?\b|女"),
    "north": (
        r"north(?:ern|east|west)?\b|北(?=[部岸侧面方端极])|(?<=[以偏朝])北",
        r"south(?:ern|east|west)?\b|南(?=[部岸侧面方端极])|(?<=[以偏朝])南",
    ),
    "east": (
        r"(?<!middle )east(?:ern)?\b|东(?=[部岸侧面方端])|(?<=[以偏朝])东",
        r"west(?:ern)?\b|西(?=[部岸侧面方端])|(?<=[以偏朝])西",
    ),
    "trade": (
        r"buy(?:s|ing)?\b|bought|purchas\w+|acquir\w+|购买|买下|买入|收购|购入",
        r"sell(?:s|ing)?\b|sold|卖|出售|售出",
    ),
    "approval": (
        r"approv\w+|accept(?:s|ed|ing)?\b|批准|通过|核准|接受|同意|赞成|support(?:s|ed|ing)?\b|支持",
        r"reject\w*|refus\w+|vetoe?d?|oppos\w+|否决|驳回|拒绝|反对|against\b",
    ),
    "permission": (
        r"allow\w*|permit\w*|legal\b|允许|准许|合法",
        r"ban(?:s|ned|ning)?\b|prohibit\w*|forbid\w*|illegal\b|禁止|禁|违法",
    ),
    "duty": (r"mandatory|compulsory|required\b|obligatory|强制|必须", r"voluntar\w+|optional\w*|自愿|可选"),
    "begin": (
        r"beg[iau]n\w*|start(?:s|ed|ing)?\b|开始|展开|开工|动工",
        r"end(?:s|ed|ing)?\b|finish\w*|complet\w+|结束|完成|竣工|完工",
    ),
    "trade abroad": (r"export\w*|出口", r"import(?:s|ed|ing)?\b|进口"),
    "home": (r"domestic\w*|国内|境内|本地", r"overseas|foreign|abroad|international\w*|境外|海外|国外|国际"),
    "time": (r"\bbefore\b|prior to|之前|以前|前(?=[,,夕])", r"\bafter\b|之后|以后"),
    "all": (
        r"\ball\b|every\b|entire\w*|全部|所有|全数|全体|一律",
        r"\bsome\b|\bpart(?:s|ly|ial|ially)?\b|部分|一些|某些|half\b|半数",
    ),
    "profit": (r"profit\w*|surplus|盈利|获利|盈余|利润", r"loss(?:es)?\b|deficit|亏损|赤字|亏"),
    "day": (r"morning|早上|上午|清晨", r"evening|night\b|晚上|夜|傍晚"),
    "success": (r"succe\w+|成功", r"fail\w*|失败|未能"),
    "hire": (
        r"hir(?:e|es|ed|ing)\b|recruit\w*|招聘|聘请|招募|增聘|聘用",
        r"dismiss\w*|laid off|lay\w* off|sack\w*|裁|解雇|解聘",
    ),
    "benefit": (r"benefi\w+|有益|有利|受益", r"harm\w*|damag\w+|有害|损害|危害"),
    "price": (
        r"cheap(?:er|est)?\b|less expensive|便宜|低廉",
        r"dear(?:er|est)\b|(?<!less )expensive|costl(?:y|ier)|pric(?:ey|ier)|昂贵|(?<!珍)(?<!宝)贵(?![宾州阳族重人])",
    ),
    "length": (r"long(?:er|est)\b|[更最较]长", r"short(?:er|est)\b|[更最较]短"),
    "distance": (r"near(?:er|est)\b|close(?:r|st)\b|[更较]近", r"f[au]rthe(?:r|st)\b|[更最较]远"),
    "weight": (r"heav(?:ier|iest)\b|[更最较]重", r"light(?:er|est)\b|[更最较]轻"),
    "worth": (r"better\b|best\b|[更最较]好|优于", r"worse\b|worst\b|[更最较]差|不如"),
    "budget": (
        r"over(?: the)? budget|overr[au]ns?\b|overspen\w+|超支|超出预算",
        r"(?:under|below|within)(?: the| its)? budget|低于预算|未超预算",
    ),
    "loan": (r"len(?:d|ds|t|ding)\b|借给|借出", r"borrow\w*|借入|借自|借来"),
    "owner": (
        r"public(?:ly)?\b(?! (?:holiday|transport))|公立|公营|国营|公办",
        r"private(?:ly)?\b|私立|私营|民营|民办",
    ),
    "warmth": (
        r"hott(?:er|est)\b|warm(?:er|est)\b|[更最较][热暖]",
        r"cold(?:er|est)\b|cool(?:er|est)\b|[更最较][冷凉]",
    ),
    "add": (r"\badd(?:s|ed|ing)?\b|新增|加入|添加|增设", r"remov\w+|delet\w+|移除|删除|删去|拆除|撤除"),
    "keep": (
        r"ke(?:ep|eps|pt|eping)\b|retain\w*|保留|留任",
        r"scrap\w*|abolish\w*|abandon\w*|废除|废止|放弃",
    ),
    "resume": (r"resum\w+|恢复|复[驶航工课]", r"suspend\w*|暂停|停[驶航工课飞]"),
    "going": (
        r"continu(?:e|es|ed|ing)\b|carr(?:y|ies|ied|ying) on|as usual|照常|如常|照旧|继续",
        r"discontinu\w*|停[办运驶售产刊播]|中止|终止",
    ),
    "injury": (
        r"serious(?:ly)?\b|severe(?:ly)?\b|重伤|严重",
        r"slight(?:ly)?\b|minor\b|mild(?:ly)?\b|轻伤|轻微|轻度",
    ),
    "lasting": (r"permanent\w*|永久|常设|常驻", r"temporar\w+|临时|暂时"),
    "genuine": (r"genuine|authentic|真品|真迹", r"fake\w*|forge\w+|counterfeit|赝品|伪造|仿制|假冒"),
    "majority": (r"(?:most|majority) of|多数|过半|大部分", r"minority|少数(?!民族)|小部分"),
    "together": (r"together|joint(?:ly)?\b|一起|共同|联合(?!国)", r"\balone\b|single-handed\w*|独自|单独"),
    "hurry": (r"早于|earlier than|sooner than", r"晚于|later than"),
    "safety": (r"\bsafe(?:r|ly|ty)?\b|安全", r"danger\w*|unsafe|危险"),
}
_SIDES = {
    axis: tuple(re.compile(rf"(?:(?<![a-z])(?=[a-z])|(?![a-z]))(?:{side})") for side in sides)
    for axis, sides in _AXES.items()
}

# What did not rise may have fallen; what is not in the north need not be in the south.
TURNED_BY_NOT = frozenset(
    {"direction", "open", "win", "approval", "permission", "success", "begin", "hire", "all", "injury"}
)

_NEGATION = re.compile(
    r"\b(?:not(?! (?:only|just|least|merely|to mention))|n[o](?! (?:fewer|less|more|doubt|later|earlier|\d)|"
    r"\.)|never|none|nor|neither|cannot|"
    r"without|nobody|nothing(?! but)|hardly|no longer)\b|n['’]t\b|"
    r"没有|没(?![收想落])|未(?![来必免])|并[不非]|非(?![常洲凡法遗典])|无(?![论数疑线人形锡限障偿])|毋|勿|莫(?!过)|"
    r"(?<![是能可与差])不(?![断仅但同少论管过久足到超低高多妨已止只得可同锈动产良凡幸])(?!如说|及[时格]|单单)"
)
# Not so many are fewer, which needs no negation.
_DEGREE = re.compile(
    r"\s*(?:as|so|quite|very)\b|.*\b(?:as|so|that) (?:many|much|few|far|long|big|large|high)\b"
    r"|.{0,3}(?:那么|这么)|有?[太很]"
)
# What may stand for a negation in other words: with one of these on either side nothing is held against a claim.
_SOFT = re.compile(
    r"\b(?:fail\w*|refus\w+|lack\w*|un(?!i|der)\w{2,}ed|un(?:able|sold|changed|likely|successful|clear|known|affected|available|certain|"
    r"paid|aware|"
    r"finished|willing)|incompatib\w+|invalid\w*|incorrect\w*|inactive|inaccura\w+|inadequa\w+|incomplete|"
    r"insufficient|"
    r"free of|free|absent|absence|avoid\w*|prevent\w*|stop(?:s|ped|ping)?|ceas\w+|den(?:y|ied|ies)|reject\w*|"
    r"instead|rather|"
    r"zero|only|exempt\w*|ban(?:s|ned|ning)?|forbid\w*|prohibit\w*|stay\w*|remain\w*|still|yet|despite|"
    r"although|miss(?:ed|ing)|"
    r"cancel\w*|suspend\w*|delay\w*|postpon\w*)\b|"
    r"免(?!疫)|缺|拒|停(?!车)|避免|防止|否认|零(?!售)|仅|只|才(?!能)|禁|不变|维持|仍|依然|持平|尚|取消|暂|"
    r"延[迟期后误]|以外|而是"
)
# What did not move, and what tells a change without a word for it.
_STEADY = re.compile(r"\b(?:unchanged|stable|steady|flat|constant|same)\b|不变|持平|维持|不动|稳定")
_MOVES = re.compile(
    r"\b(?:reach\w*|record|from|hit(?:s|ting)?|exceed\w*|surpass\w*|more|less|fewer|against|than|compared)\b|"
    r"达|创新高|突破|至|超过|比|较|由|从"
)
# What is only meant to be; what may be that, and is so where the claim tells of it as done.
_MEANT = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|expect\w*|intend\w*|aim(?:s|ed|ing)?|forecast\w*|propos\w+|hop(?:e|es|ed|ing)|set to|"
    r"due to (?:open|be|start|begin|complete|finish)|is to|are to|likely|consider\w*)\b|"
    r"计划(?!生育)|预计|拟(?!合)|有望|即将|预期|可望|打算|考虑|预测|预估|力争"
)
_MAY_BE = re.compile(
    r"\b(?:will|would|may(?! \d)|might|could|should|target\w*|goal|schedul\w+|due|project(?:s|ed)|by 20\d\d)\b|"
    r"将(?=[于在达增有由会投建为向开完推新从是使令让])|定于|订于|排定|目标|希望|规划|(?<![社协商工大都学年晚机董理])会(?![议员长计])"
)
# Who is stepping down in September has not.
_GOING = re.compile(r"\b(?:is|are)\s+(?:\w+\s+)?\w{2,}ing\b")
_WHEN = re.compile(
    r"\b(?:20\d\d|next|later|soon|this (?:year|month|week|autumn|spring|summer|winter))\b|"
    r"20\d\d年|明年|下[个半]?[月季周年]|年内|年底"
)
_DONE = re.compile(
    r"\b(?:has|have|had|was|were|did|already|\w{2,}ed|opened|built|won|made|began|took|went|rose|fell|sold|"
    r"bought)\b|已|了|曾|完成"
)


@dataclass(frozen=True, slots=True)
class Stance:
    """A word at `start:end` of a text that has an opposite: which side of its axis it takes, 1 or -1."""

    axis: str
    side: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Negation:
    """A word at `start:end` that negates what stands in `end:reach`."""

    start: int
    end: int
    reach: int


@lru_cache(maxsize=2048)
def stances(text: str) -> tuple[Stance, ...]:
    """Return the words of a text that have opposites.

    >>> [(s.axis, s.side) for s in stances("Revenue fell to its lowest level")]
    [('direction', -1), ('height', -1)]
    """
    folded = fold(text)
    found = [
        Stance(axis, side, match.start(), match.end())
        for axis, patterns in _SIDES.items()
        for side, pattern in zip((1, -1), patterns, strict=True)
        for match in pattern.finditer(folded)
    ]
    return tuple(sorted(found, key=lambda stance: stance.start))


@lru_cache(maxsize=2048)
def negations(text: str) -> tuple[Negation, ...]:
    """Return the negations of a text, each with how far it reaches: a few words, and no further than its clause.

    >>> text = "他沒有辭職,公司不斷增長"
    >>> [text[n.start : n.reach] for n in negations(text)]
    ['沒有辭職']
    """
    return tuple(_negations(text))


def _negations(text: str) -> Iterator[Negation]:
    folded = fold(text)
    for match in _NEGATION.finditer(folded):
        reach = 34 if match[0].isascii() else 9
        stop = re.search(r"[,，;；。.!?！？]|\bbut\b|但|而", folded[match.end() : match.end() + reach])
        yield Negation(match.start(), match.end(), match.end() + (stop.start() if stop else reach))


def is_soft(text: str) -> bool:
    """Does a text have a word that may say no without a negation: failed, unchanged, 拒絕?"""
    return _SOFT.search(fold(text)) is not None


def is_degree(denied: str) -> bool:
    """Is only a degree denied: not as many, 没那么多?"""
    return _DEGREE.match(fold(denied).lower()) is not None


def is_steady(text: str) -> bool:
    """Does a text say that something did not change?"""
    return _STEADY.search(fold(text)) is not None


def may_move(text: str) -> bool:
    """Does a text tell of a change, or may it in other words: from 3 to 5, reached, a record?"""
    return any(s.axis == "direction" for s in stances(text)) or _MOVES.search(fold(text)) is not None


def as_done(claim: str, source: str) -> bool:
    """Does a claim tell as done what a source says is planned, expected or possible?

    >>> as_done("新館已於2026年啟用", "新館預計2026年啟用"), as_done("新館將於2026年啟用", "新館預計2026年啟用")
    (True, False)
    """
    told, meant = fold(claim), fold(source)
    going = _GOING.search(told) and _WHEN.search(told)
    if _MEANT.search(told) or _MAY_BE.search(told) or going or not _DONE.search(told):
        return False
    return bool(_MEANT.search(meant) or (_MAY_BE.search(meant) and _WHEN.search(meant)))
