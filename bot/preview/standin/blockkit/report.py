"""The collected complaints, and the small checks everything is made of.

A check is a function (value, pointer, report); it adds complaints and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """Complaints in Slack's form: "[ERROR] what [json-pointer:/where]"."""

    messages: list[str] = field(default_factory=list)

    def add(self, what: str, pointer: str) -> None:
        """Note one complaint."""
        self.messages.append(f"[ERROR] {what} [json-pointer:{pointer}]")


Check = Callable[[Any, str, Report], None]


def anything(value: Any, pointer: str, report: Report) -> None:
    """No rule."""


def boolean(value: Any, pointer: str, report: Report) -> None:
    """true or false."""
    if not isinstance(value, bool):
        report.add("must be a boolean", pointer)


def string(longest: int, shortest: int = 1) -> Check:
    """A string of so many characters."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add("must be a string", pointer)
        elif len(value) < shortest:
            report.add(f"must be more than {shortest - 1} characters", pointer)
        elif len(value) > longest:
            report.add(f"must be less than {longest + 1} characters", pointer)

    return check


def matching(pattern: str, what: str, longest: int = 3000) -> Check:
    """A string of a certain form."""
    compiled, length = re.compile(pattern), string(longest)

    def check(value: Any, pointer: str, report: Report) -> None:
        length(value, pointer, report)
        if isinstance(value, str) and value and not compiled.fullmatch(value):
            report.add(f"must be {what}", pointer)

    return check


def whole(lowest: int, highest: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add("must be an integer", pointer)
        elif not lowest <= value <= highest:
            report.add(f"must be between {lowest} and {highest}", pointer)

    return check


def number(value: Any, pointer: str, report: Report) -> None:
    """A number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        report.add("must be a number", pointer)


def one_of(*allowed: Any) -> Check:
    """One of a few values."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if value not in allowed:
            report.add(f"must be one of: {', '.join(map(str, allowed))}", pointer)

    return check


def items(check_item: Check, most: int, least: int = 1) -> Check:
    """An array of so many items, each checked."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add("must be an array", pointer)
            return
        if len(value) < least:
            report.add(f"no fewer than {least} items required", pointer)
        if len(value) > most:
            report.add(f"no more than {most} items allowed", pointer)
        for place, item in enumerate(value):
            check_item(item, f"{pointer}/{place}", report)

    return check


def shape(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *also: Check
) -> Check:
    """An object with these fields and no others; then the further checks of the whole object."""
    known = {**(optional or {}), **required}

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must provide an object", pointer)
            return
        before = len(report.messages)
        for name in required:
            if name not in value:
                report.add(f"missing required field: {name}", pointer)
        for name, inner in value.items():
            if name in known:
                known[name](inner, f"{pointer}/{name}", report)
            else:
                report.add(f"invalid additional property: {name}", pointer)
        if len(report.messages) == before:
            for rule in also:
                rule(value, pointer, report)

    return check


def typed(shapes: Mapping[str, Check]) -> Check:
    """An object whose `type` says which shape it has to have."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must provide an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            report.add("missing required field: type", pointer)
        elif not isinstance(kind, str) or kind not in shapes:
            report.add(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            shapes[kind](value, pointer, report)

    return check


def any_field(*names: str) -> Check:
    """At least one of these fields."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not any(name in value for name in names):
            report.add(f"must define either {' or '.join(names)}", pointer)

    return check


def one_field(*names: str) -> Check:
    """Exactly one of these fields."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if sum(name in value for name in names) != 1:
            report.add(f"must define exactly one of {', '.join(names)}", pointer)

    return check
