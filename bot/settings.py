"""Settings: the environment in, one frozen value out, every mistake named in one line.

Nothing below the front door reads the environment; what it needs comes from here. A message
names the variable and the remedy, never the value, since values are secrets.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_DATABASE = "sqlite:///var/even-keel.db"
MASTER_KEY_BYTES = 32  # AES-256
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(Exception):
    """The environment cannot be used. ``lines`` holds one sentence for each mistake."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class MasterKey:
    """A key that wraps people's data keys. ``id`` is safe to show; ``secret`` never is."""

    id: str
    secret: bytes = field(repr=False)

    @classmethod
    def from_text(cls, text: str) -> MasterKey:
        """Reads 32 bytes of base64. Raises ValueError when they are not that."""
        try:
            secret = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("not base64") from None
        if len(secret) != MASTER_KEY_BYTES:
            raise ValueError("not 32 bytes")
        return cls(hashlib.sha256(secret).hexdigest()[:8], secret)


def new_master_key() -> str:
    """A fresh master key as the text that goes into EVEN_KEEL_KEYS."""
    return base64.b64encode(secrets.token_bytes(MASTER_KEY_BYTES)).decode()


@dataclass(frozen=True)
class Settings:
    """All an operator can decide. Tokens may be missing for commands that need no Slack."""

    keys: tuple[MasterKey, ...]
    # It may hold a password.
    database_url: str = field(default=DEFAULT_DATABASE, repr=False)
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    host: str = "0.0.0.0"  # noqa: S104 - a host that gives PORT reaches us from outside
    port: int | None = None
    health_host: str = "127.0.0.1"
    health_port: int | None = None
    metrics_token: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    content_override: Path | None = None
    log_level: str = "INFO"

    @property
    def socket_mode(self) -> bool:
        """Socket Mode unless a signing secret and a port were given."""
        return not (self.signing_secret and self.port)

    @property
    def database_path(self) -> Path | None:
        """The SQLite file, or None when the database is PostgreSQL."""
        if self.database_url.startswith("sqlite:///"):
            return Path(self.database_url.removeprefix("sqlite:///"))
        return None

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str],
        *,
        needs_slack: bool = True,
        needs_keys: bool = True,
    ) -> Settings:
        """Reads and checks every variable. Raises SettingsError naming all mistakes at once."""
        wrong: list[str] = []
        value = {name: text.strip() for name, text in environment.items()}
        keys = _keys(value.get("EVEN_KEEL_KEYS", ""), wrong) if needs_keys else ()
        port = _port("PORT", value.get("PORT", ""), wrong)
        health_port = _port("HEALTH_PORT", value.get("HEALTH_PORT", ""), wrong)
        database_url = value.get("DATABASE_URL") or DEFAULT_DATABASE
        # Hosts that hand out databases write postgres://, which drivers no longer take.
        if database_url.startswith("postgres://"):
            database_url = "postgresql://" + database_url.removeprefix("postgres://")
        wrong += _database_faults(database_url)
        api_url = value.get("SLACK_API_URL") or "https://slack.com/api/"
        if not _token_is_safe_with(api_url):
            wrong.append(
                "SLACK_API_URL must start with https:// and name a host alone, since the token goes"
                " there."
            )
        level = (value.get("LOG_LEVEL") or "INFO").upper()
        if level not in LOG_LEVELS:
            wrong.append(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}.")
        override = content_override(value, wrong)
        bot_token = value.get("SLACK_BOT_TOKEN", "")
        app_token = value.get("SLACK_APP_TOKEN", "")
        signing_secret = value.get("SLACK_SIGNING_SECRET", "")
        if signing_secret and port and port == health_port:
            wrong.append("HEALTH_PORT and PORT must differ.")
        if needs_slack:
            _tokens(bot_token, app_token, signing_secret, port, wrong)
        if wrong:
            raise SettingsError(wrong)
        return cls(
            keys=keys,
            database_url=database_url,
            bot_token=bot_token,
            app_token=app_token,
            signing_secret=signing_secret,
            host=value.get("BIND_HOST") or cls.host,
            port=port,
            health_host=value.get("HEALTH_HOST") or cls.health_host,
            health_port=health_port,
            metrics_token=value.get("METRICS_TOKEN", ""),
            # WebClient joins the method name to it as it is.
            slack_api_url=api_url.rstrip("/") + "/",
            content_override=override,
            log_level=level,
        )


def content_override(environment: Mapping[str, str], wrong: list[str]) -> Path | None:
    """The folder that is laid over our content. A mistake is added to ``wrong``."""
    override = environment.get("EVEN_KEEL_CONTENT", "").strip()
    if not override:
        return None
    try:
        if Path(override).is_dir():
            return Path(override)
    except OSError:
        pass  # a folder that this user may not look into is none either
    wrong.append("EVEN_KEEL_CONTENT names a folder that does not exist.")
    return None


def _token_is_safe_with(url: str) -> bool:
    """Over TLS, or to this machine; what stands before an @ only looks like the host."""
    try:
        parts = urlsplit(url)
        local = parts.hostname in ("127.0.0.1", "localhost") and bool(parts.port)
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and local)


def _database_faults(url: str) -> list[str]:
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        # SQLite would keep the first of these in memory alone, and take the last for a file name.
        if not Path(path).name or Path(path).is_dir() or ":memory:" in path or "?" in path:
            return ["DATABASE_URL must name a file after sqlite:///, without options."]
        return []
    if url.startswith("postgresql://"):
        return []
    return ["DATABASE_URL must start with sqlite:/// or postgresql://."]


def _keys(text: str, wrong: list[str]) -> tuple[MasterKey, ...]:
    if not text:
        wrong.append(
            "EVEN_KEEL_KEYS is missing: make a key with `python -m bot doctor --new-key`, put it"
            " into .env, and keep a copy apart from the backups."
        )
        return ()
    keys = []
    for number, part in enumerate(text.split(","), start=1):
        try:
            keys.append(MasterKey.from_text(part))
        except ValueError as error:
            wrong.append(
                f"EVEN_KEEL_KEYS: key {number} is {error}; `python -m bot doctor --new-key`"
                " prints one of the right form."
            )
    return tuple(keys)


def _port(name: str, text: str, wrong: list[str]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    wrong.append(f"{name} must be a number from 1 to 65535.")
    return None


def _tokens(
    bot_token: str, app_token: str, signing_secret: str, port: int | None, wrong: list[str]
) -> None:
    if not bot_token:
        wrong.append("SLACK_BOT_TOKEN is missing: Slack shows it under OAuth & Permissions.")
    elif not bot_token.startswith("xoxb-"):
        wrong.append("SLACK_BOT_TOKEN must be the bot token, which starts with xoxb-.")
    if signing_secret and port:
        return
    if not app_token:
        wrong.append(
            "SLACK_APP_TOKEN is missing: make one under Basic Information, App-Level Tokens, with"
            " connections:write (or give SLACK_SIGNING_SECRET and PORT for HTTP)."
        )
    elif not app_token.startswith("xapp-"):
        wrong.append("SLACK_APP_TOKEN must be the app-level token, which starts with xapp-.")
