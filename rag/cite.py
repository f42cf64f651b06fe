"""From what was read to what is shown: the answer's words, its claims, and citations that slice exactly."""

from collections.abc import Sequence

from index.glosses import entry
from index.script import convert, is_han, script_balance
from index.search import Found
from index.words import Kind, is_function_word, tokens
from rag.answer import Answer, Citation, Claim, Hit, Language, Verdict
from rag.figures import carries, find_figures, render, uncarried
from rag.names import romanised
from rag.picks import Pick, Reading
from rag.question import Question, Wants
from rag.wording import word

LONGEST_SHORT_ANSWER = 60


def answer(question: Question, reading: Reading, passages: Sequence[Found], *, answerer: str) -> Answer:
    """Put a reading into words, in the asker's language and script; quotes stay as the source has them."""
    picks = [pick for pick in reading.picks if verdict(pick) is Verdict.SUPPORTED]
    if not picks:
        return _refusal(question, reading, passages, answerer)
    citations = tuple(_citation(number, pick) for number, pick in enumerate(picks, 1))
    markers = "".join(f"[{citation.marker}]" for citation in citations)
    short, span = _short(question, picks[0])
    if short is None:
        lead = f"{word('says', question.language)} {markers}"
    else:
        lead = f"**{short}**{_gloss(question, picks[0])} {markers}"
    quotes = "\n\n".join(f"> {citation.quote} [{citation.marker}]" for citation in citations)
    claim = Claim(short or citations[0].quote, Verdict.SUPPORTED, tuple(c.marker for c in citations))
    return Answer(
        question=question.text,
        language=question.language,
        text=f"{lead}\n\n{quotes}",
        short_answer=short,
        refused=False,
        claims=(claim,),
        citations=citations,
        passages=tuple(map(hit, passages)),
        answerer=answerer,
        span=span,
    )


def verdict(pick: Pick) -> Verdict:
    """Check a pick against its own quote: where its span stands the quote must say the same figure, bounds too."""
    if pick.figure is None or pick.span is None:
        return Verdict.SUPPORTED
    start, end = (at - pick.start for at in pick.span)
    quoted = find_figures(_slice(pick.found, pick.start, pick.end))
    there = (figure for figure in quoted if figure.start < end and start < figure.end)
    carried = any(carries(figure, pick.figure) for figure in there)
    return Verdict.SUPPORTED if carried else Verdict.FIGURE_MISMATCH


def hit(found: Found) -> Hit:
    """Return a passage found as the answer carries it."""
    p = found.passage
    return Hit(p.document, found.source, found.title, p.start, p.end, p.text, found.score, p.heading, p.page)


def _refusal(question: Question, reading: Reading, passages: Sequence[Found], answerer: str) -> Answer:
    language = question.language
    reason = reading.reason or "detail"
    citations: tuple[Citation, ...] = ()
    if passages:
        text = f"**{word('not_said', language)}** {word(reason, language, missing=reading.missing or '')}"
        nearest = passages[0]
        start, end, _ = max(nearest.windows[1:] or nearest.windows, key=lambda window: window[2])
        base = nearest.passage.start
        citations = (_citation(1, Pick(nearest, base + start, base + end, None, None, 0.0)),)
        text += f"\n\n{word('nearest', language)} [1]\n\n> {citations[0].quote} [1]"
    else:
        text = f"**{word('not_said', language)}** {word('empty_library', language)}"
    return Answer(
        question=question.text,
        language=language,
        text=text,
        short_answer=None,
        refused=True,
        claims=(),
        citations=citations,
        passages=tuple(map(hit, passages)),
        answerer=answerer,
        reason=reason,
        missing=reading.missing,
    )


def _citation(marker: int, pick: Pick) -> Citation:
    start, end = pick.span if pick.span is not None else (None, None)
    return Citation(
        marker=marker,
        document=pick.found.passage.document,
        source=pick.found.source,
        title=pick.found.title,
        page=pick.found.passage.page,
        start=pick.start,
        end=pick.end,
        quote=_slice(pick.found, pick.start, pick.end),
        answer_start=start,
        answer_end=end,
    )


def _slice(found: Found, start: int, end: int) -> str:
    return found.passage.text[start - found.passage.start : end - found.passage.start]


def _short(question: Question, pick: Pick) -> tuple[str | None, str | None]:
    """Return the answering span for the asker and as the source has it."""
    if pick.span is None:
        return None, None
    span = _slice(pick.found, *pick.span)
    shown = _shown(question.language, question.wants, pick, span)
    if len(shown) > LONGEST_SHORT_ANSWER or (pick.figure is not None and _says_another_figure(shown, pick)):
        shown = _cut(span)
    return (shown, span) if shown else (None, None)


def _says_another_figure(shown: str, pick: Pick) -> bool:
    """Would what is shown, read by itself, be a figure that the quote does not carry?"""
    return bool(uncarried(find_figures(shown), find_figures(_slice(pick.found, pick.start, pick.end))))


def _cut(span: str) -> str:
    """Return the span in `LONGEST_SHORT_ANSWER` characters, never through a figure: 12 of 1234 is another one."""
    end = min(len(span), LONGEST_SHORT_ANSWER)
    cut = next((figure.start for figure in find_figures(span) if figure.start < end < figure.end), end)
    return span[:cut].rstrip()


def _shown(language: Language, wants: Wants, pick: Pick, span: str) -> str:
    # 台 is as good Traditional as 臺: words already in the asker's script stay as the source writes them.
    balance = script_balance(pick.found.passage.text)
    as_written = balance > 0 if language == "zh-Hant" else balance < 0
    if pick.figure is not None:
        rendered = render(pick.figure, language)
        rendered = rendered.replace(convert(span, language), span) if as_written else rendered
        # 近百家, not 百家: the words that bound a figure belong to it.
        whole = pick.figure.prefix + span + pick.figure.suffix
        return (
            f"{rendered} ({whole})" if language == "en" and _has_han(span) and rendered != span else rendered
        )
    if not _has_han(span):
        return span
    if language == "en":
        return f"{romanised(span)} ({span})" if wants is Wants.PERSON and len(span) <= 4 else span
    return span if as_written else convert(span, language)


def _gloss(question: Question, pick: Pick) -> str:
    """For an English asker, the words of a Chinese phrase one by one; figures and names have their own form."""
    if (
        question.language != "en"
        or pick.span is None
        or pick.figure is not None
        or question.wants is Wants.PERSON
    ):
        return ""
    span = _slice(pick.found, *pick.span)
    if not _has_han(span):
        return ""
    return f" ({word('word_for_word', 'en')}: {' · '.join(_word_senses(span))})"


def _word_senses(text: str) -> list[str]:
    senses = []
    for token in tokens(text):
        if is_function_word(token):
            continue
        found = entry(token.text) if token.kind is Kind.HAN else None
        senses.append(
            found.senses[0].split(",")[0].removeprefix("to ") if found else text[token.start : token.end]
        )
    return senses


def _has_han(text: str) -> bool:
    return any(map(is_han, text))
