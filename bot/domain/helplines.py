"""Helplines: who can be reached, in which country, and whether an entry can be trusted.

Content in (``data/content/helplines.yaml``, read by ``data/library/helplines.py``), checks out.
Numbers are kept in the form people dial inside the country. Forcing short codes such as 116 123
into +44… breaks them, which a widely used public data set shows, so ``+`` is refused here.

faults(country)             what is wrong whatever the date: form, missing parts, missing sources
problems(country, release)  the same, and entries whose last check is over a year before release
dial(number)                a ``tel:`` link

A public review found 6 of 69 crisis apps printing wrong or dead numbers (Martinengo 2019,
BMC Medicine 17:231), hence a table per country instead of one loose pattern.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Channel = Literal["call", "text", "chat", "whatsapp", "web"]

# Codes dialled as they are. Everything else in a country has to match its pattern below.
_SHORT: Mapping[str, frozenset[str]] = {
    "US": frozenset({"911", "988", "741741", "838255", "435748"}),
    "CA": frozenset({"911", "988", "686868"}),
    "GB": frozenset({"999", "112", "111", "116123", "85258"}),
    "IE": frozenset({"999", "112", "116123", "50808"}),
    "AU": frozenset({"000", "131114"}),
    "NZ": frozenset({"111", "1737", "4357"}),
    "IN": frozenset({"112", "14416"}),
    "DE": frozenset({"112", "110", "116123"}),
    "FR": frozenset({"112", "15", "3114"}),
    "ES": frozenset({"112", "024"}),
    "NL": frozenset({"112", "113"}),
    "JP": frozenset({"119", "110"}),
    "KR": frozenset({"119", "112", "109"}),
    "CN": frozenset({"120", "110", "12356"}),
    "SG": frozenset({"995", "999", "1767", "1771"}),
    "TW": frozenset({"119", "110", "1925", "1995", "1980"}),
    "HK": frozenset({"999", "18111"}),
    "CH": frozenset({"112", "144", "117", "143"}),
    "AT": frozenset({"112", "144", "142"}),
    "NO": frozenset({"113", "112", "116123"}),
    "FI": frozenset({"112"}),
    "IS": frozenset({"112", "1717"}),
    "LU": frozenset({"112", "113", "454545"}),
    "BR": frozenset({"192", "190", "188"}),
    "BE": frozenset({"112", "101", "1813"}),
}

# Full national numbers, digits only: trunk prefix, then the lengths of the national plan.
_LONG: Mapping[str, str] = {
    "US": r"1?[2-9]\d{2}[2-9]\d{6}",
    "CA": r"1?[2-9]\d{2}[2-9]\d{6}",
    "GB": r"0[1-9]\d{8,9}",
    "IE": r"(0\d{8,9}|1800\d{6})",
    "AU": r"(0[2-478]\d{8}|1[38]00\d{6})",
    "NZ": r"(0800\d{6,7}|0508\d{6}|0[2-9]\d{7,9})",
    "IN": r"(1800\d{6,7}|0?[6-9]\d{9})",
    "DE": r"(0800\d{7,8}|0(?!800)[1-9]\d{6,11})",
    "FR": r"0[1-9]\d{8}",
    "ES": r"[6-9]\d{8}",
    "NL": r"(0800\d{4}|0800\d{7}|0(?!800)[1-9]\d{8})",
    "JP": r"(0120\d{6}|0800\d{7}|0570\d{6}|0(?!120|800|570)[1-9]\d{8,9})",
    "KR": r"(0\d{8,10}|1[5-9]\d{6})",
    "CN": r"(400\d{7}|800\d{7}|0\d{9,11}|1[3-9]\d{9})",
    "SG": r"([3689]\d{7}|1800\d{7})",
    "TW": r"(0800\d{6}|0(?!800)[2-9]\d{7,8})",
    "HK": r"[235-9]\d{7}",
    "CH": r"0\d{9}",
    "AT": r"0\d{6,12}",
    "NO": r"([2-9]\d{7}|800\d{5})",
    "FI": r"0\d{6,10}",
    "IS": r"[4-8]\d{6}",
    "LU": r"([2-9]\d{5,8}|800\d{5})",
    "BR": r"(0800\d{6,7}|0?[1-9]\d{9,10})",
    "BE": r"(0800\d{5}|0(?!800)[1-9]\d{7,8})",
}

# A country an operator adds has no row above; three digits are the shortest emergency codes.
_ANYWHERE = r"\d{3,15}"
_WRITTEN = re.compile(r"[0-9][0-9 -]*[0-9]")
_BY_PHONE: frozenset[str] = frozenset({"call", "text", "whatsapp"})


@dataclass(frozen=True)
class Emergency:
    """An emergency number. ``number`` is None where only the person can know it."""

    label: str
    number: str | None = None


@dataclass(frozen=True)
class Line:
    """One way to reach one service. ``about`` and ``note`` are our own words."""

    id: str
    name: str
    about: str
    channel: Channel
    hours: str
    languages: tuple[str, ...]
    cost: str
    sources: tuple[str, ...]
    verified_at: date
    number: str | None = None
    keyword: str | None = None
    url: str | None = None
    note: str | None = None
    single_source: bool = False


@dataclass(frozen=True)
class Country:
    """A country's help, most useful line first: the order is the order on screen."""

    code: str
    name: str
    emergency: tuple[Emergency, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Directory:
    """Every country with its own page, and what is shown when a country is none of them."""

    countries: tuple[Country, ...]
    fallback: Country


def dial(number: str) -> str:
    """A ``tel:`` link to ``number`` as dialled inside its country ("13 11 14" → tel:131114)."""
    return f"tel:{_digits(number)}"


def well_formed(code: str, number: str) -> bool:
    """Whether ``number`` can exist in the country ``code`` (ISO 3166-1, two capitals)."""
    if not _WRITTEN.fullmatch(number):
        return False
    digits = _digits(number)
    if digits in _SHORT.get(code, frozenset()):
        return True
    return re.fullmatch(_LONG.get(code, _ANYWHERE), digits) is not None


def faults(country: Country) -> list[str]:
    """What is wrong with ``country`` on any date, one line each; empty when all is well."""
    found = []
    if not re.fullmatch(r"[A-Z]{2}", country.code):
        found.append(f"{country.code}: a country code is two capital letters")
    if not country.emergency:
        found.append(f"{country.code}: no emergency number")
    if not country.lines:
        found.append(f"{country.code}: no line")
    for emergency in country.emergency:
        if emergency.number is not None and not well_formed(country.code, emergency.number):
            found.append(f"{country.code} {emergency.label}: malformed number {emergency.number}")
    ids = [line.id for line in country.lines]
    found += [
        f"{country.code} {id}: id used twice" for id in sorted({i for i in ids if ids.count(i) > 1})
    ]
    for line in country.lines:
        found += [f"{country.code} {line.id}: {fault}" for fault in _line_faults(country, line)]
    return found


def problems(country: Country, release: date) -> list[str]:
    """All faults, and lines checked more than 12 months before ``release`` or after it."""
    found = faults(country)
    for line in country.lines:
        if line.verified_at > release:
            found.append(f"{country.code} {line.id}: verified after the release")
        elif _a_year_after(line.verified_at) < release:
            found.append(f"{country.code} {line.id}: last verified {line.verified_at}")
    return found


def _line_faults(country: Country, line: Line) -> list[str]:
    found = []
    if line.channel in _BY_PHONE and not line.number:
        found.append(f"a {line.channel} line has a number")
    if line.channel not in _BY_PHONE and not line.url:
        found.append(f"a {line.channel} line has a url")
    if line.number and not well_formed(country.code, line.number):
        found.append(f"malformed number {line.number}")
    if line.url and not re.fullmatch(r"https://[^\s<>|]+", line.url):
        found.append("a url starts with https:// and has no space")
    if line.keyword is not None and line.channel != "text":
        found.append("only a text line has a keyword")
    if not line.sources:
        found.append("no source")
    if len(set(line.sources)) < 2 and not line.single_source:
        found.append("one source, and not marked single_source")
    if not line.languages:
        found.append("no language")
    for name in ("name", "about", "hours", "cost"):
        if not getattr(line, name).strip():
            found.append(f"{name} is empty")
    return found


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign in "0123456789")


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February has its anniversary on 1 March
        return date(day.year + 1, 3, 1)
