"""One week of "does it fit" as text: a row a day, a column an hour, narrow enough for a phone.

``grid``    the lines of one week, to be shown in a monospaced block
``GLYPHS``  what each character stands for (the words of a legend belong to content)

A row is 28 characters wide with one column an hour, 52 with two. The picture is never the only
carrier: every verdict in it is in ``fit``'s answer as well, for whoever listens to the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final, Literal

from bot.domain.fit_week import FitQuestion, Week, shift_span, week_of
from bot.domain.shifts import DAY
from bot.domain.sleep import Window
from bot.domain.zones import instant

Cell = Literal["clash", "session", "travel", "shift", "on_call", "sleep", "free"]

# Plain ASCII: block characters are not equally wide in every phone's monospaced font.
GLYPHS: Final[Mapping[Cell, str]] = MappingProxyType(
    {
        "clash": "X",
        "session": "o",
        "travel": "-",
        "shift": "#",
        "on_call": "+",
        "sleep": "z",
        "free": ".",
    }
)
LABEL_WIDTH: Final = 4


def grid(
    question: FitQuestion, number: int, labels: Sequence[str], per_hour: Literal[1, 2] = 1
) -> str:
    """The week ``number`` (0 is the first) with a header of hours.

    ``labels`` names Monday to Sunday; they are cut to three characters. Raises UnknownZone, and
    ValueError unless there are seven labels.
    """
    if len(labels) != 7:
        raise ValueError("seven labels are needed")
    week = week_of(question, number)
    spans = _spans(week)
    rows = [_header(per_hour)]
    for offset, label in enumerate(labels):
        day = week.first + DAY * offset
        columns = _columns(day, question.pattern.zone, per_hour)
        today = _within(spans, columns[0][0], columns[-1][1])
        cells = (_cell(column, today) for column in columns)
        rows.append(label[: LABEL_WIDTH - 1].ljust(LABEL_WIDTH) + "".join(GLYPHS[c] for c in cells))
    return "\n".join(rows)


def _header(per_hour: int) -> str:
    marks = "".join(str(hour).ljust(3 * per_hour) for hour in range(0, 24, 3))
    return (" " * LABEL_WIDTH + marks).rstrip()


def _columns(day: date, zone: str, per_hour: int) -> list[Window]:
    """The spans of the columns of one day. An hour that the clocks skip is empty."""
    count = 24 * per_hour
    edges = [
        instant(day, time(at // per_hour, at % per_hour * 60 // per_hour), zone)
        for at in range(count)
    ]
    edges.append(instant(day + DAY, time(0), zone))
    return [(edges[at], max(edges[at], edges[at + 1])) for at in range(count)]


def _spans(week: Week) -> dict[Cell, list[Window]]:
    working = [(a, b) for a, b, kind in map(shift_span, week.shifts) if kind != "on_call"]
    on_call = [(a, b) for a, b, kind in map(shift_span, week.shifts) if kind == "on_call"]
    sessions = [week.span(session) for session in week.question.sessions]
    away = [week.away(session) for session in week.question.sessions]
    return {
        "shift": working,
        "on_call": on_call,
        "session": sessions,
        "travel": away,
        "sleep": [night.span for night in week.nights],
    }


def _within(
    spans: Mapping[Cell, list[Window]], begin: datetime, end: datetime
) -> dict[Cell, list[Window]]:
    return {
        kind: [span for span in found if span[0] < end and begin < span[1]]
        for kind, found in spans.items()
    }


def _cell(column: Window, spans: Mapping[Cell, list[Window]]) -> Cell:
    """What fills at least half of a column; a clash shows however short it is."""
    if any(
        _shared(column, one, other) > timedelta(0)
        for one in spans["session"]
        for other in spans["shift"]
    ):
        return "clash"
    half = (column[1] - column[0]) / 2
    kinds: tuple[Cell, ...] = ("session", "shift", "travel", "sleep", "on_call")
    if not half:
        # An hour that the clocks skip is no time at all; it looks like the moment of the jump.
        return next((k for k in kinds if any(a <= column[0] < b for a, b in spans[k])), "free")
    for kind in kinds:
        filled = sum((_shared(column, span) for span in spans[kind]), timedelta(0))
        if filled >= half:
            return kind
    return "free"


def _shared(*windows: Window) -> timedelta:
    begin: datetime = max(start for start, _ in windows)
    end: datetime = min(stop for _, stop in windows)
    return max(end - begin, timedelta(0))
