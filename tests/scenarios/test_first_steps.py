"""First steps: from the worksheet to a note that is read, changed, kept, taken along, deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.checkins import CheckIn
from bot.domain.first_steps import LIMITS, Worksheet
from bot.domain.people import Who
from bot.preview.standin import PersonDriver
from bot.preview.standin.blockkit import problems
from data.kinds import CHECK_INS, FIRST_STEPS
from handlers.iop_first_steps.form import form
from handlers.iop_first_steps.note import note_text, note_view
from handlers.my_data_export import collect
from tests.conftest import House
from tests.scenarios.test_canaries import assert_nowhere
from tests.scenarios.test_check_in import agree

MARA = Who("T_NORTHWIND", "U_DEV")
CANARIES = {name: f"canary{name}word" for name in LIMITS}


def opened(house: House, user: str = "U_DEV") -> PersonDriver:
    """Somebody who stands in the worksheet, coming from a slash command."""
    person = house.person(user)
    person.runs("/iop-info", "first steps")
    house.settle()
    person.clicks("open:first_steps", where=person.ephemerals[-1].ts)
    house.settle()
    assert [view["callback_id"] for view in person.modals] == ["first_steps"]
    return person


def consenting(house: House) -> PersonDriver:
    """The same, for somebody who agreed before."""
    agree(house)
    house.person().closes(all=True)
    return opened(house)


def seen(person: PersonDriver) -> str:
    """What the top window says."""
    return person.text_of(person.modals[-1])


def in_field(person: PersonDriver, block: str = "note") -> str:
    """What is in a text field of the top window."""
    value: Any = person.modals[-1]["state"]["values"][block]["text"]["value"]
    return str(value)


def made(house: House, person: PersonDriver, **more: str) -> None:
    """A note made from a few fields."""
    person.fills({"shows": "awake until three", "role": "welder", **more})
    assert person.submits() is None
    house.settle()
    assert person.modals[-1]["callback_id"] == "first_steps_note"


def tables(house: House) -> dict[str, int]:
    """How many rows there are."""
    rows = house.keel.journal._store.database.rows
    return {t: rows(f"SELECT count(*) AS n FROM {t}")[0]["n"] for t in ("people", "entries")}


def test_a_note_is_made_without_consent_and_nothing_is_stored(house: House) -> None:
    """Read, change, copy: all in the window; going back finds the worksheet as it was."""
    mara = opened(house)
    mara.fills({"signs": ["sleep", "mood"], "direction": "worse", "duties": ["on_call"]})
    made(house, mara, since="since spring")
    said = seen(mara)
    for part in ("awake until three", "since spring", "getting worse", "welder", "I am on call"):
        assert part in said
    mara.fills({"note": in_field(mara) + "\nAnd one more line."})
    assert mara.submits() is None
    house.settle()
    assert "And one more line." in seen(mara)
    assert house.keel.words("first_steps")("note_changed") in seen(mara)
    mara.closes()
    assert in_field(mara, "since") == "since spring"
    assert tables(house) == {"people": 0, "entries": 0}
    assert house.message_calls() == []


def test_an_empty_worksheet_says_what_is_needed(house: House) -> None:
    """Any one field is enough; an emptied note is not shown as one."""
    mara = opened(house)
    assert set(mara.submits() or {}) == {"shows"}
    mara.fills({"signs": ["other"]})
    assert mara.submits() is None
    house.settle()
    mara.fills({"note": "   "})
    assert set(mara.submits() or {}) == {"note"}


def test_keeping_asks_for_consent_and_the_note_survives_it(house: House) -> None:
    """Consent comes on top of the note, which is still there to be kept."""
    mara = opened(house)
    made(house, mara)
    mara.fills({"note": "my own version"})
    mara.clicks("first_steps_keep")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    assert tables(house)["entries"] == 0
    mara.submits()
    house.settle()
    assert mara.modals[-1]["callback_id"] == "first_steps_agreed"
    mara.closes()
    assert in_field(mara) == "my own version"
    mara.clicks("first_steps_keep")
    house.settle()
    assert house.keel.words("first_steps")("note_kept") in seen(mara)
    assert tables(house) == {"people": 1, "entries": 1}


def test_consent_is_asked_even_when_slack_does_not_tell_the_zone(house: House) -> None:
    """A failing look-up must not swallow a press on "keep"."""
    mara = opened(house)
    made(house, mara)
    house.slack.faults.fail = {"users.info": "internal_error"}
    mara.clicks("first_steps_keep")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"


def test_a_kept_note_is_found_changed_and_deleted(house: House) -> None:
    """Pressing keep twice keeps one note; an edit changes that one; a deletion ends it."""
    mara = consenting(house)
    made(house, mara)
    mara.clicks("first_steps_keep")
    house.settle()
    mara.clicks("first_steps_keep")
    house.settle()
    assert tables(house)["entries"] == 1
    mara.closes(all=True)
    opened(house)
    mara.clicks("open:first_steps_notes")
    house.settle()
    assert "awake until three" in seen(mara)
    mara.clicks("first_steps_edit")
    house.settle()
    mara.fills({"note": "shorter now"})
    mara.clicks("first_steps_keep")
    house.settle()
    mara.clicks("first_steps_list")
    house.settle()
    assert "shorter now" in seen(mara)
    assert "awake until three" not in seen(mara)
    mara.clicks("first_steps_delete")
    house.settle()
    assert house.keel.words("first_steps")("notes_empty") in seen(mara)
    assert tables(house)["entries"] == 0


def test_an_emptied_note_is_not_kept(house: House) -> None:
    """Keeping nothing would destroy what was kept before."""
    mara = consenting(house)
    made(house, mara)
    mara.clicks("first_steps_keep")
    house.settle()
    mara.fills({"note": ""})
    mara.clicks("first_steps_keep")
    house.settle()
    assert house.keel.words("first_steps")("note_empty") in seen(mara)
    assert "awake" in house.keel.journal.entries(MARA, FIRST_STEPS)[0].value.text


def test_a_file_goes_out_only_after_the_question_and_can_be_deleted(house: House) -> None:
    """The button asks first; the file comes with the button that takes it back."""
    mara = opened(house)
    made(house, mara)
    button = next(
        element
        for block in mara.modals[-1]["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == "first_steps_file"
    )
    assert "Slack keeps a copy" in button["confirm"]["text"]["text"]
    mara.clicks("first_steps_file")
    house.settle()
    assert house.keel.words("first_steps")("file_sent") in seen(mara)
    assert len(house.slack.calls_to("files.completeUploadExternal")) == 1
    mara.clicks("my_data_file_delete", where="message")
    house.settle()
    assert len(house.slack.calls_to("files.delete")) == 1
    assert tables(house)["entries"] == 0


def test_a_file_that_slack_refuses_leaves_the_note_as_it_is(house: House) -> None:
    """Nothing is lost, and it is said."""
    mara = opened(house)
    made(house, mara)
    house.slack.faults.fail = {"files.getUploadURLExternal": "internal_error"}
    mara.clicks("first_steps_file")
    house.settle()
    assert house.keel.words("first_steps")("file_failed") in seen(mara)
    assert "awake until three" in in_field(mara)


def test_check_ins_fill_what_was_left_empty(house: House) -> None:
    """What was counted is said; the person's own words are never replaced."""
    agree(house)
    mara = house.person()
    mara.closes(all=True)
    keel, today = house.keel, house.keel.today(house.keel.journal.profile(MARA))
    for ago in range(0, 60, 3):
        day = today - timedelta(days=ago)
        one = CheckIn(day, {"sleep": 2 if ago < 30 else 4})
        id_ = keel.journal.entry_id(MARA, f"test {ago}")
        keel.journal.add(MARA, CHECK_INS, one, id=id_, day=day, now=keel.now())
    opened(house)
    assert "Counted from 20 check-ins" in seen(mara)
    mara.fills({"shows": "my own words"})
    mara.clicks("first_steps_fill")
    house.settle()
    assert "by check-ins" in in_field(mara, "since_filled")
    assert in_field(mara, "shows") == "my own words"
    assert mara.submits() is None
    house.settle()
    assert "getting worse" in seen(mara)
    mara.closes(all=True)
    opened(house)
    mara.fills({"since": "since the move"})
    mara.clicks("first_steps_fill")
    house.settle()
    assert in_field(mara, "since_filled") == "since the move"


