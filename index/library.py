"""The durable library: documents in, passages out, and nothing lost in between.

SQLite holds the truth (`index/store.py`): documents, passages, vectors, lexical index, manifest. `vectors-N.faiss` is
derived from it: the vector index of generation N, its sha256 in the manifest. One that does not match is made again,
never trusted.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from index import entries, lexical
from index.chunk import CHUNKING_VERSION
from index.document import Block, BlockKind, Document
from index.embed import Embedder, load_embedder
from index.errors import DocumentError, LibraryError, LibraryMismatch, LibraryMissing
from index.generations import Generations
from index.load import document_files, load, place
from index.script import FOLDING_VERSION
from index.store import Store, now, readable
from index.vectors import VectorIndex
from index.words import WORDS_VERSION

LAYOUT = f"2/{CHUNKING_VERSION}/{FOLDING_VERSION}/{WORDS_VERSION}"
Progress = Callable[[str], None]


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
    """What an `add` did. `replaced` are documents whose file was known and whose text is new.

    `failed` are (path, one plain sentence).
    """

    added: tuple[DocumentInfo, ...]
    replaced: tuple[DocumentInfo, ...]
    unchanged: tuple[DocumentInfo, ...]
    failed: tuple[tuple[str, str], ...]


class Library:
    """A folder of documents made searchable. Use as a context manager, or call `close`. Threads may share one."""

    def __init__(self, path: Path, embedder_name: str | None) -> None:
        self.path = path
        self._store = Store(path)
        self._guard = threading.RLock()
        self._embedder: Embedder | None = None
        self._embedder_name = embedder_name
        self._generations = Generations(self._store)

    @classmethod
    def open(cls, path: Path, *, embedder_name: str | None = None, create: bool = False) -> "Library":
        """Open the library in folder `path`; with `create`, make an empty one where there is none.

        Raises:
            LibraryMissing: nothing is there and `create` is false.
            LibraryMismatch: it was built by another encoder than the one named.
            LibraryError: the path is no folder, or what is in it is no library.
        """
        library = cls(path, embedder_name)
        with readable(path):
            if path.exists() and not path.is_dir():
                raise LibraryError(f"A library is a folder, but {path} is a file: give another --library.")
            if library._store.exists() and library._store.has_schema() is not None:
                library._check_manifest()
                return library
            if not create:
                raise LibraryMissing(
                    f"There is no library at {path}: make one with `yinzheng add FILE --library {path}`."
                )
            path.mkdir(parents=True, exist_ok=True)
            with library._store.writing(wait=10):
                if library._store.has_schema() is None:
                    library._store.create({"layout": LAYOUT, "generation": "0"})
            library._check_manifest()
            return library

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._store.close()

    @property
    def embedder_name(self) -> str | None:
        """The encoder's name as it was given; None is the shipped one."""
        return self._embedder_name

    @property
    def embedder(self) -> Embedder:
        """The encoder this library was built with, loaded when first needed and when a rebuild changed it.

        Raises:
            LibraryMismatch: the encoder is no longer the one the library was built with.
        """
        with self._guard:
            # Another process may have rebuilt the library with another encoder since this one was loaded.
            built_by = self._store.manifest("encoder_fingerprint")
            if self._embedder is None or built_by not in ("", self._embedder.fingerprint):
                if built_by:
                    self._embedder_name = self._store.manifest("encoder") or None
                embedder = load_embedder(self._embedder_name)
                if built_by not in ("", embedder.fingerprint):
                    named = f" --embedder {self._embedder_name}" if self._embedder_name else ""
                    raise LibraryMismatch(
                        f"The library at {self.path} was built by another version of the encoder {embedder.name}: "
                        f"run `yinzheng rebuild{named} --library {self.path}`; nothing is lost."
                    )
                self._embedder = embedder
            return self._embedder

    @property
    def empty(self) -> bool:
        """Has nothing ever been added?"""
        return self._store.generation == 0

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the library for as long as the block runs.

        Raises:
            LibraryMismatch: the library was laid out by another version; the message has the rebuild command.
        """
        if self._store.manifest("layout") != LAYOUT:
            raise LibraryMismatch(
                f"The library at {self.path} was built by another version of Yinzheng: run "
                f"`yinzheng rebuild --library {self.path}`; nothing is lost."
            )
        with readable(self.path), self._store.snapshot() as connection:
            yield connection

    def documents(self) -> tuple[DocumentInfo, ...]:
        """List the documents, oldest first."""
        with readable(self.path):
            rows = self._store.connection.execute(
                "SELECT d.id, d.title, d.source, count(p.id), length(d.text), d.added FROM documents d "
                "LEFT JOIN passages p ON p.document = d.id GROUP BY d.id ORDER BY d.added, d.rowid"
            ).fetchall()
        return tuple(DocumentInfo(*row) for row in rows)

    def document(self, identity: str) -> Document:
        """Return one document whole.

        Raises:
            LibraryError: the library has no such document.
        """
        with readable(self.path):
            row = self._store.connection.execute(
                "SELECT id, source, title, text, blocks, byline, published FROM documents WHERE id = ?",
                (identity,),
            ).fetchone()
        if row is None:
            raise LibraryError(
                f"The library has no document {identity!r}: `yinzheng list` names those it has."
            )
        blocks = tuple(Block(BlockKind(k), s, e, p) for k, s, e, p in json.loads(row[4]))
        return Document(row[0], row[1], row[2], row[3], blocks, row[5], row[6])

    def vector_index(self) -> VectorIndex:
        """Return the vector index of the present generation."""
        return self._generations.current()

    def add(
        self, paths: Sequence[Path], *, progress: Progress | None = None, relative_to: Path | None = None
    ) -> AddReport:
        """Add files, and folders with what they hold; a file that cannot be read is reported, the rest goes in.

        A file is known again by its path, links followed, however it is named. `relative_to` shortens the recorded
        source, and makes it what the id comes from. Everything added is on disk when this returns.

        Raises:
            DocumentError: a path does not exist, or there is nothing to read.
            LibraryBusy: another process is writing.
        """
        say = progress or (lambda _: None)
        done: dict[str, list[str]] = {"added": [], "replaced": [], "unchanged": []}
        failed: list[tuple[str, str]] = []
        files = document_files(paths)
        with self.snapshot():
            pass  # A library of another layout is refused before anything is read.
        with self._writing():
            for number, file in enumerate(files, 1):
                if len(files) > 1:
                    say(f"Reading {file} ({number} of {len(files)})")
                try:
                    source, key = _source(file, relative_to)
                    document = load(file, source=source, key=key)
                except DocumentError as error:
                    failed.append((str(file), str(error)))
                    continue
                what, identity = self._put(document, place(file))
                done[what].append(identity)
        infos = {info.id: info for info in self.documents()}
        added, replaced, unchanged = (tuple(infos[i] for i in identities) for identities in done.values())
        return AddReport(added, replaced, unchanged, tuple(failed))

    def remove(self, identities: Sequence[str]) -> tuple[DocumentInfo, ...]:
        """Remove documents, all or none.

        Raises:
            LibraryError: one of them is not in the library; nothing is removed then.
            LibraryMismatch: the library was laid out by another version.
            LibraryBusy: another process is writing.
        """
        wanted = list(dict.fromkeys(identities))
        with self.snapshot():
            pass  # The words of another layout lie elsewhere.
        with self._writing():
            infos = {info.id: info for info in self.documents()}
            if missing := [i for i in wanted if i not in infos]:
                raise LibraryError(
                    f"The library has no document {', '.join(missing)}: nothing was removed. `yinzheng list` names "
                    "those it has."
                )
            self._store.transact(lambda connection: self._drop(connection, *wanted))
        return tuple(infos[i] for i in wanted)

    def rebuild(self, *, embedder_name: str | None = None, progress: Progress | None = None) -> None:
        """Make passages, words and vectors anew from the stored texts, with the encoder named, in one transaction."""
        say = progress or (lambda _: None)
        embedder = load_embedder(embedder_name)
        with self._writing():
            infos = self.documents()

            def again(connection: sqlite3.Connection) -> None:
                self._record(embedder, embedder_name)
                lexical.reset(connection)
                entries.give_paths(connection)
                paths = dict(connection.execute("SELECT id, path FROM documents").fetchall())
                for number, info in enumerate(infos, 1):
                    say(f"Building {info.title} ({number} of {len(infos)})")
                    document = self.document(info.id)
                    self._drop(connection, info.id)
                    entries.insert(connection, document, embedder, path=paths[info.id], added=info.added)

            self._store.transact(again)
            with self._guard:
                self._embedder, self._embedder_name = embedder, embedder_name

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
                    f"SELECT count(*) FROM passages WHERE id NOT IN (SELECT {column} FROM {table})"
                ).fetchone()[0]
                if lost:
                    problems.append(f"{lost} passages are missing from {table}: run `yinzheng rebuild`.")
            if not self.empty and self._generations.stored() is None:
                problems.append(
                    "The vector index file is missing or altered: questions make it anew in memory each time, "
                    "`yinzheng rebuild` writes it."
                )
        return tuple(problems)

    def _check_manifest(self) -> None:
        if not self._store.has_schema():
            raise LibraryError(
                f"{self.path} holds a database that is no Yinzheng library: give another --library."
            )
        if self.empty:
            return  # The first document is embedded with whatever encoder is named then.
        encoder = self._store.manifest("encoder") or None
        if self._embedder_name is not None and self._embedder_name != encoder:
            raise LibraryMismatch(
                f"The library at {self.path} was built by {encoder or 'the shipped encoder'}, not by "
                f"{self._embedder_name}: run `yinzheng rebuild --embedder {self._embedder_name} "
                f"--library {self.path}`."
            )
        self._embedder_name = encoder

    def _record(self, embedder: Embedder, name: str | None) -> None:
        self._store.record(
            {
                "layout": LAYOUT,
                "encoder": name or "",
                "encoder_fingerprint": embedder.fingerprint,
                "dim": str(embedder.dim),
            }
        )

    def _put(self, document: Document, path: str) -> tuple[str, str]:
        """Store one document in a transaction of its own.

        Returns:
            Whether it was `added`, `replaced` or `unchanged`, and its id in the library.
        """
        embedder = self.embedder
        known = self._store.connection.execute(
            "SELECT id, text FROM documents WHERE path = ? OR id = ? ORDER BY path = ? DESC",
            (path, document.id, path),
        ).fetchone()
        if known is not None and known[1] == document.text:
            return "unchanged", str(known[0])

        def change(connection: sqlite3.Connection) -> None:
            self._record(embedder, self._embedder_name)
            if known is not None:
                self._drop(connection, known[0])
            entries.insert(connection, document, embedder, path=path, added=now())

        self._store.transact(change)
        return "added" if known is None else "replaced", document.id

    def _drop(self, connection: sqlite3.Connection, *identities: str) -> None:
        """Remove documents, and note in the same transaction that their words are still to be taken out."""
        entries.drop(connection, *identities)
        self._store.record({"purge": "1"})

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the write lock; at the end, come what may, finish what this change or one cut short began."""
        with self._store.writing():
            try:
                yield
            finally:
                purge = self._store.manifest("purge") == "1"
                if purge or (not self.empty and self._generations.stored() is None):
                    self._generations.publish(purge=purge)


