"""Thinking patterns and emotions: complete, in our own plain words, and checked when read."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import pytest

from bot.domain.thoughts import PATTERN_SLUGS
from data.library.files import SHIPPED, ContentError, ContentFolder
from data.library.thinking import EMOTIONS, PATTERNS, load_thinking

SHIPPED_THINKING = load_thinking(ContentFolder())


def test_all_twelve_patterns_have_words_and_two_examples() -> None:
    """Each has a sentence, an example from code, one from the shop floor, and a question."""
    assert tuple(p.slug for p in SHIPPED_THINKING.patterns) == PATTERN_SLUGS
    examples = [t for p in SHIPPED_THINKING.patterns for t in (p.code, p.shop_floor, p.sentence)]
    assert len(set(examples)) == 3 * len(PATTERN_SLUGS)
    assert all(p.question.endswith("?") for p in SHIPPED_THINKING.patterns)


def test_the_words_fit_a_menu_and_do_not_judge() -> None:
    """Slack's option labels end at 75 characters; nothing is called wrong or irrational."""
    for pattern in SHIPPED_THINKING.patterns:
        assert len(pattern.name) <= 75
        told = " ".join(astuple(pattern)).lower()
        for word in ("irrational", "wrong thinking", "distort", "error", "!"):
            assert word not in told, pattern.slug


def test_an_unknown_slug_is_called_by_its_own_name() -> None:
    """Tags from other programs are shown as they came."""
    assert SHIPPED_THINKING.name("labeling") == "A name instead of an event"
    assert SHIPPED_THINKING.name("my-own") == "my-own"
    assert SHIPPED_THINKING.pattern("my-own") is None


def test_an_emotion_is_found_in_any_case_and_an_own_word_is_not() -> None:
    """The list helps to name; it does not limit."""
    family = SHIPPED_THINKING.family_of(" Tense ")
    assert family is not None
    assert family.id == "fear"
    assert SHIPPED_THINKING.family_of("wobbly") is None
    assert "calm" in SHIPPED_THINKING.pleasant
    assert "tense" not in SHIPPED_THINKING.pleasant


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (PATTERNS, "slug: labeling", "slug: labelling", "no pattern labeling"),
        (PATTERNS, 'name: "Shoulds and musts"', 'name: ""', "should-statements has no name"),
        (EMOTIONS, "[annoyed,", "[tense,", "tense stands twice"),
        (EMOTIONS, "[annoyed,", "[Annoyed,", "not lower case"),
        (EMOTIONS, 'name: "Anger"', 'name: " "', "anger is empty"),
    ],
)
def test_a_mistake_in_an_override_is_named(
    tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    """Whoever edits the file learns the file and the entry."""
    text = (SHIPPED / name).read_text("utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError, match=told) as refused:
        load_thinking(ContentFolder(override=tmp_path))
    assert str(refused.value).startswith(name)
