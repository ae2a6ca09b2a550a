"""views.*: modals and the Home tab. docs.slack.dev/surfaces/modals

A trigger_id lives 3 s and opens one view; at most three views stack; a hash that is no longer the
view's own is refused.
"""

from __future__ import annotations

import json
import time
from typing import Any

from ..records import Json
from ..screens import Trigger, View
from .base import Api, ApiError, Method, check_blocks, need

STACK_LIMIT = 3
SIZE_LIMIT = 250_000  # "greater than 250kb": docs.slack.dev/reference/methods/views.open


def open_view(api: Api, args: Json) -> Json:
    """views.open: a new stack, or on top of the modal the trigger came from."""
    body = _body(args, "modal")
    trigger = _exchange(api, args)
    stack = api.workspace.stacks[trigger.user]
    if trigger.view_id is None or trigger.view_id not in [v.id for v in stack]:
        stack.clear()
    return _put_on(api, stack, trigger.user, body)


def push(api: Api, args: Json) -> Json:
    """views.push: only from inside a modal that is still open."""
    body = _body(args, "modal")
    trigger = _exchange(api, args)
    stack = api.workspace.stacks[trigger.user]
    if trigger.view_id is None or trigger.view_id not in [v.id for v in stack]:
        raise ApiError("not_found")
    return _put_on(api, stack, trigger.user, body)


def put_on(api: Api, stack: list[View], owner: str, body: Json) -> View:
    """Put a checked modal on top of a stack. Raises ApiError push_limit_reached."""
    if len(stack) >= STACK_LIMIT:
        raise ApiError("push_limit_reached")
    _unique_external_id(api, body, None)
    view = api.workspace.new_view(owner, body, on=stack)
    stack.append(view)
    return view


def update(api: Api, args: Json) -> Json:
    """views.update, by id or external_id, guarded by the hash if one is given."""
    body = _body(args, None)
    view = api.workspace.find_view(args.get("view_id"), args.get("external_id"))
    if view is None:
        raise ApiError("not_found")
    if args.get("hash") and args["hash"] != view.hash:
        raise ApiError("hash_conflict")
    if body["type"] != view.body["type"]:
        raise _argument_error("/view/type", "view type may not change")
    _unique_external_id(api, body, view)
    api.workspace.change_view(view, body)
    return {"view": view.wire()}


def publish(api: Api, args: Json) -> Json:
    """views.publish: a person's Home tab."""
    user, body = need(args, "user_id"), _body(args, "home")
    if user not in api.workspace.people:
        raise _argument_error("/user_id", "user not found")
    old = api.workspace.homes.get(user)
    if args.get("hash") and (old is None or args["hash"] != old.hash):
        raise ApiError("hash_conflict")
    home = api.workspace.new_view(user, body)
    if old:
        home.id = home.root_view_id = old.id
    api.workspace.homes[user] = home
    return {"view": home.wire()}


def check_modal(body: Any) -> Json:
    """A modal an app put into an acknowledgement. Raises ApiError like views.open."""
    return _body({"view": body}, "modal")


def _put_on(api: Api, stack: list[View], owner: str, body: Json) -> Json:
    return {"view": put_on(api, stack, owner, body).wire()}


def _body(args: Json, surface: str | None) -> Json:
    body = need(args, "view")
    if not isinstance(body, dict):
        raise _argument_error("/view", "must provide an object")
    surface = surface or str(body.get("type"))
    check_blocks(body, surface, "invalid_arguments", "/view")
    if len(json.dumps(body)) > SIZE_LIMIT:
        raise ApiError("view_too_large")
    return body


def _exchange(api: Api, args: Json) -> Trigger:
    trigger = api.workspace.triggers.get(str(need(args, "trigger_id")))
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if time.monotonic() - trigger.born > api.world.trigger_ttl:
        raise ApiError("expired_trigger_id")
    trigger.used = True
    return trigger


def _unique_external_id(api: Api, body: Json, this: View | None) -> None:
    wanted = body.get("external_id")
    other = api.workspace.find_view(None, wanted) if wanted else None
    if other is not None and other is not this:
        raise ApiError("duplicate_external_id")


def _argument_error(pointer: str, why: str) -> ApiError:
    messages = [f"[ERROR] {why} [json-pointer:{pointer}]"]
    return ApiError("invalid_arguments", response_metadata={"messages": messages})


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
