"""App Home: the person's own page, made of the parts that each room adds.

It is published when it is opened and after the person changed something; never for everyone in a
loop. Each part is a handful of blocks, so the page stays under Slack's 100 whatever is stored.
"""

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from handlers import blocks as b
from handlers.keel import Keel


def page(keel: Keel, who: Who) -> dict[str, Any]:
    """The whole page."""
    rows: list[b.Block] = []
    for part in keel.doors.home_parts():
        rows += part(who)
    return b.home(rows, keel.help_label)


def publish(keel: Keel, who: Who, client: WebClient) -> None:
    """Shows the person their page as it is now."""
    client.views_publish(user_id=who.user, view=page(keel, who))


def register(app: App, keel: Keel) -> None:
    """Registers the page."""

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        if event.get("tab") == "home":
            who: Who = context["who"]
            keel.in_lane(who, "home", lambda: publish(keel, who, client))
