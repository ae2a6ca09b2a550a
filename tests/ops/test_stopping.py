"""Stopping: politely, with everything finished; or with kill -9, with nothing lost."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
from pathlib import Path

import pytest

from bot.domain.people import Who
from bot.preview.standin import NotAcknowledged, PersonDriver, StandIn
from data.kinds import CHECK_INS
from tests.ops.conftest import command, environment, free_port, get, process, until
from tests.ops.test_commands import memory

# The whole proof is 200 rounds: KILLS=200 pytest tests/ops/test_stopping.py
KILLS = int(os.environ.get("KILLS", "10"))
MARA = Who("T_NORTHWIND", "U_DEV")


def notes(folder: Path) -> list[str]:
    """What is on disk, read by a process that did not write it."""
    with memory(folder) as journal:
        return [kept.value.note for kept in journal.entries(MARA, CHECK_INS)]


def answers(port: int) -> bool:
    """Whether somebody listens already."""
    try:
        return get(port, "/healthz")[0] == 200
    except OSError:
        return False


def agree(slack: StandIn, mara: PersonDriver) -> None:
    mara.shortcut("check_in")
    until(lambda: mara.modals)
    assert mara.submits() is None
    until(lambda: mara.modals[-1]["callback_id"] == "check_in")
    mara.closes(all=True)


@pytest.mark.timeout(60 + 5 * KILLS)
def test_kill_9_after_saved_loses_nothing(slack: StandIn, tmp_path: Path) -> None:
    """The moment the reflection is on the screen, the words are on the disk."""
    mara = slack.person("U_DEV")
    for number in range(KILLS):
        with process(tmp_path, "run", **environment(slack, tmp_path)) as child:
            slack.wait_connected(timeout=30)
            if number == 0:
                agree(slack, mara)
            mara.shortcut("check_in")
            until(lambda: mara.modals and mara.modals[-1]["callback_id"] == "check_in")
            mara.fills({"rate_sleep": "2", "note": f"round {number}"})
            assert mara.submits() is None
            assert mara.modals[-1]["callback_id"] == "check_in_reflection"
            child.kill()
            child.wait()
            until(lambda: not slack.connections)
        mara.closes(all=True)
        assert len(notes(tmp_path)) == number + 1
    assert sorted(notes(tmp_path)) == sorted(f"round {n}" for n in range(KILLS))


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_polite_stop_sends_what_is_waiting(slack: StandIn, tmp_path: Path, mode: str) -> None:
    """SIGTERM while Slack is slow: the answer still arrives, the files close, exit code 0."""
    mara = slack.person("U_DEV")
    environ, port = environment(slack, tmp_path), free_port()
    if mode == "http":
        environ |= {
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "PORT": str(port),
            "BIND_HOST": "127.0.0.1",
        }
        slack.http_target = f"http://127.0.0.1:{port}/slack/events"
    with process(tmp_path, "run", **environ) as child:
        if mode == "http":
            until(lambda: answers(port))
        else:
            slack.wait_connected(timeout=30)
        slack.faults.slow_seconds = 0.5
        before = len(mara.dm)
        mara.says("help")
        child.send_signal(signal.SIGTERM)
        out, _ = child.communicate(timeout=30)
        assert child.returncode == 0
    slack.http_target = None
    assert len(mara.dm) > before + 1
    lines = [json.loads(line) for line in out.splitlines()]
    # slack_sdk reports its own closed socket now and then, by place alone.
    whats = [line["what"] for line in lines if line["what"] != "library"]
    assert whats[0] == "ready"
    assert whats[-2:] == ["stopping", "stopped"], lines
    assert all(line["level"] != "ERROR" or line["what"] == "library" for line in lines)
    assert not list(tmp_path.glob("*-wal"))


def test_a_polite_stop_keeps_every_form_that_was_acknowledged(
    slack: StandIn, tmp_path: Path
) -> None:
    """People press Save while it stops: whoever saw the reflection is on the disk."""
    people = [slack.person(user) for user in ("U_DEV", "U_NIGHT", "U_PLANT")]
    saved: list[str] = []
    with process(tmp_path, "run", **environment(slack, tmp_path)) as child:
        slack.wait_connected(timeout=30)
        for person in people:
            agree(slack, person)
            person.shortcut("check_in")
            until(lambda person=person: person.modals)
            person.fills({"note": "at the stop"})

        def press(person: PersonDriver) -> None:
            # Whoever presses after the connection closed sees Slack's own error and the form.
            with contextlib.suppress(NotAcknowledged):
                if person.submits() is None:
                    saved.append(person.id)

        threads = [threading.Thread(target=press, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        child.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        assert child.wait(timeout=30) == 0
    with memory(tmp_path) as journal:
        for user in saved:
            (kept,) = journal.entries(Who("T_NORTHWIND", user), CHECK_INS)
            assert kept.value.note == "at the stop"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"EVEN_KEEL_KEYS": ""}, "EVEN_KEEL_KEYS is missing"),
        ({"EVEN_KEEL_KEYS": "x"}, "key 1 is not"),
        ({"EVEN_KEEL_KEYS": "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg="}, "No key in"),
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "slack_refused"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "slack_refused"),
        ({"SLACK_API_URL": "http://127.0.0.1:1/api/"}, "slack_unreachable"),
        ({"DATABASE_URL": "sqlite:////proc/none/keel.db"}, "The database does not answer"),
        ({"HEALTH_PORT": "TAKEN"}, "cannot_listen"),
    ],
)
def test_what_is_wrong_at_a_start_is_one_line(
    slack: StandIn, tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    """Missing key, wrong key, refused token, no network, no disk, taken port: exit code 2."""
    with memory(tmp_path):
        pass
    changed = {k: slack.url.rsplit(":", 1)[1] if v == "TAKEN" else v for k, v in changes.items()}
    done = command(tmp_path, "run", **environment(slack, tmp_path, **changed))
    lines = [
        # slack_sdk adds a line of its own, of which we print the place alone.
        line
        for line in (done.stdout + done.stderr).splitlines()
        if '"what": "library"' not in line
    ]
    assert done.returncode == 2
    assert len(lines) == 1, lines
    assert said in lines[0]
    assert not slack.connections


def test_a_start_during_a_restore_waits_outside(slack: StandIn, tmp_path: Path) -> None:
    """Two at once on the same files could each undo the other."""
    from bot.ops.files import using

    with using(tmp_path / "keel.db", alone=True):
        done = command(tmp_path, "run", **environment(slack, tmp_path))
    assert done.returncode == 2
    assert "wait for it" in done.stderr


def test_health_is_served_by_the_command_too(slack: StandIn, tmp_path: Path) -> None:
    """HEALTH_PORT in the environment is all it takes."""
    port = free_port()
    environ = environment(slack, tmp_path, HEALTH_PORT=str(port))
    with process(tmp_path, "run", **environ) as child:
        slack.wait_connected(timeout=30)
        until(lambda: get(port, "/healthz")[0] == 200)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 0
