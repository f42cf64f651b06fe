"""What the page is made of: markup that says what it should, and in which nothing foreign is markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Block, BlockKind, Document
from rag.answer import LANGUAGES, Answer, Citation, Claim, Glossed, Hit, Language, Verdict
from ui import panels
from ui.chat import Conversation, Turn
from ui.render import Span, conversation, cut, escape, quote, reply, script_of, spans, welcome, word_by_word
from ui.strings import text

LINES = ("導航 頁", "標題", "張三 2024-06-13", "一、背景", "研發投入達到211.9億元,位居前列。", "圖一:棧道")
TEXT = "\n".join(LINES)
KINDS = (
    BlockKind.CHROME,
    BlockKind.TITLE,
    BlockKind.BYLINE,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.CAPTION,
)
STARTS = [TEXT.index(line) for line in LINES]
DOCUMENT = Document(
    id="d",
    source="a.txt",
    title="標題",
    text=TEXT,
    blocks=tuple(
        Block(kind, start, start + len(line)) for kind, start, line in zip(KINDS, STARTS, LINES, strict=True)
    ),
)
FIGURE = TEXT.index("211.9億元")
CITATION = Citation(
    1, "d", "a.txt", "標題", None, STARTS[4], STARTS[4] + len(LINES[4]), LINES[4], FIGURE, FIGURE + 7
)
SECOND = replace(
    CITATION, marker=2, start=STARTS[5], end=len(TEXT), quote=LINES[5], answer_start=None, answer_end=None
)
HIT = Hit("d", "a.txt", "標題", STARTS[4], STARTS[4] + len(LINES[4]), LINES[4], 0.834, "一、背景")
ANSWER = Answer(
    question="How much?",
    language="en",
    text="**RMB 21.19 billion (211.9億元)** [1][2]",
    short_answer="RMB 21.19 billion (211.9億元)",
    refused=False,
    claims=(Claim("RMB 21.19 billion (211.9億元)", Verdict.SUPPORTED, (1, 2)),),
    citations=(CITATION, SECOND),
    passages=(HIT,),
    answerer="reader",
    span="211.9億元",
)
TURN = Turn(3, "How much?", (HIT,), ANSWER)
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/x.png)",
    "[x](javascript:alert(1))",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "</article><iframe src=//evil.example>",
    "${alert(1)}`${alert(1)}`",
    "{{value}}{{{value}}}{{#each value}}",
    "<svg/onload=alert(1)>",
    "&lt;b&gt; &amp; &#60;b&#62;",
    "\x00\x1b[31m\u202e\ud800",
)
OURS = {
    *(
        "article",
        "blockquote",
        "br",
        "button",
        "del",
        "details",
        "div",
        "h1",
        "h2",
        "h3",
        "header",
        "li",
        "mark",
        "ol",
        "p",
        "section",
    ),
    *("rt", "ruby", "span", "strong", "summary", "ul"),
}


class Reader(HTMLParser):
    """Collects tags, attributes and text, as a browser would see them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> Reader:
    seen = Reader(markup)
    assert seen.open == [], "something stays open"
    assert {tag for tag, _ in seen.tags} <= OURS
    names = {name for _, attributes in seen.tags for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("href", "src", "style", "srcset")}
    assert not set("{}$`\\") & set(markup)
    return seen


def classed(seen: Reader, css: str) -> list[dict[str, str | None]]:
    return [attributes for _, attributes in seen.tags if css in (attributes.get("class") or "").split()]


# --- text stays text ---


