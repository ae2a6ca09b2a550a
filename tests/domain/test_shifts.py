"""Working patterns: who works when, by local date."""

from __future__ import annotations

from datetime import date, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rotations import PRESETS, anchor_for, rotation, usual_times
from bot.domain.shifts import (
    OnlyWhenAsked,
    Rotation,
    Shift,
    Weekly,
    WorkPattern,
    check_pattern,
    check_schedule,
    describe,
    move_zone,
    next_shift,
    not_today,
    pause,
    resume,
    shift_on,
    shifts_between,
    silenced,
)
from tests.domain.test_zones import days, zones

OFFICE = Shift(start=time(9), end=time(17))
NIGHT = Shift(start=time(19), end=time(7), kind="night")
WEEK = Weekly((OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, None, None))
MONDAY = date(2026, 11, 2)


def letters(pattern: WorkPattern, first: date, count: int) -> str:
    """A stretch of dates as D, N, E, L, C and - ."""
    short = {"day": "D", "night": "N", "early": "E", "late": "L", "on_call": "C"}
    rows = describe(pattern, first, count)
    return "".join(short[row.shift.kind] if row.shift else "-" for row in rows)


def test_weekdays_are_worked_and_the_weekend_is_not() -> None:
    """A weekly schedule starts on Monday."""
    assert letters(WorkPattern(WEEK), MONDAY, 14) == "DDDDD--DDDDD--"


@pytest.mark.parametrize(
    ("name", "length", "expected"),
    [
        ("two_two_three", 14, "DD--DDD--DD---"),
        ("two_two_three_nights", 14, "NN--NNN--NN---"),
        ("two_two_three_rotating", 28, "DD--DDD--DD---NN--NNN--NN---"),
        ("panama", 56, "DD--DDD--DD---" * 2 + "NN--NNN--NN---" * 2),
        ("four_on_four_off", 8, "DDDD----"),
        ("four_on_four_off_nights", 8, "NNNN----"),
        ("four_on_four_off_rotating", 16, "DDDD----NNNN----"),
        ("two_days_two_nights_four_off", 8, "DDNN----"),
        ("continental", 28, "EELLNNN--EELLLNN--EEELLNN---"),
        ("dupont", 28, "NNNN---DDD-NNN---DDDD-------"),
    ],
)
def test_a_preset_is_the_pattern_that_goes_by_its_name(
    name: str, length: int, expected: str
) -> None:
    """The cycle, and the same cycle again after it and before it."""
    pattern = WorkPattern(rotation(PRESETS[name], MONDAY, preset=name))
    assert check_schedule(pattern.schedule) == {}
    assert letters(pattern, MONDAY, length * 2) == expected * 2
    assert letters(pattern, MONDAY - timedelta(days=length), length) == expected


@pytest.mark.parametrize(
    ("name", "weekly_hours"),
    [("two_two_three", 42), ("panama", 42), ("dupont", 42), ("continental", 42)],
)
def test_a_preset_has_the_average_week_it_is_known_for(name: str, weekly_hours: float) -> None:
    """All four are published with an average of 42 hours a week."""
    cycle = PRESETS[name]
    shifts = shifts_between(WorkPattern(rotation(cycle, MONDAY)), MONDAY, len(cycle))
    assert sum(shift.hours or 0 for shift in shifts) / len(cycle) * 7 == pytest.approx(weekly_hours)


def test_a_preset_covers_every_hour_with_four_crews() -> None:
    """Four crews a quarter of a cycle apart leave no hour of DuPont or continental unattended."""
    for name in ("dupont", "continental"):
        cycle = PRESETS[name]
        for day in range(28):
            crews = sorted(cycle[(day + 7 * crew) % 28] for crew in range(4))
            assert [crew for crew in crews if crew != "O"] == sorted(usual_times(cycle))


def test_a_shift_past_midnight_belongs_to_the_day_it_started() -> None:
    """Friday's night ends on Saturday and is Friday's."""
    friday = date(2026, 11, 6)
    week = Weekly((None, None, None, None, NIGHT, None, None))
    [shift] = shifts_between(WorkPattern(week, "Europe/Berlin"), MONDAY, 7)
    assert (shift.day, shift.ends_on) == (friday, friday + timedelta(days=1))
    assert shift.ends_at.isoformat() == "2026-11-07T06:00:00+00:00"
    assert shift.hours == 12


