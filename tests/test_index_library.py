"""Documents in, passages out, nothing lost: through errors, damage, other writers and kills."""

import errno
import hashlib
import inspect
import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import DocumentError, LibraryBusy, LibraryError, LibraryMismatch, LibraryMissing
from index.generations import Generations
from index.library import Library
from index.search import Found, search
from index.words import tokens

ROOT = Path(__file__).resolve().parent.parent
ANT = "螞蟻集團2023年研發投入達到211.9億元,聚焦人工智能和數據要素技術。董事長兼CEO井賢棟表示,面向未來仍要堅守初心。"
RAIN = "今天上午全市下了大雨,氣象台發布了暴雨黃色預警。下午天氣轉晴,氣溫回升到攝氏三十度。"
COOK = "紅燒肉要先把五花肉切成方塊,冷水下鍋焯去血沫。然後加冰糖炒出糖色,小火慢燉一個小時。"


@dataclass(frozen=True)
class HashedWords:
    """An encoder that counts hashed words: quick, and nearer where more words are shared."""

    name: str = "hashed"
    fingerprint: str = "hashed@1"
    dim: int = 64

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), self.dim), 1e-3, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for token in tokens(text):
                row[hashlib.sha256(token.stem.encode()).digest()[0] % self.dim] += 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


class Failing(HashedWords):
    """An encoder that fails on one word."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any("血沫" in text for text in texts):
            raise MemoryError("no room for the vectors")
        return super().embed_passages(texts)


@pytest.fixture(autouse=True)
def encoders(monkeypatch: pytest.MonkeyPatch) -> dict[str | None, HashedWords]:
    """What `load_embedder` gives for a name; None is the shipped one."""
    known: dict[str | None, HashedWords] = {
        None: HashedWords(),
        "other": HashedWords("other", "other@1", dim=32),
    }
    monkeypatch.setattr("index.library.load_embedder", lambda name=None: known[name])
    return known


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in (("ant.txt", ANT), ("cook.txt", COOK), ("rain.txt", RAIN)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as made:
        yield made


def sources(found: Sequence[Found]) -> list[str]:
    return [Path(each.source).name for each in found]


def state(library: Library) -> tuple[object, ...]:
    """All that can be seen of a library, its rankings among it."""
    documents = library.documents()
    return (
        documents,
        [library.document(info.id) for info in documents],
        [search(library, question) for question in ("研發投入", "下雨", "糖")],
        library.verify(),
    )


# --- adding, listing, removing ---------------------------------------------------------------------------------------


def test_a_document_added_is_listed_found_and_removed(library: Library, files: Path) -> None:
    report = library.add([files])
    assert [Path(info.source).name for info in report.added] == ["ant.txt", "cook.txt", "rain.txt"]
    assert (report.replaced, report.unchanged, report.failed) == ((), (), ())
    assert library.documents() == report.added
    assert sources(search(library, "螞蟻集團的研發投入是多少?"))[0] == "ant.txt"
    ant = report.added[0]
    assert (ant.characters, ant.passages >= 1) == (len(ANT), True)
    assert library.remove([ant.id]) == (ant,)
    assert library.documents() == report.added[1:]
    assert set(sources(search(library, "螞蟻集團的研發投入是多少?", k=50))) == {"cook.txt", "rain.txt"}
    assert library.verify() == ()
    with pytest.raises(LibraryError, match=f"no document '{ant.id}'"):
        library.document(ant.id)


def test_an_empty_library_finds_nothing_and_is_sound(library: Library) -> None:
    assert library.empty
    assert library.documents() == ()
    assert search(library, "研發") == ()
    assert library.verify() == ()


def test_removing_everything_leaves_nothing_to_find(library: Library, files: Path) -> None:
    library.add([files])
    library.remove([info.id for info in library.documents()])
    assert library.documents() == ()
    assert search(library, "螞蟻集團的研發投入", k=50) == ()
    assert library.verify() == ()
    assert not library.empty


def test_a_library_closed_and_opened_is_the_same(library: Library, files: Path) -> None:
    library.add([files])
    before = state(library)
    library.close()
    with Library.open(library.path) as again:
        assert state(again) == before


def test_the_same_text_again_is_unchanged(library: Library, files: Path) -> None:
    added = library.add([files]).added
    before = state(library)
    report = library.add([files])
    assert (report.added, report.replaced, report.unchanged) == ((), (), added)
    assert state(library) == before


def test_a_new_text_under_a_known_path_replaces_the_old(library: Library, files: Path) -> None:
    old = library.add([files]).added[0]
    (files / "ant.txt").write_text(ANT.replace("211.9", "888.8"), encoding="utf-8")
    report = library.add([files / "ant.txt"])
    [new] = report.replaced
    assert (report.added, report.unchanged, new.source) == ((), (), old.source)
    assert new.id != old.id
    assert [info.source for info in library.documents()].count(old.source) == 1
    found = search(library, "研發投入達到211.9億元", k=50)
    assert not any("211.9" in each.passage.text for each in found)
    assert "888.8" in found[0].passage.text
    assert library.verify() == ()


def test_files_of_one_name_in_two_folders_are_two_documents(
    library: Library, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = []
    for folder, text in (("one", ANT), ("two", RAIN), ("three", RAIN)):
        (files / folder).mkdir()
        (files / folder / "notes.txt").write_text(text, encoding="utf-8")
        monkeypatch.chdir(files / folder)
        [info] = library.add([Path("notes.txt")]).added
        assert info.source == "notes.txt"
        ids.append(info.id)
    assert [info.id for info in library.documents()] == ids
    assert len(set(ids)) == 3


def test_a_file_is_known_again_however_it_is_named(
    library: Library, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [ant] = library.add([files / "ant.txt"]).added
    monkeypatch.chdir(files)
    (files.parent / "link").symlink_to(files)
    names = (Path("ant.txt"), files / ".." / "files" / "ant.txt", files.parent / "link" / "ant.txt")
    for name in names:
        assert library.add([name]).unchanged == (ant,)
    assert library.add([names[0]], relative_to=Path()).unchanged == (ant,)
    (files / "ant.txt").write_text(COOK, encoding="utf-8")
    [replaced] = library.add([names[1]]).replaced
    assert library.documents() == (replaced,)
    (files / "ant.txt").write_text(ANT, encoding="utf-8")
    assert library.add([names[2]]).replaced[0].id == ant.id


def test_a_file_added_under_a_shorter_name_keeps_its_id_wherever_it_lies(
    library: Library, files: Path
) -> None:
    [ant] = library.add([files / "ant.txt"], relative_to=files).added
    assert ant.id == hashlib.sha256(f"ant.txt\n{ANT}".encode()).hexdigest()[:16]
    assert library.add([files / "ant.txt"]).unchanged == (ant,)
    moved = files.parent / "moved"
    files.rename(moved)
    assert library.add([moved / "ant.txt"], relative_to=moved).unchanged == (ant,)


def test_a_passage_is_a_slice_of_its_document(library: Library, files: Path) -> None:
    (files / "long.md").write_text(
        "# 標題\n\n" + f"{ANT}😀{RAIN}\n\n" * 12 + "e\u0301nd.\n", encoding="utf-8"
    )
    library.add([files])
    found = search(library, "研發投入", k=100)
    assert len(found) > 5
    for each in found:
        document = library.document(each.passage.document)
        assert document.text[each.passage.start : each.passage.end] == each.passage.text != ""
        assert (each.source, each.title) == (document.source, document.title)
        for start, end, cosine in each.windows:
            assert 0 <= start < end <= len(each.passage.text)
            assert -1.001 <= cosine <= 1.001


def test_a_stored_document_comes_back_whole(library: Library, files: Path) -> None:
    from index.load import load

    library.add([files])
    for info in library.documents():
        assert library.document(info.id) == load(Path(info.source))


def test_a_file_that_fails_is_reported_and_the_others_go_in(library: Library, files: Path) -> None:
    (files / "binary.txt").write_bytes(bytes(range(256)))
    (files / "empty.txt").write_bytes(b"")
    report = library.add([files])
    assert [Path(info.source).name for info in report.added] == ["ant.txt", "cook.txt", "rain.txt"]
    assert [Path(path).name for path, _ in report.failed] == ["binary.txt", "empty.txt"]
    assert all(sentence.endswith(".") and sentence for _, sentence in report.failed)


def test_a_path_that_is_not_there_adds_nothing(library: Library, files: Path) -> None:
    with pytest.raises(DocumentError, match=r"none\.txt"):
        library.add([files, files / "none.txt"])
    assert library.documents() == ()


def test_a_source_is_recorded_relative_where_asked(library: Library, files: Path) -> None:
    report = library.add([files / "ant.txt"], relative_to=files.parent)
    assert report.added[0].source == "files/ant.txt"
    report = library.add([files / "rain.txt"], relative_to=Path("/nowhere"))
    assert report.added[0].source == (files / "rain.txt").as_posix()


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are UTF-8 there")
def test_a_file_whose_name_is_no_utf8_goes_in(library: Library, files: Path) -> None:
    for name in (b"\xff.txt", b"\xfe.txt"):
        (files / os.fsdecode(name)).write_text(RAIN, encoding="utf-8")
    assert len(library.add([files]).added) == 5


def test_progress_names_each_file(library: Library, files: Path) -> None:
    said: list[str] = []
    library.add([files], progress=said.append)
    assert len(said) == 3 and "ant.txt" in said[0] and "1 of 3" in said[0]


def test_removing_is_all_or_none(library: Library, files: Path) -> None:
    first = library.add([files]).added[0]
    before = state(library)
    with pytest.raises(LibraryError, match="no document nothing: nothing was removed"):
        library.remove([first.id, "nothing"])
    assert state(library) == before
    assert library.remove([first.id, first.id]) == (first,)


# --- errors in the middle --------------------------------------------------------------------------------------------


def test_an_add_that_fails_inside_leaves_the_library_as_it_was(library: Library, files: Path) -> None:
    library.add([files / "ant.txt"])
    before = state(library)
    library._embedder = Failing()
    with pytest.raises(MemoryError):
        library.add([files / "cook.txt"])
    assert state(library) == before
    library._embedder = HashedWords()
    assert len(library.add([files / "cook.txt"]).added) == 1
    assert library.verify() == ()


def test_a_replacement_that_fails_keeps_the_old_text(library: Library, files: Path) -> None:
    library.add([files / "ant.txt"])
    before = state(library)
    (files / "ant.txt").write_text(COOK, encoding="utf-8")
    library._embedder = Failing()
    with pytest.raises(MemoryError):
        library.add([files / "ant.txt"])
    library._embedder = HashedWords()
    assert state(library) == before


def test_what_went_in_before_a_failure_stays_and_is_found(library: Library, files: Path) -> None:
    library._embedder = Failing()
    with pytest.raises(MemoryError):
        library.add([files])
    library._embedder = HashedWords()
    assert [Path(info.source).name for info in library.documents()] == ["ant.txt"]
    assert sources(search(library, "研發投入")) == ["ant.txt"]


class Interrupted(HashedWords):
    """An encoder in the middle of which Ctrl+C is pressed."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any("血沫" in text for text in texts):
            raise KeyboardInterrupt
        return super().embed_passages(texts)


