"""What the check adds to an answer that a language model streams.

    python -m benchmarks.fluent [--rate 25]

A scripted model writes answers about the article in a thread of its own, `rate` pieces of two characters a second, as a
small model on two cores does. *First words*: from its first piece to the event that shows it. *Added*: from its last
piece to the answer, and *check*, all the time spent on checking, both as a share of the time it writes.
"""

import argparse
import threading
import time
from collections.abc import Generator, Sequence
from statistics import median

from index.library import default_library
from rag.answer import Answered, Writing
from rag.fluent import Writer
from rag.generate import Message
from rag.pieces import Over, Put, pump
from rag.pipeline import Pipeline

ANSWERS = {
    "How much did Ant spend on R&D in 2023?": "Ant Group spent RMB 21.19 billion on R&D in 2023 [1]. Its spending on "
    "research has grown for three years in a row [1]. That puts it among the first of China's private firms [1].",
    "2023年螞蟻集團的研發投入是多少?": "螞蟻集團2023年的研發投入達到211.9億元[1]。這是連續第三年增長[1]。"
    "這一數字位居全國民營企業前列[1]。",
    "蚂蚁森林种下了多少棵树?": "蚂蚁森林启动7年来捐资种下4.75亿棵树[1]。这带动了超过6.9亿网友践行低碳生活[1]。"
    "九成的树种在三北工程的战役地区[1]。",
}


class Scripted:
    """Writes one answer, noting when it began and ended."""

    name, context, sends_to = "scripted", 32_000, None

    def __init__(self, rate: float) -> None:
        self.pause, self.says, self.began, self.ended = 1 / rate, "", 0.0, 0.0

    def count(self, text: str) -> int:
        """A token a character."""
        return len(text)

    def stream(
        self, messages: Sequence[Message], *, stop: threading.Event, seconds: float
    ) -> Generator[str, None, None]:
        """Yield two characters at a time."""

        def work(put: Put, over: Over) -> None:
            self.began = time.perf_counter()
            for at in range(0, len(self.says), 2):
                put(self.says[at : at + 2])
                stop.wait(self.pause)
            self.ended = time.perf_counter()

        return pump(work, name=self.name, stop=stop, seconds=seconds)


def measure(pipeline: Pipeline, model: Scripted) -> tuple[float, float, float]:
    """Return the milliseconds to the first words, what is added and the check's share, medians."""
    rows = []
    for question, says in ANSWERS.items():
        model.says = says
        shown = 0.0
        for event in pipeline.stream(question):
            if isinstance(event, Writing) and event.text and not shown:
                shown = time.perf_counter()
            if isinstance(event, Answered):
                writing = model.ended - model.began
                added = time.perf_counter() - model.ended
                check = event.answer.seconds["check"]
                rows.append((1000 * (shown - model.began), added / writing, check / writing))
    first, added, check = (median(column) for column in zip(*rows, strict=True))
    return first, added, check


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rate", type=float, default=25.0, help="pieces a second")
    options = parser.parse_args()
    print("| pieces a second | first words, ms | added | check |\n|---|---|---|---|")
    with default_library() as library:
        model = Scripted(options.rate)
        pipeline = Pipeline(library, writer=Writer(model))
        measure(pipeline, model)
        first, added, check = measure(pipeline, model)
        print(f"| {options.rate} | {first:.1f} | {100 * added:.1f} % | {100 * check:.1f} % |")


if __name__ == "__main__":
    main()
