"""What people decided since a backup: a restore does not undo it, or says that it does."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.people import Who
from bot.ops.backup import backup
from bot.ops.restore import restore
from data.journal import Kind, Planned
from data.kinds import CHECK_INS
from tests.conftest import master_key
from tests.ops.conftest import command
from tests.ops.test_commands import NOW, memory, notes, spoiled, typed, who, write

ROW = Kind("test_row", str)
NEW = (master_key(), master_key(9))


def backed_up(folder: Path, *people: int) -> Path:
    """People with a check-in and a reminder, and a backup of them."""
    with memory(folder) as journal:
        for number in people:
            write(journal, number, "before")
            switched(journal, who(number), "on")
    return backup(folder / "keel.db", folder / "copies", NOW, print)


def switched(journal, person: Who, value: str) -> None:
    id_ = journal.entry_id(person, "row")
    journal.change_schedules(person, ROW, lambda *_: [Planned(id_, value, NOW)])


def restored(folder: Path, data: Path, *masters: object, **changes: bool) -> str:
    lines: list[str] = []
    keys = masters or (master_key(),)
    restore(folder / "keel.db", data, keys, NOW, lines.append, **changes)
    return "\n".join(lines)


def test_a_no_stays_a_no(tmp_path: Path) -> None:
    """Consent that was taken back since the backup is not given again by a restore."""
    data = backed_up(tmp_path, 1, 2)
    with memory(tmp_path) as journal:
        journal.withdraw(who(1), NOW + timedelta(days=1))
    said = restored(tmp_path, data)
    assert "of 2 people stay as they were just now" in said
    with memory(tmp_path) as journal:
        profile = journal.profile(who(1))
        assert profile is not None
        assert not profile.consented
        assert journal.schedules(who(1), ROW) == []
        assert [kept.value.note for kept in journal.entries(who(1), CHECK_INS)] == ["before"]
        assert journal.consented(who(2))
        assert [row.value for row in journal.schedules(who(2), ROW)] == ["on"]


def test_settings_and_reminders_stay_as_they_are_now(tmp_path: Path) -> None:
    """A reminder that was switched off stays off, one that went out today does not go out again,
    and a shorter time to keep things holds for what comes back."""
    data = backed_up(tmp_path, 1)
    with memory(tmp_path) as journal:
        switched(journal, who(1), "off")
        journal._store.log_nudge(journal.person(who(1)), "k", "2026-03-02", 5)
        journal.change_profile(who(1), NOW, retention_days=30, country="SE")
        journal.erase_later(who(1), NOW)
        at = journal.erased_at(who(1))
    restored(tmp_path, data)
    with memory(tmp_path) as journal:
        assert [row.value for row in journal.schedules(who(1), ROW)] == ["off"]
        assert journal._store.log_nudge(journal.person(who(1)), "k", "2026-03-02", 9) is False
        profile = journal.profile(who(1))
        assert profile is not None
        assert profile.country == "SE"
        assert journal.erased_at(who(1)) == at
        assert journal.keep_after_all(who(1))
        assert notes(journal, 1) == ["before"]
        journal.sweep(NOW + timedelta(days=32))
        assert notes(journal, 1) == []


def test_deleted_entries_that_come_back_are_told(tmp_path: Path) -> None:
    """Nothing tells a deleted entry from a lost one, so the operator hears of it."""
    data = backed_up(tmp_path, 1)
    with memory(tmp_path) as journal:
        (kept,) = journal.entries(who(1), CHECK_INS)
        journal.remove(who(1), CHECK_INS, kept.id)
    assert "entries that people deleted since that backup are there again" in restored(
        tmp_path, data
    )
    assert "deleted since" not in restored(tmp_path / "elsewhere", data)


@pytest.mark.parametrize("without_key_copy", [False, True])
def test_what_was_erased_by_somebody_who_came_back_stays_erased(
    tmp_path: Path, without_key_copy: bool
) -> None:
    """They have another data key since; what they had before is not theirs to be given again."""
    data = backed_up(tmp_path, 1, 2)
    with memory(tmp_path) as journal:
        journal.erase(who(2), NOW)
        write(journal, 2, "anew")
    if without_key_copy:
        shutil.rmtree(tmp_path / "copies" / "keys")
    assert "1 people had everything erased" in restored(tmp_path, data)
    with memory(tmp_path) as journal:
        assert notes(journal, 1) == ["before"]
        assert journal.profile(who(2)) is None
        write(journal, 2, "once more")
        assert notes(journal, 2) == ["once more"]


def erased_under_another_key(folder: Path) -> None:
    """The key file now stands under a master key that the settings do not have."""
    with memory(folder, *reversed(NEW)) as journal:
        journal.erase(who(2), NOW)
        journal._vault.rewrap()


def erased_and_keys_damaged(folder: Path) -> None:
    with memory(folder) as journal:
        journal.erase(who(2), NOW)
    spoiled(folder / "keel.keys.db")


def erased_and_keys_lost(folder: Path) -> None:
    with memory(folder) as journal:
        journal.erase(who(2), NOW)
    (folder / "keel.keys.db").unlink()


def erased_and_data_lost(folder: Path) -> None:
    erased_under_another_key(folder)
    (folder / "keel.db").unlink()


@pytest.mark.parametrize(
    "harm",
    [erased_under_another_key, erased_and_keys_damaged, erased_and_keys_lost, erased_and_data_lost],
)
def test_an_erased_person_stays_erased_when_the_keys_cannot_be_opened(
    tmp_path: Path, harm: object
) -> None:
    """Ids stand in clear in both files: one of them is enough."""
    data = backed_up(tmp_path, 1, 2)
    harm(tmp_path)
    assert "1 people had everything erased" in restored(tmp_path, data)
    with memory(tmp_path) as journal:
        assert notes(journal, 1) == ["before"]
        assert journal.profile(who(2)) is None


def test_where_nobody_can_tell_who_was_erased_it_is_asked(tmp_path: Path) -> None:
    """Both present files are rubbish: one line that says what would happen, and a flag."""
    data = backed_up(tmp_path, 1, 2)
    for name in ("keel.db", "keel.keys.db"):
        (tmp_path / name).write_bytes(b"rubbish" * 5000)
    done = command(tmp_path, "restore", str(data))
    assert done.returncode == 2
    assert "--bring-back-erased" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    done = command(tmp_path, "restore", str(data), "--bring-back-erased")
    assert done.returncode == 0, done.stdout
    assert "present data cannot be read" in done.stdout
    with memory(tmp_path) as journal:
        assert notes(journal, 2) == ["before"]


def test_a_workspace_that_is_leaving_still_leaves_and_can_still_come_back(tmp_path: Path) -> None:
    """The date of an uninstall since the backup holds for all of them together."""
    data = backed_up(tmp_path, 1, 2)
    with memory(tmp_path) as journal:
        journal.erase_team_later("T1", NOW)
    restored(tmp_path, data)
    with memory(tmp_path) as journal:
        assert journal.erased_at(who(1)) == journal.erased_at(who(2)) is not None
        journal.keep_after_all(who(1))
        assert journal.erased_at(who(2)) is None


def test_keys_that_a_restore_kept_are_gone_after_a_week(tmp_path: Path) -> None:
    """They open what was erased since; the app's own cleaning and the backup both see to it. The
    data stays, for whoever wants what was written in between."""
    data = backed_up(tmp_path, 1)
    for way in ("cleaning", "backup"):
        restored(tmp_path, data)
        for days, left in ((6, 1), (8, 0)):
            later = NOW + timedelta(days=days)
            if way == "backup":
                backup(tmp_path / "keel.db", tmp_path / "copies", later, print)
            else:
                with memory(tmp_path) as journal:
                    journal.sweep(later)
            assert len(list(tmp_path.glob("keel.keys.db.before-*"))) == left, way
    assert len(list(tmp_path.glob("keel.db.before-*"))) == 1


def test_purging_everything_takes_what_a_restore_kept_along(tmp_path: Path) -> None:
    """And what one that was killed left: else everything would still be there to be opened."""
    data = backed_up(tmp_path, 1)
    restored(tmp_path, data)
    (tmp_path / "keel.keys.db.restoring").write_bytes(b"half a copy")
    (tmp_path / "keel.db.before-20260302T120000Z-wal").write_bytes(b"a log")
    shutil.rmtree(tmp_path / "copies")
    assert typed(tmp_path, "destroy everything\n").returncode == 0
    assert list(tmp_path.iterdir()) == []
