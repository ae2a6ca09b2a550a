"""Senders in processes of their own: killed anywhere, or two on one database. None sent twice."""

from __future__ import annotations

import pytest

from tests.bench.reminder_kills import run, two_at_once
from tests.ops.throwaway_postgres import new_database


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind; for SQLite the scene makes a file of its own."""
    if request.param == "sqlite":
        return ""
    return new_database(request.getfixturevalue("postgres_url"))


def test_killed_at_every_step_no_reminder_goes_out_twice(url: str) -> None:
    """SIGKILL around every statement, commit and call; tests/bench has the long run."""
    found = run(48, url)
    assert found.kills == 48
    assert found.twice == 0
    assert found.unseen == 0
    assert found.lost <= found.counted <= found.kills
    assert {"after INSERT nudges", "before COMMIT", "after chat.postMessage"} <= set(found.steps)


def test_two_processes_at_once_serve_everybody_exactly_once(url: str) -> None:
    """Both send, and neither ever claims what the other has."""
    found = two_at_once(60, url)
    assert len(found.sent) == 2
    assert min(found.sent) > 0
    assert sum(found.sent) == found.taken == found.people
    assert (found.twice, found.repeated, found.counted) == (0, 0, 0)


def test_one_of_two_processes_killed_in_the_middle_leaves_nothing_undone(url: str) -> None:
    """The other goes on; what was in the dead one's hand is lost and counted, never repeated."""
    found = two_at_once(80, url, kills=30)
    assert found.kills == 30
    (survivor,) = found.sent
    assert survivor > 0
    # The dead one was at work too: something was sent by it, or lost in its hand.
    assert found.people - survivor > 0
    assert (found.twice, found.unseen, found.repeated) == (0, 0, 0)
    assert found.lost <= found.counted <= found.kills
