"""Exports: nothing is lost, nothing of Slack is in them, and the JSON form keeps its promise."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.exports import (
    FORMAT,
    VERSION,
    Export,
    Item,
    Texts,
    label,
    pages,
    to_json,
    to_markdown,
)
from data.kinds import DRAFT_KINDS, ENTRY_KINDS, SCHEDULE_KINDS

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXTS = Texts("Yours", "Made today.", "Settings", "Drafts", "Reminders", {"check_in": "Check-ins"})
PAPER = Path(__file__).parents[2] / "docs" / "export-format.md"

written = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
values = st.recursive(
    written | st.integers(-1000, 1000) | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b_c"]), inner)
    ),
    max_leaves=8,
)


def texts_in(value: Any) -> list[str]:
    """Every text in a value."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in texts_in(one)]


@given(values)
@settings(max_examples=150)
def test_whatever_was_kept_comes_out_of_the_json_as_it_was(value: object) -> None:
    """An export that loses a letter is not somebody's data."""
    export = Export(NOW, "UTC", entries=(Item("check_in", value, date(2026, 11, 1), NOW),))
    document = json.loads(to_json(export))
    assert (document["format"], document["version"]) == (FORMAT, VERSION)
    (entry,) = document["entries"]
    assert entry == {
        "kind": "check_in",
        "day": "2026-11-01",
        "made_at": "2026-11-23T12:00:00Z",
        "value": value,
    }


def test_a_nought_and_a_no_are_values() -> None:
    """Only what is empty is left out of the readable form."""
    value = {"belief": 0, "reached": False, "note": "", "tags": [], "more": {}, "none": None}
    read = to_markdown(Export(NOW, "UTC", drafts=(Item("x", value),)), TEXTS)
    assert "- Belief: 0\n- Reached: no\n" in read
    assert not any(name in read for name in ("Note", "Tags", "More", "None"))


@given(values)
@settings(max_examples=150)
def test_every_line_that_somebody_wrote_is_in_the_markdown(value: object) -> None:
    """Word for word: it may be what they take to an assessor."""
    read = to_markdown(Export(NOW, "UTC", drafts=(Item("x", value),)), TEXTS)
    for text in texts_in(value):
        for line in text.split("\n"):
            assert line in read


@given(st.text(max_size=400), st.integers(1, 50))
@settings(max_examples=150)
def test_pages_leave_nothing_out_and_fit(text: str, size: int) -> None:
    """What is shown before it is sent is all of it."""
    parts = pages(text, size)
    assert "".join(parts) == text
    assert all(0 < len(part) <= size for part in parts)


def test_the_markdown_reads_like_a_diary() -> None:
    """Headings for kinds and days, bullets for fields, blanks left out."""
    value = {"ratings": {"sleep": 2}, "note": "first line\nsecond line", "goal": "", "fine": True}
    export = Export(
        NOW,
        "Europe/Stockholm",
        settings={"retention_days": 365},
        entries=(Item("check_in", value, date(2026, 11, 23), NOW),),
        schedules=(Item("reminder", {"at": "17:00"}, due_at=NOW),),
    )
    assert to_markdown(export, TEXTS).splitlines() == [
        "# Yours",
        "",
        "Made today.",
        "",
        "## Check-ins (1)",
        "",
        "### Monday 23 November 2026",
        "",
        "- Ratings:",
        "  - Sleep: 2",
        "- Note:",
        "  > first line",
        "  > second line",
        "- Fine: yes",
        "",
        "## Reminders (1)",
        "",
        "### Reminder",
        "",
        "- At: 17:00",
        "",
        "## Settings",
        "",
        "- Retention days: 365",
    ]


def test_an_export_of_nobody_is_empty() -> None:
    """Nothing kept is said as that, and not sent as a file."""
    assert Export(NOW, "UTC").empty
    assert not Export(NOW, "UTC", settings={"zone": "UTC"}).empty


def test_a_field_name_reads_as_words() -> None:
    """Nobody should have to know our field names."""
    assert label("last_goal") == "Last goal"
    assert label("_") == "_"


@pytest.mark.parametrize(
    "kind", [*ENTRY_KINDS, *DRAFT_KINDS, *SCHEDULE_KINDS], ids=lambda k: k.name
)
def test_the_paper_describes_every_kind_and_field(kind: Any) -> None:
    """The format is an interface: what a file can hold is written down (docs/export-format.md)."""
    sections = {
        part.split("`", 2)[1]: part
        for part in PAPER.read_text(encoding="utf-8").split("\n### ")[1:]
    }
    assert kind.name in sections, f"docs/export-format.md has no section on {kind.name}"
    own = sections[kind.name]
    # A section may hand on to another: the records in a draft are described once.
    said = own + "".join(part for name, part in sections.items() if f"`{name}`" in own)
    schema = msgspec.json.schema(kind.type)
    shapes = [schema, *schema.get("$defs", {}).values()]
    names = {name for shape in shapes for name in shape.get("properties", {})}
    missing = sorted(name for name in names if f"`{name}`" not in said)
    assert not missing, f"docs/export-format.md: {kind.name} does not describe {missing}"
