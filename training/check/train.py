"""Train the support model; a run that was stopped goes on from its last checkpoint.

    YINZHENG_DATA=DIR python -m training.check.train --steps 2000

It begins as the trained span model (`training/reader/out/state.pt`); the lower layers stay the encoder's. Checkpoints
and the log of the run go to training/check/out/.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import IterableDataset

from rag.alignment import Aligned, align
from rag.apart import MOST_TOKENS, encode
from rag.support import CLAIM_TOKENS, SIDES, as_asked, sides
from training.check.claims import Claim, Sets, draw, names, read_sets
from training.check.model import SupportModel
from training.reader.loop import Run
from training.reader.near_miss import Likes, likes
from training.reader.train import OUT as READER
from training.reader.train import Kept, loader, tokenizer

SEED = 43
OUT = Path(__file__).parent / "out"
BATCH, POOLED = 32, 12
BODY_RATE, NEW_RATE = 1e-4, 3e-4

Inputs = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
Batch = tuple[list[int], Inputs, Tensor]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim and its passage as the model reads them."""

    passage: int
    ids: list[int]
    passage_ids: list[int]
    aligned: Aligned
    sides: NDArray[np.float32]
    passage_sides: NDArray[np.float32]
    true: bool


def read_row(claim: Claim, pool: Sequence[str], code: object) -> Row:
    """Encode a claim with its passage."""
    passage = pool[claim.passage]
    ids, spans = encode(code, claim.text)
    ids, spans = ids[:CLAIM_TOKENS], spans[:CLAIM_TOKENS]
    passage_ids, passage_spans = encode(code, passage)
    passage_ids, passage_spans = passage_ids[:MOST_TOKENS], passage_spans[:MOST_TOKENS]
    aligned = align(as_asked(claim.text), spans, passage, passage_spans)
    own, of_passage = sides(claim.text, passage, spans), sides(passage, claim.text, passage_spans)
    return Row(claim.passage, ids, passage_ids, aligned, own, of_passage, claim.true)


class Rows(IterableDataset[Batch]):
    """Endless batches of like length, drawn by chance."""

    def __init__(self, sets: Sets, others: Likes, *, seed: int) -> None:
        self.sets, self.others, self.seed = sets, others, seed

    def __iter__(self) -> Iterator[Batch]:
        torch.set_num_threads(1)
        chance, code = random.Random(self.seed), tokenizer()
        while True:
            claims = [draw(self.sets, self.others, chance) for _ in range(BATCH * POOLED)]
            rows = [read_row(claim, self.sets.pool, code) for claim in claims]
            rows.sort(key=lambda row: len(row.ids) + len(row.passage_ids))
            batches = [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]
            chance.shuffle(batches)
            for batch in batches:
                yield collate(batch)


def collate(rows: Sequence[Row]) -> Batch:
    """Pad rows to one batch: passage numbers; claim ids, mask, features, the passage's, links, sides; truth."""
    m, n = max(len(row.ids) for row in rows), max(len(row.passage_ids) for row in rows)
    size, first = len(rows), rows[0].aligned
    q_ids, q_mask = torch.zeros(size, m, dtype=torch.long), torch.zeros(size, m)
    p_ids, p_mask = torch.zeros(size, n, dtype=torch.long), torch.zeros(size, n)
    q_features = torch.zeros(size, m, first.question.shape[1])
    p_features = torch.zeros(size, n, first.passage.shape[1])
    q_sides, p_sides = torch.zeros(size, m, SIDES), torch.zeros(size, n, SIDES)
    links = torch.zeros(size, n, m)
    for i, row in enumerate(rows):
        a, b = len(row.ids), len(row.passage_ids)
        q_ids[i, :a], q_mask[i, :a] = torch.tensor(row.ids), 1
        p_ids[i, :b], p_mask[i, :b] = torch.tensor(row.passage_ids), 1
        q_features[i, :a] = torch.from_numpy(row.aligned.question)
        p_features[i, :b] = torch.from_numpy(row.aligned.passage)
        links[i, :b, :a] = torch.from_numpy(row.aligned.links)
        q_sides[i, :a] = torch.from_numpy(row.sides)
        p_sides[i, :b] = torch.from_numpy(row.passage_sides)
    truth = torch.tensor([float(row.true) for row in rows])
    inputs = q_ids, q_mask, q_features, p_ids, p_mask, p_features, links, q_sides, p_sides
    return [row.passage for row in rows], inputs, truth


