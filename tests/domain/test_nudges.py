"""What becomes of a reminder's row that is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.domain.nudges import Reminder, decide, surroundings
from bot.domain.reminder_times import Rule
from bot.domain.reminders import State
from bot.domain.shifts import no_holidays

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_snooze_that_nobody_waits_for_any_more_is_forgotten() -> None:
    """After a day it was for another day. One of a moment ago is left alone."""
    around = surroundings(None, "UTC", None, no_holidays, "seed")
    rule = Rule("check_in", on=True, at=time(16), days="all")
    for ago, left in ((timedelta(days=1, seconds=1), False), (timedelta(hours=23), True)):
        snoozed = Reminder(rule, State(last_day=NOW.date(), snooze_at=NOW - ago))
        kept = decide(snoozed, around, NOW, NOW).reminder.state.snooze_at
        assert (kept is not None) is left
