"""BM25 over the words of the passages, inside the library's own database (SQLite FTS5).

Two fields: `words` holds a passage's words, looked up by concepts; `han` its Chinese words, characters and pairs of
characters, which find what two segmentations cut differently. `match` is FTS5's ranking, Okapi BM25 with k1 = 1.2 and
b = 0.75 (Robertson & Zaragoza 2009); `match_concepts` is the same formula over the expected frequencies of concepts.
"""

import json
import sqlite3
from collections.abc import Sequence
from math import log
from typing import Literal

from index.bridge import Concept, passage_words
from index.words import han_terms

Field = Literal["words", "han"]
FIELDS: tuple[Field, ...] = ("words", "han")
K1, B = 1.2, 0.75


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
        connection.execute(
            f"CREATE VIRTUAL TABLE lexical_{field}_places USING fts5vocab(lexical_{field}, instance)"
        )
        connection.execute(
            f"CREATE TABLE lexical_{field}_lengths (passage INTEGER PRIMARY KEY, terms INTEGER NOT NULL)"
        )


def reset(connection: sqlite3.Connection) -> None:
    """Drop the tables, of whatever version, and create them anew."""
    # Vocabularies before the indexes they read; an index takes its own shadow tables with it.
    made = connection.execute(
        "SELECT name FROM sqlite_master WHERE name LIKE 'lexical_%' AND type = 'table' AND "
        "(sql LIKE 'CREATE VIRTUAL TABLE%' OR name GLOB '*_lengths') ORDER BY sql NOT LIKE '%fts5vocab%'"
    ).fetchall()
    for (name,) in made:
        connection.execute(f"DROP TABLE {name}")
    create(connection)


def put(connection: sqlite3.Connection, rowid: int, text: str) -> None:
    """Index one passage under its row id."""
    for field, terms in (("words", passage_words(text)), ("han", han_terms(text))):
        connection.execute(
            f"INSERT INTO lexical_{field} (rowid, terms) VALUES (?, ?)",
            (rowid, " ".join(terms)),
        )
        connection.execute(f"INSERT INTO lexical_{field}_lengths VALUES (?, ?)", (rowid, len(terms)))


def drop(connection: sqlite3.Connection, rowids: Sequence[int]) -> None:
    """Forget passages."""
    for field in FIELDS:
        connection.executemany(f"DELETE FROM lexical_{field} WHERE rowid = ?", ((r,) for r in rowids))
        connection.executemany(
            f"DELETE FROM lexical_{field}_lengths WHERE passage = ?", ((r,) for r in rowids)
        )


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


def match_concepts(
    connection: sqlite3.Connection, concepts: Sequence[Concept], *, field: Field, limit: int
) -> list[tuple[int, float]]:
    """Return up to `limit` (passage row id, BM25 score above 0), best first.

    A concept stands in a passage as often as expected: the sum over its terms of their frequency there times their
    probability. It stands in as many passages as the sum of those, each at most 1.
    """
    asked = [(place, term, p) for place, concept in enumerate(concepts) for term, p in concept.items()]
    if not asked:
        return []
    count, mean = connection.execute(f"SELECT count(*), avg(terms) FROM lexical_{field}_lengths").fetchone()
    rows = connection.execute(
        # One value, however long the question: SQLite takes a limited number of them.
        "WITH asked (concept, term, probability) AS "
        "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') "
        "FROM json_each(?)) "
        "SELECT concept, doc, sum(probability), min(length.terms) "
        f"FROM asked CROSS JOIN lexical_{field}_places AS place ON place.term = asked.term "
        f"JOIN lexical_{field}_lengths AS length ON length.passage = doc GROUP BY concept, doc",
        (json.dumps(asked),),
    ).fetchall()
    holding = [0.0] * len(concepts)
    for concept, _, frequency, _ in rows:
        holding[concept] += min(1.0, frequency)
    weight = [max(log((count - held + 0.5) / (held + 0.5)), 1e-6) for held in holding]
    scores: dict[int, float] = {}
    for concept, passage, frequency, length in rows:
        part = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / mean))
        scores[passage] = scores.get(passage, 0.0) + weight[concept] * part
    return sorted(scores.items(), key=lambda found: (-found[1], found[0]))[:limit]


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
