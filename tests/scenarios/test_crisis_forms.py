"""A form stopped by the gate: which words may pass, what is held, and what "keep" does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.people import Who
from bot.jobs import start_jobs
from bot.reminding import Reminding
from data.kinds import CHECK_INS, THOUGHT_DRAFTS
from handlers import held as holding
from handlers.my_data_delete import EVERYTHING, destroy
from tests.conftest import House
from tests.ops.conftest import until
from tests.scenarios.test_check_in import agree
from tests.scenarios.test_crisis import CRISIS
from tests.scenarios.test_direct_message import answers
from tests.scenarios.test_thought_record import begin, step, title
from tests.scenarios.trouble import without

MARA = Who("T_NORTHWIND", "U_DEV")
OTHER_CRISIS = "I have the pills here and I will take them all tonight to end my life"


def top(house: House) -> str:
    return str(house.person().modals[-1]["callback_id"])


def stopped(house: House) -> None:
    """A check-in with a crisis in its note, and help over it."""
    agree(house)
    house.person().fills({"note": CRISIS})
    house.person().submits()
    house.settle()
    assert top(house) == "help_view"


def test_the_next_step_of_a_form_is_read_although_the_last_was_let_pass(house: House) -> None:
    """The four steps are one view: "I'm safe" holds for the words it was said about."""
    mara = begin(house)
    step(house, mara, {"situation": CRISIS})
    mara.submits()
    house.settle()
    assert step(house, mara, {}) is None
    assert title(mara) == "2 of 4: Thought"
    step(house, mara, {"thought": OTHER_CRISIS})
    assert top(house) == "help_view"


def test_words_that_were_let_pass_pass_again_in_the_same_form_only(house: House) -> None:
    """Back and forth is not stopped anew; another form is."""
    mara = begin(house)
    step(house, mara, {"situation": CRISIS})
    mara.submits()
    step(house, mara, {})
    mara.clicks("thought_back")
    house.settle()
    assert step(house, mara, {"context": "Friday"}) is None
    assert title(mara) == "2 of 4: Thought"
    mara.closes(all=True)
    mara.shortcut("check_in")
    house.settle()
    mara.fills({"note": CRISIS})
    mara.submits()
    house.settle()
    assert top(house) == "help_view"


def test_a_step_closed_with_a_crisis_in_it_can_still_be_kept(house: House) -> None:
    """Help comes into the conversation, with a button that keeps what would have been kept."""
    mara = begin(house)
    step(house, mara, {"situation": "night shift"})
    mara.fills({"thought": CRISIS, "belief": "80"})
    mara.closes()
    house.settle()
    assert "immediate danger" in answers(house)[-1]
    kept = house.keel.journal.draft(MARA, THOUGHT_DRAFTS, house.keel.now())
    assert CRISIS not in str(kept)
    mara.clicks("help_keep", where="message")
    house.settle()
    kept = house.keel.journal.draft(MARA, THOUGHT_DRAFTS, house.keel.now())
    assert CRISIS in str(kept)
    assert "Kept, as an entry" in answers(house)[-1]
    assert "immediate danger" in answers(house)[-1]
    assert "help_keep" not in str(mara.last_message.blocks)
    assert all(CRISIS not in str(call.args) for call in house.message_calls())


def test_keep_from_the_conversation_says_when_it_did_not_work(house: House) -> None:
    """And the next press may."""
    mara = begin(house)
    mara.fills({"situation": CRISIS})
    mara.closes()
    house.settle()
    with without(house, "drafts"):
        mara.clicks("help_keep", where="message")
        house.settle()
    assert "Not kept" in answers(house)[-1]
    mara.clicks("help_keep", where="message")
    house.settle()
    assert "Kept, as an entry" in answers(house)[-1]


def test_keep_of_a_form_with_a_mistake_says_so_and_can_be_pressed_again(house: House) -> None:
    """Nothing visible would be a dead end in the worst minute."""
    mara = begin(house)
    step(house, mara, {"situation": "night shift"})
    mara.fills({"thought": CRISIS, "belief": "lots"})
    mara.submits()
    house.settle()
    for _ in range(2):
        mara.clicks("help_keep")
        house.settle()
        assert top(house) == "help_view"
        assert "Not kept yet" in mara.text_of(mara.modals[-1])


def test_keep_while_the_database_is_away_says_so_and_works_later(house: House) -> None:
    """What is held stays held until it is kept."""
    stopped(house)
    mara = house.person()
    with without(house, "entries"):
        mara.clicks("help_keep")
        house.settle()
    assert "Not kept yet" in mara.text_of(mara.modals[-1])
    mara.clicks("help_keep")
    house.settle()
    assert "Kept, as an entry" in mara.text_of(mara.modals[-1])
    assert "Not kept yet" not in mara.text_of(mara.modals[-1])
    assert house.keel.journal.tally(MARA, CHECK_INS)[0] == 1


def test_a_kept_form_that_has_no_answer_of_its_own_is_closed_with_the_help(house: House) -> None:
    """What was kept must not lie there to be sent again; "continue" goes back to nothing."""
    stopped(house)
    mara = house.person()
    house.app.routes["view"]._exact["check_in"] = (lambda ack: ack(), ("ack",))
    mara.clicks("help_keep")
    house.settle()
    assert "Kept, as an entry" in mara.text_of(mara.modals[-1])
    mara.submits()
    house.settle()
    assert mara.modals == []


def test_two_presses_of_keep_are_one(house: House) -> None:
    """The second finds it kept and says nothing else."""
    stopped(house)
    mara = house.person()
    # Slow enough that the button still stands at the second press, however busy the machine is.
    house.slack.faults.slow_seconds = 2.5
    mara.clicks("help_keep")
    mara.clicks("help_keep")
    house.slack.faults.slow_seconds = 0
    house.settle()
    assert "Kept, as an entry" in mara.text_of(mara.modals[-1])
    assert "Not kept" not in mara.text_of(mara.modals[-1])


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an hour passes in no time."""
    monkeypatch.setattr(holding, "HELD_SECONDS", 0.0)


