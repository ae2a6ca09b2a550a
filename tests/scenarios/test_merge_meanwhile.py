"""What happens while a merge is being written: slow answers, lost ones, consent taken back."""

from __future__ import annotations

import pytest

from bot.preview.standin import PersonDriver
from data.kinds import MERGES, STASH
from tests.conftest import House
from tests.scenarios.test_mental_merge import MARA, begin
from tests.scenarios.trouble import unanswered


def parked(house: House) -> PersonDriver:
    """A person who parked one thing and is back in front of their Home."""
    mara = begin(house)
    mara.fills({"merged": "one thing", "item_0": "a broken jig", "step_0": "order the part"})
    assert mara.submits() is None
    house.settle()
    mara.closes(all=True)
    mara.opens_home()
    house.settle()
    return mara


def test_a_late_answer_to_a_choice_does_not_bring_a_parked_form_back(house: House) -> None:
    """Slack is slow, the person is not: what is parked stays parked."""
    mara = begin(house)
    mara.fills({"merged": "one thing"})
    house.slack.faults.rate_limit = {"views.update": [1, 1]}
    mara.picks("merge_variant", "night")
    assert mara.submits() is None
    house.settle()
    assert mara.modals[-1]["callback_id"] == "merge_closing"


def test_two_quick_choices_both_count(house: House) -> None:
    """A row that is asked for before the questions of a night are there does not undo the night."""
    mara = begin(house)
    rows = sum("item_" in str(block["block_id"]) for block in mara.modals[-1]["blocks"])
    house.slack.faults.rate_limit = {"views.update": [1, 1]}
    mara.picks("merge_variant", "on_call")
    mara.clicks("merge_add_row")
    house.settle()
    ids = [str(block["block_id"]) for block in mara.modals[-1]["blocks"]]
    assert "would_page_me" in ids
    assert sum("item_" in id_ for id_ in ids) == rows + 1


def test_a_merge_sent_again_with_more_in_it_holds_what_was_sent_last(house: House) -> None:
    """The answer to the first was lost on its way, so the form stayed and was filled further."""
    mara = begin(house)
    fields = {"not_mine": "first words", "item_0": "a broken jig", "step_0": "order the part"}
    mara.fills(fields)
    unanswered(house, mara)
    more = {"item_1": "a second one", "step_1": "ask who has the drawing"}
    mara.fills({"not_mine": "first words and more", "step_0": "order two of them", **more})
    assert mara.submits() is None
    house.settle()
    (kept,) = house.keel.journal.entries(MARA, MERGES)
    assert kept.value.not_mine == "first words and more"
    assert [item.item for item in kept.value.stash] == ["a broken jig", "a second one"]
    stash = {one.value.item.item: one.value.item for one in house.keel.journal.entries(MARA, STASH)}
    assert set(stash) == {"a broken jig", "a second one"}
    assert stash["a broken jig"].next_step == "order two of them"


@pytest.mark.parametrize("field", ["sign_off", "not_mine"])
def test_a_merge_that_was_open_before_consent_was_taken_back_stores_nothing(
    house: House, field: str
) -> None:
    """Not even the sign-off; it says so beside a field, with every word still in it."""
    mara = begin(house)
    mara.fills({field: "canary of today"})
    house.keel.journal.withdraw(MARA, house.keel.now())
    errors = mara.submits()
    house.settle()
    assert "There is no consent of yours any more" in str(errors)
    assert "canary of today" in str(mara.modals[-1]["state"])
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.sign_off != "canary of today"
    assert house.keel.journal.entries(MARA, MERGES) == []


def test_changing_a_past_merge_asks_for_consent_where_it_was_taken_back(house: House) -> None:
    """Before there is a form that could not be saved; reading and deleting go on without it."""
    mara = parked(house)
    house.keel.journal.withdraw(MARA, house.keel.now())
    mara.clicks("open:merges", where="home")
    house.settle()
    mara.clicks("merge_edit")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    mara.closes()
    mara.clicks("merge_delete")
    house.settle()
    assert house.keel.journal.entries(MARA, MERGES) == []


@pytest.mark.parametrize("where", ["home", "modal"])
@pytest.mark.parametrize("press", ["stash_done", "stash_keep", "stash_drop"])
def test_a_decision_about_the_stash_asks_for_consent_where_it_was_taken_back(
    house: House, where: str, press: str
) -> None:
    """A decision is something new to store; after a yes the stash is there to decide about."""
    mara = parked(house)
    house.slack.moves_clock(hours=17)  # the start of the next shift
    mara.opens_home()
    house.settle()
    if where == "modal":
        mara.clicks("open:stash", where="home")
        house.settle()
    before = house.keel.journal.entries(MARA, STASH)
    house.keel.journal.withdraw(MARA, house.keel.now())
    mara.clicks(press, where=where)
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    assert house.keel.journal.entries(MARA, STASH) == before
    mara.submits()
    house.settle()
    mara.clicks(press, where="modal")
    house.settle()
    assert house.keel.journal.entries(MARA, STASH) != before


def test_a_slip_taken_back_asks_for_consent_where_it_was_taken_back(house: House) -> None:
    """Like any other decision."""
    mara = parked(house)
    mara.clicks("open:stash", where="home")
    house.settle()
    mara.clicks("stash_done", where="modal")
    house.settle()
    before = house.keel.journal.entries(MARA, STASH)
    house.keel.journal.withdraw(MARA, house.keel.now())
    mara.clicks("stash_back")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    assert house.keel.journal.entries(MARA, STASH) == before
