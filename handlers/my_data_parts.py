"""What the views on a person's data share: names of kinds, a view that only says something."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebClient

from bot.domain.exports import label
from bot.domain.people import Who
from handlers import blocks as b
from handlers.home import publish
from handlers.keel import Keel


def kind_name(keel: Keel, name: str) -> str:
    """What people call a kind, in the plural."""
    words = keel.words("my_data")
    return words(f"kind_{name}") if words.has(f"kind_{name}") else label(name)


def said_view(keel: Keel, title: str, *texts: str, callback: str = "my_data_said") -> b.Block:
    """A view that only says something."""
    return b.modal(
        callback,
        title,
        [b.section(text) for text in texts],
        help_label=keel.help_label,
        close=keel.words("common")("close"),
    )


def sure_field(keel: Keel) -> b.Block:
    """The box without which nothing is destroyed."""
    words = keel.words("my_data")
    tick = b.ticks("yes", [b.option(words("sure_tick"), "yes")])
    return b.field("sure", words("sure_label"), tick, optional=False)


def refresh(keel: Keel, who: Who, client: WebClient, view: dict[str, Any]) -> None:
    """Shows what is beneath a view, and the Home, as they are now."""
    door = keel.doors.door("my_data")
    root = view.get("root_view_id")
    if door and root and root != view["id"]:
        client.views_update(view_id=root, view=door.build(who))
    publish(keel, who, client)
