"""Countries and their parts, as a person chooses where their public holidays come from.

``countries()``      code and name of every country that the holiday calendar knows, by name
``parts(country)``   code and name of its parts; none where the whole country keeps the same days

Names come with the ``holidays`` library: its registry for countries, and the names it accepts for
parts, of which the first is taken. A part without a name goes by its code.
"""

from __future__ import annotations

import holidays
from holidays.registry import COUNTRIES

from data.library.holiday_calendar import regions

_SMALL = {"And", "Of", "The"}


def countries() -> tuple[tuple[str, str], ...]:
    """Code and name of every country, in the order of the names."""
    known = regions()
    named = {entry[1]: _name(module) for module, entry in COUNTRIES.items() if len(entry[1]) == 2}
    found = ((code, named.get(code, code)) for code in known)
    return tuple(sorted(found, key=lambda pair: pair[1]))


def parts(country: str) -> tuple[tuple[str, str], ...]:
    """Code and name of a country's parts, by name; empty for an unknown country."""
    codes = regions().get(country, ())
    if not codes:
        return ()
    aliases = getattr(holidays, country).get_subdivision_aliases()
    named = ((code, next(iter(aliases.get(code, ())), code)) for code in codes)
    return tuple(sorted(named, key=lambda pair: pair[1]))


def country_name(code: str) -> str:
    """The name of a country, or its code where there is none."""
    return dict(countries()).get(code, code)


def _name(module: str) -> str:
    words = module.replace("_", " ").title().split()
    return " ".join(
        word.lower() if word in _SMALL and at else word for at, word in enumerate(words)
    )
