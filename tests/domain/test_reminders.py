"""Reminders: one message a working day, none where there should be silence, none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.reminders import (
    GRACE,
    MAX_JITTER_SECONDS,
    Due,
    Rule,
    State,
    after_answer,
    after_sent,
    forget_snooze,
    jitter_seconds,
    next_due,
    problems,
    snooze,
    started,
)
from bot.domain.rotations import PRESETS, rotation
from bot.domain.shifts import (
    DAY,
    OnlyWhenAsked,
    Rotation,
    Shift,
    Weekly,
    WorkPattern,
    no_holidays,
    not_today,
    pause,
    resume,
    scheduled_shift,
    shifts_between,
    why_off,
)
from bot.domain.sleep import Sleep, asleep_until, windows_at
from bot.domain.zones import instant, wall
from tests.domain.test_zones import distinct_zones, oracle, transition_days, zones

OFFICE = Shift(start=time(9), end=time(17))
NIGHT = Shift(start=time(19), end=time(7), kind="night")
EVERY_DAY = Weekly((OFFICE,) * 7)
WEEK = Weekly((OFFICE,) * 5 + (None, None))
MERGE = Rule("merge", on=True)
MONDAY = date(2026, 11, 2)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def run(
    rule: Rule,
    pattern: WorkPattern,
    begin: datetime,
    end: datetime,
    state: State | None = None,
    **more: object,
) -> tuple[list[Due], State]:
    """All messages from ``begin`` to ``end``, each of them sent at its instant and answered."""
    state = state or started(begin)
    sent: list[Due] = []
    now = begin
    while (due := next_due(rule, state, pattern, now, **more)) and due.at < end:
        now = max(now, due.at)
        assert now < due.deadline
        sent.append(due)
        state = after_answer(after_sent(state, due), now)
    return sent, state


def worked_days(pattern: WorkPattern, begin: date, end: date) -> list[date]:
    count = (end - begin).days
    return [
        begin + DAY * n for n in range(count) if not why_off(pattern, begin + DAY * n, no_holidays)
    ]


# Every zone, every clock change


def test_in_every_zone_each_clock_change_leaves_one_nudge_a_day() -> None:
    """All zones and all changes of 2024 to 2030; shifts end where clocks jump."""
    exactly = replace(MERGE, lead_minutes=0)
    checked = 0
    for zone in distinct_zones():
        for changed in transition_days(zone):
            for end in (time(0), time(0, 30), time(1, 30), time(1, 45), time(2, 30)):
                shift = Shift(start=time(16), end=end, kind="late")
                pattern = WorkPattern(Weekly((shift,) * 7), zone)
                # Shifts of these three dates end on the day before the change, on it, and after it.
                dates = [changed - 2 * DAY, changed - DAY, changed]
                begin = instant(dates[0], time(17), zone)
                stop = instant(changed, time(18), zone) + timedelta(hours=11)
                sent, _ = run(exactly, pattern, begin, stop)
                assert [due.day for due in sent] == dates, (zone, changed, end)
                assert [due.at for due in sent] == [
                    oracle(day + DAY, end, zone) for day in dates
                ], (zone, changed, end)
                checked += 1
    assert checked > 1_500


@pytest.mark.parametrize(
    ("zone", "end", "changed", "expected"),
    [
        ("America/New_York", time(1, 30), date(2026, 11, 1), "2026-11-01T05:30"),
        ("America/New_York", time(2, 30), date(2026, 3, 8), "2026-03-08T07:30"),
        ("America/Santiago", time(0), date(2026, 9, 6), "2026-09-06T04:00"),
        ("Africa/Cairo", time(0, 30), date(2026, 4, 24), "2026-04-23T22:30"),
        ("Australia/Lord_Howe", time(1, 45), date(2026, 4, 5), "2026-04-04T14:45"),
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), "2026-10-03T15:45"),
    ],
)
def test_known_traps_get_one_nudge_before_and_on_and_after_the_day(
    zone: str, end: time, changed: date, expected: str
) -> None:
    """New York 01:30 in autumn, Santiago 00:00, Cairo 00:30, Lord Howe: never none, never two."""
    pattern = WorkPattern(Weekly((Shift(start=time(16), end=end, kind="late"),) * 7), zone)
    begin = instant(changed - 8 * DAY, time(12), zone)
    sent, _ = run(MERGE, pattern, begin, begin + timedelta(days=14))
    assert [due.day for due in sent] == [changed + DAY * n for n in range(-8, 6)]
    at = next(due.at for due in sent if due.day == changed - DAY)
    assert utc(expected) - timedelta(minutes=10) <= at < utc(expected)


quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def patterns(draw: st.DrawFn) -> WorkPattern:
    """Any zone; a preset, a week, or an own cycle that never overlaps itself."""
    zone = draw(zones)
    anchor = draw(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(PRESETS)))
        return WorkPattern(rotation(PRESETS[name], anchor, preset=name), zone)
    start = draw(quarters)
    minutes = start.hour * 60 + start.minute + draw(st.integers(4, 64)) * 15
    shift = Shift(start=start, end=time(minutes // 60 % 24, minutes % 60), kind="day")
    worked = draw(st.lists(st.booleans(), min_size=1, max_size=56).filter(any))
    return WorkPattern(Rotation(anchor, tuple(shift if yes else None for yes in worked)), zone)


begins = st.integers(0, 6 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
seeds = st.text("abcdef0123456789", min_size=4, max_size=12)


@settings(max_examples=150)
@given(pattern=patterns(), begin=begins, seed=seeds)
def test_each_working_day_gets_one_nudge_just_before_its_shift_ends(
    pattern: WorkPattern, begin: datetime, seed: str
) -> None:
    """Exactly the worked dates, in order, each within the lead, none on a day off."""
    end = begin + timedelta(days=40)
    sent, _ = run(MERGE, pattern, begin, end, seed=seed)
    first = wall(begin, pattern.zone).date() - 2 * DAY
    shifts = {shift.day: shift for shift in shifts_between(pattern, first, 45)}
    wanted = []
    late = timedelta(seconds=jitter_seconds(seed, "merge"))
    for shift in shifts.values():
        assert shift.starts_at is not None
        at = max(shift.ends_at - timedelta(minutes=10) + late, shift.starts_at)
        if begin <= at < end:
            wanted.append((shift.day, at))
    assert [(due.day, due.at) for due in sent] == wanted
    for due in sent:
        assert due.at <= shifts[due.day].ends_at
        assert asleep_until(windows_at(pattern, Sleep(), due.at), due.at) is None


@settings(max_examples=100)
@given(pattern=patterns(), begin=begins, seed=seeds)
def test_the_stash_comes_once_at_the_start_of_each_shift_and_never_into_sleep(
    pattern: WorkPattern, begin: datetime, seed: str
) -> None:
    """Every worked date, within ten minutes of its start, and only while the shift lasts."""
    end = begin + timedelta(days=40)
    sent, _ = run(Rule("stash", on=True), pattern, begin, end, seed=seed)
    first = wall(begin, pattern.zone).date() - 2 * DAY
    late = timedelta(seconds=jitter_seconds(seed, "stash"))
    wanted = [
        (shift.day, shift.starts_at + late)
        for shift in shifts_between(pattern, first, 45)
        if shift.starts_at and begin <= shift.starts_at + late < end
    ]
    assert [(due.day, due.at) for due in sent] == wanted
    for due in sent:
        assert asleep_until(windows_at(pattern, Sleep(), due.at), due.at) is None


@settings(max_examples=150)
@given(
    old=patterns(),
    new=patterns(),
    begin=begins,
    after_hours=st.integers(0, 30 * 24),
    seed=seeds,
)
def test_a_new_pattern_or_zone_loses_nothing_ahead_and_doubles_nothing(
    old: WorkPattern, new: WorkPattern, begin: datetime, after_hours: int, seed: str
) -> None:
    """Edited at any moment: dates sent stay sent, and every date still ahead comes once."""
    changed = begin + timedelta(hours=after_hours)
    end = changed + timedelta(days=20)
    before, state = run(MERGE, old, begin, changed, seed=seed)
    after, _ = run(MERGE, new, changed, end, state=state, seed=seed)
    days = [due.day for due in before + after]
    assert len(days) == len(set(days))
    ahead, _ = run(MERGE, new, changed, end, seed=seed)
    already = state.last_day or date.min
    missing = {due.day for due in ahead if due.day > already} - {due.day for due in after}
    assert not missing


@settings(max_examples=150)
@given(
    pattern=patterns(),
    begin=begins,
    paused_after=st.integers(0, 15 * 24),
    length=st.integers(1, 20),
    cut_after=st.none() | st.integers(0, 20),
)
def test_a_pause_is_silent_and_nothing_around_it_is_lost(
    pattern: WorkPattern,
    begin: datetime,
    paused_after: int,
    length: int,
    cut_after: int | None,
) -> None:
    """Also when the pause is cut short: what comes then is what lies ahead, each once."""
    now = begin + timedelta(hours=paused_after)
    end = now + timedelta(days=45)
    plain, _ = run(MERGE, pattern, begin, end)
    before, state = run(MERGE, pattern, begin, now)
    today = wall(now, pattern.zone).date()
    quiet = pause(pattern, today + DAY * length)
    sent = list(before)
    if cut_after is not None and cut_after < length:
        later = now + timedelta(days=cut_after)
        some, state = run(MERGE, quiet, now, later, state=state)
        sent += some
        now, quiet = later, resume(quiet, wall(later, pattern.zone).date())
    after, _ = run(MERGE, quiet, now, end, state=state)
    sent += after
    assert quiet.paused_until is not None
    heard = {due.day for due in sent}
    gone = [due for due in plain if due.day not in heard]
    assert [due for due in sent if due in before or due.day >= quiet.paused_until] == sent
    # What fell into the pause is gone for good, also when the pause ended an hour later.
    assert all(due.day < quiet.paused_until or due.at < now for due in gone)
    assert len(heard) == len(sent)


@settings(max_examples=100)
@given(pattern=patterns(), begin=begins, at=quarters, seed=seeds)
def test_a_check_in_comes_once_a_worked_day_and_never_into_sleep(
    pattern: WorkPattern, begin: datetime, at: time, seed: str
) -> None:
    """At the chosen time, or when the person is up again."""
    rule = Rule("check_in", on=True, at=at)
    sent, _ = run(rule, pattern, begin, begin + timedelta(days=30), seed=seed)
    for due in sent:
        windows = windows_at(pattern, Sleep(), due.at)
        assert asleep_until(windows, due.at) is None
        assert scheduled_shift(pattern.schedule, due.day) is not None
        wanted = instant(due.day, at, pattern.zone)
        assert wanted <= due.at
    days = [due.day for due in sent]
    assert days == sorted(set(days))
    if days:
        assert days == worked_days(pattern, days[0], days[-1] + DAY)


# Single rules, in plain cases


def test_a_rule_that_is_off_says_nothing() -> None:
    """Every kind is its own opt-in."""
    pattern = WorkPattern(EVERY_DAY)
    assert next_due(Rule("merge"), State(), pattern, utc("2026-11-02T09:00")) is None


@pytest.mark.parametrize("schedule", [OnlyWhenAsked(), Weekly((None,) * 7)])
def test_without_a_schedule_nothing_comes_by_the_clock(schedule: OnlyWhenAsked | Weekly) -> None:
    """ "Only when I ask" is meant."""
    pattern = WorkPattern(schedule)
    for rule in (MERGE, Rule("stash", on=True), Rule("check_in", on=True, at=time(12))):
        assert next_due(rule, State(), pattern, utc("2026-11-02T09:00")) is None
        assert problems(rule, pattern)["days"] == "no_schedule"


def test_a_check_in_on_all_days_comes_on_days_off_too_but_not_in_a_pause() -> None:
    """ "All days" is the person's own choice; a pause and "not today" are stronger."""
    rule = Rule("check_in", on=True, at=time(12), days="all")
    pattern = not_today(WorkPattern(OnlyWhenAsked(), "UTC"), MONDAY + 2 * DAY)
    pattern = pause(pattern, MONDAY + DAY)
    sent, _ = run(rule, pattern, utc("2026-11-02T00:00"), utc("2026-11-06T00:00"))
    assert [due.day.day for due in sent] == [3, 5]


