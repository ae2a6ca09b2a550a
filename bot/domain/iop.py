"""What an IOP topic is: its head, its facts, its sample weeks, and its body split into parts.

A topic is one reviewed content file. Its head becomes a ``TopicHead``, its body a tuple of typed
parts that a view can show one by one (``split_body``, ``spans``). Nothing here reads a file or
knows of Slack. What a reviewer has to mend is found in ``iop_review``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

Day = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
DAYS: tuple[Day, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Audience = Literal["everyone", "developers", "plant", "hands-on", "managers"]
# Kinds of workspace contact that belong beside a topic, where an admin has set them.
ContactKind = Literal["eap", "benefits", "clinic", "works_council"]


@dataclass(frozen=True)
class Source:
    """Where a fact was read: a name a reader recognises and, where there is one, its address."""

    name: str
    url: str | None = None


@dataclass(frozen=True)
class Fact:
    """One checkable statement, its source, and the day somebody last checked it."""

    claim: str
    source: Source
    reviewed: date


@dataclass(frozen=True)
class Session:
    """One block of treatment in a sample week. Times are local, ``HH:MM``, within one day."""

    day: Day
    start: str
    end: str
    what: str

    @property
    def weekday(self) -> int:
        """0 is Monday, as in ``date.weekday``."""
        return DAYS.index(self.day)

    @property
    def starts(self) -> time:
        """When it begins. Raises ValueError for text that is no time."""
        return time.fromisoformat(self.start)

    @property
    def ends(self) -> time:
        """When it is over. Raises ValueError for text that is no time."""
        return time.fromisoformat(self.end)

    @property
    def minutes(self) -> int:
        """Length in minutes; negative when the end is written before the start."""
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute


@dataclass(frozen=True)
class SampleWeek:
    """A made-up but typical week of one program, used as an example and as a fit template."""

    key: str
    name: str
    sessions: tuple[Session, ...]

    @property
    def minutes(self) -> int:
        return sum(session.minutes for session in self.sessions)

    @property
    def hours(self) -> float:
        return self.minutes / 60


@dataclass(frozen=True, kw_only=True)
class TopicHead:
    """The YAML head of a topic file.

    ``order`` sorts topics within their group, low first. ``aliases`` holds other ways people ask
    for the topic, one or more a line with commas between; see ``asks``.
    """

    slug: str
    title: str
    menu: str
    group: str
    order: int
    summary: str
    reviewed: date
    facts: tuple[Fact, ...]
    audience: tuple[Audience, ...] = ("everyone",)
    aliases: str = ""
    related: tuple[str, ...] = ()
    contacts: tuple[ContactKind, ...] = ()
    weeks: tuple[SampleWeek, ...] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        """The aliases one by one, without repeats."""
        ways = (way.strip() for way in re.split(r"[,\n]", self.aliases))
        return tuple(dict.fromkeys(way for way in ways if way))


@dataclass(frozen=True)
class Heading:
    """A subhead inside a topic."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text on one line. May hold ``**bold**`` pairs; see ``spans``."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list; each item is one line and may hold ``**bold**`` pairs."""

    items: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(f"• {item}" for item in self.items)


@dataclass(frozen=True)
class Table:
    """Rows of equal length, the first of them the head. ``text`` lines the columns up."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """Monospace text, one row a line, columns two spaces apart, no trailing blanks."""
        widths = [max(len(row[i]) for row in self.rows) for i in range(len(self.rows[0]))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in self.rows
        )


Part = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True)
class Span:
    """A run of text, bold or not, with the markup taken off."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Topic:
    """One topic, ready to show."""

    head: TopicHead
    parts: tuple[Part, ...]

    @property
    def slug(self) -> str:
        return self.head.slug


@dataclass(frozen=True)
class Group:
    """One heading of the table of contents and its topics, in reading order."""

    name: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Hit:
    """A topic that may answer a question. ``score`` is above 0 and at most 1."""

    slug: str
    score: float


class BodyError(ValueError):
    """A body uses markup outside the subset. Carries the line number within the body."""


def spans(text: str) -> tuple[Span, ...]:
    """Text with ``**bold**`` pairs, as runs. An odd pair of stars stays as it was written."""
    pieces = re.split(r"\*\*(.+?)\*\*", text)
    return tuple(
        Span(piece, bold=index % 2 == 1) for index, piece in enumerate(pieces) if piece
    ) or (Span(""),)


def split_body(body: str) -> tuple[Part, ...]:
    """The body of a topic as parts, in order.

    The subset: blocks divided by blank lines; ``## `` starts a subhead, ``- `` an item of a list
    (a following indented line belongs to it), ``| a | b |`` a table row; the rest is a paragraph,
    its lines joined. Anything else that looks like markup (links, images, code, deeper subheads,
    HTML) raises BodyError, so that it can never reach Slack as raw text.
    """
    _refuse_other_markup(body)
    parts: list[Part] = []
    for block in re.split(r"\n\s*\n", body.strip()):
        parts.extend(_block(block.strip("\n")))
    return tuple(parts)


def week_parts(week: SampleWeek) -> tuple[Part, ...]:
    """A sample week as a subhead with its hours and a table of its sessions."""
    rows = [("Day", "Time", "What")]
    rows += [(s.day, f"{s.start}-{s.end}", s.what) for s in week.sessions]
    return (Heading(f"{week.name}: {week.hours:g} hours"), Table(tuple(rows)))


def _block(block: str) -> list[Part]:
    first, _, rest = block.partition("\n")
    if first.startswith("## "):
        return [Heading(first[3:].strip()), *(_block(rest) if rest.strip() else [])]
    if first.startswith("- "):
        items = re.split(r"\n(?=- )", block)
        return [Bullets(tuple(_one_line(item[2:]) for item in items))]
    if first.startswith("|"):
        rows = tuple(
            tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
            for line in block.split("\n")
        )
        if len({len(row) for row in rows}) != 1:
            raise BodyError("a table has rows of different length")
        return [Table(rows)]
    return [Paragraph(_one_line(block))] if block.strip() else []


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _refuse_other_markup(body: str) -> None:
    for number, line in enumerate(body.split("\n"), start=1):
        if re.match(r"#(?!# \S)|\s+- |\* |\d+\. |>|```|\|[\s:-]+\|[\s|:-]*$", line):
            raise BodyError(f"line {number}: markup outside the subset")
        if re.search(r"\]\(|`|<[a-zA-Z/!@#]", line) or line.count("**") % 2:
            raise BodyError(f"line {number}: markup outside the subset")
