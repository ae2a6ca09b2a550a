"""Reminders as the rooms use them: switched on, planned again, answered; never asked twice.

``switch``      a person switches kinds on or off
``replan``      the pattern, the zone or a pause changed: every kind is worked out anew
``answered``    the person did or pressed something: the count of unanswered ones starts again
``done_today``  the thing was done for a date, so nothing more is said about that date
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from bot.domain.nudges import Reminder, plan, surroundings
from bot.domain.people import Profile, Who
from bot.domain.reminder_times import Kind, Person, Rule
from bot.domain.reminders import after_answer, forget_snooze, last_dealt_with, started
from data.journal import NoConsent, Planned, Scheduled
from data.kinds import REMINDERS
from handlers.keel import Keel

KINDS: tuple[Kind, ...] = ("merge", "check_in", "stash", "experiment", "questionnaire")


def around(keel: Keel, who: Who, profile: Profile) -> Person:
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


def rewrite(keel: Keel, who: Who, how: Callable[[dict[Kind, Reminder]], Iterable[Reminder]]) -> int:
    """Stores the reminders that ``how`` makes of a person's own, each with its next instant.

    All of them or none, with one wait for the disk. Returns how many. Raises NoConsent.
    """
    now = keel.now()

    def planned(profile: Profile, rows: list[Scheduled[Reminder]]) -> list[Planned[Reminder]]:
        place = around(keel, who, profile)
        made = []
        for reminder in how({row.value.rule.kind: row.value for row in rows}):
            due = plan(reminder, place, now)
            id_ = row_id(keel, who, reminder.rule.kind)
            made.append(Planned(id_, reminder, due.at if due else None))
        return made

    return keel.journal.change_schedules(who, REMINDERS, planned)


def switch(keel: Keel, who: Who, *rules: Rule) -> None:
    """Switches kinds on or off, with their times. Raises NoConsent."""
    now = keel.now()

    def switched(before: dict[Kind, Reminder]) -> Iterator[Reminder]:
        for rule in rules:
            known = before.get(rule.kind)
            if rule.on and not (known and known.rule.on):
                last = known.state.last_day if known else None
                yield Reminder(rule, replace(started(now), last_day=last))
            elif known:
                # Where only the times changed, a date that was sent stays sent.
                yield Reminder(rule, known.state if rule.on else forget_snooze(known.state))

    if not rewrite(keel, who, switched) and any(rule.on for rule in rules):
        raise NoConsent(keel.journal.person(who))


def replan(keel: Keel, who: Who) -> None:
    """Works out every kind anew, after the pattern, the zone or a pause changed."""
    rewrite(keel, who, lambda before: before.values())


def change(keel: Keel, who: Who, kind: Kind, how: Callable[[Reminder], Reminder | None]) -> bool:
    """Changes a reminder's state; False when there is none or nothing to change."""

    def changed(before: dict[Kind, Reminder]) -> list[Reminder]:
        made = how(before[kind]) if kind in before else None
        return [made] if made else []

    return bool(rewrite(keel, who, changed))


def answered(keel: Keel, who: Who, kind: Kind) -> None:
    """The person reacted: the count of unanswered ones starts again."""
    now = keel.now()
    change(keel, who, kind, lambda r: replace(r, state=after_answer(r.state, now)))


def done_today(keel: Keel, who: Who, kind: Kind, day: date) -> None:
    """The thing was done for a date: nothing more is said about it, snoozes included."""
    now = keel.now()

    def settle(reminder: Reminder) -> Reminder:
        state = forget_snooze(after_answer(reminder.state, now))
        return replace(reminder, state=replace(state, last_day=last_dealt_with(state, day)))

    change(keel, who, kind, settle)
