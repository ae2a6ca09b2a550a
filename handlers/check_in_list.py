"""Past check-ins as they are listed: a line each, their words, and what can be done with them."""

from __future__ import annotations

from typing import Any

from bot.domain.checkins import CheckIn
from bot.domain.people import Who
from data.journal import Kept
from data.kinds import CHECK_INS
from handlers import blocks as b
from handlers.keel import Keel
from handlers.past import change_row, past_page

PAGE = 6  # each takes up to five blocks; a modal holds 100


def line(keel: Keel, kept: Kept[CheckIn]) -> str:
    """One check-in in a line: its day and its ratings."""
    ratings = ", ".join(
        f"{item.label} {kept.value.ratings[item.slug]}"
        for item in keel.library.check_in_items
        if item.slug in kept.value.ratings
    )
    day = f"{kept.day:%a} {kept.day.day} {kept.day:%b %Y}"
    return keel.words("check_in")(
        "history_line", day=day, ratings=ratings or keel.words("check_in")("words_line")
    )


def entry_rows(keel: Keel, kept: Kept[CheckIn]) -> list[b.Block]:
    """One check-in with its words and what can be done with it."""
    words = keel.words("check_in")
    rows = [b.section(line(keel, kept))]
    if kept.value.note:
        rows.append(b.said(words("note_label"), kept.value.note))
    if kept.value.goal:
        rows.append(b.said(words("goal_label"), kept.value.goal))
    rows.append(change_row(keel, "check_in", "check_in", kept.id))
    return rows


def page(keel: Keel, who: Who, skip: int = 0) -> dict[str, Any]:
    """A page of past check-ins."""
    return past_page(
        keel,
        who,
        CHECK_INS,
        lambda kept: entry_rows(keel, kept),
        room="check_in",
        name="check_ins",
        size=PAGE,
        skip=skip,
    )
