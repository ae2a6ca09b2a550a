"""Reminder settings: nothing on beforehand, each kind by itself, paused and stopped at a word."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.merges import StashItem
from bot.domain.people import Who
from bot.domain.rotations import rotation
from bot.domain.shifts import Shift, Weekly, WorkPattern
from bot.domain.stashes import Stashed
from bot.preview.standin import PersonDriver
from bot.preview.standin.workspace import TEAM
from bot.reminding import Reminding
from data.kinds import REMINDERS
from handlers.merge_desk import put_stashed
from handlers.reminding import is_on, replan
from tests.conftest import House
from tests.scenarios.test_canaries import assert_nowhere

MARA = Who(TEAM, "U_DEV")
OFFICE = Shift(start=time(9), end=time(17))
WEEKDAYS = WorkPattern(Weekly((OFFICE,) * 5 + (None, None)), "Europe/Stockholm")
ENDS_ONLY = WorkPattern(Weekly((Shift(end=time(17)),) * 5 + (None, None)), "Europe/Stockholm")
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# 16:50 in Stockholm, ten minutes before the end; the jitter takes at most those ten.
MONDAY_END = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def settings(house: House, pattern: WorkPattern | None = WEEKDAYS) -> PersonDriver:
    """A person who has said yes, works to a pattern, and stands in the settings."""
    house.slack.clock.set(MONDAY_MORNING)
    house.keel.journal.consent(MARA, "Europe/Stockholm", house.keel.now())
    house.keel.journal.change_profile(MARA, house.keel.now(), pattern=pattern)
    mara = house.person()
    mara.opens_home()
    house.settle()
    mara.clicks("open:reminders", where="home")
    house.settle()
    return mara


def switched_on(house: House, *kinds: str, **fields: str) -> PersonDriver:
    """A person with some kinds on."""
    mara = settings(house)
    mara.fills({"kinds": list(kinds), **fields})
    assert mara.submits() is None
    house.settle()
    mara.closes(all=True)
    return mara


def tick(house: House, at: datetime) -> int:
    """What goes out at an instant."""
    house.slack.clock.set(at)
    sent = Reminding(house.keel, house.app.client).tick()
    house.settle()
    return sent


def test_nothing_is_on_until_it_is_switched_on(house: House) -> None:
    """No box is ticked beforehand, and saving as it is switches nothing on."""
    mara = settings(house)
    (kinds,) = [row for row in mara.modals[-1]["blocks"] if row.get("block_id") == "kinds"]
    assert "initial_options" not in kinds["element"]
    assert mara.submits() is None
    assert "Nothing is on" in mara.text_of(mara.modals[-1])
    assert house.keel.journal.schedules(MARA, REMINDERS) == []


def test_only_kinds_with_a_room_are_offered(house: House) -> None:
    """A reminder that leads nowhere would be a dead end."""
    mara = settings(house)
    (kinds,) = [row for row in mara.modals[-1]["blocks"] if row.get("block_id") == "kinds"]
    offered = {option["value"] for option in kinds["element"]["options"]}
    doors = {"merge": "merge", "check_in": "check_in", "stash": "stash"}
    doors |= {"experiment": "experiments", "questionnaire": "questionnaires"}
    assert offered == {kind for kind, door in doors.items() if house.keel.doors.door(door)}


def test_a_nudge_comes_at_the_end_of_a_shift_and_opens_the_merge(house: House) -> None:
    """Ten minutes before the end at the earliest, once, and its button leads into the form."""
    mara = settings(house)
    mara.fills({"kinds": ["merge"]})
    assert mara.submits() is None
    seen = mara.text_of(mara.modals[-1])
    assert "Mental merge" in seen
    assert "Mon 23 Nov, 16:5" in seen
    mara.closes(all=True)
    (row,) = house.keel.journal.schedules(MARA, REMINDERS)
    assert row.next_due_at is not None
    assert MONDAY_END - timedelta(minutes=10) <= row.next_due_at <= MONDAY_END
    assert tick(house, row.next_due_at - timedelta(seconds=2)) == 0
    assert tick(house, row.next_due_at) == 1
    assert tick(house, row.next_due_at + timedelta(minutes=5)) == 0
    assert "put the day down" in mara.dm[-1].text
    mara.clicks("nudge:start")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "merge"
    mara.fills({"merged": "done"})
    mara.submits()
    house.settle()
    assert tick(house, MONDAY_END + timedelta(hours=1)) == 0


def test_a_merge_done_early_silences_the_nudge_of_its_day(house: House) -> None:
    """Whoever has put the day down hears nothing about it; the next day is another day."""
    mara = switched_on(house, "merge")
    house.slack.clock.set(MONDAY_END - timedelta(minutes=30))
    mara.shortcut("merge")
    house.settle()
    mara.fills({"merged": "done"})
    assert mara.submits() is None
    house.settle()
    assert tick(house, MONDAY_END) == 0
    assert tick(house, MONDAY_END + timedelta(days=1)) == 1


def test_the_buttons_of_a_nudge_do_what_they_say(house: House) -> None:
    """Later comes once, today is quiet, stop switches this kind off."""
    mara = switched_on(house, "merge")
    assert tick(house, MONDAY_END) == 1
    mara.clicks("nudge:later")
    house.settle()
    assert tick(house, MONDAY_END + timedelta(minutes=21)) == 1
    mara.clicks("nudge:today")
    house.settle()
    assert tick(house, MONDAY_END + timedelta(minutes=60)) == 0
    assert tick(house, MONDAY_END + timedelta(days=1)) == 1
    mara.clicks("nudge:stop")
    house.settle()
    assert not is_on(house.keel, MARA, "merge")
    assert tick(house, MONDAY_END + timedelta(days=2)) == 0


def test_a_stash_reminder_comes_with_the_start_of_a_shift(house: House) -> None:
    """Opt-in of its own, at the start, and it leads to the stash."""
    mara = switched_on(house, "stash")
    mara.shortcut("merge")
    house.settle()
    mara.fills({"item_0": "canarythingtomorrow"})
    mara.submits()
    mara.closes()
    tuesday = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert tick(house, tuesday - timedelta(minutes=1)) == 0
    assert tick(house, tuesday + timedelta(minutes=10)) == 1
    mara.clicks("nudge:start")
    house.settle()
    assert "canarythingtomorrow" in mara.text_of(mara.modals[-1])
    assert_nowhere(house, "canarythingtomorrow")


def test_a_night_worker_hears_at_the_ends_of_nights_and_sleeps_in_peace(house: House) -> None:
    """Nights from 19:00 to 07:00: the merge near seven in the morning, the stash in the evening."""
    mara = settings(house)
    nights = WorkPattern(rotation("NNNNOOOO", date(2026, 11, 23)), "Europe/Stockholm")
    house.keel.journal.change_profile(MARA, house.keel.now(), pattern=nights)
    mara.fills({"kinds": ["merge", "stash", "check_in"], "check_in_at": "13:00"})
    assert mara.submits() is None
    mara.closes(all=True)
    put_stashed(
        house.keel,
        MARA,
        Stashed(
            StashItem(house.keel.journal.entry_id(MARA, "x"), "thing"),
            date(2026, 11, 22),
            house.keel.now() - timedelta(days=1),
        ),
    )
    heard: list[tuple[str, datetime]] = []
    at = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    for _ in range(3 * 24 * 6):
        at += timedelta(minutes=10)
        before = len(mara.dm)
        if tick(house, at):
            heard += [(message.text, at) for message in mara.dm[before:]]
    merges = [at for text, at in heard if "put the day down" in text]
    stashes = [at for text, at in heard if "notes for the start" in text]
    assert [m.day for m in merges] == [24, 25, 26]
    # 07:00 in Stockholm is 06:00 UTC.
    assert all(time(5, 50) <= m.time() <= time(6, 10) for m in merges)
    assert [s.day for s in stashes] == [23, 24, 25]
    assert all(time(18, 0) <= s.time() <= time(18, 20) for s in stashes)
    asleep = [at for _, at in heard if time(7, 30) <= at.time() < time(14, 50)]
    assert asleep == [], "day sleep after a night is sleep"


def test_an_empty_stash_is_not_reminded_of(house: House) -> None:
    """A nudge that leads to an empty room is none; five of those don't count as silence either."""
    mara = switched_on(house, "stash")
    tuesday = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
    for days in (0, 1, 2, 3, 6, 7):
        assert tick(house, tuesday + timedelta(days=days)) == 0
    mara.shortcut("merge")
    house.settle()
    mara.fills({"item_0": "something"})
    mara.submits()
    house.settle()
    assert tick(house, tuesday + timedelta(days=8)) == 1
    assert "notes for the start" in mara.dm[-1].text


