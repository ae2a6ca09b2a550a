"""Reminders: the next instant at which something may be said, and what follows from sending it.

``Rule``        what the person switched on (one a kind)
``State``       what was sent, how often nobody answered, a snooze that is waiting
``next_due``    rule + state + pattern + an instant  ->  the next ``Due``, or None
``started`` ``after_sent`` ``after_answer`` ``snooze``  a new state after an event
``problems``    what is wrong with a rule, by field, before it is saved

Promises kept here: one message a kind and local date; at most one snooze of 20 minutes; dropped
when more than 45 minutes late (``Due.deadline``); silent on days off, in a pause, on a skipped day
and while the person sleeps; after five unanswered it asks once and then stops. Only one instant is
ever worked out ahead, so a new zone, pattern or pause needs no more than calling ``next_due``
again: a date that was sent is never sent again, and a date still ahead is never lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Final, Literal

from bot.domain.shifts import (
    DAY,
    IsHoliday,
    OnlyWhenAsked,
    Weekly,
    WorkPattern,
    no_holidays,
    shift_on,
    silenced,
    why_off,
    works_at_all,
)
from bot.domain.sleep import Sleep, asleep_until, next_bedtime, windows_at
from bot.domain.zones import instant, local_day

Kind = Literal["merge", "check_in", "stash", "experiment", "questionnaire"]
Message = Literal["nudge", "again", "ask"]

GRACE: Final = timedelta(minutes=45)
SNOOZE: Final = timedelta(minutes=20)
MAX_JITTER_SECONDS: Final = 600
MAX_LEAD_MINUTES: Final = 120
UNANSWERED_BEFORE_ASKING: Final = 5
# A rotation of 56 days can meet a holiday now and then; a year finds the next shift of any pattern.
HORIZON_DAYS: Final = 366

_AT_SHIFT = ("merge", "stash")
_DATED = ("experiment", "questionnaire")


@dataclass(frozen=True)
class Rule:
    """What one person switched on for one kind.

    ``lead_minutes``  0 to 120, how long before the end of the shift (merge)
    ``at``            wall time of a check-in, experiment or questionnaire; of the stash where the
                      start of the shift is not known
    ``days``          "worked" or "all" (check_in, experiment, questionnaire)
    ``dates``         the dates something is due (experiment, questionnaire)
    """

    kind: Kind
    on: bool = False
    at: time | None = None
    days: Literal["worked", "all"] = "worked"
    lead_minutes: int = 10
    dates: tuple[date, ...] = ()


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


@dataclass(frozen=True)
class _Person:
    """What every step below needs to know besides rule and state."""

    pattern: WorkPattern
    sleep: Sleep
    is_holiday: IsHoliday
    seed: str


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

    Its instant may already have passed: then it is due now. ``seed`` is an opaque id of the person
    and only moves the instant by up to ten minutes, the same every day. Raises UnknownZone.
    """
    if not rule.on or state.asked:
        return None
    person = _Person(pattern, sleep or Sleep(), is_holiday, seed)
    waiting = _snoozed(rule, state, person)
    if waiting and waiting.deadline > after:
        return waiting
    message: Message = "ask" if state.unanswered >= UNANSWERED_BEFORE_ASKING else "nudge"
    for day in _days(rule, state, person, local_day(after, pattern.zone)):
        span = _instants(rule, day, person)
        if span is None or span[1] <= after or (state.since and span[0] < state.since):
            continue
        return Due(rule.kind, day, span[0], span[1], message)
    return None


def jitter_seconds(seed: str, kind: Kind, limit: int = MAX_JITTER_SECONDS) -> int:
    """A number from 0 to ``limit`` - 1 that never changes for a person and kind; 0 for no limit."""
    if limit <= 0:
        return 0
    return int.from_bytes(sha256(f"{kind}|{seed}".encode()).digest()[:8]) % limit


def started(now: datetime) -> State:
    """The state of a rule that was switched on now: nothing from before now is sent."""
    return State(since=now)


