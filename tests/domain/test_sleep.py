"""Sleep: what a usual night is, and what follows a shift."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.sleep import Sleep


@pytest.mark.parametrize(("minutes", "counted"), [(0, 15), (-30, 15), (14, 15), (15, 15), (90, 90)])
def test_nobody_is_asleep_the_minute_a_shift_ends(minutes: int, counted: int) -> None:
    """A quarter of an hour at least, whatever was chosen."""
    assert Sleep(wind_down_minutes=minutes).wind_down == timedelta(minutes=counted)