def test_a_check_in_reminder_has_a_time_and_days(house: House) -> None:
    """At a chosen time, on worked days or on all."""
    switched_on(house, "check_in", check_in_at="12:30", check_in_days="worked")
    noon = datetime(2026, 11, 27, 11, 41, tzinfo=UTC)  # Friday, after any jitter
    house.slack.clock.set(MONDAY_MORNING)
    assert tick(house, noon) == 1
    assert tick(house, noon + timedelta(days=1)) == 0, "Saturday is off"
    assert tick(house, noon + timedelta(days=3)) == 1


@pytest.mark.parametrize(
    ("pattern", "fields", "where"),
    [
        (None, {"kinds": ["merge"]}, {"kinds"}),
        (None, {"kinds": ["stash"]}, {"kinds"}),
        (WEEKDAYS, {"kinds": ["check_in"]}, {"check_in_at"}),
        (WEEKDAYS, {"kinds": ["check_in"], "check_in_at": "03:00"}, {"check_in_at"}),
        (
            None,
            {"kinds": ["check_in"], "check_in_at": "12:00", "check_in_days": "worked"},
            {"check_in_days"},
        ),
        (ENDS_ONLY, {"kinds": ["stash"]}, {"stash_at"}),
    ],
)
def test_what_keeps_a_reminder_from_working_stands_beside_its_field(
    house: House, pattern: WorkPattern | None, fields: dict[str, object], where: set[str]
) -> None:
    """Said before it is saved, instead of a reminder that never comes."""
    mara = settings(house, pattern)
    mara.fills(fields)
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == where
    assert house.keel.journal.schedules(MARA, REMINDERS) == []


