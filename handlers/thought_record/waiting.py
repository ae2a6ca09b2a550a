"""Experiments that wait, and the reminder that may come on the day to look.

open_experiments(keel, who)     every experiment that waits, with the id of its record
experiments_due(keel, who, on)  those whose day to look has come by ``on``
experiment_dates(keel, who)     the days to look, for a reminder that is switched on
tell_reminders(keel, who)       those days, into the reminder, if the person has one

Without a reminder they wait on the Home and in the view behind the door "experiments".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.people import Who
from bot.domain.thoughts import Experiment, is_due
from data.kinds import THOUGHTS
from handlers.keel import Keel
from handlers.reminding import change, reminder_of

WAITING = ("open", "could_not_run")


def open_experiments(keel: Keel, who: Who) -> list[tuple[str, Experiment]]:
    """Entry id and experiment of everything that waits, the earliest day to look first."""
    waiting = [
        (kept.id, kept.value.experiment)
        for kept in keel.journal.entries(who, THOUGHTS)
        if kept.value.experiment and kept.value.experiment.status in WAITING
    ]
    return sorted(waiting, key=lambda one: one[1].look_on or date.max)


def experiments_due(keel: Keel, who: Who, on: date) -> list[tuple[str, Experiment]]:
    """Those whose day to look is ``on`` or before. ``on`` is the person's own date."""
    return [one for one in open_experiments(keel, who) if is_due(one[1], on)]


def experiment_dates(keel: Keel, who: Who) -> tuple[date, ...]:
    """The days to look of everything that is open, each once, in order."""
    days = {e.look_on for _, e in open_experiments(keel, who) if e.look_on and e.status == "open"}
    return tuple(sorted(days))


def tell_reminders(keel: Keel, who: Who) -> None:
    """Gives the days to look to the reminder, for whoever has one; changes nothing otherwise."""
    reminder = reminder_of(keel, who, "experiment")
    if reminder is None:
        return
    dates = experiment_dates(keel, who)
    if dates != reminder.rule.dates:
        change(keel, who, "experiment", lambda r: replace(r, rule=replace(r.rule, dates=dates)))
