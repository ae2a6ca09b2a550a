"""Even Keel's reminders beside the obvious alternative: one APScheduler cron job a person.

    python tests/bench/reminders.py [SMALL LARGE]        default 10000 100000

The alternative keeps its jobs in APScheduler's SQLAlchemy store on SQLite, with the settings that
its documentation shows. The larger size of the alternative takes some minutes; each process is
started fresh, so that memory and restart are its own. Prints one table, and ratios.

What is compared when one is added: a pickled cron job and its first instant there; here a check-in
reminder of somebody with office hours and holidays, its first instant, jitter and sleep worked out,
sealed under the person's own key. The alternative commits once a job and cannot do otherwise. Its
SQLite is left at its defaults, a rollback journal with synchronous=FULL: several waits for the
disk a job. Ours is a write-ahead log with FULL: one. So there are three rows: as each comes; both
with a write-ahead log and FULL, which the alternative's operator would have to know of; and neither
waiting for the disk, which leaves the computing. "A form" is what people do: the settings saved
with five kinds on. Nobody adds thousands at once, so that is not measured.

Each number is the median of groups of 25, since other processes share the disk.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

NOON = datetime(2026, 3, 23, 12, 30, tzinfo=UTC)
BURST = 2_000
SAMPLE = 500
MILLION = 1_000_000


def clock(work: Callable[[], Any]) -> float:
    """Seconds that some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def megabytes() -> float:
    """The largest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def keel_of(folder: str, now: datetime) -> Any:
    """Memory and knowledge of Even Keel on a file."""
    from bot.app import make_keel
    from bot.settings import MasterKey, Settings

    key = MasterKey.from_text("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")
    settings = Settings(keys=(key,), database_url=f"sqlite:///{folder}/keel.db")
    return make_keel(settings, lambda: now)


def grouped(works: Sequence[Callable[[], Any]]) -> float:
    """Seconds of one of them: the median over groups of 25."""
    groups = [works[n : n + 25] for n in range(0, len(works), 25)]
    return median(clock(lambda g=group: [work() for work in g]) / len(group) for group in groups)


def ours_load(folder: str, people: int) -> dict[str, float]:
    """People with a reminder each; then some more who switch theirs on, and only that is timed."""
    from bot.domain.people import Who
    from bot.domain.reminder_times import Rule
    from bot.domain.shifts import Shift, Weekly, WorkPattern
    from handlers.reminding import KINDS, switch

    keel = keel_of(folder, NOON - timedelta(hours=6))
    office = Weekly((Shift(wall(17), wall(9)),) * 5 + (None, None))
    pattern = WorkPattern(office, "UTC", "SE")
    everybody = [Who("T", f"U{n}") for n in range(people)]
    fresh = [Who("T", f"F{n}") for n in range(3 * SAMPLE)]
    journal = keel.journal
    one = Rule("check_in", on=True, at=wall(12), days="all")
    form = [replace(one, kind=kind, dates=(date(2026, 3, 30),)) for kind in KINDS]
    with journal._vault._keys.transaction(), journal._store.transaction():
        for who in (*everybody, *fresh):
            journal.consent(who, "UTC", keel.now())
            journal.change_profile(who, keel.now(), pattern=pattern)
        for who in everybody:
            switch(keel, who, one)
    alone, forms, unsynced = fresh[:SAMPLE], fresh[SAMPLE : 2 * SAMPLE], fresh[2 * SAMPLE :]
    found = {
        "add": grouped([partial(switch, keel, who, one) for who in alone]),
        "form": grouped([partial(switch, keel, who, *form) for who in forms]),
    }
    journal._store.database._db.conn.execute("PRAGMA synchronous=OFF")
    found["unsynced"] = grouped([partial(switch, keel, who, one) for who in unsynced])
    return {**found, "memory": megabytes()}


def ours_restart(folder: str, people: int) -> dict[str, float]:
    """A new process: start, an idle tick, and 1,000 due ones claimed."""
    from slack_sdk import WebClient

    from bot.reminding import Reminding
    from data.kinds import REMINDERS

    begin = time.perf_counter()
    early = keel_of(folder, NOON - timedelta(hours=3))
    idle_ticks = Reminding(early, WebClient(token="x"))  # never sends: nothing is due
    idle_ticks.tick()
    started = time.perf_counter() - begin
    idle = median(clock(idle_ticks.tick) for _ in range(200))
    late = keel_of(folder, NOON)
    deciding = Reminding(late, WebClient(token="x"))
    claims: list[Any] = []
    claim = clock(
        lambda: claims.extend(late.journal.claim_due(REMINDERS, NOON, 1000, deciding.decide))
    )
    assert {c.outcome for c in claims} <= {"send"}
    return {
        "restart": started,
        "idle": idle,
        "claim": claim * 1000 / max(len(claims), 1),
        "memory": megabytes(),
    }


def ours_million(folder: str, people: int) -> dict[str, float]:
    """An idle tick over a million rows; filled by SQL, since only the index matters here."""
    from slack_sdk import WebClient

    from bot.reminding import Reminding

    keel = keel_of(folder, NOON)
    database = keel.journal._store.database
    later = int((NOON + timedelta(days=1)).timestamp())
    sealed = os.urandom(300)

    def fill() -> None:
        with database.transaction():
            many = database._db.conn.executemany
            many(
                "INSERT INTO people VALUES (?, 't', 1, NULL, ?)",
                ((f"p{n:031}", b"x") for n in range(people)),
            )
            many(
                "INSERT INTO schedules VALUES (?, ?, 'k', ?, 0, ?)",
                ((f"s{n}", f"p{n:031}", later + n % 86400, sealed) for n in range(people)),
            )

    load = clock(fill)
    ticking = Reminding(keel, WebClient(token="x"))
    ticking.tick()
    return {
        "load": load,
        "idle": median(clock(ticking.tick) for _ in range(500)),
        "memory": megabytes(),
    }


def job(person: int) -> None:
    """What the alternative runs: as cheap as can be."""
    Alternative.ran += 1


class Alternative:
    """How many of the alternative's jobs ran, and how many it missed."""

    ran = 0
    missed = 0


