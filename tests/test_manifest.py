"""What Slack is told and what is there are the same."""

from __future__ import annotations

import re
from pathlib import Path

import handlers
from bot.manifest import SCOPES, manifest
from tests.conftest import House

README = Path(__file__).resolve().parent.parent / "README.md"


def test_every_event_command_and_shortcut_has_a_listener_and_the_other_way_round(
    house: House,
) -> None:
    """Nothing is announced that is not there, and nothing is there that is not announced."""
    routes = house.app.routes
    assert {event.split(".")[0] for event in handlers.EVENTS} == set(routes["event"].ids())
    assert set(handlers.SHORTCUTS) == set(routes["shortcut"].ids())
    assert set(handlers.COMMANDS) == set(routes["command"].ids())


def test_the_readme_gives_a_reason_for_each_scope() -> None:
    """Whoever installs it reads the same table that the manifest is made from."""
    table = dict(re.findall(r"^\| `([a-z:]+)` \| (.+) \|$", README.read_text(), re.MULTILINE))
    wanted = set(manifest()["oauth_config"]["scopes"]["bot"])
    assert set(table) == wanted
    assert {scope: table[scope] for scope in SCOPES} == SCOPES


def test_the_manifest_keeps_slacks_limits() -> None:
    """Lengths are Slack's: slackapi/manifest-schema 2.0.0."""
    made = manifest()
    about = made["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    shortcuts = made["features"]["shortcuts"]
    assert len(shortcuts) <= 10
    assert all(len(shortcut["name"]) <= 24 for shortcut in shortcuts)
    for command in made["features"].get("slash_commands", []):
        assert re.fullmatch(r"/[a-z-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000


def test_http_needs_addresses_and_socket_mode_has_none() -> None:
    """One paste is enough either way."""
    socket = manifest()["settings"]
    assert socket["socket_mode_enabled"]
    assert "request_url" not in socket["event_subscriptions"]
    web = manifest(socket_mode=False, url="https://keel.example/slack/events")["settings"]
    assert not web["socket_mode_enabled"]
    assert web["interactivity"]["request_url"] == "https://keel.example/slack/events"
