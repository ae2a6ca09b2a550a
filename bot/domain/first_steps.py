"""First steps: a worksheet turned into a one-page note for an assessor.

``note``            the page, from a worksheet and labels; what was left out is not in it
``read_check_ins``  what check-ins say about "since when" and "which way", or nothing

The questions are those that people are told to start with: how stress shows, since when, and
whether it gets better, worse or is stuck; then cover, an assessment, and the job in a few lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from statistics import median
from typing import Final, Literal

from bot.domain.checkins import CheckIn

Sign = Literal["sleep", "mood", "substances", "relationships", "other"]
Direction = Literal["better", "worse", "stuck"]
Duty = Literal["on_call", "safety_sensitive"]

# Characters a field may hold, so that the page with its labels stays under Slack's 3,000.
LIMITS: Final[Mapping[str, int]] = {
    "shows": 500,
    "since": 100,
    "cover": 300,
    "places": 300,
    "assessment": 200,
    "role": 150,
    "shifts": 250,
    "constraints": 300,
    "ask": 250,
}
NOTE_LIMIT: Final = 3000

WINDOW_DAYS: Final = 14
NEEDED: Final = 3  # check-ins in each window; fewer say nothing
SPAN_DAYS: Final = 28  # the two windows must not touch
CHANGE: Final = 0.5  # half a step of the five, the smallest a median of ratings can move
LOW: Final = 2.5  # the middle of a week at or below this counts as low; 5 is the easier end
GAP_WEEKS: Final = 2  # weeks without check-ins that a run of low weeks may hold


@dataclass(frozen=True)
class Worksheet:
    """What was filled in; every field may be empty."""

    signs: tuple[Sign, ...] = ()
    shows: str = ""
    since: str = ""
    direction: Direction | None = None
    cover: str = ""
    places: str = ""
    assessment: str = ""
    role: str = ""
    shifts: str = ""
    duties: tuple[Duty, ...] = ()
    constraints: str = ""
    ask: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to make a page from."""
        return not any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class Note:
    """A note that is kept: the day it was made, and the page as the person left it."""

    day: date
    text: str


@dataclass(frozen=True)
class Reading:
    """What check-ins say. ``early`` and ``late`` are medians of the first and last two weeks.

    ``low_since`` begins the run of low weeks that lasts until now, None when now is not low;
    ``from_start`` says that the run is as old as the check-ins, so it may be older.
    """

    count: int
    first: date
    last: date
    early: float
    late: float
    direction: Direction
    low_since: date | None = None
    from_start: bool = False


# The page: a heading and the fields under it. What is for the person alone comes last.
_PAGE: Final = (
    ("heading_shows", ("signs", "shows", "since", "direction")),
    ("heading_job", ("role", "shifts", "duties", "constraints")),
    ("heading_ask", ("ask",)),
    ("heading_cover", ("cover",)),
    ("heading_own", ("assessment", "places")),
)


def note(sheet: Worksheet, labels: Mapping[str, str], today: str) -> str:
    """The page as text, at most ``NOTE_LIMIT`` characters. ``today`` is the date in words.

    ``labels`` names the title, the headings, the fields that carry a label, and each choice.
    """
    parts = [f"{labels['title']}\n{labels['made'].format(day=today)}"]
    for heading, names in _PAGE:
        lines = [line for name in names if (line := _line(sheet, name, labels))]
        if lines:
            parts.append("\n".join([labels[heading].upper(), *lines]))
    return "\n\n".join(parts)[:NOTE_LIMIT]


def _line(sheet: Worksheet, name: str, labels: Mapping[str, str]) -> str:
    value = getattr(sheet, name)
    if not value:
        return ""
    if name == "direction":
        value = labels[f"direction_{value}"]
    elif isinstance(value, tuple):
        value = ", ".join(labels[f"{name}_{one}"] for one in value)
    label = labels.get(f"label_{name}", "")
    return f"{label} {value}" if label else str(value)


def read_check_ins(check_ins: Sequence[CheckIn], today: date) -> Reading | None:
    """The first and the last two weeks side by side; None when they are too few or too old.

    A check-in counts as the median of its ratings. No average, no fit, no word on the cause.
    """
    values = sorted(
        (one.day, float(median(one.ratings.values()))) for one in check_ins if one.ratings
    )
    values = [(day, value) for day, value in values if day <= today]
    if not values:
        return None
    first, last = values[0][0], values[-1][0]
    early = [value for day, value in values if (day - first).days < WINDOW_DAYS]
    late = [value for day, value in values if (today - day).days < WINDOW_DAYS]
    if (last - first).days < SPAN_DAYS or len(early) < NEEDED or len(late) < NEEDED:
        return None
    before, now = median(early), median(late)
    since, from_start = _low_run(values, first, today)
    return Reading(
        len(values), first, last, before, now, _direction(now - before), since, from_start
    )


def _direction(change: float) -> Direction:
    if change >= CHANGE:
        return "better"
    return "worse" if change <= -CHANGE else "stuck"


def _low_run(
    values: Sequence[tuple[date, float]], first: date, today: date
) -> tuple[date | None, bool]:
    """Where the low weeks that last until now begin, and whether the check-ins begin with them."""
    weeks: dict[int, list[float]] = {}
    for day, value in values:
        weeks.setdefault((today - day).days // 7, []).append(value)
    begin: int | None = None
    for at in sorted(weeks):
        if at - (-1 if begin is None else begin) > GAP_WEEKS + 1 or median(weeks[at]) > LOW:
            break
        begin = at
    if begin is None:
        return None, False
    since = max(first, today - timedelta(days=begin * 7 + 6))
    return since, begin == max(weeks)
