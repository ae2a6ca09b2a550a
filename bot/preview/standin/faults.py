"""The switches that make Slack, or the way to it, misbehave. All are off until a test says so.

slow_seconds     the Web API does the work, then keeps its answer back for so long
down             True: 503 on the Web API and on new sockets; "refused": the connection is cut
status_500       so many Web API calls are answered with a bare 500 (True: all of them)
rate_limit       method (or "*") -> [how many 429s are left, Retry-After in seconds]
workspace_pace   chat.postMessage calls a minute, for the whole workspace, before 429
fail             method -> Slack error code to answer with, for as long as it is there
deliver_twice    an event comes again after it was acknowledged, marked as a retry;
                 "at_once": both copies arrive together
out_of_order     an event is held back until the next one has been delivered
lose_acks        acknowledgements of the app get lost on the way: True, or how many
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal


class Faults:
    """The switches; see the module docstring for what each does."""

    def __init__(self) -> None:
        self._drop: Callable[[], None] = lambda: None
        self._refresh: Callable[[], None] = lambda: None
        self.clear()

    def clear(self) -> None:
        """Everything off."""
        self.slow_seconds: float = 0.0
        self.down: bool | Literal["refused"] = False
        self.status_500: bool | int = False
        self.rate_limit: dict[str, list[float]] = {}
        self.workspace_pace: int | None = None
        self.fail: dict[str, str] = {}
        self.deliver_twice: bool | Literal["at_once"] = False
        self.out_of_order: bool = False
        self.lose_acks: bool | int = False

    def bind(self, drop: Callable[[], None], refresh: Callable[[], None]) -> None:
        """Give the two switches that act at once something to act on."""
        self._drop, self._refresh = drop, refresh

    def drop_socket(self) -> None:
        """Cut every open Socket Mode connection without a word."""
        self._drop()

    def refresh_socket(self) -> None:
        """Ask the app to reconnect, as Slack does every few hours."""
        self._refresh()

    def takes_500(self) -> bool:
        """Whether this call gets a 500; counts down when the switch is a number."""
        taken, self.status_500 = _spend(self.status_500)
        return taken

    def loses_ack(self) -> bool:
        """Whether this acknowledgement is lost; counts down when the switch is a number."""
        taken, self.lose_acks = _spend(self.lose_acks)
        return taken

    def rate_limited(self, method: str) -> int | None:
        """Seconds for Retry-After when this call is over the limit, else None."""
        for name in (method, "*"):
            rule = self.rate_limit.get(name)
            if rule and rule[0] > 0:
                self.rate_limit[name] = [rule[0] - 1, *rule[1:]]
                return max(1, round(rule[1])) if len(rule) > 1 else 1
        return None

    def set(self, name: str, value: Any) -> None:
        """Set a switch by name, for the page. Raises KeyError for an unknown one."""
        if name == "drop_socket":
            self.drop_socket()
        elif name == "refresh_socket":
            self.refresh_socket()
        elif name.startswith("_") or name not in vars(self):
            raise KeyError(name)
        else:
            setattr(self, name, value)


def _spend(switch: bool | int) -> tuple[bool, bool | int]:
    if isinstance(switch, bool):
        return switch, switch
    return switch > 0, max(0, switch - 1)
