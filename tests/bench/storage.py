"""What sealing and durability cost: the memory measured on this machine, on a real file.

    python tests/bench/storage.py [--entries N] [--postgres URL]

Each line is a median over rounds. "of plain" compares with the same rows written and read by
sqlite3 without sealing, so that the number means the same on a fast and on a slow machine.
"""

from __future__ import annotations

import argparse
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.domain.checkins import CheckIn
from bot.domain.people import Who
from bot.ops.backup import backup
from bot.settings import MasterKey, new_master_key
from data import schema
from data.journal import Journal
from data.kinds import CHECK_INS
from data.opening import open_database
from data.store import Store
from data.vault import Vault

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTE = "n" * 480


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """The median time of a piece of work."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def journal_at(url: str, *keys: MasterKey) -> Journal:
    """Memory over new tables."""
    name = secrets.token_hex(4)
    store = open_database(url, schema=f"bench_{name}")
    wrapped = open_database(url, schema=f"bench_keys_{name}", beside=".keys")
    schema.migrate(store, schema.STORE, 0)
    schema.migrate(wrapped, schema.KEYS, 0)
    return Journal(Store(store), Vault(keys, wrapped))


def write(journal: Journal, who: Who, count: int) -> None:
    """``count`` check-ins, each durable before the next."""
    for number in range(count):
        day = date(2023, 1, 1) + timedelta(days=number % 1000)
        id_ = journal.entry_id(who, secrets.token_hex(8))
        journal.add(who, CHECK_INS, CheckIn(day, {"sleep": 3}, note=NOTE), id=id_, day=day, now=NOW)


def plain_writes(path: Path, count: int) -> None:
    """The same many rows without any of it."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS e (id TEXT PRIMARY KEY, day INTEGER, text TEXT)")
    for number in range(count):
        db.execute("INSERT INTO e VALUES (?, ?, ?)", (secrets.token_hex(12), number, NOTE))
    db.close()


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=2000)
    options.add_argument("--postgres", default="")
    given = options.parse_args()
    key, newer = (MasterKey.from_text(new_master_key()) for _ in range(2))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journal = journal_at(f"sqlite:///{folder}/keel.db", key)
        who = Who("T1", "U1")
        journal.consent(who, "UTC", NOW)
        sealed = seconds(lambda: write(journal, who, 200))
        plain = seconds(lambda: plain_writes(folder / "plain.db", 200))
        print(f"save, durable        {200 / sealed:8.0f}/s   {sealed / plain:5.2f} of plain")
        write(journal, who, given.entries - 1000)
        recent = seconds(lambda: journal.entries(who, CHECK_INS, limit=60), 20)
        print(f"read the last 60     {recent * 1000:8.2f} ms")
        everything = seconds(lambda: journal.entries(who, CHECK_INS))
        print(f"read all {given.entries:<11} {everything * 1000:8.1f} ms")
        with journal._vault._keys.transaction():
            for number in range(10_000):
                journal._vault.admit(f"{number:032x}")
        rotating = Vault((newer, key), journal._vault._keys)
        began = time.perf_counter()
        while rotating.rewrap():
            pass
        print(f"rewrap 10,000 keys   {(time.perf_counter() - began) * 1000:8.0f} ms")
        began = time.perf_counter()
        backup(folder / "keel.db", folder / "copies", NOW, lambda _: None)
        size = (folder / "keel.db").stat().st_size / 1e6
        print(f"back up {size:6.1f} MB    {(time.perf_counter() - began) * 1000:8.0f} ms")
        began = time.perf_counter()
        journal.erase(who, NOW)
        print(f"erase {given.entries:<14} {(time.perf_counter() - began) * 1000:8.1f} ms")
        journal.close()
    if given.postgres:
        journal = journal_at(given.postgres, key)
        journal.consent(who, "UTC", NOW)
        took = seconds(lambda: write(journal, who, 200))
        print(f"PostgreSQL: save     {200 / took:8.0f}/s   {took / plain:5.2f} of plain SQLite")
        journal.close()


if __name__ == "__main__":
    main()
