"""Export the trained span model to the two int8 graphs that ship, and check them against it.

YINZHENG_DATA=DIR python -m training.reader.export --checkpoint training/reader/out/state.pt
"""

import argparse
import json
import tempfile
import warnings
from collections.abc import Callable
from os import environ
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from torch import Tensor

from index.embed import SHIPPED as ENCODER
from index.weights import digest
from rag.alignment import PASSAGE_FEATURES, QUESTION_FEATURES
from rag.apart import MOST_TOKENS, SHIPPED
from training.encoder.export import quantize_products, quantize_table
from training.reader.measure import as_shipped, by_model, examples
from training.reader.model import WIDTH, SpanModel
from training.reader.train import ENCODER as START
from training.reader.train import tokenizer

Axes = dict[str, dict[int, Any]]


class Graph(torch.nn.Module):
    """One method of a model as a graph of its own."""

    def __init__(self, model: torch.nn.Module, method: Callable[..., Any]) -> None:
        super().__init__()
        self.model = model
        self.forward = method


def two_texts(most: int) -> tuple[dict[str, Tensor], Axes]:
    """Examples of what a graph is given that reads two texts together, the first of `most` tokens, and its axes."""
    inputs = {
        "q": torch.randn(3, 7, WIDTH), "q_mask": torch.ones(3, 7), "q_features": torch.rand(3, 7, QUESTION_FEATURES),
        "p": torch.randn(3, 19, WIDTH), "p_mask": torch.ones(3, 19), "p_features": torch.rand(3, 19, PASSAGE_FEATURES),
        "links": torch.rand(3, 19, 7),
    }  # fmt: skip
    batch, m = torch.export.Dim("batch"), torch.export.Dim("m", max=most)
    n = torch.export.Dim("n", max=MOST_TOKENS)
    q, p = {0: batch, 1: m}, {0: batch, 1: n}
    axes: Axes = {name: q if name.startswith("q") else p for name in inputs}
    return inputs, {**axes, "links": {0: batch, 1: n, 2: m}}


def write(
    module: torch.nn.Module, inputs: dict[str, Tensor], outputs: list[str], axes: Axes, target: Path
) -> None:
    """Write one graph, its products and word table in int8; `axes` are in the order of the inputs."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        whole = Path(folder) / "whole.onnx"
        program = torch.onnx.export(
            module.eval(), tuple(inputs.values()), dynamo=True, input_names=list(inputs), output_names=outputs,
            dynamic_shapes=axes, verbose=False,
        )  # fmt: skip
        if program is None:
            raise RuntimeError("torch.onnx.export gave no program")
        program.save(str(whole), external_data=False)
        model = onnx.load(whole)
    if any(
        len(i.dims) == 2 and i.data_type == TensorProto.FLOAT and i.dims[0] > 10_000
        for i in model.graph.initializer
    ):
        quantize_table(model.graph)
    quantize_products(model.graph)
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, target)
    floats = sum(
        numpy_helper.to_array(i).nbytes for i in model.graph.initializer if i.data_type == TensorProto.FLOAT
    )
    print(f"{target.name}: {target.stat().st_size:,} bytes, {floats:,} of them float32")


def main() -> None:
    """Export and check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=SHIPPED)
    parser.add_argument("--no-check", dest="check", action="store_false")
    options = parser.parse_args()
    model = SpanModel.start(START)
    model.load_state_dict(torch.load(options.checkpoint, weights_only=True)["model"])
    model.eval()
    options.target.mkdir(parents=True, exist_ok=True)
    batch, n = torch.export.Dim("batch"), torch.export.Dim("n", max=MOST_TOKENS)
    ids = torch.randint(5, 1000, (2, 17))
    write(
        Graph(model, model.apart), {"ids": ids, "mask": torch.ones(2, 17)}, ["hidden"],
        {"ids": {0: batch, 1: n}, "mask": {0: batch, 1: n}}, options.target / "apart.onnx",
    )  # fmt: skip
    inputs, axes = two_texts(64)
    outputs = ["first", "last", "pairs", "none"]
    write(Graph(model, model.together), inputs, outputs, axes, options.target / "together.onnx")
    config = {
        "name": "yinzheng-span-reader",
        "sha256": digest(
            options.target / "apart.onnx", options.target / "together.onnx", ENCODER / "tokenizer.json"
        ),
    }
    (options.target / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    if options.check:
        check(model, options.target)


def check(model: SpanModel, target: Path) -> None:
    """Tell how far the shipped graphs stray from the model, over questions of every measured set."""
    whole, shipped = by_model(model, tokenizer()), as_shipped(target)
    off, same, asked = [], 0, 0
    for rows in examples(Path(environ["YINZHENG_DATA"])).values():
        for question, _, paragraph, _ in rows[:: max(1, len(rows) // 20)]:
            (odds, said), (found, span) = whole(question, paragraph), shipped(question, paragraph)
            off.append(abs(found - odds))
            same += span == said
            asked += 1
    print(
        f"same span {same} of {asked}; log-odds differ by {np.mean(off):.3f} on average, {np.max(off):.3f} at most"
    )


if __name__ == "__main__":
    main()
