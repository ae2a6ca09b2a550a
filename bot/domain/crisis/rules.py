"""Rules: the typed form of the reviewed content files, and what a screening finds.

A ``RuleBook`` is what ``data/content/crisis`` says, checked for shape and not yet compiled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.domain.crisis.points import PointsTable

Level = Literal["crisis", "concern"]
Family = Literal[
    "own_thoughts", "plan", "self_harm", "overdose", "abuse", "harm_others", "third_party"
]

# In the order in which the help view looks at them: what needs an ambulance comes first.
FAMILIES: tuple[Family, ...] = (
    "overdose",
    "plan",
    "self_harm",
    "own_thoughts",
    "abuse",
    "harm_others",
    "third_party",
)


@dataclass(frozen=True)
class Finding:
    """What was found, never the text.

    ``rules`` holds ids, sorted: ``family.rule`` for what was raised, ``why.reason`` for what
    lowered a crisis to a concern (a denial, the past, a laugh over work), ``family.points``
    where the words together weighed enough.
    """

    level: Level
    rules: tuple[str, ...]

    @property
    def families(self) -> tuple[Family, ...]:
        """The families raised, most urgent first."""
        raised = {rule.partition(".")[0] for rule in self.rules}
        return tuple(family for family in FAMILIES if family in raised)


@dataclass(frozen=True)
class Rule:
    """One reviewed rule: a crisis by itself, or a sign, which only counts points (points.py).

    ``weak`` rules may be lowered to a concern by a laugh and a work object; the others never
    are. ``past`` says whether a clearly past statement lowers it; ``deniable`` whether a
    negation before it does ("no reason to live" means the same after "I see"). ``together``
    holds combinations of cues (combinations.py), which raise the rule as a pattern does; ``own``
    says that they count only where they are said of the writer (whose.py).
    """

    id: str
    level: Literal["crisis", "sign"]
    why: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    own: bool = False
    weak: bool = False
    past: bool = True
    deniable: bool = True


@dataclass(frozen=True)
class Mask:
    """A span of trade talk or idiom that is taken out before the rules read the rest."""

    id: str
    why: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Marker:
    """Words that change how a finding is read: laughter, the past, fiction, work."""

    id: str
    why: str
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class RuleBook:
    """Everything the screen is made of."""

    rules: tuple[Rule, ...]
    masks: tuple[Mask, ...]
    markers: tuple[Marker, ...]
    points: tuple[PointsTable, ...]
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    slots: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cues: dict[str, tuple[str, ...]] = field(default_factory=dict)
