"""The page with a language model behind it: what it writes is seen as it comes, checked, and can be stopped."""

from collections.abc import Callable
from typing import Any

from ui.strings import STRINGS

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


def test_what_a_model_wrote_in_vain_is_folded_below_the_readers_answer(
    fluent: str, visit: Open, chat_server: Any
) -> None:
    chat_server.says = ["研發投入為119.2億元[1]。"]
    page = visit(fluent)
    ask(page, QUESTION)
    page.locator(".withheld").wait_for()
    assert page.locator(".short strong").inner_text() == "211.9億元"
    assert "離線閱讀" in page.locator(".note").inner_text()
    assert page.locator(".answer del").count() == 0
    assert not page.locator(".withheld del").is_visible()
    page.locator(".withheld summary").click()
    assert page.locator(".withheld del").inner_text() == "研發投入為119.2億元。"
    assert "119.2億元" in page.locator(".withheld .doubt").inner_text()


def test_a_list_is_seen_as_a_list(fluent: str, visit: Open, chat_server: Any) -> None:
    chat_server.says = [
        "重點如下:\n\n",
        "1. 螞蟻集團2023年**研發投入**達到211.9億元[1]。\n",
        "2. **研發投入**為119.2億元[1]。\n",
        "3. 螞蟻連續3年研發投入創新高[1]。\n",
    ]
    page = visit(fluent)
    ask(page, QUESTION)
    page.locator(".answer ol.items li").nth(2).wait_for()
    page.locator(".short").wait_for()
    items = page.locator(".answer ol.items li")
    assert [items.nth(n).get_attribute("value") for n in range(items.count())] == ["1", "2", "3"]
    assert items.nth(1).locator("del").inner_text() == "研發投入為119.2億元。"
    style = "node => getComputedStyle(node).listStyleType"
    assert page.locator(".answer ol.items").evaluate(style) == "decimal"
    assert items.first.evaluate("node => getComputedStyle(node).display") == "list-item"


def test_the_answer_before_stays_while_the_next_is_written(
    fluent: str, visit: Open, chat_server: Any
) -> None:
    chat_server.first = [["螞蟻集團2023年研發投入達到211.9億元[1]。"]]
    chat_server.says, chat_server.pause, chat_server.endless = ["井賢棟"], 0.1, True
    page = visit(fluent)
    ask(page, f"{QUESTION}董事長是誰?")
    page.locator(".writing").get_by_text("井賢棟").first.wait_for()
    assert [part.inner_text() for part in page.locator(".part").all()] == [QUESTION, "董事長是誰?"]
    assert "211.9億元" in page.locator(".answer blockquote").first.inner_text()
    page.locator(".seal").first.click()
    page.locator("#source mark.lit").first.wait_for()
    page.locator("[data-stop]").click()
    page.locator(".problem").wait_for()
    assert "211.9億元" in page.locator(".answer blockquote").first.inner_text()


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


def test_stop_ends_a_model_that_reads_a_follow_up(fluent: str, visit: Open, chat_server: Any) -> None:
    chat_server.first = [["螞蟻集團2023年研發投入達到211.9億元[1]。"]]
    chat_server.says, chat_server.pause, chat_server.endless = ["它"], 0.1, True
    page = visit(fluent)
    ask(page, QUESTION)
    page.locator(".answer blockquote").wait_for()
    ask(page, "那是為什麼增長的?")
    page.get_by_text(STRINGS["en"]["stage.rewriting"]).wait_for()
    assert chat_server.talking == 1
    page.locator("[data-stop]").click()
    page.locator(".problem").wait_for()
    page.wait_for_timeout(1000)
    assert chat_server.talking == 0


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
