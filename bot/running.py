"""Running: from Settings to an app that answers Slack, until a signal says stop.

Socket Mode holds one connection; HTTP mode listens on PORT. Both stop the same way: no new work
is taken, what is in hand is finished and acknowledged, answers that wait are sent, files close.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.error import URLError

import waitress
from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.error import BoltError
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from waitress import wasyncore

from bot.app import create_app, make_keel
from bot.calls import slack_client
from bot.jobs import start_jobs
from bot.logs import catch_the_rest, note, start_logging, warn
from bot.ops.files import using
from bot.ops.health import Health, Metrics, pages
from bot.ops.http import BODY_BYTES, Door, Front
from bot.reminding import Reminding
from bot.settings import Settings
from handlers.keel import Keel

IN_HAND_SECONDS = 5  # what was being handled at a stop is acknowledged within this
LANE_SECONDS = 10  # and what was to be sent is sent within this
HTTP_THREADS = 16


class InHand:
    """Counts what is being handled, so that a stop can wait for it."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 0

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """One piece of work."""
        with self._condition:
            self._count += 1
        try:
            yield
        finally:
            with self._condition:
                self._count -= 1
                self._condition.notify_all()

    def wait(self, seconds: float) -> bool:
        """Waits until nothing is in hand; False when that took too long."""
        with self._condition:
            return self._condition.wait_for(lambda: self._count == 0, seconds)


class TimedSocket(SocketModeHandler):
    """Bolt's Socket Mode handler, timed, counted, and able to finish before it goes."""

    def __init__(self, app: App, token: str, handling: Callable[[], Any], in_hand: InHand) -> None:
        self._handling = handling
        self._in_hand = in_hand
        super().__init__(app, token, logger=app.logger)

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override] # Bolt overrides its base the same way
        """One delivery of Slack."""
        with self._in_hand.one(), self._handling():
            super().handle(client, req)

    def finish(self) -> None:
        """Acknowledges what is in hand, then closes the connection."""
        if not self._in_hand.wait(IN_HAND_SECONDS):
            warn("stopped_with_work_in_hand")
        self.client.close()


@dataclass
class Server:
    """A small HTTP server in a thread of its own."""

    app: Callable[..., Any]
    host: str
    port: int
    threads: int = 2
    _server: Any = None
    _thread: threading.Thread | None = field(default=None)

    def start(self) -> int:
        """Listens; gives the port. Raises OSError when the port is taken."""
        self._server = waitress.create_server(
            self.app,
            host=self.host,
            port=self.port,
            threads=self.threads,
            ident="",
            max_request_body_size=BODY_BYTES,
            # Larger bodies would go through a file on disk, unsealed.
            inbuf_overflow=2 * BODY_BYTES,
            outbuf_overflow=2 * BODY_BYTES,
            channel_timeout=20,
        )
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)
        self._thread.start()
        return int(self._server.effective_port)

    def stop(self) -> None:
        """Takes no new connection; waits for requests under way."""
        if self._server is None or self._thread is None:
            return
        self._server.task_dispatcher.shutdown(cancel_pending=False, timeout=IN_HAND_SECONDS)
        end = time.monotonic() + IN_HAND_SECONDS
        while self._unwritten() and time.monotonic() < end:
            time.sleep(0.01)
        # Closed by the loop's own thread: closed from here, it would wait on a socket that is gone.
        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._server._map))
        self._thread.join(IN_HAND_SECONDS)

    def _unwritten(self) -> bool:
        channels = list(self._server.active_channels.values())
        return any(channel.total_outbufs_len for channel in channels)


@dataclass
class Running:
    """The parts of a started app. ``stop`` may be called once."""

    keel: Keel
    socket: TimedSocket | None
    servers: list[Server]
    http_port: int | None
    health_port: int | None
    reminding: Reminding
    jobs: BackgroundScheduler

    def stop(self) -> None:
        """Finishes what is in hand."""
        self.reminding.stop()
        self.jobs.shutdown()
        if self.socket:
            self.socket.finish()
        for server in self.servers:
            server.stop()
        self.keel.lanes.drain(LANE_SECONDS)
        self.keel.lanes.close()
        self.keel.journal.close()


def start(settings: Settings, keel: Keel) -> Running:
    """Starts everything. Raises SlackApiError when Slack refuses a token, OSError for a port.

    URLError, which is an OSError too, means that Slack cannot be reached.
    """
    app = create_app(keel, settings)
    in_hand, servers = InHand(), []
    health = Health(keel, jobs=True)
    metrics = Metrics(health)
    socket = http_port = health_port = None
    try:
        # Ports first: one that is taken should not cost a connection to Slack.
        if settings.health_port is not None:
            everybody = pages(health, metrics, settings.metrics_token)
            servers.append(Server(everybody, settings.health_host, settings.health_port))
            health_port = servers[-1].start()
        if settings.socket_mode:
            socket = TimedSocket(app, settings.app_token, metrics.seconds.time, in_hand)
            health.connected = socket.client.is_connected
            socket.client.connect()
        else:
            # On the port that the world sees, counts are for whoever has the token.
            rest = pages(health, metrics, settings.metrics_token or None)
            door = Door(settings.signing_secret)
            front = Front(app, door, rest, metrics.seconds.time, keel.counters.add)
            servers.append(Server(front, settings.host, settings.port or 0, HTTP_THREADS))
            http_port = servers[-1].start()
    except BaseException:
        for server in servers:
            server.stop()
        raise
    # rotate-key looks at this: it must not wrap under a key that the app does not know yet.
    keel.journal.put_fact("newest_key", int(keel.journal.newest_key, 16))
    # Whether a reminder went out may stay open; it is not sent a second time to find out.
    reminding = Reminding(keel, slack_client(settings, again=False))
    jobs = start_jobs(keel, reminding)
    return Running(keel, socket, servers, http_port, health_port, reminding, jobs)


def serve(settings: Settings) -> int:
    """Runs until SIGTERM or SIGINT. Exit code 2 when Slack or the port cannot be had.

    Raises InUse while a restore has the database to itself.
    """
    start_logging(settings.log_level)
    catch_the_rest()
    began = time.perf_counter()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with using(settings.database_path):
        return _until(stop, settings, began)


def _until(stop: threading.Event, settings: Settings, began: float) -> int:
    keel = make_keel(settings)
    try:
        running = start(settings, keel)
    except (BoltError, SlackApiError, OSError) as error:
        keel.lanes.close()
        keel.journal.close()
        _refused(error)
        return 2
    mode = "socket" if settings.socket_mode else "http"
    note("ready", ms=round((time.perf_counter() - began) * 1000), mode=mode)
    stop.wait()
    note("stopping")
    running.stop()
    note("stopped")
    return 0


def _refused(error: Exception) -> None:
    if isinstance(error, BoltError):
        # Bolt asks auth.test when the app is made, and wraps what Slack says.
        error = error.__context__ if isinstance(error.__context__, Exception) else error
    if isinstance(error, SlackApiError):
        warn("slack_refused", code=str(error.response.get("error", "unknown")))
    elif isinstance(error, URLError):
        warn("slack_unreachable", code=type(error.reason).__name__)
    else:
        warn("cannot_listen", code=type(error).__name__)
