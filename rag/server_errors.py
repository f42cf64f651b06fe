"""What a server of a language model answers instead of an answer → one sentence a person can act on."""

import re
from typing import TYPE_CHECKING

from rag.pieces import reason
from rag.server_address import Address

if TYPE_CHECKING:
    from openai import APIStatusError

CONNECT = 5.0
"""Seconds within which a server takes a connection."""

_KEYS = "The key is read from YINZHENG_LLM_KEY, else OPENAI_API_KEY, else the keyring"


def sentence(error: Exception, to: Address, *, begun: bool, silence: float) -> str:
    """Return what went wrong, without the key, whatever the server has put into its words.

    Args:
        error: of the openai package, of the HTTP client below it, or of reading what came.
        to: the server.
        begun: a part of the answer had come.
        silence: the seconds it was allowed to say nothing.
    """
    import openai

    server = f"The server {to.url}"
    if isinstance(error, TimeoutError):
        return f"{server} said nothing for {silence:g} seconds. See whether it is at work, and ask again."
    if isinstance(error, openai.APIStatusError):
        return f"{server} {_status(error, to)}"
    if isinstance(error, openai.APITimeoutError):
        return f"{server} did not take a connection within {CONNECT:g} seconds. See whether it runs, and ask again."
    if isinstance(error, openai.APIConnectionError) and not begun:
        found = _cause(error)
        return (
            f"{server} cannot be reached ({_safe(found, to)}). Start it, or correct the URL, and ask again."
        )
    if isinstance(error, openai.APIConnectionError):
        return f"{server} broke off before its answer ended ({_safe(_cause(error), to)}). Ask again."
    if isinstance(error, openai.APIError):
        return f"{server} reported an error ({_safe(error.message, to)}). See its log, and ask again."
    return (
        f"{server} sent what is no chat completion ({_safe(reason(error), to)}). See whether the URL is that of an "
        "OpenAI-compatible interface, mostly ending in /v1."
    )


def _status(error: "APIStatusError", to: Address) -> str:
    code = error.status_code
    said = _said(error, to)
    if code in (401, 403):
        # What it says of a key is not repeated: it may show part of it.
        was = "refused the key" if to.key else "wants a key and none was found"
        return f"{was} ({code}). {_KEYS} (service yinzheng, user {to.url})."
    if code == 404:
        return f"has no model {to.model} or no chat at this URL (404{said}). Correct either, or fetch the model there."
    if code == 429:
        return f"is too busy, or the key's quota is used up (429{said}). Wait, and ask again."
    if code >= 500:
        return f"failed ({code}{said}). See its log, and ask again."
    if 300 <= code < 400:
        return f"sends the request elsewhere ({code}), which is not followed. Give its present URL."
    return f"refused the request ({code}{said}). If it is too long, ask with fewer passages."


def _said(error: "APIStatusError", to: Address) -> str:
    body = error.body
    while isinstance(body, dict):
        body = body.get("message") or body.get("error") or body.get("detail")
    text = _safe(body, to) if isinstance(body, str) and "<" not in body else ""
    return f": {text}" if text else ""


def _cause(error: Exception) -> str:
    """Return what the lowest exception says of why there is no connection."""
    below: BaseException = error
    while below.__cause__ is not None:
        below = below.__cause__
    return str(below) or type(below).__name__


def _safe(text: str, to: Address) -> str:
    """Return a text on one line, without the key, 200 characters at most."""
    if to.key:
        text = text.replace(to.key, "…")
    return re.sub(r"\s+", " ", text).strip().rstrip(".")[:200]
