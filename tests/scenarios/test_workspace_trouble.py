"""Workspace settings when something is wrong: what an admin typed comes back with the reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.people import Who
from bot.preview.standin.workspace import TEAM
from handlers.workspace_contacts import contacts_of, workspace_of
from tests.conftest import House
from tests.scenarios.test_check_in import agree
from tests.scenarios.test_crisis_forms import without
from tests.scenarios.test_workspace import (
    CONTACT,
    PRIYA,
    asking,
    fill_contact,
    opened,
    seen,
    set_contact,
)


def test_a_contact_that_was_not_stored_is_still_in_the_form(house: House) -> None:
    """The admin is told, and the next press stores it."""
    priya = opened(house)
    fill_contact(house, priya, "eap", **CONTACT)
    with without(house, "entries"):
        assert priya.submits() is None
        house.settle()
    assert "could not be saved" in seen(priya)
    assert priya.submits() is None
    house.settle()
    assert [one.name for one in contacts_of(house.keel, PRIYA)] == [CONTACT["name"]]
    assert "Saved" in seen(priya)


def test_the_rest_that_was_not_stored_is_still_in_the_form(house: House) -> None:
    """Region and what is not offered alike."""
    priya = opened(house)
    priya.clicks("workspace_other")
    house.settle()
    priya.fills({"region": "de-by"})
    priya.picks("features", "check_in")
    with without(house, "entries"):
        assert priya.submits() is None
        house.settle()
    assert "could not be saved" in seen(priya)
    assert priya.submits() is None
    house.settle()
    settings = workspace_of(house.keel, TEAM)
    assert settings.holiday_region == "DE-BY"
    assert settings.features_off == ("check_in",)


def test_a_removal_that_was_not_stored_can_be_tried_again(house: House) -> None:
    """Empty fields come back empty."""
    priya = set_contact(house)
    priya.closes()
    fill_contact(house, priya, "eap", name="", phone="", url="")
    with without(house, "entries"):
        priya.submits()
        house.settle()
    assert "could not be saved" in seen(priya)
    assert priya.submits() is None
    house.settle()
    assert contacts_of(house.keel, PRIYA) == ()


def test_a_wrong_person_costs_none_of_the_other_fields(house: House) -> None:
    """An app was chosen by mistake; the name, the number and the address are still there."""
    priya = opened(house)
    fill_contact(house, priya, "eap", **CONTACT, slack_user="U_NIGHT")
    house.slack.workspace.change_person("U_NIGHT", deleted=True)
    assert priya.submits() is None
    house.settle()
    assert "not a person" in seen(priya)
    priya.picks("user")
    assert priya.submits() is None
    house.settle()
    (kept,) = contacts_of(house.keel, PRIYA)
    assert (kept.name, kept.phone, kept.url) == tuple(CONTACT.values())
    assert kept.slack_user == ""


def test_an_admin_of_another_workspace_is_none_here(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody of a connected organisation can be an admin, over there."""
    workspace = house.slack.workspace
    own = workspace.user_wire
    monkeypatch.setattr(
        workspace, "user_wire", lambda *args, **more: own(*args, **more) | {"team_id": "T_OTHER"}
    )
    assert "for admins" in seen(opened(house))


# --- asking somebody to reach out


def test_nobody_can_ask_themselves(house: House) -> None:
    """The employee assistance contact in need has to be offered somebody else."""
    set_contact(house, **CONTACT, slack_user="U_DEV")
    set_contact(house, "works_council", name="Works council", slack_user="U_NIGHT")
    mara = house.person()
    mara.shortcut("help_now")
    house.settle()
    mara.clicks("help_reach")
    house.settle()
    assert "Works council" in seen(mara)
    assert CONTACT["name"] not in seen(mara)


def test_two_presses_send_one_message(house: House) -> None:
    """Somebody in need presses again when Slack is slow."""
    mara = asking(house)
    before = len(house.message_calls())
    house.slack.faults.slow_seconds = 2.5
    mara.clicks("help_reach_send:0")
    mara.clicks("help_reach_send:0")
    house.slack.faults.slow_seconds = 0.0
    house.settle()
    sent = [call for call in house.message_calls()[before:] if call.args["channel"] == "U_NIGHT"]
    assert len(sent) == 1


def test_a_name_with_markup_in_it_is_sent_as_a_name(house: House) -> None:
    """A display name is chosen freely, and must ping nobody."""
    house.slack.workspace.change_person("U_DEV", real_name="<!channel> & Mara")
    mara = asking(house)
    mara.clicks("help_reach_send:0")
    house.settle()
    (call,) = [one for one in house.message_calls() if one.args["channel"] == "U_NIGHT"]
    assert "&lt;!channel&gt; &amp; Mara" in call.args["text"]
    assert "<!channel>" not in str(call.args)


@pytest.mark.parametrize(("user", "day"), [("U_PLANT", "25 November"), ("U_NIGHT", "24 November")])
def test_the_day_of_consent_is_the_day_it_was_for_the_person(
    house: House, user: str, day: str
) -> None:
    """At 20:00 in London it is the next day in Kolkata."""
    house.slack.clock.set(datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    agree(house, user)
    person = house.person(user)
    person.closes(all=True)
    person.says("privacy")
    house.settle()
    assert day in person.text_of(person.last_message)
    assert house.keel.journal.profile(Who(TEAM, user)) is not None
