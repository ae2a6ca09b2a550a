"""Kills the sender with SIGKILL before and after every statement and every call to Slack.

    python tests/bench/reminder_kills.py [KILLS]      default 200

None may go out twice; each kill may lose at most the one in hand, and lost ones are counted in the
log of nudges. The stand-in says what Slack really took.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.app import make_keel
from bot.domain.people import Who
from bot.domain.reminder_times import Rule
from bot.preview.standin import Colleague, StandIn, Workspace
from bot.settings import Settings
from handlers.reminding import switch
from tests.bench.kill_worker import KEY

NOON = datetime(2026, 3, 23, 12, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """What became of it."""

    people: int
    kills: int
    taken: int
    twice: int
    lost: int
    counted: int


def run(kills: int) -> Outcome:
    """Lets ``kills`` processes work off one reminder for each of as many people."""
    people = [
        Colleague(f"U{n:05}", f"n{n}", f"Person {n}", "Operator", "UTC", "P") for n in range(kills)
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        StandIn(Workspace(people=tuple(people), tells_own_messages=False)) as slack,
    ):
        path = Path(folder) / "keel.db"
        keel = make_keel(
            Settings(keys=(KEY,), database_url=f"sqlite:///{path}"),
            lambda: NOON - timedelta(hours=4),
        )
        for colleague in people:
            who = Who("T_NORTHWIND", colleague.id)
            keel.journal.consent(who, "UTC", NOON)
            switch(keel, who, Rule("check_in", on=True, at=time(12), days="all"))
        worker = [sys.executable, str(ROOT / "tests/bench/kill_worker.py"), str(path)]
        epoch = str(int(NOON.timestamp()))
        said = subprocess.run(
            [*worker, slack.api_url, slack.bot_token, epoch, str(kills)],
            capture_output=True,
            text=True,
            check=True,
            timeout=540,
        ).stdout.split()
        subprocess.run(
            [*worker, slack.api_url, slack.bot_token, epoch, "0"],
            capture_output=True,
            check=True,
            timeout=540,
        )
        got = Counter(call.args["channel"] for call in slack.calls_to("chat.postMessage"))
        counted = keel.journal.nudges_lost(NOON + timedelta(hours=1))
        keel.lanes.close()
        keel.journal.close()
    # The worker's last round had no kill in it, so everybody was either served or lost.
    return Outcome(
        people=len(people),
        kills=sum(word != "done" for word in said),
        taken=len(got),
        twice=sum(count > 1 for count in got.values()),
        lost=len(people) - len(got),
        counted=counted,
    )


if __name__ == "__main__":
    found = run(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    print(found)
    sys.exit(1 if found.twice or found.lost > found.kills else 0)
