"""Changing the master key while the app runs.

1. Put a new key in front: EVEN_KEEL_KEYS=new,old. Restart the app, so that it knows both.
2. ``rotate-key``. People's data keys are wrapped anew, 500 at a time, each time in one
   transaction; one that is cut off goes on where it stopped. What people wrote is not touched.
3. Take the old key away and restart, once the key backups made under it are a week old.
"""

from __future__ import annotations

from bot.ops.backup import Say
from bot.ops.files import app_runs
from bot.settings import Settings
from data.database import KEY_LIFE, Database
from data.vault import Vault

STEP = 500


class NotYet(Exception):
    """A rotation now would lock the running app out. The text says what to do first."""


def rotate(settings: Settings, store: Database, keys: Database, say: Say) -> int:
    """Wraps every data key under the newest master key; gives how many. Raises NotYet."""
    vault = Vault(settings.keys, keys)
    waiting = vault.not_newest()
    if not waiting:
        say(f"All keys stand under the newest master key, {vault.newest}. Nothing to do.")
    elif _app_knows_another(settings, store, vault):
        raise NotYet(
            f"The running app does not know the key {vault.newest} yet: restart it, then rotate."
        )
    done = 0
    while turned := vault.rewrap(STEP):
        done += turned
        say(f"{done} of {waiting} keys are under {vault.newest}.")
    if done and not vault.empty_log():
        say("A reader keeps old bytes in the key file's log; they go with its next write.")
    old = [key.id for key in settings.keys if key.id != vault.newest]
    if old:
        say(
            f"The app needs {', '.join(old)} no more. Keep it for {KEY_LIFE.days} days for the key"
            " backups made under it, then take it out of EVEN_KEEL_KEYS and restart."
        )
    return done


def _app_knows_another(settings: Settings, store: Database, vault: Vault) -> bool:
    path = settings.database_path
    if path is not None and not app_runs(path):
        return False
    if not store.has_table("facts"):
        return False
    rows = store.rows("SELECT value FROM facts WHERE name = :n", n="newest_key")
    return bool(rows) and int(rows[0]["value"]) != int(vault.newest, 16)
