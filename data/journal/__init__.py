"""The typed face of memory: people, entries, drafts and schedules, all in domain terms.

Handlers see this and nothing under it. What comes in is sealed before it reaches the store; what
goes out was checked against its type. A person without consent has no row anywhere. Each part has
a file; this one puts them together.
"""

from __future__ import annotations

from datetime import datetime

from data.journal.erasure import Erasure
from data.journal.people import People
from data.journal.schedules import Schedules
from data.journal.values import (
    EPOCH,
    ERASE_GRACE,
    KEY_FILE,
    UNREADABLE,
    Claim,
    Kept,
    Kind,
    NoConsent,
    Planned,
    ProfileUnreadable,
    Receipt,
    Scheduled,
    seconds,
)
from data.journal.workspaces import Workspaces

__all__ = [
    "EPOCH",
    "ERASE_GRACE",
    "KEY_FILE",
    "UNREADABLE",
    "Claim",
    "Journal",
    "Kept",
    "Kind",
    "NoConsent",
    "Planned",
    "ProfileUnreadable",
    "Receipt",
    "Scheduled",
]


class Journal(People, Workspaces, Schedules, Erasure):
    """Remembers for people. Methods raise StoreUnavailable when the database does not answer."""

    def facts(self) -> dict[str, int]:
        """All recorded numbers."""
        return self._store.facts()

    def put_fact(self, name: str, value: int) -> None:
        """Records a number, such as the time of the last tick in epoch seconds."""
        self._store.put_fact(name, value)

    @property
    def newest_key(self) -> str:
        """The id of the master key in use; safe to show."""
        return self._vault.newest

    def begin_delivery(self, id: str, now: datetime) -> bool:
        """Takes a delivery in hand; False when it was handled or is being handled."""
        return self._store.begin_delivery(id, seconds(now))

    def end_delivery(self, id: str, *, done: bool) -> None:
        """Marks a delivery as handled, or gives it back for Slack's retry."""
        self._store.end_delivery(id, done=done)
