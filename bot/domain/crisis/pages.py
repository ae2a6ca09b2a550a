"""Pages and hits: a message by word positions, and where patterns match on it.

Each pattern is tried only around the words without which it cannot match, and no pattern reads
the same stretch twice; that is what keeps the work linear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.crisis.patterns import Pattern


@dataclass(frozen=True)
class Entry:
    """One pattern and whom it belongs to."""

    owner: str
    pattern: Pattern


@dataclass(frozen=True)
class Hit:
    """A match by word positions; ``denied`` when its own subject says not."""

    owner: str
    start: int
    end: int
    denied: bool


@dataclass(frozen=True)
class Page:
    """A message as words, as one string with a space before each, and where each begins."""

    words: list[str]
    text: str
    starts: list[int]

    @staticmethod
    def of(found: list[str]) -> Page:
        """The page of these words."""
        starts, at = [], 0
        for word in found:
            starts.append(at)
            at += len(word) + 1
        return Page(found, " " + " ".join(found) + " ", starts)


class PatternIndex:
    """Patterns by the words without which they cannot match."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.exact: dict[str, tuple[int, ...]] = {}
        stems: dict[str, tuple[int, ...]] = {}
        for number, entry in enumerate(entries):
            for word in entry.pattern.anchors:
                self.exact[word] = (*self.exact.get(word, ()), number)
            for stem in entry.pattern.stems:
                stems[stem] = (*stems.get(stem, ()), number)
        self.stems = stems
        self.stem_lengths = sorted({len(stem) for stem in stems})

    def windows(self, page: Page) -> Iterator[tuple[Entry, int, int]]:
        """Each pattern with each stretch of words to try it on; stretches never overlap."""
        places: dict[int, list[int]] = {}
        for at, word in enumerate(page.words):
            for number in self.exact.get(word, ()):
                places.setdefault(number, []).append(at)
            for length in self.stem_lengths:
                if length > len(word):
                    break
                for number in self.stems.get(word[:length], ()):
                    places.setdefault(number, []).append(at)
        last = len(page.words) - 1
        for number, spots in places.items():
            entry = self.entries[number]
            reach = entry.pattern.reach
            low, high = max(0, spots[0] - reach), min(last, spots[0] + reach)
            for at in spots[1:]:
                if at - reach > high:
                    yield entry, low, high
                    low = at - reach
                high = min(last, at + reach)
            yield entry, low, high

    def hits(self, page: Page) -> Iterator[Hit]:
        """Every match, pattern by pattern, left to right."""
        for entry, low, high in self.windows(page):
            start, end = page.starts[low], page.starts[high] + len(page.words[high]) + 2
            for match in entry.pattern.regex.finditer(page.text, start, end):
                first = low + page.text.count(" ", start, match.start() + 1) - 1
                length = page.text.count(" ", match.start(), match.end())
                denied = bool(match.groupdict().get("denied"))
                yield Hit(entry.owner, first, first + length, denied)
