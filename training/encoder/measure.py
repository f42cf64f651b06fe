"""What a checkpoint is worth: translations told apart, and questions that find their paragraph."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.encoder import Embed, Vectors, read_squad, recall, sentences

DISTRACTORS = 300


def measure(embed: Embed, data: Path, pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Score an encoder, shares in [0, 1].

    Args:
        embed: texts → unit rows.
        data: the folder `YINZHENG_DATA`.
        pairs: held-out (Chinese, English) translations.

    Returns:
        `pairs`: English sentences whose nearest Chinese one is their own; `en-zh@1`, `zh-zh@1`, `en-en@1`:
        XQuAD questions whose paragraph ranks first among XQuAD's and `DISTRACTORS` others.
    """
    scores = {
        "pairs": recall(embed([e for _, e in pairs]) @ embed([c for c, _ in pairs]).T, range(len(pairs)), 1)
    }
    half = {code: read_squad(data / "eval" / f"xquad_half.{code}.json") for code in ("en", "zh")}
    for held, other in (("zh", "cmrc2018_dev.json"), ("en", "squad2_dev.json")):
        pool = half[held].paragraphs + read_squad(data / "reading" / other).paragraphs[:DISTRACTORS]
        parts = [sentences(text) or [text] for text in pool]
        firsts = np.cumsum([0] + [len(part) for part in parts[:-1]])
        whole, best = embed(pool), embed([sentence for part in parts for sentence in part])
        for asked in ("en", "zh"):
            questions = embed(half[asked].questions)
            clauses = np.maximum.reduceat(questions @ best.T, firsts, axis=1)
            near: Vectors = ((questions @ whole.T + clauses) / 2).astype(np.float32)
            scores[f"{asked}-{held}@1"] = recall(near, half[held].gold, 1)
            scores[f"{asked}-{held}@10"] = recall(near, half[held].gold, 10)
    return {name: round(score, 4) for name, score in scores.items()}
