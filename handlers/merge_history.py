"""Past merges: a page of them to read, one to change, one to delete.

open:merges            ->  a page of past merges
merges_page (button)   ->  another page, in the same view
merge_edit (button)    ->  the form with that merge in it
merge_delete (button)  ->  gone, after a question; what is open in the stash stays
"""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.merges import Merge, StashItem
from bot.domain.people import Who
from data.journal import Kept
from data.kinds import MERGES
from handlers import blocks as b
from handlers.doors import Door
from handlers.home import publish
from handlers.keel import Keel
from handlers.mental_merge import past_form
from handlers.merge_form import FIELDS, value_of

PAGE = 5  # each takes up to thirteen blocks; a modal holds 100


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
    if merge.stash:
        rows.append(b.said(words("stash_label"), "\n".join(map(stash_line, merge.stash))))
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


def register(app: App, keel: Keel) -> None:
    """Registers past merges and their door."""
    title = keel.words("merge")("history_title")
    keel.doors.add(Door("merges", lambda who: page(keel, who), title, stores=False))

    @app.action("merges_page:newer")
    @app.action("merges_page:older")
    def turn(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        skip, id_ = int(body["actions"][0]["value"]), body["view"]["id"]

        def work() -> None:
            client.views_update(view_id=id_, view=page(keel, who, skip))

        keel.in_lane(who, "page", work)

    @app.action("merge_edit")
    def edit(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        id_, trigger = body["actions"][0]["value"], body["trigger_id"]

        def work() -> None:
            shown = past_form(keel, who, id_)
            if shown is None:
                client.views_update(view_id=body["view"]["id"], view=page(keel, who))
            else:
                client.views_push(trigger_id=trigger, view=shown)

        keel.in_lane(who, "edit", work)

    @app.action("merge_delete")
    def delete(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        keel.journal.remove(who, MERGES, body["actions"][0]["value"])
        ack()
        shown = body["view"]

        def work() -> None:
            skip = int(shown["private_metadata"] or 0)
            client.views_update(view_id=shown["id"], view=page(keel, who, skip))
            publish(keel, who, client)

        keel.in_lane(who, "delete", work)
