"""Measure the shipped encoder: agreement with the model it was exported from, retrieval, size and speed.

    YINZHENG_DATA=DIR python -m benchmarks.encoder

Prints Markdown tables. Retrieval is XQuAD (every second article, questions and paragraphs in both languages) with
the paragraphs of CMRC 2018 dev, or of SQuAD 2.0 dev, as further paragraphs. Nothing is trained on any of these.
`--model` and `--fp32` name the sentence-transformers folder and the fp32 graph that `training.encoder` leaves; the
agreement table needs both, retrieval neither.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import SHIPPED, OnnxEmbedder

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "training" / "encoder" / "model"
DIRECTIONS = ("en-zh", "zh-zh", "zh-en", "en-en")
_SENTENCE_END = re.compile(r"(?<=[。！？；!?;])|(?<=\.)\s")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question set in SQuAD form: `questions[i]` is answered by `paragraphs[gold[i]]`."""

    paragraphs: list[str]
    questions: list[str]
    gold: list[int]


def read_squad(path: Path) -> Reading:
    """Read a SQuAD-form file."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    found = [paragraph for article in articles for paragraph in article["paragraphs"]]
    asked = [(qa["question"], place) for place, p in enumerate(found) for qa in p["qas"]]
    return Reading([p["context"] for p in found], [q for q, _ in asked], [place for _, place in asked])


def sentences(text: str) -> list[str]:
    """Split at sentence ends.

    >>> sentences("一句。Two. Three")
    ['一句。', 'Two.', 'Three']
    """
    return [part.strip() for part in _SENTENCE_END.split(text) if part and part.strip()]


def recall(scores: Vectors, gold: Sequence[int], at: int) -> float:
    """Share of questions whose paragraph is among the first `at`; `scores` is `(questions, paragraphs)`."""
    own = scores[np.arange(len(gold)), list(gold)][:, None]
    return float(((scores > own).sum(axis=1) < at).mean())


def retrieval(embed: Embed, data: Path, directions: Sequence[str]) -> list[str]:
    """Return table rows: per direction and way of scoring a paragraph, R@1 and R@10 in percent."""
    half = {code: read_squad(data / "eval" / f"xquad_half.{code}.json") for code in ("en", "zh")}
    more = {"zh": "cmrc2018_dev.json", "en": "squad2_dev.json"}
    rows = []
    spaces: dict[str, tuple[Vectors, Vectors, NDArray[np.int64]]] = {}
    for direction in directions:
        asked, held = direction.split("-")
        if held not in spaces:
            pool = half[held].paragraphs + read_squad(data / "reading" / more[held]).paragraphs[:848]
            split = [sentences(text) or [text] for text in pool]
            firsts = np.cumsum([0] + [len(parts) for parts in split[:-1]])
            spaces[held] = embed(pool), embed([s for parts in split for s in parts]), firsts
        whole_rows, sentence_rows, firsts = spaces[held]
        questions = embed(half[asked].questions)
        whole = questions @ whole_rows.T
        best = np.maximum.reduceat(questions @ sentence_rows.T, firsts, axis=1)
        ways = {
            "whole": whole,
            "best sentence": best,
            "larger": np.maximum(whole, best),
            "mean": (whole + best) / 2,
        }
        cells = [
            f"{100 * recall(s, half[held].gold, 1):.1f} / {100 * recall(s, half[held].gold, 10):.1f}"
            for s in ways.values()
        ]
        rows.append(f"| {direction.replace('-', ' → ')} | {len(whole_rows)} | {' | '.join(cells)} |")
    return rows


def mixed_sentences(data: Path, *, each: int = 150) -> list[str]:
    """Newstest 2019 in English, Simplified and Traditional, `each` lines of each."""
    names = ("src.eng", "ref.zho-CN", "ref.zho-TW")
    texts: list[str] = []
    for name in names:
        path = data / "eval" / "ntrex" / f"newstest2019-{name}.txt"
        texts += path.read_text(encoding="utf-8").splitlines()[:each]
    return texts


def agreement(data: Path, model: Path, graph: Path) -> list[str]:
    """Return table rows: the cosine of both graphs' rows with those of `SentenceTransformer(model)`."""
    import onnxruntime
    from sentence_transformers import SentenceTransformer

    texts = mixed_sentences(data)
    reference = SentenceTransformer(str(model), device="cpu").encode(texts, show_progress_bar=False)
    shipped = OnnxEmbedder()
    rows = []
    exact = OnnxEmbedder()
    exact.embed_queries(["一"])
    exact._session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    for name, embedder in (("fp32 graph", exact), ("shipped int8 graph", shipped)):
        cosine = (embedder.embed_passages(texts) * np.asarray(reference, np.float32)).sum(axis=1)
        rows.append(f"| {name} | {len(texts)} | {cosine.min():.4f} | {cosine.mean():.4f} |")
    return rows


_COLD = """
import time; start = time.perf_counter()
from index.embed import load_embedder
e = load_embedder(); e.embed_queries(["價值引擎"]); print(time.perf_counter() - start)
"""


