"""A message's text as it was typed, from what Slack makes of it."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.message_text import as_typed


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("load &lt; 5 &amp; rising", "load < 5 & rising"),
        ("&amp;lt;", "&lt;"),
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("see <http://example.org|example.org>", "see example.org"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("<https://example.org/x|the runbook>", "the runbook (https://example.org/x)"),
        ("<@U123> and <@U124|joe>", "@U123 and @joe"),
        ("<#C1|general> and <#C2>", "#general and #C2"),
        ("<!here> <!subteam^S1|@line-3>", "@here @line-3"),
    ],
)
def test_links_and_escapes_are_put_back(sent: str, typed: str) -> None:
    """What Slack documents for the text of messages."""
    assert as_typed(sent) == typed


@given(st.text(max_size=60))
def test_any_text_comes_through_as_it_is(text: str) -> None:
    """What has neither links nor mentions is escaped by Slack and put back here, once."""
    assert as_typed(escape(text, quote=False)) == text
