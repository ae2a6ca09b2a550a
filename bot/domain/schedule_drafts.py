"""A schedule while somebody types it: texts by field in, a working pattern or problems out.

``ScheduleDraft``   everything typed or chosen so far, as texts, so that nothing unreadable is lost
``begun``           the draft of somebody who has a pattern already, or has none
``read_shifts``     its times, as a ``Schedule``
``restated``        "today is day 5" said again on a later date
``with_rotation``   another rotation: times that were only the usual ones do not come along

Fields: ``weekdays`` (Monday to Friday) or ``day_0`` to ``day_4``, ``day_5``, ``day_6``; ``preset``,
``cycle``, ``day_of_cycle`` (as of ``stated_on``), ``begins``, ``time_D`` and so on; ``country``,
``part``, ``works_holidays``, ``zone``, ``follow``, ``sleep_start``, ``sleep_end``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Final, Literal

from bot.domain.rotations import PRESETS, anchor_for, rotation, usual_times
from bot.domain.shifts import (
    OnlyWhenAsked,
    Rotation,
    Schedule,
    Shift,
    ShiftKind,
    Weekly,
    WorkPattern,
    check_schedule,
)
from bot.domain.sleep import Sleep
from bot.domain.typed_times import (
    CycleProblem,
    TimeProblem,
    format_time,
    parse_cycle,
    parse_span,
)

How = Literal["weekly", "rotation", "only_when_asked"]

DRAFT_LIFE: Final = timedelta(days=1)
OWN: Final = "own"
YES: Final = "yes"
WORKDAYS: Final = 5
_OFF = {"off", "free", "no", "none", "-", "–", "—", "x", "0"}
_LETTER_OF: Final[Mapping[ShiftKind, str]] = {
    "day": "D",
    "early": "E",
    "late": "L",
    "night": "N",
    "on_call": "C",
}


@dataclass(frozen=True)
class ScheduleDraft:
    """What was typed. ``each`` says that Monday to Friday have a field each."""

    how: How = "weekly"
    each: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self.fields.get(name, "").strip()


def begun(
    pattern: WorkPattern | None,
    sleep: Sleep | None,
    zone: str,
    *,
    follow: bool,
    country: str = "",
    today: date,
) -> ScheduleDraft:
    """The draft in which everything stands that is set already."""
    night = sleep or Sleep()
    where, _, part = (pattern.region if pattern else country).partition("-")
    fields = {
        "zone": zone,
        "follow": YES if follow else "",
        "country": where,
        "part": part,
        "works_holidays": YES if pattern and pattern.works_holidays else "",
        "sleep_start": format_time(night.start),
        "sleep_end": format_time(night.end),
    }
    schedule = pattern.schedule if pattern else OnlyWhenAsked()
    if isinstance(schedule, Weekly):
        texts = [span_text(shift) for shift in schedule.days]
        fields.update({f"day_{at}": text for at, text in enumerate(texts)})
        same = len(set(texts[:WORKDAYS])) == 1
        return ScheduleDraft("weekly", not same, {**fields, "weekdays": texts[0] if same else ""})
    if isinstance(schedule, Rotation):
        letters = letters_of(schedule)
        known = PRESETS.get(schedule.preset) == letters
        fields["preset"] = schedule.preset if known else OWN
        fields["cycle"] = "" if known else letters
        fields["day_of_cycle"] = str(day_in_cycle(schedule.anchor, len(letters), today))
        fields["stated_on"] = today.isoformat()
        for letter, shift in zip(letters, schedule.cycle, strict=True):
            if shift:
                fields[f"time_{letter}"] = span_text(shift)
        return ScheduleDraft("rotation", fields=fields)
    return ScheduleDraft("weekly" if pattern is None else "only_when_asked", fields=fields)


def read_shifts(draft: ScheduleDraft, today: date) -> tuple[Schedule | None, dict[str, str]]:
    """The schedule of a draft; or None and problems by field, as codes.

    Codes are those of typed_times and check_schedule, and ``preset_missing``, ``anchor_missing``,
    ``anchor_range``, ``anchor_date``.
    """
    if draft.how == "only_when_asked":
        return OnlyWhenAsked(), {}
    if draft.how == "weekly":
        return _read_weekly(draft)
    return _read_rotation(draft, today)


def restated(draft: ScheduleDraft, today: date) -> ScheduleDraft:
    """The same draft with the day of the cycle that ``today`` is.

    A form can be left open past midnight; what was said about yesterday has to stay true.
    """
    fields = {**draft.fields, "stated_on": today.isoformat()}
    number, letters = draft.text("day_of_cycle"), cycle_letters(draft)
    said = _stated_on(draft, today)
    if said != today and letters and number.isascii() and number.isdigit():
        anchor = anchor_for(said, int(number[:4]))
        fields["day_of_cycle"] = str(day_in_cycle(anchor, len(letters), today))
    return replace(draft, fields=fields)


def with_rotation(draft: ScheduleDraft, before: str) -> ScheduleDraft:
    """The draft after another rotation was chosen or typed; ``before`` is the letters of the last.

    Times that are the usual ones of the last do not come along: those of the new one stand in.
    """
    fields = dict(draft.fields)
    for letter, shift in usual_times(before).items():
        if fields.get(f"time_{letter}", "").strip() == span_text(shift):
            del fields[f"time_{letter}"]
    return replace(draft, fields=fields)


def cycle_letters(draft: ScheduleDraft) -> str:
    """One letter a day of the rotation that was chosen or typed; empty while there is none."""
    preset = draft.text("preset")
    if preset != OWN:
        return PRESETS.get(preset, "")
    letters = parse_cycle(draft.text("cycle"))
    return "" if isinstance(letters, CycleProblem) else letters


def span_text(shift: Shift | None) -> str:
    """A shift as parse_span reads it back: "09:00-17:00", "17:00"; a day off is empty."""
    if shift is None:
        return ""
    end = format_time(shift.end)
    return end if shift.start is None else f"{format_time(shift.start)}-{end}"


def letters_of(schedule: Rotation) -> str:
    """One letter a day of a stored rotation."""
    return "".join(_LETTER_OF[shift.kind] if shift else "O" for shift in schedule.cycle)


def day_in_cycle(anchor: date, length: int, today: date) -> int:
    """Which day of a cycle a date is, from 1."""
    return (today - anchor).days % length + 1


def weekly_fields(draft: ScheduleDraft) -> tuple[str, ...]:
    """The field of each day, Monday first."""
    first = "weekdays"
    workdays = tuple(f"day_{at}" if draft.each else first for at in range(WORKDAYS))
    return (*workdays, "day_5", "day_6")


def _read_weekly(draft: ScheduleDraft) -> tuple[Schedule | None, dict[str, str]]:
    problems: dict[str, str] = {}
    days: list[Shift | None] = []
    names = weekly_fields(draft)
    for name in names:
        text = draft.text(name)
        shift = None
        if text and text.casefold() not in _OFF:
            span = parse_span(text)
            if isinstance(span, TimeProblem):
                problems[name] = span.value
                continue
            shift = _typed_shift(*span)
        days.append(shift)
    if problems:
        return None, problems
    schedule = Weekly(tuple(days))
    for where, code in check_schedule(schedule).items():
        at = 0 if where == "days" else int(where.removeprefix("day_"))
        problems.setdefault(names[at], code)
    return (None, problems) if problems else (schedule, {})


def _typed_shift(start: time | None, end: time) -> Shift:
    """A shift of a weekly schedule. One that ends in the morning after took the night."""
    if start is None or end > start:
        return Shift(end, start, "day")
    return Shift(end, start, "night" if time(3) <= end <= time(12) else "late")


def _read_rotation(draft: ScheduleDraft, today: date) -> tuple[Schedule | None, dict[str, str]]:
    problems: dict[str, str] = {}
    preset = draft.text("preset")
    if preset != OWN and preset not in PRESETS:
        return None, {"preset": "preset_missing"}
    if preset == OWN:
        parsed = parse_cycle(draft.text("cycle"))
        if isinstance(parsed, CycleProblem):
            return None, {"cycle": parsed.value}
    letters = cycle_letters(draft)
    times: dict[str, Shift] = {}
    for letter, usual in usual_times(letters).items():
        text = draft.text(f"time_{letter}")
        span = parse_span(text) if text else (usual.start, usual.end)
        if isinstance(span, TimeProblem):
            problems[f"time_{letter}"] = span.value
        else:
            times[letter] = Shift(span[1], span[0], usual.kind)
    anchor, code = _read_anchor(draft, len(letters), today)
    if anchor is None:
        problems["begins" if code == "anchor_date" else "day_of_cycle"] = code
    if problems or anchor is None:
        return None, problems
    schedule = rotation(letters, anchor, times, "" if preset == OWN else preset)
    for where, code in check_schedule(schedule).items():
        if where == "cycle":
            problems["cycle" if preset == OWN else "preset"] = code
        else:
            letter = letters[int(where.removeprefix("day_"))]
            problems.setdefault(f"time_{letter}", code)
    return (None, problems) if problems else (schedule, {})


def _read_anchor(draft: ScheduleDraft, length: int, today: date) -> tuple[date | None, str]:
    begins, number = draft.text("begins"), draft.text("day_of_cycle")
    if begins:
        try:
            return date.fromisoformat(begins), ""
        except ValueError:
            return None, "anchor_date"
    if not number:
        return None, "anchor_missing"
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= length):
        return None, "anchor_range"
    return anchor_for(_stated_on(draft, today), int(number)), ""


def _stated_on(draft: ScheduleDraft, today: date) -> date:
    """The date on which the day of the cycle was said."""
    try:
        return date.fromisoformat(draft.text("stated_on"))
    except ValueError:
        return today
