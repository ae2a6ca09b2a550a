"""The schedule editor: three short pages, two weeks before saving, nothing lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain.people import Who
from bot.domain.rotations import PRESETS
from bot.domain.shifts import OnlyWhenAsked, Rotation, Weekly
from bot.domain.sleep import Sleep
from bot.domain.typed_times import CycleProblem, TimeProblem
from bot.domain.workspaces import WorkspaceSettings
from bot.preview.standin import PersonDriver
from bot.preview.standin.workspace import TEAM
from handlers.schedule_desk import draft_of
from tests.conftest import House
from tests.scenarios.test_canaries import assert_nowhere
from tests.scenarios.test_check_in import agree

MARA = Who(TEAM, "U_DEV")
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def editor(house: House) -> PersonDriver:
    """A person who has said yes and stands in the editor."""
    house.slack.clock.set(MONDAY_MORNING)
    house.keel.journal.consent(MARA, "Europe/Stockholm", house.keel.now())
    mara = house.person()
    mara.opens_home()
    house.settle()
    mara.clicks("open:schedule", where="home")
    house.settle()
    return mara


def how(house: House, which: str) -> PersonDriver:
    """The first page of a way to work."""
    mara = editor(house)
    mara.clicks(f"schedule_how:{which}")
    house.settle()
    return mara


def saved(house: House) -> object:
    """The schedule that is kept."""
    profile = house.keel.journal.profile(MARA)
    return profile.pattern.schedule if profile and profile.pattern else None


def test_weekdays_until_five_take_two_fields_and_three_taps(house: House) -> None:
    """The common case: Monday to Friday alike, two weeks to look at, saved."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "9am-5pm"})
    assert mara.submits() is None
    assert mara.modals[-1]["callback_id"] == "schedule_around"
    mara.picks("schedule_country", "SE")
    house.settle()
    assert mara.submits() is None
    seen = mara.text_of(mara.modals[-1])
    assert mara.modals[-1]["callback_id"] == "schedule_preview"
    assert "Mon 23 Nov  09:00-17:00" in seen
    assert "Fri 27 Nov  09:00-17:00" in seen
    assert "Sat 28 Nov  off" in seen
    assert "Sun  6 Dec  off" in seen
    assert seen.count("09:00-17:00") == 10
    assert "Sweden" in seen
    assert saved(house) is None, "nothing is saved before it was looked at"
    assert mara.submits() is None
    schedule = saved(house)
    assert isinstance(schedule, Weekly)
    assert [shift.end if shift else None for shift in schedule.days] == [time(17)] * 5 + [None] * 2
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.pattern is not None
    assert (profile.pattern.region, profile.pattern.zone) == ("SE", "Europe/Stockholm")
    assert profile.sleep == Sleep()


def test_each_day_can_have_its_own_end(house: House) -> None:
    """Spread out from the common field, changed for one day, another off."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "17:00", "day_5": "8-12"})
    mara.clicks("schedule_each")
    house.settle()
    mara.fills({"day_4": "until 3pm", "day_2": "off"})
    assert mara.submits() is None
    assert mara.submits() is None
    seen = mara.text_of(mara.modals[-1])
    assert "Mon 23 Nov  until 17:00" in seen
    assert "Wed 25 Nov  off" in seen
    assert "Fri 27 Nov  until 15:00" in seen
    assert "Sat 28 Nov  08:00-12:00" in seen


def test_going_back_and_forth_flattens_nothing(house: House) -> None:
    """One field, five fields, one, five: each day still says what it said."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "17:00"})
    mara.clicks("schedule_each")
    house.settle()
    mara.fills({"day_4": "15:00"})
    for button in ("schedule_same", "schedule_each"):
        mara.clicks(button)
        house.settle()
    for _ in range(2):
        assert mara.submits() is None
    assert "Fri 27 Nov  until 15:00" in mara.text_of(mara.modals[-1])


