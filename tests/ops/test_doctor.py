"""The doctor: each fault one line with its remedy, an exit code for scripts, nothing changed."""

from __future__ import annotations

import base64
import json
import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.app import make_keel
from bot.jobs import STARTED_AT
from bot.manifest import manifest
from bot.ops.doctor import examine
from bot.ops.files import stamp, using
from bot.ops.findings import Finding, exit_code
from bot.preview.standin import StandIn, Workspace
from bot.reminding import LOST_AFTER, Reminding
from bot.settings import MasterKey, Settings
from tests.conftest import master_key
from tests.ops.conftest import command, environment
from tests.ops.test_commands import NEW_KEY, foreign, memory, newer, spoiled, write

PERSON = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def environ(slack: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A sound installation that ticked a moment ago."""
    monkeypatch.chdir(tmp_path)
    with memory(tmp_path) as journal:
        write(journal, 1, entries=30)
        journal.put_fact("last_tick_at", int(datetime.now(UTC).timestamp()))
    return environment(slack, tmp_path)


def look(environ: dict[str, str], later: timedelta = timedelta()) -> dict[str, list[Finding]]:
    """Findings by check."""
    found: dict[str, list[Finding]] = {}
    for finding in examine(environ, datetime.now(UTC) + later):
        found.setdefault(finding.check, []).append(finding)
    return found


def worst(found: dict[str, list[Finding]]) -> list[Finding]:
    return [f for findings in found.values() for f in findings if f.level != "ok"]


def test_a_sound_installation_has_nothing_to_mend(environ: dict[str, str]) -> None:
    """Every check says that all is well, and looked at something."""
    found = look(environ)
    assert worst(found) == []
    assert set(found) == {
        "settings",
        "bot_token",
        "app_token",
        "scopes",
        "clock",
        "integrity",
        "schema",
        "keys",
        "tick",
        "disk",
        "modes",
        "content",
    }


def test_looking_changes_nothing(environ: dict[str, str], tmp_path: Path) -> None:
    """The same bytes afterwards, and no new file: one that root left would stop the app."""
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    look(environ)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_before_the_first_start_there_is_nothing_wrong(slack: StandIn, tmp_path: Path) -> None:
    """And no file is made by looking."""
    found = look(environment(slack, tmp_path))
    assert worst(found) == []
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_lines_or_json_and_sets_the_exit_code(
    slack: StandIn, environ: dict[str, str], tmp_path: Path
) -> None:
    """0 for well, 1 for a warning, 2 for an error."""
    done = command(tmp_path, "doctor", **environ)
    assert done.returncode == 0
    assert all(line.startswith("ok ") for line in done.stdout.splitlines())
    (tmp_path / "keel.db").chmod(0o644)
    done = command(tmp_path, "doctor", "--json", **environ)
    answer = json.loads(done.stdout)
    assert done.returncode == answer["exit"] == 1
    (warning,) = [f for f in answer["findings"] if f["level"] == "warning"]
    assert warning["check"] == "modes"
    assert warning["remedy"] == f"chmod 600 {tmp_path}/keel.db"
    slack.workspace.installed = False
    assert command(tmp_path, "doctor", **environ).returncode == 2
    slack.workspace.installed = True


def test_each_finding_that_is_not_well_has_a_remedy(slack: StandIn, tmp_path: Path) -> None:
    """A broken installation: many findings, each of one line, none with an id or a secret."""
    with memory(tmp_path) as journal:
        write(journal, 1, entries=40)
        journal.put_fact("unreadable_entries", 3)
    spoiled(tmp_path / "keel.db")
    environ = environment(slack, tmp_path, SLACK_BOT_TOKEN="xoxb-canary")
    findings = worst(look(environ))
    assert {f.check for f in findings} >= {"bot_token", "integrity"}
    for finding in findings:
        assert finding.remedy
        assert "\n" not in finding.line()
        assert "canary" not in finding.line()
        assert PERSON.search(finding.line()) is None
    assert exit_code(findings) == 2


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "bot_token"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "app_token"),
        ({"SLACK_API_URL": "http://127.0.0.1:1/api/"}, "slack"),
        ({"EVEN_KEEL_KEYS": NEW_KEY}, "keys"),
        ({"EVEN_KEEL_KEYS": "x"}, "settings"),
        ({"SLACK_APP_TOKEN": ""}, "settings"),
        ({"DATABASE_URL": "postgresql:///none?host=/nowhere"}, "database"),
    ],
)
def test_a_wrong_setting_is_an_error(
    environ: dict[str, str], changes: dict[str, str], check: str
) -> None:
    """Each under its own name."""
    findings = worst(look({**environ, **changes}))
    assert [f.check for f in findings if f.level == "error"] == [check]


def test_scopes_are_compared_with_the_manifest(environ: dict[str, str], slack: StandIn) -> None:
    """Too few is an error, too many a warning."""
    granted = manifest()["oauth_config"]["scopes"]["bot"]
    real = slack.workspace.scopes
    for scopes, level, word in (
        (set(granted) - {"chat:write"}, "error", "chat:write"),
        ({*granted, "channels:history"}, "warning", "channels:history"),
    ):
        object.__setattr__(slack.workspace, "scopes", frozenset(scopes))
        (finding,) = look(environ)["scopes"]
        assert (finding.level, word in finding.text) == (level, True)
    object.__setattr__(slack.workspace, "scopes", real)


@pytest.mark.parametrize(
    ("seconds", "level"), [(0, "ok"), (60, "warning"), (-60, "warning"), (400, "error")]
)
def test_a_clock_that_is_off_is_told(environ: dict[str, str], seconds: int, level: str) -> None:
    """Slack's own date is the other clock."""
    (finding,) = look(environ, timedelta(seconds=seconds))["clock"]
    assert finding.level == level


def test_a_tick_that_stopped_or_lies_ahead_is_told(environ: dict[str, str], tmp_path: Path) -> None:
    """Stopped app, stuck jobs, a clock that was set back: three different lines."""
    later = timedelta(minutes=10)
    (stopped,) = look(environ, later)["tick"]
    assert (stopped.level, stopped.remedy) == ("warning", "start it")
    with using(tmp_path / "keel.db"):
        (stuck,) = look(environ, later)["tick"]
    assert (stuck.level, stuck.remedy) == ("error", "restart the app")
    (ahead,) = look(environ, -later)["tick"]
    assert (ahead.level, "set back" in ahead.text) == ("warning", True)


def test_an_app_that_has_just_started_is_not_stuck(environ: dict[str, str], tmp_path: Path) -> None:
    """The first tick comes a moment after the start; a restart would only put it off."""
    later = timedelta(minutes=10)
    with memory(tmp_path) as journal:
        journal.put_fact(STARTED_AT, int((datetime.now(UTC) + later).timestamp()) - 5)
    with using(tmp_path / "keel.db"):
        (tick,) = look(environ, later)["tick"]
        assert (tick.level, "started 5 s ago" in tick.text) == ("ok", True)
        (tick,) = look(environ, 2 * later)["tick"]
        assert tick.level == "error"
    (tick,) = look(environ, later)["tick"]
    assert tick.remedy == "start it"


def test_damage_is_told_as_damage_wherever_it_lies(environ: dict[str, str], tmp_path: Path) -> None:
    """On a page that ends the check, or that keeps the file from being opened at all."""
    whole = (tmp_path / "keel.db").read_bytes()
    for place in (100, 8192):
        (tmp_path / "keel.db").write_bytes(whole[:place] + b"\xa5" * 100 + whole[place + 100 :])
        (finding,) = worst(look(environ))
        assert (finding.check, finding.level) == ("integrity", "error")
        assert "damaged" in finding.text
        assert "restore the newest backup" in finding.remedy


@pytest.mark.parametrize(
    ("harm", "check", "level"),
    [(spoiled, "integrity", "error"), (newer, "schema", "error"), (foreign, "schema", "warning")],
)
def test_a_harmed_file_is_told(
    environ: dict[str, str], tmp_path: Path, harm: object, check: str, level: str
) -> None:
    """Damage, a newer schema, a file that is something else."""
    harm(tmp_path / "keel.db")
    found = look(environ)
    assert level in [finding.level for finding in found.get(check, []) + found.get("database", [])]


@pytest.mark.parametrize("lost", ["keel.db", "keel.keys.db"])
def test_a_lost_file_is_told(environ: dict[str, str], tmp_path: Path, lost: str) -> None:
    """One of the two is missing: nothing is made in its place."""
    (tmp_path / lost).unlink()
    (finding,) = look(environ)["database"]
    assert finding.level == "error"
    assert not (tmp_path / lost).exists()


def test_keys_of_another_installation_are_told(environ: dict[str, str], tmp_path: Path) -> None:
    """The two files have to belong together."""
    with memory(tmp_path / "other") as journal:
        write(journal, 1)
    os.replace(tmp_path / "other" / "keel.keys.db", tmp_path / "keel.keys.db")
    (finding,) = look(environ)["keys"]
    assert (finding.level, "belong together" in finding.text) == ("error", True)


def test_a_rotation_that_is_due_is_told(environ: dict[str, str], tmp_path: Path) -> None:
    """How many keys stand under the older master, by ids that are safe to show."""
    both = f"{NEW_KEY},{base64.b64encode(master_key().secret).decode()}"
    (finding,) = look({**environ, "EVEN_KEEL_KEYS": both})["keys"]
    assert finding.level == "warning"
    assert finding.text.startswith("2 data keys")
    assert MasterKey.from_text(NEW_KEY).id in finding.text
    assert "rotate-key" in finding.remedy


def test_little_room_is_told(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 50 MB it is an error: a full disk saves nothing."""
    for free, level in ((400_000_000, "warning"), (4_000_000, "error")):
        monkeypatch.setattr("shutil.disk_usage", lambda _, n=free: _Usage(n))
        (finding,) = look(environ)["disk"]
        assert finding.level == level


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_keys_kept_aside_for_too_long_are_told(environ: dict[str, str], tmp_path: Path) -> None:
    """They would still open what people erased since. The week counts from the restore, whenever
    the file was last written."""
    for days, told in ((0, False), (6, False), (8, True)):
        at = datetime.now(UTC) - timedelta(days=days)
        aside = tmp_path / f"keel.keys.db.before-{stamp(at)}"
        aside.touch(mode=0o600)
        os.utime(aside, (0, 0))
        found = look(environ)
        assert ("old_keys" in found) is told
    assert [finding.level for finding in found["old_keys"]] == ["warning"]


def test_stale_content_is_told(environ: dict[str, str]) -> None:
    """A year after the last review each number and topic is named, up to five."""
    found = look({**environ}, timedelta(days=500))
    assert len(found["content"]) == 6
    assert {finding.level for finding in found["content"]} == {"warning"}


def test_content_of_ones_own_that_is_wrong_is_told(environ: dict[str, str], tmp_path: Path) -> None:
    """By file and field."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "intents.yaml").write_text("- 1\n")
    (finding,) = look({**environ, "EVEN_KEEL_CONTENT": str(own)})["content"]
    assert finding.level == "error"
    assert "intents.yaml" in finding.text


def test_reminders_that_were_cut_off_are_told(
    environ: dict[str, str], slack: StandIn, tmp_path: Path
) -> None:
    """Whatever was claimed and never taken is counted by the next tick, and is no fault."""
    now = datetime.now(UTC)
    assert "reminders" not in look(environ)
    with memory(tmp_path) as journal:
        (person,) = journal._store.people()
        claimed = int((now - LOST_AFTER).timestamp()) - 1
        journal._store.log_nudge(person, "cut-off", "2026-03-02", claimed)
        journal._store.log_nudge(person, "under-way", "2026-03-02", int(now.timestamp()))
        keel = make_keel(Settings(keys=(master_key(),)), lambda: now, journal)
        Reminding(keel, WebClient(token="x", base_url=slack.api_url)).tick()
    (finding,) = look(environ)["reminders"]
    assert (finding.level, finding.text[:11]) == ("ok", "1 reminders")


def test_unreadable_entries_are_told(environ: dict[str, str], tmp_path: Path) -> None:
    """A count, not whose."""
    with closing(sqlite3.connect(tmp_path / "keel.db")) as db:
        db.execute("INSERT INTO facts VALUES ('unreadable_entries', 4)")
        db.commit()
    (finding,) = look(environ)["entries"]
    assert finding.level == "warning"


def test_a_workspace_without_the_app_is_told(tmp_path: Path) -> None:
    """Whatever Slack's code is, it is passed on."""
    with StandIn(Workspace(manifest=manifest())) as slack:
        slack.faults.fail = {"auth.test": "account_inactive"}
        (finding,) = look(environment(slack, tmp_path))["bot_token"]
    assert "account_inactive" in finding.text
