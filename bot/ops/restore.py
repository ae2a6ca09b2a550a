"""Restore: checks everything on copies first, then changes two names.

1. Both backups are copied beside the files they will replace and checked there: integrity,
   schema, whether the keys of the settings open the key file, whether the two belong together.
2. Whoever had everything erased since the backup stays erased: they are in the backup's keys and
   not in the present ones.
3. The present files are kept under another name, and the copies take their place, data first. A
   restore that is cut off between the two leaves the new data under the present keys, which holds
   every key that the new data needs; run it again.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.ops.backup import BackupFailed, Say, check
from bot.ops.files import put_in_place, stamp, stamped
from bot.settings import MasterKey
from data import schema
from data.database import StoreUnavailable, keys_path
from data.journal import Journal
from data.sqlite import SqliteDatabase
from data.store import Store
from data.vault import KeysApart, KeyUnfit, Vault

BESIDE = ("-wal", "-shm")


def keys_for(data: Path, database: Path) -> Path:
    """The key backup of the same moment, or else the present key file."""
    made = stamped(data.name, "data")
    if made:
        apart = data.parent / "keys" / f"keys-{stamp(made)}.db"
        if apart.exists():
            return apart
    return keys_path(database)


def restore(
    database: Path,
    backup: Path,
    masters: tuple[MasterKey, ...],
    now: datetime,
    say: Say,
    *,
    keys: Path | None = None,
    over_newer: bool = False,
) -> None:
    """Puts a backup in place of the present files. Raises BackupFailed before anything changed."""
    keys = keys or keys_for(backup, database)
    for needed in (backup, keys):
        if not needed.is_file():
            raise BackupFailed(f"There is no file {needed}.")
    if not over_newer and database.exists() and _is_newer(database):
        raise BackupFailed(
            "The present database is of a newer Even Keel than this one. To go back to the older"
            " version and its backup all the same, add --over-newer."
        )
    new, new_keys = (Path(f"{path}.restoring") for path in (database, keys_path(database)))
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _take(backup, new, live=False)
        _take(keys, new_keys, live=keys == keys_path(database))
        people, erased, unreadable = _checked(new, new_keys, database, masters, now)
        kept = _swap([(new, database), (new_keys, keys_path(database))], now)
    except OSError as error:
        raise BackupFailed(f"The restore failed ({type(error).__name__}).") from None
    except StoreUnavailable as error:
        raise BackupFailed(f"The backup cannot be used ({error.code}).") from None
    finally:
        for path in (new, new_keys):
            for name in ("", *BESIDE):
                Path(f"{path}{name}").unlink(missing_ok=True)
    say(f"Restored {backup.name}: {people} people.")
    if erased:
        say(f"{erased} people had everything erased since that backup; they stay erased.")
    if unreadable:
        say(f"{unreadable} people have no key in that key file; what they wrote stays unreadable.")
    if kept:
        say("Kept the files before it as " + " and ".join(kept) + ". Delete them when all is well.")


def _take(source: Path, target: Path, *, live: bool) -> None:
    for name in ("", *BESIDE):
        Path(f"{target}{name}").unlink(missing_ok=True)
    if live:
        with _opened(source) as database:
            database.copy_to(target)
    else:
        # A backup is only read: it may lie on a medium that cannot be written.
        for name in ("", "-wal"):
            if Path(f"{source}{name}").exists():
                shutil.copyfile(f"{source}{name}", f"{target}{name}")
                Path(f"{target}{name}").chmod(0o600)
        with _opened(target):
            pass  # takes in a log that was copied along
    check(target)


def _checked(
    new: Path, new_keys: Path, present: Path, masters: tuple[MasterKey, ...], now: datetime
) -> tuple[int, int, int]:
    with _opened(new) as store, _opened(new_keys) as keys:
        if not (store.has_table("steps") and keys.has_table("data_keys")):
            raise BackupFailed("The backup is not one of Even Keel.")
        at = int(now.timestamp())
        try:
            schema.migrate(store, schema.STORE, at)
            schema.migrate(keys, schema.KEYS, at)
        except schema.NewerSchema:
            raise BackupFailed(
                "The backup is of a newer Even Keel than this one: install that version first."
            ) from None
        try:
            vault = Vault(masters, keys)
            journal_store = Store(store)
            Journal(journal_store, vault)
        except KeyUnfit:
            raise BackupFailed(
                "No key in EVEN_KEEL_KEYS fits the backup: add the key it was made with."
            ) from None
        except KeysApart:
            raise BackupFailed(
                "The key file does not belong to that backup: give the right one with --keys."
            ) from None
        gone = _erased_since(vault, present, masters)
        for person in gone:
            vault.forget(person)
            journal_store.delete_person(person)
        people = set(journal_store.people())
        for each in (store, keys):
            each.truncate_log()
        unreadable = people - vault.people()
    return len(people), len(gone), len(unreadable)


def _erased_since(vault: Vault, present: Path, masters: tuple[MasterKey, ...]) -> set[str]:
    """Who is in the backup's keys and not in the present ones of the same installation."""
    if not keys_path(present).exists():
        return set()
    try:
        with _opened(keys_path(present)) as keys:
            if not keys.has_table("data_keys"):
                return set()
            now = Vault(masters, keys)
            return (
                vault.people() - now.people() if now.fingerprint() == vault.fingerprint() else set()
            )
    except (StoreUnavailable, KeyUnfit):
        return set()  # damaged or foreign: it says nothing about who was erased


def _is_newer(database: Path) -> bool:
    with contextlib.suppress(StoreUnavailable), _opened(database) as store:
        return bool(schema.state(store, schema.STORE)[1])
    return False


def _swap(pairs: list[tuple[Path, Path]], now: datetime) -> list[str]:
    kept = []
    for _, present in pairs:
        if not present.exists():
            continue
        # A log of the old file must never be found beside the new one. Closing the last
        # connection writes it back and removes it; that of a damaged file is moved away.
        with contextlib.suppress(StoreUnavailable), _opened(present):
            pass
        aside = present.with_name(f"{present.name}.before-{stamp(now)}")
        aside.unlink(missing_ok=True)
        os.link(present, aside)
        kept.append(aside.name)
        for name in BESIDE:
            with contextlib.suppress(FileNotFoundError):
                shutil.move(f"{present}{name}", f"{aside}{name}")
    for new, present in pairs:
        put_in_place(new, present)
    return kept


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[SqliteDatabase]:
    database = SqliteDatabase(path)
    try:
        yield database
    finally:
        database.close()
