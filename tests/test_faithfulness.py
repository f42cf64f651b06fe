"""A scripted server plays answers with wrong sentences among true ones, and the whole of `--llm` reads them.

The answers are those of `benchmarks/faithfulness/` that may be looked at; the bounds are the goals.
"""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.faithfulness import EXACT, SEED, joined, language, passages, rows, stream
from rag.answer import Answer, Answered, Claim, Said, Verdict
from rag.check.markers import take_markers
from rag.check.plain import opening_and_rest, plain
from rag.fluent import Writer, write
from rag.generate import open_generator
from rag.question import understand

LOOKED_AT = (1, 2, 3, 4, 5, 6, 7)
MOST_WRONG_SHOWN, MOST_TRUE_STRUCK = 0.05, 0.10


def words(sentence: str) -> str:
    """A sentence as the answer tells it: without its markers and the mark of its line."""
    return opening_and_rest(take_markers(plain(sentence).strip(), 99)[0].strip())[1].strip()


def play(
    server: Any, answer: dict[str, Any], found: list[Any], chance: random.Random
) -> tuple[Answer, Answer]:
    """Have the server write an answer; returns the last draft, with every claim, and what stands in the end."""
    server.says = list(stream(joined(answer["sentences"]), chance))
    question = understand(answer["question"])
    offline = Answer(
        answer["question"], question.language, "", None, True, (), (), (), "reader", reason="nothing"
    )
    generator = open_generator(server.spec)
    assert generator is not None
    events = list(write(question, found, offline, writer=Writer(generator)))
    last = events[-1]
    assert isinstance(last, Answered)
    return [event.draft for event in events if isinstance(event, Said)][-1], last.answer


def claims(answer: dict[str, Any], draft: Answer) -> Iterator[tuple[dict[str, Any], Claim | None]]:
    """Yield each sentence with the claim it became, None where it is taken to claim nothing and is left out."""
    left = list(draft.claims)
    for sentence in answer["sentences"]:
        same = bool(left) and left[0].text == words(sentence["text"])
        yield sentence, left.pop(0) if same else None
    assert not left, f"{answer['id']}: claims that nobody wrote"


@pytest.fixture(scope="module")
def scripted() -> list[dict[str, Any]]:
    return [answer for answer in rows("answers.jsonl") if answer["part"] in LOOKED_AT]


def test_wrong_sentences_are_not_shown_and_true_ones_not_struck(
    chat_server: Any, scripted: list[dict[str, Any]]
) -> None:
    found, chance, counts = passages(), random.Random(SEED), Counter[str]()
    wrong: list[str] = []
    for answer in scripted:
        draft, final = play(chat_server, answer, found[answer["passages"]], chance)
        assert not any(sign in final.text for sign in ("http", "![", "]("))
        for sentence, claim in claims(answer, draft):
            says, verdict = sentence["says"], None if claim is None else claim.verdict
            counts[says] += 1
            if says == "false" and verdict is Verdict.SUPPORTED:
                counts["shown"] += 1
                if sentence["kind"] in EXACT:
                    wrong.append(sentence["text"])
            if says == "true" and verdict not in (Verdict.SUPPORTED, Verdict.DOUBTFUL):
                counts["struck"] += 1
    assert len(chat_server.asked) == len(scripted) >= 60
    assert {language(answer["question"]) for answer in scripted} == {"en", "zh-Hant", "zh-Hans"}
    assert not wrong, "wrong figures, years, names or citations were shown as supported"
    assert counts["shown"] <= MOST_WRONG_SHOWN * counts["false"], counts
    assert counts["struck"] <= MOST_TRUE_STRUCK * counts["true"], counts