def test_a_reminder_at_a_time_works_without_a_schedule(house: House) -> None:
    """Every day at noon needs no shifts."""
    mara = settings(house, None)
    mara.fills({"kinds": ["check_in"], "check_in_at": "12:00", "check_in_days": "all"})
    assert mara.submits() is None
    assert tick(house, datetime(2026, 11, 23, 11, 11, tzinfo=UTC)) == 1


def test_stop_in_the_chat_switches_everything_off(house: House) -> None:
    """One word, and it says so; said again, there is nothing left to stop."""
    mara = switched_on(house, "merge", "check_in", check_in_at="12:30")
    mara.says("stop")
    house.settle()
    assert "All reminders are off" in mara.dm[-1].text
    assert not is_on(house.keel, MARA, "merge")
    assert not is_on(house.keel, MARA, "check_in")
    assert tick(house, MONDAY_END) == 0
    mara.says("stop reminders")
    house.settle()
    assert "All reminders are off" not in mara.dm[-1].text


def test_stop_in_a_talk_stops_the_talk_alone(house: House) -> None:
    """In a conversation the word is about the conversation."""
    mara = switched_on(house, "merge")
    mara.says("check in here")
    house.settle()
    mara.says("stop")
    house.settle()
    assert is_on(house.keel, MARA, "merge")
    mara.says("stop")
    house.settle()
    assert not is_on(house.keel, MARA, "merge")


def test_stop_reminders_works_in_the_middle_of_a_talk(house: House) -> None:
    """Said in full it means the reminders, and the talk goes on."""
    mara = switched_on(house, "merge")
    mara.says("check in here")
    house.settle()
    mara.says("stop reminders")
    house.settle()
    assert not is_on(house.keel, MARA, "merge")
    mara.says("stop")
    house.settle()
    assert "Nothing of this was saved" in mara.dm[-1].text


def test_reminders_in_the_chat_says_what_is_on_and_how_to_change_it(house: House) -> None:
    """By name; times stay in the modal."""
    mara = switched_on(house, "merge")
    mara.says("reminders")
    house.settle()
    assert "Mental merge" in mara.dm[-1].text
    mara.clicks("reminders_stop")
    house.settle()
    assert not is_on(house.keel, MARA, "merge")
    assert "All reminders are off" in mara.dm[-1].text
    mara.says("reminders")
    house.settle()
    assert "No reminder is on" in mara.dm[-1].text


def test_a_pause_by_a_tap_in_the_chat_is_quiet_and_ends_by_itself(house: House) -> None:
    """Three days, today included; on the fourth it goes on, and nothing is made up for."""
    mara = switched_on(house, "merge")
    mara.says("pause")
    house.settle()
    mara.clicks("pause_for:3")
    house.settle()
    assert "3 days" in mara.dm[-1].text
    for days in range(3):
        assert tick(house, MONDAY_END + timedelta(days=days)) == 0
    assert tick(house, MONDAY_END + timedelta(days=3)) == 1


