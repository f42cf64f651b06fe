"""The encoder's promises: unit rows, one vector for both scripts, errors that say what to do."""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embed import SHIPPED, OnnxEmbedder, _mean, clean, load_embedder
from index.errors import EncoderError
from index.hub import _cached, _needed, is_folder

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


def test_the_shipped_folder_is_whole_and_small() -> None:
    assert {path.name for path in SHIPPED.iterdir()} == {
        "README.md",
        "config.json",
        "encoder.onnx",
        "tokenizer.json",
    }
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= 35_000_000


def test_rows_are_unit_float32(embedder: OnnxEmbedder) -> None:
    rows = embedder.embed_passages(["螞蟻集團", "Ant Group", "a" * 5000, "研發投入211.9億元。" * 500])
    assert rows.shape == (4, embedder.dim)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_queries([]).shape == (0, embedder.dim)
    assert embedder.embed_passages([]).dtype == np.float32


@pytest.mark.parametrize("text", ["", " ", "\n", "\ud83d", "\x00", "☂", "한국어", "🀄" * 400])
def test_a_text_with_nothing_known_still_gives_a_unit_row(embedder: OnnxEmbedder, text: str) -> None:
    (row,) = embedder.embed_queries([text])
    assert np.isfinite(row).all()
    assert np.linalg.norm(row) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("螞蟻集團去年研發投入多少？", "蚂蚁集团去年研发投入多少？"),
        ("臺灣的後臺軟體", "台湾的后台软体"),
        ("Ｐｙｔｈｏｎ　３", "python 3"),
        ("「綠色」，轉型。", '"绿色", 转型.'),
        ("用Python寫程式", "用 python 写程式"),
        ("Café", "CAFE"),
        ("Cafe\u0301", "café"),
    ],
)
def test_spellings_of_one_text_give_one_vector(embedder: OnnxEmbedder, one: str, other: str) -> None:
    np.testing.assert_array_equal(embedder.embed_queries([one]), embedder.embed_queries([other]))


def test_questions_and_passages_share_one_space(embedder: OnnxEmbedder) -> None:
    np.testing.assert_array_equal(embedder.embed_queries(["銀行"]), embedder.embed_passages(["銀行"]))


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("The bank raised interest rates.", "銀行提高了利率。", "孩子們在公園裡踢足球。"),
        ("Children play football in the park.", "孩子们在公园里踢足球。", "银行提高了利率。"),
        ("Where is the train station?", "火車站在哪裡？", "這本書的作者是誰？"),
    ],
)
def test_a_sentence_is_nearer_to_its_translation(
    embedder: OnnxEmbedder, question: str, right: str, wrong: str
) -> None:
    (asked,) = embedder.embed_queries([question])
    near, far = embedder.embed_passages([right, wrong]) @ asked
    assert near > far + 0.2


def test_order_and_company_hardly_matter(embedder: OnnxEmbedder) -> None:
    texts = [f"第{n}條 " + "法律規定。" * (n % 17) for n in range(150)] + ["short", "", "銀行"]
    order = np.random.default_rng(0).permutation(len(texts))
    rows = embedder.embed_passages(texts)
    shuffled = embedder.embed_passages([texts[i] for i in order])
    # Activations have a scale per token: company shows in the last digits at most.
    assert (rows[order] * shuffled).sum(axis=1).min() > 0.9999
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts])
    assert (rows * alone).sum(axis=1).min() > 0.9999


def test_the_same_call_gives_the_same_bits(embedder: OnnxEmbedder) -> None:
    texts = ["價值引擎", "a longer English sentence", "x"]
    np.testing.assert_array_equal(embedder.embed_passages(texts), embedder.embed_passages(texts))


def test_the_texts_are_not_changed_and_may_be_a_tuple(embedder: OnnxEmbedder) -> None:
    texts = ("b" * 40, "a")
    assert embedder.embed_passages(texts).shape == (2, embedder.dim)
    assert texts == ("b" * 40, "a")


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_text_gives_a_unit_row(text: str) -> None:
    (row,) = load_shared().embed_queries([text])
    assert np.linalg.norm(row) == pytest.approx(1.0, abs=1e-5)


_shared: list[OnnxEmbedder] = []


def load_shared() -> OnnxEmbedder:
    if not _shared:
        _shared.append(OnnxEmbedder())
    return _shared[0]


def test_the_default_is_the_shipped_encoder() -> None:
    embedder = load_embedder()
    assert isinstance(embedder, OnnxEmbedder)
    assert embedder.dim == 384


