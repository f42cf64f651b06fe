"""A Chinese person's name as English readers write it."""

from index.pinyin import syllables
from index.script import fold

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
    parts = ("".join(read[:length]), "".join(read[length:]))
    return " ".join(part.capitalize() for part in parts if part)
