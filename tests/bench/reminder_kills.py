"""Kills the sender with SIGKILL at every step of the delivery, again and again.

    python tests/bench/reminder_kills.py [KILLS]      default 200

Goes on until so many senders were really killed; what a step is stands in kill_worker.py. None may
go out twice; each kill may lose at most the one in hand, and the log of nudges counts it. The
stand-in says what Slack really took. ``two_at_once`` lets two processes work on the same rows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.app import make_keel
from bot.domain.people import Who
from bot.domain.reminder_times import Rule
from bot.preview.standin import Colleague, StandIn, Workspace
from bot.settings import Settings
from handlers.keel import Keel
from handlers.reminding import switch
from tests.bench.kill_worker import KEY

NOON = datetime(2026, 3, 23, 12, 12, tzinfo=UTC)
PATIENCE = 540  # seconds
# A cycle of kills serves about as many people as it has steps; the last worker serves the rest.
PEOPLE_A_KILL = 1.5


@dataclass(frozen=True)
class Outcome:
    """What became of it. ``unseen`` are lost ones that nobody counted."""

    people: int
    kills: int
    taken: int
    twice: int
    lost: int
    counted: int
    unseen: int
    steps: dict[str, int] = field(default_factory=dict, repr=False)
    sent: tuple[int, ...] = ()
    repeated: int = 0

    @property
    def sound(self) -> bool:
        """None twice, and no more lost than may be, each of them counted."""
        return not self.twice and not self.unseen and self.lost <= self.counted <= self.kills


@dataclass
class Scene:
    """People with a reminder that is due, and the Slack that hears of it."""

    slack: StandIn
    keel: Keel
    crowd: list[Who]
    url: str

    def worker(self, kills: int = 0) -> subprocess.Popen[str]:
        """A sender, set up and waiting for the word."""
        place = [self.url, self.slack.api_url, self.slack.bot_token]
        script = str(ROOT / "tests/bench/kill_worker.py")
        started = subprocess.Popen(
            [sys.executable, script, *place, str(int(NOON.timestamp())), str(kills)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert started.stdout
        assert started.stdout.readline() == "ready\n"
        return started

    def outcome(self, said: Sequence[list[str]]) -> Outcome:
        """What Slack took, beside what the log of nudges says."""
        got = Counter(call.args["channel"] for call in self.slack.calls_to("chat.postMessage"))
        lost = [who for who in self.crowd if not got[who.user]]
        store = self.keel.journal._store
        open_rows = store.database.rows("SELECT person FROM nudges WHERE sent_at IS NULL")
        seen = {row["person"] for row in open_rows}
        steps = Counter(line for lines in said for line in lines if line[:1].isalpha())
        ends = [line.split() for lines in said for line in lines if line[:1].isdigit()]
        return Outcome(
            people=len(self.crowd),
            kills=steps.total(),
            taken=len(got),
            twice=sum(count > 1 for count in got.values()),
            lost=len(lost),
            counted=self.keel.journal.nudges_lost(NOON + timedelta(hours=1)),
            unseen=sum(self.keel.journal.person(who) not in seen for who in lost),
            steps=dict(sorted(steps.items())),
            sent=tuple(int(sent) for sent, _ in ends),
            repeated=sum(int(repeated) for _, repeated in ends),
        )


@contextmanager
def scene(people: int, url: str = "") -> Iterator[Scene]:
    """So many people, each with one reminder that is due; on a SQLite file without a URL."""
    crowd = [
        Colleague(f"U{n:05}", f"n{n}", f"Person {n}", "Operator", "UTC", "P") for n in range(people)
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        StandIn(Workspace(people=tuple(crowd), tells_own_messages=False)) as slack,
    ):
        url = url or f"sqlite:///{folder}/keel.db"
        keel = make_keel(Settings(keys=(KEY,), database_url=url), lambda: NOON - timedelta(hours=4))
        everybody = [Who("T_NORTHWIND", colleague.id) for colleague in crowd]
        try:
            for who in everybody:
                keel.journal.consent(who, "UTC", NOON)
                switch(keel, who, Rule("check_in", on=True, at=time(12), days="all"))
            yield Scene(slack, keel, everybody, url)
        finally:
            keel.lanes.close()
            keel.journal.close()


def finished(workers: Sequence[subprocess.Popen[str]]) -> list[list[str]]:
    """Gives all of them the word at once, and what they said when they are done."""
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = [worker.communicate(timeout=PATIENCE)[0].splitlines() for worker in workers]
    assert not any(worker.returncode for worker in workers)
    return said


def run(kills: int, url: str = "") -> Outcome:
    """Senders that are killed one after the other, and a last one that may finish."""
    with scene(int(kills * PEOPLE_A_KILL) + 1, url) as here:
        said = finished([here.worker(kills)])
        return here.outcome([*said, *finished([here.worker()])])


def two_at_once(people: int, url: str = "", kills: int = 0) -> Outcome:
    """Two senders on one database; with ``kills``, one of them is killed and comes again."""
    with scene(people, url) as here:
        # A slow Slack, so that each meets the other in the middle of a delivery; slower where one
        # of them has to start anew each time.
        here.slack.faults.slow_seconds = 0.08 if kills else 0.005
        return here.outcome(finished([here.worker(), here.worker(kills)]))


if __name__ == "__main__":
    found = run(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    print(found)
    print(f"killed at {len(found.steps)} kinds of step:")
    for step, times in found.steps.items():
        print(f"{times:5}  {step}")
    sys.exit(0 if found.sound else 1)
