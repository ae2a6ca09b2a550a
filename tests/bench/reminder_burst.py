"""2,000 people due in the same minute, against a stand-in that refuses what Slack would refuse.

    python tests/bench/reminder_burst.py [PEOPLE] [HURRY]       default 2000 10

Time runs HURRY times as fast for the sender and for the limit alike, so that ten minutes take
one. Meanwhile somebody clicks and types; their answers are timed at real speed.
"""

from __future__ import annotations

import base64
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.app import create_app, make_keel
from bot.domain.people import Who
from bot.domain.reminder_times import Rule
from bot.manifest import manifest
from bot.preview.standin import Colleague, StandIn, Workspace
from bot.preview.standin.workspace import COLLEAGUES
from bot.reminding import PACE_A_SECOND, Reminding
from bot.settings import MasterKey, Settings
from handlers.reminding import switch

SLACK_A_MINUTE = 300  # "several hundred messages a minute"
NOON = datetime(2026, 3, 23, 12, 0, tzinfo=UTC)


def main(people: int, hurry: float) -> None:
    """Prints what became of everybody."""
    crowd = tuple(
        Colleague(f"U{n:05}", f"n{n}", f"Person {n}", "Operator", "UTC", "P") for n in range(people)
    )
    place = Workspace(manifest=manifest(), people=(*COLLEAGUES, *crowd), tells_own_messages=False)
    with tempfile.TemporaryDirectory() as folder, StandIn(place) as slack:
        slack.clock.set(NOON - timedelta(hours=4))
        settings = Settings(
            keys=(MasterKey.from_text(base64.b64encode(bytes(32)).decode()),),
            database_url=f"sqlite:///{folder}/keel.db",
            bot_token=slack.bot_token,
            app_token=slack.app_token,
            slack_api_url=slack.api_url,
        )
        keel = make_keel(settings, slack.clock.now)
        app = create_app(keel, settings)
        handler = SocketModeHandler(app, settings.app_token, logger=app.logger)
        handler.connect()
        slack.wait_connected()
        journal = keel.journal
        with journal._vault._keys.transaction(), journal._store.transaction():
            for one in crowd:
                who = Who("T_NORTHWIND", one.id)
                journal.consent(who, "UTC", keel.now())
                switch(keel, who, Rule("check_in", on=True, at=wall(12), days="all"))
        due = {
            one.id: journal._store.schedules(journal.person(Who("T_NORTHWIND", one.id)))[0]
            for one in crowd
        }
        slack.clock.set(NOON + timedelta(minutes=10))  # past everybody's jitter: all due at once
        slack.faults.workspace_pace = int(SLACK_A_MINUTE * hurry)
        sender = Reminding(keel, app.client, pace=PACE_A_SECOND * hurry)
        waits: list[float] = []
        over = threading.Event()

        def somebody_writes() -> None:
            mara = slack.person("U_DEV")
            while not over.is_set():
                before = len(mara.dm)
                begin = time.monotonic()
                mara.says("help")
                while len(mara.dm) < before + 2 and time.monotonic() - begin < 10:
                    time.sleep(0.005)
                waits.append(time.monotonic() - begin)
                time.sleep(0.5)

        other = threading.Thread(target=somebody_writes)
        other.start()
        begin = time.monotonic()
        sent = sender.tick()
        took = time.monotonic() - begin
        over.set()
        other.join()
        order = [
            call.args["channel"]
            for call in slack.calls_to("chat.postMessage")
            if call.args["channel"] in due and call.response.get("ok")
        ]
        refused = sum(not call.response.get("ok") for call in slack.calls_to("chat.postMessage"))
        instants = [due[channel].next_due_at or 0 for channel in order]
        twice = sum(count > 1 for count in Counter(order).values())
        print(f"people {people}, sent {sent}, twice {twice}, refused with 429: {refused}")
        print(f"took {took * hurry / 60:.1f} minutes of Slack's time ({took:.0f} s here)")
        print(f"order fair (oldest first): {instants == sorted(instants)}")
        print(f"answers meanwhile: {len(waits)}, slowest {max(waits):.2f} s")
        slack.disconnects(handler)
        keel.lanes.close()
        journal.close()


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 2000, float(given[1]) if len(given) > 1 else 10)
