"""The support model: a passage says a claim, in either language, or it does not."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import EncoderError
from rag.support import NOTHING, SHIPPED, SupportReader, support_reader

PASSAGE = (
    "晨光書店在臺南開了第三家分店,店長林怡君說,樓上的閱覽室夜裏也開放,但不賣咖啡。老店仍由她的父親看管。"
)
TITLE = "晨光書店"


def odds(claim: str, passage: str = PASSAGE) -> float:
    (found,) = support_reader().odds(claim, [(TITLE, passage)])
    return found


@pytest.mark.parametrize(
    ("said", "unsaid"),
    [
        ("晨光書店的閱覽室晚上也開。", "晨光書店將把總部搬到日本。"),
        ("晨光书店的阅览室晚上也开。", "晨光书店将把总部搬到日本。"),
        (
            "The reading room upstairs stays open at night.",
            "The bookshop is moving its head office to Japan.",
        ),
        ("She opened a third branch in Tainan.", "The branch has lost money since its opening."),
    ],
)
def test_what_a_passage_says_is_likelier_than_what_it_does_not(said: str, unsaid: str) -> None:
    assert odds(said) > odds(unsaid)


def test_a_passage_about_something_else_says_nothing_of_it() -> None:
    other = "颱風過後,港口的吊車停了三天,船公司改走高雄。"
    assert odds("晨光書店在臺南開了第三家分店。") > odds("晨光書店在臺南開了第三家分店。", other) + 1


def test_what_stands_far_down_a_long_passage_is_read() -> None:
    other = "今年天氣晴朗,遊客都很滿意,節目也好看。" * 40
    claim = "The reading room upstairs stays open at night."
    assert odds(claim, other + PASSAGE) > odds(claim, other)


def test_nothing_to_read() -> None:
    assert support_reader().odds("A claim.", []) == []
    assert support_reader().odds("A claim.", [("", "")]) == [NOTHING]


def test_threads_share_the_model() -> None:
    reader = SupportReader()
    claims = ["晨光書店不賣咖啡。", "Coffee is sold.", "林怡君是店長。"]
    alone = [reader.odds(claim, [(TITLE, PASSAGE)]) for claim in claims]
    with ThreadPoolExecutor(3) as pool:
        for _ in range(4):
            assert list(pool.map(lambda claim: reader.odds(claim, [(TITLE, PASSAGE)]), claims)) == alone


def test_an_altered_graph_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "support"
    shutil.copytree(SHIPPED, folder)
    whole = (folder / "support.onnx").read_bytes()
    (folder / "support.onnx").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(EncoderError, match="altered or cut short"):
        SupportReader(folder).odds("A claim.", [("", PASSAGE)])


@pytest.mark.parametrize("config", ["", "{}", "[]", json.dumps({"sha256": 3})])
def test_a_config_that_is_none_is_refused(tmp_path: Path, config: str) -> None:
    folder = tmp_path / "support"
    shutil.copytree(SHIPPED, folder)
    (folder / "config.json").write_text(config, encoding="utf-8")
    with pytest.raises(EncoderError, match="Install Yinzheng again"):
        SupportReader(folder).odds("A claim.", [("", PASSAGE)])
