"""response_url: an app's later answers to one interaction, without a token.

Five uses within 30 minutes; ephemeral unless it says in_channel; it may replace or delete the
message it came from. docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

from datetime import timedelta

from ..records import Json
from ..screens import Message, ResponseUrl
from .base import Api, ApiError
from .chat import change, post, remove

USES = 5
LIFE = timedelta(minutes=30)


def new_response_url(api: Api, user: str, channel: str, message_ts: str | None = None) -> str:
    """A fresh address for answers to one interaction."""
    key = api.workspace.new_id("R")
    api.workspace.response_urls[key] = ResponseUrl(channel, user, api.world.clock.now(), message_ts)
    return f"{api.world.url}/response/{key}"


def respond(api: Api, key: str, body: Json) -> None:
    """Use a response_url. Raises ApiError expired_url, used_url, or what posting raises."""
    known = api.workspace.response_urls.get(key)
    if known is None or api.world.clock.now() - known.born > LIFE:
        raise ApiError("expired_url")
    if known.uses >= USES:
        raise ApiError("used_url")
    source = find_message(api, known)
    if body.get("delete_original"):
        if source is not None:
            remove(api, source)
    elif body.get("replace_original") and source is not None:
        change(api, source, body, whole=True)
    else:
        answer(api, known.user, known.channel, body)
    known.uses += 1


def answer(api: Api, user: str, channel_id: str, body: Json) -> Message:
    """Post an app's answer to an interaction: for this person only, unless it says otherwise."""
    public = body.get("response_type") == "in_channel"
    channel = api.workspace.channels[channel_id]
    message, _ = post(api, channel, body, ephemeral_for=None if public else user)
    return message


def find_message(api: Api, known: ResponseUrl) -> Message | None:
    """The message the interaction happened on, if it is still there."""
    own = {m.ts: m for m in api.workspace.ephemerals[known.user]}
    ts = known.message_ts or ""
    return own.get(ts) or api.workspace.messages[known.channel].get(ts)
