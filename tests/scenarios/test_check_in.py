"""A check-in from the first message to the numbers on the Home."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import House


def agree(house: House, user: str = "U_DEV") -> None:
    """A person who has said yes and stands in the check-in form."""
    person = house.person(user)
    person.shortcut("check_in")
    house.settle()
    person.submits()
    house.settle()


def test_a_first_check_in_goes_from_hello_to_numbers(house: House) -> None:
    """The main path: a word in the DM, consent, the form, the reflection, the Home."""
    mara = house.person()
    mara.says("check in")
    house.settle()
    mara.clicks("open:check_in")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    assert mara.submits() is None
    house.settle()
    assert mara.modals[-1]["callback_id"] == "check_in"
    mara.fills({"rate_sleep": "2", "rate_mood": "4", "note": "quiet week", "goal": "walk"})
    assert mara.submits() is None
    house.settle()
    seen = mara.text_of(mara.modals[-1])
    assert mara.modals[-1]["callback_id"] == "check_in_reflection"
    assert "2 of 5" in seen
    assert "4 of 5" in seen
    mara.closes()
    mara.opens_home()
    house.settle()
    assert "Sleep 2" in mara.text_of(mara.home)


def test_nothing_is_stored_before_consent(house: House) -> None:
    """Without a yes there is no row for the person in any table."""
    mara = house.person()
    mara.says("hello there")
    mara.opens_home()
    mara.says("help")
    house.settle()
    who = house.keel.journal
    assert who.sweep(house.keel.now()) == 0
    rows = who._store.database.rows("SELECT count(*) AS n FROM people")
    assert rows == [{"n": 0}]


def test_an_empty_form_is_answered_beside_its_field(house: House) -> None:
    """A form without anything in it is not stored, and says so where the person looks."""
    agree(house)
    mara = house.person()
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == {"note"}
    assert mara.modals[-1]["callback_id"] == "check_in"


def test_the_last_goal_is_followed_up(house: House) -> None:
    """What was set as a goal is asked about next time, and only then."""
    agree(house)
    mara = house.person()
    assert "walk at lunch" not in mara.text_of(mara.modals[-1])
    mara.fills({"goal": "walk at lunch"})
    mara.submits()
    mara.closes()
    house.slack.clock.move(timedelta(days=1))
    mara.shortcut("check_in")
    house.settle()
    assert "walk at lunch" in mara.text_of(mara.modals[-1])
    mara.fills({"last_goal": "partly", "rate_energy": "3"})
    assert mara.submits() is None
