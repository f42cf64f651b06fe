"""Where a server of a language model is, and the key that may be sent there."""

import ipaddress
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from index.errors import GeneratorError, UsageError

SERVICE = "yinzheng"
"""The name under which a keyring holds the keys, a server's base URL being the user."""


@dataclass(frozen=True, slots=True)
class Address:
    """A server's base URL, without a slash at its end, the model asked for there, and the key, never shown."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)

    @property
    def loopback(self) -> bool:
        """Whether the server is on this machine."""
        return _loopback(urlsplit(self.url).hostname or "")


def address(url: str, model: str) -> Address:
    """Read a base URL and a model's name, and look the key up.

    The key is `YINZHENG_LLM_KEY`, else `OPENAI_API_KEY`, else what the keyring has, where the package is installed.
    An empty `YINZHENG_LLM_KEY` means none. A URL without a path gets `/v1`, where servers have their OpenAI interface.

    Raises:
        UsageError: it is no http URL, it carries a user name or a query, or there is no model.
        GeneratorError: the key would go over the network unencrypted.
    """
    example = "Write openai:BASE-URL#MODEL, for example openai:http://localhost:11434/v1#qwen3:4b-instruct."
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # the port is read only when it is asked for
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or any(c.isspace() for c in url):
        # Not shown: where a URL goes wrong, a password in it may be why.
        raise UsageError(
            f"The server of --llm needs an http:// or https:// base URL, and has none. {example}"
        )
    if parts.username is not None or parts.password is not None or parts.query:
        raise UsageError(
            "The base URL of --llm takes no user name, password or query. Set the key as YINZHENG_LLM_KEY. "
            f"{example}"
        )
    if not model.strip():
        raise UsageError(f"--llm names the server {url} and no model. {example}")
    base = url.rstrip("/") if parts.path.strip("/") else f"{url.rstrip('/')}/v1"
    key = _key(base, url)
    if key and parts.scheme == "http" and not _loopback(host):
        raise GeneratorError(
            f"The key would go to {base} unencrypted, where anyone between could read it. Give an https:// URL, or "
            "set YINZHENG_LLM_KEY to nothing where that server needs no key."
        )
    return Address(base, model.strip(), key)


def _loopback(host: str) -> bool:
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _key(*urls: str) -> str | None:
    """Return the key for a server, whichever way its URL was written when it was stored."""
    ours = os.environ.get("YINZHENG_LLM_KEY")
    if ours is not None:
        return ours.strip() or None
    if found := os.environ.get("OPENAI_API_KEY", "").strip():
        return found
    try:
        import keyring
    except ImportError:
        return None
    try:
        return next((key for url in urls if (key := keyring.get_password(SERVICE, url))), None)
    except Exception:  # a keyring that is locked or broken is none: the server says whether it needs a key
        return None
