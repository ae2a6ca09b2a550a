"""Asked: whether a hit is what somebody else asked, and what the writer answered.

"The doctor asked whether I was suicidal" says nothing of the writer; "asked if I think of ending
my life, I told him no" denies it. "I said no, but I am" does not, and "nobody asks if I want to
die" or "asking you all if I should" are the writer's own words.
"""

from __future__ import annotations

from bot.domain.crisis.pages import Hit
from bot.domain.crisis.spelling import listed

_MARKS = frozenset(".,?")
_ASKED = frozenset(listed("asked asks asking ask enquired inquired enquires inquires"))
_WHETHER = frozenset(listed("if whether about was any do have"))
_ONESELF = frozenset(listed("i am just keep"))
_NOBODY = frozenset(listed("nobody never not anyone"))
_ANSWERED = frozenset(listed("said told answer answered answering replied tell say truthfully"))
_REFUSED = frozenset(("no", "not"))
_LIED = frozenset(listed("lied lie lying yes yeah yep pretend pretended nodded honest home every"))
_TRUE = frozenset(listed("could able true truth truthfully answer"))
_AFTER_NO = frozenset((*_MARKS, *listed("and to it i that was is")))
_FALSE = frozenset(listed("lied lie lying pretend pretended"))
_AUXILIARY = frozenset(("am", "do", "did"))
_TURNS = frozenset((*_MARKS, "but", "and", "though", "because"))
_AFTER_TURN = frozenset((*_MARKS, *listed("though sorry every and but always")))
_SOON = 10  # words after a denial within which it is taken back
_FAR = 14  # words between the question and what it asks about, or an answer
_NEAR = 7  # words of a question that needs no answer beside it
_LATER = 30  # words within which the answer may be taken back


def asked_and_denied(words: list[str], hit: Hit) -> bool:
    """Whether somebody else asked about it, and the writer did not say yes."""
    said = words[hit.end : hit.end + _LATER]
    if not _asked(words, hit) or _but_i_am(said):
        return False
    return _truthful(said[:_FAR]) or _LIED.isdisjoint(words[hit.start : hit.end + _FAR])


def _asked(words: list[str], hit: Hit) -> bool:
    """Whether it is asked about in the same clause, or farther off with a "no" for an answer."""
    for at in range(hit.end - 2, max(1, hit.start - _FAR) - 1, -1):
        end = max(hit.start, at + 3)  # the hit may begin before the question
        if words[at] not in _ASKED or not _somebody_else(words, at, end):
            continue
        between = words[at:end]
        if _WHETHER.isdisjoint(between):
            return False
        if _MARKS.isdisjoint(between) and len(between) <= _NEAR:
            return True
        said = words[hit.end : hit.end + _FAR]
        return not (_ANSWERED.isdisjoint(said) or _REFUSED.isdisjoint(said))
    return False


def _truthful(said: list[str]) -> bool:
    """ "And I could say no", "I said no, it was the truth"; not "I could say yes, no one asks"."""
    if _TRUE.isdisjoint(said) or "no" not in said or not _FALSE.isdisjoint(said):
        return False
    at = said.index("no")
    answered = not _ANSWERED.isdisjoint(said[:at]) and "yes" not in said[:at]
    return answered and (at + 1 == len(said) or said[at + 1] in _AFTER_NO)


def _somebody_else(words: list[str], at: int, end: int) -> bool:
    """Whether the one who asks, in the word ``at``, is not the writer, and not nobody."""
    before = words[max(0, at - 2) : at]
    if words[at] == "asking" and before[-1] in _MARKS and "i" in words[at:end]:
        return False
    return before[-1] not in _ONESELF and _NOBODY.isdisjoint(before)


def taken_back(words: list[str], hit: Hit) -> bool:
    """Whether a denial is taken back at once: "I told them I am not. I am." """
    said = words[hit.end : hit.end + _SOON]
    return any(
        said[at] == "i"
        and said[at + 1] in _AUXILIARY
        and (at == 0 or said[at - 1] in _TURNS)
        and said[at + 2] in _AFTER_TURN
        for at in range(len(said) - 2)
    )


def _but_i_am(said: list[str]) -> bool:
    return any(
        said[at : at + 2] == ["but", "i"] and said[at + 2] in _AUXILIARY
        for at in range(len(said) - 2)
    )
