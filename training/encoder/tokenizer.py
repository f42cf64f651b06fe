"""The tokenizer: one standard `tokenizer.json` for raw text in Traditional Chinese, Simplified and English.

Three standard parts do the work:

1. normalizer: a SentencePiece character map (Traditional → Simplified, full width → half width, lower
   case, accents off, punctuation set apart by spaces), then two boundaries: a space between Chinese and other
   letters, and a `▁` before every word that is not Chinese;
2. pre-tokenizer: split at spaces, so a Chinese run, a Latin word or a punctuation mark stands alone;
3. model: Unigram. In a Chinese run the scores are log frequencies of words, so the best path is the likeliest
   segmentation. In a Latin word the fewest pieces win, then the longest first piece: nearly what the
   WordPiece of all-MiniLM-L6-v2 does with the same pieces (98 words in 100 of English come out the same).
"""

import contextlib
import importlib
import io
import json
import sys
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sentencepiece
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from tokenizers.normalizers import Precompiled, Replace

from index.script import fold

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORD_START = "▁"
MAX_LENGTH = 256

# Chinese marks and the English ones that do the same work: the English rows are the trained ones.
_MARKS = dict(zip("。、「」『』《》〈〉【】〔〕“”‘’—–―‐‑·・‧•", '.,""""""""[][]""\'\'-----····', strict=True))


def _is_mark(character: str) -> bool:
    point = ord(character)
    ascii_mark = 33 <= point <= 47 or 58 <= point <= 64 or 91 <= point <= 96 or 123 <= point <= 126
    return ascii_mark or unicodedata.category(character).startswith("P")


def _plain(character: str) -> str:
    """What one character of raw text becomes."""
    category = unicodedata.category(character)
    if character in "\t\n\r" or category == "Zs":
        return " "
    if category in {"Cc", "Cf", "Cs", "Mn"} or character in {WORD_START, "\ufffd"}:
        return ""
    out = []
    for shown in unicodedata.normalize("NFKC", fold(character)):
        shown = _MARKS.get(shown, shown)
        for part in unicodedata.normalize("NFD", fold(shown).lower()):
            if unicodedata.category(part) == "Mn" or part == WORD_START:
                continue
            out.append(f" {part} " if _is_mark(part) else " " if part.isspace() else part)
    text = "".join(out)
    recomposed = unicodedata.normalize("NFC", text)
    return recomposed if recomposed == character else text


def character_rules() -> dict[str, str]:
    """Map every assigned character that the normalizer changes to what it becomes."""
    rules: dict[str, str] = {}
    for point in (p for p in range(sys.maxunicode + 1) if not 0xD800 <= p <= 0xDFFF):
        character = chr(point)
        if point == 0x20 or unicodedata.category(character) in {"Cn", "Co"}:
            continue
        plain = _plain(character)
        if plain != character:
            rules[character] = plain
    return rules


def charsmap(rules: Mapping[str, str]) -> bytes:
    """Compile character rules to SentencePiece's charsmap, by training a throwaway model with them."""
    messages: Any = importlib.import_module("sentencepiece.sentencepiece_model_pb2")
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "rules.tsv"
        lines = [f"{ord(a):X}\t{' '.join(f'{ord(c):X}' for c in b)}\n" for a, b in rules.items() if a != "\0"]
        table.write_text("".join(lines), encoding="utf-8")
        buffer = io.BytesIO()
        with contextlib.redirect_stderr(io.StringIO()):
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(["a b c d e f g h"] * 20),
                model_writer=buffer,
                vocab_size=12,
                hard_vocab_limit=False,
                normalization_rule_tsv=str(table),
                minloglevel=2,
            )
    model = messages.ModelProto()
    model.ParseFromString(buffer.getvalue())
    return bytes(model.normalizer_spec.precompiled_charsmap)


def latin_score(piece: str) -> float:
    """Score a piece of a Latin word: every piece costs 12, a longer one less, most of all the first."""
    starts = piece.startswith(WORD_START)
    length = min(len(piece) - starts, 18)
    return -12.0 + (0.03 if starts else 0.003) * length**2


def build_tokenizer(latin: Sequence[str], chinese: Sequence[tuple[str, float]]) -> Tokenizer:
    """Make the tokenizer.

    Args:
        latin: pieces, a word-initial one with `▁` before it.
        chinese: words and their log frequencies.

    Returns:
        A tokenizer whose ids are: the special tokens, `latin`, `chinese`, each in the order given.
    """
    vocabulary = [(token, 0.0) for token in SPECIAL]
    vocabulary += [(piece, latin_score(piece)) for piece in latin]
    vocabulary += [(word, round(score, 3)) for word, score in chinese]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=SPECIAL.index("[UNK]"), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            Precompiled(charsmap(character_rules())),
            Replace(Regex(r"(?<=\p{Han})(?=[^\p{Han} ])|(?<=[^\p{Han} ])(?=\p{Han})"), " "),
            Replace(Regex(r"(?<![^ ])(?=[^\p{Han} ])"), WORD_START),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    cls, sep = SPECIAL.index("[CLS]"), SPECIAL.index("[SEP]")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", cls), ("[SEP]", sep)],
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


def write_tokenizer(tokenizer: Tokenizer, path: Path) -> None:
    """Write `tokenizer.json` without indentation: the same content in fewer bytes."""
    content = json.loads(tokenizer.to_str())
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
