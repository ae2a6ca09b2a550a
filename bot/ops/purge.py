"""Cleaning now: what expired, who is to be erased; or everything there is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.ops.backup import Say
from data.database import Database, keys_path, set_aside
from data.journal import Journal

WORD = "destroy everything"
# Children first, for whoever reads along; the foreign keys would do it too.
TABLES = ("nudges", "schedules", "drafts", "entries", "people", "deliveries", "facts")


def purge(journal: Journal, now: datetime, say: Say) -> bool:
    """Applies retention and pending erasures now, as the daily cleaning does.

    False when it waits, as the cleaning does, since the clock may be wrong.
    """
    if journal.time_leapt(now):
        say(
            f"This machine's clock says {now:%Y-%m-%d}, weeks after the last cleaning. Nothing was"
            " cleaned. If that is right, run this again in a day; if not, set the clock."
        )
        return False
    gone = journal.sweep(now)
    say(f"Cleaned: {gone} entries and drafts were past their time.")
    return True


def purge_everything(store: Database, keys: Database, path: Path | None, say: Say) -> None:
    """Destroys every key, then every row, then the files. Needs no master key."""
    if keys.has_table("data_keys"):
        keys.run("DELETE FROM data_keys")
        keys.truncate_log()
    for table in TABLES:
        if store.has_table(table):
            store.run(f"DELETE FROM {table}")  # noqa: S608 - from the list above
    store.truncate_log()
    store.close()
    keys.close()
    if path is not None:
        # Keys first, with what a restore kept of them or left when it was cut off.
        for file in (keys_path(path), path):
            kept = [found for found, _ in set_aside(file)]
            for part in (file, *kept, Path(f"{file}.restoring")):
                for name in ("", "-wal", "-shm"):
                    Path(f"{part}{name}").unlink(missing_ok=True)
    say("Everything is destroyed. Backups are not: delete them, the key backups first.")
