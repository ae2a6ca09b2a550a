"""Past check-ins: a page of them, one to change, one to delete; and which items are asked.

open:check_ins             ->  a page of past check-ins
check_ins_page (button)    ->  another page, in the same view
check_in_edit (button)     ->  the form with that check-in in it
check_in_delete (button)   ->  gone, after a question
check_in_items             ->  items switched on and off
"""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from data.kinds import CHECK_INS
from handlers import blocks as b
from handlers.check_in import form
from handlers.check_in_list import page
from handlers.consent import consent_view
from handlers.doors import Door
from handlers.home import publish
from handlers.keel import Keel
from handlers.redraw import if_open


def items_view(keel: Keel, who: Who) -> dict[str, Any]:
    """Which items are asked about."""
    words, common = keel.words("check_in"), keel.words("common")
    profile = keel.journal.profile(who)
    off = profile.switched_off if profile else ()
    options = [b.option(item.label, item.slug) for item in keel.library.check_in_items]
    on = [item.slug for item in keel.library.check_in_items if item.slug not in off]
    return b.modal(
        "check_in_items",
        words("items_title"),
        [
            b.section(words("items_intro")),
            b.field("items", words("items_label"), b.ticks("on", options, chosen=on)),
        ],
        help_label=keel.help_label,
        submit=common("save"),
        close=common("cancel"),
    )


def gone_view(keel: Keel) -> dict[str, Any]:
    """What is shown for a check-in that is no longer there."""
    words, common = keel.words("check_in"), keel.words("common")
    return b.modal(
        "check_in_gone",
        words("title_edit"),
        [b.section(common("gone"))],
        help_label=keel.help_label,
        close=common("close"),
    )


def register(app: App, keel: Keel) -> None:
    """Registers the past check-ins and their door."""
    words = keel.words("check_in")
    keel.doors.add(
        Door("check_ins", lambda who: page(keel, who), words("history_title"), stores=False)
    )
    keel.doors.add(Door("check_in_items", lambda who: items_view(keel, who), words("items_title")))

    @app.action("check_ins_page:newer")
    @app.action("check_ins_page:older")
    def turn(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        skip = int(body["actions"][0]["value"])
        keel.in_lane(
            who,
            "page",
            lambda: if_open(client, body["view"]["id"], page(keel, who, skip)),
        )

    @app.action("check_in_edit")
    def edit(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        id_, trigger = body["actions"][0]["value"], body["trigger_id"]

        def work() -> None:
            kept = keel.journal.entry(who, CHECK_INS, id_)
            profile = keel.journal.profile(who)
            listed = body["view"] if body["view"]["callback_id"] == "check_ins" else None
            skip = listed["private_metadata"] if listed else ""
            if kept is None:
                view = gone_view(keel)
            elif profile is None or not profile.consented:
                view = consent_view(keel, "check_ins", profile.zone if profile else "UTC")
            else:
                view = form(keel, who, filled=kept.value, entry_id=f"{id_}|{skip}")
            if body["view"]["type"] == "modal":
                client.views_push(trigger_id=trigger, view=view)
            else:
                client.views_open(trigger_id=trigger, view=view)
            if kept is None:
                publish(keel, who, client)
                if listed:
                    if_open(client, listed["id"], page(keel, who, int(skip or 0)))

        keel.in_lane(who, "edit", work)

    @app.action("check_in_delete")
    def delete(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        keel.journal.remove(who, CHECK_INS, body["actions"][0]["value"])
        ack()
        view = body["view"]

        def work() -> None:
            if view["type"] == "modal":
                if_open(client, view["id"], page(keel, who, int(view["private_metadata"] or 0)))
            publish(keel, who, client)

        keel.in_lane(who, "delete", work)

    @app.view("check_in_items")
    def save_items(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        on = b.chosen_many(body["view"]["state"]["values"], "items")
        off = tuple(i.slug for i in keel.library.check_in_items if i.slug not in on)
        keel.journal.change_profile(who, keel.now(), switched_off=off)
        ack()
        keel.in_lane(who, "home", lambda: publish(keel, who, client))
