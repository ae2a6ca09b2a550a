"""The page's own JSON: what one person sees, what they do, and what a reviewer may look at.

/page/api/state, /changes (Server-Sent Events), POST /page/api/<verb>, /traffic, /database
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from .choosing import Place
from .elements import HOLDS, interactive
from .hands import Hands
from .records import ClientRefuses, Json, NotAcknowledged
from .screens import BOT_USER, View
from .web_api.base import Api

TRAFFIC = 200


class PageApi:
    """The routes under /page/api. `database_view` gives the tables a reviewer may see."""

    def __init__(self, api: Api, database_view: Callable[[], list[Json]] | None) -> None:
        self.api = api
        self.world = api.world
        self.database_view = database_view
        self.stopping = asyncio.Event()

    def routes(self) -> list[Route]:
        """What the server mounts."""
        return [
            Route("/page/api/state", self.state),
            Route("/page/api/changes", self.changes),
            Route("/page/api/traffic", self.traffic),
            Route("/page/api/database", self.database),
            Route("/page/api/file/{file_id}", self.file),
            Route("/page/api/{verb}", self.act, methods=["POST"]),
        ]

    async def state(self, request: Request) -> Response:
        """Everything on one person's screens."""
        # A page that has just been opened does not know anybody yet.
        user = request.query_params.get("user") or next(iter(self.api.workspace.people))
        if user not in self.api.workspace.people:
            return JSONResponse({"error": "no such person"}, 404)
        return JSONResponse(screen(self.api, user))

    async def changes(self, request: Request) -> Response:
        """An event whenever something on that person's screens changed."""
        user = request.query_params.get("user", "")
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(
            self._stream(user), media_type="text/event-stream", headers=headers
        )

    async def _stream(self, user: str) -> AsyncIterator[str]:
        waker = asyncio.Event()
        self.world.wakers.add(waker)
        seen = self.world.versions.get(user, 0)
        try:
            yield "event: ready\ndata: {}\n\n"
            while not self.stopping.is_set():
                try:
                    await asyncio.wait_for(waker.wait(), 15)
                except TimeoutError:
                    yield ": still here\n\n"  # keeps proxies and browsers from giving up
                waker.clear()
                now = self.world.versions.get(user, 0)
                if now != seen:
                    seen = now
                    yield f"event: changed\ndata: {now}\n\n"
        finally:
            self.world.wakers.discard(waker)

    async def traffic(self, request: Request) -> Response:
        """The newest calls and deliveries."""
        return JSONResponse(
            {
                "calls": [c.wire() for c in self.world.calls[-TRAFFIC:]],
                "deliveries": [d.wire() for d in self.world.deliveries[-TRAFFIC:]],
            }
        )

    async def database(self, request: Request) -> Response:
        """What the database holds, as the app's own view of it tells."""
        tables = await asyncio.to_thread(self.database_view) if self.database_view else []
        return JSONResponse({"tables": tables})

    async def file(self, request: Request) -> Response:
        """A file of the person's own conversation, to be saved; 404 for anybody else's."""
        file_id = request.path_params["file_id"]
        place = self.api.workspace
        user = request.query_params.get("user", "")
        content = place.contents.get(file_id)
        known = user in place.people and content is not None
        if not known or place.dm_of(user).id not in place.files[file_id]["ims"]:
            return JSONResponse({"error": "no such file"}, 404)
        # A fixed name: the page sets the one to save under, and no header carries a person's text.
        headers = {"content-disposition": "attachment; filename=file"}
        return Response(content, media_type="application/octet-stream", headers=headers)

    async def act(self, request: Request) -> Response:
        """One verb. 400 with {"error"} when the client would not let the person do it."""
        verb = _VERBS.get(request.path_params["verb"])
        if verb is None:
            return JSONResponse({"error": "no such verb"}, 404)
        if not request.headers.get("content-type", "").startswith("application/json"):
            # What another web site's form could send; JSON it would have to ask leave for (CORS).
            return JSONResponse({"error": "JSON only"}, 415)
        try:
            body = json.loads(await request.body() or b"{}")
            hands = Hands(self.api, body["user"]) if "user" in body else None
            return JSONResponse(await verb(self, hands, body) or {})
        except NotAcknowledged as failure:
            return JSONResponse({"error": failure.code})
        except ClientRefuses as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as wrong:
            return JSONResponse({"error": f"bad request: {wrong!r}"}, 400)


def screen(api: Api, user: str) -> Json:
    """One person's screens as JSON."""
    workspace = api.workspace
    dm = workspace.dm_of(user).id
    home = workspace.homes.get(user)
    people = [
        {k: getattr(p, k) for k in ("id", "name", "real_name", "title", "tz", "is_admin", "avatar")}
        for p in workspace.people.values()
    ]
    shared = {c.id: c.name for c in workspace.channels.values() if c.person is None}
    return {
        "user": user,
        "now": api.world.clock.now().isoformat(),
        "people": people,
        "bot": {"name": workspace.bot_name, "id": BOT_USER},
        "dm_channel": dm,
        "channels": [{"id": i, "name": n} for i, n in shared.items()],
        "commands": [
            {k: c.get(k, "") for k in ("command", "description", "usage_hint")}
            for c in workspace.commands
        ],
        "shortcuts": [
            {k: s.get(k, "") for k in ("callback_id", "name", "description")}
            for s in workspace.shortcuts
        ],
        "dm": [m.shown() for m in workspace.messages[dm].values()],
        "home": _shown(home) if home else None,
        "modals": [_shown(v) for v in workspace.stacks[user]],
        "channel_messages": {
            c: [m.shown() for m in workspace.messages[c].values()] for c in shared
        },
        "ephemerals": [m.shown() | {"channel": m.channel} for m in workspace.ephemerals[user]],
        "toasts": workspace.toasts[user],
        "connected": bool(api.courier.links) or api.world.http_target is not None,
    }


