"""The last question with one thing after another put in the place of what is like it."""

import re

from index.script import convert, fold, is_han
from index.words import ENGLISH_FUNCTION_WORDS, tag, tokens
from rag.question import Wants
from rag.topic import Topic
from rag.topic_english import Span, named
from rag.topic_times import times
from rag.topic_words import is_measure, is_name, is_title

_PREPOSITION = re.compile(r"^(in|on|for|at|by|with|to|from|of)\s+(?:the\s+)?(.+)$", re.IGNORECASE)
_KINDS = frozenset(
    (
        "women men woman man girls boys children female male students adults 女性 男性 女 男 女生 男生 儿童 "
        "老人 学生 女的 男的"
    ).split()
)
_CONTRASTS = tuple(
    pair.split("/")
    for pair in (
        "women/men woman/man female/male girls/boys domestic/overseas domestic/foreign online/offline urban/rural "
        "女性/男性 女/男 国内/海外 国内/国外 境内/境外 线上/线下 城市/农村 城市/乡村"
    ).split()
)
_OWNERS = re.compile(
    r"(?:its|their|his|her|(?:the|that|this) (?:company|group|firm)(?:'s|’s))\s+(?P<of>.+)", re.IGNORECASE
)
HAN_OWNERS = re.compile(
    r"(?:它们?|他们?|她们?|其(?![他它实余次间中后])|该公司|这家公司|那家公司|公司)的?(?P<of>.+)"
)


