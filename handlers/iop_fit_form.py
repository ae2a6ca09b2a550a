"""The form of "does it fit my week?", and how it is read.

``form``  the form with what was typed so far
``read``  the question in the form, or what is wrong, in words, by field
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final

from bot.domain.fit import TEMPLATES, FitQuestion, Session, check_question
from bot.domain.people import Profile
from bot.domain.rotations import PRESETS, anchor_for, rotation, usual_times
from bot.domain.shifts import Shift, Weekly, WorkPattern, describe, works_at_all
from bot.domain.typed_times import (
    CycleProblem,
    TimeProblem,
    format_time,
    parse_cycle,
    parse_span,
    parse_time,
)
from handlers import blocks as b
from handlers.keel import Keel

MINE, WEEKLY, OWN = "mine", "weekly", "own"
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LETTERS: Final = "DELNC"
MINUTES: Final = (0, 10, 20, 30, 45, 60, 75, 90, 120)
SLEEP: Final = ("5", "6", "6.5", "7", "7.5", "8", "8.5", "9", "10")
SHOWN_DAYS = 14
_CALL = re.compile(r"^\s*(?:on[\s-]?)?call\b[\s:]*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:;|,\s+|\band\b|&)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What the form holds: a question, or what is wrong with it."""

    question: FitQuestion | None
    errors: dict[str, str]


def pattern_of(profile: Profile | None) -> WorkPattern | None:
    """The shifts a person set for their reminders, if there are any to lay a week over."""
    pattern = profile.pattern if profile else None
    return pattern if pattern and works_at_all(pattern.schedule) else None


def mode_of(state: b.State, profile: Profile | None) -> str:
    """Which way of giving shifts is chosen."""
    default = MINE if pattern_of(profile) else WEEKLY
    mode = b.chosen(state, "mode") or default
    return default if mode == MINE and pattern_of(profile) is None else mode


def day_words(day: date) -> str:
    """A date as people say it, whatever the locale of the machine."""
    return f"{day:%A} {day.day} {day:%B}"


def span_words(start: time | None, end: time) -> str:
    """Two times, or one where the start is not known."""
    return f"{format_time(start) if start else '?'}-{format_time(end)}"


def form(
    keel: Keel,
    profile: Profile | None,
    state: b.State,
    *,
    from_pages: bool = False,
) -> dict[str, Any]:
    """The form; ``from_pages`` gives it a way back to the pages it stands in place of."""
    words = keel.words("iop_fit")
    rows = [b.section(words("intro"))]
    rows += _shift_rows(keel, profile, state)
    rows += _way_rows(keel, profile, state)
    rows += _program_rows(keel, state)
    if from_pages:
        rows.append(b.actions(b.button(words("to_pages"), "iop:overview", "overview"), id="back"))
    return b.modal(
        "iop_fit",
        words("title"),
        rows,
        help_label=keel.help_label,
        submit=words("work_out"),
        close=keel.words("common")("close"),
        metadata="pages" if from_pages else "",
    )


def _text_field(state: b.State, id_: str, label: str, example: str, **more: Any) -> b.Block:
    box = b.writing("text", initial=b.typed(state, id_) or "", limit=80, placeholder=example)
    return b.field(id_, label, box, **more)


def _shift_rows(keel: Keel, profile: Profile | None, state: b.State) -> list[b.Block]:
    words, mode = keel.words("iop_fit"), mode_of(state, profile)
    names = [*([MINE] if pattern_of(profile) else []), WEEKLY, *PRESETS, OWN]
    options = [b.option(words(f"mode_{name}"), name) for name in names]
    menu = b.menu("iop_fit_mode", options, placeholder=words("choose"), chosen=mode)
    rows = [
        b.header(words("shifts_heading")),
        b.field("mode", words("mode"), menu, hint=words("mode_hint"), optional=False, live=True),
    ]
    if mode == MINE:
        return rows + _mine_rows(keel, profile)
    if mode == WEEKLY:
        example = words("span_example")
        rows.append(b.section(words("weekly")))
        return rows + [_text_field(state, f"shift_{at}", DAYS[at], example) for at in range(7)]
    letters = PRESETS.get(mode, "")
    if mode == OWN:
        label, hint = words("cycle"), words("cycle_hint")
        rows.append(_text_field(state, "cycle", label, "", hint=hint, optional=False))
    else:
        rows += [b.section(words("cycle_days")), b.grid(_numbered(letters))]
    today = keel.today(profile)
    rows.append(
        _text_field(
            state,
            _day_field(state, today),
            words("cycle_day", day=day_words(_day_asked(state, today))),
            "",
            hint=words("cycle_day_hint"),
            optional=False,
        )
    )
    rows.append(b.section(words("times_own" if mode == OWN else "times")))
    usual = usual_times(letters)
    for letter in LETTERS if mode == OWN else usual:
        # Which times are usual in a cycle of one's own is known only when it is read.
        example = words("span_example")
        if letter in usual:
            example = words("usual", span=span_words(usual[letter].start, usual[letter].end))
        # The name holds the pattern, or times typed for another one would stay in the field.
        rows.append(_text_field(state, f"time_{mode}_{letter}", words(f"time_{letter}"), example))
    return rows


