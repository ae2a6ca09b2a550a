"""One stand-in for the whole folder, reset between tests, and an unmodified Bolt app on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.preview.standin import StandIn


@pytest.fixture(scope="session")
def server() -> Iterator[StandIn]:
    """The running stand-in."""
    with StandIn() as running:
        yield running


@pytest.fixture
def slack(server: StandIn) -> StandIn:
    """The stand-in on its first day."""
    server.reset()
    server.http_target = None
    return server


@pytest.fixture
def client(slack: StandIn) -> WebClient:
    """slack_sdk's own client, pointed at the stand-in."""
    return WebClient(slack.bot_token, base_url=slack.api_url)


@pytest.fixture
def app(slack: StandIn, client: WebClient) -> App:
    """A Bolt app with nothing registered yet."""
    return App(
        client=client,
        signing_secret=slack.signing_secret,
        process_before_response=True,
        listener_executor=ThreadPoolExecutor(8),
    )


@pytest.fixture
def connect(slack: StandIn) -> Iterator[Callable[[App], SocketModeHandler]]:
    """Connect an app by Socket Mode; closed after the test."""
    handlers: list[SocketModeHandler] = []

    def run(app: App) -> SocketModeHandler:
        # slack_sdk looks after a lost connection once every ping_interval.
        handler = SocketModeHandler(app, slack.app_token, ping_interval=0.5)
        handler.connect()
        handlers.append(handler)
        slack.wait_connected()
        return handler

    yield run
    slack.disconnects(*handlers)
    slack.faults.clear()