class Change:
    """The last question with one thing after another put in the place of what is like it."""

    def __init__(self, about: Topic, *, chinese: bool, simplified: bool, title: str) -> None:
        self._about = about
        self._chinese = chinese
        self._simplified = simplified
        self._title = title
        self._put: list[tuple[Span, str]] = []
        self._front = self._back = ""
        self._entity = about.words(about.entity)
        self._asked: str | None = None

    def text(self) -> str | None:
        """The changed question; None if nothing changed."""
        if self._asked is not None:
            return self._measured(self._asked)
        text = self._about.text
        if not (self._put or self._front or self._back):
            return None
        for (start, end), new in sorted(self._put, reverse=True):
            text = text[:start] + new + text[end:]
        if self._back:
            end = len(text.rstrip(" ?？.。!"))
            text = text[:end] + self._back + (text[end:] or "?")
        whole = self._front + text
        return None if whole == self._about.text and not self._put else whole

    def time(self, kind: str, new: str) -> bool:
        """Ask of another year, quarter or month; of several it is not clear which is meant."""
        about = self._about
        new = _fitted(new, chinese=about.chinese) if kind == "year" else new
        same = [time for time in about.times if time.kind == kind]
        if len({about.folded[t.start : t.end].strip("年") for t in same}) > 1:
            return False
        if same:
            self._put += [
                (
                    (time.start, time.end),
                    _fitted(new, chinese="年" in about.text[time.start : time.end])
                    if kind == "year"
                    else new,
                )
                for time in same
            ]
        elif about.wants in (Wants.TIME, Wants.DAY):
            return False
        elif (
            kind != "year"
            and not about.chinese
            and (year := next((t for t in about.times if t.kind == "year"), None))
        ):
            joined = f"{new} of " if new.startswith("the ") else f"{new} "
            self._put.append(((year.start, year.start), joined))
        elif about.chinese:
            if year := next((t for t in about.times if t.kind == "year"), None):
                self._put.append(((year.end, year.end), new))
            else:
                self._front = new + self._front
        else:
            self._back = f" in {new}{self._back}"
        return True

    def rest(self, new: str) -> bool:
        """Put in what is named besides times."""
        if fold(new) in ("年底", "底", "末", "年末") and fold(new) in self._about.folded:
            return True
        if new.startswith("在"):
            return is_name(new[1:]) and self._place(new[1:])
        owners = (HAN_OWNERS if any(map(is_han, new)) else _OWNERS).fullmatch(new) or HAN_OWNERS.fullmatch(
            fold(new)
        )
        if owners is not None:
            of = new[slice(*owners.span("of"))]
            return self._measure(of) or self._parallel(of) or self._measure(of, sure=True)
        preposition = _PREPOSITION.match(new) if not any(map(is_han, new)) else None
        if preposition is not None:
            return self._behind(preposition[1], preposition[2])
        owner = re.fullmatch(r"(.+?)(?:'s|’s|(?<=s)['’])\s+(.+)", new) or re.fullmatch(
            r"([^的]+)的([^的]+)", new
        )
        if owner is not None:
            if not is_name(owner[1]) or not self._name(owner[1]):
                return False
            same = fold(owner[2]) == fold(self._about.words(self._about.measure))
            return same or self._measure(owner[2], sure=True)
        plain = re.sub(r"^(?:the|a|an)\s+|['’]s$", "", new, flags=re.IGNORECASE)
        if self._parallel(plain) or self._kind(plain) or self._measure(plain) or self._counted(plain):
            return True
        return (is_name(new) or self._of_one_house(new)) and self._name(re.sub(r"['’]s$", "", new))

    def _of_one_house(self, new: str) -> bool:
        """Does a compound begin like the one asked about?  螞蟻森林 beside 螞蟻集團."""
        words = tag(new)
        first = new[: words[0][1]] if words else ""
        return (
            len(new) > len(first) > 1
            and self._about.chinese
            and fold(first) in fold(self._entity + self._title)
        )

    def _counted(self, new: str) -> bool:
        """Count other things: `and merchants?`."""
        about = self._about
        if about.chinese or about.counted is None or not re.fullmatch(r"[a-z][a-z -]*[^s]s", new):
            return False
        self._put.append((about.counted, new))
        return True

    def _name(self, new: str) -> bool:
        """Ask of someone else."""
        about = self._about
        if about.entity is None:
            return False
        if any(map(is_han, new)) and about.chinese and next(f for _, _, f in tag(new)) == "ns":
            places = [(a, b) for a, b, flag in tag(about.text) if flag == "ns"]
            if len(places) == 1 and not _within(places[0], about.entity):
                self._put.append((places[0], new))
                return True
            if not places and about.measure is None:
                return False  # somewhere it happens, or someone else it is asked of?
        if not about.chinese and any(start != about.entity[0] for start, _ in _other_names(about)):
            return False
        self._put.append((about.entity, new))
        self._entity = new
        return True

    def _place(self, new: str) -> bool:
        """`在甘肅呢`: where something is done, behind who does it."""
        about = self._about
        places = [(a, b) for a, b, flag in tag(about.text) if flag == "ns"]
        if len(places) == 1 and not _within(places[0], about.entity):
            self._put.append((places[0], new))
        elif not places and about.chinese and about.entity is not None and about.measure is None:
            self._put.append(((about.entity[1], about.entity[1]), f"在{new}"))
        else:
            return False
        return True

    def _behind(self, preposition: str, new: str) -> bool:
        """`on marketing?`: what stands behind the same preposition gives way."""
        about = self._about
        if about.chinese:
            return is_name(new) and self._name(new)
        found = [
            m
            for m in re.finditer(
                rf"\b{preposition}\s+(?:the\s+)?(.+?)(?=\s+(?:in|on|for|at|by|with|to|from|as)\b|[?.!]|$)",
                about.text,
                re.IGNORECASE,
            )
            if not times(m[1])
        ]
        if len(found) == 1 and (found[0].start() > 0 or preposition.lower() != "in"):
            self._put.append((found[0].span(1), new))
            return True
        if not found and preposition.lower() in ("in", "at") and is_name(new):
            self._back = f" {preposition.lower()} {new}{self._back}"
            return True
        return False

    def _parallel(self, new: str) -> bool:
        """Take the place of words with the same last word, or of the opposite."""
        about, folded = self._about, fold(new)
        for pair in _CONTRASTS:
            for here, there in (pair, pair[::-1]):
                at = [m.span() for m in _whole_words(there, about.folded)]
                if folded == here and len(at) == 1 and not _whole_words(here, about.folded):
                    self._put.append((at[0], new))
                    return True
        span = _same_head_in_chinese(folded, about) if any(map(is_han, new)) else _same_head(folded, about)
        if span is None:
            return False
        if about.entity is not None and about.entity[0] < span[1] == about.entity[1]:
            return is_name(new) and self._name(new)
        self._put.append((span, new))
        return True

    def _kind(self, new: str) -> bool:
        """Of what is counted, only one kind: 女性呢 after 有多少名員工."""
        about = self._about
        if fold(new) not in _KINDS or about.counted is None or fold(new) in about.folded:
            return False
        at = about.counted[0]
        self._put.append(((at, at), new if about.chinese else f"{new} "))
        return True

    def _measure(self, new: str, *, sure: bool = False) -> bool:
        """Ask something else of the same one: its revenue."""
        if not self._entity or not (is_measure(new) or sure):
            return False
        if sure and not is_measure(new) and self._about.measure is None:
            return False
        self._asked = new
        return True

    def _measured(self, new: str) -> str:
        """A whole question for a measure of the entity, in the language of the follow-up."""
        about, entity = self._about, self._entity
        changed = {
            time.start: new for (start, end), new in self._put for time in about.times if time.start == start
        }
        said = [changed.get(time.start, about.text[time.start : time.end]) for time in about.times]
        said += [part.removeprefix(" in ") for part in (self._front, self._back) if part and times(part)]
        new = re.sub(r"^(?:the|a|an)\s+", "", new, flags=re.IGNORECASE)
        if self._chinese:
            when = "".join(_fitted(time, chinese=True) for time in said)
            asks = "是誰" if is_title(new) else "是多少"
            asks = convert(asks, "zh-Hans") if self._simplified else asks
            return f"{when}{entity}的{new}{asks}?"
        when = "".join(f" in {_fitted(time, chinese=False)}" for time in said)
        if is_title(new):
            return f"Who {'was' if said else 'is'} {entity}'s {new}{when}?"
        plural = re.search(r"[^s]s$", fold(new)) is not None
        verb = ("were" if plural else "was") if said else ("are" if plural else "is")
        return f"What {verb} {entity}'s {new}{when}?"


