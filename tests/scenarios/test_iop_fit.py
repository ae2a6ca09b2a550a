"""Does it fit my week: shifts typed or set, a program, and what comes of it."""

from __future__ import annotations

from datetime import date, time
from random import Random
from typing import Any

import pytest

from bot.domain.fit import MAX_SESSIONS, FitQuestion, Session, check_question, fit
from bot.domain.people import Who
from bot.domain.rotations import PRESETS, rotation
from bot.domain.shifts import Shift, Weekly, WorkPattern
from bot.preview.standin import PersonDriver
from bot.preview.standin.blockkit import problems
from handlers.iop_fit_form import MINUTES, SLEEP, form
from handlers.iop_fit_result import alike, result
from tests.conftest import House
from tests.scenarios.test_canaries import assert_nowhere
from tests.scenarios.test_check_in import agree


def opened(house: House, user: str = "U_DEV") -> PersonDriver:
    """Somebody without consent who stands in the form, coming from a slash command."""
    person = house.person(user)
    person.runs("/iop-info", "")
    house.settle()
    person.clicks("open:iop_fit", where=person.ephemerals[-1].ts)
    house.settle()
    assert [view["callback_id"] for view in person.modals] == ["iop_fit"]
    return person


def seen(person: PersonDriver) -> str:
    """What the top window says."""
    return person.text_of(person.modals[-1])


def fields(person: PersonDriver) -> dict[str, Any]:
    """What is in the fields of the top window."""
    values = person.modals[-1]["state"]["values"]
    return {block: next(iter(elements.values())) for block, elements in values.items()}


def test_day_shifts_and_an_evening_group_go_together(house: House) -> None:
    """The plain case, without consent and with nothing stored."""
    mara = opened(house)
    mara.fills({f"shift_{day}": "7-15:30" for day in range(5)})
    assert mara.submits() is None
    house.settle()
    said = seen(mara)
    assert "All of it fits your week" in said
    assert "Fits: Mon, Tue, Wed, Thu" in said
    assert "Mon 18:00–21:00, Tue 18:00–19:00, Wed 18:00–21:00, Thu 18:00–21:00" in said
    assert "10 hours a week" in said
    tables = house.keel.journal._store.database.rows("SELECT count(*) AS n FROM people")
    assert tables == [{"n": 0}]


def test_second_shift_is_sent_to_ask_for_mornings(house: House) -> None:
    """Verdicts in words, and what to ask the program."""
    mara = opened(house)
    mara.fills({f"shift_{day}": "3pm-11:30pm" for day in range(5)})
    mara.submits()
    house.settle()
    assert "None of these sessions fits" in seen(mara)
    assert "Runs into a shift: Mon, Tue, Wed, Thu" in seen(mara)
    assert "Is there a morning group?" in seen(mara)


def test_errors_stand_beside_the_fields_and_nothing_is_lost(house: House) -> None:
    """A slip in one field leaves all the others as they were."""
    mara = opened(house)
    mara.fills({"shift_0": "7-15", "shift_1": "9-5", "shift_2": "15", "wakes": "canaryetha"})
    errors = mara.submits()
    words = house.keel.words("iop_fit")
    assert errors == {
        "shift_1": words("err_time_ambiguous"),
        "shift_2": words("err_need_both"),
        "wakes": words("err_wakes"),
    }
    assert fields(mara)["shift_0"]["value"] == "7-15"
    assert_nowhere(house, "canaryetha")


def test_no_shift_and_no_session_are_asked_for(house: House) -> None:
    """An empty form says what is missing."""
    mara = opened(house)
    assert set(mara.submits() or {}) == {"shift_0"}
    mara.picks("iop_fit_program", "own")
    house.settle()
    mara.fills({"shift_0": "7-15"})
    assert set(mara.submits() or {}) == {"session_0"}
    mara.fills({"session_1": "18-20, 19-21"})
    assert (mara.submits() or {}) == {
        "session_1": house.keel.words("iop_fit")("err_sessions_overlap")
    }


def test_a_rotation_is_shown_week_by_week_and_the_form_stays(house: House) -> None:
    """2-2-3 with days and nights is four weeks; going back finds what was typed."""
    mara = opened(house)
    mara.picks("iop_fit_mode", "two_two_three_rotating")
    house.settle()
    mara.fills({"cycle_day_2026-11-23": "3", "time_two_two_three_rotating_N": "18-6"})
    assert mara.submits() is None
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == ["iop_fit", "iop_fit_result"]
    for week in range(1, 5):
        assert f"Week {week} of 4" in seen(mara)
        assert f"Week {week}: " in seen(mara)
    mara.closes()
    values = fields(mara)
    assert values["cycle_day_2026-11-23"]["value"] == "3"
    assert values["time_two_two_three_rotating_N"]["value"] == "18-6"
    mara.fills({"cycle_day_2026-11-23": "29"})
    assert set(mara.submits() or {}) == {"cycle_day_2026-11-23"}


def test_a_cycle_of_ones_own_is_read(house: House) -> None:
    """Letters, times and the day of the cycle; what cannot be read is said."""
    mara = opened(house)
    mara.picks("iop_fit_mode", "own")
    house.settle()
    mara.fills({"cycle": "5D canarytheta", "cycle_day_2026-11-23": "fifth"})
    assert set(mara.submits() or {}) == {"cycle", "cycle_day_2026-11-23"}
    mara.fills({"cycle": "4D 2O 4N 4O", "cycle_day_2026-11-23": "1", "time_own_D": "6-18"})
    assert mara.submits() is None
    house.settle()
    assert "Week 1 of 2" in seen(mara)
    assert_nowhere(house, "canarytheta")