def test_the_stash_comes_at_the_start_of_the_shift() -> None:
    """Within ten minutes of it, stable for the person."""
    pattern = WorkPattern(Weekly((NIGHT,) + (None,) * 6), "Europe/Berlin")
    due = next_due(Rule("stash", on=True), State(), pattern, utc("2026-11-02T00:00"), seed="a")
    assert due
    assert due.day == MONDAY
    assert timedelta(0) <= due.at - utc("2026-11-02T18:00") < timedelta(minutes=10)


def test_the_stash_needs_a_time_where_starts_are_unknown() -> None:
    """Somebody who gave end times only chooses when the stash comes."""
    pattern = WorkPattern(Weekly((Shift(time(17)),) * 5 + (None, None)))
    rule = Rule("stash", on=True)
    assert problems(rule, pattern) == {"at": "needs_time"}
    assert next_due(rule, State(), pattern, utc("2026-11-02T00:00")) is None
    timed = replace(rule, at=time(8))
    assert problems(timed, pattern) == {}
    due = next_due(timed, State(), pattern, utc("2026-11-02T00:00"))
    assert due
    assert wall(due.at, "UTC").hour == 8


def test_switching_on_after_the_hour_waits_for_the_next_day() -> None:
    """Nothing due before the switch was turned is sent, though it would be within the grace."""
    pattern = WorkPattern(EVERY_DAY)
    now = utc("2026-11-02T17:05")
    late = next_due(MERGE, State(), pattern, now)
    fresh = next_due(MERGE, started(now), pattern, now)
    assert late
    assert fresh
    assert (late.day, fresh.day) == (MONDAY, MONDAY + DAY)


