"""A thought record from the first step to what moved, and everything that can interrupt it."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Who
from data.kinds import THOUGHTS
from tests.conftest import House

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
