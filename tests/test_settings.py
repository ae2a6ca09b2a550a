"""Settings: every mistake is named in one line, with the remedy and without the value."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import MasterKey, Settings, SettingsError, new_master_key

KEY = base64.b64encode(b"k" * 32).decode()
SOCKET = {"EVEN_KEEL_KEYS": KEY, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
HTTP = {
    "EVEN_KEEL_KEYS": KEY,
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "s" * 32,
    "PORT": "8080",
}


def faults(**changes: str) -> list[str]:
    """What is said about the environment with these changes."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({**SOCKET, **changes})
    return caught.value.lines


def test_the_least_that_is_needed() -> None:
    """Two tokens and a key; all else has a default."""
    settings = Settings.from_environment(SOCKET)
    assert settings.socket_mode
    assert settings.database_path == Path("var/even-keel.db")
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.health_host == "127.0.0.1"


def test_a_signing_secret_and_a_port_mean_http() -> None:
    """No app token is asked for then; either one alone changes nothing."""
    assert not Settings.from_environment(HTTP).socket_mode
    assert Settings.from_environment({**SOCKET, "PORT": "8080"}).socket_mode
    assert Settings.from_environment({**SOCKET, "SLACK_SIGNING_SECRET": "s"}).socket_mode


def test_every_mistake_is_named_at_once() -> None:
    """One start shows all there is to mend."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"PORT": "x", "LOG_LEVEL": "loud", "DATABASE_URL": "mysql://a"})
    text = "\n".join(caught.value.lines)
    for name in (
        "EVEN_KEEL_KEYS",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "PORT",
        "LOG_LEVEL",
        "DATABASE_URL",
    ):
        assert name in text
    assert all(line.endswith(".") for line in caught.value.lines)


def test_a_mistake_does_not_show_the_value() -> None:
    """What is wrong may be a secret in the wrong place."""
    lines = faults(
        EVEN_KEEL_KEYS="canary-1",
        SLACK_BOT_TOKEN="xapp-canary-2",
        SLACK_APP_TOKEN="xoxb-canary-3",
        DATABASE_URL="mysql://u:canary-4@h/d",
        SLACK_API_URL="http://canary-5/",
    )
    assert len(lines) == 5
    assert "canary" not in "\n".join(lines)


def test_no_secret_is_in_the_text_of_settings() -> None:
    """A repr lands in tracebacks and debuggers."""
    settings = Settings.from_environment(
        {
            **HTTP,
            "SLACK_BOT_TOKEN": "xoxb-canary",
            "SLACK_APP_TOKEN": "xapp-canary",
            "SLACK_SIGNING_SECRET": "canary",
            "METRICS_TOKEN": "canary",
            "DATABASE_URL": "postgresql://u:canary@h/d",
        }
    )
    assert "canary" not in repr(settings)
    assert repr(b"k" * 32)[2:-1] not in repr(settings)


@pytest.mark.parametrize("text", ["", "AAAA", KEY[:-4], KEY + "AAAA", "ключ", KEY + "!", "=" * 44])
def test_a_key_is_32_bytes_of_base64(text: str) -> None:
    """Anything else is refused, and no half of a list is taken."""
    assert faults(EVEN_KEEL_KEYS=f"{KEY},{text}")


def test_keys_stand_newest_first() -> None:
    """The first of the list wraps; the others still open."""
    one, two = new_master_key(), new_master_key()
    settings = Settings.from_environment({**SOCKET, "EVEN_KEEL_KEYS": f" {one} , {two} "})
    assert settings.keys == (MasterKey.from_text(one), MasterKey.from_text(two))
    assert settings.keys[0].id != settings.keys[1].id


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///",
        "sqlite://x",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=ro",
        "a.db",
        "sqlite:///..",
    ],
)
def test_a_database_that_would_not_last_is_refused(url: str) -> None:
    """In memory, words would be gone at the next restart."""
    assert faults(DATABASE_URL=url)


def test_the_old_name_of_postgres_urls_is_understood() -> None:
    """Some hosts still give it."""
    settings = Settings.from_environment({**SOCKET, "DATABASE_URL": "postgres://h/d"})
    assert settings.database_url == "postgresql://h/d"
    assert settings.database_path is None


@given(st.text(max_size=8))
def test_a_port_is_a_number_that_exists(text: str) -> None:
    """Signs, spaces and digits of other scripts are not numbers here."""
    fine = text.strip().isascii() and text.strip().isdigit() and 0 < int(text.strip()) < 65536
    if fine or not text.strip():
        assert Settings.from_environment({**SOCKET, "PORT": text})
    else:
        assert faults(PORT=text) == ["PORT must be a number from 1 to 65535."]


def test_two_servers_need_two_ports() -> None:
    """The health page cannot stand where Slack's requests come in."""
    with pytest.raises(SettingsError, match="HEALTH_PORT"):
        Settings.from_environment({**HTTP, "HEALTH_PORT": "8080"})


def test_the_token_is_sent_over_tls_or_to_this_machine() -> None:
    """A stand-in on this machine may do without. What stands before an @ is no host."""
    for url in (
        "http://example.com/api/",
        "http://localhost:1@evil.example/",
        "http://127.0.0.1:80@evil.example/api/",
        "https://slack.com@evil.example/api/",
        "https://slack.com:x@evil.example/api/",
        "https:///api/",
        "http://localhost.evil.example:1/",
        "https://[x/",
    ):
        assert faults(SLACK_API_URL=url), url
    local = Settings.from_environment({**SOCKET, "SLACK_API_URL": "http://127.0.0.1:3000/api"})
    assert local.slack_api_url == "http://127.0.0.1:3000/api/"


def test_content_of_ones_own_is_a_folder_that_is_there(tmp_path: Path) -> None:
    """A typing mistake there would silently show the shipped content."""
    assert faults(EVEN_KEEL_CONTENT=str(tmp_path / "none"))
    found = Settings.from_environment({**SOCKET, "EVEN_KEEL_CONTENT": str(tmp_path)})
    assert found.content_override == tmp_path


def test_a_command_without_slack_asks_for_no_token() -> None:
    """Backups and migrations run on a machine that has none."""
    assert Settings.from_environment({"EVEN_KEEL_KEYS": KEY}, needs_slack=False).bot_token == ""


def test_destroying_everything_asks_for_no_key() -> None:
    """A key that is lost, or of the wrong form, must not keep what it sealed alive."""
    for text in ("", "x"):
        found = Settings.from_environment(
            {"EVEN_KEEL_KEYS": text}, needs_slack=False, needs_keys=False
        )
        assert found.keys == ()
