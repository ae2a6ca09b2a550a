"""Privacy: what is kept, who could see it, what Slack sees; readable by anyone at any time."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import App

from bot.domain.people import Who
from handlers import blocks as b
from handlers.consent import months
from handlers.doors import Door, open_button
from handlers.keel import Keel

PARTS = ("intro", "stored", "who", "slack", "how_long", "yours", "ai")


def rows(keel: Keel, who: Who) -> list[b.Block]:
    """The text, with how things stand for this person."""
    words = keel.words("privacy")
    profile = keel.journal.profile(who)
    out = [b.section(words(part, months=months(profile))) for part in PARTS]
    if profile and profile.consented:
        given = profile.consents[-1].given_at.astimezone(ZoneInfo(profile.zone))
        out.append(b.section(words("state_yes", day=f"{given.day} {given:%B %Y}")))
    else:
        out.append(b.section(words("state_no")))
    return out


def view(keel: Keel, who: Who) -> dict[str, Any]:
    """The text as a modal."""
    return b.modal(
        "privacy",
        keel.words("privacy")("title"),
        rows(keel, who),
        help_label=keel.help_label,
        close=keel.words("common")("close"),
    )


def register(app: App, keel: Keel) -> None:
    """Registers the privacy text, as a view and as an answer in the DM."""
    words = keel.words("privacy")
    keel.doors.add(Door("privacy", lambda who: view(keel, who), words("title"), stores=False))
    keel.doors.answer(
        "privacy",
        lambda who: b.message(words("intro"), rows(keel, who), help_label=keel.help_label),
    )
    keel.doors.offer(open_button(words("title"), "privacy"))
