"""The next two weeks as plain text: what a person checks before anything is saved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from bot.domain.schedule_around import Around
from bot.domain.shifts import (
    DayRow,
    OnlyWhenAsked,
    Weekly,
    WorkPattern,
    describe,
    works_at_all,
)
from bot.domain.typed_times import format_time
from data.library.holiday_places import country_name, parts
from handlers import blocks as b
from handlers.keel import Keel
from handlers.merge_form import day_words

DAYS: Final = 14
_LETTER: Final = {"day": "D", "early": "E", "late": "L", "night": "N", "on_call": "C"}


def two_weeks(keel: Keel, pattern: WorkPattern, first: date) -> str:
    """One line a date, narrow enough for a phone."""
    rows = describe(pattern, first, DAYS, keel.library.holidays.of(pattern.region))
    kinds = {row.shift.kind for row in rows if row.shift}
    return "\n".join(line(keel, row, with_kind=kinds != {"day"}) for row in rows)


def line(keel: Keel, row: DayRow, *, with_kind: bool) -> str:
    """One date: a shift with its times, or why there is none."""
    words = keel.words("schedule")
    day = f"{row.day:%a} {row.day.day:>2} {row.day:%b}"
    shift = row.shift
    if shift is None:
        return words("row_off", day=day, why=words(f"why_{row.off or 'off'}"))
    end = format_time(shift.end)
    times = words("until", end=end) if shift.start is None else f"{format_time(shift.start)}-{end}"
    kind = f"{words(f'letter_{_LETTER[shift.kind]}'):<8}" if with_kind else ""
    return words("row_shift", day=day, kind=kind, times=times)


def preview(keel: Keel, pattern: WorkPattern, around: Around, first: date) -> dict[str, Any]:
    """The view before saving."""
    words, common = keel.words("schedule"), keel.words("common")
    rows: list[b.Block] = [b.section(words("preview_intro"))]
    worked = works_at_all(pattern.schedule)
    if worked:
        rows.append(b.grid(two_weeks(keel, pattern, first)))
    else:
        rows.append(b.section(words("preview_none")))
    notes = [words("preview_zone_follow" if around.follow else "preview_zone", zone=around.zone)]
    if around.region and worked:
        country, _, part = around.region.partition("-")
        where = country_name(country)
        inside = dict(parts(country)).get(part, "")
        notes.append(words("preview_holidays", where=f"{where}, {inside}" if inside else where))
        if around.works_holidays:
            notes.append(words("preview_holidays_work"))
        notes += holidays(keel, pattern, first)
    start, end = format_time(around.sleep.start), format_time(around.sleep.end)
    rests = "preview_sleep_nights" if works_nights(pattern) else "preview_sleep"
    notes.append(words(rests, start=start, end=end))
    rows += [b.context("\n".join(notes))]
    back = [b.button(words("change_around"), "schedule_back:around")]
    if worked:
        back.insert(0, b.button(words("change_times"), "schedule_back:shifts"))
    rows.append(b.actions(*back, id="back"))
    return b.modal(
        "schedule_preview",
        words("preview_title"),
        rows,
        help_label=keel.help_label,
        submit=common("save"),
        close=common("cancel"),
    )


def works_nights(pattern: WorkPattern) -> bool:
    """Whether there is a night shift in it."""
    schedule = pattern.schedule
    if isinstance(schedule, OnlyWhenAsked):
        return False
    days = schedule.days if isinstance(schedule, Weekly) else schedule.cycle
    return any(shift.kind == "night" for shift in days if shift)


def holidays(keel: Keel, pattern: WorkPattern, first: date) -> list[str]:
    """The public holidays in the two weeks, by name."""
    words = keel.words("schedule")
    found = []
    for day in (first + timedelta(days=offset) for offset in range(DAYS)):
        name = keel.library.holidays.name(pattern.region, day)
        if name:
            found.append(words("preview_holiday", day=day_words(day), holiday=b.escape(name)))
    return found