def default_library_path() -> Path:
    """Return the folder of the library used when none is named."""
    from platformdirs import user_data_path

    return user_data_path("yinzheng") / "default"


def default_library(*, embedder_name: str | None = None, progress: Progress | None = None) -> Library:
    """Open the library used when none is named: the article in `seeds/`, built on first use."""
    path = default_library_path()
    library = Library.open(path, embedder_name=embedder_name, create=True)
    if library.empty:
        if progress:
            progress(f"Building the library from seeds/ in {path}")
        seeds = Path(__file__).resolve().parent.parent / "seeds"
        report = library.add(sorted(seeds.glob("*.txt")), progress=progress, relative_to=seeds.parent)
        for _, sentence in report.failed:
            raise LibraryError(f"The article in seeds/ could not be read: {sentence}")
    return library


def _source(file: Path, relative_to: Path | None) -> tuple[str, str | None]:
    """Return a file's path as recorded, and the same as its document's key where that is not its place.

    Bytes that are no UTF-8 are spelled out, so that names stay apart.
    """
    within = relative_to is not None and file.is_relative_to(relative_to)
    named = file.relative_to(relative_to) if relative_to is not None and within else file
    source = os.fsencode(named.as_posix()).decode("utf-8", "backslashreplace")
    return source, source if within else None
