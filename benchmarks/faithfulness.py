"""How many wrong sentences of an answer are shown as supported, and how many true ones are struck.

    python -m benchmarks.faithfulness [--part 1…9] [--show]

`faithfulness/answers.jsonl` are answers a model might give, in English and both scripts, to questions about invented
articles (`faithfulness/passages.jsonl`) and the one in `seeds/`: each sentence is said to be true or false of the
passages, and what kind of truth or falsehood it is. The answers are streamed in pieces of one to nine characters. The
sentences of parts 8 and 9, but two, were never looked at: leave them so until there are others.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.document import Passage
from index.script import is_han, script_balance
from index.search import Found
from rag.answer import Verdict
from rag.check.checker import Checked, Checker
from rag.check.stream import sentences
from rag.question import understand

ROOT = Path(__file__).resolve().parent
SEED = 5
PARTS = {
    1: "Part 1, looked at while the check was made",
    2: "Part 2, kept aside at first, then looked at to mend the check",
    3: "Part 3, kept aside to the end, then looked at to mend how names and bare answers are read",
    4: "Part 4, looked at while the support model was taken in",
    5: "Part 5, kept aside for long, then looked at",
    6: "Part 6, looked at after it was first measured",
    7: "Part 7, kept aside for a while, then looked at",
    8: "Part 8, kept aside: its sentences were never looked at",
    9: "Part 9, kept aside: but two of its sentences were never looked at",
}
# What a wrong sentence of these kinds says can be compared exactly: none may be shown.
EXACT = (
    "figure",
    "magnitude",
    "unit",
    "bound",
    "year",
    "date",
    "name",
    "citation_range",
    "no_citation",
    "half_character",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer, what the file says of it, and what the check does."""

    answer: dict[str, Any]
    sentence: dict[str, Any]
    checked: Checked
    seconds: float

    @property
    def shown(self) -> bool:
        """Is it shown as what the documents say?  What is taken to claim nothing is left out of an answer."""
        return self.checked.verdict is Verdict.SUPPORTED

    @property
    def in_doubt(self) -> bool:
        """Is it shown as what they may say?"""
        return self.checked.verdict is Verdict.DOUBTFUL

    @property
    def struck(self) -> bool:
        """Is it withheld, or taken to claim nothing?"""
        return not self.shown and not self.in_doubt

    @property
    def cited_wrongly(self) -> bool:
        """Is it shown with a marker of a passage that does not carry it, or with none?"""
        marked, right = set(self.checked.markers), set(self.sentence["carried_by"])
        return self.shown and (not marked or not marked <= right)


