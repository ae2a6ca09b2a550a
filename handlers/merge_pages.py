"""A page of past merges, each whole, with what can be done with it."""

from __future__ import annotations

from typing import Any

from bot.domain.merges import Merge, StashItem
from bot.domain.people import Who
from data.journal import Kept
from data.kinds import MERGES
from handlers import blocks as b
from handlers.keel import Keel
from handlers.merge_form import FIELDS, value_of
from handlers.past import change_row, past_page

PAGE = 5  # each takes up to 16 blocks; a modal holds 100


def stash_parts(keel: Keel, item: StashItem) -> list[str]:
    """What is written about a stashed thing besides its name."""
    other = keel.words("merge")("handed_to", who=item.hand_over) if item.hand_over else ""
    return [part for part in (item.next_step, item.when, other) if part]


def stash_line(keel: Keel, item: StashItem) -> str:
    """One stashed thing in a line."""
    return " / ".join([item.item, *stash_parts(keel, item)])


def entry_rows(keel: Keel, kept: Kept[Merge]) -> list[b.Block]:
    """One merge, whole, with what can be done with it."""
    words, merge = keel.words("merge"), kept.value
    day = f"{kept.day:%a} {kept.day.day} {kept.day:%b %Y}"
    kind = words(f"variant_{merge.variant}")
    rows = [b.section(words("history_line", day=day, variant=kind))]
    if merge.merged:
        rows.append(b.said(words("merged_label"), "\n".join(merge.merged)))
    for at, item in enumerate(merge.stash, start=1):
        rows.append(b.said(words("stash_label_n", n=at), stash_line(keel, item)))
    for name in FIELDS:
        if value := value_of(merge, name):
            rows.append(b.said(words(f"{name}_label"), value))
    rows.append(change_row(keel, "merge", "merge", kept.id))
    return rows


def page(keel: Keel, who: Who, skip: int = 0) -> dict[str, Any]:
    """A page of past merges."""
    return past_page(
        keel,
        who,
        MERGES,
        lambda kept: entry_rows(keel, kept),
        room="merge",
        name="merges",
        size=PAGE,
        skip=skip,
    )