def test_a_message_is_dropped_once_it_is_45_minutes_late() -> None:
    """The deadline is exact: a minute before it the day still counts, at it no more."""
    pattern = WorkPattern(EVERY_DAY)
    due = next_due(MERGE, State(), pattern, utc("2026-11-02T12:00"))
    assert due
    assert due.deadline == due.at + GRACE
    just = next_due(MERGE, State(), pattern, due.deadline - timedelta(seconds=1))
    late = next_due(MERGE, State(), pattern, due.deadline)
    assert just == due
    assert late
    assert late.day == MONDAY + DAY


def test_a_deadline_never_reaches_into_sleep() -> None:
    """With half an hour to bed, the nudge may be half an hour late at most."""
    pattern = WorkPattern(EVERY_DAY)
    for rule in (MERGE, Rule("check_in", on=True, at=time(17))):
        sleep = Sleep(start=time(17, 30), end=time(1), wind_down_minutes=30)
        due = next_due(rule, State(), pattern, utc("2026-11-02T12:00"), sleep=sleep)
        assert due
        assert due.deadline == utc("2026-11-02T17:30")


def test_jitter_carries_nobody_over_bedtime() -> None:
    """Five minutes before bed everybody is asked on the minute or a little later, not next day."""
    rule = Rule("check_in", on=True, at=time(22, 25))
    late = set()
    for seed in map(str, range(30)):
        due = next_due(rule, State(), WorkPattern(EVERY_DAY), utc("2026-11-02T12:00"), seed=seed)
        assert due
        late.add(due.at - utc("2026-11-02T22:25"))
        assert due.deadline == utc("2026-11-02T22:30")
    assert timedelta(0) <= min(late) <= max(late) < timedelta(minutes=5)
    assert len(late) > 5


