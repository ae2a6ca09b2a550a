"""Does a program fit my week: shifts, travel, sleep and hours, over the whole rotation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import combinations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.fit import (
    MAX_SESSIONS,
    Fit,
    FitQuestion,
    Session,
    band,
    check_question,
    cycle_weeks,
    fit,
    hours_a_week,
)
from bot.domain.fit_grid import GLYPHS, grid
from bot.domain.fit_week import week_of
from bot.domain.rotations import PRESETS, rotation
from bot.domain.shifts import OnlyWhenAsked, Rotation, Shift, Weekly, WorkPattern
from tests.domain.test_zones import distinct_zones, transition_days, zones

MONDAY = date(2026, 11, 2)
LABELS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OFFICE = Shift(start=time(9), end=time(17))
WEEK = WorkPattern(Weekly((OFFICE,) * 5 + (None, None)), "America/New_York")
EIGHT_HOUR_NIGHTS = Shift(start=time(22), end=time(6), kind="night")
SECOND_SHIFT = Shift(start=time(14), end=time(22), kind="late")


PROGRAMS = {
    "evenings": tuple(Session(day, time(18), time(21)) for day in (0, 1, 3)),
    "mornings": tuple(Session(day, time(9), time(12)) for day in (0, 2, 4)),
    "afternoons": tuple(Session(day, time(15, 30), time(18, 30)) for day in (0, 2, 3)),
}


def week_with(shift: Shift) -> WorkPattern:
    return WorkPattern(Weekly((shift,) * 5 + (None, None)), "America/New_York")


def verdicts(question: FitQuestion) -> list[str]:
    """The verdicts of the first week."""
    return [found.verdict for found in fit(question).weeks[0].sessions]


# Programs and the people they suit


@pytest.mark.parametrize(
    ("name", "shift"),
    [("evenings", OFFICE), ("mornings", SECOND_SHIFT), ("afternoons", EIGHT_HOUR_NIGHTS)],
)
def test_a_program_fits_the_shift_it_was_made_for(name: str, shift: Shift) -> None:
    """Evenings after office hours, mornings before second shift, afternoons after nights."""
    answer = fit(FitQuestion(week_with(shift), PROGRAMS[name], MONDAY))
    assert (answer.hours, answer.band, answer.always_hours) == (9, "within", 9)
    assert answer.weeks[0].workable == (0, 1, 2)
    assert answer.weeks[0].short_with_all == ()
    assert answer.questions == ()


def test_office_hours_overlap_a_morning_group_and_evenings_are_asked_about() -> None:
    """What stands in the way, and the question that could help."""
    answer = fit(FitQuestion(WEEK, PROGRAMS["mornings"], MONDAY))
    assert [found.verdict for found in answer.weeks[0].sessions] == ["overlaps_shift"] * 3
    assert answer.always == ()
    assert answer.questions == ("ask_evening_group", "ask_minimum")


# One thing at a time


def test_a_session_straight_after_work_leaves_no_time_to_get_there() -> None:
    """Half an hour of travel needs half an hour."""
    sessions = (Session(0, time(17, 15), time(20)), Session(1, time(17, 30), time(20)))
    question = FitQuestion(WEEK, sessions, MONDAY, travel_minutes=30)
    assert verdicts(question) == ["no_travel_time", "fits"]
    assert "ask_telehealth" in fit(question).questions
    assert verdicts(replace(question, travel_minutes=0)) == ["fits", "fits"]


def test_a_morning_group_after_a_night_cuts_the_sleep() -> None:
    """Six in the morning to ten at night is free, and still too little once it is cut in two."""
    sessions = (Session(1, time(10), time(13)),)
    question = FitQuestion(week_with(EIGHT_HOUR_NIGHTS), sessions, MONDAY)
    answer = fit(question)
    assert verdicts(question) == ["cuts_sleep"]
    assert answer.weeks[0].short_by_shifts == ()
    assert answer.weeks[0].short_with_all == (MONDAY,)
    assert "ask_after_nights" in answer.questions


def test_a_late_evening_before_an_early_shift_cuts_the_sleep() -> None:
    """Home at half past nine, out again at half past five."""
    early = Shift(start=time(6), end=time(14), kind="early")
    question = FitQuestion(week_with(early), (Session(0, time(18), time(21)),), MONDAY)
    assert verdicts(question) == ["fits"]
    assert verdicts(replace(question, sleep_hours=8.5)) == ["cuts_sleep"]


def test_a_night_that_shifts_make_short_is_told_apart() -> None:
    """Late until 23, early at 6: nobody needs a program to be tired."""
    cycle = (Shift(time(23), time(15), "late"), Shift(time(14), time(6), "early")) + (None,) * 5
    question = FitQuestion(WorkPattern(Rotation(MONDAY, cycle)), PROGRAMS["evenings"], MONDAY)
    assert fit(question).weeks[0].short_by_shifts == (MONDAY,)


def test_shifts_that_leave_no_night_at_all_are_short_nights() -> None:
    """Day, night and day again without a break: there is nothing to cut, and it is said."""
    cycle = (Shift(time(19), time(7)), Shift(time(7), time(7)), Shift(time(19), time(7)))
    pattern = WorkPattern(Rotation(MONDAY, cycle + (None,) * 4))
    answer = fit(FitQuestion(pattern, PROGRAMS["evenings"], MONDAY))
    assert MONDAY + timedelta(days=1) in answer.weeks[0].short_by_shifts


def test_two_sessions_that_fit_alone_can_be_too_much_together() -> None:
    """Before and after the only stretch for sleep: the longer one is kept."""
    night = Shift(start=time(20), end=time(6), kind="night")
    pattern = WorkPattern(Weekly((night, night) + (None,) * 5), "UTC")
    sessions = (Session(1, time(7), time(8)), Session(1, time(16), time(18)))
    question = FitQuestion(pattern, sessions, MONDAY, travel_minutes=0)
    assert fit(question).weeks[0].workable == (0, 1)
    longer = replace(question, sleep_hours=9)
    assert verdicts(longer) == ["fits", "fits"]
    assert fit(longer).weeks[0].workable == (1,)


def test_a_session_over_midnight_meets_the_shift_of_the_next_day() -> None:
    """Monday 23:00 to 1:00 against Tuesday's shift from half past midnight."""
    early = Shift(start=time(0, 30), end=time(8), kind="night")
    pattern = WorkPattern(Weekly((None, early) + (None,) * 5), "Europe/Berlin")
    question = FitQuestion(pattern, (Session(0, time(23), time(1)),), MONDAY)
    assert verdicts(question) == ["overlaps_shift"]
    assert verdicts(replace(question, sessions=(Session(6, time(23), time(1)),))) == ["fits"]


