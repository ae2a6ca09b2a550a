"""Starting, stopping, and leaving nothing behind."""

from __future__ import annotations

import logging
import socket
import threading
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from bot.preview.standin import Clock, NotAcknowledged, StandIn


def test_it_starts_and_stops_without_leaving_threads():
    """A second stop does nothing; the port is free again."""
    before = set(threading.enumerate())
    slack = StandIn()
    slack.start()
    port = int(slack.url.rsplit(":", 1)[1])
    slack.stop()
    slack.stop()
    assert set(threading.enumerate()) <= before
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_it_stops_with_a_page_and_an_app_still_connected(slack, app):
    """Neither holds it up."""
    from slack_bolt.adapter.socket_mode import SocketModeHandler
    from slack_sdk import WebClient

    from bot.preview.standin import StandIn as Fresh

    with Fresh() as other:
        app.client.base_url = other.api_url
        client = WebClient(other.bot_token, base_url=other.api_url)
        handler = SocketModeHandler(app, other.app_token, web_client=client)
        handler.connect()
        other.wait_connected()
        stream = urllib.request.urlopen(f"{other.url}/page/api/changes?user=U_DEV")
        assert stream.readline()
        other.disconnects(handler)
    stream.close()


def test_it_says_nothing_in_the_log(slack, app, connect, caplog):
    """No access log, and no frames with what people typed, even at DEBUG."""

    @app.event("message")
    def on_message():
        pass

    with caplog.at_level(logging.DEBUG):
        connect(app)
        slack.person("U_DEV").says("canary")
    own = [r for r in caplog.records if not r.name.startswith(("slack", "urllib"))]
    assert [f"{r.name} {r.getMessage()}" for r in own] == []


def test_an_unstarted_stand_in_can_be_thrown_away():
    """Its port is given back."""
    StandIn().stop()


def test_the_clock_runs_on_from_where_it_was_put():
    """Moved and set, never standing still."""
    start = datetime(2026, 11, 23, 8, tzinfo=UTC)
    clock = Clock(start)
    assert start <= clock.now() < start + timedelta(minutes=1)
    clock.move(timedelta(hours=9))
    first = clock.now()
    assert first >= start + timedelta(hours=9)
    assert clock.now() > first
    with pytest.raises(ValueError, match="zone"):
        clock.set(datetime(2026, 11, 23))  # noqa: DTZ001 - the point of the test


def test_whoever_listens_hears_the_clock_move(slack):
    """After the move, with the new time in place."""
    heard = []
    slack.on_clock_moved(lambda: heard.append(slack.clock.now()))
    before = slack.clock.now()
    slack.moves_clock(hours=8)
    assert heard[0] - before >= timedelta(hours=8)


def test_idle_means_nothing_is_under_way(slack, app, connect):
    """wait_idle gives up with a TimeoutError while something is."""
    started, may_end = threading.Event(), threading.Event()

    @app.shortcut("slow")
    def on_slow(ack):
        started.set()
        may_end.wait(2)
        ack()

    connect(app)
    worker = threading.Thread(target=slack.person("U_DEV").shortcut, args=("slow",))
    worker.start()
    assert started.wait(2)
    with pytest.raises(TimeoutError):
        slack.wait_idle(timeout=0.1)
    may_end.set()
    worker.join()
    slack.wait_idle()


def test_a_failed_delivery_does_not_block_the_next_test(slack):
    """A reset ends retries that were still to come."""
    with pytest.raises(NotAcknowledged):
        slack.person("U_DEV").says("x")
    slack.reset()
    slack.wait_idle()
    assert slack.deliveries == []
