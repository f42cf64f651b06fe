"""The encoder as others may use it: a plain sentence-transformers folder with the weights that ship."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "training" / "encoder" / "model"

_AGREE = """
import sys
import numpy as np, torch
from sentence_transformers import SentenceTransformer
from index.embed import OnnxEmbedder
texts = [
    "螞蟻集團2023年研發投入達到211.9億元,創下新高。", "蚂蚁集团2023年研发投入达到211.9亿元,创下新高。",
    "How much did Ant Group spend on R&D in 2023?", "Who wrote it?", "天氣", "The weather is fine in 臺北 today.",
    "董事長兼CEO井賢棟表示,公司將繼續投入。", "a", "", "法律規定了許多事情,人民應當遵守。" * 8,
]
model = SentenceTransformer(sys.argv[1], device="cpu")
assert model.get_embedding_dimension() == 384
assert all(weight.dtype == torch.float32 for weight in model.parameters())
rows = model.encode(texts, show_progress_bar=False)
assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
cosine = (rows * OnnxEmbedder().embed_passages(texts)).sum(axis=1)
assert cosine.min() > 0.96 and cosine.mean() > 0.98, cosine
assert np.allclose(rows[0], rows[1], atol=1e-5)
assert float(rows[2] @ rows[0]) > float(rows[2] @ rows[6])
"""


def test_the_folder_is_whole_and_small() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert {"README.md", "config.json", "model.safetensors", "modules.json", "tokenizer.json"} <= {
        path.name for path in files
    }
    assert sum(path.stat().st_size for path in files) <= 60_000_000


def test_sentence_transformers_loads_it_unchanged_and_agrees_with_what_ships() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _AGREE, str(FOLDER)],
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
