"""Between types and sealed bytes: the part that every other part of the journal stands on."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta

import msgspec

from bot.domain.people import Profile, Who
from data.database import StoreUnavailable
from data.journal.values import (
    EPOCH,
    KEY_FILE,
    PROFILE,
    UNREADABLE,
    Kept,
    Kind,
    ProfileUnreadable,
    T,
    day_number,
    seconds,
)
from data.store import SealedEntry, Store
from data.vault import KeyMissing, KeysApart, KeyUnfit, SealBroken, Sealer, Vault


class Sealing:
    """Seals and opens for the parts. The only way from a value to a row and back."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._belong_together()

    def _belong_together(self) -> None:
        """Stops before a cleaning could take one file's rows for another file's orphans.

        The store remembers the fingerprint of its key file from the first start on. Raises
        KeysApart when the key file is another one, or one of the two is new and the other is not.
        """
        mine, known = self._vault.fingerprint(), self._store.facts().get(KEY_FILE)
        if known is None and not self._store.people() and not self._vault.people():
            self._store.put_fact(KEY_FILE, mine)
        elif known != mine:
            raise KeysApart

    def close(self) -> None:
        """Closes both files."""
        self._store.database.close()
        self._vault.close()

    def person(self, who: Who) -> str:
        """The id of ours for a person; safe in logs and schedule seeds."""
        return self._vault.person(who.team, who.user)

    def profile(self, who: Who) -> Profile | None:
        """What a person chose, or None for somebody who never said yes.

        Raises ProfileUnreadable, a StoreUnavailable.
        """
        return self._profile(self.person(who))

    def profile_of(self, person: str) -> Profile | None:
        """The same by our own id, for the reminders."""
        return self._profile(person)

    def consented(self, who: Who) -> bool:
        """Whether anything may be stored for a person."""
        profile = self.profile(who)
        return bool(profile and profile.consented)

    def entry_id(self, who: Who, delivery: str) -> str:
        """The same id for the same delivery, so that a repeated one is stored once."""
        return self._vault.entry_id(self.person(who), delivery)

    def _add(
        self,
        person: str,
        kind: Kind[T],
        value: T,
        id_: str,
        day: date,
        last: date,
        now: datetime,
    ) -> bool:
        return self._store.add_entry(
            person,
            self._vault.tag(person, kind.name),
            SealedEntry(id_, day_number(day), seconds(now), self._seal(person, id_, kind, value)),
            day_number(last),
        )

    def _profile(self, person: str) -> Profile | None:
        unlocked = self._unlocked(person)
        return unlocked[0] if unlocked else None

    def _unlocked(self, person: str) -> tuple[Profile, Sealer] | None:
        """What a person chose, and their sealer for what is done next; the key is read once.

        Raises ProfileUnreadable.
        """
        sealed = self._store.person(person)
        if sealed is None:
            return None
        try:
            sealer = self._sealer(person)
            return opened(sealer, "profile", PROFILE, sealed), sealer
        except (SealBroken, msgspec.DecodeError):
            self._count_unreadable(1)
            raise ProfileUnreadable from None
        except KeyMissing:
            # An erasure was cut off between key and rows: the person is gone.
            return None

    def _sealer(self, person: str) -> Sealer:
        """Seals and opens for a person. Raises KeyMissing, and ProfileUnreadable when their key is
        there and does not open."""
        try:
            return self._vault.sealer(person)
        except KeyUnfit:
            self._count_unreadable(1)
            raise ProfileUnreadable from None

    def _put_profile(self, person: str, profile: Profile, now: datetime) -> None:
        self._store.put_person(
            person,
            self._vault.team(profile.who.team),
            day_number(now.date()),
            self._seal(person, "profile", PROFILE, profile),
        )

    def _seal(self, person: str, id_: str, kind: Kind[T], value: T) -> bytes:
        return sealed_by(self._sealer(person), id_, kind, value)

    def _kept(self, person: str, kind: Kind[T], rows: list[SealedEntry]) -> list[Kept[T]]:
        if not rows:
            return []
        sealer = self._sealer(person)
        decoder = msgspec.json.Decoder(kind.type)
        kept = []
        for row in rows:
            try:
                value = decoder.decode(sealer.open(row.id, kind.name, row.sealed))
            except (SealBroken, msgspec.DecodeError):
                # One damaged row must not keep a person from all the others, nor from deleting
                # them. It stays where it is; the doctor tells the operator.
                continue
            made_at = datetime.fromtimestamp(row.made_at, UTC)
            kept.append(Kept(row.id, EPOCH + timedelta(days=row.day), made_at, value))
        self._count_unreadable(len(rows) - len(kept))
        return kept

    def _count_unreadable(self, number: int) -> None:
        if number:
            with contextlib.suppress(StoreUnavailable):
                self._store.add_to_fact(UNREADABLE, number)


def sealed_by(sealer: Sealer, id_: str, kind: Kind[T], value: T) -> bytes:
    """A value as it may be stored."""
    return sealer.seal(id_, kind.name, msgspec.json.encode(value))


def opened(sealer: Sealer, id_: str, kind: Kind[T], sealed: bytes) -> T:
    """The value again. Raises SealBroken, and msgspec's errors for another type of value."""
    return msgspec.json.decode(sealer.open(id_, kind.name, sealed), type=kind.type)
