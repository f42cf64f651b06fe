"""An embedding row for every Chinese word: the weighted mean of the English pieces of its senses."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from training.encoder.dictionary import Sense

Tokenize = Callable[[str], Sequence[int]]


def piece_weights(size: int, *, rarity: float = 1e-3) -> NDArray[np.float32]:
    """`(size,)` weight of each English piece: smooth inverse frequency (Arora et al. 2017).

    BERT's vocabulary is nearly in order of frequency from row 1996 on, and by Zipf's law the n-th word is
    about 0.1/n of a text, so "of" counts a fraction of what "bank" does.
    """
    rank = np.maximum(np.arange(size) - 1995, 1).astype(np.float32)
    return np.asarray(rarity / (rarity + 0.1 / rank), np.float32)


def word_rows(
    words: Sequence[str],
    senses: Mapping[str, Sequence[Sense]],
    *,
    tokenize: Tokenize,
    table: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Make the rows of Chinese words.

    A mean of several rows lies nearer the table's centre than a row does. Each is moved out from the centre
    again, to the distance its English pieces have on average: a Chinese word weighs what an English one does.

    Args:
        words: folded words.
        senses: their senses; a word without one gets the mean of the words that contain it, else the centre.
        tokenize: English text → rows of `table`.
        table: `(vocabulary, dim)` float32, the English embedding table.

    Returns:
        `(len(words), dim)` float32.
    """
    weights = piece_weights(len(table))
    centre = np.asarray(table[1996:].mean(axis=0), np.float32)
    distance = np.linalg.norm(table - centre, axis=1)
    rows = np.tile(centre, (len(words), 1))
    without: list[int] = []
    for place, word in enumerate(words):
        share: dict[int, float] = {}
        for sense in senses.get(word, ()):
            pieces = tokenize(sense.phrase)
            total = float(sum(weights[p] for p in pieces)) or 1.0
            for piece in pieces:
                share[piece] = share.get(piece, 0.0) + sense.weight * float(weights[piece]) / total
        if not share:
            without.append(place)
            continue
        ids = np.fromiter(share, np.int64)
        part = np.fromiter(share.values(), np.float32)
        part /= part.sum()
        mean = part @ table[ids] - centre
        rows[place] = centre + mean * (float(part @ distance[ids]) / max(float(np.linalg.norm(mean)), 1e-6))
    for place in without:
        containing = [other for other, word in enumerate(words) if words[place] in word and other != place]
        if containing:
            rows[place] = rows[containing].mean(axis=0)
    return rows