def test_what_went_in_before_ctrl_c_is_whole(library: Library, files: Path) -> None:
    library._embedder = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        library.add([files])
    library._embedder = HashedWords()
    assert len(library.documents()) == 1
    assert library.verify() == ()


def test_the_next_write_mends_the_vectors_file_whatever_it_does(library: Library, files: Path) -> None:
    library.add([files])
    vectors_file(library).unlink()
    assert library.verify() != ()
    library.add([files])
    assert library.verify() == ()


def test_a_rebuild_that_fails_leaves_the_library_as_it_was(
    library: Library, files: Path, encoders: dict[str | None, HashedWords]
) -> None:
    library.add([files])
    before = state(library)
    encoders["other"] = Failing("other", "other@1", dim=32)
    with pytest.raises(MemoryError):
        library.rebuild(embedder_name="other")
    assert state(library) == before
    library.close()
    with Library.open(library.path) as again:
        assert state(again) == before


# --- other processes and threads -------------------------------------------------------------------------------------


def test_a_second_writer_is_told_who_writes(library: Library, files: Path) -> None:
    library.add([files / "ant.txt"])
    [info] = library.documents()
    with Library.open(library.path) as other, library._store.writing():
        for change in (
            lambda: other.add([files]),
            lambda: other.remove([info.id]),
            lambda: other.rebuild(),
        ):
            with pytest.raises(LibraryBusy, match=f"process {os.getpid()} "):
                change()
        assert sources(search(other, "研發投入")) == ["ant.txt"]
    assert library.documents() == (info,)


