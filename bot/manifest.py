"""The Slack app manifest, made from what is registered, so that the two cannot drift apart."""

from __future__ import annotations

from typing import Any

import handlers

# scope -> why. README shows the same table; a test compares the two.
SCOPES = {
    "chat:write": "answer in the direct message",
    "im:history": "receive what people write to Even Keel; older history is never read",
    "im:write": "open the direct message for a reminder that somebody asked for",
    "files:read": "read the one backup file that somebody hands over to import",
    "files:write": "send somebody their own export when they ask for it, and delete it again",
    "users:read": "the time zone and language that Slack has for a person",
}

BACKGROUND = "#2f4a46"


def manifest(*, socket_mode: bool = True, url: str = "") -> dict[str, Any]:
    """The manifest for Socket Mode, or for HTTP under ``url`` (https://…/slack/events)."""
    scopes = dict(SCOPES)
    if handlers.COMMANDS:
        scopes["commands"] = "the slash command"
    features: dict[str, Any] = {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Even Keel", "always_online": False},
        "shortcuts": [
            {"name": name, "type": "global", "callback_id": id_, "description": text}
            for id_, (name, text) in handlers.SHORTCUTS.items()
        ],
    }
    if handlers.COMMANDS:
        features["slash_commands"] = [
            {
                "command": command,
                "description": text,
                "usage_hint": hint,
                "should_escape": False,
                **({} if socket_mode else {"url": url}),
            }
            for command, (text, hint) in handlers.COMMANDS.items()
        ]
    interactivity: dict[str, Any] = {"is_enabled": True}
    events: dict[str, Any] = {"bot_events": sorted(handlers.EVENTS)}
    if not socket_mode:
        interactivity["request_url"] = url
        events["request_url"] = url
    return {
        "display_information": {
            "name": "Even Keel",
            "description": "A private check-in and a place to put the day down.",
            "background_color": BACKGROUND,
        },
        "features": features,
        "oauth_config": {"scopes": {"bot": sorted(scopes)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
