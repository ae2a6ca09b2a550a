"""Backup, restore, rotation, migration and purge: whole, or as if they had not begun."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.checkins import CheckIn
from bot.domain.people import Who
from bot.ops.backup import BackupFailed, backup
from bot.ops.files import InUse, app_runs, using
from bot.ops.keys import NotYet, rotate
from bot.ops.restore import restore
from bot.preview.standin import StandIn
from bot.settings import MasterKey, Settings
from data import schema
from data.journal import Journal
from data.kinds import CHECK_INS
from data.opening import open_database
from data.store import Store
from data.vault import Vault
from tests.conftest import master_key, running
from tests.ops.conftest import KEY, command, environment, process, until
from tests.scenarios.test_check_in import agree

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = date(2026, 3, 2)
NEW_KEY = base64.b64encode(b"\x08" * 32).decode()


@contextmanager
def memory(folder: Path, *masters: MasterKey) -> Iterator[Journal]:
    """The journal over the files in a folder."""
    store = open_database(f"sqlite:///{folder}/keel.db")
    keys = open_database(f"sqlite:///{folder}/keel.db", beside=".keys")
    schema.migrate(store, schema.STORE, 0)
    schema.migrate(keys, schema.KEYS, 0)
    journal = Journal(Store(store), Vault(masters or (master_key(),), keys))
    try:
        yield journal
    finally:
        journal.close()


def who(number: int) -> Who:
    return Who("T1", f"U{number}")


def write(journal: Journal, number: int, text: str = "words", entries: int = 1) -> None:
    """Consent and some check-ins of a person."""
    person = who(number)
    journal.consent(person, "UTC", NOW)
    for entry in range(entries):
        id_ = journal.entry_id(person, f"{text}{entry}")
        journal.add(person, CHECK_INS, CheckIn(DAY, {}, note=text), id=id_, day=DAY, now=NOW)


def notes(journal: Journal, number: int) -> list[str]:
    """What a person can read of their own."""
    if not journal.consented(who(number)):
        return []
    return [kept.value.note for kept in journal.entries(who(number), CHECK_INS)]


def heavy(folder: Path, people: int = 30, entries: int = 150) -> None:
    """Enough to be in the middle of something when a process is killed."""
    with memory(folder) as journal, journal._store.transaction():
        for number in range(people):
            write(journal, number, "x" * 2000, entries)


def said() -> tuple[list[str], object]:
    lines: list[str] = []
    return lines, lines.append


def test_a_backup_holds_everything_and_a_restore_brings_it_back(tmp_path: Path) -> None:
    """Through the command line, as an operator does it."""
    with memory(tmp_path) as journal:
        write(journal, 1, "before")
    done = command(tmp_path, "backup", "copies")
    assert done.returncode == 0, done.stdout + done.stderr
    with memory(tmp_path) as journal:
        write(journal, 1, "after")
        write(journal, 2, "new")
    (data,) = (tmp_path / "copies").glob("data-*.db")
    done = command(tmp_path, "restore", str(data))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 people" in done.stdout
    with memory(tmp_path) as journal:
        assert notes(journal, 1) == ["before"]
        assert notes(journal, 2) == []
    assert len(list(tmp_path.glob("keel.db.before-*"))) == 1
    assert len(list(tmp_path.glob("keel.keys.db.before-*"))) == 1


def test_a_restore_can_be_tried_in_an_empty_folder(tmp_path: Path) -> None:
    """Nobody has to stop the app to see whether a backup is good."""
    with memory(tmp_path) as journal:
        write(journal, 1)
    data = backup(tmp_path / "keel.db", tmp_path / "copies", NOW, print)
    elsewhere = environment(None, tmp_path / "try")
    with using(tmp_path / "keel.db"):
        assert command(tmp_path, "restore", str(data), **elsewhere).returncode == 0
    with memory(tmp_path / "try") as journal:
        assert notes(journal, 1) == ["words"]


def test_copies_are_for_the_owner_alone_and_keys_stand_apart(tmp_path: Path) -> None:
    """Modes 0700 and 0600; the data copy holds no key."""
    with memory(tmp_path) as journal:
        write(journal, 1)
    backup(tmp_path / "keel.db", tmp_path / "copies", NOW, print)
    for place in (tmp_path / "copies", tmp_path / "copies" / "keys"):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    files = [path for path in (tmp_path / "copies").rglob("*") if path.is_file()]
    assert sorted(file.name for file in files) == [
        "data-20260302T120000Z.db",
        "keys-20260302T120000Z.db",
    ]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    with closing(sqlite3.connect(tmp_path / "copies" / "data-20260302T120000Z.db")) as db:
        assert "data_keys" not in {row[0] for row in db.execute("SELECT name FROM sqlite_schema")}


def test_a_large_copy_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tenths, rising, for each file that is large; a small one says nothing in between."""
    heavy(tmp_path)
    lines: list[str] = []
    backup(tmp_path / "keel.db", tmp_path / "quiet", NOW, lines.append)
    assert len(lines) == 1
    monkeypatch.setattr("bot.ops.backup.LARGE", 1_000_000)
    lines.clear()
    backup(tmp_path / "keel.db", tmp_path / "copies", NOW, lines.append)
    shares = [int(line.split()[1]) for line in lines[:-1]]
    assert len(shares) >= 2
    assert shares == sorted(set(shares))
    assert all(line.startswith("data-") for line in lines[:-1])


