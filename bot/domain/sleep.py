"""When a person sleeps, as far as their shifts tell: no message goes out inside these windows.

``Sleep``          the usual night, and how long after a night shift
``Nights``         the windows of one person, as pairs of UTC instants, by date or instant
``windows_at``     the same for a single instant
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
    works_at_all,
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


class Nights:
    """The sleep of one person. Each date is worked out once, since a plan asks for several that
    lie side by side; make one for a piece of work and let it go."""

    def __init__(
        self, pattern: WorkPattern, sleep: Sleep, is_holiday: IsHoliday = no_holidays
    ) -> None:
        self._pattern = pattern
        self._sleep = sleep
        self._is_holiday = is_holiday
        self._works = works_at_all(pattern.schedule)
        self._nights: dict[date, Window] = {}
        self._work: dict[date, Window | None] = {}
        self._windows: dict[date, list[Window]] = {}

    def at(self, moment: datetime) -> list[Window]:
        """The windows around an instant. Raises UnknownZone."""
        return self.around(local_day(moment, self._pattern.zone))

    def around(self, day: date) -> list[Window]:
        """Windows of the four nights from the one before ``day`` to the second after it, in order.

        Raises UnknownZone.
        """
        if day not in self._windows:
            work = [span for n in range(-3, 5) if (span := self._worked(day + DAY * n))]
            nights = [self._night(day + DAY * n) for n in range(-1, 3)]
            cut = {window for night in nights if (window := around_work(night, work, self._sleep))}
            self._windows[day] = sorted(cut)
        return self._windows[day]

    def _night(self, day: date) -> Window:
        if day not in self._nights:
            sleep, zone = self._sleep, self._pattern.zone
            wakes_on = day + DAY if sleep.end <= sleep.start else day
            self._nights[day] = instant(day, sleep.start, zone), instant(wakes_on, sleep.end, zone)
        return self._nights[day]

    def _worked(self, day: date) -> Window | None:
        """The span of work of a date. Being on call is waiting, and no work here."""
        if not self._works:
            return None
        if day not in self._work:
            self._work[day] = self._span(day)
        return self._work[day]

    def _span(self, day: date) -> Window | None:
        shift = scheduled_shift(self._pattern.schedule, day)
        if shift is None or shift.kind == "on_call":
            return None
        if why_off(self._pattern, day, self._is_holiday):
            return None
        zone = self._pattern.zone
        ended = shift_end(shift, day, zone)
        return (instant(day, shift.start, zone) if shift.start else ended - ASSUMED_WORK), ended


def windows_at(
    pattern: WorkPattern, sleep: Sleep, moment: datetime, is_holiday: IsHoliday = no_holidays
) -> list[Window]:
    """The windows around one instant. Raises UnknownZone."""
    return Nights(pattern, sleep, is_holiday).at(moment)


def around_work(night: Window, work: Sequence[Window], sleep: Sleep) -> Window | None:
    """A usual night moved behind the work it collides with, or cut by the work after it.

    ``work`` is in order of time.
    """
    if not work:
        return night if night[0] < night[1] else None
    start, end = night
    wind_down = sleep.wind_down
    for began, ended in work:
        free_from = ended + wind_down
        if began < end and free_from > start and began - start < SHORTEST_NIGHT:
            start = free_from
            end = start + timedelta(hours=sleep.hours_after_shift)
    # Work that still begins inside the window cuts it.
    for began, _ in work:
        if start < began < end:
            end = began
    return (start, end) if start < end else None


def asleep_until(windows: list[Window], moment: datetime) -> datetime | None:
    """The end of the window that holds ``moment``, or None when the person is taken to be up."""
    return next((end for start, end in windows if start <= moment < end), None)


def next_bedtime(windows: list[Window], moment: datetime) -> datetime | None:
    """The first window start later than ``moment``, or None when the windows reach no further."""
    return next((start for start, _ in windows if start > moment), None)
