"""The screen: words in, a Finding or nothing out.

words  ->  masks (trade talk taken out, the rest of the message stays)
       ->  rules, each tried only around its anchor words, and combinations of cues
       ->  each hit read in its sentence: denied? past? laughed off over work? told as fiction?
       ->  weights: heavy words that together make a concern
       ->  Finding with the ids, never the text

Work is linear: no pattern reads the same stretch of text twice, and each has a fixed reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.crisis.cues import CueIndex, combined, read_combination
from bot.domain.crisis.denial import negated
from bot.domain.crisis.patterns import Pattern, compile_pattern
from bot.domain.crisis.rules import Finding, Rule, RuleBook
from bot.domain.crisis.words import words

MASKED = "¤"
_MARKS = frozenset(".,?")
_ENDS = frozenset(".?")

_SELF = frozenset(("i", "me", "my", "myself"))

_BESIDE = 14  # words between a marker and what it changes


@dataclass(frozen=True)
class _Entry:
    """One pattern and whom it belongs to."""

    owner: str
    pattern: Pattern


@dataclass(frozen=True)
class _Hit:
    """A match by word positions; ``denied`` when its own subject says not."""

    owner: str
    start: int
    end: int
    denied: bool


@dataclass(frozen=True)
class _Page:
    """A message as words, as one string with a space before each, and where each begins."""

    words: list[str]
    text: str
    starts: list[int]

    @staticmethod
    def of(found: list[str]) -> _Page:
        starts, at = [], 0
        for word in found:
            starts.append(at)
            at += len(word) + 1
        return _Page(found, " " + " ".join(found) + " ", starts)


class _Index:
    """Patterns by the words without which they cannot match."""

    def __init__(self, entries: list[_Entry]) -> None:
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

    def windows(self, page: _Page) -> Iterator[tuple[_Entry, int, int]]:
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

    def hits(self, page: _Page) -> Iterator[_Hit]:
        """Every match, pattern by pattern, left to right."""
        for entry, low, high in self.windows(page):
            start, end = page.starts[low], page.starts[high] + len(page.words[high]) + 2
            for match in entry.pattern.regex.finditer(page.text, start, end):
                first = low + page.text.count(" ", start, match.start() + 1) - 1
                length = page.text.count(" ", match.start(), match.end())
                denied = bool(match.groupdict().get("denied"))
                yield _Hit(entry.owner, first, first + length, denied)


class Screen:
    """A compiled rule book. Building raises PatternError; screening raises nothing."""

    def __init__(self, book: RuleBook) -> None:
        def index(owners: list[tuple[str, tuple[str, ...]]]) -> _Index:
            return _Index(
                [
                    _Entry(owner, compile_pattern(source, book.lists))
                    for owner, patterns in owners
                    for source in patterns
                ]
            )

        self._rules: dict[str, Rule] = {rule.id: rule for rule in book.rules}
        self._points = {weight.id: weight.points for weight in book.weights}
        self._threshold = book.threshold
        self._masks = index([(mask.id, mask.patterns) for mask in book.masks])
        self._raised = index(
            [(rule.id, rule.patterns) for rule in book.rules]
            + [(weight.id, weight.patterns) for weight in book.weights]
        )
        self._markers = index([(marker.id, marker.patterns) for marker in book.markers])
        self._cues = CueIndex(book.cues)
        self._combinations = tuple(
            read_combination(rule.id, source, frozenset(book.cues))
            for rule in book.rules
            for source in rule.together
        )

    def screen(self, text: str) -> Finding | None:
        """What ``text`` says about danger: a Finding, or None. Any string is fine."""
        page = self._page(text)
        hits = [*self._raised.hits(page), *self._together(page)]
        if not hits:
            return None
        told = [hit for hit in hits if hit.owner in self._rules]
        if not told:
            return self._weighed(page, hits)
        reading = _Reading(page, list(self._markers.hits(page)))
        crisis: set[str] = set()
        concern: set[str] = set()
        for hit in told:
            rule = self._rules[hit.owner]
            reason = reading.lowered(hit, rule)
            if reason == "none":
                continue
            if reason is None and rule.level == "crisis":
                crisis.add(rule.id)
            elif reason is None:
                concern.add(rule.id)
            else:
                concern.update((rule.id, f"why.{reason}"))
        if crisis:
            return Finding("crisis", tuple(sorted(crisis)))
        if concern:
            return Finding("concern", tuple(sorted(concern)))
        return self._weighed(page, hits)

    def work(self, text: str) -> int:
        """How many words the expressions are tried on, all together: the measure of cost."""
        page = self._page(text)
        return (
            len(page.words)
            + len(self._cues.spots(page.words))
            + sum(
                high - low + 1
                for index in (self._masks, self._raised, self._markers)
                for _, low, high in index.windows(page)
            )
        )

    def patterns(self) -> Iterator[Pattern]:
        """Every pattern, for tests and for whoever wants all of them compiled beforehand."""
        for index in (self._masks, self._raised, self._markers):
            for entry in index.entries:
                yield entry.pattern

    def _page(self, text: str) -> _Page:
        page = _Page.of([".", *words(text), "."])
        masked = {at for hit in self._masks.hits(page) for at in range(hit.start, hit.end)}
        if not masked:
            return page
        kept = [
            MASKED if at in masked and word not in _MARKS else word
            for at, word in enumerate(page.words)
        ]
        return _Page.of(kept)

    def _together(self, page: _Page) -> Iterator[_Hit]:
        """The combinations of cues in a message; a starred cue right after a negation is denied."""
        for read, spots in combined(self._cues.spots(page.words), page.words, self._combinations):
            start, end = spots[0].start, max(spot.end for spot in spots)
            denied = any(
                spot.cue in read.core and negated(page.words, spot.start) for spot in spots
            )
            yield _Hit(read.owner, start, end, denied)

    def _weighed(self, page: _Page, hits: list[_Hit]) -> Finding | None:
        heavy = {
            hit.owner for hit in hits if hit.owner in self._points and not _denied(page.words, hit)
        }
        if sum(self._points[owner] for owner in heavy) >= self._threshold:
            return Finding("concern", tuple(sorted(heavy)))
        return None


class _Reading:
    """The message around the hits: what lowers one, and what takes the lowering back."""

    def __init__(self, page: _Page, markers: list[_Hit]) -> None:
        self.words = page.words
        self.marks: dict[str, list[_Hit]] = {}
        for hit in markers:
            self.marks.setdefault(hit.owner, []).append(hit)
        self.sentence: list[int] = []
        self.clause: list[int] = []
        sentences = clauses = 0
        for word in page.words:
            self.sentence.append(sentences)
            self.clause.append(clauses)
            sentences += word in _ENDS
            clauses += word in _MARKS

    def lowered(self, hit: _Hit, rule: Rule) -> str | None:
        """Why this hit is less than it seems, "none" when it is nothing, None when it stands."""
        if any(
            mark.start < hit.end and hit.start < mark.end for mark in self.marks.get("bereaved", ())
        ):
            return "bereaved"
        if self._beside("fiction", hit) and not self._beside("self_again", hit):
            apart = rule.id.startswith(("third_party", "harm_others")) or _denied(self.words, hit)
            return "none" if apart else "fiction"
        if self._about_machines(hit):
            return "none"
        if rule.deniable and _denied(self.words, hit):
            return None if self._after("persists", hit) else "denied"
        if rule.past and self._beside("past", hit) and "again" not in self.marks:
            return "past"
        if (
            rule.weak
            and "work" in self.marks
            and ("laugh" in self.marks or self._beside("blame", hit))
        ):
            return "laughed"
        return None

    def _beside(self, marker: str, hit: _Hit) -> bool:
        """Whether the marker stands in the same sentence as the hit, and not far from it.

        Many people write without full stops; a word twenty words away is another sentence.
        """
        return any(
            mark.start <= hit.end + _BESIDE
            and hit.start <= mark.end + _BESIDE
            and (
                self.sentence[mark.start] == self.sentence[min(hit.end, len(self.words)) - 1]
                or self.sentence[mark.end - 1] == self.sentence[hit.start]
            )
            for mark in self.marks.get(marker, ())
        )

    def _about_machines(self, hit: _Hit) -> bool:
        """Whether a machine stands within the hit, or beside it in a clause without an "I"."""
        if hit.owner.startswith(("third_party", "harm_others", "abuse")):
            return False
        if hit.owner.startswith("own_thoughts") and any(
            hit.start < mark.start and mark.end < hit.end for mark in self.marks.get("machines", ())
        ):
            return True
        inside = [
            self.clause[at] for at in range(hit.start, hit.end) if self.words[at] not in _MARKS
        ]
        first, last = inside[0], inside[-1]
        if not any(
            first <= self.clause[mark.start] <= last for mark in self.marks.get("machines", ())
        ):
            return False
        return not any(
            word in _SELF and first <= self.clause[at] <= last for at, word in enumerate(self.words)
        )

    def _after(self, marker: str, hit: _Hit) -> bool:
        return any(mark.start >= hit.end - 1 for mark in self.marks.get(marker, ()))


def _denied(found: list[str], hit: _Hit) -> bool:
    """Whether the hit is denied: by its own subject, or by a negation just before it."""
    return hit.denied or negated(found, hit.start)
