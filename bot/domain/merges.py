"""The mental merge: what a person puts down at the end of a shift, and the stash that stays.

``Merge``             one closing of a day; every field may be empty
``read_lines``        the "merged" box as at most three lines
``check_merge``       problems by field
``update_stash``      the open stash after the rows of the modal were edited
``done`` ``keep`` ``drop`` ``reopen`` ``replay``   what happens to stash items at the next start
``is_vague`` ``steps_to_hint``                     the one hint about a next step
``shift_being_closed`` ``suggest_variant``         which day this is, and which questions it gets

Why a next step and a time: writing down when and how an open task goes on is what lets it go
(Masicampo and Baumeister 2011, doi 10.1037/a0024192; Smit 2016, doi 10.1111/joop.12137); a list of
what comes next helps sleep more than a list of what was done (Scullin 2018, PMC5758411), so what
was done gets three lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from bot.domain.shifts import DAY, IsHoliday, WorkedShift, WorkPattern, no_holidays, shift_on
from bot.domain.zones import local_day

Variant = Literal["day", "on_call", "night", "last_of_block"]
Status = Literal["open", "done", "dropped"]
Choice = Literal["done", "keep", "drop"]

MAX_MERGED: Final = 3
MAX_STASH: Final = 5
MAX_LINE: Final = 300  # characters of one line, item, step or time
MAX_TEXT: Final = 1_000  # characters of a longer answer
VAGUE_BELOW_WORDS: Final = 3
ASK_AFTER_KEPT: Final = 5
# A merge this long after the end of a shift is about the day itself, not about the shift.
STILL_THE_SHIFT: Final = timedelta(hours=6)


@dataclass(frozen=True)
class StashItem:
    """One open thing. ``kept`` counts how often it was carried over at a start."""

    id: str
    item: str
    next_step: str = ""
    when: str = ""
    hand_over: str = ""
    kept: int = 0
    status: Status = "open"


@dataclass(frozen=True)
class OnCall:
    """What lets somebody on call be off until the phone rings."""

    would_page_me: str = ""
    first_step: str = ""
    who_is_next: str = ""


@dataclass(frozen=True)
class Merge:
    """One closing of a day. ``day`` is the date the shift started on.

    ``on_call`` takes the place of ``not_mine`` in the on-call variant; ``not_until`` is what nobody
    should ask for before ``next_shift`` (the last shift of a block).
    """

    day: date
    variant: Variant = "day"
    merged: tuple[str, ...] = ()
    stash: tuple[StashItem, ...] = ()
    not_mine: str = ""
    ok_thing: str = ""
    sign_off: str = ""
    on_call: OnCall = OnCall()
    not_until: str = ""
    next_shift: date | None = None

    @property
    def empty(self) -> bool:
        """True when nothing at all was written; an empty merge is fine, and is not stored."""
        texts = (self.not_mine, self.ok_thing, self.sign_off, self.not_until)
        return not (self.merged or self.stash or any(texts) or self.on_call != OnCall())


@dataclass(frozen=True)
class StashRow:
    """One row of the modal: the id of the item it shows, or of a new one."""

    id: str
    item: str
    next_step: str = ""
    when: str = ""
    hand_over: str = ""


def read_lines(text: str) -> tuple[str, ...]:
    """The lines of a box without list marks and empty ones. More than three are kept: the person
    is told by check_merge, and nothing they wrote is cut off behind their back. A number is a list
    mark only where it counts the lines: "24. Dec closing" is a date."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bare = (
        re.sub(rf"^(?:[-*•–]|{number}[.)])\s+", "", line).strip()
        for number, line in enumerate(lines, start=1)
    )
    return tuple(line for line in bare if line)


def check_merge(merge: Merge) -> dict[str, str]:
    """Problems by field: ``merged`` and ``stash`` (too_many), any text (too_long). Mostly empty."""
    problems: dict[str, str] = {}
    if len(merge.merged) > MAX_MERGED:
        problems["merged"] = "too_many"
    elif any(len(line) > MAX_LINE for line in merge.merged):
        problems["merged"] = "too_long"
    if len(merge.stash) > MAX_STASH:
        problems["stash"] = "too_many"
    for at, row in enumerate(merge.stash):
        for field in ("item", "next_step", "when", "hand_over"):
            if len(getattr(row, field)) > MAX_LINE:
                problems[f"stash_{at}_{field}"] = "too_long"
    texts = {
        "not_mine": merge.not_mine,
        "ok_thing": merge.ok_thing,
        "sign_off": merge.sign_off,
        "not_until": merge.not_until,
        "would_page_me": merge.on_call.would_page_me,
        "first_step": merge.on_call.first_step,
        "who_is_next": merge.on_call.who_is_next,
    }
    problems.update({name: "too_long" for name, text in texts.items() if len(text) > MAX_TEXT})
    return problems


