"""How Chinese is read aloud: the only file that imports pypinyin."""

import os
from functools import lru_cache


@lru_cache(maxsize=65536)
def syllables(word: str) -> tuple[str, ...]:
    """Return the pinyin of each character, without tones; other characters give nothing.

    >>> syllables("井賢棟")
    ('jing', 'xian', 'dong')
    """
    # Its phrase table takes longer to load than an answer takes, and says nothing of names.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word, errors="ignore"))
