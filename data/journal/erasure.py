"""Erasure: at once, after a grace, and by the daily cleaning."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.people import Who
from data.journal.sealing import Sealing
from data.journal.values import (
    BELIEVED_AFTER,
    ERASE_GRACE,
    LEAP,
    LEAPT_AT,
    LEFT,
    SWEPT_AT,
    Receipt,
    day_number,
    seconds,
)


class Erasure(Sealing):
    """Destroys what is to be destroyed, keys first."""

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

        An earlier date that was set before stays, so that a second event changes nothing; one that
        has passed belongs to an uninstall before this.
        """
        tag, at = self._vault.team(team), seconds(now + ERASE_GRACE)
        with self._store.transaction():
            if self._left_at(tag) <= seconds(now):
                self._store.put_fact(_left(tag), at)
            people = self._store.people(tag)
            for person in people:
                self._store.erase_later(person, at)
        return len(people)

    def erase_later(self, who: Who, now: datetime) -> None:
        """The same for one person whose account was deactivated."""
        self._store.erase_later(self.person(who), seconds(now + ERASE_GRACE))

    def erased_at(self, who: Who) -> datetime | None:
        """When everything of a person is going to be destroyed, or of their workspace after an
        uninstall; None when nothing is."""
        at = self._store.erase_at(self.person(who)) or self._left_at(self._vault.team(who.team))
        return datetime.fromtimestamp(at, UTC) if at else None

    def keep_after_all(self, who: Who) -> bool:
        """A person came back within the grace. False when there was nothing to take back.

        Whoever went with an uninstall comes back with the first who acts, even somebody new: the
        app is there again.
        """
        person, tag = self.person(who), self._vault.team(who.team)
        with self._store.transaction():
            own, left = self._store.erase_at(person), self._left_at(tag)
            if own is None and not left:
                return False
            self._store.keep(person)
            if left and own in (None, left):
                for other in self._store.to_erase_at(tag, left):
                    self._store.keep(other)
                self._store.put_fact(_left(tag), 0)
        return True

    def _left_at(self, tag: str) -> int:
        """When the rows of a workspace go after an uninstall; 0 when it is not gone."""
        return self._store.facts().get(_left(tag), 0)

    def time_leapt(self, now: datetime) -> bool:
        """Whether the cleaning has to wait: the clock stands weeks after the last one.

        A machine that starts with a wrong clock is likelier than one that was off that long, and
        a cleaning in the year 2099 would leave nothing. After a day of the same time it is
        believed.
        """
        at, facts = seconds(now), self._store.facts()
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
        """The daily cleaning: what expired, whom to erase, rows whose key is gone.

        It deletes what a restore kept of old keys, and empties both logs. Nothing else writes to
        the key file for weeks, so a destroyed key that a reader or a kill left in its log would
        stay there.
        """
        removed = self._store.delete_expired(day_number(now.date()), seconds(now))
        for person in self._store.to_erase(seconds(now)):
            removed += self.erase_person(person, now).entries
        for person in set(self._store.people()) - self._vault.people():
            self._store.delete_person(person)
        # Under the store's lock: a consent makes the key before the row of its person.
        with self._store.transaction():
            self._store.one_admission()
            for person in self._vault.people() - set(self._store.people()):
                self._vault.forget(person)
        self._store.database.truncate_log()
        self._vault.empty_log()
        self._vault.forget_copies(now)
        return removed


def _left(team: str) -> str:
    """The fact that holds when a workspace that removed the app is to be destroyed."""
    return f"{LEFT}{team}"
