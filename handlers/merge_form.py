"""The form of the mental merge: its fields by variant, and what stands in them.

``Place``     what the form itself has to remember, as ids of ours in its metadata
``form``      values in, view out; the same for a new merge, a past one, and after "Add a row"
``read``      the state of a form as a ``Merge`` and the rows of its stash
``problems``  sentences by field
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, cast, get_args

from bot.domain.merges import (
    MAX_LINE,
    MAX_STASH,
    MAX_TEXT,
    Merge,
    OnCall,
    StashItem,
    StashRow,
    Variant,
    check_merge,
    read_lines,
)
from handlers import blocks as b
from handlers.keel import Keel

CALLBACK: Final = "merge"
MERGED_LIMIT: Final = 1000
# A field keeps its place when the variant changes, and stays when something is written in it.
FIELDS: Final[dict[str, tuple[Variant, ...]]] = {
    "would_page_me": ("on_call",),
    "first_step": ("on_call",),
    "who_is_next": ("on_call",),
    "not_mine": ("day", "night", "last_of_block"),
    "not_until": ("last_of_block",),
    "ok_thing": ("day", "on_call", "night", "last_of_block"),
    "sign_off": ("day", "on_call", "night", "last_of_block"),
}


@dataclass(frozen=True)
class Place:
    """What a form remembers: the entry it changes, its day, and the ids of its rows.

    ``last`` says that days off follow, whatever the variant; ``next_shift`` is the day after them.
    """

    day: date
    variant: Variant
    rows: tuple[str, ...]
    entry_id: str = ""
    last: bool = False
    next_shift: date | None = None

    def pack(self) -> str:
        """The metadata of the form."""
        after = self.next_shift.isoformat() if self.next_shift else ""
        parts = (self.entry_id, self.day.isoformat(), self.variant, "1" if self.last else "", after)
        return "|".join((*parts, ",".join(self.rows)))


def unpack(view: dict[str, Any]) -> Place:
    """The place of a form that came back. Raises ValueError for metadata that is none of ours."""
    entry_id, day, variant, last, after, rows = view["private_metadata"].split("|")
    if variant not in get_args(Variant):
        raise ValueError
    return Place(
        date.fromisoformat(day),
        cast(Variant, variant),
        tuple(id for id in rows.split(",") if id),
        entry_id,
        bool(last),
        date.fromisoformat(after) if after else None,
    )


def day_words(day: date) -> str:
    """A date as people say it: Mon 23 Nov."""
    return f"{day:%a} {day.day} {day:%b}"


def value_of(merge: Merge, name: str) -> str:
    """What stands in a field."""
    holder = merge.on_call if hasattr(merge.on_call, name) else merge
    return str(getattr(holder, name))


def fields(place: Place, merge: Merge) -> list[str]:
    """The fields that a form shows, in order."""
    shown = []
    for name, variants in FIELDS.items():
        asked = place.variant in variants or (name == "not_until" and place.last)
        if asked or value_of(merge, name):
            shown.append(name)
    return shown


def form(
    keel: Keel, place: Place, merge: Merge, stash: Sequence[StashItem], note: str = ""
) -> dict[str, Any]:
    """The form. ``stash`` has one item a row of ``place``; an empty one is an empty row."""
    words, common = keel.words("merge"), keel.words("common")
    choices = [b.option(words(f"variant_{name}"), name) for name in get_args(Variant)]
    which = b.menu(
        "merge_variant", choices, placeholder=words("variant_choose"), chosen=place.variant
    )
    rows: list[b.Block] = [
        *([b.section(note)] if note else []),
        b.context(words("intro", day=day_words(place.day))),
        b.section(words("variant_label")),
        b.actions(which, id="variant"),
        b.field(
            "merged",
            words("merged"),
            b.writing("text", lines=True, limit=MERGED_LIMIT, initial="\n".join(merge.merged)),
            hint=words("merged_hint"),
        ),
        b.section(words("stash_intro")),
    ]
    off = place.last or place.variant == "last_of_block"
    for at, item in enumerate(stash):
        rows += stash_row(keel, at, item, hand_over=off or bool(item.hand_over))
    if len(stash) < MAX_STASH:
        rows.append(b.actions(b.button(words("add_row"), "merge_add_row"), id="add_row"))
    for name in fields(place, merge):
        label = words(name)
        if name == "not_until" and place.next_shift:
            label = words("not_until_day", day=day_words(place.next_shift))
        hint = words(f"{name}_hint") if words.has(f"{name}_hint") else ""
        one_line = name in ("ok_thing", "sign_off", "first_step", "who_is_next")
        limit = MAX_LINE if one_line else MAX_TEXT
        box = b.writing("text", lines=not one_line, limit=limit, initial=value_of(merge, name))
        rows.append(b.field(name, label, box, hint=hint))
    return b.modal(
        CALLBACK,
        words("title_edit" if place.entry_id else "title"),
        rows,
        help_label=keel.help_label,
        submit=common("save") if place.entry_id else words("park"),
        close=common("cancel"),
        metadata=place.pack(),
        on_close=not place.entry_id,
    )


def stash_row(keel: Keel, at: int, item: StashItem, *, hand_over: bool) -> list[b.Block]:
    """The three fields of one row; only the first row explains itself. Before days off there is a
    fourth: who takes it on meanwhile."""
    words = keel.words("merge")
    made = []
    asked = [("item", item.item), ("step", item.next_step), ("when", item.when)]
    if hand_over:
        asked.append(("hand_over", item.hand_over))
    for name, value in asked:
        made.append(
            b.field(
                f"{name}_{at}",
                words(name, n=at + 1) if name == "item" else words(name),
                b.writing("text", limit=MAX_LINE, initial=value),
                hint=words(f"{name}_hint") if at == 0 and (name != "item" or value) else "",
            )
        )
    return made


def read(state: b.State, place: Place, before: Merge) -> tuple[Merge, list[StashRow]]:
    """What a form holds, over what it did not show; and its rows, empty ones included."""

    def text(name: str) -> str:
        return b.typed(state, name) or ""

    rows = [
        StashRow(id_, *(text(f"{name}_{at}") for name in ("item", "step", "when", "hand_over")))
        for at, id_ in enumerate(place.rows)
    ]
    merge = replace(
        before,
        variant=place.variant,
        merged=read_lines(text("merged")),
        not_mine=text("not_mine"),
        ok_thing=text("ok_thing"),
        sign_off=text("sign_off"),
        not_until=text("not_until"),
        on_call=OnCall(text("would_page_me"), text("first_step"), text("who_is_next")),
        next_shift=place.next_shift,
    )
    return merge, rows


def headed(rows: Sequence[StashRow], known: Collection[str]) -> list[StashRow]:
    """Rows in which a step was written and no item: the step is the item, so nothing is lost.

    A known item whose line was emptied is let go, whatever else stands in its row.
    """
    return [
        row
        if row.item or row.id in known
        else replace(row, item=row.next_step or row.when or row.hand_over)
        for row in rows
    ]


def problems(keel: Keel, merge: Merge) -> dict[str, str]:
    """Sentences by field."""
    words = keel.words("merge")
    said = {"merged": {"too_many": words("too_many_merged")}}
    return {
        field: said.get(field, {}).get(code, words("too_long"))
        for field, code in check_merge(replace(merge, stash=())).items()
    }
