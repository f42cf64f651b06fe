"""Write the questions the encoder learns search from: each with a passage that answers it and one that does not.

    YINZHENG_DATA=DIR python -m training.encoder.questions --start training/encoder/out/distil

Asked by people: CMRC 2018 train, the first half of DRCD dev, the SQuAD 1.1 subset, QAMR. Asked by a document's
own form: headings of manuals, in both languages, for their sections; a clause of a law for the rest of its article;
a few words of a sentence for its translation. What people asked in one language is also put word by word into the
other, by the learned bridge: poor prose, but about the right things.
"""

import argparse
import json
import lzma
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from os import environ
from pathlib import Path

import numpy as np

from index.sentences import sentences
from index.words import is_function_word, tokens
from training.encoder.build import OUT
from training.encoder.other_words import in_other_words
from training.encoder.pairs import HELD_OUT, read_pairs
from training.encoder.train import SEED, Asked, Encoder

HEADINGS, CLAUSES, SPANS, QAMR = 18_000, 4_000, 16_000, 8_000
GENERIC_HEADING = 3
MINED_FROM, MINED_TO = 1, 12


def switched(asked: Asked, chooser: random.Random) -> Asked:
    """Put the question, the passages or neither into the other language, wholly or in part."""
    fate = chooser.random()
    if fate < 0.35:
        return asked
    if fate < 0.8:
        share = 1.0 if chooser.random() < 0.75 else 0.5
        question = in_other_words(asked.question, chooser, share=share)
        return Asked(asked.source, question, asked.passage, asked.other)
    passage, other = (in_other_words(text, chooser, share=0.9) for text in (asked.passage, asked.other))
    return Asked(asked.source, asked.question, passage, other)


