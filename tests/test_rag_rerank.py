"""A second look by flag: the order is the model's, the words and the errors are ours; and encoders by flag."""

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.search import Found, search
from rag.pipeline import Pipeline
from rag.rerank import POOL, Reranker

if TYPE_CHECKING:
    from index.library import Library

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = next((ROOT / "seeds").glob("*.txt"))
QUESTION = "螞蟻集團2023年研發投入多少?"
Run = Callable[..., subprocess.CompletedProcess[str]]

# Tiny models with random weights: what they say means nothing, but it is always the same.
_MODELS = """
import os, sys
os.environ |= {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
from pathlib import Path
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForSequenceClassification, BertModel, PreTrainedTokenizerFast

folder, text = Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8")
words = ["[PAD]", "[UNK]", *sorted({character for character in text if not character.isspace()})]
tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]")
size = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, initializer_range=0.5)

def save(name, change=lambda head: None, *, labels=1, **config):
    torch.manual_seed(0)
    model = BertForSequenceClassification(BertConfig(vocab_size=len(words), num_labels=labels, **size, **config))
    with torch.no_grad():
        change(model.classifier)
    model.save_pretrained(folder / name)
    fast.save_pretrained(folder / name)

identity = {"activation_fn": "torch.nn.modules.linear.Identity", "version": "5.0.0"}
save("ranks")
save("logits", lambda head: head.weight.mul_(2), sentence_transformers=identity)
save("level", lambda head: head.weight.zero_())
save("two", labels=2)
save("nan", lambda head: head.weight.fill_(float("nan")))
(folder / "empty").mkdir()

torch.manual_seed(0)
plain = folder / "plain"
fast.save_pretrained(plain)
BertModel(BertConfig(vocab_size=len(words), **size)).save_pretrained(plain)
encoder = SentenceTransformer(modules=[Transformer(str(plain)), Pooling(16, "mean")], device="cpu")
encoder.save(str(folder / "encoder"))
embeddings = encoder[0].auto_model.embeddings.word_embeddings.weight.data
embeddings.copy_(embeddings.roll(1, 0))
encoder.save(str(folder / "other"))
embeddings.fill_(float("nan"))
encoder.save(str(folder / "encoder-nan"))
"""

# What each model makes of (question, texts): the places in its order with their scores, for some k, and what
# transformers alone computes for each pair.
_RERANK = """
import json, os, sys
os.environ["OMP_NUM_THREADS"] = "1"
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer
from index.document import BlockKind, Passage
from index.errors import EncoderError
from index.search import Found
from rag.rerank import Reranker

folder, cases = sys.argv[1], json.loads(sys.argv[2])

def found(n, text):
    return Found(Passage("d", n, n + len(text), text, BlockKind.PARAGRAPH), "s", "t", 0.25, 0.5, 7.0, ((0, 1, 0.5),))

def oracle(model, tokenizer, question, text):
    with torch.no_grad():
        return torch.sigmoid(model(**tokenizer(question, text, return_tensors="pt")).logits).item()

told = {}
for name in ("ranks", "logits", "level"):
    reranker = Reranker(f"{folder}/{name}")
    model = AutoModelForSequenceClassification.from_pretrained(f"{folder}/{name}").eval()
    tokenizer = AutoTokenizer.from_pretrained(f"{folder}/{name}")
    told[name] = []
    for question, texts in cases:
        passages = tuple(found(n, text) for n, text in enumerate(texts))
        before = repr(passages)
        ranked = {k: reranker.rerank(question, passages, k=k) for k in (0, 1, 2, len(texts), 100)}
        assert repr(passages) == before
        for each in ranked[100]:
            assert (each.passage.text, each.bm25, each.cosine) == (texts[each.passage.start], 7.0, 0.5)
        told[name].append({
            "ranked": {k: [(each.passage.start, each.score) for each in best] for k, best in ranked.items()},
            "expected": [oracle(model, tokenizer, question, text) for text in texts if len(text) < 500],
        })
        assert reranker.rerank(question, (), k=5) == ()
reranker = Reranker(f"{folder}/ranks")
hostile = tuple(found(n, text) for n, text in enumerate(["", "\\ud83d", "\\0", "研" * 5000, "[PAD]", "x" * 5000]))
for question in ("", "\\udce8", "研" * 2000, cases[0][0]):
    assert all(0 <= each.score <= 1 for each in reranker.rerank(question, hostile, k=9))
refused = {}
for name in ("two", "nan", "empty", "plain", "encoder", "none"):
    try:
        Reranker(f"{folder}/{name}").rerank("研發", (found(0, "研發投入"),), k=1)
    except EncoderError as error:
        refused[name] = str(error)
for name in ("nobody/none", "./none", "not a model!"):
    try:
        Reranker(name)
    except EncoderError as error:
        refused[name] = str(error)
print(json.dumps({"told": told, "refused": refused}))
"""

