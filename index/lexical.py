"""BM25 over the words of the passages, inside the library's own database (SQLite FTS5).

Two fields: `own` holds a passage's words in its own language, `bridge` the English glosses of its Chinese words.
FTS5's ranking is Okapi BM25 with k1 = 1.2 and b = 0.75 (Robertson & Zaragoza 2009).
"""

import sqlite3
from collections.abc import Sequence
from typing import Literal

from index.words import bridge_terms, own_terms

Field = Literal["own", "bridge"]
FIELDS: tuple[Field, ...] = ("own", "bridge")


def create(connection: sqlite3.Connection) -> None:
    """Create the tables. Our terms are already folded and cut, so the tokenizer only splits at spaces."""
    for field in FIELDS:
        connection.execute(
            f"CREATE VIRTUAL TABLE lexical_{field} USING fts5(terms, "
            """tokenize="ascii tokenchars '.,%:+&''-_/'")"""
        )
        connection.execute(
            f"CREATE VIRTUAL TABLE lexical_{field}_terms USING fts5vocab(lexical_{field}, row)"
        )


def put(connection: sqlite3.Connection, rowid: int, text: str) -> None:
    """Index one passage under its row id."""
    for field, terms in (("own", own_terms(text)), ("bridge", bridge_terms(text))):
        connection.execute(
            f"INSERT INTO lexical_{field} (rowid, terms) VALUES (?, ?)",
            (rowid, " ".join(terms)),
        )


def drop(connection: sqlite3.Connection, rowids: Sequence[int]) -> None:
    """Forget passages."""
    for field in FIELDS:
        connection.executemany(f"DELETE FROM lexical_{field} WHERE rowid = ?", ((r,) for r in rowids))


def purge(connection: sqlite3.Connection) -> None:
    """Take the words of dropped passages out of the file: FTS5 only marks them until it is told to merge."""
    for field in FIELDS:
        connection.execute(f"INSERT INTO lexical_{field} (lexical_{field}) VALUES ('optimize')")


def match(
    connection: sqlite3.Connection, terms: Sequence[str], *, field: Field, limit: int
) -> list[tuple[int, float]]:
    """Return up to `limit` (passage row id, BM25 score above 0), best first; any one term is enough."""
    if not terms:
        return []
    query = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
    rows = connection.execute(
        f"SELECT rowid, -bm25(lexical_{field}) AS score FROM lexical_{field} "
        f"WHERE lexical_{field} MATCH ? ORDER BY score DESC, rowid LIMIT ?",
        (query, limit),
    )
    return [(int(rowid), float(score)) for rowid, score in rows]


def most_frequent(
    connection: sqlite3.Connection, terms: Sequence[str], *, fields: Sequence[Field] = FIELDS
) -> int:
    """Return in how many passages the most common of the terms stands, in any of the fields."""
    counts = (
        connection.execute(f"SELECT doc FROM lexical_{field}_terms WHERE term = ?", (term,)).fetchone()
        for field in fields
        for term in terms
    )
    return max((int(row[0]) for row in counts if row is not None), default=0)
