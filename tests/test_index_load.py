"""Files → documents: every encoding, every refusal."""

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import chunk
from index.errors import DocumentError
from index.load import MAX_BYTES, document_files, document_of, load, normalise

ARTICLE = Path(__file__).parent.parent / "seeds" / "000_279188b026f1322e.txt"
TRADITIONAL = "螞蟻集團2023年研發投入達到211.9億元,位居全國民營企業前列。"
SIMPLIFIED = "蚂蚁集团2023年研发投入达到211.9亿元,位居全国民营企业前列。"
EVERYWHERE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]


def written(folder: Path, data: bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", [*EVERYWHERE, "big5hkscs"])
@pytest.mark.parametrize(
    "text", [TRADITIONAL, "井賢棟", "今天天氣很好", "明天下午三點開會。\n記得帶電腦", "數據安全ESG報告"]
)
def test_short_traditional_text_in_every_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    assert load(written(tmp_path, text.encode(encoding))).text == text


@pytest.mark.parametrize("encoding", [*EVERYWHERE, "gbk"])
@pytest.mark.parametrize(
    "text", [SIMPLIFIED, "井贤栋", "今天天气很好", "明天下午三点开会。\n记得带电脑", "数据安全ESG报告"]
)
def test_short_simplified_text_in_every_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    assert load(written(tmp_path, text.encode(encoding))).text == text


@pytest.mark.parametrize("encoding", EVERYWHERE)
def test_the_article_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    article = ARTICLE.read_text(encoding="utf-8")
    assert load(written(tmp_path, article.encode(encoding))).text == article


def test_the_article_in_big5(tmp_path: Path) -> None:
    data = ARTICLE.read_text(encoding="utf-8").encode("big5hkscs", "ignore")
    assert load(written(tmp_path, data)).text == data.decode("big5hkscs")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_english_with_curly_quotes(tmp_path: Path, encoding: str) -> None:
    text = "The caf\u00e9\u2019s owner said \u201cwe doubled research spending\u201d in 2023."
    assert load(written(tmp_path, text.encode(encoding))).text == text


def test_article_keeps_id_source_and_byline() -> None:
    document = load(ARTICLE)
    assert document.source == ARTICLE.as_posix()
    assert document.id == load(ARTICLE).id
    assert document.id == hashlib.sha256(f"{document.source}\n{document.text}".encode()).hexdigest()[:16]
    assert document.published == "2024-06-13 20:24:02"
    assert document.byline == "責任編輯:趙桐曲 2024-06-13 20:24:02 來源:财联社"


def test_id_changes_with_the_path_and_with_the_text() -> None:
    ids = {document_of(text, source=source).id for text in ("甲", "乙") for source in ("a.txt", "b.txt")}
    assert len(ids) == 4


def test_text_is_normalised(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeffcafe\u0301\r\n第二行\x07\r\t第三行\x0c完".encode())
    assert load(path).text == "caf\u00e9\n第二行\n\t第三行\n完"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t \n", "empty"),
        ("\ufeff\u3000\n".encode(), "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04abc", "zip"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
        (b"abc\x00\x01\x02\x00def\x00\x00\x00ghi\x00", "binary"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08 text", "UTF-8"),
        (bytes(range(128, 256)) * 4, "UTF-8"),
        (b"\xff\xfeab\x00", "line 1"),
        ("一行\n二行\n三".encode() + b"\xff" + "行\n".encode(), "line 3"),
        ("好好好好好好".encode()[:-1], "line 1"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(tmp_path: Path, data: bytes, says: str) -> None:
    path = written(tmp_path, data)
    with pytest.raises(DocumentError) as caught:
        load(path)
    message = str(caught.value)
    assert says in message
    assert path.as_posix() in message
    assert "\n" not in message
    assert message.endswith(".")


def test_paths_that_are_no_readable_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        load(tmp_path / "none.txt")
    with pytest.raises(DocumentError, match="folder"):
        load(tmp_path)
    with pytest.raises(DocumentError, match=r"\.docx file.*\.md.*\.txt"):
        load(written(tmp_path, b"x", "report.docx"))
    with pytest.raises(DocumentError, match="without a suffix"):
        load(written(tmp_path, b"x", "README"))
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(DocumentError, match="pipe"):
        load(pipe)


def test_too_large_is_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError, match=r"20 MB at most but is 20\.0 MB"):
        load(path)


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    path = written(tmp_path, "文".encode())
    monkeypatch.setattr(Path, "read_bytes", deny)
    with pytest.raises(DocumentError, match="Permission denied"):
        load(path)


def test_suffix_in_capitals_is_read(tmp_path: Path) -> None:
    assert load(written(tmp_path, "報告".encode(), "A.TXT")).text == "報告"


def test_document_files_searches_folders_and_skips_the_hidden(tmp_path: Path) -> None:
    inner = tmp_path / "inner" / "deep"
    inner.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    kept = [written(tmp_path, b"x", "b.md"), written(inner, b"x", "a.TXT")]
    written(tmp_path, b"x", ".hidden.txt")
    written(tmp_path / ".git", b"x", "c.txt")
    written(tmp_path, b"x", "picture.png")
    assert document_files([tmp_path]) == sorted(kept)
    assert document_files([kept[0], tmp_path, kept[0]]) == sorted(kept)


def test_document_files_refuses_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        document_files([tmp_path / "none"])
    with pytest.raises(DocumentError, match="none we read"):
        document_files([tmp_path])


@given(st.text(max_size=80))
def test_normalise_settles(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & {"\r", "\x00", "\ufeff", "\x0c"}


@given(st.binary(max_size=60))
def test_any_bytes_load_or_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = written(tmp_path_factory.getbasetemp(), data, "any.txt")
    try:
        document = load(path)
    except DocumentError:
        return
    passages = chunk(document)
    assert passages
    assert all(document.text[p.start : p.end] == p.text for p in passages)
