"""Quiet for a while: whether a pause lasts, beginning one, ending it."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.domain.people import Who
from bot.domain.shifts import OnlyWhenAsked, WorkPattern, pause, resume
from handlers.keel import Keel
from handlers.reminding import replan

ABOVE: Final = "above"  # the mark of a view that lies above the reminder settings


def paused(keel: Keel, who: Who) -> date | None:
    """The first day that counts again, while a pause lasts."""
    profile = keel.journal.profile(who)
    until = profile.pattern.paused_until if profile and profile.pattern else None
    return until if until and until > keel.today(profile) else None


def change(keel: Keel, who: Who, until: date | None) -> None:
    """Pauses until a date, or goes on when there is none. Nobody who never said yes is changed."""
    profile = keel.journal.profile(who)
    if profile is None:
        return
    pattern = profile.pattern or WorkPattern(OnlyWhenAsked(), profile.zone)
    pattern = pause(pattern, until) if until else resume(pattern, keel.today(profile))
    keel.journal.change_profile(who, keel.now(), pattern=pattern)
    replan(keel, who)


def pause_until(keel: Keel, who: Who, until: date) -> None:
    """Quiet until a date, which counts again."""
    change(keel, who, until)


def resumed(keel: Keel, who: Who) -> None:
    """Going on, from now."""
    change(keel, who, None)