def test_after_a_night_the_check_in_waits_until_the_person_is_up() -> None:
    """Night until 7, an hour to wind down, eight hours of sleep: 12:00 becomes 16:00."""
    pattern = WorkPattern(Weekly((NIGHT, OFFICE) + (None,) * 5))
    rule = Rule("check_in", on=True, at=time(12), days="all")
    state = State(last_day=MONDAY)
    pattern = WorkPattern(Weekly((NIGHT, NIGHT) + (None,) * 5))
    due = next_due(rule, state, pattern, utc("2026-11-03T00:00"))
    assert due
    assert due.day == MONDAY + DAY
    assert timedelta(0) <= due.at - utc("2026-11-03T16:00") < timedelta(minutes=10)


@pytest.mark.parametrize(
    ("shift", "window"),
    [
        # The usual night after an office day.
        (OFFICE, ("2026-11-02T22:30", "2026-11-03T06:30")),
        # A late shift until 23:00 moves it behind the wind-down, in full length.
        (Shift(time(23), time(15), "late"), ("2026-11-03T00:00", "2026-11-03T08:00")),
        # A night of 12 hours.
        (NIGHT, ("2026-11-03T08:00", "2026-11-03T16:00")),
        # A night that begins a little after bedtime.
        (Shift(time(7), time(23, 30), "night"), ("2026-11-03T08:00", "2026-11-03T16:00")),
    ],
)
def test_sleep_moves_with_the_shift(shift: Shift, window: tuple[str, str]) -> None:
    """The window that belongs to the night of a worked Monday."""
    pattern = WorkPattern(Weekly((shift,) + (None,) * 6))
    assert tuple(map(utc, window)) in windows_at(pattern, Sleep(), utc("2026-11-02T12:00"))


