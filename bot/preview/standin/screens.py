"""What stands on the screens: conversations, messages, views, and the ids that belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from .elements import fresh_state, interactive, normalised
from .records import Json

TEAM, APP, BOT, BOT_USER = "T_NORTHWIND", "A_KEEL", "B_KEEL", "U_KEEL"


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
