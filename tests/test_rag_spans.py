"""The span model at work: windows, offsets, what it keeps, and files that are not whole."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import SHIPPED as ENCODER
from index.errors import EncoderError
from index.weights import open_tokenizer
from rag import apart
from rag.apart import SHIPPED, encode, windows
from rag.question import understand
from rag.spans import NOTHING, Scores, SpanReader, judge, span_reader

TOKENIZER = open_tokenizer(ENCODER / "tokenizer.json")
PASSAGE = "海灣港務局2023年處理貨櫃355萬個,營業收入52.7億元。局長王建國表示,新碼頭將於2025年啟用。"


def answer(question: str, *passages: str, title: str = "") -> tuple[float, str]:
    """The likeliest span over all passages, and its log-odds."""
    judged = span_reader().read(understand(question), [(title, text) for text in passages])
    found = [
        (odds, text[a:b])
        for text, scores in zip(passages, judged, strict=True)
        for odds, a, b in scores.best()
    ]
    return max(found)


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("局長是誰?", "王建國"),
        ("局长是谁?", "王建國"),
        ("新碼頭什麼時候啟用?", "2025年"),
        ("Who is the director?", "王建國"),
        ("2023年處理了多少個貨櫃?", "355萬"),
    ],
)
def test_the_words_that_answer_are_found(question: str, span: str) -> None:
    assert span in answer(question, PASSAGE)[1]


def test_a_passage_that_answers_is_surer_than_one_that_does_not() -> None:
    other = "颱風使港口關閉了三天,因為風力超過了安全標準。"
    question = understand("局長是誰?")
    right, wrong = span_reader().read(question, [("", PASSAGE), ("", other)])
    assert right.best()[0][0] > wrong.best()[0][0]


def test_the_title_is_read_but_never_answers() -> None:
    judged = span_reader().read(understand("公司叫什麼名字?"), [("海灣港務局", "總部設在高雄市。")])
    for _, start, end in judged[0].best(most=3):
        assert 0 <= start < end <= len("總部設在高雄市。")


def test_a_long_passage_is_read_to_its_end() -> None:
    long = "今年天氣晴朗,遊客都很滿意,節目也好看。" * 40 + PASSAGE
    odds, said = answer("局長是誰?", long)
    assert "王建國" in said
    assert odds > NOTHING


def test_what_was_read_apart_is_kept_and_changes_nothing() -> None:
    reader = SpanReader()
    question = understand("局長是誰?")
    first = reader.read(question, [("", PASSAGE)])
    again = reader.read(question, [("", PASSAGE)])
    beside = reader.read(question, [("", PASSAGE * 3), ("", PASSAGE)])
    assert np.array_equal(first[0].windows[0].odds, again[0].windows[0].odds)
    assert np.allclose(first[0].windows[0].odds, beside[1].windows[0].odds, atol=1e-2)


def test_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "KEPT", 3)
    reader = SpanReader()
    question = understand("局長是誰?")
    texts = [("", f"第{number}任局長是王建國。") for number in range(8)]
    assert len(reader.read(question, texts)) == 8
    assert len(reader._apart._kept) == 3


def test_threads_share_a_reader() -> None:
    reader = SpanReader()
    question = understand("局長是誰?")
    texts = [("", f"第{number}任局長是王建國。") for number in range(6)]
    alone = [scores.best() for scores in reader.read(question, texts)]
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: SpanReader.read(reader, question, texts), range(12)):
            assert [scores.best() for scores in found] == alone


def test_nothing_to_read() -> None:
    assert span_reader().read(understand("局長是誰?"), []) == []
    (empty,) = span_reader().read(understand("局長是誰?"), [("", " ")])
    assert empty.best() == []
    assert empty.odds(0, 1) == NOTHING


def test_spans_that_overlap_a_likelier_one_are_left_out() -> None:
    tokens = ((0, 1), (1, 2), (2, 3), (3, 4))
    first, last = np.array([3, 2, 0, 1], np.float32), np.array([0, 3, 0, 2], np.float32)
    scores = Scores((judge(tokens, first, last, np.zeros((4, 4), np.float32), 0.5),))
    assert scores.best(most=3) == [(5.0, 0, 2), (2.0, 3, 4), (-1.0, 2, 3)]
    assert scores.best(within=(2, 4)) == [(2.0, 3, 4)]
    assert scores.odds(0, 2) == 5.0
    assert scores.odds(4, 5) == NOTHING


@given(st.text(max_size=200))
def test_tokens_stand_in_order_and_say_what_they_cover(text: str) -> None:
    ids, found = encode(TOKENIZER, text)
    assert len(ids) == len(found)
    before = 0
    for start, end in found:
        if start < end:
            assert before <= end <= len(text)
            assert not text[start:end].isspace() or end - start == 1
            before = start


@given(st.lists(st.sampled_from(["今年天氣晴朗。", "It rained.", "門票5億元;", "a b c ", "\n"]), max_size=40))
def test_windows_cover_a_text_and_stay_small(parts: list[str]) -> None:
    text = "".join(parts)
    found = encode(TOKENIZER, text)[1]
    cut = windows(text, found, most=24)
    covered = {at for start, end in cut for at in range(start, end)}
    assert all(at in covered for at, character in enumerate(text) if not character.isspace())
    for start, end in cut:
        assert sum(start <= a < end for a, b in found if a < b) <= 24


def copy(folder: Path) -> Path:
    target = folder / "reader"
    shutil.copytree(SHIPPED, target)
    return target


def test_an_altered_graph_is_refused(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    whole = (folder / "together.onnx").read_bytes()
    (folder / "together.onnx").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(EncoderError, match="altered or cut short"):
        SpanReader(folder).read(understand("局長是誰?"), [("", PASSAGE)])


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "apart.onnx").unlink()
    with pytest.raises(EncoderError, match=r"apart\.onnx"):
        SpanReader(folder).read(understand("局長是誰?"), [("", PASSAGE)])


@pytest.mark.parametrize("config", ["", "{}", "[]", json.dumps({"sha256": 3})])
def test_a_config_that_is_none_is_refused(tmp_path: Path, config: str) -> None:
    folder = copy(tmp_path)
    (folder / "config.json").write_text(config, encoding="utf-8")
    with pytest.raises(EncoderError, match="Install Yinzheng again"):
        SpanReader(folder).read(understand("局長是誰?"), [("", PASSAGE)])
