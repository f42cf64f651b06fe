"""A question that leans on the ones before it, made whole: with words of the conversation alone, or left as it is.

Two shapes are understood. A fragment names what changes (那2022年呢, and its revenue?) and takes the place of what is
like it in the last question. A question with a pronoun (它是哪一年開始的?, how many of them are women?) gets what the
pronoun stands for. What is whole is never touched, and neither is what could be read in two ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import QuestionError
from index.script import fold, is_han
from rag import followup_fragment, followup_pronoun, followup_question_word
from rag.answer import Answer, Language
from rag.followup_language import asked_language
from rag.question import clean, detect_language
from rag.topic import Topic, topic

LONGEST = 200
"""Characters: a longer question says what it asks, and one so long is nothing a few words lean on."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as the conversation makes it: whole, and the language to answer in where its words do not tell."""

    text: str
    language: Language | None = None


def understand_followup(question: str, history: Sequence[Answer]) -> Understood:
    """Make a question whole from the answers before it, oldest first; without any, it stays as it is.

    Raises:
        QuestionError: nothing can be asked, or too much.
    """
    asked = clean(question)
    last = _leaned_on(history)
    if last is None:
        return Understood(asked)
    if max(len(asked), len(last.understood or last.question)) > LONGEST:
        return Understood(asked)
    neutral = conversation_script(history)
    rest, language = asked_language(asked, chinese=neutral)
    if not rest:
        return Understood(last.understood or last.question, language)
    try:
        about = topic(
            last.understood or last.question, title=last.citations[0].title if last.citations else ""
        )
        whole = _whole(rest, about, last)
        if whole is None:
            return Understood(rest, language)
        detect_language(whole)
    except QuestionError:
        return Understood(asked)
    return Understood(whole, language or _spoken(rest, last, neutral))


def conversation_script(history: Sequence[Answer]) -> Language:
    """The script of the last Chinese answer, Traditional where there is none."""
    return next((said.language for said in reversed(history) if said.language != "en"), "zh-Hant")


def _whole(asked: str, about: Topic, last: Answer) -> str | None:
    for make in (
        followup_question_word.made_whole,
        followup_fragment.made_whole,
        followup_pronoun.made_whole,
    ):
        whole = make(asked, about, last)
        if whole is not None:
            return whole
    return None


def _leaned_on(history: Sequence[Answer]) -> Answer | None:
    """The last answer to a question that is whole, or was made so."""
    for said in reversed(history):
        if said.understood is not None or not followup_fragment.is_fragment(said.question):
            return said
    return None


def _spoken(asked: str, last: Answer, neutral: Language) -> Language:
    """The language of a follow-up: a bare year speaks that of the conversation, one with a 呢 Chinese."""
    if not any(c.isalpha() for c in asked):
        return last.language
    if any(map(is_han, asked)) and fold(asked).rstrip(" ?？。!！").endswith(("呢", "吗")):
        asked = "".join(filter(is_han, asked))
    return detect_language(asked, neutral=neutral)
