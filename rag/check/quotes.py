"""The words of a passage that carry a claim."""

from collections.abc import Sequence

from index.sentences import Span
from rag.check.figures import carries_in
from rag.check.passage import Cover, Read, Source

# A sentence longer than this is quoted by the clause; so much of a claim's words must a further quote add.
LONGEST, _ADDS = 300, 0.2


def quotes_of(claim: Read, source: Source, said: Cover) -> list[Span]:
    """Return the sentences that carry a claim, or clauses of long ones, in order: all its figures are in them."""
    weights = [word.weight for word in claim.words]
    total = sum(weights) or 1.0

    def words(chosen: Sequence[int]) -> float:
        best = [max((float(row[j]) for j in chosen), default=0.0) for row in said.strengths]
        return sum(w * s for w, s in zip(weights, best, strict=True)) / total

    wanted = [[f.start for f in carries_in(source, figure)] for figure in claim.figures]

    def carried(chosen: Sequence[int]) -> int:
        spans = [source.clauses[j] for j in chosen]
        return sum(any(a <= at < b for at in places for a, b in spans) for places in wanted)

    chosen: list[int] = []
    while True:
        rest = [j for j in range(len(source.clauses)) if j not in chosen]
        best = max(rest, key=lambda j: (carried([*chosen, j]), words([*chosen, j])), default=None)
        if best is None:
            break
        adds = carried([*chosen, best]) > carried(chosen)
        if chosen and not adds and words([*chosen, best]) - words(chosen) < _ADDS:
            break
        chosen.append(best)
    return _widened(source, sorted(chosen))


def _widened(source: Source, chosen: Sequence[int]) -> list[Span]:
    """Whole sentences where they are short enough, neighbours joined."""
    spans: list[Span] = []
    for j in chosen:
        a, b = source.clauses[j]
        whole = next(((c, d) for c, d in source.sentences if c <= a and b <= d), (a, b))
        a, b = whole if whole[1] - whole[0] <= LONGEST else (a, b)
        if spans and a < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(b, spans[-1][1]))
        elif not spans or spans[-1] != (a, b):
            spans.append((a, b))
    return spans