def test_a_pause_can_end_on_a_date_or_right_away(house: House) -> None:
    """A date from the picker; a date that is not ahead is said beside it; resume goes on."""
    mara = switched_on(house, "merge")
    mara.says("pause")
    house.settle()
    mara.clicks("open:pause")
    house.settle()
    assert mara.submits() is not None
    mara.fills({"length": "date", "until": "2026-11-23"})
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == {"until"}
    mara.fills({"until": "2026-12-01"})
    assert mara.submits() is None
    assert "Tue 1 Dec" in mara.text_of(mara.modals[-1])
    mara.closes(all=True)
    assert tick(house, MONDAY_END) == 0
    house.slack.clock.set(MONDAY_END + timedelta(hours=15))
    mara.says("pause")
    house.settle()
    mara.clicks("pause_resume")
    house.settle()
    assert tick(house, MONDAY_END + timedelta(days=1)) == 1


def test_not_today_and_today_after_all(house: House) -> None:
    """One tap for a quiet day, one to take it back."""
    mara = switched_on(house, "merge")
    mara.clicks("open:reminders", where="home")
    house.settle()
    mara.clicks("reminders_today")
    house.settle()
    assert "Today after all" in mara.text_of(mara.modals[-1])
    (row,) = house.keel.journal.schedules(MARA, REMINDERS)
    assert row.next_due_at is not None
    assert row.next_due_at.date() == date(2026, 11, 24)
    mara.clicks("reminders_today")
    house.settle()
    (row,) = house.keel.journal.schedules(MARA, REMINDERS)
    assert row.next_due_at is not None
    assert row.next_due_at.date() == date(2026, 11, 23)


def test_not_today_in_the_small_hours_means_the_shift_under_way(house: House) -> None:
    """At two in the night it is still the shift that began yesterday; the next night counts."""
    mara = switched_on(house, "merge")
    nights = WorkPattern(rotation("NNNNOOOO", date(2026, 11, 23)), "Europe/Stockholm")
    house.keel.journal.change_profile(MARA, house.keel.now(), pattern=nights)
    replan(house.keel, MARA)
    house.slack.clock.set(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    mara.says("pause")
    house.settle()
    mara.clicks("pause_for:1")
    house.settle()
    assert tick(house, datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) == 0
    assert tick(house, datetime(2026, 11, 25, 6, 0, tzinfo=UTC)) == 1


def test_reminders_follow_a_new_zone(house: House) -> None:
    """The wall time stays; the instant moves with the person."""
    mara = switched_on(house, "merge")
    mara.changes_zone("America/New_York")
    house.settle()
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.pattern is not None
    assert profile.pattern.zone == "America/New_York"
    assert tick(house, MONDAY_END) == 0
    assert tick(house, MONDAY_END + timedelta(hours=6)) == 1


def test_a_new_schedule_moves_the_reminders(house: House) -> None:
    """Saved in the editor, worked out anew at once."""
    mara = switched_on(house, "merge")
    mara.clicks("open:schedule", where="home")
    house.settle()
    mara.clicks("schedule_how:weekly")
    house.settle()
    mara.fills({"weekdays": "8-14"})
    for _ in range(3):
        assert mara.submits() is None
        house.settle()
    assert "follow it from now on" in mara.text_of(mara.modals[-1])
    assert tick(house, datetime(2026, 11, 23, 13, 0, tzinfo=UTC)) == 1


def test_the_settings_beneath_show_what_was_changed_above_them(house: House) -> None:
    """The schedule and a pause open on top; closed again, the settings know, and keep the ticks."""
    mara = settings(house, None)
    assert "none yet" in mara.text_of(mara.modals[-1])
    mara.fills({"kinds": ["merge"]})
    mara.clicks("open:schedule_above")
    house.settle()
    mara.clicks("schedule_how:weekly")
    house.settle()
    mara.fills({"weekdays": "9am-5pm"})
    for _ in range(3):
        assert mara.submits() is None
        house.settle()
    assert "open:reminders" not in str(mara.modals[-1])
    mara.closes()
    assert "the same every week" in mara.text_of(mara.modals[-1])
    mara.clicks("open:pause_above")
    house.settle()
    mara.fills({"length": "7"})
    assert mara.submits() is None
    house.settle()
    mara.closes()
    assert "Paused until Mon 30 Nov" in mara.text_of(mara.modals[-1])
    assert mara.submits() is None
    assert is_on(house.keel, MARA, "merge")


def test_nobody_without_consent_can_be_reminded(house: House) -> None:
    """The words answer, nothing is stored, and the settings ask first."""
    mara = house.person()
    for word in ("pause", "stop", "reminders"):
        mara.says(word)
        house.settle()
    assert house.keel.journal.profile(MARA) is None
    mara.clicks("open:reminders")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
