"""The page with a language model behind it: what it writes is seen as it comes, checked, and can be stopped."""

from collections.abc import Callable
from typing import Any

Open = Callable[..., Any]

BOX = "#box textarea"
QUESTION = "2023年螞蟻集團的研發投入是多少?"


def ask(page: Any, question: str) -> None:
    page.fill(BOX, question)
    page.press(BOX, "Enter")


def test_a_model_writes_and_what_does_not_hold_is_struck_out(
    fluent: str, visit: Open, chat_server: Any
) -> None:
    chat_server.says = ["螞蟻集團2023年研發投入達到211.9億元[1]。", "研發投入為119.2億元[1]。"]
    page = visit(fluent)
    assert page.locator(".offline").inner_text() == "scripted"
    ask(page, QUESTION)
    page.locator(".answer del").wait_for()
    assert page.locator(".answer del").inner_text() == "研發投入為119.2億元。"
    assert "211.9億元" in page.locator(".answer .short, .answer .claim").first.inner_text()
    assert "211.9億元" in page.locator(".answer blockquote").first.inner_text()
    page.locator(".seal").first.click()
    page.locator("#source mark.lit").first.wait_for()


def test_stop_ends_the_model_within_a_second(fluent: str, visit: Open, chat_server: Any) -> None:
    chat_server.says, chat_server.pause, chat_server.endless = ["螞蟻", "集團"], 0.1, True
    page = visit(fluent)
    ask(page, QUESTION)
    page.locator(".writing").wait_for()
    assert chat_server.talking == 1
    page.locator("[data-stop]").click()
    page.locator(".problem").wait_for()
    page.wait_for_timeout(1000)
    assert chat_server.talking == 0
    chat_server.says, chat_server.endless = ["螞蟻集團2023年研發投入達到211.9億元[1]。"], False
    ask(page, QUESTION)
    page.locator(".answer blockquote").wait_for()


def test_a_closed_tab_ends_the_model(fluent: str, visit: Open, chat_server: Any) -> None:
    chat_server.says, chat_server.pause, chat_server.endless = ["螞蟻", "集團"], 0.1, True
    page = visit(fluent)
    ask(page, QUESTION)
    page.locator(".writing").wait_for()
    page.close()
    for _ in range(30):
        if chat_server.talking == 0:
            break
        chat_server.leaving.wait(0.1)
    assert chat_server.talking == 0
