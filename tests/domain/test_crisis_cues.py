"""Cues: how phrases are found, and when cues that stand together raise a rule."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.crisis.combinations import by_closing_cue, combined, read_combination
from bot.domain.crisis.cues import CueError, CueIndex
from bot.domain.crisis.whose import own
from bot.domain.crisis.words import words

INDEX = CueIndex(
    {
        "me": ("i|me",),
        "wish": ("want|hope to?",),
        "end": ("<gone>", "never ~ wake up", "(stop breathing|be no more)", "! scared of dying"),
        "other": ("him|they",),
    },
    {"gone": ("die|dying; drop dead",)},
)
KNOWN = frozenset(["me", "wish", "end", "other"])


def raised(source: str, text: str) -> bool:
    """Whether the combination is complete somewhere in the text."""
    found = words(text)
    read = read_combination("x", source, KNOWN)
    return next(iter(combined(INDEX.spots(found), found, by_closing_cue([read]))), None) is not None


def test_an_ordered_combination_needs_its_order_and_its_span() -> None:
    """Parts count in their order, within the words named, inside one sentence."""
    assert raised("me > wish > end / 6", "I want to die")
    assert not raised("me > wish > end / 6", "dying is what I want")
    assert not raised("me > wish > end / 6", "I want one two three four five six dying")
    assert not raised("me > wish > end / 9", "I want tea. Dying flowers")
    assert raised("me > wish > end // 9", "I want tea. Dying flowers")


def test_an_unordered_combination_takes_any_order() -> None:
    """With & the order does not matter; in brackets any of the cues will do."""
    assert raised("me & wish & end / 9", "dying is what I want")
    assert raised("me & (other,end) / 9", "dying is what I want")
    assert not raised("me & end / 9", "dying")


def test_a_gap_passes_four_words_and_no_negation() -> None:
    """A gap is up to four words of one clause."""
    assert raised("end / 9", "never ever ever again just wake up")
    assert not raised("end / 9", "never, not once, wake up")
    assert not raised("end / 9", "never one two three four five wake up")


def test_a_bar_and_an_exception_take_a_combination_back() -> None:
    """Nothing is raised across a barred cue, nor where an exception covers the cue."""
    assert raised("me > end / 9", "I hope they keep dying")
    assert not raised("me > end / 9 ! other", "I hope they keep dying")
    assert not raised("me > end / 9", "I am scared of dying")


@pytest.mark.parametrize("source", ["me > end", "me & nobody / 4", "me / x", "me / 99", "/ 3"])
def test_a_malformed_combination_is_refused(source: str) -> None:
    """What cannot be read names itself and never becomes a silent gap."""
    with pytest.raises(CueError):
        read_combination("x", source, KNOWN)


@pytest.mark.parametrize(
    "phrase", ["~ die", "die ~", "a ~ b ~ c ~ d ~ e", "just", "(open", "a) b", "<nowhere>", "<x> y"]
)
def test_a_malformed_phrase_is_refused(phrase: str) -> None:
    """A phrase begins and ends with a word, has its brackets closed and few gaps."""
    with pytest.raises(CueError):
        CueIndex({"x": (phrase,)})


def test_a_list_and_a_bracket_stand_for_each_of_their_phrases() -> None:
    """A named list is used wherever it is named; brackets hold sequences."""
    assert raised("end / 9", "he may drop dead")
    assert raised("end / 9", "let it stop breathing")
    assert raised("end / 9", "to be no more")
    assert not raised("end / 9", "to be breathing")


@pytest.mark.parametrize(
    ("text", "mine"),
    [
        ("I want to die", True),
        ("want to die", True),
        ("he said they want to die", False),
        ("I want him to die", False),
        ("my mom left and I want to die", True),
        ("you ever want to die", True),
        ("my mom hates me and want to die", True),
    ],
)
def test_a_wish_counts_where_it_is_the_writers_own(text: str, mine: bool) -> None:
    """Somebody else as the subject, or coming in between, makes it theirs."""
    found = words(text)
    read = read_combination("x", "wish > end / 9", KNOWN)
    spots = next(combined(INDEX.spots(found), found, by_closing_cue([read])))[1]
    assert own(found, spots, ordered=True) is mine


@given(
    st.lists(
        st.sampled_from(["i", "want", "to", "die", "never", "wake", "up", "him", ".", ",", "not"]),
        max_size=60,
    )
)
@settings(max_examples=150)
def test_spots_lie_inside_the_text_in_the_order_they_start(found: list[str]) -> None:
    """Whatever the words, a spot covers words that are there."""
    spots = INDEX.spots(found)
    assert all(0 <= spot.start < spot.end <= len(found) for spot in spots)
    assert [spot.start for spot in spots] == sorted(spot.start for spot in spots)