def test_an_early_shift_cuts_the_night_short() -> None:
    """Whoever starts at five is up at five."""
    early = Shift(time(13), time(5), "early")
    pattern = WorkPattern(Weekly((None, early) + (None,) * 5))
    windows = windows_at(pattern, Sleep(), utc("2026-11-02T12:00"))
    assert (utc("2026-11-02T22:30"), utc("2026-11-03T05:00")) in windows


def test_somebody_on_call_sleeps_at_night() -> None:
    """Being on call moves no sleep, and a shift that ends in the night is closed before bedtime."""
    on_call = Shift(start=time(0), end=time(0), kind="on_call")
    pattern = WorkPattern(Weekly((on_call,) * 7), "Europe/Berlin")
    for rule in (MERGE, Rule("stash", on=True), Rule("check_in", on=True, at=time(3))):
        sent, _ = run(rule, pattern, utc("2026-11-02T12:00"), utc("2026-11-12T12:00"), seed="a")
        assert len({due.day for due in sent}) == len(sent) == 10
        for due in sent:
            hour = wall(due.at, "Europe/Berlin")
            assert time(6, 30) <= hour.time() < time(22, 30)
            assert due.deadline <= due.at + GRACE
            assert wall(due.deadline, "Europe/Berlin").time() <= time(22, 30)


def test_a_short_on_call_shift_inside_the_night_does_not_wake_anybody() -> None:
    """From one to four: the merge comes before bed, not at ten to four."""
    on_call = Shift(start=time(1), end=time(4), kind="on_call")
    due = next_due(MERGE, State(), WorkPattern(Weekly((on_call,) * 7)), utc("2026-11-02T05:00"))
    assert due
    assert time(22) <= due.at.time() < time(22, 30)


# Snooze


def sent_on_monday() -> tuple[State, WorkPattern, datetime]:
    pattern = WorkPattern(EVERY_DAY)
    due = next_due(MERGE, State(), pattern, utc("2026-11-02T12:00"))
    assert due
    return after_sent(State(), due), pattern, due.at


def test_a_snooze_comes_once_after_twenty_minutes() -> None:
    """The second message belongs to the same date, and there is no third."""
    state, pattern, at = sent_on_monday()
    snoozed = snooze(state, MONDAY, at, pattern)
    assert snoozed
    again = next_due(MERGE, snoozed, pattern, at)
    assert again
    assert (again.message, again.day, again.at) == ("again", MONDAY, at + timedelta(minutes=20))
    done = after_sent(snoozed, again)
    assert snooze(done, MONDAY, again.at, pattern) is None
    following = next_due(MERGE, done, pattern, again.at)
    assert following
    assert (following.message, following.day) == ("nudge", MONDAY + DAY)


