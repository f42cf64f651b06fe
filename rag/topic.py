"""What a question is about: its times, whom it asks about, what it measures, what it counts. Spans of its own words."""

from dataclasses import dataclass

from index.script import fold
from rag.question import Wants, understand
from rag.topic_chinese import chinese_parts
from rag.topic_english import Span, english_parts
from rag.topic_times import Time, times


@dataclass(frozen=True, slots=True)
class Topic:
    """A whole question and the spans of what it is about, None where it has no such thing.

    `entity` is whom or what it asks about, `measure` what is asked of it, `counted` the things `how many` counts.
    """

    text: str
    folded: str
    chinese: bool
    wants: Wants
    slot: Span
    times: tuple[Time, ...]
    entity: Span | None
    measure: Span | None
    counted: Span | None

    def words(self, span: Span | None) -> str:
        """The words of a span, without the white space around them."""
        return "" if span is None else self.text[span[0] : span[1]].strip()


def topic(question: str, *, title: str = "") -> Topic:
    """Read a whole question; `title` is that of the document that answered it, whose first words help to find a name.

    Raises:
        QuestionError: the question cannot be asked.

    >>> about = topic("2023年螞蟻集團的研發投入是多少?")
    >>> about.words(about.entity), about.words(about.measure)
    ('螞蟻集團', '研發投入')
    >>> about = topic("How many trees has Ant Forest planted?")
    >>> about.words(about.entity), about.words(about.counted)
    ('Ant Forest', 'trees')
    """
    asked = understand(question)
    text, folded = asked.text, fold(asked.text)
    chinese = asked.asked_in != "en"
    found = times(text)
    entity, measure, counted = (
        chinese_parts(text, folded, asked.slot, asked.wants, found, fold(title))
        if chinese
        else english_parts(text)
    )
    return Topic(text, folded, chinese, asked.wants, asked.slot, found, entity, measure, counted)
