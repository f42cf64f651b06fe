"""Names that documents give in both languages themselves: 井賢棟（Eric Jing）, Ant Group (螞蟻集團)."""

import re
from collections.abc import Iterable, Mapping

from index.bridge import translations
from index.glosses import entry, gloss_words
from index.pinyin import syllables
from index.script import fold, is_han
from index.words import CHINESE_FUNCTION_WORDS, Kind, stem, tag, tokens
from rag.names import is_person, romanised, spelled

_HAN = r"[\u3400-\u9fff\uf900-\ufaff·•]"
_LATIN = r"[A-Z][A-Za-z0-9&'’.+-]*(?: (?:(?:of|the|and|for|de) )*[A-Z0-9][A-Za-z0-9&'’.+-]*){0,6}"
# A name, then the other in brackets; quotation marks around the first belong to it.
_CHINESE_FIRST = re.compile(
    rf"(?P<han>{_HAN}{{2,16}})(?P<quoted>[」』》”]?)\s?[(（]\s?(?P<latin>{_LATIN})\s?[)）]"
)
_ENGLISH_FIRST = re.compile(
    rf"(?P<latin>{_LATIN})[”’]?\s?[(（]\s?[「『《“]?(?P<han>{_HAN}{{2,12}})[」』》”]?\s?[)）]"
)
# Beside each other, without brackets, only a person's name is told from what stands there by chance.
_BESIDE = re.compile(rf"(?P<han>{_HAN}{{2,16}})\s(?P<latin>{_LATIN})")
# Three characters in quotation marks that no dictionary knows are a name somebody made: 「安診兒」.
_COINED = re.compile(rf"[「『《“](?P<han>{_HAN}{{3}})[」』》”]")
_OPENERS = "「『《“"
_LONGEST_WHOLE = 6

Aliases = Mapping[str, str]


def aliases(texts: Iterable[str]) -> Aliases:
    """Return the names the texts give in both languages: the folded Chinese one → the English, as it is written.

    The first text that gives a name decides.

    >>> dict(aliases(["董事長井賢棟（Eric Jing）表示", "by Ant Group (螞蟻集團)", "公司（Apple）"]))
    {'井贤栋': 'Eric Jing', '蚂蚁集团': 'Ant Group'}
    """
    found: dict[str, str] = {}
    for given in texts:
        text = given.encode("utf-8", "replace").decode()  # without lone surrogates
        for match in _CHINESE_FIRST.finditer(text):
            quoted = _quoted(text, match) if match["quoted"] else None
            name = quoted or _name_at_the_end(match["han"], match["latin"])
            if name:
                found.setdefault(fold(name), match["latin"])
        for match in _ENGLISH_FIRST.finditer(text):
            found.setdefault(fold(match["han"]), _name_in(match["latin"], match["han"]))
        for match in _COINED.finditer(text):
            if _is_coined(match["han"]):
                found.setdefault(fold(match["han"]), _in_pinyin(match["han"]))
        for match in _BESIDE.finditer(text):
            name = _name_at_the_end(match["han"], match["latin"])
            if name and is_person(name) and _reads(name[0], match["latin"]):
                found.setdefault(fold(name), match["latin"])
    return found


def _quoted(text: str, match: re.Match[str]) -> str | None:
    """Return what the quotation marks before the bracket hold, where that is all Chinese."""
    opened = max(text.rfind(mark, 0, match.end("han")) for mark in _OPENERS)
    return match["han"] if opened == match.start("han") - 1 >= 0 else None


def _name_at_the_end(han: str, latin: str) -> str | None:
    """Return the last words of `han` that `latin` translates or spells; failing that, the last name."""
    words = tag(han)
    last = fold(han[slice(*words[-1][:2])])
    supported = [_says(han[start:end], latin) for start, end, _ in words]
    if any(supported) and not (is_person(last) and not supported[-1]):
        # From the last word back as far as each is said; where the last is not said, from the first that is.
        unsaid = [at for at, says in enumerate(supported) if not says]
        first = max(unsaid, default=-1) + 1 if supported[-1] else supported.index(True)
        name = han[words[first][0] :]
        return None if _is_common(fold(name)) else name
    if is_person(last) or (entry(last) is None and words[-1][2][:2] in ("nr", "nz", "nt", "ns")):
        return han[words[-1][0] :]
    whole = len(han) <= _LONGEST_WHOLE and not any(
        fold(han[start:end]) in CHINESE_FUNCTION_WORDS or flag[0] in "vdp" for start, end, flag in words
    )
    return han if whole and len(words) > 1 and " " in latin else None


def _is_common(word: str) -> bool:
    """Is it a word of the dictionary that names nothing: 報告（Report）?"""
    found = entry(word)
    return found is not None and not found.pinyin[0][:1].isupper()


def _in_pinyin(name: str) -> str:
    return romanised(name) if is_person(name) else spelled(name)


def _is_coined(name: str) -> bool:
    folded = fold(name)
    known = any(entry(folded[a:b]) for a, b in ((0, 3), (0, 2), (1, 3)))
    return not known and all(map(is_han, name)) and not set(folded) & CHINESE_FUNCTION_WORDS


def _name_in(latin: str, han: str) -> str:
    """Drop what stands before a person's name: `Chairman Eric Jing (井賢棟)`."""
    parts = latin.split()
    return " ".join(parts[-2:]) if is_person(han) and len(parts) > 2 else latin


def _says(word: str, latin: str) -> bool:
    """Does the English name translate a Chinese word, or spell it?"""
    folded = fold(word)
    stems = {token.stem for token in tokens(latin) if token.kind is Kind.WORD}
    said = {stem(gloss) for gloss in gloss_words(folded)} | {t.term for t in translations(folded)}
    return bool(stems & said) or _reads(word, latin)


def _reads(word: str, latin: str) -> bool:
    """Is the pinyin of a word, or of its surname, among the English words?"""
    read = syllables(fold(word))
    spelled = {part for part in re.findall(r"[a-z]+", latin.lower())}
    person = is_person(word) and read[0] in spelled
    return bool(read) and (
        person or "".join(read) in spelled | {"".join(sorted(spelled, key=latin.lower().find))}
    )
