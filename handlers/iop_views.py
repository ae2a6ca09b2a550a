"""What an IOP page looks like: content in, blocks out, for a message and a modal alike.

``overview``  the way in: a menu of all pages, and buttons
``topic``     one page: its parts, what it rests on, contacts of the workplace, where to go next
``found``     the page that answers a question, with the next two beside it
``nothing``   no page fits, so here are all of them
``usage``     how to ask

A page never shows what somebody typed, so it may stand in a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.domain.iop import Fact, Heading, Hit, Paragraph, Part, Table, Topic, spans
from bot.domain.workspaces import WorkspaceSettings
from handlers import blocks as b
from handlers.doors import open_button
from handlers.help_view import Contact, contact_text
from handlers.keel import Keel

ROLES: Final = ("developers", "plant-and-engineering", "hands-on")
WITH_FIT: Final = frozenset(
    {"typical-week", "shifts-and-sleep", "no-time", "on-call", "telehealth", *ROLES}
)
WITH_HELP: Final = frozenset({"is-it-urgent"})  # help comes first there, not last
WITH_STEPS: Final = frozenset({"first-steps", "finding-care", "questions-for-the-assessor"})
SLOTS: Final = {"clinic": ("clinic", "clinic_2")}
HERE: Final = {"open:iop_fit": "iop_fit_here", "open:first_steps": "first_steps_here"}
SMALL_TEXT = 1900  # characters in one block of small print


@dataclass(frozen=True)
class Page:
    """Blocks, and the plain sentence that a lock screen or a screen reader gets."""

    text: str
    rows: tuple[b.Block, ...]
    asks_at: int = 0  # before which row its modal has a field for a question; 0 for none


def long_day(day: date) -> str:
    """A date in words."""
    return f"{day.day} {day:%B %Y}"


def as_message(keel: Keel, page: Page) -> dict[str, Any]:
    """The page as a message."""
    return b.message(page.text, page.rows, help_label=keel.help_label)


def as_modal(keel: Keel, page: Page) -> dict[str, Any]:
    """The page as a modal; the overview has a field for a question of one's own."""
    words, common = keel.words("iop"), keel.words("common")
    rows = [_in_place(row) for row in page.rows]
    if page.asks_at:
        asked = b.writing("text", limit=300, placeholder=words("question_example"))
        rows.insert(page.asks_at, b.field("question", words("question"), asked))
    return b.modal(
        "iop",
        words("title"),
        rows,
        help_label=keel.help_label,
        submit=words("find") if page.asks_at else None,
        close=common("close"),
    )


def _in_place(row: b.Block) -> b.Block:
    """Rooms open in the window itself: Slack stacks three at most, and help needs one of them."""
    if row["type"] != "actions":
        return row
    elements = [
        {**one, "action_id": HERE.get(one["action_id"], one["action_id"])}
        for one in row["elements"]
    ]
    return {**row, "elements": elements}


def go(label: str, slug: str) -> b.Block:
    """A button to a page."""
    return b.button(label, f"iop:{slug}", slug)


def contents(keel: Keel, page: str, *more: b.Block) -> b.Block:
    """The menu of all pages under their headings, and buttons beside it.

    ``page`` names where it stands. A menu of the same block id would still show what was picked
    before, and picking that page once more would do nothing.
    """
    groups = [
        (group.name, [b.option(topic.head.menu, topic.slug) for topic in group.topics])
        for group in keel.library.iop.groups
    ]
    menu = b.grouped("iop_topic", groups, one=True, placeholder=keel.words("iop")("pick"))
    return b.actions(menu, *more, id=f"contents_{page}")


def _rooms(keel: Keel, *, fit: bool, steps: bool) -> list[b.Block]:
    """Buttons into the two rooms beside the pages, as far as they are there."""
    words = keel.words("iop")
    wanted = (("iop_fit", "fit", fit), ("first_steps", "steps", steps))
    return [
        open_button(words(label), name)
        for name, label, asked in wanted
        if asked and keel.doors.door(name)
    ]


def _pages(keel: Keel, slugs: Sequence[str]) -> list[b.Block]:
    topics = [topic for slug in slugs if (topic := keel.library.iop.topic(slug))]
    return [go(topic.head.menu, topic.slug) for topic in topics]


def overview(keel: Keel, *, slash: bool = False, opening: str = "") -> Page:
    """The way in. ``opening`` is a line of ours above it."""
    words = keel.words("iop")
    rows = [b.section(opening)] if opening else []
    rows += [
        b.header(words("heading")),
        b.section(words("intro")),
        contents(keel, "overview"),
        b.actions(
            *_pages(keel, ["what-is-iop"]),
            *_rooms(keel, fit=True, steps=True),
            *_pages(keel, ["job-and-rights"]),
            b.button(words("how_to_ask"), "iop:usage", "usage"),
            id="ways",
        ),
        b.section(words("roles")),
        b.actions(*_pages(keel, ROLES), id="roles"),
        b.context(words("ask_slash" if slash else "ask_here")),
        b.context(keel.library.iop.disclaimer),
    ]
    return Page(opening or words("heading"), tuple(rows), asks_at=3 if opening else 2)


