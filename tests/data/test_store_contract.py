"""What the store promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.domain.people import Who
from data import schema
from data.database import StoreUnavailable
from data.store import (
    DELIVERY_LIFE_SECONDS,
    DELIVERY_RETAKE_SECONDS,
    NUDGE_LIFE_SECONDS,
    SealedEntry,
    SealedSchedule,
    Store,
)
from tests.data.conftest import Place

DAY = 20_000
NOON = DAY * 86400 + 43200


def admit(store: Store, *people: str) -> None:
    for person in people:
        store.put_person(person, "team", DAY, b"profile " + person.encode())


def entry(
    id_: str, day: int = DAY, made_at: int = NOON, sealed: bytes = b"\x00\xff"
) -> SealedEntry:
    return SealedEntry(id_, day, made_at, sealed)


def row_of(person: str, id_: str, due: int | None = NOON) -> SealedSchedule:
    return SealedSchedule(id_, person, "kind", due, 0, b"s")


def test_bytes_come_back_as_they_went_in(store: Store) -> None:
    """Sealed bytes hold zeros and every other value."""
    admit(store, "a")
    everything = bytes(range(256)) * 40
    assert store.add_entry("a", "k", entry("e", sealed=everything), DAY + 1)
    found = store.entry("a", "k", "e")
    assert found == SealedEntry("e", DAY, NOON, everything)


def test_the_same_id_is_stored_once_and_keeps_its_first_words(store: Store) -> None:
    """A repeated delivery stores nothing and changes nothing."""
    admit(store, "a")
    assert store.add_entry("a", "k", entry("e", sealed=b"first"), DAY) is True
    assert store.add_entry("a", "k", entry("e", sealed=b"second"), DAY) is False
    assert store.entry("a", "k", "e") == entry("e", sealed=b"first")


def test_nobody_reaches_the_row_of_somebody_else(store: Store) -> None:
    """A wrong owner looks like a missing row, in every method that takes an id."""
    admit(store, "a", "b")
    store.add_entry("a", "k", entry("e"), DAY)
    store.put_schedule(row_of("a", "s"))
    assert store.entry("b", "k", "e") is None
    assert store.replace_entry("b", "k", "e", DAY, DAY + 1, b"x") is False
    assert store.delete_entry("b", "k", "e") is False
    assert store.delete_entries("b", "k", 0, DAY * 2) == 0
    assert store.schedule("b", "s") is None
    assert store.delete_schedule("b", "s") is False
    with pytest.raises(StoreUnavailable, match="id-taken"):
        store.put_schedule(row_of("b", "s"))
    assert store.entry("a", "k", "e") == entry("e")
    assert store.schedule("a", "s") == row_of("a", "s")


def test_another_kind_is_another_row(store: Store) -> None:
    """An entry is found under its own kind alone."""
    admit(store, "a")
    store.add_entry("a", "k", entry("e"), DAY)
    assert store.entry("a", "other", "e") is None
    assert store.replace_entry("a", "other", "e", DAY, DAY + 1, b"x") is False
    assert store.delete_entry("a", "other", "e") is False


def test_entries_come_newest_first_in_pages(store: Store) -> None:
    """Order is by day, then by time, then by id, so that pages never overlap."""
    admit(store, "a")
    for id_, day, at in (("1", 5, 50), ("2", 7, 10), ("3", 7, 20), ("4", 7, 20), ("5", 1, 99)):
        store.add_entry("a", "k", entry(id_, day, at), DAY)
    ids = [e.id for e in store.entries("a", "k", since_day=0, limit=9, skip=0)]
    assert ids == ["4", "3", "2", "1", "5"]
    assert [e.id for e in store.entries("a", "k", since_day=5, limit=2, skip=2)] == ["2", "1"]
    assert store.tally("a", "k") == (5, 1)
    assert store.tally("a", "none") == (0, None)


def test_deleting_a_person_leaves_no_row_in_any_table(store: Store) -> None:
    """Every table with a person column is walked, so a new table cannot be forgotten."""
    admit(store, "a", "b")
    for person in ("a", "b"):
        store.add_entry(person, "k", entry("e" + person), DAY)
        store.put_draft(person, "k", NOON, b"d")
        store.put_schedule(row_of(person, "s" + person))
        store.log_nudge(person, "k", "2026-01-01", NOON)
    store.delete_person("a")
    walked = 0
    for table in tables_with_a_person(store):
        rows = store.database.rows(f"SELECT person FROM {table}")
        assert {row["person"] for row in rows} == {"b"}, table
        walked += 1
    assert walked == 5


def tables_with_a_person(store: Store) -> list[str]:
    if store.database.dialect == "sqlite":
        rows = store.database.rows(
            "SELECT m.name AS name FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
            " WHERE m.type = 'table' AND c.name = 'person'"
        )
    else:
        rows = store.database.rows(
            "SELECT table_name AS name FROM information_schema.columns"
            " WHERE column_name = 'person' AND table_schema = current_schema()"
        )
    return [row["name"] for row in rows]


def test_an_entry_of_nobody_cannot_be_stored(store: Store) -> None:
    """Rows hang on a person: without one the database itself says no."""
    with pytest.raises(StoreUnavailable):
        store.add_entry("nobody", "k", entry("e"), DAY)
    assert store.database.rows("SELECT * FROM entries") == []


def test_what_is_past_its_time_goes_and_the_rest_stays(store: Store) -> None:
    """Retention is inclusive: the last day itself is kept."""
    admit(store, "a")
    store.add_entry("a", "k", entry("old"), DAY - 1)
    store.add_entry("a", "k", entry("last"), DAY)
    store.put_draft("a", "past", NOON, b"d")
    store.put_draft("a", "open", NOON + 1, b"d")
    store.begin_delivery("old", NOON - DELIVERY_LIFE_SECONDS - 1)
    store.begin_delivery("new", NOON)
    store.log_nudge("a", "k", "old", NOON - NUDGE_LIFE_SECONDS - 1)
    store.log_nudge("a", "k", "new", NOON)
    assert store.delete_expired(DAY, NOON) == 2
    assert store.entry("a", "k", "old") is None
    assert store.entry("a", "k", "last")
    assert store.draft("a", "open", NOON) == b"d"
    assert [r["id"] for r in store.database.rows("SELECT id FROM deliveries")] == ["new"]
    assert [r["local_date"] for r in store.database.rows("SELECT * FROM nudges")] == ["new"]


def test_a_new_retention_moves_what_is_stored_already(store: Store) -> None:
    """A shorter choice applies to old entries too, and to nobody else's."""
    admit(store, "a", "b")
    store.add_entry("a", "k", entry("ea", day=DAY - 40), DAY + 300)
    store.add_entry("b", "k", entry("eb", day=DAY - 40), DAY + 300)
    store.set_retention("a", 30)
    assert store.delete_expired(DAY, NOON) == 1
    assert store.entry("b", "k", "eb")