def test_worksheet_and_note_leak_nothing(house: House) -> None:
    """A canary in every field, through making, changing, keeping, editing and deleting."""
    mara = consenting(house)
    mara.fills(CANARIES)
    assert mara.submits() is None
    house.settle()
    for canary in CANARIES.values():
        assert canary in seen(mara)
    mara.fills({"note": in_field(mara) + "\ncanarychanged"})
    mara.submits()
    mara.clicks("first_steps_keep")
    house.settle()
    assert_nowhere(house, "canarychanged", *CANARIES.values())
    mara.closes(all=True)
    opened(house)
    mara.clicks("open:first_steps_notes")
    house.settle()
    assert "canarychanged" in seen(mara)
    mara.clicks("first_steps_edit")
    house.settle()
    mara.clicks("first_steps_keep")
    house.settle()
    mara.clicks("first_steps_list")
    house.settle()
    mara.clicks("first_steps_delete")
    house.settle()
    assert_nowhere(house, "canarychanged", *CANARIES.values())


def test_danger_in_the_worksheet_gets_help_and_loses_nothing(house: House) -> None:
    """Help stands over the worksheet; "I'm safe, continue" brings it back as it was."""
    mara = opened(house)
    mara.fills({"shows": "I want to kill myself tonight", "role": "welder"})
    mara.submits()
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == ["first_steps", "help_view"]
    mara.submits()
    house.settle()
    assert in_field(mara, "role") == "welder"


