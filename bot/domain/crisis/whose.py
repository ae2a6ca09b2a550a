"""Whose: whether the writer is the one who wants, plans or despairs.

People leave out the "I" ("want to die so bad"), so a thought is the writer's own unless somebody
else stands where its subject would be: "he said they want to die", "I hope it dies".
"""

from __future__ import annotations

from itertools import pairwise

from bot.domain.crisis.cues import Spot
from bot.domain.crisis.spelling import listed

SELF = frozenset(("i", "me", "my", "myself", "mine"))
PEOPLE = frozenset(
    listed(
        """he she they who somebody someone everybody everyone nobody people friend
        friends brother sister mother father mom dad son daughter kid kids child children wife
        husband partner girlfriend boyfriend ex cousin uncle aunt grandma grandpa grandmother
        grandfather roommate coworker coworkers colleague colleagues teammate boss manager
        teacher guy guys girl girls man men woman women person character hero patient patients
        parents family cat dog players team customers users"""
    )
)
_MANY = frozenset(
    listed(
        """they people friends kids children parents guys girls men women players customers users
        patients coworkers colleagues who you"""
    )
)
_PLAIN_VERBS = frozenset(listed("want wish hope need pray think feel hate rather imagine picture"))
# "The cat scratched my arm", "he cut my hand": done to the writer, by whoever stands before it.
_DONE = frozenset(listed("scratched cut burned bit hit punched bruised stabbed hurt took ended"))
_THINGS = frozenset(("it", "this", "that", "you", "us", "we", "him", "her", "them"))
_JOINING = frozenset(("and", "but", "so", "or", "then"))
_MARKS = frozenset(".,?")
_WHICH = frozenset(listed("the a an my this that our your every each all these those"))
_JOINTS = frozenset(listed("in of for with than at on from to by"))
_ASKING = frozenset(("where", "what", "which"))
_LOOK_BACK = 6
_FAR_BACK = 14


def own(found: list[str], spots: tuple[Spot, ...], *, ordered: bool) -> bool:
    """Whether the words of a combination are said of the writer, as far as the sentence tells."""
    if _someone_elses(found, spots[0]):
        return False
    return not ordered or all(
        not SELF.isdisjoint(found[after.start : after.end])
        or not _handed_over(found, before.end, after.start)
        for before, after in pairwise(spots)
    )


def _someone_elses(found: list[str], spot: Spot) -> bool:
    if not SELF.isdisjoint(found[spot.start : spot.end]):
        return found[spot.start] in _DONE and found[spot.start - 1] in PEOPLE
    for at in range(spot.start - 1, max(-1, spot.start - 1 - _LOOK_BACK), -1):
        word = found[at]
        if word in SELF or word in _MARKS:
            return False
        if word in PEOPLE and word not in _MANY and found[spot.start] in _PLAIN_VERBS:
            continue  # "he want" is nobody's English: the person is not who wants
        if word in PEOPLE or (word == "you" and at >= spot.start - 2 and not _anyone(found, at)):
            joined = found[spot.start - 1] in _JOINING
            return not (joined and not SELF.isdisjoint(found[max(0, at - _FAR_BACK) : at]))
    return False


def _anyone(found: list[str], at: int) -> bool:
    """Whether a "you" means people like oneself: "you ever want to", "do you ever just want to"."""
    if found[max(0, at - 2)] in _ASKING:
        return False  # "where do you want to be buried"
    return "ever" in found[max(0, at - 2) : at + 2] or found[max(0, at - 1)] in ("when", "do")


def _handed_over(found: list[str], start: int, end: int) -> bool:
    """ "I want him to", "hope that it", "want the server to": another comes between the two."""
    if _one_that_shall(found, start, end):
        return True
    for word in reversed(found[start:end]):
        if word in SELF:
            return False
        if word in PEOPLE or word in _THINGS:
            return True
    return False


def _one_that_shall(found: list[str], start: int, end: int) -> bool:
    """ "Want the (old) server to die", but not "more than anything in the world to die"."""
    if found[end - 1] != "to":
        return False
    return any(
        at >= start and found[at] in _WHICH and found[at - 1] not in _JOINTS
        for at in (end - 3, end - 4)
    )
