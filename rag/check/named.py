"""Whether a passage has a name, in either script or language: translated, spelled in pinyin, or by its sound."""

import re

from index.bridge import translations
from index.pinyin import is_romanised, syllables, wade_giles
from index.script import fold, is_han
from index.words import Kind, Token, tokens
from rag.aliases import Aliases
from rag.check.labels import label_number, labels_in
from rag.check.names import (
    CAPITAL,
    FOREIGN,
    HONORIFICS,
    PART,
    RUN,
    SUFFIX,
    Name,
    names_in,
    persons_by_surname,
)
from rag.check.sounds import LIKE, sounds_like
from rag.check.words import Said
from rag.names import is_person, romanised, usual_english

# A name's word is in the passage from here on.
_SAID = 0.55

# What a name may have or leave out.
_GENERAL = frozenset(
    "group company corporation corp ltd limited inc co plc city province county district provincial municipal "
    "auto motors".split()
)
_WEEKDAYS = {
    f"{name}day": (f"周{number}", f"星期{number}", f"礼拜{number}")
    for name, number in zip(("mon", "tues", "wednes", "thurs", "fri", "satur"), "一二三四五六", strict=True)
} | {"sunday": ("周日", "星期日", "星期天", "周天")}
_ABROAD = {
    "us": "美国 美 united states america american", "uk": "英国 英 united kingdom britain british",
    "eu": "欧盟 european union", "un": "联合国 united nations", "uae": "阿联酋",
    "u.s": "美国 美 united states america american", "u.k": "英国 英 united kingdom britain british",
    "american": "美 us", "british": "英 uk britain", "chinese": "中国 中 华 china", "french": "法国 法 france",
    "german": "德国 德 germany", "dutch": "荷兰 荷 netherlands", "japanese": "日本 日 japan", "english": "英",
    "hk": "香港 hong kong",
}  # fmt: skip


_NUMERALS = {str(number): han for number, han in enumerate("一二三四五六七八九十", start=1)}
_FORMULAS = {"co2": "二氧化碳", "ch4": "甲烷", "pm2.5": "细颗粒物"}
_HONG_KONG = re.compile(r"港元|港币|港幣|香港|九龍|九龙|新界|HK\$|Hong Kong")
_HAN = "[\\u4e00-\\u9fff]"
# 米爾街圖書館: what is written by its sound, and what is translated.
_FOREIGN_FIRST = re.compile(f"(?P<sound>[{''.join(FOREIGN)}]{{2,}})(?P<rest>.+)")


