"""Words that carry meaning, and where a text says the same in either language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.bridge import meanings, terms_of, translations
from index.words import Kind, Token, bridge_of, is_function_word, pinyin_spellings, stem, tag, tokens
from rag.check.alike import alike
from rag.check.counted import counted
from rag.check.labels import labels_in
from rag.figures import Figure
from rag.names import is_person

# How surely a word says another: the word itself; one that reports use for it; one of the same family; one that has a
# translation in common with it.
SAME, ALIKE, FAMILY, RELATED = 1.0, 0.75, 0.6, 0.6
# A translation by its probability: what the learned bridge gives little is still more than chance.
_SURE = ((0.3, 0.95), (0.1, 0.8), (0.04, 0.6), (0.0, 0.35))
# A translation the dictionary has among its first senses, or further on.
_BY_DICTIONARY, _FURTHER = 0.85, 0.6

# What reports put around what they say: little is lost where the passage has it otherwise.
_VAGUE = frozenset(
    map(
        stem,
        (
            "according report reported reports document documents passage state states stated say says said "
            "note noted "
            "notes mention mentioned show shows showed indicate indicates include includes including included reach "
            "reached total totalled overall amount number figure approximately further additionally moreover also "
            "furthermore specifically particular however while during through over under around within year years "
            "company firm make made become became new use used help provide provided well just still already "
            "respectively both same go get take give come put hold keep set see call appear earlier previous "
            "prior range people "
            "non person many more most less least other another each every several various due way part compared "
            "such as because where when after before since until"
        ).split(),
    )
)
_VAGUE_CHINESE = frozenset(
    "报告 指出 表示 显示 提到 文件 资料 根据 没有 没 不 未 无 并非 人员 人士 达到 达 总共 共 共计 总计 合计 约 "
    "大约 此外 另外 同时 并且 其中 包括 分别 因此 所以 公司 "
    "进行 实现 通过 已经 已 目前 当时 期间 方面 情况 相关 主要 成为 作为 称 称为 名为 认为 说 则 约为 高达 "
    "来到 一共 年 月 日 后 前 时 中 "
    "上 下 内 里 来 去 会 可 可以 能 能够 让 使 令 使得 等 人 位 名 项 次 各 并 且 即 "
    "以及 由于 随着 截至 至今 当年 该 这个 这些".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text that carries meaning; `weight` in (0, 1]."""

    token: Token
    weight: float


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text that carry meaning, in order; what stands within figures is none of them."""
    # The words that bound a figure belong to it.
    taken = labels_in(text)
    for figure in counted(text):
        space = text[figure.start - 1 : figure.start].isspace()
        taken.append(
            (
                figure.start - (len(figure.prefix) + space if figure.prefix else 0),
                figure.end + len(figure.suffix),
            )
        )
    flags = {start: flag for start, _, flag in tag(text)}
    return tuple(
        Word(token, _weight(token, flags.get(token.start, "n")))
        for token in tokens(text)
        if not is_function_word(token)
        and not any(start <= token.start and token.end <= end for start, end in taken)
    )


def _weight(token: Token, flag: str) -> float:
    if token.kind is Kind.FIGURE:
        return 0.5
    if token.kind is Kind.WORD:
        return 0.25 if token.stem in _VAGUE else 0.5 if len(token.text) == 1 else 1.0
    if token.text in _VAGUE_CHINESE:
        return 0.2
    if flag[0] in "dpcurmqfty" and flag not in ("tg", "rg"):
        return 0.35
    return 0.4 if len(token.text) == 1 else 1.0


class Said:
    """The words of one text, to look up where it says what a word says."""

    def __init__(self, text: str) -> None:
        """Index the text: every word under itself, its parts, its pinyin, and what the dictionary makes of it."""
        self.text = text
        self.words: tuple[Word, ...] = words_of(text)
        self.figures: tuple[Figure, ...] = counted(text)
        self._places: dict[str, dict[int, float]] = {}
        self._families: dict[str, list[int]] = {}
        self._characters: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            for term, sure in _forms(word.token).items():
                known = self._places.setdefault(term, {})
                known[number] = max(known.get(number, 0.0), sure)
            if word.token.kind is Kind.HAN:
                for character in set(word.token.text):
                    self._characters.setdefault(character, []).append(number)
            elif len(word.token.stem) >= 4:
                self._families.setdefault(word.token.stem[:4], []).append(number)

    def places(self, token: Token) -> Mapping[int, float]:
        """Where the text says what a word says: the number of each such word → how surely, in (0, 1]."""
        found: dict[int, float] = {}
        for term, sure in wanted(token).items():
            for number, of_it in self._places.get(term, {}).items():
                found[number] = max(found.get(number, 0.0), sure * of_it)
        if token.kind is Kind.HAN:
            for number in {n for c in token.text for n in self._characters.get(c, ())}:
                found[number] = max(
                    found.get(number, 0.0), _shared(token.text, self.words[number].token.text)
                )
        elif token.kind is Kind.WORD:
            for number in self._families.get(token.stem[:4], ()):
                if _is_one_family(token.stem, self.words[number].token.stem):
                    found[number] = max(found.get(number, 0.0), FAMILY)
        return {number: sure for number, sure in found.items() if sure > 0.1}


def _forms(token: Token) -> dict[str, float]:
    """What a word of a passage is found by."""
    forms = {_spelled(token.stem): SAME}
    if token.kind is not Kind.HAN:
        for part in re.split(r"[-'’.&+]", token.text):
            if len(part) > 2:
                forms.setdefault(_spelled(stem(part)), 0.8)
        return forms
    for term in terms_of(token)[1:]:
        if not _is_syllable(term, token):
            forms.setdefault(_spelled(term), 0.7)
    if is_person(token.text):
        return forms  # what its characters mean says nothing
    for rank, gloss in enumerate(_glosses(token)):
        forms.setdefault(_spelled(gloss), _BY_DICTIONARY if rank < 4 else _FURTHER)
    return forms


@lru_cache(maxsize=65536)
def wanted(token: Token) -> Mapping[str, float]:
    """What a word of a claim is looked up by: itself, its translations, words that share a translation with it."""
    found = {_spelled(token.stem): SAME}
    if token.kind is Kind.FIGURE:
        return found
    for number, concept in enumerate(meanings(token)):
        for term, chance in concept.items():
            if _is_syllable(term, token):
                continue
            sure = (1.0 if number == 0 else 0.7) * (SAME if chance >= 1.0 else _sure(chance))
            found[_spelled(term)] = max(found.get(_spelled(term), 0.0), sure)
    if token.kind is Kind.HAN:
        for rank, gloss in enumerate(_glosses(token)):
            sure = _BY_DICTIONARY if rank < 4 else _FURTHER
            found[_spelled(gloss)] = max(found.get(_spelled(gloss), 0.0), sure)
    elif "-" in token.text:
        for part in token.text.split("-"):
            found.setdefault(_spelled(stem(part)), 0.8)
    for term in alike(token.text if token.kind is Kind.HAN else token.stem):
        found[_spelled(term)] = max(found.get(_spelled(term), 0.0), ALIKE)
    for term in _related(token.text if token.kind is Kind.HAN else token.stem):
        found.setdefault(_spelled(term), RELATED)
    return found


def _is_syllable(term: str, token: Token) -> bool:
    """Is it how a piece of an unknown word is read, which other words share: the he of 青禾 and of 長河?"""
    if token.kind is not Kind.HAN or not term.isascii() or translations(token.text) or is_person(token.text):
        return False
    whole, *pieces = pinyin_spellings(token.text) or ("",)
    return term in {stem(piece) for piece in pieces} - {stem(whole)}


def _glosses(token: Token) -> list[str]:
    return [gloss for gloss in bridge_of(token.text) if not _is_syllable(gloss, token)]


def _sure(chance: float) -> float:
    return next(sure for least, sure in _SURE if chance >= least)


@lru_cache(maxsize=65536)
def _related(term: str) -> frozenset[str]:
    """Words of the same language that likely translate to the same word: 支出 and 開支, spend and expenditure."""
    found = set()
    for other in translations(term)[:6]:
        if other.weight < 0.15:
            continue
        for back in translations(other.term)[:6]:
            if other.weight * back.weight >= 0.06 and back.term != term:
                found.add(back.term)
    return frozenset(found)


def _shared(one: str, other: str) -> float:
    """How much alike two Chinese words are by their characters: the longest run they share."""
    best = 0
    for start in range(len(one)):
        while start + best < len(one) and one[start : start + best + 1] in other:
            best += 1
    if best < 2:
        return 0.4 * best / min(len(one), len(other))
    # 研發 in 研發投入 is all of it; 投資 and 投入資金 are less alike.
    return 0.85 if best == min(len(one), len(other)) else 1.6 * best / (len(one) + len(other))


def _is_one_family(one: str, other: str) -> bool:
    shared = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one != other and shared >= 4 and shared * 5 >= 3 * max(len(one), len(other))


@lru_cache(maxsize=65536)
def _spelled(term: str) -> str:
    """One spelling for British and American English: harbour, centre, organise."""
    if not term.isascii() or len(term) < 5:
        return term
    term = re.sub(r"our(?=$|s|ed|ing|it|i|e)", "or", term)
    term = re.sub(r"(?<=[bcdfghkpt])re$|(?<=[bcdfghkpt])r$", "er", term)
    return re.sub(r"is(?=$|e$|at)", "iz", term) if term.endswith(("is", "ise", "isat")) else term


def covered(words: Sequence[Word], strengths: Sequence[float]) -> float:
    """The mean of how surely each word is said, each by its weight, in [0, 1]; 1 of no words."""
    total = sum(word.weight for word in words)
    return sum(w.weight * s for w, s in zip(words, strengths, strict=True)) / total if total else 1.0
