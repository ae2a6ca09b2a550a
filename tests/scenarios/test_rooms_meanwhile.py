"""Schedules, reminders and first steps while somebody is quicker than Slack, or said no by then."""

from __future__ import annotations

from datetime import date

import pytest

from bot.preview.standin import PersonDriver
from data.kinds import FIRST_STEPS
from handlers.nudges import nudge_message
from tests.conftest import House
from tests.scenarios.test_check_in import agree
from tests.scenarios.test_first_steps import consenting, in_field, made, seen
from tests.scenarios.test_merge_meanwhile import parked
from tests.scenarios.test_schedule_editor import MARA, how, saved
from tests.scenarios.test_thought_record import at_thought, title


def test_a_late_answer_in_the_schedule_does_not_bring_its_page_back(house: House) -> None:
    """The next page stays, with what was chosen in it."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "9am-5pm"})
    house.slack.faults.rate_limit = {"views.update": [1, 1]}
    mara.clicks("schedule_each")
    assert mara.submits() is None
    house.settle()
    assert mara.modals[-1]["callback_id"] == "schedule_around"


def test_a_schedule_seen_before_consent_was_taken_back_asks_for_it_first(house: House) -> None:
    """Nothing new is stored; after a yes it is still there to be saved."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "9am-5pm"})
    mara.submits()
    house.settle()
    mara.submits()
    house.settle()
    assert mara.modals[-1]["callback_id"] == "schedule_preview"
    house.keel.journal.withdraw(MARA, house.keel.now())
    mara.submits()
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    assert saved(house) is None
    mara.submits()
    house.settle()
    mara.clicks("schedule_how:weekly")
    house.settle()
    assert "9am-5pm" in str(mara.modals[-1]["state"])


def test_a_new_zone_says_nothing_to_whoever_took_consent_back(house: House) -> None:
    """A schedule that was begun before then is left as it was, and nothing comes uninvited."""
    mara = how(house, "weekly")
    mara.fills({"weekdays": "9am-5pm"})
    mara.submits()
    house.settle()
    house.keel.journal.withdraw(MARA, house.keel.now())
    mara.closes(all=True)
    mara.changes_zone("America/Chicago")
    house.settle()
    assert mara.dm == []
    assert "listener_failed" not in house.log.getvalue()


def test_a_reminder_of_a_room_that_is_gone_says_so(house: House) -> None:
    """The button of an older message is no dead end."""
    mara = house.person()
    said = nudge_message(house.keel, "questionnaire", date(2026, 11, 23), "nudge")
    house.app.client.chat_postMessage(channel=mara.channel, **said)
    assert house.keel.doors.door("questionnaires") is None
    mara.clicks("nudge:start")
    house.settle()
    assert "no longer there" in mara.text_of(mara.last_message)


def test_a_draft_that_is_gone_is_said_above_the_form_that_opens_instead(house: House) -> None:
    """A button of an older message opens nothing else without a word."""
    mara = at_thought(house)
    mara.clicks("thought_later")
    house.settle()
    mara.closes(all=True)
    mara.says("thought")
    house.settle()
    mara.opens_home()
    house.settle()
    mara.clicks("thought_drop", where="home")
    house.settle()
    mara.clicks("thought_resume", where="message")
    house.settle()
    assert title(mara) == "1 of 4: Trigger"
    assert "no longer there" in seen(mara)


def test_a_late_answer_to_keep_leaves_a_note_as_it_was_changed_meanwhile(house: House) -> None:
    """What is on the screen is what counts, and it says that it is not kept yet."""
    mara = consenting(house)
    made(house, mara, shows="first words")
    house.slack.faults.rate_limit = {"views.update": [1, 1]}
    mara.clicks("first_steps_keep")
    mara.fills({"note": "changed meanwhile"})
    assert mara.submits() is None
    house.settle()
    assert in_field(mara) == "changed meanwhile"
    assert house.keel.words("first_steps")("note_kept") not in seen(mara)
    mara.clicks("first_steps_keep")
    house.settle()
    (kept,) = house.keel.journal.entries(MARA, FIRST_STEPS)
    assert kept.value.text == "changed meanwhile"
    assert house.keel.words("first_steps")("note_kept") in seen(mara)


@pytest.mark.parametrize("room", ["thought", "merge"])
def test_a_form_closed_after_consent_was_taken_back_keeps_and_says_nothing(
    house: House, room: str
) -> None:
    """Nobody asked for anything, so nothing comes, and nothing is kept."""
    agree(house)
    mara = house.person()
    mara.closes(all=True)
    mara.shortcut(room)
    house.settle()
    mara.fills({"situation" if room == "thought" else "not_mine": "canary of today"})
    house.keel.journal.withdraw(MARA, house.keel.now())
    mara.closes()
    house.settle()
    assert house.keel.journal.tally_drafts(MARA) == 0
    assert [message for message in mara.dm if message.by_bot] == []


@pytest.mark.parametrize("press", ["stash_done", "thought_drop"])
def test_a_home_that_cannot_be_shown_anew_does_not_say_that_nothing_was_saved(
    house: House, press: str
) -> None:
    """It was saved; the page follows the next time it is opened."""
    mara = with_something_on_the_home(house, press)
    said = len(mara.dm)
    house.slack.faults.fail = {"views.publish": "fatal_error"}
    mara.clicks(press, where="home")
    house.settle()
    assert len(mara.dm) == said


def with_something_on_the_home(house: House, press: str) -> PersonDriver:
    """A person whose Home has that button."""
    if press == "stash_done":
        mara = parked(house)
        house.slack.moves_clock(hours=17)  # the start of the next shift
    else:
        mara = at_thought(house)
        mara.clicks("thought_later")
        house.settle()
        mara.closes(all=True)
    mara.opens_home()
    house.settle()
    return mara
