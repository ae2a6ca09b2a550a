"""Reminders as they go out: one message, on time, once; nothing late, nothing uninvited."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from threading import Thread
from time import monotonic, sleep
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.http_retry import builtin_handlers

from bot.domain.people import Who
from bot.domain.reminder_times import Rule
from bot.domain.shifts import Shift, Weekly, WorkPattern
from bot.reminding import Reminding, TokenBucket
from handlers.reminding import reminder_of, replan, switch
from tests.conftest import House
from tests.scenarios.test_check_in import agree

MARA = Who("T_NORTHWIND", "U_DEV")
MONDAY = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
OFFICE = Weekly(tuple(Shift(time(17), time(9)) if day < 5 else None for day in range(7)))


def ready(house: House, *kinds: str) -> Reminding:
    """A consented person with office hours who switched these kinds on, on a Monday morning."""
    house.slack.clock.set(MONDAY)
    agree(house)
    house.person().closes(all=True)
    pattern = WorkPattern(OFFICE, "Europe/Stockholm")
    house.keel.journal.change_profile(MARA, house.keel.now(), pattern=pattern)
    for kind in kinds:
        at = time(12) if kind == "check_in" else None
        switch(house.keel, MARA, Rule(kind, on=True, at=at))
    return Reminding(house.keel, house.app.client, pace=1000)


def nudges(house: House) -> list[str]:
    """What reminders said, oldest first."""
    mara = house.person()
    return [mara.text_of(m) for m in mara.dm if m.by_bot and "nudge:" in str(m.blocks)]


def at(house: House, hour: int, minute: int = 0, *, days: int = 0) -> None:
    """Moves the clock to a wall time in Stockholm, counted from the first Monday."""
    day = MONDAY.date() + timedelta(days=days)
    wall = datetime.combine(day, time(hour), ZoneInfo("Europe/Stockholm"))
    house.slack.clock.set(wall.astimezone(UTC) + timedelta(minutes=minute))


def test_nothing_comes_that_nobody_asked_for(house: House) -> None:
    """A schedule alone is no wish to be reminded."""
    reminding = ready(house)
    for day in range(7):
        at(house, 17, days=day)
        assert reminding.tick() == 0
    assert nudges(house) == []


def test_one_nudge_at_the_end_of_each_shift_and_none_on_days_off(house: House) -> None:
    """Five days with one message, two without."""
    reminding = ready(house, "merge")
    for day in range(7):
        for hour, minute in ((16, 30), (17, 0), (17, 5), (18, 0), (23, 0)):
            at(house, hour, minute, days=day)
            reminding.tick()
    assert len(nudges(house)) == 5


def test_a_public_holiday_of_the_chosen_country_is_silent(house: House) -> None:
    """Easter Monday in Sweden is no working day; the Tuesday after it is."""
    reminding = ready(house, "merge")
    pattern = WorkPattern(OFFICE, "Europe/Stockholm", "SE")
    house.keel.journal.change_profile(MARA, house.keel.now(), pattern=pattern)
    replan(house.keel, MARA)
    for day, expected in ((14, 0), (15, 1)):
        at(house, 17, days=day)
        assert reminding.tick() == expected


def test_a_nudge_is_neutral_and_offers_what_it_says(house: House) -> None:
    """No content, and a way to put it off, to leave it, and to stop it."""
    reminding = ready(house, "check_in")
    at(house, 12, 15)
    assert reminding.tick() == 1
    mara = house.person()
    mara.clicks("nudge:start")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "check_in"


@pytest.mark.parametrize("switched_on", ["before", "after"])
@pytest.mark.parametrize("kind", ["merge", "check_in"])
def test_what_is_done_for_the_day_needs_no_reminder(
    house: House, kind: str, switched_on: str
) -> None:
    """Whether the reminder was on by then or not; the next day has its own again."""
    reminding = ready(house, *([kind] if switched_on == "before" else []))
    at(house, 11, 30)
    mara = house.person()
    mara.shortcut(kind)
    house.settle()
    mara.fills({"merged" if kind == "merge" else "note": "something"})
    assert mara.submits() is None
    mara.closes(all=True)
    if switched_on == "after":
        switch(house.keel, MARA, Rule(kind, on=True, at=time(12) if kind == "check_in" else None))
    for hour in (12, 17):
        at(house, hour, 12)
        assert reminding.tick() == 0
    reminder = reminder_of(house.keel, MARA, kind)
    assert reminder is not None
    assert reminder.state.unanswered == 0
    for hour in (12, 17):
        at(house, hour, 12, days=1)
        reminding.tick()
    assert len(nudges(house)) == 1


def test_whoever_checks_in_without_the_button_is_not_counted_as_silent(house: House) -> None:
    """A nudge on the lock screen may be enough; then nobody asks whether to go on."""
    reminding = ready(house, "check_in")
    mara = house.person()
    for day in (0, 1, 2, 3, 4, 7, 8, 9):
        at(house, 12, 12, days=day)
        assert reminding.tick() == 1
        mara.shortcut("check_in")
        house.settle()
        mara.fills({"note": "well"})
        assert mara.submits() is None
        mara.closes(all=True)
    assert not any("Shall I go on" in said for said in nudges(house))


def test_later_comes_once_more_and_only_once(house: House) -> None:
    """One snooze, never a chaser."""
    reminding = ready(house, "check_in")
    at(house, 12, 12)
    reminding.tick()
    mara = house.person()
    mara.clicks("nudge:later")
    house.settle()
    at(house, 12, 40)
    assert reminding.tick() == 1
    assert "nudge:later" not in str(mara.last_message.blocks)
    at(house, 13, 20)
    assert reminding.tick() == 0


def test_stop_is_one_tap(house: House) -> None:
    """And it lasts."""
    reminding = ready(house, "check_in")
    at(house, 12, 12)
    reminding.tick()
    house.person().clicks("nudge:stop")
    house.settle()
    for day in range(1, 5):
        at(house, 12, 12, days=day)
        assert reminding.tick() == 0


def test_a_nudge_that_is_late_is_dropped_and_counted(house: House) -> None:
    """An hour after the shift nobody wants to hear of it."""
    reminding = ready(house, "merge")
    at(house, 18, 30)
    assert reminding.tick() == 0
    assert house.keel.counters.snapshot()["nudges_late"] == 1
    at(house, 17, 0, days=1)
    assert reminding.tick() == 1


def test_after_five_unanswered_it_asks_once_and_stops(house: House) -> None:
    """Silence is an answer."""
    reminding = ready(house, "check_in")
    for day in range(21):
        at(house, 12, 12, days=day)
        reminding.tick()
    said = nudges(house)
    assert len(said) == 6
    assert "Shall I go on" in said[-1]
    house.person().clicks("nudge:go_on")
    house.settle()
    at(house, 12, 12, days=21)
    reminding.tick()
    # The answered question lost its buttons, and one new nudge came.
    assert len(nudges(house)) == 6


@pytest.mark.parametrize("sent_meanwhile", [True, False])
def test_a_clock_that_ran_ahead_leaves_no_silence_behind(
    house: House, sent_meanwhile: bool
) -> None:
    """A server that believed for a while that it is next month, and was put right."""
    reminding = ready(house, "check_in")
    at(house, 12 if sent_meanwhile else 20, 12, days=28)
    assert reminding.tick() == int(sent_meanwhile)
    at(house, 10)
    assert reminding.tick() == 0
    for day in (0, 1):
        at(house, 12, 12, days=day)
        assert reminding.tick() == 1
        assert reminding.tick() == 0
    assert "nudges_repeated" not in house.keel.counters.snapshot()


def test_slack_down_for_an_hour_leads_to_nothing_late(house: House) -> None:
    """What could not go out at 17:00 does not go out at 18:00."""
    reminding = ready(house, "merge")
    house.slack.faults.down = "refused"
    for minute in range(50, 110, 5):
        at(house, 16, minute)
        assert reminding.tick() == 0
    house.slack.faults.down = False
    at(house, 18, 0)
    assert reminding.tick() == 0
    assert nudges(house) == []
    at(house, 17, 0, days=1)
    assert reminding.tick() == 1


def test_while_slack_is_down_nobody_elses_reminder_is_used_up(house: House) -> None:
    """One finds out; the others wait, and go out if Slack is back before they are late."""
    reminding = ready(house, "check_in")
    who = Who("T_NORTHWIND", "U_PLANT")
    house.keel.journal.consent(who, "Europe/Stockholm", house.keel.now())
    switch(house.keel, who, Rule("check_in", on=True, at=time(12), days="all"))
    house.slack.faults.down = "refused"
    for minute in (12, 13, 14):
        at(house, 12, minute)
        assert reminding.tick() == 0
    house.slack.faults.down = False
    at(house, 12, 15)
    assert reminding.tick() == 1


def test_a_row_that_cannot_be_read_is_parked_and_holds_up_nobody(house: House) -> None:
    """One broken row, and everybody else is served."""
    reminding = ready(house, "check_in")
    store = house.keel.journal._store
    who = Who("T_NORTHWIND", "U_PLANT")
    house.keel.journal.consent(who, "Europe/Stockholm", house.keel.now())
    switch(house.keel, who, Rule("check_in", on=True, at=time(12), days="all"))
    person = house.keel.journal.person(who)
    store.database.run(
        "UPDATE schedules SET sealed = :s WHERE person = :p", s=b"\x01" + bytes(40), p=person
    )
    at(house, 12, 15)
    assert reminding.tick() == 1
    for hour in range(13, 20):
        at(house, hour, 20)
        reminding.tick()
    (row,) = store.schedules(person)
    assert row.failures == 3
    assert row.next_due_at is None


def test_a_withdrawn_consent_ends_reminders(house: House) -> None:
    """At once."""
    reminding = ready(house, "check_in")
    house.keel.journal.withdraw(MARA, house.keel.now())
    at(house, 12, 15)
    assert reminding.tick() == 0


def test_slack_asking_for_patience_is_obeyed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 with Retry-After, then the message; once, and not before the time Slack asked for."""
    reminding = ready(house, "check_in")
    waited: list[float] = []
    monkeypatch.setattr(builtin_handlers, "time", SimpleNamespace(sleep=waited.append))
    house.slack.faults.rate_limit = {"chat.postMessage": [2, 30]}
    at(house, 12, 15)
    assert reminding.tick() == 1
    assert len(nudges(house)) == 1
    assert len(waited) == 2
    assert min(waited) >= 30


