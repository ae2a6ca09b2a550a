"""A file that somebody handed over: fetched from Slack once, within bounds, then deleted there.

What goes wrong is named by a code, never by an address or by anything in the file.
"""

from __future__ import annotations

from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.freecbt.problems import ImportProblem
from bot.domain.freecbt.reading import MAX_BYTES

SECONDS = 10
SLACK_FILES = "files.slack.com"
GONE = ("file_not_found", "file_deleted")


class NotFetched(Exception):
    """The file could not be had. ``code`` is import_unreachable or import_not_yours."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _NoRedirect(HTTPRedirectHandler):
    """Slack answers a file itself; a redirect leads to a login page, or away with the token."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def fetch(client: WebClient, file_id: str, user: str) -> bytes:
    """The content of a file of ``user``, at most MAX_BYTES of it.

    Raises NotFetched, and ImportProblem("too_large").
    """
    try:
        file: dict[str, Any] = client.files_info(file=file_id)["file"] or {}
    except (SlackClientError, OSError):
        raise NotFetched("import_unreachable") from None
    if file.get("user") != user:
        raise NotFetched("import_not_yours")
    if int(file.get("size") or 0) > MAX_BYTES:
        raise ImportProblem("too_large")
    url = str(file.get("url_private_download") or "")
    if not of_slack(url, client.base_url):
        raise NotFetched("import_unreachable")
    request = Request(url, headers={"Authorization": f"Bearer {client.token}"})  # noqa: S310 -- of_slack let the address pass
    try:
        with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            if answer.headers.get_content_type() == "text/html":
                # Slack shows its login page to a token without the files:read scope.
                raise NotFetched("import_unreachable")
            # The size that Slack names is not relied on: reading stops by itself.
            data: bytes = answer.read(MAX_BYTES + 1)
    except (URLError, OSError, ValueError):
        raise NotFetched("import_unreachable") from None
    return data


def of_slack(url: str, base_url: str) -> bool:
    """Whether the token may go to ``url``: Slack's files, or the very place of the Web API."""
    wanted, api = urlsplit(url), urlsplit(base_url)
    if wanted.scheme == "https" and wanted.netloc == SLACK_FILES:
        return True
    return (wanted.scheme, wanted.netloc) == (api.scheme, api.netloc)


def delete(client: WebClient, file_id: str) -> bool:
    """Deletes a file from Slack; False when Slack refuses, as it does for a person's own upload."""
    try:
        client.files_delete(file=file_id)
    except SlackApiError as error:
        return error.response.get("error") in GONE
    except (SlackClientError, OSError):
        return False
    return True
