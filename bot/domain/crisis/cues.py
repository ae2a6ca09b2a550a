"""Cues: short phrases by what they mean, found by looking words up.

A cue is a named list of phrases. A phrase is words with seven marks:

    a|b         either word
    (a b|c)     either sequence
    a?  (a b)?  may be left out
    <name>      any phrase of that list or cue (so lists are said once and used everywhere)
    ~           up to four words of the same sentence that are no negation
    ! phrase    where the cue does not count ("! scared of dying")
    x; y        two phrases on one line

A message is read along the phrases (phrases.py) once from each of its words, and a phrase has a
bounded length. So the work grows with the message and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from bot.domain.crisis.phrases import GAP, CueError, Graph, Walk
from bot.domain.crisis.words import words

__all__ = ["CueError", "CueIndex", "Spot"]

_MOST_GAPS = 3


class Spot(NamedTuple):
    """Where a cue stands, in word positions; ``end`` is the first word after it."""

    cue: str
    start: int
    end: int


class CueIndex:
    """All phrases of all cues in one graph. Building it raises CueError."""

    def __init__(
        self,
        cues: Mapping[str, tuple[str, ...]],
        lists: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._graph = Graph()
        self._named = {
            name: [part for entry in entries for part in _parts(entry)]
            for name, entries in {**cues, **(lists or {})}.items()
        }
        for cue, entries in cues.items():
            for phrase in [part for entry in entries for part in _parts(entry)]:
                bare = phrase.removeprefix("!").strip()
                pieces = _tokens(bare)
                if not pieces or GAP in (pieces[0], pieces[-1]) or pieces.count(GAP) > _MOST_GAPS:
                    raise CueError(f"not well formed: {phrase}")
                end = self._added(pieces, self._graph.root, phrase, ())
                if end == self._graph.root:
                    raise CueError(f"only filler words: {phrase}")
                self._graph.accept(end, cue if bare == phrase else "!" + cue)
        self._walk = Walk(self._graph)

    def spots(self, found: list[str]) -> list[Spot]:
        """Every cue in ``found``, by where it starts; of one cue at one place the longest."""
        spots: list[Spot] = []
        for at in range(len(found)):
            longest = self._walk.read(found, at)
            if longest:
                spots.extend(Spot(cue, at, end) for cue, end in longest.items())
        return _counted(spots)

    def _added(self, tokens: list[str], at: int, phrase: str, inside: tuple[str, ...]) -> int:
        """Add a whole phrase after the state ``at``; the state where it is complete."""
        end, read = self._sequence(tokens, 0, at, phrase, inside)
        if read != len(tokens):
            raise CueError(f"not well formed: {phrase}")
        return end

    def _sequence(
        self, tokens: list[str], read: int, at: int, phrase: str, inside: tuple[str, ...]
    ) -> tuple[int, int]:
        """Words one after the other, up to a bar or bracket that is not their own."""
        while read < len(tokens) and tokens[read] not in (")", ")?", "|"):
            piece = tokens[read]
            ends: list[int] = []
            if piece == GAP:
                at, read = self._graph.gap(at), read + 1
                continue
            if piece == "(":
                while tokens[read] in ("(", "|"):
                    end, read = self._sequence(tokens, read + 1, at, phrase, inside)
                    ends.extend([end] * (end != at))
                    if read >= len(tokens):
                        raise CueError(f"a bracket stays open: {phrase}")
                optional = tokens[read] == ")?"
            else:
                for option in piece.removesuffix("?").split("|"):
                    ends += self._option(option, at, phrase, inside)
                optional = piece.endswith("?")
            read += 1
            if ends:
                at = self._graph.joined(ends, [at] if optional else [])
        return at, read

    def _option(self, option: str, at: int, phrase: str, inside: tuple[str, ...]) -> list[int]:
        if option.startswith("<"):
            name = option[1:-1]
            if name not in self._named or name in inside:
                raise CueError(f"no such list {option}: {phrase}")
            return [
                self._added(_tokens(entry), at, phrase, (*inside, name))
                for entry in self._named[name]
                if not entry.startswith("!")
            ]
        # A filler ("like") is gone from the text too. Beside other choices it would match
        # anything, so it is left out; alone it stands for nothing.
        spelled = words(option)
        return [self._graph.chain(at, spelled)] if spelled else []


_TOKEN = re.compile(r"\(|\)\??|[^\s()]+(?<!\|)|\|")


def _tokens(phrase: str) -> list[str]:
    """Pieces of a phrase: a bar inside brackets parts sequences and is a token of its own."""
    found: list[str] = []
    depth = 0
    for piece in _TOKEN.findall(phrase.replace("do not ", "not ")):
        depth += (piece == "(") - (piece[0] == ")")
        if depth and piece not in ("(", "|"):
            for number, word in enumerate(piece.split("|")):
                found.extend(["|"] * (number > 0) + [word] * bool(word))
        else:
            found.append(piece)
    return found


def _parts(entry: str) -> list[str]:
    mark = "!" if entry.startswith("!") else ""
    return [mark + part.strip() for part in entry.removeprefix("!").split(";")]


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
