"""A schedule while it is typed: read back as it was, refused beside the right field."""

from __future__ import annotations

from datetime import date, time, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.rotations import PRESETS
from bot.domain.schedule_around import read_around, read_zone
from bot.domain.schedule_drafts import (
    OWN,
    ScheduleDraft,
    begun,
    cycle_letters,
    day_in_cycle,
    read_shifts,
    restated,
    weekly_fields,
    with_rotation,
)
from bot.domain.shifts import OnlyWhenAsked, Schedule, WorkPattern, scheduled_shift
from bot.domain.sleep import Sleep
from bot.domain.zones import known_zone

TODAY = date(2026, 11, 23)
texts = st.text(max_size=60)
names = st.sampled_from(
    ["weekdays", *(f"day_{at}" for at in range(7)), "preset", "cycle", "day_of_cycle", "begins"]
    + [f"time_{letter}" for letter in "DELNC"]
    + ["country", "part", "works_holidays", "zone", "follow", "sleep_start", "sleep_end"]
    + ["stated_on"]
)
spans = st.sampled_from(
    ["", "off", "17:00", "9am-5pm", "22-6", "14:00-22:00", "8-16:30", "16-0:30"]
)
drafts = st.builds(
    ScheduleDraft,
    how=st.sampled_from(["weekly", "rotation", "only_when_asked"]),
    each=st.booleans(),
    fields=st.dictionaries(names, texts, max_size=20),
)


def again(schedule: Schedule, today: date = TODAY) -> Schedule | None:
    """A stored schedule, opened in the editor and saved without a change."""
    draft = begun(WorkPattern(schedule), None, "UTC", follow=True, today=today)
    return read_shifts(draft, today)[0]


@given(drafts)
def test_whatever_is_typed_is_read_or_refused_with_a_reason(draft: ScheduleDraft) -> None:
    """No text a person can type raises anything, and a refusal always names a field."""
    schedule, problems = read_shifts(draft, TODAY)
    assert (schedule is None) == bool(problems)
    around, troubles = read_around(draft)
    assert (around is None) == bool(troubles)
    restated(draft, TODAY)
    with_rotation(draft, "DDNN")
    assert msgspec.json.decode(msgspec.json.encode(draft), type=ScheduleDraft) == draft


@given(st.tuples(*[spans] * 7), st.booleans())
def test_a_week_saved_without_a_change_is_the_same_week(typed: tuple[str, ...], each: bool) -> None:
    """Opening the editor and saving must never move an hour."""
    fields = {f"day_{at}": text for at, text in enumerate(typed)} | {"weekdays": typed[0]}
    schedule, problems = read_shifts(ScheduleDraft("weekly", each, fields), TODAY)
    if schedule is None:
        assert set(problems) <= set(weekly_fields(ScheduleDraft(each=each)))
    else:
        assert again(schedule) == schedule


@settings(max_examples=60)
@given(
    st.one_of(st.sampled_from(sorted(PRESETS)), st.text("DELNCO", min_size=1, max_size=56)),
    st.integers(1, 56),
    st.integers(0, 400),
)
def test_a_rotation_saved_without_a_change_gives_every_day_the_same_shift(
    which: str, day: int, later: int
) -> None:
    """Whatever day it is opened on, and whichever cycle it is."""
    fields = {"preset": which} if which in PRESETS else {"preset": OWN, "cycle": which}
    draft = ScheduleDraft("rotation", fields=fields)
    letters = cycle_letters(draft)
    number = (day - 1) % len(letters or "O") + 1
    draft = ScheduleDraft("rotation", fields={**fields, "day_of_cycle": str(number)})
    schedule, problems = read_shifts(draft, TODAY)
    if schedule is None:
        assert problems
        return
    saved = again(schedule, TODAY + timedelta(days=later))
    assert saved is not None
    for offset in range(2 * len(letters)):
        date_ = TODAY + timedelta(days=offset)
        assert scheduled_shift(saved, date_) == scheduled_shift(schedule, date_)
        assert (scheduled_shift(schedule, date_) is None) == (
            letters[(number - 1 + offset) % len(letters)] == "O"
        )


@given(st.integers(1, 8), st.integers(0, 100))
def test_a_day_of_the_cycle_said_again_later_means_the_same_cycle(number: int, later: int) -> None:
    """A form left open past midnight keeps its meaning."""
    fields = {"preset": "four_on_four_off", "day_of_cycle": str(number), "stated_on": str(TODAY)}
    draft = ScheduleDraft("rotation", fields=fields)
    after = TODAY + timedelta(days=later)
    moved = restated(draft, after)
    first, _ = read_shifts(draft, after)
    second, _ = read_shifts(moved, after)
    assert first is not None
    assert second is not None
    for offset in range(8):
        date_ = after + timedelta(days=offset)
        assert scheduled_shift(first, date_) == scheduled_shift(second, date_)


def test_usual_times_stay_behind_and_typed_ones_come_along() -> None:
    """Another rotation has other usual hours; an hour the person typed is theirs."""
    fields = {"time_D": "07:00-19:00", "time_N": "20-8"}
    assert with_rotation(ScheduleDraft("rotation", fields=fields), "DN").fields == {
        "time_N": "20-8"
    }


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("UTC", "UTC"),
        ("Atlantis", ""),
        ("../etc", ""),
        ("", ""),
    ],
)
def test_a_zone_is_found_by_its_name_or_city(typed: str, zone: str) -> None:
    """In any case, and never something that no clock knows."""
    assert read_zone(typed) == zone
    assert not zone or known_zone(zone)


def test_around_reads_what_begun_wrote() -> None:
    """Zone, holidays and sleep survive the editor unchanged."""
    pattern = WorkPattern(OnlyWhenAsked(), "Asia/Kolkata", "DE-BY", works_holidays=True)
    sleep = Sleep(time(23, 15), time(7))
    draft = begun(pattern, sleep, "Asia/Kolkata", follow=False, today=TODAY)
    around, problems = read_around(draft)
    assert not problems
    assert around is not None
    assert (around.zone, around.follow) == ("Asia/Kolkata", False)
    assert (around.region, around.works_holidays) == ("DE-BY", True)
    assert around.sleep == sleep


def test_the_day_of_a_cycle_counts_from_one_in_both_directions() -> None:
    """An anchor may lie ahead."""
    assert day_in_cycle(TODAY, 8, TODAY) == 1
    assert day_in_cycle(TODAY, 8, TODAY + timedelta(days=9)) == 2
    assert day_in_cycle(TODAY, 8, TODAY - timedelta(days=1)) == 8
