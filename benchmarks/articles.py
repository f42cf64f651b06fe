"""How well the article's kin are answered: other documents, other people's questions, and conversations.

    python -m benchmarks.articles

`benchmarks/articles/` holds short documents of the kinds people keep, written for this and used for nothing else, each
with questions in three languages, a third of which it does not answer. `conversations.jsonl` are conversations about
the article in `seeds/`: every turn is asked after the ones before it.
"""

import json
import tempfile
from collections import Counter
from pathlib import Path

from index.library import Library
from rag.answer import Answer
from rag.evaluate import Outcome, Report, evaluate, read_questions
from rag.metrics import Rate, contains_gold
from rag.pipeline import Pipeline
from ui.terminal import rate_table

HERE = Path(__file__).parent
ARTICLES = HERE / "articles"
SEEDS = HERE.parent / "seeds"


def articles() -> Report:
    """Ask every document's questions of a library of all the documents."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.add(sorted(ARTICLES.glob("*.txt")))
        pipeline = Pipeline(library)
        for path in sorted(ARTICLES.glob("?.jsonl")):
            outcomes += evaluate(pipeline, read_questions(path)).outcomes
    return Report(tuple(outcomes))


def conversations() -> dict[str, Rate]:
    """Hold every conversation; return how many turns came out right, by kind."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.add(sorted(SEEDS.glob("*.txt")))
        pipeline = Pipeline(library)
        for line in (ARTICLES / "conversations.jsonl").read_text(encoding="utf-8").splitlines():
            history: list[Answer] = []
            for number, turn in enumerate(json.loads(line)["turns"]):
                answer = pipeline.ask(turn["ask"], history=history)
                kind = ("follow-up" if number else "first") + (
                    " answered" if turn["answerable"] else " refused"
                )
                asked[kind] += 1
                said = not answer.refused and contains_gold(answer.text, turn["answers"])
                right[kind] += said if turn["answerable"] else answer.refused
                history.append(answer)
    return {kind: Rate(right[kind], asked[kind]) for kind in sorted(asked)}


def main() -> None:
    """Print both tables."""
    print(rate_table(articles()))
    print("\n| turns of conversations | right |\n|---|---|")
    for kind, rate in conversations().items():
        print(f"| {kind} | {rate.hits}/{rate.n} = {100 * (rate.value or 0):.1f} % |")


if __name__ == "__main__":
    main()
