"""A name in Chinese characters as English readers know it: the usual English name, else its pinyin."""

import re

from index.glosses import entry
from index.pinyin import syllables
from index.script import fold, is_han

_COMPOUND_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 长孙 宇文 司徒 夏侯 端木 令狐 南宫 独孤 轩辕".split()
)
# Characters that read otherwise as a surname (Table of General Standard Chinese Characters).
_SURNAME_READINGS = dict(
    zip(
        "单曾解仇查任区朴盖洗尹缪翟覃燕乐华宁",
        "shan zeng xie qiu zha ren ou piao ge xian yin miao zhai qin yan yue hua ning".split(),
        strict=True,
    )
)
# Surnames that are seldom anything else. Of two characters (張三) only one of these makes a name.
ONLY_SURNAMES = frozenset(
    "张王李赵刘陈杨黄吴周徐孙朱郭罗宋郑谢韩唐冯邓曹彭曾萧董潘袁蔡蒋杜叶魏苏吕沈姚卢姜崔钟谭陆汪范廖韦贾邹熊孟秦"
    "阎薛侯雷郝龚邵钱"
)
_NO_LAST_OF_A_NAME = frozenset("委会局部院司厅社党队网感化性")
_PLACE_WORDS = dict(
    zip(
        "省市县镇区州乡村岛路街道湾港",
        "Province City County Town District Prefecture Township Village Island Road Street Road Bay Port".split(),
        strict=True,
    )
)
_ASIDE = re.compile(r"[\s,]*\b(?:or|abbr|also|formerly)\b.*|,.*")
# What stands capitalised in the name itself: `Hangzhou | subprovincial city`, `Bank of China | …`.
_CAPITALS = re.compile(r"[A-Z][\w'’.-]*(?: (?:(?:of|the|and|de|for) )*[A-Z][\w'’.-]*)*")
_MOST_WORDS = 4


def romanised(name: str) -> str:
    """Return surname and given name in pinyin without tones.

    >>> romanised("井賢棟"), romanised("歐陽修"), romanised("曾國藩")
    ('Jing Xiandong', 'Ouyang Xiu', 'Zeng Guofan')
    """
    folded = fold(name)
    length = 2 if folded[:2] in _COMPOUND_SURNAMES and len(folded) > 2 else 1
    read = list(syllables(folded))
    if length == 1 and read:
        read[0] = _SURNAME_READINGS.get(folded[0], read[0])
    parts = (_joined(read[:length]), _joined(read[length:]))
    return " ".join(part.capitalize() for part in parts if part)


def spelled(name: str) -> str:
    """Return a name that is no person's in pinyin, as one word.

    >>> spelled("安診兒"), spelled("粵")
    ("Anzhen'er", 'Yue')
    """
    return _joined(syllables(fold(name))).capitalize()


def is_person(name: str, *, likely: bool = False) -> bool:
    """Tell whether Chinese characters can be a person's name: surname first, and no word the dictionary has.

    Two characters are one only with a surname that is seldom anything else, unless a name is `likely` there.

    >>> [is_person(name) for name in ("井賢棟", "欧阳娜娜", "趙桐", "諸如", "普惠", "衛健委")]
    [True, True, True, False, False, False]
    >>> is_person("林瓔"), is_person("林瓔", likely=True)
    (False, True)
    """
    folded = fold(name)
    if not 2 <= len(folded) <= 4 or folded[-1] in _NO_LAST_OF_A_NAME or not all(map(is_han, folded)):
        return False
    if entry(folded) is not None:
        # The dictionary has some people too: 毛澤東 is Mao Zedong, where 長江 is the Yangtze River.
        return usual_english(folded) == romanised(folded) and len(romanised(folded).split()) == 2
    if len(folded) == 2:
        return folded[0] in ONLY_SURNAMES or (likely and _is_surname(folded[0]))
    return folded[:2] in _COMPOUND_SURNAMES or (len(folded) == 3 and _is_surname(folded[0]))


def usual_english(name: str, *, likely: bool = False) -> str | None:
    """Return the name English uses, where the dictionary has the Chinese as a proper name and as nothing else.

    Where a name is `likely`, it may have it as a word too: 木蘭, a flower and a woman.

    >>> usual_english("支付寶"), usual_english("浙江"), usual_english("杭州市"), usual_english("集團")
    ('Alipay', 'Zhejiang', 'Hangzhou', None)
    """
    folded = fold(name)
    known = entry(folded)
    if known is None:
        stem = usual_english(folded[:-1]) if len(folded) > 2 and folded[-1] in _PLACE_WORDS else None
        return f"{stem} {_PLACE_WORDS[folded[-1]]}" if stem else None
    if not any(reading[:1].isupper() for reading in (known.pinyin if likely else known.pinyin[:1])):
        return None
    proper = (sense for sense in known.senses if sense[:1].isupper() or not likely)
    return next((head for sense in proper if (head := _head(sense))), None)


def _head(sense: str) -> str | None:
    """Return the name a sense begins with: it goes on to say what and where the place is."""
    if sense.startswith(("surname ", "abbr. ", "Japanese surname ", "see ")):
        return None
    name = " ".join(_ASIDE.sub("", sense).split())
    capitals = _CAPITALS.match(name)
    if capitals is None or (len(name.split()) <= _MOST_WORDS and not _explains(name[capitals.end() :])):
        return name if 0 < len(name.split()) <= _MOST_WORDS else None
    return capitals[0]


def _explains(rest: str) -> bool:
    return bool(re.match(r" (?:\w+ )*(?:city|province|municipality|district|county|in|river)\b", rest))


def _joined(read: "list[str] | tuple[str, ...]") -> str:
    """Join syllables, with the apostrophe that keeps a vowel from joining the one before."""
    return "".join(
        f"'{syllable}" if at and syllable[0] in "aoe" else syllable for at, syllable in enumerate(read)
    )


def _is_surname(character: str) -> bool:
    found = entry(character)
    return found is not None and any(reading[:1].isupper() for reading in found.pinyin)
