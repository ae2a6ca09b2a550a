"""A thought record from the first step to what moved, and everything that can interrupt it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.people import Who
from bot.domain.thought_drafts import Drafts
from data.kinds import THOUGHT_DRAFTS, THOUGHTS
from handlers.thought_record.desk import Desk
from handlers.thought_record.steps import step_view
from tests.conftest import House, Start

WHO = Who("T_NORTHWIND", "U_DEV")


def begin(house: House, user: str = "U_DEV") -> Any:
    """A person who has said yes and stands at the first step."""
    person = house.person(user)
    person.shortcut("thought")
    house.settle()
    person.submits()
    house.settle()
    return person


def step(house: House, person: Any, fields: dict[str, Any]) -> dict[str, str] | None:
    """Fills a step and goes on."""
    person.fills(fields)
    errors = person.submits()
    house.settle()
    return errors


def title(person: Any) -> str:
    """The title of the view on top."""
    return str(person.modals[-1]["title"]["text"])


def test_a_record_goes_through_four_steps_and_stands_on_the_home(house: House) -> None:
    """The main path: trigger, thought, emotion, action, what moved, the Home."""
    mara = begin(house)
    assert title(mara) == "1 of 4: Trigger"
    assert step(house, mara, {"situation": "The deploy failed", "context": "Friday"}) is None
    assert title(mara) == "2 of 4: Thought"
    fields = {"thought": "I break every build", "belief": "about 80", "patterns": ["labeling"]}
    assert step(house, mara, fields) is None
    assert title(mara) == "3 of 4: Emotion"
    assert "I break every build" in mara.text_of(mara.modals[-1])
    mara.picks("thought_emotions", "worried", "ashamed")
    house.settle()
    step(house, mara, {"strength_worried": "70", "strength_ashamed": "8 out of 10"})
    assert title(mara) == "4 of 4: Action"
    assert "I break every build" in mara.text_of(mara.modals[-1])
    mara.fills({"evidence_against": "Nine of ten went through", "balanced": "One failed"})
    mara.fills({"belief_balanced": "60", "belief_after": "40", "after_worried": "30"})
    mara.clicks("thought_plan")
    house.settle()
    mara.fills({"try_what": "Ask for the log", "try_look_on": "2099-01-05"})
    assert mara.submits() is None
    house.settle()
    seen = mara.text_of(mara.modals[-1])
    assert "You believed the thought at 80, and now at 40." in seen
    assert "Weaker: 70 before, 30 now" in seen
    assert "Mon 5 Jan 2099" in seen
    mara.closes()
    mara.opens_home()
    house.settle()
    assert "I break every build" in mara.text_of(mara.home)
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value.situation == "The deploy failed"
    assert [(e.name, e.before, e.after) for e in kept.value.emotions] == [
        ("worried", 70, 30),
        ("ashamed", 80, None),
    ]
    assert kept.value.experiment is not None
    assert kept.value.experiment.what == "Ask for the log"


def at_thought(house: House, thought: str = "I break every build") -> Any:
    """A person at the second step, with the thought written but not sent."""
    mara = begin(house)
    step(house, mara, {"situation": "The deploy failed"})
    mara.fills({"thought": thought})
    return mara


def at_action(house: House, thought: str = "I break every build") -> Any:
    """A person at the last step, with a feeling named and rated."""
    mara = at_thought(house, thought)
    step(house, mara, {"belief": "80"})
    mara.picks("thought_emotions", "worried")
    house.settle()
    step(house, mara, {"strength_worried": "70"})
    return mara


def fields(person: Any) -> dict[str, Any]:
    """What stands in the fields on top, by field."""
    values = person.modals[-1]["state"]["values"]
    return {
        id_: element.get("value")
        for id_, elements in values.items()
        for element in elements.values()
        if element["type"] == "plain_text_input"
    }


def test_back_and_forth_loses_nothing(house: House) -> None:
    """Back takes along what was typed, and brings back what was typed before."""
    mara = at_thought(house)
    mara.fills({"belief": "half of me", "patterns": ["labeling"]})
    mara.clicks("thought_back")
    house.settle()
    assert title(mara) == "1 of 4: Trigger"
    assert fields(mara)["situation"] == "The deploy failed"
    assert "I break every build" in mara.text_of(mara.modals[-1])
    step(house, mara, {"context": "A Friday"})
    assert fields(mara) == {"thought": "I break every build", "belief": "half of me"}
    assert "labeling" in str(mara.modals[-1]["state"])


def test_only_the_thought_is_needed(house: House) -> None:
    """Everything else can be left out; a skipped feeling is asked for once more and then let be."""
    mara = begin(house)
    mara.submits()
    house.settle()
    assert mara.submits() is not None
    mara.fills({"thought": "   "})
    assert mara.submits() == {"thought": "The thought itself is needed. A few words are enough."}
    step(house, mara, {"thought": "I'm late with everything"})
    mara.submits()
    house.settle()
    assert title(mara) == "3 of 4: Emotion"
    assert "Feelings are easy to skip" in mara.text_of(mara.modals[-1])
    mara.submits()
    house.settle()
    assert title(mara) == "4 of 4: Action"
    mara.submits()
    house.settle()
    assert "Your words are kept." in mara.text_of(mara.modals[-1])
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value.automatic_thought == "I'm late with everything"


def test_a_number_that_cannot_be_read_is_answered_beside_its_field(house: House) -> None:
    """In plain words, with everything typed still there."""
    mara = at_thought(house)
    for typed, said in {
        "very": "Please give a number from 0 to 100.",
        "60 or 70": "There are two numbers in this. Which one is closer?",
        "150": "The scale ends at 100. Which number from 0 to 100 fits best?",
    }.items():
        assert step(house, mara, {"belief": typed}) == {"belief": said}
        assert fields(mara)["thought"] == "I break every build"
    assert step(house, mara, {"belief": "65"}) is None


def test_one_s_own_word_is_a_feeling_too(house: House) -> None:
    """It gets a rating like the others, and the rating stays with it when words come and go."""
    mara = at_thought(house)
    step(house, mara, {})
    step(house, mara, {"own": "wobbly, like glass"})
    assert title(mara) == "3 of 4: Emotion"
    step(house, mara, {"strength_own0": "60", "strength_own1": "40"})
    mara.clicks("thought_back")
    house.settle()
    step(house, mara, {"own": "like glass"})
    assert title(mara) == "4 of 4: Action"
    step(house, mara, {"after_own1": "20"})
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert [(e.name, e.before, e.after) for e in kept.value.emotions] == [("like glass", 40, 20)]


def test_more_than_three_own_words_are_asked_to_be_fewer(house: House) -> None:
    """Beside the field."""
    mara = at_thought(house)
    step(house, mara, {})
    errors = step(house, mara, {"own": "a, b, c, d"})
    assert errors == {"own": "Up to three words of your own, please."}


def test_a_number_left_unread_on_an_earlier_step_is_asked_for_before_saving(house: House) -> None:
    """Back keeps a number that cannot be read; saving comes back to it instead of losing it."""
    mara = at_action(house)
    mara.fills({"belief_after": "somewhat"})
    mara.clicks("thought_back")
    house.settle()
    step(house, mara, {})
    assert fields(mara)["belief_after"] == "somewhat"
    assert "belief_after" in (step(house, mara, {}) or {})


def test_what_moved_is_said_in_three_cases(house: House) -> None:
    """Down, about the same, and up; each said plainly."""
    mara = at_action(house)
    step(house, mara, {"belief_after": "78", "after_worried": "90"})
    seen = mara.text_of(mara.modals[-1])
    assert "The belief stayed about where it was: 80, and now 78." in seen
    assert "Stronger: 70 before, 90 now" in seen
    assert "breathe out slowly" in seen
    mara.closes()
    mara = house.person()
    mara.shortcut("thought")
    house.settle()
    step(house, mara, {})
    step(house, mara, {"thought": "Another one", "belief": "30"})
    step(house, mara, {})
    step(house, mara, {})
    step(house, mara, {"belief_after": "60"})
    assert "stronger than before: 30, and now 60" in mara.text_of(mara.modals[-1])


def test_little_belief_in_the_balanced_thought_suggests_an_experiment(house: House) -> None:
    """One button leads to its fields, in the same record."""
    mara = at_action(house)
    step(house, mara, {"balanced": "It was one of many", "belief_balanced": "20"})
    assert "Trying something small" in mara.text_of(mara.modals[-1])
    mara.clicks("thought_try")
    house.settle()
    assert title(mara) == "4 of 4: Action"
    step(house, mara, {"try_what": "Count the green builds", "try_likelihood": "60"})
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value.experiment is not None
    assert kept.value.experiment.likelihood == 60
    assert kept.value.balanced_thought == "It was one of many"


def test_an_experiment_needs_a_deed_and_a_day_ahead(house: House) -> None:
    """Both are said beside the fields."""
    mara = at_action(house)
    mara.clicks("thought_plan")
    house.settle()
    errors = step(house, mara, {"try_prediction": "Nothing", "try_look_on": "2020-01-01"})
    assert set(errors or {}) == {"try_what", "try_look_on"}


def test_keep_for_later_brings_everything_back_after_a_restart(start: Start) -> None:
    """The draft is sealed; the Home, the DM and the shortcut lead back to it."""
    with start() as house:
        mara = at_thought(house)
        mara.fills({"belief": "80"})
        mara.clicks("thought_later")
        house.settle()
        assert mara.modals[-1]["callback_id"] == "thought_kept"
    with start() as house:
        mara = house.person()
        mara.closes(all=True)
        mara.opens_home()
        house.settle()
        mara.clicks("thought_resume", where="home")
        house.settle()
        assert fields(mara) == {"thought": "I break every build", "belief": "80"}
        mara.closes()
        mara.says("thought")
        house.settle()
        mara.clicks("thought_resume", where="message")
        house.settle()
        assert title(mara) == "2 of 4: Thought"
        mara.closes()
        mara.shortcut("thought")
        house.settle()
        assert "It goes on where you left it." in mara.text_of(mara.modals[-1])
        assert fields(mara)["thought"] == "I break every build"


def test_closing_keeps_everything_up_to_the_last_next(house: House) -> None:
    """Even when Slack sends nothing of the open step along."""
    mara = at_thought(house)
    mara.closes()
    house.settle()
    mara.opens_home()
    house.settle()
    assert "is waiting" in mara.text_of(mara.home)


def test_a_form_that_was_only_looked_at_is_no_draft(house: House) -> None:
    """Opening and closing leaves nothing behind."""
    mara = begin(house)
    mara.closes()
    house.settle()
    assert house.keel.journal.tally_drafts(WHO) == 0


def test_a_second_record_can_be_begun_beside_the_first(house: House) -> None:
    """The one under way stays where it was."""
    mara = at_thought(house)
    mara.closes()
    mara.shortcut("thought")
    house.settle()
    mara.clicks("thought_another")
    house.settle()
    assert title(mara) == "1 of 4: Trigger"
    step(house, mara, {"situation": "A second thing"})
    step(house, mara, {"thought": "And I am slow"})
    mara.closes()
    mara.opens_home()
    house.settle()
    assert mara.text_of(mara.home).count("is waiting") == 2


def test_a_draft_is_gone_after_fourteen_days(house: House) -> None:
    """Untouched for that long, it is offered nowhere."""
    mara = at_thought(house)
    mara.clicks("thought_later")
    house.settle()
    house.slack.clock.move(timedelta(days=13, hours=23))
    mara.opens_home()
    house.settle()
    assert "is waiting" in mara.text_of(mara.home)
    house.slack.clock.move(timedelta(hours=2))
    mara.opens_home()
    house.settle()
    assert "is waiting" not in mara.text_of(mara.home)


def test_a_draft_can_be_dropped(house: House) -> None:
    """From the Home, after a question of Slack's own."""
    mara = at_thought(house)
    mara.clicks("thought_later")
    house.settle()
    mara.closes()
    mara.opens_home()
    house.settle()
    mara.clicks("thought_drop", where="home")
    house.settle()
    assert "is waiting" not in mara.text_of(mara.home)
    assert house.keel.journal.tally_drafts(WHO) == 0