def test_a_zone_that_changes_meanwhile_is_not_taken_back(house: House) -> None:
    """A schedule begun at home and saved after landing is one of the new place."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "9am-5pm"})
    assert mara.submits() is None
    mara.closes(all=True)
    mara.changes_zone("America/New_York")
    house.settle()
    mara.clicks("open:schedule", where="home")
    house.settle()
    mara.clicks("schedule_how:weekly")
    house.settle()
    for _ in range(3):
        assert mara.submits() is None
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.pattern is not None
    assert (profile.zone, profile.pattern.zone) == ("America/New_York", "America/New_York")


def test_problems_stand_beside_their_fields_and_nothing_is_lost(house: House) -> None:
    """Plain words, and the form keeps what could not be read."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "9-5", "day_5": "whenever"})
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == {"weekdays", "day_5"}
    assert "9am-5pm" in errors["weekdays"]
    mara.fills({"day_5": ""})
    mara.clicks("schedule_each")
    house.settle()
    assert "9-5" in str(mara.modals[-1])
    mara.closes(all=True)
    mara.clicks("open:schedule", where="home")
    house.settle()
    mara.clicks("schedule_how:weekly")
    house.settle()
    assert "9-5" in str(mara.modals[-1]), "what got as far as a button waits"


def test_an_empty_week_is_asked_about(house: House) -> None:
    """A schedule without a shift is more likely a slip than a life."""
    mara = how(house, "weekly")
    errors = mara.submits()
    assert errors is not None
    assert "Only when I ask" in errors["weekdays"]


def test_four_on_four_off_counts_from_today(house: House) -> None:
    """A preset, which of its days is today, and its usual times."""
    mara = how(house, "rotation")
    mara.picks("schedule_preset", "four_on_four_off")
    house.settle()
    mara.fills({"day_of_cycle.four_on_four_off": "3"})
    assert mara.submits() is None
    assert mara.submits() is None
    seen = mara.text_of(mara.modals[-1])
    assert "Mon 23 Nov  07:00-19:00" in seen
    assert "Tue 24 Nov  07:00-19:00" in seen
    assert "Wed 25 Nov  off" in seen
    assert "Sat 28 Nov  off" in seen
    assert "Sun 29 Nov  07:00-19:00" in seen
    assert mara.submits() is None
    schedule = saved(house)
    assert isinstance(schedule, Rotation)
    assert (schedule.anchor, schedule.preset) == (date(2026, 11, 21), "four_on_four_off")


def own_cycle(house: House, typed: str) -> PersonDriver:
    """A person who typed a cycle and stands before its times."""
    mara = how(house, "rotation")
    mara.picks("schedule_preset", "own")
    house.settle()
    mara.fills({"cycle": typed})
    mara.submits()
    return mara


def field(mara: PersonDriver, name: str) -> str:
    """The id of a field's block in the form on top."""
    ids = [row.get("block_id", "") for row in mara.modals[-1]["blocks"]]
    return str(next(id_ for id_ in ids if id_.partition(".")[0] == name))


def test_an_own_cycle_mixes_days_and_nights(house: House) -> None:
    """Typed in words; then its own times, from a date on which it began."""
    mara = own_cycle(house, "2 days 2 nights 4 off")
    form = str(mara.modals[-1])
    assert "Day 4: night" in form
    assert "07:00-19:00" in form, "the usual times of such a cycle stand there"
    mara.fills(
        {
            "begins": "2026-11-22",
            field(mara, "time_D"): "6-18",
            field(mara, "time_N"): "6pm to 6am",
        }
    )
    assert mara.submits() is None
    assert mara.submits() is None
    seen = mara.text_of(mara.modals[-1])
    assert "Mon 23 Nov  day     06:00-18:00" in seen
    assert "Tue 24 Nov  night   18:00-06:00" in seen
    assert "Wed 25 Nov  night   18:00-06:00" in seen
    assert "Thu 26 Nov  off" in seen
    assert "while you sleep after a night" in seen
    assert mara.submits() is None
    mara.closes(all=True)
    mara.clicks("open:schedule", where="home")
    house.settle()
    assert "a rotation of 8 days" in mara.text_of(mara.modals[-1])
    mara.clicks("schedule_how:rotation")
    house.settle()
    form = str(mara.modals[-1])
    assert "DDNNOOOO" in form
    assert "18:00-06:00" in form


