"""Patterns: the small language of the rule files, compiled to bounded expressions.

    i want to die              these words, one after the other
    a|b                        either word
    (end my life|end it)       either sequence (inside brackets a bar parts whole sequences);
                               a trailing ? makes a word or group optional
    <person>                   any entry of that word list
    ..  ..5                    up to 3 (up to 5) other words of the same clause, no negation
    ~5                         up to 5 words of the clause that bring in nobody and nothing else
    ...                        up to 14 words, clause and sentence marks among them, no negation
    !word  !(a|b)              the next word is none of these
    suicid*                    any word that begins so
    .  ,                       the end (or start) of a sentence; of a sentence or a clause

Words are spelled as ``words`` spells them, so "don't" may be written as people write it.
``i`` at the start also takes the small words that belong to it ("i am", "i will", "i have
been") and a negation, which the screen then reads as a denial. ``^i`` is the same, or the start
of a clause that leaves the "i" out ("can't go on").

Each pattern names its ``anchors``: words of which one must be there. Only around those is the
expression tried at all, which is what keeps a message under a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.domain.crisis.spelling import listed
from bot.domain.crisis.words import words

NEGATIONS = frozenset(["not", "never", "no", "nor", "without", "hardly"])
LARGEST_GAP = 9
WIDEST = 14  # as in _WIDE_GAP
_PIECE = re.compile(r"\^i(?= )|[()|?!]|<[a-z_]+>|\.\.\.|\.\.\d?|~\d|[.,]|[^\s()|?!<>.,~]+")
_GAP = r"(?: (?!(?:not|never|but) )[^ .,?]++){0,%d}?"
_WIDE_GAP = r"(?: (?!(?:not|never|no|without) )[^ ]++){0,14}?"
_OWN_GAP = (
    r"(?: (?!(?:not|never|but|it|this|that|they|them|he|she|him|her|you|your|we|us|our|the|their"
    r"|his|these|those|which) )[^ .,?]++){0,%d}?"
)
_HELPERS = (
    "am|was|will|would|could|can|have|had|been|did|should|might|may|must|also|still|even|now|all"
    "|only"
)
_TAIL = r"(?P<denied> (?:not|never))?(?: (?:be|been|ever|even))?"
_SUBJECT = rf" i(?: (?:{_HELPERS})){{0,3}}" + _TAIL
_SUBJECT_OR_START = (
    rf"(?: i(?: (?:{_HELPERS})){{0,3}}| [.,?](?: (?:and|but|so|because|{_HELPERS})){{0,2}})" + _TAIL
)
_COMMON = frozenset(
    listed(
        """i me my a an the to of in on at it is am was be been are and or if so that this have
        has had will would can could do did not no never want going with for you your he she
        they them him her his we us all get got feel think about up out go as one by from what
        how when now there any some more know time need make take day work back off over too
        who anymore life people see again keep way much even only still good thing after
        before"""
    )
)


class PatternError(ValueError):
    """A pattern cannot be read. The text quotes the pattern, which is our own content."""


@dataclass(frozen=True)
class Pattern:
    """One pattern. ``reach`` is the largest number of words it can span."""

    source: str
    expression: str
    anchors: frozenset[str]
    stems: frozenset[str]
    reach: int

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression, made when a message first has one of the anchors.

        There are a thousand of them and most messages need a handful: compiling all at the
        start would cost a second that no message needs.
        """
        return re.compile(self.expression)


@dataclass(frozen=True)
class _Part:
    """A piece of a pattern: its expression, its longest span, the words one of which it needs."""

    regex: str
    reach: int
    needs: frozenset[str] | None
    optional: bool = False


def compile_pattern(source: str, lists: Mapping[str, tuple[str, ...]]) -> Pattern:
    """Read one pattern. Raises PatternError when it is not well formed or has no anchor."""
    pieces = _PIECE.findall(source.replace("do not ", "not "))
    parts, at = _sequence(pieces, 0, lists, source, top=True)
    if at != len(pieces) or not parts:
        raise PatternError(f"not well formed: {source}")
    regex = "".join(part.regex for part in parts)
    if pieces[0] == "i" and pieces[1:2] not in (["|"], ["?"]):
        regex = _SUBJECT + regex.removeprefix(" i")
    needs = [part.needs for part in parts if part.needs]
    if not needs:
        raise PatternError(f"no word is needed: {source}")
    best = min(needs, key=_cost)
    return Pattern(
        source=source,
        expression=regex + "(?= )",
        anchors=frozenset(word for word in best if not word.endswith("*")),
        stems=frozenset(word[:-1] for word in best if word.endswith("*")),
        reach=sum(part.reach for part in parts) + 6,
    )


