"""Thought records: a failure analysis of a sentence the mind produced.

Trigger (situation, context), Thought (the sentence, belief, evidence, patterns), Emotion and
Action (balanced thought, ratings again, experiment). Only the sentence itself is required.
Columns follow Beck's daily record and Greenberger & Padesky's seven columns; the experiment
follows Bennett-Levy 2004.

faults(record)          what keeps a record from being saved
movement(record)        how belief and emotions moved, in three cases, never a verdict
looked, could_not_run,  what may become of an experiment; everything else raises ThoughtProblem
reschedule, drop        with a code

Every type here is stored as sealed JSON, so fields are str, int, date, datetime and tuples only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

# The slugs of FreeCBT and Quirk, in their order: facts that backups rely on.
PATTERN_SLUGS: Final = (
    "all-or-nothing",
    "overgeneralization",
    "mind-reading",
    "fortune-telling",
    "magnification-of-the-negative",
    "minimization-of-the-positive",
    "catastrophizing",
    "emotional-reasoning",
    "should-statements",
    "labeling",
    "self-blaming",
    "other-blaming",
)

# Two ratings of the same thing differ by a few points anyway. No published threshold exists for
# a single record; five points is the smallest step the rating menus offer.
MOVED_BY: Final = 5
# A balanced thought believed this little is better tested than argued about.
BARELY_BELIEVED: Final = 30
_RATINGS: Final = (None, *range(101))

ExperimentStatus = Literal["open", "as_predicted", "better", "worse", "could_not_run", "dropped"]
Outcome = Literal["as_predicted", "better", "worse"]
Direction = Literal["moved", "did_not_move", "rose"]
Source = Literal["even-keel", "freecbt", "quirk"]


class ThoughtProblem(Exception):
    """Something a record or experiment does not allow. Carries a code, never a person's words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Emotion:
    """A named emotion, rated 0..100 before and after; None where it was not rated."""

    name: str
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Experiment:
    """What will be tried, what is predicted (``likelihood`` 0..100), and when to look."""

    what: str
    prediction: str = ""
    likelihood: int | None = None
    look_on: date | None = None
    status: ExperimentStatus = "open"
    what_happened: str = ""
    learned: str = ""
    belief_after: int | None = None


@dataclass(frozen=True)
class ThoughtRecord:
    """One record. Ratings are 0..100, times are aware UTC.

    ``distortions`` holds known pattern slugs, ``tags`` every other slug, kept as it came.
    ``extras`` keeps what another program recorded and this one has no field for.
    """

    uuid: str
    created_at: datetime
    updated_at: datetime
    automatic_thought: str
    situation: str = ""
    context: str = ""
    belief_before: int | None = None
    evidence_for: str = ""
    evidence_against: str = ""
    distortions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    emotions: tuple[Emotion, ...] = ()
    body_signal: str = ""
    balanced_thought: str = ""
    belief_balanced: int | None = None
    belief_after: int | None = None
    experiment: Experiment | None = None
    source: Source = "even-keel"
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Shift:
    """One rating, before and after. ``amount`` is the difference in points, never negative."""

    before: int
    after: int
    direction: Direction
    amount: int


@dataclass(frozen=True)
class Movement:
    """What moved in a record; None and empty where nothing was rated twice."""

    belief: Shift | None = None
    emotions: tuple[tuple[str, Shift], ...] = ()


def faults(record: ThoughtRecord) -> list[tuple[str, str]]:
    """Field and code of everything that keeps ``record`` from being saved."""
    found = [] if record.automatic_thought.strip() else [("automatic_thought", "missing")]
    rated: list[tuple[str, int | None]] = [
        ("belief_before", record.belief_before),
        ("belief_balanced", record.belief_balanced),
        ("belief_after", record.belief_after),
    ]
    for emotion in record.emotions:
        rated += [("emotions", emotion.before), ("emotions", emotion.after)]
        if not emotion.name.strip():
            found.append(("emotions", "missing"))
    if record.experiment:
        rated.append(("experiment", record.experiment.likelihood))
        rated.append(("experiment", record.experiment.belief_after))
        if not record.experiment.what.strip():
            found.append(("experiment", "missing"))
    found += [(field, "out_of_range") for field, value in rated if value not in _RATINGS]
    return found


