"""Train the span model; a run that was stopped goes on from its last checkpoint.

    YINZHENG_DATA=DIR python -m training.reader.train --steps 2400

The lower layers stay the encoder's, so what they make of a window is kept and read again. Checkpoints and the log of
the run go to training/reader/out/.
"""

import random
from collections.abc import Iterator, Sequence
from os import environ
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, IterableDataset

from index.embed import SHIPPED
from training.reader.data import Asked, Row, Window, read_row, read_sets, with_hard
from training.reader.loop import Run
from training.reader.measure import by_model, measure
from training.reader.model import APART, FAR, Reading, SpanModel
from training.reader.near_miss import Likes, likes

SEED = 41
OUT = Path(__file__).parent / "out"
ENCODER = Path(__file__).parents[1] / "encoder" / "model"
BATCH, POOLED = 32, 12
BODY_RATE, NEW_RATE = 1e-4, 1e-3
ACROSS, NONE, NEAR = 0.4, 0.16, 0.14
# How often a question of each set is drawn, relative to the others.
DRAWN = {"cmrc": 1.5, "drcd": 1.5, "squad1": 1.0, "squad2": 0.8, "qamr": 0.3}

Batch = tuple[list[int], Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]


def tokenizer() -> Tokenizer:
    """The encoder's tokenizer, texts whole and apart."""
    found = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


class Rows(IterableDataset[Batch]):
    """Endless batches of like length, drawn by chance."""

    def __init__(self, pool: Sequence[Window], asked: Sequence[Asked], others: Likes, *, seed: int) -> None:
        self.pool, self.asked, self.others, self.seed = pool, asked, others, seed

    def __iter__(self) -> Iterator[Batch]:
        torch.set_num_threads(1)
        chance, code = random.Random(self.seed), tokenizer()
        weights = [DRAWN[a.source] for a in self.asked]
        while True:
            drawn = chance.choices(self.asked, weights, k=BATCH * POOLED)
            rows = [
                read_row(a, self.pool, code, chance, others=self.others, across=ACROSS, none=NONE, near=NEAR)
                for a in drawn
            ]
            rows.sort(key=lambda row: len(row.passage_ids) + len(row.question_ids))
            batches = [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]
            chance.shuffle(batches)
            for batch in batches:
                yield collate(batch)


def loader(rows: "IterableDataset[Any]") -> "DataLoader[Any]":
    """Batches made by a process of their own, some ahead."""
    return DataLoader(rows, batch_size=None, num_workers=1, prefetch_factor=24)


def collate(rows: Sequence[Row]) -> Batch:
    """Pad rows to one batch: window numbers, question ids and mask and features, passage the same, links, targets."""
    m, n = max(len(r.question_ids) for r in rows), max(len(r.passage_ids) for r in rows)
    size = len(rows)
    q_ids, q_mask = torch.zeros(size, m, dtype=torch.long), torch.zeros(size, m)
    p_ids, p_mask = torch.zeros(size, n, dtype=torch.long), torch.zeros(size, n)
    q_features = torch.zeros(size, m, rows[0].aligned.question.shape[1])
    p_features = torch.zeros(size, n, rows[0].aligned.passage.shape[1])
    links, target = torch.zeros(size, n, m), torch.zeros(size, 2, dtype=torch.long)
    for i, row in enumerate(rows):
        a, b = len(row.question_ids), len(row.passage_ids)
        q_ids[i, :a], q_mask[i, :a] = torch.tensor(row.question_ids), 1
        p_ids[i, :b], p_mask[i, :b] = torch.tensor(row.passage_ids), 1
        q_features[i, :a] = torch.from_numpy(row.aligned.question)
        p_features[i, :b] = torch.from_numpy(row.aligned.passage)
        links[i, :b, :a] = torch.from_numpy(row.aligned.links)
        target[i] = torch.tensor([row.first + 1, row.last + 1])
    return [r.window for r in rows], q_ids, q_mask, q_features, p_ids, p_mask, p_features, links, target


class Kept:
    """What the lower layers made of each window, in half precision."""

    def __init__(self, model: Reading) -> None:
        self._model, self._kept = model, dict[int, Tensor]()

    def __call__(self, numbers: Sequence[int], ids: Tensor, mask: Tensor) -> Tensor:
        """What is kept of the windows of these numbers, padded: `(batch, tokens, width)` float32."""
        new = [i for i, number in enumerate(numbers) if number not in self._kept]
        if new:
            with torch.no_grad():
                read = self._model.apart(ids[new], mask[new]).half()
            for i, row in zip(new, read, strict=True):
                self._kept[numbers[i]] = row[: int(mask[i].sum())].clone()
        out = torch.zeros(*ids.shape, read.shape[-1] if new else self._kept[numbers[0]].shape[-1])
        for i, number in enumerate(numbers):
            row = self._kept[number]
            out[i, : len(row)] = row.float()
        return out


def loss_of(model: SpanModel, kept: Kept, batch: Batch) -> tuple[Tensor, float]:
    """The loss of a batch, of ends apart and of whole spans, and the share of its rows judged right."""
    numbers, q_ids, q_mask, q_features, p_ids, p_mask, p_features, links, target = batch
    with torch.no_grad():
        q = model.apart(q_ids, q_mask)
    p = kept(numbers, p_ids, p_mask)
    first, last, pairs, none = model.together(q, q_mask, q_features, p, p_mask, p_features, links)
    apart = sum(
        cross_entropy(torch.cat([none[:, None], side], 1), target[:, i])
        for i, side in enumerate((first, last))
    )
    n = first.shape[1]
    spans = first[:, :, None] + last[:, None, :] + pairs
    spans = spans.masked_fill(~torch.ones(n, n, dtype=torch.bool).triu(), FAR)
    whole = torch.cat([2 * none[:, None], spans.flatten(1)], 1)
    at = torch.where(target[:, 0] > 0, (target[:, 0] - 1) * n + target[:, 1], 0)
    return (apart + cross_entropy(whole, at)) / 2, float((whole.argmax(1) == at).float().mean())


def main() -> None:
    """Train, telling how it goes."""
    run, start = Run.asked(__doc__, steps=2400, measure_every=500, out=OUT)
    data = Path(environ["YINZHENG_DATA"])
    torch.manual_seed(SEED)
    model = SpanModel.start(ENCODER)
    if start is not None:
        model.load_state_dict(torch.load(start, weights_only=True)["model"])
    print("reading the sets …", flush=True)
    pool, asked = read_sets(data, tokenizer(), seed=SEED)
    asked = with_hard(pool, asked, run.out / "hard.npy")
    # What QAMR asks names hardly anything: `What is used?`.
    named = (a.question for a in asked if a.source != "qamr")
    others = likes(named, tokenizer(), model.words.weight.detach().numpy())
    model.keep_lower_layers()
    body = [p for layer in model.layers[APART:] for p in layer.parameters()]
    new = [p for name, p in model.named_parameters() if p.requires_grad and not name.startswith("layers.")]
    kept = Kept(model)
    run.train(
        model,
        [(BODY_RATE, body), (NEW_RATE, new)],
        lambda step: loader(Rows(pool, asked, others, seed=SEED + step)),
        lambda batch: loss_of(model, kept, batch),
        lambda: measure(by_model(model, tokenizer()), data, most=60),
    )


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
