"""HTTP mode: signed, fresh, new and small, or refused without a trace of the body."""

from __future__ import annotations

import http.client
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ops.http import BODY_BYTES, FRESH_SECONDS, REMEMBERED, Door
from bot.preview.standin import StandIn
from bot.preview.standin.signed_http import signature
from bot.running import Running
from tests.ops.conftest import free_port, get, settings_for, started

CANARY = "canary-40be nobody may read this"
NOW = 1_900_000_000
SECRET = "shhh" * 8


@pytest.fixture
def running(slack: StandIn, tmp_path: Path, log: io.StringIO) -> Iterator[Running]:
    """Even Keel over HTTP."""
    settings = settings_for(
        slack, tmp_path, signing_secret=slack.signing_secret, host="127.0.0.1", port=free_port()
    )
    with started(slack, settings) as found:
        yield found


def settle(slack: StandIn, running: Running) -> None:
    slack.wait_idle(quiet=0.05)
    running.keel.lanes.drain(5)
    slack.wait_idle(quiet=0.05)


def post(
    running: Running,
    body: bytes,
    stamp: str | None,
    signed: str | None,
    path: str = "/slack/events",
) -> tuple[int, bytes]:
    assert running.http_port
    connection = http.client.HTTPConnection("127.0.0.1", running.http_port, timeout=10)
    headers = {"Content-Type": "application/json"}
    if stamp is not None:
        headers["X-Slack-Request-Timestamp"] = stamp
    if signed is not None:
        headers["X-Slack-Signature"] = signed
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def event(text: str = CANARY, id_: str = "Ev1") -> bytes:
    inner = {
        "type": "message",
        "channel_type": "im",
        "channel": "D_DEV",
        "user": "U_DEV",
        "text": text,
        "ts": "1.1",
    }
    outer = {"type": "event_callback", "team_id": "T_NORTHWIND", "event_id": id_, "event": inner}
    return json.dumps(outer).encode()


def test_the_main_job_works_over_http(slack: StandIn, running: Running) -> None:
    """A word, consent, the form, the numbers: as in Socket Mode."""
    mara = slack.person("U_DEV")
    mara.shortcut("check_in")
    settle(slack, running)
    assert mara.submits() is None
    settle(slack, running)
    mara.fills({"rate_sleep": "2", "note": CANARY})
    assert mara.submits() is None
    settle(slack, running)
    assert mara.modals[-1]["callback_id"] == "check_in_reflection"
    mara.says("help")
    settle(slack, running)
    assert mara.last_message.by_bot


def test_a_request_that_slack_did_not_sign_is_refused(
    slack: StandIn, running: Running, log: io.StringIO
) -> None:
    """Missing, forged, stale, of another secret: 401, no listener, and nothing of it in the log."""
    body, now = event(), str(int(time.time()))
    old = str(int(time.time()) - FRESH_SECONDS - 5)
    secret = slack.signing_secret
    cases = [
        (None, None),
        (now, None),
        (None, signature(secret, now, body)),
        (now, "v0=" + "0" * 64),
        (now, signature("another secret", now, body)),
        (now, signature(secret, now, body + b" ")),
        (old, signature(secret, old, body)),
        ("-1", signature(secret, "-1", body)),
        ("soon", "\xff\xfe"),
        ("٣" * 10, "v0=x"),
    ]
    for stamp, signed in cases:
        stamp = stamp.encode("utf-8").decode("latin-1") if stamp else stamp
        assert post(running, body, stamp, signed) == (401, b"")
    settle(slack, running)
    assert slack.calls_to("chat.") == []
    assert CANARY not in log.getvalue()
    counts = running.keel.counters.snapshot()
    assert sum(n for name, n in counts.items() if name.startswith("refused_")) == len(cases)


def test_a_recorded_request_is_refused_the_second_time(slack: StandIn, running: Running) -> None:
    """Whoever can record a request cannot play it again, even while it is fresh."""
    body, now = event("help"), str(int(time.time()))
    signed = signature(slack.signing_secret, now, body)
    assert post(running, body, now, signed)[0] == 200
    settle(slack, running)
    said = len(slack.calls_to("chat."))
    assert said
    assert post(running, body, now, signed)[0] == 401
    settle(slack, running)
    assert len(slack.calls_to("chat.")) == said


