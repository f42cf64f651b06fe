"""How fast the command line starts: medians of whole processes, as a person waits for them.

    python benchmarks/start.py [--runs 5]

Prints a Markdown table. The library is the article, in a temporary folder; the first run of each command
warms the disk and is not counted.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "2023年螞蟻集團的研發投入是多少?"


def seconds(arguments: list[str]) -> tuple[float, float]:
    """Wall and processor seconds of one whole `yinzheng` process."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "ui", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    processor = after.children_user - before.children_user + after.children_system - before.children_system
    return after.elapsed - before.elapsed, processor


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure how fast the command line starts.")
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each command (default: 5)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        library = ["--library", str(Path(folder) / "library")]
        article = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "seeds").glob("*.txt"))]
        building = seconds(["add", *article, *library])
        commands = {
            "`yinzheng --help`": (["--help"], 0.3),
            "`yinzheng ask` on a built library": (["ask", QUESTION, *library], 1.5),
            "`yinzheng search` on a built library": (["search", QUESTION, *library], 1.5),
        }
        print("| whole process | median s | slowest s | processor s | goal s |")
        print("|---|---|---|---|---|")
        for name, (arguments, goal) in commands.items():
            seconds(arguments)
            walls, processor = zip(*(seconds(arguments) for _ in range(runs)), strict=True)
            print(
                f"| {name} | {statistics.median(walls):.2f} | {max(walls):.2f} "
                f"| {statistics.median(processor):.2f} | {goal} |"
            )
        print(
            "| `yinzheng add` of the article into a new library, once | {:.2f} | | {:.2f} | |".format(
                *building
            )
        )
    print(
        f"\n{runs} runs each; Python {platform.python_version()}, {platform.system()} {platform.machine()}."
    )


if __name__ == "__main__":
    main()