def test_readers_see_whole_states_while_a_writer_adds(library: Library, files: Path) -> None:
    library.add([files / "ant.txt"])
    texts = {f"note{n}.txt": f"第{n}號備忘錄。研發投入達到{n}.5億元,會議在星期{n}舉行。" for n in range(12)}
    for name, text in texts.items():
        (files / name).write_text(text, encoding="utf-8")
    texts["ant.txt"] = ANT
    done, problems, seen = threading.Event(), [], []

    def read(reader: Library) -> None:
        try:
            while not done.is_set():
                found = search(reader, "研發投入達到多少億元?", k=50)
                names = sources(found)
                assert len(set(names)) == len(names) >= 1
                assert all(each.passage.text == texts[name] for each, name in zip(found, names, strict=True))
                assert set(names) == {"ant.txt", *(f"note{n}.txt" for n in range(len(names) - 1))}
                seen.append(len(names))
        except BaseException as error:
            problems.append(error)

    with Library.open(library.path) as elsewhere:
        threads = [threading.Thread(target=read, args=(each,)) for each in (library, library, elsewhere)]
        for thread in threads:
            thread.start()
        for number in range(12):
            library.add([files / f"note{number}.txt"])
            assert f"note{number}.txt" in sources(search(library, f"第{number}號備忘錄", k=50))
        done.set()
        for thread in threads:
            thread.join()
    assert problems == []
    assert seen and library.verify() == ()


