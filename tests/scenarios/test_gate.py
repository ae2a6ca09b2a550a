"""The gate: every text on every way in, and help by another way when the first is shut."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.preview.standin.blockkit import problems
from handlers import blocks as b
from handlers.gate import ConcernAck
from tests.conftest import House
from tests.scenarios.test_check_in import agree
from tests.scenarios.test_crisis import CONCERN, CRISIS
from tests.scenarios.test_direct_message import answers
from tests.scenarios.test_thought_record import begin, step


def test_a_message_that_is_changed_into_a_crisis_gets_help(house: House) -> None:
    """Everything typed is read, the second time too."""
    mara = house.person()
    ts = mara.says("hello")
    house.settle()
    before = len(answers(house))
    mara.edits(ts, CRISIS)
    house.settle()
    (said,) = answers(house)[before:]
    assert "immediate danger" in said


def changed(house: House, text: str, before: str, **more: Any) -> None:
    """Slack tells that a message is another now."""
    message = {"type": "message", "user": "U_DEV", "text": text, "ts": "1.1", **more}
    house.slack.sends(
        {
            "type": "message",
            "subtype": "message_changed",
            "channel": "D_DEV",
            "channel_type": "im",
            "message": message,
            "previous_message": message | {"text": before},
        }
    )
    house.settle()


def test_a_message_whose_words_are_as_they_were_brings_no_help_again(house: House) -> None:
    """Slack adds the preview of a link to a message some seconds later."""
    changed(house, CRISIS, CRISIS, attachments=[{"title": "a page"}])
    assert answers(house) == []


def test_what_an_app_writes_is_not_read(house: House) -> None:
    """Our own messages come back as events; help for them would never end."""
    changed(house, CRISIS, "before", bot_id="B_KEEL")
    house.slack.sends(
        {
            "type": "message",
            "channel": "D_DEV",
            "channel_type": "im",
            "user": "U_KEEL",
            "bot_id": "B_KEEL",
            "text": CRISIS,
            "ts": "2.2",
        }
    )
    house.settle()
    assert answers(house) == []


@pytest.mark.parametrize("fields", [(CONCERN, CRISIS), (CRISIS, CONCERN)])
def test_a_concern_in_one_field_hides_no_crisis_in_another(
    house: House, fields: tuple[str, str]
) -> None:
    """In whichever order the fields stand."""
    agree(house)
    mara = house.person()
    mara.fills(dict(zip(("note", "goal"), fields, strict=True)))
    mara.submits()
    house.settle()
    assert mara.modals[-1]["callback_id"] == "help_view"


def test_a_concern_in_the_dm_adds_one_line_to_the_answer(house: House) -> None:
    """It names the way to help, and the menu comes as ever."""
    mara = house.person()
    mara.says(CONCERN)
    house.settle()
    heavy = [said for said in answers(house) if "That sounds heavy" in said]
    assert len(heavy) == 1
    assert len(answers(house)) == 2


def test_when_no_view_can_be_opened_help_comes_as_a_message(house: House) -> None:
    """A button of a form whose crisis Slack lets nothing be laid over: help, keep and go on."""
    mara = begin(house)
    step(house, mara, {"situation": "night shift"})
    mara.fills({"thought": CRISIS, "belief": "80"})
    house.slack.faults.fail = {"views.push": "push_limit_reached"}
    mara.clicks("thought_back")
    house.settle()
    assert "immediate danger" in answers(house)[-1]
    # "I'm safe" in the message holds for the form, which would be stopped for ever otherwise.
    mara.clicks("help_safe", where="message")
    house.settle()
    before = len(answers(house))
    assert mara.submits() is None
    house.settle()
    assert len(answers(house)) == before
    assert mara.modals[-1]["title"]["text"] == "3 of 4: Emotion"


def test_a_full_view_with_a_concern_keeps_its_way_to_help() -> None:
    """One block has to go, and it is not the last one."""
    rows = [b.section(f"row {number}") for number in range(b.MODAL_BLOCKS - 1)]
    view = b.modal("full", "Full", rows, help_label="Get help now", close="Close")
    assert len(view["blocks"]) == b.MODAL_BLOCKS
    ack = ConcernAck("That sounds heavy")
    ack(response_action="update", view=view)
    assert ack.response is not None
    shown = json.loads(ack.response.body)["view"]
    assert problems(shown, "modal") == []
    assert shown["blocks"][-1] == b.help_button("Get help now")
    assert "That sounds heavy" in str(shown["blocks"][0])
