"""The rest of the Web API: who am I, who is that, where do I connect."""

from __future__ import annotations

import secrets

from ..blockkit import problems
from ..payloads import DOMAIN
from ..records import Json
from ..screens import APP, BOT, BOT_USER, TEAM
from .base import Api, ApiError, Method, need

TEAM_NAME = "Northwind Works"


def auth_test(api: Api, args: Json) -> Json:
    """auth.test"""
    return {
        "url": f"{api.world.url}/",
        "team": TEAM_NAME,
        "user": "evenkeel",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def connections_open(api: Api, args: Json) -> Json:
    """apps.connections.open: a single-use address for one Socket Mode connection."""
    ticket = secrets.token_hex(8)
    api.courier.tickets.add(ticket)
    host = api.world.url.removeprefix("http://")
    return {"url": f"ws://{host}/socket?ticket={ticket}&app_id={APP}"}


def conversations_open(api: Api, args: Json) -> Json:
    """conversations.open, for one person"""
    if args.get("channel"):
        channel = api.workspace.channels.get(str(args["channel"]))
        if channel is None:
            raise ApiError("channel_not_found")
        return {"channel": {"id": channel.id}}
    users = need(args, "users")
    names = users if isinstance(users, list) else str(users).split(",")
    if len(names) != 1:
        raise ApiError("method_not_supported_for_channel_type")
    person = api.workspace.people.get(names[0])
    if person is None:
        raise ApiError("user_not_found")
    if person.deleted:
        raise ApiError("user_disabled")
    channel = api.workspace.dm_of(person.id)
    known = bool(api.workspace.messages[channel.id])
    return {"no_op": known, "already_open": known, "channel": {"id": channel.id}}


def users_info(api: Api, args: Json) -> Json:
    """users.info"""
    user = str(need(args, "user"))
    if user not in api.workspace.people and user != BOT_USER:
        raise ApiError("user_not_found")
    with_locale = str(args.get("include_locale", "")).lower() in ("1", "true")
    return {"user": api.workspace.user_wire(user, api.world.clock.now(), with_locale=with_locale)}


def team_info(api: Api, args: Json) -> Json:
    """team.info"""
    return {"team": {"id": TEAM, "name": TEAM_NAME, "domain": DOMAIN, "email_domain": ""}}


def bots_info(api: Api, args: Json) -> Json:
    """bots.info"""
    if args.get("bot", BOT) != BOT:
        raise ApiError("bot_not_found")
    bot = {"id": BOT, "deleted": False, "name": api.workspace.bot_name, "app_id": APP}
    return {"bot": bot | {"user_id": BOT_USER}}


def blocks_validate(api: Api, args: Json) -> Json:
    """blocks.validate: exactly one of blocks, view, message"""
    given = [name for name in ("blocks", "view", "message") if args.get(name)]
    if len(given) != 1:
        raise ApiError("invalid_arguments")
    content = args[given[0]]
    if given[0] == "view":
        found = problems(content, str(content.get("type")), "/view")
    else:
        found = problems({"blocks": content} if given[0] == "blocks" else content, "message")
    if found:
        raise ApiError("invalid_blocks", response_metadata={"messages": found})
    return {}


METHODS = {
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(connections_open),
    "conversations.open": Method(conversations_open, "im:write"),
    "users.info": Method(users_info, "users:read"),
    "team.info": Method(team_info, "team:read"),
    "bots.info": Method(bots_info, "users:read"),
    "blocks.validate": Method(blocks_validate),
}
