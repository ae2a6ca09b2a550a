"""Bolt with tables instead of a walk: one listener a kind of request, then a look-up by id.

Bolt 1.30 asks every registered listener in turn whether it matches, and builds its arguments each
time (listener_matcher/builtins.py, kwargs_injection/utils.py): with sixty listeners that is most
of the cost of a request. Rooms register as always; the look-up is ours. An id that nobody knows,
such as a button of an older version, is acknowledged and answered, never left to an error.
"""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable
from typing import Any

from slack_bolt import App, Args

from bot.logs import note

Listener = Callable[..., Any]
Key = str | re.Pattern[str]


class Routes:
    """Listeners of one kind, by exact id or by pattern."""

    def __init__(self) -> None:
        self._exact: dict[str, tuple[Listener, tuple[str, ...]]] = {}
        self._patterns: list[tuple[re.Pattern[str], Listener, tuple[str, ...]]] = []

    def add(self, key: Key, listener: Listener) -> None:
        """Adds a listener. Raises ValueError for an id that is taken: two would never both run."""
        names = tuple(inspect.signature(listener).parameters)
        if isinstance(key, str):
            if key in self._exact:
                raise ValueError(f"{key} has a listener already")
            self._exact[key] = (listener, names)
        else:
            self._patterns.append((key, listener, names))

    def find(self, id_: str) -> tuple[Listener, tuple[str, ...]] | None:
        """The listener for an id and the names of its arguments."""
        found = self._exact.get(id_)
        if found:
            return found
        return next(((li, n) for pattern, li, n in self._patterns if pattern.search(id_)), None)

    def ids(self) -> list[str]:
        """All exact ids and the texts of all patterns."""
        return [*self._exact, *(pattern.pattern for pattern, _, _ in self._patterns)]


class RoutedApp(App):
    """A Bolt app whose actions, views, shortcuts, commands and events are looked up."""

    def __init__(self, *, on_unknown: Listener, **options: Any) -> None:
        super().__init__(**options)
        self._on_unknown = on_unknown
        anything = re.compile("")
        self.routes: dict[str, Routes] = {}
        for kind, register, id_of in (
            ("event", super().event, lambda body: body["event"]["type"]),
            ("action", super().action, lambda body: body["actions"][0]["action_id"]),
            ("view", super().view_submission, lambda body: body["view"]["callback_id"]),
            ("view_closed", super().view_closed, lambda body: body["view"]["callback_id"]),
            ("shortcut", super().shortcut, lambda body: body["callback_id"]),
            ("command", super().command, lambda body: body["command"]),
        ):
            self.routes[kind] = Routes()
            register(anything)(self._router(kind, id_of))

    def action(self, constraints: Any, *_: Any, **__: Any) -> Any:
        """Registers a listener for an action id."""
        return self._adding("action", constraints)

    def view(self, constraints: Any, *_: Any, **__: Any) -> Any:
        """Registers a listener for submissions of a view."""
        return self._adding("view", constraints)

    def view_closed(self, constraints: Any, *_: Any, **__: Any) -> Any:
        """Registers a listener for the closing of a view."""
        return self._adding("view_closed", constraints)

    def shortcut(self, constraints: Any, *_: Any, **__: Any) -> Any:
        """Registers a listener for a shortcut."""
        return self._adding("shortcut", constraints)

    def command(self, command: Any, *_: Any, **__: Any) -> Any:
        """Registers a listener for a slash command."""
        return self._adding("command", command)

    def event(self, event: Any, *_: Any, **__: Any) -> Any:
        """Registers a listener for an event type."""
        return self._adding("event", event)

    def _adding(self, kind: str, key: Key) -> Callable[[Listener], Listener]:
        def add(listener: Listener) -> Listener:
            self.routes[kind].add(key, listener)
            return listener

        return add

    def _router(self, kind: str, id_of: Callable[[dict[str, Any]], str]) -> Listener:
        def route(args: Args) -> Any:
            found = self.routes[kind].find(id_of(args.body))
            listener, names = found or (self._on_unknown, ("args",))
            values = {name: args if name == "args" else getattr(args, name) for name in names}
            if kind == "event":
                args.ack()
            begin = time.perf_counter()
            try:
                return listener(**values)
            finally:
                # The kind alone: which button it was could tell who, by the hour.
                note("handled", kind=kind, ms=round((time.perf_counter() - begin) * 1000, 1))

        return route
