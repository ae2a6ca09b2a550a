"""What an import would do: add, update, leave alone, and never take anything away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.freecbt.merging import Plan, merge_plan
from bot.domain.freecbt.problems import Rejected
from bot.domain.freecbt.reading import read_import
from bot.domain.freecbt.writing import to_backup, to_csv
from bot.domain.thoughts import Emotion, Experiment, ThoughtRecord

NOW = datetime(2026, 1, 5, 17, 30, 0, 123456, tzinfo=UTC)
FULL = ThoughtRecord(
    uuid="u-1",
    created_at=NOW,
    updated_at=NOW,
    automatic_thought="It will fail.",
    situation="Release day",
    belief_before=80,
    evidence_for="Last week",
    evidence_against="The three before",
    distortions=("overgeneralization", "labeling"),
    tags=("mine",),
    emotions=(Emotion("tense", 70, 30),),
    balanced_thought="It may wobble.",
    experiment=Experiment("Ship on Tuesday", likelihood=60),
)


def later(record: ThoughtRecord, minutes: int = 1, **changes: object) -> ThoughtRecord:
    moved = replace(record, updated_at=record.updated_at + timedelta(minutes=minutes))
    return replace(moved, **changes)  # type: ignore[arg-type]  # the tests change any field


def test_a_record_that_is_not_here_is_added() -> None:
    """Merge means adding; nothing that is here is taken away."""
    assert merge_plan([], [FULL]) == Plan(added=(FULL,))
    other = replace(FULL, uuid="u-2")
    assert merge_plan([other], [FULL]) == Plan(added=(FULL,))


def test_bringing_back_ones_own_export_changes_nothing() -> None:
    """Through the backup and through both tables, with what they cannot hold."""
    for exported in (
        to_backup([FULL]),
        to_csv([FULL], guarded=True),
        to_csv([FULL], guarded=False),
    ):
        plan = merge_plan([FULL], read_import(exported).records)
        assert plan == Plan(identical=("u-1",))


def test_a_newer_version_updates_what_the_other_program_knows_and_nothing_else() -> None:
    """Ratings, emotions, evidence for and the experiment stay: they had no place over there."""
    edited = ThoughtRecord(
        uuid="u-1",
        created_at=NOW,
        updated_at=NOW + timedelta(minutes=1),
        automatic_thought="It might fail.",
        balanced_thought="We can roll back.",
        distortions=("labeling",),
        source="freecbt",
    )
    (updated,) = merge_plan([FULL], [edited]).updated
    assert updated.automatic_thought == "It might fail."
    assert updated.balanced_thought == "We can roll back."
    assert updated.distortions == ("labeling",)
    assert updated.updated_at == edited.updated_at
    assert updated.evidence_for == "Last week"
    assert updated.tags == ("mine",)
    assert (updated.belief_before, updated.emotions) == (80, FULL.emotions)
    assert updated.experiment == FULL.experiment
    assert (updated.created_at, updated.source) == (FULL.created_at, FULL.source)


def test_an_older_version_does_not_replace_a_newer_one() -> None:
    """An old backup cannot undo today's work; the preview says that it is older."""
    old = later(FULL, -5, automatic_thought="Long ago")
    assert merge_plan([FULL], [old]) == Plan(older=("u-1",))
    same_time = replace(FULL, automatic_thought="Different")
    assert merge_plan([FULL], [same_time]) == Plan(older=("u-1",))


def test_of_two_versions_in_one_file_the_newest_counts() -> None:
    """Whatever their order in the file."""
    first, second = FULL, later(FULL, 5, automatic_thought="Second")
    for incoming in ([first, second], [second, first]):
        plan = merge_plan([], incoming)
        assert plan.added == (second,)
        assert plan.older == ("u-1",)


def test_rejected_rows_travel_with_the_plan() -> None:
    """The preview shows them beside what would be added."""
    rejected = (Rejected(3, "bad_time"),)
    assert merge_plan([], [], rejected).rejected == rejected


some_records = st.lists(
    st.builds(
        later,
        st.sampled_from("abc").map(lambda u: replace(FULL, uuid=u)),
        minutes=st.integers(-3, 3),
        automatic_thought=st.sampled_from(["x", "y"]),
        tags=st.sampled_from([(), ("mine",), ("t",)]),
    ),
    max_size=5,
)


@settings(max_examples=150)
@given(some_records, some_records)
def test_a_second_run_of_the_same_import_changes_nothing(
    existing: list[ThoughtRecord], incoming: list[ThoughtRecord]
) -> None:
    """Pressing the button twice, or a delivery twice, is harmless; nothing disappears either."""
    here = {record.uuid: record for record in existing}
    plan = merge_plan(here.values(), incoming)
    after = here | {record.uuid: record for record in (*plan.added, *plan.updated)}
    again = merge_plan(after.values(), incoming)
    assert (again.added, again.updated) == ((), ())
    assert set(after) >= set(here)
    assert len(plan.added) + len(plan.updated) + len(plan.identical) + len(plan.older) == len(
        incoming
    )
