"""Retold: what somebody close says or does, read as if they were the one who writes.

"My sister says she can't go on" holds what "I can't go on" holds. So where a message tells of
somebody of the family, among friends or at work, its words are read once more with that person
as "I", and what the rules of one's own danger find there is told of somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.crisis.spelling import listed
from bot.domain.crisis.whose import PEOPLE, SELF

_AS_I = {
    **dict.fromkeys(("he", "she", "they"), "i"),
    **dict.fromkeys(("his", "her", "their"), "my"),
    **dict.fromkeys(("himself", "herself", "themselves", "themself"), "myself"),
}
_AS_SAID_OF_ONESELF = {
    "wants": "want",
    "wishes": "wish",
    "hopes": "hope",
    "needs": "need",
    "thinks": "think",
    "feels": "feel",
    "hates": "hate",
    "keeps": "keep",
    "has": "have",
    "prays": "pray",
    "plans": "plan",
    "sees": "see",
    "deserves": "deserve",
}
_OBJECTS = frozenset(("him", "them", "her"))
_MISSED = frozenset(listed("without off miss missed"))
_NOBODY_NAMED = frozenset(listed("everyone everybody nobody people who person people cat dog"))
_CLOSE = PEOPLE - _NOBODY_NAMED - frozenset(("he", "she", "they"))
_OWNING = frozenset(listed("my our a"))
_TELLING = frozenset(listed("told texted messaged called wrote sent asked phoned rang"))
_APART = 40
_NEAR = 8


@dataclass(frozen=True)
class Retold:
    """A message with the person told of as "I": as long as it was, word for word."""

    words: list[str]
    known: int
    theirs: frozenset[int]

    def about(self, start: int, end: int) -> bool:
        """Whether the words from ``start`` to ``end`` are told of that person."""
        near = any(at in self.theirs for at in range(max(0, start - _NEAR), end))
        return near and self.known - _NEAR <= start <= self.known + _APART


def retold(found: list[str]) -> Retold | None:
    """The words with the person told of as "I", or None where nobody close is told of.

    The writer becomes "we", so that nothing the writer does is taken for the other's.
    """
    known: int | None = None
    out: list[str] = []
    theirs: set[int] = set()
    for at, word in enumerate(found):
        before = found[at - 1] if at else ""
        if word in _CLOSE and not _OWNING.isdisjoint(found[max(0, at - 3) : at]):
            new = "i"
            known = at if known is None else known
        elif word in _OBJECTS and before in _MISSED:
            new = "me"
        elif word in SELF:
            new = "we"
        else:
            new = _AS_I.get(word, word)
            if (
                new == "i"
                and found[at + 1 : at + 2]
                and found[at + 1] in _TELLING
                and known is None
            ):
                known = at
        if new in SELF:
            theirs.add(at)
        out.append(_AS_SAID_OF_ONESELF.get(new, new))
    return None if known is None else Retold(out, known, frozenset(theirs))
