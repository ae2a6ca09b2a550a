"""Quiet for a while, for every kind at once: today, or until a date; and going on again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.domain.merges import shift_being_closed
from bot.domain.people import Who
from bot.domain.shifts import OnlyWhenAsked, WorkPattern, not_today, pause, resume
from handlers.keel import Keel
from handlers.merge_desk import at_work
from handlers.reminding import replan

ABOVE: Final = "above"  # the mark of a view that lies above the reminder settings


def this_day(keel: Keel, who: Who) -> date:
    """The day that "today" means: in a shift that runs past midnight, the day it began on."""
    place, now = at_work(keel, who), keel.now()
    shift = shift_being_closed(place.pattern, now, place.is_holiday)
    if shift and now <= shift.ends_at:
        return shift.day
    return keel.today(keel.journal.profile(who))


def paused(keel: Keel, who: Who) -> date | None:
    """The first day that counts again, while it is quiet."""
    profile = keel.journal.profile(who)
    if profile is None or profile.pattern is None:
        return None
    until = profile.pattern.paused_until
    if until and until > keel.today(profile):
        return until
    day = this_day(keel, who)
    return day + timedelta(days=1) if day in profile.pattern.skipped else None


def hush(keel: Keel, who: Who) -> None:
    """Quiet for today."""
    day = this_day(keel, who)
    _change(keel, who, lambda pattern: not_today(pattern, day))


def pause_until(keel: Keel, who: Who, until: date) -> None:
    """Quiet until a date, which counts again."""
    _change(keel, who, lambda pattern: pause(pattern, until))


def resumed(keel: Keel, who: Who) -> None:
    """Going on, from now."""
    day, today = this_day(keel, who), keel.today(keel.journal.profile(who))

    def go_on(pattern: WorkPattern) -> WorkPattern:
        skipped = tuple(one for one in pattern.skipped if one != day)
        return resume(replace(pattern, skipped=skipped), today)

    _change(keel, who, go_on)


def _change(keel: Keel, who: Who, how: Callable[[WorkPattern], WorkPattern]) -> None:
    """Changes the pattern and works every kind out anew; of nobody who never said yes."""
    profile = keel.journal.profile(who)
    if profile is None:
        return
    pattern = profile.pattern or WorkPattern(OnlyWhenAsked(), profile.zone)
    keel.journal.change_profile(who, keel.now(), pattern=how(pattern))
    replan(keel, who)
