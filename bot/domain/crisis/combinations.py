"""Combinations: cues that together say something none of them says alone.

wish > die / 7            in this order, within seven words of one sentence
gone & worn / 14          in any order
(gone,die) & worn / 14    either cue in that place
bye / 9                   one cue alone
wish > die / 9 ! other    and no cue of that name between them
wish > die* / 7           a negation right before the starred cue is a denial
took & dizzy // 30        anywhere in the message, sentences apart or not
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.crisis.cues import CueError, Spot

LARGEST_SPAN = 40
_ENDS = frozenset(".?")


@dataclass(frozen=True)
class Combination:
    """Cues that together raise ``owner``; each part is one or more cues, any of which will do."""

    owner: str
    parts: tuple[frozenset[str], ...]
    within: int
    ordered: bool
    barred: frozenset[str] = frozenset()
    core: frozenset[str] = frozenset()
    across: bool = False

    @property
    def closing(self) -> frozenset[str]:
        """The cues that can be the last of it to be read."""
        return self.parts[-1] if self.ordered else frozenset().union(*self.parts)


def read_combination(owner: str, source: str, known: frozenset[str]) -> Combination:
    """Read one combination. Raises CueError when it is malformed or names no known cue."""
    body, _, rest = source.partition("/")
    across = rest.startswith("/")
    span, _, bars = rest.removeprefix("/").partition("!")
    barred = frozenset(name.strip() for name in bars.split(",") if name.strip())
    ordered = ">" in body
    pieces = [piece.strip() for piece in body.split(">" if ordered else "&")]
    parts = tuple(
        frozenset(name.strip(" *") for name in piece.strip("()*").split(",")) for piece in pieces
    )
    core = frozenset().union(
        *(part for part, piece in zip(parts, pieces, strict=True) if piece.endswith("*"))
    )
    if not span.strip().isdigit() or not 0 < int(span) <= LARGEST_SPAN:
        raise CueError(f"not well formed: {source}")
    if not barred.union(*parts) <= known:
        raise CueError(f"no such cue: {source}")
    return Combination(owner, parts, int(span), ordered, barred, core, across)


def by_closing_cue(combinations: Iterable[Combination]) -> dict[str, tuple[Combination, ...]]:
    """The combinations by each cue that can be the last of them."""
    found: dict[str, tuple[Combination, ...]] = {}
    for combination in combinations:
        for cue in combination.closing:
            found[cue] = (*found.get(cue, ()), combination)
    return found


def combined(
    spots: list[Spot], found: list[str], by_closing: Mapping[str, tuple[Combination, ...]]
) -> Iterator[tuple[Combination, tuple[Spot, ...]]]:
    """Each combination that is complete, with the spots that complete it.

    Of one cue only the two latest spots before are looked at, which keeps the work linear.
    """
    if not spots:
        return  # most messages hold no cue at all, and this is asked of each
    present = {spot.cue for spot in spots}
    closing = {
        cue: [
            combination
            for combination in by_closing.get(cue, ())
            if all(not part.isdisjoint(present) for part in combination.parts)
        ]
        for cue in present
    }
    if not any(closing.values()):
        return
    latest: dict[str, tuple[Spot, ...]] = {}
    ends = [at for at, word in enumerate(found) if word in _ENDS]
    told = 0
    began = 0
    for spot in spots:
        while told < len(ends) and ends[told] < spot.start:
            began = ends[told]
            told += 1
        for combination in closing.get(spot.cue, ()):
            chosen = _complete(combination, spot, latest, 0 if combination.across else began)
            if chosen and not _barred(combination, chosen, latest):
                yield combination, chosen
        latest[spot.cue] = (spot, *latest.get(spot.cue, ()))[:2]


def _barred(
    combination: Combination, chosen: tuple[Spot, ...], latest: Mapping[str, tuple[Spot, ...]]
) -> bool:
    start, end = chosen[0].start, chosen[-1].start
    return any(
        start < spot.start < end for cue in combination.barred for spot in latest.get(cue, ())
    )


def _complete(
    combination: Combination, last: Spot, latest: Mapping[str, tuple[Spot, ...]], began: int
) -> tuple[Spot, ...]:
    if len(combination.parts) == 1:
        return (last,)  # a phrase is as long as it is written
    if last.end - last.start > combination.within:
        return ()
    floor = max(began, last.end - combination.within)
    chosen = [last]
    if combination.ordered:
        if last.cue not in combination.parts[-1]:
            return ()
        waiting = list(combination.parts[:-1])
    else:
        waiting = list(combination.parts)
        waiting.remove(next(part for part in waiting if last.cue in part))
    before = last.start
    for part in reversed(waiting):
        best: Spot | None = None
        for cue in part:
            for spot in latest.get(cue, ()):
                fits = spot.start >= floor and spot.end <= before and _apart(spot, chosen)
                if fits and (best is None or spot.start > best.start):
                    best = spot
        if best is None:
            return ()
        if combination.ordered:
            before = best.start
        chosen.append(best)
    return tuple(sorted(chosen, key=lambda spot: spot.start))


def _apart(spot: Spot, chosen: list[Spot]) -> bool:
    # The same words are one piece of evidence, whatever they count as.
    return all(spot.end <= other.start or other.end <= spot.start for other in chosen)
