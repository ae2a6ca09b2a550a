"""After saving: what moved, in three plain cases, and what may come next. Never a verdict."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Who
from bot.domain.thoughts import ThoughtRecord, emotion_rose, movement, suggests_experiment
from handlers import blocks as b
from handlers.doors import open_button
from handlers.keel import Keel
from handlers.thought_record.desk import Desk
from handlers.thought_record.steps import day_words


def moved_view(
    keel: Keel, desk: Desk, who: Who, entry_id: str, said: str, *, alone: bool = True
) -> dict[str, Any]:
    """What moved in a stored record. ``said`` names the sentence above it; ``alone`` says that no
    other view lies beneath, so that the list can be offered in this one's place."""
    words, common = keel.words("thought"), keel.words("common")
    kept = desk.record(who, entry_id)
    rows: list[b.Block] = [b.section(words(said) if kept else common("gone"))]
    if kept:
        rows += moved_rows(keel, kept.value, entry_id, alone=alone)
    return b.modal(
        "thought_saved",
        words("saved_title"),
        rows,
        help_label=keel.help_label,
        close=common("done"),
    )


def moved_rows(keel: Keel, record: ThoughtRecord, entry_id: str, *, alone: bool) -> list[b.Block]:
    """Belief, emotions, what is offered, and where the experiment waits."""
    words = keel.words("thought")
    finding = keel.screen(record.automatic_thought)
    if finding and finding.level == "crisis":
        # Nothing is compared or suggested about a thought that needs company.
        return [b.section(words("not_an_exercise")), _ways(keel, entry_id, alone=alone)]
    moved = movement(record)
    rows: list[b.Block] = []
    if moved.belief:
        shift = moved.belief
        rows.append(
            b.section(words(f"belief_{shift.direction}", before=shift.before, after=shift.after))
        )
    for name, shift in moved.emotions:
        told = words(f"emotion_{shift.direction}", before=shift.before, after=shift.after)
        rows.append(b.said(told, name))
    if not rows:
        rows.append(b.section(words("nothing_twice")))
    if emotion_rose(record, keel.library.thinking.pleasant):
        rows.append(b.section(words("rose_offer")))
        door = keel.doors.door("skills") or keel.doors.door("skill")
        if door:
            rows.append(b.actions(open_button(words("skills"), door.name), id="skills"))
    experiment = record.experiment
    if experiment and experiment.status == "open":
        day = day_words(experiment.look_on) if experiment.look_on else ""
        told = words("try_waits_until", day=day) if day else words("try_waits")
        rows.append(b.section(told))
    if suggests_experiment(record):
        rows.append(b.section(words("try_suggest")))
        rows.append(b.actions(b.button(words("try_plan"), "thought_try", entry_id), id="try"))
    return [*rows, _ways(keel, entry_id, alone=alone)]


def _ways(keel: Keel, entry_id: str, *, alone: bool) -> b.Block:
    words = keel.words("thought")
    ways = [b.button(words("read"), "thought_read", entry_id)]
    if alone:
        ways.append(b.button(words("all"), "thought_list"))
    return b.actions(*ways, id="after")
