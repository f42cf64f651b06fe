"""How fast the command line starts: medians of whole processes, as a person waits for them.

    python benchmarks/start.py [--runs 5]

Prints a Markdown table. The library is the article, in a temporary folder; the first run of each command
warms the disk and is not counted.
"""

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "2023年螞蟻集團的研發投入是多少?"


def seconds(arguments: list[str]) -> float:
    """The wall time of one whole `yinzheng` process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "ui", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


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
        print("| whole process | median s | slowest s | goal s |")
        print("|---|---|---|---|")
        for name, (arguments, goal) in commands.items():
            seconds(arguments)
            times = [seconds(arguments) for _ in range(runs)]
            print(f"| {name} | {statistics.median(times):.2f} | {max(times):.2f} | {goal} |")
        print(f"| `yinzheng add` of the article into a new library, once | {building:.2f} | | |")
    print(
        f"\n{runs} runs each; Python {platform.python_version()}, {platform.system()} {platform.machine()}."
    )


if __name__ == "__main__":
    main()
