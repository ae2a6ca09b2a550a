"""The stand-in's clock: real time that can be moved.

It runs on from wherever it was put, so a person can go to 17:00 and wait there. Only what people
and the app call "now" follows it; Slack's own 3-second limits are measured in real time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """A movable clock. `start` is an aware datetime; without it the clock starts at real time."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._listeners: list[Callable[[], None]] = []
        self._base, self._from = self._beginning(), time.monotonic()

    def now(self) -> datetime:
        """The stand-in's present, an aware datetime in UTC."""
        return self._base + timedelta(seconds=time.monotonic() - self._from)

    def move(self, by: timedelta) -> None:
        """Go `by` forward, or back when it is negative."""
        self.set(self.now() + by)

    def set(self, to: datetime) -> None:
        """Go to `to`. Raises ValueError for a datetime without a zone."""
        if to.tzinfo is None:
            raise ValueError("the clock needs a datetime with a zone")
        self._base, self._from = to.astimezone(UTC), time.monotonic()
        for listener in list(self._listeners):
            listener()

    def on_moved(self, listener: Callable[[], None]) -> None:
        """Call `listener()` after each move, in the thread that moved the clock."""
        self._listeners.append(listener)

    def restart(self) -> None:
        """Back to the start the clock was made with; listeners are not told."""
        self._base, self._from = self._beginning(), time.monotonic()

    def _beginning(self) -> datetime:
        return self._start.astimezone(UTC) if self._start else datetime.now(UTC)