def test_the_fingerprint_follows_the_weights(tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((SHIPPED / name).read_bytes())
    (tmp_path / "encoder.onnx").write_bytes(b"other weights")
    assert OnnxEmbedder(tmp_path).fingerprint != OnnxEmbedder().fingerprint
    assert len(OnnxEmbedder().fingerprint) == len(hashlib.sha256().hexdigest())


def test_the_description_knows_what_was_shipped() -> None:
    config = json.loads((SHIPPED / "config.json").read_text("utf-8"))
    assert OnnxEmbedder().fingerprint == config["sha256"]


@pytest.mark.parametrize("lost", ["config.json", "tokenizer.json", "encoder.onnx"])
def test_a_missing_part_is_named(tmp_path: Path, lost: str) -> None:
    for name in ("config.json", "tokenizer.json", "encoder.onnx"):
        if name != lost:
            (tmp_path / name).write_bytes((SHIPPED / name).read_bytes())
    with pytest.raises(EncoderError, match=lost):
        OnnxEmbedder(tmp_path)


@pytest.mark.parametrize(
    "config",
    [
        "",
        "[]",
        "{}",
        '{"name": "x"}',
        '{"name": "x", "dim": 384, "max_length": 256}',
    ],
)
def test_a_broken_description_is_an_encoder_error(tmp_path: Path, config: str) -> None:
    (tmp_path / "config.json").write_text(config, encoding="utf-8")
    with pytest.raises(EncoderError):
        OnnxEmbedder(tmp_path)


def test_broken_weights_are_an_encoder_error(tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((SHIPPED / name).read_bytes())
    (tmp_path / "encoder.onnx").write_bytes(b"not a graph")
    with pytest.raises(EncoderError, match=r"altered or cut short.*Install Yinzheng again"):
        OnnxEmbedder(tmp_path).embed_queries(["x"])
    config = json.loads((SHIPPED / "config.json").read_text("utf-8"))
    config["sha256"] = OnnxEmbedder(tmp_path).fingerprint
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(EncoderError, match=r"cannot be read.*Install Yinzheng again"):
        OnnxEmbedder(tmp_path).embed_queries(["x"])


NO_MODELS = [
    *(
        "/no/such/folder",
        "./nodir",
        "~/no/such/model",
        "~nobody-at-all/model",
        "a/b/c",
        " ",
        "",
        "not a model!",
    ),
    *("x\ny", "a\0b", "-x/y", "a--b", "模型", "x" * 97, "x" * 5000, "/" + "x" * 5000),
]


@pytest.mark.parametrize("name", NO_MODELS)
def test_what_is_neither_a_folder_nor_a_hub_id_is_told_at_once(name: str) -> None:
    start = time.perf_counter()
    with pytest.raises(EncoderError, match="no model folder") as told:
        load_embedder(name)
    assert time.perf_counter() - start < 1
    assert "\n" not in str(told.value) and len(str(told.value)) < 500


def test_a_folder_comes_before_a_hub_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BAAI/bge-m3", "intfloat/multilingual-e5-small", "all-MiniLM-L6-v2", "a/_b.c"):
        assert is_folder(name) is None
    monkeypatch.chdir(tmp_path)
    (tmp_path / "BAAI" / "bge-m3").mkdir(parents=True)
    assert is_folder("BAAI/bge-m3") == Path("BAAI/bge-m3")
    assert is_folder(str(tmp_path / "BAAI")) == tmp_path / "BAAI"


def test_lone_surrogates_are_replaced() -> None:
    assert clean("a\ud83db") == "a\ufffdb"
    assert clean("😀價值") == "😀價值"


def test_the_tokenizer_keeps_one_row_for_a_word_of_both_scripts() -> None:
    vocabulary = {
        piece for piece, _ in json.loads((SHIPPED / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    }
    assert {"银行", "人工智能", "亿", "▁bank", "▁."} <= vocabulary
    assert not {"銀行", "億", "軟體", "[unused1]"} & vocabulary


def test_nothing_heavy_is_imported_at_the_top() -> None:
    tree = ast.parse((ROOT / "index" / "embed.py").read_text(encoding="utf-8"))
    names = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert not {n.split(".")[0] for n in names} & {
        "torch",
        "transformers",
        "sentence_transformers",
        "onnxruntime",
    }


def _python(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process of its own, where torch's warnings and imports stay."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_default_path_never_imports_torch() -> None:
    done = _python(
        """
        import sys
        from index.embed import load_embedder
        load_embedder().embed_queries(["價值"])
        heavy = {"torch", "transformers", "sentence_transformers"} & set(sys.modules)
        assert not heavy, heavy
        """
    )
    assert done.returncode == 0, done.stderr


_TINY = """
import shutil, sys, time
from pathlib import Path
import numpy as np, torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from index.embed import load_embedder
from index.errors import EncoderError

torch.manual_seed(0)
folder = Path(sys.argv[1])
tokenizer = Tokenizer(models.WordLevel({"[PAD]": 0, "[UNK]": 1, "query": 2, "text": 3, "a": 4}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
plain = folder / "plain"
PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]").save_pretrained(plain)
size = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
BertModel(BertConfig(vocab_size=5, **size)).save_pretrained(plain)
modules = [Transformer(str(plain)), Pooling(8, "mean")]
tiny = SentenceTransformer(modules=modules, prompts={"query": "query ", "document": "text "}, device="cpu")
tiny.save(str(folder / "tiny"))

embedder = load_embedder(str(folder / "tiny"))
assert embedder.dim == 8 and len(embedder.fingerprint) == 64
rows = embedder.embed_passages(["a", "", "a\\ud83d", "zzz"])
assert rows.shape == (4, 8) and rows.dtype == np.float32
assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
assert embedder.embed_queries([]).shape == (0, 8)
asked = embedder.embed_queries(["a"])
expected = tiny.encode(["query a"], normalize_embeddings=True)
assert np.allclose(asked, expected, atol=1e-5), (asked, expected)
assert np.allclose(rows[:1], tiny.encode(["text a"], normalize_embeddings=True), atol=1e-5)
assert load_embedder(str(folder / "tiny")).fingerprint == embedder.fingerprint

# Whatever changes the vectors changes the fingerprint: weights, vocabulary, and settings such as the pooling.
seen = {embedder.fingerprint}
for part, before, after in (
    ("model.safetensors", b"", b""),
    ("tokenizer.json", b'"a": 4', b'"b": 4'),
    ("1_Pooling/config.json", b'"mean"', b'"cls"'),
    ("config_sentence_transformers.json", b"query ", b"ask "),
):
    altered = folder / ("altered-" + part.replace("/", "-"))
    shutil.copytree(folder / "tiny", altered)
    content = (altered / part).read_bytes()
    changed = content.replace(before, after) if before else content[:-1] + bytes([content[-1] ^ 1])
    assert changed != content
    (altered / part).write_bytes(changed)
    seen.add(load_embedder(str(altered)).fingerprint)
assert len(seen) == 5
shutil.copytree(folder / "tiny", folder / "same")
assert load_embedder(str(folder / "same")).fingerprint == embedder.fingerprint

def refused(name):
    start = time.perf_counter()
    try:
        load_embedder(name)
    except EncoderError as error:
        assert time.perf_counter() - start < 2, time.perf_counter() - start
        return str(error)
    raise AssertionError(name)

assert "--download" in refused("nobody/no-such-model")
(folder / "empty").mkdir()
assert "could not be loaded" in refused(str(folder / "empty"))
assert "no model folder" in refused("./nowhere") and "no model folder" in refused(" ")

# A text over the model's limit is embedded in pieces, so that its end counts.
tiny.max_seq_length = 16
tiny.save(str(folder / "short"))
short = load_embedder(str(folder / "short"))
long, begun = "a query " * 60 + "text text text", "a query " * 60
(first, second), = [short.embed_passages([long, begun])]
assert not np.allclose(first, second, atol=1e-6) and np.isclose(np.linalg.norm(first), 1, atol=1e-5)
assert not np.allclose(first, short.embed_passages([long[:40]])[0], atol=1e-6)

# A model that says nothing of prompts is given those of its card.
tiny.prompts = {"query": "", "document": ""}
tiny.save(str(folder / "multilingual-e5-small"))
carded = load_embedder(str(folder / "multilingual-e5-small"))
assert np.allclose(carded.embed_queries(["a"]), tiny.encode(["query: a"], normalize_embeddings=True), atol=1e-5)
assert np.allclose(carded.embed_passages(["a"]), tiny.encode(["passage: a"], normalize_embeddings=True), atol=1e-5)

# Weights that are no numbers give no vectors.
with torch.no_grad():
    tiny[0].auto_model.embeddings.word_embeddings.weight.fill_(float("nan"))
tiny.save(str(folder / "nan"))
try:
    load_embedder(str(folder / "nan")).embed_passages(["a"])
except EncoderError as error:
    assert "NaN" in str(error)
else:
    raise AssertionError("NaN passed")
"""


def test_a_folder_of_sentence_transformers_is_an_embedder(tmp_path: Path) -> None:
    done = _python(_TINY, str(tmp_path), HF_HUB_OFFLINE="1", HF_HOME=str(tmp_path / "hub"))
    assert done.returncode == 0, done.stderr


_DOWNLOAD = """
import sys, time
import huggingface_hub, sentence_transformers  # their import is not what is timed
from index.errors import EncoderError
from index.hub import download
said = []
start = time.perf_counter()
try:
    download("nobody/no-such-model", progress=said.append)
except EncoderError as error:
    assert sys.argv[1] in str(error), error
else:
    raise AssertionError("downloaded")
assert not said
assert time.perf_counter() - start < 3, time.perf_counter() - start
"""


def test_a_hub_that_cannot_be_reached_is_told_within_seconds(tmp_path: Path) -> None:
    done = _python(
        _DOWNLOAD,
        "cannot be reached",
        HF_HUB_OFFLINE="0",
        HF_ENDPOINT="http://127.0.0.1:9",
        HF_HOME=str(tmp_path),
        http_proxy="",
        HTTP_PROXY="",
    )
    assert done.returncode == 0, done.stderr


def test_offline_means_offline(tmp_path: Path) -> None:
    done = _python(_DOWNLOAD, "HF_HUB_OFFLINE", HF_HUB_OFFLINE="1", HF_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr


def test_one_format_of_the_weights_is_fetched() -> None:
    sizes = {
        "config.json": 1, "model.safetensors": 500, "pytorch_model.bin": 500, "onnx/model.onnx": 500,
        "openvino/openvino_model.bin": 500, "tf_model.h5": 500, "1_Pooling/config.json": 1,
        "2_Dense/pytorch_model.bin": 5,
    }  # fmt: skip
    assert _needed(sizes) == [
        "config.json",
        "model.safetensors",
        "1_Pooling/config.json",
        "2_Dense/pytorch_model.bin",
    ]
    assert "pytorch_model.bin" in _needed({"pytorch_model.bin": 2_270_000_000, "config.json": 1})


def test_a_model_of_which_a_shard_is_missing_is_not_here_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    repository = tmp_path / "models--nobody--sharded"
    snapshot = repository / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0" * 40, encoding="utf-8")
    assert not _cached("nobody/sharded")
    shards = {"a.weight": "model-00001-of-00002.safetensors", "b.weight": "model-00002-of-00002.safetensors"}
    index = snapshot / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": shards}), encoding="utf-8")
    for shard in shards.values():
        assert not _cached("nobody/sharded")
        (snapshot / shard).write_bytes(b"")
    assert _cached("nobody/sharded")


def test_a_piece_that_is_no_vector_spoils_its_text() -> None:
    whole, broken = np.array([1, 0], np.float32), np.array([np.nan, np.nan], np.float32)
    np.testing.assert_allclose(_mean(np.stack([whole, whole]), [3, 4]), whole)
    np.testing.assert_array_equal(_mean(np.stack([whole, -whole]), [3, 3]), whole)
    for rows in ([whole, broken], [broken, whole]):
        assert np.isnan(_mean(np.stack(rows), [3, 4])).any()


@pytest.mark.parametrize("part", ["encoder.onnx", "tokenizer.json"])
def test_an_altered_encoder_is_told(tmp_path: Path, part: str) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "encoder"))
    content = bytearray((folder / part).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / part).write_bytes(content)
    with pytest.raises(EncoderError, match="altered or cut short"):
        OnnxEmbedder(folder).embed_queries(["價值"])


def test_a_wrong_dimension_is_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "encoder"))
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"dim": 256}), encoding="utf-8")
    with pytest.raises(EncoderError, match=r"384 numbers where its config\.json says 256"):
        OnnxEmbedder(folder).embed_queries(["價值"])


def test_the_end_of_a_long_text_counts() -> None:
    embedder = OnnxEmbedder()
    begun = "法律規定了許多事情,人民應當遵守。" * 40
    ended = begun + "螞蟻集團的研發投入達到211.9億元。" * 10
    first, second, asked = embedder.embed_passages([begun, ended, "螞蟻集團的研發投入"])
    assert float(second @ asked) > float(first @ asked) + 0.05
    assert np.linalg.norm(second) == pytest.approx(1, abs=1e-5)
