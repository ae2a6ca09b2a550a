"""What the form of "does it fit my week?" holds: a question, or what is wrong, by field.

``read``  never guesses: what can mean two things is asked for again, beside its field
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from bot.domain.fit import FitQuestion, Session, check_question, sessions_of
from bot.domain.people import Profile
from bot.domain.rotations import PRESETS, anchor_for, rotation, usual_times
from bot.domain.shifts import Shift, Weekly, WorkPattern
from bot.domain.typed_times import CycleProblem, TimeProblem, parse_cycle, parse_span, parse_time
from handlers import blocks as b
from handlers.iop_fit_form import (
    MINE,
    WEEKLY,
    day_asked,
    day_field,
    mode_of,
    pattern_of,
    program_of,
    programs,
)
from handlers.keel import Keel

_CALL = re.compile(r"^\s*(?:on[\s-]?)?call\b[\s:]*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:;|,\s+|\band\b|&)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What the form holds: a question, or what is wrong with it."""

    question: FitQuestion | None
    errors: dict[str, str]


def read(keel: Keel, profile: Profile | None, state: b.State) -> Asked:
    """The question, or errors as words beside their fields."""
    words, errors = keel.words("iop_fit"), dict[str, str]()
    mode, today = mode_of(state, profile), keel.today(profile)
    zone = profile.zone if profile else "UTC"
    if mode == MINE:
        pattern = pattern_of(profile)
    elif mode == WEEKLY:
        pattern = _weekly(state, zone, errors)
    else:
        pattern = _cycle(state, mode, zone, day_asked(state, today), errors)
    known, program = programs(keel), program_of(keel, state)
    sessions = sessions_of(known[program]) if program in known else _sessions(state, errors)
    wakes = parse_time(b.typed(state, "wakes") or "6:30")
    if isinstance(wakes, TimeProblem):
        errors["wakes"] = "wakes"
    question = None
    if pattern and not errors and isinstance(wakes, time):
        question = FitQuestion(
            pattern,
            sessions,
            today,
            travel_minutes=int(b.chosen(state, "travel") or 30),
            sleep_hours=float(b.chosen(state, "sleep") or 8),
            commute_minutes=int(b.chosen(state, "commute") or 30),
            wakes=wakes,
        )
        errors = _checked(question, mode)
    if errors:
        return Asked(None, {at: _worded(keel, code, mode) for at, code in errors.items()})
    return Asked(question, {} if question else {"mode": words("err_other")})


def _worded(keel: Keel, code: str, mode: str) -> str:
    words = keel.words("iop_fit")
    if code == "cycle_day":
        days = len(PRESETS.get(mode, ""))
        return words("err_cycle_day", days=days) if days else words("err_cycle_day_any")
    return words(f"err_{code}" if words.has(f"err_{code}") else "err_other")


def _span(text: str) -> tuple[time, time] | str:
    """Start and end, or the name of what is wrong."""
    found = parse_span(text)
    if isinstance(found, TimeProblem):
        return str(found.value)
    start, end = found
    return (start, end) if start is not None else "need_both"


def _weekly(state: b.State, zone: str, errors: dict[str, str]) -> WorkPattern | None:
    days: list[Shift | None] = []
    for at in range(7):
        typed = b.typed(state, f"shift_{at}") or ""
        text = _CALL.sub("", typed)
        found = _span(text) if typed else None
        if isinstance(found, str):
            errors[f"shift_{at}"] = found
        elif found:
            start, end = found
            usual = "night" if end <= start else "day"
            days.append(Shift(end, start, "on_call" if text != typed else usual))  # type: ignore[arg-type] # the three are ShiftKinds
            continue
        days.append(None)
    if not any(days) and not errors:
        errors["shift_0"] = "no_work"
    return WorkPattern(Weekly(tuple(days)), zone)


def _cycle(
    state: b.State, mode: str, zone: str, today: date, errors: dict[str, str]
) -> WorkPattern | None:
    letters: str | CycleProblem = PRESETS.get(mode) or parse_cycle(b.typed(state, "cycle") or "")
    if isinstance(letters, CycleProblem):
        errors["cycle"] = str(letters.value)
        letters = ""
    field = day_field(state, today)
    number = b.typed(state, field) or ""
    fits = number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= (len(letters) or 56)
    if not fits:
        errors[field] = "cycle_day"
    times: dict[str, Shift] = {}
    usual = usual_times(letters)
    for letter in usual:
        id_ = f"time_{mode}_{letter}"
        typed = b.typed(state, id_)
        found = _span(typed) if typed else None
        if isinstance(found, str):
            errors[id_] = found
        elif found:
            times[letter] = Shift(found[1], found[0], usual[letter].kind)
    if errors:
        return None
    return WorkPattern(rotation(letters, anchor_for(today, int(number)), times, mode), zone)


def _sessions(state: b.State, errors: dict[str, str]) -> tuple[Session, ...]:
    found: list[Session] = []
    for at in range(7):
        for text in _BETWEEN.split(b.typed(state, f"session_{at}") or ""):
            span = _span(text) if text else None
            if isinstance(span, str):
                errors[f"session_{at}"] = span
            elif span:
                found.append(Session(at, *span))
    if not found and not any(id_.startswith("session_") for id_ in errors):
        errors["session_0"] = "sessions_none"
    return tuple(found)


def _checked(question: FitQuestion, mode: str) -> dict[str, str]:
    """The rules' own problems, at the fields a person can change."""
    first = next((f"session_{one.weekday}" for one in question.sessions), "program")
    errors: dict[str, str] = {}
    for field, code in check_question(question).items():
        if field == "sessions":
            errors[first] = f"sessions_{code}"
        elif field.startswith("day_") and mode == WEEKLY:
            errors[f"shift_{field.removeprefix('day_')}"] = code
        else:
            errors["mode"] = code
    return errors
