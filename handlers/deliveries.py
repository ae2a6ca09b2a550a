"""Once only: Slack delivers an event again when it saw no answer, and people click twice.

Everything is remembered in memory for ten minutes by its trigger id or event id. Messages are also
recorded in the store, since a retry may come after a restart or reach another process. Submitted
forms are let through: they are stored under an id made from the view, so a repeat stores nothing
and shows the same answer.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from typing import Any

MEMORY_SECONDS = 600
MEMORY_SIZE = 20_000


class Recent:
    """Ids seen in the last ten minutes. The clock is the machine's own: it must not be moved."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, float] = OrderedDict()

    def first(self, id_: str) -> bool:
        """Whether this id is new; remembers it."""
        now = time.monotonic()
        with self._lock:
            while self._seen and (
                len(self._seen) > MEMORY_SIZE
                or next(iter(self._seen.values())) < now - MEMORY_SECONDS
            ):
                self._seen.popitem(last=False)
            if id_ in self._seen:
                return False
            self._seen[id_] = now
            return True

    def forget(self, id_: str) -> None:
        """Lets an id come again."""
        with self._lock:
            self._seen.pop(id_, None)


def delivery_id(body: dict[str, Any]) -> str | None:
    """A short digest of what Slack names a delivery by; None for what may come again."""
    if body.get("type") in ("view_submission", "view_closed"):
        return None
    # A click's trigger id is its own; an event has an event id.
    name = body.get("event_id") or body.get("trigger_id")
    return hashlib.sha256(str(name).encode()).hexdigest()[:32] if name else None
