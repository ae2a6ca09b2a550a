"""Health and metrics: what works and how often, and nothing about anybody."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ops.health import TICK_SECONDS, Health
from bot.preview.standin import StandIn
from bot.running import Running
from tests.conftest import House
from tests.ops.conftest import free_port, get, settings_for, started, until

CANARY = "canary-2c9d nobody may read this"
SLACK_ID = re.compile(r"\b[UWTEDCGBA][A-Z0-9_]{4,}\b")
OWN_ID = re.compile(r"\b[0-9a-f]{12,}\b")
VALUE = re.compile(r" [0-9.e+-]+$", re.MULTILINE)


@pytest.fixture
def running(slack: StandIn, tmp_path: Path) -> Iterator[Running]:
    """Even Keel in Socket Mode with its health page."""
    with started(slack, settings_for(slack, tmp_path, health_port=free_port())) as found:
        yield found


def use(slack: StandIn, running: Running) -> None:
    """A person works with it and types something terrible."""
    mara = slack.person("U_DEV")
    mara.shortcut("check_in")
    settle(slack, running)
    assert mara.submits() is None
    settle(slack, running)
    mara.fills({"rate_sleep": "1", "note": CANARY})
    assert mara.submits() is None
    mara.says(CANARY)
    settle(slack, running)


def settle(slack: StandIn, running: Running) -> None:
    slack.wait_idle(quiet=0.05)
    running.keel.lanes.drain(5)
    slack.wait_idle(quiet=0.05)


def test_all_is_well(slack: StandIn, running: Running) -> None:
    """200, and each part by name."""
    status, text = get(running.health_port, "/healthz")
    assert status == 200
    assert json.loads(text) == {
        "ok": True,
        "process": True,
        "database": True,
        "last_tick": True,
        "socket": True,
    }
    assert get(running.health_port, "/healthz", "POST")[0] == 405
    assert get(running.health_port, "/anything")[0] == 404


def test_metrics_count_what_happened(slack: StandIn, running: Running) -> None:
    """Counts and durations that Prometheus can read."""
    use(slack, running)
    status, text = get(running.health_port, "/metrics")
    assert status == 200
    assert 'even_keel_events_total{what="check_ins_saved"} 1.0' in text
    assert 'even_keel_up{part="database"} 1.0' in text
    counted = re.search(r"even_keel_handling_seconds_count (\d+)", text)
    assert counted
    assert int(counted[1]) >= 4


def test_neither_page_holds_an_id_or_a_word(slack: StandIn, running: Running) -> None:
    """No Slack id, no id of ours, nothing typed, no file name: after people used it."""
    use(slack, running)
    journal = running.keel.journal
    people = journal._store.people()
    assert people
    for path in ("/healthz", "/metrics"):
        text = get(running.health_port, path)[1]
        assert CANARY not in text
        assert "U_DEV" not in text
        assert "keel.db" not in text
        assert SLACK_ID.findall(text) == []
        assert OWN_ID.findall(VALUE.sub("", text)) == []
        assert not any(person in text for person in people)


def test_the_pages_listen_on_this_machine_alone(running: Running) -> None:
    """Until HEALTH_HOST says otherwise."""
    (server,) = running.servers
    assert server.host == "127.0.0.1"
    assert server._server.effective_host == "127.0.0.1"


def test_a_token_keeps_the_counts_from_others(slack: StandIn, tmp_path: Path) -> None:
    """With METRICS_TOKEN the counts need it; the health page does not."""
    settings = settings_for(slack, tmp_path, health_port=free_port(), metrics_token="s3cret")
    with started(slack, settings) as running:
        assert get(running.health_port, "/metrics")[0] == 404
        assert get(running.health_port, "/metrics", Authorization="Bearer wrong")[0] == 404
        assert get(running.health_port, "/metrics", Authorization="Bearer s3cret")[0] == 200
        assert get(running.health_port, "/healthz")[0] == 200


def test_a_lost_connection_to_slack_is_a_fault(slack: StandIn, running: Running) -> None:
    """503 until it is back."""
    slack.faults.down = "refused"
    slack.faults.drop_socket()
    until(lambda: get(running.health_port, "/healthz")[0] == 503)
    assert json.loads(get(running.health_port, "/healthz")[1])["socket"] is False
    slack.faults.down = False
    until(lambda: get(running.health_port, "/healthz")[0] == 200, seconds=30)


def test_a_database_that_takes_no_writes_is_a_fault(house: House, tmp_path: Path) -> None:
    """Reading still works on a full disk, so a write is tried now and then."""
    health = Health(house.keel)
    database = house.keel.journal._store.database
    database.rows("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(tmp_path / "keel.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert health.state()["database"] is False
    assert health.state()["database"] is True


def test_a_tick_that_stopped_is_a_fault(house: House) -> None:
    """Five minutes of grace after a start; then the last tick has to be fresh."""
    health = Health(house.keel, jobs=True)
    assert health.state()["last_tick"] is True
    health.started -= TICK_SECONDS
    assert health.state()["last_tick"] is False
    house.keel.journal.put_fact("last_tick_at", int(house.keel.now().timestamp()))
    assert health.state()["last_tick"] is True
    house.slack.clock.move(timedelta(seconds=TICK_SECONDS + 5))
    assert health.state()["last_tick"] is False