def test_key_copies_live_for_seven_days(tmp_path: Path) -> None:
    """Older ones go with the next backup; copies of the data and files of others stay."""
    with memory(tmp_path) as journal:
        write(journal, 1)
    database, copies = tmp_path / "keel.db", tmp_path / "copies"
    for days in (0, 4, 8):
        backup(database, copies, NOW + timedelta(days=days), print)
    (copies / "keys" / "notes.txt").touch()
    lines: list[str] = []
    backup(database, copies, NOW + timedelta(days=12, seconds=1), lines.append)
    assert sorted(path.name[:13] for path in copies.glob("data-*")) == [
        "data-20260302",
        "data-20260306",
        "data-20260310",
        "data-20260314",
    ]
    assert sorted(path.name[:13] for path in (copies / "keys").iterdir()) == [
        "keys-20260310",
        "keys-20260314",
        "notes.txt",
    ]
    assert "deleted 1 key" in lines[-1]


def test_an_erased_person_stays_erased_after_a_restore(tmp_path: Path) -> None:
    """Their key is in the backup and not in the present file: both backup rows are taken out."""
    with memory(tmp_path) as journal:
        write(journal, 1, "stays")
        write(journal, 2, "goes")
    data = backup(tmp_path / "keel.db", tmp_path / "copies", NOW, print)
    with memory(tmp_path) as journal:
        gone = journal.person(who(2))
        journal.erase(who(2), NOW)
    lines: list[str] = []
    restore(tmp_path / "keel.db", data, (master_key(),), NOW, lines.append)
    assert any("1 people had everything erased" in line for line in lines)
    with memory(tmp_path) as journal:
        assert notes(journal, 1) == ["stays"]
        assert notes(journal, 2) == []
        assert not journal._vault.knows(gone)
        assert journal._store.person(gone) is None


def test_an_erased_person_is_unreadable_in_old_data_copies(tmp_path: Path) -> None:
    """When the key copies are a week old and gone, the data copy alone opens nothing of theirs."""
    with memory(tmp_path) as journal:
        write(journal, 1, "stays")
        write(journal, 2, "goes")
    data = backup(tmp_path / "keel.db", tmp_path / "copies", NOW, print)
    with memory(tmp_path) as journal:
        journal.erase(who(2), NOW)
    shutil.rmtree(tmp_path / "copies" / "keys")
    lines: list[str] = []
    restore(tmp_path / "keel.db", data, (master_key(),), NOW, lines.append)
    assert any("1 people have no key" in line for line in lines)
    with memory(tmp_path) as journal:
        assert notes(journal, 1) == ["stays"]
        assert notes(journal, 2) == []


def spoiled(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 8192))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE steps (name TEXT)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO steps VALUES ('9999-later', 1)")
        db.commit()


def no_database(path: Path) -> None:
    path.write_text("Dear operator,")


