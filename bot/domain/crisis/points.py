"""Points: what single words and pairs of words say together where no rule speaks.

Most people in danger do not say it in a phrase that can be listed. Each word, and each pair of
neighbouring words, of ``points.yaml`` counts once in a piece of text; the sum is divided by the
square root of the number of words, so that a long piece does not get heavy by its length; signs
(rules that raise nothing alone) count as they are.

    weight of a piece = (sum of the points of words and pairs) / sqrt(words) + points of the signs
    score of a message = half the heaviest stretch + half the heaviest window

A stretch is what is said in one go, a window a dozen words in a row: what somebody tells around
it counts, and so does the one clause in which it is said. How the points were found, and why,
stands at the head of the file.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
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
    """The reviewed content: points by entry, and the scores from which a message is raised.

    ``words`` holds single words and pairs of neighbouring words, ``signs`` ids of signs. A score
    of ``concern`` or more is a concern; beside a sign one of ``crisis`` or more is a crisis, and
    without any one of ``unsigned``.
    """

    id: str
    why: str
    concern: float
    crisis: float
    unsigned: float
    words: Mapping[str, int]
    signs: Mapping[str, int]
    examples: Mapping[Literal["crisis", "concern"], tuple[str, ...]]
    counter_examples: tuple[str, ...]

    def level(
        self, found: list[str], signs: Iterable[tuple[str, int]] = ()
    ) -> Literal["crisis", "concern"] | None:
        """What words and signs are together; ``signs`` are ids with the place of each."""
        placed = tuple(signs)
        score = self.score(found, placed)
        if score >= (self.crisis if placed else self.unsigned):
            return "crisis"
        return "concern" if score >= self.concern else None

    def score(self, found: list[str], signs: Iterable[tuple[str, int]] = ()) -> float:
        """The score of a message, 0 or more; ``signs`` as in ``level``."""
        placed = sorted(signs, key=itemgetter(1))
        places = [at for _, at in placed]

        def heaviest(pieces: Iterable[tuple[int, int]]) -> float:
            return max(
                (
                    self._weight(
                        found[start:end],
                        {
                            sign
                            for sign, _ in placed[
                                bisect_left(places, start) : bisect_left(places, end)
                            ]
                        },
                    )
                    for start, end in pieces
                ),
                default=0.0,
            )

        return max(0.0, (heaviest(stretches(found)) + heaviest(windows(found))) / 2)

    def _weight(self, found: list[str], signs: set[str]) -> float:
        said = sum(self.words.get(entry, 0) for entry in entries(found))
        return said / sqrt(length(found)) + sum(self.signs.get(sign, 0) for sign in signs)


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
