"""A page of what was written before, newest first, with a way to older and newer ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bot.domain.people import Who
from data.journal import Kept, Kind
from handlers import blocks as b
from handlers.keel import Keel

T = TypeVar("T")


def change_row(keel: Keel, room: str, name: str, id_: str) -> b.Block:
    """Edit and delete, the latter after a question. Actions are ``<name>_edit`` and ``_delete``."""
    words, common = keel.words(room), keel.words("common")
    sure = b.confirm(
        words("delete_sure"), words("delete_text"), common("delete"), common("cancel"), danger=True
    )
    return b.actions(
        b.button(common("edit"), f"{name}_edit", id_),
        b.button(common("delete"), f"{name}_delete", id_, ask=sure),
        id=f"{name}_{id_}",
    )


def turning(
    keel: Keel, name: str, *, skip: int, shown: int, total: int, size: int
) -> list[b.Block]:
    """Where one is and the way to newer and older ones; nothing when everything is on the page.

    Actions are ``<name>_page:newer`` and ``<name>_page:older``, with the new ``skip`` as value.
    """
    common = keel.words("common")
    turns = []
    if skip > 0:
        turns.append(b.button(common("newer"), f"{name}_page:newer", str(max(0, skip - size))))
    if skip + shown < total:
        turns.append(b.button(common("older"), f"{name}_page:older", str(skip + size)))
    if not turns:
        return []
    where = "page_of_one" if shown == 1 else "page"
    said = common(where, first=skip + 1, last=skip + shown, total=total)
    return [b.context(said), b.actions(*turns, id="turns")]


def past_page(
    keel: Keel,
    who: Who,
    kind: Kind[T],
    rows_of: Callable[[Kept[T]], list[b.Block]],
    *,
    room: str,
    name: str,
    size: int,
    skip: int,
) -> dict[str, Any]:
    """The page after ``skip`` entries. Its callback id is ``name``; turning is ``<name>_page:…``.

    ``size`` is how many fit: a modal holds 100 blocks.
    """
    words, common = keel.words(room), keel.words("common")
    total, _ = keel.journal.tally(who, kind)
    skip = max(0, min(skip, total - 1))
    some = keel.journal.entries(who, kind, limit=size, skip=skip)
    rows: list[b.Block] = [] if some else [b.section(words("history_empty"))]
    for kept in some:
        rows += [*rows_of(kept), b.divider()]
    rows += turning(keel, name, skip=skip, shown=len(some), total=total, size=size)
    return b.modal(
        name,
        words("history_title"),
        rows,
        help_label=keel.help_label,
        close=common("close"),
        metadata=str(skip),
    )
