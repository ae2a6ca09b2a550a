"""Talking in the DM: what was given stays, whatever Slack's pace, and no tap meets silence."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import BoltRequest
from slack_sdk.web.base_client import BaseClient

from bot.domain.people import Who
from bot.domain.talks import Talk
from data.kinds import CHECK_INS, TALK, THOUGHTS
from tests.conftest import House
from tests.scenarios.test_direct_message import answers, begin_talk
from tests.scenarios.test_thought_talk import begin_talk as begin_thought
from tests.scenarios.test_thought_talk import says

MARA = Who("T_NORTHWIND", "U_DEV")
ITEMS = 7


def at_the_note(house: House) -> Any:
    """A person who skipped the ratings and is asked for a note."""
    begin_talk(house)
    mara = house.person()
    for _ in range(ITEMS):
        mara.clicks("talk_skip")
        house.settle()
    return mara


def talk_of(house: House) -> Talk | None:
    """The talk as it is stored."""
    return house.keel.journal.draft(MARA, TALK, house.keel.now())


def newest(house: House) -> Any:
    """The newest check-in."""
    return house.keel.journal.entries(MARA, CHECK_INS)[0].value


def with_buttons(house: House) -> list[str]:
    """The messages on which a talk can be answered, skipped or stopped, by their text."""
    mara = house.person()
    return [mara.text_of(m) for m in mara.dm if "talk_stop" in str(m.blocks)]


@contextmanager
def answer_kept_back(method: str) -> Iterator[threading.Event]:
    """Slack does what the next call of a method asks, and says so only when the event is set."""
    go, asked = threading.Event(), threading.Event()
    perform = BaseClient._perform_urllib_http_request

    def performed(self: BaseClient, *, url: str, args: dict[str, Any]) -> dict[str, Any]:
        answer = perform(self, url=url, args=args)
        if url.endswith(method) and not asked.is_set():
            asked.set()
            go.wait(20)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_perform_urllib_http_request", performed)
        try:
            yield go
        finally:
            go.set()


def test_an_answer_typed_before_the_next_question_came_is_kept(house: House) -> None:
    """A question that arrives late does not bring the talk back to where it stood."""
    mara = begin_thought(house)
    with answer_kept_back("chat.postMessage") as go:
        mara.says("The line stopped at four")
        mara.says("Third night in a row")
        go.set()
        house.settle()
    says(house, mara, "I should have seen it")
    talk = talk_of(house)
    assert talk is not None
    assert talk.answer("situation") == "The line stopped at four"
    assert talk.answer("context") == "Third night in a row"
    assert talk.answer("thought") == "I should have seen it"
    assert len(with_buttons(house)) == 1


def test_a_finished_talk_does_not_come_back(house: House) -> None:
    """The next message after the end is no answer any more, however late the last question came."""
    mara = at_the_note(house)
    with answer_kept_back("chat.postMessage") as go:
        mara.says("a note")
        mara.says("a goal")
        go.set()
        house.settle()
    assert talk_of(house) is None
    assert with_buttons(house) == []
    says(house, mara, "everything I want to tell about tonight")
    assert "I didn't catch that" in answers(house)[-1]
    kept = [one.value for one in house.keel.journal.entries(MARA, CHECK_INS)]
    assert [(one.note, one.goal) for one in kept] == [("a note", "a goal")]


def test_two_answers_at_the_same_time_are_two_answers(house: House) -> None:
    """The second is read only when the first is stored."""
    mara = at_the_note(house)
    mara.says("one line", wait=False)
    mara.says("another line", wait=False)
    house.settle()
    assert sorted((newest(house).note, newest(house).goal)) == ["another line", "one line"]


def test_what_was_typed_is_kept_as_it_was_typed(house: House) -> None:
    """Slack's escapes and brackets belong to Slack, not to a person's words."""
    mara = at_the_note(house)
    says(house, mara, "load < 5 & rising <b>, see &lt; in the log")
    mara.says("<https://example.org/runbook> with <@U_NIGHT>", raw=True)
    house.settle()
    assert newest(house).note == "load < 5 & rising <b>, see &lt; in the log"
    assert newest(house).goal == "https://example.org/runbook with @U_NIGHT"


def test_what_is_too_long_is_asked_for_again_and_never_cut(house: House) -> None:
    """Nothing is called saved that is not."""
    mara = at_the_note(house)
    says(house, mara, "x" * 2001)
    assert "2000 characters" in answers(house)[-2]
    assert "Noted" not in answers(house)[-3]
    assert "since last time" in answers(house)[-1]
    says(house, mara, "x" * 2000, "y" * 301)
    assert "300 characters" in answers(house)[-2]
    says(house, mara, "y" * 300)
    assert (len(newest(house).note), len(newest(house).goal)) == (2000, 300)


@pytest.mark.parametrize("skip", ["skip", "Skip.", "skip!", " SKIP this one"])
def test_skip_is_understood_however_it_is_written(house: House, skip: str) -> None:
    """A word for going on is no answer."""
    mara = at_the_note(house)
    says(house, mara, skip, "a goal")
    assert (newest(house).note, newest(house).goal) == ("", "a goal")


def test_skip_is_no_answer_where_one_is_needed(house: House) -> None:
    """The question comes again, and the way out is named."""
    mara = begin_thought(house)
    says(house, mara, "skip", "skip", "skip")
    assert "can't be skipped" in answers(house)[-2]
    talk = talk_of(house)
    assert talk is not None
    assert (talk.prompt, talk.answers) == ("thought", {})


@pytest.mark.parametrize("word", ["quit", "Cancel", "end"])
def test_a_word_that_may_be_an_answer_asks_before_it_ends_a_talk(house: House, word: str) -> None:
    """Only "stop" stops at once: it was named as the word that does."""
    mara = begin_thought(house)
    says(house, mara, "a long story of what happened", word)
    talk = talk_of(house)
    assert talk is not None
    assert talk.answer("situation") == "a long story of what happened"
    mara.clicks("talk_resume")
    house.settle()
    assert mara.text_of(mara.last_message) == with_buttons(house)[-1]
    says(house, mara, word)
    mara.clicks("talk_stop", where="message")
    house.settle()
    assert talk_of(house) is None
    assert "Stopped" in mara.text_of(mara.last_message)
    assert house.keel.journal.tally(MARA, THOUGHTS)[0] == 0


def test_an_item_switched_off_while_it_is_asked_is_passed_over(house: House) -> None:
    """The talk goes on with the next one, and nothing typed is taken for a skipped end."""
    begin_talk(house)
    mara = house.person()
    off = tuple(item.slug for item in house.keel.library.check_in_items[:2])
    house.keel.journal.change_profile(MARA, house.keel.now(), switched_off=off)
    third = house.keel.library.check_in_items[2]
    mara.clicks("talk_skip")
    house.settle()
    assert third.label in mara.text_of(mara.last_message)
    says(house, mara, "walk at noon")
    assert third.label in answers(house)[-1]
    for _ in range(ITEMS - 2):
        mara.clicks("talk_skip")
        house.settle()
    says(house, mara, "a note", "walk at noon")
    assert newest(house).goal == "walk at noon"


def test_stop_never_says_that_nothing_was_saved_when_it_was(house: House) -> None:
    """At the end of a talk no question keeps its buttons, and an old one tells the truth."""
    mara = at_the_note(house)
    house.slack.faults.fail = {"chat.update": "internal_error"}
    says(house, mara, "a note", "a goal")
    house.slack.faults.fail = {}
    assert len(with_buttons(house)) == 2
    old = next(m for m in mara.dm if "talk_stop" in str(m.blocks))
    mara.clicks("talk_stop", where=old.ts)
    house.settle()
    (now,) = (m for m in mara.dm if m.ts == old.ts)
    assert "no longer there" in mara.text_of(now)
    assert "Nothing of this was saved" not in "\n".join(answers(house))


def test_stop_in_words_takes_the_buttons_with_it(house: House) -> None:
    """Nothing is left that looks as if it could be tapped."""
    mara = at_the_note(house)
    says(house, mara, "stop")
    assert "Nothing of this was saved" in answers(house)[-1]
    assert "closed" in answers(house)[-2]
    assert with_buttons(house) == []


def test_an_old_question_answers_no_other_one(house: House) -> None:
    """A question whose message could not be moved is asked in a new one; a tap on the old one
    gives nothing to the talk and leads below."""
    begin_talk(house)
    mara = house.person()
    old = mara.last_message.ts
    house.slack.faults.fail = {"chat.update": "internal_error"}
    mara.clicks(text="4")
    house.settle()
    house.slack.faults.fail = {}
    assert mara.last_message.ts != old
    before = talk_of(house)
    mara.clicks(text="1", where=old)
    house.settle()
    assert talk_of(house) == before
    shown = mara.text_of(next(m for m in mara.dm if m.ts == old))
    assert shown.startswith("It goes on below")
    assert len(with_buttons(house)) == 1


def test_a_question_that_did_not_get_through_comes_with_the_next_tap(house: House) -> None:
    """Slack failed twice; the old question stands there, and a tap on it brings the right one."""
    begin_talk(house)
    mara = house.person()
    house.slack.faults.fail = {"chat.update": "internal_error", "chat.postMessage": "fatal_error"}
    mara.clicks(text="4")
    house.settle()
    house.slack.faults.fail = {}
    assert "Sleep" in mara.text_of(mara.last_message)
    mara.clicks(text="4")
    house.settle()
    assert "Focus" in mara.text_of(mara.last_message)
    talk = talk_of(house)
    assert talk is not None
    assert set(talk.answers) == {"rate_sleep"}


def test_a_second_tap_on_the_last_question_leaves_the_end_as_it_is(house: House) -> None:
    """Whoever taps twice still reads that it was saved."""
    mara = at_the_note(house)
    says(house, mara, "a note")
    last = mara.last_message
    skip = next(
        element
        for block in last.blocks
        for element in block.get("elements", [])
        if element.get("action_id") == "talk_skip"
    )
    mara.clicks("talk_skip")
    house.settle()
    assert "is saved" in mara.text_of(mara.last_message)
    tap = next(d for d in reversed(house.slack.deliveries) if d.kind == "block_actions")
    again = {**tap.payload, "trigger_id": "another.tap"}
    assert again["actions"][0]["value"] == skip["value"]
    house.app.dispatch(BoltRequest(body=json.dumps(again), mode="socket_mode"))
    house.settle()
    assert "is saved" in mara.text_of(mara.last_message)


def test_a_talk_that_waited_too_long_says_so(house: House) -> None:
    """After fourteen days it is gone, and a tap on it is answered."""
    begin_talk(house)
    mara = house.person()
    house.slack.clock.move(timedelta(days=15))
    mara.clicks(text="3")
    house.settle()
    assert "no longer there" in mara.text_of(mara.last_message)
    assert with_buttons(house) == []


def test_go_on_without_a_talk_says_that_it_is_gone(house: House) -> None:
    """The button may stand in an older message."""
    begin_talk(house)
    mara = house.person()
    mara.says("crisis")
    house.settle()
    mara.clicks("help_safe")
    house.settle()
    mara.says("stop")
    house.settle()
    mara.clicks("talk_resume")
    house.settle()
    assert "no longer there" in answers(house)[-1]


def test_a_talk_after_consent_was_taken_back_says_why_nothing_is_kept(house: House) -> None:
    """The person knows what they did; "something went wrong" would not be true."""
    begin_talk(house)
    mara = house.person()
    house.keel.journal.withdraw(MARA, house.keel.now())
    mara.clicks(text="3")
    house.settle()
    assert "no consent of yours" in answers(house)[-1]
    says(house, mara, "4")
    assert "no consent of yours" in answers(house)[-1]
    talk = talk_of(house)
    assert talk is not None
    assert talk.answers == {}
