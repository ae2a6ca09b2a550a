"""What a person sent in while help was shown: held in memory, for their own choice, never stored.

Also which forms the person chose to go on with, so that the same words do not stop them again.
Each is held for the person it came from, so that nobody can reach another's by the id of a view.
Both are gone after half an hour or a restart; the form itself still has everything in it.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from bot.domain.people import Who

HELD_SECONDS = 1800
HELD_MOST = 500


class Held:
    """Submissions by the id of their view, and the views that may pass."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bodies: dict[tuple[Who, str], tuple[float, dict[str, Any]]] = {}
        self._passes: dict[tuple[Who, str], float] = {}

    def hold(self, who: Who, view_id: str, body: dict[str, Any]) -> None:
        """Keeps a submission until the person chooses."""
        with self._lock:
            self._tidy()
            self._bodies[who, view_id] = (time.monotonic(), body)

    def take(self, who: Who, view_id: str) -> dict[str, Any] | None:
        """Gives a held submission out, once."""
        with self._lock:
            self._tidy()
            found = self._bodies.pop((who, view_id), None)
        return found[1] if found else None

    def let_pass(self, who: Who, view_id: str) -> None:
        """The person said that they are safe and go on with this form."""
        with self._lock:
            self._tidy()
            self._bodies.pop((who, view_id), None)
            self._passes[who, view_id] = time.monotonic()

    def may_pass(self, who: Who, view_id: str) -> bool:
        """Whether the person chose to go on with this form."""
        with self._lock:
            self._tidy()
            return (who, view_id) in self._passes

    def _tidy(self) -> None:
        oldest = time.monotonic() - HELD_SECONDS
        self._bodies = {k: v for k, v in self._bodies.items() if v[0] > oldest}
        self._passes = {k: at for k, at in self._passes.items() if at > oldest}
        while len(self._bodies) > HELD_MOST:
            self._bodies.pop(next(iter(self._bodies)))