def test_a_snooze_for_another_day_or_into_sleep_is_refused() -> None:
    """An old message's button does nothing, and nobody is woken."""
    state, pattern, at = sent_on_monday()
    assert snooze(state, MONDAY - DAY, at, pattern) is None
    assert snooze(state, MONDAY, at + timedelta(days=2), pattern) is None
    early_to_bed = Sleep(start=time(17), end=time(1), wind_down_minutes=15)
    assert snooze(state, MONDAY, at, pattern, sleep=early_to_bed) is None


def test_a_waiting_snooze_goes_away_with_the_day_or_when_it_is_done() -> None:
    """ "Not today", a pause, a finished merge, or an hour of downtime: the snooze is not sent."""
    state, pattern, at = sent_on_monday()
    snoozed = snooze(state, MONDAY, at, pattern)
    assert snoozed
    for due in (
        next_due(MERGE, snoozed, not_today(pattern, MONDAY), at),
        next_due(MERGE, snoozed, pause(pattern, MONDAY + DAY), at),
        next_due(MERGE, forget_snooze(snoozed), pattern, at),
        next_due(MERGE, snoozed, pattern, at + timedelta(minutes=65)),
    ):
        assert due
        assert (due.message, due.day) == ("nudge", MONDAY + DAY)


# Unanswered


def unanswered(count: int) -> tuple[list[Due], State, datetime]:
    pattern, state, now = WorkPattern(WEEK), State(), utc("2026-11-02T00:00")
    sent = []
    for _ in range(count):
        due = next_due(MERGE, state, pattern, now)
        if due is None:
            break
        sent.append(due)
        state, now = after_sent(state, due), due.at
    return sent, state, now


def test_after_five_unanswered_it_asks_once_and_then_is_silent() -> None:
    """Five nudges, one question, nothing."""
    sent, state, _ = unanswered(20)
    assert [due.message for due in sent] == ["nudge"] * 5 + ["ask"]
    assert state.asked


def test_an_answer_starts_the_count_again() -> None:
    """Pressing anything on the fifth is enough."""
    _, state, now = unanswered(4)
    state = after_answer(state, now)
    assert state.unanswered == 0
    following = next_due(MERGE, state, WorkPattern(WEEK), now)
    assert following
    assert following.message == "nudge"


def test_going_on_after_the_question_starts_from_now() -> None:
    """Weeks later, nothing from the silent weeks comes, and the next shift does."""
    _, state, _ = unanswered(20)
    now = utc("2026-12-01T17:20")
    due = next_due(MERGE, after_answer(state, now), WorkPattern(WEEK), now)
    assert due
    assert (due.day, due.message) == (date(2026, 12, 2), "nudge")


# Things with a date of their own


def test_a_date_that_a_wrong_clock_wrote_silences_nobody() -> None:
    """What was sent for a day next year does not stop what is due today; yesterday's still does."""
    now = utc("2026-11-02T09:00")
    for ahead in (3, 400):
        due = next_due(MERGE, State(last_day=MONDAY + ahead * DAY), WorkPattern(WEEK), now)
        assert due is not None
        assert due.day == MONDAY
    due = next_due(MERGE, State(last_day=MONDAY), WorkPattern(WEEK), now)
    assert due is not None
    assert due.day == MONDAY + DAY


def test_an_experiment_is_asked_about_on_its_date() -> None:
    """Two experiments on one date are one message."""
    rule = Rule("experiment", True, time(12), "all", dates=(MONDAY + 3 * DAY, MONDAY, MONDAY))
    sent, _ = run(
        rule, WorkPattern(OnlyWhenAsked()), utc("2026-11-01T00:00"), utc("2027-01-01T00:00")
    )
    assert [due.day for due in sent] == [MONDAY, MONDAY + 3 * DAY]


