"""What a document becomes in the database: its row, its passages, their words and their vectors."""

import json
import sqlite3
from dataclasses import asdict

from index import lexical
from index.chunk import chunk
from index.document import BYLINE_TELLS, BlockKind, Document, Passage
from index.embed import Embedder
from index.sentences import clauses
from index.store import DOCUMENTS


def insert(
    connection: sqlite3.Connection, document: Document, embedder: Embedder, *, path: str, added: str
) -> None:
    """Store a document and all that is searched of it. `path` is where its file is, `added` is ISO 8601."""
    blocks = json.dumps([[b.kind.value, b.start, b.end, b.page] for b in document.blocks])
    connection.execute(
        "INSERT INTO documents VALUES (:id, :source, :path, :title, :byline, :published, :text, :blocks, :added)",
        {**asdict(document), "blocks": blocks, "path": path, "added": added},
    )
    windows: list[tuple[int | None, int, int, str]] = []
    for passage in chunk(document):
        rowid = connection.execute(
            "INSERT INTO passages (document, start, end, kind, heading, page) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (document.id, passage.start, passage.end, passage.kind.value, passage.heading, passage.page),
        ).fetchone()[0]
        tells = f" {BYLINE_TELLS}" if passage.kind is BlockKind.BYLINE else ""
        lexical.put(connection, rowid, passage.text + tells)
        windows += [(rowid, start, end, passage.text[start:end]) for start, end in _windows(passage)]
    vectors = embedder.embed_passages([text for *_, text in windows])
    connection.executemany(
        "INSERT INTO vectors (passage, start, end, vector) VALUES (?, ?, ?, ?)",
        ((*window[:3], v.astype("<f4").tobytes()) for window, v in zip(windows, vectors, strict=True)),
    )


def drop(connection: sqlite3.Connection, *identities: str) -> None:
    """Remove documents and all that was searched of them."""
    for identity in identities:
        rows = connection.execute("SELECT id FROM passages WHERE document = ?", (identity,)).fetchall()
        lexical.drop(connection, [row[0] for row in rows])
        connection.execute("DELETE FROM documents WHERE id = ?", (identity,))


def give_paths(connection: sqlite3.Connection) -> None:
    """Give the documents of a library of layout 1 their paths; it told them apart by their sources as given.

    What was searched of them goes: it is to be made anew.
    """
    if any(row[1] == "path" for row in connection.execute("PRAGMA table_info(documents)")):
        return
    rows = connection.execute("SELECT id FROM passages").fetchall()
    lexical.drop(connection, [row[0] for row in rows])
    connection.execute("DELETE FROM passages")
    connection.execute(DOCUMENTS.format("documents_with_paths"))
    connection.execute(
        "INSERT INTO documents_with_paths SELECT id, source, source, title, byline, published, text, blocks, added "
        "FROM documents ORDER BY rowid"
    )
    connection.execute("DROP TABLE documents")
    connection.execute("ALTER TABLE documents_with_paths RENAME TO documents")


def _windows(passage: Passage) -> list[tuple[int, int]]:
    """Return the spans embedded for a passage: all of it, and each of its clauses.

    A question is about a sentence more often than about a paragraph; the best of all stands for the passage.
    """
    parts = list(clauses(passage.text))
    return [(0, len(passage.text)), *(parts if len(parts) > 1 else [])]