@given(st.text())
def test_escaped_text_is_read_back_and_nothing_else(value: str) -> None:
    seen = read(f'<p title="{escape(value)}">{escape(value)}</p>')
    assert len(seen.tags) == 1
    assert seen.text == seen.tags[0][1]["title"]
    visible = [c for c in value if ord(c) >= 32 and ord(c) != 127 and not 0xD800 <= ord(c) <= 0xDFFF]
    assert [c for c in seen.text if c in visible] == visible


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_foreign_becomes_markup(payload: str) -> None:
    document = Document(
        "d" + payload, payload, payload, payload, (Block(BlockKind.PARAGRAPH, 0, len(payload)),)
    )
    gloss = (Glossed(0, len(payload), payload, payload), Glossed(0, len(payload), payload, None))
    citation = Citation(1, document.id, payload, payload, None, 0, len(payload), payload, 0, 1, gloss)
    hit = Hit(document.id, payload, payload, 0, len(payload), payload, 0.5, payload)
    claims = (
        Claim(payload, Verdict.SUPPORTED, (1,)),
        Claim(payload, Verdict.UNSUPPORTED, (), "name", payload[:5]),
        Claim(payload, Verdict.SUPPORTED, (1,), mark="-"),
        Claim(payload, Verdict.UNSUPPORTED, (), "unfinished", mark="3."),
    )
    answer = Answer(
        payload,
        "en",
        f"**{payload}** ({payload}) [1]",
        payload,
        False,
        claims,
        (citation,),
        (hit,),
        payload,
        payload,
    )
    answer = replace(answer, understood=payload)
    refusal = replace(answer, refused=True, short_answer=None, reason="entity", missing=payload)
    turns = (
        Turn(1, payload, (hit,), answer),
        Turn(2, payload, (hit,), refusal),
        Turn(3, payload, problem="error", message=payload),
        Turn(4, payload, (hit,), replace(answer, note=payload)),
        Turn(5, payload, (hit,), draft=answer, writing=payload),
        Turn(6, payload, (hit,), replace(answer, withheld=claims, note=payload)),
        Turn(7, payload, (hit,), draft=replace(answer, parts=(answer, refusal)), writing=payload),
    )
    for _, markup in conversation(Conversation(turns)):
        read(markup)
    read(welcome([_Info(document)]))
    read(panels.masthead([_Info(document)]))
    read(panels.masthead([_Info(document)], model=payload, sends_to=payload))
    read(panels.library([_Info(document)]))
    read(panels.source(document, spans(turns[0], document.id), focus=payload))
    read(panels.source(replace(document, byline=payload, published=payload, blocks=())))
    read(panels.passages(turns[0]))


class _Info:
    def __init__(self, document: Document) -> None:
        self.id, self.title, self.source, self.passages = document.id, document.title, document.source, 2


# --- the answer ---


def test_the_answer_comes_first_with_the_source_spelling_small_beside_it() -> None:
    seen = read(reply(TURN))
    assert seen.text.startswith("RMB 21.19 billion 211.9億元12")
    assert classed(seen, "spelling")[0]["lang"] == "zh-Hant"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refused", [False, True])
def test_how_a_followup_was_understood_stands_above_the_answer(language: Language, refused: bool) -> None:
    answer = replace(ANSWER, language=language, understood="研发投入是多少?", refused=refused)
    seen = read(reply(replace(TURN, answer=answer)))
    label = f"{text(language, 'understood')}研发投入是多少? {text(language, 'alone')}"
    assert seen.text.startswith(label)
    assert classed(seen, "understood")[0]["lang"] == language
    assert classed(seen, "alone")[0]["data-alone"] == "3"
    assert next(a.get("lang") for tag, a in seen.tags if tag == "span") == "zh-Hans"
    assert "研发投入是多少?" in read(panels.passages(replace(TURN, answer=answer))).text


def test_who_made_a_followup_whole_is_named() -> None:
    answer = replace(ANSWER, language="en", understood="Why?", understood_by="llm:a/<b>")
    assert read(reply(replace(TURN, answer=answer))).text.startswith("a/<b> understood it as: Why?")


def test_a_question_that_stood_alone_has_no_such_line() -> None:
    assert classed(read(reply(TURN)), "understood") == []


def test_the_first_seal_carries_and_the_others_agree() -> None:
    seals = classed(read(reply(TURN)), "seal")
    assert [(s["data-turn"], s["data-marker"], "agrees" in str(s["class"])) for s in seals] == [
        ("3", "1", False),
        ("3", "2", True),
    ]
    assert seals[0]["aria-label"] == "Show citation 1 in the source: 標題"


