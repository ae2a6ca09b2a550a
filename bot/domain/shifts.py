"""Working patterns: who works when, as rules over local dates.

A ``WorkPattern`` is a schedule (weekdays, a rotation, or "only when I ask") in a zone, with what
takes days out of it: public holidays, a pause, "not today". All of that is counted by local date,
and a shift belongs to the date it starts on, also when it ends after midnight.

``shifts_between``   worked shifts of a span of dates, with wall times and UTC instants
``shift_on``         the same for one date
``why_off``          why a date is not worked
``describe``         one typed row a date, for "the next two weeks" (the words live in content)
``check_schedule``   problems before saving, keyed by field
``not_today``, ``pause``, ``resume``, ``move_zone``  small edits that return a new pattern

Presets and their patterns are in ``rotations``; wall time to instant is in ``zones``.
Everything here can be turned into JSON and back by msgspec, since patterns are sealed as JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

import msgspec

from bot.domain.typed_times import MAX_CYCLE_DAYS
from bot.domain.zones import instant, known_zone

ShiftKind = Literal["day", "early", "late", "night", "on_call"]
Off = Literal["", "off", "holiday", "paused", "skipped"]
IsHoliday = Callable[[date], bool]

DAY = timedelta(days=1)
MIN_SHIFT = timedelta(hours=1)
KEEP_SKIPPED = 40  # dates; "not today" only matters around today


def no_holidays(_: date) -> bool:
    """The holiday calendar of somebody who named no country."""
    return False


@dataclass(frozen=True)
class Shift:
    """One day of a schedule. ``end`` at or before ``start`` means the next day (equal: 24 hours).

    ``start`` may be unknown ("weekdays with their end times"): then the shift ends on its own date.
    """

    end: time
    start: time | None = None
    kind: ShiftKind = "day"

    @property
    def past_midnight(self) -> bool:
        """True when the shift ends on the date after the one it belongs to."""
        return self.start is not None and self.end <= self.start


class Weekly(msgspec.Struct, frozen=True, tag="weekly"):
    """Seven days, Monday first; None is a day off."""

    days: tuple[Shift | None, ...]


class Rotation(msgspec.Struct, frozen=True, tag="rotation"):
    """A cycle of 1 to 56 days that repeats for ever, in both directions, from ``anchor``."""

    anchor: date
    cycle: tuple[Shift | None, ...]
    preset: str = ""


class OnlyWhenAsked(msgspec.Struct, frozen=True, tag="only_when_asked"):
    """No schedule: nothing is ever worked out, nothing is ever sent by the clock."""


Schedule = Weekly | Rotation | OnlyWhenAsked


@dataclass(frozen=True)
class WorkPattern:
    """A schedule in its zone, and what takes days out of it.

    ``paused_until`` is the first date that counts again, ``skipped`` are single dates ("not
    today"), ``region`` names the holiday calendar ("DE-BY", "US"); empty means none.
    """

    schedule: Schedule
    zone: str = "UTC"
    region: str = ""
    works_holidays: bool = False
    paused_until: date | None = None
    skipped: tuple[date, ...] = ()


@dataclass(frozen=True)
class WorkedShift:
    """One worked shift. ``day`` is the date it belongs to; instants are aware and in UTC."""

    day: date
    kind: ShiftKind
    start: time | None
    end: time
    ends_on: date
    starts_at: datetime | None
    ends_at: datetime
    first_of_block: bool
    last_of_block: bool

    @property
    def hours(self) -> float | None:
        """Hours that really pass, so a night of a clock change has one more or one less."""
        if self.starts_at is None:
            return None
        return (self.ends_at - self.starts_at) / timedelta(hours=1)


@dataclass(frozen=True)
class DayRow:
    """One date of "the next two weeks": a shift, or why there is none."""

    day: date
    shift: WorkedShift | None
    off: Off


def scheduled_shift(schedule: Schedule, day: date) -> Shift | None:
    """What the schedule says for a date, before holidays, pauses and skipped days."""
    if isinstance(schedule, Weekly):
        return schedule.days[day.weekday()]
    if isinstance(schedule, Rotation):
        return schedule.cycle[(day - schedule.anchor).days % len(schedule.cycle)]
    return None


def works_at_all(schedule: Schedule) -> bool:
    """False for "only when I ask" and for a pattern without a single shift."""
    if isinstance(schedule, Weekly):
        return any(schedule.days)
    return isinstance(schedule, Rotation) and any(schedule.cycle)


def silenced(pattern: WorkPattern, day: date) -> bool:
    """True on dates on which the person wants to hear nothing: a pause, or "not today"."""
    paused = pattern.paused_until is not None and day < pattern.paused_until
    return paused or day in pattern.skipped


def why_off(pattern: WorkPattern, day: date, is_holiday: IsHoliday = no_holidays) -> Off:
    """Why a date is not worked, or "" when it is."""
    if scheduled_shift(pattern.schedule, day) is None:
        return "off"
    if pattern.paused_until is not None and day < pattern.paused_until:
        return "paused"
    if day in pattern.skipped:
        return "skipped"
    if not pattern.works_holidays and is_holiday(day):
        return "holiday"
    return ""


def shift_end(shift: Shift, day: date, zone: str) -> datetime:
    """The UTC instant at which a shift of ``day`` ends. Raises UnknownZone."""
    return instant(day + DAY if shift.past_midnight else day, shift.end, zone)


def shift_on(
    pattern: WorkPattern, day: date, is_holiday: IsHoliday = no_holidays
) -> WorkedShift | None:
    """The shift worked on a date, or None. Raises UnknownZone."""
    shift = scheduled_shift(pattern.schedule, day)
    if shift is None or why_off(pattern, day, is_holiday):
        return None
    starts_at = None if shift.start is None else instant(day, shift.start, pattern.zone)
    ends_at = shift_end(shift, day, pattern.zone)
    if starts_at is not None:
        # A jump of the clocks can put a short shift's start after its end (Troll jumps two hours).
        ends_at = max(ends_at, starts_at)
    return WorkedShift(
        day=day,
        kind=shift.kind,
        start=shift.start,
        end=shift.end,
        ends_on=day + DAY if shift.past_midnight else day,
        starts_at=starts_at,
        ends_at=ends_at,
        first_of_block=bool(why_off(pattern, day - DAY, is_holiday)),
        last_of_block=bool(why_off(pattern, day + DAY, is_holiday)),
    )


def shifts_between(
    pattern: WorkPattern, first: date, days: int, is_holiday: IsHoliday = no_holidays
) -> list[WorkedShift]:
    """Shifts that belong to ``first`` and the dates after it, in order. Raises UnknownZone."""
    found = (shift_on(pattern, first + DAY * offset, is_holiday) for offset in range(days))
    return [shift for shift in found if shift is not None]


def next_shift(
    pattern: WorkPattern, after: date, is_holiday: IsHoliday = no_holidays, within: int = 62
) -> WorkedShift | None:
    """The first shift that belongs to a date later than ``after``, at most ``within`` days away."""
    for offset in range(1, within + 1):
        if shift := shift_on(pattern, after + DAY * offset, is_holiday):
            return shift
    return None


def describe(
    pattern: WorkPattern, first: date, days: int = 14, is_holiday: IsHoliday = no_holidays
) -> tuple[DayRow, ...]:
    """One row a date, days off included. Raises UnknownZone."""
    dates = [first + DAY * offset for offset in range(days)]
    return tuple(
        DayRow(day, shift_on(pattern, day, is_holiday), why_off(pattern, day, is_holiday))
        for day in dates
    )


def check_schedule(schedule: Schedule) -> dict[str, str]:
    """Problems by field: ``days``, ``cycle``, and ``day_0`` … for a single day. Empty when fine.

    Codes: no_work, wrong_length, too_short (under an hour), needs_start (an end before noon could
    be the end of a night), night_needs_start, overlaps_next (runs into the next day's shift).
    """
    if isinstance(schedule, OnlyWhenAsked):
        return {}
    days, field = (
        (schedule.days, "days") if isinstance(schedule, Weekly) else (schedule.cycle, "cycle")
    )
    allowed = {7} if isinstance(schedule, Weekly) else range(1, MAX_CYCLE_DAYS + 1)
    if len(days) not in allowed:
        return {field: "wrong_length"}
    if not any(days):
        return {field: "no_work"}
    followers = (*days[1:], days[0])
    found = {
        f"day_{at}": _shift_problem(shift) or _overlap_problem(shift, follower)
        for at, (shift, follower) in enumerate(zip(days, followers, strict=True))
        if shift
    }
    return {field: problem for field, problem in found.items() if problem}


def check_pattern(pattern: WorkPattern) -> dict[str, str]:
    """check_schedule, and the zone (``zone``: unknown_zone)."""
    problems = check_schedule(pattern.schedule)
    return problems if known_zone(pattern.zone) else {**problems, "zone": "unknown_zone"}


def _shift_problem(shift: Shift) -> str:
    if shift.start is None:
        if shift.kind == "night":
            return "night_needs_start"
        return "needs_start" if shift.end < time(12) else ""
    length = _minutes(shift.end) - _minutes(shift.start)
    return "too_short" if 0 < length < MIN_SHIFT.seconds // 60 else ""


def _overlap_problem(shift: Shift, follower: Shift | None) -> str:
    if follower is None or not shift.past_midnight:
        return ""
    # A follower of unknown start ends after noon and is taken to start in the morning.
    begins = follower.start or time(9)
    return "overlaps_next" if shift.end > begins else ""


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def not_today(pattern: WorkPattern, day: date) -> WorkPattern:
    """Silence for one date. Older skipped dates fall away once there are many."""
    kept = sorted({*pattern.skipped, day})[-KEEP_SKIPPED:]
    return replace(pattern, skipped=tuple(kept))


def pause(pattern: WorkPattern, until: date) -> WorkPattern:
    """Silence up to, and not including, ``until``."""
    return replace(pattern, paused_until=until)


def resume(pattern: WorkPattern, today: date) -> WorkPattern:
    """End a pause now. The days that were silent stay so, and nothing from them comes late."""
    if pattern.paused_until is None or pattern.paused_until <= today:
        return pattern
    return replace(pattern, paused_until=today)


def move_zone(pattern: WorkPattern, zone: str) -> WorkPattern:
    """The same wall times somewhere else. A zone nobody knows changes nothing: Slack sends some."""
    return replace(pattern, zone=zone) if known_zone(zone) else pattern
