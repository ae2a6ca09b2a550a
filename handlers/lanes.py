"""Lanes: what a listener leaves to be done after it acknowledged, in order for each person.

Slack wants an acknowledgement within 3 s, and a call to Slack can take longer than that. So a
listener stores what must be stored, acknowledges, and hands the calls to the person's lane. What
one person asked for is answered in the order they asked. Lanes share a pool of threads and each
has at most one of them at a time, so somebody who clicks a thousand times delays nobody else; what
they have waiting is bounded, and the way to help goes before it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

THREADS = 64
WAITING = 100  # for one person; Slack takes about one message a second in a conversation
FIRST = "help"  # the word of work that goes before what is waiting, and is never dropped
CLOSE_SECONDS = 30

Work = tuple[str, Callable[[], object]]


class Lanes:
    """A queue for each person who has something waiting, over one pool of threads."""

    def __init__(self, on_error: Callable[[str, Exception], None], threads: int = THREADS) -> None:
        self._on_error = on_error
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="lane")
        self._changed = threading.Condition()
        self._queues: dict[str, deque[Work]] = {}
        self._open = 0
        self._dropped = 0
        self._closed = False

    def run(self, person: str, what: str, work: Callable[[], object]) -> None:
        """Does ``work`` in the person's lane; an exception goes to ``on_error`` with ``what``.

        Work beyond ``WAITING`` is dropped and counted, and so is work after ``close``.
        """
        with self._changed:
            queue = self._queues.get(person)
            full = queue is not None and len(queue) >= WAITING and what != FIRST
            if full or self._closed:
                self._dropped += 1
                return
            self._open += 1
            if queue is None:
                self._queues[person] = deque([(what, work)])
                self._pool.submit(self._next, person)
            elif what == FIRST:
                queue.appendleft((what, work))
            else:
                queue.append((what, work))

    def _next(self, person: str) -> None:
        with self._changed:
            what, work = self._queues[person].popleft()
        try:
            work()
        except Exception as error:  # the lane is the last place that can report it
            self._on_error(what, error)
        finally:
            with self._changed:
                self._open -= 1
                if self._queues[person]:
                    # To the end of the pool's own queue, so that everybody gets their turn.
                    self._pool.submit(self._next, person)
                else:
                    del self._queues[person]
                self._changed.notify_all()

    @property
    def open(self) -> int:
        """How many pieces of work are waiting or under way."""
        return self._open

    @property
    def dropped(self) -> int:
        """How many pieces of work were not done because too many were waiting."""
        return self._dropped

    def drain(self, seconds: float) -> bool:
        """Waits until nothing is waiting or under way; False when that took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._open == 0, timeout=seconds)

    def close(self, seconds: float = CLOSE_SECONDS) -> None:
        """Takes no more, and finishes what there is within the time."""
        with self._changed:
            self._closed = True
        if not self.drain(seconds):
            with self._changed:
                for queue in self._queues.values():
                    self._open -= len(queue)
                    queue.clear()
        self._pool.shutdown(wait=True)