# Commands one after another in one process: the exit code of each and all that it wrote, by whatever way.
_COMMANDS = """
import json, os, tempfile
os.environ["OMP_NUM_THREADS"] = "1"
from pathlib import Path
from ui.cli import main

done = []
for step in json.loads(sys.argv[1]):
    if isinstance(step, str):
        os.chdir(step)
        continue
    if isinstance(step, dict):
        os.environ |= step
        continue
    kept, files = [os.dup(1), os.dup(2)], [tempfile.TemporaryFile(), tempfile.TemporaryFile()]
    for to, file in zip((1, 2), files):
        os.dup2(file.fileno(), to)
    try:
        code = main(step)
    finally:
        sys.stdout.flush(), sys.stderr.flush()
        for to, before in zip((1, 2), kept):
            os.dup2(before, to)
    for file in files:
        file.seek(0)
    done.append((code, *(file.read().decode("utf-8") for file in files)))
print(json.dumps(done))
"""
Step = tuple[int, str, str]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory, guarded: Run) -> Path:
    """A folder of models."""
    folder = tmp_path_factory.mktemp("models")
    made = guarded(_MODELS, str(folder), str(ARTICLE), timeout=300)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def commands(guarded: Run) -> Callable[..., list[Step]]:
    """Run commands in one process that may not leave this machine; a folder or variables hold for what follows."""

    def run(*steps: Sequence[str | Path] | Path | dict[str, str]) -> list[Step]:
        plain = [
            step
            if isinstance(step, dict)
            else str(step)
            if isinstance(step, Path)
            else [str(arg) for arg in step]
            for step in steps
        ]
        done = guarded(_COMMANDS, json.dumps(plain), timeout=300)
        assert done.returncode == 0, done.stderr
        return [(code, out, err) for code, out, err in json.loads(done.stdout)]

    return run


def spoken(err: str) -> str:
    """What was said on stderr, without the progress of what takes long."""
    return "".join(
        line
        for line in err.splitlines(keepends=True)
        if not re.match("Asking|Loading|Reading|Building", line)
    )


def one_sentence(err: str) -> bool:
    said = spoken(err)
    return (
        said.endswith(".\n")
        and said.count("\n") == 1
        and not re.search(r"Traceback|wrong inside|Warning|\x1b", said)
        and len(said) < 600
    )


# --- the reranker ---

TEXTS = [
    "年度研發投入達到211.9億元,聚焦人工智能和數據要素技術。",
    "螞蟻集團發布可持續發展報告。",
    "年度研發投入達到211.9億元,聚焦人工智能和數據要素技術。",
    "The bank raised interest rates.",
    "董事長兼CEO井賢棟表示,面向未來,螞蟻會堅守初心。",
    "支付寶連接了商家和用戶。",
]
CASES = [(QUESTION, TEXTS), ("Who raised the rates?", TEXTS[::-1]), ("多少?", TEXTS[:1])]


