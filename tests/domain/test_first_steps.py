"""The worksheet's page, and what check-ins may be said to show."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.checkins import CheckIn
from bot.domain.first_steps import LIMITS, NOTE_LIMIT, Worksheet, note, read_check_ins
from data.library import load_library

TODAY = date(2026, 11, 23)
TEXTS = load_library().words("first_steps").texts
LABELS = {k.removeprefix("page_"): v for k, v in TEXTS.items() if k.startswith("page_")}


def days(ratings: dict[int, int]) -> list[CheckIn]:
    """Check-ins so many days ago, each with one rating."""
    return [CheckIn(TODAY - timedelta(days=ago), {"mood": one}) for ago, one in ratings.items()]


def test_the_page_holds_what_was_filled_in_and_nothing_else() -> None:
    """Empty fields leave no empty headings."""
    page = note(Worksheet(signs=("sleep",), since="since spring", role="welder"), LABELS, "today")
    assert "HOW IT SHOWS\nsleep\nSince when: since spring" in page
    assert "MY JOB\nWhat I do: welder" in page
    assert "INSURANCE" not in page
    assert "FOR MYSELF" not in page


def test_what_is_for_oneself_stands_last() -> None:
    """Whoever hands the page on can cut it off at the end."""
    sheet = Worksheet(shows="x", places="clinic", cover="plan", ask="why", role="dev")
    page = note(sheet, LABELS, "today")
    assert page.index("FOR MYSELF") > max(page.index(h) for h in ("MY JOB", "INSURANCE", "ASK"))


def test_the_fullest_page_fits_and_is_cut_nowhere() -> None:
    """Every field at its limit: one page, under what a field in Slack can hold."""
    full = Worksheet(
        signs=("sleep", "mood", "substances", "relationships", "other"),
        direction="stuck",
        duties=("on_call", "safety_sensitive"),
        **{name: name[0] * limit for name, limit in LIMITS.items()},
    )
    page = note(full, LABELS, "23 November 2026")
    assert len(page) < NOTE_LIMIT
    for name, limit in LIMITS.items():
        assert name[0] * limit in page


@given(st.builds(Worksheet, shows=st.text(max_size=500), role=st.text(max_size=150)))
@settings(max_examples=100)
def test_words_are_never_changed_or_filled_in(sheet: Worksheet) -> None:
    """Braces and percent signs in what somebody wrote are just that."""
    page = note(sheet, LABELS, "today")
    assert sheet.shows in page
    assert sheet.role in page


def test_a_worksheet_is_empty_only_without_anything() -> None:
    """One tick is enough to begin."""
    assert Worksheet().empty
    assert not Worksheet(duties=("on_call",)).empty


def test_few_or_old_check_ins_say_nothing() -> None:
    """Less than four weeks, fewer than three at either end, or none lately."""
    assert read_check_ins([], TODAY) is None
    assert read_check_ins(days(dict.fromkeys(range(0, 20, 2), 3)), TODAY) is None
    assert read_check_ins(days({40: 3, 39: 3, 2: 3, 1: 3, 0: 3}), TODAY) is None
    assert read_check_ins(days(dict.fromkeys(range(20, 90, 3), 3)), TODAY) is None
    assert read_check_ins([CheckIn(TODAY, {}, note="words only")], TODAY) is None


def test_the_ends_are_compared_by_their_middle() -> None:
    """Half a step is a change, less is none; one odd day changes nothing."""
    worse = read_check_ins(days({60: 4, 58: 4, 56: 5, 30: 3, 4: 2, 2: 2, 0: 5}), TODAY)
    assert worse is not None
    assert (worse.direction, worse.early, worse.late, worse.count) == ("worse", 4, 2, 7)
    better = read_check_ins(days({60: 2, 58: 2, 56: 2, 4: 3, 2: 3, 0: 3}), TODAY)
    assert better is not None
    assert better.direction == "better"
    same = read_check_ins(days({60: 3, 58: 3, 56: 3, 4: 3, 2: 3, 0: 3}), TODAY)
    assert same is not None
    assert same.direction == "stuck"
    assert same.low_since is None


def test_low_weeks_are_counted_back_until_one_that_was_not() -> None:
    """The run ends at the first week that was better; older low weeks do not count."""
    ratings = dict.fromkeys(range(0, 28, 3), 2) | {30: 4, 32: 4, 33: 4} | {60: 1, 61: 1, 62: 1}
    found = read_check_ins(days(ratings), TODAY)
    assert found is not None
    assert found.low_since == TODAY - timedelta(days=27)
    assert not found.from_start


def test_a_check_in_of_a_day_to_come_does_not_count() -> None:
    """A zone that was changed may leave one; it is no part of the last two weeks."""
    kept = {60: 4, 58: 4, 56: 4, 4: 2, 2: 2, 0: 2}
    plain = read_check_ins(days(kept), TODAY)
    assert plain is not None
    assert read_check_ins(days({**kept, -1: 5, -2: 5, -3: 5, -4: 5}), TODAY) == plain


def test_a_run_as_old_as_the_check_ins_may_be_older() -> None:
    """Nobody knows what was before the first check-in, so that is said."""
    found = read_check_ins(days(dict.fromkeys(range(0, 50, 3), 2)), TODAY)
    assert found is not None
    assert found.from_start
    assert found.low_since == TODAY - timedelta(days=48)


def test_a_long_silence_ends_a_run() -> None:
    """A month without check-ins says nothing about that month."""
    found = read_check_ins(days({0: 2, 3: 2, 6: 2, 8: 2, 45: 2, 47: 2, 49: 2}), TODAY)
    assert found is not None
    assert found.low_since == TODAY - timedelta(days=13)


@given(
    st.lists(
        st.tuples(st.integers(-3, 400), st.dictionaries(st.sampled_from("abc"), st.integers(1, 5))),
        max_size=40,
    )
)
@settings(max_examples=150)
def test_a_reading_never_reaches_outside_what_was_kept(
    kept: list[tuple[int, dict[str, int]]],
) -> None:
    """Whatever the check-ins: dates within them, medians within the scale."""
    check_ins = [CheckIn(TODAY - timedelta(days=ago), ratings) for ago, ratings in kept]
    found = read_check_ins(check_ins, TODAY)
    if found is None:
        return
    assert 1 <= found.early <= 5
    assert 1 <= found.late <= 5
    assert found.first <= found.last <= TODAY
    assert found.low_since is None or found.first <= found.low_since <= TODAY
