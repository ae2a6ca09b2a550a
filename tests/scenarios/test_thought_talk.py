"""The thought record by talking: one question at a time, nothing repeated, the same record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.domain.people import Who
from data.kinds import THOUGHTS
from tests.conftest import House, Start
from tests.scenarios.test_direct_message import answers
from tests.scenarios.test_thought_record import begin

WHO = Who("T_NORTHWIND", "U_DEV")


def begin_talk(house: House) -> Any:
    """A person who said yes and is asked the first question."""
    mara = begin(house)
    mara.closes()
    mara.says("thought")
    house.settle()
    mara.clicks("talk_begin:thought")
    house.settle()
    return mara


def says(house: House, person: Any, *texts: str) -> None:
    """Types answers one after the other."""
    for text in texts:
        person.says(text)
        house.settle()


def taps(house: House, person: Any, value: str) -> None:
    """Taps the newest button with that label."""
    person.clicks(text=value, where="message")
    house.settle()


def test_a_record_can_be_talked_through(house: House) -> None:
    """The same record as from the form, with words typed and ratings tapped."""
    mara = begin_talk(house)
    assert "Slack keeps it" in "\n".join(answers(house))
    says(house, mara, "The line stopped", "A calm night", "I should have seen it", "about 90%")
    mara.picks("talk_tick", "labeling", "mind-reading")
    mara.clicks("talk_next")
    house.settle()
    mara.picks("talk_pick", "worried")
    house.settle()
    taps(house, mara, "80")
    says(house, mara, "knotted, inside")
    taps(house, mara, "60")
    mara.clicks("talk_skip")
    house.settle()
    says(house, mara, "stomach", "I was there", "The sensor was dead", "Nobody could have")
    taps(house, mara, "70")
    taps(house, mara, "40")
    taps(house, mara, "30")
    says(house, mara, "55")
    says(house, mara, "Ask the electrician", "He will say it was me")
    taps(house, mara, "50")
    taps(house, mara, "Tomorrow")
    assert "Your thought record is saved" in mara.text_of(mara.last_message)
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    record = kept.value
    assert record.automatic_thought == "I should have seen it"
    assert (record.belief_before, record.belief_balanced, record.belief_after) == (90, 70, 40)
    assert record.distortions == ("labeling", "mind-reading")
    assert [(e.name, e.before, e.after) for e in record.emotions] == [
        ("worried", 80, 30),
        ("knotted inside", 60, 55),
    ]
    assert record.experiment is not None
    assert record.experiment.likelihood == 50
    assert isinstance(record.experiment.look_on, date)
    mara.clicks("thought_moved")
    house.settle()
    assert "at 90, and now at 40" in mara.text_of(mara.modals[-1])


def test_only_the_thought_is_needed_and_a_feeling_is_asked_for_once_more(house: House) -> None:
    """Everything else can be skipped; the thought has no way around it but stop."""
    mara = begin_talk(house)
    for _ in range(2):
        mara.clicks("talk_skip")
        house.settle()
    assert "Skip" not in [
        element["text"]["text"]
        for block in mara.last_message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    says(house, mara, "They will find me out")
    for _ in range(3):
        mara.clicks("talk_skip")
        house.settle()
    assert "Feelings are easy to skip" in mara.text_of(mara.last_message)
    for _ in range(8):
        mara.clicks("talk_skip")
        house.settle()
    assert "Your thought record is saved" in mara.text_of(mara.last_message)
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value.automatic_thought == "They will find me out"
    assert kept.value.emotions == ()


def test_a_feeling_given_when_asked_once_more_is_rated_like_any_other(house: House) -> None:
    """The second question leads on as the first would have."""
    mara = begin_talk(house)
    says(house, mara, "skip", "skip", "It is my fault", "skip", "skip", "skip", "heavy")
    assert "How strong was it" in mara.text_of(mara.last_message)
    says(house, mara, "75")
    assert "second feeling" in mara.text_of(mara.last_message)


def test_what_is_no_rating_is_asked_for_again_in_plain_words(house: House) -> None:
    """A typed word where a number belongs loses nothing and moves nothing."""
    mara = begin_talk(house)
    says(house, mara, "skip", "skip", "It is my fault", "quite a lot")
    assert any("give a number from 0 to 100" in said for said in answers(house)[-2:])
    assert "believe it right now" in mara.text_of(mara.last_message)


def test_nothing_that_was_said_is_said_back(house: House) -> None:
    """Neither words nor choices turn up in a message of ours."""
    mara = begin_talk(house)
    before = len(house.message_calls())
    says(house, mara, "canary-one", "canary-two", "canary-three", "37")
    mara.picks("talk_tick", "labeling")
    mara.clicks("talk_next")
    house.settle()
    says(house, mara, "canary-four", "83", "skip", "canary-five")
    for call in house.message_calls()[before:]:
        said = str(call.args.get("text", ""))
        assert "canary" not in str(call.args)
        assert not any(number in said for number in ("37", "83"))
    assert "canary" not in house.log.getvalue()


def test_a_talk_goes_on_after_a_restart(start: Start) -> None:
    """What was said is sealed before it is answered."""
    with start() as house:
        mara = begin_talk(house)
        says(house, mara, "skip", "skip", "It is my fault")
    with start() as house:
        mara = house.person()
        mara.says("thought")
        house.settle()
        mara.clicks("talk_resume")
        house.settle()
        assert "believe it right now" in mara.text_of(mara.last_message)
        says(house, mara, "60")
        for _ in range(10):
            mara.clicks("talk_skip")
            house.settle()
        (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
        assert (kept.value.automatic_thought, kept.value.belief_before) == ("It is my fault", 60)


def test_an_experiment_agreed_in_the_chat_lies_in_the_persons_own_days(house: House) -> None:
    """ "Tomorrow" is tomorrow where the person is."""
    mara = begin_talk(house)
    says(house, mara, "skip", "skip", "It is my fault", "skip", "skip", "skip", "skip")
    says(house, mara, *["skip"] * 6, "Ask once", "skip", "skip")
    taps(house, mara, "Tomorrow")
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    today = house.keel.today(house.keel.journal.profile(WHO))
    assert kept.value.experiment is not None
    assert kept.value.experiment.look_on == today + timedelta(days=1)
