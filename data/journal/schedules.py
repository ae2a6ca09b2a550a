"""Schedules: what is due when, claimed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import msgspec

from bot.domain.nudges import PARK, PARK_MOST
from bot.domain.people import Profile, Who
from bot.domain.zones import UnknownZone
from data.journal.sealing import Sealing
from data.journal.values import Claim, Kind, NoConsent, Scheduled, T, seconds
from data.store import SealedSchedule
from data.vault import KeyMissing, SealBroken


class Schedules(Sealing):
    """Schedule rows, and the claim of those that are due."""

    def put_schedule(
        self,
        who: Who,
        kind: Kind[T],
        value: T,
        *,
        id: str,
        next_due_at: datetime | None,
    ) -> None:
        """Adds or replaces a schedule row of one's own. Raises NoConsent."""
        person = self.person(who)
        if not self.consented(who):
            raise NoConsent(person)
        self._store.put_schedule(
            SealedSchedule(
                id,
                person,
                self._vault.tag(person, kind.name),
                None if next_due_at is None else seconds(next_due_at),
                0,
                self._seal(person, id, kind, value),
            )
        )

    def schedules(self, who: Who, kind: Kind[T]) -> list[Scheduled[T]]:
        """One's own schedule rows of a kind."""
        person = self.person(who)
        tag = self._vault.tag(person, kind.name)
        return [
            self._scheduled(kind, row) for row in self._store.schedules(person) if row.kind == tag
        ]

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
                    profile = self._profile(row.person)
                    if profile is None:
                        raise NoConsent(row.person)
                    claim = decide(profile, self._scheduled(kind, row))
                    sealed = row.sealed
                    if claim.value is not None:
                        sealed = self._seal(row.person, row.id, kind, claim.value)
                except (NoConsent, KeyMissing, SealBroken, UnknownZone, msgspec.MsgspecError):
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