def is_vague(step: str) -> bool:
    """True for a next step of one or two words. Nothing written is not vague: it is optional.

    Scripts that write no spaces are measured by characters, two to a word.
    """
    words = re.findall(r"\w+(?:['’\-]\w+)*", step)
    unspaced = sum(
        1 for char in step if "\u0e00" <= char <= "\u0eff" or "\u3040" <= char <= "\u9fff"
    )
    return bool(words) and max(len(words), unspaced // 2) < VAGUE_BELOW_WORDS


def steps_to_hint(stash: Sequence[StashItem | StashRow], hinted: bool) -> tuple[int, ...]:
    """Rows whose next step gets the hint: vague ones, and only the first time the modal is sent."""
    return () if hinted else tuple(at for at, row in enumerate(stash) if is_vague(row.next_step))


def update_stash(before: Iterable[StashItem], rows: Sequence[StashRow]) -> tuple[StashItem, ...]:
    """The open items and the edited rows together, in the order of the rows.

    A known row keeps its count; one whose text was emptied is dropped, and so is told apart from
    one that the modal never showed, which stays as it was, at the end.
    """
    known = {item.id: item for item in before}
    changed: list[StashItem] = []
    for row in rows:
        old = known.pop(row.id, None)
        if row.item.strip():
            changed.append(
                replace(
                    old or StashItem(row.id, ""),
                    item=row.item.strip(),
                    next_step=row.next_step.strip(),
                    when=row.when.strip(),
                    hand_over=row.hand_over.strip(),
                )
            )
        elif old:
            changed.append(drop(old))
    return (*changed, *known.values())


def done(item: StashItem) -> StashItem:
    """Finished."""
    return replace(item, status="done")


def drop(item: StashItem) -> StashItem:
    """Let go without being finished."""
    return replace(item, status="dropped")


def keep(item: StashItem) -> StashItem:
    """Carried over once more."""
    return replace(item, status="open", kept=item.kept + 1)


def reopen(item: StashItem) -> StashItem:
    """Back to open after a slip of the thumb; the count stays."""
    return replace(item, status="open")


def asks_about(item: StashItem) -> bool:
    """True when an open item was kept five times (ten, fifteen …): is it still yours to hold?"""
    return item.status == "open" and item.kept > 0 and item.kept % ASK_AFTER_KEPT == 0


def replay(stash: Iterable[StashItem], choices: Mapping[str, Choice]) -> tuple[StashItem, ...]:
    """The stash after Done, Keep or Drop by item id. Closed and unnamed items do not change."""
    moves = {"done": done, "keep": keep, "drop": drop}
    return tuple(
        moves[choices[item.id]](item) if item.id in choices and item.status == "open" else item
        for item in stash
    )


def open_items(stash: Iterable[StashItem]) -> tuple[StashItem, ...]:
    """What is still open, in the order it was stashed."""
    return tuple(item for item in stash if item.status == "open")


def next_up(stash: Iterable[StashItem]) -> StashItem | None:
    """The first open item that has a step or a time: what "next" means when the day is parked."""
    items = open_items(stash)
    return next((item for item in items if item.next_step or item.when), next(iter(items), None))


def shift_being_closed(
    pattern: WorkPattern, now: datetime, is_holiday: IsHoliday = no_holidays
) -> WorkedShift | None:
    """The latest shift that has begun and ended at most six hours ago. Raises UnknownZone."""
    today = local_day(now, pattern.zone)
    for day in (today, today - DAY, today - 2 * DAY):
        shift = shift_on(pattern, day, is_holiday)
        if shift and (shift.starts_at or shift.ends_at - STILL_THE_SHIFT) <= now:
            return shift if now <= shift.ends_at + STILL_THE_SHIFT else None
    return None


def merge_day(pattern: WorkPattern, now: datetime, is_holiday: IsHoliday = no_holidays) -> date:
    """The date a merge written now belongs to. Raises UnknownZone."""
    shift = shift_being_closed(pattern, now, is_holiday)
    return shift.day if shift else local_day(now, pattern.zone)


def after_night(shift: WorkedShift | None) -> bool:
    """True after a shift that took the night: marked as one, or ending in the morning."""
    if shift is None:
        return False
    crossed = shift.ends_on > shift.day and time(3) <= shift.end <= time(12)
    return shift.kind == "night" or (shift.kind != "on_call" and crossed)


def suggest_variant(shift: WorkedShift | None) -> Variant:
    """The variant a shift calls for; the person can choose another.

    Safety first: a night that is also the last of a block is a night (the way home), and the modal
    may still ask the question of the last shift, since ``shift.last_of_block`` says so.
    """
    if shift is None:
        return "day"
    if shift.kind == "on_call":
        return "on_call"
    if after_night(shift):
        return "night"
    return "last_of_block" if shift.last_of_block else "day"
