"""The rotating patterns people name, as letters, and how letters become a schedule.

``PRESETS``     name -> one letter a day (D day, E early, L late, N night, C on call, O off)
``rotation``    a preset or a typed cycle, with shift times, as a ``Rotation``
``anchor_for``  the anchor of somebody who knows "today is day 5 of it"

Sources, each pattern read on at least two pages in 2026:
- 2-2-3 (Pitman, 14 days, two crews by day and two by night) and its form that swaps days and
  nights every 14 days: timedoctor.com/blog/pitman-schedule, teami.io (Pitman work schedule).
- Panama (28 days by day, 28 by night): bmscentral.com/learn-employee-scheduling
  /panama-shift-schedule.
- DuPont (28 days: 4 nights, 3 off, 3 days, 1 off, 3 nights, 3 off, 4 days, 7 off):
  assembled.com/wfm-glossary, community.bmscentral.com plan C4TR12-3, getsling.com.
- Continental (28 days of 8 hours, three shifts, forward): bmscentral.com plan IDC4TR08-1; the same
  cycle in table 1 of a rota study in Occup Environ Med (oem.bmj.com, "8 h 2-2-3").
- 4 on 4 off, and two days, two nights, four off: the names say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Final

from bot.domain.shifts import Rotation, Shift

_PITMAN = "WWOOWWWOOWWOOO"

PRESETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "two_two_three": _PITMAN.replace("W", "D"),
        "two_two_three_nights": _PITMAN.replace("W", "N"),
        "two_two_three_rotating": _PITMAN.replace("W", "D") + _PITMAN.replace("W", "N"),
        "panama": (_PITMAN * 2).replace("W", "D") + (_PITMAN * 2).replace("W", "N"),
        "four_on_four_off": "DDDDOOOO",
        "four_on_four_off_nights": "NNNNOOOO",
        "four_on_four_off_rotating": "DDDDOOOONNNNOOOO",
        "two_days_two_nights_four_off": "DDNNOOOO",
        "continental": "EELLNNNOOEELLLNNOOEEELLNNOOO",
        "dupont": "NNNNOOODDDONNNOOODDDDOOOOOOO",
    }
)

TWELVE_HOURS: Final[Mapping[str, Shift]] = MappingProxyType(
    {
        "D": Shift(start=time(7), end=time(19), kind="day"),
        "N": Shift(start=time(19), end=time(7), kind="night"),
    }
)
EIGHT_HOURS: Final[Mapping[str, Shift]] = MappingProxyType(
    {
        "E": Shift(start=time(6), end=time(14), kind="early"),
        "L": Shift(start=time(14), end=time(22), kind="late"),
        "N": Shift(start=time(22), end=time(6), kind="night"),
    }
)
_ON_CALL = Shift(start=time(8), end=time(8), kind="on_call")


def usual_times(letters: str) -> dict[str, Shift]:
    """Usual times for the letters of a cycle: 8-hour shifts when earlies or lates are in it."""
    eight = bool(set(letters) & {"E", "L"})
    times = {"C": _ON_CALL, **(EIGHT_HOURS if eight else TWELVE_HOURS)}
    if eight:
        times["D"] = Shift(start=time(8), end=time(16), kind="day")
    return {letter: times[letter] for letter in sorted(set(letters)) if letter in times}


def rotation(
    letters: str, anchor: date, times: Mapping[str, Shift] | None = None, preset: str = ""
) -> Rotation:
    """A schedule from one letter a day. ``times`` replaces the usual times, letter by letter.

    Raises KeyError for a letter that is none of D, E, L, N, C, O.
    """
    known: dict[str, Shift | None] = {**usual_times(letters), **(times or {}), "O": None}
    return Rotation(anchor=anchor, cycle=tuple(known[letter] for letter in letters), preset=preset)


def anchor_for(today: date, day_of_cycle: int) -> date:
    """The first date of the running cycle, when ``today`` is its day 1, 2, 3, …"""
    return today - timedelta(days=day_of_cycle - 1)
