"""The stash between two shifts: out of sight until the next start, nothing lost, nothing twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.merges import StashItem, StashRow
from bot.domain.shifts import OnlyWhenAsked, Shift, Weekly, WorkPattern
from bot.domain.stashes import Start, Stashed, answered, in_order, merged_in, start_of, waiting

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
EVENING = datetime(2026, 11, 23, 17, tzinfo=UTC)


def morning(day: date) -> Start:
    """The start of an office day."""
    return Start(day, datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


NIGHT = Shift(start=time(22), end=time(6), kind="night")
ids = st.sampled_from("abcdefg")
rows = st.lists(
    st.builds(StashRow, ids, st.sampled_from(["", "thing", "other"])),
    max_size=5,
    unique_by=lambda row: row.id,
)
stashes = st.lists(
    st.builds(
        Stashed,
        st.builds(
            StashItem,
            ids,
            st.just("thing"),
            kept=st.integers(0, 9),
            status=st.sampled_from(["open", "done", "dropped"]),
        ),
        st.dates(MONDAY - 9 * DAY, MONDAY),
        st.just(EVENING),
        st.integers(0, 4),
    ),
    max_size=5,
    unique_by=lambda one: one.item.id,
)


@given(stashes, rows)
def test_a_merge_keeps_what_was_written_and_what_was_not_shown(
    stash: list[Stashed], typed: list[StashRow]
) -> None:
    """Only what was emptied, or was closed before, leaves."""
    kept, gone = merged_in(stash, typed, MONDAY, EVENING)
    open_before = {one.item.id for one in in_order(stash)}
    written = {row.id for row in typed if row.item}
    emptied = {row.id for row in typed if not row.item}
    assert {one.item.id for one in kept} == written | (open_before - emptied)
    assert set(gone) == {one.item.id for one in stash} - {one.item.id for one in kept}
    assert all(one.put_down == MONDAY and one.item.status == "open" for one in kept)
    assert [one.place for one in kept] == list(range(len(kept)))


@given(stashes, rows)
def test_sent_twice_a_merge_leaves_the_same_stash(
    stash: list[Stashed], typed: list[StashRow]
) -> None:
    """Slack repeats deliveries; counts must not move for it."""
    once, _ = merged_in(stash, typed, MONDAY, EVENING)
    twice, _ = merged_in(once, typed, MONDAY, EVENING)
    assert twice == once


@given(stashes, rows)
def test_changing_a_past_merge_leaves_other_open_things_alone(
    stash: list[Stashed], typed: list[StashRow]
) -> None:
    """It doesn't bring back what is closed by another merge, nor put anything down anew."""
    kept, gone = merged_in(stash, typed, MONDAY - 5 * DAY, EVENING + DAY, past=True)
    shown = {row.id for row in typed}
    before = {one.item.id: one for one in in_order(stash)}
    emptied = {row.id for row in typed if not row.item}
    assert set(gone) == emptied & {one.item.id for one in in_order(stash)}
    for one in kept:
        if one.item.id in before:
            assert one.put_down == before[one.item.id].put_down
            assert one.put_at == before[one.item.id].put_at
    assert {id_ for id_ in before if id_ not in shown} <= {one.item.id for one in kept}


@given(stashes)
def test_each_thing_is_looked_at_once_a_start(stash: list[Stashed]) -> None:
    """After a decision it's out of sight until the next start; a second Keep changes nothing."""
    day = MONDAY + DAY
    for one in waiting(stash, morning(day)):
        kept = answered(one, "keep", day)
        assert kept.item.kept == one.item.kept + 1
        assert waiting([kept], morning(day)) == []
        assert answered(kept, "keep", day) == kept
        assert waiting([kept], morning(day + DAY)) == [kept]
        for choice in ("done", "drop"):
            assert waiting([answered(one, choice, day)], morning(day + DAY)) == []


def test_nothing_is_shown_before_the_next_start() -> None:
    """The evening is not the next start; a note of the small hours is there at the same day's."""
    one = Stashed(StashItem("a", "thing"), MONDAY, EVENING)
    assert waiting([one], morning(MONDAY)) == []
    assert waiting([one], None) == []
    assert waiting([one], morning(MONDAY + DAY)) == [one]
    at_one = Stashed(StashItem("a", "thing"), MONDAY + DAY, EVENING + timedelta(hours=8))
    assert waiting([at_one], morning(MONDAY + DAY)) == [at_one]


def test_a_start_is_the_begin_of_a_shift_and_never_a_day_off() -> None:
    """With a schedule the shift decides, at night too; without one each day counts."""
    pattern = WorkPattern(Weekly((NIGHT,) * 5 + (None, None)), "UTC")

    def at(day: date, hour: int) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

    assert start_of(pattern, at(MONDAY, 21)) is None
    assert start_of(pattern, at(MONDAY, 22)) == Start(MONDAY, at(MONDAY, 22))
    assert start_of(pattern, at(MONDAY + DAY, 3)) == Start(MONDAY, at(MONDAY, 22))
    assert start_of(pattern, at(MONDAY + 6 * DAY, 23)) is None
    asked = WorkPattern(OnlyWhenAsked(), "UTC")
    assert start_of(asked, at(MONDAY, 3)) == Start(MONDAY, at(MONDAY, 0))


def test_a_day_with_only_an_end_counts_from_its_morning() -> None:
    """Where the start is not known, the date is the start."""
    pattern = WorkPattern(Weekly((Shift(end=time(17)),) * 5 + (None, None)), "UTC")
    early = datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert start_of(pattern, early) == Start(MONDAY, early + timedelta(hours=1))
    assert start_of(pattern, early + timedelta(days=5)) is None
