"""Ratings as people type them: read where the meaning is plain, asked for again where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ratings import Rating, parse_rating


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("80", 80),
        (" 80 ", 80),
        ("80%", 80),
        ("80 %", 80),
        ("about 80", 80),
        ("About 80, I'd say", 80),
        ("~80", 80),
        ("80 percent", 80),
        ("８０", 80),
        ("８０％", 80),
        ("٨٠", 80),
        ("८०", 80),
        ("80/100", 80),
        ("8/10", 80),
        ("7,5 / 10", 75),
        ("8 out of 10", 80),
        ("50/50", 50),
        ("fifty-fifty, so 50", 50),
        ("72.5", 73),
        ("80,0", 80),
        ("0", 0),
        ("100", 100),
        ("007", 7),
    ],
)
def test_a_rating_is_read_the_way_people_write_it(typed: str, value: int) -> None:
    """Percent signs, words around it, full-width digits and tenths are all the same number."""
    assert parse_rating(typed) == Rating(value)


@pytest.mark.parametrize("typed", ["", "  ", "\n", "　"])
def test_nothing_typed_is_a_skipped_rating(typed: str) -> None:
    """Every rating can be left out without a complaint."""
    assert parse_rating(typed) == Rating()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("quite a lot", "not_a_number"),
        ("8" * 200, "not_a_number"),
        ("70-80", "two_numbers"),
        ("70 to 80", "two_numbers"),
        ("0.8", "fraction"),
        ("-5", "below_range"),
        ("minus 5", "below_range"),
        ("101", "above_range"),
        ("1,000", "above_range"),
        ("1.000", "above_range"),
        ("1'000", "above_range"),
        ("80.125", "above_range"),
        ("0,800", "fraction"),
        ("12/10", "above_range"),
        ("9" * 40, "above_range"),
    ],
)
def test_a_rating_that_can_mean_two_things_is_asked_for_again(typed: str, problem: str) -> None:
    """A code names the problem; a number is never guessed."""
    found = parse_rating(typed)
    assert found.value is None
    assert found.problem == problem


@given(st.text(max_size=80))
def test_any_text_gives_a_rating_in_range_or_a_problem(typed: str) -> None:
    """Whatever is typed: no crash, and never a number outside 0 to 100."""
    found = parse_rating(typed)
    assert found.value is None or 0 <= found.value <= 100
    assert found.value is None or found.problem is None


@given(st.integers(0, 100))
def test_every_whole_number_from_0_to_100_reads_as_itself(number: int) -> None:
    """The plain case has no exceptions."""
    assert parse_rating(str(number)).value == number
