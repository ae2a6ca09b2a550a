"""A topic's body becomes typed parts, and its weeks add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.iop import (
    BodyError,
    Bullets,
    Heading,
    Paragraph,
    SampleWeek,
    Session,
    Span,
    Table,
    spans,
    split_body,
    week_parts,
)


def test_a_body_splits_into_headings_paragraphs_lists_and_tables() -> None:
    """The whole subset, in order; wrapped lines are joined."""
    body = """First line
and second.

## Ask

- one
- two that
  goes on

| Step | Hours |
| IOP | 9 to 19 |
"""
    assert split_body(body) == (
        Paragraph("First line and second."),
        Heading("Ask"),
        Bullets(("one", "two that goes on")),
        Table((("Step", "Hours"), ("IOP", "9 to 19"))),
    )


def test_a_heading_right_above_its_text_is_still_a_heading() -> None:
    """A blank line after a subhead is a matter of taste."""
    assert split_body("## Why\nBecause.") == (Heading("Why"), Paragraph("Because."))


@pytest.mark.parametrize(
    "body",
    [
        "# Title",
        "### Deep",
        "See [here](https://a.example).",
        "![x](y)",
        "`code`",
        "```\ncode\n```",
        "<!channel> and <b>bold</b>",
        "<@U123>",
        "1. first",
        "* star",
        "> quote",
        "- a\n  - nested",
        "**open",
        "| a | b |\n|---|---|",
    ],
)
def test_markup_outside_the_subset_is_refused(body: str) -> None:
    """What we don't translate must not reach Slack raw; the error names the line only."""
    with pytest.raises(BodyError, match=r"^line \d+: markup outside the subset$"):
        split_body(body)


def test_a_table_with_ragged_rows_is_refused() -> None:
    """A missing cell would shift the columns."""
    with pytest.raises(BodyError, match="rows of different length"):
        split_body("| a | b |\n| c |")


def test_a_table_lines_its_columns_up() -> None:
    """Monospace text: columns two blanks apart, nothing trailing."""
    table = Table((("Step", "Hours"), ("Inpatient", "all")))
    assert table.text == "Step       Hours\nInpatient  all"


def test_bold_pairs_become_spans() -> None:
    """The handler decides how bold looks; a lone pair of stars stays text."""
    assert spans("a **b** c") == (Span("a "), Span("b", bold=True), Span(" c"))
    assert spans("2 ** 3") == (Span("2 ** 3"),)
    assert spans("") == (Span(""),)


@given(st.text(alphabet="ab* \n"))
def test_spans_lose_no_text(text: str) -> None:
    """Only the stars of whole pairs go."""
    joined = "".join(f"**{span.text}**" if span.bold else span.text for span in spans(text))
    assert joined == text


@given(st.text(alphabet="ab .\n-|#", max_size=60))
def test_any_body_splits_into_full_parts_or_is_refused(body: str) -> None:
    """No part that Slack would refuse as empty comes of blank lines."""
    try:
        parts = split_body(body)
    except BodyError:
        return
    assert all(part.text.strip() for part in parts if isinstance(part, Paragraph | Heading))


def test_a_week_adds_up_its_sessions_and_shows_them() -> None:
    """Hours come from the times, so that text and sum can't differ."""
    week = SampleWeek(
        "w",
        "Evenings",
        (Session("Mon", "18:00", "21:00", "Group"), Session("Tue", "17:30", "18:15", "Alone")),
    )
    assert week.minutes == 225
    assert week.hours == 3.75
    heading, table = week_parts(week)
    assert heading == Heading("Evenings: 3.75 hours")
    assert table.text == (
        "Day  Time         What\nMon  18:00-21:00  Group\nTue  17:30-18:15  Alone"
    )
