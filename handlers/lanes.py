"""Lanes: what a listener leaves to be done after it acknowledged, in order for each person.

Slack wants an acknowledgement within 3 s, and a call to Slack can take longer than that. So a
listener stores what must be stored, acknowledges, and hands the calls to the person's lane. What
one person asked for is answered in the order they asked. Lanes share a pool of threads and each
has at most one of them at a time, so somebody who clicks a thousand times delays nobody else; what
they have waiting is bounded, and the way to help goes before it.

Help that did not go out is tried again for some minutes. It waits outside the lane, which goes on
with what else there is.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

THREADS = 64
WAITING = 100  # for one person; Slack takes about one message a second in a conversation
FIRST = "help"  # the word of work that goes before what is waiting, and is never dropped
AGAIN_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0, 60.0, 60.0)  # 5 minutes in all
CLOSE_SECONDS = 30


@dataclass
class Work:
    """A piece of work. ``user`` is who hears of it when it fails; empty for nobody."""

    what: str
    do: Callable[[], object]
    user: str = ""
    failures: int = 0


class Lanes:
    """A queue for each person who has something waiting, over one pool of threads."""

    def __init__(
        self,
        on_error: Callable[[str, Exception], None],
        passing: Callable[[Exception], bool] = lambda error: False,
        threads: int = THREADS,
    ) -> None:
        self._on_error = on_error
        self._passing = passing
        self._tell: Callable[[str, str, Exception], None] | None = None
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="lane")
        self._changed = threading.Condition()
        self._queues: dict[str, deque[Work]] = {}
        self._again: dict[threading.Timer, tuple[str, Work]] = {}
        self._open = 0
        self._dropped = 0
        self._closed = False

    def when_failed(self, tell: Callable[[str, str, Exception], None]) -> None:
        """Sets what tells somebody that work for them failed: their Slack id, its word, why."""
        self._tell = tell

    def run(self, person: str, what: str, work: Callable[[], object], user: str = "") -> None:
        """Does ``work`` in the person's lane; an exception goes to ``on_error`` with ``what``.

        Work beyond ``WAITING`` is dropped and counted, and so is work after ``close``. Work named
        ``FIRST`` is done again after ``AGAIN_SECONDS`` while its failure is one that passes.
        """
        with self._changed:
            queue = self._queues.get(person)
            full = queue is not None and len(queue) >= WAITING and what != FIRST
            if full or self._closed:
                self._dropped += 1
                return
            self._open += 1
            self._put(person, Work(what, work, user))

    def _put(self, person: str, work: Work) -> None:
        queue = self._queues.get(person)
        if queue is None:
            self._queues[person] = deque([work])
            self._pool.submit(self._next, person)
        elif work.what == FIRST:
            queue.appendleft(work)
        else:
            queue.append(work)

    def _next(self, person: str) -> None:
        with self._changed:
            work = self._queues[person].popleft()
        done = True
        try:
            work.do()
        except Exception as error:  # the lane is the last place that can report it
            done = not self._failed(person, work, error)
        finally:
            with self._changed:
                self._open -= done
                if self._queues[person]:
                    # To the end of the pool's own queue, so that everybody gets their turn.
                    self._pool.submit(self._next, person)
                else:
                    del self._queues[person]
                self._changed.notify_all()

    def _failed(self, person: str, work: Work, error: Exception) -> bool:
        """Reports a failure. True when the work comes again."""
        self._on_error(work.what, error)
        with self._changed:
            tries_left = work.failures < len(AGAIN_SECONDS) and not self._closed
            if work.what == FIRST and tries_left and self._passing(error):
                timer = threading.Timer(AGAIN_SECONDS[work.failures], lambda: self._retry(timer))
                timer.daemon = True
                work.failures += 1
                self._again[timer] = (person, work)
                timer.start()
                return True
        if self._tell and work.user:
            try:
                self._tell(work.user, work.what, error)
            except Exception as second:  # Slack is away altogether: nobody can be told
                self._on_error("tell", second)
        return False

    def _retry(self, timer: threading.Timer) -> None:
        with self._changed:
            found = self._again.pop(timer, None)
            if found:
                self._put(*found)

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
        """Takes no more, and finishes what there is within the time. What waits for another try
        has its last one now."""
        with self._changed:
            self._closed = True
            waiting = list(self._again)
        for timer in waiting:
            timer.cancel()
            self._retry(timer)
        if not self.drain(seconds):
            with self._changed:
                for queue in self._queues.values():
                    self._open -= len(queue)
                    queue.clear()
        self._pool.shutdown(wait=True)