def test_a_session_in_the_hour_that_the_clocks_skip_is_no_time_and_no_trouble() -> None:
    """Half past two to three does not exist that Sunday: it takes no time and meets no shift."""
    session = Session(6, time(2, 30), time(3))
    week = week_of(FitQuestion(WEEK, (session,), date(2026, 3, 8)), 0)
    begin, end = week.span(session)
    assert begin == end
    assert week.verdict(session) in ("fits", "cuts_sleep")


def test_a_sunday_night_shift_of_the_week_before_counts() -> None:
    """The week on paper begins on Monday; the shift does not care."""
    pattern = WorkPattern(Weekly((None,) * 6 + (EIGHT_HOUR_NIGHTS,)), "UTC")
    question = FitQuestion(pattern, (Session(0, time(5), time(8)),), MONDAY)
    assert verdicts(question) == ["overlaps_shift"]


def test_being_on_call_is_named_as_such() -> None:
    """It is not a shift, and it is not free either; the night stays the night."""
    on_call = Shift(start=time(8), end=time(8), kind="on_call")
    question = FitQuestion(week_with(on_call), PROGRAMS["evenings"], MONDAY)
    answer = fit(question)
    assert verdicts(question) == ["on_call"] * 3
    assert answer.weeks[0].short_by_shifts == ()
    assert "ask_on_call" in answer.questions


def test_without_a_schedule_only_hours_and_sleep_count() -> None:
    """Somebody between jobs, or who gave no shifts."""
    answer = fit(FitQuestion(WorkPattern(OnlyWhenAsked()), PROGRAMS["mornings"], MONDAY))
    assert answer.always == (0, 1, 2)
    assert len(answer.weeks) == 1


def test_a_pause_or_a_holiday_does_not_make_a_week_look_free() -> None:
    """The question is about ordinary weeks."""
    paused = replace(WEEK, paused_until=date(2030, 1, 1), skipped=(MONDAY,))
    question = FitQuestion(paused, PROGRAMS["mornings"], MONDAY)
    assert verdicts(question) == ["overlaps_shift"] * 3


def test_a_rotation_that_fits_some_weeks_asks_about_making_up() -> None:
    """DuPont and evenings: nothing in the first week, everything in the last."""
    pattern = WorkPattern(rotation(PRESETS["dupont"], MONDAY), "America/New_York")
    answer = fit(FitQuestion(pattern, PROGRAMS["evenings"], MONDAY))
    assert [week.workable_hours for week in answer.weeks] == [0, 3, 6, 9]
    assert answer.always_hours == 0
    assert {"ask_makeup", "ask_switching_groups", "ask_minimum"} <= set(answer.questions)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, "below"), (8.75, "below"), (9, "within"), (19.75, "within"), (20, "above")],
)
def test_hours_are_set_against_nine_to_nineteen(hours: float, expected: str) -> None:
    """Nine is where a program starts, twenty where partial hospitalization does."""
    assert band(hours) == expected