def test_a_change_by_another_is_seen_at_the_next_question(library: Library, files: Path) -> None:
    library.add([files / "ant.txt"])
    assert sources(search(library, "下雨")) == ["ant.txt"]
    with Library.open(library.path) as other:
        other.add([files / "rain.txt"])
        assert sources(search(library, "暴雨預警", k=1)) == ["rain.txt"]
        other.remove([library.documents()[0].id])
    assert sources(search(library, "研發投入")) == ["rain.txt"]


ADDER = """
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
import hashlib
import numpy as np
from numpy.typing import NDArray
from index.library import Library
from index.words import tokens
{embedder}
folder, start = Path(sys.argv[1]), int(sys.argv[2])
with Library.open(folder / "library", create=True) as library:
    library._embedder = HashedWords()
    for number in range(start, start + 1000):
        path = folder / f"note{{number}}.txt"
        path.write_text(f"第{{number}}號備忘錄。研發投入達到{{number}}.5億元,會議照常舉行。", encoding="utf-8")
        [info] = library.add([path]).added
        print(number, info.id, flush=True)
"""


def killed_while_adding(folder: Path, *, start: int, after: float) -> dict[int, str]:
    """Kill a process that adds documents, `after` seconds from its first; return what it acknowledged."""
    code = ADDER.format(embedder=inspect.getsource(HashedWords))
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(start)], stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], 30)[0], "the process never added anything"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().decode()
    lines = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL and lines
    return {int(number): identity for number, identity in lines}


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(7)
    acknowledged: dict[int, str] = {}
    for round_ in range(4):
        acknowledged |= killed_while_adding(tmp_path, start=1000 * round_, after=chance.uniform(0, 0.3))
        with Library.open(tmp_path / "library") as library:
            ids = {info.id for info in library.documents() if "after" not in info.source}
            assert set(acknowledged.values()) <= ids
            assert len(ids) <= len(acknowledged) + round_ + 1
            for number in chance.sample(sorted(acknowledged), min(5, len(acknowledged))):
                found = search(library, f"第{number}號備忘錄 {number}.5億元", k=3)
                assert acknowledged[number] in [each.passage.document for each in found]
            assert [p for p in library.verify() if "vector index file" not in p] == []
            (tmp_path / "after.txt").write_text(f"{round_}:{RAIN}", encoding="utf-8")
            library.add([tmp_path / "after.txt"])
            assert library.verify() == ()