def test_a_draft_is_one_and_ends(store: Store) -> None:
    """The newest draft of a kind replaces the one before and is gone at its time."""
    admit(store, "a")
    store.put_draft("a", "k", NOON, b"one")
    store.put_draft("a", "k", NOON + 9, b"two")
    assert store.draft("a", "k", NOON + 8) == b"two"
    assert store.draft("a", "k", NOON + 9) is None
    assert store.delete_draft("a", "k") is True
    assert store.delete_draft("a", "k") is False


def test_what_is_due_comes_oldest_first(store: Store) -> None:
    """Paused rows and later ones stay where they are; the limit holds."""
    admit(store, "a")
    for id_, due in (("later", NOON + 1), ("b", NOON), ("a", NOON - 9), ("paused", None)):
        store.put_schedule(row_of("a", id_, due))
    assert [r.id for r in store.due(NOON, 10)] == ["a", "b"]
    assert [r.id for r in store.due(NOON, 1)] == ["a"]
    store.advance("a", NOON + 60, 1)
    store.advance("b", None, 0, b"new")
    assert store.due(NOON, 10) == []
    assert store.schedule("a", "a") == SealedSchedule("a", "a", "kind", NOON + 60, 1, b"s")
    assert store.schedule("a", "b") == SealedSchedule("b", "a", "kind", None, 0, b"new")


