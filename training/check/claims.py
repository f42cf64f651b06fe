"""What the support model learns from: claims about passages, true and false.

Three kinds, drawn by chance while training:

- claims written for this project about passages written for it (`training/check/claims/*.jsonl`), freely worded, in the
  passage's language and the other, each false one close to a true one;
- questions of reading sets with an answer in the place of what they ask (QA2D, Demszky et al. 2018): false where the
  answer is another of the passage, where nothing answers, or where a name, figure or word is another;
- sentences of manuals and laws in runs of neighbours, in both languages: as people or a machine translated them, cut
  short, reworded; false as the sentence that follows the run, denied, or with a word, name or figure put in another's
  place (FactCC, Kryściński et al. 2020).
"""

import json
import lzma
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.bridge import translations
from index.script import is_han
from index.sentences import clauses, sentences
from index.words import Kind, is_function_word, tag, tokens
from rag.candidates import candidates
from rag.figures import find_figures
from training.encoder.other_words import in_other_words
from training.reader.data import SETS, paragraphs, understood
from training.reader.near_miss import Likes, near_miss

WRITTEN = Path(__file__).parent / "claims"
# Of the passages written for this, one in so many is kept to measure on.
HELD = 10
RUNS, LONGEST_RUN = 12_000, 3
# How often each kind is drawn.
DRAWN = {"written": 0.85, "asked": 0.09, "run": 0.06}
# As many characters of a paragraph are read around an answer: of Chinese, and of English.
READ = {True: 90, False: 260}
LONGEST = 500

