"""Phrases as a graph of words, and the walk along it.

Each phrase is a chain of states; a choice parts the chain and joins it again, so a phrase with
five places of ten words each is fifty edges and not a hundred thousand phrases. The walk keeps
the set of states it is in. Sets it has seen are kept, so that reading on is one look-up a word.
"""

from __future__ import annotations

from dataclasses import dataclass, field

GAP = "~"
_WIDEST_GAP = 4
_NO_GAP = frozenset([".", "?", ",", "not", "never", "no"])
_KEPT = 20_000  # sets of states; the shipped rules make a few thousand in daily use


class CueError(ValueError):
    """A phrase or combination cannot be read. The text quotes it: it is our own content."""


class Graph:
    """States by number: edges by word, free edges, gaps, and what is complete where."""

    root = 0

    def __init__(self) -> None:
        self.edges: list[dict[str, list[int]]] = [{}]
        self.free: list[list[int]] = [[]]
        self.any: list[int | None] = [None]
        self.cues: dict[int, set[str]] = {}
        self.known: set[str] = set(_NO_GAP)

    def state(self) -> int:
        """A new state."""
        self.edges.append({})
        self.free.append([])
        self.any.append(None)
        return len(self.edges) - 1

    def chain(self, at: int, spelled: list[str]) -> int:
        """These words after ``at``."""
        for word in spelled:
            self.known.add(word)
            after = self.state()
            self.edges[at].setdefault(word, []).append(after)
            at = after
        return at

    def gap(self, at: int) -> int:
        """Up to four words of any kind after ``at``."""
        end = self.state()
        self.free[at].append(end)
        for _ in range(_WIDEST_GAP):
            after = self.state()
            self.any[at] = self.any[at] or after
            at = self.any[at] or after
            self.free[at].append(end)
        return end

    def joined(self, ends: list[int], also: list[int]) -> int:
        """One state that all of these lead to."""
        end = self.state()
        for at in (*ends, *also):
            self.free[at].append(end)
        return end

    def accept(self, at: int, cue: str) -> None:
        """The phrase of ``cue`` is complete at ``at``."""
        self.cues.setdefault(at, set()).add(cue)


@dataclass
class _Place:
    """A set of states: the cues complete here and where each word leads, as far as known."""

    states: frozenset[int]
    cues: tuple[str, ...]
    after: dict[str, _Place | None] = field(default_factory=dict)


class Walk:
    """Reads messages along a graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._places: dict[frozenset[int], _Place] = {}
        self._root = self._place({graph.root})

    def read(self, found: list[str], at: int) -> dict[str, int]:
        """The cues that start at ``at``, each with the end of its longest phrase."""
        longest: dict[str, int] = {}
        place = self._root
        for end in range(at, len(found)):
            word = found[end]
            if word not in self._graph.known:
                word = ""  # all words that no phrase knows are one word here
            try:
                after = place.after[word]
            except KeyError:
                after = self._on(place, word)
            if after is None:
                break
            place = after
            for cue in place.cues:
                longest[cue] = end + 1
        return longest

    def _on(self, place: _Place, word: str) -> _Place | None:
        graph = self._graph
        states: set[int] = set()
        for state in place.states:
            states.update(graph.edges[state].get(word, ()))
            over = graph.any[state]
            if over is not None and word not in _NO_GAP:
                states.add(over)
        after = self._place(states) if states else None
        place.after[word] = after
        return after

    def _place(self, states: set[int]) -> _Place:
        waiting = list(states)
        while waiting:
            for free in self._graph.free[waiting.pop()]:
                if free not in states:
                    states.add(free)
                    waiting.append(free)
        kept = frozenset(states)
        if kept not in self._places:
            if len(self._places) > _KEPT:
                self._places, self._root.after = {}, {}
            cues = {cue for state in kept for cue in self._graph.cues.get(state, ())}
            self._places[kept] = _Place(kept, tuple(sorted(cues)))
        return self._places[kept]
