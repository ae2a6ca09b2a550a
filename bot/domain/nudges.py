"""What to do with a reminder row that is due: send, drop because it is late, or nothing; and what
to store in its place. One step, so that the claim, the log and the next instant are one commit.

``Reminder``  a rule and its state, sealed as one row
``decide``    reminder + person + now  ->  ``Decision``
``plan``      the next instant of a reminder that was changed
``after_nothing``  the reminder after a day on which there was nothing to remind of
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from bot.domain.reminder_times import Person, Rule
from bot.domain.reminders import Due, State, after_sent, next_of
from bot.domain.shifts import IsHoliday, OnlyWhenAsked, WorkPattern
from bot.domain.sleep import Sleep

PARK = timedelta(hours=1)  # a row that cannot be worked out is looked at again after this
PARK_MOST = 3  # and left alone after this many times in a row

Outcome = Literal["send", "late", "nothing"]


@dataclass(frozen=True)
class Reminder:
    """What a person switched on for one kind, and what has happened since."""

    rule: Rule
    state: State = field(default_factory=State)


@dataclass(frozen=True)
class Decision:
    """``due`` is what goes out (or was too late); ``reminder`` and ``next_at`` replace the row."""

    outcome: Outcome
    reminder: Reminder
    next_at: datetime | None
    due: Due | None = None

    @property
    def log_key(self) -> str:
        """What the log is unique by: the local date, and whether it is the one snooze."""
        if self.due is None:
            return ""
        return f"{self.due.day.isoformat()}{'+' if self.due.message == 'again' else ''}"


def surroundings(
    pattern: WorkPattern | None, zone: str, sleep: Sleep | None, is_holiday: IsHoliday, seed: str
) -> Person:
    """What the times of a reminder depend on besides the reminder.

    A person without a schedule still has a zone, for reminders at a chosen time.
    """
    pattern = pattern or WorkPattern(OnlyWhenAsked(), zone)
    return Person(pattern, sleep or Sleep(), is_holiday, seed)


def plan(reminder: Reminder, around: Person, after: datetime) -> Due | None:
    """The next message after an instant."""
    return next_of(reminder.rule, reminder.state, around, after)


def decide(reminder: Reminder, around: Person, stored_at: datetime, now: datetime) -> Decision:
    """What to do with a row whose stored instant has come.

    The pattern may have changed since it was stored, so the instant is worked out anew. One that
    is still ahead is only stored. One whose deadline has passed shows as a stored instant without
    a message now: it is dropped and counted.
    """
    due = plan(reminder, around, now)
    if due is None or due.at > now:
        late = plan(reminder, around, stored_at - timedelta(seconds=1))
        was_late = bool(late and late.deadline <= now)
        waiting = replace(reminder, state=_without_stale_snooze(reminder.state, now))
        return Decision("late" if was_late else "nothing", waiting, due.at if due else None, late)
    sent = replace(reminder, state=after_sent(reminder.state, due))
    following = plan(sent, around, now)
    return Decision("send", sent, following.at if following else None, due)


def after_nothing(reminder: Reminder, day: date) -> Reminder:
    """The reminder after a day on which there was nothing to remind of."""
    return replace(reminder, state=replace(reminder.state, last_day=day, snooze_at=None))


def _without_stale_snooze(state: State, now: datetime) -> State:
    if state.snooze_at and state.snooze_at < now - timedelta(days=1):
        return replace(state, snooze_at=None)
    return state
