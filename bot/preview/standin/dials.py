"""Dials: what tests look at and turn on a running stand-in."""

from __future__ import annotations

from .clock import Clock
from .faults import Faults
from .records import Call, Delivery
from .workspace import Workspace
from .world import World


class Dials:
    """The readable and settable side of a StandIn; everything is kept in its world."""

    _world: World

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self._world.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token for Socket Mode."""
        return self._world.app_token

    @property
    def signing_secret(self) -> str:
        """What signed HTTP deliveries are signed with."""
        return self._world.signing_secret

    @property
    def workspace(self) -> Workspace:
        """The workspace of the moment; reset() puts a fresh one here."""
        return self._world.workspace

    @property
    def clock(self) -> Clock:
        """The movable clock."""
        return self._world.clock

    @property
    def faults(self) -> Faults:
        """The switches that make Slack misbehave."""
        return self._world.faults

    @property
    def calls(self) -> list[Call]:
        """Every call of the app: Web API, response_url, upload and download addresses."""
        return self._world.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything sent to the app."""
        return self._world.deliveries

    def calls_to(self, method: str) -> list[Call]:
        """The calls of one method; a trailing dot means a family ("chat.")."""
        family = method.endswith(".")
        return [
            c for c in self.calls if c.method == method or (family and c.method.startswith(method))
        ]

    @property
    def http_target(self) -> str | None:
        """Where to deliver by signed HTTP; None: Socket Mode."""
        return self._world.http_target

    @http_target.setter
    def http_target(self, target: str | None) -> None:
        self._world.http_target = target

    @property
    def trigger_ttl(self) -> float:
        """Seconds a trigger_id lives; Slack's are 3."""
        return self._world.trigger_ttl

    @trigger_ttl.setter
    def trigger_ttl(self, seconds: float) -> None:
        self._world.trigger_ttl = seconds

    @property
    def ack_timeout(self) -> float:
        """Seconds the app has for an acknowledgement; Slack gives 3."""
        return self._world.ack_timeout

    @ack_timeout.setter
    def ack_timeout(self, seconds: float) -> None:
        self._world.ack_timeout = seconds

    @property
    def retry_delays(self) -> tuple[float, ...]:
        """Seconds, by the clock, before each retry of an event."""
        return self._world.retry_delays

    @retry_delays.setter
    def retry_delays(self, delays: tuple[float, ...]) -> None:
        self._world.retry_delays = delays