def _cost(needs: frozenset[str]) -> int:
    return sum(60 if word in _COMMON else 1 for word in needs)


def _sequence(
    pieces: list[str], at: int, lists: Mapping[str, tuple[str, ...]], source: str, *, top: bool
) -> tuple[list[_Part], int]:
    parts: list[_Part] = []
    while at < len(pieces) and pieces[at] != ")" and (top or pieces[at] != "|"):
        part, at = _item(pieces, at, lists, source)
        while top and at < len(pieces) and pieces[at] == "|":
            other, at = _item(pieces, at + 1, lists, source)
            part = _either([[part], [other]], source)
        if at < len(pieces) and pieces[at] == "?":
            part = _Part(f"(?:{part.regex})?", part.reach, None, optional=True)
            at += 1
        parts.append(part)
    return parts, at


def _item(
    pieces: list[str], at: int, lists: Mapping[str, tuple[str, ...]], source: str
) -> tuple[_Part, int]:
    if at >= len(pieces):
        raise PatternError(f"ends too early: {source}")
    piece = pieces[at]
    if piece == "(":
        choices = []
        while True:
            parts, at = _sequence(pieces, at + 1, lists, source, top=False)
            choices.append(parts)
            if at >= len(pieces):
                raise PatternError(f"a bracket stays open: {source}")
            if pieces[at] == ")":
                return _either(choices, source), at + 1
    if piece.startswith("<"):
        name = piece[1:-1]
        if name not in lists:
            raise PatternError(f"no word list {piece}: {source}")
        entries = []
        for entry in lists[name]:
            inner = _PIECE.findall(entry)
            parts, end = _sequence(inner, 0, {}, entry, top=True)
            if end != len(inner):
                raise PatternError(f"not well formed: {entry}")
            entries.append(parts)
        return _either(entries, source), at + 1
    if piece == "!":
        part, at = _item(pieces, at + 1, lists, source)
        return _Part(f"(?!{part.regex} )", 0, None), at
    if piece == "...":
        return _Part(_WIDE_GAP, WIDEST, None), at + 1
    if piece.startswith("~"):
        return _Part(_OWN_GAP % int(piece[1:]), int(piece[1:]), None), at + 1
    if piece.startswith(".."):
        most = int(piece[2:] or 3)
        if most > LARGEST_GAP:
            raise PatternError(f"gap too wide: {source}")
        return _Part(_GAP % most, most, None), at + 1
    if piece == "^i":
        if at:
            raise PatternError(f"^i stands first or not at all: {source}")
        return _Part(_SUBJECT_OR_START, 6, None), at + 1
    if piece == ".":
        return _Part(" [.?]", 1, None), at + 1
    if piece == ",":
        return _Part(" [.,?]", 1, None), at + 1
    if piece in ("|", ")", "?", "!"):
        raise PatternError(f"not well formed: {source}")
    return _word(piece), at + 1


@lru_cache(maxsize=8192)
def _spelled(piece: str) -> tuple[str, ...]:
    return tuple(words(piece))


def _word(piece: str) -> _Part:
    if piece.endswith("*"):
        stem = piece[:-1]
        return _Part(f" {re.escape(stem)}[a-z]{{0,20}}+", 1, frozenset([piece]))
    spelled = _spelled(piece)
    if not spelled:  # a filler: the text has lost it too
        return _Part("", 0, None)
    rarest = min(spelled, key=lambda word: 60 if word in _COMMON else 1)
    return _Part(
        "".join(f" {re.escape(word)}" for word in spelled), len(spelled), frozenset([rarest])
    )


def _either(choices: list[list[_Part]], source: str) -> _Part:
    bodies, reach, needs = [], 0, []
    for parts in choices:
        body = "".join(part.regex for part in parts)
        if not body:
            raise PatternError(f"a choice is empty or only filler words: {source}")
        bodies.append(body)
        reach = max(reach, sum(part.reach for part in parts))
        wanted = [part.needs for part in parts if part.needs]
        needs.append(min(wanted, key=_cost) if wanted else None)
    known = [need for need in needs if need is not None]
    union = frozenset().union(*known) if len(known) == len(needs) else None
    return _Part("(?:" + "|".join(bodies) + ")", reach, union)
