"""Helplines: every number can be dialled, every entry says where it comes from, and none is old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.helplines import Country, Emergency, Line, dial, faults, problems, well_formed
from data.library.files import SHIPPED, ContentFolder
from data.library.helplines import LAST_RESORT, NAME, Helplines

RELEASE = date(2026, 11, 30)
REFERENCE = (
    *("US", "CA", "GB", "IE", "AU", "NZ", "IN", "DE", "FR", "ES", "NL", "JP", "KR"),
    *("CN", "SG", "TW", "HK", "CH", "AT", "NO", "FI", "IS", "LU", "BR", "BE"),
)


@cache
def shipped() -> Helplines:
    """Read once: it never changes, and the rules below ask for it hundreds of times."""
    return Helplines(ContentFolder())


def a_line(**changes: object) -> Line:
    line = Line(
        id="xx-line",
        name="A line",
        about="Someone listens.",
        channel="call",
        hours="24 hours, every day",
        languages=("English",),
        cost="Free",
        sources=("https://one.example", "https://two.example"),
        verified_at=date(2026, 11, 23),
        number="116 123",
    )
    return replace(line, **changes)  # type: ignore[arg-type]  # the tests change any field


def a_country(*lines: Line, code: str = "GB") -> Country:
    return Country(code, "Somewhere", (Emergency("Everything", "999"),), lines or (a_line(),))


def test_the_shipped_file_has_no_problem_on_the_release_date() -> None:
    """A number malformed for its country, an old check or a missing source stops a release."""
    assert shipped().problems(RELEASE) == []


def test_every_country_that_was_researched_has_its_page() -> None:
    """A person who chooses their country finds lines there, with an emergency number first."""
    helplines = shipped()
    for code in REFERENCE:
        country = helplines.country(code)
        assert country is not None, code
        assert country.emergency[0].number, code
        assert any(line.number for line in country.lines), code


def test_the_shipped_file_goes_stale_after_a_year() -> None:
    """The check is real: the same file fails for a release in the far future."""
    late = shipped().problems(date(2027, 12, 1))
    assert len(late) == sum(len(c.lines) for c in (*shipped().countries, shipped().fallback))


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("GB", "+44 116 123"),
        ("US", "+1 988"),
        ("US", "9888"),
        ("US", "1-800-662-435"),
        ("JP", "0120-279-33"),
        ("JP", "0120-279-3388"),
        ("DE", "0800 1110"),
        ("FR", "31144"),
        ("FR", "33333114"),
        ("KR", "82109"),
        ("IN", "1441"),
        ("AU", "13 11 1"),
        ("SG", "9151 176"),
        ("GB", "116 12"),
        ("GB", ""),
        ("GB", "one one six"),
        ("GB", "１１６ １２３"),
    ],
)
def test_a_number_malformed_for_its_country_is_found(code: str, number: str) -> None:
    """Lost digits, international forms and bogus prefixes do not pass."""
    assert not well_formed(code, number)
    assert any("number" in fault for fault in faults(a_country(a_line(number=number), code=code)))


@given(st.data())
def test_a_short_number_with_one_digit_more_is_refused(
    data: st.DataObject,
) -> None:
    """Short codes are a table, not a length: no digit can be added to one unnoticed."""
    short = [
        (country.code, line.number)
        for country in shipped().countries
        for line in country.lines
        if line.number and len(line.number.replace(" ", "")) <= 5
    ]
    code, number = data.draw(st.sampled_from(short))
    extra = data.draw(st.sampled_from("0123456789"))
    assert well_formed(code, number)
    assert not well_formed(code, number + extra)


def test_a_line_is_stale_the_day_after_its_anniversary() -> None:
    """Twelve months are allowed, not a day more; 29 February counts until 1 March."""
    country = a_country(a_line(verified_at=date(2025, 11, 23)))
    assert problems(country, date(2026, 11, 23)) == []
    assert problems(country, date(2026, 11, 24)) == ["GB xx-line: last verified 2025-11-23"]
    leap = a_country(a_line(verified_at=date(2024, 2, 29)))
    assert problems(leap, date(2025, 3, 1)) == []
    assert problems(leap, date(2025, 3, 2)) != []


def test_a_check_from_the_future_is_a_mistake() -> None:
    """A date after the release would hide an old entry for longer than a year."""
    assert problems(a_country(a_line(verified_at=date(2030, 1, 1))), RELEASE) != []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"sources": ()}, "source"),
        ({"sources": ("https://one.example",)}, "single_source"),
        ({"sources": ("https://one.example", "https://one.example")}, "single_source"),
        ({"number": None}, "number"),
        ({"channel": "chat", "number": None}, "url"),
        ({"url": "http://plain.example"}, "https"),
        ({"url": "https://a.example/<b>"}, "https"),
        ({"keyword": "HOME"}, "keyword"),
        ({"languages": ()}, "language"),
        ({"hours": " "}, "hours"),
    ],
)
def test_an_incomplete_line_is_named_with_what_it_lacks(
    changes: dict[str, object], word: str
) -> None:
    """Whoever edits the file is told which line and which field."""
    found = faults(a_country(a_line(**changes)))
    assert [fault for fault in found if fault.startswith("GB xx-line") and word in fault]


def test_two_lines_with_one_id_are_found() -> None:
    """Ids tell lines apart in reports; a double would hide one of them."""
    assert "GB xx-line: id used twice" in faults(a_country(a_line(), a_line()))


def test_a_link_to_call_holds_the_digits_only() -> None:
    """Phones take tel: links without spaces, and nothing is added in front."""
    assert dial("0800 1110111") == "tel:08001110111"
    assert dial("13 11 14") == "tel:131114"
    assert dial("1-800-662-4357") == "tel:18006624357"


def test_countries_are_sorted_by_name_and_found_by_code_in_any_case() -> None:
    """A menu reads alphabetically, and a stored code may have been written small."""
    helplines = shipped()
    names = [country.name for country in helplines.countries]
    assert names == sorted(names)
    assert helplines.country("de") == helplines.country("DE")
    assert helplines.country("XX") is None


def test_the_fallback_names_no_number_it_cannot_know() -> None:
    """Without a country: the local emergency number in words, and findahelpline.com."""
    fallback = shipped().fallback
    assert [emergency.number for emergency in fallback.emergency] == [None]
    assert fallback.lines[0].url == "https://findahelpline.com"


def test_the_samhsa_line_is_marked_as_no_crisis_line() -> None:
    """It refers people to treatment; it cannot help in the worst hour."""
    country = shipped().country("US")
    assert country is not None
    samhsa = next(line for line in country.lines if line.id == "us-samhsa")
    assert samhsa.note is not None
    assert "Not a crisis line" in samhsa.note
    assert samhsa.number == "1-800-662-4357"  # the TTY number is in print elsewhere by mistake


@pytest.mark.parametrize(
    "text",
    [
        "countries: [",
        "countries: []",
        "just words",
        "\x00",
        "countries: []\nfallback: 3",
        (SHIPPED / NAME).read_text("utf-8").replace('"116 123"', '"+44 116 123"'),
        (SHIPPED / NAME).read_text("utf-8").replace('code: "NO"', "code: NO"),
    ],
)
def test_a_broken_override_is_reported_and_the_shipped_numbers_are_shown(
    tmp_path: Path, text: str
) -> None:
    """An operator's mistake costs nobody the way to help."""
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    helplines = Helplines(ContentFolder(override=tmp_path))
    assert helplines.reported
    assert all(report.startswith(NAME) for report in helplines.reported)
    assert helplines.countries == shipped().countries
    assert helplines.problems(RELEASE) == list(helplines.reported)


