"""Every word of the page exists in three languages, each in its own script."""

import json
import re
from string import Formatter

import pytest

from index.script import script_balance
from rag.answer import LANGUAGES, Language
from ui.server import strings_script
from ui.strings import STRINGS, count, known, text

KEYS = sorted(STRINGS["en"])
# Names of the scripts themselves, and the question box that names them, are in their own script.
MIXED = {"placeholder"}


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def test_the_three_languages_have_the_same_keys() -> None:
    assert set(STRINGS) == set(LANGUAGES)
    assert {language: sorted(table) for language, table in STRINGS.items()} == dict.fromkeys(LANGUAGES, KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_the_three_languages_fill_in_the_same_things(key: str) -> None:
    assert len({frozenset(placeholders(STRINGS[language][key])) for language in LANGUAGES}) == 1
    assert all(STRINGS[language][key].strip() for language in LANGUAGES)


@pytest.mark.parametrize("key", sorted(set(KEYS) - MIXED))
def test_each_language_is_in_its_own_script(key: str) -> None:
    assert script_balance(STRINGS["zh-Hant"][key]) >= 0
    assert script_balance(STRINGS["zh-Hans"][key]) <= 0
    assert not re.search("[\u3400-\u9fff]", STRINGS["en"][key])


@pytest.mark.parametrize("key", KEYS)
def test_no_curly_quote_that_a_chinese_face_draws_full_width_stands_in_english(key: str) -> None:
    assert not set("‘’“”") & set(STRINGS["en"][key])


@pytest.mark.parametrize("key", [key for key in KEYS if key.endswith((".one", ".other"))])
def test_what_counts_has_both_forms(key: str) -> None:
    stem = key.rpartition(".")[0]
    assert known(f"{stem}.one") and known(f"{stem}.other")


def test_words_are_filled_in() -> None:
    assert count("en", "documents", 1) == "1 document"
    assert count("en", "documents", 2) == "2 documents"
    assert count("zh-Hans", "documents", 2) == "2 份文档"
    assert text("en", "refusal.year", missing="{x}") == "They give nothing for {x}."


def test_an_unknown_key_is_an_error() -> None:
    assert not known("nothing.of.the.kind")
    with pytest.raises(KeyError):
        text("en", "nothing.of.the.kind")


@pytest.mark.parametrize("code", ["empty", "too_long", "symbols", "language", "unexpected"])
def test_every_code_of_a_question_that_cannot_be_asked_has_words(code: str) -> None:
    assert known(f"error.{code}")


def test_the_page_gets_the_same_words_as_a_script() -> None:
    script = strings_script()
    words: dict[Language, dict[str, str]] = json.loads(
        script.removeprefix("window.yinzhengStrings = ").rstrip(";\n")
    )
    assert words == {language: dict(table) for language, table in STRINGS.items()}