def test_the_quote_is_exact_and_its_answer_is_marked() -> None:
    assert quote(CITATION) == (
        '<blockquote lang="zh-Hant">研發投入達到<mark>211.9億元</mark>,位居前列。</blockquote>'
    )


@pytest.mark.parametrize(("start", "end"), [(None, None), (0, 1), (FIGURE, 10**6), (-5, -1)])
def test_a_span_outside_its_quote_loses_no_word(start: int | None, end: int | None) -> None:
    assert read(quote(replace(CITATION, answer_start=start, answer_end=end))).text == LINES[4]


@pytest.mark.parametrize(
    ("verdict", "key"),
    [
        (Verdict.SUPPORTED, "verdict.figure"),
        (Verdict.DOUBTFUL, "verdict.doubtful"),
        (Verdict.FIGURE_MISMATCH, "verdict.mismatch"),
        (Verdict.UNSUPPORTED, "verdict.unsupported"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_is_in_words_and_in_the_askers_language(
    verdict: Verdict, key: str, language: Language
) -> None:
    claims = (Claim("211.9", verdict, (1,)),)
    seen = read(reply(replace(TURN, answer=replace(ANSWER, language=language, claims=claims))))
    assert text(language, key) in seen.text


def test_a_phrase_is_glossed_word_for_word() -> None:
    glossed = replace(
        ANSWER,
        short_answer="價值引擎",
        span="價值引擎",
        text="**價值引擎** (word for word: value · engine) [1]",
    )
    assert "word for word: value · engine" in read(reply(replace(TURN, answer=glossed))).text
    assert not classed(read(reply(TURN)), "gloss")


GLOSS = (
    Glossed(0, 2, "研發", "R&D"),
    Glossed(2, 6, "投入達到", "invest <b>"),
    Glossed(6, 14, "211.9億元,", None),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_in_another_language_can_be_unfolded_word_by_word(language: Language) -> None:
    seen = read(word_by_word(replace(CITATION, gloss=GLOSS), language))
    assert [tag for tag, _ in seen.tags].count("ruby") == 2
    assert ("details", {"class": "words"}) in seen.tags  # folded
    assert seen.text == text(language, "gloss") + "研發R&D投入達到invest <b>211.9億元,"
    assert [a["lang"] for tag, a in seen.tags if tag in ("p", "rt")] == ["zh-Hant", language, language]


@pytest.mark.parametrize("refused", [False, True])
def test_only_quotes_with_a_gloss_have_one_to_unfold(refused: bool) -> None:
    glossed = replace(ANSWER, refused=refused, citations=(replace(CITATION, gloss=GLOSS), SECOND))
    assert len(classed(read(reply(replace(TURN, answer=glossed))), "words")) == 1
    assert classed(read(reply(TURN)), "words") == []
    assert word_by_word(CITATION, "en") == ""


def test_an_answer_in_prose_shows_every_claim_and_quotes_each_source_once() -> None:
    claims = (
        Claim("It spent a lot. [1]", Verdict.SUPPORTED, (1,)),
        Claim("It spent it on AI. [1]", Verdict.UNSUPPORTED, (1,)),
        Claim(LINES[5], Verdict.SUPPORTED, (2,)),
    )
    seen = read(reply(replace(TURN, answer=replace(ANSWER, short_answer=None, span=None, claims=claims))))
    assert "It spent a lot.1" in seen.text
    assert [tag for tag, _ in seen.tags].count("blockquote") == 2
    assert seen.text.count(LINES[5]) == 1
    assert len(classed(seen, "doubted")) == 1
    assert len(classed(seen, "seal")) == 3


FLUENT = replace(ANSWER, answerer="llm:m", prompt=1)


def test_a_models_sentences_stand_below_the_figure_they_say() -> None:
    claims = (
        Claim("It has a laboratory.", Verdict.UNSUPPORTED, (), "not said", "laboratory"),
        Claim("It spent RMB 21.19 billion.", Verdict.SUPPORTED, (1,)),
    )
    seen = read(reply(replace(TURN, answer=replace(FLUENT, claims=claims))))
    assert seen.text.startswith(
        "RMB 21.19 billion 211.9億元It has a laboratory.✗ the source does not say this"
    )
    assert "It spent RMB 21.19 billion.1" in seen.text
    assert [tag for tag, _ in seen.tags].count("del") == 1


def test_what_is_in_doubt_is_neither_struck_out_nor_shown_as_carried() -> None:
    claims = (
        Claim("It spent a lot.", Verdict.SUPPORTED, (1,)),
        Claim("It has a laboratory.", Verdict.DOUBTFUL, (2,), "carried"),
    )
    seen = read(reply(replace(TURN, answer=replace(FLUENT, short_answer=None, span=None, claims=claims))))
    assert [tag for tag, _ in seen.tags].count("del") == 0
    assert len(classed(seen, "unsure")) == 1
    assert len(classed(seen, "agrees")) == 1  # an outlined seal
    assert f"? {text('en', 'verdict.doubtful')}" in seen.text
    assert text("en", "verdict.words") not in seen.text


def test_a_models_list_is_a_list() -> None:
    claims = (
        Claim("It did two things.", Verdict.SUPPORTED, (1,)),
        Claim("It spent.", Verdict.SUPPORTED, (1,), mark="1."),
        Claim("Much.", Verdict.SUPPORTED, (2,), goes_on=True),
        Claim("It slept.", Verdict.UNSUPPORTED, (), "not said", mark="2."),
        Claim("It built.", Verdict.SUPPORTED, (2,), mark="4."),
        Claim("A bridge.", Verdict.SUPPORTED, (2,), mark="-"),
        Claim("That is all.", Verdict.SUPPORTED, (2,)),
    )
    markup = reply(replace(TURN, answer=replace(FLUENT, short_answer=None, span=None, claims=claims)))
    seen = read(markup)
    assert [tag for tag, _ in seen.tags if tag in ("ol", "ul")] == ["ol", "ul"]
    assert [a.get("value") for tag, a in seen.tags if tag == "li"] == ["1", "2", "4", None]
    items = [read(item.partition("</li>")[0]).text for item in re.split(r"<li[^>]*>", markup)[1:]]
    assert items[0].startswith("It spent.") and "Much." in items[0]
    assert items[1].startswith("It slept.✗ ") and "<del>It slept.</del>" in markup
    assert markup.index("</ul>") < markup.index("That is all.") < markup.index(text("en", "verdict.words"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_broke_off_is_struck_out_as_that(language: Language) -> None:
    claims = (*ANSWER.claims, Claim("It also", Verdict.UNSUPPORTED, (), "unfinished"))
    seen = read(reply(replace(TURN, answer=replace(FLUENT, language=language, claims=claims))))
    assert text(language, "verdict.unfinished") in seen.text
    assert text(language, "verdict.unsupported") not in seen.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refused", [False, True])
def test_what_a_model_wrote_in_vain_is_folded_below_the_readers_answer(
    language: Language, refused: bool
) -> None:
    withheld = (
        Claim("It spent 5.", Verdict.FIGURE_MISMATCH, (), "figure", "5"),
        Claim("It slept.", Verdict.UNSUPPORTED, (), "not said"),
    )
    answer = replace(ANSWER, language=language, refused=refused, withheld=withheld, note="The reader's.")
    markup = reply(replace(TURN, answer=answer))
    seen = read(markup)
    before, _, after = markup.partition("<details")
    assert "The reader&#x27;s." in before and "<del>" not in before
    assert ("details", {"class": "withheld", "lang": language}) in seen.tags  # folded
    folded = read("<details" + after)
    assert folded.text == (
        f"{text(language, 'withheld.other', n=2)}"
        f"It spent 5.≠ {text(language, 'verdict.mismatch')}: 5It slept.✗ {text(language, 'verdict.unsupported')}"
    )
    assert classed(folded, "seal") == []
    assert "withheld" not in reply(TURN)


def test_the_answer_before_stays_while_the_next_is_written() -> None:
    under_way = replace(FLUENT, question="And who?", short_answer=None, claims=(), citations=())
    draft = replace(FLUENT, parts=(FLUENT, under_way))
    seen = read(reply(Turn(3, "How much? And who?", (HIT,), draft=draft, writing="Zhang")))
    assert seen.text.startswith("How much?RMB 21.19 billion")
    assert seen.text.index("And who?") < seen.text.index("Zhang")
    assert len(classed(seen, "part")) == 2 and len(classed(seen, "answer")) == 1
    assert [span.label for span in spans(Turn(3, "?", draft=draft), "d")] == ["1", "2"]


def test_while_a_follow_up_is_answered_it_is_said_how_it_was_understood() -> None:
    draft = replace(FLUENT, understood="研发投入是多少?")
    seen = read(reply(Turn(3, "?", (HIT,), draft=draft)))
    assert len(classed(seen, "understood")) == 1 and not classed(seen, "alone")


def test_an_answer_that_is_a_quote_says_so_once() -> None:
    claims = (Claim(LINES[4], Verdict.SUPPORTED, (1, 2)),)
    seen = read(reply(replace(TURN, answer=replace(ANSWER, short_answer=None, span=None, claims=claims))))
    assert seen.text.startswith(f"The source says:{LINES[4]}12")
    assert text("en", "verdict.words") in seen.text


def test_a_marker_without_a_citation_shows_no_seal() -> None:
    claims = (Claim("x", Verdict.SUPPORTED, (9,)),)
    seen = read(reply(replace(TURN, answer=replace(ANSWER, claims=claims))))
    assert classed(seen, "seal") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["nothing", "entity", "year", "detail", None, "unheard-of"])
def test_a_refusal_speaks_the_askers_language_and_shows_the_nearest(
    language: Language, reason: str | None
) -> None:
    refused = replace(
        ANSWER, language=language, refused=True, short_answer=None, claims=(), reason=reason, missing="2021"
    )
    seen = read(reply(replace(TURN, answer=refused)))
    assert seen.text.startswith(text(language, "refusal.title"))
    assert ("2021" in seen.text) is (reason in ("entity", "year"))
    assert classed(seen, "refusal")[0]["lang"] == language
    assert LINES[4] in seen.text
    assert len(classed(seen, "seal")) == 2


def test_a_refusal_without_what_is_missing_does_not_name_it() -> None:
    refused = replace(ANSWER, refused=True, claims=(), citations=(), reason="entity", missing=None)
    assert read(reply(replace(TURN, answer=refused))).text == (
        "The documents don't say. Nothing in them answers this question."
    )


def test_each_step_says_what_is_being_done() -> None:
    assert "Searching" in reply(Turn(1, "q"))
    assert "Reading 1 passage …" in reply(Turn(1, "q", (HIT,)))


def test_a_problem_has_the_pages_words_or_its_own() -> None:
    assert 'data-i18n="error.too_long"' in reply(Turn(1, "q", problem="error.too_long", message="other"))
    assert "its own words" in reply(Turn(1, "q", problem="error.unheard-of", message="its own words"))


def test_an_empty_question_has_no_bubble() -> None:
    assert [role for role, _ in conversation(Conversation((Turn(1, "", problem="error.empty"),)))] == [
        "assistant"
    ]


def test_the_welcome_names_what_is_loaded_and_counts_the_rest() -> None:
    seen = read(welcome([_Info(DOCUMENT)] * 7))
    assert seen.text.count("標題") == 5
    assert "and 2 more" in seen.text
    assert "yinzheng add" in read(welcome([])).text


@pytest.mark.parametrize(
    ("value", "language"),
    [("研發投入", "zh-Hant"), ("研发投入", "zh-Hans"), ("R&D", "en"), ("", "en"), ("人口", "zh-Hant")],
)
def test_each_run_of_text_says_its_script(value: str, language: Language) -> None:
    assert script_of(value) == language


# --- the right side ---


def test_the_source_is_readable_and_leaves_out_what_is_not_the_article() -> None:
    seen = read(panels.source(DOCUMENT))
    assert [css for _, a in seen.tags if (css := a.get("class"))] == [
        *("document", "title", "byline", "heading", "paragraph", "caption")
    ]
    assert seen.text == "".join(LINES[1:])


def test_a_citation_is_marked_in_the_source_with_its_seal_in_the_margin() -> None:
    seen = read(panels.source(DOCUMENT, spans(TURN, "d"), focus="3-1"))
    marks = [a for tag, a in seen.tags if tag == "mark"]
    assert [m["data-cite"] for m in marks] == ["3-1", "3-1", "3-1", "3-2"]
    assert [m.get("class") for m in marks] == [None, "answers", None, None]
    assert [m.get("tabindex") for m in marks] == ["-1", None, None, "-1"]
    assert len(classed(seen, "margin")) == 2
    assert classed(seen, "document")[0]["data-focus"] == "3-1"


def test_two_citations_of_the_same_words_can_both_be_found() -> None:
    same = (Span("1-1", "1", STARTS[4], STARTS[4] + 3), Span("1-2", "2", STARTS[4], STARTS[4] + 3))
    seen = read(panels.source(DOCUMENT, same))
    assert [a["data-cite"] for tag, a in seen.tags if tag == "mark"] == ["1-1 1-2"]
    assert "1 2" in seen.text


def test_what_is_cited_is_shown_even_outside_the_article() -> None:
    assert LINES[0] in read(panels.source(DOCUMENT, (Span("1-1", "1", 0, 3),))).text


def test_a_citation_across_blocks_is_marked_in_each() -> None:
    seen = read(panels.source(DOCUMENT, (Span("1-1", "1", STARTS[3], STARTS[4] + 2),)))
    assert [a["data-cite"] for tag, a in seen.tags if tag == "mark"] == ["1-1", "1-1"]
    assert len(classed(seen, "margin")) == 1


def test_a_document_without_blocks_is_shown_line_by_line() -> None:
    seen = read(panels.source(replace(DOCUMENT, blocks=(), text="一\n\n二 \n三")))
    assert len(classed(seen, "paragraph")) == 3


def test_a_long_document_is_shown_around_its_citation() -> None:
    body = "字" * 400_000
    document = replace(DOCUMENT, text=body, blocks=(Block(BlockKind.PARAGRAPH, 0, len(body)),))
    markup = panels.source(document, (Span("1-1", "1", 300_000, 300_010),), focus="1-1")
    assert len(markup) < panels.SHOWN + 2000
    assert 'data-cite="1-1"' in markup
    assert 'data-i18n="source.cut"' in markup


def test_no_document_is_said_so() -> None:
    assert 'data-i18n="source.empty"' in panels.source(None)
    assert 'data-i18n="library.empty"' in panels.library([])
    assert 'data-i18n="passages.empty"' in panels.passages(None)


def test_passages_have_their_score_and_what_is_cited_marked() -> None:
    markup = panels.passages(TURN)
    seen = read(markup)
    assert 'data-count="1"' in markup
    assert "0.83" in seen.text
    assert "標題 › 一、背景" in seen.text
    assert [a for tag, a in seen.tags if tag == "mark"]


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)), max_size=5
    ),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_pieces_join_up_to_the_whole(
    ranges: list[tuple[int, int, int, int]], start: int, length: int
) -> None:
    marked = [Span(str(i), "", *r) for i, r in enumerate(ranges)]
    pieces = list(cut(start, start + length, marked))
    assert "".join("x" * (b - a) for a, b, _, _ in pieces) == "x" * length
    assert [a for a, *_ in pieces[1:]] == [b for _, b, *_ in pieces[:-1]]
    for a, b, over, _ in pieces:
        for span in marked:
            assert (span in over) is (span.start <= a and b <= span.end)
