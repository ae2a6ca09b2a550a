"""What the rooms of the stand-in share: the workspace, the clock, the switches and the records.

Everything that changes it runs in the server's own thread (the event loop).
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime

from .clock import Clock
from .faults import Faults
from .records import Call, Delivery
from .workspace import Workspace


@dataclass
class World:
    """One running stand-in. Seconds throughout; the three limits are Slack's own."""

    workspace: Workspace
    clock: Clock
    faults: Faults
    url: str
    bot_token: str
    app_token: str
    signing_secret: str
    calls: list[Call] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    http_target: str | None = None
    trigger_ttl: float = 3.0
    ack_timeout: float = 3.0
    # docs.slack.dev/apis/events-api: nearly at once, after a minute, after five minutes
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    busy: int = 0
    last_activity: float = field(default_factory=time.monotonic)
    posted_at: list[datetime] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    wakers: set[asyncio.Event] = field(default_factory=set)

    def begin(self) -> None:
        """Something is under way: wait_idle has to wait for it."""
        self.busy += 1
        self.last_activity = time.monotonic()

    def end(self) -> None:
        """It is over."""
        self.busy -= 1
        self.last_activity = time.monotonic()

    def changed(self, user: str | None = None) -> None:
        """Somebody's screen changed (None: everybody's): wake the pages that show it."""
        for one in [user] if user else list(self.workspace.people):
            self.versions[one] = self.versions.get(one, 0) + 1
        for waker in self.wakers:
            waker.set()
