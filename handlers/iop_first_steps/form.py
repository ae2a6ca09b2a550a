"""The worksheet: its form, and how it is read back.

``form``      the fields, filled with what was typed so far; with an offer when check-ins exist
``read``      the worksheet that the form holds
``fill``      the form with "since when" and "which way" from the check-ins, where left empty
"""

from __future__ import annotations

from typing import Any, cast, get_args

from bot.domain.first_steps import (
    LIMITS,
    Direction,
    Duty,
    Reading,
    Sign,
    Worksheet,
    read_check_ins,
)
from bot.domain.people import Who
from data.database import StoreUnavailable
from data.kinds import CHECK_INS, FIRST_STEPS
from handlers import blocks as b
from handlers.check_in import number
from handlers.doors import open_button
from handlers.iop_views import long_day
from handlers.keel import Keel

LONG = ("shows", "constraints", "ask")


def reading_of(keel: Keel, who: Who) -> Reading | None:
    """What the person's check-ins say; None when there are too few, or no database."""
    try:
        profile = keel.journal.profile(who)
        kept = keel.journal.entries(who, CHECK_INS) if profile else []
    except StoreUnavailable:
        return None
    return read_check_ins([one.value for one in kept], keel.today(profile)) if kept else None


def notes_kept(keel: Keel, who: Who) -> int:
    """How many notes the person keeps."""
    try:
        return keel.journal.tally(who, FIRST_STEPS)[0] if keel.journal.profile(who) else 0
    except StoreUnavailable:
        return 0


def form(
    keel: Keel,
    who: Who,
    sheet: Worksheet | None = None,
    *,
    filled: bool = False,
    from_pages: bool = False,
) -> dict[str, Any]:
    """The worksheet. ``filled`` says that check-ins were asked already."""
    words, sheet = keel.words("first_steps"), sheet or Worksheet()
    # Fields that were filled from check-ins get other ids: Slack keeps what a field showed before.
    mark = "_filled" if filled else ""

    def writing(name: str, *, id_: str = "", hint: str = "") -> b.Block:
        box = b.writing(
            "text", lines=name in LONG, limit=LIMITS[name], initial=getattr(sheet, name)
        )
        return b.field(id_ or name, words(name), box, hint=words(hint) if hint else "")

    rows = [b.section(words("intro"))]
    kept = notes_kept(keel, who)
    if kept:
        label = words("kept_notes", n=kept)
        rows.append(b.actions(open_button(label, "first_steps_notes"), id="kept"))
    signs = [b.option(words(f"sign_{one}"), one) for one in get_args(Sign)]
    ways = [b.option(words(f"direction_{one}"), one) for one in get_args(Direction)]
    duties = [b.option(words(f"duty_{one}"), one) for one in get_args(Duty)]
    way = b.menu("choice", ways, placeholder=words("choose"), chosen=sheet.direction)
    rows += [
        b.header(words("part_shows")),
        b.field("signs", words("signs"), b.ticks("ticks", signs, chosen=sheet.signs)),
        writing("shows", hint="shows_hint"),
        *([] if filled else offer(keel, reading_of(keel, who))),
        writing("since", id_=f"since{mark}", hint="since_hint"),
        b.field(f"direction{mark}", words("direction"), way),
        b.header(words("part_cover")),
        writing("cover", hint="cover_hint"),
        writing("places"),
        b.header(words("part_assessment")),
        writing("assessment", hint="assessment_hint"),
        b.header(words("part_job")),
        writing("role", hint="role_hint"),
        writing("shifts"),
        b.field("duties", words("duties"), b.ticks("ticks", duties, chosen=sheet.duties)),
        writing("constraints", hint="constraints_hint"),
        writing("ask"),
    ]
    if from_pages:
        rows.append(b.actions(b.button(words("to_pages"), "iop:overview", "overview"), id="back"))
    return b.modal(
        "first_steps",
        words("title"),
        rows,
        help_label=keel.help_label,
        submit=words("make"),
        close=keel.words("common")("close"),
        metadata="pages" if from_pages else "",
    )


def offer(keel: Keel, reading: Reading | None) -> list[b.Block]:
    """What the check-ins say and how it was counted, with a button that fills it in."""
    if reading is None:
        return []
    words = keel.words("first_steps")
    name = "fill_low_start" if reading.from_start else "fill_low"
    if reading.low_since is None:
        name = "fill_not_low"
    said = words(
        name,
        day=long_day(reading.low_since or reading.first),
        direction=words(f"page_direction_{reading.direction}"),
    )
    how = words(
        "fill_how",
        count=reading.count,
        first=long_day(reading.first),
        last=long_day(reading.last),
        early=number(reading.early),
        late=number(reading.late),
    )
    press = b.actions(b.button(words("fill"), "first_steps_fill"), id="fill")
    return [b.section(said), press, b.context(how)]


def read(state: b.State) -> Worksheet:
    """The worksheet in the form."""

    def one(name: str) -> str:
        return b.typed(state, name) or b.typed(state, f"{name}_filled") or ""

    direction = b.chosen(state, "direction") or b.chosen(state, "direction_filled")
    return Worksheet(
        signs=tuple(cast(Sign, s) for s in b.chosen_many(state, "signs") if s in get_args(Sign)),
        direction=cast(Direction, direction) if direction in get_args(Direction) else None,
        duties=tuple(cast(Duty, d) for d in b.chosen_many(state, "duties") if d in get_args(Duty)),
        **{name: one(name)[:limit] for name, limit in LIMITS.items()},
    )


def fill(keel: Keel, sheet: Worksheet, reading: Reading) -> Worksheet:
    """The worksheet with what the check-ins say. What the person wrote themselves stays."""
    words, since = keel.words("first_steps"), sheet.since
    if not since and reading.low_since:
        name = "filled_since_start" if reading.from_start else "filled_since"
        since = words(name, day=long_day(reading.low_since))
    values = {name: getattr(sheet, name) for name in LIMITS}
    return Worksheet(
        signs=sheet.signs,
        direction=sheet.direction or reading.direction,
        duties=sheet.duties,
        **{**values, "since": since},
    )
