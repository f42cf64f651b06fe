"""The library's folder: its database, its manifest, its write lock and its generations.

`library.db` is SQLite (WAL, synchronous=FULL). Every change is one transaction that counts the generation up. One
writer at a time: `write.lock`, with `write.lock.holder` naming who holds it. Any number of readers, each reading a
snapshot; threads may share a store, each gets its own connection.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index import lexical
from index.errors import LibraryBusy, LibraryError

DATABASE = "library.db"

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
    id INTEGER PRIMARY KEY, passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX vectors_of ON vectors (passage);
"""


class Store:
    """The database of one library folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._connections: list[sqlite3.Connection] = []
        self._local = threading.local()

    def exists(self) -> bool:
        """Tell whether there is a database."""
        return (self.folder / DATABASE).exists()

    def has_schema(self) -> bool | None:
        """Tell whether the database is one of ours; None where it holds nothing yet."""
        tables = {row[0] for row in self.connection.execute("SELECT name FROM sqlite_master")}
        return "manifest" in tables if tables else None

    def create(self, manifest: Mapping[str, str]) -> None:
        """Lay out an empty database."""
        connection = self.connection
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        lexical.create(connection)
        connection.executemany("INSERT INTO manifest VALUES (?, ?)", manifest.items())
        connection.execute("COMMIT")

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is None:
            held = sqlite3.connect(
                self.folder / DATABASE, isolation_level=None, check_same_thread=False, timeout=30
            )
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                held.execute(f"PRAGMA {pragma}")
            self._local.connection = held
            self._connections.append(held)
        return held

    def close(self) -> None:
        """Close every thread's connection."""
        while self._connections:
            self._connections.pop().close()
        self._local = threading.local()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the library for as long as the block runs."""
        connection = self.connection
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def manifest(self, key: str) -> str:
        """Return one value of the manifest, empty where it has none."""
        row = self.connection.execute("SELECT value FROM manifest WHERE key = ?", (key,)).fetchone()
        return "" if row is None else str(row[0])

    def record(self, values: Mapping[str, str]) -> None:
        """Write values into the manifest."""
        self.connection.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", values.items())

    @property
    def generation(self) -> int:
        """How many changes the library has seen."""
        return int(self.manifest("generation") or 0)

    @contextmanager
    def writing(self, *, wait: float = 0) -> Iterator[None]:
        """Hold the write lock, waiting up to `wait` seconds for it.

        Raises:
            LibraryBusy: another process holds it; the message names it.
        """
        holder = self.folder / "write.lock.holder"
        lock = FileLock(self.folder / "write.lock", timeout=wait)
        try:
            lock.acquire()
        except Timeout:
            who = holder.read_text(encoding="utf-8") if holder.exists() else "another process"
            raise LibraryBusy(
                f"The library at {self.folder} is being written by {who}: try again when it is done."
            ) from None
        try:
            holder.write_text(f"process {os.getpid()} (since {now()})", encoding="utf-8")
            with readable(self.folder):
                yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    def transact(self, change: Callable[[sqlite3.Connection], object]) -> None:
        """Run `change` in one transaction that also counts the generation up; on an error nothing happened."""
        connection = self.connection
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


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Turn what the system or SQLite says of an unreadable library into one sentence."""
    try:
        yield
    except OSError as error:
        raise LibraryError(f"The library at {folder} cannot be opened: {error.strerror or error}.") from error
    except sqlite3.DatabaseError as error:
        raise LibraryError(
            f"The library at {folder} cannot be read ({error}): restore it, or remove the folder and add again."
        ) from error


def now() -> str:
    """Return the time as the library records it: ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
