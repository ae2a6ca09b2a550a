"""Wall time to instant, against an oracle that only ever goes from UTC to the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.zones import UnknownZone, instant, known_zone, local_day, wall

FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
ZONES = sorted(available_timezones() - {"localtime", "posixrules"})

days = st.dates(FIRST, LAST)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES)


def oracle(day: date, at: time, zone: str) -> datetime:
    """RFC 5545 section 3.3.5 by search: the first instant that shows it, else the gap rule."""
    wanted = datetime.combine(day, at)
    info = ZoneInfo(zone)
    around = [
        datetime.combine(day, time(0), tzinfo=UTC) + timedelta(hours=hour)
        for hour in range(-36, 61)
    ]
    offsets = sorted({info.utcoffset(moment.astimezone(info)) for moment in around})
    candidates = [(wanted - offset).replace(tzinfo=UTC) for offset in offsets]
    shown = [
        moment for moment in candidates if moment.astimezone(info).replace(tzinfo=None) == wanted
    ]
    if shown:
        return min(shown)
    # In a gap the clocks go forward, so the offset before it is the smaller one of the two.
    return max(candidates)


@cache
def transition_days(zone: str) -> tuple[date, ...]:
    """Local dates from 2024 to 2030 on which a zone's offset changes."""
    info = ZoneInfo(zone)
    moment, found = datetime(2024, 1, 1, 12, tzinfo=UTC), []
    before = moment.astimezone(info).utcoffset()
    while moment.year < 2031:
        moment += timedelta(days=1)
        now = moment.astimezone(info).utcoffset()
        if now != before:
            found.append((moment - timedelta(hours=12)).astimezone(info).date())
        before = now
    return tuple(found)


@cache
def distinct_zones() -> tuple[str, ...]:
    """One zone for each different set of rules in 2024 to 2030; links and twins add nothing."""
    seen: dict[tuple[object, ...], str] = {}
    noon = datetime(2024, 1, 1, 12, tzinfo=UTC)
    for zone in ZONES:
        info = ZoneInfo(zone)
        key = tuple((noon + timedelta(days=3 * n)).astimezone(info).utcoffset() for n in range(854))
        seen.setdefault(key, zone)
    return tuple(seen.values())


@given(day=days, at=times, zone=zones)
def test_a_wall_time_is_the_first_instant_that_shows_it(day: date, at: time, zone: str) -> None:
    """RFC 5545 section 3.3.5, in any zone and on any day."""
    assert instant(day, at, zone) == oracle(day, at, zone)


def test_around_every_clock_change_of_every_zone_the_rule_holds() -> None:
    """Gaps and folds are rare, so they are all visited, with wall times on either side."""
    checked = 0
    for zone in distinct_zones():
        for changed in transition_days(zone):
            for offset in (-1, 0, 1):
                day = changed + timedelta(days=offset)
                for minute in (0, 15, 30, 75, 90, 105, 120, 150, 165, 1410):
                    at = time(minute // 60, minute % 60)
                    assert instant(day, at, zone) == oracle(day, at, zone), (zone, day, at)
                    checked += 1
    assert checked > 10_000


@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    [
        # New York, 01:30 twice: the first, still on daylight time.
        (date(2026, 11, 1), time(1, 30), "America/New_York", "2026-11-01T05:30"),
        # New York, 02:30 not at all: 03:30 daylight time.
        (date(2026, 3, 8), time(2, 30), "America/New_York", "2026-03-08T07:30"),
        # Santiago jumps at midnight: the day starts at 01:00.
        (date(2026, 9, 6), time(0), "America/Santiago", "2026-09-06T04:00"),
        # Cairo jumps at midnight too.
        (date(2026, 4, 24), time(0, 30), "Africa/Cairo", "2026-04-23T22:30"),
        # Lord Howe changes by half an hour: 01:45 twice in April, 02:15 not at all in October.
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", "2026-04-04T14:45"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:45"),
        # Troll jumps by two hours.
        (date(2026, 3, 29), time(1, 30), "Antarctica/Troll", "2026-03-29T01:30"),
    ],
)
def test_the_known_traps(day: date, at: time, zone: str, utc: str) -> None:
    """Each of these once broke somebody's scheduler."""
    assert instant(day, at, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@given(day=days, at=times, zone=zones)
def test_the_wall_shows_the_same_moment(day: date, at: time, zone: str) -> None:
    """Going to the wall loses nothing but the name of the zone."""
    aware = datetime.combine(day, at, tzinfo=UTC)
    assert wall(aware, zone) == aware
    assert local_day(aware, zone) == wall(aware, zone).date()


@pytest.mark.parametrize(
    "name", ["", "America", "Mars/Olympus", "../etc/passwd", "x" * 500, "Europe/", "\0"]
)
def test_a_name_that_is_no_zone_is_refused_without_repeating_it(name: str) -> None:
    """Slack may send none or a strange one; the exception says nothing that was typed."""
    assert not known_zone(name)
    with pytest.raises(UnknownZone) as caught:
        instant(date(2026, 1, 1), time(9), name)
    assert str(caught.value) == ""
