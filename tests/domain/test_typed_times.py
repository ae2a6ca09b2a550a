"""Times and cycles as people type them on a phone."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rotations import PRESETS
from bot.domain.typed_times import (
    CycleProblem,
    TimeProblem,
    format_time,
    parse_cycle,
    parse_span,
    parse_time,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("17", time(17)),
        ("5pm", time(17)),
        ("5 PM", time(17)),
        ("5 p.m.", time(17)),
        ("5p", time(17)),
        ("17:30", time(17, 30)),
        (" 17.30 ", time(17, 30)),
        ("1730", time(17, 30)),
        ("730", time(7, 30)),
        ("22.00", time(22)),
        ("17h", time(17)),
        ("17h30", time(17, 30)),
        ("17 Uhr", time(17)),
        ("１７：３０", time(17, 30)),
        ("12", time(12)),
        ("12am", time(0)),
        ("12:15 pm", time(12, 15)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        ("0", time(0)),
        ("24", time(0)),
        ("24:00", time(0)),
    ],
)
def test_the_usual_ways_to_write_a_time_are_understood(typed: str, expected: time) -> None:
    """A tired person on a phone types what is quickest."""
    assert parse_time(typed) == expected


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", TimeProblem.EMPTY),
        ("   ", TimeProblem.EMPTY),
        ("later", TimeProblem.NOT_A_TIME),
        ("17:3", TimeProblem.NOT_A_TIME),
        ("17-18", TimeProblem.NOT_A_TIME),
        ("9 to 5", TimeProblem.NOT_A_TIME),
        ("12345", TimeProblem.NOT_A_TIME),
        ("١٧", TimeProblem.NOT_A_TIME),
        ("9" * 1000, TimeProblem.NOT_A_TIME),
        ("25", TimeProblem.OUT_OF_RANGE),
        ("24:30", TimeProblem.OUT_OF_RANGE),
        ("12:75", TimeProblem.OUT_OF_RANGE),
        ("13pm", TimeProblem.OUT_OF_RANGE),
        ("0am", TimeProblem.OUT_OF_RANGE),
    ],
)
def test_what_is_no_time_is_refused_with_a_code(typed: str, problem: TimeProblem) -> None:
    """The words for the code belong to content."""
    assert parse_time(typed) is problem


@given(st.times())
def test_a_written_time_is_read_back(at: time) -> None:
    """What the editor shows can be sent back unchanged."""
    assert parse_time(format_time(at)) == time(at.hour, at.minute)


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_a_problem(typed: str) -> None:
    """Nothing that can be typed raises."""
    assert isinstance(parse_time(typed), time | TimeProblem)


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("9-17:30", time(9), time(17, 30)),
        ("9am-5pm", time(9), time(17)),
        ("9 - 5pm", time(9), time(17)),
        ("7pm to 7am", time(19), time(7)),
        ("22–6", time(22), time(6)),
        ("19-7", time(19), time(7)),
        ("07:00-07:00", time(7), time(7)),
        ("6 until 14", time(6), time(14)),
        ("noon-midnight", time(12), time(0)),
        ("14-22", time(14), time(22)),
        ("6-11", time(6), time(11)),
        ("17", None, time(17)),
        ("until 5pm", None, time(17)),
    ],
)
def test_start_and_end_are_read_from_one_field(typed: str, start: time | None, end: time) -> None:
    """One field a day is what fits on a phone; an end alone is enough."""
    assert parse_span(typed) == (start, end)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("9-5", TimeProblem.AMBIGUOUS),
        ("9:00-5:00", TimeProblem.AMBIGUOUS),
        ("7-7", TimeProblem.AMBIGUOUS),
        ("10 to 6", TimeProblem.AMBIGUOUS),
        ("", TimeProblem.EMPTY),
        ("9-", TimeProblem.EMPTY),
        ("9-17-18", TimeProblem.NOT_A_TIME),
        ("off", TimeProblem.NOT_A_TIME),
        ("9-25", TimeProblem.OUT_OF_RANGE),
    ],
)
def test_a_span_that_can_be_read_two_ways_is_asked_about(typed: str, problem: TimeProblem) -> None:
    """A guess would put the nudge twelve hours off."""
    assert parse_span(typed) is problem


@given(st.text(max_size=60))
def test_any_text_is_a_span_or_a_problem(typed: str) -> None:
    """Nothing that can be typed raises."""
    assert isinstance(parse_span(typed), tuple | TimeProblem)


@given(st.times(), st.times())
def test_a_written_span_is_read_back(start: time, end: time) -> None:
    """What the editor shows can be sent back unchanged, also where it crosses midnight."""
    shown = f"{format_time(start)}-{format_time(end)}"
    read = parse_span(shown)
    if read is TimeProblem.AMBIGUOUS:
        # Two-digit hours from ten to twelve have no leading zero to tell the notation by.
        assert 10 <= start.hour <= 12
        assert 10 <= end.hour <= 12
    else:
        assert read == (time(start.hour, start.minute), time(end.hour, end.minute))


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("DDNN----", "DDNNOOOO"),
        ("D D N N o o o o", "DDNNOOOO"),
        ("2D 2N 4O", "DDNNOOOO"),
        ("2d2n4o", "DDNNOOOO"),
        ("2 days, 2 nights, 4 off", "DDNNOOOO"),
        ("4 on 4 off", "DDDDOOOO"),
        ("2 nights and 3 off", "NNOOO"),
        ("2x early / 2x late / 2x night / 3x off", "EELLNNOOO"),
        ("7c7o", "CCCCCCCOOOOOOO"),
        ("7 days on, 7 days off", "DDDDDDDOOOOOOO"),
        ("5 days on 2 off", "DDDDDOO"),
        ("5 days on, 2 days off", "DDDDDOO"),
        ("3 nights on 3 off", "NNNOOO"),
        ("2 days 2 nights 4 days off", "DDNNOOOO"),
        ("2 day shifts, 2 night shifts, 4 off", "DDNNOOOO"),
        ("4 shifts on 4 off", "DDDDOOOO"),
        ("4 on - 4 off", "DDDDOOOO"),
        ("2D - 2N - 4O", "DDNNOOOO"),
        ("2D–2N–4O", "DDNNOOOO"),
        ("4D----", "DDDDOOOO"),
        ("1 week on 2 weeks off", "D" * 7 + "O" * 14),
        ("7 on call 7 off", "CCCCCCCOOOOOOO"),
        ("7 on-call, then 7 off", "CCCCCCCOOOOOOO"),
        ("day on day off", "DO"),
        ("day day night night off off", "DDNNOO"),
    ],
)
def test_a_cycle_is_read_from_letters_or_words(typed: str, letters: str) -> None:
    """One letter a day comes out, whatever went in."""
    assert parse_cycle(typed) == letters


@pytest.mark.parametrize("letters", PRESETS.values(), ids=PRESETS)
def test_a_preset_can_be_typed_as_it_is_shown(letters: str) -> None:
    """An own cycle can start from a known one."""
    assert parse_cycle(letters) == letters


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", CycleProblem.EMPTY),
        ("hello", CycleProblem.NOT_A_CYCLE),
        ("2dd", CycleProblem.NOT_A_CYCLE),
        ("4", CycleProblem.NOT_A_CYCLE),
        ("0d", CycleProblem.EMPTY),
        ("57d", CycleProblem.TOO_LONG),
        ("d" * 700, CycleProblem.TOO_LONG),
        ("----", CycleProblem.ALL_OFF),
        ("7 days off", CycleProblem.ALL_OFF),
        ("4 on 4 off nights", CycleProblem.NOT_A_CYCLE),
        ("2 weeks", CycleProblem.NOT_A_CYCLE),
        ("9 weeks on", CycleProblem.TOO_LONG),
    ],
)
def test_what_is_no_cycle_is_refused_with_a_code(typed: str, problem: CycleProblem) -> None:
    """At most 56 days, at least one of them worked."""
    assert parse_cycle(typed) is problem


@given(st.text(max_size=60))
def test_any_text_is_a_cycle_or_a_problem(typed: str) -> None:
    """Nothing that can be typed raises, and what comes out fits an editor."""
    cycle = parse_cycle(typed)
    if not isinstance(cycle, CycleProblem):
        assert 1 <= len(cycle) <= 56
        assert set(cycle) <= set("DELNCO")
