"""Reminders as the rooms use them: switched on, planned again, answered; never asked twice.

``switch``      a person switches a kind on or off
``replan``      the pattern, the zone or a pause changed: every kind is worked out anew
``answered``    the person did or pressed something: the count of unanswered ones starts again
``done_today``  the thing was done for a date, so nothing more is said about that date
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.domain.nudges import Reminder, Surroundings, plan, surroundings
from bot.domain.people import Profile, Who
from bot.domain.reminder_times import Kind, Rule
from bot.domain.reminders import after_answer, forget_snooze, started
from data.journal import NoConsent
from data.kinds import REMINDERS
from handlers.keel import Keel

KINDS: tuple[Kind, ...] = ("merge", "check_in", "stash", "experiment", "questionnaire")


def around(keel: Keel, who: Who, profile: Profile) -> Surroundings:
    """What the times of a person's reminders depend on."""
    region = profile.pattern.region if profile.pattern else ""
    return surroundings(
        profile.pattern,
        profile.zone,
        profile.sleep,
        keel.library.holidays.of(region),
        keel.journal.person(who),
    )


def row_id(keel: Keel, who: Who, kind: Kind) -> str:
    """The one row that a person has for a kind."""
    return keel.journal.entry_id(who, f"reminder|{kind}")


def reminder_of(keel: Keel, who: Who, kind: Kind) -> Reminder | None:
    """A person's reminder of a kind, on or off."""
    id_ = row_id(keel, who, kind)
    return next(
        (row.value for row in keel.journal.schedules(who, REMINDERS) if row.id == id_), None
    )


def is_on(keel: Keel, who: Who, kind: Kind) -> bool:
    """Whether a person switched a kind on."""
    reminder = reminder_of(keel, who, kind)
    return bool(reminder and reminder.rule.on)


def switch(keel: Keel, who: Who, rule: Rule) -> None:
    """Switches a kind on or off, with its times. Raises NoConsent."""
    now = keel.now()
    before = reminder_of(keel, who, rule.kind)
    if before and before.rule.on and rule.on:
        # Only the times changed: a date that was sent stays sent.
        put(keel, who, replace(before, rule=rule))
    elif rule.on:
        last = before.state.last_day if before else None
        put(keel, who, Reminder(rule, replace(started(now), last_day=last)))
    elif before:
        put(keel, who, Reminder(rule, forget_snooze(before.state)))


def put(keel: Keel, who: Who, reminder: Reminder) -> None:
    """Stores a reminder with its next instant. Raises NoConsent."""
    profile = keel.journal.profile(who)
    if profile is None:
        raise NoConsent(keel.journal.person(who))
    due = plan(reminder, around(keel, who, profile), keel.now())
    keel.journal.put_schedule(
        who,
        REMINDERS,
        reminder,
        id=row_id(keel, who, reminder.rule.kind),
        next_due_at=due.at if due else None,
    )


def replan(keel: Keel, who: Who) -> None:
    """Works out every kind anew, after the pattern, the zone or a pause changed."""
    for row in keel.journal.schedules(who, REMINDERS):
        put(keel, who, row.value)


def change(keel: Keel, who: Who, kind: Kind, how: Callable[[Reminder], Reminder | None]) -> bool:
    """Changes a reminder's state; False when there is none or nothing to change."""
    reminder = reminder_of(keel, who, kind)
    changed = how(reminder) if reminder else None
    if changed is None:
        return False
    put(keel, who, changed)
    return True


def answered(keel: Keel, who: Who, kind: Kind) -> None:
    """The person reacted: the count of unanswered ones starts again."""
    now = keel.now()
    change(keel, who, kind, lambda r: replace(r, state=after_answer(r.state, now)))


def done_today(keel: Keel, who: Who, kind: Kind, day: date) -> None:
    """The thing was done for a date: nothing more is said about it, snoozes included."""
    now = keel.now()

    def settle(reminder: Reminder) -> Reminder:
        state = forget_snooze(after_answer(reminder.state, now))
        last = max(state.last_day, day) if state.last_day else day
        return replace(reminder, state=replace(state, last_day=last))

    change(keel, who, kind, settle)
