"""One invented workspace: who works there, and everything that is on their screens.

Plain state without behaviour of the wire: people, channels, messages, views, files, triggers.
Only the server's own thread changes it; anybody may read it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .elements import carried_state, fresh_state, normalised
from .records import Json
from .screens import BOT_USER, TEAM, Channel, Message, ResponseUrl, Trigger, View, with_ids


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