def after_sent(state: State, due: Due) -> State:
    """The state to store together with the log row, before the message goes out."""
    last = max(state.last_day or due.day, due.day)
    if due.message == "ask":
        return replace(state, last_day=last, asked=True, snooze_at=None)
    return replace(state, last_day=last, unanswered=state.unanswered + 1, snooze_at=None)


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
    needs_shifts = rule.kind in _AT_SHIFT or rule.days == "worked"
    if needs_shifts and not works_at_all(pattern.schedule):
        found["days"] = "no_schedule"
    needs_time = rule.kind not in _AT_SHIFT or (rule.kind == "stash" and not _starts_known(pattern))
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


def _snoozed(rule: Rule, state: State, person: _Person) -> Due | None:
    """The snooze that is waiting, unless its date has been silenced since."""
    at, day = state.snooze_at, state.snoozed_day
    if at is None or day is None or silenced(person.pattern, day):
        return None
    return Due(rule.kind, day, at, _deadline(at, person), "again")


def _days(rule: Rule, state: State, person: _Person, today: date) -> Iterator[date]:
    """Dates that may get a message, in order, later than the last one that did."""
    # A 24-hour shift that started two days ago may still be within its grace.
    first = today - 2 * DAY
    if state.last_day:
        first = max(first, state.last_day + DAY)
    if rule.kind in _DATED:
        wanted = (day for day in rule.dates if state.last_day is None or day > state.last_day)
        found = {_first_open(rule, day, person) for day in wanted}
        yield from sorted(day for day in found if day and day >= first)
        return
    if person.pattern.paused_until:
        first = max(first, person.pattern.paused_until)
    if rule.days == "worked" or rule.kind in _AT_SHIFT:
        yield from _worked(first, person)
        return
    yield from (day for day in _span(first) if not silenced(person.pattern, day))


def _worked(first: date, person: _Person) -> Iterator[date]:
    if not works_at_all(person.pattern.schedule):
        return
    for day in _span(first):
        if not why_off(person.pattern, day, person.is_holiday):
            yield day


def _span(first: date) -> Iterator[date]:
    return (first + DAY * offset for offset in range(HORIZON_DAYS))


def _first_open(rule: Rule, day: date, person: _Person) -> date | None:
    """The date itself, or the first one after it that is not silent (a pause only moves it)."""
    for later in _span(day):
        if silenced(person.pattern, later):
            continue
        if rule.days == "all" or not why_off(person.pattern, later, person.is_holiday):
            return later
    return None


def _instants(rule: Rule, day: date, person: _Person) -> tuple[datetime, datetime] | None:
    """When the message of a date is due and when it is too late, or None when there is none."""
    if rule.kind in _AT_SHIFT:
        shift = shift_on(person.pattern, day, person.is_holiday)
        if shift is None:
            return None
        if rule.kind == "merge":
            lead = min(max(rule.lead_minutes, 0), MAX_LEAD_MINUTES) * 60
            late = jitter_seconds(person.seed, rule.kind, min(MAX_JITTER_SECONDS, lead))
            at = shift.ends_at - timedelta(seconds=lead - late)
            at = max(at, shift.starts_at or at)
            # Sleep never begins before the wind-down is over, so this keeps out of it.
            bedtime = shift.ends_at + person.sleep.wind_down
            return at, min(at + GRACE, bedtime)
        if shift.starts_at is not None:
            late = jitter_seconds(person.seed, rule.kind)
            at = shift.starts_at + timedelta(seconds=late)
            return at, min(at + GRACE, shift.ends_at)
    if rule.at is None:
        return None
    at = _awake(instant(day, rule.at, person.pattern.zone), rule.kind, person)
    return at, _deadline(at, person)


def _awake(wanted: datetime, kind: Kind, person: _Person) -> datetime:
    """The wanted instant with jitter, or the end of the sleep it would fall into."""
    late = timedelta(seconds=jitter_seconds(person.seed, kind))
    windows = windows_at(person.pattern, person.sleep, wanted, person.is_holiday)
    up = asleep_until(windows, wanted) or asleep_until(windows, wanted + late) or wanted
    return up if asleep_until(windows, up + late) else up + late


def _deadline(at: datetime, person: _Person) -> datetime:
    windows = windows_at(person.pattern, person.sleep, at, person.is_holiday)
    return min(at + GRACE, next_bedtime(windows, at) or at + GRACE)