def test_a_date_inside_a_pause_moves_behind_it() -> None:
    """The question is not lost; it comes once, on the first day that counts again."""
    rule = Rule("questionnaire", True, time(12), dates=(MONDAY, MONDAY + DAY))
    pattern = pause(WorkPattern(WEEK), date(2026, 11, 7))
    sent, _ = run(rule, pattern, utc("2026-11-01T00:00"), utc("2027-01-01T00:00"))
    assert [due.day for due in sent] == [date(2026, 11, 9)]


def test_a_date_that_never_opens_is_given_up() -> None:
    """On worked days only, without any work, nothing is due and nothing hangs."""
    rule = Rule("experiment", True, time(12), "worked", dates=(MONDAY,))
    assert next_due(rule, State(), WorkPattern(OnlyWhenAsked()), utc("2026-11-01T00:00")) is None


# What is refused, what is kept


def test_a_rule_is_checked_before_it_is_saved() -> None:
    """Codes by field; an hour in one's own night is pointed out."""
    pattern = WorkPattern(WEEK)
    assert problems(MERGE, pattern) == {}
    assert problems(replace(MERGE, lead_minutes=500), pattern) == {"lead_minutes": "out_of_range"}
    assert problems(Rule("check_in"), pattern) == {"at": "needs_time"}
    assert problems(Rule("check_in", at=time(23)), pattern) == {"at": "asleep_then"}
    assert problems(Rule("stash"), pattern) == {}


def test_sleep_that_does_not_cross_midnight_is_understood() -> None:
    """Somebody who always works nights sleeps from nine to five."""
    by_day = Sleep(start=time(9), end=time(17))
    assert by_day.covers(time(12))
    assert not by_day.covers(time(17))
    pattern = WorkPattern(OnlyWhenAsked())
    windows = windows_at(pattern, by_day, utc("2026-11-02T12:00"))
    assert asleep_until(windows, utc("2026-11-02T12:00")) == utc("2026-11-02T17:00")


@given(seed=st.text(max_size=40), limit=st.integers(-5, MAX_JITTER_SECONDS))
def test_jitter_is_stable_and_within_its_limit(seed: str, limit: int) -> None:
    """The same person is nudged at the same minute every day."""
    value = jitter_seconds(seed, "merge", limit)
    assert value == jitter_seconds(seed, "merge", limit)
    assert 0 <= value < max(limit, 1)


def test_jitter_spreads_people_over_the_ten_minutes() -> None:
    """Two thousand people of one plant do not come in the same second."""
    minutes = [jitter_seconds(f"person-{n}", "merge") // 60 for n in range(2000)]
    assert all(150 < minutes.count(minute) < 250 for minute in range(10))


def test_rules_and_states_come_back_from_json_as_they_were() -> None:
    """Both are sealed as JSON."""
    rule = Rule("experiment", True, time(12, 30), "all", 10, (MONDAY,))
    state = State(utc("2026-11-02T00:00"), MONDAY, 3, False, MONDAY, utc("2026-11-02T17:10"))
    for value in (rule, state, Sleep()):
        assert msgspec.json.decode(msgspec.json.encode(value), type=type(value)) == value


def test_a_traveller_hears_once_for_each_date() -> None:
    """From Tokyo to Honolulu on a Monday evening: Monday was said, so Monday is not said again."""
    tokyo = WorkPattern(EVERY_DAY, "Asia/Tokyo")
    sent, state = run(MERGE, tokyo, utc("2026-11-01T23:00"), utc("2026-11-02T12:00"))
    assert [due.day for due in sent] == [MONDAY]
    there = WorkPattern(EVERY_DAY, "Pacific/Honolulu")
    more, _ = run(MERGE, there, utc("2026-11-02T12:00"), utc("2026-11-04T12:00"), state=state)
    assert [due.day for due in more] == [MONDAY + DAY]
    assert more[0].at.astimezone(ZoneInfo("Pacific/Honolulu")).hour == 16
