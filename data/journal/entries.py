"""Entries and drafts: what a person wrote, whole and unfinished."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from bot.domain.people import Who
from data.journal.sealing import Sealing, opened
from data.journal.values import ALL, EPOCH, Kept, Kind, NoConsent, T, day_number, seconds
from data.vault import SealBroken


class Entries(Sealing):
    """Entries by kind and day, and one draft of a kind."""

    def add(self, who: Who, kind: Kind[T], value: T, *, id: str, day: date, now: datetime) -> bool:
        """Stores an entry, durably, before it returns; False when the id was stored before.

        ``id`` comes from ``entry_id``; ``day`` is the person's local date. Raises NoConsent.
        """
        person = self.person(who)
        with self._store.transaction():
            profile = self._profile(person)
            if profile is None or not profile.consented:
                raise NoConsent(person)
            last = day + timedelta(days=profile.retention_days)
            return self._add(person, kind, value, id, day, last, now)

    def replace(self, who: Who, kind: Kind[T], id: str, value: T, day: date) -> bool:
        """Replaces one's own entry; False when there is none of that id.

        The entry belongs to ``day`` from now on, and its retention counts from there. Raises
        NoConsent: new words are new words, wherever they are put.
        """
        person = self.person(who)
        tag = self._vault.tag(person, kind.name)
        with self._store.transaction():
            profile = self._profile(person)
            if profile is None or self._store.entry(person, tag, id) is None:
                return False
            if not profile.consented:
                raise NoConsent(person)
            first = day_number(day)
            sealed = self._seal(person, id, kind, value)
            return self._store.replace_entry(
                person, tag, id, first, first + profile.retention_days, sealed
            )

    def entry(self, who: Who, kind: Kind[T], id: str) -> Kept[T] | None:
        """One's own entry; None for a missing one and for somebody else's."""
        person = self.person(who)
        row = self._store.entry(person, self._vault.tag(person, kind.name), id)
        return next(iter(self._kept(person, kind, [row] if row else [])), None)

    def entries(
        self,
        who: Who,
        kind: Kind[T],
        *,
        since: date = EPOCH,
        limit: int = ALL,
        skip: int = 0,
    ) -> list[Kept[T]]:
        """One's own entries, newest first."""
        person = self.person(who)
        rows = self._store.entries(
            person,
            self._vault.tag(person, kind.name),
            since_day=day_number(since),
            limit=limit,
            skip=skip,
        )
        return self._kept(person, kind, rows)

    def tally(self, who: Who, kind: Kind[Any]) -> tuple[int, date | None]:
        """How many entries of a kind, and the day of the oldest."""
        person = self.person(who)
        count, oldest = self._store.tally(person, self._vault.tag(person, kind.name))
        return count, None if oldest is None else EPOCH + timedelta(days=oldest)

    def count(self, who: Who, kind: Kind[Any], first: date = EPOCH, last: date = date.max) -> int:
        """How many entries of a kind between two days, both included."""
        person = self.person(who)
        tag = self._vault.tag(person, kind.name)
        return self._store.count_entries(person, tag, day_number(first), day_number(last))

    def remove(self, who: Who, kind: Kind[Any], id: str) -> bool:
        """Deletes one's own entry and empties the log; False when there is none of that id."""
        person = self.person(who)
        removed = self._store.delete_entry(person, self._vault.tag(person, kind.name), id)
        self._store.database.truncate_log()
        return removed

    def remove_span(
        self, who: Who, kind: Kind[Any], first: date = EPOCH, last: date = date.max
    ) -> int:
        """Deletes one's own entries of a kind between two days, both included."""
        person = self.person(who)
        tag = self._vault.tag(person, kind.name)
        removed = self._store.delete_entries(person, tag, day_number(first), day_number(last))
        self._store.database.truncate_log()
        return removed

    def empty_log(self) -> bool:
        """Empties the database's log of changes; False when that has to be tried again later."""
        return self._store.database.truncate_log()

    def keep_draft(self, who: Who, kind: Kind[T], value: T, now: datetime, life: timedelta) -> None:
        """Keeps the one draft of a kind. Raises NoConsent."""
        person = self.person(who)
        with self._store.transaction():
            if not self.consented(who):
                raise NoConsent(person)
            self._store.put_draft(
                person,
                self._vault.tag(person, kind.name),
                seconds(now + life),
                self._seal(person, "draft", kind, value),
            )

    def draft(self, who: Who, kind: Kind[T], now: datetime) -> T | None:
        """The draft of a kind, unless its time has passed. A damaged one is left out and counted:
        the next one takes its place."""
        person = self.person(who)
        sealed = self._store.draft(person, self._vault.tag(person, kind.name), seconds(now))
        if sealed is None:
            return None
        try:
            return opened(self._sealer(person), "draft", kind, sealed)
        except (SealBroken, msgspec.DecodeError):
            self._count_unreadable(1)
            return None

    def drop_draft(self, who: Who, kind: Kind[Any]) -> bool:
        """Deletes the draft of a kind."""
        person = self.person(who)
        return self._store.delete_draft(person, self._vault.tag(person, kind.name))
