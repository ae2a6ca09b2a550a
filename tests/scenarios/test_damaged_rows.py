"""A row that does not open any more: help stays, and so does the way to end it all."""

from __future__ import annotations

import pytest

from bot.domain.people import Who
from bot.preview.standin.workspace import TEAM
from data.database import StoreUnavailable
from tests.conftest import House
from tests.scenarios.test_check_in import agree
from tests.scenarios.test_crisis import CRISIS

MARA = Who(TEAM, "U_DEV")


def damaged_profile(house: House) -> None:
    """What a bad sector, or somebody with the file in hand, leaves of a person's choices."""
    agree(house)
    house.person().closes(all=True)
    house.settle()
    changed = house.keel.journal._store.database.run(
        "UPDATE people SET sealed = substr(sealed, 1, 30)"
    )
    assert changed == 1


def lost_key(house: House) -> None:
    """The same, with the wrapped data key damaged."""
    agree(house)
    house.person().closes(all=True)
    house.settle()
    person = house.keel.journal.person(MARA)
    house.keel.journal._vault._keys.run(
        "UPDATE data_keys SET wrapped = :w WHERE person = :p", w=b"\x01" * 61, p=person
    )


@pytest.mark.parametrize("damage", [damaged_profile, lost_key])
def test_help_is_there_for_somebody_whose_profile_does_not_open(
    house: House, damage: object
) -> None:
    """Crisis words are answered with numbers, and the button with the help view."""
    damage(house)
    mara = house.person()
    mara.says(CRISIS)
    house.settle()
    assert "immediate danger" in mara.text_of({"blocks": mara.dm[-1].blocks})
    mara.clicks("help_now")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "help_view"


@pytest.mark.parametrize("damage", [damaged_profile, lost_key])
def test_somebody_whose_profile_does_not_open_can_have_everything_destroyed(
    house: House, damage: object
) -> None:
    """The words, the box, the receipt; then nothing of them is left, and they may begin anew."""
    damage(house)
    mara = house.person()
    mara.says("delete everything")
    house.settle()
    mara.clicks("open:my_data_delete")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "my_data_delete_sure"
    mara.fills({"sure": ["yes"]})
    assert mara.submits() is None
    assert mara.modals[-1]["callback_id"] == "my_data_receipt"
    assert house.keel.journal._store.people() == []
    assert house.keel.journal.profile(MARA) is None


def test_somebody_whose_profile_does_not_open_is_no_stranger(house: House) -> None:
    """A new yes would take a new profile for theirs; it is refused as an outage is."""
    damaged_profile(house)
    journal = house.keel.journal
    for what in (
        lambda: journal.profile(MARA),
        lambda: journal.consent(MARA, "UTC", house.keel.now()),
    ):
        with pytest.raises(StoreUnavailable, match="profile-unreadable"):
            what()
