"""The DM: words in, neutral words and buttons out."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import House, Start
from tests.scenarios.test_check_in import agree


def begin_talk(house: House) -> None:
    """A consented person who talks through a check-in."""
    agree(house)
    mara = house.person()
    mara.closes()
    mara.says("check in here")
    house.settle()


def answers(house: House) -> list[str]:
    """What the app said, oldest first."""
    mara = house.person()
    return [mara.text_of(message) for message in mara.dm if message.by_bot]


def test_unknown_words_get_the_menu_never_silence(house: House) -> None:
    """Anything else is answered with what there is."""
    mara = house.person()
    mara.says("the line went down twice and nobody told us")
    house.settle()
    assert "Check in" in answers(house)[-1]


def test_only_what_exists_is_offered(house: House) -> None:
    """Every button of the menu opens something."""
    mara = house.person()
    mara.says("menu")
    house.settle()
    for block in mara.last_message.blocks:
        for element in block.get("elements", []):
            action = element.get("action_id", "")
            if action.startswith("open:"):
                assert house.keel.doors.door(action.removeprefix("open:"))


def test_edits_deletions_threads_and_files_do_nothing_strange(house: House) -> None:
    """One answer to the message, one to the file, none to what was done to them later."""
    mara = house.person()
    ts = mara.says("hello")
    house.settle()
    before = len(answers(house))
    mara.edits(ts, "hello again")
    mara.says_in_thread(ts, "check in")
    mara.deletes(ts)
    house.settle()
    assert len(answers(house)) == before
    mara.says("", files=[mara.uploads("x.txt", b"x")], subtype="file_share")
    house.settle()
    assert len(answers(house)) == before + 1


def test_a_message_delivered_twice_is_answered_once(house: House) -> None:
    """Slack delivers again when it saw no answer."""
    house.slack.faults.deliver_twice = True
    house.person().says("hello")
    house.settle()
    assert len(answers(house)) == 1


def test_a_check_in_by_talking_reaches_the_same_end(house: House) -> None:
    """Taps and words, one message that moves, the numbers behind a button."""
    begin_talk(house)
    mara = house.person()
    for rating in "3", "4", "2":
        mara.clicks(text=rating)
        house.settle()
    for _ in range(4):
        mara.clicks("talk_skip")
        house.settle()
    mara.says("a canary-note-51 of a week")
    house.settle()
    mara.clicks("talk_skip")
    house.settle()
    assert "saved" in answers(house)[-1]
    mara.clicks("check_in_numbers")
    house.settle()
    seen = mara.text_of(mara.modals[-1])
    assert "3 of 5" in seen
    assert "2 of 5" in seen
    for call in house.message_calls():
        assert "canary-note-51" not in str(call.args)
        assert "of 5" not in str(call.args)


def test_a_talk_is_left_and_gone_on_with_after_a_restart(start: Start) -> None:
    """What was given so far is kept sealed until the person goes on or stops."""
    with start() as house:
        begin_talk(house)
        house.person().clicks(text="2")
        house.settle()
    with start() as house:
        mara = house.person()
        mara.says("check in here")
        house.settle()
        assert "Focus" in mara.text_of(mara.last_message)
        mara.says("stop")
        house.settle()
        assert "Stopped" in answers(house)[-1]


def test_two_talks_at_once_cannot_happen(house: House) -> None:
    """An old button of a moved or stopped talk does nothing."""
    begin_talk(house)
    mara = house.person()
    first = mara.last_message.ts
    mara.says("check in here")
    house.settle()
    mara.clicks(text="4")
    house.settle()
    assert "Focus" in mara.text_of(mara.last_message)
    shown = [m for m in mara.dm if m.ts == first]
    assert all("talk_give" not in str(m.blocks) for m in shown)


def test_help_wins_inside_a_talk(house: House) -> None:
    """The talk waits; help comes at once."""
    begin_talk(house)
    mara = house.person()
    mara.says("crisis")
    house.settle()
    assert "immediate danger" in answers(house)[-1]
    mara.clicks("help_safe")
    house.settle()
    mara.clicks("talk_resume")
    house.settle()
    assert "Sleep" in mara.text_of(mara.last_message)


def test_that_slack_keeps_what_is_typed_is_said_once(house: House) -> None:
    """The first message after consent brings the note, later ones do not."""
    begin_talk(house)
    notes = [said for said in answers(house) if "stays in Slack's history" in said]
    assert len(notes) == 1
    house.slack.clock.move(timedelta(days=1))
    house.person().says("help")
    house.settle()
    assert len([s for s in answers(house) if "One thing to know" in s]) == 1
