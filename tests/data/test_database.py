"""SQLite files and PostgreSQL connections when things go wrong around them."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.checkins import CheckIn
from bot.domain.people import Profile, Who
from data.database import StoreUnavailable
from data.journal import Claim, Journal, Kind, Planned, ProfileUnreadable, Scheduled
from data.kinds import CHECK_INS
from data.postgres import PostgresDatabase, postgres_text
from data.sqlite import SqliteDatabase
from data.store import Store
from data.vault import KeysApart, Vault
from tests.conftest import master_key
from tests.data.conftest import Place
from tests.data.test_store_contract import DAY, admit, entry

MARA = Who("T1", "U1")
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
CANARY = "canary-5d1e the furnace line"


@contextmanager
def not_root() -> Iterator[None]:
    """File modes mean nothing to root, so become nobody for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def open_store(path: Path) -> Store:
    place = Place(f"sqlite:///{path}", "x")
    return Store(place.migrated()[0])


def test_files_and_their_folder_are_for_the_owner_alone(tmp_path: Path) -> None:
    """Mode 0600 for the file and what SQLite lays beside it, 0700 for the folder."""
    path = tmp_path / "new" / "keel.db"
    store = open_store(path)
    admit(store, "a")
    found = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert {"keel.db", "keel.db-wal", "keel.db-shm"} <= set(found)
    assert set(found.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_every_connection_is_set_up_to_keep_and_to_erase(tmp_path: Path) -> None:
    """The defaults depend on how SQLite was built, so each one is checked."""
    database = SqliteDatabase(tmp_path / "keel.db")
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
    }
    for name, value in wanted.items():
        assert database.rows(f"PRAGMA {name}")[0][name] == value, name


def test_erased_words_leave_no_byte(sqlite_place: Place, tmp_path: Path) -> None:
    """Deleted sealed bytes are in no file afterwards: not in the log, not in a free page."""
    store = Store(sqlite_place.migrated()[0])
    admit(store, "a", "b")
    marker = os.urandom(24)
    for number in range(50):
        store.add_entry("a", "k", entry(f"e{number}", sealed=marker * 20), DAY)
    store.add_entry("b", "k", entry("kept", sealed=b"other" * 20), DAY)
    holding = [file for file in tmp_path.iterdir() if marker in file.read_bytes()]
    assert holding
    store.delete_person("a")
    assert store.database.truncate_log() is True
    assert [file for file in tmp_path.iterdir() if marker in file.read_bytes()] == []
    assert store.entry("b", "k", "kept")