# --- opening ---------------------------------------------------------------------------------------------------------


def test_there_is_nothing_to_open(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match="yinzheng add FILE --library"):
        Library.open(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_library(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text", encoding="utf-8")
    for create in (False, True):
        with pytest.raises(LibraryError, match="is a file"):
            Library.open(tmp_path / "file", create=create)
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library.open(tmp_path / "file" / "library", create=True)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "text"


def test_a_place_that_may_not_be_looked_into_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "exists", closed)
    with pytest.raises(LibraryError, match="by this user"):
        Library.open(tmp_path / "library")


def foreign(folder: Path) -> Path:
    with closing(sqlite3.connect(folder / "library.db")) as other:
        other.execute("CREATE TABLE books (title TEXT)")
        other.execute("INSERT INTO books VALUES ('三國演義')")
        other.commit()
    return folder / "library.db"


@pytest.mark.parametrize("create", [False, True])
def test_another_programs_database_is_refused(tmp_path: Path, create: bool) -> None:
    foreign(tmp_path)
    with pytest.raises(LibraryError, match="no Yinzheng library"):
        Library.open(tmp_path, create=create)


def test_another_programs_database_is_left_as_it_was(tmp_path: Path) -> None:
    database = foreign(tmp_path)
    before = database.read_bytes()
    with pytest.raises(LibraryError):
        Library.open(tmp_path, create=True)
    assert database.read_bytes() == before


@pytest.mark.parametrize("create", [False, True])
def test_garbage_is_refused_and_left(tmp_path: Path, create: bool) -> None:
    garbage = random.Random(1).randbytes(10_000)
    (tmp_path / "library.db").write_bytes(garbage)
    with pytest.raises(LibraryError, match="restore it, or remove the folder"):
        Library.open(tmp_path, create=create)
    assert (tmp_path / "library.db").read_bytes() == garbage


@pytest.mark.parametrize("pragma", ["user_version", "journal_mode=WAL"])
def test_a_creation_cut_short_is_begun_again(tmp_path: Path, files: Path, pragma: str) -> None:
    with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as begun:
        begun.execute(f"PRAGMA {pragma}")
    with Library.open(tmp_path, create=True) as library:
        assert len(library.add([files]).added) == 3


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_database_cut_short_is_told_in_one_sentence(library: Library, files: Path, part: float) -> None:
    library.add([files])
    library.close()
    database = library.path / "library.db"
    database.write_bytes(database.read_bytes()[: int(database.stat().st_size * part)])
    try:
        with Library.open(library.path) as damaged:
            problems = damaged.verify()
    except LibraryError as error:
        assert "restore it" in str(error)
    else:
        assert problems != ()


@pytest.mark.parametrize("use", ["documents", "document", "add", "remove"])
def test_damage_met_while_working_is_told_in_one_sentence(library: Library, files: Path, use: str) -> None:
    (files / "long.txt").write_text(RAIN * 200, encoding="utf-8")
    library.add([files])
    library.close()
    database = library.path / "library.db"
    content = bytearray(database.read_bytes())
    for page in range(8192, len(content), 4096):
        content[page : page + 100] = b"\xff" * 100
    database.write_bytes(content)
    uses: dict[str, Callable[[], object]] = {
        "documents": library.documents,
        "document": lambda: library.document("0" * 16),
        "add": lambda: library.add([files]),
        "remove": lambda: library.remove(["0" * 16]),
    }
    with pytest.raises(LibraryError, match="malformed"):
        uses[use]()


def test_opening_with_create_keeps_what_is_there(library: Library, files: Path) -> None:
    library.add([files])
    with Library.open(library.path, create=True) as again:
        assert again.documents() == library.documents()


# --- encoders and layouts --------------------------------------------------------------------------------------------


def test_another_encoder_than_the_library_was_built_with_is_refused(library: Library, files: Path) -> None:
    library.add([files])
    with pytest.raises(LibraryMismatch, match=r"yinzheng rebuild --embedder other --library .*library"):
        Library.open(library.path, embedder_name="other")


def test_a_library_remembers_its_encoder(tmp_path: Path, files: Path) -> None:
    with Library.open(tmp_path / "library", embedder_name="other", create=True) as library:
        library.add([files])
        before = state(library)
    with Library.open(tmp_path / "library") as library:
        assert library.embedder.name == "other"
        assert state(library) == before


@pytest.mark.parametrize("failing", ["missing", "broken"])
def test_an_encoder_that_failed_before_anything_was_added_binds_no_one(
    tmp_path: Path, files: Path, encoders: dict[str | None, HashedWords], failing: str
) -> None:
    encoders["broken"] = Failing("broken", "broken@1", dim=32)
    with (
        Library.open(tmp_path / "library", embedder_name=failing, create=True) as library,
        pytest.raises((KeyError, MemoryError)),
    ):
        library.add([files / "cook.txt"])
    with Library.open(tmp_path / "library") as library:
        assert library.empty
        assert library.documents() == ()
        assert library.embedder.name == "hashed"
    with Library.open(tmp_path / "library", embedder_name="other") as library:
        library.add([files])
    with Library.open(tmp_path / "library") as library:
        assert library.embedder_name == library.embedder.name == "other"
    with pytest.raises(LibraryMismatch, match="was built by other, not by broken"):
        Library.open(tmp_path / "library", embedder_name="broken")


def test_another_version_of_the_encoder_asks_for_a_rebuild_and_gets_it(
    library: Library, files: Path, encoders: dict[str | None, HashedWords]
) -> None:
    library.add([files])
    documents = library.documents()
    library.close()
    encoders[None] = HashedWords(fingerprint="hashed@2", dim=48)
    with Library.open(library.path) as again:
        assert again.documents() == documents
        for use in (lambda: search(again, "研發"), lambda: again.add([files])):
            with pytest.raises(LibraryMismatch, match=f"yinzheng rebuild --library {library.path}"):
                use()
        again.rebuild()
        assert again.documents() == documents
        assert sources(search(again, "研發投入"))[0] == "ant.txt"
        assert again.verify() == ()
    with Library.open(library.path) as later:
        assert sources(search(later, "暴雨預警"))[0] == "rain.txt"


def test_a_rebuild_takes_another_encoder(library: Library, files: Path) -> None:
    library.add([files])
    said: list[str] = []
    library.rebuild(embedder_name="other", progress=said.append)
    assert len(said) == 3
    assert sources(search(library, "紅燒肉"))[0] == "cook.txt"
    with Library.open(library.path, embedder_name="other") as again:
        assert again.embedder.dim == 32
        assert state(again) == state(library)


def test_an_open_library_takes_the_encoder_of_a_rebuild_elsewhere(
    library: Library, files: Path, encoders: dict[str | None, HashedWords]
) -> None:
    library.add([files])
    search(library, "下雨")
    with Library.open(library.path) as other:
        other.rebuild(embedder_name="other")
        expected = state(other)
    assert state(library) == expected
    assert library.embedder.name == "other"
    with Library.open(library.path) as other:
        other.rebuild()
    encoders[None] = HashedWords(fingerprint="hashed@2")
    for use in (lambda: search(library, "下雨"), lambda: library.add([files])):
        with pytest.raises(LibraryMismatch, match=f"yinzheng rebuild --library {library.path}"):
            use()


def test_a_rebuild_with_the_same_encoder_changes_no_answer(library: Library, files: Path) -> None:
    library.add([files])
    before = state(library)
    library.rebuild()
    assert state(library) == before


def test_another_layout_asks_for_a_rebuild_and_gets_it(
    library: Library, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([files])
    before = state(library)
    monkeypatch.setattr("index.library.LAYOUT", "another/1/1")
    for use in (lambda: search(library, "研發"), lambda: library.add([files]), lambda: library.verify()):
        with pytest.raises(LibraryMismatch, match=f"yinzheng rebuild --library {library.path}"):
            use()
    library.rebuild()
    assert state(library) == before


def test_a_library_that_knew_documents_by_their_sources_is_rebuilt(library: Library, files: Path) -> None:
    library.add([files])
    before = state(library)
    library.close()
    with closing(sqlite3.connect(library.path / "library.db", isolation_level=None)) as older:
        older.execute("CREATE TABLE kept AS SELECT * FROM documents ORDER BY rowid")
        older.execute("DROP TABLE documents")
        older.execute(
            "CREATE TABLE documents (id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, "
            "byline TEXT NOT NULL, published TEXT NOT NULL, text TEXT NOT NULL, blocks TEXT NOT NULL, "
            "added TEXT NOT NULL)"
        )
        older.execute(
            "INSERT INTO documents SELECT id, source, title, byline, published, text, blocks, added FROM kept"
        )
        older.execute("DROP TABLE kept")
        older.execute("UPDATE manifest SET value = '1/1/1' WHERE key = 'layout'")
    with Library.open(library.path) as again:
        with pytest.raises(LibraryMismatch, match="yinzheng rebuild"):
            again.add([files])
        again.rebuild()
        assert state(again) == before
        assert len(again.add([files]).unchanged) == 3


def laid_out_before(library: Library, *, fields: tuple[str, ...], layout: str) -> None:
    """Give a library the word tables and the layout of an earlier version."""
    library.close()
    with closing(sqlite3.connect(library.path / "library.db", isolation_level=None)) as older:
        rows = older.execute("SELECT rowid, terms FROM lexical_words").fetchall()
        for field in ("words", "han"):
            for table in (f"{field}_terms", f"{field}_places", field, f"{field}_lengths"):
                older.execute(f"DROP TABLE lexical_{table}")
        for field in fields:
            older.execute(f"CREATE VIRTUAL TABLE lexical_{field} USING fts5(terms, tokenize='ascii')")
            older.execute(f"CREATE VIRTUAL TABLE lexical_{field}_terms USING fts5vocab(lexical_{field}, row)")
            older.executemany(f"INSERT INTO lexical_{field} (rowid, terms) VALUES (?, ?)", rows)
        if "chinese" in fields:
            older.execute(
                "CREATE VIRTUAL TABLE lexical_chinese_places USING fts5vocab(lexical_chinese, instance)"
            )
            older.execute("CREATE TABLE lexical_chinese_lengths (passage INTEGER PRIMARY KEY, terms INTEGER)")
        older.execute("UPDATE manifest SET value = ? WHERE key = 'layout'", (layout,))


def tables(library: Library) -> set[str]:
    with closing(sqlite3.connect(library.path / "library.db")) as opened:
        return {row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@pytest.mark.parametrize(
    ("fields", "layout"), [(("own", "bridge"), "2/1/1/1"), (("own", "chinese"), "2/1/1/2")]
)
def test_a_library_of_other_word_tables_is_rebuilt(
    library: Library, files: Path, fields: tuple[str, ...], layout: str
) -> None:
    library.add([files])
    before, laid_out = state(library), tables(library)
    laid_out_before(library, fields=fields, layout=layout)
    assert tables(library) != laid_out
    with Library.open(library.path) as again:
        [ant, *_] = again.documents()
        uses: tuple[Callable[[], object], ...] = (
            lambda: search(again, "研發"),
            lambda: again.add([files]),
            lambda: again.remove([ant.id]),
            lambda: again.verify(),
        )
        for use in uses:
            with pytest.raises(LibraryMismatch, match=f"yinzheng rebuild --library {library.path}"):
                use()
        assert again.documents() == library.documents()
        again.rebuild()
        assert state(again) == before
        assert tables(again) == laid_out
        assert sources(search(again, "螞蟻集團的研發投入是多少?"))[0] == "ant.txt"
        assert sources(search(again, "rainstorm warning"))[0] == "rain.txt"
        assert again.remove([ant.id]) == (ant,)
    with Library.open(library.path) as later:
        assert len(later.documents()) == 2
        assert later.verify() == ()


def test_a_rebuild_of_other_word_tables_that_fails_leaves_them(
    library: Library, files: Path, encoders: dict[str | None, HashedWords]
) -> None:
    library.add([files])
    before = state(library)
    laid_out_before(library, fields=("own", "bridge"), layout="2/1/1/1")
    laid_out = tables(library)
    encoders["failing"] = Failing("failing", "failing@1", dim=32)
    with Library.open(library.path) as again:
        with pytest.raises(MemoryError):
            again.rebuild(embedder_name="failing")
        assert tables(again) == laid_out
        again.rebuild()
        assert state(again) == before


# --- the vectors file ------------------------------------------------------------------------------------------------


def vectors_file(library: Library) -> Path:
    [path] = library.path.glob("vectors-*")
    return path


@pytest.mark.parametrize("damage", ["delete", "flip", "empty", "older"])
def test_a_vectors_file_lost_or_altered_changes_no_answer(library: Library, files: Path, damage: str) -> None:
    library.add([files / "ant.txt"])
    older = vectors_file(library).read_bytes()
    library.add([files])
    answers = state(library)[2]
    library.close()
    path = vectors_file(library)
    if damage == "delete":
        path.unlink()
    else:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes({"flip": bytes(data), "empty": b"", "older": older}[damage])
    with Library.open(library.path) as again:
        assert state(again)[2] == answers
        assert len(again.verify()) == 1 and "vector index file" in again.verify()[0]
        again.rebuild()
        assert again.verify() == ()


def test_one_vectors_file_is_kept(library: Library, files: Path) -> None:
    for name in ("ant.txt", "rain.txt", "cook.txt"):
        library.add([files / name])
    (library.path / "vectors-9.tmp").write_bytes(b"left by a crash")
    library.remove([library.documents()[0].id])
    assert vectors_file(library).name == f"vectors-{library._store.generation}.faiss"


# --- what is removed is gone -----------------------------------------------------------------------------------------

SECRET = ("饕餮魑魅", "魍魉", "xyzzyplugh", "98765.4321", "secret-plan.txt")
SECRET_TEXT = "計畫代號 Xyzzyplugh 的預算是98765.4321億元。負責人是饕餮魑魅,副手叫魍魉,他們在下雨天開會。"


def left_of_the_secret(library: Library) -> list[str]:
    content = b"".join(path.read_bytes() for path in library.path.iterdir() if path.is_file()).lower()
    return [word for word in SECRET if word.encode() in content]


@pytest.fixture
def secret(library: Library, files: Path) -> Path:
    path = files / "secret-plan.txt"
    path.write_text(SECRET_TEXT, encoding="utf-8")
    library.add([files])
    assert set(left_of_the_secret(library)) == set(SECRET)
    return path


def test_no_byte_of_a_removed_document_stays(library: Library, secret: Path) -> None:
    library.remove([info.id for info in library.documents() if info.source.endswith(secret.name)])
    assert left_of_the_secret(library) == []


def test_what_a_removal_cut_short_left_goes_at_the_next_write(
    library: Library, secret: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [secret_id] = [info.id for info in library.documents() if info.source.endswith(secret.name)]
    with monkeypatch.context() as crash:
        crash.setattr(Generations, "publish", lambda *_, **__: None)
        library.remove([secret_id])
    assert left_of_the_secret(library) != []
    library.close()
    with Library.open(library.path) as again:
        again.add([files / "ant.txt"])
        assert left_of_the_secret(again) == []
        assert again.verify() == ()


def test_words_a_reader_keeps_in_the_journal_go_at_the_next_write(
    library: Library, secret: Path, files: Path
) -> None:
    [secret_id] = [info.id for info in library.documents() if info.source.endswith(secret.name)]
    library._store.connection.execute("PRAGMA busy_timeout=1")
    with Library.open(library.path) as reader, reader.snapshot() as connection:
        connection.execute("SELECT * FROM documents").fetchone()
        library.remove([secret_id])
        assert library._store.manifest("purge") == "1"
    library.add([files / "ant.txt"])
    assert library._store.manifest("purge") == ""
    assert left_of_the_secret(library) == []


def test_no_byte_of_a_replaced_text_stays(library: Library, secret: Path) -> None:
    secret.write_text(RAIN, encoding="utf-8")
    library.add([secret])
    assert left_of_the_secret(library) == ["secret-plan.txt"]


def test_no_sentence_of_a_removed_document_stays(library: Library, secret: Path) -> None:
    library.remove([info.id for info in library.documents() if info.source.endswith(secret.name)])
    assert "secret-plan.txt" not in left_of_the_secret(library)
    content = b"".join(path.read_bytes() for path in library.path.iterdir())
    for sentence in SECRET_TEXT.split("。"):
        assert not sentence or sentence.encode() not in content
