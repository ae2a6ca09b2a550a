"""Every kind of thing remembered about a person: the one list that export and deletion walk.

A kind that is missing here could be stored but neither exported nor named, so rooms take their
kinds from this module.
"""

from __future__ import annotations

from typing import Any

from bot.domain.checkins import CheckIn
from bot.domain.first_steps import Note
from bot.domain.freecbt.reading import Imported
from bot.domain.merge_drafts import MergeDraft
from bot.domain.merges import Merge
from bot.domain.nudges import Reminder
from bot.domain.schedule_drafts import ScheduleDraft
from bot.domain.stashes import Stashed
from bot.domain.talks import Talk
from bot.domain.thought_drafts import Drafts
from bot.domain.thoughts import ThoughtRecord
from data.journal import Kind

CHECK_INS = Kind("check_in", CheckIn)
THOUGHTS = Kind("thought", ThoughtRecord)
MERGES = Kind("merge", Merge)
STASH = Kind("stash", Stashed)
FIRST_STEPS = Kind("first_steps", Note)

ENTRY_KINDS: tuple[Kind[Any], ...] = (CHECK_INS, THOUGHTS, MERGES, STASH, FIRST_STEPS)

TALK = Kind("talk", Talk)
THOUGHT_DRAFTS = Kind("thought_draft", Drafts)
SCHEDULE_DRAFT = Kind("schedule_draft", ScheduleDraft)
MERGE_DRAFT = Kind("merge_draft", MergeDraft)
THOUGHT_IMPORT = Kind("thought_import", Imported)

REMINDERS = Kind("reminder", Reminder)

SCHEDULE_KINDS: tuple[Kind[Any], ...] = (REMINDERS,)

DRAFT_KINDS: tuple[Kind[Any], ...] = (
    TALK,
    THOUGHT_DRAFTS,
    THOUGHT_IMPORT,
    MERGE_DRAFT,
    SCHEDULE_DRAFT,
)
