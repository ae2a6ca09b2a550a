"""Calls to Slack's Web API: the client, and which failed calls are worth another try.

What Slack surely did not take is tried again after a moment: the connection was never made, Slack
answered with a 5xx, or it asked to wait. A connection that is cut while the answer is awaited
leaves open whether Slack did what was asked; a message is then not sent again by the client, since
it could come twice, while everything else may be asked for twice.
"""

from __future__ import annotations

from http.client import RemoteDisconnected
from urllib.error import HTTPError, URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.http_retry.handler import RetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

from bot.logs import quiet_logger
from bot.settings import Settings
from data.database import StoreUnavailable

TIMEOUT_SECONDS = 10
# Two more, about 1 s and 1.5 s later: what opens a view has to be there within 3 s.
MORE_TRIES = 2
# Twice would be two messages or two files.
ONCE_ONLY = ("chat.postMessage", "files.completeUploadExternal")
# What Slack answers with when the trouble is its own (docs.slack.dev/reference/methods).
PASSING = frozenset(
    {"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"}
)


class NotTaken(RetryHandler):
    """Tries again what did not get through, or got a 5xx."""

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is not None:
            return response.status_code >= 500
        if isinstance(error, URLError):
            # urllib wraps what fails until the request is sent, and nothing that comes later.
            return not isinstance(error, HTTPError)
        return isinstance(
            error, (ConnectionResetError, RemoteDisconnected)
        ) and not request.url.endswith(ONCE_ONLY)


def slack_client(settings: Settings, *, again: bool = True) -> WebClient:
    """The client. Without ``again`` a call that failed stays failed, but for Slack's own 429."""
    more = [NotTaken(max_retry_count=MORE_TRIES)] if again else []
    return WebClient(
        token=settings.bot_token,
        base_url=settings.slack_api_url,
        timeout=TIMEOUT_SECONDS,
        logger=quiet_logger("slack_bolt"),
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=MORE_TRIES), *more],
    )


def passing(error: Exception) -> bool:
    """Whether the same work may succeed later: Slack or the store was away, nothing was refused."""
    if isinstance(error, SlackApiError):
        status = getattr(error.response, "status_code", 200)
        return status != 200 or error.response.get("error") in PASSING
    return isinstance(error, (OSError, SlackClientError, StoreUnavailable))
