"""How long one question takes, from the question to the cited answer, in a process that is already warm.

    python -m benchmarks.asking [--questions 60]

The library is the article in `seeds/`. Every question is asked once to warm up and once more; the second time counts.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

from index.library import Library
from rag.evaluate import read_questions
from rag.pipeline import Pipeline

SEEDS = Path(__file__).parents[1] / "seeds"
SEED = 11


def main() -> None:
    """Ask, and print milliseconds by language."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=60)
    options = parser.parse_args()
    rows = read_questions(SEEDS / "questions.jsonl")
    rows = tuple(random.Random(SEED).sample(rows, min(options.questions, len(rows))))
    print(f"{len(rows)} questions in three languages, {os.cpu_count()} cores\n")
    print("| language | p50 ms | p95 ms | first time, p50 ms |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.add(sorted(SEEDS.glob("*.txt")))
        pipeline = Pipeline(library)
        pipeline.ask("warm up")
        for language in ("zh-Hant", "zh-Hans", "en"):
            texts = [row.questions[language] for row in rows]
            cold, warm = [[_milliseconds(pipeline, text) for text in texts] for _ in range(2)]
            p95 = statistics.quantiles(warm, n=20)[-1]
            print(
                f"| {language} | {statistics.median(warm):.0f} | {p95:.0f} | {statistics.median(cold):.0f} |",
                flush=True,
            )


def _milliseconds(pipeline: Pipeline, text: str) -> float:
    started = time.perf_counter()
    pipeline.ask(text)
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