def batch_of(claims: Sequence[Claim], pool: Sequence[str], code: object) -> Batch:
    """Encode claims as one batch."""
    return collate([read_row(claim, pool, code) for claim in claims])


def odds_of(model: SupportModel, kept: Kept, batch: Batch) -> Tensor:
    """The log-odds of a batch's claims."""
    numbers, (q_ids, q_mask, q_features, p_ids, p_mask, p_features, links, q_sides, p_sides), _ = batch
    with torch.no_grad():
        q = model.apart(q_ids, q_mask)
    p = kept(numbers, p_ids, p_mask)
    return model.support(q, q_mask, q_features, p, p_mask, p_features, links, q_sides, p_sides)


def measure(model: SupportModel, kept: Kept, sets: Sets, code: object) -> dict[str, float]:
    """What the model makes of the claims kept aside: area under the curve, and false ones passed with 9 of 10 true."""
    odds, truth = [], []
    with torch.no_grad():
        for at in range(0, len(sets.held), BATCH):
            batch = batch_of(sets.held[at : at + BATCH], sets.pool, code)
            odds.append(odds_of(model, kept, batch))
            truth.append(batch[-1])
    return judged(torch.cat(odds).numpy(), torch.cat(truth).numpy() > 0)


def judged(odds: np.ndarray[Any, Any], true: np.ndarray[Any, Any]) -> dict[str, float]:
    """Area under the curve, and the share of the false passed where nine tenths of the true are."""
    ranks = np.argsort(np.argsort(odds)) + 1.0
    positive = int(true.sum())
    negative = len(true) - positive
    area = (ranks[true].sum() - positive * (positive + 1) / 2) / max(1, positive * negative)
    least = np.quantile(odds[true], 0.1)
    return {
        "claims": len(true),
        "area": round(float(area), 4),
        "false passed": round(float((odds[~true] >= least).mean()), 4),
        "right": round(float(((odds > 0) == true).mean()), 4),
    }


def loss_of(model: SupportModel, kept: Kept, batch: Batch) -> tuple[Tensor, float]:
    """The loss of a batch, and the share of its claims judged right."""
    odds, truth = odds_of(model, kept, batch), batch[-1]
    loss = binary_cross_entropy_with_logits(odds, truth)
    return loss, float(((odds > 0) == (truth > 0)).float().mean())


def main() -> None:
    """Train, telling how it goes."""
    run, start = Run.asked(__doc__, steps=2000, measure_every=200, out=OUT)
    torch.manual_seed(SEED)
    print("reading the sets …", flush=True)
    sets = read_sets(Path(environ["YINZHENG_DATA"]), seed=SEED)
    model = SupportModel.after(start or READER / "state.pt")
    code = tokenizer()
    others = likes(names(sets), code, model.words.weight.detach().numpy())
    print(f"{len(sets.written)} claims written, {len(sets.held)} kept aside", flush=True)
    model.keep_lower_layers()
    head = [*model.gather.parameters(), *model.said.parameters()]
    heads = {id(p) for p in head}
    body = [p for p in model.parameters() if p.requires_grad and id(p) not in heads]
    kept = Kept(model)
    run.train(
        model,
        [(BODY_RATE, body), (NEW_RATE, head)],
        lambda step: loader(Rows(sets, others, seed=SEED + step)),
        lambda batch: loss_of(model, kept, batch),
        lambda: measure(model, kept, sets, code),
    )


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
