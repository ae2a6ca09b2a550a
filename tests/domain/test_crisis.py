"""What holds for the crisis screen on any text."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.crisis import FAMILIES, Finding, screen
from bot.domain.crisis.shipped import read_book, shipped_screen

BOOK = read_book()
IDS = {entry.id for entry in (*BOOK.points, *BOOK.rules)}
REASONS = {
    f"why.{reason}" for reason in ("denied", "past", "laughed", "fiction", "bereaved", "trade")
}
EXAMPLES = [
    example for rule in BOOK.rules if rule.level == "crisis" for example in rule.examples
] + [
    example for table in BOOK.points for examples in table.examples.values() for example in examples
]
SNIPPETS = st.lists(
    st.sampled_from([*EXAMPLES, "not", "but", "```", "<@", "\u200b", "‮"]), max_size=6
)


@given(st.one_of(st.text(max_size=400), SNIPPETS.map(" ".join)))
@settings(max_examples=200)
def test_any_text_gives_none_or_a_finding_of_known_ids(text: str) -> None:
    """Nothing raises, and a finding holds ids of the book and nothing that was typed."""
    found = screen(text)
    if found is not None:
        assert found.level in ("crisis", "concern")
        assert set(found.rules) <= IDS | REASONS
        assert set(found.families) <= set(FAMILIES)
        assert list(found.rules) == sorted(found.rules)


@given(st.sampled_from(EXAMPLES), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_dress_does_not_matter(example: str, dice: random.Random) -> None:
    """Case, spaces, invisible characters and curly apostrophes change nothing."""
    dressed = "".join(
        (char.upper() if dice.random() < 0.3 else char)
        + ("\u200b" if dice.random() < 0.1 else "")
        + ("  " if char == " " and dice.random() < 0.3 else "")
        for char in example
    )
    assert screen(f"  {dressed}\n".replace("'", "’")) == screen(example)


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_cry_is_found_at_the_end_of_a_long_text(example: str) -> None:
    """The whole of forty full fields is screened, not the first part of it."""
    filler = "The shift went fine and the line kept moving. " * 2600
    found = screen(filler + example)
    assert found is not None


def test_code_is_skipped_but_prose_between_backticks_is_read() -> None:
    """A code span hides its code and not a sentence."""
    assert screen("run `kill -9 $PID; die()` and wait") is None
    assert screen("`i want to kill myself`") is not None


@pytest.mark.parametrize(
    "piece",
    ["i want to ", "not never no ", "```", "a b c ", "k", "k*", "kill my ", "<@", ",", "n't",
     "i think about my ", "my friend is going to ", "myself ", "i i i ", "want die ", "s u ",
     "a. "],
)  # fmt: skip
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    """Twice the text is at most about twice the words any expression is tried on."""
    counted = shipped_screen().work
    once, twice = (counted((piece * 8000)[:size]) for size in (6_000, 12_000))
    assert twice <= 2.2 * once + 500


def test_a_finding_is_plain_and_names_no_text() -> None:
    """A finding has a level and ids, nothing else, and cannot be changed."""
    found = screen("I want to kill myself")
    assert found is not None
    assert [field.name for field in dataclasses.fields(Finding)] == ["level", "rules"]
    assert "myself" not in repr(found).replace("kill_self", "")
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.level = "concern"  # type: ignore[misc] # the point of the test


def test_families_come_most_urgent_first() -> None:
    """An overdose is named before thoughts, so that the emergency number can lead."""
    found = screen("I want to die and I just swallowed the whole bottle of pills")
    assert found is not None
    assert found.families[0] == "overdose"
    assert "own_thoughts" in found.families


def test_what_is_told_of_somebody_else_is_no_plan_of_ones_own() -> None:
    """A sign of another kind does not decide how the help view speaks."""
    found = screen(
        "My flatmate has been so calm since Sunday and she wrote a letter to each of us."
    )
    assert found is not None
    assert found.families == ("third_party",)
    own = screen(
        "I don't see a future. The rope is still in the garage and I keep walking past it."
    )
    assert own is not None
    assert own.families == ("plan", "own_thoughts")