def test_a_log_that_a_reader_holds_is_emptied_with_a_later_write(
    sqlite_place: Place, tmp_path: Path
) -> None:
    """A backup under way blocks the erasure of bytes for a while, and nobody waits for it."""
    store = Store(sqlite_place.migrated()[0])
    admit(store, "a")
    marker = os.urandom(24)
    store.add_entry("a", "k", entry("e", sealed=marker * 20), DAY)
    with closing(sqlite3.connect(tmp_path / "keel.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchall()
        store.delete_person("a")
        assert store.database.truncate_log() is False
        store.put_fact("tick", 1)
        assert any(marker in file.read_bytes() for file in tmp_path.iterdir())
    store.put_fact("tick", 2)
    assert not any(marker in file.read_bytes() for file in tmp_path.iterdir())


def test_a_full_disk_loses_nothing_that_was_committed(sqlite_place: Place) -> None:
    """What does not fit is refused whole; what was there stays; room makes it work again."""
    store = Store(sqlite_place.migrated()[0])
    admit(store, "a")
    store.add_entry("a", "k", entry("before"), DAY)
    (pages,) = store.database.rows("PRAGMA page_count")
    store.database.rows(f"PRAGMA max_page_count = {pages['page_count']}")

    def both() -> None:
        with store.transaction():
            store.add_entry("a", "k", entry("small"), DAY)
            store.add_entry("a", "k", entry("big", sealed=bytes(200_000)), DAY)

    with pytest.raises(StoreUnavailable) as caught:
        both()
    assert caught.value.code == "SQLITE_FULL"
    assert [e.id for e in store.entries("a", "k", since_day=0, limit=9, skip=0)] == ["before"]
    store.database.rows("PRAGMA max_page_count = 100000")
    assert store.add_entry("a", "k", entry("after"), DAY)


def test_an_error_that_was_swallowed_cannot_commit_half(sqlite_place: Place) -> None:
    """SQLite ends a transaction by itself on some errors; the rest is not written without it."""
    store = Store(sqlite_place.migrated()[0])

    def both() -> None:
        with store.transaction():
            store.put_fact("first", 1)
            # What sqlite.org/lang_transaction.html says may follow a full disk or a read error.
            store.database._db.conn.execute("ROLLBACK")
            store.put_fact("second", 1)

    with pytest.raises(StoreUnavailable, match="transaction-lost"):
        both()
    assert store.facts() == {}


def test_a_locked_database_is_told_within_the_time_slack_waits(
    sqlite_place: Place, tmp_path: Path
) -> None:
    """Another program that holds the file gives an error, not a hanging form."""
    store = Store(sqlite_place.migrated()[0])
    admit(store, "a")
    store.database.rows("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(tmp_path / "keel.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="SQLITE_BUSY"):
            store.add_entry("a", "k", entry("e"), DAY)
        assert store.person("a")
    assert store.add_entry("a", "k", entry("e"), DAY)


def test_a_file_that_may_not_be_written_is_refused_by_name_of_the_fault(tmp_path: Path) -> None:
    """A read-only file or folder stops the start with a code."""
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    (tmp_path / "keel.db").touch(mode=0o444)
    with not_root(), pytest.raises(StoreUnavailable, match="PermissionError"):
        SqliteDatabase(tmp_path / "keel.db")
    with not_root(), pytest.raises(StoreUnavailable, match="PermissionError"):
        SqliteDatabase(tmp_path / "below" / "keel.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Whatever lies there is left as it is."""
    path = tmp_path / "keel.db"
    path.write_bytes(b"not a database, but somebody's notes" * 40)
    with pytest.raises(StoreUnavailable, match="SQLITE_NOTADB"):
        SqliteDatabase(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_damaged_page_is_found(sqlite_place: Place, tmp_path: Path) -> None:
    """The integrity check reads every page; a reading of the page itself says that it broke."""
    store = Store(sqlite_place.migrated()[0])
    admit(store, "a")
    for number in range(200):
        store.add_entry("a", "k", entry(f"e{number}", sealed=bytes(900)), DAY)
    store.database.truncate_log()
    store.database.close()
    path = tmp_path / "keel.db"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xa5" * 8192)
    database = SqliteDatabase(path)
    assert database.integrity() != ["ok"]
    with pytest.raises(StoreUnavailable, match="SQLITE_CORRUPT"):
        Store(database).delete_person("a")
    database.close()


def test_damage_that_ends_the_check_itself_is_a_fault_that_was_found(
    sqlite_place: Place, tmp_path: Path
) -> None:
    """On some pages SQLite raises instead of answering."""
    sqlite_place.migrated()[0].close()
    path = tmp_path / "keel.db"
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * 100)
    database = SqliteDatabase(path)
    assert database.integrity() == ["SQLITE_CORRUPT"]
    database.close()


def test_a_closed_database_raises_our_error(sqlite_place: Place) -> None:
    """Work that comes in after the close is answered like any other outage."""
    store = Store(sqlite_place.migrated()[0])
    store.database.close()
    with pytest.raises(StoreUnavailable):
        store.facts()


def test_a_copy_is_whole_while_others_write(sqlite_place: Place, tmp_path: Path) -> None:
    """The copy is one moment of the file: the two counts in it agree."""
    store = Store(sqlite_place.migrated()[0])
    stop = threading.Event()

    def write() -> None:
        second = Store(sqlite_place.store())
        number = 0
        while not stop.is_set():
            number += 1
            with second.transaction():
                second.put_fact("left", number)
                second.put_fact("right", number)

    writer = threading.Thread(target=write)
    writer.start()
    copies = []
    try:
        for number in range(15):
            copies.append(tmp_path / f"copy{number}.db")
            store.database.copy_to(copies[-1])
    finally:
        stop.set()
        writer.join()
    for copy in copies:
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        with closing(sqlite3.connect(copy)) as db:
            facts = dict(db.execute("SELECT name, value FROM facts"))
        assert facts.get("left") == facts.get("right")


def test_a_key_file_of_another_database_is_refused(tmp_path: Path) -> None:
    """A cleaning would take all rows for orphans and delete them."""
    mine, other = (Place(f"sqlite:///{tmp_path}/{n}/keel.db", "x") for n in ("mine", "other"))
    mine.journal().consent(MARA, "UTC", AT)
    other.journal()
    store, keys = mine.migrated()[0], other.migrated()[1]
    with pytest.raises(KeysApart):
        Journal(Store(store), Vault((master_key(),), keys))


@pytest.mark.parametrize("lost", ["keel.keys.db", "keel.db"])
def test_a_file_that_went_missing_is_refused(tmp_path: Path, lost: str) -> None:
    """A new empty file beside an old one means that something was lost on the way."""
    place = Place(f"sqlite:///{tmp_path}/keel.db", "x")
    journal = place.journal()
    journal.consent(MARA, "UTC", AT)
    place.close()
    for file in tmp_path.glob(f"{lost}*"):
        file.unlink()
    with pytest.raises(KeysApart):
        place.journal()


def test_a_damaged_entry_hides_no_other_and_can_be_deleted(place: Place) -> None:
    """One row that does not open is left out and counted; the rest is there."""
    journal = place.journal()
    journal.consent(MARA, "UTC", AT)
    ids = [journal.entry_id(MARA, str(number)) for number in range(3)]
    for id_ in ids:
        check_in = CheckIn(date(2026, 3, 2), {}, note=CANARY)
        journal.add(MARA, CHECK_INS, check_in, id=id_, day=date(2026, 3, 2), now=AT)
    journal._store.database.run(
        "UPDATE entries SET sealed = :s WHERE id = :id", s=b"\x01broken", id=ids[1]
    )
    assert {kept.id for kept in journal.entries(MARA, CHECK_INS)} == {ids[0], ids[2]}
    assert journal.entry(MARA, CHECK_INS, ids[1]) is None
    assert journal._store.facts()["unreadable_entries"] == 2
    assert journal.remove(MARA, CHECK_INS, ids[1]) is True


DRAFT = Kind("test_draft", str)


def test_a_damaged_draft_is_left_out_counted_and_can_be_written_anew(place: Place) -> None:
    """It must not be the end of the room that keeps it, nor of what asks after every draft."""
    journal = place.journal()
    journal.consent(MARA, "UTC", AT)
    journal.keep_draft(MARA, DRAFT, CANARY, AT, timedelta(days=1))
    journal._store.database.run("UPDATE drafts SET sealed = :s", s=b"\x01broken")
    assert journal.draft(MARA, DRAFT, AT) is None
    assert journal.facts()["unreadable_entries"] == 1
    journal.keep_draft(MARA, DRAFT, "again", AT, timedelta(days=1))
    assert journal.draft(MARA, DRAFT, AT) == "again"


def test_somebody_whose_profile_is_damaged_holds_up_nobodys_reminders(place: Place) -> None:
    """Their row waits; the others' go out in the same claim."""
    journal = place.journal()
    joe = Who("T1", "U2")
    for who in (MARA, joe):
        journal.consent(who, "UTC", AT)
        id_ = journal.entry_id(who, "row")
        journal.change_schedules(who, DRAFT, lambda *_, id_=id_: [Planned(id_, "x", AT)])
    journal._store.database.run(
        "UPDATE people SET sealed = :s WHERE person = :p", s=b"x", p=journal.person(MARA)
    )

    def send(profile: Profile, row: Scheduled[str]) -> Claim[str]:
        return Claim("send", profile.who, log_kind="k", log_key="2026-03-02")

    claims = journal.claim_due(DRAFT, AT, 10, send)
    assert sorted((one.outcome, one.who) for one in claims) == [("parked", None), ("send", joe)]


def test_a_person_whose_key_does_not_fit_is_not_met_as_a_stranger(place: Place) -> None:
    """Asking for consent again would lock them out of what they wrote: it is like an outage."""
    journal = place.journal()
    journal.consent(MARA, "UTC", AT)
    journal._vault._keys.run(
        "UPDATE data_keys SET master = 'elsewhere' WHERE person = :p", p=journal.person(MARA)
    )
    with pytest.raises(ProfileUnreadable):
        journal.profile(MARA)


def test_a_connection_that_died_is_opened_again(postgres_place: Place) -> None:
    """A server that restarted costs nobody an answer; a transaction under way is told."""
    store = Store(postgres_place.migrated()[0])
    admit(store, "a")
    other = postgres_place.store()
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    other.rows(kill)
    assert store.person("a") == b"profile a"
    other.rows(kill)
    with store.transaction():
        store.add_entry("a", "k", entry("e1"), DAY)

    def cut_off() -> None:
        with store.transaction():
            store.add_entry("a", "k", entry("e2"), DAY)
            other.rows(kill)
            store.add_entry("a", "k", entry("e3"), DAY)

    with pytest.raises(StoreUnavailable):
        cut_off()
    ids = [e.id for e in store.entries("a", "k", since_day=0, limit=9, skip=0)]
    assert ids == ["e1"]


def test_a_commit_that_rolled_back_is_told(postgres_place: Place) -> None:
    """PostgreSQL answers COMMIT with ROLLBACK after an error that somebody swallowed."""
    store = Store(postgres_place.migrated()[0])
    admit(store, "a")

    def swallow() -> None:
        with store.transaction():
            store.add_entry("a", "k", entry("e"), DAY)
            with pytest.raises(StoreUnavailable):
                store.add_entry("nobody", "k", entry("x"), DAY)

    with pytest.raises(StoreUnavailable, match="transaction-lost"):
        swallow()
    assert store.tally("a", "k") == (0, None)


def test_postgres_writes_to_disk_before_it_says_so(postgres_place: Place) -> None:
    """Whatever the server's default is, a commit of ours is durable."""
    database = postgres_place.store()
    assert database.rows("SHOW synchronous_commit") == [{"synchronous_commit": "on"}]
    assert database.rows("SHOW statement_timeout") == [{"statement_timeout": "10s"}]


def test_a_server_that_is_not_there_is_told_by_a_code(tmp_path: Path) -> None:
    """The code holds neither the address nor the password."""
    with pytest.raises(StoreUnavailable) as caught:
        PostgresDatabase(f"postgresql://somebody:secret@/db?host={tmp_path}")
    assert caught.value.code == "postgres-OperationalError"


def test_casts_are_not_taken_for_parameters() -> None:
    """``::`` stays; a name after a single colon is a parameter."""
    assert postgres_text("SELECT :a, x::text, :b_c") == "SELECT %(a)s, x::text, %(b_c)s"


def test_an_erasure_that_is_cut_off_has_destroyed_the_key(sqlite_place: Place) -> None:
    """The key goes first: nobody can read the rows that stay, and the cleaning takes them."""
    journal = sqlite_place.journal()
    journal.consent(MARA, "UTC", AT)
    database, person = journal._store.database, journal.person(MARA)
    database.run("CREATE TRIGGER cut BEFORE DELETE ON people BEGIN SELECT RAISE(ABORT, 'x'); END")
    with pytest.raises(StoreUnavailable):
        journal.erase(MARA, AT)
    assert journal._vault.knows(person) is False
    assert journal._store.people() == [person]
    assert journal.profile(MARA) is None
    database.run("DROP TRIGGER cut")
    journal.sweep(AT)
    assert journal._store.people() == []
