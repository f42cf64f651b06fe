"""The settings: who answers is chosen on the page, where that page is surely of the one who started the server."""

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ui.strings import STRINGS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Open = Callable[..., "Page"]

BOX = "#box textarea"
QUESTION = "2023年螞蟻集團的研發投入是多少?"
# What only a model says, and the page strikes out.
WRONG = "研發投入為119.2億元"
SAYS = ["螞蟻集團2023年研發投入達到", "211.9億元[1]。", f"{WRONG}[1]。"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def opened(page: "Page") -> None:
    page.click("[data-settings]")
    page.wait_for_selector("dialog[open]")


def choose(page: "Page", spec: str, *, seconds: str = "120") -> None:
    page.check("dialog [value=model]")
    page.fill("dialog [name=spec]", spec)
    page.fill("dialog [name=seconds]", seconds)
    page.press("dialog [name=spec]", "Enter")


def told(page: "Page", words: str) -> str:
    """Wait until the dialog says this, and return all that it says with it."""
    page.locator("dialog [role=status]", has_text=words).wait_for()
    return page.locator("dialog [role=status]").inner_text()


def ask(page: "Page", question: str = QUESTION) -> str:
    """Ask, and return the answer."""
    before = page.locator("#chat .answer .seal").count()
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    page.wait_for_function("n => document.querySelectorAll('#chat .answer .seal').length > n", arg=before)
    page.wait_for_function("!document.querySelector('#chat .writing, #chat .progress')")
    return page.locator("#chat .answer").last.inner_text()


# --- choosing ---


def test_a_model_is_chosen_asked_and_given_up_again(choosing: str, visit: Open, chat_server: Any) -> None:
    chat_server.says = SAYS
    page, other = visit(choosing), visit(choosing)
    badge = page.locator("[data-settings]")
    assert badge.inner_text() == STRINGS["en"]["offline"]
    opened(page)
    assert page.evaluate("document.activeElement.value") == "none"
    choose(page, chat_server.spec, seconds="90")
    told(page, "scripted answers from now on.")
    assert badge.inner_text() == "scripted"
    assert f"--llm '{chat_server.spec}' --llm-seconds 90" in page.locator("dialog code").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="hidden")
    assert page.evaluate("document.activeElement.matches('[data-settings]')")
    asked = len(chat_server.asked)
    assert WRONG in ask(page)
    assert len(chat_server.asked) == asked + 1

    assert other.locator("[data-settings]").inner_text() == STRINGS["en"]["offline"]
    assert WRONG in ask(other)
    assert other.locator("[data-settings]").inner_text() == "scripted"

    opened(page)
    assert not page.locator("dialog [role=status]").is_visible()
    page.check("dialog [value=none]")
    page.click("dialog .use")
    told(page, STRINGS["en"]["settings.done.offline"])
    assert badge.inner_text() == STRINGS["en"]["offline"]
    page.click("dialog [data-shut]")
    asked = len(chat_server.asked)
    assert WRONG not in ask(page)
    assert len(chat_server.asked) == asked


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("http://localhost:11434/v1", "put openai: before its URL"),
        ("/no/such/folder", "There is no model folder"),
        ("openai:http://127.0.0.1:9/v1#m", "cannot be reached"),
    ],
)
def test_what_cannot_be_used_is_said_and_changes_nothing(
    choosing: str, visit: Open, spec: str, said: str
) -> None:
    page = visit(choosing)
    opened(page)
    choose(page, spec)
    assert said in told(page, STRINGS["en"]["settings.failed.offline"])
    assert page.locator("dialog [name=spec]").input_value() == spec
    assert page.locator("[data-settings]").inner_text() == STRINGS["en"]["offline"]
    choose(page, spec, seconds="0")
    told(page, STRINGS["en"]["settings.seconds.wrong"])


