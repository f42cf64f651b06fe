"""The one composition: question → passages → reading → cited answer, as a stream of events."""

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from index.library import Library
from index.search import Found, search, term_share
from rag.answer import Answer, Answered, Event, Hit, Language, Said, Searched
from rag.cite import answer, hit
from rag.fluent import Writer, write
from rag.followup import conversation_script, understand_followup
from rag.question import clean, understand
from rag.read import read
from rag.rerank import POOL, Reranker
from rag.rewrite import rewritten
from rag.several import questions_in, together
from rag.spans import span_reader

READER, RULES = "reader", "rules"


class Pipeline:
    """Answers questions from one library. Threads may share it."""

    def __init__(
        self,
        library: Library,
        *,
        top_k: int = 5,
        reranker: Reranker | None = None,
        writer: Writer | None = None,
    ) -> None:
        """Compose the steps; with a `writer` a language model answers, without one the offline reader does.

        The writer may be changed at any time: an answer ends with the one it began with.
        """
        self.library = library
        self.top_k = top_k
        self.reranker = reranker
        self.writer = writer
        self._reader = span_reader()

    @property
    def model(self) -> str | None:
        """The language model that writes the answers, None where the offline reader does."""
        return None if self.writer is None else self.writer.generator.name

    @property
    def sends_to(self) -> str | None:
        """The host that questions and passages are sent to, None where they stay on this machine."""
        return None if self.writer is None else self.writer.generator.sends_to

    def search(self, question: str, *, k: int | None = None) -> tuple[Hit, ...]:
        """Return the `k` passages nearest to a question, best first.

        Raises:
            QuestionError: the question cannot be asked.
        """
        asked = understand(question)
        return tuple(map(hit, self._find(asked.text, k=k or self.top_k)))

    def ask(
        self, question: str, *, language: Language | None = None, history: Sequence[Answer] = ()
    ) -> Answer:
        """Answer a question, in its own language and script unless another is named.

        `history` are the answers of the conversation so far, oldest first: a question that leans on them is made
        whole, and the answer says how it was understood.

        Raises:
            QuestionError: the question cannot be asked.
        """
        for event in self.stream(question, language=language, history=history):
            if isinstance(event, Answered):
                return event.answer
        raise AssertionError("a stream ends with Answered")

    def stream(
        self, question: str, *, language: Language | None = None, history: Sequence[Answer] = ()
    ) -> Generator[Event, None, None]:
        """Answer a question step by step.

        `Rewriting` while a model reads a follow-up, `Searched`, `Writing` and `Said` while it writes, then `Answered`.
        Several questions at once are answered one after another; what is `Said` then has the answers before it, too.
        Closing the iterator stops a model that is writing.
        """
        started = time.perf_counter()
        writer = self.writer
        parts = questions_in(clean(question))
        answers: list[Answer] = []
        for part in parts:
            first = 1 + sum(len(each.citations) for each in answers)
            told = (*history, *answers)
            one = self._stream(part, language=language, history=told, first=first, writer=writer)
            with closing(one) as events:
                for event in events:
                    if isinstance(event, Answered):
                        answers.append(event.answer)
                    elif isinstance(event, Said) and len(parts) > 1:
                        yield Said(together(clean(question), [*answers, event.draft]))
                    else:
                        yield event
        whole = answers[0] if len(answers) == 1 else together(clean(question), answers)
        total = round(time.perf_counter() - started, 4)
        steps = dict.fromkeys(step for each in answers for step in each.seconds)
        spent = {step: round(sum(each.seconds.get(step, 0.0) for each in answers), 4) for step in steps}
        spent["answer"] = round(total - sum(spent.values()), 4)
        yield Answered(replace(whole, seconds=spent))

    def _stream(
        self,
        question: str,
        *,
        language: Language | None,
        history: Sequence[Answer],
        first: int,
        writer: Writer | None,
    ) -> Generator[Event, None, None]:
        whole = understand_followup(question, history)
        text, by = whole.text, RULES
        if writer is not None and history and whole.language is None:
            model, seconds = writer.generator, writer.seconds
            if made := (yield from rewritten(question, history, model, seconds=seconds)):
                text, by = made, f"llm:{model.name}"
        asked = understand(text, language=language or whole.language, neutral=conversation_script(history))
        as_asked = clean(question)
        started = time.perf_counter()
        passages = self._find(asked.text, k=self.top_k)
        found = time.perf_counter()
        yield Searched(tuple(map(hit, passages)))
        judged = self._reader.read(asked, [(each.title, each.passage.text) for each in passages])
        reading = read(asked, passages, judged, share=term_share(self.library))
        offline = replace(
            answer(asked, reading, passages, answerer=READER, first=first),
            question=as_asked,
            understood=None if asked.text == as_asked else asked.text,
            understood_by=None if asked.text == as_asked else by,
            seconds={"retrieve": found - started},
        )
        if writer is None or not passages:
            yield Answered(offline)
        else:
            yield from write(asked, passages, offline, writer=writer, first=first)

    def _find(self, question: str, *, k: int) -> tuple[Found, ...]:
        if self.reranker is None:
            return search(self.library, question, k=k)
        return self.reranker.rerank(question, search(self.library, question, k=max(k, POOL)), k=k)
