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

from bot.domain.checkins import CheckIn
from bot.domain.people import Who
from data.journal import Kept
from data.kinds import CHECK_INS
from handlers import blocks as b
from handlers.check_in import form
from handlers.doors import Door
from handlers.home import publish
from handlers.keel import Keel
from handlers.past import change_row, past_page

PAGE = 6  # each takes up to five blocks; a modal holds 100


def line(keel: Keel, kept: Kept[CheckIn]) -> str:
    """One check-in in a line: its day and its ratings."""
    ratings = ", ".join(
        f"{item.label} {kept.value.ratings[item.slug]}"
        for item in keel.library.check_in_items
        if item.slug in kept.value.ratings
    )
    day = f"{kept.day:%a} {kept.day.day} {kept.day:%b %Y}"
    return keel.words("check_in")(
        "history_line", day=day, ratings=ratings or keel.words("check_in")("words_line")
    )


def entry_rows(keel: Keel, kept: Kept[CheckIn]) -> list[b.Block]:
    """One check-in with its words and what can be done with it."""
    words = keel.words("check_in")
    rows = [b.section(line(keel, kept))]
    if kept.value.note:
        rows.append(b.said(words("note_label"), kept.value.note))
    if kept.value.goal:
        rows.append(b.said(words("goal_label"), kept.value.goal))
    rows.append(change_row(keel, "check_in", "check_in", kept.id))
    return rows


def page(keel: Keel, who: Who, skip: int = 0) -> dict[str, Any]:
    """A page of past check-ins."""
    return past_page(
        keel,
        who,
        CHECK_INS,
        lambda kept: entry_rows(keel, kept),
        room="check_in",
        name="check_ins",
        size=PAGE,
        skip=skip,
    )


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
            lambda: client.views_update(view_id=body["view"]["id"], view=page(keel, who, skip)),
        )

    @app.action("check_in_edit")
    def edit(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        id_, trigger = body["actions"][0]["value"], body["trigger_id"]

        def work() -> None:
            kept = keel.journal.entry(who, CHECK_INS, id_)
            over_modal = body["view"]["type"] == "modal"
            if kept is None:
                publish(keel, who, client)
            elif over_modal:
                client.views_push(
                    trigger_id=trigger, view=form(keel, who, filled=kept.value, entry_id=id_)
                )
            else:
                client.views_open(
                    trigger_id=trigger, view=form(keel, who, filled=kept.value, entry_id=id_)
                )

        keel.in_lane(who, "edit", work)

    @app.action("check_in_delete")
    def delete(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        keel.journal.remove(who, CHECK_INS, body["actions"][0]["value"])
        ack()
        view = body["view"]

        def work() -> None:
            if view["type"] == "modal":
                client.views_update(
                    view_id=view["id"], view=page(keel, who, int(view["private_metadata"] or 0))
                )
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
