"""What a model is told: every word of it belongs to a version, which an answer carries."""

from hashlib import sha256

from index.document import Passage
from index.search import Found
from rag.answer import LANGUAGES, Answer, Language
from rag.generate import Message
from rag.prompt import VERSION, prompt, rewriting
from rag.question import understand

PINNED = {1: "ce6cae2ca086ee415f46609b41ea72ca312dec9fce2892c03111b259afc162fb"}
"""Of each version, what is told: a change of words is a new version and a new line here, the old ones stay."""

QUESTIONS: dict[Language, str] = {
    "zh-Hant": "研發投入是多少?",
    "zh-Hans": "研发投入是多少?",
    "en": "How much was spent on R&D?",
}


def told() -> str:
    """Everything a model reads of an answer and of a follow-up, in the three languages, for passages that stay."""
    texts = ("研發投入211.9億元。", "It was founded in 2014.")
    passages = [Passage("d", 0, len(text), text, heading="一、背景") for text in texts]
    found = [Found(each, "d.txt", "年報", 0.5, 0.5, 1.0, ()) for each in passages]
    messages: list[Message] = []
    for language in LANGUAGES:
        asked = understand(QUESTIONS[language], language=language)
        last = Answer(asked.text, language, "", "211.9億元", False, (), (), (), "reader")
        messages += prompt(asked, found, count=len, context=8000).messages
        messages += rewriting("2022?", [last], language=language)
    return "\0".join(f"{each.role}\0{each.content}" for each in messages)


def test_no_word_changes_without_a_new_version() -> None:
    now = sha256(told().encode()).hexdigest()
    assert PINNED.get(VERSION) == now, f"raise rag.prompt.VERSION, and pin {now} to it"
    assert max(PINNED) == VERSION
