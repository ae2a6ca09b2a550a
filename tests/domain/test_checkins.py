"""Check-ins as rules: what is usual, what is lowest, how two weeks look in a row."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkins import BARS, NO_DAY, CheckIn, daily, lowest, read, spark, summarise
from data.library import load_library

ITEMS = load_library().check_in_items
DAY = date(2026, 3, 29)
RATINGS = st.dictionaries(st.sampled_from([i.slug for i in ITEMS]), st.integers(1, 5))


def days_of(*ratings: int, slug: str = "sleep") -> list[CheckIn]:
    """Check-ins of the days before DAY, the latest first."""
    return [
        CheckIn(DAY - timedelta(days=back + 1), {slug: rating})
        for back, rating in enumerate(ratings)
    ]


def test_usual_is_the_median_of_at_least_five_earlier_ratings() -> None:
    """Below five there is nothing to compare with, and it says so."""
    today = CheckIn(DAY, {"sleep": 2})
    assert read(today, days_of(4, 4, 4, 4), ITEMS)[0].comparison == "unknown"
    reading = read(today, days_of(4, 4, 3, 4, 5), ITEMS)[0]
    assert (reading.usual, reading.comparison) == (4, "lower")


def test_half_a_step_is_no_difference() -> None:
    """On a scale of five, less than one step is noise."""
    reading = read(CheckIn(DAY, {"sleep": 3}), days_of(3, 4, 3, 4, 3, 4), ITEMS)[0]
    assert (reading.usual, reading.comparison) == (3.5, "usual")


def test_ratings_older_than_four_weeks_do_not_count_as_usual() -> None:
    """What was usual in spring says nothing about autumn."""
    old = [CheckIn(DAY - timedelta(days=40 + n), {"sleep": 5}) for n in range(10)]
    assert read(CheckIn(DAY, {"sleep": 2}), old, ITEMS)[0].usual is None
    for back, usual in ((28, None), (27, 4)):
        edge = [*days_of(4, 4, 4, 4), CheckIn(DAY - timedelta(days=back), {"sleep": 4})]
        assert read(CheckIn(DAY, {"sleep": 2}), edge, ITEMS)[0].usual == usual


def test_the_latest_of_a_day_counts_for_it() -> None:
    """Check-ins come newest first; somebody who looked again meant the second."""
    twice = [CheckIn(DAY, {"sleep": 4}), CheckIn(DAY, {"mood": 1}), CheckIn(DAY, {"sleep": 2})]
    assert daily(twice, "sleep", DAY, 2) == [None, 4]
    assert daily(twice, "mood", DAY, 1) == [1]


def test_the_lowest_item_is_named_only_when_something_is_low() -> None:
    """No suggestion is pressed on somebody who is fine."""
    assert lowest(CheckIn(DAY, {"sleep": 4, "mood": 5}), ITEMS) is None
    low = lowest(CheckIn(DAY, {"sleep": 3, "mood": 2}), ITEMS)
    assert low is not None
    assert low.slug == "mood"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)), max_size=60))
def test_a_row_has_one_mark_a_day(given_days: list[tuple[int, int]]) -> None:
    """Fourteen days are fourteen marks, bars exactly where there is a rating."""
    check_ins = sorted(
        (CheckIn(DAY - timedelta(days=back), {"mood": r}) for back, r in given_days),
        key=lambda c: c.day,
        reverse=True,
    )
    row = spark(check_ins, "mood", DAY)
    values = daily(check_ins, "mood", DAY, 14)
    assert len(row) == len(values) == 14
    assert [mark == NO_DAY for mark in row] == [v is None for v in values]
    assert set(row) <= set(BARS) | {NO_DAY}


@given(RATINGS, st.lists(RATINGS, max_size=40))
def test_reading_names_each_rated_item_once(
    ratings: dict[str, int], before: list[dict[str, int]]
) -> None:
    """A reflection shows what was rated, no more and no less."""
    earlier = [CheckIn(DAY - timedelta(days=n + 1), r) for n, r in enumerate(before)]
    readings = read(CheckIn(DAY, ratings), earlier, ITEMS)
    assert {r.slug: r.rating for r in readings} == ratings


def test_a_summary_gives_the_numbers_that_a_reader_hears() -> None:
    """Bars alone say nothing to a screen reader."""
    summary = summarise(days_of(2, 4, 3), "sleep", DAY)
    assert summary is not None
    assert (summary.low, summary.high, summary.middle, summary.count) == (2, 4, 3, 3)
    assert summarise([], "sleep", DAY) is None
