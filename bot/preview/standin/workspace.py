"""One invented workspace: who works there, and everything that is on their screens.

Plain state without behaviour of the wire: people, channels, messages, views, files, triggers.
Only the server's own thread changes it; anybody may read it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .elements import carried_state, fresh_state, interactive, normalised
from .records import Json

TEAM, APP, BOT, BOT_USER = "T_NORTHWIND", "A_KEEL", "B_KEEL", "U_KEEL"


@dataclass(frozen=True)
class Colleague:
    """A member of the workspace. `tz` is an IANA name; None: Slack sends no zone at all."""

    id: str
    name: str
    real_name: str
    title: str
    tz: str | None
    avatar: str
    locale: str = "en-US"
    is_admin: bool = False
    deleted: bool = False


COLLEAGUES = (
    Colleague("U_DEV", "mara", "Mara Lindqvist", "Software developer", "Europe/Stockholm", "ML"),
    Colleague("U_NIGHT", "joe", "Joe Okafor", "Night-shift operator", "America/Chicago", "JO"),
    Colleague(
        "U_PLANT", "priya", "Priya Raman", "Plant engineer", "Asia/Kolkata", "PR", is_admin=True
    ),
)


@dataclass
class Channel:
    """A place for messages. `person` is set for a person's own conversation with the app."""

    id: str
    name: str
    person: str | None = None
    has_bot: bool = False


@dataclass
class Message:
    """A message as it stands in a conversation; `state` is what people chose on its elements."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    by_bot: bool = False
    edited: bool = False
    deleted: bool = False
    ephemeral_for: str | None = None
    thread_ts: str | None = None
    files: list[Json] = field(default_factory=list)
    extra: Json = field(default_factory=dict)
    state: dict[str, dict[str, Json]] = field(default_factory=dict)

    def set_blocks(self, blocks: list[Json], ids: Iterator[int]) -> None:
        """Replace the blocks; generated ids are filled in."""
        self.blocks = with_ids(blocks, ids)
        self.state = fresh_state(self.blocks)

    def wire(self) -> Json:
        """The message as Slack sends it."""
        out: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        out["team"] = TEAM
        if self.by_bot:
            out |= {"bot_id": BOT, "app_id": APP}
        if self.blocks:
            out["blocks"] = self.blocks
        if self.files:
            out["files"] = self.files
        if self.thread_ts:
            out["thread_ts"] = self.thread_ts
        if self.edited:
            out["edited"] = {"user": self.user, "ts": self.ts}
        return out | self.extra

    def shown(self) -> Json:
        """The message for the page."""
        keys = ("ts", "user", "text", "blocks", "edited", "deleted", "files", "thread_ts")
        return {k: getattr(self, k) for k in keys} | {"by_bot": self.by_bot}


@dataclass
class View:
    """A modal on somebody's stack, or a Home tab."""

    id: str
    owner: str
    body: Json
    hash: str
    state: dict[str, dict[str, Json]]
    root_view_id: str
    previous_view_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The blocks, generated ids filled in."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def wire(self) -> Json:
        """The view as Slack sends it in payloads and answers."""
        body = self.body
        return {
            "id": self.id,
            "team_id": TEAM,
            "type": body["type"],
            "blocks": self.blocks,
            "private_metadata": body.get("private_metadata", ""),
            "callback_id": body.get("callback_id", ""),
            "state": {"values": deepcopy(self.state)},
            "hash": self.hash,
            "title": body.get("title"),
            "clear_on_close": body.get("clear_on_close", False),
            "notify_on_close": body.get("notify_on_close", False),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": APP,
            "external_id": body.get("external_id", ""),
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
        }