def saved(house: House, thought: str = "I break every build") -> Any:
    """A person with one record, in front of their list."""
    mara = at_action(house, thought)
    step(house, mara, {"belief_after": "50"})
    mara.clicks("thought_list")
    house.settle()
    return mara


def test_a_record_can_be_read_whole_and_changed(house: House) -> None:
    """The four steps come prefilled, and the change lands in the same entry."""
    mara = saved(house)
    mara.clicks("thought_read")
    house.settle()
    seen = mara.text_of(mara.modals[-1])
    for expected in ("The deploy failed", "I break every build", "80 of 100, and later 50"):
        assert expected in seen
    mara.clicks("thought_edit")
    house.settle()
    assert fields(mara)["situation"] == "The deploy failed"
    step(house, mara, {"situation": "The deploy was rolled back"})
    step(house, mara, {})
    assert fields(mara)["strength_worried"] == "70"
    step(house, mara, {})
    step(house, mara, {})
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value.situation == "The deploy was rolled back"
    assert kept.value.belief_after == 50


def test_the_list_beneath_follows_a_change_and_no_stack_grows_past_two(house: House) -> None:
    """Slack stacks three views, and the way to help needs the third."""
    mara = saved(house)
    mara.clicks("thought_read")
    house.settle()
    mara.clicks("thought_edit")
    house.settle()
    assert len(mara.modals) == 2
    step(house, mara, {})
    step(house, mara, {"thought": "I break some builds"})
    step(house, mara, {})
    step(house, mara, {})
    assert [view["callback_id"] for view in mara.modals] == ["thoughts", "thought_saved"]
    assert "I break some builds" in mara.text_of(mara.modals[0])
    mara.clicks("thought_read")
    house.settle()
    assert len(mara.modals) == 2


