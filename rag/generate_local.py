"""A local chat model through transformers: loaded from this machine, one answer at a time, left at any moment."""

import gc
import os
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from copy import deepcopy
from typing import Any

from index.embed import clean
from index.errors import GeneratorError
from index.hub import WRITING, load_model
from rag.generate import ANSWER_TOKENS, Message, inert
from rag.pieces import POLL, Interrupted, Over, Put, answer_only, pump, reason

# The least room for an answer that is worth beginning with, in tokens.
_LEAST = 64


class LocalGenerator:
    """A causal language model with a chat template: a folder, or a hub id such as `Qwen/Qwen3-4B-Instruct-2507`."""

    def __init__(self, name: str) -> None:
        """Load the model, on a CUDA GPU where there is one.

        Raises:
            GeneratorError: there is no such folder or model on this machine, it does not write, has no chat template,
                or is quantised in a way that cannot be read here.
        """
        (self._tokenizer, self._model), folder = load_model(_chat_model, name, use=WRITING)
        self.name = name if folder is None else folder.resolve().name
        self.sends_to = None
        config = self._model.config.get_text_config()
        told = getattr(config, "max_position_embeddings", None) or 4096
        # A tokenizer that does not say holds 10**30 tokens.
        self.context = int(min(told, self._tokenizer.model_max_length))
        self._marks = sorted(
            (
                mark
                for mark in self._tokenizer.get_added_vocab()
                if set(mark) & set("<>[]|｜") and len(mark) > 2
            ),
            key=len,
            reverse=True,
        )
        self._leaves = [module for module in self._model.modules() if not any(module.children())]
        self._free = threading.Lock()

    def __del__(self) -> None:
        """Give the memory back when the last answer has let go of the model, the GPU's to other programs too."""
        if self.__dict__.pop("_model", None) is None or sys.is_finalizing():
            return
        self.__dict__.clear()
        gc.collect()  # layers may refer to each other
        if _device() == "cuda":
            import torch

            torch.cuda.empty_cache()

    def count(self, text: str) -> int:
        """Return how many tokens the model's own tokenizer makes of a text."""
        return len(self._tokenizer(clean(text), add_special_tokens=False)["input_ids"])

    def stream(
        self, messages: Sequence[Message], *, stop: threading.Event, seconds: float
    ) -> Generator[str, None, bool]:
        """Yield the answer's text as it comes, greedily decoded; see `rag.generate.Generator`.

        Raises:
            GeneratorError: the prompt is too long, the model failed, or (`OutOfTime`) it was not finished after
                `seconds`, the time it waited for another answer counted in.
        """
        prompt = self._prompt(messages)
        tokens = self._tokenizer(prompt, add_special_tokens=False, return_tensors="pt")
        room = self.context - tokens["input_ids"].shape[1]
        if room < _LEAST:
            raise GeneratorError(
                f"The question and its passages are {self.context - room} tokens, and {self.name} holds "
                f"{self.context} with the answer. Ask with fewer passages, or use a model that holds more."
            )
        name = f"The model {self.name}"

        cut = threading.Event()

        def work(put: Put, over: Over) -> None:
            with self._alone(over):
                if self._write(tokens, put, over, most=min(room, ANSWER_TOKENS)):
                    cut.set()

        thinking = prompt.rstrip().endswith("<think>")
        with closing(pump(work, name=name, stop=stop, seconds=seconds)) as pieces:
            yield from answer_only(pieces, name=name, stop=stop, thinking=thinking)
        return cut.is_set()

    def _prompt(self, messages: Sequence[Message]) -> str:
        turns = [{"role": each.role, "content": inert(clean(each.content), self._marks)} for each in messages]
        try:
            try:
                return self._rendered(turns)
            except Exception:
                if len(turns) < 2 or turns[0]["role"] != "system":
                    raise
                # Some templates know no system message: there it goes before the first of the user.
                first = {"role": "user", "content": f"{turns[0]['content']}\n\n{turns[1]['content']}"}
                return self._rendered([first, *turns[2:]])
        except Exception as error:  # a template is a program of its own
            raise GeneratorError(
                f"The chat template of {self.name} does not take these messages ({reason(error)}). Use another model."
            ) from error

    def _rendered(self, turns: list[dict[str, str]]) -> str:
        # Templates that can think are told not to; others do not look at it.
        return str(
            self._tokenizer.apply_chat_template(
                turns, tokenize=False, add_generation_prompt=True, enable_thinking=False
            )
        )

    @contextmanager
    def _alone(self, over: Over) -> Iterator[None]:
        """Wait until no other answer is being written."""
        while not self._free.acquire(timeout=POLL):
            if over():
                raise Interrupted
        try:
            yield
        finally:
            self._free.release()

    def _write(self, tokens: Any, put: Put, over: Over, *, most: int) -> bool:  # noqa: ANN401
        """Write `most` tokens at most; True where the model had not ended by then."""
        import torch

        config = deepcopy(self._model.generation_config)
        config.update(do_sample=False, num_beams=1, temperature=None, top_p=None, top_k=None)
        config.update(max_new_tokens=most, max_length=None)
        if config.pad_token_id is None:
            config.pad_token_id = self._tokenizer.pad_token_id or self._tokenizer.eos_token_id
        with _broken_off(self._leaves, over):
            try:
                written = self._model.generate(
                    **tokens.to(self._model.device),
                    generation_config=config,
                    streamer=_streamer(self._tokenizer, put),
                )
            except torch.OutOfMemoryError as error:
                raise GeneratorError(
                    f"{self.name} ran out of GPU memory. Ask with fewer passages, use a smaller model, or set "
                    "CUDA_VISIBLE_DEVICES=-1 to run it on the processor."
                ) from error
        new = written[0, tokens["input_ids"].shape[1] :].tolist()
        ends = config.eos_token_id
        return len(new) >= most and new[-1] not in (ends if isinstance(ends, list) else [ends])


