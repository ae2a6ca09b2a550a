"""The form of "does it fit my week?": shifts, the way, sleep, a program.

``form``      the form with what was typed so far; ``iop_fit_reading`` reads it back
``programs``  the sample weeks of the pages, by key: the programs to choose from
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any, Final

from bot.domain.iop import SampleWeek, week_parts
from bot.domain.people import Profile
from bot.domain.rotations import PRESETS, usual_times
from bot.domain.shifts import WorkPattern, describe, works_at_all
from bot.domain.typed_times import format_time
from handlers import blocks as b
from handlers.keel import Keel

MINE, WEEKLY, OWN = "mine", "weekly", "own"
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LETTERS: Final = "DELNC"
MINUTES: Final = (0, 10, 20, 30, 45, 60, 75, 90, 120)
SLEEP: Final = ("5", "6", "6.5", "7", "7.5", "8", "8.5", "9", "10")
SHOWN_DAYS = 14


def pattern_of(profile: Profile | None) -> WorkPattern | None:
    """The shifts a person set for their reminders, if there are any to lay a week over."""
    pattern = profile.pattern if profile else None
    return pattern if pattern and works_at_all(pattern.schedule) else None


def mode_of(state: b.State, profile: Profile | None) -> str:
    """Which way of giving shifts is chosen."""
    default = MINE if pattern_of(profile) else WEEKLY
    mode = b.chosen(state, "mode") or default
    return default if mode == MINE and pattern_of(profile) is None else mode


def programs(keel: Keel) -> dict[str, SampleWeek]:
    """The programs to choose from, in the order of the pages."""
    return {week.key: week for week in keel.library.iop.session_templates}


def program_of(keel: Keel, state: b.State) -> str:
    """The key of the chosen program, or OWN for hours of one's own."""
    keys = programs(keel)
    chosen = b.chosen(state, "program") or next(iter(keys), OWN)
    return chosen if chosen in keys else OWN


def day_words(day: date) -> str:
    """A date as people say it, whatever the locale of the machine."""
    return f"{day:%A} {day.day} {day:%B}"


def span_words(start: time | None, end: time) -> str:
    """Two times, or one where the start is not known."""
    return f"{format_time(start) if start else '?'}-{format_time(end)}"


def form(
    keel: Keel,
    profile: Profile | None,
    state: b.State,
    *,
    from_pages: bool = False,
) -> dict[str, Any]:
    """The form; ``from_pages`` gives it a way back to the pages it stands in place of."""
    words = keel.words("iop_fit")
    rows = [b.section(words("intro"))]
    rows += _shift_rows(keel, profile, state)
    rows += _way_rows(keel, profile, state)
    rows += _program_rows(keel, state)
    if from_pages:
        rows.append(b.actions(b.button(words("to_pages"), "iop:overview", "overview"), id="back"))
    return b.modal(
        "iop_fit",
        words("title"),
        rows,
        help_label=keel.help_label,
        submit=words("work_out"),
        close=keel.words("common")("close"),
        metadata="pages" if from_pages else "",
    )


def _text_field(state: b.State, id_: str, label: str, example: str, **more: Any) -> b.Block:
    box = b.writing("text", initial=b.typed(state, id_) or "", limit=80, placeholder=example)
    return b.field(id_, label, box, **more)


def _shift_rows(keel: Keel, profile: Profile | None, state: b.State) -> list[b.Block]:
    words, mode = keel.words("iop_fit"), mode_of(state, profile)
    names = [*([MINE] if pattern_of(profile) else []), WEEKLY, *PRESETS, OWN]
    options = [b.option(words(f"mode_{name}"), name) for name in names]
    menu = b.menu("iop_fit_mode", options, placeholder=words("choose"), chosen=mode)
    rows = [
        b.header(words("shifts_heading")),
        b.field("mode", words("mode"), menu, hint=words("mode_hint"), optional=False, live=True),
    ]
    if mode == MINE:
        return rows + _mine_rows(keel, profile)
    if mode == WEEKLY:
        example = words("span_example")
        rows.append(b.section(words("weekly")))
        return rows + [_text_field(state, f"shift_{at}", DAYS[at], example) for at in range(7)]
    letters = PRESETS.get(mode, "")
    if mode == OWN:
        label, hint = words("cycle"), words("cycle_hint")
        rows.append(_text_field(state, "cycle", label, "", hint=hint, optional=False))
    else:
        rows += [b.section(words("cycle_days")), b.grid(_numbered(letters))]
    today = keel.today(profile)
    rows.append(
        _text_field(
            state,
            day_field(state, today),
            words("cycle_day", day=day_words(day_asked(state, today))),
            "",
            hint=words("cycle_day_hint"),
            optional=False,
        )
    )
    rows.append(b.section(words("times_own" if mode == OWN else "times")))
    usual = usual_times(letters)
    for letter in LETTERS if mode == OWN else usual:
        # Which times are usual in a cycle of one's own is known only when it is read.
        example = words("span_example")
        if letter in usual:
            example = words("usual", span=span_words(usual[letter].start, usual[letter].end))
        # The name holds the pattern, or times typed for another one would stay in the field.
        rows.append(_text_field(state, f"time_{mode}_{letter}", words(f"time_{letter}"), example))
    return rows


