"""Health and metrics: counts and durations for whoever runs it, nothing about whoever uses it.

    GET /healthz   200 or 503, and which of the parts answers
    GET /metrics   Prometheus text

Every name below is ours; nothing that came in with a request is ever used as a label.
"""

from __future__ import annotations

import hmac
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from data.database import StoreUnavailable
from handlers.keel import Keel

TICK_SECONDS = 300  # the jobs tick every minute; five missed ones are a fault
WRITE_SECONDS = 60  # how often the health page tries a write: a full disk reads quite well
NAME = re.compile(r"[a-z][a-z_]*")
TEXT = "text/plain; version=0.0.4; charset=utf-8"

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Environ = dict[str, Any]


@dataclass
class Health:
    """The state of the process, asked for at each request."""

    keel: Keel
    connected: Callable[[], bool] | None = None  # None in HTTP mode, which has no socket
    jobs: bool = False  # whether something in this process ticks
    started: float = field(default_factory=time.monotonic)
    _wrote: float = 0.0

    def state(self) -> dict[str, bool]:
        """Each part and whether it works. The process answers, so it does."""
        found = {"process": True, "database": True}
        facts: dict[str, int] = {}
        try:
            facts = self.keel.journal.facts()
            if not self._wrote or time.monotonic() - self._wrote > WRITE_SECONDS:
                self.keel.journal.put_fact("health_at", int(self.keel.now().timestamp()))
                self._wrote = time.monotonic()
        except StoreUnavailable:
            found["database"] = False
        if self.jobs:
            found["last_tick"] = self._ticks(facts.get("last_tick_at"))
        if self.connected is not None:
            found["socket"] = self.connected()
        return found

    def _ticks(self, last: int | None) -> bool:
        if time.monotonic() - self.started < TICK_SECONDS:
            return True
        return last is not None and self.keel.now().timestamp() - last < TICK_SECONDS


class Metrics:
    """Counts of what happened and how long requests took."""

    def __init__(self, health: Health) -> None:
        self.health = health
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.seconds = Histogram(
            "even_keel_handling_seconds",
            "From a delivery of Slack to its acknowledgement.",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
            registry=self.registry,
        )
        self.registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """What is read at the moment somebody asks."""
        up = GaugeMetricFamily("even_keel_up", "Whether a part works.", labels=["part"])
        for part, works in self.health.state().items():
            up.add_metric([part], float(works))
        yield up
        events = CounterMetricFamily(
            "even_keel_events", "How often something happened.", labels=["what"]
        )
        for name, count in sorted(self.health.keel.counters.snapshot().items()):
            if NAME.fullmatch(name):
                events.add_metric([name], count)
        yield events
        yield GaugeMetricFamily(
            "even_keel_waiting", "Answers that wait to be sent.", self.health.keel.lanes.open
        )

    def text(self) -> bytes:
        """The page."""
        return generate_latest(self.registry)


def pages(health: Health, metrics: Metrics, token: str | None = "") -> Callable[..., Any]:
    """A WSGI app of the two pages. ``token``: "" lets everybody see the counts, None nobody."""

    def app(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return answer(start_response, "405 Method Not Allowed")
        if path == "/healthz":
            state = health.state()
            status = "200 OK" if all(state.values()) else "503 Service Unavailable"
            body = json.dumps({"ok": all(state.values()), **state}).encode()
            return answer(start_response, status, body, "application/json")
        if path == "/metrics" and _may_see(environ, token):
            return answer(start_response, "200 OK", metrics.text(), TEXT)
        return answer(start_response, "404 Not Found")

    return app


def _may_see(environ: Environ, token: str | None) -> bool:
    given = str(environ.get("HTTP_AUTHORIZATION", ""))
    if token is None:
        return False
    return not token or hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def answer(
    start_response: StartResponse,
    status: str,
    body: bytes = b"",
    kind: str = "text/plain",
    headers: Iterable[tuple[str, str]] = (),
) -> Iterable[bytes]:
    """A WSGI answer."""
    length = ("Content-Length", str(len(body)))
    start_response(status, [("Content-Type", kind), length, *headers])
    return [body]