def _fitted(time: str, *, chinese: bool) -> str:
    """A year as the language writes it."""
    digits = re.fullmatch(r"(\d{4})年?", time.strip())
    if digits is None:
        return time
    return f"{digits[1]}年" if chinese else digits[1]


def _other_names(about: Topic) -> list[Span]:
    """The names in an English question, but for what is only capitals: R&D, ESG."""
    return [(a, b) for a, b in named(about.text) if not (b - a < 5 and about.text[a:b].isupper())]


def _within(span: Span, other: Span | None) -> bool:
    return other is not None and other[0] <= span[0] and span[1] <= other[1]


def _whole_words(word: str, text: str) -> list[re.Match[str]]:
    pattern = word if any(map(is_han, word)) else rf"\b{word}\b"
    return list(re.finditer(pattern, text))


def _same_head(folded: str, about: Topic) -> Span | None:
    """`non-technical staff` takes the place of `technical staff`: as many words, if none of them is a function word."""
    asked = [t for t in tokens(folded)]
    if len(asked) < 2 or about.chinese:
        return None
    words = tokens(about.text)
    for i in range(len(words) - 1, 0, -1):
        if words[i].stem != asked[-1].stem:
            continue
        first = i
        while (
            first > 0 and i - first < len(asked) - 1 and words[first - 1].text not in ENGLISH_FUNCTION_WORDS
        ):
            first -= 1
        return (words[first].start, words[i].end) if first < i else None
    return None


def _same_head_in_chinese(folded: str, about: Topic) -> Span | None:
    """非技術條線 takes the place of 技術條線, 騰訊集團 that of 螞蟻集團: the last two characters are the same."""
    if len(folded) < 3 or not about.chinese or folded in about.folded:
        return None
    for size in range(len(folded) - 1, 1, -1):
        at = about.folded.find(folded[-size:])
        if at < 0:
            continue
        start, end = at, at + size
        cuts = [a for a, _, flag in tag(about.text) if a < at and flag[0] in "nsbja"]
        before = [(a, b) for a, b, _ in tag(about.text) if b == at and a in cuts]
        own = folded[:-size]
        if before and own not in ("非", "不"):
            start = before[0][0]
        return start, end
    return None
