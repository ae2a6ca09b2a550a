"""Reminders: the next instant at which something may be said, and what follows from sending it.

``Rule``        what the person switched on (one a kind)
``State``       what was sent, how often nobody answered, a snooze that is waiting
``next_due``    rule + state + pattern + an instant  ->  the next ``Due``, or None
``next_of``     the same for a ``Person``, who is asked about more than once
``started`` ``after_sent`` ``after_answer`` ``snooze``  a new state after an event
``problems``    what is wrong with a rule, by field, before it is saved

Promises kept here: one message a kind and local date; at most one snooze of 20 minutes; dropped
when more than 45 minutes late (``Due.deadline``); silent on days off, in a pause, on a skipped day
and while the person sleeps; after five unanswered it asks once and then stops. Only one instant is
ever worked out ahead, so a new zone, pattern or pause needs no more than calling ``next_due``
again: a date that was sent is never sent again, and a date still ahead is never lost. The instants
of one date are worked out in ``reminder_times``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from bot.domain.reminder_times import (
    AT_SHIFT,
    GRACE,
    MAX_JITTER_SECONDS,
    MAX_LEAD_MINUTES,
    Kind,
    Person,
    Rule,
    jitter_seconds,
    times_on,
)
from bot.domain.shifts import (
    DAY,
    IsHoliday,
    OnlyWhenAsked,
    Weekly,
    WorkPattern,
    no_holidays,
    silenced,
    why_off,
    works_at_all,
)
from bot.domain.sleep import Sleep, asleep_until, next_bedtime, windows_at
from bot.domain.zones import local_day

__all__ = [
    "GRACE",
    "MAX_JITTER_SECONDS",
    "MAX_LEAD_MINUTES",
    "SNOOZE",
    "UNANSWERED_BEFORE_ASKING",
    "Due",
    "Kind",
    "Message",
    "Rule",
    "State",
    "after_answer",
    "after_sent",
    "forget_snooze",
    "jitter_seconds",
    "last_dealt_with",
    "next_due",
    "next_of",
    "problems",
    "snooze",
    "started",
]

Message = Literal["nudge", "again", "ask"]

SNOOZE: Final = timedelta(minutes=20)
UNANSWERED_BEFORE_ASKING: Final = 5
# A rotation of 56 days can meet a holiday now and then; a year finds the next shift of any pattern.
HORIZON_DAYS: Final = 366
# Nobody's date is further ahead by travelling; a last date beyond was written by a wrong clock.
AHEAD: Final = 2 * DAY

_DATED = ("experiment", "questionnaire")


@dataclass(frozen=True)
class State:
    """What has happened for one rule. ``since``: nothing due earlier than this counts."""

    since: datetime | None = None
    last_day: date | None = None
    unanswered: int = 0
    asked: bool = False
    snoozed_day: date | None = None
    snooze_at: datetime | None = None


@dataclass(frozen=True)
class Due:
    """One message to come: when, for which local date, and the instant after which it is dropped.

    ``message`` is "nudge", "again" (the one snooze) or "ask" (go on, or stop?). The pair of
    ``day`` and ``message == "again"`` is what a log needs to be unique by.
    """

    kind: Kind
    day: date
    at: datetime
    deadline: datetime
    message: Message = "nudge"


def next_due(
    rule: Rule,
    state: State,
    pattern: WorkPattern,
    after: datetime,
    *,
    seed: str = "",
    sleep: Sleep | None = None,
    is_holiday: IsHoliday = no_holidays,
) -> Due | None:
    """The first message whose deadline lies after ``after`` (aware UTC), or None.

    Its instant may already have passed: then it is due now. Raises UnknownZone.
    """
    return next_of(rule, state, Person(pattern, sleep or Sleep(), is_holiday, seed), after)


def next_of(rule: Rule, state: State, person: Person, after: datetime) -> Due | None:
    """next_due for a person of whom more than one rule or instant is asked."""
    if not rule.on or state.asked:
        return None
    waiting = _snoozed(rule, state, person)
    if waiting and waiting.deadline > after:
        return waiting
    message: Message = "ask" if state.unanswered >= UNANSWERED_BEFORE_ASKING else "nudge"
    for day in _days(rule, state, person, local_day(after, person.pattern.zone)):
        span = times_on(rule, day, person)
        if span is None or span[1] <= after or (state.since and span[0] < state.since):
            continue
        return Due(rule.kind, day, span[0], span[1], message)
    return None


def started(now: datetime) -> State:
    """The state of a rule that was switched on now: nothing from before now is sent."""
    return State(since=now)


def after_sent(state: State, due: Due) -> State:
    """The state to store together with the log row, before the message goes out."""
    last = last_dealt_with(state, due.day)
    if due.message == "ask":
        return replace(state, last_day=last, asked=True, snooze_at=None)
    return replace(state, last_day=last, unanswered=state.unanswered + 1, snooze_at=None)


def last_dealt_with(state: State, day: date) -> date:
    """The last date that is dealt with, once ``day`` is; one far ahead of it came from a wrong
    clock and is forgotten."""
    known = state.last_day
    return day if known is None or known > day + AHEAD else max(known, day)


def after_answer(state: State, now: datetime) -> State:
    """The person pressed or did something: the count starts again, and a stopped rule goes on."""
    if state.asked:
        return replace(state, unanswered=0, asked=False, since=now, snooze_at=None)
    return replace(state, unanswered=0)


def snooze(
    state: State,
    day: date,
    now: datetime,
    pattern: WorkPattern,
    *,
    sleep: Sleep | None = None,
    is_holiday: IsHoliday = no_holidays,
) -> State | None:
    """The state with a second message for ``day`` in 20 minutes, or None when that cannot be.

    None: it was used for this date already, the message is an old one (not the last, or from before
    yesterday), or the person would be asleep by then. Raises UnknownZone.
    """
    again = now + SNOOZE
    if state.last_day != day or state.snoozed_day == day or state.asked:
        return None
    if local_day(now, pattern.zone) > day + DAY:
        return None
    if asleep_until(windows_at(pattern, sleep or Sleep(), again, is_holiday), again):
        return None
    return replace(state, unanswered=0, snoozed_day=day, snooze_at=again)


def forget_snooze(state: State) -> State:
    """The state without a waiting snooze: the thing was done, or not wanted today."""
    return replace(state, snooze_at=None)


def problems(rule: Rule, pattern: WorkPattern, sleep: Sleep | None = None) -> dict[str, str]:
    """Problems by field; empty when the rule can do what it says.

    ``days``: no_schedule. ``at``: needs_time, asleep_then. ``lead_minutes``: out_of_range.
    """
    found: dict[str, str] = {}
    needs_shifts = rule.kind in AT_SHIFT or rule.days == "worked"
    if needs_shifts and not works_at_all(pattern.schedule):
        found["days"] = "no_schedule"
    needs_time = rule.kind not in AT_SHIFT or (rule.kind == "stash" and not _starts_known(pattern))
    if needs_time and rule.at is None:
        found["at"] = "needs_time"
    elif needs_time and rule.at and (sleep or Sleep()).covers(rule.at):
        found["at"] = "asleep_then"
    if not 0 <= rule.lead_minutes <= MAX_LEAD_MINUTES:
        found["lead_minutes"] = "out_of_range"
    return found


def _starts_known(pattern: WorkPattern) -> bool:
    schedule = pattern.schedule
    if isinstance(schedule, OnlyWhenAsked):
        return True
    days = schedule.days if isinstance(schedule, Weekly) else schedule.cycle
    return all(shift.start is not None for shift in days if shift)


def _snoozed(rule: Rule, state: State, person: Person) -> Due | None:
    """The snooze that is waiting, unless its date has been silenced since."""
    at, day = state.snooze_at, state.snoozed_day
    if at is None or day is None or silenced(person.pattern, day):
        return None
    windows = person.nights.at(at)
    deadline = min(at + GRACE, next_bedtime(windows, at) or at + GRACE)
    return Due(rule.kind, day, at, deadline, "again")


def _days(rule: Rule, state: State, person: Person, today: date) -> Iterator[date]:
    """Dates that may get a message, in order, later than the last one that did."""
    # A 24-hour shift that started two days ago may still be within its grace.
    first = today - 2 * DAY
    last_day = state.last_day
    if last_day and last_day > today + AHEAD:
        last_day = None
    if last_day:
        first = max(first, last_day + DAY)
    if rule.kind in _DATED:
        wanted = (day for day in rule.dates if last_day is None or day > last_day)
        found = {_first_open(rule, day, person) for day in wanted}
        yield from sorted(day for day in found if day and day >= first)
        return
    if person.pattern.paused_until:
        first = max(first, person.pattern.paused_until)
    if rule.days == "worked" or rule.kind in AT_SHIFT:
        yield from _worked(first, person)
        return
    yield from (day for day in _span(first) if not silenced(person.pattern, day))


def _worked(first: date, person: Person) -> Iterator[date]:
    if not works_at_all(person.pattern.schedule):
        return
    for day in _span(first):
        if not why_off(person.pattern, day, person.is_holiday):
            yield day


def _span(first: date) -> Iterator[date]:
    return (first + DAY * offset for offset in range(HORIZON_DAYS))


def _first_open(rule: Rule, day: date, person: Person) -> date | None:
    """The date itself, or the first one after it that is not silent (a pause only moves it)."""
    for later in _span(day):
        if silenced(person.pattern, later):
            continue
        if rule.days == "all" or not why_off(person.pattern, later, person.is_holiday):
            return later
    return None
