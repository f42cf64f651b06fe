"""A follow-up made whole by the language model, where there is one; what it makes up is not taken."""

import re
import threading
from collections.abc import Generator as Steps
from collections.abc import Sequence
from contextlib import closing

from index.errors import GeneratorError, QuestionError
from index.script import fold
from rag.answer import Answer, Event, Rewriting
from rag.figures import find_figures, uncarried
from rag.followup import LONGEST
from rag.generate import Generator
from rag.prompt import rewriting
from rag.question import clean, detect_language
from rag.several import asks

SECONDS = 30.0
"""The time a model has for it, where it has no less for its answer."""

# What points back to what was said, at the beginning of a question or in it.
_LEANS = re.compile(
    r"^(?:那|这|还有|为什么[?？]?$|然后|and\b|what about|how about|why\b)|[它他她]们?|该(?!公司)|此|"
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|ones?)\b",
    re.IGNORECASE,
)
_QUOTED = "「」『』“”\"' \n"


def rewritten(
    question: str, history: Sequence[Answer], generator: Generator, *, seconds: float = SECONDS
) -> Steps[Event, None, str | None]:
    """Ask the model to make a question that leans on the conversation whole; closing the steps stops it.

    Returns:
        The question, or None where it leans on nothing, or the model fails, asks nothing, changes the language, or
        brings in a figure or year that neither the question nor the conversation has.
    """
    asked = clean(question)
    if not _LEANS.search(fold(asked)):
        return None
    language = detect_language(asked)
    stop = threading.Event()
    said = ""
    try:
        messages = rewriting(asked, history, language=language)
        with closing(generator.stream(messages, stop=stop, seconds=min(seconds, SECONDS))) as pieces:
            for piece in pieces:
                said += piece
                yield Rewriting()
                if len(said) > 2 * LONGEST or "\n" in said.strip():
                    break
        whole = clean(said.strip().split("\n")[0].strip(_QUOTED))
        same = (detect_language(whole) == "en") == (language == "en")
    except (GeneratorError, QuestionError):
        return None
    finally:
        stop.set()
    told = " ".join([asked, *(f"{each.understood or each.question} {each.text}" for each in history)])
    invented = uncarried(find_figures(whole), find_figures(told))
    return whole if asks(whole) and same and len(whole) <= LONGEST and not invented else None
