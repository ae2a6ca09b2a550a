"""When the database does not take what a person wrote: they are told, and still have it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from bot.domain.people import Who
from bot.jobs import sweep
from data.kinds import CHECK_INS
from data.sqlite import SqliteDatabase
from tests.conftest import House

CANARY = "canary-77aa the worst of the week"
MARA = Who("T_NORTHWIND", "U_DEV")


def database(house: House) -> SqliteDatabase:
    found = house.keel.journal._store.database
    assert isinstance(found, SqliteDatabase)
    return found


@contextmanager
def full(house: House) -> Iterator[None]:
    """No page can be added, as on a full disk."""
    pages = database(house).rows("PRAGMA page_count")[0]["page_count"]
    database(house).rows(f"PRAGMA max_page_count = {pages}")
    yield
    database(house).rows("PRAGMA max_page_count = 1000000")


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Another program holds the file."""
    with closing(sqlite3.connect(house.folder / "keel.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def read_only(house: House) -> Iterator[None]:
    """Nothing may be written."""
    database(house)._db.conn.execute("PRAGMA query_only = ON")
    yield
    database(house)._db.conn.execute("PRAGMA query_only = OFF")


@contextmanager
def damaged(house: House) -> Iterator[None]:
    """Pages of the file hold rubbish, under a connection that has read none of them."""
    path = house.folder / "keel.db"
    database(house).truncate_log()
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(len(whole) - 4096))
    # Forgets what is cached, as a restart would.
    database(house)._db.conn.execute("PRAGMA shrink_memory")
    yield
    path.write_bytes(whole)


Trouble = Callable[[House], "contextmanager[None]"]


@pytest.mark.parametrize("trouble", [full, locked, read_only])
def test_words_that_were_not_saved_stay_in_the_form(
    house: House, log: StringIO, trouble: Trouble
) -> None:
    """A line beside the field, the form as it was, one line for the operator; then it works."""
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    mara.submits()
    house.settle()
    mara.fills({"rate_sleep": "2", "note": CANARY + "漢" * 1800, "goal": CANARY})
    with trouble(house):
        errors = mara.submits()
        house.settle()
    assert errors
    assert set(errors.values()) == {house.keel.words("common")("not_saved_field")}
    assert mara.modals[-1]["callback_id"] == "check_in"
    failed = [json.loads(line) for line in log.getvalue().splitlines() if "listener_failed" in line]
    assert len(failed) == 1
    assert failed[0]["code"].startswith("SQLITE_")
    assert mara.submits() is None
    house.settle()
    assert mara.modals[-1]["callback_id"] == "check_in_reflection"
    (kept,) = house.keel.journal.entries(MARA, CHECK_INS)
    assert kept.value.note.startswith(CANARY)
    assert CANARY not in log.getvalue()


@pytest.mark.parametrize("trouble", [full, locked, read_only])
def test_every_word_in_the_dm_gets_an_answer_while_the_database_is_out(
    house: House, trouble: Trouble
) -> None:
    """Help above all: the numbers need no database."""
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    mara.submits()
    house.settle()
    mara.closes(all=True)
    with trouble(house):
        for word in ("crisis", "help", "check in"):
            before = len(mara.dm)
            mara.says(word)
            house.settle()
            assert len(mara.dm) > before + 1, word


def test_a_damaged_file_is_told_and_nothing_is_made_up(house: House, log: StringIO) -> None:
    """Reading fails with SQLite's own word; the person is told that something broke."""
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    mara.submits()
    house.settle()
    mara.fills({"rate_sleep": "2", "note": CANARY})
    with damaged(house):
        errors = mara.submits()
        house.settle()
    assert errors
    assert mara.modals[-1]["callback_id"] == "check_in"
    assert "SQLITE_CORRUPT" in log.getvalue()
    assert CANARY not in log.getvalue()


def test_a_clock_that_jumps_back_keeps_every_entry(house: House) -> None:
    """An hour or a year: what was saved is still there, and saving goes on."""
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    mara.submits()
    house.settle()
    for number, jump in enumerate((timedelta(0), timedelta(hours=-1), timedelta(days=-400))):
        house.slack.clock.move(jump)
        if number:
            mara.shortcut("check_in")
            house.settle()
        mara.fills({"note": f"round {number}"})
        assert mara.submits() is None
        house.settle()
        mara.closes(all=True)
        house.keel.journal.sweep(house.keel.now())
    notes = [kept.value.note for kept in house.keel.journal.entries(MARA, CHECK_INS)]
    assert sorted(notes) == ["round 0", "round 1", "round 2"]


def test_a_clock_that_jumps_ahead_deletes_nothing_for_a_day(house: House, log: StringIO) -> None:
    """A wrong clock that is set right in time loses nothing; a right one is believed."""
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    mara.submits()
    house.settle()
    mara.fills({"rate_sleep": "2", "note": CANARY})
    assert mara.submits() is None
    house.settle()

    def kept_after(jump: timedelta) -> int:
        house.slack.clock.move(jump)
        sweep(house.keel)
        return len(house.keel.journal.entries(MARA, CHECK_INS))

    assert kept_after(timedelta()) == 1
    assert kept_after(timedelta(days=400)) == 1
    assert "cleaning_waits" in log.getvalue()
    assert kept_after(timedelta(hours=6)) == 1
    assert kept_after(timedelta(days=-400)) == 1
    assert kept_after(timedelta(days=400)) == 1
    assert kept_after(timedelta(hours=25)) == 0


def test_no_file_holds_what_was_typed(house: House, tmp_path: Path) -> None:
    """Database, log of the database, key file: no canary in any byte of any of them."""
    mara = house.person()
    mara.shortcut("check_in")
    house.settle()
    mara.submits()
    house.settle()
    mara.fills({"rate_sleep": "2", "note": CANARY, "goal": CANARY})
    assert mara.submits() is None
    house.settle()
    for file in house.folder.iterdir():
        content = file.read_bytes()
        assert CANARY.encode() not in content
        assert b"U_DEV" not in content
        assert b"T_NORTHWIND" not in content