def test_a_sound_override_is_used_even_with_a_country_unknown_to_the_table(tmp_path: Path) -> None:
    """A workspace in a country without a row can still show its own line."""
    (tmp_path / NAME).write_text(
        """
countries:
  - code: SE
    name: Sweden
    emergency: [{label: Everything, number: "112"}]
    lines:
      - {id: se-a, name: A line, about: Listens., channel: call, number: "90101", hours: Always,
         languages: [Swedish], cost: Free, sources: [one, two], verified_at: 2026-11-23}
fallback:
  code: ZZ
  name: None of these
  emergency: [{label: Your local emergency number}]
  lines:
    - {id: f, name: Find, about: Finds., channel: web, url: "https://findahelpline.com",
       hours: Always, languages: [English], cost: Free, sources: [one, two],
       verified_at: 2026-11-23}
""",
        encoding="utf-8",
    )
    helplines = Helplines(ContentFolder(override=tmp_path))
    assert helplines.reported == ()
    assert [country.code for country in helplines.countries] == ["SE"]


def test_with_no_readable_file_at_all_one_true_entry_remains(tmp_path: Path) -> None:
    """Even a broken installation points to emergency services and a directory of lines."""
    helplines = Helplines(ContentFolder(shipped=tmp_path))
    assert helplines.reported
    assert helplines.fallback == LAST_RESORT.fallback
    assert faults(helplines.fallback) == []
