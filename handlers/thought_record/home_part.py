"""Thought records on the Home: what is under way, open experiments, the last ones, a way in."""

from __future__ import annotations

from bot.domain.people import Who
from bot.domain.thought_drafts import DRAFT_LIFE
from handlers import blocks as b
from handlers.doors import open_button
from handlers.keel import Keel
from handlers.thought_record import experiments
from handlers.thought_record.desk import Desk
from handlers.thought_record.steps import day_words, local_day

PLACE = 30
SHOWN_DRAFTS = 2
SHOWN_RECORDS = 2
IN_LINE = 200  # characters of a thought in a list


def home_rows(keel: Keel, desk: Desk, who: Who) -> list[b.Block]:
    """The part of the Home; nothing before the person has anything of the kind but the way in."""
    words = keel.words("thought")
    profile = keel.journal.profile(who)
    rows: list[b.Block] = [b.header(words("home_title"))]
    if profile:
        rows += draft_rows(keel, desk, who, SHOWN_DRAFTS)
        rows += experiments.rows_of(keel, who, experiments.SHOWN)
        for kept in desk.records(who, SHOWN_RECORDS):
            day = day_words(local_day(kept.value.created_at, profile))
            rows.append(b.said(day, b.clip(kept.value.automatic_thought, IN_LINE)))
    ways = [open_button(words("title"), "thought")]
    if profile:
        ways.append(open_button(words("all"), "thoughts"))
    return [*rows, b.actions(*ways, id="thoughts")]


def draft_rows(keel: Keel, desk: Desk, who: Who, most: int) -> list[b.Block]:
    """Records under way, each with a way on and a way to let it go."""
    words, common = keel.words("thought"), keel.words("common")
    profile = keel.journal.profile(who)
    rows: list[b.Block] = []
    for draft in desk.drafts(who)[:most]:
        began = local_day(draft.record.created_at, profile)
        told = words(
            "home_draft_change" if draft.changes else "home_draft",
            day=day_words(local_day(draft.kept_at, profile) if draft.changes else began),
            until=day_words(local_day(draft.kept_at + DRAFT_LIFE, profile)),
        )
        sure = b.confirm(
            words("drop_sure"),
            words("drop_change_text" if draft.changes else "drop_text"),
            words("drop"),
            common("cancel"),
            danger=True,
        )
        rows.append(b.section(told))
        rows.append(
            b.actions(
                b.button(words("resume"), "thought_resume", draft.id),
                b.button(words("drop"), "thought_drop", draft.id, ask=sure),
                id=f"thought_draft_{draft.id}",
            )
        )
    return rows
