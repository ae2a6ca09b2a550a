"""What a schedule lies in: zone, public holidays, sleep; read from the texts of a draft.

``read_around``  a draft  ->  ``Around``, or problems by field
``read_zone``    a zone by its name, or by its city
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from zoneinfo import available_timezones

from bot.domain.schedule_drafts import YES, ScheduleDraft
from bot.domain.sleep import Sleep
from bot.domain.typed_times import TimeProblem, parse_time
from bot.domain.zones import known_zone


@dataclass(frozen=True)
class Around:
    """What a schedule lies in."""

    zone: str
    follow: bool
    region: str
    works_holidays: bool
    sleep: Sleep


def read_around(draft: ScheduleDraft) -> tuple[Around | None, dict[str, str]]:
    """Zone, holidays and sleep of a draft; or None and problems by field.

    ``zone``: unknown_zone. ``sleep_start``, ``sleep_end``: codes of typed_times. ``sleep_end``:
    sleep_equal.
    """
    problems: dict[str, str] = {}
    zone = read_zone(draft.text("zone"))
    if not zone:
        problems["zone"] = "unknown_zone"
    times: dict[str, time] = {}
    for name in ("sleep_start", "sleep_end"):
        at = parse_time(draft.text(name))
        if isinstance(at, TimeProblem):
            problems[name] = at.value
        else:
            times[name] = at
    if len(times) == 2 and times["sleep_start"] == times["sleep_end"]:
        problems["sleep_end"] = "sleep_equal"
    if problems:
        return None, problems
    country, part = draft.text("country"), draft.text("part")
    return (
        Around(
            zone,
            draft.text("follow") == YES,
            f"{country}-{part}" if country and part else country,
            draft.text("works_holidays") == YES,
            Sleep(times["sleep_start"], times["sleep_end"]),
        ),
        {},
    )


def read_zone(text: str) -> str:
    """A zone by its name or by its city, in any case; empty when there is none of that name."""
    typed = text.strip().replace(" ", "_")
    if known_zone(typed) and typed in (names := available_timezones()):
        return typed
    names = available_timezones()
    bare = typed.casefold()
    found = [name for name in names if name.casefold() == bare]
    found = found or [name for name in names if name.casefold().rpartition("/")[2] == bare]
    return min(found, key=lambda name: (len(name), name), default="")
