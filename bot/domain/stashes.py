"""The stash between two shifts: when it is shown again, and what became of each thing.

``Stashed``     one open thing as it is kept, with the day it was put down
``start_of``    the start that now belongs to, or None: the stash stays out of sight until then
``waiting``     what is still to be looked at on such a day
``answered``    one thing after Done, Keep or Drop
``merged_in``   the stash after a merge: what was written in its rows, and what was let go
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.domain.merges import Choice, StashItem, StashRow, replay, shift_being_closed, update_stash
from bot.domain.shifts import IsHoliday, WorkPattern, no_holidays, shift_on, works_at_all
from bot.domain.zones import instant, local_day

# Where only the end of a shift is known, it is taken to begin this much before.
ASSUMED_SHIFT: Final = timedelta(hours=9)


@dataclass(frozen=True)
class Stashed:
    """One thing in the stash. ``place`` is its row; ``put_down`` and ``put_at`` (aware UTC) are the
    day and the instant of the merge it was last part of; ``answered_on`` is the day of the start at
    which the person last decided about it."""

    item: StashItem
    put_down: date
    put_at: datetime
    place: int = 0
    answered_on: date | None = None

    @property
    def wanted_on(self) -> date:
        """The last day on which the person put it down or decided to keep it: what is carried on
        is as young as that, however long ago it was first written."""
        return max(self.put_down, self.answered_on or self.put_down)


@dataclass(frozen=True)
class Start:
    """A start: the day it belongs to, and its instant (aware UTC)."""

    day: date
    at: datetime


def start_of(
    pattern: WorkPattern, now: datetime, is_holiday: IsHoliday = no_holidays
) -> Start | None:
    """The start that now belongs to. Raises UnknownZone.

    Without a schedule each day has one, at midnight. With a schedule it is that of the shift that
    has begun, or of one on this date whose start is not known; on days off there is none.
    """
    today = local_day(now, pattern.zone)
    if not works_at_all(pattern.schedule):
        return Start(today, instant(today, time(0), pattern.zone))
    shift = shift_on(pattern, today, is_holiday)
    if shift is None or shift.starts_at is not None:
        shift = shift_being_closed(pattern, now, is_holiday)
    return Start(shift.day, shift.starts_at or shift.ends_at - ASSUMED_SHIFT) if shift else None


def in_order(stash: Iterable[Stashed]) -> list[Stashed]:
    """The open things in the order of their rows."""
    found = [one for one in stash if one.item.status == "open"]
    return sorted(found, key=lambda one: (one.place, one.item.id))


def waiting(stash: Iterable[Stashed], start: Start | None) -> list[Stashed]:
    """What is still to be looked at: put down before that start, and not decided about at it."""
    if start is None:
        return []
    return [
        one for one in in_order(stash) if one.put_at < start.at and one.answered_on != start.day
    ]


def answered(one: Stashed, choice: Choice, day: date) -> Stashed:
    """One thing after Done, Keep or Drop. A second Keep for the same day counts once."""
    if choice == "keep" and one.answered_on == day:
        return one
    (item,) = replay([one.item], {one.item.id: choice})
    return replace(one, item=item, answered_on=day)


def merged_in(
    stash: Iterable[Stashed],
    rows: Sequence[StashRow],
    day: date,
    now: datetime,
    *,
    past: bool = False,
) -> tuple[list[Stashed], list[str]]:
    """The stash after a merge of ``day`` sent ``now``, and the ids of things that have left it.

    ``past`` says that an older merge was changed. It names things that are long done, so only what
    is open now or was newly written is touched, and nothing counts as put down again.
    """
    known = {one.item.id: one for one in stash}
    before = in_order(known.values())
    if past:
        alive = {one.item.id for one in before}
        rows = [row for row in rows if row.id in alive or row.item]
    kept: list[Stashed] = []
    for item in update_stash([one.item for one in before], rows):
        if item.status == "open":
            old = known.pop(item.id, None)
            put = (old.put_down, old.put_at) if old and past else (day, now)
            kept.append(Stashed(item, *put, len(kept), old.answered_on if old else None))
    if past:
        shown = {row.id for row in rows}
        return kept, [id_ for id_ in known if id_ in shown]
    return kept, list(known)
