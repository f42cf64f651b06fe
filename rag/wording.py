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
        "mismatch": {
            "zh-Hant": "數字與原文不符,不算數。",
            "zh-Hans": "数字与原文不符,不算数。",
            "en": "Withheld: the figure is not the source's.",
        },
        "unsupported": {
            "zh-Hant": "原文沒有這樣說,不算數。",
            "zh-Hans": "原文没有这样说,不算数。",
            "en": "Withheld: the source does not say so.",
        },
        "doubtful": {
            "zh-Hant": "未能確認,請與原文對照。",
            "zh-Hans": "未能确认,请与原文对照。",
            "en": "Not confirmed: compare it with the source.",
        },
        "unfinished": {
            "zh-Hant": "這句沒有寫完,不算數。",
            "zh-Hans": "这句没有写完,不算数。",
            "en": "Withheld: the sentence broke off.",
        },
        "llm_wrote": {
            "zh-Hant": "語言模型寫了而不算數的:",
            "zh-Hans": "语言模型写了而不算数的:",
            "en": "What the language model wrote and is withheld:",
        },
        "llm_no_room": {
            "zh-Hant": "語言模型容不下任何段落,這是離線閱讀的答案。",
            "zh-Hans": "语言模型容不下任何段落,这是离线阅读的答案。",
            "en": "The language model has no room for a passage; this is the offline reader's answer.",
        },
        "llm_failed": {
            "zh-Hant": "語言模型沒有答成,這是離線閱讀的答案。({why})",
            "zh-Hans": "语言模型没有答成,这是离线阅读的答案。({why})",
            "en": "The language model gave no answer; this is the offline reader's. ({why})",
        },
        "llm_failed_held": {
            "zh-Hant": "語言模型中途斷了,這是到那時為止站得住的部分。({why})",
            "zh-Hans": "语言模型中途断了,这是到那时为止站得住的部分。({why})",
            "en": "The language model broke off; this is what held until then. ({why})",
        },
        "llm_time": {
            "zh-Hant": "語言模型在 {seconds} 秒內沒有答成(--llm-seconds),這是離線閱讀的答案。",
            "zh-Hans": "语言模型在 {seconds} 秒内没有答成(--llm-seconds),这是离线阅读的答案。",
            "en": "The language model gave no answer within {seconds} seconds (--llm-seconds); this is the offline "
            "reader's.",
        },
        "llm_time_held": {
            "zh-Hant": "語言模型在 {seconds} 秒內沒有寫完(--llm-seconds),這是到那時為止站得住的部分。",
            "zh-Hans": "语言模型在 {seconds} 秒内没有写完(--llm-seconds),这是到那时为止站得住的部分。",
            "en": "The language model was not done within {seconds} seconds (--llm-seconds); this is what held until "
            "then.",
        },
        "llm_cut": {
            "zh-Hant": "語言模型寫到長度上限,還沒有一句寫完,這是離線閱讀的答案。",
            "zh-Hans": "语言模型写到长度上限,还没有一句写完,这是离线阅读的答案。",
            "en": "The language model ran into its greatest length before a sentence was whole; this is the offline "
            "reader's answer.",
        },
        "llm_cut_held": {
            "zh-Hant": "語言模型寫到長度上限,後面的沒有寫完。",
            "zh-Hans": "语言模型写到长度上限,后面的没有写完。",
            "en": "The language model ran into its greatest length; the rest is missing.",
        },
        "llm_unsupported": {
            "zh-Hant": "語言模型寫的內容多半找不到原文支持,這是離線閱讀的答案。",
            "zh-Hans": "语言模型写的内容多半找不到原文支持,这是离线阅读的答案。",
            "en": "Too little of what the language model wrote is in the documents; this is the offline reader's.",
        },
        "llm_silent": {
            "zh-Hant": "語言模型說文件沒有答案,這是離線閱讀的結果。",
            "zh-Hans": "语言模型说文档没有答案,这是离线阅读的结果。",
            "en": "The language model found no answer in the documents; this is what the offline reader makes of them.",
        },
        "llm_left_out": {
            "zh-Hant": "語言模型容不下全部段落,最後 {n} 段沒有讀。",
            "zh-Hans": "语言模型容不下全部段落,最后 {n} 段没有读。",
            "en": "The language model had no room for all passages: the last {n} were not read.",
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
