"""Points: what single words and pairs of words say together where no rule speaks.

Most people in danger do not say it in a phrase that can be listed. Each word, and each pair of
neighbouring words, of ``points.yaml`` counts once in a stretch of text; the sum is divided by
the square root of the number of words, so that a long message does not get heavy by its length;
signs (rules that raise nothing alone) count as they are. The heaviest stretch of a message is
its score.

    score = (sum of the points of words and pairs) / sqrt(words) + sum of the points of signs

How the points were found, and why, stands at the head of the file.
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
_FEWEST = 8  # words a shorter stretch is taken to have, so that one word alone decides little
_MARKS = frozenset(".,?")
_ENDS = frozenset(".?")
MASKED = "¤"
_UNREAD = _MARKS | {MASKED}


@dataclass(frozen=True)
class PointsTable:
    """The reviewed content: points by entry, and the scores from which a message is raised.

    ``words`` holds single words and pairs of neighbouring words, ``signs`` ids of signs. A score
    of ``concern`` is a concern. Words alone are no more than that: a crisis needs a sign, and the
    score that ``crisis`` gives beside it.
    """

    id: str
    why: str
    concern: float
    crisis: Mapping[str, float]
    words: Mapping[str, int]
    signs: Mapping[str, int]
    examples: Mapping[Literal["crisis", "concern"], tuple[str, ...]]
    counter_examples: tuple[str, ...]

    def level(
        self, found: list[str], signs: Iterable[tuple[str, int]] = ()
    ) -> Literal["crisis", "concern"] | None:
        """What words and signs are together; ``signs`` are ids with the place of each."""
        level: Literal["crisis", "concern"] | None = None
        for score, here in self._weighed(found, signs):
            if any(sign in self.crisis and score >= self.crisis[sign] for sign in here):
                return "crisis"
            level = "concern" if score >= self.concern else level
        return level

    def score(self, found: list[str], signs: Iterable[tuple[str, int]] = ()) -> float:
        """The score of the heaviest stretch, 0 or more; ``signs`` as in ``level``."""
        return max((score for score, _ in self._weighed(found, signs)), default=0.0)

    def _weighed(
        self, found: list[str], signs: Iterable[tuple[str, int]]
    ) -> Iterator[tuple[float, set[str]]]:
        """The score of each stretch, and the signs in it."""
        placed = sorted(signs, key=itemgetter(1))
        places = [at for _, at in placed]
        for start, end in stretches(found):
            near = placed[bisect_left(places, start) : bisect_left(places, end)]
            here = {sign for sign, _ in near}
            yield max(0.0, self._of(found[start:end], here)), here

    def _of(self, found: list[str], signs: set[str]) -> float:
        said = sum(self.words.get(entry, 0) for entry in entries(found))
        return said / sqrt(length(found)) + sum(self.signs.get(sign, 0) for sign in signs)


def entries(found: list[str]) -> set[str]:
    """The words and pairs of neighbouring words of a stretch; no mark, nothing masked."""
    kept = {word for word in found if word not in _UNREAD}
    pairs = {f"{one} {two}" for one, two in pairwise(found) if one in kept and two in kept}
    return kept | pairs


def length(found: list[str]) -> int:
    """How many words a stretch counts as."""
    return max(_FEWEST, sum(word not in _MARKS for word in found))


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