@dataclass
class Trigger:
    """A trigger_id: for whom, since when (monotonic seconds), from inside which modal."""

    user: str
    born: float
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an app may answer an interaction: five times within 30 minutes."""

    channel: str
    user: str
    born: datetime
    message_ts: str | None = None
    uses: int = 0


def with_ids(blocks: list[Json], ids: Iterator[int]) -> list[Json]:
    """A copy of the blocks in which every block and interactive element has an id."""
    out: list[Json] = normalised(blocks)
    for block in out:
        block.setdefault("block_id", f"b{next(ids):x}")
    for block, element in interactive(out):
        block.setdefault("block_id", f"b{next(ids):x}")
        element.setdefault("action_id", f"a{next(ids):x}")
    return out


class Workspace:
    """The whole of it. `manifest` gives commands, shortcuts, scopes and subscribed events.

    Without a manifest every event is delivered, every scope is there, and no command is listed.
    """

    def __init__(
        self,
        manifest: Json | None = None,
        people: tuple[Colleague, ...] = COLLEAGUES,
        *,
        tells_own_messages: bool = True,
        ids: Iterator[int] | None = None,
    ) -> None:
        self.manifest = manifest
        self.tells_own_messages = tells_own_messages
        self._first_people = people
        features: Json = (manifest or {}).get("features", {})
        settings: Json = (manifest or {}).get("settings", {})
        oauth: Json = (manifest or {}).get("oauth_config", {})
        self.bot_name: str = features.get("bot_user", {}).get("display_name", "Even Keel")
        self.commands: list[Json] = features.get("slash_commands", [])
        self.shortcuts: list[Json] = features.get("shortcuts", [])
        events = settings.get("event_subscriptions", {}).get("bot_events", [])
        self.subscribed: frozenset[str] | None = frozenset(events) if manifest else None
        scopes = oauth.get("scopes", {}).get("bot", [])
        self.scopes: frozenset[str] | None = frozenset(scopes) if manifest else None

        self.ids = ids or itertools.count(1)
        self.people = {p.id: p for p in people}
        self.channels = {c: Channel(c, n) for c, n in _CHANNELS.items()}
        for person in people:
            dm = f"D{person.id.removeprefix('U')}"
            self.channels[dm] = Channel(dm, "directmessage", person.id, has_bot=True)
        self.messages: dict[str, dict[str, Message]] = {c: {} for c in self.channels}
        self.ephemerals: dict[str, list[Message]] = {p: [] for p in self.people}
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {p: [] for p in self.people}
        self.errors: dict[str, str | None] = dict.fromkeys(self.people)
        self.toasts: dict[str, list[Json]] = {p: [] for p in self.people}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self.installed = True
        self._last_micro = 0

    def fresh(self) -> Workspace:
        """The same workspace on its first day. Ids go on, so old and new never meet."""
        return Workspace(
            self.manifest,
            self._first_people,
            tells_own_messages=self.tells_own_messages,
            ids=self.ids,
        )

    def new_ts(self, now: datetime) -> str:
        """A message ts: the clock's time, unique, and never going back."""
        micro = max(int(now.timestamp() * 1_000_000), self._last_micro + 1)
        self._last_micro = micro
        return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id that no earlier workspace of this server has used."""
        return f"{prefix}{next(self.ids):08X}"

    def dm_of(self, user: str) -> Channel:
        """A person's own conversation with the app."""
        return self.channels[f"D{user.removeprefix('U')}"]

    def new_trigger(self, user: str, view_id: str | None = None) -> str:
        """A trigger_id in Slack's three-part form, fresh now."""
        number = next(self.ids)
        trigger = f"{1_000_000 + number}.{number}.{number:032x}"
        self.triggers[trigger] = Trigger(user, time.monotonic(), view_id)
        return trigger

    def change_person(self, user: str, **changes: Any) -> Colleague:
        """Replace some fields of a colleague."""
        self.people[user] = replace(self.people[user], **changes)
        return self.people[user]

    def new_view(self, owner: str, body: Json, *, on: list[View] | None = None) -> View:
        """A view that is not on any screen yet; `on` is the stack it is meant for."""
        body = dict(body, blocks=with_ids(body.get("blocks", []), self.ids))
        view_id = self.new_id("V")
        below = on[-1] if on else None
        return View(
            view_id,
            owner,
            normalised(body),
            self.new_hash(),
            fresh_state(body["blocks"]),
            root_view_id=on[0].root_view_id if on else view_id,
            previous_view_id=below.id if below else None,
        )

    def change_view(self, view: View, body: Json) -> None:
        """Give a view new content; typed state stays where Slack keeps it."""
        body = dict(body, blocks=with_ids(body.get("blocks", []), self.ids))
        view.state = carried_state(body["blocks"], view.state)
        view.body, view.hash, view.errors = normalised(body), self.new_hash(), {}

    def new_hash(self) -> str:
        """A view hash that has not been used before."""
        number = next(self.ids)
        return f"{int(time.time())}.{number:08x}"

    def find_view(self, view_id: str | None, external_id: str | None) -> View | None:
        """A view on some screen, by its id or the app's own id for it."""
        for view in itertools.chain(self.homes.values(), *self.stacks.values()):
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        return None

    def user_wire(self, user: str, now: datetime, *, with_locale: bool = False) -> Json:
        """A person (or the app's own user) as users.info and user_change describe them."""
        p = self.people.get(user) or Colleague(
            BOT_USER, "evenkeel", self.bot_name, "", "America/Los_Angeles", "EK"
        )
        out: Json = {
            "id": p.id,
            "team_id": TEAM,
            "name": p.name,
            "deleted": p.deleted,
            "is_bot": p.id == BOT_USER,
            "is_app_user": False,
            "updated": int(now.timestamp()),
            "profile": {
                "title": p.title,
                "real_name": p.real_name,
                "display_name": p.name,
                "real_name_normalized": p.real_name,
                "display_name_normalized": p.name,
                "team": TEAM,
            },
        }
        if p.deleted:
            # Slack leaves the zone and the roles of a deactivated member out.
            return out
        out |= {"color": "4bbe2e", "real_name": p.real_name}
        if p.tz:
            local = now.astimezone(ZoneInfo(p.tz))
            offset = local.utcoffset()
            out |= {
                "tz": p.tz,
                "tz_label": local.tzname(),
                "tz_offset": int(offset.total_seconds()) if offset else 0,
            }
        out |= {
            "is_admin": p.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }
        if with_locale:
            out["locale"] = p.locale
        return out


_CHANNELS = {"C_GENERAL": "general", "C_LINE_3": "line-3", "C_DEPLOYS": "deploys"}
