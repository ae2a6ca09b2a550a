"""The doctor's look at Slack: tokens, scopes, clock. Asks twice, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.logs import quiet_logger
from bot.manifest import manifest
from bot.ops.findings import Finding, Level
from bot.settings import Settings

SECONDS = 10
SKEW_WARNING = 30
SKEW_ERROR = 240  # Slack's signatures are good for 300 s


def slack(settings: Settings, now: datetime) -> Iterator[Finding]:
    """What Slack says about the tokens. ``now`` is this machine's own clock."""
    client = WebClient(
        token=settings.bot_token,
        base_url=settings.slack_api_url,
        timeout=SECONDS,
        logger=quiet_logger("slack_sdk"),
    )
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        code = str(error.response.get("error", "unknown"))
        yield Finding(
            "error",
            "bot_token",
            f"Slack refuses SLACK_BOT_TOKEN ({code}).",
            "install the app to the workspace again and copy the new token",
        )
        return
    except OSError as error:
        yield Finding(
            "error",
            "slack",
            f"Slack cannot be reached ({type(error).__name__}).",
            "check the network, a proxy and SLACK_API_URL",
        )
        return
    yield Finding("ok", "bot_token", "Slack accepts SLACK_BOT_TOKEN.")
    headers = {str(name).lower(): value for name, value in answer.headers.items()}
    yield _scopes(str(headers.get("x-oauth-scopes", "")))
    yield _clock(str(headers.get("date", "")), now)
    if settings.socket_mode:
        yield _app_token(client, settings.app_token)


def _scopes(granted: str) -> Finding:
    have = {scope.strip() for scope in granted.split(",") if scope.strip()}
    if not have:
        return Finding("warning", "scopes", "Slack did not say which it granted.", "ask again")
    want = set(manifest()["oauth_config"]["scopes"]["bot"])
    if want - have:
        return Finding(
            "error",
            "scopes",
            f"Scopes are missing: {', '.join(sorted(want - have))}.",
            "paste `python -m bot manifest` into the app's settings and install it again",
        )
    if have - want:
        return Finding(
            "warning",
            "scopes",
            f"Slack grants more than is needed: {', '.join(sorted(have - want))}.",
            "remove these scopes in the app's settings and install it again",
        )
    return Finding("ok", "scopes", f"Granted as in the manifest: {', '.join(sorted(have))}.")


def _clock(date: str, now: datetime) -> Finding:
    try:
        skew = abs((now - parsedate_to_datetime(date)).total_seconds())
    except (TypeError, ValueError):
        return Finding("warning", "clock", "Slack's answer had no date.", "ask again")
    text = f"This machine and Slack differ by {skew:.0f} s."
    if skew < SKEW_WARNING:
        return Finding("ok", "clock", text)
    level: Level = "error" if skew >= SKEW_ERROR else "warning"
    return Finding(level, "clock", text, "set the clock by NTP")


def _app_token(client: WebClient, token: str) -> Finding:
    try:
        client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        code = str(error.response.get("error", "unknown"))
        return Finding(
            "error",
            "app_token",
            f"Slack refuses SLACK_APP_TOKEN ({code}).",
            "make one under Basic Information, App-Level Tokens, with connections:write, and"
            " switch Socket Mode on",
        )
    except OSError as error:
        return Finding(
            "error",
            "app_token",
            f"Slack went away ({type(error).__name__}).",
            "check the network and ask again",
        )
    return Finding("ok", "app_token", "Slack accepts SLACK_APP_TOKEN.")
