"""Fit how probably a passage carries a claim (`rag/check_support.py`), and say what other margins would do.

    YINZHENG_DATA=DIR python -m training.check.fit

Passages are runs of five neighbouring sentences of manuals and laws (`parallel/human.tsv.xz`, in both languages) and
paragraphs of DRCD, CMRC 2018 and SQuAD. A true claim is a sentence of the passage: as people translated it; as a
machine did where people had too (one Chinese sentence in other words); with a quarter of its words left out; with a
fifth of them put into others that translate alike; put word by word into the other language. A false one is the
sentence that follows a passage, in the same forms, another sentence of the same source, a true one whose second half is
another's, or one into which the figures of a true one are put. Only claims that the rules for figures and names let
pass count: no others come this far. Nothing of `data/eval` nor of `benchmarks/` is read. Half of the passages are kept
to measure on.
"""

import json
import lzma
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import environ
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.bridge import translations
from index.document import Passage
from index.embed import Embedder, load_embedder
from index.script import is_han
from index.search import Found
from index.sentences import sentences
from index.words import Kind, is_function_word, tokens
from rag.check_figures import carries_in
from rag.check_names import names_in
from rag.check_opposites import opposite
from rag.check_passage import Read, Source, cover
from rag.check_roles import swapped_figure, swapped_name
from rag.check_support import WITHIN, features
from rag.figures import find_figures
from training.encoder.questions import in_other_words

SEED, MANUALS, PARAGRAPHS, RUN = 11, 400, 120, 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about a passage; `true` where the passage says it, `whole` where it says so in its own sentence."""

    passage: str
    text: str
    true: bool
    figures: bool = False


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
            yield Claim(passage, told[1 - side], True, figures=True)
            yield Claim(passage, thinned(told[side], chance), True)
            yield Claim(passage, reworded(told[side], chance), True)
            yield Claim(passage, thinned(told[1 - side], chance), True)
            if side == 1 and told[0] in machine:
                yield Claim(passage, machine[told[0]], True, figures=True)
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


def thinned(text: str, chance: random.Random) -> str:
    """Leave out a quarter of the words."""
    kept, at = [], 0
    for token in tokens(text):
        between = text[at : token.start]
        at = token.end
        kept.append(between + (text[token.start : token.end] if chance.random() > 0.25 else ""))
    return "".join(kept) + text[at:]


def reworded(text: str, chance: random.Random) -> str:
    """Put a fifth of the words into others that share a translation with them; what has none is left out."""
    kept, at = [], 0
    for token in tokens(text):
        kept.append(text[at : token.start])
        at = token.end
        word = text[token.start : token.end]
        if (
            chance.random() > 1 / 5
            or is_function_word(token)
            or token.kind is Kind.FIGURE
            or word[:1].isupper()
        ):
            kept.append(word)
            continue
        term = token.text if token.kind is Kind.HAN else token.stem
        others = [
            back.term
            for t in translations(term)[:4]
            for back in translations(t.term)[:4]
            if back.term != term
        ]
        kept.append(chance.choice(others) if others else "")
    return "".join(kept) + text[at:]


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


def source(text: str) -> Source:
    """A passage as the check reads it."""
    return Source(1, Found(Passage("d", 0, len(text), text), "d", "", 0.0, 0.0, 0.0, ()), {})


def measured(claims: Sequence[Claim], embedder: Embedder) -> list[tuple[bool, dict[str, float], Claim]]:
    """Return whether each claim is in the other language, and its features."""
    found = []
    rows = embedder.embed_queries([claim.text for claim in claims])
    read: dict[str, tuple[Source, np.ndarray[tuple[int, int], np.dtype[np.float32]]]] = {}
    for claim, row in zip(claims, rows, strict=True):
        if claim.passage not in read:
            one = source(claim.passage)
            read = {claim.passage: (one, embedder.embed_passages([one.text[a:b] for a, b in one.windows]))}
        passage, windows = read[claim.passage]
        told = Read(claim.text)
        if sum(word.weight for word in told.words) < 2:
            continue
        if any(not carries_in(passage, figure) for figure in told.figures):
            continue
        if any(not passage.named.has(name.text) for name in names_in(told.text)):
            continue
        across = is_chinese(claim.text) != is_chinese(claim.passage)
        cosine = float((windows @ row).max())
        found.append((across, features(told, cover(told.words, told.text, passage), passage, cosine), claim))
    return found


def is_chinese(text: str) -> bool:
    """Is the greater part of it Chinese?"""
    return 3 * sum(map(is_han, text)) > sum(c.isascii() and c.isalpha() for c in text)


def rules(claims: Sequence[Claim]) -> None:
    """Print how often the rules strike true translations, which have the passage's figures, names and sides."""
    counts: dict[str, int] = {}
    true = [claim for claim in claims if claim.figures]
    for claim in true:
        passage, told = source(claim.passage), Read(claim.text)
        missing = [f for f in told.figures if not carries_in(passage, f)]
        contrary = opposite(told, passage, cover(told.words, told.text, passage))
        for name, struck in (
            ("figure not carried", missing),
            ("figure of another", swapped_figure(told, passage)),
            ("name of another", swapped_name(told, passage)),
            (contrary[0] if contrary else "", contrary),
        ):
            if struck:
                counts[name] = counts.get(name, 0) + 1
                print(name, struck, "|", claim.text, "|", claim.passage[:300], file=sys.stderr)
    print({name: f"{count}/{len(true)}" for name, count in counts.items()})


def main() -> None:
    """Collect, fit, print."""
    data = Path(environ["YINZHENG_DATA"])
    chance = random.Random(SEED)
    claims = [*runs(data, chance), *paragraphs(data, chance)]
    found = measured(claims, load_embedder())
    names = [name for name in WITHIN if name != "constant"]
    for across in (False, True):
        rows = [
            (list(of[name] for name in names), claim.true, claim.passage)
            for a, of, claim in found
            if a == across
        ]
        passages = sorted({passage for *_, passage in rows})
        learned = set(passages[::2])
        train = [row for row in rows if row[2] in learned]
        test = [row for row in rows if row[2] not in learned]
        model = LogisticRegression(C=0.3, max_iter=4000, class_weight="balanced")
        model.fit(np.array([row[0] for row in train]), np.array([row[1] for row in train]))
        weights = {n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True)}
        print(
            "ACROSS" if across else "WITHIN",
            {**weights, "constant": round(float(model.intercept_[0]), 3)},
            len(train),
        )
        odds = model.predict_proba(np.array([row[0] for row in test]))[:, 1]
        true = np.array([row[1] for row in test])
        counted = np.array([row[0][names.index("figures")] > 0 for row in test])
        for least in (0.3, 0.4, 0.5, 0.6, 0.7):
            print(
                f"  from {least}: true kept {(odds[true] >= least).mean():.3f}, "
                f"false kept {(odds[~true] >= least).mean():.3f}; of those with figures "
                f"{(odds[true & counted] >= least).mean():.3f}, {(odds[~true & counted] >= least).mean():.3f}"
            )
    rules(claims)


if __name__ == "__main__":
    main()
