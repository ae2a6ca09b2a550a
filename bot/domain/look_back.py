"""Looking back over thought records: counts and plain averages, no score of the person.

records in → ``LookBack`` or None before there are five (fewer would read a pattern into chance).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.thoughts import Experiment, ThoughtRecord, last_belief

ENOUGH: Final = 5


@dataclass(frozen=True)
class BeliefMovement:
    """How belief moved on average. Negative ``points`` mean it went down. -100..100."""

    records: int
    points: int


@dataclass(frozen=True)
class Predictions:
    """Predictions against outcomes. ``likelihood`` is the mean of those looked at, 0..100."""

    looked_at: int
    as_predicted: int
    better: int
    worse: int
    could_not_run: int
    dropped: int
    open: int
    likelihood: int | None


@dataclass(frozen=True)
class LookBack:
    """What recurs (twice or more, most frequent first) and what became of belief and tests."""

    records: int
    patterns: tuple[tuple[str, int], ...]
    emotions: tuple[tuple[str, int], ...]
    belief: BeliefMovement | None
    predictions: Predictions | None


def look_back(records: Sequence[ThoughtRecord]) -> LookBack | None:
    """The summary of ``records``, or None when there are fewer than five."""
    if len(records) < ENOUGH:
        return None
    return LookBack(
        records=len(records),
        patterns=_recurring((*record.distortions, *record.tags) for record in records),
        emotions=_recurring(
            [emotion.name.strip().casefold() for emotion in record.emotions] for record in records
        ),
        belief=_belief(records),
        predictions=_predictions([r.experiment for r in records if r.experiment]),
    )


def _recurring(named: Iterable[Iterable[str]]) -> tuple[tuple[str, int], ...]:
    counts = Counter(name for names in named for name in set(names))
    often = [(name, count) for name, count in counts.items() if count > 1]
    return tuple(sorted(often, key=lambda item: (-item[1], item[0])))


def _belief(records: Sequence[ThoughtRecord]) -> BeliefMovement | None:
    moved = [
        after - record.belief_before
        for record in records
        if record.belief_before is not None and (after := last_belief(record)) is not None
    ]
    return BeliefMovement(len(moved), _mean(moved)) if moved else None


def _predictions(experiments: Sequence[Experiment]) -> Predictions | None:
    if not experiments:
        return None
    count = Counter(experiment.status for experiment in experiments)
    looked_at = [e for e in experiments if e.status in ("as_predicted", "better", "worse")]
    likely = [e.likelihood for e in looked_at if e.likelihood is not None]
    return Predictions(
        looked_at=len(looked_at),
        as_predicted=count["as_predicted"],
        better=count["better"],
        worse=count["worse"],
        could_not_run=count["could_not_run"],
        dropped=count["dropped"],
        open=count["open"],
        likelihood=_mean(likely) if likely else None,
    )


def _mean(numbers: Sequence[int]) -> int:
    return round(sum(numbers) / len(numbers))
