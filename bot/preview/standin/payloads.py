"""What Slack puts on the wire: events, interactions and commands, as dictionaries.

Shapes follow docs.slack.dev/apis/events-api and docs.slack.dev/reference/interaction-payloads.
"""

from __future__ import annotations

import time
import uuid
from copy import deepcopy
from typing import Any

from .records import Json
from .screens import APP, BOT_USER, TEAM, Channel, Message, View
from .world import World

DOMAIN = "northwind"
_VERIFICATION = "verification-token"


def escaped(text: str) -> str:
    """Text as Slack hands it on: the three characters of its markup are entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def event(world: World, inner: Json) -> Json:
    """The outer event around `inner`, with an event_id of its own."""
    event_id = world.workspace.new_id("Ev")
    return {
        "token": _VERIFICATION,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(world.clock.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def message_event(message: Message, extra: Json | None = None) -> Json:
    """The inner event of a new direct message, by a person or by the app itself."""
    inner = message.wire()
    inner |= {"channel": message.channel, "event_ts": message.ts, "channel_type": "im"}
    if not message.by_bot:
        inner["client_msg_id"] = str(uuid.uuid4())
        inner.setdefault("blocks", _typed_blocks(message.text))
    return inner | (extra or {})


def changed_event(message: Message, before: Json, ts: str, *, deleted: bool = False) -> Json:
    """The inner event of an edit or a deletion."""
    inner: Json = {
        "type": "message",
        "subtype": "message_deleted" if deleted else "message_changed",
        "channel": message.channel,
        "channel_type": "im",
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "previous_message": before,
    }
    inner |= {"deleted_ts": message.ts} if deleted else {"message": message.wire()}
    return inner


def _typed_blocks(text: str) -> list[Json]:
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": plain}]}
    return [{"type": "rich_text", "block_id": uuid.uuid4().hex[:5], "elements": [section]}]


def interaction(world: World, kind: str, user: str, **rest: Any) -> Json:
    """What every interactive payload carries, and `rest`."""
    name = world.workspace.people[user].name
    return {
        "type": kind,
        "token": _VERIFICATION,
        "api_app_id": APP,
        "team": {"id": TEAM, "domain": DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user, "username": name, "name": name, "team_id": TEAM},
        **rest,
    }


def block_actions(
    world: World, user: str, place: View | Message, action: Json, response_url: str | None
) -> Json:
    """A press or a choice on a view or a message."""
    action = action | {"action_ts": f"{time.time():.6f}"}
    if isinstance(place, View):
        return interaction(
            world,
            "block_actions",
            user,
            container={"type": "view", "view_id": place.id},
            trigger_id=world.workspace.new_trigger(user, place.id),
            view=place.wire(),
            actions=[action],
        )
    channel = world.workspace.channels[place.channel]
    ephemeral = place.ephemeral_for is not None
    payload = interaction(
        world,
        "block_actions",
        user,
        container={
            "type": "message",
            "message_ts": place.ts,
            "channel_id": place.channel,
            "is_ephemeral": ephemeral,
        },
        trigger_id=world.workspace.new_trigger(user),
        channel={"id": channel.id, "name": channel.name},
        state={"values": deepcopy(place.state)},
        response_url=response_url,
        actions=[action],
    )
    return payload if ephemeral else payload | {"message": place.wire()}


def view_submission(world: World, user: str, view: View) -> Json:
    """A modal handed in."""
    trigger = world.workspace.new_trigger(user, view.id)
    return interaction(
        world, "view_submission", user, trigger_id=trigger, view=view.wire(), response_urls=[]
    )


def view_closed(world: World, user: str, view: View, *, cleared: bool) -> Json:
    """A modal put away without being handed in."""
    return interaction(world, "view_closed", user, view=view.wire(), is_cleared=cleared)


def shortcut(world: World, user: str, callback_id: str) -> Json:
    """A global shortcut; it has no response_url."""
    return interaction(
        world,
        "shortcut",
        user,
        callback_id=callback_id,
        action_ts=f"{time.time():.6f}",
        trigger_id=world.workspace.new_trigger(user),
    )


def slash_command(
    world: World, user: str, channel: Channel, command: str, text: str, response_url: str
) -> Json:
    """The form fields of a slash command."""
    return {
        "token": _VERIFICATION,
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user,
        "user_name": world.workspace.people[user].name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": world.workspace.new_trigger(user),
    }