def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    slack: StandIn, running: Running, log: io.StringIO
) -> None:
    """A megabyte is ten times the largest form; more is not even buffered."""
    body = event(CANARY + "x" * BODY_BYTES)
    now = str(int(time.time()))
    try:
        status = post(running, body, now, signature(slack.signing_secret, now, body))[0]
    except (BrokenPipeError, ConnectionResetError):
        status = 413  # the answer came while the body was on its way
    assert status == 413
    assert CANARY not in log.getvalue()
    assert get(running.http_port, "/healthz")[0] == 200


def test_signed_nonsense_is_answered_and_not_logged(
    slack: StandIn, running: Running, log: io.StringIO
) -> None:
    """Bytes that are no text, JSON that is no object: an answer, and no traceback with the body."""
    for number, body in enumerate(
        (
            b"\xff\xfe" + CANARY.encode(),
            b"{" + CANARY.encode(),
            b'["' + CANARY.encode() + b'"]',
            b"",
        )
    ):
        stamp = str(int(time.time()) - number)
        status, _ = post(running, body, stamp, signature(slack.signing_secret, stamp, body))
        assert status in (400, 404, 500)
    assert CANARY not in log.getvalue()
    assert get(running.http_port, "/healthz")[0] == 200


def test_only_slacks_path_takes_anything(running: Running) -> None:
    """Everything else is not found, and reading Slack's path is not allowed."""
    assert post(running, event(), "1", "x", "/")[0] in (404, 405)
    assert get(running.http_port, "/slack/events")[0] == 405
    assert get(running.http_port, "/")[0] == 404
    assert get(running.http_port, "/../keel.db")[0] == 404


def test_counts_are_not_for_the_world(running: Running) -> None:
    """On the port that everybody reaches, the metrics need the token."""
    assert get(running.http_port, "/metrics")[0] == 404
    status, text = get(running.http_port, "/healthz")
    assert status == 200
    assert json.loads(text) == {"ok": True, "process": True, "database": True, "last_tick": True}


@given(st.text(max_size=20), st.text(max_size=80), st.binary(max_size=50))
def test_no_header_of_a_stranger_opens_or_breaks_the_door(
    stamp: str, signed: str, body: bytes
) -> None:
    """Whatever the headers hold, the answer is a refusal."""
    assert Door(SECRET, lambda: NOW).refusal(stamp, signed, body) is not None


@pytest.mark.parametrize(("age", "refused"), [(0, False), (300, False), (301, True), (-301, True)])
def test_a_signature_is_good_for_five_minutes(age: int, refused: bool) -> None:
    """To both sides, since clocks differ."""
    stamp = str(NOW - age)
    why = Door(SECRET, lambda: NOW).refusal(stamp, signature(SECRET, stamp, b"x"), b"x")
    assert why == ("stale" if refused else None)


def test_what_is_remembered_of_requests_is_bounded() -> None:
    """Old signatures go when they are stale, and there is a most."""
    now = [float(NOW)]
    door = Door(SECRET, lambda: now[0])
    for number in range(10):
        assert door._first(str(number))
    now[0] += 2 * FRESH_SECONDS + 1
    assert door._first("last")
    assert list(door._seen) == ["last"]
    for number in range(REMEMBERED + 5):
        door._first(str(number))
    assert len(door._seen) == REMEMBERED


def test_of_two_at_the_same_moment_one_passes() -> None:
    """And one that could not be handled may come again."""
    stamp = str(NOW)
    signed = signature(SECRET, stamp, b"x")
    door = Door(SECRET, lambda: NOW)
    assert door.refusal(stamp, signed, b"x") is None
    assert door.refusal(stamp, signed, b"x") == "replayed"
    door.forget(signed)
    assert door.refusal(stamp, signed, b"x") is None


def test_slacks_first_question_is_answered(slack: StandIn, running: Running) -> None:
    """Slack saves an address only when it gives the challenge back."""
    body, now = b'{"type": "url_verification", "challenge": "3eZbrw1aB"}', str(int(time.time()))
    status, answered = post(running, body, now, signature(slack.signing_secret, now, body))
    assert status == 200
    assert b"3eZbrw1aB" in answered
