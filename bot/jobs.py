"""The few periodic jobs, none of them a person's: the reminder tick, the daily cleaning, and the
dropping of what is held in memory for too long.

APScheduler wakes them. Whose turn it is stands in the database as one indexed instant a row, so a
million people cost one query a tick and a restart costs nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.logs import broke, note, warn
from bot.reminding import Reminding
from handlers.keel import Keel

TICK = "tick"
STARTED_AT = "started_at"  # the fact that tells a start of a moment ago from jobs that are stuck
TIDY_SECONDS = 60
TICK_SECONDS = 20
SWEEP_HOURS = 6  # what expires, expires by day; a few looks a day outlast a restart


def sweep(keel: Keel) -> None:
    """Removes what expired and whoever is to be erased. Never raises."""
    try:
        now = keel.now()
        if keel.journal.time_leapt(now):
            warn("cleaning_waits")
            return
        removed = keel.journal.sweep(now)
        note("swept", removed=removed)
    except Exception as error:  # a dead scheduler thread would be silent for ever
        broke("sweep_failed", error)


def start_jobs(keel: Keel, reminding: Reminding) -> BackgroundScheduler:
    """Starts the jobs. The sweep runs at once too, since the last stop may be long ago.

    No job here runs once: APScheduler 3.11 removes such a job after it ran, and its thread dies
    with JobLookupError when a stop comes just then.
    """
    keel.journal.put_fact(STARTED_AT, int(keel.now().timestamp()))
    scheduler = BackgroundScheduler(timezone="UTC")
    # misfire_grace_time None: the default of 1 s silently drops a tick on a busy machine.
    options = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    scheduler.add_job(reminding.tick, "interval", seconds=TICK_SECONDS, id=TICK, **options)
    scheduler.add_job(
        sweep,
        "interval",
        hours=SWEEP_HOURS,
        args=[keel],
        next_run_time=datetime.now(UTC),
        **options,
    )
    scheduler.add_job(keel.held.tidy, "interval", seconds=TIDY_SECONDS, **options)
    scheduler.start()
    return scheduler


def tick_soon(scheduler: BackgroundScheduler) -> None:
    """Lets the next tick come at once: the preview's clock was moved."""
    scheduler.modify_job(TICK, next_run_time=datetime.now(UTC))
