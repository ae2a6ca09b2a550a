"""The operator's commands on PostgreSQL, and the lines of docs/running.md for its backups."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.app import open_journal
from bot.domain.checkins import CheckIn
from bot.domain.people import Who
from bot.preview.standin import StandIn
from bot.settings import MasterKey, Settings
from data.journal import Journal
from data.kinds import CHECK_INS
from tests.conftest import master_key, running
from tests.ops.conftest import KEY, command, environment
from tests.ops.test_commands import NEW_KEY, typed
from tests.ops.throwaway_postgres import new_database, program
from tests.scenarios.test_check_in import agree

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MARA = Who("T1", "U1")


@pytest.fixture
def url(postgres_url: str) -> str:
    """A database of its own."""
    return new_database(postgres_url)


def journal_at(url: str, *keys: MasterKey) -> Journal:
    settings = Settings(keys=keys or (master_key(),), database_url=url)
    return open_journal(settings, lambda: NOW)


@pytest.fixture
def written(url: str) -> str:
    """A person's words in it."""
    journal = journal_at(url)
    journal.consent(MARA, "UTC", NOW)
    id_ = journal.entry_id(MARA, "one")
    day = date(2026, 3, 2)
    journal.add(MARA, CHECK_INS, CheckIn(day, {}, note="words"), id=id_, day=day, now=NOW)
    journal.close()
    return url


def notes(url: str, *keys: MasterKey) -> list[str]:
    journal = journal_at(url, *keys)
    try:
        return [kept.value.note for kept in journal.entries(MARA, CHECK_INS)]
    finally:
        journal.close()


def run(tmp_path: Path, url: str, *arguments: str, **changes: str) -> Any:
    return command(tmp_path, *arguments, **environment(None, tmp_path, DATABASE_URL=url, **changes))


def test_backup_and_restore_point_to_the_tools_of_the_server(tmp_path: Path, written: str) -> None:
    """A copy of ours would be worse than theirs."""
    for arguments in (("backup", "copies"), ("restore", "x.db")):
        done = run(tmp_path, written, *arguments)
        assert done.returncode == 2
        assert "docs/running.md" in done.stdout


def test_the_documented_lines_bring_everything_back(tmp_path: Path, written: str) -> None:
    """Data and keys apart, as with SQLite."""
    dump, back = program("pg_dump"), program("pg_restore")
    if not (dump and back):
        pytest.skip("pg_dump is not installed; the server programs alone do not bring it")

    def pg(*line: str) -> None:
        subprocess.run(line, cwd=tmp_path, check=True, capture_output=True)

    pg(dump, "--format=custom", "--exclude-schema=even_keel_keys", "--file=data.dump", written)
    pg(dump, "--format=custom", "--schema=even_keel_keys", "--file=keys.dump", written)
    assert b"data_keys" not in (tmp_path / "data.dump").read_bytes()
    assert typed_everything(tmp_path, written) == 0
    assert notes_or_none(written) is None
    for file in ("keys.dump", "data.dump"):
        pg(back, "--clean", "--if-exists", "--single-transaction", f"--dbname={written}", file)
    assert notes(written) == ["words"]


def test_data_alone_over_the_present_keys_brings_nobody_back(tmp_path: Path, written: str) -> None:
    """Whoever erased everything since stays unreadable, and the cleaning takes the rows."""
    dump, back = program("pg_dump"), program("pg_restore")
    if not (dump and back):
        pytest.skip("pg_dump is not installed; the server programs alone do not bring it")
    subprocess.run(
        [dump, "--format=custom", "--exclude-schema=even_keel_keys", "--file=data.dump", written],
        cwd=tmp_path,
        check=True,
    )
    journal = journal_at(written)
    journal.erase(MARA, NOW)
    journal.close()
    line = [back, "--clean", "--if-exists", "--single-transaction", f"--dbname={written}"]
    subprocess.run([*line, "data.dump"], cwd=tmp_path, check=True)
    journal = journal_at(written)
    try:
        assert journal.profile(MARA) is None
        journal.sweep(NOW)
        assert journal._store.people() == []
    finally:
        journal.close()


def typed_everything(tmp_path: Path, url: str) -> int:
    done = typed(tmp_path, "destroy everything\n", url)
    return done.returncode


def notes_or_none(url: str) -> list[str] | None:
    with psycopg.connect(url) as connection:
        (count,) = connection.execute("SELECT count(*) FROM people").fetchone() or (0,)
        (keys,) = connection.execute(
            "SELECT count(*) FROM even_keel_keys.data_keys"
        ).fetchone() or (0,)
    return None if count == keys == 0 else notes(url)


def test_rotation_migration_purge_and_doctor_work(tmp_path: Path, written: str) -> None:
    """The same lines as with SQLite."""
    assert run(tmp_path, written, "migrate").stdout == "data: nothing to do\nkeys: nothing to do\n"
    done = run(tmp_path, written, "doctor")
    assert "does not run" not in done.stdout
    assert "All data keys stand under" in done.stdout
    done = run(tmp_path, written, "rotate-key", EVEN_KEEL_KEYS=f"{NEW_KEY},{KEY}")
    assert done.returncode == 0, done.stdout
    assert notes(written, MasterKey.from_text(NEW_KEY)) == ["words"]
    done = run(tmp_path, written, "purge", EVEN_KEEL_KEYS=NEW_KEY)
    assert done.returncode == 0


def test_a_check_in_is_kept_over_a_restart(slack: StandIn, tmp_path: Path, url: str) -> None:
    """The whole way, with the memory on a server."""
    with running(slack, tmp_path, database_url=url) as house:
        agree(house)
        mara = house.person()
        mara.fills({"rate_sleep": "2", "note": "on a server"})
        assert mara.submits() is None
        house.settle()
        assert mara.modals[-1]["callback_id"] == "check_in_reflection"
        mara.closes(all=True)
    with running(slack, tmp_path, database_url=url) as house:
        who = Who("T_NORTHWIND", "U_DEV")
        (kept,) = house.keel.journal.entries(who, CHECK_INS)
        assert kept.value.note == "on a server"
