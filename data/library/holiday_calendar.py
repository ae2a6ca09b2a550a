"""Public holidays of a country or one of its regions, from the maintained ``holidays`` library.

``HolidayCalendar.of("DE-BY")``  a rule for the shifts: date in, "is it a holiday" out
``HolidayCalendar.name(...)``    what the holiday is called, in English where the library can
``regions()``                    every country code with its subdivisions, for the settings
``known_region(...)``            whether a name can be used

A region is a country code, or a country code and a subdivision joined by a dash ("US", "DE-BY").
Nothing is fetched: the rules ship with the library and move with its version.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from threading import Lock

import holidays

# A person's region is one of about 2,000 with a year; this many stay in memory at most.
MAX_KEPT = 2_000


@cache
def regions() -> dict[str, tuple[str, ...]]:
    """Country codes (ISO 3166-1 alpha-2) with the subdivision codes the library knows.

    Kept, since every reminder asks whether its region is one of them, and sorting them all takes
    longer than planning it.
    """
    return {
        country: tuple(sorted(subdivisions))
        for country, subdivisions in sorted(holidays.list_supported_countries(False).items())
        if len(country) == 2
    }


def known_region(region: str) -> bool:
    """True for "", meaning no holidays, and for a country or subdivision the library knows."""
    country, _, subdivision = region.partition("-")
    if not country:
        return not region
    known = regions().get(country)
    return known is not None and (subdivision in known if "-" in region else True)


@dataclass(frozen=True)
class HolidayCalendar:
    """Holidays by region and year, worked out when first asked for and kept."""

    _kept: dict[tuple[str, int], dict[date, str]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def of(self, region: str) -> Callable[[date], bool]:
        """The rule for one region. An empty or unknown region has no holidays: a nudge too many
        on a holiday is better than an editor that cannot be opened after a library update."""
        if not known_region(region):
            region = ""

        def is_holiday(day: date) -> bool:
            return bool(region) and day in self._year(region, day.year)

        return is_holiday

    def name(self, region: str, day: date) -> str | None:
        """The name of the holiday on a date, or None. Raises nothing for an unknown region."""
        if not region or not known_region(region):
            return None
        return self._year(region, day.year).get(day)

    def _year(self, region: str, year: int) -> dict[date, str]:
        # Listeners run in threads, and the library fills its own tables on first use.
        with self._lock:
            if (region, year) not in self._kept:
                if len(self._kept) >= MAX_KEPT:
                    self._kept.clear()
                self._kept[region, year] = _holidays(region, year)
            return self._kept[region, year]


def _holidays(region: str, year: int) -> dict[date, str]:
    country, _, subdivision = region.partition("-")
    languages = getattr(holidays, country).supported_languages
    language = next((code for code in ("en_US", "en_GB") if code in languages), None)
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, language=language
    )
    return dict(found.items())
