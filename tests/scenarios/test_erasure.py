"""Erasure, measured on the bytes of the files and not by asking the program that erased."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import open_journal
from bot.domain.people import Who
from bot.preview.standin.workspace import TEAM
from data.journal import Kind, Planned
from data.kinds import CHECK_INS, TALK
from data.vault import KeyMissing, SealBroken
from tests.conftest import House
from tests.scenarios.test_check_in import agree

MARA, JOE = Who(TEAM, "U_DEV"), Who(TEAM, "U_NIGHT")
REMINDER = Kind("test_reminder", str)


def lived_in(house: House, user: str) -> None:
    """Somebody with a row in every table that holds rows of people."""
    who = Who(TEAM, user)
    person = house.person(user)
    agree(house, user)
    person.fills({"rate_sleep": "2", "note": "canary-note", "goal": "canary-goal"})
    assert person.submits() is None
    person.closes(all=True)
    person.says("check in here")
    house.settle()
    journal = house.keel.journal
    assert journal.draft(who, TALK, house.keel.now()) is not None
    due = house.keel.now() + timedelta(days=1)
    id_ = journal.entry_id(who, "reminder")
    journal.change_schedules(who, REMINDER, lambda *_: [Planned(id_, "daily", due)])
    journal._store.log_nudge(journal.person(who), "reminder", "2026-11-23", 0)


def tables(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table of a file with all its rows, read by SQLite itself."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        names = [r[0] for r in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def with_person(file: Path, person: str) -> dict[str, int]:
    """In which tables a person's id stands, and how often."""
    found = {
        name: sum(person in map(str, row) for row in rows) for name, rows in tables(file).items()
    }
    return {name: count for name, count in found.items() if count}


def pieces(house: House, person: str) -> list[bytes]:
    """Bytes that only lie in files that hold something of this person: sealed pieces and the id."""
    found = [person.encode()]
    for file in house.folder.glob("*.db"):
        for rows in tables(file).values():
            for row in rows:
                if person in map(str, row):
                    found += [value[13:45] for value in row if isinstance(value, bytes)]
    return found


def files_with(folder: Path, pieces: list[bytes]) -> list[str]:
    """Which files hold any of these bytes, logs of changes and all."""
    return sorted(
        file.name
        for file in folder.rglob("*")
        if file.is_file() and any(piece in file.read_bytes() for piece in pieces)
    )


def test_not_a_byte_is_left_in_any_file(house: House) -> None:
    """Sealed bytes, key and id are gone from the files and from their logs, at once."""
    lived_in(house, "U_DEV")
    lived_in(house, "U_NIGHT")
    mara = house.keel.journal.person(MARA)
    hers, his = pieces(house, mara), pieces(house, house.keel.journal.person(JOE))
    assert set(with_person(house.folder / "keel.db", mara)) == {
        "people",
        "entries",
        "drafts",
        "schedules",
        "nudges",
    }
    assert set(with_person(house.folder / "keel.keys.db", mara)) == {"data_keys"}
    receipt = house.keel.journal.erase(MARA, house.keel.now())
    assert (receipt.entries, receipt.drafts, receipt.schedules) == (1, 1, 1)
    assert receipt.log_emptied
    assert files_with(house.folder, hers) == []
    for file in ("keel.db", "keel.keys.db"):
        assert with_person(house.folder / file, mara) == {}
    assert files_with(house.folder, his), "somebody else's went as well"
    assert house.keel.journal.entries(JOE, CHECK_INS)[0].value.note == "canary-note"


def test_one_deleted_entry_leaves_no_byte_either(house: House) -> None:
    """Deleting one thing is as thorough as deleting all."""
    lived_in(house, "U_DEV")
    (kept,) = house.keel.journal.entries(MARA, CHECK_INS)
    (row,) = house.keel.journal._store.database.rows("SELECT sealed FROM entries")
    assert house.keel.journal.remove(MARA, CHECK_INS, kept.id)
    assert files_with(house.folder, [bytes(row["sealed"])[13:45]]) == []


