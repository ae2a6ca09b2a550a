"""Check-ins sent again, changed, deleted; items switched off; what is offered and to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.people import Who
from bot.preview.standin import NotAcknowledged
from data.journal import Kept, NoConsent
from data.kinds import CHECK_INS
from tests.conftest import House
from tests.scenarios.test_check_in import agree

MARA = Who("T_NORTHWIND", "U_DEV")


def kept(house: House) -> list[Kept[Any]]:
    """All check-ins, newest first."""
    return house.keel.journal.entries(MARA, CHECK_INS)


def checked_in(house: House, **values: str) -> Any:
    """A person with one check-in and nothing open."""
    agree(house)
    mara = house.person()
    mara.fills(values)
    assert mara.submits() is None
    house.settle()
    mara.closes(all=True)
    return mara


def past(house: House) -> Any:
    """Past check-ins, opened from the Home."""
    mara = house.person()
    mara.opens_home()
    house.settle()
    mara.clicks("open:check_ins", where="home")
    house.settle()
    return mara


def test_what_was_added_after_a_lost_answer_is_stored(house: House) -> None:
    """The form stays open when its answer is lost; sent again, it counts as it is by then."""
    agree(house)
    mara = house.person()
    mara.fills({"note": "first words"})
    house.slack.ack_timeout = 0.5
    house.slack.faults.lose_acks = True
    with pytest.raises(NotAcknowledged):
        mara.submits()
    house.slack.faults.lose_acks = False
    house.slack.ack_timeout = 15
    house.slack.wait_connected(timeout=30)
    house.settle()
    mara.fills({"note": "first words and the worst of it", "goal": "call Joe"})
    assert mara.submits() is None
    house.settle()
    (one,) = kept(house)
    assert (one.value.note, one.value.goal) == ("first words and the worst of it", "call Joe")


def test_a_changed_check_in_stays_at_its_day_and_is_shown_changed(house: House) -> None:
    """Also in the list beneath the form, on the page it was opened from."""
    mara = checked_in(house, note="old words", rate_mood="2")
    day = kept(house)[0].day
    house.slack.clock.move(timedelta(days=3))
    past(house)
    mara.clicks("check_in_edit")
    house.settle()
    mara.fills({"note": "new words"})
    assert mara.submits() is None
    house.settle()
    (one,) = kept(house)
    assert (one.day, one.value.day, one.value.note) == (day, day, "new words")
    mara.closes()
    assert mara.modals[-1]["callback_id"] == "check_ins"
    assert "new words" in mara.text_of(mara.modals[-1])
    assert "old words" not in mara.text_of(mara.modals[-1])


def test_a_change_is_shown_on_the_page_that_was_open(house: House) -> None:
    """Whoever changes something far back does not find themselves at the front."""
    mara = checked_in(house, note="the oldest of all")
    value = kept(house)[0].value
    for n in range(1, 9):
        day = value.day + timedelta(days=n)
        house.keel.journal.add(
            MARA, CHECK_INS, value, id=f"later{n}", day=day, now=house.keel.now()
        )
    past(house)
    mara.clicks("check_ins_page:older")
    house.settle()
    mara.clicks("check_in_edit", nth=2)
    house.settle()
    mara.fills({"note": "changed far back"})
    mara.submits()
    house.settle()
    mara.closes()
    assert "7 to 9 of 9" in mara.text_of(mara.modals[-1])
    assert "changed far back" in mara.text_of(mara.modals[-1])


def test_an_item_switched_off_is_not_asked_and_its_rating_outlives_a_change(house: House) -> None:
    """For good means until switched on again; what was rated before is not taken away."""
    mara = checked_in(house, rate_sleep="2", rate_mood="4")
    mara.opens_home()
    house.settle()
    mara.clicks("open:check_in_items", where="home")
    house.settle()
    on = [item.slug for item in house.keel.library.check_in_items if item.slug != "sleep"]
    mara.fills({"items": on})
    mara.submits()
    house.settle()
    past(house)
    mara.clicks("check_in_edit")
    house.settle()
    asked = [block["block_id"] for block in mara.modals[-1]["blocks"] if block["type"] == "input"]
    assert "rate_sleep" not in asked
    assert "rate_mood" in asked
    mara.fills({"rate_mood": "3"})
    mara.submits()
    house.settle()
    assert kept(house)[0].value.ratings == {"sleep": 2, "mood": 3}
    mara.closes(all=True)
    mara.shortcut("check_in")
    house.settle()
    assert "rate_sleep" not in str(mara.modals[-1]["blocks"])


def test_deleting_takes_a_check_in_off_the_page_and_out_of_the_store(house: House) -> None:
    """At once, for good."""
    mara = checked_in(house, note="to be gone")
    past(house)
    mara.clicks("check_in_delete")
    house.settle()
    assert kept(house) == []
    assert "No check-ins yet" in mara.text_of(mara.modals[-1])


def test_changing_what_was_deleted_says_that_it_is_gone(house: House) -> None:
    """The list may be older than the deletion."""
    mara = checked_in(house, note="deleted elsewhere")
    past(house)
    house.keel.journal.remove(MARA, CHECK_INS, kept(house)[0].id)
    mara.clicks("check_in_edit")
    house.settle()
    assert "no longer there" in mara.text_of(mara.modals[-1])
    mara.closes()
    assert "No check-ins yet" in mara.text_of(mara.modals[-1])


def test_a_change_after_consent_was_taken_back_asks_first(house: House) -> None:
    """New words are new words, also in an old check-in."""
    mara = checked_in(house, note="old words")
    house.keel.journal.withdraw(MARA, house.keel.now())
    past(house)
    mara.clicks("check_in_edit")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    mara.submits()
    house.settle()
    assert mara.modals[-1]["callback_id"] == "check_ins"
    mara.clicks("check_in_edit")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "check_in"


def test_a_form_that_was_open_when_consent_was_taken_back_stores_nothing(house: House) -> None:
    """It says so beside a field, and keeps the words."""
    mara = checked_in(house, note="old words")
    past(house)
    mara.clicks("check_in_edit")
    house.settle()
    house.keel.journal.withdraw(MARA, house.keel.now())
    mara.fills({"note": "new words"})
    errors = mara.submits()
    assert errors is not None
    assert "no consent of yours" in "".join(errors.values())
    assert kept(house)[0].value.note == "old words"
    one = kept(house)[0]
    with pytest.raises(NoConsent):
        house.keel.journal.replace(MARA, CHECK_INS, one.id, one.value, one.day)


@pytest.mark.parametrize(
    "note",
    [
        "I want to kill myself",
        "I can't take this any more",
    ],
)
def test_no_record_is_offered_after_words_like_these(house: House, note: str) -> None:
    """An exercise is no answer to them. It is offered another time."""
    assert house.keel.screen(note)
    agree(house)
    mara = house.person()
    mara.fills({"rate_mood": "1", "note": note})
    mara.submits()
    house.settle()
    if mara.modals[-1]["callback_id"] == "help_view":
        mara.submits()
        house.settle()
        mara.submits()
        house.settle()
    assert mara.modals[-1]["callback_id"] == "check_in_reflection"
    assert "I mention it this once" not in mara.text_of(mara.modals[-1])
    mara.closes(all=True)
    mara.shortcut("check_in")
    house.settle()
    mara.fills({"rate_mood": "1"})
    mara.submits()
    house.settle()
    assert "I mention it this once" in mara.text_of(mara.modals[-1])
