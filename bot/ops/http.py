"""HTTP mode: Slack's signed requests in over WSGI, everything else refused at the door.

    POST /slack/events   everything from Slack, after its signature was checked
    GET  /healthz        see health.py; /metrics too when METRICS_TOKEN is given

A body is read only when its length is known and small, and handed on only when its signature is
right, fresh, and new: a request is refused the second time it comes with the same signature, since
Slack signs each retry anew.
docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from slack_bolt import App, BoltRequest

from bot.logs import warn
from bot.ops.health import Environ, StartResponse, answer

PATH = "/slack/events"
BODY_BYTES = 1_000_000  # a view with every field full is a tenth of this
FRESH_SECONDS = 300  # Slack's own limit
REMEMBERED = 50_000
STATUS = {
    "method": "405 Method Not Allowed",
    "length": "411 Length Required",
    "too_large": "413 Content Too Large",
    "unsigned": "401 Unauthorized",
    "stale": "401 Unauthorized",
    "forged": "401 Unauthorized",
    "replayed": "401 Unauthorized",
    "unreadable": "400 Bad Request",
}


class Door:
    """Decides whether a request is Slack's. Clocks are real: a signature's age is real time."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, float] = OrderedDict()

    def refusal(self, timestamp: str, signature: str, body: bytes) -> str | None:
        """Why a request is refused, or None; that one is refused when it comes again."""
        if not timestamp or not signature:
            return "unsigned"
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
            return "forged"
        if abs(self._clock() - int(timestamp)) > FRESH_SECONDS:
            return "stale"
        base = b"v0:" + timestamp.encode() + b":" + body
        right = "v0=" + hmac.new(self._secret, base, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right.encode(), signature.encode("latin-1", "replace")):
            return "forged"
        return None if self._first(signature) else "replayed"

    def forget(self, signature: str) -> None:
        """Lets a request come again that could not be handled."""
        with self._lock:
            self._seen.pop(signature, None)

    def _first(self, signature: str) -> bool:
        # Remembered before it is handled, or two at the same moment would both pass.
        now = self._clock()
        with self._lock:
            if signature in self._seen:
                return False
            self._seen[signature] = now
            while (
                len(self._seen) > REMEMBERED
                or next(iter(self._seen.values())) < now - 2 * FRESH_SECONDS
            ):
                self._seen.popitem(last=False)
            return True


class Front:
    """The WSGI app: Slack's path to Bolt, the rest to the pages."""

    def __init__(
        self,
        app: App,
        door: Door,
        rest: Callable[..., Iterable[bytes]],
        handling: Callable[[], Any],
        count: Callable[[str], None],
    ) -> None:
        """``handling`` times a request as a context manager; ``count`` counts refusals."""
        self._app = app
        self._door = door
        self._rest = rest
        self._handling = handling
        self._count = count

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        if environ.get("PATH_INFO") != PATH:
            return self._rest(environ, start_response)
        if environ.get("REQUEST_METHOD") != "POST":
            return self._refuse(start_response, "method")
        length = str(environ.get("CONTENT_LENGTH") or "")
        if not (length.isascii() and length.isdigit()):
            return self._refuse(start_response, "length")
        if int(length) > BODY_BYTES:
            return self._refuse(start_response, "too_large")
        body: bytes = environ["wsgi.input"].read(int(length))
        stamp = str(environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""))
        signature = str(environ.get("HTTP_X_SLACK_SIGNATURE", ""))
        why = self._door.refusal(stamp, signature, body)
        if why:
            return self._refuse(start_response, why)
        try:
            request = BoltRequest(body=body.decode(), headers=_headers(environ))
        except ValueError:
            return self._refuse(start_response, "unreadable")
        with self._handling():
            response = self._app.dispatch(request)
        if not 200 <= response.status < 300:
            self._door.forget(signature)
        head = response.first_headers_without_set_cookie()
        kind = head.pop("content-type", "text/plain")
        rest = [(name, value) for name, value in head.items() if name != "content-length"]
        text = (response.body or "").encode()
        return answer(start_response, f"{response.status} Slack", text, kind, rest)

    def _refuse(self, start_response: StartResponse, why: str) -> Iterable[bytes]:
        self._count(f"refused_{why}")
        warn("request_refused", why=why)
        return answer(start_response, STATUS[why], headers=[("X-Slack-No-Retry", "1")])


def _headers(environ: Environ) -> dict[str, str | Sequence[str]]:
    found: dict[str, str | Sequence[str]] = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    found["content-type"] = str(environ.get("CONTENT_TYPE", ""))
    return found
