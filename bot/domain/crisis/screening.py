"""The screen: words in, a Finding or nothing out.

words  ->  masks (trade talk taken out, the rest of the message stays)
       ->  combinations of cues, and patterns, each tried only around its anchor words
       ->  whose words they are (whose.py), and how the message takes them (reading.py)
       ->  points: what words, pairs of words and signs weigh together
       ->  Finding with the ids, never the text

Work is linear: nothing reads the same stretch of text twice, and everything has a fixed reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.domain.crisis.combinations import by_closing_cue, combined, read_combination
from bot.domain.crisis.cues import CueIndex
from bot.domain.crisis.denial import negated
from bot.domain.crisis.pages import Entry, Hit, Page, PatternIndex
from bot.domain.crisis.patterns import Pattern, compile_pattern
from bot.domain.crisis.points import MASKED, Points, stretches, windows
from bot.domain.crisis.reading import MARKS, Reading
from bot.domain.crisis.retold import retold
from bot.domain.crisis.rules import Finding, Rule, RuleBook
from bot.domain.crisis.whose import own
from bot.domain.crisis.words import words

TOLD = "third_party.told"
_OWN_DANGER = ("own_thoughts", "plan", "self_harm", "overdose")


class Screen:
    """A compiled rule book. Building raises PatternError or CueError; screening raises nothing."""

    def __init__(self, book: RuleBook) -> None:
        def index(owners: list[tuple[str, tuple[str, ...]]]) -> PatternIndex:
            return PatternIndex(
                [
                    Entry(owner, compile_pattern(source, book.lists))
                    for owner, patterns in owners
                    for source in patterns
                ]
            )

        self._rules: dict[str, Rule] = {rule.id: rule for rule in book.rules}
        self._points = Points(book.points)
        self._masks = index([(mask.id, mask.patterns) for mask in book.masks])
        self._raised = index([(rule.id, rule.patterns) for rule in book.rules])
        self._markers = index([(marker.id, marker.patterns) for marker in book.markers])
        self._cues = CueIndex(book.cues, book.slots)
        self._combinations = by_closing_cue(
            read_combination(rule.id, source, frozenset(book.cues))
            for rule in book.rules
            for source in rule.together
        )

    def screen(self, text: str) -> Finding | None:
        """What ``text`` says about danger: a Finding, or None. Any string is fine."""
        page = self._page(text)
        raised = self._read(page)
        if raised.crisis:
            return Finding("crisis", tuple(sorted(raised.crisis)))
        if raised.lowered:
            return Finding("concern", tuple(sorted({*raised.lowered, *raised.signs})))
        weighed = self._points.level(page.words, raised.placed)
        if weighed is None:
            return None
        level, table = weighed
        return Finding(level, tuple(sorted({table, *_of_kind(table, raised.signs)})))

    def signs(self, text: str) -> frozenset[str]:
        """The signs in ``text``: what raises nothing alone. For who reads or fits the rules."""
        return frozenset(self._read(self._page(text)).signs)

    def _read(self, page: Page) -> _Raised:
        """What the rules find on a page, sorted by what it is worth."""
        raised = _Raised()
        hits = [*self._raised.hits(page), *self._together(page.words)]
        hits.extend(self._retold(page.words, hits))
        if not hits:
            return raised
        reading = Reading(page, list(self._markers.hits(page)))
        for hit in hits:
            rule = self._rules[hit.owner]
            reason = reading.lowered(hit, rule)
            if rule.level == "sign":
                if reason is None:
                    raised.signs.add(rule.id)
                    raised.placed.append((rule.id, hit.start))
            elif reason is None:
                raised.crisis.add(rule.id)
            elif reason != "none":
                raised.lowered.update((rule.id, f"why.{reason}"))
        return raised

    def work(self, text: str) -> int:
        """How many words are read, each as often as it is: the measure of cost."""
        page = self._page(text)
        return (
            len(page.words)
            + len(self._cues.spots(page.words))
            + sum(end - start for start, end in (*stretches(page.words), *windows(page.words)))
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

    def _page(self, text: str) -> Page:
        page = Page.of([".", *words(text), "."])
        masked = {at for hit in self._masks.hits(page) for at in range(hit.start, hit.end)}
        if not masked:
            return page
        kept = [
            MASKED if at in masked and word not in MARKS else word
            for at, word in enumerate(page.words)
        ]
        return Page.of(kept)

    def _together(self, found: list[str]) -> Iterator[Hit]:
        """The combinations of cues in a message, those said of the writer where a rule asks so.

        A starred cue right after a negation is denied.
        """
        for read, spots in combined(self._cues.spots(found), found, self._combinations):
            if self._rules[read.owner].own and not own(found, spots, ordered=read.ordered):
                continue
            start, end = spots[0].start, max(spot.end for spot in spots)
            no = any(spot.cue in read.core and negated(found, spot.start) for spot in spots)
            yield Hit(read.owner, start, end, no)

    def _retold(self, found: list[str], hits: list[Hit]) -> Iterator[Hit]:
        """What the rules of one's own danger find where somebody close is told of."""
        other = retold(found) if TOLD in self._rules else None
        if other is None:
            return
        own_hits = {(hit.owner, hit.end) for hit in hits}
        for hit in self._together(other.words):
            rule = self._rules[hit.owner]
            told = rule.own and rule.level == "crisis" and hit.owner.startswith(_OWN_DANGER)
            if told and (hit.owner, hit.end) not in own_hits and other.about(hit.start, hit.end):
                yield Hit(TOLD, hit.start, hit.end, hit.denied)


def _of_kind(table: str, signs: set[str]) -> Iterator[str]:
    """The signs that belong to the danger a table names; the help view goes by their families.

    A letter that a flatmate wrote is no plan of whoever tells of it.
    """
    family = table.partition(".")[0]
    kinds = (family, "plan") if family == "own_thoughts" else (family,)
    return (sign for sign in signs if sign.partition(".")[0] in kinds)


@dataclass
class _Raised:
    """What the rules found: ids that are a crisis, ids lowered, signs, and where they stand."""

    crisis: set[str] = field(default_factory=set)
    lowered: set[str] = field(default_factory=set)
    signs: set[str] = field(default_factory=set)
    placed: list[tuple[str, int]] = field(default_factory=list)
