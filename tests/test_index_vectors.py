"""The exact vector index against NumPy, and its file against damage."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.vectors import VectorIndex

DIM = 24
Vectors = NDArray[np.float32]


def unit(count: int, *, seed: int = 0, dim: int = DIM) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def filled(vectors: Vectors, ids: list[int]) -> VectorIndex:
    index = VectorIndex(vectors.shape[1])
    index.add(ids, vectors)
    return index


def oracle(vectors: Vectors, ids: list[int], query: Vectors, k: int) -> list[tuple[int, float]]:
    scores = vectors.astype(np.float64) @ query.astype(np.float64)
    order = np.argsort(-scores, kind="stable")[:k]
    return [(ids[i], float(scores[i])) for i in order]


@pytest.mark.parametrize("k", [1, 5, 200])
def test_order_and_scores_are_those_of_numpy(k: int) -> None:
    vectors, ids = unit(200), [7 * i + 3 for i in range(200)]
    index = filled(vectors, ids)
    for query in unit(20, seed=1):
        found, expected = index.search(query, k), oracle(vectors, ids, query, k)
        assert [i for i, _ in found] == [i for i, _ in expected]
        assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-5)


def test_a_vector_finds_itself_with_a_cosine_of_one() -> None:
    vectors = unit(50)
    index = filled(vectors, list(range(100, 150)))
    for number, vector in enumerate(vectors):
        [(found, score)] = index.search(vector, 1)
        assert found == 100 + number
        assert score == pytest.approx(1, abs=1e-5)


def test_asking_for_more_than_there_is_gives_what_there_is() -> None:
    vectors = unit(3)
    found = filled(vectors, [5, 6, 7]).search(vectors[0], 1000)
    assert sorted(i for i, _ in found) == [5, 6, 7]
    assert all(-1.0001 <= score <= 1.0001 for _, score in found)


def test_an_empty_index_finds_nothing() -> None:
    index = VectorIndex(DIM)
    assert len(index) == 0
    assert index.search(unit(1)[0], 5) == []


def test_asking_for_none_finds_nothing() -> None:
    vectors = unit(3)
    assert filled(vectors, [1, 2, 3]).search(vectors[0], 0) == []


def test_a_query_that_is_no_number_finds_no_row_that_is_not_there() -> None:
    found = filled(unit(3), [1, 2, 3]).search(np.full(DIM, np.nan, np.float32), 3)
    assert {i for i, _ in found} <= {1, 2, 3}


def test_ids_beyond_32_bits_come_back() -> None:
    vectors = unit(2)
    assert filled(vectors, [2**40, 2**62]).search(vectors[1], 1)[0][0] == 2**62


@pytest.mark.parametrize("shape", [(3, DIM + 1), (3, DIM - 1), (2, DIM), (4, DIM), (3 * DIM,), (0, DIM)])
def test_a_wrong_shape_is_refused_and_nothing_added(shape: tuple[int, ...]) -> None:
    index = VectorIndex(DIM)
    with pytest.raises(ValueError, match=r"expected vectors of shape \(3, 24\), got"):
        index.add([1, 2, 3], np.zeros(shape, np.float32))
    assert len(index) == 0


def test_a_query_of_another_dimension_is_refused() -> None:
    with pytest.raises(ValueError, match="reshape"):
        filled(unit(3), [1, 2, 3]).search(np.zeros(DIM + 1, np.float32), 1)


def test_adding_in_parts_is_adding_at_once() -> None:
    vectors, query = unit(30), unit(1, seed=9)[0]
    parts = VectorIndex(DIM)
    for start in range(0, 30, 7):
        end = min(30, start + 7)
        parts.add(list(range(start, end)), vectors[start:end])
    assert len(parts) == 30
    assert parts.search(query, 30) == filled(vectors, list(range(30))).search(query, 30)


def test_vectors_given_are_copied_and_not_changed() -> None:
    vectors = unit(10)
    strided = np.asfortranarray(vectors)
    index = filled(strided, list(range(10)))
    before = index.search(unit(1, seed=2)[0], 10)
    assert np.array_equal(strided, vectors)
    strided[:] = 0
    assert index.search(unit(1, seed=2)[0], 10) == before


def test_saved_and_loaded_it_finds_the_same(tmp_path: Path) -> None:
    vectors, path = unit(60), tmp_path / "vectors-1.faiss"
    index = filled(vectors, [3 * i for i in range(60)])
    digest = index.save(path)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert list(tmp_path.iterdir()) == [path]
    loaded = VectorIndex.load(path, dim=DIM, sha256=digest)
    assert loaded is not None
    assert (len(loaded), loaded.dim) == (60, DIM)
    for query in unit(10, seed=3):
        assert loaded.search(query, 60) == index.search(query, 60)
    loaded.add([1000], unit(1, seed=4))
    assert loaded.search(unit(1, seed=4)[0], 1)[0][0] == 1000


def test_an_empty_index_is_saved_and_loaded(tmp_path: Path) -> None:
    digest = VectorIndex(DIM).save(tmp_path / "empty.faiss")
    loaded = VectorIndex.load(tmp_path / "empty.faiss", dim=DIM, sha256=digest)
    assert loaded is not None
    assert loaded.search(unit(1)[0], 5) == []


def test_one_flipped_bit_anywhere_is_no_index(tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    digest = filled(unit(5), [1, 2, 3, 4, 5]).save(path)
    sound = path.read_bytes()
    for at in {*range(0, len(sound), 37), len(sound) - 1}:
        damaged = bytearray(sound)
        damaged[at] ^= 1 << (at % 8)
        path.write_bytes(damaged)
        assert VectorIndex.load(path, dim=DIM, sha256=digest) is None, at
    path.write_bytes(sound)
    assert VectorIndex.load(path, dim=DIM, sha256=digest) is not None


def test_a_file_cut_short_lengthened_missing_or_a_folder_is_no_index(tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    digest = filled(unit(5), [1, 2, 3, 4, 5]).save(path)
    sound = path.read_bytes()
    for other in (sound[:-1], sound[: len(sound) // 2], b"", sound + b"\0"):
        path.write_bytes(other)
        assert VectorIndex.load(path, dim=DIM, sha256=digest) is None
    assert VectorIndex.load(tmp_path / "none.faiss", dim=DIM, sha256=digest) is None
    assert VectorIndex.load(tmp_path, dim=DIM, sha256=digest) is None
    path.write_bytes(sound)
    assert VectorIndex.load(path, dim=DIM, sha256="") is None


def test_a_file_taken_away_while_it_is_looked_for_is_no_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    assert VectorIndex.load(tmp_path / "gone.faiss", dim=DIM, sha256="0" * 64) is None


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "v.faiss"
    digest = filled(unit(5), [1, 2, 3, 4, 5]).save(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        filled(unit(50), list(range(50))).save(path)
    monkeypatch.undo()
    loaded = VectorIndex.load(path, dim=DIM, sha256=digest)
    assert loaded is not None and len(loaded) == 5


def test_threads_may_search_together() -> None:
    vectors = unit(500)
    index, queries = filled(vectors, list(range(500))), unit(40, seed=5)
    alone = [index.search(query, 10) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: index.search(query, 10), queries)) == alone
