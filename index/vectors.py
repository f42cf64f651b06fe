"""The vector index: the only file that imports faiss. Exact inner product over unit vectors, so scores are cosines."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class VectorIndex:
    """Unit vectors under ids of our own, searched exactly."""

    def __init__(self, dim: int) -> None:
        import faiss

        self._faiss: Any = faiss
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))
        self.dim = dim

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Add vectors, `(n, dim)` float32, unit rows, under `ids`, each of them new."""
        if vectors.shape != (len(ids), self.dim):
            raise ValueError(f"expected vectors of shape {(len(ids), self.dim)}, got {vectors.shape}")
        self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))

    def search(self, query: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Return up to `k` (id, cosine in [-1, 1]), best first, for one unit vector `(dim,)`."""
        count = min(k, len(self))
        if count == 0:
            return []
        scores, ids = self._index.search(query.reshape(1, self.dim), count)
        # FAISS pads with -1 where it finds fewer; -1 is no row of ours.
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]

    def save(self, path: Path) -> str:
        """Write to `path` so that a crash leaves the old file or the new one; return the new one's sha256."""
        data = self._faiss.serialize_index(self._index).tobytes()
        temporary = path.with_suffix(".tmp")
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return hashlib.sha256(data).hexdigest()

    @classmethod
    def load(cls, path: Path, *, dim: int, sha256: str) -> "VectorIndex | None":
        """Return the index stored at `path`, or None where it cannot be read or is not the one recorded."""
        try:
            data = path.read_bytes()
        except OSError:  # missing, or taken away by a writer at this moment
            return None
        if hashlib.sha256(data).hexdigest() != sha256:
            return None
        loaded = cls(dim)
        loaded._index = loaded._faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        return loaded