def _numbered(letters: str) -> str:
    """A cycle in rows of seven, each with the numbers of its days."""
    rows = []
    for at in range(0, len(letters), 7):
        some = letters[at : at + 7]
        rows.append(f"{f'{at + 1}-{at + len(some)}':>6}  {' '.join(some)}")
    return "\n".join(rows)


def day_asked(state: b.State, today: date) -> date:
    """The date the form named as today when it was drawn; a form may stay open past midnight."""
    name = next((id_ for id_ in state if id_.startswith("cycle_day_")), "")
    try:
        return date.fromisoformat(name.removeprefix("cycle_day_"))
    except ValueError:
        return today


def day_field(state: b.State, today: date) -> str:
    """The id of the field for the day of the cycle, which holds that date."""
    return f"cycle_day_{day_asked(state, today)}"


def _mine_rows(keel: Keel, profile: Profile | None) -> list[b.Block]:
    words, pattern = keel.words("iop_fit"), pattern_of(profile)
    if pattern is None:
        return []
    lines, end_only = [], False
    # As the rules count: a pause of reminders or a "not today" is no time off work.
    pattern = replace(pattern, paused_until=None, skipped=(), works_holidays=True)
    for row in describe(pattern, keel.today(profile), SHOWN_DAYS):
        span = span_words(row.shift.start, row.shift.end) if row.shift else words("off")
        end_only = end_only or bool(row.shift and row.shift.start is None)
        lines.append(f"{row.day:%a} {row.day.day:>2}  {span}")
    rows = [b.section(words("mine")), b.grid("\n".join(lines))]
    return rows + ([b.context(words("mine_end_only"))] if end_only else [])


def _way_rows(keel: Keel, profile: Profile | None, state: b.State) -> list[b.Block]:
    words = keel.words("iop_fit")
    sleep = profile.sleep if profile else None
    wakes = b.typed(state, "wakes") or format_time(sleep.end if sleep else time(6, 30))

    def ways(field: str, none: str) -> b.Block:
        options = [b.option(words("minutes", n=n) if n else words(none), str(n)) for n in MINUTES]
        picked = b.chosen(state, field) or "30"
        menu = b.menu(field, options, placeholder=words("choose"), chosen=picked)
        return b.field(field, words(field), menu, optional=False)

    hours = [b.option(words("hours", n=n), n) for n in SLEEP]
    needed = b.menu(
        "sleep", hours, placeholder=words("choose"), chosen=b.chosen(state, "sleep") or "8"
    )
    return [
        b.header(words("way_heading")),
        ways("travel", "no_way"),
        ways("commute", "at_home"),
        b.field("sleep", words("sleep"), needed, optional=False),
        b.field("wakes", words("wakes"), b.writing("text", initial=wakes, limit=20)),
    ]


def _program_rows(keel: Keel, state: b.State) -> list[b.Block]:
    words = keel.words("iop_fit")
    chosen, known = program_of(keel, state), programs(keel)
    options = [b.option(week.name, key) for key, week in known.items()]
    options.append(b.option(words("program_own"), OWN))
    menu = b.menu("iop_fit_program", options, placeholder=words("choose"), chosen=chosen)
    rows = [
        b.header(words("program_heading")),
        b.field("program", words("program"), menu, optional=False, live=True),
    ]
    if chosen in known:
        return [*rows, *(b.grid(part.text) for part in week_parts(known[chosen])[1:])]
    example = words("session_example")
    rows.append(b.section(words("sessions")))
    return rows + [_text_field(state, f"session_{at}", DAYS[at], example) for at in range(7)]
