"""The gate: everything a person sends goes through here before anything else is done with it.

1. Who is speaking. 2. Once only. 3. Every text they entered is read by the crisis screen, in the
DM, in a slash command and in every field of every modal. On a crisis the flow stops and help is
shown at once; on a concern one gentle line is added and the flow goes on. Nothing is recorded of
it but a count, and nobody is told.

This works with the database down: it needs content and memory only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.people import Who
from handlers import blocks as b
from handlers.deliveries import Recent, delivery_id
from handlers.held import Held
from handlers.help_room import country_of, post_help
from handlers.help_view import HelpState, help_modal
from handlers.keel import Keel
from handlers.lifecycle import ABOUT_SOMEBODY, came_back
from handlers.workspace_contacts import contacts_of

# What these actions carry is a choice in the help view or a way to it, never a text.
ALWAYS_PASS = ("help_",)


class ConcernAck(Ack):
    """An acknowledgement that puts one gentle line at the top of the view it answers with."""

    def __init__(self, line: str) -> None:
        Ack.__init__(self)
        self._line = line

    def __call__(self, *args: Any, **kwargs: Any) -> BoltResponse:
        view = kwargs.get("view")
        if isinstance(view, dict):
            # The last block is the way to help; a full view rather loses the one before it.
            *rest, last = view["blocks"]
            blocks = [b.section(self._line), *rest[: b.MODAL_BLOCKS - 2], last]
            kwargs["view"] = {**view, "blocks": blocks}
        return super().__call__(*args, **kwargs)


def register(app: App, keel: Keel) -> None:
    """Puts the gate in front of every listener."""
    recent, held = Recent(), keel.held

    @app.middleware
    def gate(
        body: dict[str, Any], context: BoltContext, client: WebClient, next: Callable[[], None]
    ) -> BoltResponse | None:
        about = (body.get("event") or {}).get("type") in ABOUT_SOMEBODY
        if about or not context.user_id:
            # What Slack tells about people or the workspace may come again: it changes nothing
            # the second time, and a first time that could not be stored must not be the last.
            next()
            return None
        who = Who(context.team_id or "", context.user_id)
        context["who"] = who
        mend(body)
        if not context.get("replayed") and not _first(recent, body, context):
            keel.counters.add("repeated_deliveries")
            return BoltResponse(status=200, body="")
        if context.get("replayed"):
            next()
            return None
        keel.in_lane(who, "came_back", lambda: came_back(keel, who, body))
        stopped = _screen(keel, held, body, context, client, who)
        if stopped is not None:
            return stopped
        next()
        return None


def _first(recent: Recent, body: dict[str, Any], context: BoltContext) -> bool:
    id_ = delivery_id(body)
    context["delivery"] = id_ or ""
    return id_ is None or recent.first(id_)


def _screen(
    keel: Keel,
    held: Held,
    body: dict[str, Any],
    context: BoltContext,
    client: WebClient,
    who: Who,
) -> BoltResponse | None:
    view_id = (body.get("view") or {}).get("id", "")
    actions = [action.get("action_id", "") for action in body.get("actions", [])]
    if any(action.startswith(ALWAYS_PASS) for action in actions):
        return None
    found = [(text, finding) for text in texts_in(body) if (finding := keel.screen(text))]
    crisis = next((finding for _, finding in found if finding.level == "crisis"), None)
    stopping = [text for text, finding in found if finding.level == "crisis"]
    if crisis and not (view_id and held.may_pass(who, view_id, stopping)):
        keel.counters.add("help_shown")
        state = HelpState(
            family=crisis.families[0] if crisis.families else None,
            country=country_of(keel, who),
            form=view_id or None,
            keepable=keel.doors.keeps((body.get("view") or {}).get("callback_id", "")),
        )
        if view_id:
            # A button in a form, such as Back, carries what stands in its fields as well.
            held.hold(who, view_id, body, stopping)
        return _stop(keel, held, body, client, who, state)
    if found and not crisis:
        keel.counters.add("concern_shown")
        line = keel.library.help.texts.concern
        context["ack"] = ConcernAck(line)
        context["concern"] = True
        if body.get("event"):
            channel = body["event"]["channel"]
            said = b.message(line, help_label=keel.help_label)
            keel.in_lane(who, "concern", lambda: client.chat_postMessage(channel=channel, **said))
    return None


def _stop(
    keel: Keel,
    held: Held,
    body: dict[str, Any],
    client: WebClient,
    who: Who,
    state: HelpState,
) -> BoltResponse:
    kind = body.get("type")
    if kind in ("view_submission", "block_actions") and state.form:
        view = help_modal(keel.library, state, contacts_of(keel, who))
        if kind == "view_submission" and _is_third(body["view"]):
            return _beside(keel, held, body["view"], client, who, state)
        if kind == "view_submission":
            # Pushed on top, so the form beneath keeps everything that was typed.
            return Ack()(response_action="push", view=view)
        said = post_help(keel, state, who)
        trigger, surface = body["trigger_id"], body["view"]["type"]
        keel.in_lane(who, "help", lambda: _show(client, who, surface, trigger, view, said))
        return BoltResponse(status=200, body="")
    if body.get("command"):
        out = post_help(keel, state, who)
        return Ack()(response_type="ephemeral", text=out["text"], blocks=out["blocks"])
    channel = (body.get("event") or body.get("channel") or {}).get("channel") or who.user
    # A form that was closed is gone, so what stood in it can be kept from the message.
    message = post_help(keel, state, who, closed=True)
    keel.in_lane(who, "help", lambda: client.chat_postMessage(channel=channel, **message))
    return BoltResponse(status=200, body="")


def _is_third(view: dict[str, Any]) -> bool:
    """Whether a view has two beneath it: Slack takes no fourth, and would show its own error."""
    return view.get("previous_view_id") not in (None, view.get("root_view_id"))


def _beside(
    keel: Keel,
    held: Held,
    view: dict[str, Any],
    client: WebClient,
    who: Who,
    state: HelpState,
) -> BoltResponse:
    """Help in the conversation, and a line beside the field that says so. The form stays as it is,
    and goes through the next time it is sent."""
    said = post_help(keel, replace(state, form=None), who)
    keel.in_lane(who, "help", lambda: client.chat_postMessage(channel=who.user, **said))
    held.let_pass(who, view["id"])
    field = next(block["block_id"] for block in view["blocks"] if block["type"] == "input")
    errors = {field: keel.words("common")("help_in_chat")}
    return Ack()(response_action="errors", errors=errors)


def _show(
    client: WebClient,
    who: Who,
    surface: str,
    trigger: str,
    view: dict[str, Any],
    said: dict[str, Any],
) -> None:
    try:
        if surface == "modal":
            client.views_push(trigger_id=trigger, view=view)
        else:
            client.views_open(trigger_id=trigger, view=view)
    except SlackApiError:
        # Three views are open already, or Slack was too slow: a message always gets through.
        client.chat_postMessage(channel=who.user, **said)


def texts_in(body: dict[str, Any]) -> Iterator[str]:
    """Every text that a person entered in this delivery."""
    for holder, key in _places(body):
        if holder[key].strip():
            yield holder[key]


def mend(body: dict[str, Any]) -> None:
    """Half a character (a lone surrogate) in a text can be neither stored nor sent: it becomes the
    replacement character, in place, so that the words around it are kept."""
    for holder, key in _places(body):
        try:
            holder[key].encode()
        except UnicodeEncodeError:
            holder[key] = holder[key].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _message(event: dict[str, Any]) -> dict[str, Any]:
    """What holds the text of a message event; nothing when it brings no new text."""
    if event.get("subtype") != "message_changed":
        return event
    changed, before = event.get("message") or {}, event.get("previous_message") or {}
    # Slack tells of a link's preview in the same way, and the words are as they were.
    return changed if changed.get("text") != before.get("text") else {}


def _places(body: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Where in a delivery a person's texts stand."""
    event = body.get("event") or {}
    if event.get("type") == "message":
        message = _message(event)
        if isinstance(message.get("text"), str) and not message.get("bot_id"):
            yield message, "text"
    if body.get("command") and isinstance(body.get("text"), str):
        yield body, "text"
    states = [(body.get("view") or {}).get("state"), body.get("state")]
    for state in states:
        for fields in ((state or {}).get("values") or {}).values():
            for element in fields.values():
                if isinstance(element, dict) and isinstance(element.get("value"), str):
                    yield element, "value"
