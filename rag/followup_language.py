"""Being asked for another language: `in Chinese please`, `用英文說`, `簡體`."""

import re
from difflib import get_close_matches

from index.script import fold, script_balance
from rag.answer import Language

_NAMES: dict[str, str] = {
    "chinese": "zh", "mandarin": "zh", "cantonese": "zh", "english": "en",
    "simplified": "zh-Hans", "traditional": "zh-Hant",
}  # fmt: skip
_FILLERS = frozenset(
    (
        "a again also an and answer as be but can characters could do explain for from give i in instead into it "
        "language like me need now ok okay one please pls plz question repeat reply respond same say script show so "
        "speak sure switch tell thank thanks that the then this to too translate translated translation use using "
        "version want we well with would write you your"
    ).split()
)
# Folded; the longest first, so that 简体中文 is one name.
_HAN_NAMES: dict[str, str] = {
    "简体中文": "zh-Hans", "简体字": "zh-Hans", "简中": "zh-Hans", "简体": "zh-Hans", "繁体中文": "zh-Hant",
    "繁体字": "zh-Hant", "正体中文": "zh-Hant", "正体字": "zh-Hant", "正体": "zh-Hant", "繁中": "zh-Hant",
    "繁体": "zh-Hant", "中文": "zh", "汉语": "zh", "华语": "zh", "国语": "zh", "普通话": "zh", "英文": "en",
    "英语": "en",
}  # fmt: skip
_HAN_FILLERS = (
    "能不能|可不可以|可以|麻烦|帮我|帮忙|答案|回答|回复|回覆|刚才|刚刚|显示|说明|谢谢|唔该|一遍|一次|一下|同样|"
    "问题|版本|翻译|转换|转成|换成|改成|改为|改用|我想|我要|请|那|再|你|您|把|它|这|个|改|换|转|译|成|用|以|说|讲|答|"
    "写|看|来|为|给|我|要|也|好|行|版|吗|呢|吧|啊|呀|么|的|话"
)
_HAN_PIECE = re.compile("|".join([*_HAN_NAMES, _HAN_FILLERS]))
_PIECE = re.compile(r"[a-z]+(?:'[a-z]+)?|[\u3400-\u9fff]+|\d+")
# Where a request stands apart from the question it comes with.
_APART = re.compile(r"(?<=[?？。!！;；.])\s*|\s*[,，:：]\s*")
_LAST_WORDS = re.compile(
    r"^(.+?)[\s,，]+((?:in|into)\s+(?:\w+\s+)?\w+,?\s+(?:please|pls|plz)\W*)$", re.IGNORECASE
)


def asked_language(text: str, *, chinese: Language) -> tuple[str, Language | None]:
    """Part a request for a language from what is asked besides: the rest of `text`, and the language or None.

    Chinese without a script is in that of the request, or else in `chinese`.

    >>> asked_language("in Channese please", chinese="zh-Hant")
    ('', 'zh-Hant')
    >>> asked_language("那2022年呢？用英文回答", chinese="zh-Hant")
    ('那2022年呢？', 'en')
    >>> asked_language("What is sustainability in Chinese?", chinese="zh-Hant")
    ('What is sustainability in Chinese?', None)
    """
    if language := _request(text, chinese):
        return "", language
    parts = [part for part in _APART.split(text) if part.strip()]
    if len(parts) > 1:
        for request in (parts[-1], parts[0]):
            language = _request(request, chinese)
            # A bare name after a comma may be part of the question: `in French, in English`.
            if language and len(_PIECE.findall(fold(request))) + _han(request) > 1:
                at = text.rindex(request) if request is parts[-1] else len(request)
                rest = text[:at] if request is parts[-1] else text[at:]
                return rest.strip(" ,，:："), language
    if found := _LAST_WORDS.match(text):
        language = _request(found[2], chinese)
        if language:
            return found[1], language
    return text, None


def _request(text: str, chinese: Language) -> Language | None:
    """The language named, if nothing but asking for it is said."""
    named: set[str] = set()
    pieces = _PIECE.findall(fold(text))
    for piece in pieces:
        if piece.isdigit():
            return None
        if piece.isascii():
            close = get_close_matches(piece, _NAMES, n=1, cutoff=0.75) if len(piece) > 5 else []
            if piece not in _FILLERS and not close:
                return None
            named.update(_NAMES[name] for name in close)
        elif _HAN_PIECE.sub("", piece):
            return None
        else:
            named.update(_HAN_NAMES[word] for word in _HAN_PIECE.findall(piece) if word in _HAN_NAMES)
    scripts = named & {"zh-Hant", "zh-Hans"}
    if len(scripts) > 1 or ("en" in named and len(named) > 1) or not named:
        return None
    if named == {"en"}:
        return "en"
    if scripts:
        return "zh-Hant" if "zh-Hant" in scripts else "zh-Hans"
    balance = script_balance(text)
    return chinese if balance == 0 else "zh-Hant" if balance > 0 else "zh-Hans"


def _han(text: str) -> int:
    return len(re.findall("[\u3400-\u9fff]", text))
