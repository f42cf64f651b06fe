"""How well the article's kin are answered: other documents, other people's questions, and conversations.

    python -m benchmarks.articles [--folder benchmarks/unseen]

The folder holds short documents of the kinds people keep, written for this and used for nothing else, each with
questions in three languages, a third of which it does not answer; `conversations.jsonl`, conversations about the
article in `seeds/`, every turn asked after the ones before it; and perhaps `seeds.jsonl`, more questions about that
article.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from index.library import Library
from rag.answer import Answer
from rag.evaluate import Outcome, Report, evaluate, read_questions
from rag.metrics import Rate, contains_gold
from rag.pipeline import Pipeline
from ui.terminal import rate_table

SEEDS = Path(__file__).parents[1] / "seeds"


def asked(documents: Path, questions: Iterable[Path]) -> Report:
    """Ask questions of a library of all the text files of a folder."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.add(sorted(documents.glob("*.txt")))
        pipeline = Pipeline(library)
        for path in sorted(questions):
            outcomes += evaluate(pipeline, read_questions(path)).outcomes
    return Report(tuple(outcomes))


def conversations(path: Path) -> dict[str, Rate]:
    """Hold every conversation; return how many turns came out right, by kind."""
    right: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.add(sorted(SEEDS.glob("*.txt")))
        pipeline = Pipeline(library)
        for line in path.read_text(encoding="utf-8").splitlines():
            history: list[Answer] = []
            for number, turn in enumerate(json.loads(line)["turns"]):
                answer = pipeline.ask(turn["ask"], history=history)
                kind = ("follow-up" if number else "first") + (
                    " answered" if turn["answerable"] else " refused"
                )
                turns[kind] += 1
                said = not answer.refused and contains_gold(answer.text, turn["answers"])
                right[kind] += said if turn["answerable"] else answer.refused
                history.append(answer)
    return {kind: Rate(right[kind], turns[kind]) for kind in sorted(turns)}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "articles")
    folder = parser.parse_args().folder
    print(f"The documents\n\n{rate_table(asked(folder, folder.glob('?.jsonl')))}")
    if (folder / "seeds.jsonl").is_file():
        print(f"\nThe article\n\n{rate_table(asked(SEEDS, [folder / 'seeds.jsonl']))}")
    print("\n| turns of conversations | right |\n|---|---|")
    for kind, rate in conversations(folder / "conversations.jsonl").items():
        print(f"| {kind} | {rate.hits}/{rate.n} = {100 * (rate.value or 0):.1f} % |")


if __name__ == "__main__":
    main()
