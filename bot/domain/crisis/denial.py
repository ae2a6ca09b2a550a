"""Denial: whether a negation before some words denies them.

"I am not going to" and "no plan to" deny what follows; "why should I not", "cannot stop" and a
second negation do not.
"""

from __future__ import annotations

from itertools import pairwise

from bot.domain.crisis.patterns import NEGATIONS
from bot.domain.crisis.spelling import listed

# Words that may stand between a "not" and what it denies ("not going to", "no plan to").
_PASSED = frozenset(
    listed(
        """am was be been is are were going to want wanted wanting trying planning plan plans
        having have had feel feeling felt any of about that will would i ever actively
        currently being even say saying mean gonna intention intend intending in my the a thoughts
        thought thinking wish desire remotely yet tempted it this feelings by longer do something
        think
        something think better off family everyone world they people kids
        because chance believe intentions urge urges really actual active need"""
    )
)
_LOOK_BACK = 7
_NO = NEGATIONS | {"nothing", "none", "zero", "neither"}
# "I do not think I would", "not that I want to": what may stand between a negation and an "I".
_OPINIONS = frozenset(
    listed("think believe feel say saying mean that because if know suggesting claiming implying")
)
_UNABLE = frozenset(("can", "could", "have", "has", "had"))
_HAVE = frozenset(("have", "has", "had"))
_FELT = frozenset(listed("wanted been felt thought considered wished planned had"))
# "Trying not to", "reasons not to", "another day of choosing not to": what one fights is there.
_STRUGGLING = frozenset(
    listed("trying tried try choosing choose chose reason reasons fighting fight struggling energy")
)
_NEAR = 5
_ENDS = frozenset(".,?")
_REASONS = frozenset(listed("reason reasons argument why"))
_SOLE = frozenset(listed("reason thing because for till until"))
_PROMISES = frozenset(listed("promised promise promises swore told"))
_TERMS = frozenset(listed("before until till while long"))
_DAYS = frozenset(listed("day days night hour week morning minute shift"))
_NOUNS = frozenset(listed("thoughts thought any plans plan intention intentions ideas"))
# "No, I want to", "if it is no better I will": the "no" is to something else.
_OTHERWISE = frozenset(("i", "better"))
_LONG = frozenset(listed("years year months decade decades"))
_COMPARED = frozenset(("much", "more", "so", "badly", "closer", "stronger"))


def negated(found: list[str], start: int) -> bool:
    """Whether a negation stands before ``start`` with nothing between but what it passes over.

    Two of them take each other back ("never going to not want it"), but not a plain "no"
    and what it leads to ("no I am not going to").
    """
    if found[start] == "i" and found[start - 1] not in _OPINIONS:
        return False
    if _promised(found, start):
        return False
    seen = 0
    for at in range(start - 1, max(-1, start - 1 - _LOOK_BACK), -1):
        if _far(found, at):
            return True
        if found[at] in _NO:
            if found[at] == "no" and found[at + 1] in _OTHERWISE:
                return seen % 2 == 1
            if found[at + 1] == "believe" and "i" not in found[max(0, at - 2) : at]:
                return False  # "he does not believe I want to die"
            if _taken_back(found, at):
                return False
            seen += found[at] != "no" or not seen
        elif found[at] == "for" and found[at - 1] == "no":
            continue  # "I ticked no for self-harm"
        elif found[at] not in _PASSED or (found[at] == "i" and found[at - 1] in ("not", "never")):
            break  # "if I was not, I would": the negation belongs to the sentence before
    return seen % 2 == 1


def _clause(found: list[str], at: int) -> list[str]:
    """The few words before ``at`` in its own sentence."""
    before = found[max(0, at - _NEAR) : at]
    return before[len(before) - before[::-1].index(".") :] if "." in before else before


def _promised(found: list[str], start: int) -> bool:
    """ "Promised her not to kill myself before the exams": a denial for a time.

    "Told him I would never kill myself" is none, nor is a "before" with nothing after it.
    """
    said = found[max(0, start - _LOOK_BACK) : start]
    if _PROMISES.isdisjoint(said) or ("told" in said and "never" in said):
        return False
    after = found[start : start + _LOOK_BACK + 1]
    return any(term in _TERMS and following not in _ENDS for term, following in pairwise(after))


def _far(found: list[str], at: int) -> bool:
    """ "Nowhere near suicidal", "far from wanting to die"."""
    return (found[at - 1], found[at]) in (("nowhere", "near"), ("far", "from"))


def _sole_reason(found: list[str], at: int) -> bool:
    """ "The only reason I have not killed myself"; "the only thing is, I am not" is no reason."""
    before = found[max(0, at - _LOOK_BACK - 4) : at]
    if "only" not in before or _SOLE.isdisjoint(found[max(0, at - _LOOK_BACK) : at + 1]):
        return False
    following = before[before.index("only") + 1 :]
    return following[:2] != ["thing", "is"]


def _not_a_day(before: list[str]) -> bool:
    return any(
        word in _DAYS and not NEGATIONS.isdisjoint(before[max(0, at - 3) : at])
        for at, word in enumerate(before)
    )


def _taken_back(found: list[str], at: int) -> bool:
    """ "Why not die", "why I should not", "cannot stop", "never wanted it so much": no denials."""
    if found[at] == "never":
        wished = any(word in ("wanted", "been", "felt", "wished") for word in found[at : at + 3])
        return wished and any(word in _COMPARED for word in found[at : at + _LOOK_BACK + 3])
    before = found[max(0, at - _LOOK_BACK - 4) : at]
    if found[at - 1] == "only":  # "only not killing myself because of him"
        return True
    if _sole_reason(found, at):
        return True
    if found[at - 1] == "should" and not _REASONS.isdisjoint(before):
        return True  # "give me one reason I should not"
    if _not_a_day(before):
        return True  # "not a day that I have not thought of it"
    if found[at] == "not" and not _STRUGGLING.isdisjoint(_clause(found, at)):
        return "to" in found[at - 1 : at + 2] or found[at + 1].endswith("ing")
    if found[at] == "without":  # "cannot go a day without wanting to die"
        return any(word in NEGATIONS for word in found[max(0, at - _LOOK_BACK) : at])
    if found[at - 1] in _HAVE and found[at + 1] in _FELT:  # "have not wanted to in years"
        return False
    if found[at] in ("not", "never") and found[at - 1] in _UNABLE:
        # "cannot kill myself because of her", "have not done it yet"; not "have not any plans",
        # not "have not cut myself in seven years"
        return found[at + 1] not in _NOUNS and _LONG.isdisjoint(found[at : at + _LOOK_BACK + 3])
    if "goes" in found[max(0, at - _LOOK_BACK) : at]:  # "not a day goes by that I do not"
        return any(word in NEGATIONS for word in found[max(0, at - _LOOK_BACK - 2) : at])
    return "why" in found[max(0, at - 4) : at] or (
        "stop" in found[at + 1 : at + 3] or "help" in found[at + 1 : at + 3]
    )
