"""Dense and lexical search over one library, fused into one ranking of passages."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import lexical
from index.bridge import concepts, translations
from index.document import BlockKind, Passage
from index.library import Library
from index.script import convert, is_han
from index.words import bridge_of, han_query

# The share of the cosine in the fused score, and the weight of Chinese characters beside concepts. Chosen on XQuAD, in
# every pair of languages and over a library of both: 0.7 to 0.8 differ by a point; rank fusion, standard scores and the
# root of BM25 were no better. Much more weight for characters would hide English passages from Chinese questions.
DENSE_WEIGHT = 0.75
HAN_WEIGHT = 0.25
POOL = 100
NEXT_TO_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found. `score` is fused, in [0, 1]; `cosine` in [-1, 1]; `bm25` at least 0, unbounded.

    `windows` are the spans of the passage that were embedded, (start, end, cosine), its clauses among them.
    """

    passage: Passage
    source: str
    title: str
    score: float
    cosine: float
    bm25: float
    windows: tuple[tuple[int, int, float], ...]


def search(library: Library, question: str, *, k: int = 5) -> tuple[Found, ...]:
    """Return the `k` passages nearest to the question, best first.

    The fused score is a weighted sum of the passage's cosine and its BM25 relative to the best
    BM25 of this question (convex combination, Bruch et al. 2023).

    Raises:
        LibraryMismatch: the library was built by another encoder or version.
    """
    with library.snapshot() as connection:
        query = library.embedder.embed_queries([question])[0]
        bm25 = _lexical(connection, question, limit=max(k, POOL))
        nearest = [window for window, _ in library.vector_index().search(query, 4 * max(k, POOL))]
        windows = _windows(connection, _passages_of(connection, nearest) | bm25.keys(), query)
        best = max(bm25.values(), default=0.0) or 1.0
        fused = {
            rowid: DENSE_WEIGHT * max(0.0, _cosine(spans)) + (1 - DENSE_WEIGHT) * bm25.get(rowid, 0.0) / best
            for rowid, spans in windows.items()
        }
        ranked = sorted(fused, key=lambda rowid: (-fused[rowid], rowid))[:k]
        return tuple(
            _found(connection, rowid, windows[rowid], score=fused[rowid], bm25=bm25.get(rowid, 0.0))
            for rowid in ranked
        )


Windows = tuple[tuple[int, int, float], ...]


def _cosine(windows: Windows) -> float:
    """Give a passage the mean of its whole cosine and its nearest clause's.

    On XQuAD paragraphs the mean ranks better than either and than the larger of both, in every pair of languages.
    """
    whole, *parts = (cosine for *_, cosine in windows)
    return (whole + max(parts)) / 2 if parts else whole


def _passages_of(connection: sqlite3.Connection, vectors: Sequence[int]) -> set[int]:
    marks = ",".join("?" * len(vectors))
    rows = connection.execute(f"SELECT DISTINCT passage FROM vectors WHERE id IN ({marks})", vectors)
    return {row[0] for row in rows}


def _windows(
    connection: sqlite3.Connection, passages: Iterable[int], query: NDArray[np.float32]
) -> dict[int, Windows]:
    """Measure every window of some passages against the query; a passage's first window is all of it."""
    measured = {}
    for passage in passages:
        rows = connection.execute(
            "SELECT start, end, vector FROM vectors WHERE passage = ? ORDER BY id", (passage,)
        ).fetchall()
        vectors = np.frombuffer(b"".join(row[2] for row in rows), dtype="<f4").reshape(len(rows), -1)
        cosines = (vectors @ query).tolist()
        measured[passage] = tuple((row[0], row[1], c) for row, c in zip(rows, cosines, strict=True))
    return measured


def _lexical(connection: sqlite3.Connection, question: str, *, limit: int) -> dict[int, float]:
    """Add up BM25 over what the question's words mean in either language, and over its Chinese characters."""
    scores = dict(lexical.match_concepts(connection, concepts(question), field="words", limit=limit))
    for rowid, score in lexical.match(connection, han_query(question), field="han", limit=limit):
        scores[rowid] = scores.get(rowid, 0.0) + HAN_WEIGHT * score
    return scores


def _found(
    connection: sqlite3.Connection, rowid: int, windows: Windows, *, score: float, bm25: float
) -> Found:
    document, start, end, kind, heading, page, text, source, title = connection.execute(
        "SELECT p.document, p.start, p.end, p.kind, p.heading, p.page, substr(d.text, p.start + 1, p.end - p.start), "
        "d.source, d.title FROM passages p JOIN documents d ON d.id = p.document WHERE p.id = ?",
        (rowid,),
    ).fetchone()
    passage = Passage(document, start, end, text, BlockKind(kind), heading, page)
    return Found(passage, source, title, round(min(1.0, score), 4), _cosine(windows), bm25, windows)


def term_share(library: Library) -> Callable[[Sequence[str]], float]:
    """Return a function that gives the part of all passages, in [0, 1], that hold an index term.

    Of several terms, and of what the dictionary translates them by, the most common counts. What stands only outside
    the passages, in a headline or a footer, gives next to nothing, but not nothing.
    """
    with library.snapshot() as connection:
        total = connection.execute("SELECT count(*) FROM passages").fetchone()[0] or 1

    def share(terms: Sequence[str]) -> float:
        translated = [other for term in terms for other in _glosses(term)]
        with library.snapshot() as connection:
            found = max(
                lexical.most_frequent(connection, terms),
                lexical.most_frequent(connection, translated, fields=("words",)),
            )
            return found / total if found else NEXT_TO_NOTHING * _mentions(connection, terms)

    return share


def _glosses(term: str) -> tuple[str, ...]:
    """Return what the dictionary gives for a term: a Chinese word's first gloss, the words an English one glosses."""
    if is_han(term[:1] or " "):
        return bridge_of(term)[:1]
    return tuple(other.term for other in translations(term) if term in bridge_of(other.term))


def _mentions(connection: sqlite3.Connection, terms: Sequence[str]) -> bool:
    """Does any document have one of the terms anywhere, in either script?"""
    spelled = {form for term in terms for form in (term, convert(term, "zh-Hant"))}
    return any(
        connection.execute("SELECT 1 FROM documents WHERE instr(lower(text), ?) LIMIT 1", (form,)).fetchone()
        for form in spelled
        if len(form) > 1
    )
