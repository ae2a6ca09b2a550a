"""The SQL, once, for both databases. Takes and returns tags, sealed bytes and numbers only.

Every statement is bounded by a person, so that an id from Slack can never reach another person's
row: a wrong owner looks exactly like a missing row.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.database import Database, Row, StoreUnavailable

ADMITTING = 7262  # an advisory lock of PostgreSQL; another than that of data/postgres.py
DELIVERY_RETAKE_SECONDS = 10  # an unfinished delivery older than this was cut off by a crash
NUDGE_LIFE_SECONDS = 60 * 86400  # it has to outlive the date it is for, and nothing more
DELIVERY_LIFE_SECONDS = 3 * 3600  # Slack's last retry of an event comes after 5 minutes


@dataclass(frozen=True)
class SealedEntry:
    """A row of entries as the store sees it."""

    id: str
    day: int
    made_at: int
    sealed: bytes


@dataclass(frozen=True)
class SealedSchedule:
    """A row of schedules as the store sees it."""

    id: str
    person: str
    kind: str
    next_due_at: int | None
    failures: int
    sealed: bytes


class Store:
    """Reads and writes rows. Methods raise StoreUnavailable when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.transaction = database.transaction

    # people

    def put_person(self, person: str, team: str, day: int, sealed: bytes) -> None:
        """Adds a person, or replaces their sealed profile."""
        self.database.run(
            "INSERT INTO people (person, team, created_day, sealed) VALUES (:p, :t, :d, :s)"
            " ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed",
            p=person,
            t=team,
            d=day,
            s=sealed,
        )

    def person(self, person: str) -> bytes | None:
        """A sealed profile."""
        rows = self.database.rows("SELECT sealed FROM people WHERE person = :p", p=person)
        return bytes(rows[0]["sealed"]) if rows else None

    def one_admission(self) -> None:
        """Holds up everybody else who admits people or clears up after them, until the transaction
        under way ends: a key is made in another place before the row that it is for."""
        if self.database.dialect != "sqlite":  # SQLite has one writer at a time anyway
            self.database.rows("SELECT pg_advisory_xact_lock(:n)", n=ADMITTING)

    def people(self, team: str | None = None) -> list[str]:
        """Ids of all people, or of a workspace's."""
        if team is None:
            rows = self.database.rows("SELECT person FROM people ORDER BY person")
        else:
            rows = self.database.rows(
                "SELECT person FROM people WHERE team = :t ORDER BY person", t=team
            )
        return [row["person"] for row in rows]

    def delete_person(self, person: str) -> None:
        """Deletes a person's rows everywhere; the foreign keys carry it through."""
        self.database.run("DELETE FROM people WHERE person = :p", p=person)

    def erase_later(self, person: str, at: int) -> None:
        """Sets when a person's rows are to be destroyed; an earlier time that is set stays."""
        self.database.run(
            "UPDATE people SET erase_at = :at WHERE person = :p AND erase_at IS NULL",
            at=at,
            p=person,
        )

    def keep(self, person: str) -> None:
        """Takes back that a person's rows are to be destroyed."""
        self.database.run("UPDATE people SET erase_at = NULL WHERE person = :p", p=person)

    def erase_at(self, person: str) -> int | None:
        """When a person's rows are to be destroyed, if they are."""
        rows = self.database.rows("SELECT erase_at FROM people WHERE person = :p", p=person)
        return rows[0]["erase_at"] if rows else None

    def to_erase_at(self, team: str, at: int) -> list[str]:
        """People of a workspace who are to be destroyed at exactly that time."""
        rows = self.database.rows(
            "SELECT person FROM people WHERE team = :t AND erase_at = :at ORDER BY person",
            t=team,
            at=at,
        )
        return [row["person"] for row in rows]

    def counts(self, person: str) -> dict[str, int]:
        """How many entries, drafts and schedule rows a person has."""
        (row,) = self.database.rows(
            "SELECT (SELECT count(*) FROM entries WHERE person = :p) AS entries,"
            " (SELECT count(*) FROM drafts WHERE person = :p) AS drafts,"
            " (SELECT count(*) FROM schedules WHERE person = :p) AS schedules",
            p=person,
        )
        return {name: int(count) for name, count in row.items()}

    def to_erase(self, now: int) -> list[str]:
        """People whose time to be destroyed has come."""
        rows = self.database.rows(
            "SELECT person FROM people WHERE erase_at IS NOT NULL AND erase_at <= :now", now=now
        )
        return [row["person"] for row in rows]

    # entries

    def add_entry(self, person: str, kind: str, entry: SealedEntry, expires_day: int) -> bool:
        """Adds an entry; False when the id is there already (the delivery was a repeat)."""
        return bool(
            self.database.run(
                "INSERT INTO entries (id, person, kind, day, made_at, expires_day, sealed)"
                " VALUES (:id, :p, :k, :d, :m, :e, :s) ON CONFLICT (id) DO NOTHING",
                id=entry.id,
                p=person,
                k=kind,
                d=entry.day,
                m=entry.made_at,
                e=expires_day,
                s=entry.sealed,
            )
        )

    def replace_entry(
        self, person: str, kind: str, id_: str, day: int, expires_day: int, sealed: bytes
    ) -> bool:
        """Replaces a person's own entry; False when they have no such entry."""
        return bool(
            self.database.run(
                "UPDATE entries SET sealed = :s, day = :d, expires_day = :e"
                " WHERE id = :id AND person = :p AND kind = :k",
                s=sealed,
                d=day,
                e=expires_day,
                id=id_,
                p=person,
                k=kind,
            )
        )

    def entry(self, person: str, kind: str, id_: str) -> SealedEntry | None:
        """A person's own entry."""
        rows = self.database.rows(
            "SELECT id, day, made_at, sealed FROM entries"
            " WHERE id = :id AND person = :p AND kind = :k",
            id=id_,
            p=person,
            k=kind,
        )
        return _entry(rows[0]) if rows else None

    def entries(
        self, person: str, kind: str, *, since_day: int, limit: int, skip: int
    ) -> list[SealedEntry]:
        """A person's entries of a kind, newest first."""
        rows = self.database.rows(
            "SELECT id, day, made_at, sealed FROM entries"
            " WHERE person = :p AND kind = :k AND day >= :since"
            " ORDER BY day DESC, made_at DESC, id DESC LIMIT :n OFFSET :skip",
            p=person,
            k=kind,
            since=since_day,
            n=limit,
            skip=skip,
        )
        return [_entry(row) for row in rows]

    def tally(self, person: str, kind: str) -> tuple[int, int | None]:
        """How many entries of a kind a person has, and the day of the oldest."""
        (row,) = self.database.rows(
            "SELECT count(*) AS n, min(day) AS oldest FROM entries WHERE person = :p AND kind = :k",
            p=person,
            k=kind,
        )
        return int(row["n"]), row["oldest"]

    def count_entries(self, person: str, kind: str, first_day: int, last_day: int) -> int:
        """How many entries of a kind a person has in a span of days, both ends included."""
        (row,) = self.database.rows(
            "SELECT count(*) AS n FROM entries WHERE person = :p AND kind = :k"
            " AND day >= :first AND day <= :last",
            p=person,
            k=kind,
            first=first_day,
            last=last_day,
        )
        return int(row["n"])

    def delete_entry(self, person: str, kind: str, id_: str) -> bool:
        """Deletes a person's own entry."""
        return bool(
            self.database.run(
                "DELETE FROM entries WHERE id = :id AND person = :p AND kind = :k",
                id=id_,
                p=person,
                k=kind,
            )
        )

    def delete_entries(self, person: str, kind: str, first_day: int, last_day: int) -> int:
        """Deletes a person's entries of a kind in a span of days, both ends included."""
        return self.database.run(
            "DELETE FROM entries WHERE person = :p AND kind = :k"
            " AND day >= :first AND day <= :last",
            p=person,
            k=kind,
            first=first_day,
            last=last_day,
        )

    def set_retention(self, person: str, days: int) -> None:
        """Moves the last day of all of a person's entries."""
        self.database.run(
            "UPDATE entries SET expires_day = day + :n WHERE person = :p", n=days, p=person
        )

    def delete_expired(self, today: int, now: int) -> int:
        """Deletes entries past their last day, drafts and deliveries past their time."""
        with self.transaction():
            gone = self.database.run("DELETE FROM entries WHERE expires_day < :d", d=today)
            gone += self.database.run("DELETE FROM drafts WHERE expires_at <= :now", now=now)
            self.database.run(
                "DELETE FROM deliveries WHERE at < :old", old=now - DELIVERY_LIFE_SECONDS
            )
            self.database.run("DELETE FROM nudges WHERE at < :old", old=now - NUDGE_LIFE_SECONDS)
        return gone

    # drafts

    def put_draft(self, person: str, kind: str, expires_at: int, sealed: bytes) -> None:
        """Keeps the one draft of a kind."""
        self.database.run(
            "INSERT INTO drafts VALUES (:p, :k, :e, :s) ON CONFLICT (person, kind)"
            " DO UPDATE SET expires_at = excluded.expires_at, sealed = excluded.sealed",
            p=person,
            k=kind,
            e=expires_at,
            s=sealed,
        )

    def draft(self, person: str, kind: str, now: int) -> bytes | None:
        """The draft of a kind, unless its time has passed."""
        rows = self.database.rows(
            "SELECT sealed FROM drafts WHERE person = :p AND kind = :k AND expires_at > :now",
            p=person,
            k=kind,
            now=now,
        )
        return bytes(rows[0]["sealed"]) if rows else None

    def delete_draft(self, person: str, kind: str) -> bool:
        """Deletes the draft of a kind."""
        return bool(
            self.database.run(
                "DELETE FROM drafts WHERE person = :p AND kind = :k", p=person, k=kind
            )
        )

    # schedules and nudges

    def put_schedule(self, schedule: SealedSchedule) -> None:
        """Adds a schedule row, or replaces one of the same person.

        Raises StoreUnavailable when the id is another person's: two rooms chose the same one.
        """
        put = self.database.run(
            "INSERT INTO schedules (id, person, kind, next_due_at, failures, sealed)"
            " VALUES (:id, :p, :k, :n, :f, :s) ON CONFLICT (id) DO UPDATE SET"
            " next_due_at = excluded.next_due_at, failures = excluded.failures,"
            " sealed = excluded.sealed WHERE schedules.person = excluded.person",
            id=schedule.id,
            p=schedule.person,
            k=schedule.kind,
            n=schedule.next_due_at,
            f=schedule.failures,
            s=schedule.sealed,
        )
        if not put:
            raise StoreUnavailable("id-taken")

    def schedule(self, person: str, id_: str) -> SealedSchedule | None:
        """A person's own schedule row."""
        rows = self.database.rows(
            "SELECT * FROM schedules WHERE id = :id AND person = :p", id=id_, p=person
        )
        return _schedule(rows[0]) if rows else None

    def schedules(self, person: str) -> list[SealedSchedule]:
        """All schedule rows of a person."""
        rows = self.database.rows("SELECT * FROM schedules WHERE person = :p ORDER BY id", p=person)
        return [_schedule(row) for row in rows]

    def schedules_to_change(self, person: str, kind: str) -> list[SealedSchedule]:
        """A person's schedule rows of a kind. Call it inside the transaction that changes them."""
        rows = self.database.rows(
            "SELECT * FROM schedules WHERE person = :p AND kind = :k ORDER BY id {locked}",
            p=person,
            k=kind,
        )
        return [_schedule(row) for row in rows]

    def delete_schedule(self, person: str, id_: str) -> bool:
        """Deletes a person's own schedule row."""
        return bool(
            self.database.run(
                "DELETE FROM schedules WHERE id = :id AND person = :p", id=id_, p=person
            )
        )

    def delete_schedules(self, person: str) -> int:
        """Deletes all schedule rows of a person."""
        return self.database.run("DELETE FROM schedules WHERE person = :p", p=person)

    def due(self, now: int, limit: int) -> list[SealedSchedule]:
        """Rows that are due, oldest first. Call it inside a transaction that advances them.

        Whoever is to be destroyed gets nothing in the meantime. Their rows stay as they are, so
        that somebody who comes back within the grace has their reminders again by that alone.
        """
        rows = self.database.rows(
            "SELECT * FROM schedules WHERE next_due_at <= :now AND NOT EXISTS ("
            "SELECT 1 FROM people"
            " WHERE people.person = schedules.person AND people.erase_at IS NOT NULL)"
            " ORDER BY next_due_at LIMIT :n {skip_locked}",
            now=now,
            n=limit,
        )
        return [_schedule(row) for row in rows]

    def advance(
        self, id_: str, next_due_at: int | None, failures: int, sealed: bytes | None = None
    ) -> None:
        """Sets when a row is due next, and its state when that changed."""
        self.database.run(
            "UPDATE schedules SET next_due_at = :n, failures = :f,"
            " sealed = coalesce(:s, sealed) WHERE id = :id",
            n=next_due_at,
            f=failures,
            s=sealed,
            id=id_,
        )

    def due_again(self, now: int) -> int:
        """Makes every row due that waits for a later instant, so that each is worked out anew."""
        return self.database.run(
            "UPDATE schedules SET next_due_at = :now WHERE next_due_at > :now", now=now
        )

    def log_nudge(self, person: str, kind: str, local_date: str, at: int) -> bool:
        """Records that a nudge goes out; False when one did for that date."""
        return bool(
            self.database.run(
                "INSERT INTO nudges (person, kind, local_date, at) VALUES (:p, :k, :d, :at)"
                " ON CONFLICT (person, kind, local_date) DO NOTHING",
                p=person,
                k=kind,
                d=local_date,
                at=at,
            )
        )

    def nudge_sent(self, person: str, kind: str, local_date: str, at: int) -> None:
        """Records that Slack took a nudge."""
        self.database.run(
            "UPDATE nudges SET sent_at = :at WHERE person = :p AND kind = :k AND local_date = :d",
            at=at,
            p=person,
            k=kind,
            d=local_date,
        )

    def nudges_lost(self, before: int) -> int:
        """How many nudges were claimed before an instant and never taken by Slack."""
        (row,) = self.database.rows(
            "SELECT count(*) AS n FROM nudges WHERE sent_at IS NULL AND at < :t", t=before
        )
        return int(row["n"])

    # deliveries

    def begin_delivery(self, id_: str, now: int) -> bool:
        """Takes a delivery in hand; False when it was handled, or is in somebody's hands."""
        with self.transaction():
            if self.database.run(
                "INSERT INTO deliveries VALUES (:id, :now, 0) ON CONFLICT (id) DO NOTHING",
                id=id_,
                now=now,
            ):
                return True
            return bool(
                self.database.run(
                    "UPDATE deliveries SET at = :now WHERE id = :id AND done = 0 AND at < :old",
                    now=now,
                    id=id_,
                    old=now - DELIVERY_RETAKE_SECONDS,
                )
            )

    def end_delivery(self, id_: str, *, done: bool) -> None:
        """Marks a delivery as handled, or gives it back so that Slack's retry may try again."""
        if done:
            self.database.run("UPDATE deliveries SET done = 1 WHERE id = :id", id=id_)
        else:
            self.database.run("DELETE FROM deliveries WHERE id = :id", id=id_)

    # facts about the process, for doctor and health

    def put_fact(self, name: str, value: int) -> None:
        """Records a number, such as the time of the last tick."""
        self.database.run(
            "INSERT INTO facts VALUES (:n, :v)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            n=name,
            v=value,
        )

    def add_to_fact(self, name: str, amount: int) -> None:
        """Adds to a count, such as reminders dropped because they were late."""
        self.database.run(
            "INSERT INTO facts VALUES (:n, :v)"
            " ON CONFLICT (name) DO UPDATE SET value = facts.value + excluded.value",
            n=name,
            v=amount,
        )

    def facts(self) -> dict[str, int]:
        """All recorded numbers."""
        rows = self.database.rows("SELECT name, value FROM facts")
        return {row["name"]: int(row["value"]) for row in rows}


def _entry(row: Row) -> SealedEntry:
    return SealedEntry(row["id"], row["day"], row["made_at"], bytes(row["sealed"]))


def _schedule(row: Row) -> SealedSchedule:
    return SealedSchedule(
        row["id"],
        row["person"],
        row["kind"],
        row["next_due_at"],
        row["failures"],
        bytes(row["sealed"]),
    )
