"""Workspace settings: for admins, asked of Slack each time; and one message on a person's press."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain.people import Who
from bot.domain.workspaces import (
    ContactDetails,
    WorkspaceSettings,
    changed,
    checked,
    over,
)
from bot.preview.standin import PersonDriver
from bot.preview.standin.workspace import TEAM
from data.database import StoreUnavailable
from data.library import ContentError, load_library
from handlers.workspace_contacts import contacts_of, workspace_of
from tests.conftest import House, Start
from tests.scenarios.test_check_in import agree

MARA, PRIYA = Who(TEAM, "U_DEV"), Who(TEAM, "U_PLANT")
CONTACT = {"name": "Harbour Assist", "phone": "+46 8 123 45 67", "url": "https://harbour.example/x"}


def seen(person: PersonDriver) -> str:
    return person.text_of(person.modals[-1])


def opened(house: House, user: str = "U_PLANT") -> PersonDriver:
    """Somebody at the settings, by the word in the chat."""
    person = house.person(user)
    person.says("workspace settings")
    house.settle()
    person.clicks("open:workspace", where="message")
    house.settle()
    return person


def fill_contact(house: House, person: PersonDriver, slot: str, **fields: str) -> None:
    person.clicks("workspace_contact", value=slot)
    house.settle()
    person.fills({**fields})


def set_contact(house: House, slot: str = "eap", **fields: str) -> PersonDriver:
    """A contact as an admin sets it."""
    priya = opened(house)
    fill_contact(house, priya, slot, **(fields or CONTACT))
    assert priya.submits() is None
    house.settle()
    return priya


def demoted(house: House, user: str = "U_PLANT") -> None:
    house.slack.workspace.change_person(user, is_admin=False)


def test_an_admin_sets_a_contact_and_everybody_sees_it_in_the_help_view(house: House) -> None:
    """Name, link to call, address; and the line of who changed what stands below."""
    priya = set_contact(house)
    assert "Saved" in seen(priya)
    priya.closes()
    assert "Harbour Assist" in seen(priya)
    assert "changed the contact “Employee assistance program”" in seen(priya)
    mara = house.person()
    mara.shortcut("help_now")
    house.settle()
    assert "Harbour Assist" in seen(mara)
    assert "tel:" in json.dumps(mara.modals[-1])


def test_somebody_who_is_no_admin_sees_nothing_of_it(house: House) -> None:
    """Slack decides, at every opening."""
    set_contact(house)
    mara = opened(house, "U_DEV")
    assert "for admins" in seen(mara)
    assert "Harbour" not in seen(mara)
    mara.opens_home()
    house.settle()
    assert "Workspace settings" not in mara.text_of(mara.home)


def test_an_admin_finds_the_way_on_their_home(house: House) -> None:
    """Shown to whom Slack names an admin; what it opens asks again."""
    priya = house.person("U_PLANT")
    priya.opens_home()
    house.settle()
    demoted(house)
    priya.clicks("open:workspace", where="home")
    house.settle()
    assert "for admins" in seen(priya)


def test_whoever_stopped_being_an_admin_with_the_form_open_changes_nothing(house: House) -> None:
    """The check is at the submission too, not at the display alone."""
    priya = opened(house)
    fill_contact(house, priya, "eap", **CONTACT)
    demoted(house)
    assert priya.submits() is None
    house.settle()
    assert "for admins" in seen(priya)
    assert contacts_of(house.keel, PRIYA) == ()


def test_whoever_stopped_being_an_admin_with_the_list_open_gets_no_form(house: House) -> None:
    """The button is checked as well."""
    priya = opened(house)
    demoted(house)
    priya.clicks("workspace_contact", value="eap")
    house.settle()
    assert "for admins" in seen(priya)


def test_without_an_answer_from_slack_nobody_is_an_admin(house: House) -> None:
    """Not knowing is no."""
    house.slack.faults.fail = {"users.info": "internal_error"}
    assert "for admins" in seen(opened(house))


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"phone": "12 34"}, "name"),
        ({"name": "A", "phone": "call us"}, "phone"),
        ({"name": "A", "phone": "12"}, "phone"),
        ({"name": "A", "url": "http://a.example"}, "url"),
        ({"name": "A", "url": "https://user:pass@a.example"}, "url"),
        ({"name": "A", "url": "https://a.example/|<!channel>"}, "url"),
        ({"name": "A", "url": "https://localhost"}, "url"),
        ({"name": "A", "url": "javascript:alert(1)"}, "url"),
        ({"name": "A", "url": "https://[::1"}, "url"),
        ({"name": "A"}, "phone"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    house: House, fields: dict[str, str], where: str
) -> None:
    """Nothing is stored until it can be dialled or opened."""
    priya = opened(house)
    fill_contact(house, priya, "clinic", **fields)
    assert set(priya.submits() or {}) == {where}
    assert contacts_of(house.keel, PRIYA) == ()


def test_a_contact_with_every_field_emptied_is_removed(house: House) -> None:
    """The way back from setting one."""
    priya = set_contact(house)
    priya.closes()
    fill_contact(house, priya, "eap", name="", phone="", url="")
    assert priya.submits() is None
    house.settle()
    assert contacts_of(house.keel, PRIYA) == ()
    assert len(house.keel.journal.workspace_changes(TEAM)) == 2


def test_the_settings_lie_sealed_and_the_audit_names_no_content(house: House) -> None:
    """A stolen disk tells neither who the contacts are nor who set them."""
    set_contact(house)
    for file in house.folder.rglob("*"):
        for word in (b"Harbour", b"U_PLANT", TEAM.encode(), b"contact_eap"):
            assert not file.is_file() or word not in file.read_bytes()
    (change,) = house.keel.journal.workspace_changes(TEAM)
    assert (change.by, change.setting) == ("U_PLANT", "contact_eap")
    assert "Harbour" not in house.log.getvalue()


def test_setting_the_workspace_makes_nobody_a_user(house: House) -> None:
    """An admin who sets a contact has not agreed to anything and has no row."""
    set_contact(house)
    assert house.keel.journal.profile(PRIYA) is None


def test_the_settings_stay_over_a_restart_and_the_daily_cleaning(start: Start) -> None:
    """They have no date at which they go."""
    with start() as house:
        set_contact(house)
    with start() as house:
        house.keel.journal.sweep(house.keel.now())
        assert [one.name for one in contacts_of(house.keel, MARA)] == ["Harbour Assist"]


def test_what_the_workspace_does_not_offer_cannot_be_begun(house: House) -> None:
    """By no way in: menu, Home and shortcut all lead to the same sentence."""
    agree(house)
    house.person().closes(all=True)
    priya = opened(house)
    priya.clicks("workspace_other")
    house.settle()
    priya.fills({"region": "de-by"})
    priya.picks("features", "check_in")
    assert priya.submits() is None
    house.settle()
    priya.closes()
    assert "DE-BY" in seen(priya)
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    assert "decided not to offer" in seen(mara)
    mara.closes(all=True)
    mara.says("check in here")
    house.settle()
    assert house.keel.journal.tally_drafts(MARA) == 0
    assert "decided not to offer" in mara.dm[-1].text


def test_a_region_nobody_knows_is_said_beside_the_field(house: House) -> None:
    """A typing mistake must not silently mean no holidays."""
    priya = opened(house)
    priya.clicks("workspace_other")
    house.settle()
    priya.fills({"region": "Atlantis"})
    assert set(priya.submits() or {}) == {"region"}


# --- the file of whoever runs the server


def write(folder: Path, text: str) -> Path:
    (folder / "workspace.yaml").write_text(text, encoding="utf-8")
    return folder


FILE = """
contacts:
  - slot: eap
    name: From The File
    phone: "112 233"