@pytest.mark.parametrize(
    ("days", "weeks"), [(7, 1), (8, 8), (14, 2), (16, 8), (21, 3), (28, 4), (5, 5), (56, 8), (1, 1)]
)
def test_the_whole_rotation_is_up_to_eight_weeks(days: int, weeks: int) -> None:
    """Until the same shift falls on the same weekday; longer ones are cut."""
    assert cycle_weeks(WorkPattern(Rotation(MONDAY, (OFFICE,) * days))) == weeks


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, {}),
        ({"sessions": ()}, {"sessions": "none"}),
        (
            {"sessions": tuple(Session(n % 7, time(n), time(n + 1)) for n in range(15))},
            {"sessions": "too_many"},
        ),
        ({"sessions": (Session(7, time(9), time(12)),)}, {"sessions": "no_weekday"}),
        (
            {"sessions": (Session(0, time(9), time(12)), Session(0, time(11), time(13)))},
            {"sessions": "overlap"},
        ),
        (
            {"sessions": (Session(6, time(23), time(2)), Session(0, time(1), time(3)))},
            {"sessions": "overlap"},
        ),
        ({"travel_minutes": 241}, {"travel_minutes": "out_of_range"}),
        ({"sleep_hours": 2}, {"sleep_hours": "out_of_range"}),
        ({"weeks": 9}, {"weeks": "out_of_range"}),
        ({"pattern": WorkPattern(OnlyWhenAsked(), "nowhere")}, {"zone": "unknown_zone"}),
    ],
)
def test_a_question_is_checked_field_by_field(
    change: dict[str, object], problems: dict[str, str]
) -> None:
    """Codes only: the words belong to content."""
    question = FitQuestion(WEEK, PROGRAMS["evenings"], MONDAY)
    assert check_question(replace(question, **change)) == problems


# Rules for all rotations, programs and zones


quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def sessions_of_a_week(draw: st.DrawFn) -> tuple[Session, ...]:
    """One to five sessions on different days, 1 to 6 hours, some of them over midnight."""
    days = draw(st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True))
    found = []
    for day in sorted(days):
        start = draw(st.integers(0, 71))
        end = (start + draw(st.integers(4, 24))) % 96
        found.append(Session(day, time(start // 4, start % 4 * 15), time(end // 4, end % 4 * 15)))
    return tuple(found)


@st.composite
def questions(draw: st.DrawFn) -> FitQuestion:
    """A preset or a week in any zone, often in the week of a clock change."""
    zone = draw(zones)
    changes = transition_days(zone)
    first = draw(st.sampled_from(changes)) if changes and draw(st.booleans()) else None
    first = first or draw(st.dates(date(2024, 1, 8), date(2030, 12, 1)))
    name = draw(st.sampled_from(sorted(PRESETS)))
    anchor = first - timedelta(days=draw(st.integers(0, 55)))
    return FitQuestion(
        WorkPattern(rotation(PRESETS[name], anchor), zone),
        draw(sessions_of_a_week()),
        first,
        travel_minutes=draw(st.sampled_from((0, 15, 30, 60))),
        sleep_hours=draw(st.sampled_from((6, 7, 7.5, 8, 9))),
        weeks=draw(st.integers(1, 2)),
    )


def ticks(start: datetime, end: datetime) -> set[int]:
    """A span as the five-minute steps it touches."""
    return set(range(int(start.timestamp()) // 300, int(end.timestamp()) // 300))


@settings(max_examples=100, deadline=None)
@given(questions())
def test_a_verdict_is_what_the_clock_says(question: FitQuestion) -> None:
    """Overlap and travel, counted out in steps of five minutes."""
    for number in range(question.weeks):
        week = week_of(question, number)
        busy: set[int] = set()
        for shift in week.shifts:
            assert shift.starts_at is not None
            busy |= ticks(shift.starts_at, shift.ends_at)
        for session in question.sessions:
            verdict = week.verdict(session)
            overlap = bool(ticks(*week.span(session)) & busy)
            near = bool(ticks(*week.away(session)) & busy)
            assert (verdict == "overlaps_shift") == overlap
            assert (verdict == "no_travel_time") == (near and not overlap)
            if verdict == "fits":
                assert not week.cuts_sleep((session,))


@settings(max_examples=60, deadline=None)
@given(questions())
def test_the_workable_set_is_the_largest_there_is(question: FitQuestion) -> None:
    """Against every subset; and what always works, works in every week."""
    answer = fit(question)
    for number, found in enumerate(answer.weeks):
        week = week_of(question, number)
        fitting = [one.session for one in found.sessions if one.verdict == "fits"]
        hours = [
            hours_a_week([question.sessions[at] for at in chosen])
            for size in range(len(fitting) + 1)
            for chosen in combinations(fitting, size)
            if week.together(chosen)
        ]
        assert set(found.workable) <= set(fitting)
        assert found.workable_hours == max(hours)
        assert answer.always_hours <= found.workable_hours
        assert week.together(answer.always)
    assert answer.hours == hours_a_week(question.sessions)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_less_travel_never_makes_it_worse(question: FitQuestion) -> None:
    """What fits with an hour on the road fits from next door."""
    near = replace(question, travel_minutes=0)
    for number in range(question.weeks):
        far_week, near_week = week_of(question, number), week_of(near, number)
        for session in question.sessions:
            if far_week.verdict(session) == "fits":
                assert near_week.verdict(session) == "fits"


@settings(max_examples=60, deadline=None)
@given(questions())
def test_the_picture_is_narrow_and_shows_every_clash(question: FitQuestion) -> None:
    """Eight lines, at most 60 characters each, an X exactly where a session meets a shift."""
    for number, found in enumerate(fit(question).weeks):
        for per_hour in (1, 2):
            lines = grid(question, number, LABELS, per_hour).splitlines()
            assert len(lines) == 8
            assert {len(line) for line in lines[1:]} == {4 + 24 * per_hour}
            assert max(map(len, lines)) <= 60
            assert set("".join(line[4:] for line in lines[1:])) <= set(GLYPHS.values())
            same_week = [
                one
                for one in found.sessions
                if question.sessions[one.session].end > question.sessions[one.session].start
            ]
            if len(same_week) == len(found.sessions):
                clash = any(one.verdict == "overlaps_shift" for one in found.sessions)
                assert ("X" in "".join(lines[1:])) == clash


def test_a_week_with_a_clock_change_can_be_asked_about_in_every_zone() -> None:
    """The first two of each zone: weeks of 167, 167.5 or 169 hours are answered like any other."""
    night = Shift(start=time(19), end=time(7), kind="night")
    checked = 0
    for zone in distinct_zones():
        for changed in transition_days(zone)[:2]:
            pattern = WorkPattern(Weekly((night,) * 7), zone)
            question = FitQuestion(pattern, (Session(5, time(1, 30), time(3)),), changed)
            assert verdicts(question) == ["overlaps_shift"]
            assert grid(question, 0, LABELS).count("\n") == 7
            checked += 1
    assert checked > 50


def test_a_picture_for_the_eye() -> None:
    """One known week, character by character: second shift, mornings, half an hour of travel."""
    question = FitQuestion(week_with(SECOND_SHIFT), PROGRAMS["mornings"], MONDAY)
    assert grid(question, 0, LABELS).splitlines() == [
        "    0  3  6  9  12 15 18 21",
        "Mon zzzzzzz.-ooo-.########.z",
        "Tue zzzzzzz.......########.z",
        "Wed zzzzzzz.-ooo-.########.z",
        "Thu zzzzzzz.......########.z",
        "Fri zzzzzzz.-ooo-.########.z",
        "Sat zzzzzzz...............zz",
        "Sun zzzzzzz...............zz",
    ]


def test_the_picture_needs_seven_names() -> None:
    """A missing label would shift the days."""
    question = FitQuestion(WEEK, PROGRAMS["evenings"], MONDAY)
    with pytest.raises(ValueError, match="seven"):
        grid(question, 0, LABELS[:6])


def test_fourteen_sessions_over_eight_weeks_are_answered() -> None:
    """The largest question allowed: two a day, in a rotation of 56 days."""
    sessions = tuple(
        Session(day, time(hour), time(hour + 2)) for day in range(7) for hour in (9, 16)
    )
    assert len(sessions) == MAX_SESSIONS
    pattern = WorkPattern(rotation(PRESETS["panama"], MONDAY), "UTC")
    answer = fit(FitQuestion(pattern, sessions, MONDAY))
    assert len(answer.weeks) == 8
    assert answer.band == "above"
    assert "ask_level" in answer.questions


def test_questions_and_answers_come_back_from_json_as_they_were() -> None:
    """A question can be kept as a draft."""
    question = FitQuestion(WEEK, PROGRAMS["evenings"], MONDAY)
    answer = fit(question)
    assert msgspec.json.decode(msgspec.json.encode(question), type=FitQuestion) == question
    assert msgspec.json.decode(msgspec.json.encode(answer), type=Fit) == answer
