"""One writer, many readers, all or nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
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


def test_what_the_system_says_becomes_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"cannot be opened: Permission denied\.$"), readable(tmp_path):
        raise PermissionError(13, "Permission denied")
    with pytest.raises(LibraryError, match=r"cannot be read .*malformed.* add again"), readable(tmp_path):
        raise sqlite3.DatabaseError("database disk image is malformed")
    with pytest.raises(LibraryError, match="as it is"), readable(tmp_path):
        raise LibraryError("as it is")


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
