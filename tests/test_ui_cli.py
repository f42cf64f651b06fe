"""The command line: what it prints where, with which exit code, and the sentence for every bad input."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rag.prompt import VERSION
from ui.cli import main

if TYPE_CHECKING:
    from index.library import Library

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]

ASK_KEYS = [
    *(
        "question",
        "understood",
        "understood_by",
        "language",
        "answer",
        "short_answer",
        "refused",
        "probability",
    ),
    *("claims", "citations", "passages", "parts", "answerer", "prompt", "note", "withheld", "seconds"),
]
PASSAGE_KEYS = ["document", "source", "start", "end", "score", "text"]
CITATION_KEYS = ["marker", "document", "source", "title", "page", "start", "end", "quote", "gloss"]
QUESTIONS = {
    "zh-Hant": "2023年螞蟻集團的研發投入是多少?",
    "zh-Hans": "蚂蚁森林种下了多少棵树?",
    "en": "How many mobile payment partners does Alipay+ connect?",
}
WEATHER = "What will the weather be in Hong Kong tomorrow?"
NOTE = "會議改到星期三下午四點,地點是三樓的大會議室,請各部門派一位同事參加。\n"


class Printed:
    """Run `main` in this process and keep what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *args: str | Path, stdin: bytes = b"") -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main([str(arg) for arg in args])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> Printed:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, environment[name])
    return Printed(capsys, monkeypatch)


@pytest.fixture
def article(seeds_library: "Library") -> str:
    """The folder of a library with the article."""
    return str(seeds_library.path)


@pytest.fixture
def notes(run: Printed, tmp_path: Path) -> Path:
    """A library with one short note, for tests that write."""
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    code, _, err = run("add", tmp_path / "note.txt", "--library", tmp_path / "notes")
    assert (code, err) == (0, "")
    return tmp_path / "notes"


def one_sentence(text: str) -> bool:
    """One line that ends like a sentence and shows no Python."""
    return (
        text.endswith("\n")
        and text.count("\n") == 1
        and text.rstrip()[-1] in ".。"
        and not re.search(r"Traceback|Error\b|Errno|wrong inside", text)
        and len(text) < 500
    )


# --- answers ---


