"""Sends reminders until nothing is due; or in forked children, each killed a step later.

    python tests/bench/kill_worker.py DATABASE_URL API_URL TOKEN EPOCH KILLS     0: nobody is killed

A step lies before or after a statement, the begin and the commit of a transaction, or a call to
Slack, and one between a call's last byte and the first of its answer. Says "ready" when it is set
up, and begins when it is told so on its standard input. Prints the step that each child was killed
at; without kills, how many were sent and how many turned out to be another process's.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from slack_sdk import WebClient

from bot.app import make_keel, open_journal
from bot.logs import quiet_logger
from bot.reminding import Reminding
from bot.settings import MasterKey, Settings
from handlers.keel import Keel

KEY = MasterKey.from_text("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")
# The start of a tick and two whole deliveries; then from the first step again.
CYCLE = 76
TABLE = re.compile(r"\b(?:INTO|UPDATE|FROM) (?!\()(\w+)")


class Steps:
    """Counts steps and ends the process, as a power cut would, at the chosen one."""

    def __init__(self, last: int) -> None:
        self.left = last

    def __call__(self, name: str) -> None:
        self.left -= 1
        if self.left == 0:
            os.write(1, f"{name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, real: Any, name_of: Callable[..., str]) -> Any:
        """The same function with a step before and one after it."""

        def work(*args: Any, **kwargs: Any) -> Any:
            name = name_of(*args)
            self(f"before {name}")
            result = real(*args, **kwargs)
            self(f"after {name}")
            return result

        return work

    def within(self, database: Any) -> Any:
        """The database's transaction, with steps around its begin and its commit."""
        real = database.transaction

        @contextlib.contextmanager
        def transaction() -> Iterator[None]:
            if database._depth:
                with real():
                    yield
                return
            self("before BEGIN")
            with real():
                self("after BEGIN")
                yield
                self("before COMMIT")
            self("after COMMIT")

        return transaction


def statement(sql: str) -> str:
    """A statement by its verb and its table."""
    table = TABLE.search(sql)
    return f"{sql.split()[0]} {table[1] if table else ''}"


def prepared(database_url: str, now: datetime) -> tuple[Settings, Keel]:
    """Everything but the memory, which no two processes may share."""
    settings = Settings(keys=(KEY,), database_url=database_url)
    keel = make_keel(settings, lambda: now)
    keel.journal.close()
    return settings, keel


def opened(settings: Settings, keel: Keel, api_url: str, token: str) -> Reminding:
    """Everything that sends."""
    client = WebClient(token=token, base_url=api_url, logger=quiet_logger("kill"))
    keel = replace(keel, journal=open_journal(settings, keel.now))
    return Reminding(keel, client, pace=10_000)


def killed_at(step: int, reminding: Reminding) -> None:
    """One process: sends what is due, and dies at the step."""
    steps = Steps(step)
    store: Any = reminding._keel.journal._store
    database, client = store.database, reminding._client
    store.transaction = database.transaction = steps.within(database)
    database.run = steps.around(database.run, statement)
    database.rows = steps.around(database.rows, statement)
    client.api_call = steps.around(client.api_call, str)  # type: ignore[method-assign]  # to die around the real call
    answer = http.client.HTTPConnection.getresponse

    def unread(self: http.client.HTTPConnection) -> http.client.HTTPResponse:
        steps("before the answer of Slack")
        return answer(self)

    http.client.HTTPConnection.getresponse = unread  # type: ignore[method-assign]  # the same
    reminding.tick()
    os._exit(0)


def killing(kills: int, *where: Any) -> None:
    """Forks children, one after the other, with the kill a step later each time."""
    step = 0
    while kills:
        step = step % CYCLE + 1
        child = os.fork()
        if child == 0:
            killed_at(step, opened(*where))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            kills -= 1
        else:
            step = 0  # nothing was left to do so late


def main() -> None:
    """Waits for the word, then works."""
    database_url, api_url, token, epoch, kills = sys.argv[1:6]
    settings, keel = prepared(database_url, datetime.fromtimestamp(int(epoch), UTC))
    if int(kills):
        begin()
        killing(int(kills), settings, keel, api_url, token)
        return
    reminding = opened(settings, keel, api_url, token)
    begin()
    sent = 0
    while now_sent := reminding.tick():
        sent += now_sent
    print(sent, keel.counters.snapshot().get("nudges_repeated", 0))


def begin() -> None:
    """Lets whoever started this start all of them at the same moment."""
    print("ready", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()
