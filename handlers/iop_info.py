"""IOP information: pages to read in private, from a slash command, the DM and the Home.

/iop-info [text]           ->  an answer that only the caller sees: overview, page, or best page
iop:<page> (button)        ->  another page in place of this one
iop_topic (menu)           ->  the same
iop (submission)           ->  the page that answers the question in the modal
"iop", a question (DM)     ->  overview, or the page that answers

Works without consent and with the database down. Nothing is noted about what anybody looked at,
and no page repeats what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.domain.intents import exact, understand
from bot.domain.people import Who
from bot.logs import quiet_logger
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.help_room import country_of, post_help
from handlers.help_view import HelpState, help_modal
from handlers.iop_views import (
    Page,
    as_message,
    as_modal,
    found,
    nothing,
    overview,
    room,
    topic,
    usage,
)
from handlers.keel import Keel
from handlers.workspace_contacts import contacts_of, switched_off, workspace_of

LONGEST = 500  # characters of a question that are looked at
ANSWER_SECONDS = 10
_ABOUT = re.compile(
    r"\b(iops?|intensive outpatient|(outpatient|day) (program(me)?s?|treatment))\b", re.IGNORECASE
)


def page_of(keel: Keel, who: Who, slug: str) -> Page:
    """The page behind a button; the overview for one that is no longer there."""
    if slug == "overview":
        return overview(keel)
    if slug == "usage":
        return usage(keel)
    one = keel.library.iop.topic(slug)
    if one is None:
        return overview(keel, opening=keel.words("iop")("page_gone"))
    return topic(keel, one, workspace_of(keel, who.team))


def answer(keel: Keel, who: Who, text: str, *, slash: bool = False) -> Page:
    """The page for what was typed: a name, a question, or nothing at all."""
    text = " ".join(text[:LONGEST].split())
    if not text:
        return overview(keel, slash=slash)
    if text.casefold() in ("help", "?", "usage"):
        return usage(keel)
    named = keel.library.iop.resolve(text)
    if named:
        return page_of(keel, who, named)
    hits = keel.library.iop.search(text, limit=3)
    if not hits:
        return nothing(keel, slash=slash)
    return found(keel, hits, workspace_of(keel, who.team))


def wants_person(keel: Keel, text: str) -> bool:
    """Whether somebody asks for help now, and for no page: "sos", "I need to talk to someone"."""
    if exact(text, keel.library.intents) == "crisis":
        return True
    meant = understand(text, keel.library.intents)
    return meant == "crisis" and not keel.library.iop.search(text[:LONGEST], limit=1)


def show(keel: Keel, who: Who, client: WebClient, body: dict[str, Any], page: Page) -> None:
    """Puts a page in place of the one whose button was pressed, wherever that was."""
    if body.get("view"):
        client.views_update(view_id=body["view"]["id"], view=as_modal(keel, page))
        return
    said, place = as_message(keel, page), body["container"]
    if place.get("is_ephemeral"):
        url = str(body.get("response_url") or "")
        if not (url and _replaced(url, said)):
            _afresh(who, client, place, said)
        return
    try:
        client.chat_update(channel=place["channel_id"], ts=place["message_ts"], **said)
    except SlackApiError:  # deleted meanwhile, or too old to change
        client.chat_postMessage(channel=who.user, **said)


def _replaced(url: str, said: dict[str, Any]) -> bool:
    """False when the address is used up: five uses, thirty minutes (Slack's rules)."""
    hook = WebhookClient(url, timeout=ANSWER_SECONDS, logger=quiet_logger("slack_bolt"))
    try:
        return hook.send_dict({**said, "replace_original": True}).status_code == 200
    except (OSError, SlackClientError):
        return False


def _afresh(who: Who, client: WebClient, place: dict[str, Any], said: dict[str, Any]) -> None:
    """A new answer for this person alone; in the DM where the app is no member of the channel."""
    try:
        client.chat_postEphemeral(channel=place["channel_id"], user=who.user, **said)
    except SlackApiError:
        client.chat_postMessage(channel=who.user, **said)


def register(app: App, keel: Keel) -> None:
    """Registers the pages, their door and the slash command."""
    words, intents = keel.words("iop"), keel.library.intents
    title = words("title")
    keel.doors.add(Door("iop", lambda who: as_modal(keel, overview(keel)), title, stores=False))
    keel.doors.offer(open_button(title, "iop"))

    def offered(who: Who, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        if switched_off(keel, who, "iop"):
            return b.message(words("not_offered_text"), help_label=keel.help_label)
        return make()

    def at_home(who: Who) -> list[b.Block]:
        if switched_off(keel, who, "iop"):
            return []
        rows = [b.header(title), b.section(words("home"))]
        return [*rows, b.actions(open_button(title, "iop"), id="iop")]

    def leads(name: str, label: str, text: str) -> None:
        keel.doors.answer(name, lambda who: offered(who, lambda: room(keel, name, label, text)))

    keel.doors.answer("iop", lambda who: offered(who, lambda: as_message(keel, overview(keel))))
    leads("iop_fit", "fit", "dm_fit")
    leads("first_steps", "steps", "dm_steps")
    keel.doors.show_at_home(70, at_home)

    def in_the_chat(who: Who, text: str) -> dict[str, Any] | None:
        """A question that names the programs; None for any other message."""
        if not _ABOUT.search(text) or exact(text, intents) == "iop":
            return None
        return offered(who, lambda: as_message(keel, answer(keel, who, text)))

    keel.doors.question(in_the_chat)

    @app.command("/iop-info")
    def command(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        who: Who = context["who"]
        text = str(body.get("text") or "")
        if wants_person(keel, text):
            said = post_help(keel, HelpState(country=country_of(keel, who)), who)
        else:
            said = offered(who, lambda: as_message(keel, answer(keel, who, text, slash=True)))
        if context.get("concern"):
            line = b.section(keel.library.help.texts.concern)
            said = {**said, "blocks": [line, *said["blocks"]][: b.MESSAGE_BLOCKS]}
        ack(response_type="ephemeral", text=said["text"], blocks=said["blocks"])

    def turn(who: Who, client: WebClient, body: dict[str, Any], slug: str) -> None:
        keel.in_lane(who, "iop", lambda: show(keel, who, client, body, page_of(keel, who, slug)))

    @app.action(re.compile("^iop:"))
    def pressed(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        turn(context["who"], client, body, str(body["actions"][0].get("value") or ""))

    @app.action("iop_topic")
    def picked(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        option = body["actions"][0].get("selected_option") or {}
        turn(context["who"], client, body, str(option.get("value") or ""))

    @app.view("iop")
    def asked(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        who: Who = context["who"]
        text = b.typed(body["view"]["state"]["values"], "question")
        if not text:
            ack(response_action="errors", errors={"question": words("question_empty")})
            return
        if wants_person(keel, text):
            state = HelpState(country=country_of(keel, who))
            view = help_modal(keel.library, state, contacts_of(keel, who))
            ack(response_action="push", view=view)
            return
        ack(response_action="update", view=as_modal(keel, answer(keel, who, text)))
