"""The real app against the Slack stand-in, over a real Socket Mode connection and real files."""

from __future__ import annotations

import base64
import json
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, expect, sync_playwright
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.web.base_client import BaseClient

from bot.app import create_app, make_keel
from bot.logs import QuietFormatter
from bot.manifest import manifest
from bot.preview.standin import PersonDriver, StandIn, Workspace
from bot.preview.standin.clock import Clock
from bot.settings import MasterKey, Settings
from handlers.keel import Keel

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Where Chromium is, if it is."""
    found = [os.environ.get("CHROMIUM"), "/usr/bin/chromium", shutil.which("chromium-browser")]
    return next((path for path in found if path and Path(path).exists()), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The one line that says why nothing of the page was tested."""
    if chromium() is None and not os.environ.get("CI"):
        terminalreporter.write_line("No Chromium here: the tests of the preview page were skipped.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of the page."""
    path = chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and in CI the browser tests must run")
        pytest.skip("Chromium is missing, so the tests of the preview page do not run")
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield running
        running.close()


hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")


def master_key(byte: int = 7) -> MasterKey:
    """A key that is only used in tests."""
    return MasterKey.from_text(base64.b64encode(bytes([byte]) * 32).decode())


@dataclass
class House:
    """A running Even Keel and the workspace around it."""

    slack: StandIn
    keel: Keel
    app: App
    settings: Settings
    folder: Path
    log: StringIO = field(default_factory=StringIO)

    def person(self, user: str = "U_DEV") -> PersonDriver:
        """Somebody of the invented workspace."""
        return self.slack.person(user)

    def settle(self) -> None:
        """Waits until everything that was asked for has been answered."""
        self.slack.wait_idle(quiet=0.02)
        for _ in range(200):
            self.keel.lanes.drain(5)
            if not self.keel.lanes.open:
                break
        self.slack.wait_idle(quiet=0.02)

    def message_calls(self) -> list[Any]:
        """Every call that writes a message."""
        return self.slack.calls_to("chat.")


# When every scenario begins, a Monday: the day a test happens to run must decide nothing.
STARTS = datetime(2026, 11, 23, 20, tzinfo=UTC)


@pytest.fixture(scope="session")
def slack_server() -> Iterator[StandIn]:
    """One stand-in for the session; each test gets it fresh."""
    with StandIn(Workspace(manifest=manifest()), clock=Clock(STARTS)) as slack:
        yield slack


@contextmanager
def running(slack: StandIn, folder: Path, **changes: Any) -> Iterator[House]:
    """Starts Even Keel on files in ``folder``; the context ends with it stopped."""
    settings = Settings(
        keys=changes.pop("keys", (master_key(),)),
        database_url=changes.pop("database_url", f"sqlite:///{folder}/keel.db"),
        bot_token=slack.bot_token,
        app_token=slack.app_token,
        slack_api_url=slack.api_url,
        **changes,
    )
    keel = make_keel(settings, slack.clock.now)
    app = create_app(keel, settings)
    with watched_until_acknowledged(app) as early:
        handler = SocketModeHandler(app, settings.app_token, logger=app.logger)
        handler.connect()
        slack.wait_connected()
        try:
            yield House(slack, keel, app, settings, folder)
        finally:
            slack.disconnects(handler)
            keel.lanes.drain(5)
            keel.lanes.close()
            keel.journal.close()
    assert early == [], "Slack was called before the acknowledgement"


@contextmanager
def watched_until_acknowledged(app: App) -> Iterator[list[str]]:
    """A list of every call to Slack that a listener makes itself, before its answer is ready.

    Such a call is how a slow Slack would use up the 3 s it gives. Told without a clock, so that a
    busy machine decides nothing.
    """
    early: list[str] = []
    within = threading.local()
    dispatch, perform = app.dispatch, BaseClient._perform_urllib_http_request

    def watched(request: BoltRequest) -> BoltResponse:
        within.listener = True
        try:
            return dispatch(request)
        finally:
            within.listener = False

    def performed(self: BaseClient, *, url: str, args: dict[str, Any]) -> dict[str, Any]:
        if getattr(within, "listener", False):
            early.append(url.rsplit("/", 1)[-1])
        return perform(self, url=url, args=args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "dispatch", watched)
        patch.setattr(BaseClient, "_perform_urllib_http_request", performed)
        yield early


@pytest.fixture
def slack(slack_server: StandIn) -> StandIn:
    """A fresh workspace.

    More patient than Slack's 3 s: a loaded machine must not decide a test. What would use up the
    3 s, a call to Slack before the answer, fails every scenario (watched_until_acknowledged).
    """
    slack_server.reset()
    slack_server.ack_timeout = slack_server.trigger_ttl = 15.0
    return slack_server


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged, at DEBUG, by whoever: the worst an operator could switch on."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def house(slack: StandIn, tmp_path: Path, log: StringIO) -> Iterator[House]:
    """Even Keel at work, with a fresh database and a fresh workspace."""
    with running(slack, tmp_path) as started:
        started.log = log
        yield started
        assert without_help(slack) == [], "the way to help is missing"


def without_help(slack: StandIn) -> list[str]:
    """Every message and view the app showed that has no way to help on it, by what it was."""
    shown: list[tuple[str, Any]] = []
    for call in slack.calls:
        if call.response.get("ok") and call.method in SHOWING:
            shown.append((call.method, call.args.get("view") or call.args))
    for delivery in slack.deliveries:
        body = delivery.ack_body if isinstance(delivery.ack_body, dict) else {}
        if body.get("view") or body.get("blocks"):
            shown.append((delivery.kind, body.get("view") or body))
    return [
        f"{how} {what.get('callback_id', '')}"
        for how, what in shown
        if '"help_' not in json.dumps(what).replace("'", '"')
    ]


SHOWING = {
    "chat.postMessage",
    "chat.postEphemeral",
    "chat.update",
    "views.open",
    "views.push",
    "views.publish",
    "views.update",
}

Start = Callable[..., Any]


@pytest.fixture
def start(slack: StandIn, tmp_path: Path) -> Start:
    """Starts Even Keel by hand: ``with start() as house``; twice for a restart."""
    return lambda **changes: running(slack, tmp_path, **changes)
