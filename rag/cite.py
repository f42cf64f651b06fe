"""From what was read to what is shown: the answer's words, its claims, and citations that slice exactly."""

from collections.abc import Sequence

from index.script import convert, fold, is_han, script_balance
from index.search import Found
from rag.aliases import Aliases, aliases
from rag.answer import Answer, Citation, Claim, Hit, Language, Verdict
from rag.figures import carries, find_figures, render, uncarried
from rag.gloss import NO_NAMES, foreign, gloss, said
from rag.gloss_words import ENGLISH
from rag.names import is_person, romanised, usual_english
from rag.picks import Pick, Reading
from rag.question import Question, Wants
from rag.wording import word

LONGEST_SHORT_ANSWER = 60


def answer(
    question: Question, reading: Reading, passages: Sequence[Found], *, answerer: str, first: int = 1
) -> Answer:
    """Put a reading into words, in the asker's language and script; quotes stay as the source has them.

    Markers count from `first`.
    """
    picks = [pick for pick in reading.picks if verdict(pick) is Verdict.SUPPORTED]
    if not picks:
        return _refusal(question, reading, passages, answerer, first)
    names = names_of(question, passages)
    others = [pick for pick in reading.others if verdict(pick) is Verdict.SUPPORTED]
    citations = tuple(citation(at, pick, question, names) for at, pick in enumerate((*picks, *others), first))
    carrying, further = citations[: len(picks)], citations[len(picks) :]
    short, span = _short(question, picks[0], names)
    claims = [Claim(short or carrying[0].quote, Verdict.SUPPORTED, tuple(c.marker for c in carrying))]
    for pick, cited in zip(others, further, strict=True):
        also = _short(question, pick, names)[0] or cited.quote
        claims.append(Claim(also, Verdict.SUPPORTED, (cited.marker,)))
    leads = [f"**{claim.text}**{marked(claim)}" for claim in claims]
    if short is None:
        leads = [f"{word('says', question.language)}{marked(claims[0])}"]
    elif not others:
        leads = [f"**{short}**{_word_for_word(question, picks[0], short, names)}{marked(claims[0])}"]
    differ = reading.differ and bool(others)
    lead = (f"{word('differ', question.language)} " if differ else "") + "; ".join(leads)
    quotes = "\n\n".join(f"> {each.quote} [{each.marker}]" for each in citations)
    return Answer(
        question=question.text,
        language=question.language,
        text=f"{lead}\n\n{quotes}",
        short_answer=_joined(claims, " / " if differ else "; ") if short and others else short,
        refused=False,
        claims=tuple(claims),
        differ=differ,
        probability=reading.probability,
        citations=citations,
        passages=tuple(map(hit, passages)),
        answerer=answerer,
        span=span,
    )


def marked(claim: Claim) -> str:
    """The markers of a claim as they stand behind it: ` [1][2]`."""
    return " " + "".join(f"[{marker}]" for marker in claim.citations)


def _joined(claims: Sequence[Claim], between: str) -> str:
    """As many of the claims as a short answer holds."""
    said = claims[0].text
    for claim in claims[1:]:
        if len(said) + len(between) + len(claim.text) <= LONGEST_SHORT_ANSWER:
            said += between + claim.text
    return said


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


def _refusal(
    question: Question, reading: Reading, passages: Sequence[Found], answerer: str, first: int
) -> Answer:
    language = question.language
    reason = reading.reason or "detail"
    missing, given = reading.missing or "", reading.given or ""
    citations: tuple[Citation, ...] = ()
    if passages:
        why = word("year_given" if reading.given else reason, language, missing=missing, given=given)
        text = f"**{word('not_said', language)}** {why}"
        nearest = passages[0]
        start, end, _ = max(nearest.windows[1:] or nearest.windows, key=lambda window: window[2])
        base = nearest.passage.start
        pick = Pick(nearest, base + start, base + end, None, None, 0.0)
        citations = (citation(first, pick, question, names_of(question, passages)),)
        text += f"\n\n{word('nearest', language)} [{first}]\n\n> {citations[0].quote} [{first}]"
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
        given=reading.given,
        probability=reading.probability,
    )


def names_of(question: Question, passages: Sequence[Found]) -> Aliases:
    """The names that the passages found give in both languages, where the asker needs them."""
    if not any(foreign(found.passage.text, question.language) for found in passages):
        return NO_NAMES
    said_in = [
        text for found in passages for text in (found.title, found.passage.heading, found.passage.text)
    ]
    return aliases(dict.fromkeys(said_in))


def citation(marker: int, pick: Pick, question: Question, names: Aliases) -> Citation:
    """Cite a pick under a marker, glossed with the documents' own `names` where the asker needs it."""
    start, end = pick.span if pick.span is not None else (None, None)
    quote, language = _slice(pick.found, pick.start, pick.end), question.language
    return Citation(
        marker=marker,
        document=pick.found.passage.document,
        source=pick.found.source,
        title=pick.found.title,
        page=pick.found.passage.page,
        start=pick.start,
        end=pick.end,
        quote=quote,
        answer_start=start,
        answer_end=end,
        gloss=gloss(quote, language, names=names) if foreign(quote, language) else None,
    )


def _slice(found: Found, start: int, end: int) -> str:
    return found.passage.text[start - found.passage.start : end - found.passage.start]


def _short(question: Question, pick: Pick, names: Aliases) -> tuple[str | None, str | None]:
    """Return the answering span for the asker and as the source has it."""
    if pick.span is None:
        return None, None
    span = _slice(pick.found, *pick.span)
    if pick.figure is None and _says_another_figure(span, pick):
        # A phrase that leaves out `at least` before 90%: the sentence says it whole.
        return None, None
    shown = _shown(question.language, question.wants, pick, span, names)
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


def _shown(language: Language, wants: Wants, pick: Pick, span: str, names: Aliases) -> str:
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
    name = _english_name(span, wants, names) if language == "en" else _chinese_name(span, language, names)
    if name is not None and name != span:
        return f"{name} ({span})"
    return span if language == "en" or as_written or not _has_han(span) else convert(span, language)


def _english_name(span: str, wants: Wants, names: Aliases) -> str | None:
    """What English calls a name: as the documents or the dictionary have it, or in pinyin; None for a phrase."""
    if not _has_han(span):
        return None
    known = names.get(fold(span)) or usual_english(span)
    if known is None and wants is Wants.PERSON and fold(span) not in ENGLISH and is_person(span, likely=True):
        return romanised(span)
    if known is None and wants is Wants.PLACE:
        parts = [usual_english(piece.text) for piece in gloss(span, "en", names=names)]
        return ", ".join(part for part in parts if part) if all(parts) else None
    return known


def _chinese_name(span: str, language: Language, names: Aliases) -> str | None:
    known = next((chinese for chinese, english in names.items() if english == span), None)
    return convert(known, language) if known else None


def _word_for_word(question: Question, pick: Pick, short: str, names: Aliases) -> str:
    """The words of a phrase in the other language, one by one; figures and names have their own form."""
    language = question.language
    if pick.span is None or pick.figure is not None:
        return ""
    span = _slice(pick.found, *pick.span)
    named = language != "en" and question.wants is not Wants.PHRASE
    if named or not span.startswith(short) or not foreign(span, language):
        return ""
    words = said(span, language, names=names)
    spoken = "".join(words).lower() != "".join(span.split()).lower()
    return f" ({word('word_for_word', language)}: {' · '.join(words)})" if spoken else ""


def _has_han(text: str) -> bool:
    return any(map(is_han, text))
