"""A sender that is killed anywhere: nothing twice, at most the one in hand lost, and counted."""

from __future__ import annotations

from tests.bench.reminder_kills import run


def test_killed_before_and_after_every_step_no_reminder_goes_out_twice() -> None:
    """SIGKILL around every statement and every call; tests/bench has the long run."""
    found = run(24)
    assert found.kills == 24
    assert found.twice == 0
    assert found.lost <= found.counted <= found.kills
    assert found.taken + found.lost == found.people
    assert found.taken >= found.people // 2
