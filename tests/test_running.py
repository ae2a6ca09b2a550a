"""A started app in this process: what it records, and what a stop waits for."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from bot.app import create_app, make_keel
from bot.preview.standin import StandIn
from bot.running import InHand, TimedSocket, start
from bot.settings import Settings
from tests.conftest import House, master_key


def settings(slack: StandIn, folder: Path) -> Settings:
    return Settings(
        keys=(master_key(),),
        database_url=f"sqlite:///{folder}/keel.db",
        bot_token=slack.bot_token,
        app_token=slack.app_token,
        slack_api_url=slack.api_url,
    )


def test_a_start_records_the_newest_key(slack: StandIn, tmp_path: Path) -> None:
    """rotate-key must not wrap under a key that the running app does not know."""
    set_up = settings(slack, tmp_path)
    keel = make_keel(set_up)
    running = start(set_up, keel)
    try:
        assert keel.journal.facts()["newest_key"] == int(keel.journal.newest_key, 16)
    finally:
        running.stop()


def test_a_stop_waits_until_what_is_in_hand_is_acknowledged(slack: StandIn, tmp_path: Path) -> None:
    """Whoever pressed Save a moment before it must not see an error of Slack's."""
    entered, go_on = threading.Event(), threading.Event()

    @contextlib.contextmanager
    def held_up() -> Iterator[None]:
        entered.set()
        assert go_on.wait(20)
        yield

    set_up = settings(slack, tmp_path)
    keel = make_keel(set_up)
    socket = TimedSocket(create_app(keel, set_up), set_up.app_token, held_up, InHand())
    socket.client.connect()
    slack.wait_connected()
    mara = slack.person("U_DEV")
    pressing = threading.Thread(target=mara.shortcut, args=("help_now",))
    pressing.start()
    assert entered.wait(20)
    stopping = threading.Thread(target=socket.finish)
    stopping.start()
    stopping.join(0.3)
    waited = stopping.is_alive()
    go_on.set()
    pressing.join(20)
    stopping.join(20)
    keel.lanes.close()
    keel.journal.close()
    assert waited
    assert mara.error is None
    assert [one.error for one in slack.deliveries if one.kind == "shortcut"] == [None]


def test_a_command_that_fails_is_answered(house: House) -> None:
    """Slack's own error would name the app and nothing else; help stands below the sentence."""

    def fails() -> None:
        raise RuntimeError

    house.app.routes["command"]._exact["/iop-info"] = (fails, ())
    mara = house.person()
    mara.runs("/iop-info", "costs", channel="C_GENERAL")
    house.settle()
    assert mara.error is None
    assert "Something went wrong" in mara.text_of(mara.ephemerals[-1])
