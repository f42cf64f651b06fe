"""The span model: the encoder's lower layers read question and passage apart, its upper layers read them together.

Which word answers to which is not left to be learned (`rag/alignment.py` links them): the links steer attention in
every upper layer, and features of the tokens are added where the two texts meet. Reading apart first and together
after follows DeFormer (Cao et al. 2020); the weights of all six layers start as the trained encoder's. A span is judged
whole, not only by its two ends (Fajcik et al. 2020).
"""

from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import gelu

from rag.alignment import PASSAGE_FEATURES, QUESTION_FEATURES

WIDTH, HEADS, INNER, LAYERS, APART = 384, 12, 1536, 6, 3
MEETING, PAIRED = 64, 64
FAR = -1e4
DROPPED = 0.1


class Layer(nn.Module):
    """One layer of BERT whose attention can be steered."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.final = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Read `(batch, tokens, WIDTH)`; `bias` is added to attention, `(batch, 1 or HEADS, tokens, tokens)`."""
        batch, tokens, _ = x.shape
        q, k, v = self.qkv(x).view(batch, tokens, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        attention: Tensor = (q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias).softmax(-1)
        mixed = (attention @ v).transpose(1, 2).reshape(batch, tokens, WIDTH)
        x = self.norm(x + self.drop(self.out(mixed)))
        out: Tensor = self.final(x + self.drop(self.down(gelu(self.up(x)))))
        return out


class Reading(nn.Module):
    """Two texts read apart and then together, from tokens, features and links; what is judged of them is left open."""

    def __init__(self, vocabulary: int, positions: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH, padding_idx=0)
        self.positions = nn.Embedding(positions, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.asks = nn.Linear(QUESTION_FEATURES, WIDTH)
        self.sides = nn.Parameter(torch.zeros(2, WIDTH))
        self.carried = nn.Linear(WIDTH, MEETING)
        self.meets = nn.Conv1d(PASSAGE_FEATURES + MEETING, 2 * MEETING, 5, padding=2)
        self.met = nn.Linear(2 * MEETING + PASSAGE_FEATURES, WIDTH)
        self.steer = nn.Parameter(torch.zeros(LAYERS - APART, HEADS))

    def keep_lower_layers(self) -> None:
        """Let the words and the lower layers stay as they are: the encoder's."""
        for part in (self.words, self.positions, self.norm, *self.layers[:APART]):
            part.requires_grad_(False)
        self.kind.requires_grad_(False)

    def apart(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Read one text by itself: `(batch, tokens)` int64 and float32 to `(batch, tokens, WIDTH)`."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(places) + self.kind)
        bias = (1 - mask)[:, None, None, :] * FAR
        for layer in self.layers[:APART]:
            x = layer(x, bias)
        return cast("Tensor", x)

    def read(
        self,
        q: Tensor,
        q_mask: Tensor,
        q_features: Tensor,
        p: Tensor,
        p_mask: Tensor,
        p_features: Tensor,
        links: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Read two texts together: `(batch, m, WIDTH)` and `(batch, n, WIDTH)` to the same."""
        q = q + self.asks(q_features) + self.sides[0]
        brought = links @ self.carried(q) / (1 + links.sum(-1, keepdim=True))
        around = gelu(
            self.meets(torch.cat([p_features, brought], -1).transpose(1, 2) * p_mask[:, None])
        ).transpose(1, 2)
        p = p + self.met(torch.cat([p_features, around], -1)) + self.sides[1]
        x = torch.cat([q, p], 1)
        mask = torch.cat([q_mask, p_mask], 1)
        far = (1 - mask)[:, None, None, :] * FAR
        m, n = q.shape[1], p.shape[1]
        linked = torch.cat(
            [
                torch.cat([links.new_zeros(links.shape[0], m, m), links.transpose(1, 2)], 2),
                torch.cat([links, links.new_zeros(links.shape[0], n, n)], 2),
            ],
            1,
        )[:, None]
        for number, layer in enumerate(self.layers[APART:]):
            x = layer(x, linked * self.steer[number][None, :, None, None] + far)
        return x[:, :m], x[:, m:]


class SpanModel(Reading):
    """To the log-odds of where an answer starts and ends, and of there being none."""

    def __init__(self, vocabulary: int, positions: int) -> None:
        super().__init__(vocabulary, positions)
        self.asked = nn.Linear(WIDTH, 2 * WIDTH)
        self.ends = nn.Linear(WIDTH, 2)
        self.pairs = nn.Linear(WIDTH, 2 * PAIRED)
        self.none = nn.Linear(WIDTH, 1)

    @classmethod
    def start(cls, folder: Path) -> "SpanModel":
        """Begin with the weights of the encoder in `folder`."""
        weights = {
            name.removeprefix("0."): w.float() for name, w in load_file(folder / "model.safetensors").items()
        }
        words = weights["embeddings.word_embeddings.weight"]
        positions = weights["embeddings.position_embeddings.weight"]
        model = cls(len(words), len(positions))
        with torch.no_grad():
            model.words.weight.copy_(words)
            model.positions.weight.copy_(positions)
            model.kind.copy_(weights["embeddings.token_type_embeddings.weight"][0])
            model.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
            model.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
            for number, layer in enumerate(model.layers):
                for part in ("weight", "bias"):
                    at = f"encoder.layer.{number}."
                    own = [weights[f"{at}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(own))
                    for mine, theirs in (
                        ("out", "attention.output.dense"),
                        ("norm", "attention.output.LayerNorm"),
                        ("up", "intermediate.dense"),
                        ("down", "output.dense"),
                        ("final", "output.LayerNorm"),
                    ):
                        getattr(getattr(layer, mine), part).copy_(weights[f"{at}{theirs}.{part}"])
            # Half of the heads follow the links from the first step on.
            model.steer[:, ::2] = 3.0
            for added in (model.asks, model.met):
                added.weight.mul_(0.3)
                added.bias.zero_()
            model.ends.weight.mul_(0.1)
            model.asked.weight.mul_(0.1)
            model.pairs.weight.mul_(0.3)
        return model

    def together(
        self,
        q: Tensor,
        q_mask: Tensor,
        q_features: Tensor,
        p: Tensor,
        p_mask: Tensor,
        p_features: Tensor,
        links: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Read what was read apart: m question tokens, n passage tokens; `links` is `(batch, n, m)`.

        Returns:
            The log-odds of the answer's first token and of its last, `(batch, n)`, of the two going together,
            `(batch, n, n)`, and of there being none, `(batch,)`.
        """
        q, p = self.read(q, q_mask, q_features, p, p_mask, p_features, links)
        whole = (q * q_mask[..., None]).sum(1) / q_mask.sum(1, keepdim=True)
        wanted = self.asked(whole).view(-1, 2, WIDTH)
        ends = self.ends(p) + p @ wanted.transpose(1, 2) * WIDTH**-0.5
        ends = ends + (1 - p_mask)[..., None] * FAR
        one, other = self.pairs(p).split(PAIRED, dim=-1)
        pairs = one @ other.transpose(1, 2) * PAIRED**-0.5
        none = self.none(q[:, 0] + p[:, 0]).squeeze(-1)
        return ends[..., 0], ends[..., 1], pairs, none

    def forward(
        self,
        question_ids: Tensor,
        question_features: Tensor,
        passage_ids: Tensor,
        passage_mask: Tensor,
        passage_features: Tensor,
        links: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Read one question, `(1, m)`, with several passages, `(batch, n)`: what the exported graph does."""
        mask = torch.ones_like(question_ids, dtype=torch.float32)
        batch = passage_ids.shape[0]
        q = self.apart(question_ids, mask).expand(batch, -1, -1)
        p = self.apart(passage_ids, passage_mask)
        return self.together(
            q, mask.expand(batch, -1), question_features, p, passage_mask, passage_features, links
        )
