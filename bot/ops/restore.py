"""Restore: checks everything on copies first, then changes two names.

1. Both backups are copied beside the files they will replace and checked there: integrity,
   schema, whether the keys of the settings open the key file, whether the two belong together.
2. Whoever had everything erased since the backup stays erased, and consents, settings and
   reminders stay as they are now (``since.py``). Where the present files tell neither, that is
   said, and for the first it is asked.
3. The present files are kept under another name, and the copies take their place, data first. A
   restore that is cut off between the two leaves the new data under the present keys, which holds
   every key that the new data needs; run it again.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.ops.backup import BackupFailed, Say, check
from bot.ops.files import put_in_place, stamp
from bot.ops.since import came_back, carry_over, erased, now_chosen, opened_file
from bot.settings import MasterKey
from data import schema
from data.database import KEY_LIFE, StoreUnavailable, keys_path, stamped
from data.journal import Journal
from data.store import Store
from data.vault import KeysApart, KeyUnfit, Vault

BESIDE = ("-wal", "-shm")
NOBODY_CAN_TELL = (
    "The present files cannot be read, so nobody can tell who had everything erased since that"
    " backup, and it would bring them back. To restore it all the same, add --bring-back-erased,"
    " and tell people."
)


@dataclass(frozen=True)
class Restored:
    """What a restore did, by number of people; ``kept`` is None where their choices are lost."""

    people: int
    erased: int
    unreadable: int
    kept: int | None


def keys_for(data: Path, database: Path) -> Path:
    """The key backup of the same moment, or else the present key file."""
    made = stamped(data.name, "data-", ".db")
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
    bring_back: bool = False,
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
        there = database.exists() or keys_path(database).exists()
        done = _checked(new, new_keys, database, masters, now, bring_back=bring_back)
        aside = _swap([(new, database), (new_keys, keys_path(database))], now)
    except OSError as error:
        raise BackupFailed(f"The restore failed ({type(error).__name__}).") from None
    except StoreUnavailable as error:
        raise BackupFailed(f"The backup cannot be used ({error.code}).") from None
    finally:
        for path in (new, new_keys):
            for name in ("", *BESIDE):
                Path(f"{path}{name}").unlink(missing_ok=True)
    say(f"Restored {backup.name}: {done.people} people.")
    if done.erased:
        say(f"{done.erased} people had everything erased since that backup; they stay erased.")
    if done.unreadable:
        say(f"{done.unreadable} people have no key in that key file; theirs stays unreadable.")
    if there:
        _say_what_came_back(done, say)
    if aside:
        say(
            "Kept the files before it as "
            + " and ".join(aside)
            + f". Delete them when all is well; the keys among them go after {KEY_LIFE.days} days."
        )


def _say_what_came_back(done: Restored, say: Say) -> None:
    if done.kept is None:
        say(
            "The present data cannot be read: consents that were taken back, reminders that were"
            " switched off and settings are as in the backup. Tell people."
        )
    else:
        say(f"Consents, settings and reminders of {done.kept} people stay as they were just now.")
    say("Single entries that people deleted since that backup are there again. Tell people.")


def _take(source: Path, target: Path, *, live: bool) -> None:
    for name in ("", *BESIDE):
        Path(f"{target}{name}").unlink(missing_ok=True)
    if live:
        with opened_file(source) as database:
            database.copy_to(target)
    else:
        # A backup is only read: it may lie on a medium that cannot be written.
        for name in ("", "-wal"):
            if Path(f"{source}{name}").exists():
                shutil.copyfile(f"{source}{name}", f"{target}{name}")
                Path(f"{target}{name}").chmod(0o600)
        with opened_file(target):
            pass  # takes in a log that was copied along
    check(target)


def _checked(
    new: Path,
    new_keys: Path,
    present: Path,
    masters: tuple[MasterKey, ...],
    now: datetime,
    *,
    bring_back: bool,
) -> Restored:
    with opened_file(new) as store, opened_file(new_keys) as keys:
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
        gone = erased(vault, present, masters)
        if gone is None and not bring_back:
            raise BackupFailed(NOBODY_CAN_TELL)
        choices = now_chosen(vault, present)
        gone = (gone or set()) | came_back(vault, store, choices)
        known = set(journal_store.people())
        for person in gone:
            vault.forget(person)
            journal_store.delete_person(person)
        kept = carry_over(store, choices) if choices else None
        people = known - gone
        for each in (store, keys):
            each.truncate_log()
        unreadable = people - vault.people()
    return Restored(len(people), len(known & gone), len(unreadable), kept)


def _is_newer(database: Path) -> bool:
    with contextlib.suppress(StoreUnavailable), opened_file(database) as store:
        return bool(schema.state(store, schema.STORE)[1])
    return False


def _swap(pairs: list[tuple[Path, Path]], now: datetime) -> list[str]:
    kept = []
    for _, present in pairs:
        if not present.exists():
            continue
        # A log of the old file must never be found beside the new one. Closing the last
        # connection writes it back and removes it; that of a damaged file is moved away.
        with contextlib.suppress(StoreUnavailable), opened_file(present):
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
