"""Ways in that fail: too late, gone, of an older version, the store away. None is silent."""

from __future__ import annotations

import pytest

from bot.domain.people import Who
from handlers.consent import ZONES_MOST
from tests.conftest import House
from tests.scenarios.test_check_in import agree
from tests.scenarios.test_crisis_forms import without
from tests.scenarios.test_direct_message import answers

MARA = Who("T_NORTHWIND", "U_DEV")


def asked(house: House) -> int:
    """Somebody who agreed has the menu's button before them; how many answers there were."""
    agree(house)
    mara = house.person()
    mara.closes(all=True)
    mara.says("check in")
    house.settle()
    return len(answers(house))


def test_a_press_that_comes_too_late_brings_the_same_button_again(house: House) -> None:
    """A trigger lives 3 s, and Slack or this server may need longer."""
    before = asked(house)
    mara = house.person()
    house.slack.trigger_ttl = 0.0
    mara.clicks("open:check_in", where="message")
    house.settle()
    house.slack.trigger_ttl = 15.0
    (said,) = answers(house)[before:]
    assert "too long to open" in said
    mara.clicks("open:check_in", where=mara.last_message.ts)
    house.settle()
    assert mara.modals[-1]["callback_id"] == "check_in"


def test_a_shortcut_that_comes_too_late_brings_a_button(house: House) -> None:
    """It has no message of its own to press in."""
    mara = house.person()
    house.slack.trigger_ttl = 0.0
    mara.shortcut("check_in")
    house.settle()
    house.slack.trigger_ttl = 15.0
    mara.clicks("open:check_in", where="message")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"


def test_the_first_view_waits_for_no_other_answer_of_slack(house: House) -> None:
    """The consent text is there at once; the zone is asked for behind it."""
    mara = house.person()
    mara.says("check in")
    house.settle()
    mara.clicks("open:check_in", where="message")
    house.settle()
    methods = [call.method for call in house.slack.calls]
    assert methods.index("views.open") < methods.index("users.info")
    assert mara.submits() is None
    house.settle()
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.zone == "Europe/Stockholm"


def test_whoever_agrees_before_slack_says_the_zone_gets_it_afterwards(house: House) -> None:
    """UTC is a beginning, not the last word."""
    house.slack.faults.fail = {"users.info": "internal_error"}
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    house.slack.faults.fail = {}
    told: list[Who] = []
    house.keel.doors.when_zone_changes(told.append)
    assert mara.submits() is None
    assert mara.modals[-1]["callback_id"] == "check_in"
    house.settle()
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.zone == "Europe/Stockholm"
    assert told == [MARA]


@pytest.mark.parametrize("failing", [{}, {"users.info": "internal_error"}])
def test_a_zone_that_this_machine_does_not_know_is_not_taken(
    house: House, monkeypatch: pytest.MonkeyPatch, failing: dict[str, str]
) -> None:
    """It would break every page of the person, known before the yes or after it."""
    workspace = house.slack.workspace
    own = workspace.user_wire
    monkeypatch.setattr(
        workspace, "user_wire", lambda *args, **more: own(*args, **more) | {"tz": "Mars/Olympus"}
    )
    mara = house.person()
    house.slack.faults.fail = failing
    mara.shortcut("check_in")
    house.settle()
    house.slack.faults.fail = {}
    mara.submits()
    house.settle()
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.zone == "UTC"
    assert house.person().modals[-1]["callback_id"] == "check_in"


def test_zones_of_people_who_never_agree_do_not_pile_up(house: House) -> None:
    """They are held in memory while the text is read."""
    zones = house.keel.zones
    zones.update({Who("T", f"U_{number}"): "UTC" for number in range(ZONES_MOST)})
    house.person().shortcut("check_in")
    house.settle()
    assert list(zones) == [MARA]


def test_a_door_that_is_no_longer_there_is_said(house: House) -> None:
    """An older message still offers it."""
    before = asked(house)
    del house.keel.doors._doors["check_in"]
    house.person().clicks("open:check_in", where="message")
    house.settle()
    (said,) = answers(house)[before:]
    assert "no longer there" in said


def test_a_form_of_an_older_version_keeps_what_was_typed_and_says_so(house: House) -> None:
    """Closing it without a word would lose the worst of somebody's week."""
    agree(house)
    mara = house.person()
    mara.fills({"note": "words typed before the upgrade"})
    del house.app.routes["view"]._exact["check_in"]
    errors = mara.submits()
    assert errors is not None
    assert "older version" in next(iter(errors.values()))
    assert "words typed before" in str(mara.modals[-1]["state"]["values"])


def test_a_view_without_fields_of_an_older_version_is_answered_too(house: House) -> None:
    """There is no field to stand beside, so a message says it."""
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    del house.app.routes["view"]._exact["consent"]
    mara.submits()
    house.settle()
    assert "no longer there" in answers(house)[-1]


def test_a_shortcut_of_an_older_version_is_answered(house: House) -> None:
    """The manifest in Slack may be behind."""
    del house.app.routes["shortcut"]._exact["merge"]
    house.person().shortcut("merge")
    house.settle()
    assert "no longer there" in answers(house)[-1]


def test_a_button_says_when_the_database_does_not_read(house: House) -> None:
    """Behind the acknowledgement as well as before it."""
    before = asked(house)
    with without(house, "people", "entries", "drafts"):
        house.person().clicks("open:check_in", where="message")
        house.settle()
    (said,) = answers(house)[before:]
    assert "Something went wrong" in said


@pytest.mark.parametrize("word", ["thought", "check in", "what now", "help", "crisis", "privacy"])
def test_a_word_is_answered_when_the_database_does_not_read(house: House, word: str) -> None:
    """Whether somebody is known to be in no talk or not."""
    before = asked(house)
    with without(house, "people", "entries", "drafts"):
        house.person().says(word)
        house.settle()
    said = answers(house)[before:]
    assert len(said) == 1
    if word == "crisis":
        assert "immediate danger" in said[0]


def test_many_failures_at_once_bring_one_apology(house: House) -> None:
    """An outage is no reason for a flood."""
    before = asked(house)
    with without(house, "people", "entries", "drafts"):
        for _ in range(3):
            house.person().clicks("open:check_in", where="message")
        house.settle()
    assert len(answers(house)[before:]) == 1


def test_whoever_closed_the_view_meanwhile_hears_nothing(house: House) -> None:
    """Nothing went wrong: they went on."""
    before = asked(house)
    mara = house.person()
    mara.shortcut("help_now")
    house.settle()
    house.slack.faults.fail = {"views.update": "not_found"}
    mara.picks("help_country", "GB")
    house.settle()
    assert len(answers(house)) == before


def test_a_home_that_cannot_be_shown_is_no_message(house: House) -> None:
    """Nobody waits for it in the conversation."""
    before = asked(house)
    house.slack.faults.fail = {"views.publish": "internal_error"}
    house.person().opens_home()
    house.settle()
    assert len(answers(house)) == before
