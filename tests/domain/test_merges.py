"""The mental merge: lines, the stash, and which day it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.merges import (
    MAX_LINE,
    MAX_TEXT,
    Merge,
    OnCall,
    StashItem,
    StashRow,
    after_night,
    asks_about,
    check_merge,
    done,
    drop,
    is_vague,
    keep,
    merge_day,
    next_up,
    open_items,
    read_lines,
    reopen,
    replay,
    shift_being_closed,
    steps_to_hint,
    suggest_variant,
    update_stash,
)
from bot.domain.shifts import OnlyWhenAsked, Shift, Weekly, WorkPattern, shift_on

MONDAY = date(2026, 11, 2)
OFFICE = Shift(start=time(9), end=time(17))
NIGHT = Shift(start=time(19), end=time(7), kind="night")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("one thing", ("one thing",)),
        ("- one\n* two\n\n  3. three  ", ("one", "two", "three")),
        ("24. Dec closing\n12) bolts packed", ("24. Dec closing", "12) bolts packed")),
        ("-5 degrees held\n2 of 3 parts", ("-5 degrees held", "2 of 3 parts")),
    ],
)
def test_lines_lose_their_list_marks_and_nothing_else(text: str, lines: tuple[str, ...]) -> None:
    """Numbers and minus signs that belong to the text stay."""
    assert read_lines(text) == lines


def test_a_fourth_line_is_pointed_out_and_not_cut_off() -> None:
    """Three lines are the idea; the fourth is the person's to move."""
    lines = read_lines("a\nb\nc\nd")
    assert lines == ("a", "b", "c", "d")
    assert check_merge(Merge(MONDAY, merged=lines)) == {"merged": "too_many"}
    assert check_merge(Merge(MONDAY, merged=lines[:3])) == {}


def test_too_much_is_named_by_field() -> None:
    """Every field says for itself that it is too long."""
    long_row = StashItem("1", "x" * (MAX_LINE + 1))
    merge = Merge(
        MONDAY,
        merged=("x" * (MAX_LINE + 1),),
        stash=(long_row, *tuple(StashItem(str(n), "y") for n in range(2, 7))),
        ok_thing="x" * (MAX_TEXT + 1),
        on_call=OnCall(first_step="x" * (MAX_TEXT + 1)),
    )
    assert check_merge(merge) == {
        "merged": "too_long",
        "stash": "too_many",
        "stash_0_item": "too_long",
        "ok_thing": "too_long",
        "first_step": "too_long",
    }


def test_an_empty_merge_is_fine_and_known_as_empty() -> None:
    """Every field is optional."""
    assert Merge(MONDAY).empty
    assert check_merge(Merge(MONDAY)) == {}
    assert not Merge(MONDAY, ok_thing="The new fixture held").empty
    assert not Merge(MONDAY, on_call=OnCall(who_is_next="the second line")).empty


@pytest.mark.parametrize(
    ("step", "vague"),
    [
        ("", False),
        ("   ", False),
        ("finish", True),
        ("fix it", True),
        ("follow-up", True),
        ("call the vendor", False),
        ("re-run job 12", False),
        ("部品", True),
        ("部品を注文する", False),
        ("...", False),
    ],
)
def test_a_step_of_one_or_two_words_is_vague(step: str, vague: bool) -> None:
    """A concrete step is a few words; scripts without spaces are measured by characters."""
    assert is_vague(step) is vague


def test_the_hint_is_given_once_and_then_the_step_passes() -> None:
    """Nobody is held up by a form."""
    rows = (StashRow("1", "report", "finish"), StashRow("2", "pump", "order the seal kit"))
    assert steps_to_hint(rows, hinted=False) == (0,)
    assert steps_to_hint(rows, hinted=True) == ()


def test_the_stash_follows_the_rows_of_the_modal() -> None:
    """Edited, new, emptied, and not shown at all."""
    before = (
        StashItem("a", "old text", kept=3),
        StashItem("b", "let go"),
        StashItem("c", "not shown"),
    )
    rows = (StashRow("n", " new ", "first step"), StashRow("a", "new text"), StashRow("b", "  "))
    after = update_stash((*before,), (*rows, StashRow("m", "")))
    assert after == (
        StashItem("n", "new", "first step"),
        StashItem("a", "new text", kept=3),
        StashItem("b", "let go", status="dropped"),
        StashItem("c", "not shown"),
    )