@contextmanager
def _broken_off(leaves: Sequence[Any], over: Over) -> Iterator[None]:
    """Have every layer ask first whether it is over.

    A stopping criterion is asked once a token, and the first token of a long prompt may take minutes.
    """

    def ask(*_: object) -> None:
        if over():
            raise Interrupted

    hooks = [leaf.register_forward_pre_hook(ask) for leaf in leaves]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _streamer(tokenizer: Any, put: Put) -> Any:  # noqa: ANN401
    from transformers import TextStreamer

    # The iterating one of the library waits for ever where the model's thread dies; `pump` does not.
    class Streamer(TextStreamer):
        def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
            put(text)

    return Streamer(tokenizer, skip_prompt=True, skip_special_tokens=True)


def _chat_model(name: str, *, local_files_only: bool) -> tuple[Any, Any]:
    """Load a tokenizer with a chat template, and its model, ready to write."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    # Code that comes with a model is never run.
    options = {"local_files_only": local_files_only, "trust_remote_code": False}
    config = AutoConfig.from_pretrained(name, **options)
    tokenizer = AutoTokenizer.from_pretrained(name, **options)
    if not tokenizer.chat_template:
        raise GeneratorError(
            f"The model {name} has no chat template, so it was not trained to answer: use its instruct or chat "
            f"version, such as {WRITING.example}."
        )
    method = _quantised(config)
    load: Callable[..., Any] = AutoModelForCausalLM.from_pretrained
    try:
        if method:
            model, found = load(name, dtype="auto", device_map=_device(), output_loading_info=True, **options)
        else:
            model, found = load(name, dtype=_dtype(config), output_loading_info=True, **options)
            model = model.to(_device())
    except torch.OutOfMemoryError as error:
        raise GeneratorError(
            f"The model {name} does not fit into the GPU's memory. Use a smaller or a quantised one, or set "
            "CUDA_VISIBLE_DEVICES=-1 to run it on the processor."
        ) from error
    except Exception as error:
        if not method:
            raise
        raise GeneratorError(
            f"The model {name} is quantised ({method}) and cannot be read here ({reason(error)}). Install what its "
            "card names, use one that is not quantised, or run it in a server such as Ollama."
        ) from error
    if missing := found["missing_keys"]:
        raise GeneratorError(
            f"The model {name} does not write text: {len(missing)} of its weights are not in its files (first "
            f"{min(missing)}). Use a causal language model such as {WRITING.example}."
        )
    return tokenizer, model.eval()


def _quantised(config: Any) -> str | None:  # noqa: ANN401
    """Return the method a checkpoint is quantised by, None where it is not."""
    found = getattr(config, "quantization_config", None)
    if not found:
        return None
    told = found.get("quant_method") if isinstance(found, dict) else getattr(found, "quant_method", None)
    return str(getattr(told, "value", told) or "unnamed")


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _dtype(config: Any) -> Any:  # noqa: ANN401
    """bfloat16 where the hardware computes it, else float32 if that fits into memory.

    float16, which older GPUs have, overflows in models trained in bfloat16.
    """
    import torch

    if _device() == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float32
    told: Mapping[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    fast = any(told.get(name) for name in ("amx_bf16", "avx512_bf16", "bf16"))  # the last on ARM
    if fast or _memory() < 1.4 * _bytes(config):
        return torch.bfloat16
    return torch.float32


def _bytes(config: Any) -> int:  # noqa: ANN401
    """How large a model is in float32, its layers laid out without memory."""
    import torch
    from transformers import AutoModelForCausalLM

    make: Callable[..., Any] = AutoModelForCausalLM.from_config
    with torch.device("meta"):
        return 4 * int(make(config, trust_remote_code=False).num_parameters())


def _memory() -> float:
    """This machine's memory in bytes, infinite where it does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return float("inf")
