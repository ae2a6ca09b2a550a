"""Files of an installation: who is using them, and how to put them in place for good."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from data.database import STAMP, StoreUnavailable


class InUse(Exception):
    """The files are in use: by the app, or by a command that needs them to itself."""


@contextlib.contextmanager
def using(database: Path | None, *, alone: bool = False) -> Iterator[None]:
    """Marks the database file as used for as long as the context lasts.

    The app uses it together with others; a restore needs it ``alone``. The mark is the system's
    own lock on a file beside it, so it ends with the process, however that ends. PostgreSQL (None)
    keeps its own order. Raises InUse, and StoreUnavailable, with the name of that file, when it
    cannot be opened.
    """
    if database is None:
        yield
        return
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark = Path(f"{database}.in-use")
        handle = os.open(mark, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        hand_over(mark)
    except OSError as error:
        raise StoreUnavailable(f"{type(error).__name__} at {database.name}.in-use") from None
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            raise InUse from None
        yield
    finally:
        os.close(handle)


def app_runs(database: Path) -> bool:
    """Whether an app, or a command like a restore, has the database in use. Makes no file."""
    if not Path(f"{database}.in-use").exists():
        return False
    try:
        with using(database, alone=True):
            return False
    except InUse:
        return True


def lasting(path: Path) -> None:
    """Makes sure that a file, or the names in a folder, outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hand_over(path: Path) -> None:
    """Gives a file that root made to whoever owns its folder, since the app runs as them."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def put_in_place(ready: Path, final: Path) -> None:
    """Gives a finished file its name in one step: there is never half a file of that name."""
    hand_over(ready)
    lasting(ready)
    os.replace(ready, final)
    lasting(final.parent)


def stamp(now: datetime) -> str:
    """A time as it stands in file names, to the second, in UTC."""
    return now.astimezone(UTC).strftime(STAMP)