def read_reading(path: Path, *, share: float = 1.0) -> list[tuple[str, str, str]]:
    """Read (question, paragraph, answer) of the first `share` of a SQuAD-form file's articles."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [
        (qa["question"].strip(), paragraph["context"], qa["answers"][0]["text"])
        for article in articles[: round(share * len(articles))]
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
        if qa.get("answers") and qa["answers"][0]["text"] in paragraph["context"]
    ]


def windows(paragraph: str) -> list[str]:
    """Cut a paragraph into its sentences."""
    return [paragraph[start:end].strip() for start, end in sentences(paragraph)] or [paragraph]


def read_questions(
    source: str,
    read: Sequence[tuple[str, str, str]],
    encoder: Encoder,
    chooser: random.Random,
    *,
    times: float,
) -> Iterator[Asked]:
    """Pair questions with the words around their answers, and with the likeliest wrong sentences anywhere."""
    paragraphs = {paragraph: windows(paragraph) for _, paragraph, _ in read}
    pool = [(paragraph, sentence) for paragraph, found in paragraphs.items() for sentence in found]
    rows = encoder.embed([sentence for _, sentence in pool])
    nearest = encoder.embed([question for question, _, _ in read]) @ rows.T
    ranked = np.argpartition(-nearest, MINED_TO, axis=1)[:, : MINED_TO + 1]
    for place, (question, paragraph, answer) in enumerate(read):
        found = paragraphs[paragraph]
        holding = [i for i, sentence in enumerate(found) if answer in sentence]
        if not holding:
            continue
        best = max(holding, key=lambda i: len(set(question) & set(found[i])))
        wrong = [pool[i][1] for i in ranked[place] if answer not in pool[i][1]]
        wrong += [
            sentence for i, sentence in enumerate(found) if abs(i - best) > 1 and answer not in sentence
        ]
        for _ in range(int(times) + (chooser.random() < times % 1)):
            about = chooser.choice((0, 0, 1, 3))
            passage = _joined(found[max(0, best - about) : best + about + 1])
            other = chooser.choice(wrong or [pool[chooser.randrange(len(pool))][1]])
            yield switched(Asked(source, question, passage, other), chooser)


def _joined(parts: Sequence[str]) -> str:
    return (" " if parts[0].isascii() else "").join(parts)


def headings(data: Path, chooser: random.Random) -> Iterator[Asked]:
    """Let headings ask for their sections, in either language; a neighbouring section is the wrong one."""
    with lzma.open(data / "retrieval" / "heading_passage.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    often = Counter(row["h_en"] for row in rows)
    pages: dict[str, list[str]] = {}
    for row in rows:
        pages.setdefault(row["title"], []).append(row["passage"])
    kept = [row for row in rows if often[row["h_en"]] <= GENERIC_HEADING and len(row["passage"]) > 20]
    for row in chooser.sample(kept, min(HEADINGS, len(kept))):
        wrong = [passage for passage in pages[row["title"]] if passage != row["passage"]]
        other = chooser.choice(wrong or [chooser.choice(kept)["passage"]])
        question = chooser.choice((row["h_zh"], row["h_en"], row["h_en"]))
        if question == row["h_zh"] and chooser.random() < 0.5:
            question = f"{row['title']} {question}"
        yield Asked("headings", question, row["passage"], other)


def clauses(data: Path, chooser: random.Random) -> Iterator[Asked]:
    """Let one sentence of a law ask for the rest of its article (inverse cloze, Lee, Chang & Toutanova 2019)."""
    with lzma.open(data / "retrieval" / "taiwan_law_articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for number, line in enumerate(lines) if number % 9 == 0]
    before = ""
    made = 0
    for row in rows:
        parts = windows(row["text"])
        if len(parts) >= 3 and before and made < CLAUSES:
            taken = chooser.randrange(len(parts))
            rest = parts if chooser.random() < 0.1 else parts[:taken] + parts[taken + 1 :]
            yield Asked("law", parts[taken], f"{row['law']} {''.join(rest)}", before)
            made += 1
        before = row["text"]


def spans(pairs: Sequence[tuple[str, str]], chooser: random.Random) -> Iterator[Asked]:
    """Let a few words of a sentence ask for the sentence in the other language."""
    for chinese, english in chooser.sample(list(pairs[HELD_OUT:]), SPANS):
        other_chinese, other_english = pairs[chooser.randrange(HELD_OUT, len(pairs))]
        if chooser.random() < 0.7:
            words = english.split()
            size = chooser.randint(3, 9)
            at = chooser.randrange(max(1, len(words) - size + 1))
            yield Asked("spans", " ".join(words[at : at + size]), chinese, other_chinese)
        else:
            found = [t for t in tokens(chinese) if not is_function_word(t)]
            if found:
                size = chooser.randint(2, 6)
                at = chooser.randrange(max(1, len(found) - size + 1))
                asked = chinese[found[at].start : found[min(at + size, len(found)) - 1].end]
                yield Asked("spans", asked, english, other_english)


def collect(data: Path, start: Path) -> list[Asked]:
    """Make all questions, in an order fixed by the seed."""
    chooser, encoder = random.Random(SEED), Encoder(start)
    reading = data / "reading"
    sets = (
        ("cmrc", read_reading(reading / "cmrc2018_train.json"), 1.6),
        ("drcd", read_reading(reading / "DRCD_dev.json", share=0.5), 2.0),
        ("squad", read_reading(reading / "squad1_train_subset.json"), 1.6),
        ("qamr", chooser.sample(read_reading(reading / "qamr_dev.json"), QAMR), 1.0),
    )
    made: list[Asked] = []
    for source, read, times in sets:
        made += read_questions(source, read, encoder, chooser, times=times)
        print(f"{source}: {len(made)} so far", flush=True)
    made += headings(data, chooser)
    made += clauses(data, chooser)
    made += spans(read_pairs(data, seed=SEED), chooser)
    chooser.shuffle(made)
    return made


def main() -> int:
    """Write the questions from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(environ.get("YINZHENG_DATA", "../shared/data")))
    parser.add_argument(
        "--start", type=Path, default=OUT / "distil", help="the encoder that mines wrong passages"
    )
    parser.add_argument("--out", type=Path, default=OUT / "questions.jsonl")
    options = parser.parse_args()
    made = collect(options.data, options.start)
    with options.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(asdict(asked), ensure_ascii=False) + "\n" for asked in made)
    print(f"{len(made)} questions: {Counter(asked.source for asked in made)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
