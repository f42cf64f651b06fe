"""The library's folder: its database, its manifest, its write lock and its generations.

`library.db` is SQLite (WAL, synchronous=FULL). Every change is one transaction that counts the generation up. One
writer at a time: `write.lock`, with `write.lock.holder` naming who holds it. Any number of readers, each reading a
snapshot; threads may share a store, each gets its own connection. Who may not write to the folder reads it read-only.
"""

import errno
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

# `path` tells documents apart: where the file was, links followed. `source` is shown: the path as it was given.
DOCUMENTS = """
CREATE TABLE {} (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    byline TEXT NOT NULL, published TEXT NOT NULL, text TEXT NOT NULL, blocks TEXT NOT NULL, added TEXT NOT NULL
)"""

_SCHEMA = f"""
CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
{DOCUMENTS.format("documents")};
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


# When the database file was last written, how long it is, and whether a writer's journal lies next to it.
Stamp = tuple[int, int, bool]


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
        if held is not None and not held.in_transaction and self._local.frozen not in (None, self._stamp()):
            self._connections.remove(
                held
            )  # A frozen connection never sees a change: another takes its place.
            held.close()
            held = None
        if held is None:
            how, self._local.frozen = self._how()
            held = sqlite3.connect(
                how, isolation_level=None, check_same_thread=False, timeout=30, uri=how.startswith("file:")
            )
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                held.execute(f"PRAGMA {pragma}")
            self._local.connection = held
            self._connections.append(held)
        return held

    def _how(self) -> tuple[str, "Stamp | None"]:
        """Say how to connect, and the state the connection is frozen at where it is.

        SQLite reads a WAL database through a file it must be able to make next to it. Who may not write there reads
        with the writer's, and while there is no writer, so no such file, the database as a file that does not change.
        """
        database = self.folder / DATABASE
        if not database.exists() or (os.access(database, os.W_OK) and os.access(self.folder, os.W_OK)):
            return str(database), None
        uri = database.absolute().as_uri()
        stamp = self._stamp()
        return (f"{uri}?mode=ro", None) if stamp[2] else (f"{uri}?mode=ro&immutable=1", stamp)

    def _stamp(self) -> "Stamp":
        stat = (self.folder / DATABASE).stat()
        return stat.st_mtime_ns, stat.st_size, (self.folder / f"{DATABASE}-wal").exists()

    def close(self) -> None:
        """Close every thread's connection."""
        while self._connections:
            self._connections.pop().close()
        self._local = threading.local()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the library for as long as the block runs.

        Raises:
            LibraryBusy: it was read without a share in the writer's files, and changed meanwhile.
        """
        connection = self.connection
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")
        if self._local.frozen not in (None, self._stamp()):
            raise LibraryBusy(f"The library at {self.folder} was changed while it was read: try again.")

    def manifest(self, key: str) -> str:
        """Return one value of the manifest, empty where it has none."""
        with readable(self.folder):
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
        with readable(self.folder):
            try:
                lock.acquire()
            except Timeout:
                who = holder.read_text(encoding="utf-8") if holder.exists() else "another process"
                raise LibraryBusy(
                    f"The library at {self.folder} is being written by {who}: try again when it is done."
                ) from None
            try:
                holder.write_text(f"process {os.getpid()} (since {now()})", encoding="utf-8")
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
    """Turn what the system or SQLite says of a library it cannot read or write into one sentence."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        advice = _ADVICE_FOR_ERRNO.get(error.errno or 0)
        if advice is None:
            raise LibraryError(f"The library at {folder} cannot be opened: {reason}.") from error
        raise LibraryError(f"The library at {folder} {advice.format(reason)}.") from error
    except sqlite3.Error as error:
        kind = LibraryBusy if _primary(error) in _BUSY else LibraryError
        advice = _ADVICE_FOR_SQLITE.get(_primary(error), _UNKNOWN)
        raise kind(f"The library at {folder} {advice.format(error)}.") from error


_FULL = "could not be written ({}): free space on its disk and try again"
_NOT_ALLOWED = "may not be opened or written by this user ({}): ask for permission, or give another --library"
_DAMAGED = "cannot be read ({}): restore it, or remove the folder and add again"
_UNKNOWN = "could not be used ({}): try again, and if it stays so, look with `yinzheng verify`"
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ADVICE_FOR_SQLITE = {
    **dict.fromkeys(_BUSY, "is in use by another process ({}): try again in a moment"),
    **dict.fromkeys((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB), _DAMAGED),
    **dict.fromkeys((sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN), _NOT_ALLOWED),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: "could not be read or written ({}): check its disk and try again",
}
_ADVICE_FOR_ERRNO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _NOT_ALLOWED),
}


def _primary(error: sqlite3.Error) -> int:
    """Return SQLite's own code for an error, without what specialises it."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def now() -> str:
    """Return the time as the library records it: ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
