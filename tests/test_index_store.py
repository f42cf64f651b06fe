"""One writer, many readers, all or nothing."""

import errno
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from index.errors import LibraryBusy, LibraryError
from index.store import DATABASE, Store, now, readable

ROOT = Path(__file__).resolve().parent.parent
HOLDER = """
import sys, time
from pathlib import Path
from index.store import Store
with Store(Path(sys.argv[1])).writing():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path)) as made:
        made.create({"generation": "0", "layout": "test"})
        yield made


@pytest.fixture
def writer_elsewhere(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the write lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_folder_without_a_database_has_none(tmp_path: Path) -> None:
    assert not Store(tmp_path).exists()
    assert list(tmp_path.iterdir()) == []


def test_a_database_laid_out_is_ours(store: Store) -> None:
    assert store.exists()
    assert store.has_schema()
    assert store.generation == 0
    assert store.manifest("layout") == "test"
    assert store.manifest("nothing of the kind") == ""


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_every_connection_is_durable_and_forgets_what_is_deleted(
    store: Store, pragma: str, value: str | int
) -> None:
    seen: list[object] = [store.connection.execute(f"PRAGMA {pragma}").fetchone()[0]]
    thread = threading.Thread(
        target=lambda: seen.append(store.connection.execute(f"PRAGMA {pragma}").fetchone()[0])
    )
    thread.start()
    thread.join()
    assert seen == [value, value]


def test_each_thread_has_its_own_connection(store: Store) -> None:
    mine, others = store.connection, []
    thread = threading.Thread(target=lambda: others.extend([store.connection, store.connection]))
    thread.start()
    thread.join()
    assert store.connection is mine
    assert others[0] is others[1] is not mine


def test_a_closed_store_closes_the_connections_of_all_threads(store: Store) -> None:
    held = [store.connection]
    thread = threading.Thread(target=lambda: held.append(store.connection))
    thread.start()
    thread.join()
    store.close()
    for connection in held:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
    assert store.manifest("layout") == "test"


def test_each_change_counts_the_generation_up(store: Store) -> None:
    for number in range(1, 4):
        store.transact(lambda connection: connection.execute("SELECT 1"))
        assert store.generation == number


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), sqlite3.IntegrityError("no")])
def test_a_change_that_fails_never_happened(store: Store, error: BaseException) -> None:
    def change(connection: sqlite3.Connection) -> None:
        store.record({"layout": "other", "new": "value"})
        raise error

    with pytest.raises(type(error)):
        store.transact(change)
    assert (store.generation, store.manifest("layout"), store.manifest("new")) == (0, "test", "")
    assert not store.connection.in_transaction
    store.transact(lambda connection: store.record({"layout": "other"}))
    assert (store.generation, store.manifest("layout")) == (1, "other")


def test_a_snapshot_sees_one_state_while_others_write(store: Store) -> None:
    with closing(Store(store.folder)) as other:
        with store.snapshot() as connection:
            before = connection.execute("SELECT value FROM manifest WHERE key = 'layout'").fetchone()
            other.transact(lambda _: other.record({"layout": "later"}))
            assert other.manifest("layout") == "later"
            with store.snapshot() as inner:
                assert inner is connection
            assert connection.execute("SELECT value FROM manifest WHERE key = 'layout'").fetchone() == before
            assert store.generation == 0
        assert (store.manifest("layout"), store.generation) == ("later", 1)


def test_a_snapshot_ends_when_its_reader_fails(store: Store) -> None:
    with pytest.raises(ValueError, match="reader"), store.snapshot():
        raise ValueError("reader")
    assert not store.connection.in_transaction


def test_the_writer_is_named_while_it_writes(store: Store) -> None:
    holder = store.folder / "write.lock.holder"
    with store.writing():
        assert holder.read_text(encoding="utf-8").startswith(f"process {os.getpid()} (since ")
    assert not holder.exists()


def test_a_second_writer_of_the_same_process_is_refused(store: Store) -> None:
    with (
        closing(Store(store.folder)) as other,
        store.writing(),
        pytest.raises(LibraryBusy, match=f"process {os.getpid()} ") as busy,
        other.writing(),
    ):
        pytest.fail("two writers")
    assert str(store.folder) in str(busy.value)
    with other.writing():
        pass


def test_a_writer_in_another_process_is_named(
    tmp_path: Path, writer_elsewhere: "subprocess.Popen[str]"
) -> None:
    store = Store(tmp_path)
    with pytest.raises(LibraryBusy, match=f"process {writer_elsewhere.pid} "), store.writing():
        pytest.fail("two writers")


def test_the_lock_of_a_killed_writer_is_free(
    tmp_path: Path, writer_elsewhere: "subprocess.Popen[str]"
) -> None:
    writer_elsewhere.send_signal(signal.SIGKILL)
    writer_elsewhere.wait()
    with Store(tmp_path).writing():
        holder = (tmp_path / "write.lock.holder").read_text(encoding="utf-8")
        assert holder.startswith(f"process {os.getpid()} ")


def test_a_writer_that_fails_frees_the_lock(store: Store) -> None:
    with pytest.raises(ValueError, match="writer"), store.writing():
        raise ValueError("writer")
    with store.writing():
        pass


def sqlite_error(kind: type[sqlite3.Error], code: int) -> sqlite3.Error:
    error = kind("what SQLite says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NotADirectoryError(errno.ENOTDIR, "Not a directory"), r"cannot be opened: Not a directory\.$"),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            r"by this user \(Permission denied\): ask .*\.$",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), r"free space .*\.$"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_BUSY_SNAPSHOT), r"in use .* try again .*\.$"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_LOCKED), r"in use .* try again .*\.$"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_FULL), r"free space .*\.$"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_READONLY_DIRECTORY), r"by this user .*\.$"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_CANTOPEN), r"by this user .*\.$"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_IOERR_READ), r"check its disk .*\.$"),
        (sqlite3.OperationalError("no such table: x"), r"no such table.*yinzheng verify`\.$"),
    ],
)
def test_what_the_system_says_becomes_one_sentence(tmp_path: Path, error: Exception, says: str) -> None:
    with pytest.raises(LibraryError, match=says) as told, readable(tmp_path):
        raise error
    assert str(tmp_path) in str(told.value)
    assert not re.search("restore|remove the folder", str(told.value))
    assert isinstance(told.value, LibraryBusy) == ("in use" in says)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CORRUPT_INDEX, sqlite3.SQLITE_NOTADB])
def test_only_damage_asks_for_the_folder_to_be_replaced(tmp_path: Path, code: int) -> None:
    with pytest.raises(LibraryError, match="restore it, or remove the folder"), readable(tmp_path):
        raise sqlite_error(sqlite3.DatabaseError, code)
    with pytest.raises(LibraryError, match="as it is"), readable(tmp_path):
        raise LibraryError("as it is")


def test_a_database_another_process_holds_is_busy(store: Store) -> None:
    with closing(sqlite3.connect(store.folder / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.connection.execute("PRAGMA busy_timeout=1")
        with pytest.raises(LibraryBusy, match="try again"), store.writing():
            store.transact(lambda _: None)


def test_a_lock_that_cannot_be_made_is_one_sentence(store: Store) -> None:
    (store.folder / "write.lock").mkdir()
    with pytest.raises(LibraryError, match=r"The library at .*\.$"), store.writing():
        pytest.fail("written without the lock")


@contextmanager
def forbidden(folder: Path) -> Iterator[None]:
    """Let this process read `folder` but not write to it, root or not."""
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    if root := os.getuid() == 0:
        os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.chmod(0o644)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user of the machine can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="needs another user")
def test_who_may_not_write_reads(public: Path) -> None:
    with closing(Store(public)) as writer:
        writer.create({"generation": "0", "layout": "test"})
    before = {path.name: path.read_bytes() for path in public.iterdir()}
    with closing(Store(public)) as reader, closing(Store(public)) as writer:
        with forbidden(public):
            with reader.snapshot():
                assert (reader.manifest("layout"), reader.generation) == ("test", 0)
            with pytest.raises(LibraryError, match=r"may not be .* written by this user"), reader.writing():
                pytest.fail("written")
        assert {path.name: path.read_bytes() for path in public.iterdir()} == before
        writer.transact(lambda _: writer.record({"layout": "while the writer lives"}))
        with forbidden(public):
            assert (reader.manifest("layout"), reader.generation) == ("while the writer lives", 1)
            with pytest.raises(LibraryError, match="written by this user"), readable(public):
                reader.transact(lambda _: None)
        writer.transact(lambda _: writer.record({"layout": "later"}))
        assert reader.manifest("layout") == "later"


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="needs another user")
def test_a_change_under_a_reader_without_a_share_in_it_is_told(public: Path) -> None:
    with closing(Store(public)) as writer:
        writer.create({"generation": "0", "layout": "test"})
    with closing(Store(public)) as reader, closing(Store(public)) as writer:
        with forbidden(public):
            assert reader.manifest("layout") == "test"
        with pytest.raises(LibraryBusy, match="changed while it was read"), reader.snapshot():
            writer.transact(lambda _: writer.record({"layout": "later"}))
        assert reader.manifest("layout") == "later"


def test_a_database_that_is_garbage_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(bytes(range(256)) * 64)
    with (
        closing(Store(tmp_path)) as store,
        pytest.raises(LibraryError, match="not a database"),
        readable(tmp_path),
    ):
        store.has_schema()


def test_times_are_utc_to_the_second() -> None:
    time = now()
    assert len(time) == len("2024-06-13T20:24:02+00:00")
    assert time.endswith("+00:00")