def test_done_keep_and_drop_at_the_next_start() -> None:
    """What was closed stays closed, and what was not named stays as it is."""
    stash = tuple(StashItem(name, name) for name in "abcd")
    after = replay(stash, {"a": "done", "b": "keep", "c": "drop", "zz": "done"})
    assert [item.status for item in after] == ["done", "open", "dropped", "open"]
    assert [item.kept for item in after] == [0, 1, 0, 0]
    assert replay(after, {"a": "keep"}) == after
    assert [item.id for item in open_items(after)] == ["b", "d"]


def test_an_item_kept_five_times_is_asked_about_and_not_every_day_after() -> None:
    """At five, at ten, not in between, and never once it is closed."""
    item = StashItem("a", "the noise in spindle two")
    asked = []
    for _ in range(12):
        item = keep(item)
        asked.append(asks_about(item))
    assert [at + 1 for at, yes in enumerate(asked) if yes] == [5, 10]
    five = replace(item, kept=5)
    assert not asks_about(done(five))
    assert not asks_about(drop(five))
    assert asks_about(reopen(drop(five)))


def test_next_up_prefers_an_item_with_a_plan() -> None:
    """ "Next: ..." names something that can be begun."""
    bare, planned = StashItem("a", "report"), StashItem("b", "pump", when="Tuesday 7:00")
    assert next_up((bare, planned)) == planned
    assert next_up((bare,)) == bare
    assert next_up((done(bare),)) is None


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-02T16:50", MONDAY),
        ("2026-11-02T22:59", MONDAY),
        # Long after the shift it is simply today.
        ("2026-11-03T02:00", date(2026, 11, 3)),
        ("2026-11-02T08:00", MONDAY),
        ("2026-11-07T12:00", date(2026, 11, 7)),
    ],
)
def test_a_merge_after_an_office_day_belongs_to_that_day(now: str, day: date) -> None:
    """Within six hours of the end it is about the shift."""
    pattern = WorkPattern(Weekly((OFFICE,) * 5 + (None, None)))
    assert merge_day(pattern, utc(now)) == day


def test_a_merge_after_midnight_belongs_to_the_night_before() -> None:
    """Monday's night is closed on Tuesday morning."""
    pattern = WorkPattern(Weekly((NIGHT,) * 7), "Europe/Berlin")
    assert merge_day(pattern, utc("2026-11-03T05:55")) == MONDAY
    assert merge_day(pattern, utc("2026-11-03T11:00")) == MONDAY
    assert merge_day(pattern, utc("2026-11-03T12:30")) == date(2026, 11, 3)
    assert shift_being_closed(WorkPattern(OnlyWhenAsked()), utc("2026-11-03T05:55")) is None


@pytest.mark.parametrize(
    ("shift", "last", "variant"),
    [
        (OFFICE, False, "day"),
        (OFFICE, True, "last_of_block"),
        (NIGHT, False, "night"),
        (NIGHT, True, "night"),
        (Shift(time(6), time(22)), False, "night"),
        (Shift(time(0, 30), time(16), "late"), False, "day"),
        (Shift(time(8), time(8), "on_call"), True, "on_call"),
    ],
)
def test_the_variant_follows_the_shift(shift: Shift, last: bool, variant: str) -> None:
    """On call first, then the way home after a night, then the end of a block."""
    week = Weekly((shift, None if last else shift, None, None, None, None, None))
    worked = shift_on(WorkPattern(week), MONDAY)
    assert worked
    assert suggest_variant(worked) == variant
    assert after_night(worked) is (variant == "night")


def test_without_a_shift_it_is_an_ordinary_day() -> None:
    """Somebody without a schedule gets the plain questions."""
    assert suggest_variant(None) == "day"
    assert not after_night(None)


texts = st.text(max_size=20)
items = st.builds(StashItem, texts, texts, texts, texts, texts, st.integers(0, 20))


@given(merged=st.lists(texts, max_size=3), stash=st.lists(items, max_size=5), said=texts)
def test_a_merge_comes_back_from_json_as_it_was(
    merged: list[str], stash: list[StashItem], said: str
) -> None:
    """Merges are sealed as JSON."""
    merge = Merge(
        MONDAY, "on_call", tuple(merged), tuple(stash), said, said, said, OnCall(said), said, MONDAY
    )
    assert msgspec.json.decode(msgspec.json.encode(merge), type=Merge) == merge
