"""Past thought records: a page of them, one whole, to change or delete, and a look back.

open:thoughts                 ->  a page of past records, with what is under way above them
thoughts_page:... (button)    ->  another page, in the same view
thought_list (button)         ->  the first page, in the place of another view
thought_read (button)         ->  one record, whole
thought_edit, thought_try     ->  the four steps with that record in them
thought_delete, thought_drop  ->  a record or a draft is gone, after a question
thought_look_back (button)    ->  what recurs, from five records on
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.look_back import ENOUGH
from bot.domain.people import Who
from data.kinds import THOUGHTS
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.home import publish
from handlers.keel import Keel
from handlers.past import turning
from handlers.redraw import InPlace, if_open
from handlers.thought_record.desk import Desk, consent_first
from handlers.thought_record.experiments import gone_view
from handlers.thought_record.home_part import draft_rows
from handlers.thought_record.looking_back import look_back_view
from handlers.thought_record.reading import record_rows
from handlers.thought_record.steps import day_words, local_day, step_view

PAGE = 5
IN_LIST = 300
DRAFTS = 5


def page(keel: Keel, desk: Desk, who: Who, skip: int = 0) -> dict[str, Any]:
    """A page of past records."""
    words, common = keel.words("thought"), keel.words("common")
    total, _ = keel.journal.tally(who, THOUGHTS)
    skip = max(0, min(skip, total - 1))
    some = desk.records(who, PAGE, skip)
    profile = keel.journal.profile(who)
    rows: list[b.Block] = draft_rows(keel, desk, who, DRAFTS) if profile and skip == 0 else []
    if not some:
        rows.append(b.section(words("history_empty")))
    for kept in some:
        day = day_words(local_day(kept.value.created_at, profile))
        rows += [
            b.said(day, b.clip(kept.value.automatic_thought, IN_LIST)),
            b.actions(
                b.button(words("read"), "thought_read", kept.id),
                b.button(common("edit"), "thought_edit", kept.id),
                _delete(keel, kept.id),
                id=f"thought_{kept.id}",
            ),
        ]
    rows += turning(keel, "thoughts", skip=skip, shown=len(some), total=total, size=PAGE)
    more = [open_button(words("title"), "thought")]
    if total >= ENOUGH:
        more.append(b.button(words("look_back"), "thought_look_back"))
    for name in ("thought_import", "thought_export"):
        door = keel.doors.door(name)
        if door and (total or name == "thought_import"):
            more.append(open_button(door.label, name))
    return b.modal(
        "thoughts",
        words("history_title"),
        [*rows, b.actions(*more, id="more")],
        help_label=keel.help_label,
        close=common("close"),
        metadata=str(skip),
    )


def read_view(keel: Keel, desk: Desk, who: Who, entry_id: str, below: str = "") -> dict[str, Any]:
    """One record, whole. ``below`` names the list beneath it: its page and its view."""
    words, common = keel.words("thought"), keel.words("common")
    kept = desk.record(who, entry_id)
    if kept is None:
        return gone_view(keel)
    rows = [
        b.context(day_words(local_day(kept.value.created_at, keel.journal.profile(who)))),
        *record_rows(keel, kept.value),
    ]
    ways = [b.button(common("edit"), "thought_edit", kept.id), _delete(keel, kept.id)]
    if kept.value.experiment:
        ways.insert(0, b.button(words("happened_button"), "thought_happened", kept.id))
    return b.modal(
        "thought_whole",
        words("read_title"),
        [*rows, b.actions(*ways, id="ways")],
        help_label=keel.help_label,
        close=common("close"),
        metadata=below,
    )


def register(app: App, keel: Keel, desk: Desk) -> None:
    """Registers the past records and their door."""
    words = keel.words("thought")
    in_place = InPlace()
    keel.doors.add(Door("thoughts", lambda who: page(keel, desk, who), words("all"), stores=False))

    @app.action("thoughts_page:newer")
    @app.action("thoughts_page:older")
    def turn(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        view_id, skip = body["view"]["id"], int(body["actions"][0]["value"])
        keel.in_lane(
            who,
            "page",
            lambda: if_open(client, view_id, page(keel, desk, who, skip)),
        )

    @app.action("thought_list")
    def all_records(
        ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        who: Who = context["who"]
        keel.in_lane(who, "list", lambda: _show(in_place, client, body, page(keel, desk, who)))

    @app.action("thought_read")
    def read(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        entry_id, below = body["actions"][0]["value"], _below(body)

        def work() -> None:
            _show(in_place, client, body, read_view(keel, desk, who, entry_id, below))

        keel.in_lane(who, "read", work)

    def edit(body: dict[str, Any], client: WebClient, who: Who, *, planning: bool) -> None:
        entry_id, below = body["actions"][0]["value"], _below(body)

        def work() -> None:
            instead = consent_first(keel, who)
            if instead is None and desk.record(who, entry_id) is None:
                instead = gone_view(keel)
            if instead:
                _show(in_place, client, body, instead)
                return
            draft = desk.draft(who, entry_id)
            if planning:
                draft = replace(draft, step="action", planning=True)
            _show(in_place, client, body, step_view(keel, who, draft, below=below))

        keel.in_lane(who, "edit", work)

    @app.action("thought_edit")
    def change(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        edit(body, client, context["who"], planning=False)

    @app.action("thought_try")
    def plan(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        edit(body, client, context["who"], planning=True)

    @app.action("thought_delete")
    def delete(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        entry_id, view = body["actions"][0]["value"], body["view"]
        desk.remove(who, entry_id)
        ack()

        def work() -> None:
            if _is_list(view):
                skip = int(view["private_metadata"] or 0)
                if_open(client, view["id"], page(keel, desk, who, skip))
            else:
                gone = gone_view(keel)
                gone["blocks"][0] = b.section(words("deleted"))
                if_open(client, view["id"], gone)
                skip_below, _, list_id = view["private_metadata"].partition("|")
                if list_id:
                    if_open(client, list_id, page(keel, desk, who, int(skip_below or 0)))

        keel.in_lane(who, "delete", work)
        keel.in_lane(who, "home", lambda: publish(keel, who, client))

    @app.action("thought_drop")
    def drop(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        desk.drop(who, body["actions"][0]["value"])
        ack()
        view = body.get("view") or {}

        def work() -> None:
            if _is_list(view):
                if_open(client, view["id"], page(keel, desk, who))
            elif body.get("message"):
                said = b.message(words("dropped"), help_label=keel.help_label)
                channel, ts = body["channel"]["id"], body["message"]["ts"]
                client.chat_update(channel=channel, ts=ts, **said)

        keel.in_lane(who, "drop", work)
        keel.in_lane(who, "home", lambda: publish(keel, who, client))

    @app.action("thought_look_back")
    def back(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        keel.in_lane(
            who, "look_back", lambda: _show(in_place, client, body, look_back_view(keel, who))
        )


def _delete(keel: Keel, entry_id: str) -> b.Block:
    words, common = keel.words("thought"), keel.words("common")
    sure = b.confirm(
        words("delete_sure"), words("delete_text"), common("delete"), common("cancel"), danger=True
    )
    return b.button(common("delete"), "thought_delete", entry_id, ask=sure)


def _below(body: dict[str, Any]) -> str:
    """The list from which something is opened, by its page and its view; empty without one."""
    shown = body.get("view") or {}
    if _is_list(shown):
        return f"{shown['private_metadata']}|{shown['id']}"
    return str(shown["private_metadata"]) if shown.get("callback_id") == "thought_whole" else ""


def _is_list(view: dict[str, Any]) -> bool:
    return view.get("callback_id") == "thoughts"


def _show(in_place: InPlace, client: WebClient, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Over a list, in the place of any other modal, or by itself. Three views are Slack's most,
    and the way to help needs the third."""
    shown = body.get("view") or {}
    if _is_list(shown):
        client.views_push(trigger_id=body["trigger_id"], view=view)
    elif shown.get("type") == "modal":
        in_place(client, shown, view)
    else:
        client.views_open(trigger_id=body["trigger_id"], view=view)