def test_an_edit_that_was_left_changes_nothing_until_it_is_saved(house: House) -> None:
    """It waits as a draft of its own."""
    mara = saved(house)
    mara.clicks("thought_edit")
    house.settle()
    step(house, mara, {"situation": "Something else"})
    mara.closes(all=True)
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value.situation == "The deploy failed"
    mara.opens_home()
    house.settle()
    assert "A change begun on" in mara.text_of(mara.home)


def test_a_record_can_be_deleted_from_its_page_and_the_list_follows(house: House) -> None:
    """Gone from the store, from the page and from the list beneath."""
    mara = saved(house)
    mara.clicks("thought_read")
    house.settle()
    mara.clicks("thought_delete", where="thought_whole")
    house.settle()
    assert house.keel.journal.entries(WHO, THOUGHTS) == []
    assert all("I break every build" not in mara.text_of(view) for view in mara.modals)


def test_five_records_can_be_looked_back_on(house: House) -> None:
    """Counts and averages, in words."""
    mara = saved(house)
    mara.closes(all=True)
    record = house.keel.journal.entries(WHO, THOUGHTS)[0].value
    for n in range(4):
        house.keel.journal.add(
            WHO,
            THOUGHTS,
            replace(record, uuid=str(n), distortions=("labeling",)),
            id=f"more{n}",
            day=house.keel.now().date(),
            now=house.keel.now(),
        )
    mara.opens_home()
    house.settle()
    mara.clicks("open:thoughts", where="home")
    house.settle()
    mara.clicks("thought_look_back")
    house.settle()
    seen = mara.text_of(mara.modals[-1])
    assert "On average it went down by 30 points" in seen
    assert "4 times" in seen


