"""One week of shifts, nights and sessions as spans of time, and the verdict on each session.

``FitQuestion``  a working pattern, the sessions of a program, travel, sleep
``week_of``      one week of it as a ``Week``, laid out on real dates in the pattern's zone
``Week``         verdicts, nights that are too short, what works together

Spans are UTC instants, so a week with a clock change is as long as it really is, and a session or
shift past midnight needs no special case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, Literal

from bot.domain.shifts import DAY, WorkedShift, WorkPattern, shifts_between
from bot.domain.sleep import Sleep, Window, around_work
from bot.domain.zones import instant

Verdict = Literal["fits", "overlaps_shift", "on_call", "no_travel_time", "cuts_sleep"]

# Sleep can begin or end this much earlier or later than planned without being short.
ELASTIC: Final = timedelta(hours=3)


@dataclass(frozen=True)
class Session:
    """One session a week.

    ``weekday`` 0 is Monday. An end at or before the start is the next day.
    """

    weekday: int
    start: time
    end: time
    what: str = ""

    @property
    def minutes(self) -> int:
        """Length on the clock, 1 to 1440."""
        length = (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute
        return length if length > 0 else length + 1440


@dataclass(frozen=True)
class FitQuestion:
    """What is asked. ``first`` is any date of the first week; a pause or holiday plays no part.

    ``travel_minutes`` is one way between home or work and the program, ``commute_minutes`` one way
    to work. ``weeks`` 0 means the whole rotation, 8 at most. ``wakes`` is when a usual night ends.
    """

    pattern: WorkPattern
    sessions: tuple[Session, ...]
    first: date
    travel_minutes: int = 30
    sleep_hours: float = 8
    commute_minutes: int = 30
    wakes: time = time(6, 30)
    weeks: int = 0


@dataclass(frozen=True)
class Night:
    """A planned night: its date, its span, and the room the shifts leave for it."""

    day: date
    span: Window
    room: timedelta


@dataclass(frozen=True)
class Week:
    """One week as spans of UTC instants; what the verdicts and the text grid are made from."""

    question: FitQuestion
    first: date
    shifts: tuple[WorkedShift, ...]
    busy: tuple[Window, ...]
    nights: tuple[Night, ...]

    def span(self, session: Session) -> Window:
        """When a session of this week takes place."""
        day = self.first + DAY * session.weekday
        ends_on = day + DAY if session.end <= session.start else day
        zone = self.question.pattern.zone
        start = instant(day, session.start, zone)
        # Inside the hour that the clocks skip, an end could come out before its start.
        return start, max(start, instant(ends_on, session.end, zone))

    def away(self, session: Session) -> Window:
        """A session with the way there and back."""
        start, end = self.span(session)
        travel = timedelta(minutes=self.question.travel_minutes)
        return start - travel, end + travel

    def short_nights(self, chosen: Sequence[Session]) -> tuple[date, ...]:
        """Dates of this week whose night leaves less than the sleep that is needed."""
        need = timedelta(hours=self.question.sleep_hours)
        last = self.first + 6 * DAY
        own = [night for night in self.nights if self.first <= night.day <= last]
        return tuple(night.day for night in own if self._room(night, chosen) < need)

    def cuts_sleep(self, chosen: Sequence[Session]) -> bool:
        """True when these sessions make a night short, or a short one shorter."""
        need = timedelta(hours=self.question.sleep_hours)
        return any(self._room(night, chosen) < min(need, night.room) for night in self.nights)

    def _room(self, night: Night, chosen: Sequence[Session]) -> timedelta:
        """The longest stretch for sleep around a planned night, shifts and sessions taken out."""
        reach = night.span[0] - ELASTIC, night.span[1] + ELASTIC
        away = [span for span in map(self.away, chosen) if _meet(span, reach)]
        if not away:
            return night.room
        return min(night.room, _longest_gap(*reach, [*self.busy, *away]))

    def verdict(self, session: Session) -> Verdict:
        """What stands in the way of one session, the hardest thing first."""
        spans = list(map(shift_span, self.shifts))
        at, away = self.span(session), self.away(session)
        if any(_meet(at, (begin, end)) for begin, end, kind in spans if kind != "on_call"):
            return "overlaps_shift"
        if any(_meet(away, (begin, end)) for begin, end, kind in spans if kind != "on_call"):
            return "no_travel_time"
        if any(_meet(at, (begin, end)) for begin, end, kind in spans if kind == "on_call"):
            return "on_call"
        return "cuts_sleep" if self.cuts_sleep((session,)) else "fits"

    def together(self, chosen: Sequence[int]) -> bool:
        """True when sessions that fit one by one also leave enough sleep together."""
        sessions = [self.question.sessions[at] for at in chosen]
        return not any_overlap(sessions) and not self.cuts_sleep(sessions)


def week_of(question: FitQuestion, number: int) -> Week:
    """The week ``number`` (0 is the one that holds ``first``). Raises UnknownZone."""
    monday = question.first - DAY * question.first.weekday() + number * 7 * DAY
    pattern = replace(question.pattern, paused_until=None, skipped=(), works_holidays=True)
    shifts = shifts_between(pattern, monday - 3 * DAY, 13)
    sleep = usual_sleep(question)
    work = [(begin, end) for begin, end, kind in map(shift_span, shifts) if kind != "on_call"]
    commute = timedelta(minutes=question.commute_minutes)
    busy = tuple((begin - commute, end + sleep.wind_down) for begin, end in work)
    nights = []
    for offset in range(-1, 8):
        day = monday + DAY * offset
        wakes_on = day + DAY if sleep.end <= sleep.start else day
        usual = instant(day, sleep.start, pattern.zone), instant(wakes_on, sleep.end, pattern.zone)
        span = around_work(usual, work, sleep) or usual
        room = _longest_gap(span[0] - ELASTIC, span[1] + ELASTIC, busy)
        if span[0] >= usual[0] + DAY - ELASTIC:
            # Shift upon shift pushed this sleep into the next night: there was none.
            span, room = usual, timedelta(0)
        nights.append(Night(day, span, room))
    return Week(question, monday, tuple(shifts), busy, tuple(nights))


def usual_sleep(question: FitQuestion) -> Sleep:
    """The usual night: as long as the sleep that is needed, up to the time the person wakes."""
    minutes = question.wakes.hour * 60 + question.wakes.minute - round(question.sleep_hours * 60)
    bedtime = time(minutes % 1440 // 60, minutes % 60)
    return Sleep(bedtime, question.wakes, question.sleep_hours)


def shift_span(shift: WorkedShift) -> tuple[datetime, datetime, str]:
    """Start, end and kind of a shift."""
    # Where only the end is known, eight hours are taken, as for an ordinary working day.
    return shift.starts_at or shift.ends_at - timedelta(hours=8), shift.ends_at, shift.kind


def _meet(one: Window, other: Window) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def any_overlap(sessions: Sequence[Session]) -> bool:
    """True when two sessions of a week run at the same time, Sunday night into Monday included."""
    spans = []
    for session in sessions:
        begin = session.weekday * 1440 + session.start.hour * 60 + session.start.minute
        spans += [
            (begin, begin + session.minutes),
            (begin + 10080, begin + 10080 + session.minutes),
        ]
    spans.sort()
    return any(one[1] > other[0] for one, other in pairwise(spans))


def _longest_gap(begin: datetime, end: datetime, busy: Sequence[Window]) -> timedelta:
    longest, free_from = timedelta(0), begin
    for start, stop in sorted(busy):
        if stop <= begin or start >= end:
            continue
        longest = max(longest, start - free_from)
        free_from = max(free_from, stop)
    return max(longest, end - free_from)
