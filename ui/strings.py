"""Every word the page shows, in 繁體, 简体 and English: equal keys, equal placeholders.

The interface's words switch with the reader's choice; those around an answer stay in the asker's language.
A key that counts has the two forms `key.one` and `key.other`, told apart by English alone.
"""

from collections.abc import Mapping
from types import MappingProxyType

from rag.answer import LANGUAGES, Language
from ui import strings_settings

_HANT = {
    "name": "引證",
    "languages": "介面語言",
    "offline": "離線閱讀",
    "offline.tip": "問題與文件都不離開這部機器",
    "model.tip": "由這部機器上的語言模型撰寫，每句都與原文核對",
    "model.tip.sent": "問題與段落會送到這裏寫明的伺服器；每句都與原文核對",
    "new": "新對話",
    "documents.one": "{n} 份文件",
    "documents.other": "{n} 份文件",
    "talk": "對話",
    "question": "提問",
    "answer": "回答",
    "placeholder": "用繁體、简体或 English 提問…",
    "ask": "提問",
    "welcome.title": "向文件提問",
    "welcome.lead": "答案只來自以下已載入的文件，每個答案都附上原文的確切字句。",
    "welcome.none": "還沒有載入文件。請先用 yinzheng add 加入文件。",
    "welcome.more": "另有 {n} 份",
    "welcome.try": "可以這樣問",
    "stage.searching": "正在查找段落…",
    "stage.reading.one": "正在閱讀 {n} 個段落…",
    "stage.reading.other": "正在閱讀 {n} 個段落…",
    "stage.writing": "正在撰寫，逐句核對…",
    "stop": "停止",
    "stopped": "已停止。",
    "side": "原文",
    "close": "關閉原文",
    "tab.source": "原文",
    "tab.passages": "段落",
    "tab.library": "文庫",
    "source.empty": "還沒有可以閱讀的文件。",
    "source.cut": "文件很長，這裏只顯示引文前後的部分。",
    "passages.empty": "提問之後，找到的段落會列在這裏。",
    "score": "相關度",
    "library.empty": "文庫是空的。",
    "library.passages.one": "{n} 個段落",
    "library.passages.other": "{n} 個段落",
    "error.empty": "請先輸入問題。",
    "error.too_long": "問題太長了，請縮短到 2,000 個字以內。",
    "error.many": "問題太多了，一次最多問五個。",
    "error.symbols": "問題裏沒有文字，請用句子提問。",
    "error.language": "目前只能回答中文和英文的問題。",
    "error.unexpected": "出了點問題，這一題沒有答成。請再試一次。",
    "verdict.figure": "數字與原文相符",
    "verdict.words": "字句與原文相符",
    "verdict.mismatch": "數字與原文不符，請看原文",
    "verdict.unsupported": "原文沒有這樣說",
    "agree": "{n} 處原文一致",
    "says": "原文這樣說：",
    "differ": "文件的說法不一：",
    "understood": "理解為：",
    "alone": "照原句再問",
    "alone.tip": "不看前文，按你輸入的原句再問一次",
    "gloss": "逐字對照",
    "refusal.title": "文件沒有說。",
    "refusal.nothing": "文件裏沒有能回答這個問題的內容。",
    "refusal.entity": "文件沒有提到「{missing}」。",
    "refusal.year": "文件沒有 {missing} 的資料。",
    "refusal.year_given": "文件有{given}年的資料，沒有{missing}年的。",
    "refusal.detail": "文件談到相關內容，但沒有這項資料。",
    "refusal.nearest": "最接近的原文：",
    "marker": "看第 {n} 處引文的原文：{title}",
}

_HANS = {
    "name": "引证",
    "languages": "界面语言",
    "offline": "离线阅读",
    "offline.tip": "问题和文档都不会离开这台机器",
    "model.tip": "由这台机器上的语言模型撰写，每句都与原文核对",
    "model.tip.sent": "问题与段落会发送到这里写明的服务器；每句都与原文核对",
    "new": "新对话",
    "documents.one": "{n} 份文档",
    "documents.other": "{n} 份文档",
    "talk": "对话",
    "question": "提问",
    "answer": "回答",
    "placeholder": "用简体、繁體或 English 提问…",
    "ask": "提问",
    "welcome.title": "向文档提问",
    "welcome.lead": "答案只来自以下已载入的文档，每个答案都附上原文的确切字句。",
    "welcome.none": "还没有载入文档。请先用 yinzheng add 添加文档。",
    "welcome.more": "另有 {n} 份",
    "welcome.try": "可以这样问",
    "stage.searching": "正在查找段落…",
    "stage.reading.one": "正在阅读 {n} 个段落…",
    "stage.reading.other": "正在阅读 {n} 个段落…",
    "stage.writing": "正在撰写，逐句核对…",
    "stop": "停止",
    "stopped": "已停止。",
    "side": "原文",
    "close": "关闭原文",
    "tab.source": "原文",
    "tab.passages": "段落",
    "tab.library": "文库",
    "source.empty": "还没有可以阅读的文档。",
    "source.cut": "文档很长，这里只显示引文前后的部分。",
    "passages.empty": "提问之后，找到的段落会列在这里。",
    "score": "相关度",
    "library.empty": "文库是空的。",
    "library.passages.one": "{n} 个段落",
    "library.passages.other": "{n} 个段落",
    "error.empty": "请先输入问题。",
    "error.too_long": "问题太长了，请缩短到 2,000 个字以内。",
    "error.many": "问题太多了，一次最多问五个。",
    "error.symbols": "问题里没有文字，请用句子提问。",
    "error.language": "目前只能回答中文和英文的问题。",
    "error.unexpected": "出了点问题，这一题没有答成。请再试一次。",
    "verdict.figure": "数字与原文相符",
    "verdict.words": "字句与原文相符",
    "verdict.mismatch": "数字与原文不符，请看原文",
    "verdict.unsupported": "原文没有这样说",
    "agree": "{n} 处原文一致",
    "says": "原文这样说：",
    "differ": "文档的说法不一：",
    "understood": "理解为：",
    "alone": "照原句再问",
    "alone.tip": "不看前文，按你输入的原句再问一次",
    "gloss": "逐字对照",
    "refusal.title": "文档没有说。",
    "refusal.nothing": "文档里没有能回答这个问题的内容。",
    "refusal.entity": "文档没有提到“{missing}”。",
    "refusal.year": "文档没有 {missing} 的资料。",
    "refusal.year_given": "文档有{given}年的资料，没有{missing}年的。",
    "refusal.detail": "文档谈到相关内容，但没有这项资料。",
    "refusal.nearest": "最接近的原文：",
    "marker": "看第 {n} 处引文的原文：{title}",
}