def test_what_the_daily_cleaning_removes_leaves_no_byte(house: House) -> None:
    """Retention is an erasure too."""
    lived_in(house, "U_DEV")
    (row,) = house.keel.journal._store.database.rows("SELECT sealed FROM entries")
    house.slack.clock.move(timedelta(days=367))
    house.keel.journal.sweep(house.keel.now())
    assert files_with(house.folder, [bytes(row["sealed"])[13:45]]) == []


def test_a_reader_that_blocks_the_log_puts_it_off_and_no_longer(house: House) -> None:
    """An open read keeps deleted bytes in the log: that is said, and mended with a later write."""
    lived_in(house, "U_DEV")
    hers = pieces(house, house.keel.journal.person(MARA))
    with closing(sqlite3.connect(house.folder / "keel.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchall()
        receipt = house.keel.journal.erase(MARA, house.keel.now())
        assert receipt.entries == 1
        assert not receipt.log_emptied
        reader.execute("COMMIT")
    house.keel.journal._store.put_fact("tick", 1)
    assert files_with(house.folder, hers) == []


def test_the_person_is_told_when_the_log_has_to_wait(house: House) -> None:
    """The receipt says how things are."""
    lived_in(house, "U_DEV")
    mara = house.person()
    mara.says("delete")
    house.settle()
    mara.clicks("open:my_data_delete", where="message")
    house.settle()
    mara.fills({"what": "everything"})
    assert mara.submits() is None
    mara.picks("yes", "yes")
    with closing(sqlite3.connect(house.folder / "keel.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchall()
        assert mara.submits() is None
    assert "could not be emptied in this moment" in mara.text_of(mara.modals[-1])
    house.settle()


def test_an_older_backup_is_unreadable_for_whoever_was_erased(house: House, tmp_path: Path) -> None:
    """The backup has their rows; the key is destroyed. Others' rows in it are as good as before."""
    lived_in(house, "U_DEV")
    lived_in(house, "U_NIGHT")
    mara = house.keel.journal.person(MARA)
    backup = tmp_path / "backup"
    backup.mkdir()
    house.keel.journal._store.database.copy_to(backup / "keel.db")
    house.keel.journal.erase(MARA, house.keel.now())
    # Restored beside the keys as they are now.
    house.keel.journal._vault._keys.copy_to(backup / "keel.keys.db")
    assert with_person(backup / "keel.db", mara)["entries"] == 1
    settings = type(house.settings)(
        keys=house.settings.keys, database_url=f"sqlite:///{backup}/keel.db"
    )
    old = open_journal(settings, house.keel.now)
    try:
        assert old.profile(MARA) is None
        with pytest.raises(KeyMissing):
            old.entries(MARA, CHECK_INS)
        assert old.entries(JOE, CHECK_INS)[0].value.note == "canary-note"
        # Coming back makes a new key; what the old one sealed must not stand in the way.
        old.consent(MARA, "UTC", house.keel.now())
        assert old.entries(MARA, CHECK_INS) == []
        old.sweep(house.keel.now())
    finally:
        old.close()
    shutil.rmtree(backup)


def test_an_erasure_that_was_cut_off_after_the_key_is_finished_by_the_cleaning(
    house: House,
) -> None:
    """The key goes first: what is left in between nobody can read, and it goes within a day."""
    lived_in(house, "U_DEV")
    journal, mara = house.keel.journal, house.keel.journal.person(MARA)
    hers = pieces(house, mara)
    journal._vault.forget(mara)
    assert journal.profile(MARA) is None
    with pytest.raises((KeyMissing, SealBroken)):
        journal.entries(MARA, CHECK_INS)
    journal.sweep(house.keel.now())
    assert files_with(house.folder, hers) == []


def test_a_form_that_was_open_during_an_erasure_stores_nothing_and_says_why(
    house: House,
) -> None:
    """What was typed stays in the form; without a consent it goes nowhere."""
    agree(house)
    mara = house.person()
    mara.fills({"rate_sleep": "2", "note": "canary-note"})
    house.keel.journal.erase(MARA, house.keel.now())
    errors = mara.submits()
    assert errors is not None
    assert "consent" in next(iter(errors.values()))
    assert house.keel.journal._store.people() == []
    assert mara.modals[-1]["callback_id"] == "check_in"
