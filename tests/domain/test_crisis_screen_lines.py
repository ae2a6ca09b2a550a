"""The screen on the command line: JSON strings in, outcomes out."""

from __future__ import annotations

import json

import pytest

from bot.screen_cli import ScreenInputError, screen_lines


def test_each_line_gets_its_outcome() -> None:
    """One outcome a line, in order, blank lines skipped."""
    lines = ['"I want to kill myself"\n', "\n", '"I can\'t take this any more"', '"kill the job"']
    assert list(screen_lines(lines, why=False)) == ["crisis", "concern", "none"]


def test_why_adds_the_rule_ids() -> None:
    """With why, the ids stand after the outcome; none stands alone."""
    told = list(screen_lines(['"I want to kill myself"', '"all good"'], why=True))
    assert told[0].split()[0] == "crisis"
    assert "own_thoughts.kill_self" in told[0].split()
    assert told[1] == "none"


@pytest.mark.parametrize("line", ["I want to die", '["a"]', "12", "null", "[" * 100_000])
def test_a_malformed_line_is_named_without_its_content(line: str) -> None:
    """The error says which line and nothing of what it holds."""
    with pytest.raises(ScreenInputError) as caught:
        list(screen_lines(['"fine"', line], why=False))
    assert str(caught.value) == "line 2: not a JSON string"
    assert caught.value.__cause__ is None


def test_escaped_text_is_read_as_written() -> None:
    """What JSON escapes is unescaped before it is screened."""
    assert list(screen_lines([json.dumps("I don’t want to live")], why=False)) == ["crisis"]
