"""Global shortcuts: straight into a room from anywhere in Slack."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from handlers.consent import enter
from handlers.keel import Keel

DOORS = ("check_in", "thought", "merge")


def register(app: App, keel: Keel) -> None:
    """Registers a shortcut for each door. "Get help now" is in the help room."""
    for name in DOORS:
        door = keel.doors.door(name)
        if door is None:
            continue

        @app.shortcut(name)
        def open_door(
            ack: Ack,
            body: dict[str, Any],
            client: WebClient,
            context: BoltContext,
            shortcut: dict[str, Any],
        ) -> None:
            ack()
            who: Who = context["who"]
            wanted = keel.doors.door(shortcut["callback_id"])
            if wanted:
                keel.in_lane(who, "open", lambda: enter(keel, wanted, who, client, body))
