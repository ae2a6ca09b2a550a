"""Coming and going: what happens to a person's rows when Slack says that somebody left.

app_uninstalled             ->  everybody of the workspace: reminders stop, rows go after the grace
tokens_revoked              ->  the same for the bot's token; for a person's, that person alone
user_change (deleted)       ->  that person alone
user_change (another zone)  ->  the profile follows, unless the person set their zone themselves

Slack sends these in any order and more than once, so each sets a date only where there is none.
One that could not be stored is not acknowledged, so that Slack sends it again (bot/troubles.py).
Whoever acts again within the grace has everything back, by that alone (``came_back``).
"""

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from bot.domain.zones import known_zone
from bot.logs import note
from data.database import StoreUnavailable
from data.journal import ERASE_GRACE
from handlers import blocks as b
from handlers.keel import Keel

# These speak about a person; the person did nothing.
ABOUT_SOMEBODY = ("user_change", "app_uninstalled", "tokens_revoked")
# A click that was under way during an uninstall arrives after it, and is no return.
SETTLING_SECONDS = 60


def came_back(keel: Keel, who: Who, body: dict[str, Any]) -> None:
    """Takes back a planned erasure when the person acts. Never stands in the way of an answer."""
    if (body.get("event") or {}).get("bot_id"):
        return
    try:
        keep(keel, who)
    except StoreUnavailable:
        return  # the next thing they do tries again


def keep(keel: Keel, who: Who) -> None:
    """Takes back a planned erasure, once it is settled. Raises StoreUnavailable."""
    at = keel.journal.erased_at(who)
    if at is None or (keel.now() - (at - ERASE_GRACE)).total_seconds() < SETTLING_SECONDS:
        return
    keel.journal.keep_after_all(who)
    keel.counters.add("people_returned")


def register(app: App, keel: Keel) -> None:
    """Registers the events."""
    words = keel.words("lifecycle")

    def workspace_left(team: str) -> None:
        count = keel.journal.erase_team_later(team, keel.now())
        note("workspace_left", people=count)

    @app.event("app_uninstalled")
    def uninstalled(context: BoltContext) -> None:
        workspace_left(context.team_id or "")

    @app.event("tokens_revoked")
    def revoked(event: dict[str, Any], context: BoltContext) -> None:
        team, tokens = context.team_id or "", event.get("tokens") or {}
        if tokens.get("bot"):
            workspace_left(team)
        for user in tokens.get("oauth") or []:
            keel.journal.erase_later(Who(team, str(user)), keel.now())

    @app.event("user_change")
    def changed(event: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        found = event.get("user")
        user = found if isinstance(found, dict) else {}
        who = Who(context.team_id or "", str(user.get("id") or ""))
        # Slack sends this for everybody in the workspace; most have never been here.
        profile = keel.journal.profile(who)
        if profile is None:
            return
        if user.get("deleted"):
            keel.journal.erase_later(who, keel.now())
            note("person_left")
            return
        keep(keel, who)
        zone = str(user.get("tz") or "")
        if zone == profile.zone or profile.zone_confirmed or not known_zone(zone):
            return
        keel.journal.change_profile(who, keel.now(), zone=zone)
        keel.doors.zone_changed(who)
        if keel.journal.tally_schedules(who):
            # Only whoever has reminders meets a difference they did not ask for.
            said = b.message(words("zone_followed"), help_label=keel.help_label)
            keel.in_lane(who, "zone", lambda: client.chat_postMessage(channel=who.user, **said))