def test_a_nudge_is_logged_once_for_a_date(store: Store) -> None:
    """At most once: the second claim of a date is refused."""
    admit(store, "a")
    assert store.log_nudge("a", "k", "2026-05-05", NOON) is True
    assert store.log_nudge("a", "k", "2026-05-05", NOON) is False
    assert store.log_nudge("a", "k", "2026-05-06", NOON) is True


def test_a_delivery_is_taken_once_and_again_after_a_crash(store: Store) -> None:
    """In hand: not taken. Cut off: taken after ten seconds. Done: never again."""
    assert store.begin_delivery("d", NOON) is True
    assert store.begin_delivery("d", NOON + DELIVERY_RETAKE_SECONDS) is False
    assert store.begin_delivery("d", NOON + DELIVERY_RETAKE_SECONDS + 1) is True
    store.end_delivery("d", done=True)
    assert store.begin_delivery("d", NOON + 9999) is False
    assert store.begin_delivery("e", NOON) is True
    store.end_delivery("e", done=False)
    assert store.begin_delivery("e", NOON) is True


def test_a_clock_that_jumps_back_takes_nothing_twice(store: Store) -> None:
    """An earlier time neither frees a delivery nor brings a row back."""
    store.begin_delivery("d", NOON)
    assert store.begin_delivery("d", NOON - 86400) is False
    admit(store, "a")
    store.add_entry("a", "k", entry("e"), DAY)
    assert store.delete_expired(DAY - 400, NOON - 400 * 86400) == 0
    assert store.entry("a", "k", "e")


def test_facts_are_set_and_added_to(store: Store) -> None:
    """Numbers beyond 32 bits fit."""
    store.put_fact("at", 2**47)
    store.put_fact("at", 2**47 + 1)
    store.add_to_fact("n", 2)
    store.add_to_fact("n", 3)
    assert store.facts() == {"at": 2**47 + 1, "n": 5}


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    """An error in an inner transaction takes the outer one with it."""
    admit(store, "a")

    def cut_off() -> None:
        with store.transaction():
            store.add_entry("a", "k", entry("one"), DAY)
            with store.transaction():
                store.add_entry("a", "k", entry("two"), DAY)
                raise LookupError

    with pytest.raises(LookupError):
        cut_off()
    assert store.tally("a", "k") == (0, None)
    with store.transaction():
        store.add_entry("a", "k", entry("three"), DAY)
    assert store.tally("a", "k")[0] == 1


