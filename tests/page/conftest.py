"""Chromium on the preview page, the real stand-in behind it and a small unmodified Bolt app.

Where Chromium is missing these tests are skipped with one line; where CI is set they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.preview.standin import StandIn, Workspace
from tests.page import sample_app

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


@pytest.fixture(scope="session")
def server() -> Iterator[StandIn]:
    """The stand-in with the sample app's manifest and a pretended disk."""
    with StandIn(
        Workspace(manifest=sample_app.MANIFEST), database_view=sample_app.database
    ) as running:
        yield running


@pytest.fixture
def slack(server: StandIn) -> Iterator[StandIn]:
    """The stand-in on its first day, with the sample app connected by Socket Mode."""
    server.reset()
    # These tests are about the page; Slack's 3 seconds are tested where nothing else is busy.
    server.ack_timeout = server.trigger_ttl = 15.0
    app = App(
        client=WebClient(server.bot_token, base_url=server.api_url),
        signing_secret=server.signing_secret,
        process_before_response=True,
        listener_executor=ThreadPoolExecutor(8),
    )
    sample_app.register(app)
    handler = SocketModeHandler(app, server.app_token)
    handler.connect()
    server.wait_connected()
    yield server
    server.disconnects(handler)


@pytest.fixture
def page(browser: Browser, slack: StandIn) -> Iterator[Page]:
    """The page as U_DEV finds it; anything on the browser's console fails the test."""
    context = browser.new_context(viewport={"width": 1200, "height": 800}, locale="en-GB")
    context.set_default_timeout(15_000)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    tab.goto(slack.url)
    tab.get_by_label("Message Even Keel").wait_for()
    yield tab
    context.close()
    # A refused verb (400) is part of some tests and shows as a failed resource.
    assert [c for c in complaints if "status of 400" not in c] == []