def test_what_is_held_is_gone_after_its_time_by_itself(house: House, brief: None) -> None:
    """A job drops it, whether or not anybody does anything."""
    stopped(house)
    assert CRISIS in str(house.keel.held._forms)
    jobs = start_jobs(house.keel, Reminding(house.keel, house.app.client))
    try:
        (job,) = [job for job in jobs.get_jobs() if job.func == house.keel.held.tidy]
        job.modify(next_run_time=datetime.now(UTC))
        until(lambda: not house.keel.held._forms)
    finally:
        jobs.shutdown()


def test_what_is_too_old_is_neither_kept_nor_let_pass(house: House, brief: None) -> None:
    """Before the job comes by as well."""
    stopped(house)
    mara = house.person()
    mara.clicks("help_keep")
    house.settle()
    assert "Not kept yet" in mara.text_of(mara.modals[-1])
    mara.submits()
    mara.submits()
    house.settle()
    assert top(house) == "help_view"


def test_destroying_everything_drops_what_is_held_too(house: House) -> None:
    """Memory is a place as well."""
    stopped(house)
    assert CRISIS in str(house.keel.held._forms)
    destroy(house.keel, MARA, EVERYTHING)
    assert CRISIS not in str(house.keel.held._forms)


def test_a_form_that_keeps_nothing_does_not_offer_to(house: House) -> None:
    """The worksheet stores nothing by itself, so "kept" would be untrue: the way is back to it."""
    mara = house.person()
    mara.runs("/iop-info", "first steps")
    house.settle()
    mara.clicks("open:first_steps", where=mara.ephemerals[-1].ts)
    house.settle()
    mara.fills({"shows": CRISIS})
    mara.submits()
    house.settle()
    assert top(house) == "help_view"
    assert "help_keep" not in str(mara.modals[-1]["blocks"])
    mara.submits()
    house.settle()
    assert top(house) == "first_steps"
    assert mara.modals[-1]["state"]["values"]["shows"]["text"]["value"] == CRISIS
