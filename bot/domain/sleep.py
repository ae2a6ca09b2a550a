"""When a person sleeps, as far as their shifts tell: no message goes out inside these windows.

``Sleep``          the usual night, and how long after a night shift
``sleep_windows``  the windows around a date, as pairs of UTC instants
``asleep_until``   the end of the window an instant falls into, or None
``next_bedtime``   the start of the next window after an instant

A shift moves sleep: whoever works when the usual night begins sleeps ``hours_after_shift`` from
``wind_down_minutes`` after the shift; an early shift cuts the night short. Being on call moves
nothing: it is waiting, mostly at home, and the night stays the night. Long, protected day sleep
after nights follows the advice in the NIOSH training for nurses, module 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.shifts import (
    DAY,
    IsHoliday,
    WorkPattern,
    no_holidays,
    scheduled_shift,
    shift_end,
    why_off,
)
from bot.domain.zones import instant, local_day

# Less than this before a shift is no night's sleep: it comes after the shift instead.
SHORTEST_NIGHT = timedelta(hours=3)
# Where only the end of a shift is known, this much before it counts as work.
ASSUMED_WORK = timedelta(hours=4)

Window = tuple[datetime, datetime]


@dataclass(frozen=True)
class Sleep:
    """The usual night in wall time, and the sleep after a shift that took its place.

    ``wind_down_minutes`` counts as 15 at least: nobody is asleep the minute a shift ends.
    """

    start: time = time(22, 30)
    end: time = time(6, 30)
    hours_after_shift: float = 8
    wind_down_minutes: int = 60

    @property
    def wind_down(self) -> timedelta:
        """From the end of a shift to the earliest sleep."""
        return timedelta(minutes=max(self.wind_down_minutes, 15))

    def covers(self, at: time) -> bool:
        """True when a wall time lies in the usual night (start included, end not)."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def sleep_windows(
    pattern: WorkPattern, sleep: Sleep, around: date, is_holiday: IsHoliday = no_holidays
) -> list[Window]:
    """Windows of the four nights from the one before ``around`` to the second after it.

    In order. Raises UnknownZone.
    """
    work = _work(pattern, around - 3 * DAY, 8, is_holiday)
    nights = [_usual_night(pattern.zone, sleep, around + DAY * offset) for offset in range(-1, 3)]
    return sorted({window for night in nights if (window := around_work(night, work, sleep))})


def around_work(night: Window, work: Sequence[Window], sleep: Sleep) -> Window | None:
    """A usual night moved behind the work it collides with, or cut by the work after it.

    ``work`` is in order of time.
    """
    start, end = night
    for began, ended in work:
        free_from = ended + sleep.wind_down
        if began < end and free_from > start and began - start < SHORTEST_NIGHT:
            start = free_from
            end = start + timedelta(hours=sleep.hours_after_shift)
    # Work that still begins inside the window cuts it.
    for began, _ in work:
        if start < began < end:
            end = began
    return (start, end) if start < end else None


def _work(pattern: WorkPattern, first: date, days: int, is_holiday: IsHoliday) -> list[Window]:
    """Spans of work without being on call. Lean, since every reminder with a wall time asks."""
    found: list[Window] = []
    for offset in range(days):
        day = first + DAY * offset
        shift = scheduled_shift(pattern.schedule, day)
        if shift is None or shift.kind == "on_call" or why_off(pattern, day, is_holiday):
            continue
        ended = shift_end(shift, day, pattern.zone)
        began = instant(day, shift.start, pattern.zone) if shift.start else ended - ASSUMED_WORK
        found.append((began, ended))
    return found


def asleep_until(windows: list[Window], moment: datetime) -> datetime | None:
    """The end of the window that holds ``moment``, or None when the person is taken to be up."""
    return next((end for start, end in windows if start <= moment < end), None)


def next_bedtime(windows: list[Window], moment: datetime) -> datetime | None:
    """The first window start later than ``moment``, or None when the windows reach no further."""
    return next((start for start, _ in windows if start > moment), None)


def windows_at(
    pattern: WorkPattern, sleep: Sleep, moment: datetime, is_holiday: IsHoliday = no_holidays
) -> list[Window]:
    """sleep_windows around an instant. Raises UnknownZone."""
    return sleep_windows(pattern, sleep, local_day(moment, pattern.zone), is_holiday)


def _usual_night(zone: str, sleep: Sleep, day: date) -> Window:
    wakes_on = day + DAY if sleep.end <= sleep.start else day
    return instant(day, sleep.start, zone), instant(wakes_on, sleep.end, zone)
