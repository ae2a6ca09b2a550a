"""Does a program fit my week? Shifts, travel and sleep against a program's sessions.

``fit``             the answer: a verdict for every session in every week of the rotation, hours,
                    the largest workable set, short nights, and what to ask the program
``check_question``  problems by field before anything is worked out
``sessions_of``     the sessions of a sample week of the pages, which serve as templates
``cycle_weeks``     how many weeks it takes until a pattern looks the same again

Nothing here says yes or no to treatment: it counts hours. Nine hours a week is where an intensive
outpatient program starts and twenty where partial hospitalization starts (ASAM levels 2.1 and 2.5;
the Medicare benefit of 2024 uses the same nine hours). The verdicts come from ``fit_week``;
``fit_grid`` draws a week as text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from math import lcm
from typing import Final, Literal

from bot.domain import iop
from bot.domain.fit_week import FitQuestion, Session, Verdict, Week, any_overlap, week_of
from bot.domain.shifts import DAY, Rotation, WorkPattern, check_pattern

__all__ = [
    "MAX_SESSIONS",
    "MAX_WEEKS",
    "Band",
    "Fit",
    "FitQuestion",
    "Session",
    "SessionFit",
    "Verdict",
    "WeekFit",
    "band",
    "check_question",
    "cycle_weeks",
    "fit",
    "hours_a_week",
    "sessions_of",
]

Band = Literal["below", "within", "above"]

PROGRAM_FROM_HOURS: Final = 9
PROGRAM_BELOW_HOURS: Final = 20
MAX_WEEKS: Final = 8
MAX_SESSIONS: Final = 14
MAX_TRAVEL_MINUTES: Final = 240
LONG_TRAVEL_MINUTES: Final = 45


@dataclass(frozen=True)
class SessionFit:
    """The verdict on one session (by its place in the question) on one date."""

    session: int
    day: date
    verdict: Verdict


@dataclass(frozen=True)
class WeekFit:
    """One week: verdicts in the order of the question, and the largest set that works together.

    ``short_by_shifts``  dates whose night is short from the shifts alone
    ``short_with_all``   the same if every session were attended that no shift forbids
    """

    first: date
    sessions: tuple[SessionFit, ...]
    workable: tuple[int, ...]
    workable_hours: float
    short_by_shifts: tuple[date, ...]
    short_with_all: tuple[date, ...]


@dataclass(frozen=True)
class Fit:
    """The whole answer. ``always`` is the largest set that works in every week."""

    hours: float
    band: Band
    weeks: tuple[WeekFit, ...]
    always: tuple[int, ...]
    always_hours: float
    questions: tuple[str, ...]


def sessions_of(week: iop.SampleWeek) -> tuple[Session, ...]:
    """The sessions of a sample week. Raises ValueError for text that is no time."""
    return tuple(Session(one.weekday, one.starts, one.ends, one.what) for one in week.sessions)


def cycle_weeks(pattern: WorkPattern) -> int:
    """Weeks until shifts fall on the same weekdays again, 1 to 8 (longer ones are cut)."""
    if not isinstance(pattern.schedule, Rotation):
        return 1
    return min(lcm(len(pattern.schedule.cycle), 7) // 7, MAX_WEEKS)


def check_question(question: FitQuestion) -> dict[str, str]:
    """Problems by field: the pattern's, ``sessions`` (none, too_many, overlap, no_weekday),
    ``travel_minutes``, ``commute_minutes``, ``sleep_hours``, ``weeks`` (out_of_range)."""
    problems = check_pattern(question.pattern)
    sessions = question.sessions
    if not sessions:
        problems["sessions"] = "none"
    elif len(sessions) > MAX_SESSIONS:
        problems["sessions"] = "too_many"
    elif any(not 0 <= session.weekday <= 6 for session in sessions):
        problems["sessions"] = "no_weekday"
    elif any_overlap(sessions):
        problems["sessions"] = "overlap"
    ranges = {
        "travel_minutes": (question.travel_minutes, 0, MAX_TRAVEL_MINUTES),
        "commute_minutes": (question.commute_minutes, 0, MAX_TRAVEL_MINUTES),
        "sleep_hours": (question.sleep_hours, 3, 12),
        "weeks": (question.weeks, 0, MAX_WEEKS),
    }
    for field, (value, low, high) in ranges.items():
        if not low <= value <= high:
            problems[field] = "out_of_range"
    return problems


def hours_a_week(sessions: Sequence[Session]) -> float:
    """Hours of all sessions together."""
    return sum(session.minutes for session in sessions) / 60


def band(hours: float) -> Band:
    """Below, within or above the 9 to 19 hours of an intensive outpatient program."""
    if hours < PROGRAM_FROM_HOURS:
        return "below"
    return "within" if hours < PROGRAM_BELOW_HOURS else "above"


def fit(question: FitQuestion) -> Fit:
    """The answer to a question without problems. Raises UnknownZone."""
    weeks = [week_of(question, at) for at in range(question.weeks or cycle_weeks(question.pattern))]
    answers = tuple(_answer(week) for week in weeks)
    steady = [
        at
        for at in range(len(question.sessions))
        if all(answer.sessions[at].verdict == "fits" for answer in answers)
    ]
    always = _largest(
        steady, question.sessions, lambda chosen: all(week.together(chosen) for week in weeks)
    )
    hours = hours_a_week(question.sessions)
    always_hours = hours_a_week([question.sessions[at] for at in always])
    asked = _questions(question, answers, always_hours)
    return Fit(hours, band(hours), answers, always, always_hours, asked)


def _answer(week: Week) -> WeekFit:
    sessions = week.question.sessions
    verdicts = tuple(
        SessionFit(at, week.first + DAY * session.weekday, week.verdict(session))
        for at, session in enumerate(sessions)
    )
    single = [found.session for found in verdicts if found.verdict == "fits"]
    workable = _largest(single, sessions, week.together)
    possible = [
        sessions[found.session] for found in verdicts if found.verdict in ("fits", "cuts_sleep")
    ]
    return WeekFit(
        first=week.first,
        sessions=verdicts,
        workable=workable,
        workable_hours=hours_a_week([sessions[at] for at in workable]),
        short_by_shifts=week.short_nights(()),
        short_with_all=week.short_nights(possible),
    )


def _largest(
    candidates: Sequence[int],
    sessions: Sequence[Session],
    together: Callable[[Sequence[int]], bool],
) -> tuple[int, ...]:
    """The set with the most hours that works together; the earliest sessions win a tie."""
    best: tuple[int, tuple[int, ...]] = (0, ())

    def search(at: int, chosen: tuple[int, ...], minutes: int, left: int) -> None:
        nonlocal best
        if minutes > best[0]:
            best = (minutes, chosen)
        if at == len(candidates) or minutes + left <= best[0]:
            return
        candidate = candidates[at]
        length = sessions[candidate].minutes
        if together((*chosen, candidate)):
            search(at + 1, (*chosen, candidate), minutes + length, left - length)
        search(at + 1, chosen, minutes, left - length)

    search(0, (), 0, sum(sessions[at].minutes for at in candidates))
    return best[1]


_SLOTS: Final = {
    "ask_morning_group": (time(9), time(12)),
    "ask_afternoon_group": (time(13), time(16)),
    "ask_evening_group": (time(18), time(21)),
}


def _questions(
    question: FitQuestion, answers: Sequence[WeekFit], always_hours: float
) -> tuple[str, ...]:
    """Codes of what to ask the program, the most useful first; the words belong to content."""
    verdicts = {found.verdict for answer in answers for found in answer.sessions}
    everything_fits = all(len(answer.workable) == len(question.sessions) for answer in answers)
    asked: list[str] = []
    if not everything_fits:
        asked += _better_slots(question, answers)
        counts = {answer.workable for answer in answers}
        if len(counts) > 1:
            asked.append("ask_makeup")
            asked.append("ask_switching_groups")
        if "no_travel_time" in verdicts or question.travel_minutes >= LONG_TRAVEL_MINUTES:
            asked.append("ask_telehealth")
        if "cuts_sleep" in verdicts:
            asked.append("ask_after_nights")
        if always_hours < PROGRAM_FROM_HOURS:
            asked.append("ask_minimum")
    if "on_call" in verdicts:
        asked.append("ask_on_call")
    if band(hours_a_week(question.sessions)) != "within":
        asked.append("ask_level")
    return tuple(asked)


def _better_slots(question: FitQuestion, answers: Sequence[WeekFit]) -> list[str]:
    """Times of day at which groups of three hours would leave more than the asked program does."""
    now = (
        min(answer.workable_hours for answer in answers),
        sum(answer.workable_hours for answer in answers),
    )
    found: list[tuple[tuple[float, float], str]] = []
    for code, (start, end) in _SLOTS.items():
        if any(start <= session.start < end for session in question.sessions):
            continue
        group = replace(question, sessions=tuple(Session(d, start, end) for d in range(5)))
        weeks = [week_of(group, at) for at in range(len(answers))]
        hours = [
            3.0 * sum(week.verdict(session) == "fits" for session in group.sessions)
            for week in weeks
        ]
        if (min(hours), sum(hours)) > now:
            found.append(((min(hours), sum(hours)), code))
    return [code for _, code in sorted(found, reverse=True)]