def _shown(view: View) -> Json:
    return view.wire() | {"state_values": view.state, "errors": view.errors}


def _keep(view: View | Any, state: Json | None) -> None:
    """Take over what the page says was typed, for elements the view really has."""
    for block, element in interactive(view.blocks):
        entry = (state or {}).get(block["block_id"], {}).get(element["action_id"])
        if isinstance(entry, dict) and element["type"] in HOLDS:
            key, _, empty = HOLDS[element["type"]]
            value = entry.get(key, empty)
            kept = {"type": element["type"], key: None if value == "" else value}
            view.state[block["block_id"]][element["action_id"]] = kept


def _view(hands: Hands, view_id: str) -> View:
    for view in [*hands.stack, *[p for p in hands.places("home") if isinstance(p, View)]]:
        if view.id == view_id:
            return view
    raise ClientRefuses("that view is not on the screen any more")


async def _say(page: PageApi, hands: Hands, body: Json) -> Json:
    channel = body.get("channel")
    if channel and channel != hands.channel.id:
        return {"ts": hands.says_in_channel(channel, body["text"])}
    thread = body.get("thread_ts")
    return {"ts": await hands.says(body["text"], thread_ts=thread, files=body.get("files", ()))}


async def _action(page: PageApi, hands: Hands, body: Json) -> None:
    container, payload = body["container"], body.get("payload", {})
    place: Place
    if container["type"] == "view":
        place = _view(hands, container["id"])
    else:
        known = {p.ts: p for p in hands.places("message") if not isinstance(p, View)}
        if container["id"] not in known:
            raise ClientRefuses("that message is gone")
        place = known[container["id"]]
    _keep(place, body.get("state"))
    for block, element in interactive(place.blocks):
        if (block["block_id"], element["action_id"]) != (body["block_id"], body["action_id"]):
            continue
        if element["type"] in ("button", "workflow_button"):
            await hands.clicks(
                element["action_id"], nth=_nth(place, block, element), where=_id(place)
            )
        else:
            await hands.enter(place, block, element, _values(element, payload))
        return
    raise ClientRefuses("no such element there")


def _id(place: Place) -> str:
    return place.id if isinstance(place, View) else place.ts


def _nth(place: Place, block: Json, element: Json) -> int:
    same = [
        (b["block_id"], e["action_id"])
        for b, e in interactive(place.blocks)
        if e["action_id"] == element["action_id"]
    ]
    return same.index((block["block_id"], element["action_id"]))


def _values(element: Json, payload: Json) -> list[Any]:
    key = HOLDS.get(element["type"], ("selected_option", "", None))[0]
    value = payload.get(key)
    if key == "selected_option":
        return [value["value"]] if value else []
    if key == "selected_options":
        return [o["value"] for o in value or []]
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


async def _input(page: PageApi, hands: Hands, body: Json) -> None:
    _keep(_view(hands, body["view_id"]), body.get("state"))


async def _submit(page: PageApi, hands: Hands, body: Json) -> Json:
    _keep(_view(hands, body["view_id"]), body.get("state"))
    errors = await hands.submits(body["view_id"])
    return {"errors": errors} if errors else {}


async def _upload(page: PageApi, hands: Hands, body: Json) -> Json:
    content = base64.b64decode(body["content_base64"], validate=True)
    file_id = hands.uploads(body["name"], content)
    return {"file_id": file_id, "file": page.api.workspace.files[file_id]}


async def _clock(page: PageApi, hands: Hands | None, body: Json) -> Json:
    clock = page.world.clock
    if "set" in body:
        # In a thread: whoever listens to the clock may well wait for calls to this very server.
        await asyncio.to_thread(clock.set, datetime.fromisoformat(body["set"]))
    else:
        await asyncio.to_thread(clock.move, timedelta(seconds=float(body["seconds"])))
    return {"now": clock.now().isoformat()}


async def _fault(page: PageApi, hands: Hands | None, body: Json) -> None:
    page.world.faults.set(body["name"], body.get("value"))


Verb = Callable[[PageApi, Any, Json], Awaitable[Json | None]]
_VERBS: dict[str, Verb] = {
    "say": _say,
    "edit": lambda p, h, b: h.edits(b["ts"], b["text"]),
    "delete": lambda p, h, b: h.deletes(b["ts"]),
    "home": lambda p, h, b: h.opens_home(),
    "messages": lambda p, h, b: h.opens_home("messages"),
    "command": lambda p, h, b: h.runs(b["command"], b.get("text", ""), b.get("channel")),
    "shortcut": lambda p, h, b: h.shortcut(b["callback_id"]),
    "action": _action,
    "input": _input,
    "submit": _submit,
    "close": lambda p, h, b: h.closes(b.get("view_id"), everything=bool(b.get("all"))),
    "upload": _upload,
    "clock": _clock,
    "fault": _fault,
}