@pytest.fixture(scope="module")
def reranked(models: Path, guarded: Run) -> dict[str, Any]:
    """What the models made of `CASES`, and how others were refused."""
    done = guarded(_RERANK, str(models), json.dumps(CASES), timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("name", ["ranks", "logits"])
@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_order_and_the_scores_are_the_models_own(reranked: dict[str, Any], name: str, case: int) -> None:
    told = reranked["told"][name][case]
    order, scores = zip(*told["ranked"]["100"], strict=True)
    expected = told["expected"]
    assert sorted(order) == list(range(len(CASES[case][1])))
    assert scores == pytest.approx([expected[place] for place in order], abs=1e-3)
    assert list(scores) == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 and score == round(score, 4) for score in scores)


def test_the_models_tell_passages_apart(reranked: dict[str, Any]) -> None:
    for name in ("ranks", "logits"):
        order, scores = zip(*reranked["told"][name][0]["ranked"]["100"], strict=True)
        assert len(set(scores)) >= 4
        assert list(order) != sorted(order)


@pytest.mark.parametrize("name", ["ranks", "logits", "level"])
def test_the_best_k_are_the_head_of_the_whole_order(reranked: dict[str, Any], name: str) -> None:
    for told in reranked["told"][name]:
        whole = told["ranked"]["100"]
        for k, best in told["ranked"].items():
            assert best == whole[: int(k)]


def test_passages_of_one_score_keep_their_order(reranked: dict[str, Any]) -> None:
    for told in reranked["told"]["level"]:
        order, scores = zip(*told["ranked"]["100"], strict=True)
        assert list(order) == sorted(order)
        assert len(set(scores)) == 1
    ranked = reranked["told"]["ranks"][0]["ranked"]["100"]
    places = [place for place, _ in ranked]
    assert dict(ranked)[0] == dict(ranked)[2]  # one text twice
    assert places.index(2) == places.index(0) + 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("two", "gives 2 scores for a pair where a reranker gives one"),
        ("nan", "gave a score that is no number"),
        ("empty", "could not be loaded"),
        ("plain", "was not trained to score a question and a passage together"),
        ("encoder", "was not trained to score a question and a passage together"),
        ("none", "There is no model folder"),
        ("nobody/none", "add --download to fetch it from"),
        ("./none", "There is no model folder"),
        ("not a model!", "There is no model folder"),
    ],
)
def test_what_cannot_rerank_is_refused(reranked: dict[str, Any], name: str, says: str) -> None:
    sentence = reranked["refused"][name]
    assert says in sentence and name in sentence
    assert one_sentence(sentence + "\n")


# --- in the pipeline ---


class Backwards(Reranker):
    """A reranker that likes last what the search likes first, and remembers what it was given."""

    def __init__(self) -> None:
        self.name = "backwards"
        self.given: list[tuple[str, tuple[Found, ...], int]] = []

    def rerank(self, question: str, passages: Sequence[Found], *, k: int) -> tuple[Found, ...]:
        self.given.append((question, tuple(passages), k))
        ranked = [replace(each, score=round(n / 1000, 4)) for n, each in enumerate(passages)]
        return tuple(ranked[::-1][:k])


def test_the_pipeline_has_more_passages_read_again_than_it_shows(seeds_library: "Library") -> None:
    reranker = Backwards()
    pipeline = Pipeline(seeds_library, top_k=3, reranker=reranker)
    pool = search(seeds_library, QUESTION, k=POOL)
    hits = pipeline.search(f" {QUESTION} ")
    assert reranker.given == [(QUESTION, pool, 3)]
    assert [(hit.start, hit.score) for hit in hits] == [
        (each.passage.start, round((len(pool) - 1 - n) / 1000, 4)) for n, each in enumerate(pool[::-1][:3])
    ]
    assert len(pipeline.search(QUESTION, k=5)) == 5
    pipeline.search(QUESTION, k=POOL + 5)
    assert reranker.given[-1][1:] == (search(seeds_library, QUESTION, k=POOL + 5), POOL + 5)


