"""The one composition: question → passages → reading → cited answer, as a stream of events."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.library import Library
from index.search import Found, search, term_share
from rag.answer import Answer, Answered, Event, Hit, Language, Searched
from rag.cite import answer, hit
from rag.followup import conversation_script, understand_followup
from rag.question import clean, understand
from rag.read import read
from rag.rerank import POOL, Reranker
from rag.spans import span_reader

READER = "reader"


class Pipeline:
    """Answers questions from one library. Threads may share it."""

    def __init__(self, library: Library, *, top_k: int = 5, reranker: Reranker | None = None) -> None:
        self.library = library
        self.top_k = top_k
        self.reranker = reranker
        self._reader = span_reader()

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
    ) -> Iterator[Event]:
        """Answer a question step by step: `Searched`, then `Answered`."""
        whole = understand_followup(question, history)
        asked = understand(
            whole.text, language=language or whole.language, neutral=conversation_script(history)
        )
        as_asked = clean(question)
        started = time.perf_counter()
        passages = self._find(asked.text, k=self.top_k)
        found = time.perf_counter()
        yield Searched(tuple(map(hit, passages)))
        judged = self._reader.read(asked, [(each.title, each.passage.text) for each in passages])
        reading = read(asked, passages, judged, share=term_share(self.library))
        answered = answer(asked, reading, passages, answerer=READER)
        seconds = {"retrieve": round(found - started, 4), "answer": round(time.perf_counter() - found, 4)}
        understood = None if asked.text == as_asked else asked.text
        yield Answered(replace(answered, question=as_asked, understood=understood, seconds=seconds))

    def _find(self, question: str, *, k: int) -> tuple[Found, ...]:
        if self.reranker is None:
            return search(self.library, question, k=k)
        return self.reranker.rerank(question, search(self.library, question, k=max(k, POOL)), k=k)
