"""Export the trained support model to the int8 graph that ships, and check it against it.

YINZHENG_DATA=DIR python -m training.check.export --checkpoint training/check/out/state.pt
"""

import argparse
import json
from os import environ
from pathlib import Path

import numpy as np
import torch

from index.embed import SHIPPED as ENCODER
from index.weights import digest
from rag.apart import ApartReader
from rag.support import CLAIM_TOKENS, SHIPPED, SIDES, SupportReader
from training.check.claims import read_sets
from training.check.model import SupportModel
from training.check.train import SEED, batch_of, judged, odds_of
from training.reader.export import Graph, two_texts, write
from training.reader.train import Kept, tokenizer


def main() -> None:
    """Export and check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=SHIPPED)
    parser.add_argument("--no-check", dest="check", action="store_false")
    options = parser.parse_args()
    model = SupportModel.after(options.checkpoint, whole=True).eval()
    options.target.mkdir(parents=True, exist_ok=True)
    inputs, axes = two_texts(CLAIM_TOKENS)
    for name in ("q", "p"):
        inputs[f"{name}_sides"] = torch.rand(*inputs[name].shape[:2], SIDES)
        axes[f"{name}_sides"] = axes[name]
    write(Graph(model, model.support), inputs, ["odds"], axes, options.target / "support.onnx")
    config = {
        "name": "yinzheng-support",
        "sha256": digest(ApartReader().path, options.target / "support.onnx", ENCODER / "tokenizer.json"),
    }
    (options.target / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    if options.check:
        check(model, options.target)


def check(model: SupportModel, target: Path) -> None:
    """Tell how far the shipped graph strays from the model over the claims kept aside, and how well both judge them."""
    sets, code, kept = read_sets(Path(environ["YINZHENG_DATA"]), seed=SEED), tokenizer(), Kept(model)
    shipped, whole, found = SupportReader(target), [], []
    for claim in sets.held:
        with torch.no_grad():
            whole.append(float(odds_of(model, kept, batch_of([claim], sets.pool, code))[0]))
        found.append(shipped.odds(claim.text, [("", sets.pool[claim.passage])])[0])
    off, true = np.abs(np.array(whole) - found), np.array([claim.true for claim in sets.held])
    print(f"log-odds differ by {off.mean():.3f} on average, {off.max():.3f} at most")
    print({"model": judged(np.array(whole), true), "shipped": judged(np.array(found), true)})


if __name__ == "__main__":
    main()