def test_the_answer_comes_from_the_passages_read_again(seeds_library: "Library") -> None:
    reranker = Backwards()
    answer = Pipeline(seeds_library, top_k=2, reranker=reranker).ask(QUESTION)
    worst = search(seeds_library, QUESTION, k=POOL)[::-1][:2]
    assert [(hit.document, hit.start) for hit in answer.passages] == [
        (each.passage.document, each.passage.start) for each in worst
    ]
    everything = Pipeline(seeds_library, top_k=POOL, reranker=reranker).ask(QUESTION)
    assert everything.short_answer == "211.9億元"
    for citation in everything.citations:
        text = seeds_library.document(citation.document).text
        assert text[citation.start : citation.end] == citation.quote


# --- on the command line ---


def test_a_reranker_is_used_by_its_flag(
    models: Path, commands: Callable[..., list[Step]], seeds_library: "Library"
) -> None:
    library = ("--library", seeds_library.path)
    rows = {"id": "rd", "questions": {"zh-Hant": QUESTION}, "answers": ["211.9億"], "evidence": ["211.9億元"]}
    questions = models / "questions.jsonl"
    questions.write_text(json.dumps(rows | {"answerable": True}) + "\n", encoding="utf-8")
    asked, plain, level, found, shown, again, scored = commands(
        ("ask", QUESTION, "--reranker", models / "ranks", "-k", "30", *library),
        ("search", "--json", QUESTION, "-k", "5", *library),
        ("search", "--json", QUESTION, "-k", "5", "--reranker", models / "level", *library),
        ("search", "--json", QUESTION, "-k", "5", "--reranker", models / "ranks", *library),
        ("search", QUESTION, "-k", "2", "--reranker", models / "ranks", *library),
        models,
        ("search", "--json", QUESTION, "-k", "5", "--reranker", "ranks", "--download", *library),
        ("eval", "--json", questions, "--reranker", "ranks", *library),
    )
    for code, out, err in (asked, plain, level, found, shown, again, scored):
        assert (code, spoken(err)) == (0, ""), err
        assert out
    assert asked[1].startswith("211.9億元 [1]")
    places = [
        [(hit["start"], hit["end"]) for hit in json.loads(step[1])["passages"]]
        for step in (plain, level, found)
    ]
    assert places[0] == places[1]  # a model to which all are alike changes nothing
    assert places[2] != places[0]
    scores = [hit["score"] for hit in json.loads(found[1])["passages"]]
    assert (
        len(scores) == 5
        and scores == sorted(scores, reverse=True)
        and all(0 <= score <= 1 for score in scores)
    )
    assert re.findall(r"^(\d)\. \d\.\d\d  ", shown[1], re.MULTILINE) == ["1", "2"]
    assert again[1] == found[1]
    assert json.loads(scored[1])["questions"] == 1


def test_a_reranker_that_cannot_is_one_sentence(
    models: Path, commands: Callable[..., list[Step]], seeds_library: "Library"
) -> None:
    library = ("--library", seeds_library.path)
    steps = {
        "gives 2 scores": ("ask", QUESTION, "--reranker", models / "two", *library),
        "no number": ("search", QUESTION, "--reranker", models / "nan", *library),
        "not trained to score": ("ask", "--json", QUESTION, "--reranker", models / "encoder", *library),
        "--download": ("ask", QUESTION, "--reranker", "nobody/none", *library),
        "no model folder": ("search", QUESTION, "--reranker", models / "none", *library),
        "could not be loaded": ("eval", ROOT / "seeds" / "questions.jsonl", "--reranker", models / "empty", *library),
        "There is no model": ("chat", "--port", "0", "--reranker", "./none", *library),
    }  # fmt: skip
    for (says, step), (code, out, err) in zip(steps.items(), commands(*steps.values()), strict=True):
        err = err.replace("Opening the library and the page …\n", "").replace("Closed.\n", "")
        assert (code, out) == (1, ""), step
        assert says in err and one_sentence(err), err


