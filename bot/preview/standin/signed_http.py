"""Deliveries over HTTP, signed with the app's secret, as Slack does without Socket Mode.

docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from .records import Delivery, Json
from .world import World


class NoAck(Exception):
    """A try failed; the message is Slack's name for the reason."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a request body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encoded(delivery: Delivery) -> tuple[str, bytes]:
    """Content type and body: JSON for events, a form for the rest."""
    form = "application/x-www-form-urlencoded"
    if delivery.envelope == "events_api":
        return "application/json", json.dumps(delivery.payload).encode()
    if delivery.envelope == "slash_commands":
        return form, urlencode(delivery.payload).encode()
    return form, urlencode({"payload": json.dumps(delivery.payload)}).encode()


async def post_signed(world: World, delivery: Delivery, number: int, reason: str) -> Json | None:
    """POST the delivery to the app. Raises NoAck unless the answer is a 2xx."""
    target = urlsplit(world.http_target or "")
    kind, body = encoded(delivery)
    stamp = str(int(time.time()))
    head = {
        "Host": target.netloc,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(world.signing_secret, stamp, body),
    }
    if number:
        head |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
    # HTTP/1.0: one answer, then the end of the stream, and never chunked.
    lines = [f"POST {target.path or '/'} HTTP/1.0", *(f"{k}: {v}" for k, v in head.items())]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
    try:
        reader, writer = await asyncio.open_connection(target.hostname, target.port)
    except OSError as refused:
        raise NoAck("connection_failed") from refused
    try:
        writer.write(request)
        await writer.drain()
        answer = await reader.read()
    except OSError as broken:
        raise NoAck("connection_failed") from broken
    finally:
        writer.close()
    status, headers, content = _parsed(answer)
    if not 200 <= status < 300:
        raise NoAck("no_retry" if headers.get("x-slack-no-retry") == "1" else "http_error")
    return _acknowledgement(headers.get("content-type", ""), content)


def _parsed(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, content = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
    pairs = (line.partition(":") for line in rest)
    return status, {k.strip().lower(): v.strip() for k, _, v in pairs}, content


def _acknowledgement(kind: str, content: bytes) -> Json | None:
    text = content.decode("utf-8", "replace")
    if not text.strip():
        return None
    if kind.startswith("application/json"):
        value: Any = json.loads(text)
        return value if isinstance(value, dict) else None
    return {"text": text}
