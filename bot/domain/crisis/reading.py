"""Reading: the message around a hit, and why the hit is less than it seems.

A plain wish or intent of now stays what it is. It is lowered only by evidence:

    denied     a negation governs it, and no "but I keep thinking of it" follows
    past       it is itself told in the past, a time long ago stands beside it, nothing of it is now
    laughed    a weak rule, a laugh and a thing of work in one sentence
    fiction    a song, a film or a test string is said to contain it
    bereaved   somebody else's death is told
"""

from __future__ import annotations

from bot.domain.crisis.denial import negated
from bot.domain.crisis.pages import Hit, Page
from bot.domain.crisis.rules import Rule
from bot.domain.crisis.spelling import listed
from bot.domain.crisis.whose import SELF

MARKS = frozenset(".,?")
ENDS = frozenset(".?")
_BESIDE = 14  # words between a marker and what it changes
_NEAR = 6
_PAST_VERBS = frozenset(
    listed(
        """was were wanted tried attempted used felt thought had did considered contemplated planned
        got cut hurt took overdosed wished burned harmed would swallowed thinking hated wrote"""
    )
)
_PRESENT_VERBS = frozenset(
    listed("am is want wish feel need keep hope think have will going can going hate plan")
)
_SAID = frozenset(
    listed(
        """goes says said say called titled where line lines lyric lyrics quote quotes about named
        with sings sang chapter string phrase keyword keywords fixture word words test tests
        chorus reads is character hero he she who plays scene label tag caption typed string"""
    )
)


class Reading:
    """The message around the hits: what lowers one, and what takes the lowering back."""

    def __init__(self, page: Page, markers: list[Hit]) -> None:
        self.words = page.words
        self.marks: dict[str, list[Hit]] = {}
        for hit in markers:
            self.marks.setdefault(hit.owner, []).append(hit)
        self.sentence: list[int] = []
        self.clause: list[int] = []
        sentences = clauses = 0
        for word in page.words:
            self.sentence.append(sentences)
            self.clause.append(clauses)
            sentences += word in ENDS
            clauses += word in MARKS

    def lowered(self, hit: Hit, rule: Rule) -> str | None:
        """Why this hit is less than it seems, "none" when it is nothing, None when it stands."""
        if any(
            mark.start < hit.end and hit.start < mark.end for mark in self.marks.get("bereaved", ())
        ):
            return "bereaved"
        if self._told_in_fiction(hit):
            apart = rule.id.startswith(("third_party", "harm_others")) or denied(self.words, hit)
            return "none" if apart else "fiction"
        if self._about_machines(hit):
            return "none"
        if rule.deniable and (denied(self.words, hit) or self._no_after(hit)):
            return None if self._after("persists", hit) else "denied"
        if rule.past and self._long_ago(hit):
            return "past"
        if self._groaned(hit, rule):
            return "laughed"
        return None

    def _groaned(self, hit: Hit, rule: Rule) -> bool:
        """Whether it is a groan about a thing of the day: a laugh or "makes me" beside it."""
        if "earnest" in self.marks:
            return False
        laugh = self._beside("laugh", hit)
        work = self._beside("work", hit)
        if rule.id.startswith("own_thoughts") and self._beside("condition", hit):
            return laugh or (work and rule.weak)
        if rule.weak and rule.id.startswith("harm_others"):
            return laugh
        return rule.weak and work and (laugh or self._beside("blame", hit))

    def _no_after(self, hit: Hit) -> bool:
        """ "Suicidal, no." """
        after = [word for word in self.words[hit.end : hit.end + 3] if word != ","]
        return after[:1] == ["no"] and (len(after) < 2 or after[1] in ENDS)

    def _long_ago(self, hit: Hit) -> bool:
        """Whether the hit itself is told in the past, beside a time long ago, and is not back."""
        if self._beside("again", hit) or not self._beside("past", hit):
            return False
        first = max(0, hit.start - _NEAR)
        told = self.words[first : hit.end]
        if "used" in told:
            return True
        verbs = [word for word in told if word in _PAST_VERBS or word in _PRESENT_VERBS]
        if verbs:
            return verbs[-1] in _PAST_VERBS
        return any(first <= mark.end and mark.start < hit.end for mark in self.marks["past"])

    def _told_in_fiction(self, hit: Hit) -> bool:
        """Whether something that tells stories is said to hold these words.

        "I watched a film and want to die" is no fiction: only reporting words join the two.
        """
        if not self._beside("fiction", hit):
            return False
        if SELF.isdisjoint(self.words[max(0, hit.start - 3) : hit.end]):
            return True
        before = self.words[max(0, hit.start - _NEAR) : hit.start]
        return not _SAID.isdisjoint(before) and any(
            mark.start < hit.start for mark in self.marks["fiction"]
        )

    def _beside(self, marker: str, hit: Hit) -> bool:
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

    def _about_machines(self, hit: Hit) -> bool:
        """Whether a machine is what the hit is about, in a clause without an "I"."""
        if hit.owner.startswith(("third_party", "harm_others", "abuse", "overdose")):
            return False
        inside = [
            self.clause[at] for at in range(hit.start, hit.end) if self.words[at] not in MARKS
        ]
        if not inside:
            return False
        first, last = inside[0], inside[-1]
        if not any(
            first <= self.clause[mark.start] <= last and mark.start < hit.end
            for mark in self.marks.get("machines", ())
        ):
            return False
        return not any(
            word in SELF and first <= self.clause[at] <= last for at, word in enumerate(self.words)
        )

    def _after(self, marker: str, hit: Hit) -> bool:
        return any(mark.start >= hit.end - 1 for mark in self.marks.get(marker, ()))


def denied(found: list[str], hit: Hit) -> bool:
    """Whether the hit is denied: by its own subject, or by a negation just before it."""
    return hit.denied or negated(found, hit.start)
