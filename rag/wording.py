"""The words an answer puts around a quote, in the asker's language and script."""

from collections.abc import Mapping
from types import MappingProxyType

from rag.answer import Language

_WORDS: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {
        "says": {"zh-Hant": "原文是這樣說的", "zh-Hans": "原文是这样说的", "en": "The source says"},
        "word_for_word": {"zh-Hant": "逐詞", "zh-Hans": "逐词", "en": "word for word"},
        "not_said": {
            "zh-Hant": "文件沒有回答這個問題。",
            "zh-Hans": "文档没有回答这个问题。",
            "en": "The documents do not answer this.",
        },
        "entity": {
            "zh-Hant": "文件中沒有提到「{missing}」。",
            "zh-Hans": "文档中没有提到“{missing}”。",
            "en": "They do not mention “{missing}”.",
        },
        "year": {
            "zh-Hant": "文件談到相關內容,但沒有{missing}年的資料。",
            "zh-Hans": "文档谈到相关内容,但没有{missing}年的资料。",
            "en": "They cover the subject, but give nothing for {missing}.",
        },
        "year_given": {
            "zh-Hant": "文件有{given}年的資料,沒有{missing}年的。",
            "zh-Hans": "文档有{given}年的资料,没有{missing}年的。",
            "en": "They speak of {given}, not of {missing}.",
        },
        "differ": {
            "zh-Hant": "文件的說法不一:",
            "zh-Hans": "文档的说法不一:",
            "en": "The documents differ:",
        },
        "detail": {
            "zh-Hant": "文件談到相關內容,但沒有這項資料。",
            "zh-Hans": "文档谈到相关内容,但没有这项资料。",
            "en": "They touch on the subject, but do not give this detail.",
        },
        "nothing": {
            "zh-Hant": "文件中沒有相關內容。",
            "zh-Hans": "文档中没有相关内容。",
            "en": "Nothing in them is about this.",
        },
        "nearest": {"zh-Hant": "最接近的段落", "zh-Hans": "最接近的段落", "en": "The nearest passage"},
        "empty_library": {
            "zh-Hant": "文件庫是空的:請先加入文件。",
            "zh-Hans": "文档库是空的:请先加入文档。",
            "en": "The library is empty: add a document first.",
        },
    }
)


def word(key: str, language: Language, **values: str) -> str:
    """Return one wording with its values filled in.

    >>> word("entity", "en", missing="Tencent")
    'They do not mention “Tencent”.'
    """
    return _WORDS[key][language].format(**values)
