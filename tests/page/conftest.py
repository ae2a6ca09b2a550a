"""Chromium on the preview page, the real stand-in behind it and a small unmodified Bolt app.

Chromium itself is started in tests/conftest.py, once for all tests that need it.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.preview.standin import StandIn, Workspace
from tests.page import sample_app


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
