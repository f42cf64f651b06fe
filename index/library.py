"""The durable library: documents in, passages out, and nothing lost in between.

On disk, in one folder: `library.db` (SQLite, WAL, synchronous=FULL) is the truth: documents, passages, vectors,
lexical index and manifest. `vectors-N.faiss` is derived from it: generation N's vector index, its sha256 in the
manifest; one that does not match is made again, never trusted. One writer at a time (`write.lock` names it), any
number of readers, each reading a snapshot.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index import lexical
from index.chunk import chunk
from index.document import Block, BlockKind, Document, Passage
from index.embed import Embedder, load_embedder
from index.errors import DocumentError, LibraryBusy, LibraryError, LibraryMismatch, LibraryMissing
from index.load import document_files, load
from index.script import FOLDING_VERSION
from index.sentences import sentences
from index.vectors import VectorIndex
from index.words import WORDS_VERSION

LAYOUT = f"1/{FOLDING_VERSION}/{WORDS_VERSION}"
DATABASE = "library.db"
Progress = Callable[[str], None]

_SCHEMA = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, byline TEXT NOT NULL,
    published TEXT NOT NULL, text TEXT NOT NULL, blocks TEXT NOT NULL, added TEXT NOT NULL
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, kind TEXT NOT NULL, heading TEXT NOT NULL, page INTEGER
);
CREATE INDEX passages_of ON passages (document);
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY, passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE, vector BLOB NOT NULL
);
CREATE INDEX vectors_of ON vectors (passage);
"""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A line of the library's list. `characters` counts the text, `added` is ISO 8601 in UTC."""

    id: str
    title: str
    source: str
    passages: int
    characters: int
    added: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an `add` did. `replaced` are documents whose path was known and whose text is new."""

    added: tuple[DocumentInfo, ...]
    replaced: tuple[DocumentInfo, ...]
    unchanged: tuple[DocumentInfo, ...]
    failed: tuple[tuple[str, str], ...]


class Library:
    """A folder of documents made searchable. Use as a context manager, or call `close`.

    Threads may share one; each gets its own connection.
    """

    def __init__(self, path: Path, embedder_name: str | None) -> None:
        self.path = path
        self._connections: list[sqlite3.Connection] = []
        self._local = threading.local()
        self._guard = threading.Lock()
        self._embedder: Embedder | None = None
        self._embedder_name = embedder_name
        self._vectors: tuple[int, VectorIndex] | None = None

    @classmethod
    def open(cls, path: Path, *, embedder_name: str | None = None, create: bool = False) -> "Library":
        """Open the library in folder `path`; with `create`, make an empty one where there is none.

        Raises:
            LibraryMissing: nothing is there and `create` is false.
            LibraryMismatch: it was built by another encoder than the one named, or by an older layout.
            LibraryError: the path is no folder, or what is in it is no library.
        """
        try:
            if path.exists() and not path.is_dir():
                raise LibraryError(f"A library is a folder, but {path} is a file: give another --library.")
            if not (path / DATABASE).exists():
                if not create:
                    raise LibraryMissing(
                        f"There is no library at {path}: make one with `yinzheng add FILE --library {path}`."
                    )
                path.mkdir(parents=True, exist_ok=True)
                library = cls(path, embedder_name)
                with library._writing():
                    if not library._has_schema():
                        library._create()
                return library
            library = cls(path, embedder_name)
            library._check_manifest()
            return library
        except OSError as error:
            raise LibraryError(f"The library at {path} cannot be opened: {error.strerror or error}.") from error
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"The library at {path} cannot be read ({error}): restore it, or remove the folder and add again."
            ) from error

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._local = threading.local()

    @property
    def embedder(self) -> Embedder:
        """The encoder this library was built with, loaded when first needed."""
        with self._guard:
            if self._embedder is None:
                embedder = load_embedder(self._embedder_name)
                recorded = self._manifest("encoder_fingerprint")
                if recorded not in ("", embedder.fingerprint):
                    raise LibraryMismatch(
                        f"The library at {self.path} was built by another version of the encoder "
                        f"{embedder.name}: run `yinzheng rebuild --library {self.path}`."
                    )
                self._embedder = embedder
        return self._embedder

    # --- reading -------------------------------------------------------------------------------------------------

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the library for as long as the block runs."""
        connection = self._connection
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def documents(self) -> tuple[DocumentInfo, ...]:
        """List the documents, oldest first."""
        rows = self._connection.execute(
            "SELECT d.id, d.title, d.source, count(p.id), length(d.text), d.added FROM documents d "
            "LEFT JOIN passages p ON p.document = d.id GROUP BY d.id ORDER BY d.added, d.rowid"
        )
        return tuple(DocumentInfo(*row) for row in rows)

    def document(self, identity: str) -> Document:
        """Return one document whole.

        Raises:
            LibraryError: the library has no such document.
        """
        row = self._connection.execute(
            "SELECT id, source, title, text, blocks, byline, published FROM documents WHERE id = ?", (identity,)
        ).fetchone()
        if row is None:
            raise LibraryError(f"The library has no document {identity!r}: `yinzheng list` names those it has.")
        blocks = tuple(Block(BlockKind(k), s, e, p) for k, s, e, p in json.loads(row[4]))
        return Document(row[0], row[1], row[2], row[3], blocks, row[5], row[6])

    def vector_index(self) -> VectorIndex:
        """Return the vector index of the present generation, from its file or made anew from the vectors."""
        with self.snapshot(), self._guard:
            generation = int(self._manifest("generation"))
            if self._vectors is None or self._vectors[0] != generation:
                self._vectors = (generation, self._load_vectors(generation))
            return self._vectors[1]

    # --- writing -------------------------------------------------------------------------------------------------

    def add(
        self, paths: Sequence[Path], *, progress: Progress | None = None, relative_to: Path | None = None
    ) -> AddReport:
        """Add files, and folders with what they hold; a file that cannot be read is reported, the rest goes in.

        `relative_to` shortens the recorded source. Everything added is on disk when this returns.

        Raises:
            DocumentError: a path does not exist, or there is nothing to read.
        """
        say = progress or (lambda _: None)
        done: dict[str, list[str]] = {"added": [], "replaced": [], "unchanged": []}
        failed: list[tuple[str, str]] = []
        files = document_files(paths)
        with self._writing():
            for number, file in enumerate(files, 1):
                if len(files) > 1:
                    say(f"Reading {file} ({number} of {len(files)})")
                try:
                    document = load(file, source=_source(file, relative_to))
                except DocumentError as error:
                    failed.append((str(file), str(error)))
                    continue
                done[self._put(document)].append(document.id)
            if done["added"] or done["replaced"]:
                self._publish()
        infos = {info.id: info for info in self.documents()}
        return AddReport(
            *(tuple(infos[i] for i in done[what]) for what in ("added", "replaced", "unchanged")), tuple(failed)
        )

    def remove(self, identities: Sequence[str]) -> tuple[DocumentInfo, ...]:
        """Remove documents, all or none.

        Raises:
            LibraryError: one of them is not in the library; nothing is removed then.
        """
        infos = {info.id: info for info in self.documents()}
        if missing := [i for i in identities if i not in infos]:
            raise LibraryError(
                f"The library has no document {', '.join(missing)}: nothing was removed. `yinzheng list` names "
                "those it has."
            )
        with self._writing():
            self._transact(lambda connection: [self._drop(connection, i) for i in identities])
            self._publish()
        return tuple(infos[i] for i in dict.fromkeys(identities))

    def rebuild(self, *, embedder_name: str | None = None, progress: Progress | None = None) -> None:
        """Make passages, words and vectors anew from the stored texts, with the encoder named."""
        say = progress or (lambda _: None)
        with self._writing():
            embedder = load_embedder(embedder_name)
            self._embedder, self._embedder_name = embedder, embedder_name
            documents = [self.document(info.id) for info in self.documents()]

            def again(connection: sqlite3.Connection) -> None:
                self._record(connection, embedder)
                for number, document in enumerate(documents, 1):
                    say(f"Building {document.title} ({number} of {len(documents)})")
                    added = connection.execute(
                        "SELECT added FROM documents WHERE id = ?", (document.id,)
                    ).fetchone()[0]
                    self._drop(connection, document.id)
                    self._insert(connection, document, added)

            self._transact(again)
            self._publish()

    def verify(self) -> tuple[str, ...]:
        """Check the whole library; return what is wrong, one sentence each, nothing when it is sound."""
        problems: list[str] = []
        with self.snapshot() as connection:
            result = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if result != "ok":
                problems.append(f"The database is damaged: {result}.")
            for table in ("vectors", *(f"lexical_{field}" for field in lexical.FIELDS)):
                column = "passage" if table == "vectors" else "rowid"
                lost = connection.execute(
                    f"SELECT count(*) FROM passages WHERE id NOT IN (SELECT {column} FROM {table})"  # noqa: S608
                ).fetchone()[0]
                if lost:
                    problems.append(f"{lost} passages are missing from {table}: run `yinzheng rebuild`.")
            generation = int(self._manifest("generation"))
            stored = VectorIndex.load(
                self._vectors_path(generation),
                dim=int(self._manifest("dim") or 0),
                sha256=self._manifest("vectors_sha256"),
            )
            count = connection.execute("SELECT count(*) FROM vectors").fetchone()[0]
            if count and stored is None:
                problems.append("The vector index file is missing or altered: it is made anew at the next question.")
        return tuple(problems)

    # --- inside --------------------------------------------------------------------------------------------------

    @property
    def _connection(self) -> sqlite3.Connection:
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is None:
            held = sqlite3.connect(
                self.path / DATABASE, isolation_level=None, check_same_thread=False, timeout=30, cached_statements=64
            )
            held.execute("PRAGMA journal_mode=WAL")
            held.execute("PRAGMA synchronous=FULL")
            held.execute("PRAGMA foreign_keys=ON")
            held.execute("PRAGMA secure_delete=ON")
            self._local.connection = held
            self._connections.append(held)
        return held

    def _has_schema(self) -> bool:
        row = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'manifest'").fetchone()
        return row is not None

    def _create(self) -> None:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        lexical.create(connection)
        values = {
            "layout": LAYOUT,
            "encoder": self._embedder_name or "",
            "encoder_fingerprint": "",
            "dim": "",
            "generation": "0",
            "vectors_sha256": "",
        }
        connection.executemany("INSERT INTO manifest VALUES (?, ?)", values.items())
        connection.execute("COMMIT")

    def _check_manifest(self) -> None:
        if not self._has_schema():
            raise LibraryError(f"{self.path} holds a database that is no Yinzheng library: give another --library.")
        encoder = self._manifest("encoder") or None
        if self._embedder_name is not None and self._embedder_name != encoder:
            raise LibraryMismatch(
                f"The library at {self.path} was built by {encoder or 'the shipped encoder'}, not by "
                f"{self._embedder_name}: run `yinzheng rebuild --embedder {self._embedder_name} "
                f"--library {self.path}`."
            )
        self._embedder_name = encoder

    def require_layout(self) -> None:
        """Refuse to search or write a library laid out by another version.

        Raises:
            LibraryMismatch: with the command that rebuilds it.
        """
        if self._manifest("layout") != LAYOUT:
            raise LibraryMismatch(
                f"The library at {self.path} was built by another version of Yinzheng: run "
                f"`yinzheng rebuild --library {self.path}`; nothing is lost."
            )

    def _manifest(self, key: str) -> str:
        row = self._connection.execute("SELECT value FROM manifest WHERE key = ?", (key,)).fetchone()
        return "" if row is None else str(row[0])

    def _record(self, connection: sqlite3.Connection, embedder: Embedder) -> None:
        values = {
            "layout": LAYOUT,
            "encoder": self._embedder_name or "",
            "encoder_fingerprint": embedder.fingerprint,
            "dim": str(embedder.dim),
        }
        connection.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", values.items())

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the write lock, which names its holder."""
        holder = self.path / "write.lock.holder"
        lock = FileLock(self.path / "write.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            who = holder.read_text(encoding="utf-8") if holder.exists() else "another process"
            raise LibraryBusy(f"The library at {self.path} is being written by {who}: try again when it is done.") from None
        try:
            holder.write_text(f"process {os.getpid()} (since {_now()})", encoding="utf-8")
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    def _transact(self, change: Callable[[sqlite3.Connection], object]) -> None:
        """Run `change` in one transaction that also counts the generation up."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            change(connection)
            connection.execute(
                "UPDATE manifest SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'"
            )
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _put(self, document: Document) -> str:
        """Store one document in a transaction of its own; say whether it was `added`, `replaced` or `unchanged`."""
        self.require_layout()
        embedder = self.embedder
        known = self._connection.execute(
            "SELECT id FROM documents WHERE source = ?", (document.source,)
        ).fetchone()
        if known is not None and known[0] == document.id:
            return "unchanged"

        def change(connection: sqlite3.Connection) -> None:
            self._record(connection, embedder)
            if known is not None:
                self._drop(connection, known[0])
            self._insert(connection, document, _now())

        self._transact(change)
        return "added" if known is None else "replaced"

    def _insert(self, connection: sqlite3.Connection, document: Document, added: str) -> None:
        blocks = json.dumps([[b.kind.value, b.start, b.end, b.page] for b in document.blocks])
        row = asdict(document)
        connection.execute(
            "INSERT INTO documents VALUES (:id, :source, :title, :byline, :published, :text, :blocks, :added)",
            {**row, "blocks": blocks, "added": added},
        )
        windows: list[tuple[int, str]] = []
        for passage in chunk(document):
            rowid = connection.execute(
                "INSERT INTO passages (document, start, end, kind, heading, page) VALUES (?, ?, ?, ?, ?, ?)",
                (document.id, passage.start, passage.end, passage.kind.value, passage.heading, passage.page),
            ).lastrowid
            if rowid is None:
                raise LibraryError(f"{document.source} could not be stored: the database gave no row.")
            lexical.put(connection, rowid, passage.text)
            windows += [(rowid, text) for text in _windows(passage)]
        vectors = self.embedder.embed_passages([text for _, text in windows])
        connection.executemany(
            "INSERT INTO vectors (passage, vector) VALUES (?, ?)",
            ((rowid, v.astype("<f4").tobytes()) for (rowid, _), v in zip(windows, vectors, strict=True)),
        )

    def _drop(self, connection: sqlite3.Connection, identity: str) -> None:
        rows = connection.execute("SELECT id FROM passages WHERE document = ?", (identity,)).fetchall()
        lexical.drop(connection, [row[0] for row in rows])
        connection.execute("DELETE FROM documents WHERE id = ?", (identity,))

    def _publish(self) -> None:
        """Write the vector index of the present generation and forget the earlier files."""
        connection = self._connection
        generation = int(self._manifest("generation"))
        index = self._vectors_from(connection)
        digest = index.save(self._vectors_path(generation))
        connection.execute("UPDATE manifest SET value = ? WHERE key = 'vectors_sha256'", (digest,))
        for old in self.path.glob("vectors-*.faiss"):
            if old != self._vectors_path(generation):
                old.unlink(missing_ok=True)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _vectors_path(self, generation: int) -> Path:
        return self.path / f"vectors-{generation}.faiss"

    def _load_vectors(self, generation: int) -> VectorIndex:
        stored = VectorIndex.load(
            self._vectors_path(generation),
            dim=int(self._manifest("dim") or 0),
            sha256=self._manifest("vectors_sha256"),
        )
        return stored if stored is not None else self._vectors_from(self._connection)

    def _vectors_from(self, connection: sqlite3.Connection) -> VectorIndex:
        dim = int(self._manifest("dim") or 1)
        index = VectorIndex(dim)
        rows = connection.execute("SELECT id, vector FROM vectors ORDER BY id")
        while batch := rows.fetchmany(10_000):
            vectors: NDArray[np.float32] = np.frombuffer(b"".join(row[1] for row in batch), dtype="<f4")
            index.add([row[0] for row in batch], vectors.reshape(len(batch), dim).astype(np.float32))
        return index


