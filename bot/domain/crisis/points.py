"""Points: what single words and pairs of words say together where no rule speaks.

Most people in danger do not say it in a phrase that can be listed. For each kind of danger there
is a table (``points/``). Each word, and each pair of neighbouring words, of a table counts once in
a piece of text; the sum is divided by the square root of the number of words, so that a long piece
does not get heavy by its length; signs (rules that raise nothing alone) count as they are.

    weight of a piece = (sum of the points of words and pairs) / sqrt(words) + points of the signs
    score of a message = half the heaviest stretch + half the heaviest window

A stretch is what is said in one go, a window a dozen words in a row: what somebody tells around
it counts, and so does the one clause in which it is said. Of the tables the one that is furthest
over its score is named. How the points were found, and why, stands at the head of the files.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import sqrt
from operator import itemgetter
from typing import Literal

LONGEST_STRETCH = 60  # words; a message of this length or less is read as one
_PASSAGE = 20  # words that whole sentences of a longer message make together, or more
WINDOW = 12  # words: about a clause
_STEP = 4  # words from one window to the next
_FEWEST = 8  # words a shorter piece is taken to have, so that one word alone decides little
_MARKS = frozenset(".,?")
_ENDS = frozenset(".?")
MASKED = "¤"
_UNREAD = _MARKS | {MASKED}


@dataclass(frozen=True)
class PointsTable:
    """The reviewed content for one kind of danger: points, and the scores to raise at.

    ``words`` holds single words and pairs of neighbouring words, ``signs`` ids of signs. A score
    of ``concern`` or more is a concern; there signs count what ``by_hand`` says, where a person
    has set it. Beside a sign a score of ``crisis`` or more is a crisis, without any one of
    ``unsigned``.
    """

    id: str
    why: str
    concern: float
    crisis: float
    unsigned: float
    words: Mapping[str, int]
    signs: Mapping[str, int]
    by_hand: Mapping[str, int]
    examples: Mapping[Literal["crisis", "concern"], tuple[str, ...]]
    counter_examples: tuple[str, ...]


class Points:
    """All tables together, so that a message is cut into pieces and looked up once."""

    def __init__(self, tables: Sequence[PointsTable]) -> None:
        self._tables = tables
        self._none = [0.0] * len(tables)
        self._words = _by_entry([table.words for table in tables])
        self._signs = _by_entry([table.signs for table in tables])
        self._by_hand = _by_entry([{**table.signs, **table.by_hand} for table in tables])

    def level(
        self, found: list[str], signs: Iterable[tuple[str, int]] = ()
    ) -> tuple[Literal["crisis", "concern"], str] | None:
        """What words and signs are together, and the id of the table that says so, or None.

        ``signs`` are ids with the place of each.
        """
        placed = sorted(signs, key=itemgetter(1))

        def over(scores: list[float], at: Callable[[PointsTable], float]) -> str | None:
            scored = zip(self._tables, scores, strict=True)
            table, score = max(scored, key=lambda pair: pair[1] - at(pair[0]))
            return table.id if score >= at(table) else None

        pieces = self._pieces(found)
        scores = self._scores(pieces, placed, self._signs)
        crisis = over(scores, lambda table: table.crisis if placed else table.unsigned)
        if crisis:
            return "crisis", crisis
        if placed:
            scores = self._scores(pieces, placed, self._by_hand)
        concern = over(scores, lambda table: table.concern)
        return ("concern", concern) if concern else None

    def scores(
        self, found: list[str], signs: Iterable[tuple[str, int]] = (), *, by_hand: bool = False
    ) -> list[float]:
        """The score of a message by each table, 0 or more; ``signs`` as in ``level``."""
        points = self._by_hand if by_hand else self._signs
        return self._scores(self._pieces(found), sorted(signs, key=itemgetter(1)), points)

    def _pieces(self, found: list[str]) -> tuple[list[_Piece], list[_Piece]]:
        """The stretches and the windows of a message, with what their words weigh."""
        said = [self._known(found, at) for at in range(len(found))]
        marks = [0, *accumulate(word in _MARKS for word in found)]

        def weighed(cuts: Iterable[tuple[int, int]]) -> list[_Piece]:
            return [
                (start, end, self._weight(said[start:end], end - start - marks[end] + marks[start]))
                for start, end in cuts
            ]

        return weighed(stretches(found)), weighed(windows(found))

    def _known(self, found: list[str], at: int) -> list[tuple[str, int, _Points]]:
        """The entries that begin with a word, how many words follow in them, their points."""
        word = found[at]
        if word in _UNREAD:
            return []
        following = found[at + 1] if at + 1 < len(found) else "."
        begun = [(word, 0)]
        if following not in _UNREAD:
            begun.append((f"{word} {following}", 1))
        known = ((entry, more, self._words.get(entry)) for entry, more in begun)
        return [(entry, more, points) for entry, more, points in known if points]

    def _weight(self, said: list[list[tuple[str, int, _Points]]], read: int) -> list[float]:
        """By each table what the words of a piece weigh, of which ``read`` are no marks."""
        sums = self._none.copy()
        seen = set()
        last = len(said) - 1
        for at, known in enumerate(said):
            for entry, more, points in known:
                if at + more <= last and entry not in seen:
                    seen.add(entry)
                    for table, value in points:
                        sums[table] += value
        root = sqrt(max(_FEWEST, read))
        return [value / root for value in sums]

    def _scores(
        self,
        pieces: tuple[list[_Piece], list[_Piece]],
        placed: list[tuple[str, int]],
        signs: _ByEntry,
    ) -> list[float]:
        whole, clause = (self._heaviest(part, placed, signs) for part in pieces)
        return [max(0.0, (one + other) / 2) for one, other in zip(whole, clause, strict=True)]

    def _heaviest(
        self, pieces: list[_Piece], placed: list[tuple[str, int]], signs: _ByEntry
    ) -> list[float]:
        """By each table the weight of the piece that is the heaviest in it."""
        places = [at for _, at in placed]
        weights = []
        for start, end, said in pieces:
            inside = placed[bisect_left(places, start) : bisect_left(places, end)]
            meant = said.copy() if inside else said
            for sign in {sign for sign, _ in inside}:
                for table, value in signs.get(sign, ()):
                    meant[table] += value
            weights.append(meant)
        return [max(column) for column in zip(*weights, strict=True)]


_Points = list[tuple[int, int]]
_ByEntry = dict[str, _Points]
_Piece = tuple[int, int, list[float]]


def _by_entry(tables: Sequence[Mapping[str, int]]) -> _ByEntry:
    """For each entry its points, and the tables in which it has them."""
    found: _ByEntry = {}
    for at, table in enumerate(tables):
        for entry, points in table.items():
            found.setdefault(entry, []).append((at, points))
    return found


def entries(found: list[str]) -> set[str]:
    """The words and pairs of neighbouring words of a piece; no mark, nothing masked."""
    kept = {word for word in found if word not in _UNREAD}
    pairs = {f"{one} {two}" for one, two in pairwise(found) if one in kept and two in kept}
    return kept | pairs


def length(found: list[str]) -> int:
    """How many words a piece counts as."""
    return max(_FEWEST, sum(word not in _MARKS for word in found))


def windows(found: list[str]) -> Iterator[tuple[int, int]]:
    """Every dozen words in a row, a few words apart, so that a clause stands in one of them."""
    last = max(0, len(found) - WINDOW)
    for start in (*range(0, last, _STEP), last):
        yield start, min(len(found), start + WINDOW)


def stretches(found: list[str]) -> Iterator[tuple[int, int]]:
    """What of a message is weighed together: all of a short one.

    In a longer one, from each sentence on as many sentences as make a passage, so that a calm
    page around a dark passage does not thin it.
    """
    if len(found) <= LONGEST_STRETCH:
        yield 0, len(found)
        return
    breaks = [at for at, word in enumerate(found, 1) if word in _ENDS]
    if not breaks or breaks[-1] != len(found):
        breaks.append(len(found))
    start = last = 0
    for following in breaks:
        while breaks[last] - start < _PASSAGE and last + 1 < len(breaks):
            last += 1
        for cut in range(start, breaks[last], LONGEST_STRETCH):
            yield cut, min(breaks[last], cut + LONGEST_STRETCH)
        start = following
