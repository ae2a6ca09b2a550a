"""Experiments followed through: the day to look, what happened, another day, or let go."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.people import Who
from bot.domain.reminder_times import Rule
from bot.reminding import Reminding
from data.kinds import THOUGHTS
from handlers.my_data_delete import Scope, destroy
from handlers.reminding import reminder_of, switch
from handlers.thought_record import experiment_dates, experiments_due, open_experiments
from tests.conftest import House
from tests.scenarios.test_thought_record import at_action, begin, step, title

JOE = Who("T_NORTHWIND", "U_NIGHT")
MARA = Who("T_NORTHWIND", "U_DEV")


def planned(house: House, day: str = "2099-01-05", user: str = "U_DEV") -> Any:
    """A person with one record and an experiment in it, in front of their Home."""
    person = begin(house, user)
    step(house, person, {})
    step(house, person, {"thought": "They will laugh at me", "belief": "80"})
    step(house, person, {})
    step(house, person, {})
    person.clicks("thought_plan")
    house.settle()
    fields = {"try_what": "Ask one question", "try_prediction": "Silence", "try_likelihood": "70"}
    person.fills({**fields, "try_look_on": day, "belief_after": "70"})
    assert person.submits() is None
    house.settle()
    person.closes(all=True)
    home(house, person)
    return person


def home(house: House, person: Any) -> str:
    """What the Home says."""
    person.opens_home()
    house.settle()
    return str(person.text_of(person.home))


def answers(house: House, person: Any, fields: dict[str, Any]) -> dict[str, str] | None:
    """Says what happened."""
    person.clicks("thought_happened", where="home")
    house.settle()
    person.fills(fields)
    errors = person.submits()
    house.settle()
    return errors


def test_an_experiment_waits_on_the_home_until_it_is_answered(house: House) -> None:
    """With plan and prediction in view; the answer and the new belief go into the record."""
    mara = planned(house)
    assert "Ask one question" in home(house, mara)
    mara.clicks("thought_happened", where="home")
    house.settle()
    seen = mara.text_of(mara.modals[-1])
    assert "They will laugh at me" in seen
    assert "Silence" in seen
    mara.fills({"outcome": "better", "happened": "Two people nodded", "learned": "I can ask"})
    mara.fills({"belief": "35"})
    assert mara.submits() is None
    house.settle()
    seen = mara.text_of(mara.modals[-1])
    assert "better than you predicted" in seen
    assert "at 80, and now at 35" in seen
    mara.closes()
    assert "Ask one question" not in home(house, mara)
    (kept,) = house.keel.journal.entries(MARA, THOUGHTS)
    experiment = kept.value.experiment
    assert experiment is not None
    assert (experiment.status, experiment.belief_after) == ("better", 35)
    assert (experiment.what_happened, experiment.learned) == ("Two people nodded", "I can ask")


@pytest.mark.parametrize(
    ("outcome", "said", "open_after"),
    [
        ("as_predicted", "as you predicted", 0),
        ("worse", "worse than you predicted", 0),
        ("could_not_run", "until you decide", 1),
        ("dropped", "Let go", 0),
    ],
)
def test_every_outcome_has_a_plain_answer(
    house: House, outcome: str, said: str, open_after: int
) -> None:
    """None of them is a dead end, and none a verdict."""
    mara = planned(house)
    assert answers(house, mara, {"outcome": outcome}) is None
    assert said in mara.text_of(mara.modals[-1])
    assert len(open_experiments(house.keel, MARA)) == open_after


def test_what_did_not_come_about_gets_another_day(house: House) -> None:
    """A day that has passed is asked for again; the new day stands on the Home."""
    mara = planned(house)
    fields = {"outcome": "could_not_run", "happened": "The meeting was off"}
    errors = answers(house, mara, {**fields, "again": "2020-01-01"})
    assert set(errors or {}) == {"again"}
    mara.fills({"again": "2099-02-02"})
    assert mara.submits() is None
    house.settle()
    mara.closes()
    assert "Mon 2 Feb 2099" in home(house, mara)
    assert experiment_dates(house.keel, MARA) == (date(2099, 2, 2),)


def test_an_outcome_and_a_readable_number_are_asked_for_beside_their_fields(house: House) -> None:
    """Nothing typed is lost."""
    mara = planned(house)
    errors = answers(house, mara, {"happened": "All sorts", "belief": "some"})
    assert set(errors or {}) == {"outcome", "belief"}
    assert "All sorts" in str(mara.modals[-1]["state"])


@pytest.mark.parametrize(
    ("eve", "user", "who", "zone"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), "U_DEV", MARA, "Europe/Stockholm"),
        (datetime(2026, 10, 31, 18, tzinfo=UTC), "U_NIGHT", JOE, "America/Chicago"),
    ],
)
def test_the_day_to_look_is_the_person_s_own_day_across_a_change_of_the_clocks(
    house: House, eve: datetime, user: str, who: Who, zone: str
) -> None:
    """Spring and autumn: due from the first minute of the local day on, reminded once, answered."""
    house.slack.clock.set(eve)
    person = house.person(user)
    person.changes_zone(zone)
    day = eve.date() + timedelta(days=1)
    planned(house, day.isoformat(), user)
    keel = house.keel
    dates = experiment_dates(keel, who)
    switch(keel, who, Rule("experiment", on=True, at=time(9), dates=dates, days="all"))
    reminding = Reminding(keel, house.app.client, pace=1000)
    assert experiments_due(keel, who, keel.today(keel.journal.profile(who))) == []
    assert "The day to look has come" not in home(house, person)
    midnight = datetime.combine(day, time(0, 1), ZoneInfo(zone)).astimezone(UTC)
    house.slack.clock.set(midnight - timedelta(minutes=2))
    assert experiments_due(keel, who, eve.date()) == []
    house.slack.clock.set(midnight)
    assert len(experiments_due(keel, who, keel.today(keel.journal.profile(who)))) == 1
    assert "The day to look has come" in home(house, person)
    assert reminding.tick() == 0
    nine = datetime.combine(day, time(9, 15), ZoneInfo(zone)).astimezone(UTC)
    house.slack.clock.set(nine)
    assert reminding.tick() == 1
    assert reminding.tick() == 0
    said = person.text_of(person.last_message)
    assert "a day you set yourself to look at something" in said
    assert "Ask one question" not in said
    person.clicks("nudge:start")
    house.settle()
    assert "Ask one question" in person.text_of(person.modals[-1])
    person.clicks("thought_happened", where="modal")
    house.settle()
    person.fills({"outcome": "as_predicted", "belief": "60"})
    assert person.submits() is None
    house.settle()
    assert experiments_due(keel, who, day) == []


def test_the_days_to_look_reach_the_reminder_of_whoever_has_one(house: House) -> None:
    """And leave it when the experiment is answered; without a reminder nothing is scheduled."""
    mara = planned(house)
    assert reminder_of(house.keel, MARA, "experiment") is None
    dates = experiment_dates(house.keel, MARA)
    switch(house.keel, MARA, Rule("experiment", on=True, at=time(12), dates=dates, days="all"))
    before = reminder_of(house.keel, MARA, "experiment")
    assert before is not None
    assert before.rule.dates == (date(2099, 1, 5),)
    answers(house, mara, {"outcome": "could_not_run", "again": "2099-03-03"})
    moved = reminder_of(house.keel, MARA, "experiment")
    assert moved is not None
    assert moved.rule.dates == (date(2099, 3, 3),)
    mara.closes()
    home(house, mara)
    answers(house, mara, {"outcome": "dropped"})
    gone = reminder_of(house.keel, MARA, "experiment")
    assert gone is not None
    assert gone.rule.dates == ()


def test_a_deleted_record_takes_its_experiment_along(house: House) -> None:
    """Nothing is asked about what is gone; an old button says so."""
    mara = planned(house)
    (kept,) = house.keel.journal.entries(MARA, THOUGHTS)
    house.keel.journal.remove(MARA, THOUGHTS, kept.id)
    mara.clicks("thought_happened", where="home")
    house.settle()
    assert "no longer there" in mara.text_of(mara.modals[-1])
    assert open_experiments(house.keel, MARA) == []


def test_deleting_all_records_leaves_no_copy_in_a_draft_and_no_day_in_a_reminder(
    house: House,
) -> None:
    """A change that was begun holds the record's words too."""
    mara = planned(house)
    dates = experiment_dates(house.keel, MARA)
    switch(house.keel, MARA, Rule("experiment", on=True, at=time(12), dates=dates, days="all"))
    mara.clicks("open:thoughts", where="home")
    house.settle()
    mara.clicks("thought_edit")
    house.settle()
    step(house, mara, {"situation": "half a change"})
    mara.closes(all=True)
    house.settle()
    assert house.keel.journal.tally_drafts(MARA) == 1
    destroy(house.keel, MARA, Scope("thought"))
    assert house.keel.journal.tally_drafts(MARA) == 0
    reminder = reminder_of(house.keel, MARA, "experiment")
    assert reminder is not None
    assert reminder.rule.dates == ()


def test_a_low_check_in_offers_a_record_once(house: House) -> None:
    """Not again the next time, and never to whoever has records."""
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    mara.submits()
    house.settle()
    mara.fills({"rate_mood": "1"})
    mara.submits()
    house.settle()
    assert "I mention it this once" in mara.text_of(mara.modals[-1])
    mara.clicks("open:thought")
    house.settle()
    assert title(mara) == "1 of 4: Trigger"
    mara.closes(all=True)
    mara.shortcut("check_in")
    house.settle()
    mara.fills({"rate_mood": "1"})
    mara.submits()
    house.settle()
    assert "I mention it this once" not in mara.text_of(mara.modals[-1])


def test_whoever_has_records_is_not_offered_one(house: House) -> None:
    """They know the way."""
    mara = at_action(house)
    mara.submits()
    house.settle()
    mara.closes(all=True)
    mara.shortcut("check_in")
    house.settle()
    mara.fills({"rate_mood": "1"})
    mara.submits()
    house.settle()
    assert "I mention it this once" not in mara.text_of(mara.modals[-1])