def rows(name: str) -> list[dict[str, Any]]:
    """Read a file of one object a line."""
    text = (ROOT / "faithfulness" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def passages() -> dict[str, list[Found]]:
    """Return the passages of each set: slices of a document, as the search finds them."""
    article = next((ROOT.parent / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    title = article.splitlines()[2]
    found = {}
    for row in rows("passages.jsonl"):
        if "seeds" in row:
            told = [next(p for p in article.split("\n\n") if begins in p).strip() for begins in row["seeds"]]
            text, head = article, title
        else:
            told, head = row["passages"], row["title"]
            text = "\n\n".join((head, *told))
        found[row["id"]] = [
            Found(
                Passage(row["id"], at, at + len(p), p),
                f"{row['id']}.txt",
                head,
                0.5,
                0.5,
                1.0,
                ((0, len(p), 0.5),),
            )
            for p in told
            for at in [text.index(p)]
        ]
    return found


def stream(text: str, chance: random.Random) -> Iterator[str]:
    """Cut a text into pieces as a model sends them."""
    at = 0
    while at < len(text):
        size = chance.randint(1, 9)
        yield text[at : at + size]
        at += size


def joined(told: Sequence[dict[str, Any]]) -> str:
    """The answer as a model writes it: list items on lines of their own, Chinese without spaces between sentences."""
    text = ""
    for sentence in told:
        words = sentence["text"]
        chinese = any(map(is_han, words))
        text += ("\n" if words.startswith("- ") and text else "") + words + ("" if chinese else " ")
    return text


def run(part: int | None) -> Iterator[Said]:
    """Check every answer of a part, or of all."""
    found = passages()
    chance = random.Random(SEED)
    for answer in rows("answers.jsonl"):
        if part and answer["part"] != part:
            continue
        checker = Checker(found[answer["passages"]], understand(answer["question"]))
        cut = list(sentences(stream(joined(answer["sentences"]), chance)))
        if len(cut) != len(answer["sentences"]):
            raise SystemExit(f"{answer['id']} was cut into {cut}")
        checker.check(answer["question"])  # reads the passages
        for sentence, words in zip(answer["sentences"], cut, strict=True):
            started = time.perf_counter()
            checked = checker.check(words)
            yield Said(answer, sentence, checked, time.perf_counter() - started)


def language(text: str) -> str:
    """The language and script of a sentence."""
    if not any(map(is_han, text)):
        return "en"
    return "zh-Hans" if script_balance(text) < 0 else "zh-Hant"


def table(title: str, said: Sequence[Said]) -> None:
    """Print how many wrong sentences were shown and how many true ones struck, by kind."""
    groups: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for each in said:
        kind, says = each.sentence["kind"], each.sentence["says"]
        groups["wrong" if says == "false" else says, kind].append(each)
        groups["wrong" if says == "false" else says, f"all, {language(each.sentence['text'])}"].append(each)
        groups["wrong" if says == "false" else says, "all"].append(each)
        if says == "false" and kind in EXACT:
            groups["wrong", "all of figures, years, names, citations"].append(each)
    print(f"## {title}\n\n| wrong sentences | shown as supported | in doubt | of |\n|---|---|---|---|")
    for (says, kind), many in sorted(groups.items()):
        if says == "wrong":
            shown, doubt = (_part(sum(each), many) for each in _counted(many, "shown", "in_doubt"))
            print(f"| {kind.replace('_', ' ')} | {shown} | {doubt} | {len(many)} |")
    print(
        "\n| true sentences | struck | in doubt | shown with a wrong citation | of |\n|---|---|---|---|---|"
    )
    for (says, kind), many in sorted(groups.items()):
        if says == "true":
            struck, doubt = (_part(sum(each), many) for each in _counted(many, "struck", "in_doubt"))
            wrongly = sum(each.cited_wrongly for each in many)
            print(f"| {kind.replace('_', ' ')} | {struck} | {doubt} | {wrongly} | {len(many)} |")
    talk = [each for each in said if each.sentence["says"] == "nothing"]
    told = sum(each.checked.verdict is None for each in talk)
    refused = [each for each in talk if each.sentence["kind"] == "refusal"]
    unsafe = sum(
        any(sign in each.checked.text for sign in ("http", "![", "](", "<")) for each in said if each.shown
    )
    seconds = sorted(each.seconds for each in said)
    print(
        f"\nSentences that claim nothing known as such: {told} of {len(talk)}; refusals known as such: "
        f"{sum(each.checked.refuses for each in refused)} of {len(refused)}. Pictures, links or tags shown: {unsafe}. "
        f"One check: median {1000 * seconds[len(seconds) // 2]:.1f} ms, "
        f"95th percentile {1000 * seconds[len(seconds) * 95 // 100]:.1f} ms.\n"
    )


def _counted(many: Sequence[Said], *ways: str) -> list[list[bool]]:
    return [[getattr(each, way) for each in many] for way in ways]


def _part(count: int, many: Sequence[Said]) -> str:
    return f"{count} ({100 * count / len(many):.1f} %)"


def show(said: Sequence[Said]) -> None:
    """Print what went wrong."""
    for each in said:
        says, checked = each.sentence["says"], each.checked
        wrong = (
            (says == "false" and each.shown)
            or (says == "true" and (each.struck or each.cited_wrongly))
            or (says == "nothing" and checked.verdict is not None)
        )
        if wrong:
            print(
                f"{each.answer['id']} {says}/{each.sentence['kind']}: {each.sentence['text']} → {checked.verdict}, "
                f"{checked.reason}, {checked.fault!r}, {checked.markers}, {checked.probability}"
            )


def main() -> None:
    """Check, and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", type=int, choices=tuple(PARTS))
    parser.add_argument("--show", action="store_true", help="print every sentence that went wrong")
    arguments = parser.parse_args()
    said = list(run(arguments.part))
    if arguments.show:
        show(said)
    for part, title in PARTS.items():
        mine = [each for each in said if each.answer["part"] == part]
        if mine:
            table(title, mine)


if __name__ == "__main__":
    main()
