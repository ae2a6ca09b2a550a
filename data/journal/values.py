"""What is remembered, as types: kinds, entries read back, claims, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from bot.domain.people import Profile, Who
from bot.domain.workspaces import Change, WorkspaceSettings
from data.database import StoreUnavailable

T = TypeVar("T")

EPOCH = date(1970, 1, 1)
ALL = 1_000_000  # more entries than a person can make in the longest retention
NEVER = date.max
LEFT = "left:"  # facts: when a workspace that removed the app is to be destroyed
KEY_FILE = "key_file"  # the fact that names the key file a store belongs to
SWEPT_AT, LEAPT_AT = "swept_at", "leapt_at"  # facts: the last cleaning, and a doubted one
LEAP = timedelta(days=30)
BELIEVED_AFTER = timedelta(days=1)
UNREADABLE = "unreadable_entries"  # the fact that counts readings of entries that did not open
AUDIT_LIFE = timedelta(days=1095)
ERASE_GRACE = timedelta(days=14)  # Slack's developer policy: deleted within 14 business days


class NoConsent(Exception):
    """Something was to be stored for a person who has not said yes."""


class ProfileUnreadable(StoreUnavailable):
    """Somebody said yes and what they chose does not open: no stranger, and nothing may be written
    over it. Whatever goes on without a database goes on without this row, too."""

    def __init__(self) -> None:
        super().__init__("profile-unreadable")


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of thing that is remembered: its word and its type."""

    name: str
    type: type[T]


@dataclass(frozen=True)
class Kept(Generic[T]):
    """An entry as it was read back."""

    id: str
    day: date
    made_at: datetime
    value: T


@dataclass(frozen=True)
class Scheduled(Generic[T]):
    """A schedule row as it was read back."""

    id: str
    person: str
    next_due_at: datetime | None
    failures: int
    value: T


@dataclass(frozen=True)
class Planned(Generic[T]):
    """A schedule row as it is to be stored."""

    id: str
    value: T
    next_due_at: datetime | None


@dataclass(frozen=True)
class Claim(Generic[T]):
    """What was decided for a row that was due.

    ``outcome`` is "send", "late", "nothing", "repeated" (logged before) or "parked".
    """

    outcome: str
    who: Who | None = None
    value: T | None = None
    next_at: datetime | None = None
    log_kind: str = ""
    log_key: str = ""
    message: str = ""


@dataclass(frozen=True)
class Receipt:
    """What an erasure did: when and how many, never what."""

    at: datetime
    entries: int
    log_emptied: bool
    drafts: int = 0
    schedules: int = 0


PROFILE = Kind("profile", Profile)
WORKSPACE = Kind("workspace", WorkspaceSettings)
WORKSPACE_CHANGE = Kind("workspace_change", Change)


def day_number(day: date) -> int:
    return (day - EPOCH).days


def seconds(at: datetime) -> int:
    return int(at.timestamp())
