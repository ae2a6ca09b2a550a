"""The operator's commands: settings and arguments in, lines out, an exit code back.

0: done. 1: done, with something to look at. 2: not done; the line says what to mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.app import open_journal, open_keys, real_now
from bot.ops.backup import BackupFailed, Say, backup
from bot.ops.files import InUse, using
from bot.ops.keys import NotYet, rotate
from bot.ops.purge import WORD, purge, purge_everything
from bot.ops.restore import restore
from bot.settings import Settings
from data import schema
from data.database import Database
from data.opening import open_database

WITH_POSTGRES = (
    "The database is PostgreSQL: use its own tools, with the schema even_keel_keys apart"
    " (docs/running.md has the lines)."
)
STOP_FIRST = "The app has the database in use: stop it first."


def run_backup(settings: Settings, folder: Path, say: Say) -> int:
    """Writes a backup into ``folder``."""
    if settings.database_path is None:
        say(WITH_POSTGRES)
        return 2
    try:
        backup(settings.database_path, folder, real_now(), say)
    except BackupFailed as failed:
        say(str(failed))
        return 2
    return 0


def run_restore(
    settings: Settings,
    file: Path,
    say: Say,
    *,
    keys: Path | None = None,
    over_newer: bool = False,
    bring_back: bool = False,
) -> int:
    """Restores a backup. The app has to be stopped."""
    path = settings.database_path
    if path is None:
        say(WITH_POSTGRES)
        return 2
    try:
        with using(path, alone=True):
            restore(
                path,
                file,
                settings.keys,
                real_now(),
                say,
                keys=keys,
                over_newer=over_newer,
                bring_back=bring_back,
            )
    except InUse:
        say(STOP_FIRST)
        return 2
    except BackupFailed as failed:
        say(f"{failed} Nothing was changed.")
        return 2
    return 0


def run_migrate(settings: Settings, say: Say) -> int:
    """Brings both files to the schema of this version."""
    at = int(real_now().timestamp())
    with _both(settings) as (store, keys):
        for what, database, steps in (
            ("data", store, schema.STORE),
            ("keys", keys, schema.KEYS),
        ):
            done = schema.migrate(database, steps, at)
            say(f"{what}: {', '.join(done) if done else 'nothing to do'}")
    return 0


def run_rotate(settings: Settings, say: Say) -> int:
    """Wraps all data keys under the newest master key."""
    with _both(settings) as (store, keys):
        schema.migrate(keys, schema.KEYS, int(real_now().timestamp()))
        try:
            rotate(settings, store, keys, say)
        except NotYet as wait:
            say(str(wait))
            return 2
    return 0


def run_purge(settings: Settings, say: Say) -> int:
    """Cleans now."""
    with closing(open_journal(settings, real_now)) as journal:
        return 0 if purge(journal, real_now(), say) else 1


def run_purge_everything(settings: Settings, typed: str, say: Say) -> int:
    """Destroys everything, when the words were typed."""
    if typed.strip() != WORD:
        say("Those are not the words. Nothing was destroyed.")
        return 2
    path = settings.database_path
    try:
        with using(path, alone=True), _both(settings) as (store, keys):
            purge_everything(store, keys, path, say)
    except InUse:
        say(STOP_FIRST)
        return 2
    if path is not None:
        Path(f"{path}.in-use").unlink(missing_ok=True)
    return 0


@contextmanager
def _both(settings: Settings) -> Iterator[tuple[Database, Database]]:
    with (
        closing(open_database(settings.database_url)) as store,
        closing(open_keys(settings)) as keys,
    ):
        yield store, keys
