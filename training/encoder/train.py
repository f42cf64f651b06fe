"""Train the bilingual encoder, one stage a run; a run that was stopped goes on from its last checkpoint.

    python -m training.encoder.train distil --out training/encoder/out/distil
    python -m training.encoder.train search --start training/encoder/out/distil --out training/encoder/out/search

`distil` teaches Chinese to all-MiniLM-L6-v2: the student's vector of a text in either language, or in both, is
drawn to the frozen teacher's vector of the English (Reimers & Gurevych 2020), by cosine and by telling it from the
rest of the batch (InfoNCE, both ways). `search` adds questions and the passages that answer them, with mined hard
negatives, every third batch still distilling, so that what was learned stays.

The English rows of the embedding table stay as they are; the Chinese ones, which start as means of English rows,
move on with a rate of their own. A plain loop rather than a trainer: a table of which each batch touches a
hundredth wants sparse gradients and its own optimiser, and a dense step over it would double the time.
"""

import argparse
import itertools
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from os import environ
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize
from transformers import BertModel

from training.encoder.build import OUT, minilm_folder, save_weights
from training.encoder.measure import measure
from training.encoder.pairs import Example, examples, held_out, read_pairs
from training.encoder.tokenizer import MAX_LENGTH

SEED = 20_23
BODY_RATE, WORD_RATE = 6e-5, 1.5e-3
SCALE = 20.0
COSINE_WEIGHT = 3.0
TEXT_TOKENS = 160
BATCH_TEXTS, BATCH_TOKENS = 128, 4096
QUESTIONS = 48