def test_a_cycle_that_was_changed_asks_for_its_times_anew(house: House) -> None:
    """Earlies and lates have other usual times than twelve-hour days."""
    mara = own_cycle(house, "DDNNOOOO")
    mara.fills({"cycle": "2D 2L 2N 2 off", field(mara, "day_of_cycle"): "1"})
    assert mara.submits() is None
    assert mara.modals[-1]["callback_id"] == "schedule_shifts"
    form = str(mara.modals[-1])
    assert "14:00-22:00" in form
    assert "07:00-19:00" not in form
    assert mara.submits() is None
    assert mara.modals[-1]["callback_id"] == "schedule_around"


def test_another_preset_brings_its_own_times(house: House) -> None:
    """Usual times don't come along; a time that was typed does."""
    mara = how(house, "rotation")
    mara.picks("schedule_preset", "dupont")
    house.settle()
    mara.fills({"time_D.dupont": "5-17"})
    mara.picks("schedule_preset", "continental")
    house.settle()
    assert "22:00-06:00" in str(mara.modals[-1])
    mara.picks("schedule_preset", "four_on_four_off")
    house.settle()
    assert "5-17" in str(mara.modals[-1])


@pytest.mark.parametrize("typed", ["", "sometimes", "off off", "60 days", "DDXQ"])
def test_a_cycle_that_cannot_be_read_says_so(house: House, typed: str) -> None:
    """Beside its field, before anything is asked about it."""
    mara = how(house, "rotation")
    mara.picks("schedule_preset", "own")
    house.settle()
    mara.fills({"cycle": typed})
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == {"cycle"}


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, "day_of_cycle"),
        ({"day_of_cycle": "1", "time_N": "6"}, "time_N"),
        ({"day_of_cycle": "1", "time_N": "late"}, "time_N"),
        ({"day_of_cycle": "1", "time_N": "18-18:30"}, "time_N"),
    ],
)
def test_the_times_of_a_cycle_say_what_is_missing(
    house: House, fields: dict[str, str], where: str
) -> None:
    """Each problem beside its own field."""
    mara = own_cycle(house, "NNOO")
    mara.fills({field(mara, name): value for name, value in fields.items()})
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == {field(mara, where)}


def test_only_when_i_ask_needs_no_times(house: House) -> None:
    """No schedule is a choice too; zone and sleep are still asked."""
    mara = how(house, "only_when_asked")
    assert mara.modals[-1]["callback_id"] == "schedule_around"
    mara.fills({"zone": "new york", "sleep_start": "23:00"})
    assert mara.submits() is None
    assert "America/New_York" in mara.text_of(mara.modals[-1])
    assert mara.submits() is None
    assert isinstance(saved(house), OnlyWhenAsked)
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.zone == "America/New_York"
    assert profile.sleep == Sleep(start=time(23))


def test_an_unknown_zone_is_said_beside_its_field(house: House) -> None:
    """A typo must not move anybody to another zone."""
    mara = how(house, "only_when_asked")
    mara.fills({"zone": "Gotham"})
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == {"zone"}


def test_back_from_the_two_weeks_has_everything_as_it_was(house: House) -> None:
    """Looking at the two weeks is what shows the slip; changing it costs one field."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "8-16", "day_6": "22-6"})
    mara.submits()
    mara.picks("schedule_country", "DE")
    house.settle()
    mara.fills({"part.DE": "BY", "works_holidays": ["yes"], "follow": []})
    mara.submits()
    assert "Germany, Bayern" in mara.text_of(mara.modals[-1])
    mara.clicks("schedule_back:shifts")
    house.settle()
    form = str(mara.modals[-1])
    assert "8-16" in form
    assert "22-6" in form
    mara.fills({"day_6": "21-5"})
    mara.submits()
    mara.submits()
    seen = mara.text_of(mara.modals[-1])
    assert "Sun 29 Nov  night   21:00-05:00" in seen
    assert "Bayern" in seen
    mara.submits()
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.zone_confirmed, "whoever doesn't follow Slack keeps their zone"
    assert profile.pattern is not None
    assert profile.pattern.works_holidays
    assert profile.pattern.region == "DE-BY"


def test_holidays_are_named_in_the_two_weeks(house: House) -> None:
    """Thanksgiving is off for whoever keeps it, and says why."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "9am-5pm"})
    mara.submits()
    mara.picks("schedule_country", "US")
    house.settle()
    mara.submits()
    seen = mara.text_of(mara.modals[-1])
    assert "Thu 26 Nov  holiday" in seen
    assert "Thanksgiving" in seen


