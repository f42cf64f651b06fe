"""Export the trained support model to the int8 graph that ships, and check it against it.

YINZHENG_DATA=DIR python -m training.check.export --checkpoint training/check/out/state.pt
"""

import argparse
import json
from os import environ
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from index.embed import SHIPPED as ENCODER
from index.weights import digest
from rag.alignment import PASSAGE_FEATURES, QUESTION_FEATURES
from rag.apart import MOST_TOKENS, ApartReader
from rag.support import CLAIM_TOKENS, SHIPPED, SIDES, SupportReader
from training.check.claims import read_sets
from training.check.model import SupportModel
from training.check.train import SEED, batch_of, judged, odds_of
from training.reader.export import write
from training.reader.model import WIDTH
from training.reader.train import Kept, tokenizer


class Support(torch.nn.Module):
    """Reads a claim with windows of text."""

    def __init__(self, model: SupportModel) -> None:
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
        q_sides: Tensor,
        p_sides: Tensor,
    ) -> Tensor:
        """As `SupportModel.support`."""
        return self.model.support(q, q_mask, q_features, p, p_mask, p_features, links, q_sides, p_sides)


def main() -> None:
    """Export and check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=SHIPPED)
    parser.add_argument("--no-check", dest="check", action="store_false")
    options = parser.parse_args()
    weights = torch.load(options.checkpoint, weights_only=True)["model"]
    model = SupportModel(len(weights["words.weight"]), len(weights["positions.weight"]))
    model.load_state_dict(weights)
    model.eval()
    options.target.mkdir(parents=True, exist_ok=True)
    inputs = {
        "q": torch.randn(3, 7, WIDTH), "q_mask": torch.ones(3, 7), "q_features": torch.rand(3, 7, QUESTION_FEATURES),
        "p": torch.randn(3, 19, WIDTH), "p_mask": torch.ones(3, 19), "p_features": torch.rand(3, 19, PASSAGE_FEATURES),
        "links": torch.rand(3, 19, 7), "q_sides": torch.rand(3, 7, SIDES), "p_sides": torch.rand(3, 19, SIDES),
    }  # fmt: skip
    batch = torch.export.Dim("batch")
    m, n = torch.export.Dim("m", max=CLAIM_TOKENS), torch.export.Dim("n", max=MOST_TOKENS)
    q, p = {0: batch, 1: m}, {0: batch, 1: n}
    both = {0: batch, 1: n, 2: m}
    # In the order of the inputs.
    axes = {name: both if name == "links" else q if name.startswith("q") else p for name in inputs}
    write(Support(model), inputs, ["odds"], axes, options.target / "support.onnx")
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