@pytest.mark.parametrize("harm", [spoiled, emptied, foreign, newer, no_database])
def test_a_backup_that_cannot_be_used_changes_nothing(tmp_path: Path, harm: object) -> None:
    """Damaged, empty, foreign, newer: one line, and the present files as they were."""
    with memory(tmp_path) as journal:
        write(journal, 1, "present", entries=40)
    data = backup(tmp_path / "keel.db", tmp_path / "copies", NOW, print)
    harm(data)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("keel*.db")}
    done = command(tmp_path, "restore", str(data))
    assert done.returncode == 2
    assert "Nothing was changed." in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""
    assert {path.name: path.read_bytes() for path in tmp_path.glob("keel*.db")} == before
    assert not list(tmp_path.glob("*restoring*"))


def test_a_backup_under_another_key_is_refused(tmp_path: Path) -> None:
    """The wrong key and a key file of another installation are told before anything changes."""
    mine, other = tmp_path / "mine", tmp_path / "other"
    for folder in (mine, other):
        with memory(folder) as journal:
            write(journal, 1)
    data = backup(mine / "keel.db", mine / "copies", NOW, print)
    with pytest.raises(BackupFailed, match="EVEN_KEEL_KEYS"):
        restore(mine / "keel.db", data, (master_key(9),), NOW, print)
    with pytest.raises(BackupFailed, match="--keys"):
        restore(mine / "keel.db", data, (master_key(),), NOW, print, keys=other / "keel.keys.db")
    with memory(mine) as journal:
        assert notes(journal, 1) == ["words"]


def test_a_newer_present_database_is_replaced_only_when_asked(tmp_path: Path) -> None:
    """Going back a version is possible, and said."""
    with memory(tmp_path) as journal:
        write(journal, 1)
    data = backup(tmp_path / "keel.db", tmp_path / "copies", NOW, print)
    newer(tmp_path / "keel.db")
    done = command(tmp_path, "restore", str(data))
    assert done.returncode == 2
    assert "--over-newer" in done.stdout
    done = command(tmp_path, "restore", str(data), "--over-newer")
    assert done.returncode == 0
    with memory(tmp_path) as journal:
        assert notes(journal, 1) == ["words"]


def test_a_damaged_present_database_can_be_replaced(tmp_path: Path) -> None:
    """That is what a backup is for. The damaged file is kept aside, its log with it."""
    with memory(tmp_path) as journal:
        write(journal, 1, entries=40)
    data = backup(tmp_path / "keel.db", tmp_path / "copies", NOW, print)
    (tmp_path / "keel.db").write_bytes(b"rubbish" * 5000)
    (tmp_path / "keel.db-wal").write_bytes(b"old log")
    restore(tmp_path / "keel.db", data, (master_key(),), NOW, print)
    with memory(tmp_path) as journal:
        assert len(notes(journal, 1)) == 40


def test_a_restore_waits_for_the_app_to_stop(tmp_path: Path) -> None:
    """The mark of use ends with the process that set it, however it ended."""
    with memory(tmp_path) as journal:
        write(journal, 1)
    database = tmp_path / "keel.db"
    data = backup(database, tmp_path / "copies", NOW, print)
    with using(database), using(database):
        assert app_runs(database)
        done = command(tmp_path, "restore", str(data))
        assert (done.returncode, done.stdout) == (
            2,
            "The app has the database in use: stop it first.\n",
        )
        assert command(tmp_path, "backup", "copies").returncode == 0
    assert not app_runs(database)
    with using(database, alone=True), pytest.raises(InUse), using(database):
        pass