def test_an_answer_under_way_ends_with_the_model_it_began_with(
    choosing: str, visit: Open, chat_server: Any
) -> None:
    chat_server.says = SAYS
    page = visit(choosing)
    opened(page)
    choose(page, chat_server.spec)
    told(page, "scripted answers from now on.")
    page.keyboard.press("Escape")
    chat_server.pause = 1.5
    page.fill(BOX, QUESTION)
    page.press(BOX, "Enter")
    page.locator(".writing").wait_for()
    opened(page)
    page.check("dialog [value=none]")
    page.click("dialog .use")
    told(page, STRINGS["en"]["settings.done.offline"])
    assert chat_server.talking == 1
    page.keyboard.press("Escape")
    page.locator(".answer blockquote").first.wait_for()
    page.wait_for_function("!document.querySelector('#chat .writing')")
    assert WRONG in page.locator(".answer").inner_text()


def test_a_server_elsewhere_is_named_before_anything_goes_there(choosing: str, visit: Open) -> None:
    page = visit(choosing)
    opened(page)
    choose(page, "openai:https://llm.example/v1#m")
    assert "will leave this machine" in told(page, "m is on llm.example")
    assert page.locator("[data-settings]").inner_text() == STRINGS["en"]["offline"]
    page.click("dialog [data-halt]")
    page.wait_for_selector("dialog [data-agree]", state="detached")
    assert page.locator("dialog [role=status]").inner_text() == ""


# --- a model of the hub ---


def test_a_model_of_the_hub_is_fetched_with_consent_and_can_be_left(
    choosing: str, visit: Open, hub_server: Any
) -> None:
    hub_server.pause, hub_server.piece = 0.2, 4000
    page = visit(choosing)
    opened(page)
    choose(page, "nobody/tiny")
    told(page, "nobody/tiny is not on this machine. 127.0.0.1 can be asked for it")
    assert hub_server.asked == []
    page.click("dialog [data-agree]")
    told(page, "Download nobody/tiny from 127.0.0.1? It is 1 MB")
    assert not any("/resolve/" in path for path in hub_server.asked)
    page.click("dialog [data-agree]")
    told(page, "Downloading nobody/tiny")
    page.locator("dialog progress").wait_for()
    assert "of 1 MB" in page.locator("dialog [data-part=meter]").inner_text()
    page.click("dialog [data-halt]")
    page.wait_for_selector("dialog [data-halt]", state="detached")
    assert page.locator("[data-settings]").inner_text() == STRINGS["en"]["offline"]

    hub_server.pause = 0.0
    page.click("dialog .use")
    for asked in ("look", "download"):
        page.click(f"dialog [data-agree='settings.ask.{asked}']")
    page.click("dialog [data-shut]")
    page.wait_for_function(
        "document.querySelector('[data-settings]').innerText === 'nobody/tiny'", timeout=90_000
    )
    opened(page)
    assert page.locator("dialog [name=spec]").input_value() == "nobody/tiny"


def test_a_hub_out_of_reach_is_one_sentence(choosing: str, visit: Open, hub_server: Any) -> None:
    page = visit(choosing)
    opened(page)
    choose(page, "nobody/tiny")
    page.locator("dialog [data-agree]").wait_for()
    hub_server.shutdown()  # a socket that its thread still waits on would let one more in
    hub_server.server_close()
    page.click("dialog [data-agree]")
    assert "cannot be reached" in told(page, STRINGS["en"]["settings.failed.offline"])


# --- who may ---


def event(page: "Page", name: str, sent: dict[str, object], **headers: str) -> str:
    """Send one of the page's events as a program would, and return what comes back."""
    url = page.url.split("?")[0].rstrip("/")
    cookie = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
    config = page.evaluate("fetch('/config').then(got => got.json())")
    number = next(each["id"] for each in config["dependencies"] if name in [t[1] for t in each["targets"]])
    join = {"data": [], "fn_index": number, "session_hash": f"direct{time.time()}", "event_data": sent}

    def request(path: str, data: bytes | None) -> bytes:
        told = {"content-type": "application/json", "cookie": cookie} | headers
        asked = urllib.request.Request(f"{url}/gradio_api{path}", data=data, headers=told)
        with urllib.request.urlopen(asked, timeout=30) as got:
            content: bytes = got.read()
        return content

    request("/queue/join", json.dumps(join).encode())
    return request(f"/queue/data?session_hash={join['session_hash']}", None).decode()