def scheduler_of(folder: str, start: bool = True, name: str = "jobs", *pragmas: str) -> Any:
    """APScheduler with its SQLAlchemy store, as its documentation shows it; or with pragmas."""
    from apscheduler.schedulers.background import BackgroundScheduler
    from sqlalchemy import create_engine, event

    scheduler = BackgroundScheduler(timezone="UTC")
    engine = create_engine(f"sqlite:///{folder}/{name}.db")

    def connected(connection: Any, _: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", connected)
    scheduler.add_jobstore("sqlalchemy", engine=engine)
    scheduler.start(paused=not start)
    return scheduler


def theirs_load(folder: str, people: int) -> dict[str, float]:
    """One cron job a person, the last ones timed; then some in files with other settings."""

    def added(count: int, *how: str) -> float:
        scheduler = scheduler_of(folder, False, *how)
        cron = partial(scheduler.add_job, job, "cron", hour=12, minute=0)
        works = [partial(cron, args=[n], id=str(n)) for n in range(count)]
        for work in works[:-SAMPLE]:
            work()
        return grouped(works[-SAMPLE:])

    found = {"add": added(people), "memory": megabytes()}
    wal = "journal_mode=WAL"
    found["wal"] = added(SAMPLE, "wal", wal, "synchronous=FULL")
    found["unsynced"] = added(SAMPLE, "unsynced", wal, "synchronous=OFF")
    return found


def theirs_restart(folder: str, people: int) -> dict[str, float]:
    """A new process: start, one look for due jobs, and what is next."""
    begin = time.perf_counter()
    scheduler = scheduler_of(folder, start=False)
    store = scheduler._jobstores["default"]
    now = datetime.now(UTC)
    store.get_due_jobs(now)
    started = time.perf_counter() - begin
    idle = median(
        clock(lambda: (store.get_due_jobs(now), store.get_next_run_time())) for _ in range(50)
    )
    due: list[Any] = []
    later = now + timedelta(days=2)

    def take() -> None:
        # As its scheduler does: find, work out the next time, store it.
        due.extend(store.get_due_jobs(later)[:1000])
        for one in due:
            one._modify(next_run_time=one.trigger.get_next_fire_time(later, later))
            store.update_job(one)

    took = clock(take)
    return {
        "restart": started,
        "idle": idle,
        "claim": took * 1000 / max(len(due), 1),
        "memory": megabytes(),
    }


def theirs_burst(folder: str, people: int) -> dict[str, float]:
    """Jobs due in the same second, each as long as a call to Slack: what is missed by default."""
    from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED

    scheduler = scheduler_of(folder)
    seen = {"ran": 0, "missed": 0}
    scheduler.add_listener(lambda _: seen.__setitem__("ran", seen["ran"] + 1), EVENT_JOB_EXECUTED)
    scheduler.add_listener(
        lambda _: seen.__setitem__("missed", seen["missed"] + 1), EVENT_JOB_MISSED
    )
    at = datetime.now(UTC) + timedelta(seconds=people / 400 + 3)
    for n in range(people):
        scheduler.add_job(time.sleep, "date", run_date=at, args=[0.1], id=f"b{n}")
    end = time.monotonic() + 120
    while seen["ran"] + seen["missed"] < people and time.monotonic() < end:
        time.sleep(0.2)
    scheduler.shutdown(wait=False)
    return {"ran": seen["ran"], "missed": people - seen["ran"]}


def apart(what: str, folder: str, people: int) -> dict[str, float]:
    """Runs one part in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--part", what, folder, str(people)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(sizes: list[int]) -> None:
    """Prints the table."""
    print(f"{'':34}{'cron jobs':>14}{'Even Keel':>14}{'ratio':>10}")

    def row(name: str, theirs: float, ours: float, unit: str, scale: float) -> None:
        ratio = theirs / ours if ours else float("inf")
        print(f"{name:34}{theirs * scale:11.3f} {unit}{ours * scale:11.3f} {unit}{ratio:9.1f}x")

    for people in sizes:
        with tempfile.TemporaryDirectory() as folder:
            theirs, ours = apart("theirs_load", folder, people), apart("ours_load", folder, people)
            label = f"{people // 1000}k: "
            row(f"{label}add one", theirs["add"], ours["add"], "ms", 1e3)
            row(f"{label}add one, both WAL, FULL", theirs["wal"], ours["add"], "ms", 1e3)
            row(f"{label}add one, no waiting", theirs["unsynced"], ours["unsynced"], "ms", 1e3)
            row(f"{label}a form of five", 5 * theirs["add"], ours["form"], "ms", 1e3)
            again = apart("theirs_restart", folder, people), apart("ours_restart", folder, people)
            row(
                f"{label}restart to first look", again[0]["restart"], again[1]["restart"], "ms", 1e3
            )
            row(f"{label}idle look", again[0]["idle"], again[1]["idle"], "ms", 1e3)
            row(f"{label}take 1,000 due", again[0]["claim"], again[1]["claim"], "ms", 1e3)
            row(f"{label}memory", again[0]["memory"], again[1]["memory"], "MB", 1)
    with tempfile.TemporaryDirectory() as folder:
        burst = apart("theirs_burst", folder, BURST)
        print(f"burst of {BURST} in a second, cron jobs: {burst['missed']:.0f} missed")
    with tempfile.TemporaryDirectory() as folder:
        million = apart("ours_million", folder, MILLION)
        idle, memory = million["idle"] * 1e3, million["memory"]
        print(f"idle tick at 1,000,000 people: {idle:.3f} ms, {memory:.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        print(json.dumps(globals()[sys.argv[2]](sys.argv[3], int(sys.argv[4]))))
    else:
        main([int(n) for n in sys.argv[1:]] or [10_000, 100_000])
