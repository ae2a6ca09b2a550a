"""The stash between two shifts: when it is shown again, and what became of each thing.

``Stashed``     one open thing as it is kept, with the day it was put down
``start_day``   the day whose start this is, or None: the stash stays out of sight until then
``waiting``     what is still to be looked at on such a day
``answered``    one thing after Done, Keep or Drop
``merged_in``   the stash after a merge: what was written in its rows, and what was let go
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.merges import Choice, StashItem, StashRow, replay, shift_being_closed, update_stash
from bot.domain.shifts import IsHoliday, WorkPattern, no_holidays, shift_on, works_at_all
from bot.domain.zones import local_day


@dataclass(frozen=True)
class Stashed:
    """One thing in the stash. ``place`` is its row, ``put_down`` the day of the merge it was last
    part of, ``answered_on`` the day of the start at which the person last decided about it."""

    item: StashItem
    put_down: date
    place: int = 0
    answered_on: date | None = None


def start_day(
    pattern: WorkPattern, now: datetime, is_holiday: IsHoliday = no_holidays
) -> date | None:
    """The day a start made now belongs to. Raises UnknownZone.

    Without a schedule every day is one. With a schedule it is the day of the shift that has begun,
    or of one on this date whose start is not known; on days off there is none.
    """
    today = local_day(now, pattern.zone)
    if not works_at_all(pattern.schedule):
        return today
    shift = shift_being_closed(pattern, now, is_holiday)
    if shift:
        return shift.day
    here = shift_on(pattern, today, is_holiday)
    return today if here and here.starts_at is None else None


def in_order(stash: Iterable[Stashed]) -> list[Stashed]:
    """The open things in the order of their rows."""
    found = [one for one in stash if one.item.status == "open"]
    return sorted(found, key=lambda one: (one.place, one.item.id))


def waiting(stash: Iterable[Stashed], day: date | None) -> list[Stashed]:
    """What is still to be looked at: put down before that day, and not decided about on it."""
    if day is None:
        return []
    return [one for one in in_order(stash) if one.put_down < day and one.answered_on != day]


def answered(one: Stashed, choice: Choice, day: date) -> Stashed:
    """One thing after Done, Keep or Drop. A second Keep for the same day counts once."""
    if choice == "keep" and one.answered_on == day:
        return one
    (item,) = replay([one.item], {one.item.id: choice})
    return replace(one, item=item, answered_on=day)


def merged_in(
    stash: Iterable[Stashed], rows: Sequence[StashRow], day: date, *, past: bool = False
) -> tuple[list[Stashed], list[str]]:
    """The stash after a merge of ``day``, and the ids of things that are no longer in it.

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
            put_down = old.put_down if old and past else day
            kept.append(Stashed(item, put_down, len(kept), old.answered_on if old else None))
    if past:
        shown = {row.id for row in rows}
        return kept, [id_ for id_ in known if id_ in shown]
    return kept, list(known)
