"""The doctor's look at the database and its keys. Changes nothing, and makes no file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

from bot.app import open_keys
from bot.jobs import STARTED_AT
from bot.ops.files import app_runs
from bot.ops.findings import Finding
from bot.ops.remedies import remedy
from bot.settings import Settings
from data import schema
from data.database import Database, StoreUnavailable, keys_path
from data.journal import KEY_FILE, UNREADABLE
from data.opening import open_database
from data.sqlite import DAMAGE, SqliteDatabase
from data.vault import KeyUnfit, Vault

TICK_SECONDS = 300  # the jobs tick every minute


def memory(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Integrity, schema, keys, the last tick."""
    path = settings.database_path
    if path is not None:
        there = path.exists(), keys_path(path).exists()
        if not any(there):
            yield Finding("ok", "database", "No database yet: the first start makes it.")
            return
        if not all(there):
            lost = keys_path(path) if there[0] else path
            yield Finding(
                "error",
                "database",
                f"{lost} is missing and its partner is there.",
                "put it back, or restore a backup",
            )
            return
    try:
        with (
            closing(open_database(settings.database_url)) as store,
            closing(open_keys(settings)) as keys,
        ):
            sound = True
            for finding in _integrity(store, keys):
                sound = sound and finding.level == "ok"
                yield finding
            if not sound:
                return
            for what, database, steps in (
                ("data", store, schema.STORE),
                ("keys", keys, schema.KEYS),
            ):
                found = _schema(what, database, steps)
                sound = sound and found.level == "ok"
                yield found
            if sound:
                facts = {
                    row["name"]: int(row["value"])
                    for row in store.rows("SELECT name, value FROM facts")
                }
                yield from _keys(settings, store, keys, facts)
                yield from _facts(settings, facts, now)
    except StoreUnavailable as error:
        what, to_do = remedy(error.code)
        check = "integrity" if error.code.startswith(DAMAGE) else "database"
        yield Finding("error", check, f"{what}.", to_do)


def _integrity(store: Database, keys: Database) -> Iterator[Finding]:
    for what, database in (("data", store), ("keys", keys)):
        if isinstance(database, SqliteDatabase):
            faults = database.integrity()
            if faults == ["ok"]:
                yield Finding("ok", "integrity", f"The {what} file is whole.")
            else:
                yield Finding(
                    "error",
                    "integrity",
                    f"The {what} file is damaged ({len(faults)} faults or more).",
                    "stop the app, restore the newest backup, and check the disk",
                )


def _schema(what: str, database: Database, steps: schema.Steps) -> Finding:
    missing, unknown = schema.state(database, steps)
    if unknown:
        return Finding(
            "error",
            "schema",
            f"The {what} schema is of a newer Even Keel ({unknown[-1]}).",
            "install that version again",
        )
    if missing:
        return Finding(
            "warning",
            "schema",
            f"The {what} schema lacks {len(missing)} steps.",
            "run `python -m bot migrate`, or start the app",
        )
    return Finding("ok", "schema", f"The {what} schema is that of this version.")


def _keys(
    settings: Settings, store: Database, keys: Database, facts: dict[str, int]
) -> Iterator[Finding]:
    if not keys.rows("SELECT 1 FROM data_keys LIMIT 1"):
        yield Finding("ok", "keys", "No keys yet: the first start makes them.")
        return
    try:
        vault = Vault(settings.keys, keys)
    except KeyUnfit:
        yield Finding(
            "error",
            "keys",
            "EVEN_KEEL_KEYS does not open all keys of this database.",
            "add the key it was made with, behind the newest",
        )
        return
    if facts.get(KEY_FILE) != vault.fingerprint():
        yield Finding(
            "error",
            "keys",
            "The key file and the database do not belong together.",
            "restore both from the same backup",
        )
        return
    older = vault.not_newest()
    if older:
        yield Finding(
            "warning",
            "keys",
            f"{older} data keys stand under an older master key than {vault.newest}.",
            "run `python -m bot rotate-key`",
        )
    else:
        spare = len(settings.keys) - 1
        more = f" {spare} more in EVEN_KEEL_KEYS are for old key backups alone." if spare else ""
        yield Finding("ok", "keys", f"All data keys stand under {vault.newest}.{more}")


def _facts(settings: Settings, facts: dict[str, int], now: datetime) -> Iterator[Finding]:
    path = settings.database_path
    runs = app_runs(path) if path is not None else None
    last = facts.get("last_tick_at")
    age = None if last is None else int(now.timestamp()) - last
    since_start = int(now.timestamp()) - facts.get(STARTED_AT, 0)
    if age is not None and age < -TICK_SECONDS:
        yield Finding(
            "warning",
            "tick",
            f"The last tick lies {-age} s in the future: the clock was set back.",
            "set the clock by NTP; reminders go on by themselves",
        )
    elif age is not None and age < TICK_SECONDS:
        yield Finding("ok", "tick", f"The jobs ticked {max(0, age)} s ago.")
    elif runs is not False and 0 <= since_start < TICK_SECONDS:
        yield Finding("ok", "tick", f"The app started {since_start} s ago; the first tick is due.")
    elif runs is False:
        yield Finding("warning", "tick", "The app does not run.", "start it")
    else:
        when = "never" if age is None else f"last {age} s ago"
        yield Finding("error", "tick", f"The jobs ticked {when}.", "restart the app")
    if lost := facts.get("nudges_lost", 0):
        yield Finding(
            "ok",
            "reminders",
            f"{lost} reminders of the last 60 days were cut off on their way and may be lost.",
        )
    broken = facts.get(UNREADABLE, 0)
    if broken:
        yield Finding(
            "warning",
            "entries",
            f"Entries did not open, {broken} times so far.",
            "check the disk; a backup from before the damage has them",
        )