Coded = tuple[list[int], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, a passage that answers it, and one that only looks as if it did."""

    source: str
    question: str
    passage: str
    other: str


class Encoder:
    """A transformer and its tokenizer; texts in, unit rows out."""

    def __init__(self, folder: Path) -> None:
        self.model = BertModel.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager", add_pooling_layer=False
        )
        for part in self.model.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.0
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(TEXT_TOKENS)

    def codes(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text."""
        return [code.ids for code in self.tokenizer.encode_batch_fast(list(texts))]

    def __call__(self, codes: Sequence[Sequence[int]]) -> Tensor:
        """Embed: `(len(codes), dim)` float32, unit rows, gradients as the caller has them."""
        width = max(map(len, codes))
        ids = torch.zeros(len(codes), width, dtype=torch.long)
        mask = torch.zeros(len(codes), width, dtype=torch.long)
        for row, code in enumerate(codes):
            ids[row, : len(code)] = torch.tensor(code)
            mask[row, : len(code)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weight = mask.unsqueeze(-1).float()
        return normalize((hidden * weight).sum(1) / weight.sum(1), dim=1)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Embed many texts for measuring; whole ones, up to the model's own limit."""
        self.tokenizer.enable_truncation(MAX_LENGTH)
        codes = self.codes(texts)
        self.tokenizer.enable_truncation(TEXT_TOKENS)
        order = sorted(range(len(codes)), key=lambda i: -len(codes[i]))
        rows = np.empty((len(codes), self.model.config.hidden_size), np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), 64):
                batch = order[start : start + 64]
                rows[batch] = self([codes[i] for i in batch]).numpy()
        return rows


def both_ways(left: Tensor, right: Tensor) -> Tensor:
    """InfoNCE in both directions: row i of one side belongs to row i of the other."""
    likeness = SCALE * left @ right.T
    target = torch.arange(len(left))
    return (cross_entropy(likeness, target) + cross_entropy(likeness.T, target)) / 2


def distil_loss(student: Encoder, teacher: Encoder, batch: Sequence[Coded]) -> Tensor:
    """How far the student's rows lie from the teacher's rows of the English."""
    with torch.no_grad():
        target = teacher([english for _, english in batch])
    found = student([text for text, _ in batch])
    return COSINE_WEIGHT * (1 - (found * target).sum(1)).mean() + both_ways(found, target)


def search_loss(student: Encoder, batch: Sequence[Coded]) -> Tensor:
    """How badly questions find their passages among the batch's passages and hard negatives."""
    questions = student([question for question, _, _ in batch])
    passages = student([passage for _, passage, _ in batch] + [other for _, _, other in batch])
    target = torch.arange(len(batch))
    right = passages[: len(batch)]
    return cross_entropy(SCALE * questions @ passages.T, target) + 0.3 * cross_entropy(
        SCALE * right @ questions.T, target
    )


def batches(coded: Sequence[Coded], *, texts: int, tokens: int, seed: int) -> list[list[Coded]]:
    """Cut one pass into batches of like length, in an order fixed by `seed`."""
    chooser = random.Random(seed)
    order = sorted(coded, key=lambda code: max(map(len, code)) + chooser.random() * 4)
    cut: list[list[Coded]] = [[]]
    for code in order:
        if len(cut[-1]) >= texts or (len(cut[-1]) + 1) * max(map(len, code)) > tokens:
            cut.append([])
        cut[-1].append(code)
    cut = [batch for batch in cut if len(batch) >= texts // 4]
    chooser.shuffle(cut)
    return cut


class Run:
    """One stage: the student, its two optimisers and where it has got to."""

    def __init__(self, student: Encoder, *, steps: int, out: Path) -> None:
        self.student, self.steps, self.out, self.step = student, steps, out, 0
        words = student.model.embeddings.word_embeddings
        words.sparse = True
        # Latin pieces come before Chinese words; only the latter move.
        vocabulary = student.tokenizer.get_vocab()
        self._first_chinese = 1 + max(row for piece, row in vocabulary.items() if piece.startswith("▁"))
        self.table = words.weight
        self.body = [p for name, p in student.model.named_parameters() if "word_embeddings" not in name]
        self._body = torch.optim.AdamW(
            self.body, lr=BODY_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )
        self._words = torch.optim.SparseAdam([self.table], lr=WORD_RATE, betas=(0.9, 0.98))

    def resume(self) -> None:
        """Go on from the last checkpoint, where there is one."""
        path = self.out / "state.pt"
        if path.is_file():
            state = torch.load(path, weights_only=True)
            self.student.model.load_state_dict(state["model"])
            self._body.load_state_dict(state["body"])
            self._words.load_state_dict(state["words"])
            self.step = state["step"]
            print(f"going on after step {self.step}")

    def keep(self) -> None:
        """Write a checkpoint."""
        self.out.mkdir(parents=True, exist_ok=True)
        state = {"model": self.student.model.state_dict(), "step": self.step}
        state |= {"body": self._body.state_dict(), "words": self._words.state_dict()}
        torch.save(state, self.out / "state.part")
        (self.out / "state.part").replace(self.out / "state.pt")

    def learn(self, loss: Tensor) -> None:
        """Take one step down the loss; rates warm up over 2 % of the run and then fall to a twentieth."""
        done = self.step / self.steps
        share = min(1.0, done / 0.02 + 0.01) * max(0.05, 1 - done)
        for optimiser, rate in ((self._body, BODY_RATE), (self._words, WORD_RATE)):
            for group in optimiser.param_groups:
                group["lr"] = rate * share
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self.body, 1.0)
        if self.table.grad is None:
            raise RuntimeError("a batch without words")
        moved = self.table.grad.coalesce()
        chinese = moved.indices()[0] >= self._first_chinese
        self.table.grad = torch.sparse_coo_tensor(
            moved.indices()[:, chinese], moved.values()[chinese], moved.shape, is_coalesced=True
        )
        self._body.step()
        self._words.step()  # type: ignore[no-untyped-call]
        self._body.zero_grad(set_to_none=True)
        self._words.zero_grad(set_to_none=True)
        self.step += 1


def read_asked(path: Path) -> list[Asked]:
    """Read what `training.encoder.questions` wrote."""
    with path.open(encoding="utf-8") as lines:
        return [Asked(**json.loads(line)) for line in lines]


def plan(
    stage: str, made: Sequence[Example], asked: Sequence[Asked], *, student: Encoder, teacher: Encoder
) -> list[tuple[str, list[Coded]]]:
    """Lay out the batches of a stage, in order."""
    coded = list(
        zip(student.codes([e.text for e in made]), teacher.codes([e.english for e in made]), strict=True)
    )
    distilling = [("distil", b) for b in batches(coded, texts=BATCH_TEXTS, tokens=BATCH_TOKENS, seed=SEED)]
    if stage == "distil":
        return distilling
    # A batch holds questions of one source: the others' passages would be told apart by their style.
    searching = []
    for source in sorted({a.source for a in asked}):
        own = [a for a in asked if a.source == source]
        questions, passages = (
            student.codes([a.question for a in own]),
            student.codes([a.passage for a in own]),
        )
        others = student.codes([a.other for a in own])
        triples = list(zip(questions, passages, others, strict=True))
        searching += [
            ("search", b) for b in batches(triples, texts=QUESTIONS, tokens=BATCH_TOKENS, seed=SEED)
        ]
    random.Random(SEED).shuffle(searching)
    kept = itertools.cycle(distilling)
    mixed = ((*pair, next(kept)) for pair in zip(searching[::2], searching[1::2], strict=False))
    return list(itertools.chain.from_iterable(mixed))


def train(stage: str, *, start: Path, out: Path, data: Path, asked: Path, every: int, most: int) -> None:
    """Run a stage to its end."""
    torch.manual_seed(SEED)
    student, teacher = Encoder(start), Encoder(minilm_folder())
    pairs = read_pairs(data, seed=SEED)
    made = examples(pairs, seed=SEED if stage == "distil" else SEED + 1)
    questions = read_asked(asked) if stage == "search" else []
    planned = plan(stage, made, questions, student=student, teacher=teacher)[:most]
    print(f"{len(made)} texts to distil, {len(questions)} questions, {len(planned)} steps", flush=True)
    run = Run(student, steps=len(planned), out=out)
    run.resume()
    began, losses = time.monotonic(), {"distil": [0.0], "search": [0.0]}
    while run.step < run.steps:
        kind, batch = planned[run.step]
        loss = distil_loss(student, teacher, batch) if kind == "distil" else search_loss(student, batch)
        run.learn(loss)
        losses[kind].append(float(loss.detach()))
        if run.step % 50 == 0:
            means = {name: round(float(np.mean(values[-50:])), 3) for name, values in losses.items()}
            minutes = (time.monotonic() - began) / 60
            print(f"step {run.step}/{run.steps}, {minutes:.1f} min, loss {means}", flush=True)
        if run.step % every == 0 or run.step == run.steps:
            run.keep()
            save_weights(student.model, start, out)
            scores = measure(student.embed, data, held_out(pairs))
            print(f"step {run.step}: {json.dumps(scores)}", flush=True)


def main() -> int:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("stage", choices=("distil", "search"))
    parser.add_argument(
        "--start", type=Path, default=OUT, help="the sentence-transformers folder to start from"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path(environ.get("YINZHENG_DATA", "../shared/data")))
    parser.add_argument("--asked", type=Path, default=OUT / "questions.jsonl")
    parser.add_argument("--every", type=int, default=600, help="steps between checkpoints")
    parser.add_argument("--most", type=int, default=None, help="stop the plan after this many steps")
    options = parser.parse_args()
    train(
        options.stage,
        start=options.start,
        out=options.out,
        data=options.data,
        asked=options.asked,
        every=options.every,
        most=options.most,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
