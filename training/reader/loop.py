"""A run of training: its rate warms up and falls to nothing, checkpoints are kept, a stopped run goes on."""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

TOLD_EVERY = 20
WARM_UP, LEAST = 0.04, 0.03
Batch = TypeVar("Batch")


@dataclass(frozen=True, slots=True)
class Run:
    """How long a run is planned to be, where it ends if earlier, how often it is measured, where its state is kept."""

    steps: int
    measure_every: int
    out: Path
    stop: int | None = None

    @classmethod
    def asked(
        cls, about: str | None, *, steps: int, measure_every: int, out: Path
    ) -> tuple["Run", Path | None]:
        """Read the command line, with these defaults; also whose weights to begin with, where that is told."""
        parser = argparse.ArgumentParser(
            description=about, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        parser.add_argument("--steps", type=int, default=steps)
        parser.add_argument("--stop", type=int, help="end at this step of the planned ones")
        parser.add_argument("--measure-every", type=int, default=measure_every)
        parser.add_argument("--start", type=Path, help="the checkpoint whose weights to begin with")
        parser.add_argument("--out", type=Path, default=out)
        options = parser.parse_args()
        options.out.mkdir(parents=True, exist_ok=True)
        return cls(options.steps, options.measure_every, options.out, options.stop), options.start

    def train(
        self,
        model: nn.Module,
        parameters: Sequence[tuple[float, Sequence[nn.Parameter]]],
        batches: Callable[[int], Iterable[Batch]],
        loss_of: Callable[[Batch], tuple[Tensor, float]],
        measure: Callable[[], Mapping[str, object]],
    ) -> None:
        """Train `parameters`, each with its highest rate, on the batches from a step on; tell how it goes."""
        optimiser = torch.optim.AdamW(
            [{"params": list(some), "rate": rate} for rate, some in parameters],
            lr=0.0, betas=(0.9, 0.98), weight_decay=0.01, fused=True,
        )  # fmt: skip
        step = self._resume(model, optimiser)
        trained = [each for _, some in parameters for each in some]
        last = self.steps if self.stop is None else min(self.steps, self.stop)
        model.train()
        began, heard, hits = time.time(), 0.0, 0.0
        for batch in batches(step):
            done = step / self.steps
            share = min(1.0, done / WARM_UP + 0.02) * max(LEAST, 1 - done)
            for group in optimiser.param_groups:
                group["lr"] = group["rate"] * share
            loss, right = loss_of(batch)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            heard, hits = heard + loss.item(), hits + right
            if step % TOLD_EVERY == 0:
                took = (time.time() - began) / TOLD_EVERY
                told = f"loss {heard / TOLD_EVERY:.3f} right {hits / TOLD_EVERY:.3f} {took:.2f} s/step"
                print(f"step {step} {told}", flush=True)
                began, heard, hits = time.time(), 0.0, 0.0
            if step % self.measure_every == 0 or step >= last:
                self._keep(model, optimiser, step)
                model.eval()
                print(json.dumps({"step": step, **measure()}), flush=True)
                model.train()
                began = time.time()
            if step >= last:
                break

    def _resume(self, model: nn.Module, optimiser: torch.optim.Optimizer) -> int:
        state = self.out / "state.pt"
        if not state.is_file():
            return 0
        saved = torch.load(state, weights_only=True)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        print(f"going on after step {saved['step']}", flush=True)
        return int(saved["step"])

    def _keep(self, model: nn.Module, optimiser: torch.optim.Optimizer, step: int) -> None:
        part = self.out / "state.part"
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, part)
        part.replace(self.out / "state.pt")
