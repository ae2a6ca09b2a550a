"""Looking back over all records: what recurs, in counts and plain averages, never as a score."""

from __future__ import annotations

from typing import Any

from bot.domain.look_back import LookBack, look_back
from bot.domain.people import Who
from data.kinds import THOUGHTS
from handlers import blocks as b
from handlers.keel import Keel


def look_back_view(keel: Keel, who: Who) -> dict[str, Any]:
    """What recurs in all records."""
    words = keel.words("thought")
    records = [kept.value for kept in keel.journal.entries(who, THOUGHTS)]
    found = look_back(records)
    return b.modal(
        "thought_look_back",
        words("look_back"),
        look_back_rows(keel, found) if found else [b.section(words("look_back_nothing"))],
        help_label=keel.help_label,
        close=keel.words("common")("back"),
    )


def look_back_rows(keel: Keel, found: LookBack) -> list[b.Block]:
    """Counts and plain averages, in words."""
    words, thinking = keel.words("thought"), keel.library.thinking
    rows: list[b.Block] = [b.section(words("look_back_intro", n=found.records))]
    if found.patterns:
        rows.append(b.section(words("look_back_patterns")))
    for slug, count in found.patterns[:12]:
        # A tag of another program is text that somebody wrote.
        rows.append(b.said(words("look_back_feeling", n=count), thinking.name(slug)))
    if found.emotions:
        rows.append(b.section(words("look_back_emotions")))
    for name, count in found.emotions[:12]:
        rows.append(b.said(words("look_back_feeling", n=count), name))
    if found.belief:
        points = found.belief.points
        way = "down" if points < 0 else "up" if points > 0 else "same"
        told = words(f"look_back_belief_{way}", n=found.belief.records, points=abs(points))
        rows.append(b.section(told))
    tried = found.predictions
    if tried:
        rows.append(
            b.section(
                words(
                    "look_back_tried",
                    looked_at=tried.looked_at,
                    as_predicted=tried.as_predicted,
                    better=tried.better,
                    worse=tried.worse,
                    open=tried.open,
                    could_not_run=tried.could_not_run,
                    dropped=tried.dropped,
                )
            )
        )
        if tried.likelihood is not None:
            rows.append(b.context(words("look_back_sure", likelihood=tried.likelihood)))
    if len(rows) == 1:
        rows.append(b.section(words("look_back_nothing")))
    return rows
