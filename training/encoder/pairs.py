"""Examples for distillation: a text in Chinese, English or both, and the English sentence it should embed like.

Human translations are the bulk; the dictionary's entries bring names and breadth; a share of the pairs is mixed,
with words of one language written in the other, as people who work in both write.
"""

import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.script import fold, is_han
from index.words import Kind, Token, bridge_of, stem, tokens
from training.encoder.dictionary import read_senses

# How many pairs each kind of source gives: prose of one trade would drown the rest.
MOST = {
    "tatoeba": 29_000,
    "pydoc": 20_000,
    "tfdoc": 12_000,
    "ms:Dynamics-365-Operations": 25_000,
    "ms:Docs": 35_000,
    "ms:OfficeDocs-SkypeForBusiness-pr": 4_000,
    "ms:azure-docs-powershell": 1_000,
    "twlaw": 15_000,
    "twlaw_title": 3_000,
    "machine": 20_000,
}
HELD_OUT = 1_000
MIXED, ENGLISH, JOINED = 0.2, 0.2, 0.1
_LONGEST_CHINESE, _LONGEST_ENGLISH = 120, 360
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Example:
    """`text` is to be embedded as the teacher embeds `english`."""

    text: str
    english: str


def read_pairs(data: Path, *, seed: int) -> list[tuple[str, str]]:
    """Read (Chinese, English) translations, each Chinese sentence once, in an order fixed by `seed`."""
    by_source: dict[str, list[tuple[str, str]]] = {source: [] for source in MOST}
    seen: set[str] = set()
    for chinese, english, source in _lines(data):
        key = fold(chinese)
        if key in seen or not _usable(chinese, english):
            continue
        seen.add(key)
        by_source[source].append((chinese, english))
    chooser = random.Random(seed)
    pairs = []
    for source, found in by_source.items():
        chooser.shuffle(found)
        print(f"{source}: {len(found)} pairs, {min(len(found), MOST[source])} used")
        pairs += found[: MOST[source]]
    chooser.shuffle(pairs)
    return pairs


def held_out(pairs: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Give the pairs that are never trained on."""
    return pairs[:HELD_OUT]


def examples(pairs: Sequence[tuple[str, str]], *, seed: int) -> list[Example]:
    """Make the examples of one pass: every pair, some also mixed, in English or joined, and the dictionary."""
    chooser = random.Random(seed)
    made = []
    for chinese, english in pairs[HELD_OUT:]:
        made.append(Example(chinese, english))
        if chooser.random() < MIXED and (mixed := mix(chinese, english, chooser)):
            made.append(Example(mixed, english))
        if chooser.random() < ENGLISH:
            made.append(Example(english, english))
        if chooser.random() < JOINED:
            more = [(chinese, english)] + [pairs[chooser.randrange(HELD_OUT, len(pairs))] for _ in range(3)]
            more = more[: chooser.randint(2, 4)]
            made.append(Example("".join(c for c, _ in more), " ".join(e for _, e in more)))
    for word, senses in read_senses().items():
        if len(word) > 1:
            heaviest = sorted(senses, key=lambda sense: -sense.weight)[:3]
            made.append(Example(word, ", ".join(sense.phrase for sense in heaviest)))
    return made


def mix(chinese: str, english: str, chooser: random.Random) -> str:
    """Write some words of one side in the other language; nothing where the dictionary aligns no word.

    >>> mix("我喜歡貓", "I like cats", random.Random(1))
    '我喜歡 cats '
    """
    spelled = {stem(word.group().lower()): word for word in _WORD.finditer(english)}
    aligned: list[tuple[Token, re.Match[str]]] = []
    for token in tokens(chinese):
        if token.kind is Kind.HAN:
            match = next((spelled[gloss] for gloss in bridge_of(token.text) if gloss in spelled), None)
            if match is not None and match not in (m for _, m in aligned):
                aligned.append((token, match))
    if not aligned:
        return ""
    chosen = chooser.sample(aligned, max(1, round(len(aligned) * chooser.uniform(0.3, 0.9))))
    if chooser.random() < 0.5:
        text = chinese
        for token, match in sorted(chosen, key=lambda pair: -pair[0].start):
            text = f"{text[: token.start]} {match.group()} {text[token.end :]}"
        return text
    text = english
    for token, match in sorted(chosen, key=lambda pair: -pair[1].start()):
        text = text[: match.start()] + chinese[token.start : token.end] + text[match.end() :]
    return text


def _lines(data: Path) -> Iterator[tuple[str, str, str]]:
    for name in ("human", "machine"):
        with lzma.open(data / "parallel" / f"{name}.tsv.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                english, chinese, source, _ = line.rstrip("\n").split("\t")
                yield chinese, english, source if name == "human" else "machine"


def _usable(chinese: str, english: str) -> bool:
    han = sum(map(is_han, chinese))
    return (
        han >= 2
        and han * 3 >= len(chinese.replace(" ", ""))
        and len(chinese) <= _LONGEST_CHINESE
        and 6 <= len(english) <= _LONGEST_ENGLISH
    )
