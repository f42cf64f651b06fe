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
from rag.several import questions_in, together
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
        """Answer a question step by step: `Searched`, then `Answered`; several questions at once one after another."""
        started = time.perf_counter()
        parts = questions_in(clean(question))
        answers: list[Answer] = []
        for part in parts:
            first = 1 + sum(len(each.citations) for each in answers)
            told = (*history, *answers)
            for event in self._stream(part, language=language, history=told, first=first):
                if isinstance(event, Answered):
                    answers.append(event.answer)
                else:
                    yield event
        whole = answers[0] if len(answers) == 1 else together(clean(question), answers)
        total = round(time.perf_counter() - started, 4)
        retrieve = round(sum(each.seconds["retrieve"] for each in answers), 4)
        yield Answered(replace(whole, seconds={"retrieve": retrieve, "answer": round(total - retrieve, 4)}))

    def _stream(
        self, question: str, *, language: Language | None, history: Sequence[Answer], first: int
    ) -> Iterator[Event]:
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
        answered = answer(asked, reading, passages, answerer=READER, first=first)
        understood = None if asked.text == as_asked else asked.text
        seconds = {"retrieve": found - started}
        yield Answered(replace(answered, question=as_asked, understood=understood, seconds=seconds))

    def _find(self, question: str, *, k: int) -> tuple[Found, ...]:
        if self.reranker is None:
            return search(self.library, question, k=k)
        return self.reranker.rerank(question, search(self.library, question, k=max(k, POOL)), k=k)