def test_a_preview_that_outlived_its_draft_says_so(house: House) -> None:
    """A form left open for days saves nothing by guessing."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "9am-5pm"})
    mara.submits()
    mara.submits()
    house.slack.moves_clock(hours=30)
    assert mara.submits() is None
    assert mara.modals[-1]["callback_id"] == "schedule_gone"
    assert saved(house) is None


def test_a_day_of_the_cycle_said_before_midnight_stays_true(house: House) -> None:
    """The form may be open past midnight: yesterday's day 1 is today's day 2."""
    mara = how(house, "rotation")
    mara.picks("schedule_preset", "four_on_four_off")
    house.settle()
    mara.fills({"day_of_cycle.four_on_four_off": "1"})
    mara.submits()
    house.slack.clock.set(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))  # 00:30 on Tuesday
    mara.submits()
    mara.submits()
    schedule = saved(house)
    assert isinstance(schedule, Rotation)
    assert schedule.anchor == date(2026, 11, 23)


def test_every_problem_has_a_sentence(house: House) -> None:
    """A code without words would be a form that refuses and doesn't say why."""
    codes = {*TimeProblem, *CycleProblem, "preset_missing", "anchor_missing", "anchor_range"}
    codes |= {"anchor_date", "no_work", "wrong_length", "too_short", "needs_start"}
    codes |= {"night_needs_start", "overlaps_next", "unknown_zone", "sleep_equal"}
    words = house.keel.words("schedule")
    assert [code for code in codes if not words.has(code)] == []
    names = {"no_schedule", "needs_time", "asleep_then", "out_of_range", "no_schedule_days"}
    assert [name for name in names if not house.keel.words("reminders").has(name)] == []


def test_every_rotation_can_be_chosen_and_read_back(house: House) -> None:
    """Each preset has a name, a day for today and two weeks to look at."""
    mara = how(house, "rotation")
    for name in PRESETS:
        mara.picks("schedule_preset", name)
        house.settle()
        mara.fills({f"day_of_cycle.{name}": "1"})
        assert mara.submits() is None
        assert mara.submits() is None
        rows = mara.text_of(mara.modals[-1])
        first = (PRESETS[name] * 2)[:14]
        assert rows.count("  off") == first.count("O"), name
        mara.clicks("schedule_back:shifts")
        house.settle()


def test_the_editor_leaks_nothing(house: House) -> None:
    """A canary in every field that takes text, readable or not."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "canaryone", "day_5": "canarytwo"})
    mara.submits()
    mara.clicks("schedule_back:start")
    house.settle()
    mara.clicks("schedule_how:rotation")
    house.settle()
    mara.picks("schedule_preset", "own")
    house.settle()
    mara.fills({"cycle": "canarythree"})
    mara.submits()
    mara.fills({"cycle": "DDOO"})
    mara.submits()
    mara.fills({field(mara, "time_D"): "canaryfour"})
    mara.submits()
    mara.fills({field(mara, "time_D"): "", field(mara, "day_of_cycle"): "1"})
    mara.submits()
    mara.fills({"zone": "canaryfive"})
    mara.submits()
    house.settle()
    assert_nowhere(house, *(f"canary{n}" for n in ("one", "two", "three", "four", "five")))


def test_the_holidays_of_the_workspace_stand_in_a_new_schedule(house: House) -> None:
    """An admin names the region once; whoever works elsewhere changes it in their own."""
    agree(house)
    who = Who("T_NORTHWIND", "U_DEV")

    def set_region(settings: WorkspaceSettings) -> WorkspaceSettings:
        return replace(settings, holiday_region="DE-BY")

    assert house.keel.journal.put_workspace(who.team, set_region, "U_PLANT", house.keel.now())
    fields = draft_of(house.keel, who).fields
    assert (fields["country"], fields["part"]) == ("DE", "BY")
