"""Any OpenAI-compatible server: asked over HTTP, its stream read in a thread that can be left at any moment."""

import asyncio
import os
import re
import threading
from collections.abc import AsyncIterator, Coroutine, Generator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from index.embed import clean
from index.errors import GeneratorError
from rag.generate import ANSWER_TOKENS, Message, inert
from rag.pieces import POLL, Interrupted, Over, Put, answer_only, pump
from rag.server_address import address
from rag.server_errors import CONNECT, sentence

if TYPE_CHECKING:
    from openai import AsyncOpenAI

SILENCE = 120.0
"""Seconds a server may say nothing: it reads a long prompt, or loads its model, before the first word."""

_RETRIES = 2
_CONTEXT = 4096
# An answer's length in characters, since a server's tokens cannot be told: one is four letters of English or less.
_LONGEST = 4 * ANSWER_TOKENS
# Why a server ended an answer that its model had not.
_CUT = ("length", "content_filter")
_HEADERS = {"host", "accept", "accept-encoding", "connection", "content-type", "content-length"}
# Greedy and without thinking: as vLLM, llama.cpp and `transformers serve` take it; the first as Ollama does, too. A
# server that knows one of them not refuses the request or ignores it.
_PLAINLY: dict[str, Any] = {
    "temperature": 0,
    "extra_body": {"chat_template_kwargs": {"enable_thinking": False}},
}
_OPTIONS = ({**_PLAINLY, "reasoning_effort": "none"}, _PLAINLY)
_Result = TypeVar("_Result")
_RUN = re.compile(r"[A-Za-z]+|[^\S\n]+|.", re.DOTALL)