def test_on_call_days_are_told_apart_from_shifts(house: House) -> None:
    """Being on call forbids nothing, but is named, with what to ask."""
    mara = opened(house)
    mara.fills({f"shift_{day}": "9-17" for day in range(1, 5)})
    mara.fills({"shift_0": "on call 08:00-08:00"})
    assert mara.submits() is None
    house.settle()
    assert "You are on call: Mon" in seen(mara)
    assert "May I keep my phone on" in seen(mara)


def test_a_program_of_ones_own_is_measured(house: House) -> None:
    """Below nine hours and above nineteen are said plainly."""
    mara = opened(house)
    mara.fills({"shift_5": "7-19"})
    mara.picks("iop_fit_program", "own")
    house.settle()
    assert fields(mara)["shift_5"]["value"] == "7-19"
    mara.fills({"session_0": "9-10, 13-15"})
    mara.submits()
    house.settle()
    assert "fewer than the 9" in seen(mara)
    assert "Fits: Mon 09:00–10:00, Mon 13:00–15:00" in seen(mara)
    mara.closes()
    mara.fills({f"session_{day}": "8-12" for day in range(5)})
    mara.submits()
    house.settle()
    assert "partial hospitalization" in seen(mara)


def test_the_shifts_set_for_reminders_are_used_and_can_be_left(house: House) -> None:
    """Said that they are used, shown, and other times are one choice away."""
    agree(house)
    mara = house.person()
    mara.closes(all=True)
    who = Who("T_NORTHWIND", "U_DEV")
    week = tuple(Shift(time(16), time(7)) if day < 5 else None for day in range(7))
    pattern = WorkPattern(Weekly(week), "Europe/Stockholm")
    house.keel.journal.change_profile(who, house.keel.now(), pattern=pattern)
    mara = opened(house)
    assert "you set for your reminders" in seen(mara)
    assert "Mon 23  07:00-16:00" in seen(mara)
    assert mara.submits() is None
    house.settle()
    assert "Your week" in seen(mara)
    mara.closes()
    mara.picks("iop_fit_mode", "weekly")
    house.settle()
    assert "shift_0" in fields(mara)


def test_from_the_pages_it_opens_in_the_same_window(house: House) -> None:
    """Slack stacks three windows at most, and help has to fit on top."""
    mara = house.person()
    mara.opens_home()
    house.settle()
    mara.clicks("open:iop")
    house.settle()
    mara.clicks("iop_fit_here")
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == ["iop_fit"]
    mara.fills({"shift_0": "22-6"})
    mara.submits()
    house.settle()
    mara.clicks("help_now")
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == [
        "iop_fit",
        "iop_fit_result",
        "help_view",
    ]
    mara.closes()
    mara.closes()
    mara.clicks("iop:overview")
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == ["iop"]


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_every_week_of_every_pattern_keeps_to_the_limits(house: House, preset: str) -> None:
    """The longest answers, with fourteen sessions, are legal views."""
    first = date(2026, 10, 19)  # a week in which the clocks change
    pattern = WorkPattern(rotation(PRESETS[preset], first), "Europe/Stockholm")
    sessions = tuple(
        Session(at % 7, time(8 + at // 7 * 9), time(9 + at // 7 * 9)) for at in range(MAX_SESSIONS)
    )
    question = FitQuestion(pattern, sessions, first)
    view = result(house.keel, question, fit(question))
    assert problems(view, "modal") == []
    assert view["blocks"][-1]["block_id"] == "help"
    state = {"mode": {"m": {"selected_option": {"value": preset}}}}
    assert problems(form(house.keel, None, state, from_pages=True), "modal") == []


def test_whatever_is_asked_the_answer_has_words_and_is_a_legal_view(house: House) -> None:
    """Many invented people and programs: every verdict, question and hour has its sentence."""
    pick, first = Random(4), date(2026, 3, 23)
    cycles = ["DOOOOOO", "DDNNOOOO", "CCCCCCC", "EELLNNNOO", *PRESETS.values()]
    for _ in range(60):
        pattern = WorkPattern(rotation(pick.choice(cycles), first), "Europe/Berlin")
        starts = {(pick.randrange(7), pick.randrange(24)) for _ in range(pick.randint(1, 8))}
        sessions = tuple(Session(day, time(hour), time((hour + 1) % 24)) for day, hour in starts)
        question = FitQuestion(
            pattern,
            sessions,
            first,
            travel_minutes=pick.choice(MINUTES),
            sleep_hours=float(pick.choice(SLEEP)),
        )
        if not check_question(question):
            assert problems(result(house.keel, question, fit(question)), "modal") == []


def test_weeks_that_come_out_the_same_are_shown_once(house: House) -> None:
    """Panama takes eight weeks, of which every other one of a block is the same."""
    first = date(2026, 11, 23)
    pattern = WorkPattern(rotation(PRESETS["panama"], first), "Europe/Stockholm")
    question = FitQuestion(pattern, (Session(0, time(9), time(12)),), first)
    answer = fit(question)
    groups = alike(question, answer)
    assert sorted(at for places in groups for at in places) == list(range(8))
    assert [0, 2] in groups
    said = house.person().text_of(result(house.keel, question, answer))
    assert "Weeks 1 and 3 of 8 look the same, from 23 November and 7 December" in said
    for week in range(1, 9):
        assert f"Week {week}: " in said
