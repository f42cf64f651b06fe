"""The settings as markup: who answers, the choice of another, how far a change has come. Pure.

It comes in parts, each with a key that changes with what it says: the page's script shows what is new and leaves alone
what somebody is typing into.
"""

import json
import shlex
from collections.abc import Mapping
from zlib import crc32

from rag.generate import kind_of
from ui.panels import who
from ui.render import escape, word
from ui.settings import LONGEST_SPEC, MOST_SECONDS, SECONDS, Settings, Step, in_words
from ui.strings import text

EXAMPLES = (
    ("server", "openai:http://localhost:11434/v1#qwen3:4b-instruct"),
    ("hub", "Qwen/Qwen3-4B-Instruct-2507"),
    ("folder", "~/models/Qwen3-4B-Instruct-2507"),
)


def settings(now: Settings, *, changeable: bool) -> str:
    """Return all parts; where it is not `changeable` from this page, only what answers and why that stays so."""
    name, tip, css = who(now.model, now.sends_to)
    in_use = (
        f'<p class="{f"now {css}".strip()}"><span class="dot" aria-hidden="true"></span>{word("settings.now")}'
        f"<strong>{name}</strong></p>{word(tip, tag='p', css='soft')}"
    )
    head = (
        f'{word("settings.title", tag="h2")}<button type="button" class="shut" data-shut '
        'data-i18n-label="settings.close"><span aria-hidden="true">✕</span></button>'
    )
    if not changeable:
        fixed = word("settings.fixed", tag="p", css="soft") + _command("yinzheng chat --llm SPEC")
        return _part("head", head) + _part("now", in_use) + _part("lasts", fixed)
    step = now.step
    return "".join(
        (
            _part("head", head),
            _part("now", in_use),
            _part("form", _form(now)),
            _part("status", _status(step), _live(step, now.changes)),
            _part("meter", _meter(step)),
            _part("acts", _acts(step)),
            _part("lasts", word("settings.lasts", tag="p", css="soft") + _command(_flags(now))),
        )
    )


def _part(name: str, markup: str, attributes: str = "") -> str:
    key = f"{crc32((attributes + markup).encode()):08x}"
    return f'<div data-part="{name}" data-key="{key}"{attributes}>{markup}</div>'


def _form(now: Settings) -> str:
    offline = now.model is None
    spec = "" if kind_of(now.spec) == "none" else now.spec
    examples = "".join(
        f'<li>{word(f"settings.example.{kind}")} <button type="button" data-example>{escape(example)}</button></li>'
        for kind, example in EXAMPLES
    )
    return (
        '<form novalidate><div role="radiogroup" data-i18n-label="settings.title">'
        f"{_choice('none', chosen=offline)}{_choice('model', chosen=not offline)}</div>"
        f'<div class="model"><label>{word("settings.spec")}<input name="spec" value="{escape(spec)}" '
        f'maxlength="{LONGEST_SPEC}" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr"></label>'
        f'<ul class="examples">{examples}</ul>'
        f'<label class="seconds">{word("settings.seconds")}<input name="seconds" type="number" inputmode="numeric" '
        f'min="1" max="{MOST_SECONDS}" value="{now.seconds}"></label></div>'
        f'<button type="submit" class="use">{word("settings.use")}</button></form>'
    )


def _choice(value: str, *, chosen: bool) -> str:
    checked = " checked autofocus" if chosen else ""
    return (
        f'<label class="choice"><input type="radio" name="who" value="{value}"{checked}><span>'
        f"{word(f'settings.{value}', tag='strong')}{word(f'settings.{value}.hint', tag='small')}</span></label>"
    )


def _status(step: Step | None) -> str:
    if step is None:
        return ""
    message = f'<p class="message" lang="en">{escape(step.message)}</p>' if step.message else ""
    meanwhile = word("settings.meanwhile", tag="p", css="soft") if step.kind == "busy" else ""
    return f'<p class="{step.kind}">{_filled(step.words, step.values)}</p>{message}{meanwhile}'


def _live(step: Step | None, change: int) -> str:
    return f' role="status" data-kind="{step.kind if step else ""}" data-change="{change}"'


def _meter(step: Step | None) -> str:
    if step is None or step.come is None:
        return ""
    if not step.size:
        return f'<progress data-i18n-label="settings.come"></progress> {in_words(step.come)}'
    come = min(step.come, step.size)
    of = _filled("settings.of", {"come": in_words(come), "size": in_words(step.size)})
    return f'<progress data-i18n-label="settings.come" max="{step.size}" value="{come}"></progress> {of}'


def _acts(step: Step | None) -> str:
    if step is None or step.kind not in ("asks", "busy"):
        return ""
    cancel = f'<button type="button" data-halt>{word("settings.cancel")}</button>'
    if step.kind == "busy":
        return cancel
    return f'<button type="button" data-agree="{step.words}">{word(f"{step.words}.agree")}</button>{cancel}'


def _filled(key: str, values: Mapping[str, str]) -> str:
    """An interface word with names and figures in it, which the page's script fills in again in another language."""
    held = f' data-values="{escape(json.dumps(dict(values), ensure_ascii=False))}"' if values else ""
    return f'<span data-i18n="{key}"{held}>{escape(text("en", key, **values))}</span>'


def _flags(now: Settings) -> str:
    seconds = ("--llm-seconds", str(now.seconds)) if now.seconds != SECONDS else ()
    return shlex.join(("yinzheng", "chat", "--llm", now.spec, *seconds))


def _command(command: str) -> str:
    return f'<p><code dir="ltr">{escape(command)}</code></p>'
