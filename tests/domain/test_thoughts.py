"""Thought records: what is required, movement without a verdict, and experiments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.thoughts import (
    PATTERN_SLUGS,
    Emotion,
    Experiment,
    Shift,
    ThoughtProblem,
    ThoughtRecord,
    could_not_run,
    drop,
    emotion_rose,
    faults,
    is_due,
    last_belief,
    looked,
    movement,
    reschedule,
    suggests_experiment,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
RATINGS = st.none() | st.integers(0, 100)
WORDS = st.text(st.characters(codec="utf-8"), max_size=30)

experiments = st.builds(
    Experiment,
    what=WORDS,
    prediction=WORDS,
    likelihood=RATINGS,
    look_on=st.none() | st.dates(),
    status=st.sampled_from(["open", "as_predicted", "better", "worse", "could_not_run", "dropped"]),
    what_happened=WORDS,
    learned=WORDS,
    belief_after=RATINGS,
)
records = st.builds(
    ThoughtRecord,
    uuid=st.uuids().map(str),
    created_at=st.datetimes(timezones=st.just(UTC)),
    updated_at=st.datetimes(timezones=st.just(UTC)),
    automatic_thought=WORDS,
    situation=WORDS,
    belief_before=RATINGS,
    evidence_for=WORDS,
    distortions=st.lists(st.sampled_from(PATTERN_SLUGS), max_size=3).map(tuple),
    tags=st.lists(WORDS, max_size=3).map(tuple),
    emotions=st.lists(
        st.builds(Emotion, name=WORDS, before=RATINGS, after=RATINGS), max_size=3
    ).map(tuple),
    belief_after=RATINGS,
    experiment=st.none() | experiments,
    extras=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
)


def a_record(**changes: object) -> ThoughtRecord:
    record = ThoughtRecord("u-1", NOW, NOW, "The rollout will fail.")
    return replace(record, **changes)  # type: ignore[arg-type]  # the tests change any field


@settings(max_examples=100)
@given(records)
def test_a_record_survives_being_sealed_as_json(record: ThoughtRecord) -> None:
    """What was written comes back exactly, dates, tuples and empty ratings included."""
    sealed = msgspec.json.encode(record)
    assert msgspec.json.decode(sealed, type=ThoughtRecord) == record


def test_only_the_thought_itself_is_required() -> None:
    """Everything else can be skipped."""
    assert faults(a_record()) == []
    assert faults(a_record(automatic_thought="  ")) == [("automatic_thought", "missing")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"belief_before": 101}, "belief_before"),
        ({"belief_balanced": -1}, "belief_balanced"),
        ({"belief_after": 1000}, "belief_after"),
        ({"emotions": (Emotion("tense", 50, 101),)}, "emotions"),
        ({"emotions": (Emotion(" "),)}, "emotions"),
        ({"experiment": Experiment("Ask", likelihood=120)}, "experiment"),
        ({"experiment": Experiment(" ")}, "experiment"),
    ],
)
def test_a_fault_names_its_field(changes: dict[str, object], field: str) -> None:
    """A form can show the message under the very field."""
    assert [name for name, _ in faults(a_record(**changes))] == [field]


@pytest.mark.parametrize(
    ("before", "after", "shift"),
    [
        (80, 40, Shift(80, 40, "moved", 40)),
        (80, 76, Shift(80, 76, "did_not_move", 4)),
        (80, 84, Shift(80, 84, "did_not_move", 4)),
        (80, 75, Shift(80, 75, "moved", 5)),
        (80, 85, Shift(80, 85, "rose", 5)),
        (None, 40, None),
        (80, None, None),
    ],
)
def test_belief_moves_in_three_cases(
    before: int | None, after: int | None, shift: Shift | None
) -> None:
    """Down, about the same, up, with the amount; nothing is said about a rating left out."""
    record = a_record(belief_before=before, belief_after=after)
    assert movement(record).belief == shift


def test_the_rating_after_an_experiment_replaces_the_earlier_one() -> None:
    """What the test showed is newer than what the writing showed."""
    record = a_record(
        belief_before=80, belief_after=60, experiment=Experiment("Ask", belief_after=20)
    )
    assert last_belief(record) == 20
    assert last_belief(replace(record, experiment=Experiment("Ask"))) == 60


def test_each_emotion_moves_on_its_own() -> None:
    """One may fall while another rises; only those rated twice are mentioned."""
    record = a_record(emotions=(Emotion("tense", 80, 30), Emotion("sad", 20, 50), Emotion("lost")))
    told = movement(record).emotions
    assert [(name, shift.direction) for name, shift in told] == [
        ("tense", "moved"),
        ("sad", "rose"),
    ]
    assert emotion_rose(record)


def test_calm_that_grew_is_no_reason_for_concern() -> None:
    """Pleasant emotions are left out when something is offered."""
    record = a_record(emotions=(Emotion("Calm", 10, 60),))
    assert emotion_rose(record)
    assert not emotion_rose(record, pleasant={"calm"})


def test_an_experiment_is_suggested_where_arguing_did_not_help() -> None:
    """Little belief in the balanced thought, or belief unmoved; not when there is one already."""
    assert suggests_experiment(a_record(belief_balanced=30))
    assert suggests_experiment(a_record(belief_before=80, belief_after=80))
    assert not suggests_experiment(a_record(belief_before=80, belief_after=20, belief_balanced=70))
    assert not suggests_experiment(a_record())
    assert not suggests_experiment(a_record(belief_balanced=10, experiment=Experiment("Ask")))


def test_an_experiment_is_due_from_its_day_on_while_it_is_open() -> None:
    """Late is still due; finished, dropped or undated ones never are."""
    planned = Experiment("Ask Kim", look_on=TODAY)
    assert is_due(planned, TODAY)
    assert is_due(planned, date(2026, 12, 24))
    assert not is_due(planned, date(2026, 11, 22))
    assert not is_due(replace(planned, status="better"), TODAY)
    assert not is_due(Experiment("Ask Kim"), TODAY)


def test_looking_keeps_what_happened_and_what_was_learned() -> None:
    """The outcome is one of three, and can be corrected later."""
    done = looked(
        Experiment("Ask Kim", "A no", 90, TODAY),
        "better",
        what_happened="Kim said yes.",
        learned="Ask earlier.",
        belief_after=30,
    )
    assert (done.status, done.learned, done.belief_after) == ("better", "Ask earlier.", 30)
    assert looked(done, "as_predicted").status == "as_predicted"


def test_what_could_not_run_is_rescheduled_or_dropped() -> None:
    """No experiment ends in a dead end, and a dropped one can be taken up again."""
    waiting = could_not_run(Experiment("Ask Kim", look_on=TODAY), "Kim was ill.")
    assert waiting.what_happened == "Kim was ill."
    later = reschedule(waiting, date(2026, 12, 1), TODAY)
    assert (later.status, later.look_on) == ("open", date(2026, 12, 1))
    dropped = drop(waiting)
    assert dropped.status == "dropped"
    assert reschedule(dropped, TODAY, TODAY).status == "open"


@pytest.mark.parametrize(
    "change",
    [
        lambda e: drop(replace(e, status="better")),
        lambda e: drop(replace(e, status="dropped")),
        lambda e: could_not_run(replace(e, status="worse")),
        lambda e: looked(replace(e, status="dropped"), "better"),
        lambda e: looked(e, "better", belief_after=101),
        lambda e: reschedule(replace(e, status="as_predicted"), TODAY, TODAY),
        lambda e: reschedule(e, date(2026, 11, 22), TODAY),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_with_a_code(change: object) -> None:
    """The refusal holds a code and nothing a person wrote."""
    assert callable(change)
    with pytest.raises(ThoughtProblem) as refused:
        change(Experiment("Ask the secret question", look_on=TODAY))
    assert "secret" not in str(refused.value)
    assert refused.value.code


@given(experiments, st.sampled_from(["looked", "could_not_run", "reschedule", "drop"]))
def test_no_step_loses_what_was_planned(experiment: Experiment, step: str) -> None:
    """Whatever happens to an experiment, its plan and its prediction stay."""
    steps = {
        "looked": lambda: looked(experiment, "better"),
        "could_not_run": lambda: could_not_run(experiment),
        "reschedule": lambda: reschedule(experiment, TODAY, TODAY),
        "drop": lambda: drop(experiment),
    }
    try:
        after = steps[step]()
    except ThoughtProblem:
        return
    assert (after.what, after.prediction, after.likelihood) == (
        experiment.what,
        experiment.prediction,
        experiment.likelihood,
    )
