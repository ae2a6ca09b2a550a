"""When the message of one date is due, and from when on it is too late.

``times_on``   (due, deadline) of a rule on a date, as UTC instants
``waking``     the same for a wanted instant that must not fall into sleep
``Rule``       what the person switched on; ``Person`` is everything else this depends on

Both ends are instants, so the lead before the end of a shift is ten real minutes also in the night
of a clock change, and no wall time is ever resolved twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Final, Literal

from bot.domain.shifts import IsHoliday, WorkedShift, WorkPattern, shift_on
from bot.domain.sleep import Nights, Sleep, Window, asleep_until, next_bedtime
from bot.domain.zones import instant

Kind = Literal["merge", "check_in", "stash", "experiment", "questionnaire"]

AT_SHIFT: Final = ("merge", "stash")
GRACE: Final = timedelta(minutes=45)
MAX_JITTER_SECONDS: Final = 600
MAX_LEAD_MINUTES: Final = 120


@dataclass(frozen=True)
class Rule:
    """What one person switched on for one kind.

    ``lead_minutes``  0 to 120, how long before the end of the shift (merge)
    ``at``            wall time of a check-in, experiment or questionnaire; of the stash where the
                      start of the shift is not known
    ``days``          "worked" or "all" (check_in, experiment, questionnaire)
    ``dates``         the dates something is due (experiment, questionnaire)
    """

    kind: Kind
    on: bool = False
    at: time | None = None
    days: Literal["worked", "all"] = "worked"
    lead_minutes: int = 10
    dates: tuple[date, ...] = ()


@dataclass(frozen=True)
class Person:
    """What the times of a person depend on besides the rule. ``seed`` is an opaque id of them,
    and only moves an instant by up to ten minutes, the same every day."""

    pattern: WorkPattern
    sleep: Sleep
    is_holiday: IsHoliday
    seed: str

    @cached_property
    def nights(self) -> Nights:
        """When the person sleeps; worked out once for all that is asked while this is in hand."""
        return Nights(self.pattern, self.sleep, self.is_holiday)


def jitter_seconds(seed: str, kind: Kind, limit: int = MAX_JITTER_SECONDS) -> int:
    """A number from 0 to ``limit`` - 1 that never changes for a person and kind; 0 for no limit."""
    if limit <= 0:
        return 0
    return int.from_bytes(sha256(f"{kind}|{seed}".encode()).digest()[:8]) % limit


def times_on(rule: Rule, day: date, person: Person) -> tuple[datetime, datetime] | None:
    """When the message of a date is due and when it is too late, or None when there is none."""
    if rule.kind in AT_SHIFT:
        shift = shift_on(person.pattern, day, person.is_holiday)
        if shift is None:
            return None
        if rule.kind == "merge":
            return _before_end(rule, shift, person)
        if shift.starts_at is not None:
            return _from_start(shift, shift.starts_at, person)
    if rule.at is None:
        return None
    return waking(instant(day, rule.at, person.pattern.zone), rule.kind, person)


def _before_end(rule: Rule, shift: WorkedShift, person: Person) -> tuple[datetime, datetime]:
    lead = min(max(rule.lead_minutes, 0), MAX_LEAD_MINUTES) * 60
    late = jitter_seconds(person.seed, rule.kind, min(MAX_JITTER_SECONDS, lead))
    ahead = timedelta(seconds=lead - late)
    at = max(shift.ends_at - ahead, shift.starts_at or shift.ends_at - ahead)
    # Sleep never begins before the wind-down is over, so this keeps out of it.
    bedtime = shift.ends_at + person.sleep.wind_down
    if shift.kind == "on_call":
        # An on-call shift may end in the night: then the day is put down before going to bed.
        windows = person.nights.at(at)
        night = next((begin for begin, end in windows if begin <= at < end), None)
        if night is not None:
            bedtime, at = night, max(night - ahead, shift.starts_at or night - ahead)
        if at >= bedtime:
            at = bedtime - timedelta(seconds=MAX_JITTER_SECONDS)
    return at, min(at + GRACE, bedtime)


def _from_start(
    shift: WorkedShift, starts_at: datetime, person: Person
) -> tuple[datetime, datetime]:
    if shift.kind == "on_call":
        return waking(starts_at, "stash", person)
    at = starts_at + timedelta(seconds=jitter_seconds(person.seed, "stash"))
    return at, min(at + GRACE, max(shift.ends_at, at + timedelta(minutes=1)))


def waking(wanted: datetime, kind: Kind, person: Person) -> tuple[datetime, datetime]:
    """The wanted instant, or the end of the sleep it falls into, with jitter; and its deadline.

    The deadline is 45 minutes later, or bedtime if that is sooner.
    """
    windows = person.nights.at(wanted)
    late = timedelta(seconds=jitter_seconds(person.seed, kind))
    up = _up(wanted, windows)
    # The jitter never carries anybody over bedtime, before sleep or after it.
    at = up + late if _up(up + late, windows) == up + late else up
    return at, min(at + GRACE, next_bedtime(windows, at) or at + GRACE)


def _up(moment: datetime, windows: list[Window]) -> datetime:
    """The moment itself, or the end of the sleep it lies in; day sleep can run into the night."""
    while (end := asleep_until(windows, moment)) is not None:
        moment = end
    return moment
