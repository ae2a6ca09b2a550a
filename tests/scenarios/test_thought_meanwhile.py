"""What happens to a thought record while a form or a draft of it waits; nothing of either goes."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Who
from data.kinds import THOUGHTS
from tests.conftest import House
from tests.scenarios.test_thought_experiment import answers, home, planned

WHO = Who("T_NORTHWIND", "U_DEV")


def change_begun(house: House, mara: Any, fields: dict[str, Any]) -> None:
    """Begins a change of the one record, keeps it for later, and is back in front of the Home."""
    mara.clicks("open:thoughts", where="home")
    house.settle()
    mara.clicks("thought_edit")
    house.settle()
    mara.fills(fields)
    mara.clicks("thought_later")
    house.settle()
    mara.closes(all=True)
    home(house, mara)


def saved_from_draft(house: House, mara: Any) -> Any:
    """Goes on with the draft through all steps; the record as it is then stored."""
    mara.closes(all=True)
    home(house, mara)
    mara.clicks("thought_resume", where="home")
    house.settle()
    for _ in range(5):
        if mara.modals[-1]["callback_id"] != "thought_step":
            break
        assert mara.submits() is None
        house.settle()
    assert mara.modals[-1]["callback_id"] == "thought_saved"
    return house.keel.journal.entries(WHO, THOUGHTS)[0].value


def test_saving_an_older_change_keeps_what_came_of_the_experiment(house: House) -> None:
    """The form has no field for the outcome, so the outcome is no part of the change."""
    mara = planned(house)
    change_begun(house, mara, {"context": "an edit begun"})
    said = {"outcome": "better", "happened": "They asked more", "learned": "They care"}
    assert answers(house, mara, {**said, "belief": "20"}) is None
    record = saved_from_draft(house, mara)
    assert record.context == "an edit begun"
    assert record.experiment.status == "better"
    assert record.experiment.what_happened == "They asked more"
    assert record.experiment.learned == "They care"
    assert record.experiment.belief_after == 20


def test_saving_an_older_change_keeps_another_day_to_look(house: House) -> None:
    """A day that the change did not touch is the one that was set last."""
    mara = planned(house)
    change_begun(house, mara, {"context": "an edit begun"})
    assert answers(house, mara, {"outcome": "could_not_run", "again": "2099-02-02"}) is None
    record = saved_from_draft(house, mara)
    assert record.context == "an edit begun"
    assert record.experiment.look_on.isoformat() == "2099-02-02"
    assert record.experiment.status == "open"
