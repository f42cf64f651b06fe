"""A second look at the passages found: a cross-encoder that reads question and passage together, by flag."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from index.embed import clean
from index.errors import EncoderError
from index.hub import load_model
from index.search import Found

# How many of the passages found are read again.
POOL = 30


class Reranker:
    """A cross-encoder of sentence-transformers: a folder, or a hub id such as `BAAI/bge-reranker-v2-m3`."""

    def __init__(self, name: str) -> None:
        """Load the model.

        Raises:
            EncoderError: there is no such folder or model on this machine, it was not trained to score pairs, or it
                gives more than one score.
        """
        self.name = name
        self._model, _ = load_model(_cross_encoder, name)
        if _has_untrained_head(self._model):
            raise EncoderError(
                f"The model {name} was not trained to score a question and a passage together: choose a cross-encoder "
                "made for ranking, such as BAAI/bge-reranker-v2-m3."
            )
        if self._model.num_labels != 1:
            raise EncoderError(
                f"The model {name} gives {self._model.num_labels} scores for a pair where a reranker gives one: "
                "choose a cross-encoder made for ranking, such as BAAI/bge-reranker-v2-m3."
            )

    def rerank(self, question: str, passages: Sequence[Found], *, k: int) -> tuple[Found, ...]:
        """Return the `k` passages that answer the question best, best first, `score` being the model's, in [0, 1].

        Raises:
            EncoderError: the model gave no number.
        """
        if not passages:
            return ()
        pairs = [(clean(question), clean(found.passage.text)) for found in passages]
        scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float64).reshape(-1)
        if not np.isfinite(scores).all():
            raise EncoderError(
                f"The reranker {self.name} gave a score that is no number (NaN or infinite): its files may be "
                "damaged; leave --reranker out or use another."
            )
        order = np.argsort(-scores, kind="stable")[:k]
        bounded = np.clip(scores, 0.0, 1.0)
        return tuple(replace(passages[i], score=round(float(bounded[i]), 4)) for i in order)


def _has_untrained_head(model: Any) -> bool:  # noqa: ANN401
    """Tell whether the part that gives the score was made up while loading, as it is for a plain text encoder."""
    made = type(model[0].auto_model).__name__
    return made.endswith("ForSequenceClassification") and made not in (
        model[0].auto_model.config.architectures or ()
    )


def _cross_encoder(name: str, **options: Any) -> Any:  # noqa: ANN401
    import torch
    from sentence_transformers import CrossEncoder

    # Whatever the model's own files leave it at, the score is a probability.
    return CrossEncoder(name, activation_fn=torch.nn.Sigmoid(), **options)
