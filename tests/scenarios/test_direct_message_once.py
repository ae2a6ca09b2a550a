"""Which messages are answered, and that each is answered once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import BoltRequest

from tests.conftest import House, Start
from tests.scenarios.test_direct_message import answers, begin_talk


def delivery_of(house: House, text: str) -> dict[str, Any]:
    """The delivery that brought what a person typed."""
    brought = (d.payload for d in house.slack.deliveries if d.payload.get("event"))
    return next(body for body in brought if body["event"].get("text") == text)


def comes_again(house: House, payload: dict[str, Any]) -> None:
    """Hands a delivery to the app once more, as Slack does when it saw no answer."""
    house.app.dispatch(BoltRequest(body=json.dumps(payload), mode="socket_mode"))
    house.settle()


def test_a_message_delivered_again_after_a_restart_is_answered_once(start: Start) -> None:
    """The store remembers what memory does not, and for longer than an unfinished one waits."""
    with start() as house:
        house.person().says("hello")
        house.settle()
        payload = delivery_of(house, "hello")
        assert len(answers(house)) == 1
    for minutes in (0, 5):
        with start() as house:
            house.slack.clock.move(timedelta(minutes=minutes))
            comes_again(house, payload)
            assert len(answers(house)) == 1


def test_an_answer_in_a_talk_counts_once_also_over_a_restart(start: Start) -> None:
    """Given again, it would be the answer to the next question."""
    with start() as house:
        begin_talk(house)
        house.person().says("4")
        house.settle()
        payload = delivery_of(house, "4")
        assert "Focus" in answers(house)[-1]
    with start() as house:
        before = len(answers(house))
        comes_again(house, payload)
        assert len(answers(house)) == before


@pytest.mark.parametrize(
    "other",
    [
        {"channel": "C_GENERAL", "channel_type": "channel"},
        {"channel": "G_PRIVATE", "channel_type": "group"},
        {"bot_id": "B_OTHER"},
    ],
)
def test_messages_of_others_and_in_other_places_are_let_be(
    house: House, other: dict[str, str]
) -> None:
    """Only what a person says in their own conversation with the app is meant for it."""
    house.slack.sends(
        {
            "type": "message",
            "user": "U_DEV",
            "text": "check in",
            "ts": "1790000000.000100",
            "channel": "D_DEV",
            "channel_type": "im",
            **other,
        }
    )
    house.settle()
    assert house.message_calls() == []


@pytest.mark.parametrize(("word", "way"), [("trends", "check_ins"), ("skill", "thought")])
def test_a_word_for_what_has_its_place_elsewhere_leads_there(
    house: House, word: str, way: str
) -> None:
    """Not "I didn't catch that", and no promise of what is not there."""
    mara = house.person()
    mara.says(word)
    house.settle()
    assert "didn't catch" not in answers(house)[-1]
    mara.clicks(f"open:{way}", where="message")
    house.settle()
    assert mara.modals
