"""Cues: short phrases found by looking words up, and rules made of cues that stand together.

A cue is a named list of phrases. A phrase is words with three marks: ``a|b`` is either word,
``a?`` may be left out, ``~`` stands for up to three words of the same sentence that are no
negation. A combination names cues and how many words they may span:

    me > wish > gone / 9       in this order, within nine words
    me & gone & worn / 14      in any order
    (gone,death) & worn / 14   either cue in that place
    bye / 9                    one cue alone
    me > wish > die / 9 ! other    and no cue of that name between them
    me & die* & worn / 14      a negation right before the starred cue is a denial

A phrase after ``!`` says where its cue does not count ("! scared of dying").

Nothing here is an expression: each word of a message is looked up once, alone and with its
follower, so the work grows with the message and with nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from bot.domain.crisis.words import words

GAP = "~"
LARGEST_SPAN = 40
_WIDEST_GAP = 3
_NO_GAP = frozenset([".", "?", ",", "not", "never", "no"])
_ENDS = frozenset(".?")


class CueError(ValueError):
    """A phrase or combination cannot be read. The text quotes it: it is our own content."""


class Spot(NamedTuple):
    """Where a cue stands, in word positions; ``end`` is the first word after it."""

    cue: str
    start: int
    end: int


@dataclass(frozen=True)
class Combination:
    """Cues that together raise ``owner``; each part is one or more cues, any of which will do."""

    owner: str
    parts: tuple[frozenset[str], ...]
    within: int
    ordered: bool
    barred: frozenset[str] = frozenset()
    core: frozenset[str] = frozenset()

    @property
    def closing(self) -> frozenset[str]:
        """The cues that can be the last of it to be read."""
        return self.parts[-1] if self.ordered else frozenset().union(*self.parts)


def read_combination(owner: str, source: str, known: frozenset[str]) -> Combination:
    """Read one combination. Raises CueError when it is malformed or names no known cue."""
    body, _, rest = source.partition("/")
    span, _, bars = rest.partition("!")
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
    return Combination(owner, parts, int(span), ordered, barred, core)


@dataclass(frozen=True)
class _Start:
    """What can begin with one word: cues of that word alone, and the rest of longer phrases."""

    alone: list[str] = field(default_factory=list)
    followed: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    later: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)


class CueIndex:
    """All phrases of all cues, by their first word and the next that is no gap."""

    def __init__(self, cues: Mapping[str, tuple[str, ...]]) -> None:
        self._starts: dict[str, _Start] = {}
        for cue, phrases in cues.items():
            for phrase in phrases:
                bare = phrase.removeprefix("!")
                for spelled in _spellings(bare):
                    self._add(cue if bare == phrase else "!" + cue, spelled)

    def _add(self, cue: str, spelled: tuple[str, ...]) -> None:
        start = self._starts.setdefault(spelled[0], _Start())
        if len(spelled) == 1:
            if cue not in start.alone:
                start.alone.append(cue)
        elif spelled[1] == GAP:
            start.later.setdefault(spelled[2], []).append((cue, spelled[3:]))
        else:
            start.followed.setdefault(spelled[1], []).append((cue, spelled[2:]))

    def spots(self, found: list[str]) -> list[Spot]:
        """Every cue in ``found``, by where it starts."""
        spots: list[Spot] = []
        last = len(found) - 1
        for at, word in enumerate(found):
            start = self._starts.get(word)
            if start is None:
                continue
            spots.extend(Spot(cue, at, at + 1) for cue in start.alone)
            if at == last:
                break
            for cue, rest in start.followed.get(found[at + 1], ()):
                end = _matched(found, at + 2, rest) if rest else at + 2
                if end:
                    spots.append(Spot(cue, at, end))
            if start.later:
                for next_at in range(at + 1, min(at + _WIDEST_GAP + 2, last + 1)):
                    for cue, rest in start.later.get(found[next_at], ()):
                        end = _matched(found, next_at + 1, rest) if rest else next_at + 1
                        if end:
                            spots.append(Spot(cue, at, end))
                    if found[next_at] in _NO_GAP:
                        break
        return _counted(spots)


def _counted(spots: list[Spot]) -> list[Spot]:
    """The spots without those that a phrase after "!" takes back."""
    back: dict[str, set[int]] = {}
    for spot in spots:
        if spot.cue[0] == "!":
            back.setdefault(spot.cue[1:], set()).update(range(spot.start, spot.end))
    if not back:
        return spots
    return [
        spot
        for spot in spots
        if spot.cue[0] != "!"
        and not (spot.cue in back and back[spot.cue].intersection(range(spot.start, spot.end)))
    ]


def _matched(found: list[str], at: int, rest: tuple[str, ...]) -> int:
    """Where the phrase ends when its ``rest`` stands at ``at``; 0 when it does not."""
    for number, word in enumerate(rest):
        if word == GAP:
            for start in range(at, min(at + _WIDEST_GAP + 1, len(found))):
                end = _matched(found, start, rest[number + 1 :])
                if end:
                    return end
                if found[start] in _NO_GAP:
                    return 0
            return 0
        if at >= len(found) or found[at] != word:
            return 0
        at += 1
    return at


def _spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    """Each plain phrase a written one stands for, in the spelling of ``words``."""
    choices: list[tuple[tuple[str, ...], ...]] = []
    for piece in phrase.split():
        if piece == GAP:
            choices.append(((GAP,),))
            continue
        options = tuple(tuple(words(word)) for word in piece.rstrip("?").split("|"))
        # A filler ("like") is gone from the text too. Beside other choices it would match
        # anything, so it is left out; alone it stands for nothing.
        options = tuple(option for option in options if option) or ((),)
        choices.append((*options, ()) if piece.endswith("?") else options)
    for chosen in product(*choices):
        spelled = tuple(word for part in chosen for word in part)
        # "do not want" and "not want" say the same, and words() writes the shorter.
        joined = " ".join(spelled).replace("do not", "not").replace("does not", "not").split()
        if not joined or joined[0] == GAP or joined[-1] == GAP or joined.count(GAP) > 2:
            raise CueError(f"not well formed: {phrase}")
        yield tuple(joined)


def combined(
    spots: list[Spot], found: list[str], combinations: Iterable[Combination]
) -> Iterator[tuple[Combination, tuple[Spot, ...]]]:
    """Each combination that is complete, with the spots that complete it.

    Of one cue only the two latest spots before are looked at, which keeps the work linear.
    """
    if not spots:
        return  # most messages hold no cue at all, and this is asked of each
    present = {spot.cue for spot in spots}
    closing: dict[str, list[Combination]] = {}
    for combination in combinations:
        if all(not part.isdisjoint(present) for part in combination.parts):
            for cue in combination.closing:
                closing.setdefault(cue, []).append(combination)
    if not closing:
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
            chosen = _complete(combination, spot, latest, began)
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
                fits = spot.start >= floor and spot.end <= before
                if fits and (best is None or spot.start > best.start):
                    best = spot
        if best is None:
            return ()
        if combination.ordered:
            before = best.start
        chosen.append(best)
    return tuple(sorted(chosen, key=lambda spot: spot.start))
