"""What happens to a thought record while a form or a draft of it waits; nothing of either goes."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.freecbt.writing import to_backup
from bot.domain.people import Who
from data.kinds import THOUGHTS
from handlers.thought_record.desk import Desk
from tests.conftest import House
from tests.scenarios.test_thought_experiment import answers, home, planned
from tests.scenarios.test_thought_record import at_action, at_thought, fields, step, title
from tests.scenarios.test_thought_transfer import RECORDS, hands_over, ready
from tests.scenarios.trouble import unanswered

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


def test_a_late_answer_to_a_choice_leaves_the_next_step_and_what_is_typed_in_it(
    house: House,
) -> None:
    """Slack is slow, the person is not: no step comes back over a later one."""
    mara = at_feelings(house)
    house.slack.faults.rate_limit = {"views.update": [1, 1]}
    mara.picks("thought_emotions", "worried", "ashamed")
    mara.fills({"body": "tight chest"})
    mara.submits()  # asks for the strength of the second feeling
    mara.fills({"strength_ashamed": "30"})
    mara.submits()
    assert title(mara) == "4 of 4: Action"
    mara.fills({"evidence_for": "words typed on the last step"})
    house.settle()
    assert title(mara) == "4 of 4: Action"
    assert fields(mara)["evidence_for"] == "words typed on the last step"
    assert mara.submits() is None
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value.evidence_for == "words typed on the last step"
    assert kept.value.body_signal == "tight chest"


def test_of_two_quick_choices_the_second_is_answered_too(house: House) -> None:
    """Its form was drawn before the first was answered, which makes it no old one."""
    mara = at_feelings(house)
    house.slack.faults.rate_limit = {"views.update": [1, 1]}
    mara.picks("thought_emotions", "worried", "ashamed")
    mara.picks("thought_emotions", "worried", "ashamed", "sad")
    house.settle()
    assert {"strength_worried", "strength_ashamed", "strength_sad"} <= set(fields(mara))


@pytest.mark.parametrize("button", ["thought_later", "thought_another"])
def test_a_late_answer_to_a_button_leaves_the_next_step(house: House, button: str) -> None:
    """What went on meanwhile counts; nothing of it is lost either way."""
    mara = at_thought(house)
    mara.clicks("thought_later")
    house.settle()
    mara.closes(all=True)
    mara.shortcut("thought")
    house.settle()
    house.slack.faults.rate_limit = {"views.update": [1, 1]}
    mara.clicks(button)
    assert mara.submits() is None
    house.settle()
    assert title(mara) == "3 of 4: Emotion"


def at_feelings(house: House) -> Any:
    """A person at the third step, with one feeling named and rated."""
    mara = at_thought(house)
    step(house, mara, {"belief": "80"})
    mara.picks("thought_emotions", "worried")
    house.settle()
    mara.fills({"strength_worried": "70"})
    return mara


def test_a_step_that_is_not_taken_yet_is_kept_all_the_same(house: House) -> None:
    """What stands beside an error is there again after the window was lost."""
    mara = at_thought(house)
    assert set(step(house, mara, {"belief": "lots"}) or {}) == {"belief"}
    (draft,) = Desk(house.keel).drafts(WHO)
    assert draft.text("thought") == "I break every build"
    assert draft.text("belief") == "lots"


def test_a_draft_goes_after_its_own_fourteen_days_whatever_lies_beside_it(house: House) -> None:
    """All drafts lie in one row, and a younger one makes no older one live on."""
    mara = at_thought(house)
    mara.clicks("thought_later")
    house.settle()
    mara.closes(all=True)
    mara.shortcut("thought")
    house.settle()
    mara.clicks("thought_another")
    house.settle()
    step(house, mara, {"situation": "another one"})
    mara.closes(all=True)
    house.settle()
    desk = Desk(house.keel)
    assert len(desk.drafts(WHO)) == 2
    house.slack.moves_clock(days=10)
    mara.shortcut("thought")
    house.settle()
    step(house, mara, {"thought": "gone on with"})
    mara.closes(all=True)
    house.settle()
    assert len(desk.drafts(WHO)) == 2
    house.slack.moves_clock(days=5)
    assert [draft.text("situation") for draft in desk.drafts(WHO)] == ["another one"]
    assert "I break every build" not in home(house, mara)


def test_a_record_sent_again_with_more_in_it_holds_what_was_sent_last(house: House) -> None:
    """The answer to the first was lost on its way, so the form stayed and was filled further."""
    mara = at_action(house)
    mara.fills({"balanced": "first words"})
    unanswered(house, mara)
    mara.fills({"balanced": "first words and the worst that I added"})
    assert mara.submits() is None
    house.settle()
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value.balanced_thought == "first words and the worst that I added"
    assert kept.value.situation == "The deploy failed"
    assert Desk(house.keel).drafts(WHO) == ()


@pytest.mark.parametrize("room", ["last step of a change", "outcome"])
def test_a_form_that_was_open_before_consent_was_taken_back_stores_nothing(
    house: House, room: str
) -> None:
    """It says so beside a field, with every word still in it."""
    mara = planned(house)
    if room == "outcome":
        mara.clicks("thought_happened", where="home")
        house.settle()
        mara.fills({"outcome": "better", "learned": "canary of today"})
    else:
        mara.clicks("open:thoughts", where="home")
        house.settle()
        mara.clicks("thought_edit")
        house.settle()
        for _ in range(4):
            if title(mara) == "4 of 4: Action":
                break
            mara.submits()
            house.settle()
        mara.fills({"balanced": "canary of today"})
    (before,) = house.keel.journal.entries(WHO, THOUGHTS)
    house.keel.journal.withdraw(WHO, house.keel.now())
    errors = mara.submits()
    house.settle()
    assert "There is no consent of yours any more" in str(errors)
    assert "canary of today" in str(mara.modals[-1]["state"])
    assert house.keel.journal.entries(WHO, THOUGHTS) == [before]


def test_an_import_seen_before_consent_was_taken_back_asks_for_it_first(house: House) -> None:
    """Nothing comes in without it."""
    mara = ready(house)
    hands_over(house, mara, "backup.txt", to_backup(RECORDS).encode())
    house.keel.journal.withdraw(WHO, house.keel.now())
    mara.submits()
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    assert house.keel.journal.entries(WHO, THOUGHTS) == []
    mara.submits()
    house.settle()
    assert mara.modals[-1]["callback_id"] == "thought_import"
