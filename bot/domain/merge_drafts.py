"""A merge that was begun and closed before it was parked: kept for a day, so that a slip costs
nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.domain.merges import MAX_STASH, Merge, StashItem, StashRow

MERGE_DRAFT_LIFE: Final = timedelta(days=1)


@dataclass(frozen=True)
class MergeDraft:
    """What stood in the form: its texts, and the rows of its stash."""

    merge: Merge
    rows: tuple[StashRow, ...]


def worth_keeping(draft: MergeDraft, stash: Iterable[StashItem]) -> bool:
    """Whether anything was typed: the sign-off and the stash stand in the form by themselves."""
    if not replace(draft.merge, sign_off="").empty:
        return True
    known = {item.id: _texts(item) for item in stash}
    return any(_texts(row) != known.get(row.id, ("", "", "", "")) for row in draft.rows)


def rows_with(draft: MergeDraft, stash: Iterable[StashItem]) -> list[StashItem]:
    """The rows of a draft, and what was put in the stash since, five at most."""
    shown = {row.id for row in draft.rows}
    since = [item for item in stash if item.id not in shown]
    rows = [StashItem(row.id, *_texts(row)) for row in draft.rows]
    empty = [row for row in rows if not any(_texts(row))]
    while since and len(rows) + len(since) > MAX_STASH and empty:
        rows.remove(empty.pop())
    return [*rows, *since][: max(MAX_STASH, len(rows))]


def _texts(row: StashItem | StashRow) -> tuple[str, str, str, str]:
    return row.item, row.next_step, row.when, row.hand_over
