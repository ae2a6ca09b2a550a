"""Sends reminders in forked children, each killed before its n-th step; for reminder_kills.py.

    python tests/bench/kill_worker.py DATABASE API_URL TOKEN EPOCH KILLS     0: nobody is killed

A step is a statement to the database or a call to Slack, before or after it happened. Prints one
line for each child: the step it was killed at, or "done".
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from slack_sdk import WebClient

from bot.app import make_keel
from bot.logs import quiet_logger
from bot.reminding import Reminding
from bot.settings import MasterKey, Settings
from handlers.keel import Keel

KEY = MasterKey.from_text("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")


class Steps:
    """Counts steps and ends the process, as a power cut would, at the chosen one."""

    def __init__(self, last: int) -> None:
        self.left = last

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def killed_at(step: int, database: str, api_url: str, token: str, now: datetime) -> None:
    """One process: opens everything, sends one tick's worth, and dies at the step."""
    settings = Settings(keys=(KEY,), database_url=f"sqlite:///{database}")
    keel: Keel = make_keel(settings, lambda: now)
    client = WebClient(token=token, base_url=api_url, logger=quiet_logger("kill"))
    steps = Steps(step)
    store: Any = keel.journal._store.database
    run, rows, call = store.run, store.rows, client.api_call

    def stepped(real: Any) -> Any:
        def work(*args: Any, **kwargs: Any) -> Any:
            steps()
            result = real(*args, **kwargs)
            steps()
            return result

        return work

    store.run, store.rows = stepped(run), stepped(rows)
    client.api_call = stepped(call)  # type: ignore[method-assign]  # to die around the real call
    Reminding(keel, client, pace=10_000).tick()
    os._exit(0)


def main() -> None:
    """Forks children, one after the other, with the kill a step later each time."""
    database, api_url, token, epoch, kills = sys.argv[1:6]
    now = datetime.fromtimestamp(int(epoch), UTC)
    step = 0
    for _ in range(max(int(kills), 1)):
        step += int(kills) > 0  # no kills: one child that may finish
        child = os.fork()
        if child == 0:
            killed_at(step, database, api_url, token, now)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print(step, flush=True)
        else:
            print("done", flush=True)
            step = 0


if __name__ == "__main__":
    main()
