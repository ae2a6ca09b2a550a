"""Does it fit my week? A person's shifts against a program's hours. Nothing of it is stored.

open:iop_fit                 ->  the form, over the Home or from a message
iop_fit_here (button)        ->  the form in place of the page in the window
iop_fit_mode, iop_fit_program (menus)  ->  the fields that go with the choice
iop_fit (submission)         ->  the answer on top of the form, or what is wrong beside the fields

The answer is pushed on top, so going back finds everything as it was typed. It shows all weeks
under one another: turning pages would need the shifts to be kept somewhere.
"""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.fit import fit
from bot.domain.people import Profile, Who
from data.database import StoreUnavailable
from handlers.doors import Door
from handlers.iop_fit_form import form
from handlers.iop_fit_reading import read
from handlers.iop_fit_result import result
from handlers.keel import Keel
from handlers.redraw import InPlace


def profile_of(keel: Keel, who: Who) -> Profile | None:
    """What is known of the person; nothing when the database is down, since it must work then."""
    try:
        return keel.journal.profile(who)
    except StoreUnavailable:
        return None


def register(app: App, keel: Keel) -> None:
    """Registers the room and its door."""
    words = keel.words("iop_fit")
    title = words("title")
    in_place = InPlace()
    keel.doors.add(
        Door("iop_fit", lambda who: form(keel, profile_of(keel, who), {}), title, stores=False)
    )

    def redraw(who: Who, client: WebClient, view: dict[str, Any], make: Any) -> None:
        keel.in_lane(
            who,
            "iop_fit",
            lambda: in_place(client, view, make(profile_of(keel, who))),
        )

    @app.action("iop_fit_here")
    def here(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        redraw(
            context["who"],
            client,
            body["view"],
            lambda profile: form(keel, profile, {}, from_pages=True),
        )

    @app.action("iop_fit_mode")
    @app.action("iop_fit_program")
    def changed(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        view = body["view"]
        state, pages = view["state"]["values"], view["private_metadata"] == "pages"
        redraw(
            context["who"],
            client,
            view,
            lambda profile: form(keel, profile, state, from_pages=pages),
        )

    @app.view("iop_fit")
    def work_out(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        profile = profile_of(keel, context["who"])
        asked = read(keel, profile, body["view"]["state"]["values"])
        if asked.question is None:
            ack(response_action="errors", errors=asked.errors)
            return
        ack(response_action="push", view=result(keel, asked.question, fit(asked.question)))