def complete(path: Path) -> bool:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as db:
        return bool(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def killed_when(folder: Path, sign: object, delay: float, *arguments: str, **environ: str) -> int:
    """Starts a command, kills it ``delay`` s after the sign is seen, gives its exit code."""
    with process(folder, *arguments, **(environ or environment(None, folder))) as child:
        until(lambda: sign() or child.poll() is not None)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        return child.wait()


def test_a_backup_that_is_killed_leaves_no_half_copy(tmp_path: Path) -> None:
    """A file with a final name is whole; the database is untouched; the next run works."""
    heavy(tmp_path)
    copies, codes = tmp_path / "copies", []
    for delay in (0.0, 0.005, 0.02, 0.05):
        codes.append(
            killed_when(tmp_path, lambda: list(copies.glob("*.part")), delay, "backup", "copies")
        )
        assert all(complete(path) for path in copies.rglob("*.db"))
        shutil.rmtree(copies)
    assert -signal.SIGKILL in codes
    assert command(tmp_path, "backup", "copies").returncode == 0
    (data,) = copies.glob("data-*.db")
    assert complete(data)
    with memory(tmp_path) as journal:
        assert len(notes(journal, 29)) == 150


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    """At whatever moment: every person of the one or of the other can be read."""
    heavy(tmp_path, people=20, entries=100)
    data = backup(tmp_path / "keel.db", tmp_path / "copies", NOW, print)
    with memory(tmp_path) as journal:
        write(journal, 99, "since the backup")
    codes = []
    for delay in (0.0, 0.02, 0.05, 0.08, 0.12, 0.2):
        sign = tmp_path / "keel.db.restoring"
        codes.append(killed_when(tmp_path, sign.exists, delay, "restore", str(data)))
        with memory(tmp_path) as journal:
            assert all(len(notes(journal, number)) == 100 for number in range(20))
            assert notes(journal, 99) in ([], ["since the backup"])
            if not notes(journal, 99):
                write(journal, 99, "since the backup")
    assert -signal.SIGKILL in codes
    assert command(tmp_path, "restore", str(data)).returncode == 0
    with memory(tmp_path) as journal:
        assert notes(journal, 99) == []
        assert len(notes(journal, 19)) == 100
    assert not list(tmp_path.glob("*.restoring*"))


def test_a_rotation_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Both keys open everything in between; afterwards the new one alone does."""
    people = 3000
    with memory(tmp_path) as journal:
        for number in range(3):
            write(journal, number, f"note {number}")
        with journal._vault._keys.transaction():
            for number in range(people):
                journal._vault.admit(f"{number:032x}")
    keys = (MasterKey.from_text(NEW_KEY), MasterKey.from_text(KEY))
    environ = environment(None, tmp_path, EVEN_KEEL_KEYS=f"{NEW_KEY},{KEY}")
    waiting = []
    for _ in range(3):
        with process(tmp_path, "rotate-key", **environ) as child:
            assert child.stdout
            child.stdout.readline()
            child.send_signal(signal.SIGKILL)
        with memory(tmp_path, *keys) as journal:
            waiting.append(journal._vault.not_newest())
            assert [notes(journal, n) for n in range(3)] == [[f"note {n}"] for n in range(3)]
    assert waiting == sorted(waiting, reverse=True)
    assert waiting[0] < people + 4
    done = command(tmp_path, "rotate-key", **environ)
    assert done.returncode == 0
    assert keys[1].id in done.stdout
    with memory(tmp_path, keys[0]) as journal:
        assert notes(journal, 2) == ["note 2"]


def test_a_rotation_leaves_no_byte_under_the_old_key(tmp_path: Path) -> None:
    """What the old master key wrapped is neither in the file nor in its log."""
    with memory(tmp_path) as journal:
        write(journal, 1)
        rows = journal._vault._keys.rows("SELECT wrapped FROM data_keys")
    assert (
        command(
            tmp_path, "rotate-key", **environment(None, tmp_path, EVEN_KEEL_KEYS=f"{NEW_KEY},{KEY}")
        ).returncode
        == 0
    )
    for file in tmp_path.glob("keel.keys.db*"):
        assert not any(bytes(row["wrapped"]) in file.read_bytes() for row in rows)


def test_a_running_app_that_does_not_know_the_new_key_is_not_locked_out(tmp_path: Path) -> None:
    """The rotation waits for a restart; with the app stopped it goes ahead."""
    with memory(tmp_path) as journal:
        write(journal, 1)
        journal.put_fact("newest_key", int(master_key().id, 16))
    masters = (MasterKey.from_text(NEW_KEY), master_key())
    url = f"sqlite:///{tmp_path}/keel.db"
    settings = Settings(keys=masters, database_url=url)
    store, keys = open_database(url), open_database(url, beside=".keys")
    with using(tmp_path / "keel.db"), pytest.raises(NotYet, match="restart"):
        rotate(settings, store, keys, print)
    assert Vault((master_key(),), keys).not_newest() == 0
    assert rotate(settings, store, keys, print) == 2
    store.close()
    keys.close()


def test_people_go_on_writing_while_keys_are_rotated(slack: StandIn, tmp_path: Path) -> None:
    """The rotation runs in a process of its own; nobody notices, nothing is lost."""
    new, old = MasterKey.from_text(NEW_KEY), master_key()
    with memory(tmp_path) as journal, journal._vault._keys.transaction():
        for number in range(2000):
            journal._vault.admit(f"{number:032x}")
    environ = environment(None, tmp_path, EVEN_KEEL_KEYS=f"{NEW_KEY},{KEY}")
    with running(slack, tmp_path, keys=(new, old)) as house:
        agree(house)
        mara = house.person()
        with process(tmp_path, "rotate-key", **environ) as child:
            for number in range(8):
                mara.fills({"note": f"note {number}"})
                assert mara.submits() is None
                house.settle()
                mara.closes(all=True)
                mara.shortcut("check_in")
                house.settle()
            assert child.wait(timeout=30) == 0
    with memory(tmp_path, new) as journal:
        kept = journal.entries(Who("T_NORTHWIND", "U_DEV"), CHECK_INS)
        assert sorted(each.value.note for each in kept) == [f"note {n}" for n in range(8)]
        assert journal._vault.not_newest() == 0


def test_a_migration_that_is_killed_starts_again(tmp_path: Path) -> None:
    """Each step stands with its record or not at all."""
    for delay in (0.0, 0.01, 0.03):
        folder = tmp_path / str(delay)
        folder.mkdir()
        killed_when(folder, (folder / "keel.db").exists, delay, "migrate")
        done = command(folder, "migrate")
        assert done.returncode == 0
        with memory(folder) as journal:
            write(journal, 1)
    assert command(folder, "migrate").stdout == "data: nothing to do\nkeys: nothing to do\n"


def test_a_purge_applies_what_is_due(tmp_path: Path) -> None:
    """Retention and the grace of those who left, now instead of tonight."""
    with memory(tmp_path) as journal:
        journal.consent(who(1), "UTC", NOW)
        long_ago = date(2020, 1, 1)
        id_ = journal.entry_id(who(1), "old")
        journal.add(who(1), CHECK_INS, CheckIn(long_ago, {}), id=id_, day=long_ago, now=NOW)
        write(journal, 2)
        journal.erase_later(who(2), datetime(2020, 1, 1, tzinfo=UTC))
    done = command(tmp_path, "purge")
    assert done.returncode == 0
    assert "2 entries" in done.stdout
    with memory(tmp_path) as journal:
        assert notes(journal, 1) == []
        assert journal.consented(who(1))
        assert not journal.consented(who(2))


def typed(folder: Path, words: str, url: str = "") -> subprocess.CompletedProcess[str]:
    """The one command that asks back."""
    environ = environment(None, folder)
    return subprocess.run(
        [sys.executable, "-m", "bot", "purge", "--everything"],
        cwd=folder,
        env=environ | ({"DATABASE_URL": url} if url else {}),
        input=words,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_everything_is_destroyed_only_after_the_words(tmp_path: Path) -> None:
    """A wrong word, an empty line, a running app: nothing happens."""
    with memory(tmp_path) as journal:
        write(journal, 1)
    for words in ("", "\n", "yes\n", "destroy\n"):
        assert typed(tmp_path, words).returncode == 2
    with using(tmp_path / "keel.db"):
        assert typed(tmp_path, "destroy everything\n").returncode == 2
    with memory(tmp_path) as journal:
        assert notes(journal, 1) == ["words"]
    done = typed(tmp_path, "destroy everything\n")
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_purge_that_is_killed_can_be_run_again(tmp_path: Path) -> None:
    """Keys go first: whatever is left cannot be read, and the next run takes it away."""
    heavy(tmp_path, people=10, entries=60)
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "purge", "--everything"],
        cwd=tmp_path,
        env=environment(None, tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdin
        assert child.stdout
        child.stdout.readline()
        child.stdin.write("destroy everything\n")
        child.stdin.flush()
        time.sleep(0.004)
        child.kill()
    assert typed(tmp_path, "destroy everything\n").returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("backup", "copies"), ("restore", "copies/none.db")])
def test_a_command_without_a_database_says_so(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """One line, exit code 2, no file made."""
    done = command(tmp_path, *arguments)
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 1
    assert not (tmp_path / "keel.db").exists()
