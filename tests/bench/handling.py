"""What a DM, a button and a saved form cost, beside a bare Bolt app whose listeners do nothing.

    python tests/bench/handling.py

Both apps are given the same requests in one run, by turns, in process (`app.dispatch`); the time
is until the acknowledgement is ready, and for the second column until the work left in the lanes is
done as well. Slack is the stand-in on this machine, so its own answering time is in the second
column. The bare app is taken twice: as Bolt comes, and with process_before_response.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from bot.app import create_app, make_keel
from bot.domain.checkins import CheckIn
from bot.domain.people import Who
from bot.logs import quiet_logger
from bot.preview.standin import StandIn
from bot.settings import MasterKey, Settings
from data.kinds import CHECK_INS
from handlers import home

ROUNDS = 200
WHO = Who("T_NORTHWIND", "U_DEV")
Body = dict[str, Any]


def bare(slack: StandIn, *, early: bool) -> App:
    """A Bolt app with a no-op listener for each kind."""
    quiet = quiet_logger("slack_bolt")
    client = WebClient(token=slack.bot_token, base_url=slack.api_url, logger=quiet)
    app = App(
        client=client,
        signing_secret="x",
        logger=quiet,
        process_before_response=early,
        request_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(32),
    )
    app.event("message")(lambda: None)
    app.action("open:check_in")(lambda ack: ack())
    app.view("check_in")(lambda ack: ack())
    return app


def message(n: int) -> Body:
    """A word in the DM."""
    return {
        "type": "event_callback",
        "team_id": WHO.team,
        "event_id": f"Ev{n}",
        "authorizations": [{"team_id": WHO.team, "user_id": "U_KEEL", "is_bot": True}],
        "event": {
            "type": "message",
            "channel_type": "im",
            "channel": "D_DEV",
            "user": WHO.user,
            "text": "help",
            "ts": f"{n}.1",
        },
    }


def button(n: int) -> Body:
    """A click in a message."""
    return {
        "type": "block_actions",
        "team": {"id": WHO.team},
        "user": {"id": WHO.user, "team_id": WHO.team},
        "trigger_id": f"click{n}",
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "D_DEV"},
        "channel": {"id": "D_DEV"},
        "actions": [
            {"type": "button", "action_id": "open:check_in", "block_id": "b", "value": "check_in"}
        ],
    }


def form(n: int) -> Body:
    """A check-in with a note."""
    values = {
        "rate_mood": {"rating": {"type": "static_select", "selected_option": {"value": "3"}}},
        "note": {"text": {"type": "plain_text_input", "value": "an ordinary note " * 10}},
    }
    return {
        "type": "view_submission",
        "team": {"id": WHO.team},
        "user": {"id": WHO.user, "team_id": WHO.team},
        "trigger_id": f"sent{n}",
        "view": {
            "id": f"V{n}",
            "type": "modal",
            "callback_id": "check_in",
            "private_metadata": "",
            "hash": "h",
            "blocks": [{"type": "input", "block_id": "note"}],
            "state": {"values": values},
        },
    }


def timed(app: App, body: Body, settle: Callable[[], None]) -> tuple[float, float]:
    """Seconds until the acknowledgement, and until everything is done."""
    request = BoltRequest(body=json.dumps(body), mode="socket_mode")
    begin = time.perf_counter()
    answer = app.dispatch(request)
    acked = time.perf_counter() - begin
    assert answer.status == 200, answer.status
    settle()
    return acked, time.perf_counter() - begin


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder, StandIn() as slack:
        begin = time.perf_counter()
        settings = Settings(
            keys=(MasterKey.from_text(base64.b64encode(bytes(32)).decode()),),
            database_url=f"sqlite:///{folder}/keel.db",
            bot_token=slack.bot_token,
            app_token=slack.app_token,
            slack_api_url=slack.api_url,
        )
        keel = make_keel(settings, slack.clock.now)
        ours = create_app(keel, settings)
        ready = time.perf_counter() - begin
        keel.journal.consent(WHO, "Europe/Stockholm", keel.now())
        keel.journal.change_profile(WHO, keel.now(), told_about_messages=True)
        apps = {
            "bare": (bare(slack, early=False), lambda: None),
            "bare, early answer": (bare(slack, early=True), lambda: None),
            "Even Keel": (ours, lambda: keel.lanes.drain(10)),
        }
        print(f"{'':12}{'app':22}{'ack ms':>9}{'done ms':>9}{'ack / bare':>12}{'/ early':>9}")
        serial = 0
        for kind, make in (("DM", message), ("button", button), ("form", form)):
            times: dict[str, list[tuple[float, float]]] = {name: [] for name in apps}
            for _ in range(ROUNDS):
                for name, (app, settle) in apps.items():
                    serial += 1
                    times[name].append(timed(app, make(serial), settle))
            acks = {name: median(t[0] for t in some) for name, some in times.items()}
            for name, some in times.items():
                done = median(t[1] for t in some)
                print(
                    f"{kind:12}{name:22}{acks[name] * 1e3:9.2f}{done * 1e3:9.2f}"
                    f"{acks[name] / acks['bare']:12.2f}"
                    f"{acks[name] / acks['bare, early answer']:9.2f}"
                )
        three_years(keel)
        clicks(ours, slack, keel.lanes.drain)
        print(f"start to ready: {ready * 1e3:.0f} ms")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory: {memory:.0f} MiB (with the stand-in)")


def three_years(keel: Any) -> None:
    """The Home with three years of daily check-ins: our own time, without the call to Slack."""
    now = keel.now()
    ratings = {item.slug: 3 for item in keel.library.check_in_items}
    with keel.journal._store.transaction():
        for back in range(3 * 365):
            day = now.date() - timedelta(days=back)
            keel.journal.add(
                WHO,
                CHECK_INS,
                CheckIn(day, ratings, note="n" * 300),
                id=f"e{back}",
                day=day,
                now=now,
            )
    times = []
    for _ in range(50):
        begin = time.perf_counter()
        home.page(keel, WHO)
        times.append(time.perf_counter() - begin)
    print(f"Home with 3 years of check-ins: {median(times) * 1e3:.1f} ms median")


def clicks(ours: App, slack: StandIn, drain: Callable[[float], bool]) -> None:
    """100 people click within a second while Slack takes 0.3 s for each answer."""
    slack.faults.slow_seconds = 0.3
    quiet = quiet_logger("slack_bolt")
    default = App(
        client=WebClient(token=slack.bot_token, base_url=slack.api_url, logger=quiet),
        signing_secret="x",
        logger=quiet,
        request_verification_enabled=False,
    )

    @default.action("open:check_in")
    def slow(ack: Any, client: WebClient) -> None:
        ack()
        client.users_info(user="U_DEV")

    for name, app in (("default Bolt", default), ("Even Keel", ours)):
        waits: list[float] = []

        def one(n: int, app: App = app, waits: list[float] = waits, name: str = name) -> None:
            body = button(0) | {"trigger_id": f"{name}{n}"}
            body["user"] = {"id": f"U{n}", "team_id": WHO.team}
            time.sleep(n / 100)
            begin = time.perf_counter()
            app.dispatch(BoltRequest(body=json.dumps(body), mode="socket_mode"))
            waits.append(time.perf_counter() - begin)

        threads = [threading.Thread(target=one, args=(n,)) for n in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        late = sum(wait > 3 for wait in waits)
        print(f"100 clicks in a second, {name}: slowest {max(waits):.2f} s, past 3 s: {late}")
    slack.faults.slow_seconds = 0
    drain(30)


if __name__ == "__main__":
    main()