holiday_region: SE
"""


def test_a_file_sets_contacts_and_admins_set_over_it(start: Start, tmp_path: Path) -> None:
    """Place by place: what admins leave alone stays as the file has it."""
    folder = tmp_path / "content"
    folder.mkdir()
    with start(content_override=write(folder, FILE)) as house:
        assert [one.name for one in contacts_of(house.keel, MARA)] == ["From The File"]
        set_contact(house, "clinic", name="River Clinic", phone="031-12 34")
        names = [one.name for one in contacts_of(house.keel, MARA)]
        assert names == ["From The File", "River Clinic"]
        set_contact(house)
        names = [one.name for one in contacts_of(house.keel, MARA)]
        assert names == ["Harbour Assist", "River Clinic"]
        assert workspace_of(house.keel, TEAM).holiday_region == "SE"


def test_with_the_database_down_the_file_still_answers(start: Start, tmp_path: Path) -> None:
    """The help view may not fail with the database."""
    folder = tmp_path / "content"
    folder.mkdir()
    with start(content_override=write(folder, FILE)) as house:
        house.keel.journal._store.database.close()
        with pytest.raises(StoreUnavailable):
            house.keel.journal.workspace(TEAM)
        assert [one.name for one in contacts_of(house.keel, MARA)] == ["From The File"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("contacts: [{slot: boss, name: A, phone: '112'}]", "boss"),
        ("contacts: [{slot: eap, name: A, url: 'http://a.example'}]", "url"),
        (
            "contacts: [{slot: eap, name: A, phone: '112'}, {slot: eap, name: B, phone: '113'}]",
            "tw",
        ),
        ("holiday_region: XX-YY", "holiday_region"),
        ("contacts: 7", "contacts"),
        ("contacts: [", "YAML"),
    ],
)
def test_a_mistake_in_the_file_stops_the_start_with_its_name(
    tmp_path: Path, text: str, said: str
) -> None:
    """One line that names the file and the place."""
    with pytest.raises(ContentError, match=said) as raised:
        load_library(write(tmp_path, text))
    assert "workspace.yaml" in str(raised.value)


def test_changes_are_named_by_place_and_never_by_content() -> None:
    """What the audit line says."""
    before = WorkspaceSettings((ContactDetails("eap", "A", "112"),), "SE")
    after = WorkspaceSettings((ContactDetails("eap", "B", "112"),), "SE", ("check_in",))
    assert changed(before, after) == ("contact_eap", "features_off")
    assert changed(before, before) == ()
    assert over(before, WorkspaceSettings()) == before
    assert checked(ContactDetails("eap", "A", slack_user="U_X1")) == {}


# --- asking somebody to reach out


def asking(house: House) -> PersonDriver:
    """Mara at the question, with a contact that may be asked."""
    set_contact(house, **CONTACT, slack_user="U_NIGHT")
    mara = house.person()
    mara.shortcut("help_now")
    house.settle()
    mara.clicks("help_reach")
    house.settle()
    return mara


def test_one_message_goes_exactly_as_it_was_shown_and_nothing_before(house: House) -> None:
    """The question shows the very sentence; the second press sends it, once."""
    mara = asking(house)
    shown = seen(mara)
    before = len(house.message_calls())
    mara.clicks("help_reach_send:0")
    house.settle()
    (call,) = house.message_calls()[before:]
    assert call.args["channel"] == "U_NIGHT"
    assert call.args["text"] in shown
    assert "Mara Lindqvist (<@U_DEV>) asks" in call.args["text"]
    assert "Sent to" in seen(mara)
    mara.clicks("help_reach_back")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "help_view"


def test_no_message_goes_when_the_person_turns_back(house: House) -> None:
    """Looking at the question tells nobody anything."""
    before = len(house.message_calls())
    mara = asking(house)
    mara.clicks("help_reach_back")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "help_view"
    assert [
        call for call in house.message_calls()[before:] if call.args["channel"] != "U_PLANT"
    ] == []


def test_a_message_that_did_not_go_out_is_said_and_can_be_tried_again(house: House) -> None:
    """Somebody in need must know that nobody is coming."""
    mara = asking(house)
    house.slack.faults.fail = {"chat.postMessage": "internal_error"}
    mara.clicks("help_reach_send:0")
    house.settle()
    assert "*not* sent" in seen(mara)
    house.slack.faults.fail = {}
    mara.clicks("help_reach_send:0")
    house.settle()
    assert "Sent to" in seen(mara)


def test_a_contact_who_was_taken_out_meanwhile_hears_nothing(house: House) -> None:
    """Whom the button names is looked up when it is pressed."""
    mara = asking(house)
    house.keel.journal.put_workspace(
        TEAM, lambda _: WorkspaceSettings(), "U_PLANT", house.keel.now()
    )
    before = len(house.message_calls())
    mara.clicks("help_reach_send:0")
    house.settle()
    assert house.message_calls()[before:] == []
    assert "nobody in this workspace" in seen(mara)


def test_an_app_or_a_stranger_cannot_be_named_to_reach_out(house: House) -> None:
    """A message into nowhere would be worse than none."""
    priya = opened(house)
    fill_contact(house, priya, "eap", **CONTACT, slack_user="U_NIGHT")
    house.slack.workspace.change_person("U_NIGHT", deleted=True)
    assert priya.submits() is None
    house.settle()
    assert "not a person" in seen(priya)
    assert contacts_of(house.keel, PRIYA) == ()


def test_asking_works_over_a_form_and_leads_back_to_it(house: House) -> None:
    """What was typed beneath is as it was."""
    set_contact(house, **CONTACT, slack_user="U_NIGHT")
    agree(house)
    mara = house.person()
    mara.fills({"note": "canary-note"})
    mara.clicks("help_now")
    house.settle()
    mara.clicks("help_reach")
    house.settle()
    mara.clicks("help_reach_send:0")
    house.settle()
    mara.closes()
    assert mara.modals[-1]["callback_id"] == "check_in"
    assert mara.modals[-1]["state"]["values"]["note"]["text"]["value"] == "canary-note"
    assert all("canary" not in json.dumps(call.args) for call in house.message_calls())
