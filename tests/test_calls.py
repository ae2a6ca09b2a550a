"""Calls to Slack's Web API: what is tried again by the client, and what must not be."""

from __future__ import annotations

from http.client import RemoteDisconnected
from pathlib import Path
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

from bot.calls import MORE_TRIES, NotTaken, passing, slack_client
from bot.preview.standin import StandIn
from data.database import StoreUnavailable
from tests.test_running import settings


def again(method: str, error: Exception | None = None, status: int | None = None) -> bool:
    """Whether a call that ended so is tried again."""
    return NotTaken(max_retry_count=MORE_TRIES).can_retry(
        state=RetryState(),
        request=HttpRequest(method="POST", url=f"https://slack.example/api/{method}", headers={}),
        response=None if status is None else HttpResponse(status_code=status, headers={}),
        error=error,
    )


@pytest.mark.parametrize("method", ["chat.postMessage", "views.open"])
def test_what_slack_surely_did_not_take_is_tried_again(method: str) -> None:
    """No connection was made, or Slack says that the trouble is its own."""
    assert again(method, error=URLError(ConnectionRefusedError()))
    for status in (500, 502, 503, 504):
        assert again(method, status=status)
    for status in (200, 400, 403):
        assert not again(method, status=status)


@pytest.mark.parametrize("error", [ConnectionResetError(), RemoteDisconnected()])
def test_a_message_whose_fate_is_open_is_not_sent_again(error: Exception) -> None:
    """It could come twice; a view cannot, and a question may be asked twice."""
    assert not again("chat.postMessage", error=error)
    assert not again("files.completeUploadExternal", error=error)
    assert again("views.open", error=error)
    assert again("users.info", error=error)


def test_an_answer_that_took_too_long_is_not_waited_for_again() -> None:
    """Slack has the call; it may be working on it."""
    assert not again("views.open", error=TimeoutError())


def test_a_reminders_client_tries_nothing_again_but_what_slack_asks_for(
    slack: StandIn, tmp_path: Path
) -> None:
    """One message, whatever happens; after a 429 none went out."""
    client = slack_client(settings(slack, tmp_path), again=False)
    slack.faults.status_500 = 1
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="U_DEV", text="our words")
    slack.faults.rate_limit = {"chat.postMessage": [1, 1]}
    client.chat_postMessage(channel="U_DEV", text="our words")
    assert len(slack.person("U_DEV").dm) == 1


def test_the_client_of_everything_else_outlasts_two_failures(
    slack: StandIn, tmp_path: Path
) -> None:
    """The message is there once."""
    client = slack_client(settings(slack, tmp_path))
    slack.faults.status_500 = MORE_TRIES
    client.chat_postMessage(channel="U_DEV", text="our words")
    assert len(slack.person("U_DEV").dm) == 1


def test_what_is_refused_is_told_from_what_passes(slack: StandIn, tmp_path: Path) -> None:
    """Help is sent again for minutes after the one, and not after the other."""
    client = slack_client(settings(slack, tmp_path), again=False)
    for code, worth in (("internal_error", True), ("channel_not_found", False)):
        slack.faults.fail = {"chat.postMessage": code}
        with pytest.raises(SlackApiError) as refused:
            client.chat_postMessage(channel="U_DEV", text="our words")
        assert passing(refused.value) is worth
    slack.faults.fail = {}
    slack.faults.status_500 = 1
    with pytest.raises(SlackApiError) as broken:
        client.chat_postMessage(channel="U_DEV", text="our words")
    assert passing(broken.value)
    assert passing(URLError(ConnectionRefusedError()))
    assert passing(TimeoutError())
    assert passing(StoreUnavailable("SQLITE_BUSY"))
    assert not passing(KeyError("ours"))
