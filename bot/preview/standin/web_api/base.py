"""What the methods of the Web API share: the error, the table entry, the common checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..blockkit import problems
from ..delivery import Courier
from ..records import Json
from ..screens import Channel
from ..workspace import Workspace
from ..world import World


class ApiError(Exception):
    """An answer with `ok: false`. `extra` are the further fields of that answer."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


@dataclass(frozen=True)
class Api:
    """What a method may touch."""

    world: World
    courier: Courier

    @property
    def workspace(self) -> Workspace:
        """The workspace of the moment (a reset puts a new one there)."""
        return self.world.workspace

    def new_ts(self) -> str:
        """A ts for something that happens now."""
        return self.workspace.new_ts(self.world.clock.now())


@dataclass(frozen=True)
class Method:
    """A method of the Web API and the scope it needs."""

    run: Callable[[Api, Json], Json]
    scope: str | None = None


def need(args: Json, name: str) -> Any:
    """An argument that has to be there. Raises ApiError invalid_arguments."""
    value = args.get(name)
    if value in (None, "", [], {}):
        messages = [f"[ERROR] missing required field: {name}"]
        raise ApiError("invalid_arguments", response_metadata={"messages": messages})
    return value


def channel_for(api: Api, given: Any) -> Channel:
    """The conversation an id stands for; a person's id stands for their DM.

    Raises ApiError channel_not_found.
    """
    workspace = api.workspace
    if given in workspace.people:
        return workspace.dm_of(given)
    channel = workspace.channels.get(given) if isinstance(given, str) else None
    if channel is None:
        raise ApiError("channel_not_found")
    return channel


def check_blocks(content: Json, surface: str, code: str, below: str = "") -> None:
    """Raise ApiError `code` with Slack's messages if Slack would refuse the content."""
    found = problems(content, surface, below)
    if found:
        errors = [message.removeprefix("[ERROR] ") for message in found]
        raise ApiError(code, errors=errors, response_metadata={"messages": found})