def _numbered(letters: str) -> str:
    """A cycle in rows of seven, each with the numbers of its days."""
    rows = []
    for at in range(0, len(letters), 7):
        some = letters[at : at + 7]
        rows.append(f"{f'{at + 1}-{at + len(some)}':>6}  {' '.join(some)}")
    return "\n".join(rows)


def _day_asked(state: b.State, today: date) -> date:
    """The date the form named as today when it was drawn; a form may stay open past midnight."""
    name = next((id_ for id_ in state if id_.startswith("cycle_day_")), "")
    try:
        return date.fromisoformat(name.removeprefix("cycle_day_"))
    except ValueError:
        return today


def _day_field(state: b.State, today: date) -> str:
    return f"cycle_day_{_day_asked(state, today)}"


def _mine_rows(keel: Keel, profile: Profile | None) -> list[b.Block]:
    words, pattern = keel.words("iop_fit"), pattern_of(profile)
    if pattern is None:
        return []
    lines, end_only = [], False
    # As the rules count: a pause of reminders or a "not today" is no time off work.
    pattern = replace(pattern, paused_until=None, skipped=(), works_holidays=True)
    for row in describe(pattern, keel.today(profile), SHOWN_DAYS):
        span = span_words(row.shift.start, row.shift.end) if row.shift else "."
        end_only = end_only or bool(row.shift and row.shift.start is None)
        lines.append(f"{row.day:%a} {row.day.day:>2}  {span}")
    rows = [b.section(words("mine")), b.grid("\n".join(lines))]
    return rows + ([b.context(words("mine_end_only"))] if end_only else [])


def _way_rows(keel: Keel, profile: Profile | None, state: b.State) -> list[b.Block]:
    words = keel.words("iop_fit")
    sleep = profile.sleep if profile else None
    wakes = b.typed(state, "wakes") or format_time(sleep.end if sleep else time(6, 30))

    def ways(field: str, none: str) -> b.Block:
        options = [b.option(words("minutes", n=n) if n else words(none), str(n)) for n in MINUTES]
        picked = b.chosen(state, field) or "30"
        menu = b.menu(field, options, placeholder=words("choose"), chosen=picked)
        return b.field(field, words(field), menu, optional=False)

    hours = [b.option(words("hours", n=n), n) for n in SLEEP]
    needed = b.menu(
        "sleep", hours, placeholder=words("choose"), chosen=b.chosen(state, "sleep") or "8"
    )
    return [
        b.header(words("way_heading")),
        ways("travel", "no_way"),
        ways("commute", "at_home"),
        b.field("sleep", words("sleep"), needed, optional=False),
        b.field("wakes", words("wakes"), b.writing("text", initial=wakes, limit=20)),
    ]


def _program_rows(keel: Keel, state: b.State) -> list[b.Block]:
    words = keel.words("iop_fit")
    program = b.chosen(state, "program") or next(iter(TEMPLATES))
    options = [b.option(words(f"program_{name}"), name) for name in (*TEMPLATES, OWN)]
    menu = b.menu("iop_fit_program", options, placeholder=words("choose"), chosen=program)
    rows = [
        b.header(words("program_heading")),
        b.field("program", words("program"), menu, optional=False, live=True),
    ]
    if program == OWN:
        example = words("session_example")
        rows.append(b.section(words("sessions")))
        rows += [_text_field(state, f"session_{at}", DAYS[at], example) for at in range(7)]
    return rows


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
        pattern = _cycle(state, mode, zone, _day_asked(state, today), errors)
    sessions = _sessions(state, errors)
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
    field = _day_field(state, today)
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
    program = b.chosen(state, "program") or next(iter(TEMPLATES))
    if program in TEMPLATES:
        return TEMPLATES[program]
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