def last_belief(record: ThoughtRecord) -> int | None:
    """The latest rating of the thought: after the experiment where there is one, else after."""
    experiment = record.experiment
    if experiment is not None and experiment.belief_after is not None:
        return experiment.belief_after
    return record.belief_after


def movement(record: ThoughtRecord) -> Movement:
    """How the belief and each emotion moved; only what was rated before and after counts."""
    return Movement(
        belief=_shift(record.belief_before, last_belief(record)),
        emotions=tuple(
            (emotion.name, shift)
            for emotion in record.emotions
            if (shift := _shift(emotion.before, emotion.after))
        ),
    )


def suggests_experiment(record: ThoughtRecord) -> bool:
    """Whether trying something out says more than arguing on: little belief, or none moved."""
    if record.experiment is not None:
        return False
    barely = record.belief_balanced is not None and record.belief_balanced <= BARELY_BELIEVED
    belief = movement(record).belief
    return barely or (belief is not None and belief.direction != "moved")


def emotion_rose(record: ThoughtRecord, pleasant: Collection[str] = ()) -> bool:
    """Whether an emotion is stronger than before, which happens and calls for a gentle offer.

    ``pleasant`` words are left out: calm that grew needs no offer.
    """
    return any(
        shift.direction == "rose" and name.strip().casefold() not in pleasant
        for name, shift in movement(record).emotions
    )


def is_due(experiment: Experiment, today: date) -> bool:
    """Whether the day to look has come. ``today`` is the person's own date."""
    waiting = experiment.status == "open" and experiment.look_on is not None
    return waiting and experiment.look_on is not None and experiment.look_on <= today


def looked(
    experiment: Experiment,
    outcome: Outcome,
    *,
    what_happened: str = "",
    learned: str = "",
    belief_after: int | None = None,
) -> Experiment:
    """The experiment with what came of it; an outcome already given can be corrected."""
    _from(experiment, "open", "could_not_run", "as_predicted", "better", "worse")
    if belief_after not in _RATINGS:
        raise ThoughtProblem("out_of_range")
    return replace(
        experiment,
        status=outcome,
        what_happened=what_happened,
        learned=learned,
        belief_after=belief_after,
    )


def could_not_run(experiment: Experiment, what_happened: str = "") -> Experiment:
    """It did not come to it. From here it is rescheduled, dropped, or looked at after all."""
    _from(experiment, "open")
    return replace(experiment, status="could_not_run", what_happened=what_happened)


def reschedule(experiment: Experiment, look_on: date, today: date) -> Experiment:
    """Open again for a later day. Raises ThoughtProblem("in_the_past") for a day before today."""
    _from(experiment, "open", "could_not_run", "dropped")
    if look_on < today:
        raise ThoughtProblem("in_the_past")
    return replace(experiment, status="open", look_on=look_on)


def drop(experiment: Experiment) -> Experiment:
    """Let go of, without a result. It can be scheduled again later."""
    _from(experiment, "open", "could_not_run")
    return replace(experiment, status="dropped")


def _from(experiment: Experiment, *allowed: ExperimentStatus) -> None:
    if experiment.status not in allowed:
        raise ThoughtProblem(f"not_from_{experiment.status}")


def _shift(before: int | None, after: int | None) -> Shift | None:
    if before is None or after is None:
        return None
    amount = abs(before - after)
    if amount < MOVED_BY:
        return Shift(before, after, "did_not_move", amount)
    return Shift(before, after, "moved" if after < before else "rose", amount)
