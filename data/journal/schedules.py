"""Schedules: what is due when, claimed once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from bot.domain.nudges import PARK, PARK_MOST
from bot.domain.people import Profile, Who
from bot.domain.zones import UnknownZone
from data.journal.sealing import Sealing, opened, sealed_by
from data.journal.values import (
    Claim,
    Kind,
    NoConsent,
    Planned,
    ProfileUnreadable,
    Scheduled,
    T,
    seconds,
)
from data.store import SealedSchedule
from data.vault import KeyMissing, SealBroken, Sealer


class Schedules(Sealing):
    """Schedule rows, and the claim of those that are due."""

    def change_schedules(
        self,
        who: Who,
        kind: Kind[T],
        change: Callable[[Profile, list[Scheduled[T]]], Iterable[Planned[T]]],
    ) -> int:
        """Stores what ``change`` makes of one's rows of a kind, all of it or nothing; counts it.

        It is one transaction from the reading on, so that a claim in another thread or process
        comes before or after it, and one wait for the disk. ``change`` is pure. Raises NoConsent,
        unless there is nothing to store or nobody who could.
        """
        person = self.person(who)
        tag = self._vault.tag(person, kind.name)
        with self._store.transaction():
            unlocked = self._unlocked(person)
            if unlocked is None:
                return 0
            profile, sealer = unlocked
            rows = self._store.schedules_to_change(person, tag)
            made = list(change(profile, self._readable(sealer, kind, rows)))
            if made and not profile.consented:
                raise NoConsent(person)
            for one in made:
                due = None if one.next_due_at is None else seconds(one.next_due_at)
                sealed = sealed_by(sealer, one.id, kind, one.value)
                self._store.put_schedule(SealedSchedule(one.id, person, tag, due, 0, sealed))
        return len(made)

    def schedules(self, who: Who, kind: Kind[T]) -> list[Scheduled[T]]:
        """One's own schedule rows of a kind."""
        person = self.person(who)
        tag = self._vault.tag(person, kind.name)
        rows = [row for row in self._store.schedules(person) if row.kind == tag]
        return self._readable(self._sealer(person), kind, rows) if rows else []

    def _readable(
        self, sealer: Sealer, kind: Kind[T], rows: list[SealedSchedule]
    ) -> list[Scheduled[T]]:
        """Rows without the damaged ones, which can so be replaced by switching them on again."""
        found = []
        for row in rows:
            with contextlib.suppress(SealBroken, msgspec.DecodeError):
                found.append(_scheduled(sealer, kind, row))
        self._count_unreadable(len(rows) - len(found))
        return found

    def drop_schedule(self, who: Who, id: str) -> bool:
        """Deletes a schedule row of one's own."""
        return self._store.delete_schedule(self.person(who), id)

    def claim_due(
        self,
        kind: Kind[T],
        now: datetime,
        limit: int,
        decide: Callable[[Profile, Scheduled[T]], Claim[T]],
    ) -> list[Claim[T]]:
        """Takes the rows that are due, in one transaction: decided, logged, advanced, committed.

        ``decide`` is pure. What comes back may be sent: each was logged before, so that a crash
        loses at most the one in hand and never repeats one. A row that cannot be worked out is
        parked for an hour, and left alone after three times.
        """
        claims: list[Claim[T]] = []
        with self._store.transaction():
            for row in self._store.due(seconds(now), limit):
                try:
                    unlocked = self._unlocked(row.person)
                    if unlocked is None:
                        raise NoConsent(row.person)
                    profile, sealer = unlocked
                    claim = decide(profile, _scheduled(sealer, kind, row))
                    sealed = row.sealed
                    if claim.value is not None:
                        sealed = sealed_by(sealer, row.id, kind, claim.value)
                except (
                    NoConsent,
                    ProfileUnreadable,
                    KeyMissing,
                    SealBroken,
                    UnknownZone,
                    msgspec.MsgspecError,
                ):
                    self._park(row, now)
                    claims.append(Claim("parked"))
                    continue
                next_at = None if claim.next_at is None else seconds(claim.next_at)
                # Never at the same instant again, or one row could keep the tick busy for ever.
                if next_at is not None:
                    next_at = max(next_at, seconds(now) + 1)
                self._store.advance(row.id, next_at, 0, sealed)
                tag = self._vault.tag(row.person, f"nudge|{claim.log_kind}")
                if claim.outcome == "send" and not self._store.log_nudge(
                    row.person, tag, claim.log_key, seconds(now)
                ):
                    claim = replace(claim, outcome="repeated")
                claims.append(claim)
        return claims

    def due_again(self, now: datetime) -> int:
        """Lets every row be worked out anew by the next claims: the clock was set back, and what
        they wait for was reckoned from a time that had not come. Says how many."""
        return self._store.due_again(seconds(now))

    def nudge_sent(self, who: Who, log_kind: str, log_key: str, now: datetime) -> None:
        """Records that Slack took a nudge; one that stays without this was lost, and is counted."""
        person = self.person(who)
        tag = self._vault.tag(person, f"nudge|{log_kind}")
        self._store.nudge_sent(person, tag, log_key, seconds(now))

    def nudges_lost(self, before: datetime) -> int:
        """How many nudges were claimed before an instant and never taken by Slack."""
        return self._store.nudges_lost(seconds(before))

    def _park(self, row: SealedSchedule, now: datetime) -> None:
        failures = row.failures + 1
        later = None if failures >= PARK_MOST else seconds(now + PARK)
        self._store.advance(row.id, later, failures)

    def tally_schedules(self, who: Who) -> int:
        """How many schedule rows a person has, of whatever kind."""
        return self._store.counts(self.person(who))["schedules"]

    def tally_drafts(self, who: Who) -> int:
        """How many drafts a person has, of whatever kind."""
        return self._store.counts(self.person(who))["drafts"]


def _scheduled(sealer: Sealer, kind: Kind[T], row: SealedSchedule) -> Scheduled[T]:
    return Scheduled(
        row.id,
        row.person,
        None if row.next_due_at is None else datetime.fromtimestamp(row.next_due_at, UTC),
        row.failures,
        opened(sealer, row.id, kind, row.sealed),
    )
