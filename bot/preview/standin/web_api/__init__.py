"""The Web API: POST /api/<method>, with Slack's answers and error codes.

`answer` checks the token, the switches of `faults` and the scope, calls the method, and writes the
call down. The methods live in `chat`, `views`, `files` and `others`; each takes an `Api` and the
decoded arguments and returns the fields of the answer, or raises ApiError with Slack's code.
"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ..delivery import Courier
from ..records import Call, Json
from ..world import World
from .base import Api, ApiError, Method
from .chat import METHODS as CHAT
from .files import METHODS as FILES
from .others import METHODS as OTHERS
from .views import METHODS as VIEWS

METHODS: dict[str, Method] = {**CHAT, **VIEWS, **FILES, **OTHERS}
# Arguments that may come as JSON inside a form field.
_JSON_FIELDS = frozenset({"blocks", "view", "attachments", "files", "metadata", "users"})


class WebApi:
    """Slack's Web API over one world."""

    def __init__(self, world: World, courier: Courier) -> None:
        self.world = world
        self.api = Api(world, courier)

    async def handle(self, request: Request) -> Response:
        """One request to /api/<method>."""
        method = request.path_params["method"]
        faults = self.world.faults
        self.world.begin()
        try:
            call = Call(method, {}, self.world.clock.now())
            self.world.calls.append(call)
            try:
                call.args = await arguments(request)
            except ValueError:
                call.error = "invalid_json"
            token = call.args.pop("token", None) or _bearer(request)
            response = self._answer(call, token)
            if faults.slow_seconds:
                await asyncio.sleep(faults.slow_seconds)
        finally:
            self.world.end()
        self.world.changed()
        return response

    def _answer(self, call: Call, token: str | None) -> Response:
        faults = self.world.faults
        if faults.down:
            call.status, call.error = 503, "service_unavailable"
            return PlainTextResponse("Service Unavailable", 503)
        if faults.takes_500():
            call.status, call.error = 500, "internal_error"
            return PlainTextResponse("Internal Server Error", 500)
        seconds = faults.rate_limited(call.method) or self._over_pace(call.method)
        if seconds:
            call.status, call.error = 429, "ratelimited"
            call.response = {"ok": False, "error": "ratelimited"}
            return JSONResponse(call.response, 429, {"Retry-After": str(seconds)})
        try:
            if call.error:
                raise ApiError(call.error)
            if call.method in faults.fail:
                raise ApiError(faults.fail[call.method])
            self._let_in(call.method, token)
            if call.method not in METHODS:
                raise ApiError("unknown_method", req_method=call.method)
            call.response = {"ok": True, **METHODS[call.method].run(self.api, call.args)}
        except ApiError as problem:
            call.error = problem.code
            call.response = {"ok": False, "error": problem.code, **problem.extra}
        scopes = self.world.workspace.scopes
        granted = ",".join(sorted(scopes)) if scopes is not None else _ALL_SCOPES
        return JSONResponse(call.response, headers={"x-oauth-scopes": granted})

    def _let_in(self, method: str, token: str | None) -> None:
        world = self.world
        if not token:
            raise ApiError("not_authed")
        if token not in (world.bot_token, world.app_token):
            raise ApiError("invalid_auth")
        if not world.workspace.installed:
            raise ApiError("account_inactive")
        if (token == world.app_token) != (method == "apps.connections.open"):
            raise ApiError("not_allowed_token_type")
        needed = METHODS[method].scope if method in METHODS else None
        granted = world.workspace.scopes
        if needed and granted is not None and needed not in granted:
            provided = ",".join(sorted(granted))
            raise ApiError("missing_scope", needed=needed, provided=provided)

    def _over_pace(self, method: str) -> int | None:
        pace, posted = self.world.faults.workspace_pace, self.world.posted_at
        if pace is None or method != "chat.postMessage":
            return None
        now = self.world.clock.now()
        minute = timedelta(seconds=60)
        posted[:] = [at for at in posted if now - at < minute]
        if len(posted) < pace:
            posted.append(now)
            return None
        return max(1, round((posted[0] + minute - now).total_seconds()))


_ALL_SCOPES = "chat:write,commands,files:read,files:write,im:history,im:read,im:write,users:read"


async def arguments(request: Request) -> Json:
    """The arguments of a call, wherever the client put them, JSON strings opened."""
    args: Json = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        sent = json.loads(body or b"{}")
        return args | (sent if isinstance(sent, dict) else {})
    args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    for name in _JSON_FIELDS & args.keys():
        args[name] = _opened(args[name])
    return args


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _bearer(request: Request) -> str | None:
    header = request.headers.get("authorization", "")
    return header.removeprefix("Bearer ").strip() or None