def together(work: Callable[[int], None], hands: int = 6) -> list[BaseException]:
    broke: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            broke.append(error)

    threads = [threading.Thread(target=guarded, args=(n,)) for n in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return broke


def test_many_threads_lose_no_count(store: Store) -> None:
    """Read, add, write: one after the other, whoever does it."""

    def work(_: int) -> None:
        for _ in range(30):
            with store.transaction():
                store.put_fact("n", store.facts().get("n", 0) + 1)

    assert together(work) == []
    assert store.facts()["n"] == 180


def test_two_processes_lose_no_count(place: Place) -> None:
    """The same over two connections, as two processes would."""
    stores = [Store(place.migrated()[0]) for _ in range(2)]

    def work(number: int) -> None:
        for _ in range(40):
            stores[number].add_to_fact("n", 1)

    assert together(work, hands=2) == []
    assert stores[0].facts()["n"] == 80


def test_two_processes_never_claim_the_same_row(place: Place) -> None:
    """Each due row is advanced by exactly one of them."""
    stores = [Store(place.migrated()[0]) for _ in range(2)]
    admit(stores[0], "a")
    for number in range(40):
        stores[0].put_schedule(row_of("a", f"s{number}"))
    claimed: list[str] = []

    def work(number: int) -> None:
        while True:
            with stores[number].transaction():
                rows = stores[number].due(NOON, 3)
                for row in rows:
                    stores[number].advance(row.id, None, 0)
            claimed.extend(row.id for row in rows)
            if not rows:
                return

    assert together(work, hands=2) == []
    assert sorted(claimed) == sorted(f"s{n}" for n in range(40))


def test_processes_that_start_together_migrate_once(place: Place) -> None:
    """Each finds all tables; each step was applied by one of them."""
    applied: list[str] = []

    def work(_: int) -> None:
        database = place.store()
        applied.extend(schema.migrate(database, schema.STORE, 1))
        database.close()

    assert together(work, hands=4) == []
    assert applied == [name for name, _ in schema.STORE]


def test_a_newer_schema_is_refused_untouched(place: Place) -> None:
    """A database that a later version wrote is not worked on."""
    store, _ = place.migrated()
    store.run("INSERT INTO steps VALUES ('9999-later', 1)")
    with pytest.raises(schema.NewerSchema):
        schema.migrate(store, schema.STORE, 1)
    assert schema.state(store, schema.STORE) == ([], ["9999-later"])


def test_looking_at_a_schema_changes_nothing(place: Place) -> None:
    """An empty database lacks every step and still has no table afterwards."""
    database = place.store()
    assert schema.state(database, schema.STORE) == ([n for n, _ in schema.STORE], [])
    assert database.has_table("steps") is False


def test_a_step_that_fails_leaves_nothing_behind(place: Place) -> None:
    """A half-applied step would stop the next start too."""
    database = place.store()
    steps = (("0001-bad", ["CREATE TABLE fine (a {int})", "CREATE TABLE broken ("]),)
    with pytest.raises(StoreUnavailable):
        schema.migrate(database, steps, 1)
    assert database.has_table("fine") is False
    assert database.has_table("steps") is False


def test_errors_carry_no_value(store: Store) -> None:
    """What a statement was given is not in what it raises."""
    admit(store, "a")
    with pytest.raises(StoreUnavailable) as caught:
        store.database.run(
            "INSERT INTO people (person, team, created_day, sealed) VALUES (:p, :t, 0, NULL)",
            p="canary-7f3a",
            t="canary-7f3a",
        )
    assert "canary" not in str(caught.value)
    assert "canary" not in repr(caught.value.__cause__)


def test_a_cleaning_elsewhere_leaves_the_key_of_a_consent_under_way(place: Place) -> None:
    """The key is made in another place before the row it is for: a second process, such as a purge,
    must not take it for one that an erasure left."""
    here, elsewhere = place.journal(), place.journal()
    who, at = Who("T", "U"), datetime(2026, 3, 2, tzinfo=UTC)

    def clean() -> None:
        with contextlib.suppress(StoreUnavailable):  # it may also give up waiting
            elsewhere.sweep(at)

    cleaning = threading.Thread(target=clean)
    with here._store.transaction():
        here.consent(who, "UTC", at)
        cleaning.start()
        cleaning.join(0.5)
    cleaning.join()
    assert here.consented(who)


def test_a_cleaning_forgets_a_key_that_nobody_has_a_row_for(place: Place) -> None:
    """An erasure that was cut off, or a restore of older data, leaves such keys."""
    journal = place.journal()
    journal._vault.admit("orphan")
    journal.consent(Who("T", "U"), "UTC", datetime(2026, 3, 2, tzinfo=UTC))
    journal.sweep(datetime(2026, 3, 2, tzinfo=UTC))
    assert journal._vault.people() == {journal.person(Who("T", "U"))}