def default_library_path() -> Path:
    """Return the folder of the library used when none is named."""
    from platformdirs import user_data_path

    return user_data_path("yinzheng") / "default"


def default_library(*, embedder_name: str | None = None, progress: Progress | None = None) -> Library:
    """Open the library used when none is named: the article in `seeds/`, built on first use."""
    path = default_library_path()
    if (path / DATABASE).exists():
        library = Library.open(path, embedder_name=embedder_name)
        if library._manifest("generation") != "0":
            return library
        library.close()
    if progress:
        progress(f"Building the library from seeds/ in {path}")
    library = Library.open(path, embedder_name=embedder_name, create=True)
    seeds = Path(__file__).resolve().parent.parent / "seeds"
    report = library.add(sorted(seeds.glob("*.txt")), progress=progress, relative_to=seeds.parent)
    if report.failed:
        raise LibraryError(f"The article in seeds/ could not be read: {report.failed[0][1]}")
    return library


def _windows(passage: Passage) -> list[str]:
    """Return what is embedded for a passage: all of it, and each of its sentences.

    A question is about a sentence more often than about a paragraph; the best of both stands for the passage.
    """
    parts = [passage.text[start:end] for start, end in sentences(passage.text)]
    return [passage.text] if len(parts) < 2 else [passage.text, *parts]


def _source(file: Path, relative_to: Path | None) -> str:
    if relative_to is not None and file.is_relative_to(relative_to):
        return file.relative_to(relative_to).as_posix()
    return file.as_posix()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