def test_a_shift_that_ends_when_it_started_lasts_a_day() -> None:
    """On call from eight to eight, or a fire crew: 24 hours, ending on the next date."""
    shift = shift_on(WorkPattern(Weekly((Shift(time(8), time(8), "on_call"),) * 7)), MONDAY)
    assert shift
    assert (shift.hours, shift.ends_on) == (24, MONDAY + timedelta(days=1))


def test_a_night_of_a_clock_change_is_an_hour_longer_or_shorter() -> None:
    """Hours are those that pass, not those on the wall."""
    week = Weekly((None, None, None, None, None, NIGHT, None))
    autumn = shift_on(WorkPattern(week, "America/New_York"), date(2026, 10, 31))
    spring = shift_on(WorkPattern(week, "America/New_York"), date(2026, 3, 7))
    assert autumn
    assert autumn.hours == 13
    assert spring
    assert spring.hours == 11


def test_the_first_and_the_last_shift_of_a_block_are_known() -> None:
    """Also when a holiday or a pause makes the block shorter."""
    pattern = WorkPattern(WEEK)
    week = shifts_between(pattern, MONDAY, 7)
    assert [shift.first_of_block for shift in week] == [True, False, False, False, False]
    assert [shift.last_of_block for shift in week] == [False, False, False, False, True]
    thursday = MONDAY + timedelta(days=3)
    shortened = shifts_between(pattern, MONDAY, 7, lambda day: day == thursday)
    assert [shift.last_of_block for shift in shortened] == [False, False, True, True]


def test_a_holiday_is_off_unless_the_person_works_holidays() -> None:
    """The reason is named, so that the two weeks shown before saving explain themselves."""
    rows = describe(WorkPattern(WEEK), MONDAY, 2, lambda day: day == MONDAY)
    assert [row.off for row in rows] == ["holiday", ""]
    worked = describe(WorkPattern(WEEK, works_holidays=True), MONDAY, 1, lambda day: True)
    assert worked[0].off == ""
    assert worked[0].shift is not None


def test_a_pause_ends_before_the_date_it_names() -> None:
    """ "Until Thursday" means that Thursday counts again."""
    thursday = MONDAY + timedelta(days=3)
    pattern = pause(WorkPattern(WEEK), thursday)
    assert [row.off for row in describe(pattern, MONDAY, 4)] == ["paused"] * 3 + [""]
    assert silenced(pattern, MONDAY)
    assert not silenced(pattern, thursday)


def test_ending_a_pause_leaves_the_silent_days_silent() -> None:
    """Nothing of the past comes back when a pause is cut short."""
    tuesday = MONDAY + timedelta(days=1)
    pattern = resume(pause(WorkPattern(WEEK), MONDAY + timedelta(days=9)), tuesday)
    assert silenced(pattern, MONDAY)
    assert not silenced(pattern, tuesday)
    assert resume(pattern, tuesday + timedelta(days=5)) == pattern


def test_not_today_takes_out_one_date_and_the_list_stays_short() -> None:
    """A hundred days of "not today" keep the newest dates."""
    pattern = WorkPattern(WEEK)
    for offset in range(100):
        pattern = not_today(pattern, MONDAY + timedelta(days=offset))
    assert len(pattern.skipped) == 40
    assert silenced(pattern, MONDAY + timedelta(days=99))


def test_the_next_shift_is_found_across_days_off() -> None:
    """After Friday comes Monday; without a schedule nothing comes."""
    friday = MONDAY + timedelta(days=4)
    found = next_shift(WorkPattern(WEEK), friday)
    assert found
    assert found.day == MONDAY + timedelta(days=7)
    assert next_shift(WorkPattern(OnlyWhenAsked()), friday) is None


def test_an_unknown_zone_leaves_the_pattern_as_it_was() -> None:
    """Slack sends zones that this machine may not know."""
    pattern = WorkPattern(WEEK, "Europe/Berlin")
    assert move_zone(pattern, "Asia/Tokyo").zone == "Asia/Tokyo"
    assert move_zone(pattern, "Moon/Tranquility") == pattern


