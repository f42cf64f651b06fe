"""The support model: does a passage say what a claim says?

The span model's way of reading (`training/reader/model.py`), its trained weights to begin with, and another head: the
claim's tokens, having read the passage, are gathered into one log-odds.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

from rag.support import SIDES
from training.reader.model import FAR, WIDTH, Reading

GATHERED = 128


class SupportModel(Reading):
    """From tokens, features and links of a claim and a passage to the log-odds that the passage says the claim."""

    def __init__(self, vocabulary: int, positions: int) -> None:
        super().__init__(vocabulary, positions)
        self.told = nn.Linear(SIDES, WIDTH, bias=False)
        nn.init.zeros_(self.told.weight)
        self.gather = nn.Linear(4 * WIDTH, GATHERED)
        self.said = nn.Linear(GATHERED, 1)

    @classmethod
    def after(cls, checkpoint: Path, *, whole: bool = False) -> "SupportModel":
        """Begin with the weights of a trained span model, or of one of these; of one of these if `whole`."""
        weights = torch.load(checkpoint, weights_only=True)["model"]
        model = cls(len(weights["words.weight"]), len(weights["positions.weight"]))
        missing, _ = model.load_state_dict(weights, strict=False)
        if whole and missing:
            raise ValueError(f"{checkpoint} is no trained support model: it lacks {', '.join(missing)}.")
        return model

    def support(
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
        """Read what was read apart, as `SpanModel.together`; returns log-odds, `(batch,)`.

        `q_sides` and `p_sides`, `(batch, tokens, SIDES)`, say which tokens have an opposite (`rag/support.py`).
        """
        q, p = q + self.told(q_sides), p + self.told(p_sides)
        q, p = self.read(q, q_mask, q_features, p, p_mask, p_features, links)
        seen = q_mask[..., None]
        mean = (q * seen).sum(1) / seen.sum(1)
        most = (q + (1 - seen) * FAR).amax(1)
        gathered = torch.tanh(self.gather(torch.cat([q[:, 0], p[:, 0], mean, most], -1)))
        odds: Tensor = self.said(gathered).squeeze(-1)
        return odds
