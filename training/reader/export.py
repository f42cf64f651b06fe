"""Export the trained span model to the two int8 graphs that ship, and check them against it.

YINZHENG_DATA=DIR python -m training.reader.export --checkpoint training/reader/out/state.pt
"""

import argparse
import json
import tempfile
import warnings
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


class Apart(torch.nn.Module):
    """Reads texts by themselves."""

    def __init__(self, model: SpanModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """As `SpanModel.apart`."""
        return self.model.apart(ids, mask)


class Together(torch.nn.Module):
    """Reads a question with windows of text."""

    def __init__(self, model: SpanModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        q: Tensor,
        q_mask: Tensor,
        q_features: Tensor,
        p: Tensor,
        p_mask: Tensor,
        p_features: Tensor,
        links: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """As `SpanModel.together`."""
        return self.model.together(q, q_mask, q_features, p, p_mask, p_features, links)


def write(
    module: torch.nn.Module, inputs: dict[str, Tensor], outputs: list[str], axes: dict[str, Any], target: Path
) -> None:
    """Write one graph, its products and word table in int8."""
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
    batch, m, n = (
        torch.export.Dim("batch"),
        torch.export.Dim("m", max=64),
        torch.export.Dim("n", max=MOST_TOKENS),
    )
    ids = torch.randint(5, 1000, (2, 17))
    write(
        Apart(model), {"ids": ids, "mask": torch.ones(2, 17)}, ["hidden"],
        {"ids": {0: batch, 1: n}, "mask": {0: batch, 1: n}}, options.target / "apart.onnx",
    )  # fmt: skip
    inputs = {
        "q": torch.randn(3, 7, WIDTH), "q_mask": torch.ones(3, 7), "q_features": torch.rand(3, 7, QUESTION_FEATURES),
        "p": torch.randn(3, 19, WIDTH), "p_mask": torch.ones(3, 19), "p_features": torch.rand(3, 19, PASSAGE_FEATURES),
        "links": torch.rand(3, 19, 7),
    }  # fmt: skip
    q, p = {0: batch, 1: m}, {0: batch, 1: n}
    axes = {
        "q": q,
        "q_mask": q,
        "q_features": q,
        "p": p,
        "p_mask": p,
        "p_features": p,
        "links": {0: batch, 1: n, 2: m},
    }
    write(Together(model), inputs, ["first", "last", "pairs", "none"], axes, options.target / "together.onnx")
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
