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

PAGE = 5  # each takes up to 16 blocks; a modal holds 100


def stash_line(item: StashItem) -> str:
    """One stashed thing in a line."""
    return " / ".join(part for part in (item.item, item.next_step, item.when) if part)


def entry_rows(keel: Keel, kept: Kept[Merge]) -> list[b.Block]:
    """One merge, whole, with what can be done with it."""
    words, common, merge = keel.words("merge"), keel.words("common"), kept.value
    day = f"{kept.day:%a} {kept.day.day} {kept.day:%b %Y}"
    kind = words(f"variant_{merge.variant}")
    rows = [b.section(words("history_line", day=day, variant=kind))]
    if merge.merged:
        rows.append(b.said(words("merged_label"), "\n".join(merge.merged)))
    for at, item in enumerate(merge.stash, start=1):
        rows.append(b.said(words("stash_label_n", n=at), stash_line(item)))
    for name in FIELDS:
        if value := value_of(merge, name):
            rows.append(b.said(words(f"{name}_label"), value))
    sure = b.confirm(
        words("delete_sure"), words("delete_text"), common("delete"), common("cancel"), danger=True
    )
    rows.append(
        b.actions(
            b.button(common("edit"), "merge_edit", kept.id),
            b.button(common("delete"), "merge_delete", kept.id, ask=sure),
            id=f"merge_{kept.id}",
        )
    )
    return rows


def page(keel: Keel, who: Who, skip: int = 0) -> dict[str, Any]:
    """A page of past merges."""
    words, common = keel.words("merge"), keel.words("common")
    total, _ = keel.journal.tally(who, MERGES)
    skip = max(0, min(skip, total - 1))
    some = keel.journal.entries(who, MERGES, limit=PAGE, skip=skip)
    rows: list[b.Block] = [] if some else [b.section(words("history_empty"))]
    for kept in some:
        rows += [*entry_rows(keel, kept), b.divider()]
    if some:
        rows.append(b.context(words("page", first=skip + 1, last=skip + len(some), total=total)))
    turns = []
    if skip > 0:
        turns.append(b.button(words("newer"), "merges_page:newer", str(max(0, skip - PAGE))))
    if skip + PAGE < total:
        turns.append(b.button(words("older"), "merges_page:older", str(skip + PAGE)))
    if turns:
        rows.append(b.actions(*turns, id="turns"))
    return b.modal(
        "merges",
        words("history_title"),
        rows,
        help_label=keel.help_label,
        close=common("close"),
        metadata=str(skip),
    )
