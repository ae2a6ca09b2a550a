"""Exports: what a person takes with them, as a JSON document and as a Markdown text.

Pure: values in (plain dictionaries, lists, texts and numbers), text out. The JSON form is an
interface: ``FORMAT`` and ``VERSION`` are in every file, and ``docs/export-format.md`` describes
them. A field that is added keeps the version; one that is renamed, removed or changes its meaning
raises it. Nothing of Slack is in it, and no id of ours.

to_json(export)               the document
to_markdown(export, texts)    the same to read, oldest first
pages(text, size)             a text in pieces that fit a view, with nothing left out
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec

FORMAT = "even-keel-export"
VERSION = 1
SHORT = 60  # characters; a longer text, or one of several lines, gets lines of its own


@dataclass(frozen=True)
class Item:
    """One thing that is kept. ``day`` is the person's local date, the times are UTC."""

    kind: str
    value: Any
    day: date | None = None
    made_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Export:
    """Everything that is kept of a person, items oldest first."""

    made_at: datetime
    zone: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    entries: tuple[Item, ...] = ()
    drafts: tuple[Item, ...] = ()
    schedules: tuple[Item, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is kept."""
        return not (self.settings or self.entries or self.drafts or self.schedules)


@dataclass(frozen=True)
class Texts:
    """The words of the Markdown form. ``kinds`` names kinds in the plural."""

    title: str
    made: str
    settings: str
    drafts: str
    schedules: str
    kinds: Mapping[str, str]
    yes: str = "yes"
    no: str = "no"

    def kind(self, name: str) -> str:
        """The name of a kind; its own word when there is none."""
        return self.kinds.get(name) or label(name)


def to_json(export: Export) -> str:
    """The document, indented, UTF-8, with a newline at its end."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": export.made_at,
        "zone": export.zone,
        "settings": dict(export.settings),
        "entries": [
            {"kind": one.kind, "day": one.day, "made_at": one.made_at, "value": one.value}
            for one in export.entries
        ],
        "drafts": [{"kind": one.kind, "value": one.value} for one in export.drafts],
        "schedules": [
            {"kind": one.kind, "next_due_at": one.due_at, "value": one.value}
            for one in export.schedules
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def to_markdown(export: Export, texts: Texts) -> str:
    """The same to read. What somebody wrote is there word for word."""
    lines = [f"# {texts.title}", "", texts.made, ""]
    for kind in dict.fromkeys(one.kind for one in export.entries):
        some = [one for one in export.entries if one.kind == kind]
        lines += [f"## {texts.kind(kind)} ({len(some)})", ""]
        for one in some:
            lines += [f"### {long_day(one.day)}" if one.day else "###", ""]
            lines += [*_rendered(one.value, texts), ""]
    for title, items in ((texts.drafts, export.drafts), (texts.schedules, export.schedules)):
        if items:
            lines += [f"## {title} ({len(items)})", ""]
        for one in items:
            lines += [f"### {texts.kind(one.kind)}", "", *_rendered(one.value, texts), ""]
    if export.settings:
        lines += [f"## {texts.settings}", "", *_rendered(dict(export.settings), texts), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def pages(text: str, size: int) -> list[str]:
    """A text in pieces of at most ``size`` characters, cut at line ends where there are some."""
    found: list[str] = []
    rest = text
    while len(rest) > size:
        cut = rest.rfind("\n", 1, size) + 1 or size
        found.append(rest[:cut])
        rest = rest[cut:]
    return [*found, rest] if rest else found


def long_day(day: date) -> str:
    """Monday 23 November 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def label(name: str) -> str:
    """A field's name as words: ``last_goal`` becomes "Last goal"."""
    return name.replace("_", " ").strip().capitalize() or name


def _rendered(value: Any, texts: Texts, depth: int = 0) -> Iterator[str]:
    """Bullets, one step deeper for what is inside something else. Blanks are left out."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if inner not in (None, "", [], {}):
                yield from _bullet(label(str(name)), inner, texts, depth)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _bullet("", inner, texts, depth)
    else:
        yield from _bullet("", value, texts, depth)


def _bullet(name: str, value: Any, texts: Texts, depth: int) -> Iterator[str]:
    room = "  " * depth
    start = f"{room}- {name}: " if name else f"{room}- "
    if isinstance(value, dict | list | tuple):
        if name:
            yield start.rstrip()
            yield from _rendered(value, texts, depth + 1)
        else:
            # A thing in a list: its fields stand under one bullet.
            first, *others = list(_rendered(value, texts, depth + 1)) or [room]
            yield f"{room}- {first.lstrip(' ').removeprefix('- ')}"
            yield from others
    elif isinstance(value, str) and (len(value) > SHORT or "\n" in value):
        yield start.rstrip()
        yield from (f"{room}  > {line}" for line in value.split("\n"))
    elif isinstance(value, bool):
        yield start + (texts.yes if value else texts.no)
    elif value is not None:
        yield f"{start}{value}"
