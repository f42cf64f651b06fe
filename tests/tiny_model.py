"""A tiny chat model with random weights, shaped like Qwen3: what it says means nothing, but is always the same.

python tests/tiny_model.py FOLDER
"""

import sys
from pathlib import Path
from typing import Any

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def save(folder: Path, *, context: int = 1536, endless: bool = True, template: str | None = TEMPLATE) -> Any:
    """Save the model and its tokenizer of 400 byte-level tokens; `endless` keeps it from ending its turn."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

    article = next((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt")).read_text(
        encoding="utf-8"
    )
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        [article],
        trainers.BpeTrainer(
            vocab_size=400,
            special_tokens=["<|im_start|>", "<|im_end|>", "<think>", "</think>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    wrap: Any = PreTrainedTokenizerFast
    fast = wrap(tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|im_end|>")
    fast.chat_template = template
    torch.manual_seed(3)
    model = Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=len(fast),
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=16,
            initializer_range=0.5,
            max_position_embeddings=context,
            eos_token_id=fast.eos_token_id,
            bos_token_id=None,
            pad_token_id=None,
        )
    )
    # As the real ones come: told to sample, which a greedy answer must not.
    config: Any = model.generation_config
    config.update(do_sample=True, temperature=0.6, top_p=0.95, top_k=20)
    config.suppress_tokens = [0, 2, 3, *([fast.eos_token_id] if endless else [])]
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return model


if __name__ == "__main__":
    save(Path(sys.argv[1]))
