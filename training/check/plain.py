"""Claims in or near the words of a passage, as models mostly make them, and false ones that share its words.

Passages are runs of neighbouring sentences of manuals and laws, in both languages, and paragraphs of DRCD, CMRC 2018
and SQuAD. A true claim is a sentence of the passage: as people translated it, or a machine; with a quarter of its words
left out; with a fifth of them put into others that translate alike; put word by word into the other language. A false
one is the sentence that follows a passage, in the same forms, another sentence of the same source, a true one whose
second half is another's, or one into which the figures of a true one are put.
"""

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.script import is_han
from index.sentences import sentences
from index.words import tokens
from rag.figures import find_figures
from training.check.claims import reworded, thinned
from training.encoder.other_words import in_other_words

MANUALS, PARAGRAPHS, RUN = 130, 70, 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about a passage; `true` where the passage says it."""

    passage: str
    text: str
    true: bool


def runs(data: Path, chance: random.Random) -> Iterator[Claim]:
    """Yield claims about runs of sentences of manuals and laws."""
    with lzma.open(data / "parallel" / "human.tsv.xz", "rt", encoding="utf-8") as file:
        rows = [tuple(line.rstrip("\n").split("\t")[:3]) for line in file]
    rows = [
        row for row in rows if row[2].startswith(("ms:", "twlaw", "tfdoc")) and "twlaw_title" not in row[2]
    ]
    with lzma.open(data / "parallel" / "machine.tsv.xz", "rt", encoding="utf-8") as file:
        pairs = (line.split("\t") for line in file)
        machine = {pair[0]: pair[1] for pair in pairs}
    for at in chance.sample(range(len(rows) - RUN - 1), MANUALS):
        run = rows[at : at + RUN + 1]
        if len({row[2] for row in run}) > 1 or not all(20 < len(row[0]) < 300 for row in run):
            continue
        *inside, after = run
        told, other = chance.choice(inside), rows[chance.randrange(len(rows))]
        for side in (0, 1):
            passage = (" " if side == 0 else "").join(row[side] for row in inside)
            yield Claim(passage, told[1 - side], True)
            yield Claim(passage, thinned(told[side], chance), True)
            yield Claim(passage, reworded(told[side], chance), True)
            yield Claim(passage, thinned(told[1 - side], chance), True)
            if side == 1 and told[0] in machine:
                yield Claim(passage, machine[told[0]], True)
            for language in (0, 1):
                yield Claim(passage, after[language], False)
                yield Claim(passage, other[language], False)
                yield Claim(passage, grafted(after[language], told[language], chance), False)
            yield Claim(passage, joined(told[1 - side], after[1 - side]), False)
            yield Claim(passage, joined(told[side], after[side]), False)


def paragraphs(data: Path, chance: random.Random) -> Iterator[Claim]:
    """Yield claims about paragraphs, one sentence of each kept from the passage."""
    for name in ("DRCD_dev.json", "cmrc2018_dev.json", "squad1_train_subset.json"):
        articles = json.loads((data / "reading" / name).read_text(encoding="utf-8"))["data"]
        contexts = [p["context"] for article in articles for p in article["paragraphs"]]
        for context in chance.sample(contexts, PARAGRAPHS):
            told = [context[a:b] for a, b in sentences(context)]
            if len(told) < 4:
                continue
            kept = chance.randrange(1, len(told))
            passage = " ".join(told[:kept] + told[kept + 1 :])
            true, false = chance.choice(told[:kept] + told[kept + 1 :]), told[kept]
            if len(tokens(true)) < 6 or len(tokens(false)) < 6:
                continue
            yield Claim(passage, thinned(true, chance), True)
            yield Claim(passage, reworded(true, chance), True)
            yield Claim(passage, false, False)
            yield Claim(passage, grafted(false, true, chance), False)
            yield Claim(passage, in_other_words(true, chance, share=1.0), True)
            yield Claim(passage, in_other_words(false, chance, share=1.0), False)
            yield Claim(passage, joined(true, false), False)


def joined(one: str, other: str) -> str:
    """Put the second half of one sentence behind the first half of another."""
    first, second = tokens(one), tokens(other)
    a = first[len(first) // 2].start if first else 0
    b = second[len(second) // 2].start if second else 0
    mark = "，" if is_han(one[:1] or " ") else ", and "
    return one[:a].rstrip(" ,，、") + mark + other[b:]


def grafted(text: str, other: str, chance: random.Random) -> str:
    """Put the figures of another sentence in the place of a text's own, or among its words."""
    own, given = find_figures(text), [figure.text for figure in find_figures(other)]
    for figure in reversed(own):
        text = text[: figure.start] + (chance.choice(given) if given else "") + text[figure.end :]
    words = tokens(text)
    if own or not given or not words:
        return text
    at = chance.choice(words).start
    return f"{text[:at]} {chance.choice(given)} {text[at:]}"