def speed(data: Path) -> list[str]:
    """Return table rows: size on disk, cold start, one question, many sentences."""
    size = sum(path.stat().st_size for path in SHIPPED.iterdir())
    runs = [
        subprocess.run(
            [sys.executable, "-c", _COLD], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(5)
    ]
    embedder = OnnxEmbedder()
    texts = mixed_sentences(data)
    embedder.embed_queries(texts[:1])
    start = time.perf_counter()
    for text in texts[:100]:
        embedder.embed_queries([text])
    one = (time.perf_counter() - start) / 100
    start = time.perf_counter()
    embedder.embed_passages(texts)
    many = len(texts) / (time.perf_counter() - start)
    return [
        f"| folder on disk | {size / 1e6:.1f} MB |",
        f"| import, load and first question, best and middle of 5 processes | {min(map(float, runs)):.2f} s, "
        f"{sorted(map(float, runs))[2]:.2f} s |",
        f"| one sentence | {one * 1000:.1f} ms |",
        f"| sentences in batches | {many:.0f} a second |",
    ]


def passages_of(tokens: int, *, data: Path, count: int) -> list[str]:
    """Cut `count` passages of exactly `tokens` tokens, marks included, out of newstest 2019 in both languages."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    tokenizer.no_truncation()
    text = " ".join(mixed_sentences(data, each=900))
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    size = tokens - 2
    cut = [text[offsets[i][0] : offsets[i + size - 1][1]] for i in range(0, len(offsets) - size, size)]
    exact = [passage for passage in cut if len(tokenizer.encode(passage).ids) == tokens]
    return exact[:count]


_IMPORT = "import time; start = time.perf_counter(); import sentence_transformers; print(time.perf_counter() - start)"


def beside_e5(data: Path, model: Path) -> list[str]:
    """Return table rows: passages of 128 tokens a second, and start-up, beside the shape of multilingual-e5-small.

    Random weights in the shape (12 layers of 384) run as fast as trained ones. Both run by turns, three times each.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    passages = passages_of(128, data=data, count=192)
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = AutoTokenizer.from_pretrained(model)
        tokenizer.save_pretrained(folder)
        shape = BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=384,
            num_hidden_layers=12,
            num_attention_heads=12,
            intermediate_size=1536,
        )
        BertModel(shape).save_pretrained(folder)
        modules = [Transformer(folder, max_seq_length=512), Pooling(384, "mean"), Normalize()]
        other = SentenceTransformer(modules=modules, device="cpu")
    torch.set_num_threads(os.cpu_count() or 1)
    shipped = OnnxEmbedder()
    encoders: dict[str, Embed] = {
        "shipped, int8 ONNX": shipped.embed_passages,
        "12 × 384, SentenceTransformer": lambda texts: other.encode(list(texts), show_progress_bar=False),
    }
    seconds: dict[str, list[float]] = {name: [] for name in encoders}
    for embed in encoders.values():
        embed(passages[:8])
    for _ in range(3):
        for name, embed in encoders.items():
            start = time.perf_counter()
            embed(passages)
            seconds[name].append(time.perf_counter() - start)
    best = {name: len(passages) / min(times) for name, times in seconds.items()}
    ours, theirs = best.values()
    cold, imported = (
        sorted(
            float(
                subprocess.run(
                    [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
                ).stdout
            )
            for _ in range(5)
        )[2]
        for code in (_COLD, _IMPORT)
    )
    return [
        f"| passages of 128 tokens a second | {ours:.0f} | {theirs:.0f} | {ours / theirs:.1f} × |",
        f"| import, load and first question, against importing sentence_transformers alone | {cold:.2f} s "
        f"| {imported:.2f} s | {imported / cold:.1f} × |",
    ]


def main() -> int:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("YINZHENG_DATA", "../shared/data")))
    parser.add_argument("--model", type=Path, default=BUILT)
    parser.add_argument(
        "--fp32", type=Path, default=ROOT / "training" / "encoder" / "out" / "onnx" / "encoder-fp32.onnx"
    )
    parser.add_argument("--compare", help="another sentence-transformers model to measure en → en with")
    options = parser.parse_args()
    shipped = OnnxEmbedder()
    print("# The encoder\n")
    print("    YINZHENG_DATA=DIR python -m benchmarks.encoder" + (" --compare …" if options.compare else ""))
    print(
        f"\n{date.today().isoformat()}, {os.cpu_count()} cores; {shipped.name}, {shipped.fingerprint[:12]}.\n"
    )
    print("| | |\n|---|---|", *speed(options.data), "", sep="\n", flush=True)
    print("| | shipped | the shape of multilingual-e5-small | |\n|---|---|---|---|")
    print(*beside_e5(options.data, options.model), "", sep="\n", flush=True)
    if options.model.is_dir() and options.fp32.is_file():
        print("| cosine with `SentenceTransformer(folder)` | texts | least | mean |\n|---|---|---|---|")
        print(*agreement(options.data, options.model, options.fp32), "", sep="\n", flush=True)
    head = "R@1 / R@10 in percent, by how a paragraph is scored"
    print(
        f"{head}:\n\n| question → paragraph | paragraphs | whole | best sentence | larger of both | mean of both |"
    )
    print("|---|---|---|---|---|---|")
    print(*retrieval(shipped.embed_passages, options.data, DIRECTIONS), sep="\n", flush=True)
    if options.compare:
        from index.embed import load_embedder

        other = load_embedder(options.compare)
        rows = retrieval(other.embed_passages, options.data, ("en-en",))
        print(*(row.replace("|", f"| {Path(other.name).name},", 1) for row in rows), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
