"""What a terminal is shown: nothing that acts on it, and progress only when something takes long."""

import io
import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import LANGUAGES, Answer, Citation, Claim, Glossed, Hit, Language, Verdict
from rag.wording import word
from ui.terminal import Progress, answer_text, lead_text, passages_text, printable, table

HOSTILE = "\x1b]0;owned\x07甲\x9b31m\u202e乙\r\n"


@given(st.text())
def test_what_is_printable_acts_on_nothing(text: str) -> None:
    shown = printable(text)
    assert all(char in "\n\t" or unicodedata.category(char) != "Cc" for char in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert printable(shown) == shown


def answered(text: str, *quotes: str, short: str | None = None) -> Answer:
    return Answer(
        question="?",
        language="en",
        text=text,
        short_answer=short,
        refused=short is None,
        claims=(),
        citations=tuple(Citation(n, "d", "a.txt", "甲", None, 0, len(q), q) for n, q in enumerate(quotes, 1)),
        passages=(),
        answerer="reader",
    )


@pytest.mark.parametrize(
    ("text", "short", "strong", "rest"),
    [
        ("**211.9億元** [1]", "211.9億元", "211.9億元", " [1]"),
        ("**2**3**2** [1]", "2**3**2", "2**3**2", " [1]"),
        (
            "**No.** Not of **x** or \\*y.\n\nNearest [1]",
            None,
            "No.",
            " Not of **x** or \\*y.\n\nNearest [1]",
        ),
        ("The text says **so** [1]", None, "", "The text says **so** [1]"),
    ],
)
def test_only_what_the_lead_begins_with_is_bold(text: str, short: str | None, strong: str, rest: str) -> None:
    answer = answered(f"{text}\n\n> **甲** [1]", "**甲**", short=short)
    assert lead_text(answer, bold=False) == strong + rest
    assert lead_text(answer, bold=True) == (f"\x1b[1m{strong}\x1b[0m" if strong else "") + rest


@pytest.mark.parametrize(
    "quote", [r"Kept in C:\.config and \\host.", "2**3**2 is 2**9.", "甲\n\n> 乙 **丙** [1]"]
)
def test_a_quote_is_printed_as_the_source_has_it(quote: str) -> None:
    text = f"**{quote[:3]}** [1][2]\n\n> {quote} [1]\n\n> 丁 [2]"
    shown = answer_text(answered(text, quote, "丁", short=quote[:3]), bold=False)
    places = f"[1] 甲 — a.txt:0–{len(quote)}\n[2] 甲 — a.txt:0–1"
    assert shown == f"{quote[:3]} [1][2]\n\n> {quote} [1]\n\n> 丁 [2]\n\n{places}"


def test_a_gloss_is_shown_below_its_quote_when_asked_for() -> None:
    answer = answered("**甲** [1]", "研發,2023", short="甲")
    gloss = (
        Glossed(0, 2, "研發", "R&D\x1b[2J"),
        Glossed(2, 3, ",", None),
        Glossed(3, 7, "2023", None),
    )
    answer = replace(answer, citations=(replace(answer.citations[0], gloss=gloss),))
    assert "> 研發,2023 [1]\n\n  研發 R&D[2J · 2023\n\n[1]" in answer_text(answer, bold=False, gloss=True)
    assert "R&D" not in answer_text(answer, bold=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_model_wrote_in_vain_stands_last_with_the_reasons(language: Language) -> None:
    withheld = (
        Claim("It spent 5.\x1b[2J", Verdict.FIGURE_MISMATCH, (), "figure", "5", mark="2."),
        Claim("It slept", Verdict.UNSUPPORTED, (), "unfinished"),
    )
    answer = replace(answered("**甲** [1]", "甲", short="甲"), language=language, withheld=withheld)
    shown = answer_text(answer, bold=False)
    assert shown.partition("[1] 甲 — a.txt:0–1\n\n")[2] == (
        f"{word('llm_wrote', language)}\n\n✗ 2. It spent 5.[2J\n  {word('mismatch', language)} (5)\n\n"
        f"✗ It slept\n  {word('unfinished', language)}"
    )


def test_a_list_is_printed_as_a_list() -> None:
    answer = answered("1. 甲 [1]\n3. 乙 [1]\n\n丙 [1]", "甲", short=None)
    assert answer_text(answer, bold=True).startswith("1. 甲 [1]\n3. 乙 [1]\n\n丙 [1]\n\n> 甲 [1]")


def test_documents_cannot_act_on_the_terminal() -> None:
    answer = Answer(
        question="?",
        language="en",
        text=f"**25** [1]\n\n> {HOSTILE}",
        short_answer="25",
        refused=False,
        claims=(),
        citations=(Citation(1, "d", HOSTILE, HOSTILE, 3, 7, 9, HOSTILE),),
        passages=(),
        answerer="reader",
    )
    shown = answer_text(answer, bold=True).replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert shown == printable(shown)
    assert ":7–9 (p. 3)" in shown
    hit = Hit("d", HOSTILE, HOSTILE, 7, 9, HOSTILE, 0.5, heading=HOSTILE)
    shown = passages_text([hit], bold=False)
    assert shown == printable(shown)


def test_columns_line_up_with_chinese_in_them() -> None:
    shown = table(("ID", "TITLE", "N"), [("a", "天氣", "1"), ("bcd", "sun\nny", "22")])
    assert shown == "ID   TITLE   N\na    天氣    1\nbcd  sun ny  22"


def test_progress_is_shown_only_once_something_takes_long() -> None:
    quick, slow = io.StringIO(), io.StringIO()
    with Progress(after=30, stream=quick) as progress:
        progress("Reading one …")
    with Progress(after=0.05, again=0.05, stream=slow) as progress:
        progress("Reading one …")
        progress("Reading two …")
        deadline = time.monotonic() + 20
        while not slow.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        progress("Reading three …")
    assert quick.getvalue() == ""
    assert slow.getvalue() == "Reading two …\nReading three …\n"
