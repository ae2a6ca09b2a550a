"""The typed face of memory: people, entries, drafts and schedules, all in domain terms.

Handlers see this and nothing under it. What comes in is sealed before it reaches the store; what
goes out was checked against its type. A person without consent has no row anywhere.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

import msgspec

from bot.domain.nudges import PARK, PARK_MOST
from bot.domain.people import CONSENT_VERSION, Consent, Profile, Who
from bot.domain.workspaces import Change, WorkspaceSettings, changed
from bot.domain.zones import UnknownZone
from data.database import StoreUnavailable
from data.store import SealedEntry, SealedSchedule, Store
from data.vault import KeyMissing, KeysApart, KeyUnfit, SealBroken, Vault

T = TypeVar("T")

EPOCH = date(1970, 1, 1)
ALL = 1_000_000  # more entries than a person can make in the longest retention
NEVER = date.max
KEY_FILE = "key_file"  # the fact that names the key file a store belongs to
SWEPT_AT, LEAPT_AT = "swept_at", "leapt_at"  # facts: the last cleaning, and a doubted one
LEAP = timedelta(days=30)
BELIEVED_AFTER = timedelta(days=1)
UNREADABLE = "unreadable_entries"  # the fact that counts readings of entries that did not open
AUDIT_LIFE = timedelta(days=1095)
ERASE_GRACE = timedelta(days=14)  # Slack's developer policy: deleted within 14 business days


class NoConsent(Exception):
    """Something was to be stored for a person who has not said yes."""


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


class Journal:
    """Remembers for people. Methods raise StoreUnavailable when the database does not answer."""

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

    # people

    def person(self, who: Who) -> str:
        """The id of ours for a person; safe in logs and schedule seeds."""
        return self._vault.person(who.team, who.user)

    def profile(self, who: Who) -> Profile | None:
        """What a person chose, or None for somebody who never said yes."""
        return self._profile(self.person(who))

    def profile_of(self, person: str) -> Profile | None:
        """The same by our own id, for the reminders."""
        return self._profile(person)

    def consented(self, who: Who) -> bool:
        """Whether anything may be stored for a person."""
        profile = self.profile(who)
        return bool(profile and profile.consented)

    def consent(self, who: Who, zone: str, now: datetime) -> Profile:
        """Records a person's yes to the current text; makes their data key when there is none."""
        person = self.person(who)
        # The key is made inside the transaction, or a sweep could take it for an orphan.
        with self._store.transaction():
            profile = self._profile(person)
            if profile is None:
                # What an erasure that was cut off left behind could never be read again.
                self._store.delete_person(person)
                self._vault.admit(person)
                profile = Profile(who, zone)
            if not profile.consented:
                given = Consent(CONSENT_VERSION, now)
                profile = replace(profile, consents=(*profile.consents, given))
            self._put_profile(person, profile, now)
            self._store.keep(person)
        return profile

    def withdraw(self, who: Who, now: datetime) -> None:
        """Takes consent back: reminders stop; what is stored stays until the person decides."""
        person = self.person(who)
        with self._store.transaction():
            profile = self._profile(person)
            if profile and profile.consented:
                closed = replace(profile.consents[-1], withdrawn_at=now)
                self._put_profile(
                    person, replace(profile, consents=(*profile.consents[:-1], closed)), now
                )
            self._store.delete_schedules(person)

    def change_profile(self, who: Who, now: datetime, **changes: Any) -> Profile:
        """Changes some of a person's choices. Raises NoConsent."""
        person = self.person(who)
        with self._store.transaction():
            profile = self._profile(person)
            if profile is None:
                raise NoConsent(person)
            changed = replace(profile, **changes)
            self._put_profile(person, changed, now)
            if changed.retention_days != profile.retention_days:
                self._store.set_retention(person, changed.retention_days)
        return changed

    # entries

    def entry_id(self, who: Who, delivery: str) -> str:
        """The same id for the same delivery, so that a repeated one is stored once."""
        return self._vault.entry_id(self.person(who), delivery)

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
        """Replaces one's own entry; False when there is none of that id."""
        person = self.person(who)
        tag = self._vault.tag(person, kind.name)
        with self._store.transaction():
            if self._store.entry(person, tag, id) is None:
                return False
            sealed = self._seal(person, id, kind, value)
            return self._store.replace_entry(person, tag, id, _day(day), sealed)

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
            since_day=_day(since),
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
        return self._store.count_entries(person, tag, _day(first), _day(last))

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
        removed = self._store.delete_entries(person, tag, _day(first), _day(last))
        self._store.database.truncate_log()
        return removed

    def empty_log(self) -> bool:
        """Empties the database's log of changes; False when that has to be tried again later."""
        return self._store.database.truncate_log()

    # drafts

    def keep_draft(self, who: Who, kind: Kind[T], value: T, now: datetime, life: timedelta) -> None:
        """Keeps the one draft of a kind. Raises NoConsent."""
        person = self.person(who)
        with self._store.transaction():
            if not self.consented(who):
                raise NoConsent(person)
            self._store.put_draft(
                person,
                self._vault.tag(person, kind.name),
                _seconds(now + life),
                self._seal(person, "draft", kind, value),
            )

    def draft(self, who: Who, kind: Kind[T], now: datetime) -> T | None:
        """The draft of a kind, unless its time has passed."""
        person = self.person(who)
        sealed = self._store.draft(person, self._vault.tag(person, kind.name), _seconds(now))
        return None if sealed is None else self._open(person, "draft", kind, sealed)

    def drop_draft(self, who: Who, kind: Kind[Any]) -> bool:
        """Deletes the draft of a kind."""
        person = self.person(who)
        return self._store.delete_draft(person, self._vault.tag(person, kind.name))

    # schedules

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
                None if next_due_at is None else _seconds(next_due_at),
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
            for row in self._store.due(_seconds(now), limit):
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
                next_at = None if claim.next_at is None else _seconds(claim.next_at)
                # Never at the same instant again, or one row could keep the tick busy for ever.
                if next_at is not None:
                    next_at = max(next_at, _seconds(now) + 1)
                self._store.advance(row.id, next_at, 0, sealed)
                tag = self._vault.tag(row.person, f"nudge|{claim.log_kind}")
                if claim.outcome == "send" and not self._store.log_nudge(
                    row.person, tag, claim.log_key, _seconds(now)
                ):
                    claim = replace(claim, outcome="repeated")
                claims.append(claim)
        return claims

    def nudge_sent(self, who: Who, log_kind: str, log_key: str, now: datetime) -> None:
        """Records that Slack took a nudge; one that stays without this was lost, and is counted."""
        person = self.person(who)
        tag = self._vault.tag(person, f"nudge|{log_kind}")
        self._store.nudge_sent(person, tag, log_key, _seconds(now))

    def nudges_lost(self, before: datetime) -> int:
        """How many nudges were claimed before an instant and never taken by Slack."""
        return self._store.nudges_lost(_seconds(before))

    def _park(self, row: SealedSchedule, now: datetime) -> None:
        failures = row.failures + 1
        later = None if failures >= PARK_MOST else _seconds(now + PARK)
        self._store.advance(row.id, later, failures)

    def tally_schedules(self, who: Who) -> int:
        """How many schedule rows a person has, of whatever kind."""
        return self._store.counts(self.person(who))["schedules"]

    def tally_drafts(self, who: Who) -> int:
        """How many drafts a person has, of whatever kind."""
        return self._store.counts(self.person(who))["drafts"]

    # the workspace's own settings: personal to nobody, sealed all the same

    def workspace(self, team: str) -> WorkspaceSettings:
        """What the admins of a workspace set; nothing set is a value too."""
        row = self._workspace_row(Who(team, ""))
        return row.value if row else WorkspaceSettings()

    def put_workspace(
        self,
        team: str,
        change: Callable[[WorkspaceSettings], WorkspaceSettings],
        by: str,
        now: datetime,
    ) -> bool:
        """Changes the settings and records who changed which of them; False when none differs.

        ``change`` is pure and gets the settings as they are; ``by`` is an admin's Slack user id.
        """
        whole = Who(team, "")
        person, day = self.person(whole), now.date()
        with self._store.transaction():
            before = self.workspace(team)
            settings = change(before)
            names = changed(before, settings)
            if not names:
                return False
            if self._profile(person) is None:
                self._store.delete_person(person)
                self._vault.admit(person)
                self._put_profile(person, Profile(whole, "UTC"), now)
            id_ = self.entry_id(whole, WORKSPACE.name)
            self._store.delete_entry(person, self._vault.tag(person, WORKSPACE.name), id_)
            self._add(person, WORKSPACE, settings, id_, day, NEVER, now)
            for name in names:
                mark = self.entry_id(whole, f"{name}|{secrets.token_hex(8)}")
                line = Change(now, by, name)
                self._add(person, WORKSPACE_CHANGE, line, mark, day, day + AUDIT_LIFE, now)
        return True

    def workspace_changes(self, team: str, limit: int = 20) -> list[Change]:
        """Who changed which setting and when, newest first; never to what."""
        return [kept.value for kept in self.entries(Who(team, ""), WORKSPACE_CHANGE, limit=limit)]

    # facts about the process, for doctor and health

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

    # deliveries

    def begin_delivery(self, id: str, now: datetime) -> bool:
        """Takes a delivery in hand; False when it was handled or is being handled."""
        return self._store.begin_delivery(id, _seconds(now))

    def end_delivery(self, id: str, *, done: bool) -> None:
        """Marks a delivery as handled, or gives it back for Slack's retry."""
        self._store.end_delivery(id, done=done)

    # erasure

    def erase(self, who: Who, now: datetime) -> Receipt:
        """Destroys everything of a person: the data key first, then every row, then the log.

        The key goes first: a crash in between leaves bytes that nobody can read, which
        ``sweep`` removes.
        """
        return self.erase_person(self.person(who), now)

    def erase_person(self, person: str, now: datetime) -> Receipt:
        """The same by our own id, for retention and uninstall."""
        counts = self._store.counts(person)
        key_gone = self._vault.forget(person)
        self._store.delete_person(person)
        log_emptied = self._store.database.truncate_log()
        return Receipt(
            now,
            counts["entries"],
            log_emptied and key_gone,
            drafts=counts["drafts"],
            schedules=counts["schedules"],
        )

    def erase_team_later(self, team: str, now: datetime) -> int:
        """After an uninstall: reminders stop at once, rows go when the grace is over.

        An earlier date that was set before stays, so that a second event changes nothing.
        """
        tag, at = self._vault.team(team), _seconds(now + ERASE_GRACE)
        with self._store.transaction():
            if not self._store.facts().get(_left(tag)):
                self._store.put_fact(_left(tag), at)
            people = self._store.people(tag)
            for person in people:
                self._store.erase_later(person, at)
        return len(people)

    def erase_later(self, who: Who, now: datetime) -> None:
        """The same for one person whose account was deactivated."""
        self._store.erase_later(self.person(who), _seconds(now + ERASE_GRACE))

    def erased_at(self, who: Who) -> datetime | None:
        """When everything of a person is going to be destroyed; None when it is not."""
        at = self._store.erase_at(self.person(who))
        return None if at is None else datetime.fromtimestamp(at, UTC)

    def keep_after_all(self, who: Who) -> bool:
        """A person came back within the grace. False when there was nothing to take back.

        Whoever went with the same uninstall comes back with them: the app is there again.
        """
        person = self.person(who)
        at = self._store.erase_at(person)
        if at is None:
            return False
        tag = self._vault.team(who.team)
        with self._store.transaction():
            self._store.keep(person)
            if self._store.facts().get(_left(tag)) == at:
                for other in self._store.to_erase_at(tag, at):
                    self._store.keep(other)
                self._store.put_fact(_left(tag), 0)
        return True

    def time_leapt(self, now: datetime) -> bool:
        """Whether the cleaning has to wait: the clock stands weeks after the last one.

        A machine that starts with a wrong clock is likelier than one that was off that long, and
        a cleaning in the year 2099 would leave nothing. After a day of the same time it is
        believed.
        """
        at, facts = _seconds(now), self._store.facts()
        last, doubt = facts.get(SWEPT_AT), facts.get(LEAPT_AT, 0)
        leapt = last is not None and at - last > LEAP.total_seconds()
        if leapt and not 0 < at - doubt < LEAP.total_seconds():
            self._store.put_fact(LEAPT_AT, at)
            return True
        if leapt and at - doubt < BELIEVED_AFTER.total_seconds():
            return True
        self._store.put_fact(SWEPT_AT, at)
        self._store.put_fact(LEAPT_AT, 0)
        return False

    def sweep(self, now: datetime) -> int:
        """The daily cleaning: what expired, whom to erase, rows whose key is gone."""
        removed = self._store.delete_expired(_day(now.date()), _seconds(now))
        for person in self._store.to_erase(_seconds(now)):
            removed += self.erase_person(person, now).entries
        for person in set(self._store.people()) - self._vault.people():
            self._store.delete_person(person)
        # Under the store's lock: a consent makes the key before the row of its person.
        with self._store.transaction():
            for person in self._vault.people() - set(self._store.people()):
                self._vault.forget(person)
        self._store.database.truncate_log()
        return removed

    # inside

    def _workspace_row(self, whole: Who) -> Kept[WorkspaceSettings] | None:
        try:
            return self.entry(whole, WORKSPACE, self.entry_id(whole, WORKSPACE.name))
        except KeyUnfit:
            raise
        except KeyMissing:
            return None

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
            SealedEntry(id_, _day(day), _seconds(now), self._seal(person, id_, kind, value)),
            _day(last),
        )

    def _profile(self, person: str) -> Profile | None:
        sealed = self._store.person(person)
        if sealed is None:
            return None
        try:
            return self._open(person, "profile", PROFILE, sealed)
        except KeyUnfit:
            raise
        except KeyMissing:
            # An erasure was cut off between key and rows: the person is gone.
            return None

    def _put_profile(self, person: str, profile: Profile, now: datetime) -> None:
        self._store.put_person(
            person,
            self._vault.team(profile.who.team),
            _day(now.date()),
            self._seal(person, "profile", PROFILE, profile),
        )

    def _seal(self, person: str, id_: str, kind: Kind[T], value: T) -> bytes:
        return self._vault.sealer(person).seal(id_, kind.name, msgspec.json.encode(value))

    def _open(self, person: str, id_: str, kind: Kind[T], sealed: bytes) -> T:
        plain = self._vault.sealer(person).open(id_, kind.name, sealed)
        return msgspec.json.decode(plain, type=kind.type)

    def _kept(self, person: str, kind: Kind[T], rows: list[SealedEntry]) -> list[Kept[T]]:
        if not rows:
            return []
        sealer = self._vault.sealer(person)
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
        if len(kept) < len(rows):
            with contextlib.suppress(StoreUnavailable):
                self._store.add_to_fact(UNREADABLE, len(rows) - len(kept))
        return kept

    def _scheduled(self, kind: Kind[T], row: SealedSchedule) -> Scheduled[T]:
        return Scheduled(
            row.id,
            row.person,
            None if row.next_due_at is None else datetime.fromtimestamp(row.next_due_at, UTC),
            row.failures,
            self._open(row.person, row.id, kind, row.sealed),
        )


def _left(team: str) -> str:
    """The fact that holds when a workspace that removed the app is to be destroyed."""
    return f"left:{team}"


def _day(day: date) -> int:
    return (day - EPOCH).days


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
