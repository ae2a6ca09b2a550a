"""The periodic jobs: they run, can be hurried, and a stop at any moment kills no thread."""

from __future__ import annotations

import threading
import time

from bot.jobs import start_jobs, tick_soon
from bot.reminding import Reminding
from tests.conftest import House


def test_a_stop_right_after_the_start_leaves_no_thread_with_an_error(house: House) -> None:
    """Sixty stops, each a little later; an exception in a thread fails the test by itself."""
    for step in range(60):
        jobs = start_jobs(house.keel, Reminding(house.keel, house.app.client))
        time.sleep(step / 10_000)
        jobs.shutdown()
    assert not [t for t in threading.enumerate() if t.name == "APScheduler"]


def test_the_tick_can_be_hurried(house: House) -> None:
    """Whoever moves the preview's clock sees at once what comes then."""
    reminding = Reminding(house.keel, house.app.client)
    jobs = start_jobs(house.keel, reminding)
    tick_soon(jobs)
    end = time.monotonic() + 10
    while reminding.last_tick_at is None and time.monotonic() < end:
        time.sleep(0.01)
    jobs.shutdown()
    assert reminding.last_tick_at is not None