_EN = {
    "name": "Yinzheng",
    "languages": "Language of the page",
    "offline": "Offline reader",
    "offline.tip": "Neither questions nor documents leave this machine",
    "model.tip": "A language model on this machine writes; every sentence is checked against its source",
    "model.tip.sent": "Questions and passages go to the server named here; every sentence is checked",
    "new": "New",
    "documents.one": "{n} document",
    "documents.other": "{n} documents",
    "talk": "Conversation",
    "question": "Question",
    "answer": "Answer",
    "placeholder": "Ask in English, 繁體 or 简体 …",
    "ask": "Ask",
    "welcome.title": "Ask your documents",
    "welcome.lead": "Answers come only from the documents loaded here, each with the exact words behind it.",
    "welcome.none": "No documents are loaded yet. Add some with yinzheng add.",
    "welcome.more": "and {n} more",
    "welcome.try": "For example",
    "stage.searching": "Searching for passages …",
    "stage.reading.one": "Reading {n} passage …",
    "stage.reading.other": "Reading {n} passages …",
    "stage.writing": "Writing; each sentence is checked …",
    "stop": "Stop",
    "stopped": "Stopped.",
    "side": "Source",
    "close": "Close the source",
    "tab.source": "Source",
    "tab.passages": "Passages",
    "tab.library": "Library",
    "source.empty": "There is no document to read yet.",
    "source.cut": "The document is long: only the part around the citation is shown.",
    "passages.empty": "Once you have asked something, the passages found for it are listed here.",
    "score": "Relevance",
    "library.empty": "The library is empty.",
    "library.passages.one": "{n} passage",
    "library.passages.other": "{n} passages",
    "error.empty": "Please type a question first.",
    "error.too_long": "The question is too long: please keep it within 2,000 characters.",
    "error.many": "That is too many questions: please ask five at most at once.",
    "error.symbols": "There are no words in the question: please ask in a sentence.",
    "error.language": "Only questions in Chinese or English can be answered.",
    "error.unexpected": "Something went wrong and this question was not answered. Please try again.",
    "verdict.figure": "figure matches the source",
    "verdict.words": "words match the source",
    "verdict.mismatch": "figure differs from the source: see the quote",
    "verdict.unsupported": "the source does not say this",
    "agree": "{n} passages agree",
    "says": "The source says:",
    "differ": "The documents differ:",
    "understood": "Understood as: ",
    "alone": "Ask as typed",
    "alone.tip": "Ask again exactly as typed, without the questions before it",
    "gloss": "Word by word",
    "refusal.title": "The documents don't say.",
    "refusal.nothing": "Nothing in them answers this question.",
    "refusal.entity": 'They do not mention "{missing}".',
    "refusal.year": "They give nothing for {missing}.",
    "refusal.year_given": "They speak of {given}, not of {missing}.",
    "refusal.detail": "They touch on the subject, but leave this detail out.",
    "refusal.nearest": "The nearest they come:",
    "marker": "Show citation {n} in the source: {title}",
}

STRINGS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "zh-Hant": MappingProxyType(_HANT | strings_settings.HANT),
        "zh-Hans": MappingProxyType(_HANS | strings_settings.HANS),
        "en": MappingProxyType(_EN | strings_settings.EN),
    }
)


def text(language: Language, key: str, **values: str | int) -> str:
    """Return the words for `key`, its placeholders filled in. An unknown key raises `KeyError`.

    >>> text("en", "agree", n=2), text("zh-Hant", "agree", n=2)
    ('2 passages agree', '2 處原文一致')
    """
    return STRINGS[language][key].format(**values)


def count(language: Language, key: str, n: int) -> str:
    """Return the words for `n` things.

    >>> count("en", "documents", 1), count("en", "documents", 3)
    ('1 document', '3 documents')
    """
    return text(language, f"{key}.{'one' if n == 1 else 'other'}", n=n)


def known(key: str) -> bool:
    """Tell whether there are words for `key`."""
    return key in STRINGS[LANGUAGES[0]]
