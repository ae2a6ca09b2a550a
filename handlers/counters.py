"""Counts of what happened, without who and what: for the metrics page and the logs."""

from __future__ import annotations

import threading
from collections import Counter


class Counters:
    """Named counts that only grow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, name: str, amount: int = 1) -> None:
        """Adds to a count. Names are words of ours, never anything from a payload."""
        with self._lock:
            self._counts[name] += amount

    def snapshot(self) -> dict[str, int]:
        """All counts as they stand."""
        with self._lock:
            return dict(self._counts)
