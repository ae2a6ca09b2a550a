"""Deliveries to the app: Socket Mode envelopes or signed HTTP, acknowledgements and retries.

An event that is not acknowledged within 3 s is tried again (nearly at once, after a minute, after
five minutes, by the stand-in's clock); interactions and commands never are. Socket Mode: any one
of the open connections gets an envelope. docs.slack.dev/apis/events-api,
docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from .records import Delivery, Json
from .screens import APP
from .signed_http import NoAck, post_signed
from .world import World

MAX_CONNECTIONS = 10


@dataclass(eq=False)
class Link:
    """One open Socket Mode connection and the envelopes that wait for its acknowledgement."""

    socket: WebSocket
    waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)


class Courier:
    """Brings events, interactions and commands to the app."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.links: list[Link] = []
        self.tickets: set[str] = set()
        self._turn = itertools.count()
        self._arrived = asyncio.Event()
        self.expected = False
        self._moved = asyncio.Event()
        self._held: asyncio.Event | None = None
        self._background: set[asyncio.Task[None]] = set()

    # --- what the app connects to -------------------------------------------------------------

    async def socket(self, socket: WebSocket) -> None:
        """Serve one Socket Mode connection until either side leaves."""
        ticket = socket.query_params.get("ticket", "")
        if self.world.faults.down or ticket not in self.tickets:
            await socket.close(1008)
            return
        self.tickets.discard(ticket)
        await socket.accept()
        if len(self.links) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        link = Link(socket)
        self.links.append(link)
        try:
            await socket.send_json(self._hello())
            self._arrived.set()
            self.expected = True
            while True:
                self._acknowledged(link, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass  # the app left, or drop_socket() closed it under us
        finally:
            self._forget(link)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.links),
            "debug_info": {
                "host": "applink-1",
                "build_number": 1,
                "approximate_connection_time": 3600,
            },
            "connection_info": {"app_id": APP},
        }

    def _acknowledged(self, link: Link, raw: str) -> None:
        try:
            answer = json.loads(raw)
        except ValueError:
            return
        future = link.waiting.get(answer.get("envelope_id", ""))
        if future and not future.done():
            future.set_result(answer.get("payload"))

    def _forget(self, link: Link) -> None:
        if link in self.links:
            self.links.remove(link)
        if not self.links:
            self._arrived.clear()
        for future in link.waiting.values():
            if not future.done():
                future.set_exception(NoAck("connection_failed"))
        link.waiting.clear()

    async def drop(self) -> None:
        """Cut every connection."""
        for link in list(self.links):
            self._forget(link)
            await _quietly_close(link.socket, 1011)

    async def refresh(self) -> None:
        """Announce the end of every connection, then end it once another one is there."""
        for link in list(self.links):
            notice = {"type": "disconnect", "reason": "refresh_requested", "debug_info": {}}
            await link.socket.send_json(notice)
            self.links.remove(link)
        if not self.links:
            self._arrived.clear()

    def moved(self) -> None:
        """The clock was moved: retries that wait for it look again."""
        self._moved.set()
        self._moved = asyncio.Event()

    def abandon(self) -> None:
        """Stop every retry that is still to come."""
        for task in self._background:
            task.cancel()
        self._held = None
        self.expected = bool(self.links)

    # --- sending ------------------------------------------------------------------------------

    async def interaction(
        self, kind: str, payload: Json, envelope: str = "interactive"
    ) -> Delivery:
        """Send an interaction or a command: one try, its answer in `ack_body`."""
        delivery = self._record(kind, envelope, payload)
        await self._try(delivery, 0)
        return delivery

    async def event(self, payload: Json) -> Delivery:
        """Send an event; returns after the first try. Retries go on in the background."""
        delivery = self._record(payload["event"]["type"], "events_api", payload)
        subscribed = self.world.workspace.subscribed
        if subscribed is not None and _subscription(payload["event"]) not in subscribed:
            delivery.error = "not_subscribed"
            return delivery
        if self.world.faults.out_of_order and self._held is None:
            self._held = asyncio.Event()
            self.in_background(self._after(self._held, delivery))
            return delivery
        held, self._held = self._held, None
        try:
            await self._first_try(delivery)
        finally:
            if held:
                held.set()
        return delivery

    async def _first_try(self, delivery: Delivery) -> None:
        twice = self.world.faults.deliver_twice
        if twice == "at_once":
            await asyncio.gather(self._try(delivery, 0), self._try(delivery, 1, "http_timeout"))
        else:
            await self._try(delivery, 0)
        if not delivery.acked:
            self.in_background(self._retries(delivery))
        elif twice is True:
            await self._try(delivery, 1, "http_timeout")

    async def _after(self, held: asyncio.Event, delivery: Delivery) -> None:
        self.world.begin()
        try:
            await held.wait()
            await self._first_try(delivery)
        finally:
            self.world.end()

    async def _retries(self, delivery: Delivery) -> None:
        for number, delay in enumerate(self.world.retry_delays, start=1):
            if delivery.error == "no_retry":
                return
            await self._sleep_by_clock(delay)
            await self._try(delivery, number, delivery.error or "http_timeout")
            if delivery.acked:
                return

    async def _sleep_by_clock(self, seconds: float) -> None:
        clock = self.world.clock
        due = clock.now() + timedelta(seconds=seconds)
        while (left := (due - clock.now()).total_seconds()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                continue

    async def _try(self, delivery: Delivery, number: int, reason: str = "") -> None:
        world = self.world
        world.begin()
        delivery.tries += 1
        delivery.reasons.append(reason)
        started = time.monotonic()
        try:
            async with asyncio.timeout(world.ack_timeout):
                if world.http_target:
                    body = await post_signed(world, delivery, number, reason)
                else:
                    body = await self._by_socket(delivery, number, reason)
                if world.faults.loses_ack():
                    await asyncio.sleep(world.ack_timeout)
        except TimeoutError:
            delivery.error = "http_timeout"
        except NoAck as problem:
            delivery.error = str(problem)
        else:
            if not delivery.acked:
                delivery.acked_ms = (time.monotonic() - started) * 1000
                delivery.ack_body = body
            delivery.error = None
        finally:
            world.end()

    async def _by_socket(self, delivery: Delivery, number: int, reason: str) -> Json | None:
        if not self.links and not self.expected:
            raise NoAck("connection_failed")
        # An app that was there a moment ago is reconnecting: it has the 3 s of this try for it.
        while not self.links:
            await self._arrived.wait()
        link = self.links[next(self._turn) % len(self.links)]
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": delivery.envelope,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.envelope != "events_api",
        }
        if delivery.envelope == "events_api":
            envelope |= {"retry_attempt": number, "retry_reason": reason}
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        link.waiting[envelope_id] = answer
        try:
            await link.socket.send_json(envelope)
            return await answer
        except (WebSocketDisconnect, RuntimeError) as gone:
            raise NoAck("connection_failed") from gone
        finally:
            link.waiting.pop(envelope_id, None)

    def _record(self, kind: str, envelope: str, payload: Json) -> Delivery:
        delivery = Delivery(kind, envelope, payload, self.world.clock.now())
        self.world.deliveries.append(delivery)
        self.world.changed()
        return delivery

    def later(self, payload: Json) -> None:
        """Send an event without waiting for the app."""
        self.world.begin()

        async def run() -> None:
            try:
                await self.event(payload)
            finally:
                self.world.end()

        self.in_background(run())

    def later_interaction(self, kind: str, payload: Json) -> None:
        """Send an interaction without waiting for the app."""
        self.world.begin()

        async def run() -> None:
            try:
                await self.interaction(kind, payload)
            finally:
                self.world.end()

        self.in_background(run())

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Let a coroutine run on its own; abandon() ends it."""
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _subscription(inner: Json) -> str:
    return "message.im" if inner["type"] == "message" else str(inner["type"])


async def _quietly_close(socket: WebSocket, code: int) -> None:
    try:
        await socket.close(code)
    except RuntimeError:
        return  # already closed from the other side
