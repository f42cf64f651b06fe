"""Dense and lexical search over one library, fused into one ranking of passages."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import lexical
from index.document import BlockKind, Passage
from index.library import Library
from index.words import Kind, bridge_of, query_terms, tokens

# Chosen on XQuAD (benchmarks/retrieval): the share of the cosine in the fused score.
DENSE_WEIGHT = 0.5
BRIDGE_WEIGHT = 1.0
POOL = 100


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

    The fused score is a weighted sum of the cosine of the passage's nearest window and its BM25 relative to the best
    BM25 of this question (convex combination, Bruch et al. 2023).

    Raises:
        LibraryMismatch: the library was built by another encoder or version.
    """
    query = library.embedder.embed_queries([question])[0]
    with library.snapshot() as connection:
        cosines = _by_passage(connection, library.vector_index().search(query, 4 * max(k, POOL)))
        bm25 = _lexical(connection, question, limit=max(k, POOL))
        best = max(bm25.values(), default=0.0) or 1.0
        # A passage only the words found has a cosine no better than the last one the vectors found.
        floor = min(cosines.values(), default=0.0)
        fused = {
            rowid: DENSE_WEIGHT * max(0.0, cosines.get(rowid, floor))
            + (1 - DENSE_WEIGHT) * bm25.get(rowid, 0.0) / best
            for rowid in cosines.keys() | bm25.keys()
        }
        ranked = sorted(fused, key=lambda rowid: (-fused[rowid], rowid))[:k]
        return tuple(
            _found(connection, rowid, query, score=fused[rowid], bm25=bm25.get(rowid, 0.0))
            for rowid in ranked
        )


def _by_passage(connection: sqlite3.Connection, nearest: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Give each passage the cosine of its best window."""
    marks = ",".join("?" * len(nearest))
    rows = connection.execute(
        f"SELECT id, passage FROM vectors WHERE id IN ({marks})",
        [window for window, _ in nearest],
    )
    passage_of = dict(rows.fetchall())
    best: dict[int, float] = {}
    for window, cosine in nearest:
        if window in passage_of:
            best.setdefault(passage_of[window], cosine)
    return best


def _lexical(connection: sqlite3.Connection, question: str, *, limit: int) -> dict[int, float]:
    """Add up BM25 over the question's own words and over the bridge between the languages.

    English stems look among the glosses of Chinese passages; the glosses of Chinese words look among English ones.
    """
    own = query_terms(question)
    words = tokens(question)
    glosses = [g for token in words if token.kind is Kind.HAN for g in bridge_of(token.text)]
    english = [token.stem for token in words if token.kind is Kind.WORD and token.stem in own]
    scores: dict[int, float] = {}
    for rowid, score in lexical.match(connection, own, field="own", limit=limit):
        scores[rowid] = scores.get(rowid, 0.0) + score
    across = lexical.match(connection, english, field="bridge", limit=limit) + lexical.match(
        connection, list(dict.fromkeys(glosses)), field="own", limit=limit
    )
    for rowid, score in across:
        scores[rowid] = scores.get(rowid, 0.0) + BRIDGE_WEIGHT * score
    return scores


def _found(
    connection: sqlite3.Connection, rowid: int, query: NDArray[np.float32], *, score: float, bm25: float
) -> Found:
    document, start, end, kind, heading, page, text, source, title = connection.execute(
        "SELECT p.document, p.start, p.end, p.kind, p.heading, p.page, substr(d.text, p.start + 1, p.end - p.start), "
        "d.source, d.title FROM passages p JOIN documents d ON d.id = p.document WHERE p.id = ?",
        (rowid,),
    ).fetchone()
    windows = tuple(
        (at, to, float(np.frombuffer(vector, dtype="<f4") @ query))
        for at, to, vector in connection.execute(
            "SELECT start, end, vector FROM vectors WHERE passage = ? ORDER BY id", (rowid,)
        )
    )
    passage = Passage(document, start, end, text, BlockKind(kind), heading, page)
    cosine = max(cosine for *_, cosine in windows)
    return Found(passage, source, title, round(min(1.0, score), 4), cosine, bm25, windows)


def term_share(library: Library) -> Callable[[Sequence[str]], float]:
    """Return a function that gives the part of all passages, in [0, 1], that hold an index term.

    Of several terms the most common counts; a Chinese term counts with its English glosses, and the other way.
    """
    with library.snapshot() as connection:
        total = connection.execute("SELECT count(*) FROM passages").fetchone()[0] or 1

    def share(terms: Sequence[str]) -> float:
        with library.snapshot() as connection:
            return lexical.most_frequent(connection, terms) / total

    return share