def test_six_records_are_two_pages(house: House) -> None:
    """Older and newer turn the page in the same view."""
    mara = saved(house)
    mara.closes(all=True)
    record = house.keel.journal.entries(WHO, THOUGHTS)[0].value
    for n in range(5):
        house.keel.journal.add(
            WHO,
            THOUGHTS,
            replace(record, uuid=str(n), automatic_thought=f"thought number {n}"),
            id=f"more{n}",
            day=house.keel.now().date(),
            now=house.keel.now(),
        )
    mara.opens_home()
    house.settle()
    mara.clicks("open:thoughts", where="home")
    house.settle()
    assert "1 to 5 of 6" in mara.text_of(mara.modals[-1])
    mara.clicks("thoughts_page:older")
    house.settle()
    assert "6 of 6" in mara.text_of(mara.modals[-1])


CRISIS = "I want to kill myself tonight"


def test_back_with_a_crisis_in_a_field_shows_help_and_keeps_the_step(house: House) -> None:
    """A button is screened like a submission; "I'm safe, continue" brings the step back whole."""
    mara = at_thought(house, CRISIS)
    mara.fills({"belief": "90"})
    mara.clicks("thought_back")
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == ["thought_step", "help_view"]
    assert mara.submits() is None
    house.settle()
    assert title(mara) == "2 of 4: Thought"
    assert fields(mara) == {"thought": CRISIS, "belief": "90"}