def room(keel: Keel, name: str, label: str, text: str) -> dict[str, Any]:
    """The way into a room beside the pages, as a message."""
    words = keel.words("iop")
    rows = [b.section(words(text)), b.actions(open_button(words(label), name), id=name)]
    return b.message(words(text), rows, help_label=keel.help_label)


def usage(keel: Keel) -> Page:
    """How to ask."""
    words = keel.words("iop")
    rows = (
        b.header(words("usage_title")),
        b.section(words("usage")),
        contents(keel, "usage", _back(keel)),
    )
    return Page(words("usage_title"), rows)


def nothing(keel: Keel, *, slash: bool = False) -> Page:
    """No page fits: said so, with all pages to choose from."""
    return overview(keel, slash=slash, opening=keel.library.iop.nothing_fits)


def found(keel: Keel, hits: Sequence[Hit], settings: WorkspaceSettings) -> Page:
    """The best page for a question, and the next two as buttons. ``hits`` has at least one."""
    words = keel.words("iop")
    best = keel.library.iop.topic(hits[0].slug)
    if best is None:
        return nothing(keel)
    also = [hit.slug for hit in hits[1:3]]
    page = topic(keel, best, settings, also)
    return Page(page.text, (b.context(words("closest")), *page.rows))


def topic(keel: Keel, one: Topic, settings: WorkspaceSettings, also: Sequence[str] = ()) -> Page:
    """One page; ``also`` are pages that come close to what was asked."""
    words, head = keel.words("iop"), one.head
    rows = [b.header(head.title), b.section(b.escape(head.summary))]
    if one.slug in WITH_HELP:
        rows.append(b.actions(b.button(keel.help_label, b.HELP_ACTION), id="help_first"))
    if also:
        # Near the top: whoever got the wrong page should not have to read it to its end.
        rows += [b.context(words("also")), b.actions(*_pages(keel, also), id="also")]
    rows += [part_row(part) for part in one.parts]
    rows += contact_rows(keel, one, settings)
    rooms = _rooms(keel, fit=one.slug in WITH_FIT, steps=one.slug in WITH_STEPS)
    near = [each.slug for each in keel.library.iop.related(one.slug) if each.slug not in also]
    related = _pages(keel, near)
    if rooms:
        rows.append(b.actions(*rooms, id="rooms"))
    if related:
        rows += [b.section(words("related")), b.actions(*related, id="related")]
    rows.append(contents(keel, one.slug, _back(keel)))
    rows += fact_rows(keel, head.facts, head.reviewed)
    rows.append(b.context(keel.library.iop.disclaimer))
    return Page(f"{head.title}. {head.summary}", tuple(rows))


def _back(keel: Keel) -> b.Block:
    return b.button(keel.words("iop")("all_pages"), "iop:overview", "overview")


def part_row(part: Part) -> b.Block:
    """A part of a page. rich_text, so that nothing in the content is read as markup by chance."""
    if isinstance(part, Heading):
        return b.section(f"*{b.escape(part.text)}*")
    if isinstance(part, Table):
        return b.grid(part.text)
    if isinstance(part, Paragraph):
        return {"type": "rich_text", "elements": [_line(part.text)]}
    return {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [_line(item) for item in part.items],
            }
        ],
    }


def _line(text: str) -> b.Block:
    runs = [
        {"type": "text", "text": span.text, **({"style": {"bold": True}} if span.bold else {})}
        for span in spans(text)
    ]
    return {"type": "rich_text_section", "elements": runs}


def fact_rows(keel: Keel, facts: Sequence[Fact], reviewed: date) -> list[b.Block]:
    """What a page rests on, in small print."""
    words = keel.words("iop")
    lines = [words("sources")] if facts else []
    together = all(fact.reviewed == reviewed for fact in facts)
    for fact in facts:
        source = b.escape(fact.source.name)
        where = f"<{b.escape(fact.source.url)}|{source}>" if fact.source.url else source
        claim, day = b.escape(fact.claim), long_day(fact.reviewed)
        name = "source" if together else "source_dated"
        lines.append(words(name, claim=claim, where=where, day=day))
    lines.append(words("reviewed" if together else "reviewed_page", day=long_day(reviewed)))
    texts = [""]
    for line in lines:
        if len(texts[-1]) + len(line) > SMALL_TEXT:
            texts.append("")
        texts[-1] += f"{line}\n"
    return [b.context(text.strip()) for text in texts]


def contact_rows(keel: Keel, one: Topic, settings: WorkspaceSettings) -> list[b.Block]:
    """People the workspace names, on the pages where they belong."""
    slots = [slot for kind in one.head.contacts for slot in SLOTS.get(kind, (kind,))]
    named = [contact for slot in slots if (contact := settings.contact(slot))]
    if not named:
        return []
    rows = [b.section(keel.words("iop")("workplace"))]
    for each in named:
        # A clinic is a clinic to whoever reads; that it is the second one matters to an admin.
        kind = keel.words("workspace")(f"slot_{each.slot.removesuffix('_2')}")
        shown = contact_text(Contact(each.name, each.phone, each.url))
        rows.append(b.section(f"{b.escape(kind)}: {shown}"))
    return rows