@pytest.mark.parametrize(("language", "question"), QUESTIONS.items())
def test_an_answer_has_the_keys_of_the_contract(
    run: Printed, article: str, seeds_library: "Library", language: str, question: str
) -> None:
    code, out, err = run("ask", "--json", question, "--library", article)
    assert (code, err, out.count("\n")) == (0, "", 1)
    answer = json.loads(out)
    assert list(answer) == ASK_KEYS
    assert answer["question"] == question
    assert answer["language"] == language
    assert answer["refused"] is False
    assert (answer["answerer"], answer["prompt"]) == ("reader", None)
    assert 0 < len(answer["short_answer"]) <= 60
    assert set(answer["seconds"]) == {"retrieve", "answer"}
    assert answer["claims"] and answer["citations"] and answer["passages"]
    for claim in answer["claims"]:
        assert list(claim) == ["text", "verdict", "citations", "reason", "fault"]
        assert claim["verdict"] in {"supported", "figure mismatch", "unsupported"}
        assert all(f"[{marker}]" in answer["answer"] for marker in claim["citations"])
    for marker, citation in enumerate(answer["citations"], start=1):
        assert list(citation) == CITATION_KEYS
        assert citation["marker"] == marker
        text = seeds_library.document(citation["document"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        if answer["language"] == "en":
            assert "".join(source for source, _ in citation["gloss"]) == citation["quote"]
        else:
            assert citation["gloss"] is None
    for passage in answer["passages"]:
        assert list(passage) == PASSAGE_KEYS
        assert (
            seeds_library.document(passage["document"]).text[passage["start"] : passage["end"]]
            == passage["text"]
        )


def test_words_are_printed_one_by_one_when_asked_for(run: Printed, article: str) -> None:
    asked = ("ask", "How much did Ant spend on R&D in 2023?", "--library", article)
    _, plain, _ = run(*asked)
    code, glossed, err = run(*asked, "--gloss")
    assert (code, err) == (0, "")
    assert "211.9億元 RMB 21.19 billion · " in glossed
    assert [line for line in glossed.splitlines() if line and " · " not in line] == [
        line for line in plain.splitlines() if line
    ]


def test_a_refusal_is_done_and_says_so(run: Printed, article: str) -> None:
    code, out, err = run("ask", "--json", WEATHER, "--library", article)
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert list(answer) == ASK_KEYS
    assert answer["refused"] is True
    assert answer["short_answer"] is None
    assert answer["passages"]


def test_the_language_of_the_answer_can_be_set(run: Printed, article: str) -> None:
    _, out, _ = run("ask", "--json", "--lang", "en", QUESTIONS["zh-Hant"], "--library", article)
    assert json.loads(out)["language"] == "en"


def test_an_answer_for_people_has_its_citations_and_no_markup(run: Printed, article: str) -> None:
    code, out, err = run("ask", QUESTIONS["en"], "--library", article)
    assert (code, err) == (0, "")
    assert "25" in out
    assert re.search(r"^\[1\] .+ — seeds/.+\.txt:\d+–\d+$", out, re.MULTILINE)
    assert "**" not in out and "\x1b" not in out


def test_a_refusal_for_people_says_so(run: Printed, article: str) -> None:
    code, out, _ = run("ask", WEATHER, "--library", article)
    assert code == 0
    assert re.search("don’t say|do not say|not mention|Nothing in|leave this out", out)


def test_search_shows_passages_alone(run: Printed, article: str) -> None:
    code, out, err = run("search", "--json", "-k", "3", QUESTIONS["zh-Hant"], "--library", article)
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == ["question", "passages"]
    assert len(found["passages"]) == 3
    assert all(list(passage) == PASSAGE_KEYS for passage in found["passages"])
    scores = [passage["score"] for passage in found["passages"]]
    assert scores == sorted(scores, reverse=True)
    code, out, _ = run("search", "-k", "2", QUESTIONS["zh-Hant"], "--library", article)
    assert code == 0
    assert re.findall(r"^(\d)\. \d\.\d\d  ", out, re.MULTILINE) == ["1", "2"]


# --- one question a line ---


def test_lines_come_back_in_order_with_bad_ones_in_their_place(run: Printed, article: str) -> None:
    lines = [QUESTIONS["en"], "", "🙂🙂", WEATHER, "日本の首都はどこですか?", QUESTIONS["zh-Hans"]]
    stdin = "\ufeff".encode() + "\n".join(lines).encode() + b"\n\xe8\x9e\n" + QUESTIONS["zh-Hant"].encode()
    code, out, err = run("ask", "--json", "-", "--library", article, stdin=stdin)
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert one_sentence(err)
    assert "4 of 8" in err
    assert [answer["question"] for answer in answers[:6]] == lines
    assert answers[6]["question"] == "\ufffd\ufffd"
    assert answers[7]["question"] == QUESTIONS["zh-Hant"]
    assert [list(answer) == ["question", "error"] for answer in answers] == [
        *(False, True, True, False),
        *(True, False, True, False),
    ]
    assert all(one_sentence(answer["error"] + "\n") for answer in answers if "error" in answer)


def test_lines_for_search(run: Printed, article: str) -> None:
    stdin = "\r\n".join(QUESTIONS.values()).encode()
    code, out, err = run("search", "-", "--json", "-k", "1", "--library", article, stdin=stdin)
    found = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [answer["question"] for answer in found] == list(QUESTIONS.values())
    assert all(len(answer["passages"]) == 1 for answer in found)


def test_no_lines_are_no_answers(run: Printed, article: str) -> None:
    assert run("ask", "--json", "-", "--library", article) == (0, "", "")


def test_an_answer_is_written_before_the_next_line_is_read(environment: dict[str, str], article: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ui", "ask", "--json", "-", "--library", article],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    ) as process:  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        for question in QUESTIONS.values():
            process.stdin.write(question.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question
        process.stdin.close()
        assert process.wait(timeout=30) == 0


# --- bad questions ---

BAD_QUESTIONS = {
    "empty": "",
    "white space": " \t\u3000\n ",
    "100,000 characters": "螞蟻" * 50_000,
    "a lone surrogate": "螞蟻\udce8集團?",
    "only lone surrogates": "\ud83d\ud83d",
    "emoji": "🙂🐜🌲",
    "Japanese": "日本の首都はどこですか?",
    "French": "Combien d'arbres ont été plantés par la forêt ?",
    "control characters": "\x00\x07\x1b\x7f",
    "punctuation": "???!…。",
}


@pytest.mark.parametrize("question", BAD_QUESTIONS.values(), ids=BAD_QUESTIONS.keys())
@pytest.mark.parametrize("command", [("ask",), ("ask", "--json"), ("search",)], ids=" ".join)
def test_a_bad_question_gets_one_sentence(
    run: Printed, article: str, command: tuple[str, ...], question: str
) -> None:
    code, out, err = run(*command, question, "--library", article)
    assert (code, out) == (1, "")
    assert one_sentence(err)


def test_bytes_that_are_no_text_get_one_sentence(yinzheng: Run, article: str) -> None:
    done = yinzheng("ask", b"\xe8\x9e\xff?", "--library", article)
    assert (done.returncode, done.stdout) == (1, "")
    assert one_sentence(done.stderr)


def test_a_question_is_utf_8_whatever_the_locale(environment: dict[str, str], article: str) -> None:
    plain = environment | {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    question = os.fsdecode(QUESTIONS["zh-Hant"].encode())
    command = [sys.executable, "-m", "ui", "ask", "--json", question, "--library", article]
    done = subprocess.run(command, capture_output=True, env=plain, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["question"] == QUESTIONS["zh-Hant"]


def test_control_characters_in_a_question_never_reach_the_terminal(run: Printed, article: str) -> None:
    code, out, err = run("ask", "\x1b]0;owned\x07" + QUESTIONS["en"], "--library", article)
    assert code == 0
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", out + err)


# --- usage ---


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["ask"],
        ["nonsense"],
        ["ask", "x", "--top-k", "0"],
        ["ask", "x", "--top-k", "51"],
        ["ask", "x", "--top-k", "five"],
        ["ask", "x", "--top-k", "²"],
        ["ask", "x", "--top-k", "9" * 5000],
        ["ask", "x", "--lang", "fr"],
        ["ask", "x", "--lib", "somewhere"],
        ["ask", "x", "--llm", "openai:#m"],
        ["ask", "x", "--llm", "openai:http://127.0.0.1:1"],
        ["ask", "x", "--llm-seconds", "0"],
        ["ask", "x", "--llm", ""],
        ["chat", "--port", "65536"],
        ["add"],
        ["remove"],
        ["eval"],
    ],
)
def test_what_does_not_fit_is_usage(run: Printed, args: list[str]) -> None:
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and "Traceback" not in err


def test_help_and_version_are_results(yinzheng: Run) -> None:
    shown = yinzheng("--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    for command in ("ask", "search", "add", "remove", "list", "verify", "rebuild", "chat", "eval"):
        assert re.search(rf"^    {command} ", shown.stdout, re.MULTILINE)
        assert yinzheng(command, "--help").returncode == 0
    version = yinzheng("--version")
    assert version.returncode == 0
    assert version.stdout.startswith("yinzheng ")


# --- libraries ---


@pytest.mark.parametrize(
    "command",
    [("ask", "螞蟻?"), ("search", "螞蟻?"), ("list",), ("verify",), ("rebuild",), ("remove", "x"), ("chat",)],
)
def test_a_library_that_is_not_there(run: Printed, tmp_path: Path, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "--library", tmp_path / "none")
    assert (code, out) == (1, "")
    assert one_sentence(err.replace("Opening the library and the page …\n", "").replace("Closed.\n", ""))
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", [("ask", "螞蟻?"), ("list",), ("add", "PATH")])
def test_a_library_that_is_a_file(run: Printed, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("not a library", encoding="utf-8")
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    args = [str(tmp_path / "note.txt") if arg == "PATH" else arg for arg in command]
    code, out, err = run(*args, "--library", tmp_path / "file")
    assert (code, out) == (1, "")
    assert one_sentence(err)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "not a library"


def test_with_no_library_named_it_is_the_article(yinzheng: Run) -> None:
    done = yinzheng("list", "--json")
    assert done.returncode == 0, done.stderr
    (document,) = json.loads(done.stdout)["documents"]
    assert document["source"].startswith("seeds/")
    assert set(document) == {"id", "title", "source", "passages", "characters", "added"}


def test_add_list_remove_verify_rebuild(run: Printed, notes: Path, tmp_path: Path) -> None:
    code, out, _ = run("list", "--json", "--library", notes)
    (document,) = json.loads(out)["documents"]
    assert (code, document["characters"], document["passages"]) == (0, len(NOTE), 1)
    code, out, _ = run("add", tmp_path / "note.txt", "--json", "--library", notes)
    again = json.loads(out)
    assert code == 0
    assert set(again) == {"added", "replaced", "unchanged", "failed"}
    assert [info["id"] for info in again["unchanged"]] == [document["id"]]
    code, out, _ = run("list", "--library", notes)
    assert code == 0
    assert out.splitlines()[0].split() == ["ID", "PASSAGES", "CHARACTERS", "ADDED", "TITLE", "SOURCE"]
    assert out.splitlines()[1].startswith(document["id"])
    code, out, _ = run("rebuild", "--library", notes)
    assert (code, out) == (0, "Rebuilt 1 document, 1 passage.\n")
    code, out, _ = run("verify", "--library", notes)
    assert (code, out) == (0, "The library is sound: 1 document.\n")
    code, out, err = run("remove", document["id"], "no-such", "--library", notes)
    assert (code, out) == (1, "")
    assert one_sentence(err)
    code, out, _ = run("remove", document["id"], "--library", notes)
    assert code == 0
    assert out.startswith(f"Removed {document['id']}: ")
    code, out, _ = run("list", "--library", notes)
    assert (code, "empty" in out) == (0, True)


def test_verify_finds_a_lost_index_and_rebuild_mends_it(run: Printed, notes: Path) -> None:
    for file in notes.glob("vectors-*.faiss"):
        file.write_bytes(b"not an index")
    code, out, err = run("verify", "--library", notes)
    assert code == 1
    assert out and one_sentence(err)
    assert run("rebuild", "--library", notes)[0] == 0
    assert run("verify", "--library", notes)[0] == 0


# --- documents ---


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "big5", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_in_any_of_these_encodings_is_read(run: Printed, tmp_path: Path, encoding: str) -> None:
    article = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    text = "".join(char for char in article if char.encode(encoding, errors="ignore"))[:3000]
    (tmp_path / "文件.txt").write_bytes(text.encode(encoding))
    code, _, err = run("add", tmp_path / "文件.txt", "--library", tmp_path / "library")
    assert (code, err) == (0, "")
    code, out, _ = run("search", "--json", "2023年研發投入是多少?", "--library", tmp_path / "library")
    assert code == 0
    assert any("211.9億元" in passage["text"] for passage in json.loads(out)["passages"])


def _bad_documents(folder: Path) -> Iterator[tuple[str, Path]]:
    (folder / "empty.txt").write_bytes(b"")
    yield "empty", folder / "empty.txt"
    (folder / "blank.txt").write_text(" \n\n\t\u3000\n", encoding="utf-8")
    yield "blank", folder / "blank.txt"
    (folder / "binary.txt").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40)
    yield "binary", folder / "binary.txt"
    (folder / "zeros.txt").write_bytes(b"\0" * 4096)
    yield "zeros", folder / "zeros.txt"
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    yield "picture", folder / "picture.png"
    yield "missing", folder / "missing.txt"
    (folder / "folder").mkdir()
    yield "empty folder", folder / "folder"
    os.mkfifo(folder / "pipe.txt")
    yield "pipe", folder / "pipe.txt"
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    yield "a link to itself", folder / "loop.txt"


def test_a_bad_document_gets_one_sentence_and_the_library_stays_as_it_was(
    run: Printed, notes: Path, tmp_path: Path
) -> None:
    before = run("list", "--json", "--library", notes)
    bad = tmp_path / "bad"
    bad.mkdir()
    for what, path in _bad_documents(bad):
        code, out, err = run("add", path, "--library", notes)
        assert (code, out) == (1, ""), what
        assert one_sentence(err), f"{what}: {err}"
        assert path.name in err, what
        assert run("list", "--json", "--library", notes) == before, what
    assert run("verify", "--library", notes)[0] == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(run: Printed, notes: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(NOTE, encoding="utf-8")
    (tmp_path / "secret.txt").chmod(0)
    code, out, err = run("add", tmp_path / "secret.txt", "--library", notes)
    assert (code, out) == (1, "")
    assert one_sentence(err)


def test_one_bad_document_does_not_keep_the_others_out(run: Printed, notes: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "second.txt").write_text("年假申請要在兩個星期前提出。\n", encoding="utf-8")
    code, out, err = run("add", tmp_path / "empty.txt", tmp_path / "second.txt", "--json", "--library", notes)
    report = json.loads(out)
    assert code == 1
    assert one_sentence(err)
    assert [len(report[what]) for what in ("added", "replaced", "unchanged", "failed")] == [1, 0, 0, 1]
    assert set(report["failed"][0]) == {"path", "error"}


# --- evaluation ---


def test_eval_scores_a_question_set(run: Printed, article: str, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": "rd",
            "questions": {"zh-Hant": QUESTIONS["zh-Hant"], "en": "How much did Ant spend on R&D in 2023?"},
            "answers": ["211.9億", "21.19 billion"],
            "evidence": ["年度研發投入達到211.9億元", "2023年達到211.9億元"],
            "answerable": True,
        },
        {"id": "w", "questions": {"en": WEATHER}, "answers": [], "evidence": [], "answerable": False},
        {
            "id": "gold",
            "questions": {"en": QUESTIONS["en"]},
            "answers": ["no such answer"],
            "evidence": ["no such evidence"],
            "answerable": True,
        },
    ]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    code, out, err = run("eval", path, "--json", "--failures", "--library", article)
    report = json.loads(out)
    assert code == 0
    # On a busy machine it says what it is doing.
    assert all(line.startswith("Asking question ") for line in err.splitlines())
    assert set(report) == {"questions", "rates", "failures"}
    assert list(report["rates"]) == ["zh-Hant", "zh-Hans", "en", "all"]
    gold = report["rates"]["all"]["answer contains a gold answer"]
    assert set(gold) == {"hits", "n", "value", "low", "high"}
    assert (gold["hits"], gold["n"]) == (2, 3)
    assert report["rates"]["zh-Hans"]["answer contains a gold answer"]["value"] is None
    failures = {failure["id"]: failure for failure in report["failures"]}
    assert "answer contains a gold answer" in failures["gold"]["wrong"]
    code, out, err = run("eval", path, "--failures", "--library", article)
    assert code == 0
    assert out.startswith("| right of asked | zh-Hant | zh-Hans | en | all |\n")
    assert f"gold [en] {QUESTIONS['en']} → " in err


def test_eval_names_the_malformed_line(run: Printed, article: str, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('\n{"id": "x"}\n', encoding="utf-8")
    code, out, err = run("eval", path, "--library", article)
    assert (code, out) == (1, "")
    assert one_sentence(err) and "Line 2" in err


# --- when things go wrong ---


def test_the_unexpected_is_one_sentence_too(
    run: Printed, monkeypatch: pytest.MonkeyPatch, article: str
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr("index.library.Library.open", explode)
    code, out, err = run("list", "--library", article)
    assert (code, out) == (1, "")
    assert err == (
        "Something went wrong inside Yinzheng (ZeroDivisionError): division by zero; "
        "run with YINZHENG_DEBUG=1 for the traceback.\n"
    )
    monkeypatch.setenv("YINZHENG_DEBUG", "1")
    assert "Traceback" in run("list", "--library", article)[2]


def test_ctrl_c_ends_with_a_sentence(run: Printed, monkeypatch: pytest.MonkeyPatch, article: str) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.library.Library.open", interrupt)
    assert run("list", "--library", article) == (1, "", "Stopped before it was done.\n")


def test_a_reader_that_has_gone_is_no_traceback(environment: dict[str, str], article: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "ui", "list", "--library", article],
            stdout=writing, stderr=subprocess.PIPE, env=environment, timeout=60,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_one_sentence(environment: dict[str, str], article: str, unbuffered: str) -> None:
    known = environment | {"PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "ui", "list", "--library", article]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=known, timeout=60)
    assert done.returncode == 1
    assert one_sentence(done.stderr.decode("utf-8"))


# --- with a language model ---

SAID = ["螞蟻集團2023年研發投入", "達到211.9億元", "[1]。"]


def test_a_model_of_a_server_answers_and_is_checked(run: Printed, chat_server: Any) -> None:
    chat_server.says = [*SAID, "螞蟻集團在2023年的研發投入為119.2億元[1]。"]
    code, out, _ = run("ask", QUESTIONS["zh-Hant"], "--llm", chat_server.spec, "--json")
    assert code == 0
    answer = json.loads(out)
    assert (answer["answerer"], answer["prompt"]) == ("llm:scripted", VERSION)
    assert [claim["verdict"] for claim in answer["claims"]] == ["supported", "figure mismatch"]
    assert answer["claims"][1]["fault"] == "119.2億元"
    assert "211.9億元" in answer["citations"][0]["quote"]
    assert "119.2" not in answer["answer"]
    assert answer["short_answer"] == "211.9億元"
    told = chat_server.asked[0]["messages"]
    assert told[-1]["content"].endswith(QUESTIONS["zh-Hant"])


def test_what_is_withheld_is_shown_as_withheld(run: Printed, chat_server: Any) -> None:
    chat_server.says = [*SAID, "螞蟻集團在2023年的研發投入為119.2億元[1]。"]
    code, out, _ = run("ask", QUESTIONS["zh-Hant"], "--llm", chat_server.spec)
    assert code == 0
    said, _, withheld = out.partition("✗")
    assert "211.9億元" in said and "119.2" not in said
    assert "119.2億元" in withheld and "數字與原文不符" in withheld


def test_what_a_model_wrote_in_vain_is_told_apart_from_the_answer(run: Printed, chat_server: Any) -> None:
    chat_server.says = ["螞蟻集團在2023年的研發投入為119.2億元[1]。"]
    _, out, _ = run("ask", QUESTIONS["zh-Hant"], "--llm", chat_server.spec, "--json")
    answer = json.loads(out)
    assert (answer["answerer"], answer["short_answer"]) == ("reader", "211.9億元")
    assert [claim["verdict"] for claim in answer["claims"]] == ["supported"]
    assert answer["withheld"] == [
        {
            "text": "螞蟻集團在2023年的研發投入為119.2億元。",
            "verdict": "figure mismatch",
            "citations": [],
            "reason": "figure",
            "fault": "119.2億元",
        }
    ]
    _, out, _ = run("ask", QUESTIONS["zh-Hant"], "--llm", chat_server.spec)
    said, _, withheld = out.partition("✗")
    assert "211.9億元" in said and "離線閱讀" in said and "119.2" not in said
    assert "119.2億元" in withheld and "數字與原文不符" in withheld


def test_a_server_that_is_not_there_leaves_the_reader_to_answer(run: Printed) -> None:
    code, out, _ = run("ask", QUESTIONS["zh-Hant"], "--llm", "openai:http://127.0.0.1:9/v1#m", "--json")
    assert code == 0
    answer = json.loads(out)
    assert (answer["answerer"], answer["short_answer"]) == ("reader", "211.9億元")
    assert answer["prompt"] == VERSION
    assert "127.0.0.1:9" in answer["note"]


def test_a_model_on_this_machine_answers(run: Printed, chat_model: Path) -> None:
    code, out, _ = run("ask", QUESTIONS["en"], "--llm", chat_model, "--llm-seconds", "5", "--json")
    assert code == 0
    answer = json.loads(out)
    # Random weights say nothing that holds.
    assert answer["answerer"] == "reader"
    assert answer["note"]
    code, _, err = run("ask", QUESTIONS["en"], "--llm", chat_model.parent / "nothing-there")
    assert code == 1
    assert "--download" in err or "folder" in err