class Named:
    """The names of one passage, its title and headings, to look up whether it has one."""

    def __init__(self, said: Said, above: Said, aliases: Aliases) -> None:
        """Remember how the passage's names are written and read; `aliases` are known names in both languages."""
        self._texts = (said, above)
        self._whole = f"{above.text}\n{said.text}"
        self._folded = fold(self._whole)
        self._latin = re.findall(CAPITAL, self._whole)
        self._runs = [run[0] for run in RUN.finditer(self._whole)]
        # A name may stand behind an office that is capital too: Resident Joan Pickard.
        for words in [run.split() for run in self._runs]:
            self._runs += [
                " ".join(words[a:b]) for a in range(len(words)) for b in range(a + 2, len(words) + 1)
            ]
        self._aliases = {han: latin for han, latin in aliases.items() if han in self._folded}
        self._aliases_back = {
            latin.lower(): han for han, latin in aliases.items() if latin.lower() in self._folded
        }
        self._han = re.findall(r"[\u3400-\u9fff]+(?:[·•‧・][\u3400-\u9fff]+)*", self._folded)
        self._read: frozenset[str] | None = None
        self._initials: frozenset[str] | None = None

    def has(self, name: str) -> bool:
        """Does the passage have a name, in either script or language?"""
        if number := label_number(name):
            told = any(label_number(self._whole[a:b]) == number for a, b in labels_in(self._whole))
            return told or (fold(name).lower().startswith("no") and self._has_number(number))
        if fold(name).strip(" .") in self._folded:
            return not name[:1].isascii() or self._has_whole(name)
        return self._has_chinese(fold(name)) if any(map(is_han, name)) else self._has_english(name)

    def is_of_words(self, text: str, name: Name) -> bool:
        """Is what a text seems to name made of pieces of the passage's words: the 托比布 of 新式手托比布質的輕?"""
        ends = [fold(text[at - 1 : at + 1]) for at in (name.start, name.end)]
        return all(len(pair) == 2 and all(map(is_han, pair)) and pair in self._folded for pair in ends)

    def misnamed(self, text: str) -> str | None:
        """The first person of a Chinese text whose given name differs by one character from one in the passage."""
        for name in persons_by_surname(text):
            if name in self._folded:
                continue
            alike = f"(?={name[0]}(?:{name[1]}{_HAN}|{_HAN}{name[2]}))"
            if any(
                is_person(self._folded[at.start() : at.start() + 3])
                for at in re.finditer(alike, self._folded)
            ):
                return name
        return None

    def cannot_tell(self, name: Name) -> bool:
        """Does it say little that a passage in another language than the claim's seems not to have a name?

        Where neither its words nor its sounds can be compared: not of a label, of what has a number, of a body named by
        words that have translations, of a Chinese person where others are romanised, nor of one in romanised syllables.
        """
        if name.kind == "label" or any(map(str.isdigit, name.text)):
            return False
        if any(map(is_han, name.text)):
            if name.kind == "body" and all(translations(token.text) for token in tokens(name.text)):
                return False
            return not (is_person(fold(name.text)) and any(map(self._is_romanised, self._runs)))
        letters = re.sub(r"['’]s$", "", name.text).lower().split()
        # Of one word its characters may be read in several ways, or it may be translated; in Hong Kong they are read
        # in Cantonese, and 田中修 is Osamu Tanaka.
        elsewhere = _HONG_KONG.search(self._whole) or all(
            len(re.findall("[aeiou]+", word)) > 1 for word in letters
        )
        return bool(elsewhere) or not (len(letters) > 1 and all(map(is_romanised, letters)))

    def _is_romanised(self, run: str) -> bool:
        words = run.lower().split()
        return len(words) > 1 and all(map(is_romanised, words))

    def _has_number(self, number: str) -> bool:
        """Has it something told by a number in characters: 台馬四號 of No. 4, 赤焰二號 of Chiyan-2?"""
        return (
            number in _NUMERALS
            and re.search(rf"(?<![十百月]){_NUMERALS[number]}号(?!召)", self._folded) is not None
        )

    def _has_whole(self, name: str) -> bool:
        return (
            re.search(rf"(?<![a-z0-9]){re.escape(fold(name).strip(' .'))}(?:s|es)?(?![a-z0-9])", self._folded)
            is not None
        )

    def _has_english(self, name: str) -> bool:
        name = re.sub(r"['’]s$", "", name)
        parts = [part for part in PART.findall(name) if part.lower() not in HONORIFICS]
        letters = "".join(re.findall("[a-z]", name.lower()))
        if len(parts) > 1 and self._is_read({letters, "".join(reversed([p.lower() for p in parts]))}):
            return True
        if name.lower() in self._aliases_back or any(
            self._in_alias(name.lower(), a) for a in self._aliases.values()
        ):
            return True
        telling = [part for part in parts if part.lower().rstrip(".") not in _GENERAL] or parts
        return all(map(self._has_word, telling))

    def _in_alias(self, name: str, alias: str) -> bool:
        return re.search(rf"\b{re.escape(name)}\b", alias.lower()) is not None

    def _has_word(self, word: str) -> bool:
        """Does the passage have one word of an English name?"""
        lower = re.sub(r"['’]s$|\.$", "", word.lower())
        if lower in _FORMULAS:
            return self._has_whole(lower) or _FORMULAS[lower] in self._folded
        if any(character.isdigit() for character in lower):
            model = re.fullmatch(r"(?P<name>[a-z]{3,})-(?P<number>\d{1,2})", lower)
            han = model and self._has_number(model["number"]) and self._is_read({model["name"]})
            return bool(han) or self._has_whole(re.sub(r"(?<=\d)s$", "", lower))  # P48 is another than P44
        if any(self._in_alias(lower, alias) for alias in self._aliases.values()):
            return True
        if lower in _WEEKDAYS:
            return lower in self._folded or any(form in self._folded for form in _WEEKDAYS[lower])
        if lower in _ABROAD and any(self._mentions(form) for form in _spelled_out(lower)):
            return True
        for token in tokens(lower):
            if self._says(token):
                return True
        if word.isupper() and self._has_initials(lower):
            return True
        if self._is_read({re.sub("['’-]", "", lower)}) or lower in self._surnames():
            return True
        return any(self._sounds(han, word) for han in self._han) if len(lower) > 3 else False

    def _mentions(self, form: str) -> bool:
        return (
            form in self._folded if is_han(form[0]) else re.search(rf"\b{form}\b", self._folded) is not None
        )

    def _sounds(self, han: str, word: str) -> bool:
        """Does a stretch of Chinese characters written as foreign names are hold the sound of a word?"""
        for run in re.findall(f"[{''.join(FOREIGN)}]{{2,}}", han):
            for part in run.split("·"):
                for start in range(len(part)):
                    for end in range(start + 2, min(len(part), start + 7) + 1):
                        if sounds_like(part[start:end], word) >= LIKE + 0.08:
                            return True
        return False

    def _surnames(self) -> frozenset[str]:
        """The surnames of the Chinese people named, in pinyin: Mr Jing is 井賢棟."""
        names = {self._whole[name.start : name.end] for name in names_in(self._whole)}
        people = [name for name in names if is_person(name)]
        told = {romanised(name).lower().split()[0] for name in people}
        return frozenset(told | {wade_giles(syllables(name)[0]) for name in people})

    def _is_read(self, letters: set[str]) -> bool:
        """Is it the pinyin of two or more characters that stand together, or their reading as Taiwan writes it?"""
        if self._read is None:
            found = set()
            for run in self._han:
                pinyin = syllables(run)
                for read in (pinyin, tuple(map(wade_giles, pinyin))):
                    for start in range(len(read)):
                        for end in range(start + 1, min(len(read), start + 4) + 1):
                            found.add(f"{end - start}" + "".join(read[start:end]))
            self._read = frozenset(found)
        return any(f"{count}{each}" in self._read for each in letters for count in range(2, 5))

    def _has_initials(self, letters: str) -> bool:
        if self._initials is None:
            words = [
                t.text
                for t in tokens(self._whole)
                if t.kind is Kind.WORD and t.text not in ("of", "the", "for")
            ]
            initials = ["&" if word == "and" else word[0] for word in words]
            self._initials = frozenset(
                "".join(initials[start:end])
                for start in range(len(initials))
                for end in range(start + 2, start + 6)
            )
        return letters in self._initials

    def _has_chinese(self, name: str) -> bool:
        """Does the passage have a Chinese name, folded, in other words or in the other language?"""
        bare = SUFFIX.sub("", name)
        if len(bare) > 1 and bare in self._folded:
            return True
        if len(name) > 2 and re.search(".{0,3}".join(map(re.escape, name)), self._folded):
            return True  # 社科院 is 社會科學院
        for form in {name, bare} if len(bare) > 1 else {name}:
            alias = next((latin for han, latin in self._all_aliases() if han == form), None)
            for english in filter(None, (alias, usual_english(form))):
                if all(self._has_word(word) for word in PART.findall(english)):
                    return True
            if self._is_spelled(form):
                return True
            foreign = "·" in form or (len(form) > 1 and all(character in FOREIGN for character in form))
            if foreign and any(sounds_like(form, latin) >= LIKE for latin in (*self._latin, *self._runs)):
                return True
        return self._has_parts(name)

    def _all_aliases(self) -> list[tuple[str, str]]:
        return [*self._aliases.items(), *((han, latin) for latin, han in self._aliases_back.items())]

    def _is_spelled(self, name: str) -> bool:
        """Is it written in pinyin?"""
        read = "".join(syllables(name))
        lowered = re.sub(r"[^a-z]", "", self._folded) if len(read) > 4 else ""
        known = {re.sub(r"[^a-z]", "", word.lower()) for word in (*self._latin, *self._runs)}
        person = re.sub(r"[^a-z]", "", romanised(name).lower())
        backwards = "".join(reversed(romanised(name).lower().split()))
        return bool({read, person, backwards} & known) or (len(person) > 7 and person in lowered)

    def _has_parts(self, name: str) -> bool:
        """Is every word of a name that has several said?"""
        if is_person(name):
            return False
        split = _FOREIGN_FIRST.fullmatch(name)
        if split and any(sounds_like(split["sound"], latin) >= LIKE for latin in self._latin):
            return all(self._says(token) for token in tokens(split["rest"]))
        parts: list[Token] = [
            token for token in tokens(name) if len(token.text) > 1 or token.kind is not Kind.HAN
        ]
        if len(parts) < 2:
            return False
        return all(map(self._says, parts)) and sum(len(part.text) for part in parts) >= len(name) - 1

    def _says(self, token: Token) -> bool:
        return any(max(said.places(token).values(), default=0.0) >= _SAID for said in self._texts)


def _spelled_out(word: str) -> list[str]:
    forms = _ABROAD[word].split()
    han = [form for form in forms if is_han(form[0])]
    latin = " ".join(form for form in forms if not is_han(form[0]))
    return [*han, *(latin.split() if " " in latin and "united" not in latin else [latin] if latin else [])]