_AUXILIARY = r"(?:is|are|was|were|can|could|will|would|has|have|had|should|may|might|must)"
_DO = re.compile(r"\b(?:did|do|does)\b ?", re.IGNORECASE)
_NOT = re.compile(r"\b(is|are|was|were|can|could|will|would|has|have|had|should|may|must)\b(?! not)")
_CHINESE_NOT = re.compile(r"(可以|能够|能夠|必須|必须|需要|應該|应该|是|會|会|能|有)(?![沒没不])")
_DENIED = re.compile(r"\bnot |n't\b|不(?=[会會能是可需应應])|没(?=有)|沒(?=有)")
_TURNED = (
    "increase decrease|increased decreased|rose fell|more less|more fewer|higher lower|largest smallest|first last|"
    "before after|opened closed|accepted rejected|won lost|started ended|enable disable|enabled disabled|allow prevent|"
    "add remove|added removed|include exclude|maximum minimum|always never|all some|only also|must may|import export|"
    "增加 減少|增加 减少|上升 下降|提高 降低|最大 最小|最高 最低|開始 結束|开始 结束|之前 之後|之前 之后|啟用 停用|"
    "启用 禁用|允許 禁止|允许 禁止|新增 移除|添加 删除|所有 部分|必須 可以|必须 可以|全部 部分|至少 至多|超過 不到|"
    "超过 不到"
)
TURNED: Mapping[str, str] = {
    one: other for pair in _TURNED.split("|") for a, b in [pair.split()] for one, other in ((a, b), (b, a))
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about passage number `passage` of the pool; `true` where the passage says it."""

    passage: int
    text: str
    true: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what answers it in passage number `passage`: nothing where it is not answered."""

    passage: int
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring sentences, each in English and Chinese; passage number `passage` is those of one language."""

    passage: int
    side: int
    told: tuple[tuple[str, ...], ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sets:
    """What is drawn from: the passages, and what is said of them."""

    pool: tuple[str, ...]
    written: tuple[Claim, ...]
    held: tuple[Claim, ...]
    asked: tuple[Asked, ...]
    runs: tuple[Run, ...]


def written(folder: Path = WRITTEN) -> Iterator[tuple[bool, dict[str, Any]]]:
    """Yield (whether it is kept to measure on, passage with its claims) of what was written for this project."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            yield number % HELD == HELD - 1, json.loads(line)


def read_sets(data: Path, *, seed: int) -> Sets:
    """Read every set."""
    chance = random.Random(seed)
    pool: list[str] = []
    own: list[Claim] = []
    held: list[Claim] = []
    for kept, row in written():
        pool.append(f"{row['title']}\n{row['passage']}" if len(pool) % 2 else row["passage"])
        for claim in row["claims"]:
            (held if kept else own).append(Claim(len(pool) - 1, claim["text"], claim["says"]))
    asked, runs = tuple(_asked(data, pool)), tuple(_runs(data, pool, chance))
    return Sets(tuple(pool), tuple(own), tuple(held), asked, runs)


def _asked(data: Path, pool: list[str]) -> Iterator[Asked]:
    for name, file, halved in SETS:
        if name == "qamr":  # asks of single sentences, in few words
            continue
        for title, paragraph in paragraphs(data, file, halved=halved, learned=True):
            context = paragraph["context"]
            titled = name in ("cmrc", "drcd") and len(pool) % 2
            for qa in paragraph["qas"]:
                found = tuple(dict.fromkeys(answer["text"].strip() for answer in qa["answers"]))
                at = max((context.find(answer) for answer in found), default=len(context) // 2)
                if at >= 0:
                    around = _around(context, at)
                    pool.append(f"{title}\n{around}" if titled else around)
                    yield Asked(len(pool) - 1, qa["question"].strip(), found)


def _around(context: str, at: int) -> str:
    """The sentence at an offset and its neighbours, as many as are read."""
    cut = sentences(context)
    low = high = next((i for i, (a, b) in enumerate(cut) if a <= at < b), 0)
    most = READ[any(map(is_han, context))]
    while cut[high][1] - cut[low][0] < most and (low > 0 or high < len(cut) - 1):
        low, high = max(0, low - 1), min(len(cut) - 1, high + 1)
    return context[cut[low][0] : cut[high][1]]


def _runs(data: Path, pool: list[str], chance: random.Random) -> Iterator[Run]:
    with lzma.open(data / "parallel" / "human.tsv.xz", "rt", encoding="utf-8") as file:
        rows = [tuple(line.rstrip("\n").split("\t")[:3]) for line in file]
    rows = [row for row in rows if "twlaw_title" not in row[2] and "tatoeba" not in row[2]]
    with lzma.open(data / "parallel" / "machine.tsv.xz", "rt", encoding="utf-8") as file:
        machine = dict(line.rstrip("\n").split("\t")[:2] for line in file)
    found = 0
    while found < RUNS:
        at = chance.randrange(len(rows) - LONGEST_RUN - 1)
        run = rows[at : at + chance.randint(2, LONGEST_RUN) + 1]
        if len({row[2] for row in run}) > 1 or not all(25 < len(row[0]) < 300 for row in run):
            continue
        *inside, after = run
        side = chance.randrange(2)
        pool.append((" " if side == 0 else "").join(row[side] for row in inside)[:LONGEST])
        told = tuple((row[0], row[1], *([machine[row[0]]] if row[0] in machine else [])) for row in inside)
        found += 1
        yield Run(len(pool) - 1, side, told, after[:2])


def draw(sets: Sets, others: Likes, chance: random.Random) -> Claim:
    """Draw one claim."""
    while True:
        (kind,) = chance.choices(list(DRAWN), list(DRAWN.values()))
        if kind == "written":
            claim: Claim | None = of_written(chance.choice(sets.written), sets.pool, others, chance)
        elif kind == "asked":
            claim = of_question(chance.choice(sets.asked), sets.pool, others, chance)
        else:
            claim = of_run(chance.choice(sets.runs), sets.pool, others, chance)
        if claim is not None and any(map(str.isalnum, claim.text)):
            return claim


def of_written(claim: Claim, pool: Sequence[str], others: Likes, chance: random.Random) -> Claim | None:
    """Take a claim as it was written; now and then one thing of a true one is changed."""
    if not claim.true or chance.random() < 0.85:
        return claim
    changed = falsified(claim.text, pool[claim.passage], others, chance)
    return None if changed is None else Claim(claim.passage, changed, False)


def of_question(asked: Asked, pool: Sequence[str], others: Likes, chance: random.Random) -> Claim | None:
    """Answer a question rightly or wrongly, and put both in one sentence."""
    passage, question = pool[asked.passage], asked.question
    true = bool(asked.answers) and chance.random() < 0.6
    if true or (asked.answers and chance.random() < 0.4):
        answer = chance.choice(asked.answers)
        missed = None if true else near_miss(question, passage, others, chance)
        if not true and missed is None:
            return None
        text = stated(missed or question, answer)
    else:
        wrong = [passage[c.start : c.end] for c in candidates(passage, understood(question).wants)]
        wrong = [w for w in wrong if not any(w in right or right in w for right in asked.answers)]
        if not wrong:
            return None
        text = stated(question, chance.choice(wrong))
    if chance.random() < 0.3:
        text = in_other_words(text, chance, share=1.0 if chance.random() < 0.8 else 0.6)
    return Claim(asked.passage, text, true)


def stated(question: str, answer: str) -> str:
    """Put an answer in the place of what a question asks for; an English verb stays as the question has it.

    >>> stated("故宫位于哪个城市？", "北京")
    '故宫位于北京。'
    >>> stated("Who founded the company?", "Ada Quinn")
    'Ada Quinn founded the company.'
    >>> stated("What is the capital of Peru?", "Lima")
    'the capital of Peru is Lima.'
    """
    asked = understood(question)
    start, end = asked.slot
    before, after = asked.text[:start].strip(), asked.text[end:].strip(" ?？。.!！")
    if asked.asked_in != "en":
        if start == end:
            return f"{asked.text.strip(' ?？。')}：{answer}。"
        return f"{before}{answer}{after}。"
    if before:
        return f"{before} {answer} {after}".strip() + "."
    led = re.match(rf"({_AUXILIARY}) ", after, re.IGNORECASE)
    if led and led.group(1) in ("is", "are", "was", "were"):
        rest = after[led.end() :]
        return f"{rest} {led.group(1)} {answer}."
    if led:
        return f"{after[led.end() :]} {led.group(1)} {answer}."
    if _DO.match(after):
        return f"{_DO.sub('', after, count=1)} {answer}."
    return f"{answer} {after}".strip() + "."


def of_run(run: Run, pool: Sequence[str], others: Likes, chance: random.Random) -> Claim | None:
    """Say one of the sentences of a run, or something else."""
    sentence = chance.choice(run.told)
    language = run.side if chance.random() < 0.4 else 1 - run.side
    by_machine = language == 1 and len(sentence) > 2 and chance.random() < 0.5
    text = sentence[2 if by_machine else language]
    if chance.random() < 0.15:
        return Claim(run.passage, run.after[language], False)
    parts = [text[a:b].strip(" ,，、;；") for a, b in clauses(text)]
    if len(parts) > 1 and chance.random() < 0.4:
        text = chance.choice(parts)
        if len(tokens(text)) < 4:
            return None
    way = chance.random()
    if language == run.side and way < 0.5:
        text = thinned(text, chance) if way < 0.15 else reworded(text, chance)
    if chance.random() < 0.5:
        return Claim(run.passage, text, True)
    changed = falsified(text, pool[run.passage], others, chance)
    return None if changed is None else Claim(run.passage, changed, False)


def falsified(text: str, passage: str, others: Likes, chance: random.Random) -> str | None:
    """Change one thing of a true sentence so that it is true no more; None where nothing can be changed."""
    for change in chance.sample((_denied, _turned, _exchanged, _figured, _missed, _missed), 6):
        changed = change(text, passage, others, chance)
        if changed is not None and changed != text:
            return changed
    return None


def _denied(text: str, passage: str, others: Likes, chance: random.Random) -> str | None:
    if _DENIED.search(text):
        return _DENIED.sub("", text, count=1)
    chinese = any(map(is_han, text))
    found = list((_CHINESE_NOT if chinese else _NOT).finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    if not chinese:
        return f"{text[: match.end()]} not{text[match.end() :]}"
    word = match.group(1)
    denied = "沒有" if word == "有" else "不" + word
    return text[: match.start()] + denied + text[match.end() :]


def _turned(text: str, passage: str, others: Likes, chance: random.Random) -> str | None:
    found = [(t.start, t.end) for t in tokens(text) if text[t.start : t.end].lower() in TURNED]
    if not found:
        return None
    start, end = chance.choice(found)
    return text[:start] + TURNED[text[start:end].lower()] + text[end:]


def _exchanged(text: str, passage: str, others: Likes, chance: random.Random) -> str | None:
    """Put two names, nouns or figures of the text into each other's places."""
    if any(map(is_han, text)):
        found = [(a, b) for a, b, flag in tag(text) if flag.startswith("n") and b - a > 1]
    else:
        found = [
            (t.start, t.end) for t in tokens(text)
            if not is_function_word(t) and text[t.start : t.end].isalpha() and t.end - t.start > 3
        ]  # fmt: skip
    if len(found) < 2:
        return None
    (a, b), (c, d) = sorted(chance.sample(found, 2))
    if text[a:b].lower() == text[c:d].lower() or b > c:
        return None
    # Neighbours say much the same the other way round.
    if c - b < 6:
        return None
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def _figured(text: str, passage: str, others: Likes, chance: random.Random) -> str | None:
    """Put another figure of the passage in a figure's place."""
    own = find_figures(text)
    given = [f.text for f in find_figures(passage) if all(f.value != o.value for o in own)]
    if not own or not given:
        return None
    figure = chance.choice(own)
    return text[: figure.start] + chance.choice(given) + text[figure.end :]


def _missed(text: str, passage: str, others: Likes, chance: random.Random) -> str | None:
    return near_miss(text, passage, others, chance)


def names(sets: Sets) -> Iterator[str]:
    """The texts whose names and words may be mistaken for one another."""
    yield from (claim.text for claim in sets.written)
    yield from (asked.question for asked in sets.asked if len(asked.question) > 25)
    for run in sets.runs[:3000]:
        for sentence in run.told:
            yield from sentence[:2]


def thinned(text: str, chance: random.Random) -> str:
    """Leave out a quarter of the words."""
    kept, at = [], 0
    for token in tokens(text):
        between = text[at : token.start]
        at = token.end
        kept.append(between + (text[token.start : token.end] if chance.random() > 0.25 else ""))
    return "".join(kept) + text[at:]


def reworded(text: str, chance: random.Random) -> str:
    """Put a fifth of the words into others that share a translation with them; what has none is left out."""
    kept, at = [], 0
    for token in tokens(text):
        kept.append(text[at : token.start])
        at = token.end
        word = text[token.start : token.end]
        if (
            chance.random() > 1 / 5
            or is_function_word(token)
            or token.kind is Kind.FIGURE
            or word[:1].isupper()
        ):
            kept.append(word)
            continue
        term = token.text if token.kind is Kind.HAN else token.stem
        others = [
            back.term
            for t in translations(term)[:4]
            for back in translations(t.term)[:4]
            if back.term != term
        ]
        kept.append(chance.choice(others) if others else "")
    return "".join(kept) + text[at:]