class ServerGenerator:
    """A model of a server: Ollama, vLLM, llama.cpp, `transformers serve`, or one on the internet."""

    def __init__(self, url: str, model: str, *, silence: float = SILENCE) -> None:
        """Take the address; the server is not asked yet.

        Args:
            url: the base URL, up to and with `/v1`.
            model: what the server calls the model.
            silence: seconds it may say nothing.

        Raises:
            UsageError: the URL or the model is none.
            GeneratorError: the key would go over the network unencrypted.
        """
        import httpx2
        import openai  # noqa: F401  # here, so that the first question does not wait for it

        self._address = address(url, model)
        # Reading the authorities' certificates takes longer than all else a question does here.
        self._certificates = httpx2.create_ssl_context(trust_env=not self._address.loopback)
        self._silence = silence
        self._context: int | None = None

    @property
    def name(self) -> str:
        """What the server calls the model."""
        return self._address.model

    @property
    def sends_to(self) -> str | None:
        """The host that messages are sent to, None where they stay on this machine."""
        return None if self._address.loopback else urlsplit(self._address.url).hostname

    @property
    def context(self) -> int:
        """How many tokens the model holds: `YINZHENG_LLM_CONTEXT`, else what the server tells, else 4096.

        4096 is what Ollama gives a model on most machines; it cuts off silently what is more.
        """
        told = os.environ.get("YINZHENG_LLM_CONTEXT", "")
        if told.isascii() and told.isdigit() and int(told) > 0:
            return int(told)
        if self._context is None:
            self._context = self._told_context()
        return self._context or _CONTEXT

    def count(self, text: str) -> int:
        """Return how many tokens a text is at most, by an estimate.

        A token for every three letters of a word, one for a digit, a sign or a line, 1.7 for an ideograph and other
        letters, 4 for an emoji. Of running text that is 1.1 to 1.7 times what the tokenizers of GPT-4 and Mistral 7B
        make of it, and in Chinese two to three times what those of Qwen and DeepSeek do.
        """
        total = 0.0
        for run in _RUN.findall(text):
            if run[0].isascii() and run[0].isalpha():
                total += ceil(len(run) / 3)
            elif run.isspace():
                total += run == "\n" or len(run) - 1
            else:
                total += 1 if run.isascii() else 1.7 if ord(run) <= 0xFFFF else 4
        return ceil(total)

    def stream(
        self, messages: Sequence[Message], *, stop: threading.Event, seconds: float
    ) -> Generator[str, None, bool]:
        """Yield the answer's text as it comes; see `rag.generate.Generator`.

        Raises:
            GeneratorError: the server could not be reached, refused, broke off, was silent for too long, sent what is
                no answer, or (`OutOfTime`) had not finished after `seconds`.
        """
        turns = [{"role": each.role, "content": inert(clean(each.content))} for each in messages]

        cut = threading.Event()

        def work(put: Put, over: Over) -> None:
            if asyncio.run(_until(self._ask(turns, put), over)):
                cut.set()

        name = f"The server {self._address.url}"
        with closing(pump(work, name=name, stop=stop, seconds=seconds)) as pieces:
            yield from answer_only(pieces, name=f"The model {self.name}", stop=stop)
        return cut.is_set()

    async def _ask(self, turns: list[dict[str, str]], put: Put) -> bool:
        """Send the messages and put what comes back, piece by piece; True where the answer was cut off."""
        finish, length = None, 0
        begun = came = False
        failed = None
        try:
            async with self._client() as client:
                stream = await self._within(self._begin(client, turns))
                begun = True
                async with stream:
                    pieces = aiter(stream)
                    while (chunk := await self._within(_next(pieces))) is not None:
                        came = True
                        text, finish = _read(chunk, finish)
                        length += len(text)
                        if text:
                            put(text)
                        if length >= _LONGEST:
                            return True
        except Exception as error:
            failed = sentence(error, self._address, begun=begun, silence=self._silence)
        if failed:  # raised here, apart from the client's own error, which carries the request and its key
            raise GeneratorError(failed)
        if finish is None:
            what = "broke off before its answer ended" if came else "sent no stream of a chat completion"
            raise GeneratorError(
                f"The server {self._address.url} {what}. Ask again; if it stays so, look into its log and at the URL."
            )
        cut = finish in _CUT
        if cut and not length:
            why = "withheld its answer" if finish == "content_filter" else "had no room left for an answer"
            raise GeneratorError(
                f"The model {self.name} {why}. Ask differently, or use a model without thinking or with more room."
            )
        return cut

    async def _begin(self, client: "AsyncOpenAI", turns: list[dict[str, str]]) -> Any:  # noqa: ANN401
        """Ask for a stream, with as many of the options as the server takes."""
        from openai import BadRequestError, UnprocessableEntityError

        asked: dict[str, Any] = {"model": self._address.model, "messages": turns, "stream": True}
        for options in _OPTIONS:
            with suppress(BadRequestError, UnprocessableEntityError):
                return await client.chat.completions.create(**asked, **options)
        return await client.chat.completions.create(**asked)

    async def _within(self, coming: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401
        async with asyncio.timeout(self._silence):
            return await coming

    @asynccontextmanager
    async def _client(self, *, retries: int = _RETRIES) -> "AsyncIterator[AsyncOpenAI]":
        """A client that sends the request and the key to this address, and nothing else to nowhere else."""
        import httpx2
        from openai import AsyncOpenAI

        to = self._address

        async def only_ours(request: httpx2.Request) -> None:
            # The client tells of the machine it runs on, and of what other variables for it say.
            for name in set(request.headers) - _HEADERS:
                del request.headers[name]
            request.headers["user-agent"] = "yinzheng"
            if to.key:
                request.headers["authorization"] = f"Bearer {to.key}"

        http = httpx2.AsyncClient(
            # How long it may say nothing is watched outside, where it is no reason to ask again.
            timeout=httpx2.Timeout(None, connect=CONNECT),
            # Neither a redirect nor, to this machine itself, a proxy takes the question elsewhere.
            follow_redirects=False,
            trust_env=not to.loopback,
            verify=self._certificates,
            event_hooks={"request": [only_ours]},
        )
        async with AsyncOpenAI(api_key="-", base_url=to.url, http_client=http, max_retries=retries) as client:
            yield client

    def _told_context(self) -> int | None:
        """Return what the server's list of models says of its context, 0 for nothing, None where it has no list.

        The only model of a list is the one that answers, whatever it is called there.
        """

        async def ask(put: Put) -> None:
            async with self._client(retries=0) as client:
                listed = [model async for model in client.models.list()]
            named = [model for model in listed if model.id == self._address.model]
            for model in named or (listed if len(listed) == 1 else []):
                put(str(_context_of(model.model_extra or {})))

        def work(put: Put, over: Over) -> None:
            asyncio.run(_until(ask(put), over))

        try:
            with closing(pump(work, name=self.name, stop=threading.Event(), seconds=CONNECT)) as told:
                return int(next(filter(None, told), "0"))
        except GeneratorError:  # the question itself will say what is wrong
            return None


async def _until(work: Coroutine[Any, Any, _Result], over: Over) -> _Result:
    """Do the work, and cancel it at whatever it waits for as soon as it is over."""
    task = asyncio.ensure_future(work)
    while not task.done() and not over():
        await asyncio.wait({task}, timeout=POLL)
    task.cancel()
    await asyncio.wait({task})
    if task.cancelled():
        raise Interrupted
    return task.result()


async def _next(pieces: AsyncIterator[Any]) -> Any:  # noqa: ANN401
    return await anext(pieces, None)


def _read(chunk: Any, finish: str | None) -> tuple[str, str | None]:  # noqa: ANN401
    """Return a chunk's text and why the answer ended, if it has; the last chunk may be of tokens used alone."""
    choices = chunk.choices
    if not isinstance(choices, list):
        raise ValueError("no choices")
    text = ""
    for choice in choices:
        text += choice.delta.content or ""
        finish = choice.finish_reason or finish
    return text, finish


def _context_of(told: dict[str, Any]) -> int:
    """Return a model's context as vLLM and others (`max_model_len`), OpenRouter or llama.cpp list it, else 0."""
    meta = told.get("meta")
    found = (
        told.get("max_model_len"),
        told.get("context_length"),
        meta.get("n_ctx") if isinstance(meta, dict) else None,
    )
    return next((value for value in found if isinstance(value, int) and value > 0), 0)