def test_reminders_keep_to_a_pace() -> None:
    """A burst of one second's worth, and then no faster than the rate, however many wait."""
    waits: list[float] = []
    begun = monotonic()
    bucket = TokenBucket(4.0, waits.append)
    for _ in range(24):
        bucket.take()
    passed = sum(waits) + monotonic() - begun
    assert passed >= (24 - 4) / 4.0 - 0.001


def test_a_stop_lets_the_message_in_hand_arrive_and_takes_no_more(house: House) -> None:
    """SIGTERM calls this: what was claimed is sent and recorded, the others keep their turn."""
    reminding = ready(house, "check_in")
    for user in ("U_NIGHT", "U_PLANT"):
        who = Who("T_NORTHWIND", user)
        house.keel.journal.consent(who, "Europe/Stockholm", house.keel.now())
        switch(house.keel, who, Rule("check_in", on=True, at=time(12), days="all"))
    at(house, 12, 12)
    before = len(house.slack.calls_to("chat.postMessage"))
    house.slack.faults.slow_seconds = 0.5
    sending = Thread(target=reminding.tick)
    sending.start()
    while len(house.slack.calls_to("chat.postMessage")) == before:
        sleep(0.005)
    reminding.stop()
    now = house.keel.now()
    assert house.keel.journal.nudges_lost(now + timedelta(hours=1)) == 0
    assert len(house.slack.calls_to("chat.postMessage")) == before + 1
    sending.join()
    assert len(house.slack.calls_to("chat.postMessage")) == before + 1
    assert len(house.keel.journal._store.due(int(now.timestamp()), 9)) == 2


def test_each_tick_leaves_its_time_where_the_doctor_finds_it(house: House) -> None:
    """Once a minute on the disk, so that a dead scheduler is noticed from outside."""
    reminding = ready(house)
    for _ in range(2):
        house.slack.clock.move(timedelta(seconds=61))
        earliest = int(house.keel.now().timestamp())
        reminding.tick()
        latest = int(house.keel.now().timestamp())
        assert earliest <= house.keel.journal.facts()["last_tick_at"] <= latest
        assert reminding.last_tick_at is not None
        assert earliest <= int(reminding.last_tick_at.timestamp()) <= latest


@pytest.mark.parametrize("kind", ["merge", "check_in"])
def test_reminders_leave_no_trace_of_who(house: House, kind: str) -> None:
    """Neither the log nor the disk names anybody."""
    from tests.scenarios.test_canaries import assert_nowhere

    reminding = ready(house, kind)
    at(house, 12, 15)
    reminding.tick()
    at(house, 17, 0)
    reminding.tick()
    reminder = reminder_of(house.keel, MARA, kind)
    assert reminder is not None
    assert reminder.state.last_day is not None
    assert_nowhere(house, "Europe/Stockholm")
