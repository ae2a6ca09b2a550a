"""Between the editor's forms and its draft: what is kept, what was typed, what would be saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.people import Profile, Who
from bot.domain.schedule_around import Around
from bot.domain.schedule_drafts import DRAFT_LIFE, WORKDAYS, ScheduleDraft, begun, cycle_letters
from bot.domain.shifts import Schedule, WorkPattern
from data.journal import NoConsent
from data.kinds import SCHEDULE_DRAFT
from handlers.keel import Keel
from handlers.reminder_quiet import ABOVE
from handlers.schedule_views import NONE, block_id
from handlers.workspace_contacts import workspace_of


def profile_of(keel: Keel, who: Who) -> Profile:
    """A person's choices. Raises NoConsent for somebody who has none."""
    profile = keel.journal.profile(who)
    if profile is None:
        raise NoConsent(keel.journal.person(who))
    return profile


def draft_of(keel: Keel, who: Who) -> ScheduleDraft:
    """The draft under way, or one with everything in it that is set."""
    kept = keel.journal.draft(who, SCHEDULE_DRAFT, keel.now())
    if kept:
        return kept
    profile = profile_of(keel, who)
    return begun(
        profile.pattern,
        profile.sleep,
        profile.zone,
        follow=not profile.zone_confirmed,
        # Where the workspace stands is a better first guess than where help was asked for.
        country=workspace_of(keel, who.team).holiday_region or profile.country or "",
        today=keel.today(profile),
    )


def keep(keel: Keel, who: Who, draft: ScheduleDraft) -> None:
    """Seals the draft. Raises NoConsent."""
    keel.journal.keep_draft(who, SCHEDULE_DRAFT, draft, keel.now(), DRAFT_LIFE)


def text_of(element: dict[str, Any]) -> str:
    """What stands in one element, as text; a choice of "none" is nothing."""
    if element.get("type") == "checkboxes":
        return ",".join(picked["value"] for picked in element.get("selected_options") or [])
    option = element.get("selected_option") or {}
    value = (
        option.get("value")
        or element.get("selected_date")
        or element.get("selected_time")
        or element.get("value")
        or ""
    )
    return "" if value == NONE else str(value).strip()


def with_form(draft: ScheduleDraft, view: dict[str, Any]) -> ScheduleDraft:
    """The draft with what stands in a form over it."""
    fields = dict(draft.fields)
    for block, elements in view["state"]["values"].items():
        for element in elements.values():
            fields[block.partition(".")[0]] = text_of(element)
    return replace(draft, fields=fields)


def first_of(draft: ScheduleDraft) -> str:
    """What the first worked day from Monday to Friday says."""
    return next((text for at in range(WORKDAYS) if (text := draft.text(f"day_{at}"))), "")


def asked_for(draft: ScheduleDraft, view: dict[str, Any]) -> bool:
    """Whether a form asked for the times of the cycle in it; not so after a cycle was typed."""
    if draft.how != "rotation" or not cycle_letters(draft):
        return True
    return block_id(draft, "day_of_cycle") in view["state"]["values"]


def above(view: dict[str, Any]) -> dict[str, Any]:
    """A view that lies above the reminder settings, and knows it."""
    return {**view, "private_metadata": ABOVE}


def like(body: dict[str, Any], view: dict[str, Any]) -> dict[str, Any]:
    """A view in the place of another: above the settings where that one was."""
    return {**view, "private_metadata": body["view"].get("private_metadata") or ""}


def pattern_of(profile: Profile, schedule: Schedule, around: Around) -> WorkPattern:
    """The pattern as it would be saved; pauses and silenced days stay."""
    before = profile.pattern or WorkPattern(schedule)
    return replace(
        before,
        schedule=schedule,
        zone=around.zone,
        region=around.region,
        works_holidays=around.works_holidays,
    )
