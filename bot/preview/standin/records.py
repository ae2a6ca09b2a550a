"""What the stand-in writes down, and what its people can run into.

Call              one request of the app to the Web API (or to a response_url), and its answer
Delivery          one thing sent to the app, with every try and what the app said to it
NotAcknowledged   the app did not answer within Slack's 3 seconds, or answered with nonsense
ClientRefuses     Slack's own client would not have let the person do this
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


class NotAcknowledged(Exception):
    """The app left a delivery without a usable answer. `code` is what Slack would show."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class ClientRefuses(Exception):
    """The person tried something that Slack's client does not offer or would stop."""


@dataclass
class Call:
    """One call of the app. `args` are decoded (JSON strings opened, no token)."""

    method: str
    args: Json
    at: datetime
    response: Json = field(default_factory=dict)
    error: str | None = None
    status: int = 200

    def wire(self) -> Json:
        """The call as plain JSON, for the traffic panel."""
        return {
            "method": self.method,
            "args": self.args,
            "at": self.at.isoformat(),
            "response": self.response,
            "error": self.error,
            "status": self.status,
        }


@dataclass
class Delivery:
    """One event, interaction or command on its way to the app.

    `kind` is the event or interaction type ("message", "block_actions", "slash_command"...);
    `envelope` is Socket Mode's name for the channel it takes; `acked_ms` is how long the app took
    for the try that it acknowledged, in milliseconds.
    """

    kind: str
    envelope: str
    payload: Json
    at: datetime
    tries: int = 0
    acked_ms: float | None = None
    ack_body: Json | None = None
    error: str | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def acked(self) -> bool:
        """Whether any try was acknowledged in time."""
        return self.acked_ms is not None

    def wire(self) -> Json:
        """The delivery as plain JSON, for the traffic panel."""
        return {
            "kind": self.kind,
            "envelope": self.envelope,
            "payload": self.payload,
            "at": self.at.isoformat(),
            "tries": self.tries,
            "acked_ms": self.acked_ms,
            "ack_body": self.ack_body,
            "error": self.error,
            "reasons": self.reasons,
        }
