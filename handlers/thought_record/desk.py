"""The desk: records under way and records kept, between the forms and the journal.

A record under way is sealed as a draft after each step. Several can lie here, each under its own
id; whatever was not touched for 14 days is gone. A record is stored under an id made of its uuid,
so that sending a form twice, or bringing the same file along twice, stores nothing twice.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.domain.people import DEFAULT_RETENTION, Who
from bot.domain.thought_drafts import DRAFT_LIFE, Draft, Drafts, begun, changing, to_record, upon
from bot.domain.thoughts import ThoughtRecord
from data.journal import Kept
from data.kinds import THOUGHT_DRAFTS, THOUGHTS
from handlers.consent import consent_view
from handlers.keel import Keel
from handlers.thought_record.steps import local_day
from handlers.thought_record.waiting import tell_reminders


class Desk:
    """Drafts and records of thoughts. Methods raise what the journal raises."""

    def __init__(self, keel: Keel) -> None:
        self._keel = keel
        # Drafts lie in one sealed row: two forms of one person must not overwrite each other.
        self._lock = threading.Lock()

    def new_id(self) -> str:
        """The id of a record that is about to be begun."""
        return str(uuid4())

    def entry_id(self, who: Who, uuid: str) -> str:
        """Where the record of that uuid is stored."""
        return self._keel.journal.entry_id(who, f"thought|{uuid}")

    def drafts(self, who: Who) -> tuple[Draft, ...]:
        """What is under way and alive, newest first."""
        now = self._keel.now()
        kept = self._keel.journal.draft(who, THOUGHT_DRAFTS, now) or Drafts()
        alive = [draft for draft in kept.items if draft.kept_at + DRAFT_LIFE > now]
        return tuple(reversed(alive))

    def draft(self, who: Who, id: str) -> Draft:
        """The draft of that id; else one that changes the record of that id; else a blank one."""
        for draft in self.drafts(who):
            if draft.id == id:
                return draft
        for entry_id in (id, self.entry_id(who, id)):
            kept = self.record(who, entry_id)
            if kept:
                families = self._keel.library.thinking.families
                listed = {word for family in families for word in family.words}
                return changing(entry_id, kept.value, listed, self._keel.now())
        return begun(id, self._keel.now())

    def keep(self, who: Who, draft: Draft) -> None:
        """Seals a draft. Raises NoConsent."""
        self._change(who, draft.id, draft)

    def drop(self, who: Who, id: str) -> None:
        """Deletes a draft."""
        self._change(who, id, None)

    def record(self, who: Who, entry_id: str) -> Kept[ThoughtRecord] | None:
        """A stored record."""
        return self._keel.journal.entry(who, THOUGHTS, entry_id)

    def records(self, who: Who, limit: int, skip: int = 0) -> list[Kept[ThoughtRecord]]:
        """Stored records, newest first."""
        return self._keel.journal.entries(who, THOUGHTS, limit=limit, skip=skip)

    def save(self, who: Who, draft: Draft) -> str:
        """Stores what a draft holds, over what its record is by now, and drops the draft; the id of
        the entry."""
        entry_id = draft.id if draft.changes else self.entry_id(who, draft.record.uuid)
        kept = self.record(who, entry_id)
        if kept:
            draft = upon(draft, kept.value)
        record = to_record(draft, self._keel.now())
        self.store(who, entry_id, record)
        self.drop(who, draft.id)
        if record.experiment != draft.record.experiment:
            tell_reminders(self._keel, who)
        return entry_id

    def remove(self, who: Who, entry_id: str) -> None:
        """Deletes a record, with what was changed in it and not yet saved."""
        self.drop(who, entry_id)
        kept = self.record(who, entry_id)
        self._keel.journal.remove(who, THOUGHTS, entry_id)
        if kept and kept.value.experiment:
            tell_reminders(self._keel, who)

    def store(self, who: Who, entry_id: str, record: ThoughtRecord) -> None:
        """Stores a record, or changes the one that is there."""
        journal, now = self._keel.journal, self._keel.now()
        kept = self.record(who, entry_id)
        if kept and journal.replace(who, THOUGHTS, entry_id, record, kept.day):
            return
        profile = journal.profile(who)
        day, today = local_day(record.created_at, profile), self._keel.today(profile)
        if day > today or self.is_aged(who, record):
            # Its own day would have it removed tonight, or kept for longer than was agreed.
            day = today
        if journal.add(who, THOUGHTS, record, id=entry_id, day=day, now=now):
            self._keel.counters.add("thoughts_saved")

    def is_aged(self, who: Who, record: ThoughtRecord) -> bool:
        """Whether a record is older than the person's entries are kept."""
        profile = self._keel.journal.profile(who)
        days = profile.retention_days if profile else DEFAULT_RETENTION
        oldest = self._keel.today(profile) - timedelta(days=days)
        return local_day(record.created_at, profile) < oldest

    def _change(self, who: Who, id: str, draft: Draft | None) -> None:
        with self._lock:
            others = [other for other in reversed(self.drafts(who)) if other.id != id]
            items = (*others, draft) if draft else tuple(others)
            if items:
                self._keel.journal.keep_draft(
                    who, THOUGHT_DRAFTS, Drafts(items), self._keel.now(), DRAFT_LIFE
                )
            else:
                self._keel.journal.drop_draft(who, THOUGHT_DRAFTS)


def tidy(keel: Keel, who: Who) -> None:
    """After records were deleted elsewhere: what was changed in them and not saved goes as well,
    and no reminder comes for what is gone."""
    desk = Desk(keel)
    for draft in desk.drafts(who):
        if draft.changes and desk.record(who, draft.id) is None:
            desk.drop(who, draft.id)
    tell_reminders(keel, who)


def consent_first(keel: Keel, who: Who, door: str = "thought") -> dict[str, Any] | None:
    """The question for consent, for whoever took theirs back and goes on with what is there.
    ``door`` names what comes after a yes."""
    if keel.journal.consented(who):
        return None
    profile = keel.journal.profile(who)
    return consent_view(keel, door, profile.zone if profile else "UTC")
