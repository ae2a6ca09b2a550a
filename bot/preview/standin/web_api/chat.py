"""chat.*: posting, changing and deleting messages.

docs.slack.dev/reference/methods/chat.postMessage
"""

from __future__ import annotations

from ..payloads import changed_event, event, message_event
from ..records import Json
from ..screens import BOT_USER, Channel, Message
from .base import Api, ApiError, Method, channel_for, check_blocks, need

TRUNCATED_AT = 40_000  # docs.slack.dev/reference/methods/chat.postMessage
UPDATE_LIMIT = 4_000  # docs.slack.dev/reference/methods/chat.update


def post(
    api: Api, channel: Channel, args: Json, *, ephemeral_for: str | None = None
) -> tuple[Message, Json]:
    """Put a message of the app on the screens; returns it and the answer's warnings."""
    text = args.get("text") or args.get("markdown_text") or ""
    blocks, files = args.get("blocks") or [], args.get("files") or []
    if not (text or blocks or files or args.get("attachments")):
        raise ApiError("no_text")
    if not isinstance(text, str):
        raise ApiError("invalid_arguments")
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    check_blocks({"blocks": blocks}, "message", "invalid_blocks")
    warnings: Json = {}
    if len(text) > TRUNCATED_AT:
        text = text[:TRUNCATED_AT]
        warnings = {
            "warning": "message_truncated",
            "response_metadata": {"warnings": ["message_truncated"]},
        }
    message = Message(
        ts=api.new_ts(),
        channel=channel.id,
        user=BOT_USER,
        text=text,
        by_bot=True,
        ephemeral_for=ephemeral_for,
        thread_ts=args.get("thread_ts"),
        files=files,
    )
    for name in ("attachments", "metadata"):
        if args.get(name):
            message.extra[name] = args[name]
    message.set_blocks(blocks, api.workspace.ids)
    if ephemeral_for:
        api.workspace.ephemerals[ephemeral_for].append(message)
    else:
        api.workspace.messages[channel.id][message.ts] = message
        tell(api, channel, message_event(message))
    return message, warnings


def tell(api: Api, channel: Channel, inner: Json) -> None:
    """Slack tells the app about its own messages in a DM, too."""
    if channel.person and api.workspace.tells_own_messages:
        api.courier.later(event(api.world, inner))


def change(api: Api, message: Message, args: Json, *, whole: bool = False) -> None:
    """New text and blocks for a message.

    Blocks that are left out stay (docs.slack.dev/reference/methods/chat.update); with `whole`,
    as replace_original has it, they go.
    """
    before = message.wire()
    blocks = args.get("blocks")
    if blocks is not None:
        check_blocks({"blocks": blocks}, "message", "invalid_blocks")
    text = args.get("text")
    if text is None and blocks is None:
        raise ApiError("no_text")
    if text is not None:
        message.text = text
    if blocks is not None or whole:
        message.set_blocks(blocks or [], api.workspace.ids)
    message.edited = True
    channel = api.workspace.channels[message.channel]
    if message.ephemeral_for is None:
        tell(api, channel, changed_event(message, before, api.new_ts()))


def remove(api: Api, message: Message) -> None:
    """Take a message off the screens."""
    message.deleted = True
    if message.ephemeral_for:
        api.workspace.ephemerals[message.ephemeral_for].remove(message)
        return
    del api.workspace.messages[message.channel][message.ts]
    channel = api.workspace.channels[message.channel]
    tell(api, channel, changed_event(message, message.wire(), api.new_ts(), deleted=True))


def post_message(api: Api, args: Json) -> Json:
    """chat.postMessage"""
    channel = channel_for(api, need(args, "channel"))
    if not channel.has_bot:
        raise ApiError("not_in_channel")
    message, warnings = post(api, channel, args)
    return {"channel": channel.id, "ts": message.ts, "message": message.wire(), **warnings}


def post_ephemeral(api: Api, args: Json) -> Json:
    """chat.postEphemeral"""
    channel, user = channel_for(api, need(args, "channel")), need(args, "user")
    if not channel.has_bot:
        raise ApiError("not_in_channel")
    if user not in api.workspace.people or channel.person not in (None, user):
        raise ApiError("user_not_in_channel")
    message, _ = post(api, channel, args, ephemeral_for=user)
    return {"message_ts": message.ts}


def update(api: Api, args: Json) -> Json:
    """chat.update"""
    message = _own(api, args, "cant_update_message")
    if len(args.get("text") or "") > UPDATE_LIMIT:
        raise ApiError("msg_too_long")
    change(api, message, args)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message.wire(),
    }


def delete(api: Api, args: Json) -> Json:
    """chat.delete"""
    message = _own(api, args, "cant_delete_message")
    remove(api, message)
    return {"channel": message.channel, "ts": message.ts}


def _own(api: Api, args: Json, not_ours: str) -> Message:
    channel, ts = channel_for(api, need(args, "channel")), need(args, "ts")
    message = api.workspace.messages[channel.id].get(ts)
    if message is None:
        raise ApiError("message_not_found")
    if not message.by_bot:
        raise ApiError(not_ours)
    return message


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.update": Method(update, "chat:write"),
    "chat.delete": Method(delete, "chat:write"),
}