def test_with_three_windows_open_it_says_how_to_keep_the_note(house: House) -> None:
    """No dead end where Slack has no room for the consent text."""
    mara = opened(house)
    made(house, mara)
    house.slack.faults.fail = {"views.push": "push_limit_reached"}
    mara.clicks("first_steps_keep")
    house.settle()
    assert house.keel.words("first_steps")("no_room") in seen(mara)
    assert "awake until three" in in_field(mara)


def test_the_worksheet_is_there_without_the_database(house: House) -> None:
    """It needs no memory, so it does not depend on one."""
    house.keel.journal._store.database.close()
    mara = opened(house)
    made(house, mara)
    assert "welder" in seen(mara)


def test_from_the_pages_it_opens_in_the_same_window(house: House) -> None:
    """And leads back to them."""
    mara = house.person()
    mara.opens_home()
    house.settle()
    mara.clicks("open:iop")
    house.settle()
    mara.clicks("first_steps_here")
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == ["first_steps"]
    mara.clicks("iop:overview")
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == ["iop"]


@pytest.mark.parametrize("sign", ["x", "&", "<", "\n", "🙈"])
def test_the_fullest_note_is_a_legal_view(house: House, sign: str) -> None:
    """Every field at its limit, with what Slack counts or escapes in its own way."""
    full = Worksheet(**{name: sign * limit for name, limit in LIMITS.items()})
    view = note_view(house.keel, note_text(house.keel, full, "today"), entry_id="a" * 32)
    assert problems(view, "modal") == []
    assert problems(form(house.keel, MARA, full, from_pages=True), "modal") == []


def test_a_kept_note_is_part_of_the_export(house: House) -> None:
    """What is kept can be taken along with everything else."""
    mara = consenting(house)
    made(house, mara)
    mara.clicks("first_steps_keep")
    house.settle()
    exported = [item for item in collect(house.keel, MARA).entries if item.kind == FIRST_STEPS.name]
    assert len(exported) == 1
    assert "awake until three" in str(exported[0].value)
