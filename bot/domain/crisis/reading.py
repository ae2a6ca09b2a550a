"""Reading: the message around a hit, and why the hit is less than it seems.

A plain wish or intent of now stays what it is. It is lowered only by evidence:

    denied     a negation governs it, and no "but I keep thinking of it" follows
    past       it is itself told in the past, a time long ago stands beside it, nothing of it is now
    laughed    a groan: a laugh or "makes me" beside a small thing of the day, and nothing heavy
    fiction    a song, a film or a test string is said to contain it
    trade      three words of code in the message, and nothing heavy
    bereaved   somebody else's death is told
"""

from __future__ import annotations

from bot.domain.crisis.asked import asked_and_denied, taken_back
from bot.domain.crisis.denial import negated
from bot.domain.crisis.pages import Hit, Page
from bot.domain.crisis.rules import Rule
from bot.domain.crisis.spelling import listed
from bot.domain.crisis.whose import SELF

MARKS = frozenset(".,?")
ENDS = frozenset(".?")
_BESIDE = 14  # words between a marker and what it changes
_NEAR = 6
_LONGEST = 30  # words of a sentence looked at on either side
_LEAST = 5  # words of a sentence that talks about something
_SHORT = 45  # words of a message that is one thought: a laugh at its end is about all of it
_SHOP = 3  # words of code in one message that make it talk between developers
# Helpers decide the time of a statement; a bare "going" or "thinking" has none.
_PAST_VERBS = frozenset(
    listed(
        """was were wanted tried attempted used felt thought had did considered contemplated planned
        stood sat jumped drove walked woke started remember
        got cut hurt took overdosed wished burned harmed would swallowed hated wrote hit beat
        abused raped deleted found burnt kept threw survived struggled went came"""
    )
)
_PRESENT_VERBS = frozenset(
    listed("am is want wish feel need keep hope think have will can hate still might")
)
_NOW_NO_MORE = frozenset(("did", "would"))  # "did want", "would have": told of then
_SAID = frozenset(
    listed(
        """goes says said say called titled where line lines lyric lyrics quote quotes named
        sings sang chapter string phrase keyword keywords fixture word words test tests
        chorus reads is character hero he she who plays scene label tag caption typed string
        verse about type types typed input inputs translate user users"""
    )
)
# What makes a bare "suicide" more than a topic, where no "I" is in the sentence.
_WISHES = frozenset(
    listed(
        """want wish hope need going will plan thinking considering tempted ready please let
        should might yesterday unsuccessful tonight today tomorrow feel feeling thoughts urge
        option only best better
        way fighting crave deserve time soon maybe trying tried keep thought nearly almost"""
    )
)
_NAMED = (
    "own_thoughts.suicidal",
    "own_thoughts.kill_self",
    "plan.method_on_self",
    "plan.attempt",
    "self_harm.acts",
    "overdose.named",
)
_MEANS = frozenset(listed("mean means meaning definition define people why what risk patients"))
_SPEAKER = frozenset(("i", "me", "myself"))
_NONE = frozenset(("none", "zero", "0", "nope", "nah", "negative"))
_GROANS = ("own_thoughts", "plan")
_GAME_MOVES = ("own_thoughts.kill_self", "plan.method_on_self", "plan.attempt")


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
            return "none" if rule.id.startswith("third_party") else "bereaved"
        if self._talked_about(hit, rule):
            return "none"
        if self._told_in_fiction(hit):
            apart = rule.id.startswith(("third_party", "harm_others")) or denied(self.words, hit)
            return "none" if apart else "fiction"
        if self._about_machines(hit):
            return "none"
        if rule.weak and len(self.marks.get("code", ())) >= _SHOP and not self._heavy(hit):
            return "trade"
        if rule.deniable and (denied(self.words, hit) or self._no_after(hit)):
            still = self._after("persists", hit) or taken_back(self.words, hit)
            return None if still else "denied"
        if rule.past and self._long_ago(hit):
            return "past"
        if self._groaned(hit, rule):
            return "laughed"
        return None

    def _groaned(self, hit: Hit, rule: Rule) -> bool:
        """Whether it is a groan about a thing of the day.

        A laugh or "makes me want to" is no evidence alone: a small thing (a meeting, a haircut)
        or a cause must stand beside it, and nothing heavy anywhere. A rule that is not weak
        asks for the laugh and the thing both.
        """
        if "earnest" in self.marks or self._heavy(hit):
            return False
        short = len(self.words) <= _SHORT
        laugh = "laugh" in self.marks if short else self._beside("laugh", hit)
        small = (
            bool({"work", "small"} & self.marks.keys())
            if short
            else (self._beside("work", hit) or self._beside("small", hit))
        )
        cause = any(
            self._marked_beside(mark, hit) and not hit.start <= mark.start < mark.end <= hit.end
            for marker in ("condition", "if", "blame")
            for mark in self.marks.get(marker, ())
        )
        if rule.weak and rule.id.startswith("harm_others"):
            return laugh
        if not rule.id.startswith(_GROANS):
            return False
        if rule.weak:
            return (laugh and (small or cause)) or (small and cause)
        small_if = self._beside("if", hit) and rule.id.startswith(_GAME_MOVES)
        return small and (small_if or (laugh and cause))

    def _heavy(self, hit: Hit) -> bool:
        """Whether something heavy stands anywhere but in the hit itself."""
        return any(
            mark.end <= hit.start or hit.end <= mark.start for mark in self.marks.get("heavy", ())
        )

    def _no_after(self, hit: Hit) -> bool:
        """ "Suicidal, no." "Thoughts of suicide? None." "They asked whether I was suicidal." """
        if asked_and_denied(self.words, hit):
            return True
        after = self.words[hit.end : hit.end + 7]
        while after and after[0] in (",", "?", "thoughts", "urges"):
            after = after[1:]
        if not after or after[0] in _NONE:
            return bool(after)
        if after[0] in ("no", "never"):
            return len(after) < 2 or after[1] in MARKS
        return after[:3] in (["i", "never", "would"], ["i", "would", "never"])

    def _long_ago(self, hit: Hit) -> bool:
        """Whether the hit itself is told in the past, beside a time long ago, and is not back."""
        over = self.marks.get("past", [])
        if not over or self._is_back(hit) or self._only_wished(hit):
            return False
        first = max(0, hit.start - _NEAR)
        told = self.words[first : min(hit.end, hit.start + 4)]
        near = self._beside("past", hit)
        if near and "used" in told:
            return True
        verbs = [
            word
            for at, word in enumerate(told)
            if word in _PAST_VERBS
            or (word in _PRESENT_VERBS and _NOW_NO_MORE.isdisjoint(told[max(0, at - 2) : at]))
        ]
        if verbs:
            return verbs[-1] in _PAST_VERBS and (near or self._next_to("past", hit))
        return near and any(first <= mark.end and mark.start <= hit.end + _NEAR for mark in over)

    def _only_wished(self, hit: Hit) -> bool:
        """ "If it were easy I would have been dead long ago": not told of then."""
        around = self.words[max(0, hit.start - _BESIDE) : hit.end]
        return "if" in around and "would" in around[around.index("if") :]

    def _is_back(self, hit: Hit) -> bool:
        if any(0 <= mark.start - hit.end <= _BESIDE for mark in self.marks.get("unbroken", ())):
            return True
        over = self.marks.get("past", [])
        return any(
            self._marked_beside(mark, hit)
            and not any(mark.start < past.end and past.start < mark.end for past in over)
            for mark in self.marks.get("again", ())
        )

    def _next_to(self, marker: str, hit: Hit) -> bool:
        """Whether the marker stands in the sentence before the hit or after it.

        Nothing else heavy may be told: "therapy helped" is the marker's own.
        """
        told = self.marks.get(marker, ())
        if any(
            not hit.start <= heavy.start < hit.end
            and not any(mark.start < heavy.end and heavy.start < mark.end for mark in told)
            for heavy in self.marks.get("heavy", ())
        ):
            return False
        at = self.sentence[hit.start]
        return any(abs(self.sentence[mark.start] - at) <= 1 for mark in told)

    def _talked_about(self, hit: Hit, rule: Rule) -> bool:
        """Whether the subject is only named, in a sentence without an "I" or a wish; or a game."""
        if rule.id.startswith(_GAME_MOVES) and self._beside("game", hit):
            return _WISHES.isdisjoint(self.words[max(0, hit.start - _NEAR) : hit.end])
        if not rule.id.startswith(_NAMED):
            return False
        said = self._sentence_of(hit)
        mine = "my" in self.words[max(0, hit.start - 2) : hit.end]
        if mine or ("suicidal" in said and _MEANS.isdisjoint(said)):  # "suicidal again tonight"
            return False
        return len(said) >= _LEAST and _SPEAKER.isdisjoint(said) and _WISHES.isdisjoint(said)

    def _sentence_of(self, hit: Hit) -> list[str]:
        start, end = hit.start, hit.end
        while start > max(1, hit.start - _LONGEST) and self.words[start - 1] not in ENDS:
            start -= 1
        while end < min(len(self.words), hit.end + _LONGEST) and self.words[end] not in ENDS:
            end += 1
        return self.words[start:end]

    def _told_in_fiction(self, hit: Hit) -> bool:
        """Whether something that tells stories is said to hold these words.

        "I watched a film and want to die" is no fiction: only reporting words join the two.
        """
        if not self._beside("fiction", hit) or self.words[hit.start - 1] in ("and", "but", "so"):
            return False
        if hit.owner.startswith("third_party"):
            mine = "my" in self.words[max(0, hit.start - 2) : hit.end]
            return not mine and _SPEAKER.isdisjoint(self._sentence_of(hit))
        before = self.words[max(0, hit.start - _NEAR) : hit.start]
        if SELF.isdisjoint(before[-3:] + self.words[hit.start : hit.end]):
            return _WISHES.isdisjoint(self.words[hit.start : hit.end]) or not _SAID.isdisjoint(
                before
            )
        return not _SAID.isdisjoint(before) and any(
            mark.start < hit.start for mark in self.marks["fiction"]
        )

    def _beside(self, marker: str, hit: Hit) -> bool:
        return any(self._marked_beside(mark, hit) for mark in self.marks.get(marker, ()))

    def _marked_beside(self, mark: Hit, hit: Hit) -> bool:
        """Whether the mark stands in the same sentence as the hit, and not far from it.

        Many people write without full stops; a word twenty words away is another sentence.
        """
        return (
            mark.start <= hit.end + _BESIDE
            and hit.start <= mark.end + _BESIDE
            and (
                self.sentence[mark.start] == self.sentence[min(hit.end, len(self.words)) - 1]
                or self.sentence[mark.end - 1] == self.sentence[hit.start]
            )
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
        ended = self.words[hit.end - 2 : hit.end] in (["end", "it"], ["ending", "it"])
        if ended and "heavy" not in self.marks:
            return self._beside("machines", hit)
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
