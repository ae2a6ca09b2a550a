"""Wall time to instant and back: the one place where a clock on a wall meets UTC.

``instant(day, at, zone)``   what a person means by "17:00 on that day", as an aware UTC datetime
``wall(moment, zone)``       the reverse
``local_day(moment, zone)``  the date on the person's wall
``known_zone(name)``         whether a name (Slack's, or typed) can be used at all

The rule is RFC 5545 section 3.3.5: a wall time that happens twice means the first one, and a wall
time that the clocks jump over is read with the offset before the jump (02:30 becomes 03:30).
``datetime`` does exactly that with ``fold=0``. So every wall time has one instant on every day of
every zone, and a later day never gets an earlier instant for the same wall time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

MAX_NAME = 64  # the longest IANA name has 32 characters


class UnknownZone(Exception):
    """The name is not in the IANA database. Carries no text: a person may have typed it."""


def zone_info(name: str) -> ZoneInfo:
    """The rules of an IANA zone. Raises UnknownZone."""
    if not name or len(name) > MAX_NAME:
        raise UnknownZone
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # "America" is a folder (OSError), "../x" is refused (ValueError), a typo is a KeyError.
        raise UnknownZone from None


def known_zone(name: str) -> bool:
    """True when the name can be used. Slack may send none, or one this machine does not know."""
    try:
        zone_info(name)
    except UnknownZone:
        return False
    return True


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a wall time. Raises UnknownZone."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone_info(zone)).astimezone(UTC)


def wall(moment: datetime, zone: str) -> datetime:
    """An aware instant as the person's wall clock shows it. Raises UnknownZone."""
    return moment.astimezone(zone_info(zone))


def local_day(moment: datetime, zone: str) -> date:
    """The date on the person's wall at an aware instant. Raises UnknownZone."""
    return wall(moment, zone).date()
