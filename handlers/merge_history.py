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

from bot.domain.people import Who
from data.kinds import MERGES
from handlers.doors import Door
from handlers.home import publish
from handlers.keel import Keel
from handlers.mental_merge import past_form
from handlers.merge_pages import page
from handlers.redraw import if_open
from handlers.thought_record.desk import consent_first


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
            if_open(client, id_, page(keel, who, skip))

        keel.in_lane(who, "page", work)

    @app.action("merge_edit")
    def edit(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        id_, trigger = body["actions"][0]["value"], body["trigger_id"]

        def work() -> None:
            shown = past_form(keel, who, id_)
            if shown is None:
                if_open(client, body["view"]["id"], page(keel, who))
            else:
                view = consent_first(keel, who, "merges") or shown
                client.views_push(trigger_id=trigger, view=view)

        keel.in_lane(who, "edit", work)

    @app.action("merge_delete")
    def delete(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        keel.journal.remove(who, MERGES, body["actions"][0]["value"])
        ack()
        shown = body["view"]

        def work() -> None:
            skip = int(shown["private_metadata"] or 0)
            if_open(client, shown["id"], page(keel, who, skip))

        keel.in_lane(who, "delete", work)
        keel.in_lane(who, "home", lambda: publish(keel, who, client))
