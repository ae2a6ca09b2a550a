"""What people decided since a backup, which a restore must not undo.

``erased``       who had everything erased since: they stay erased
``now_chosen``   what everybody else chose as of now: consents, settings, reminders
``carry_over``   puts that into the restored copy

Ids of people stand in clear in both files, so the first is known as long as one of the present
files can be read, whatever the master key. An entry that was deleted alone is not known: nothing
tells it from one that was lost.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from bot.settings import MasterKey
from data import schema
from data.database import Row, StoreUnavailable, keys_path
from data.journal import KEY_FILE
from data.journal.sealing import opened
from data.journal.values import LEFT, PROFILE
from data.sqlite import SqliteDatabase
from data.vault import INDEX, KeyMissing, KeyUnfit, SealBroken, Vault

T = TypeVar("T")


@dataclass(frozen=True)
class Chosen:
    """A person's rows as they are now: sealed profile, planned erasure, reminders, their log."""

    sealed: bytes
    erase_at: int | None
    schedules: list[Row]
    nudges: list[Row]
    retention_days: int | None


@dataclass(frozen=True)
class Choices:
    """What the present file says of people, and when whole workspaces are to be destroyed."""

    people: dict[str, Chosen]
    left: dict[str, int]


@contextlib.contextmanager
def opened_file(path: Path) -> Iterator[SqliteDatabase]:
    """A SQLite file, closed at the end. Raises StoreUnavailable."""
    database = SqliteDatabase(path)
    try:
        yield database
    finally:
        database.close()


def erased(vault: Vault, present: Path, masters: tuple[MasterKey, ...]) -> set[str] | None:
    """Who is in the backup's keys and had everything erased since; None when nobody can tell.

    Empty where there is nothing yet, or another installation. Somebody who came back after an
    erasure has another data key now, and counts as well.
    """
    files = keys_path(present), present
    if not any(file.exists() for file in files):
        return set()
    mine = vault.people()
    facts = _from(present, _facts) or {}
    with_key, with_row = _from(files[0], _ids_of_keys), _from(present, _ids_of_people)
    known = with_row if with_key is None else with_key
    if known is None:
        return None
    print_now = _from(files[0], lambda keys: Vault(masters, keys).fingerprint())
    print_now = facts.get(KEY_FILE) if print_now is None else print_now
    if print_now is None and not known & mine:
        return None
    if print_now not in (None, vault.fingerprint()):
        return set()
    return (mine - known) | (_from(files[0], lambda keys: _rekeyed(vault, masters, keys)) or set())


def now_chosen(vault: Vault, present: Path) -> Choices | None:
    """What everybody who is in the backup's keys chose, as it is now; None when it cannot be read.

    Rows go over as they are, sealed: they open under the same data key. Somebody whose present
    profile does not open is left out, and gets what the backup has.
    """
    return _from(present, lambda store: _chosen(vault, store))


def came_back(vault: Vault, store: SqliteDatabase, choices: Choices | None) -> set[str]:
    """Whose rows in the restored copy do not open under the key that opens their present ones."""
    old = _chosen(vault, store)
    if not (choices and old):
        return set()
    return set(choices.people) & _ids_of_people(store) - set(old.people)


def carry_over(store: SqliteDatabase, choices: Choices) -> int:
    """Replaces what the restored copy has of its people's choices; gives for how many."""
    people = sorted(choices.people.keys() & _ids_of_people(store))
    with store.transaction():
        store.run(f"DELETE FROM facts WHERE name LIKE '{LEFT}%'")  # noqa: S608 - a word of ours
        for name, at in choices.left.items():
            store.run("INSERT INTO facts VALUES (:n, :v)", n=name, v=at)
        for person in people:
            one = choices.people[person]
            store.run(
                "UPDATE people SET sealed = :s, erase_at = :e WHERE person = :p",
                s=one.sealed,
                e=one.erase_at,
                p=person,
            )
            if one.retention_days is not None:
                store.run(
                    "UPDATE entries SET expires_day = day + :n WHERE person = :p",
                    n=one.retention_days,
                    p=person,
                )
            store.run("DELETE FROM schedules WHERE person = :p", p=person)
            store.run("DELETE FROM nudges WHERE person = :p", p=person)
            for row in one.schedules:
                store.run(
                    "INSERT INTO schedules (id, person, kind, next_due_at, failures, sealed)"
                    " VALUES (:id, :person, :kind, :next_due_at, :failures, :sealed)",
                    **row,
                )
            for row in one.nudges:
                store.run(
                    "INSERT INTO nudges (person, kind, local_date, at, sent_at)"
                    " VALUES (:person, :kind, :local_date, :at, :sent_at)",
                    **row,
                )
    return len(people)


def _chosen(vault: Vault, store: SqliteDatabase) -> Choices | None:
    missing, unknown = schema.state(store, schema.STORE)
    if missing or unknown:
        return None  # of another version: its rows may mean something else
    found = {}
    for row in store.rows("SELECT person, sealed, erase_at FROM people"):
        person, sealed = row["person"], bytes(row["sealed"])
        try:
            profile = opened(vault.sealer(person), "profile", PROFILE, sealed)
        except (KeyMissing, SealBroken, msgspec.DecodeError):
            continue
        found[person] = Chosen(
            sealed,
            row["erase_at"],
            store.rows("SELECT * FROM schedules WHERE person = :p", p=person),
            store.rows("SELECT * FROM nudges WHERE person = :p", p=person),
            # A workspace's own settings stay for good.
            profile.retention_days if profile.who.user else None,
        )
    left = {name: at for name, at in _facts(store).items() if name.startswith(LEFT)}
    return Choices(found, left)


def _rekeyed(vault: Vault, masters: tuple[MasterKey, ...], keys: SqliteDatabase) -> set[str]:
    now = Vault(masters, keys)
    return {person for person in vault.people() & now.people() if not vault.agrees(now, person)}


def _ids_of_keys(keys: SqliteDatabase) -> set[str]:
    rows = keys.rows("SELECT person FROM data_keys WHERE person <> :p", p=INDEX)
    return {row["person"] for row in rows}


def _ids_of_people(store: SqliteDatabase) -> set[str]:
    return {row["person"] for row in store.rows("SELECT person FROM people")}


def _facts(store: SqliteDatabase) -> dict[str, int]:
    return {row["name"]: int(row["value"]) for row in store.rows("SELECT name, value FROM facts")}


def _from(path: Path, read: Callable[[SqliteDatabase], T]) -> T | None:
    """What is read from a file that may be missing, damaged, foreign or under another key."""
    if not path.exists():
        return None
    try:
        with opened_file(path) as database:
            return read(database)
    except (StoreUnavailable, KeyUnfit):
        return None
