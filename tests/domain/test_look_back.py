"""Looking back over thought records: counts, averages, and silence before there is enough."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.look_back import BeliefMovement, look_back
from bot.domain.thoughts import Emotion, Experiment, ExperimentStatus, ThoughtRecord

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def a_record(
    before: int | None = None,
    after: int | None = None,
    distortions: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    emotions: tuple[Emotion, ...] = (),
    experiment: Experiment | None = None,
) -> ThoughtRecord:
    return ThoughtRecord(
        uuid="u",
        created_at=NOW,
        updated_at=NOW,
        automatic_thought="It will fail.",
        belief_before=before,
        belief_after=after,
        distortions=distortions,
        tags=tags,
        emotions=emotions,
        experiment=experiment,
    )


@pytest.mark.parametrize("count", range(5))
def test_there_is_no_look_back_before_five_records(count: int) -> None:
    """Fewer records would read a pattern into chance."""
    assert look_back([a_record()] * count) is None


def test_patterns_that_recur_are_counted_most_frequent_first() -> None:
    """Once is no pattern; a slug twice in one record counts once; tags of imports count too."""
    told = look_back(
        [
            a_record(distortions=("labeling", "labeling", "mind-reading")),
            a_record(distortions=("mind-reading",), tags=("my-own",)),
            a_record(distortions=("mind-reading", "catastrophizing")),
            a_record(tags=("my-own",)),
            a_record(),
        ]
    )
    assert told is not None
    assert told.patterns == (("mind-reading", 3), ("my-own", 2))


def test_emotions_recur_whatever_their_case() -> None:
    """Tense and tense are one word."""
    told = look_back(
        [a_record(emotions=(Emotion(w),)) for w in ("Tense", "tense ", "sad", "a", "b")]
    )
    assert told is not None
    assert told.emotions == (("tense", 2),)


def test_belief_is_averaged_over_those_rated_twice() -> None:
    """Down is negative; records with one rating are left out and the count says so."""
    told = look_back(
        [a_record(80, 40), a_record(60, 60), a_record(90, 70), a_record(50), a_record(None, 10)]
    )
    assert told is not None
    assert told.belief == BeliefMovement(records=3, points=-20)


def test_without_ratings_nothing_is_said_about_belief() -> None:
    """No number is made up."""
    told = look_back([a_record()] * 5)
    assert told is not None
    assert told.belief is None
    assert told.predictions is None


def test_predictions_stand_next_to_outcomes() -> None:
    """How sure, and how it came out: counts, with no verdict."""
    statuses: list[tuple[ExperimentStatus, int | None]] = [
        ("as_predicted", 90),
        ("better", 80),
        ("better", None),
        ("could_not_run", 50),
        ("open", 70),
        ("dropped", None),
    ]
    told = look_back(
        [a_record(experiment=Experiment("x", likelihood=sure, status=s)) for s, sure in statuses]
    )
    assert told is not None
    assert told.predictions is not None
    assert (told.predictions.looked_at, told.predictions.as_predicted) == (3, 1)
    assert (told.predictions.better, told.predictions.worse) == (2, 0)
    assert (told.predictions.could_not_run, told.predictions.open) == (1, 1)
    assert told.predictions.dropped == 1
    assert told.predictions.likelihood == 85


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=5, max_size=30))
def test_the_average_lies_between_the_smallest_and_largest_movement(
    pairs: list[tuple[int, int]],
) -> None:
    """An average cannot leave the range of what it averages, and order does not matter."""
    told = look_back([a_record(before, after) for before, after in pairs])
    turned = look_back([a_record(before, after) for before, after in reversed(pairs)])
    assert told is not None
    assert told == turned
    assert told.belief is not None
    moved = [after - before for before, after in pairs]
    assert min(moved) <= told.belief.points <= max(moved)