# --- a library of another encoder ---


def state(library: Path) -> dict[str, bytes]:
    """Every file of a library, the journal's aside."""
    return {
        path.name: path.read_bytes()
        for path in library.iterdir()
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


def test_a_library_keeps_to_its_encoder(
    models: Path, tmp_path: Path, commands: Callable[..., list[Step]]
) -> None:
    """From the first document to the day its model is altered, and back."""
    encoder, library = tmp_path / "encoder", ("--library", tmp_path / "library")
    shutil.copytree(models / "encoder", encoder)
    (tmp_path / "note.txt").write_text("會議改到星期三下午四點,地點是三樓的大會議室。\n", encoding="utf-8")
    added, asked, searched, other, chat, same, verified = commands(
        tmp_path,
        ("add", ARTICLE, *library, "--embedder", "encoder"),
        ROOT,
        ("ask", QUESTION, *library),
        ("search", "--json", QUESTION, *library),
        ("add", tmp_path / "note.txt", *library, "--embedder", models / "other"),
        ("chat", "--port", "0", *library, "--embedder", models / "other"),
        ("add", ARTICLE, *library, "--embedder", encoder),
        ("verify", *library),
    )
    for step in (added, asked, searched, same, verified):
        assert (step[0], spoken(step[2])) == (0, ""), step[2]
    assert asked[1].startswith("211.9億元 [1]")
    assert same[1].startswith("Unchanged ")
    for code, out, err in (other, chat):
        err = err.replace("Opening the library and the page …\n", "").replace("Closed.\n", "")
        assert (code, out) == (1, "") and one_sentence(err)
        assert f"was built by {encoder}, not by {models / 'other'}: run `yinzheng rebuild --embedder " in err

    weights = encoder / "model.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    before = state(tmp_path / "library")
    listed, *refused = commands(
        ("list", "--json", *library),
        ("ask", QUESTION, *library),
        ("search", QUESTION, *library),
        ("add", tmp_path / "note.txt", *library),
        ("add", tmp_path / "note.txt", *library, "--embedder", encoder),
    )
    assert (listed[0], len(json.loads(listed[1])["documents"])) == (0, 1)
    for code, out, err in refused:
        assert (code, out) == (1, "") and one_sentence(err)
        assert (
            f"run `yinzheng rebuild --embedder {encoder} --library {tmp_path / 'library'}`; nothing is lost"
            in err
        )
    assert state(tmp_path / "library") == before

    rebuilt, again, shipped, last = commands(
        ("rebuild", "--embedder", encoder, *library),
        ("search", "--json", QUESTION, *library),
        ("rebuild", *library),
        ("ask", QUESTION, *library),
    )
    for step in (rebuilt, again, shipped, last):
        assert (step[0], spoken(step[2])) == (0, ""), step[2]
    assert last[1].startswith("211.9億元 [1]")


def test_an_encoder_that_fails_leaves_the_library_as_it_was(
    models: Path, tmp_path: Path, commands: Callable[..., list[Step]], seeds_library: "Library"
) -> None:
    new, old = ("--library", tmp_path / "new"), ("--library", tmp_path / "old")
    shutil.copytree(seeds_library.path, tmp_path / "old")
    before = state(tmp_path / "old")
    listed, *failed, empty, good, asked, verified, still = commands(
        ("list", *old),
        ("add", ARTICLE, *new, "--embedder", models / "encoder-nan"),
        ("rebuild", *old, "--embedder", models / "encoder-nan"),
        ("rebuild", *old, "--embedder", models / "empty"),
        ("rebuild", *old, "--embedder", models / "none"),
        ("rebuild", *old, "--embedder", "nobody/none"),
        ("add", ARTICLE, *new, "--embedder", "nobody/none"),
        ("add", ARTICLE, *new, "--embedder", "./none"),
        ("list", *new),
        ("add", ARTICLE, *new, "--embedder", models / "encoder"),
        ("ask", QUESTION, *new),
        ("verify", *old),
        ("list", *old),
    )
    for (code, out, err), says in zip(
        failed,
        (
            "NaN",
            "NaN",
            "could not be loaded",
            "no model folder",
            "--download",
            "--download",
            "no model folder",
        ),
        strict=True,
    ):
        assert (code, out) == (1, ""), err
        assert says in err and one_sentence(err), err
    assert empty[:2] == (0, "The library is empty: add documents with `yinzheng add PATH`.\n")
    for step in (good, asked, verified, still):
        assert (step[0], spoken(step[2])) == (0, ""), step[2]
    assert asked[1].startswith("211.9億元 [1]")
    assert still == listed
    assert state(tmp_path / "old") == before


def test_a_library_whose_encoder_is_not_here_tells_how_to_get_it(
    tmp_path: Path, commands: Callable[..., list[Step]], seeds_library: "Library"
) -> None:
    """It came from another machine; `--download` means the library's own encoder too."""
    shutil.copytree(seeds_library.path, tmp_path / "library")
    with closing(sqlite3.connect(tmp_path / "library" / "library.db")) as database:
        database.execute("UPDATE manifest SET value = 'nobody/none' WHERE key = 'encoder'")
        database.commit()
    library = ("--library", tmp_path / "library")
    listed, asked, *fetched = commands(
        ("list", *library),
        ("ask", QUESTION, *library),
        {"HF_HUB_OFFLINE": "1"},
        ("ask", QUESTION, "--download", *library),
        ("add", ARTICLE, "--download", *library),
    )
    assert listed[0] == 0
    assert asked[:2] == (1, "") and "--download" in asked[2] and one_sentence(asked[2])
    for code, out, err in fetched:
        assert (code, out) == (1, "") and "HF_HUB_OFFLINE is set" in err and one_sentence(err)


def test_models_of_the_hub_that_are_here_are_read_without_it(
    models: Path, tmp_path: Path, commands: Callable[..., list[Step]]
) -> None:
    for name in ("encoder", "ranks"):
        repository = tmp_path / "hub" / f"models--nobody--{name}"
        shutil.copytree(models / name, repository / "snapshots" / ("0" * 40))
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text("0" * 40, encoding="utf-8")
    library = ("--library", tmp_path / "library")
    added, asked, fetched, found, plain = commands(
        {"HF_HOME": str(tmp_path)},
        ("add", ARTICLE, *library, "--embedder", "nobody/encoder"),
        ("ask", QUESTION, *library),
        ("ask", QUESTION, *library, "--reranker", "nobody/ranks", "--download", "-k", "30"),
        ("search", "--json", QUESTION, *library, "--reranker", "nobody/ranks"),
        ("search", "--json", QUESTION, *library, "--reranker", models / "ranks"),
    )
    for code, _, err in (added, asked, fetched, found, plain):
        assert (code, spoken(err)) == (0, ""), err
    assert asked[1].startswith("211.9億元 [1]") and fetched[1].startswith("211.9億元 [1]")
    assert found[1] == plain[1]
    with closing(sqlite3.connect(tmp_path / "library" / "library.db")) as database:
        manifest = dict(database.execute("SELECT key, value FROM manifest"))
    assert manifest["encoder"] == "nobody/encoder"
    assert manifest["encoder_fingerprint"] == "nobody/encoder@" + "0" * 40


def test_a_whole_process_says_no_more_than_its_sentence(
    yinzheng: Run, seeds_library: "Library", models: Path
) -> None:
    done = yinzheng(
        "ask", QUESTION, "--library", seeds_library.path, "--reranker", models / "encoder", timeout=180
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert one_sentence(done.stderr), done.stderr