@pytest.mark.parametrize(
    ("schedule", "problems"),
    [
        (OnlyWhenAsked(), {}),
        (WEEK, {}),
        (Weekly((OFFICE,)), {"days": "wrong_length"}),
        (Weekly((None,) * 7), {"days": "no_work"}),
        (Rotation(MONDAY, ()), {"cycle": "wrong_length"}),
        (Rotation(MONDAY, (OFFICE,) * 57), {"cycle": "wrong_length"}),
        (Rotation(MONDAY, (None,)), {"cycle": "no_work"}),
        (Rotation(MONDAY, (Shift(time(9, 30), time(9)), None)), {"day_0": "too_short"}),
        (Rotation(MONDAY, (None, Shift(time(7)))), {"day_1": "needs_start"}),
        (Rotation(MONDAY, (Shift(time(15)),)), {}),
        (Rotation(MONDAY, (Shift(time(15), kind="night"),)), {"day_0": "night_needs_start"}),
        (Rotation(MONDAY, (NIGHT, Shift(time(14), time(6)))), {"day_0": "overlaps_next"}),
        # A day and a night of 24 hours, back to back, is what some on-call weeks are.
        (Rotation(MONDAY, (Shift(time(8), time(8), "on_call"),)), {}),
    ],
)
def test_a_schedule_is_checked_field_by_field(
    schedule: Weekly | Rotation | OnlyWhenAsked, problems: dict[str, str]
) -> None:
    """Codes only: the words belong to content."""
    assert check_schedule(schedule) == problems
    assert check_pattern(WorkPattern(schedule, "nowhere")) == {**problems, "zone": "unknown_zone"}


def test_an_anchor_is_found_from_the_day_of_the_cycle() -> None:
    """ "Today is day 5" puts the first day four days back."""
    schedule = rotation("DDNNOOOO", anchor_for(MONDAY, 5))
    assert letters(WorkPattern(schedule), MONDAY, 8) == "----DDNN"


def test_own_times_replace_the_usual_ones_letter_by_letter() -> None:
    """A plant that starts at six keeps the usual nights unless it says otherwise."""
    mine = Shift(start=time(6), end=time(18))
    schedule = rotation("DNO", MONDAY, {"D": mine})
    assert schedule.cycle == (mine, NIGHT, None)


def shift_of(start: time, minutes: int) -> Shift:
    total = (start.hour * 60 + start.minute + minutes) % 1440
    return Shift(start=start, end=time(total // 60, total % 60))


quarter_hours = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
any_shift = st.builds(shift_of, quarter_hours, st.integers(4, 48).map(lambda n: n * 15))
cycles = st.lists(st.none() | any_shift, min_size=1, max_size=56).filter(any).map(tuple)


@given(anchor=days, cycle=cycles, first=days, zone=zones)
def test_a_rotation_repeats_and_its_shifts_are_in_order(
    anchor: date, cycle: tuple[Shift | None, ...], first: date, zone: str
) -> None:
    """Every shift has its date's place in the cycle, and ends no earlier than it starts."""
    pattern = WorkPattern(Rotation(anchor, cycle), zone)
    span = 2 * len(cycle)
    found = shifts_between(pattern, first, span)
    assert len(found) == 2 * sum(shift is not None for shift in cycle)
    for shift in found:
        assert shift.starts_at is not None
        assert shift.starts_at <= shift.ends_at <= shift.starts_at + timedelta(hours=27)
        assert cycle[(shift.day - anchor).days % len(cycle)] is not None
    assert [shift.day for shift in found] == sorted({shift.day for shift in found})


@given(anchor=days, cycle=cycles, paused=st.none() | days, skipped=st.lists(days, max_size=3))
def test_a_pattern_comes_back_from_json_as_it_was(
    anchor: date, cycle: tuple[Shift | None, ...], paused: date | None, skipped: list[date]
) -> None:
    """Patterns are sealed as JSON; the kind of schedule is told by its tag."""
    for schedule in (Rotation(anchor, cycle), WEEK, OnlyWhenAsked()):
        pattern = WorkPattern(schedule, "Asia/Tokyo", "DE-BY", True, paused, tuple(skipped))
        assert msgspec.json.decode(msgspec.json.encode(pattern), type=WorkPattern) == pattern
