"""Does it fit my week? A person's shifts against a program's hours. Nothing of it is stored.

open:iop_fit                 ->  the form, over the Home or from a message
iop_fit_here (button)        ->  the form in place of the page in the window
mode, program (menus)        ->  the fields that go with the choice
iop_fit (submission)         ->  the answer above the form, or what is wrong beside the fields
iop_fit_week:… (button)      ->  another week of the rotation

The answer stands above the form that it came from, so everything typed stays where it is and
each press brings all that is needed to draw the next view.
"""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.fit import fit
from bot.domain.people import Profile, Who
from data.database import StoreUnavailable
from handlers import blocks as b
from handlers.doors import Door
from handlers.iop_fit_form import form, read
from handlers.iop_fit_result import rows
from handlers.keel import Keel


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
    keel.doors.add(
        Door("iop_fit", lambda who: form(keel, profile_of(keel, who), {}), title, stores=False)
    )

    def redraw(who: Who, client: WebClient, view: dict[str, Any], make: Any) -> None:
        keel.in_lane(
            who, "iop_fit", lambda: _update(client, view["id"], make(profile_of(keel, who)))
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

    def answered(profile: Profile | None, view: dict[str, Any], at: int) -> dict[str, Any]:
        """The view with the answer; the plain form with a line when a field was emptied since."""
        state, pages = view["state"]["values"], view["private_metadata"] == "pages"
        asked = read(keel, profile, state)
        if asked.question is None:
            above = [b.section(words("moved_on"))]
        else:
            above = rows(keel, asked.question, fit(asked.question), at)
        return form(keel, profile, state, above, from_pages=pages)

    @app.view("iop_fit")
    def work_out(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        profile, view = profile_of(keel, context["who"]), body["view"]
        errors = read(keel, profile, view["state"]["values"]).errors
        if errors:
            ack(response_action="errors", errors=errors)
            return
        ack(response_action="update", view=answered(profile, view, 0))

    @app.action("iop_fit_week:earlier")
    @app.action("iop_fit_week:later")
    def turn(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        view, text = body["view"], body["actions"][0].get("value") or ""
        at = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
        redraw(context["who"], client, view, lambda profile: answered(profile, view, at))


def _update(client: WebClient, view_id: str, view: dict[str, Any]) -> None:
    client.views_update(view_id=view_id, view=view)
