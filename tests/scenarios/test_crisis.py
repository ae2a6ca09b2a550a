"""When someone is in danger: seen at once, on every way in, and nothing lost."""

from __future__ import annotations

import pytest

from tests.conftest import House, Start
from tests.scenarios.test_check_in import agree
from tests.scenarios.test_direct_message import answers, begin_talk

CRISIS = "I can't do this anymore, I want to kill myself tonight"
CONCERN = "I can't take this any more"


def test_a_crisis_in_the_dm_is_answered_with_numbers_at_once(house: House) -> None:
    """No consent, no menu, no question first: help."""
    house.person().says(CRISIS)
    house.settle()
    said = answers(house)
    assert len(said) == 1
    assert "immediate danger" in said[0]
    assert "findahelpline.com" in said[0]


def test_trade_talk_is_no_crisis(house: House) -> None:
    """Processes may be killed."""
    house.person().says("had to kill the orphaned child process, then the zombie died")
    house.settle()
    assert "immediate danger" not in answers(house)[0]


def test_a_crisis_in_a_field_stops_the_form_and_keeps_it(house: House) -> None:
    """Help stands over the form; "I'm safe, continue" brings the very form back."""
    agree(house)
    mara = house.person()
    mara.fills({"rate_sleep": "1", "note": CRISIS, "goal": "get through the night"})
    mara.submits()
    house.settle()
    assert [v["callback_id"] for v in mara.modals] == ["check_in", "help_view"]
    assert mara.submits() is None
    house.settle()
    assert [v["callback_id"] for v in mara.modals] == ["check_in"]
    values = str(mara.modals[0]["state"]["values"])
    assert CRISIS in values
    assert "get through the night" in values


def test_nothing_of_a_stopped_form_is_stored_unless_the_person_says_so(house: House) -> None:
    """Closing it all leaves no entry."""
    agree(house)
    mara = house.person()
    mara.fills({"note": CRISIS})
    mara.submits()
    mara.closes(all=True)
    mara.opens_home()
    house.settle()
    assert "Your last check-ins" not in mara.text_of(mara.home)


def test_keep_what_i_wrote_stores_it_and_help_stays(house: House) -> None:
    """One button keeps it; help stays open until the person closes it."""
    agree(house)
    mara = house.person()
    mara.fills({"note": CRISIS, "rate_mood": "1"})
    mara.submits()
    house.settle()
    mara.clicks("help_keep")
    house.settle()
    assert [v["callback_id"] for v in mara.modals] == ["check_in_reflection", "help_view"]
    mara.opens_home()
    house.settle()
    assert "Mood 1" in mara.text_of(mara.home)


def test_after_i_am_safe_the_form_can_be_sent(house: House) -> None:
    """The same words do not stop the person again."""
    agree(house)
    mara = house.person()
    mara.fills({"note": CRISIS})
    mara.submits()
    mara.submits()
    house.settle()
    assert mara.submits() is None
    house.settle()
    assert mara.modals[-1]["callback_id"] == "check_in_reflection"


def test_a_concern_adds_one_line_and_the_flow_goes_on(house: House) -> None:
    """Heavy, not a crisis: the entry is saved, and the way to help is named."""
    agree(house)
    mara = house.person()
    mara.fills({"note": CONCERN})
    assert mara.submits() is None
    house.settle()
    assert mara.modals[-1]["callback_id"] == "check_in_reflection"
    assert "That sounds heavy" in mara.text_of(mara.modals[-1])


def test_a_crisis_wins_inside_a_talk_and_is_not_kept(house: House) -> None:
    """What was typed is not taken as an answer; the talk waits."""
    begin_talk(house)
    mara = house.person()
    for _ in range(7):
        mara.clicks("talk_skip")
        house.settle()
    mara.says(CRISIS)
    house.settle()
    assert "immediate danger" in answers(house)[-1]
    mara.clicks("help_safe")
    house.settle()
    mara.clicks("talk_resume")
    house.settle()
    assert "What did you notice" in mara.text_of(mara.last_message)


def test_the_country_is_asked_and_remembered_after_consent(house: House) -> None:
    """Never guessed; changeable in the view."""
    agree(house)
    mara = house.person()
    mara.closes()
    mara.shortcut("help_now")
    house.settle()
    assert "116 123" not in mara.text_of(mara.modals[-1])
    mara.picks("help_country", "GB")
    house.settle()
    assert "116 123" in mara.text_of(mara.modals[-1])
    mara.closes()
    mara.says(CRISIS)
    house.settle()
    assert "116 123" in answers(house)[-1]


def test_help_works_without_consent(house: House) -> None:
    """The country then lives as long as the view."""
    mara = house.person()
    mara.shortcut("help_now")
    house.settle()
    mara.picks("help_country", "US")
    house.settle()
    assert "988" in mara.text_of(mara.modals[-1])


def test_help_works_with_the_database_down(start: Start) -> None:
    """Numbers ship with the app."""
    with start() as house:
        house.keel.journal.close()
        mara = house.person()
        mara.says(CRISIS)
        house.settle()
        assert "immediate danger" in answers(house)[-1]
        mara.shortcut("help_now")
        house.settle()
        assert mara.modals[-1]["callback_id"] == "help_view"
        mara.picks("help_country", "DE")
        house.settle()
        assert "0800" in mara.text_of(mara.modals[-1])


def test_help_works_with_slack_answering_slowly(house: House) -> None:
    """The acknowledgement carries the help view; it waits for no call."""
    agree(house)
    mara = house.person()
    mara.fills({"note": CRISIS})
    house.slack.faults.slow_seconds = 1.5
    mara.submits()
    assert mara.modals[-1]["callback_id"] == "help_view"
    house.slack.faults.slow_seconds = 0


@pytest.mark.parametrize("text", [CRISIS, CONCERN])
def test_who_needed_help_is_recorded_nowhere(house: House, text: str) -> None:
    """A count, and no more: not in the logs, not on the disk."""
    agree(house)
    mara = house.person()
    before = {p: p.read_bytes() for p in house.folder.iterdir() if p.suffix == ".db"}
    mara.fills({"note": text})
    mara.submits()
    house.settle()
    log = house.log.getvalue()
    assert text not in log
    assert "U_DEV" not in log
    if text == CRISIS:
        assert {p: p.read_bytes() for p in before} == before
