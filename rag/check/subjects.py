"""Whether the sentence that carries a claim is about the one the claim is about.

A figure stands in a sentence with its own subject: `Rival Norrland earned 305 million` carries nothing of Calder,
though Calder is in the title. A sentence without a name of its own is about what the passage is about.
"""

import re
from collections.abc import Iterator, Sequence

from index.script import fold, is_han
from rag.check.figures import carries_in
from rag.check.named import Named
from rag.check.names import Name, behind_preposition, names_in
from rag.check.passage import Cover, Read, Source, is_time, refers
from rag.check.words import Said, covered

_OTHER_ONE = re.compile(
    r"\b(?:rivals?|competitors?|neighbou?ring|nearby|another|elsewhere)\b|竞争对手|对手|同业|另一|邻近|附近的|隔壁"
)
_SAYS = re.compile(
    r"[^,，。;；]{0,12}?(?:said|says|told|added|estimated|confirmed|blamed|表示|说|称|指出|认为|介绍|宣布|强调|"
    r"解释|透露)",
    re.IGNORECASE,
)


def other_subject(claim: Read, source: Source, cover: Cover, asked: Sequence[str]) -> str | None:
    """Return the one that the carrying sentence is about, where the claim is about another; None where they agree.

    `asked` are the names of the question, which a claim without names is about.
    """
    own = [name.text for name in names_in(claim.text) if name.kind not in ("work", "place")]
    names = own or ([] if refers(claim.text) else [*asked])
    names = [name for name in names if source.named.has(name)]
    if not names:
        return None
    others = [_other_one(source, at, names, claim) for at in _carrying(claim, source, cover)]
    return others[0] if others and all(others) else None


def _carrying(claim: Read, source: Source, cover: Cover) -> list[int]:
    """Where what carries the claim stands: its figures, or else the clause that says most of it."""
    for figure in claim.figures:
        if not is_time(figure) and (found := carries_in(source, figure)):
            return [each.start for each in found]
    if not source.clauses or not claim.words:
        return []
    shares = [covered(claim.words, column.tolist()) for column in cover.strengths.T]
    start, end = source.clauses[max(range(len(shares)), key=lambda j: shares[j])]
    return [end - 1] if end > start else []


def _other_one(source: Source, at: int, names: Sequence[str], claim: Read) -> str | None:
    """The subject of the sentence at an offset, where it is none of the names."""
    sentence = source.sentence_at(at)
    start, end = min(sentence[0], source.referred_to(sentence)[0]), sentence[1]
    text = source.text[start:end]
    here = Named(Said(text), Said(""), source.aliases)
    if any(here.has(name) for name in names):
        return None
    if (cue := _OTHER_ONE.search(fold(text[: at - start]))) and not _OTHER_ONE.search(fold(claim.text)):
        return text[cue.start() : cue.end()]
    mine = Named(claim.said, Said(" ".join(names)), source.aliases)
    return next((name.text for name in _subjects(text, at - start) if not mine.has(name.text)), None)


def _subjects(text: str, before: int) -> Iterator[Name]:
    """The names a sentence may be about: before its figure, behind no preposition, and not of who says it."""
    for name in names_in(text):
        lead = text[: name.start]
        near = len(lead) <= (12 if any(map(is_han, text)) else 40)
        if name.kind in ("work", "place") or name.end > before or not near:
            continue
        if not behind_preposition(text, name.start) and not _SAYS.match(fold(text[name.end :])):
            yield name
