"""Backup: a compact, consistent copy of both files while the app runs.

    DIR/data-20260301T020000Z.db         kept for as long as the operator wants
    DIR/keys/keys-20260301T020000Z.db    kept for 7 days, then deleted by the next backup

The keys stand apart and live shortly, since whoever has everything erased is gone from a data
backup only when no key of theirs is left anywhere. The data is copied first: a person who comes
in between is then in the keys alone, which is harmless; a person who leaves is in the data alone,
which nobody can read.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from bot.ops.files import put_in_place, stamp
from data.database import KEY_LIFE, StoreUnavailable, keys_path, set_aside, stamped
from data.sqlite import SqliteDatabase, sqlite_code

LARGE = 20_000_000  # bytes from which on a copy tells how far it is

Say = Callable[[str], None]


class BackupFailed(Exception):
    """A backup or restore that was given up. The text is for the operator and names files only."""


def backup(database: Path, folder: Path, now: datetime, say: Say) -> Path:
    """Writes both copies and gives the path of the data. Raises BackupFailed."""
    keys_folder = folder / "keys"
    if not database.exists():
        raise BackupFailed(f"There is no database at {database}.")
    if not keys_path(database).exists():
        raise BackupFailed(
            f"{keys_path(database)} is missing: without it nothing can be read. Put it back, or"
            " restore a backup."
        )
    try:
        for made in (folder, keys_folder):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
        _tidy(folder, keys_folder, now)
        needed = database.stat().st_size + keys_path(database).stat().st_size
        if shutil.disk_usage(folder).free < needed:
            raise BackupFailed(
                f"{folder} has too little room: {needed // 1_000_000 + 1} MB needed."
            )
        data = folder / f"data-{stamp(now)}.db"
        _copy(database, data, say)
        _copy(keys_path(database), keys_folder / f"keys-{stamp(now)}.db", say)
    except OSError as error:
        raise BackupFailed(f"{folder} cannot be written: {type(error).__name__}.") from None
    except StoreUnavailable as error:
        raise BackupFailed(f"The copy failed ({error.code}); nothing was changed.") from None
    old = _forget_old_keys(keys_folder, database, now)
    say(f"Wrote {data.name} and keys/keys-{stamp(now)}.db; deleted {old} key backups over 7 days.")
    return data


def check(path: Path) -> None:
    """Reads a whole file without changing a byte of it. Raises BackupFailed when it is damaged."""
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            faults = [row[0] for row in database.execute("PRAGMA integrity_check(10)")]
    except sqlite3.Error as error:
        raise BackupFailed(f"{path.name} is damaged ({sqlite_code(error)}).") from None
    if faults != ["ok"]:
        raise BackupFailed(f"{path.name} is damaged: the check found {len(faults)} faults or more.")


def _copy(source: Path, target: Path, say: Say) -> None:
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    told = [0]

    def progress(share: float) -> None:
        tenth = int(share * 10)
        if tenth > told[0]:
            told[0] = tenth
            say(f"{target.name}: {tenth * 10} %")

    database = SqliteDatabase(source)
    try:
        database.copy_to(part, progress if source.stat().st_size > LARGE else None)
    finally:
        database.close()
    # Checked under its unfinished name: a file with a final name is a good one.
    check(part)
    put_in_place(part, target)


def _tidy(folder: Path, keys_folder: Path, now: datetime) -> None:
    """Removes what a backup that was cut off left behind, an hour later."""
    for place, prefix in ((folder, "data"), (keys_folder, "keys")):
        for part in place.glob(f"{prefix}-*.db.part*"):
            made = stamped(part.name.partition(".part")[0], f"{prefix}-", ".db")
            if made and made < now - timedelta(hours=1):
                part.unlink(missing_ok=True)


def _forget_old_keys(folder: Path, database: Path, now: datetime) -> int:
    """Deletes key backups that are over their life, and with them what a restore kept of keys."""
    copies = [(file, stamped(file.name, "keys-", ".db")) for file in folder.glob("keys-*.db")]
    old = [
        file
        for file, made in (*copies, *set_aside(keys_path(database)))
        if made and made < now - KEY_LIFE
    ]
    for file in old:
        file.unlink()
    return len(old)