@pytest.mark.parametrize("way", ["next", "back"])
def test_keep_what_i_wrote_keeps_the_step_as_a_draft(house: House, way: str) -> None:
    """After Next and after Back alike; the form beneath goes on, with help still on top."""
    mara = at_thought(house, CRISIS)
    if way == "next":
        mara.submits()
    else:
        mara.clicks("thought_back")
    house.settle()
    mara.clicks("help_keep")
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == ["thought_step", "help_view"]
    drafts = house.keel.journal.draft(WHO, THOUGHT_DRAFTS, house.keel.now())
    assert drafts is not None
    assert [draft.text("thought") for draft in drafts.items] == [CRISIS]
    mara.submits()
    house.settle()
    assert title(mara) == ("3 of 4: Emotion" if way == "next" else "1 of 4: Trigger")


def test_nothing_of_a_stopped_step_is_kept_unless_the_person_says_so(house: House) -> None:
    """Closing everything leaves the draft as it was before the words."""
    mara = at_thought(house, CRISIS)
    mara.submits()
    house.settle()
    drafts = house.keel.journal.draft(WHO, THOUGHT_DRAFTS, house.keel.now())
    assert drafts is not None
    assert CRISIS not in str(drafts)


def test_nothing_argues_with_a_crisis_thought(house: House) -> None:
    """Whoever goes on after the help is not asked for evidence against it."""
    mara = at_thought(house, CRISIS)
    mara.submits()
    mara.submits()
    house.settle()
    step(house, mara, {})
    step(house, mara, {})
    step(house, mara, {})
    assert title(mara) == "4 of 4: Action"
    assert "needs company more than an exercise" in mara.text_of(mara.modals[-1])
    assert fields(mara) == {}
    step(house, mara, {})
    assert "needs company" in mara.text_of(mara.modals[-1])


def test_two_submissions_of_one_form_store_one_record(house: House) -> None:
    """A double click on Save."""
    mara = at_action(house)
    mara.submits(twice=True)
    house.settle()
    assert len(house.keel.journal.entries(WHO, THOUGHTS)) == 1


