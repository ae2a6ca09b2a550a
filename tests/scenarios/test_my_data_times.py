"""How long entries stay, to the day; and the file that was asked for, at any pace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.kinds import CHECK_INS
from tests.conftest import House
from tests.scenarios.test_my_data import MARA, checked_in, opened, seen, stored
from tests.scenarios.test_thought_transfer_trouble import a_slow_way_for_answers
from tests.scenarios.trouble import without


def test_a_longer_time_is_never_asked_about(house: House) -> None:
    """Also when something is over its time already: what goes, goes by the time set before."""
    checked_in(house)
    house.keel.journal.change_profile(MARA, house.keel.now(), retention_days=30)
    house.slack.clock.move(timedelta(days=100))
    mara = opened(house, "my_data", "my_data_retention")
    mara.fills({"retention": "90"})
    assert mara.submits() is None
    house.settle()
    assert "90 days" in seen(mara)
    assert mara.modals[-1]["callback_id"] == "my_data_said"


def test_the_number_named_is_the_number_that_goes(house: House) -> None:
    """An entry on its last day stays; one that is a day older is counted, and goes."""
    checked_in(house)
    value = house.keel.journal.entries(MARA, CHECK_INS)[0].value
    now = house.keel.now()
    for back in (30, 31):
        day = now.date() - timedelta(days=back)
        house.keel.journal.add(MARA, CHECK_INS, value, id=f"back{back}", day=day, now=now)
    mara = opened(house, "my_data", "my_data_retention")
    mara.fills({"retention": "30"})
    assert mara.submits() is None
    assert "next daily cleaning: 1" in seen(mara)
    mara.picks("yes", "yes")
    assert mara.submits() is None
    house.settle()
    house.keel.journal.sweep(house.keel.now())
    assert stored(house) == 2


def test_the_answer_about_the_file_is_never_covered_by_on_its_way(
    monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    """It comes after the acknowledgement, also when the file could not be made at all."""
    checked_in(house)
    mara = opened(house, "my_data", "my_data_export")
    mara.picks("agree", "yes")
    with a_slow_way_for_answers(monkeypatch, house), without(house, "entries"):
        mara.submits()
        house.settle()
    assert "It was not sent" in seen(mara)
    assert not [file for message in mara.dm for file in message.files]
