"""The views of the schedule editor: how, times, what lies around them, two weeks, saved.

Each is small enough for a phone and made from the draft alone, so that going back and forth, or
closing the form, loses nothing that got as far as a button.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final
from zlib import crc32

from bot.domain.people import Who
from bot.domain.rotations import PRESETS, usual_times
from bot.domain.schedule_drafts import (
    OWN,
    WORKDAYS,
    YES,
    ScheduleDraft,
    cycle_letters,
    restated,
    span_text,
)
from bot.domain.shifts import OnlyWhenAsked, Rotation
from bot.domain.typed_times import TimeProblem, parse_time
from data.library.holiday_places import countries, parts
from handlers import blocks as b
from handlers.doors import open_button
from handlers.keel import Keel
from handlers.merge_form import day_words
from handlers.schedule_preview import two_weeks

TIME_LIMIT: Final = 40
CYCLE_LIMIT: Final = 300
NONE: Final = "none"  # Slack has no empty value for a choice


def block_id(draft: ScheduleDraft, name: str) -> str:
    """The id of a field's block. Where a choice changes what a field is about, it changes the id:
    Slack keeps what stands in a block of the same id, whatever the new view says."""
    if name.startswith("time_") or name == "day_of_cycle":
        preset = draft.text("preset")
        mark = f"{crc32(cycle_letters(draft).encode()):08x}" if preset == OWN else preset
        return f"{name}.{mark}"
    if name == "part":
        return f"{name}.{draft.text('country')}"
    return name


def start_view(keel: Keel, who: Who) -> dict[str, Any]:
    """What is set now, and the three ways to work."""
    words, common = keel.words("schedule"), keel.words("common")
    profile = keel.journal.profile(who)
    pattern = profile.pattern if profile else None
    rows: list[b.Block] = [b.section(words("intro"))]
    if pattern is None:
        rows.append(b.section(words("none_yet")))
    elif isinstance(pattern.schedule, OnlyWhenAsked):
        rows.append(b.section(words("now_only_when_asked")))
    else:
        if isinstance(pattern.schedule, Rotation):
            rows.append(b.section(words("now_rotation", n=len(pattern.schedule.cycle))))
        else:
            rows.append(b.section(words("now_weekly")))
        rows.append(b.grid(two_weeks(keel, pattern, keel.today(profile))))
    rows.append(b.section(words("choose")))
    rows.append(
        b.actions(
            *(
                b.button(words(how), f"schedule_how:{how}")
                for how in ("weekly", "rotation", "only_when_asked")
            ),
            id="how",
        )
    )
    return b.modal(
        "schedule", words("title"), rows, help_label=keel.help_label, close=common("close")
    )


def shifts_view(keel: Keel, draft: ScheduleDraft, today: date) -> dict[str, Any]:
    """The times of a schedule."""
    words, common = keel.words("schedule"), keel.words("common")
    rows = weekly_rows(keel, draft)
    if draft.how == "rotation":
        rows = rotation_rows(keel, restated(draft, today), today)
    rows.append(b.actions(b.button(words("other"), "schedule_back:start"), id="back"))
    return b.modal(
        "schedule_shifts",
        words(f"{draft.how}_title"),
        rows,
        help_label=keel.help_label,
        submit=words("next"),
        close=common("cancel"),
    )


def weekly_rows(keel: Keel, draft: ScheduleDraft) -> list[b.Block]:
    """Monday to Friday in one field or in five, and the weekend."""
    words = keel.words("schedule")
    first = tuple(f"day_{at}" for at in range(WORKDAYS)) if draft.each else ("weekdays",)
    rows: list[b.Block] = [b.section(words("weekly_intro"))]
    for name in (*first, "day_5", "day_6"):
        if name == "day_5":
            other = "same" if draft.each else "each"
            rows.append(b.actions(b.button(words(other), f"schedule_{other}"), id="each"))
        box = b.writing("text", limit=TIME_LIMIT, initial=draft.text(name))
        rows.append(b.field(name, words(name), box))
    return rows


def rotation_rows(keel: Keel, draft: ScheduleDraft, today: date) -> list[b.Block]:
    """The rotation, which of its days is today, and the times of its shifts."""
    words = keel.words("schedule")
    preset = draft.text("preset")
    choices = [b.option(words(f"preset_{name}"), name) for name in (*PRESETS, OWN)]
    which = b.menu(
        "schedule_preset", choices, placeholder=words("preset_choose"), chosen=preset or None
    )
    rows: list[b.Block] = [b.field("preset", words("preset"), which, optional=False, live=True)]
    if not preset:
        return rows
    if preset == OWN:
        cycle = b.writing("text", limit=CYCLE_LIMIT, initial=draft.text("cycle"))
        hint = words("cycle_hint")
        rows.append(b.field("cycle", words("cycle"), cycle, hint=hint))
    letters = cycle_letters(draft)
    if not letters:
        return rows
    days = [
        b.option(words("day_option", n=at, letter=words(f"letter_{letter}")), str(at))
        for at, letter in enumerate(letters, start=1)
    ]
    day = b.menu(
        "day",
        days,
        placeholder=words("day_of_cycle_choose"),
        chosen=draft.text("day_of_cycle") or None,
    )
    label = words("day_of_cycle", day=day_words(today))
    rows.append(b.field(block_id(draft, "day_of_cycle"), label, day))
    begins = b.datepick("begins", draft.text("begins"))
    rows.append(b.field("begins", words("begins"), begins, hint=words("begins_hint")))
    for letter, usual in usual_times(letters).items():
        typed = draft.text(f"time_{letter}") or span_text(usual)
        box = b.writing("text", limit=TIME_LIMIT, initial=typed)
        rows.append(b.field(block_id(draft, f"time_{letter}"), words(f"time_{letter}"), box))
    return rows


def around_view(keel: Keel, draft: ScheduleDraft) -> dict[str, Any]:
    """Holidays, zone and sleep."""
    words, common = keel.words("schedule"), keel.words("common")
    rows: list[b.Block] = [b.section(words("around_intro"))]
    if draft.how != "only_when_asked":
        rows += holiday_rows(keel, draft)
    follow = [b.option(words("follow"), YES)]
    rows += [
        b.field(
            "zone",
            words("zone"),
            b.writing("text", limit=64, initial=draft.text("zone")),
            optional=False,
            hint=words("zone_hint"),
        ),
        b.field(
            "follow",
            words("follow_label"),
            b.ticks("follow", follow, chosen=(draft.text("follow"),)),
        ),
        b.field("sleep_start", words("sleep_start"), timepick("time", draft.text("sleep_start"))),
        b.field(
            "sleep_end",
            words("sleep_end"),
            timepick("time", draft.text("sleep_end")),
            hint=words("sleep_hint"),
        ),
    ]
    if draft.how != "only_when_asked":
        rows.append(b.actions(b.button(words("back"), "schedule_back:shifts"), id="back"))
    else:
        rows.append(b.actions(b.button(words("other"), "schedule_back:start"), id="back"))
    return b.modal(
        "schedule_around",
        words("around_title"),
        rows,
        help_label=keel.help_label,
        submit=words("show"),
        close=common("cancel"),
    )


def holiday_rows(keel: Keel, draft: ScheduleDraft) -> list[b.Block]:
    """Country, part, and whether holidays are worked."""
    words = keel.words("schedule")
    none = ("–", [b.option(words("country_none"), NONE)])
    where = b.grouped(
        "schedule_country",
        [none, *by_letter(countries())],
        one=True,
        placeholder=words("country_choose"),
        chosen=draft.text("country") or None,
    )
    rows = [b.field("country", words("country"), where, live=True)]
    country = draft.text("country")
    inside = parts(country)
    if inside:
        whole = ("–", [b.option(words("part_all"), NONE)])
        part = b.grouped(
            "part",
            [whole, *by_letter(inside)],
            one=True,
            placeholder=words("part_choose"),
            chosen=draft.text("part") or None,
        )
        rows.append(b.field(block_id(draft, "part"), words("part"), part))
    if country:
        works = [b.option(words("works_holidays"), YES)]
        ticks = b.ticks("works", works, chosen=(draft.text("works_holidays"),))
        rows.append(b.field("works_holidays", words("works_holidays_label"), ticks))
    return rows


def by_letter(named: tuple[tuple[str, str], ...]) -> list[tuple[str, list[b.Block]]]:
    """Options in groups by their first letter: a menu takes 100 options in a group."""
    groups: dict[str, list[b.Block]] = {}
    for code, name in named:
        groups.setdefault(name[:1].upper(), []).append(b.option(name, code))
    return list(groups.items())


def timepick(action: str, at: str) -> b.Block:
    """A time picker; ``at`` is HH:MM, and what is none leaves it empty."""
    block: b.Block = {"type": "timepicker", "action_id": action}
    read = parse_time(at)
    if isinstance(read, TimeProblem):
        return block
    return block | {"initial_time": time_text(read)}


def time_text(at: time) -> str:
    """HH:MM, as Slack wants it."""
    return f"{at:%H:%M}"


def saved_view(keel: Keel, *, on: bool, above: bool) -> dict[str, Any]:
    """The end of the editor; above the reminder settings there is no way to open them again."""
    words, common = keel.words("schedule"), keel.words("common")
    rows: list[b.Block] = [b.section(words("saved_on" if on else "saved"))]
    if not above:
        button = open_button(words("reminders"), "reminders")
        rows.append(b.actions(button, id="reminders"))
    return b.modal(
        "schedule_saved",
        words("saved_title"),
        rows,
        help_label=keel.help_label,
        close=common("done"),
    )