def test_a_number_that_was_never_read_does_not_stop_a_crisis_thought_from_being_kept(
    house: House,
) -> None:
    """Where no field is left to mend, saving still works."""
    mara = at_action(house)
    mara.fills({"belief_after": "somewhat"})
    for _ in range(2):
        mara.clicks("thought_back")
        house.settle()
    mara.fills({"thought": CRISIS})
    mara.submits()
    mara.submits()
    house.settle()
    for _ in range(3):
        step(house, mara, {})
    assert mara.modals[-1]["callback_id"] == "thought_saved"
    assert len(house.keel.journal.entries(WHO, THOUGHTS)) == 1


def test_saving_comes_back_to_a_number_on_an_earlier_step(house: House) -> None:
    """With a line that says so, and the mark beside the field on the next try."""
    mara = at_thought(house)
    step(house, mara, {})
    mara.clicks("thought_back")
    house.settle()
    mara.fills({"belief": "quite"})
    mara.clicks("thought_back")
    house.settle()
    mara.clicks("thought_later")
    house.settle()
    draft = house.keel.journal.draft(WHO, THOUGHT_DRAFTS, house.keel.now())
    assert draft is not None
    changed = replace(draft.items[0], step="action")
    life = timedelta(days=14)
    house.keel.journal.keep_draft(WHO, THOUGHT_DRAFTS, Drafts((changed,)), house.keel.now(), life)
    mara.closes()
    mara.shortcut("thought")
    house.settle()
    step(house, mara, {})
    assert title(mara) == "2 of 4: Thought"
    assert "could not be read" in mara.text_of(mara.modals[-1])
    assert set(step(house, mara, {}) or {}) == {"belief"}


def test_without_a_database_the_step_says_so_and_keeps_every_word(house: House) -> None:
    """Nothing moves on that was not kept."""
    mara = at_thought(house)
    house.keel.journal.close()
    errors = step(house, mara, {})
    assert "not saved just now" in str(errors)
    assert fields(mara)["thought"] == "I break every build"


def test_whoever_took_consent_back_is_asked_again_before_going_on(house: House) -> None:
    """No form that could not be saved."""
    mara = at_thought(house)
    mara.clicks("thought_later")
    house.settle()
    mara.closes()
    house.keel.journal.withdraw(WHO, house.keel.now())
    mara.opens_home()
    house.settle()
    mara.clicks("thought_resume", where="home")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    mara.submits()
    house.settle()
    assert fields(mara)["thought"] == "I break every build"


def test_a_heavy_word_adds_one_line_and_the_walk_goes_on_in_both_directions(house: House) -> None:
    """Not a crisis: nothing is stopped, and the way to help is named."""
    mara = at_thought(house, "I can't take this any more")
    step(house, mara, {})
    assert title(mara) == "3 of 4: Emotion"
    assert "That sounds heavy" in mara.text_of(mara.modals[-1])
    mara.fills({"body": "I can't take this any more"})
    mara.clicks("thought_back")
    house.settle()
    assert title(mara) == "2 of 4: Thought"
    assert "That sounds heavy" in mara.text_of(mara.modals[-1])


def test_a_crisis_on_a_third_view_is_answered_in_the_conversation(house: House) -> None:
    """Slack stacks no fourth view: the form stays, help is in the chat, sending again works."""
    mara = saved(house)
    mara.clicks("thought_read")
    house.settle()
    desk = Desk(house.keel)
    view = step_view(house.keel, WHO, replace(desk.draft(WHO, desk.new_id()), step="thought"))
    trigger = house.slack.workspace.new_trigger("U_DEV", mara.modals[-1]["id"])
    house.app.client.views_push(trigger_id=trigger, view=view)
    house.settle()
    assert len(mara.modals) == 3
    errors = step(house, mara, {"thought": CRISIS})
    assert "people you can talk to" in str(errors)
    assert fields(mara)["thought"] == CRISIS
    assert "findahelpline.com" in mara.text_of(mara.last_message)
    assert step(house, mara, {}) is None
    assert title(mara) == "3 of 4: Emotion"
