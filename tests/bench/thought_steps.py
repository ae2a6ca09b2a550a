"""What each step of a thought record costs, beside a bare Bolt app whose listeners do nothing.

    python tests/bench/thought_steps.py

Both apps are given the same requests in one run, by turns, in process (`app.dispatch`); the time
is until the acknowledgement is ready, which for Even Keel is after the draft was sealed and lies
safely on the disk. Last, what a page costs when there are a thousand records.
"""

from __future__ import annotations

import base64
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from slack_bolt import App
from slack_sdk import WebClient

from bot.app import create_app, make_keel
from bot.domain.thoughts import Emotion, Experiment, ThoughtRecord
from bot.logs import quiet_logger
from bot.preview.standin import StandIn
from bot.settings import MasterKey, Settings
from data.kinds import THOUGHTS
from handlers import home
from handlers.thought_record.waiting import open_experiments
from tests.bench.handling import WHO, timed

ROUNDS = 100
Body = dict[str, Any]
WORDS = "an ordinary sentence about a day at work. " * 6


def bare(slack: StandIn, *, early: bool) -> App:
    """A Bolt app with a no-op listener for each kind."""
    quiet = quiet_logger("slack_bolt")
    app = App(
        client=WebClient(token=slack.bot_token, base_url=slack.api_url, logger=quiet),
        signing_secret="x",
        logger=quiet,
        process_before_response=early,
        request_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(32),
    )
    app.view("thought_step")(lambda ack: ack())
    app.action("thought_back")(lambda ack: ack())
    return app


def typed(**fields: str) -> Body:
    """The state of text fields."""
    return {
        name: {"text": {"type": "plain_text_input", "value": value}}
        for name, value in fields.items()
    }


def chosen(action: str, *values: str) -> Body:
    """The state of a menu with several choices."""
    options = [{"value": value} for value in values]
    return {action: {"type": "multi_static_select", "selected_options": options}}


STATES: dict[str, Body] = {
    "trigger": typed(situation=WORDS, context=WORDS),
    "thought": typed(thought=WORDS, belief="80") | {"patterns": chosen("several", "labeling")},
    "emotion": typed(strength_worried="70", body=WORDS)
    | {"emotions": chosen("thought_emotions", "worried")},
    "action": typed(
        evidence_for=WORDS,
        evidence_against=WORDS,
        balanced=WORDS,
        belief_balanced="60",
        belief_after="40",
        after_worried="30",
    ),
}


def opened(slack: StandIn, app: App) -> str:
    """A modal on the person's screen, so that there is something to move; its id."""
    trigger = slack.workspace.new_trigger(WHO.user)
    shown = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Bench"},
        "blocks": [{"type": "divider"}],
    }
    return str(app.client.views_open(trigger_id=trigger, view=shown)["view"]["id"])


def view(step: str, record: str, view_id: str) -> Body:
    """A step as Slack sends it back."""
    values = STATES[step]
    return {
        "id": view_id,
        "type": "modal",
        "callback_id": "thought_step",
        "private_metadata": f"{step}|{record}|",
        "hash": "h",
        "previous_view_id": None,
        "blocks": [{"type": "input", "block_id": name} for name in values],
        "state": {"values": values},
    }


def sender() -> Body:
    """Who it comes from."""
    return {
        "team": {"id": WHO.team},
        "user": {"id": WHO.user, "team_id": WHO.team},
    }


def following(step: str, record: str, view_id: str) -> Body:
    """Next, or Save on the last step."""
    shown = view(step, record, view_id)
    return {"type": "view_submission", **sender(), "trigger_id": "t", "view": shown}


def back(record: str, view_id: str, serial: int) -> Body:
    """Back, from the last step."""
    return {
        "type": "block_actions",
        **sender(),
        "trigger_id": f"back{serial}",
        "container": {"type": "view", "view_id": view_id},
        "view": view("action", record, view_id),
        "actions": [{"type": "button", "action_id": "thought_back", "block_id": "ways"}],
    }


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder, StandIn() as slack:
        settings = Settings(
            keys=(MasterKey.from_text(base64.b64encode(bytes(32)).decode()),),
            database_url=f"sqlite:///{folder}/keel.db",
            bot_token=slack.bot_token,
            app_token=slack.app_token,
            slack_api_url=slack.api_url,
        )
        keel = make_keel(settings, slack.clock.now)
        ours = create_app(keel, settings)
        keel.journal.consent(WHO, "Europe/Stockholm", keel.now())
        apps = {
            "bare": bare(slack, early=False),
            "bare, early answer": bare(slack, early=True),
            "Even Keel": ours,
        }
        view_id = opened(slack, ours)
        times: dict[tuple[str, str], list[float]] = {}
        for n in range(ROUNDS):
            record = f"00000000-0000-4000-8000-{n:012d}"
            for step in ("trigger", "thought", "emotion", "back", "action"):
                for name, app in apps.items():
                    if step == "back":
                        body = back(record, view_id, n)
                    else:
                        body = following(step, record, view_id)
                    # The work left in the lane, such as the Home, is not in the way of the next.
                    acked, _ = timed(app, body, lambda: keel.lanes.drain(10))
                    times.setdefault((step, name), []).append(acked)
        print(f"{'':10}{'app':22}{'ack ms':>9}{'ack / bare':>12}{'/ early':>9}")
        for step in ("trigger", "thought", "emotion", "back", "action"):
            acks = {name: median(times[step, name]) for name in apps}
            for name, ack in acks.items():
                early = acks["bare, early answer"]
                print(
                    f"{step:10}{name:22}{ack * 1e3:9.2f}{ack / acks['bare']:12.2f}"
                    f"{ack / early:9.2f}"
                )
        a_thousand(keel)


def a_thousand(keel: Any) -> None:
    """The Home and the open experiments with a thousand records."""
    now = keel.now()
    record = ThoughtRecord(
        "u",
        now,
        now,
        WORDS,
        situation=WORDS,
        evidence_for=WORDS,
        evidence_against=WORDS,
        emotions=(Emotion("sad", 70, 40),) * 3,
        experiment=Experiment("try", status="better"),
    )
    with keel.journal._store.transaction():
        for n in range(1000):
            day = now.date() - timedelta(days=n % 700)
            keel.journal.add(WHO, THOUGHTS, record, id=f"e{n}", day=day, now=now)
    for what, work in (
        ("open experiments", lambda: open_experiments(keel, WHO)),
        ("Home", lambda: home.page(keel, WHO)),
    ):
        spent = []
        for _ in range(20):
            begin = time.perf_counter()
            work()
            spent.append(time.perf_counter() - begin)
        print(f"{what} with 1,000 more records: {median(spent) * 1e3:.1f} ms median")


if __name__ == "__main__":
    main()
