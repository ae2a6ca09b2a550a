"""Points: what words weigh together, and the list that says so."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.crisis import screen
from bot.domain.crisis.points import (
    LONGEST_STRETCH,
    WINDOW,
    Points,
    PointsTable,
    entries,
    length,
    stretches,
    windows,
)
from bot.domain.crisis.shipped import read_book
from bot.domain.crisis.words import words

BOOK = read_book()
SHIPPED = BOOK.points
SMALL = PointsTable(
    id="own_thoughts.points",
    why="",
    concern=3,
    crisis=5,
    unsigned=5.5,
    words={"dark": 6, "no": 2, "no point": 8, "queue": -10},
    signs={"own_thoughts.burden": 3},
    by_hand={},
    examples={},
    counter_examples=(),
)
OTHER = PointsTable(
    id="abuse.points",
    why="",
    concern=3,
    crisis=5,
    unsigned=5.5,
    words={"he": 12, "no": 4},
    signs={"own_thoughts.burden": 1},
    by_hand={"own_thoughts.burden": 6},
    examples={},
    counter_examples=(),
)
ONE = Points((SMALL,))
BOTH = Points((SMALL, OTHER))


def scored(found: list[str], signs: Iterable[tuple[str, int]] = ()) -> float:
    """The score by the small table alone."""
    return ONE.scores(found, signs)[0]


WORDS = st.sampled_from(["dark", "no", "point", "queue", "the", ".", ",", "?", "¤"])
LONG = st.lists(WORDS) | st.lists(WORDS, min_size=LONGEST_STRETCH, max_size=200)


@pytest.mark.parametrize(
    ("found", "score"),
    [
        ([], 0),
        (["."], 0),
        (["dark"], 6 / sqrt(8)),  # eight words are the least a stretch counts as
        (["dark"] * 9, 6 / sqrt(9)),  # each entry once
        (["no", "point"], 10 / sqrt(8)),
        (["no", ",", "point"], 2 / sqrt(8)),  # a mark stands between
        (["no", "¤", "point"], 2 / sqrt(8)),  # something masked stands between
        (["no", "dark", "queue"], 0),  # never less than nothing
    ],
)
def test_words_and_pairs_are_added_and_divided_by_the_root_of_the_length(
    found: list[str], score: float
) -> None:
    """The sum a reader of the list can do by hand."""
    assert scored(found) == pytest.approx(score)


def test_a_sign_counts_where_it_stands_whatever_the_length() -> None:
    """Signs are added after the division, in their own stretch and window only."""
    one = ["the"] * 9
    assert scored(one, [("own_thoughts.burden", 3)]) == pytest.approx(3)
    far = [*["the"] * LONGEST_STRETCH, ".", *["dark"] * 4]
    assert scored(far, [("own_thoughts.burden", 0)]) == pytest.approx(3)
    assert scored(far, [("own_thoughts.burden", len(far) - 1)]) > 3
    assert scored(one, [("own_thoughts.unknown", 0)]) == 0


def test_a_dark_clause_counts_beside_the_whole_of_what_is_told() -> None:
    """Half of a score is the whole, half the dozen words in which it is said."""
    told = ["the"] * 40
    clause = ["no", "point", "dark"]
    found = [*told, *clause]
    whole = (2 + 8 + 6) / sqrt(len(found))
    near = (2 + 8 + 6) / sqrt(WINDOW)
    assert scored(found) == pytest.approx((whole + near) / 2)


@pytest.mark.parametrize(
    ("found", "signs", "level"),
    [
        (["dark"], [], None),
        (["no", "point"], [], "concern"),
        (["no", "point", "dark"], [], "crisis"),
        (["no", "point", "dark", *["the"] * 6], [], "concern"),  # 5.3: without a sign too little
        (["no", "point", *["the"] * 7], ["own_thoughts.burden"], "crisis"),  # 6.3 with it
        (["dark"], ["own_thoughts.burden"], "crisis"),
        (["the"], ["own_thoughts.burden"], "concern"),
        (["the"], [], None),
        (["dark"], ["own_thoughts.unknown"], None),
    ],
)
def test_the_score_decides_the_level(found: list[str], signs: list[str], level: str | None) -> None:
    """From one score on it is a concern, from another a crisis, which is lower beside a sign."""
    found_level = ONE.level(found, [(sign, 0) for sign in signs])
    assert found_level == (level and (level, SMALL.id))


@pytest.mark.parametrize(
    ("found", "signs", "named"),
    [
        (["no", "point", "dark"], [], ("crisis", SMALL.id)),
        (["he", "he"], [], ("concern", OTHER.id)),
        (["he", "no", "no"], [], ("crisis", OTHER.id)),  # 6 over 5, the other table has 2
        (["he", "no", "point"], [], ("crisis", OTHER.id)),  # 5.7 here, 3.5 there
        (["the"], ["own_thoughts.burden"], ("concern", OTHER.id)),  # what a person set: a concern
        (["the"], [], None),
    ],
)
def test_the_table_furthest_over_its_score_is_named(
    found: list[str], signs: list[str], named: tuple[str, str] | None
) -> None:
    """One message, several kinds of danger: a crisis in any of them comes before a concern."""
    assert BOTH.level(found, [(sign, 0) for sign in signs]) == named


@given(LONG)
def test_a_table_scores_alone_as_it_does_beside_others(found: list[str]) -> None:
    """Looking all tables up at once changes none of them."""
    assert BOTH.scores(found) == [*ONE.scores(found), *Points((OTHER,)).scores(found)]


@given(LONG)
def test_windows_leave_nothing_out_and_none_is_too_long(found: list[str]) -> None:
    """Every word stands in a window, and no clause of nine words is cut by all of them."""
    parts = list(windows(found))
    assert {at for start, end in parts for at in range(start, end)} == set(range(len(found)))
    assert all(end - start <= WINDOW for start, end in parts)
    for at in range(len(found) - 8):
        assert any(start <= at and at + 9 <= end for start, end in parts)


@given(LONG)
def test_stretches_leave_nothing_out_and_none_is_too_long(found: list[str]) -> None:
    """Every word is weighed, and the work stays in proportion to the message."""
    parts = list(stretches(found))
    assert {at for start, end in parts for at in range(start, end)} == set(range(len(found)))
    assert all(end - start <= LONGEST_STRETCH for start, end in parts)
    assert sum(end - start for start, end in parts) <= LONGEST_STRETCH * max(1, len(found))


@given(LONG)
def test_a_score_is_that_of_the_heaviest_pieces(found: list[str]) -> None:
    """The rest of a page does not count against it."""
    pieces = [found[start:end] for start, end in (*stretches(found), *windows(found))]
    weights = [
        sum(SMALL.words.get(entry, 0) for entry in entries(piece)) / sqrt(length(piece))
        for piece in pieces
    ]
    assert scored(found) <= max(0, *weights) + 1e-9
    assert scored(found) >= (max(weights) + min(weights)) / 2 - 1e-9
    assert length(found) >= 8
    assert not any(mark in entry.split() for entry in entries(found) for mark in ".,?¤")


def test_a_calm_page_does_not_thin_a_dark_passage() -> None:
    """A passage weighs about the same wherever on a page it stands."""
    calm = [*["the"] * 9, "."] * 12
    dark = [*["no", "point", "dark"] * 7, "."]
    assert scored([*calm, *dark, *calm]) >= 0.9 * scored(dark) > 0


@pytest.mark.parametrize("table", SHIPPED, ids=lambda table: table.id)
def test_every_entry_is_spelled_as_the_screen_reads_it(table: PointsTable) -> None:
    """An entry that the reading of words would change could never count."""
    assert [entry for entry in table.words if words(entry) != entry.split()] == []
    assert all(1 <= len(entry.split()) <= 2 and points for entry, points in table.words.items())


@pytest.mark.parametrize("table", SHIPPED, ids=lambda table: table.id)
def test_points_stand_beside_signs_only(table: PointsTable) -> None:
    """A rule that is a crisis by itself needs no points, and an unknown id could never count."""
    signs = {rule.id for rule in BOOK.rules if rule.level == "sign"}
    assert table.signs.keys() | table.by_hand.keys() <= signs
    assert 0 < table.concern < table.crisis < table.unsigned


@pytest.mark.parametrize(
    ("table", "level", "example"),
    [
        (table.id, level, text)
        for table in SHIPPED
        for level, texts in table.examples.items()
        for text in texts
    ],
)
def test_an_example_weighs_enough(table: str, level: str, example: str) -> None:
    """Words that no rule knows are found by what they weigh together."""
    found = screen(example)
    assert found is not None
    assert (found.level, table in found.rules) == (level, True)


@pytest.mark.parametrize("trap", [trap for table in SHIPPED for trap in table.counter_examples])
def test_a_counter_example_does_not(trap: str) -> None:
    """Hard days, shop talk and plain sadness bring nothing up."""
    assert screen(trap) is None