def test_behind_a_login_it_is_only_told(locked: str, visit: Open) -> None:
    page = visit(locked, ready="input[type=password]")
    page.locator("input").nth(0).fill("amy")
    page.locator("input[type=password]").fill("s3cret")
    page.locator("button").last.click()
    page.wait_for_selector(".welcome")
    opened(page)
    assert STRINGS["en"]["settings.fixed"] in page.locator("dialog").inner_text()
    assert page.locator("dialog form, dialog input, dialog .use").count() == 0
    came = event(page, "use", {"spec": "openai:http://127.0.0.1:9/v1#m", "seconds": 120})
    assert "process_completed" in came and "cannot be reached" not in came and "settings.failed" not in came
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('[data-settings]')")


def test_a_page_of_another_server_cannot_choose(canned: str, visit: Open) -> None:
    page = visit(canned)
    sent = {"spec": "openai:http://127.0.0.1:9/v1#m", "seconds": 0}
    for headers in ({"origin": "http://evil.example"}, {"x-forwarded-for": "192.0.2.1"}):
        assert "settings.seconds.wrong" not in event(page, "use", sent, **headers)
    assert "settings.seconds.wrong" in event(page, "use", sent, origin=canned.rstrip("/"))


# --- how it looks ---


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-Hans", "en"])
def test_the_dialog_speaks_the_language_of_the_page(canned: str, visit: Open, tag: str) -> None:
    words = dict(next(table for language, table in STRINGS.items() if language == tag))
    page = visit(canned, locale="en-GB" if tag == "en" else tag)
    opened(page)
    page.check("dialog [value=model]")
    choose(page, "nobody/no-such-model")
    told(page, words["settings.ask.look"].format(name="nobody/no-such-model", host="huggingface.co"))
    shown = page.evaluate(
        """[...document.querySelectorAll("dialog [data-i18n]:not([data-values])")]
             .map(n => [n.dataset.i18n, n.textContent])"""
    )
    assert {key for key, said in shown if said != words[key]} == set()
    page.click("dialog [data-halt]")


@pytest.mark.parametrize("width", [320, 390, 720, 721, 1000, 1360])
def test_nothing_of_it_sticks_out(canned: str, visit: Open, width: int) -> None:
    page = visit(canned, viewport={"width": width, "height": 700})
    assert page.locator("[data-settings]").is_visible()
    opened(page)
    choose(page, "x" * 300)
    told(page, STRINGS["en"]["settings.failed.offline"])
    out = page.evaluate(
        """width => [...document.querySelectorAll("header *, dialog, dialog *")]
             .filter(n => n.getBoundingClientRect().right > width + 1).map(n => n.outerHTML.slice(0, 80))""",
        width,
    )
    assert out == []


def test_it_is_used_by_keyboard_alone_and_keeps_the_focus(canned: str, visit: Open) -> None:
    page = visit(canned)
    page.focus("[data-settings]")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("ArrowDown")
    assert page.locator("dialog [name=spec]").is_visible()
    inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
    for _ in range(14):
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
    page.focus("dialog [data-example]")
    page.keyboard.press("Enter")
    assert page.locator("dialog [name=spec]").input_value().startswith("openai:")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="hidden")
    assert page.evaluate("document.activeElement.matches('[data-settings]')")
    page.mouse.move(5, 5)
    opened(page)
    page.mouse.click(5, 5)
    page.wait_for_selector("dialog", state="hidden")


# --- pictures, for who wants to look ---


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE])
def test_the_pictures_of_the_dialog(
    canned: str, visit: Open, picture: Path | None, scheme: str, device: dict[str, object]
) -> None:
    if picture is None:
        pytest.skip("set YINZHENG_PICTURE to a path to have pictures made")
    for locale in ("zh-TW", "zh-CN", "en-GB"):
        page = visit(canned, locale=locale, color_scheme=scheme, **device)
        opened(page)
        choose(page, "openai:https://llm.example/v1#m")
        page.locator("dialog [data-agree]").wait_for()
        name = f"settings-{'phone' if device else 'desk'}-{scheme}-{locale}.png"
        page.screenshot(path=picture.with_name(name))
        page.click("dialog [data-halt]")
