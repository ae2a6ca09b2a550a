"""When Slack stumbles: help still goes out, and nobody is left without a word."""

from __future__ import annotations

import threading
import time

import pytest

from handlers import lanes
from handlers.lanes import Lanes
from tests.conftest import House
from tests.scenarios.test_crisis import CRISIS
from tests.scenarios.test_direct_message import answers, begin_talk


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many tries as outside of tests, without the minutes between them."""
    monkeypatch.setattr(lanes, "AGAIN_SECONDS", (0.1,) * len(lanes.AGAIN_SECONDS))


@pytest.mark.parametrize("text", [CRISIS, "crisis", "I need the crisis line"])
@pytest.mark.parametrize("failures", [1, 5])
def test_help_goes_out_once_although_slack_answers_with_500(
    house: House, failures: int, text: str
) -> None:
    """One try or several, the person gets their numbers, and gets them once."""
    house.slack.faults.status_500 = failures
    house.person().says(text)
    house.settle()
    (said,) = answers(house)
    assert "immediate danger" in said


def test_help_goes_out_although_connections_are_cut(house: House) -> None:
    """It comes when the way to Slack is there again."""
    house.slack.faults.down = "refused"
    house.person().says(CRISIS)
    time.sleep(0.3)
    house.slack.faults.down = False
    house.settle()
    (said,) = answers(house)
    assert "immediate danger" in said


def test_help_outlasts_more_refusals_than_the_client_takes(house: House) -> None:
    """Slack asks to wait again and again; help waits as long."""
    house.slack.faults.rate_limit = {"chat.postMessage": [4, 1]}
    house.person().says(CRISIS)
    house.settle()
    (said,) = answers(house)
    assert "immediate danger" in said


def test_a_talk_goes_on_after_a_500(house: House) -> None:
    """The question moves on, and its buttons work."""
    begin_talk(house)
    mara = house.person()
    before = mara.text_of(mara.last_message)
    house.slack.faults.status_500 = 2
    mara.clicks(text="3")
    house.settle()
    assert mara.text_of(mara.last_message) != before


def test_help_that_waits_delays_neither_its_own_lane_nor_another() -> None:
    """The tries stand outside the lanes."""
    seen: list[str] = []
    tried = threading.Event()
    free = threading.Event()

    def help_out() -> None:
        tried.set()
        if not free.is_set():
            raise OSError
        seen.append("help")

    running = Lanes(lambda what, error: None, lambda error: True)
    running.run("a", "help", help_out)
    assert tried.wait(10)
    own, other = threading.Event(), threading.Event()
    running.run("a", "reply", own.set)
    running.run("b", "reply", other.set)
    assert own.wait(10)
    assert other.wait(10)
    assert seen == []
    free.set()
    assert running.drain(10)
    running.close()
    assert seen == ["help"]


def test_help_that_waits_has_a_last_try_at_a_stop_and_then_lets_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stop waits for no pause."""
    monkeypatch.setattr(lanes, "AGAIN_SECONDS", (600.0,))
    tries: list[int] = []

    def help_out() -> None:
        tries.append(1)
        raise OSError

    running = Lanes(lambda what, error: None, lambda error: True)
    running.run("a", "help", help_out)
    assert not running.drain(0.2)
    running.close()
    assert tries == [1, 1]
    assert running.open == 0


def test_help_is_given_up_after_the_last_pause_and_when_slack_refuses_it() -> None:
    """What cannot succeed is not tried for ever."""
    tries: list[str] = []

    def fails(name: str, error: Exception) -> None:
        tries.append(name)
        raise error

    running = Lanes(lambda what, error: None, lambda error: isinstance(error, OSError))
    running.run("a", "help", lambda: fails("away", OSError()))
    running.run("b", "help", lambda: fails("refused", ValueError()))
    assert running.drain(10)
    running.close()
    assert tries.count("away") == 1 + len(lanes.AGAIN_SECONDS)
    assert tries.count("refused") == 1
