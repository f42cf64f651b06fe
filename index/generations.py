"""The vector index of each state of the library: derived from the database, kept in a file, checked before use."""

import threading
from pathlib import Path

import numpy as np

from index import lexical
from index.store import Store
from index.vectors import VectorIndex


class Generations:
    """`vectors-N.faiss` holds the vectors of generation N, its sha256 in the manifest; what differs is made anew."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._current: tuple[int, VectorIndex] | None = None

    def current(self) -> VectorIndex:
        """Return the vector index of the present generation, from its file or from the database."""
        with self._guard:
            generation = self._store.generation
            if self._current is None or self._current[0] != generation:
                self._current = (generation, self.stored() or self._from_database())
            return self._current[1]

    def stored(self) -> VectorIndex | None:
        """Return the present generation's index as its file has it; None where the file is missing or altered."""
        return VectorIndex.load(self._path(), dim=self._dim(), sha256=self._store.manifest("vectors_sha256"))

    def publish(self, *, purge: bool) -> None:
        """Write the present generation's file; forget earlier ones, and the words of what was dropped."""
        connection = self._store.connection
        if purge:
            lexical.purge(connection)
        path = self._path()
        self._store.record({"vectors_sha256": self._from_database().save(path)})
        for old in self._store.folder.glob("vectors-*"):
            if old != path:
                old.unlink(missing_ok=True)
        held_up = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if purge and not held_up:  # Words lie in the journal too while a reader keeps it from being emptied.
            self._store.record({"purge": ""})

    def _path(self) -> Path:
        return self._store.folder / f"vectors-{self._store.generation}.faiss"

    def _dim(self) -> int:
        return int(self._store.manifest("dim") or 1)

    def _from_database(self) -> VectorIndex:
        dim = self._dim()
        index = VectorIndex(dim)
        rows = self._store.connection.execute("SELECT id, vector FROM vectors ORDER BY id")
        while batch := rows.fetchmany(10_000):
            vectors = np.frombuffer(b"".join(row[1] for row in batch), dtype="<f4")
            index.add([row[0] for row in batch], vectors.reshape(len(batch), dim).astype(np.float32))
        return index
