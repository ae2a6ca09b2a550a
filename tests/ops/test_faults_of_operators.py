"""What goes wrong around a command is answered with one line that leads the right way."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import environment as read_environment
from bot.ops.files import app_runs, put_in_place, using
from bot.ops.purge import purge
from bot.ops.remedies import remedy
from bot.settings import SettingsError
from data.database import StoreUnavailable
from tests.data.test_database import not_root
from tests.ops.conftest import ROOT, command, environment
from tests.ops.test_commands import NOW, memory, notes, typed, write


def test_a_backup_without_the_key_file_says_what_is_missing(tmp_path: Path) -> None:
    """Not that the folder of the backups cannot be written."""
    with memory(tmp_path) as journal:
        write(journal, 1)
    (tmp_path / "keel.keys.db").unlink()
    done = command(tmp_path, "backup", "copies")
    assert done.returncode == 2
    assert "keel.keys.db is missing" in done.stdout
    assert not (tmp_path / "copies").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe=x", b"A=\xe9"])
def test_a_settings_file_that_is_no_text_is_told_by_name(tmp_path: Path, content: bytes) -> None:
    """One line, no traceback."""
    (tmp_path / ".env").write_bytes(content)
    done = command(tmp_path, "migrate")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"{tmp_path.resolve()}/.env is not UTF-8 text: mend it, or move it away."
    ]


def test_a_settings_file_of_somebody_else_is_told_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service finds root's own file beside it when it was not moved away."""
    (tmp_path / ".env").touch(mode=0)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    monkeypatch.chdir(tmp_path)
    with not_root(), pytest.raises(SettingsError, match=r"/\.env may not be read by this user"):
        read_environment()


def test_everything_can_be_destroyed_without_the_master_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever lost the key has the most reason to."""
    with memory(tmp_path) as journal:
        write(journal, 1)
    monkeypatch.setattr("tests.ops.test_commands.environment", without_key)
    done = typed(tmp_path, "destroy everything\n")
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def without_key(_: None, folder: Path) -> dict[str, str]:
    return environment(None, folder, EVEN_KEEL_KEYS="")


def test_a_purge_waits_as_the_cleaning_does_when_the_clock_leapt(tmp_path: Path) -> None:
    """A machine that started in the year 2099 would leave nothing. A day later it is believed."""
    with memory(tmp_path) as journal:
        write(journal, 1)
        lines: list[str] = []
        assert purge(journal, NOW, lines.append) is True
        ahead = datetime(2099, 1, 1, tzinfo=UTC)
        assert purge(journal, ahead, lines.append) is False
        assert "2099-01-01" in lines[-1]
        assert notes(journal, 1) == ["words"]
        assert purge(journal, ahead + timedelta(days=1), lines.append) is True
        assert notes(journal, 1) == []


@pytest.mark.parametrize(
    ("code", "said", "to_do"),
    [
        ("postgres-driver-missing", "driver is not installed", "requirements-postgres.txt"),
        ("SQLITE_CORRUPT", "is damaged", "restore the newest backup"),
        ("SQLITE_CORRUPT_INDEX", "is damaged", "restore the newest backup"),
        ("SQLITE_NOTADB", "is damaged", "restore the newest backup"),
        ("SQLITE_FULL", "does not answer", "the disk"),
    ],
)
def test_each_code_leads_the_right_way(code: str, said: str, to_do: str) -> None:
    """Three ends that were all sent to look at DATABASE_URL."""
    what, remedy_ = remedy(code)
    assert (said in what, code in what, to_do in remedy_) == (True, True, True)


def test_looking_whether_the_app_runs_makes_no_file(tmp_path: Path) -> None:
    """Root may look, and the app has to be able to make the mark afterwards."""
    assert app_runs(tmp_path / "keel.db") is False
    assert list(tmp_path.iterdir()) == []


def test_a_mark_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """The database itself is fine then, and the code says so."""
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    (tmp_path / "keel.db.in-use").touch(mode=0o400)
    with (
        not_root(),
        pytest.raises(StoreUnavailable, match=r"PermissionError at keel\.db\.in-use"),
        using(tmp_path / "keel.db"),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files for somebody else")
def test_what_root_makes_belongs_to_whom_the_folder_belongs(tmp_path: Path) -> None:
    """A restore by root must not lock the app out of its own database."""
    os.chown(tmp_path, 65534, 65534)
    with using(tmp_path / "keel.db"):
        pass
    (tmp_path / "ready").touch(mode=0o600)
    put_in_place(tmp_path / "ready", tmp_path / "final")
    for name in ("keel.db.in-use", "final"):
        found = (tmp_path / name).stat()
        assert (found.st_uid, found.st_gid) == (65534, 65534)
        assert stat.S_IMODE(found.st_mode) == 0o600


def test_the_preview_says_what_it_needs(tmp_path: Path) -> None:
    """After an installation for running alone."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.modules['starlette'] = None;"
        "import bot.__main__ as main; sys.exit(main.main(['preview', '--no-browser']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "make preview" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_ones_own_pages_are_searched_too(tmp_path: Path) -> None:
    """The command shows what people would be shown, or says that the folder is not there."""
    done = command(tmp_path, "iop", "cost", **environment(None, tmp_path, EVEN_KEEL_CONTENT="none"))
    assert done.returncode == 2
    assert "EVEN_KEEL_CONTENT" in done.stderr
    (tmp_path / "iop").mkdir()
    (tmp_path / "iop" / "spoiled.md").write_text("no head", encoding="utf-8")
    own = environment(None, tmp_path, EVEN_KEEL_CONTENT=str(tmp_path))
    done = command(tmp_path, "iop", "cost", **own)
    assert done.returncode == 2
    assert "spoiled.md" in done.stderr
