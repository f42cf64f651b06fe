"""Export a trained sentence-transformers folder: once in half precision for others, once as the ONNX that ships.

    python -m training.encoder.export --model training/encoder/out/search

`training/encoder/model/` gets the same folder with 16-bit weights, which `SentenceTransformer` loads as it is; from
it `index/models/encoder/` is made, so that both hold the same weights.

Input ids and attention mask go in, unit rows come out: transformer, mean pooling, unit length in one graph.
Weight matrices are int8 per output channel; the embedding table is int8 with a scale per row.
"""

import argparse
import hashlib
import json
import shutil
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import load_file, save_file
from transformers import AutoModel

from training.encoder.build import NAME, OUT
from training.encoder.tokenizer import MAX_LENGTH

WEIGHT_LIMIT = 63
HALF = Path(__file__).parent / "model"
FOLDER = (
    "config.json",
    "config_sentence_transformers.json",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "1_Pooling/config.json",
    "2_Normalize/config.json",
)
SHIPPED = Path(__file__).parents[2] / "index" / "models" / "encoder"


class PooledEncoder(torch.nn.Module):
    """A transformer with mean pooling and unit length, as one module."""

    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Embed.

        Args:
            input_ids: `(batch, tokens)` int64.
            attention_mask: `(batch, tokens)` int64, 1 for a token and 0 for padding.

        Returns:
            `(batch, dim)` float32, unit rows.
        """
        hidden = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


def export_float(model: Path, target: Path) -> int:
    """Write the fp32 graph to `target`; return the dimension of the embedding."""
    transformer = AutoModel.from_pretrained(model, attn_implementation="eager", dtype=torch.float32).eval()
    # Positions past the longest text are never read.
    embeddings = transformer.embeddings
    embeddings.position_embeddings.weight.data = embeddings.position_embeddings.weight.data[
        :MAX_LENGTH
    ].clone()
    embeddings.position_ids = embeddings.position_ids[:, :MAX_LENGTH].clone()
    embeddings.token_type_ids = embeddings.token_type_ids[:, :MAX_LENGTH].clone()
    transformer.config.max_position_embeddings = MAX_LENGTH
    ids = torch.randint(5, 1000, (3, 17))
    batch, tokens = torch.export.Dim("batch"), torch.export.Dim("tokens", max=MAX_LENGTH)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            PooledEncoder(transformer).eval(),
            (ids, torch.ones_like(ids)),
            dynamo=True,
            input_names=["input_ids", "attention_mask"],
            output_names=["unit_rows"],
            dynamic_shapes={"input_ids": {0: batch, 1: tokens}, "attention_mask": {0: batch, 1: tokens}},
            verbose=False,
        )
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    program.save(str(target), external_data=False)
    return int(transformer.config.hidden_size)


def quantize_table(graph: onnx.GraphProto) -> None:
    """Replace the word-embedding table by int8 rows with a float32 scale each, applied to the rows read."""
    table = max(
        (i for i in graph.initializer if len(i.dims) == 2 and i.data_type == TensorProto.FLOAT),
        key=lambda i: i.dims[0],
    )
    values = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-9) / 127
    rows = np.rint(values / scale).astype(np.int8)
    gather = next(node for node in graph.node if node.op_type == "Gather" and node.input[0] == table.name)
    ids, output, place = gather.input[1], gather.output[0], list(graph.node).index(gather)
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(rows, "word_rows"))
    graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), "word_scales"))
    graph.node.remove(gather)
    for node in reversed(
        [
            helper.make_node("Gather", ["word_rows", ids], ["word_row"], axis=0),
            helper.make_node("Gather", ["word_scales", ids], ["word_scale"], axis=0),
            helper.make_node("Cast", ["word_row"], ["word_float"], to=TensorProto.FLOAT),
            helper.make_node("Mul", ["word_float", "word_scale"], [output]),
        ]
    ):
        graph.node.insert(place, node)


def quantize_products(graph: onnx.GraphProto) -> None:
    """Make every product with a weight matrix an integer one.

    Weights are int8 with a scale per output channel; activations are uint8 around 128 with a scale per token, worked
    out in the graph. A scale per batch, which is what `quantize_dynamic` makes, would let the other texts of a batch
    change a text's vector. Weights keep to ±WEIGHT_LIMIT, so that pairs of products fit 16 bits on processors that
    add them there (AVX2 without VNNI).
    """
    weights = {tensor.name: tensor for tensor in graph.initializer if len(tensor.dims) == 2}
    nodes: list[onnx.NodeProto] = []
    activations: set[str] = set()

    def node(operator: str, inputs: list[str], output: str, **attributes: int) -> None:
        nodes.append(helper.make_node(operator, inputs, [output], **attributes))

    for old in graph.node:
        tensor = weights.get(old.input[1]) if old.op_type == "MatMul" else None
        if tensor is None:
            nodes.append(old)
            continue
        values = numpy_helper.to_array(tensor)
        scale = np.maximum(np.abs(values).max(axis=0), 1e-9) / WEIGHT_LIMIT
        graph.initializer.remove(tensor)
        graph.initializer.append(
            numpy_helper.from_array(np.rint(values / scale).astype(np.int8), f"{tensor.name}_int8")
        )
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), f"{tensor.name}_scale"))
        x, y = old.input[0], old.output[0]
        if x not in activations:
            activations.add(x)
            node("Abs", [x], f"{x}_abs")
            node("ReduceMax", [f"{x}_abs", "last_axis"], f"{x}_peak", keepdims=1)
            node("Mul", [f"{x}_peak", "per_127"], f"{x}_step")
            node("Max", [f"{x}_step", "tiny"], f"{x}_scale")
            node("Div", [x, f"{x}_scale"], f"{x}_steps")
            node("Round", [f"{x}_steps"], f"{x}_whole")
            node("Add", [f"{x}_whole", "middle"], f"{x}_shifted")
            node("Cast", [f"{x}_shifted"], f"{x}_uint8", to=TensorProto.UINT8)
        node("MatMulInteger", [f"{x}_uint8", f"{tensor.name}_int8", "middle_uint8"], f"{y}_int32")
        node("Cast", [f"{y}_int32"], f"{y}_float", to=TensorProto.FLOAT)
        node("Mul", [f"{y}_float", f"{x}_scale"], f"{y}_tokens")
        node("Mul", [f"{y}_tokens", f"{tensor.name}_scale"], y)
    constants = {
        "last_axis": np.array([-1], np.int64),
        "per_127": np.array(1 / 127, np.float32),
        "tiny": np.array(1e-9, np.float32),
        "middle": np.array(128, np.float32),
        "middle_uint8": np.array(128, np.uint8),
    }
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items())
    del graph.node[:]
    graph.node.extend(nodes)


def export_int8(source: Path, target: Path) -> None:
    """Quantise the fp32 graph at `source` to `target`."""
    model = onnx.load(source)
    quantize_table(model.graph)
    quantize_products(model.graph)
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, target)


def halve(model: Path, out: Path) -> None:
    """Write the sentence-transformers folder `model` to `out` with 16-bit weights; what loads it computes in 32."""
    out.mkdir(parents=True, exist_ok=True)
    for part in FOLDER:
        target = out / part
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(model / part, target)
    weights = load_file(model / "model.safetensors")
    kept = {
        name: value.half().contiguous() for name, value in weights.items() if not name.startswith("pooler.")
    }
    save_file(kept, out / "model.safetensors", metadata={"format": "pt"})
    print({path.name: path.stat().st_size for path in sorted(out.iterdir()) if path.is_file()})


def ship(model: Path, out: Path, *, work: Path) -> None:
    """Write the shipped folder: `encoder.onnx`, `tokenizer.json`, `config.json`."""
    out.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    dim = export_float(model, work / "encoder-fp32.onnx")
    export_int8(work / "encoder-fp32.onnx", out / "encoder.onnx")
    shutil.copyfile(model / "tokenizer.json", out / "tokenizer.json")
    digest = hashlib.sha256()
    for part in ("encoder.onnx", "tokenizer.json"):
        digest.update(hashlib.sha256((out / part).read_bytes()).digest())
    config = {"name": NAME, "dim": dim, "max_length": MAX_LENGTH, "sha256": digest.hexdigest()}
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    print({path.name: path.stat().st_size for path in sorted(out.iterdir())})


def main() -> int:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, default=OUT / "search", help="a sentence-transformers folder")
    parser.add_argument("--half", type=Path, default=HALF, help="where the folder with 16-bit weights goes")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--work", type=Path, default=OUT / "onnx", help="where the fp32 graph is left")
    options = parser.parse_args()
    halve(options.model, options.half)
    ship(options.half, options.out, work=options.work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
