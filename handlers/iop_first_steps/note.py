"""The note: to read, change, copy, keep or take along; and the notes that were kept.

``note_text``   the page that a worksheet makes
``note_view``   one note, in a field to change it and in a block to copy it from
``notes_view``  the notes that were kept, newest first
"""

from __future__ import annotations

from typing import Any, Final

from bot.domain.first_steps import NOTE_LIMIT, Worksheet, note
from bot.domain.people import Who
from data.kinds import FIRST_STEPS
from handlers import blocks as b
from handlers.iop_views import long_day
from handlers.keel import Keel

SHOWN: Final = 10
PAGE: Final = "page_"


def note_text(keel: Keel, sheet: Worksheet, today: str) -> str:
    """The page that a worksheet makes."""
    texts = keel.words("first_steps").texts
    labels = {key.removeprefix(PAGE): text for key, text in texts.items() if key.startswith(PAGE)}
    return note(sheet, labels, today)


def note_view(
    keel: Keel, text: str, *, entry_id: str = "", said: str = "", from_list: bool = False
) -> dict[str, Any]:
    """A note. ``entry_id`` names the kept one that it changes; ``said`` is a line of ours.

    The two ids in the metadata are ours: which entry, and whether the list lies behind.
    """
    words, common = keel.words("first_steps"), keel.words("common")
    ask = b.confirm(words("file_sure"), words("file_text"), words("file_yes"), common("cancel"))
    buttons = [
        b.button(words("keep_changes" if entry_id else "keep"), "first_steps_keep"),
        b.button(words("file"), "first_steps_file", ask=ask),
    ]
    if from_list:
        buttons.append(b.button(words("notes_back"), "first_steps_list"))
    rows = [
        b.section(words("note_intro")),
        b.grid(text),
        # Beside the buttons, where somebody looks who has just pressed one.
        b.section(said or words("note_kept" if entry_id else "note_not_kept")),
        b.actions(*buttons, id="note_actions"),
        b.field(
            "note",
            words("note_change"),
            b.writing("text", initial=text, lines=True, limit=NOTE_LIMIT),
        ),
    ]
    return b.modal(
        "first_steps_note",
        words("note_title"),
        rows,
        help_label=keel.help_label,
        submit=words("note_update"),
        close=common("close" if from_list else "back"),
        metadata=f"{entry_id}|{'list' if from_list else ''}",
    )


def notes_view(keel: Keel, who: Who) -> dict[str, Any]:
    """The notes that were kept, each to change or delete."""
    words, common = keel.words("first_steps"), keel.words("common")
    kept = keel.journal.entries(who, FIRST_STEPS, limit=SHOWN + 1)
    rows = [] if kept else [b.section(words("notes_empty"))]
    sure = b.confirm(
        words("delete_sure"), words("delete_text"), common("delete"), common("cancel"), danger=True
    )
    for one in kept[:SHOWN]:
        rows += [
            b.section(f"*{words('notes_line', day=long_day(one.day))}*"),
            b.grid(one.value.text),
            b.actions(
                b.button(common("edit"), "first_steps_edit", one.id),
                b.button(common("delete"), "first_steps_delete", one.id, ask=sure),
                id=f"note_{one.id}",
            ),
        ]
    if len(kept) > SHOWN:
        rows.append(b.context(words("notes_more", n=SHOWN)))
    return b.modal(
        "first_steps_notes",
        words("notes_title"),
        rows,
        help_label=keel.help_label,
        close=common("close"),
    )
