"""Asking somebody to reach out: one fixed sentence with the person's name, shown before it goes.

help_reach (button)             ->  the help view becomes the question: exactly what would be sent
help_reach_send:<n> (button)    ->  one message to that contact, then whether it went out
help_reach_back (button)        ->  the help view again, with the form beneath as it was

This is the one way in which somebody else hears anything, and only the person's own press on the
second button leads to it. The contact is looked up again when it is pressed.
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.domain.people import Who
from handlers import blocks as b
from handlers.deliveries import Recent
from handlers.help_view import Contact, HelpState, decode, encode, help_modal
from handlers.keel import Keel
from handlers.workspace_contacts import contacts_of


def reachable(keel: Keel, who: Who) -> tuple[Contact, ...]:
    """Contacts that may be asked, each once, never the person themselves."""
    found = {
        one.slack_user: one
        for one in contacts_of(keel, who)
        if one.slack_user and one.slack_user != who.user
    }
    return tuple(found.values())


def message_text(keel: Keel, name: str, who: Who) -> str:
    """The one sentence that is ever sent."""
    words = keel.words("reach_me")
    return words("message", person=b.escape(name) or words("somebody"), user=who.user)


def question(keel: Keel, who: Who, state: HelpState, name: str, note: str = "") -> dict[str, Any]:
    """What would be sent and to whom, with a button for each who may be asked."""
    words = keel.words("reach_me")
    contacts = reachable(keel, who)
    rows = [b.section(note)] if note else []
    if contacts:
        rows += [b.section(words("intro")), b.section(f">{message_text(keel, name, who)}")]
        rows.append(b.section(words("note")))
    elif not note:
        rows.append(b.section(words("none")))
    for number, one in enumerate(contacts):
        rows.append(b.section(words("to", contact=b.escape(one.name), user=one.slack_user)))
        label = words("send", contact=one.name)
        button = b.button(label, f"help_reach_send:{number}", one.slack_user)
        rows.append(b.actions(button, id=f"reach_{number}"))
    return shown(keel, state, rows)


def shown(keel: Keel, state: HelpState, rows: list[b.Block]) -> dict[str, Any]:
    """A view that leads back to help."""
    words = keel.words("reach_me")
    back = b.actions(b.button(words("back"), "help_reach_back"), id="reach_back")
    return b.modal(
        "help_reach",
        words("title"),
        [*rows, back],
        help_label=None,  # the way back is the way to help
        close=keel.words("common")("close"),
        metadata=encode(state),
    )


def name_of(client: WebClient, who: Who) -> str:
    """The name that colleagues see in Slack; empty when Slack does not say."""
    try:
        user: Any = client.users_info(user=who.user)["user"] or {}
    except (SlackClientError, OSError):
        return ""
    profile = user.get("profile") or {}
    return str(user.get("real_name") or profile.get("real_name") or user.get("name") or "")


def register(app: App, keel: Keel) -> None:
    """Registers the three buttons."""
    words = keel.words("reach_me")
    sent = Recent()

    @app.action("help_reach")
    def ask(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        state = decode(body["view"]["private_metadata"])

        def work() -> None:
            view = question(keel, who, state, name_of(client, who))
            client.views_update(view_id=body["view"]["id"], view=view)

        keel.in_lane(who, "reach", work)

    @app.action("help_reach_back")
    def back(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        state = decode(body["view"]["private_metadata"])

        def work() -> None:
            view = help_modal(keel.library, state, contacts_of(keel, who))
            client.views_update(view_id=body["view"]["id"], view=view)

        keel.in_lane(who, "reach", work)

    @app.action(re.compile("^help_reach_send:"))
    def send(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        view_id, user = body["view"]["id"], body["actions"][0].get("value")
        state = decode(body["view"]["private_metadata"])

        def work() -> None:
            # Only somebody whom the workspace names now, whatever the button says.
            contact = next((one for one in reachable(keel, who) if one.slack_user == user), None)
            name = name_of(client, who)
            if contact is None:
                view = question(keel, who, state, name)
            elif not sent.first(f"{view_id}|{user}"):
                view = shown(keel, state, [b.section(words("already"))])
            else:
                view = tell(client, who, state, contact, name)
                if not view:
                    sent.forget(f"{view_id}|{user}")
                    view = question(keel, who, state, name, words("not_sent"))
            client.views_update(view_id=view_id, view=view)

        keel.in_lane(who, "reach", work)

    def tell(
        client: WebClient, who: Who, state: HelpState, contact: Contact, name: str
    ) -> dict[str, Any]:
        """Sends the sentence; no view when Slack did not take it."""
        message = b.message(message_text(keel, name, who), help_label=keel.help_label)
        try:
            client.chat_postMessage(channel=contact.slack_user, **message)
        except (SlackClientError, OSError):
            return {}
        keel.counters.add("reach_requests")
        return shown(keel, state, [b.section(words("sent", contact=b.escape(contact.name)))])
