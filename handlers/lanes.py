"""Lanes: what a listener leaves to be done after it acknowledged, in order for each person.

Slack wants an acknowledgement within 3 s, and a call to Slack can take longer than that. So a
listener stores what must be stored, acknowledges, and hands the calls to the person's lane. A
lane is one thread: what one person asked for is answered in the order they asked, and somebody
who clicks a thousand times delays few others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

LANES = 64


class Lanes:
    """A fixed number of single-thread executors, chosen by a person's id."""

    def __init__(self, on_error: Callable[[str, Exception], None], lanes: int = LANES) -> None:
        self._on_error = on_error
        self._lanes = [ThreadPoolExecutor(1, thread_name_prefix="lane") for _ in range(lanes)]
        self._lock = threading.Lock()
        self._open = 0

    def run(self, person: str, what: str, work: Callable[[], None]) -> None:
        """Does ``work`` in the person's lane; an exception goes to ``on_error`` with ``what``."""
        with self._lock:
            self._open += 1
        self._lanes[hash(person) % len(self._lanes)].submit(self._guard, what, work)

    def _guard(self, what: str, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # the lane is the last place that can report it
            self._on_error(what, error)
        finally:
            with self._lock:
                self._open -= 1

    @property
    def open(self) -> int:
        """How many pieces of work are waiting or under way."""
        return self._open

    def drain(self, seconds: float) -> bool:
        """Waits until every lane has done what it had when this was called."""
        marks = [lane.submit(lambda: None) for lane in self._lanes if lane._threads]
        return not wait(marks, timeout=seconds).not_done

    def close(self) -> None:
        """Finishes what is in hand and takes no more."""
        for lane in self._lanes:
            lane.shutdown(wait=True)
