"""Public holidays by region, as the shifts ask for them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from data.library.holiday_calendar import HolidayCalendar, known_region, regions


@pytest.mark.parametrize(
    ("region", "day", "expected"),
    [
        ("US", date(2026, 11, 26), True),
        ("US", date(2026, 11, 25), False),
        ("DE", date(2026, 10, 3), True),
        # Epiphany is a holiday in Bavaria and an ordinary day in Berlin.
        ("DE-BY", date(2026, 1, 6), True),
        ("DE-BE", date(2026, 1, 6), False),
        ("JP", date(2026, 5, 5), True),
        ("", date(2026, 12, 25), False),
        ("XX", date(2026, 12, 25), False),
        ("DE-XX", date(2026, 12, 25), False),
    ],
)
def test_a_date_is_a_holiday_where_it_is_one(region: str, day: date, expected: bool) -> None:
    """By country and region; an unknown region has none instead of failing."""
    calendar = HolidayCalendar()
    assert calendar.of(region)(day) is expected
    assert (calendar.name(region, day) is not None) is expected


def test_holidays_have_english_names_where_the_library_has_them() -> None:
    """What the two weeks before saving show."""
    assert HolidayCalendar().name("DE-BY", date(2026, 1, 6)) == "Epiphany"


@pytest.mark.parametrize("region", ["", "US", "DE-BY", "GB-SCT", "CA-QC"])
def test_a_known_region_is_known(region: str) -> None:
    """Countries, countries with a region, and none at all."""
    assert known_region(region)


@pytest.mark.parametrize("region", ["us", "USA", "DE-", "-BY", "DE-BY-M", "__class__", "holidays"])
def test_an_unknown_region_is_refused(region: str) -> None:
    """Also names that mean something to Python or to the library, but are no region."""
    assert not known_region(region)


def test_every_country_on_the_list_can_be_asked() -> None:
    """Nobody picks a country from the menu and meets an error."""
    calendar = HolidayCalendar()
    assert len(regions()) > 200
    for region in regions():
        assert calendar.of(region)(date(2027, 3, 3)) in (True, False)


def test_many_threads_get_the_same_answer() -> None:
    """Listeners run side by side on one calendar."""
    calendar = HolidayCalendar()
    with ThreadPoolExecutor(8) as pool:
        asked = pool.map(lambda n: calendar.of("FR")(date(2026 + n % 4, 7, 14)), range(80))
        assert all(asked)
