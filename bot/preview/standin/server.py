"""StandIn: one invented Slack workspace, served from a thread of its own.

Everything that changes the workspace happens on that thread's event loop; the tests' calls and
the page's requests come to it from outside.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import uvicorn

from . import payloads
from .app import build
from .clock import Clock
from .delivery import Courier
from .dials import Dials
from .faults import Faults
from .hands import Hands
from .page_api import PageApi
from .people import PersonDriver
from .quiet_http import QuietHTTP
from .records import Delivery, Json
from .screens import BOT_USER
from .web_api import WebApi
from .web_api.base import Api
from .workspace import Workspace
from .world import World

T = TypeVar("T")


class StandIn(Dials):
    """A Slack that unmodified slack_sdk and Bolt can talk to.

    `workspace` says who works there and what the app registered; `clock` is movable; `port` 0
    takes a free one; `database_view` gives the reviewer's panel its tables.
    """

    def __init__(
        self,
        workspace: Workspace | None = None,
        clock: Clock | None = None,
        port: int = 0,
        database_view: Callable[[], list[Json]] | None = None,
    ) -> None:
        self._listening = socket.create_server(("127.0.0.1", port), backlog=256)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.api_url = f"{self.url}/api/"
        self._world = World(
            workspace or Workspace(),
            clock or Clock(),
            Faults(),
            self.url,
            bot_token="xoxb-northwind-keel",  # noqa: S106 - opens nothing but this stand-in
            app_token="xapp-1-northwind-keel",  # noqa: S106 - the same
            signing_secret="northwind-signing-secret",  # noqa: S106 - the same
        )
        self._database_view = database_view
        self._courier: Courier
        self._api: Api
        self._loop: asyncio.AbstractEventLoop
        self._server: uvicorn.Server
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._world.clock.on_moved(self._clock_moved)
        self._world.faults.bind(
            lambda: self._at_once(self._courier.drop()),
            lambda: self._at_once(self._courier.refresh()),
        )

    # --- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Serve, and return once requests are answered."""
        self._thread = threading.Thread(target=self._serve, name="slack-stand-in", daemon=True)
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the stand-in did not start")

    def stop(self) -> None:
        """Close every connection and end the thread. A second call does nothing."""
        if self._thread is None:
            self._listening.close()
            return
        self._do(self._leave())
        self._thread.join(10)
        self._thread = None
        self._listening.close()

    def __enter__(self) -> StandIn:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self) -> None:
        with asyncio.Runner() as runner:
            runner.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._courier = Courier(self._world)
        self._api = Api(self._world, self._courier)
        self._page = PageApi(self._api, self._database_view)
        config = uvicorn.Config(
            build(self._api, WebApi(self._world, self._courier), self._page),
            # websockets-sansio: uvicorn's other implementations lean on deprecated modules
            ws="websockets-sansio",
            # slack_sdk's client notices that it was closed or replaced only when something comes in
            ws_ping_interval=0.25,
            ws_ping_timeout=20.0,
            http=QuietHTTP.over(self._world),
            lifespan="off",
            log_config=None,
            # Below that its lines carry frames, and with them what people typed.
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        watcher = asyncio.create_task(self._announce())
        await self._server.serve(sockets=[self._listening])
        await watcher

    async def _announce(self) -> None:
        while not self._server.started:
            await asyncio.sleep(0.001)
        self._ready.set()

    async def _leave(self) -> None:
        self._courier.abandon()
        self._page.stopping.set()
        for waker in self._world.wakers:
            waker.set()
        await self._courier.drop()
        self._server.should_exit = True

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the server's loop and wait for it."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a driver call on the server's own thread would wait for itself")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def _at_once(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine; wait for it, unless the page asked for it on the server's own thread."""
        if threading.current_thread() is self._thread:
            self._courier.in_background(work)
        else:
            self._do(work)

    # --- acting ----------------------------------------------------------------------------------

    @property
    def connections(self) -> int:
        """Open Socket Mode connections."""
        return len(self._courier.links)

    def person(self, user_id: str) -> PersonDriver:
        """A person to act as. Raises KeyError for somebody who does not work here."""
        return PersonDriver(Hands(self._api, user_id), self._do)

    def on_clock_moved(self, callback: Callable[[], None]) -> None:
        """Call back after the clock was moved, in the thread that moved it."""
        self._world.clock.on_moved(callback)

    def _clock_moved(self) -> None:
        if self._ready.is_set() and self._thread is not None:
            self._loop.call_soon_threadsafe(self._courier.moved)
            self._loop.call_soon_threadsafe(self._world.changed)

    # --- acts of the workspace ------------------------------------------------------------------

    def uninstalls_app(self) -> None:
        """An admin removes the app: tokens die, then app_uninstalled and tokens_revoked arrive."""
        self._do(self._tell({"type": "app_uninstalled"}, still_installed=False))
        self._do(self._tell({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}}))

    def revokes_tokens(self, user_ids: list[str]) -> None:
        """People take back what they granted: tokens_revoked."""
        self._do(self._tell({"type": "tokens_revoked", "tokens": {"oauth": user_ids, "bot": []}}))

    async def _tell(self, inner: Json, *, still_installed: bool = True) -> None:
        if not still_installed:
            self._world.workspace.installed = False
        stamp = {"event_ts": self._api.new_ts()}
        await self._courier.event(payloads.event(self._world, inner | stamp))

    def sends(self, inner: Json) -> Delivery:
        """Deliver any event, for shapes the drivers do not make."""
        return self._do(self._courier.event(payloads.event(self._world, inner)))

    # --- between tests --------------------------------------------------------------------------

    def reset(self) -> None:
        """A fresh workspace, clock, records and switches; port, tokens and sockets stay."""

        async def start_over() -> None:
            world = self._world
            self._courier.abandon()
            world.workspace = world.workspace.fresh()
            world.clock.restart()
            world.faults.clear()
            world.calls.clear()
            world.deliveries.clear()
            world.posted_at.clear()
            world.trigger_ttl = world.ack_timeout = 3.0
            world.retry_delays = (0.0, 60.0, 300.0)
            world.changed()

        self._do(start_over())

    def wait_idle(self, timeout: float = 5.0, quiet: float = 0.15) -> None:
        """Wait until nothing is under way and nothing has happened for `quiet` seconds.

        Retries that wait for the clock do not count. Raises TimeoutError.
        """
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            calm = time.monotonic() - self._world.last_activity
            if self._world.busy == 0 and calm >= quiet:
                return
            time.sleep(max(0.005, min(quiet - calm, 0.05)))
        raise TimeoutError(f"still busy after {timeout} s: {self._world.busy} under way")

    def wait_connected(self, timeout: float = 5.0) -> None:
        """Wait until the app has a Socket Mode connection. Raises TimeoutError."""
        end = time.monotonic() + timeout
        while not self.connections:
            if time.monotonic() > end:
                raise TimeoutError("the app did not connect")
            time.sleep(0.005)

    def disconnects(self, *handlers: Any) -> None:
        """Close Bolt's SocketModeHandlers without waiting for them.

        slack_sdk's client notices close() only when something arrives or 3 s have passed, so the
        connection is cut from this side first.
        """
        for handler in handlers:
            handler.client.auto_reconnect_enabled = False
        self._do(self._courier.drop())
        end = time.monotonic() + 3
        for handler in handlers:
            # Its receiving thread and close() would otherwise close the same socket twice.
            while handler.client.is_connected() and time.monotonic() < end:
                time.sleep(0.005)
            handler.client.closed = True
            handler.client.message_queue.put(None)  # wakes its queue, which looks once a second
            handler.close()
        self._courier.expected = False

    def moves_clock(self, **by: float) -> None:
        """Move the clock: moves_clock(hours=8, minutes=30)."""
        self.clock.move(timedelta(**by))
