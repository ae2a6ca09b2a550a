"""The periodic jobs: they run, can be hurried, and a stop at any moment kills no thread."""

from __future__ import annotations

import threading
import time
from io import StringIO

from bot.jobs import start_jobs, sweep, tick_soon
from bot.reminding import Reminding
from tests.conftest import House
from tests.ops.conftest import until
from tests.scenarios.test_crisis_forms import without


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


def test_the_cleaning_runs_at_the_start(house: House, log: StringIO) -> None:
    """The last stop may be long ago."""
    jobs = start_jobs(house.keel, Reminding(house.keel, house.app.client))
    try:
        until(lambda: '"swept"' in log.getvalue())
    finally:
        jobs.shutdown()


def test_a_cleaning_that_fails_is_logged_and_comes_again(house: House, log: StringIO) -> None:
    """An exception would end it for good, and what expired would stay."""
    with without(house, "entries"):
        sweep(house.keel)
    assert '"sweep_failed"' in log.getvalue()
    sweep(house.keel)
    assert '"swept"' in log.getvalue()
