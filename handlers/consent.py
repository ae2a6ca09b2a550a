"""Consent: asked once, before the first entry is stored, and as easily taken back.

open:<door> (any button)     ->  the room, or the consent view first when the room stores something
consent (submission)         ->  recorded, then the room that was asked for
consent_not_now (button)     ->  a full answer: nothing is kept, nothing more is asked
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import DEFAULT_RETENTION, Profile, Who
from bot.domain.zones import known_zone
from handlers import blocks as b
from handlers.doors import Door
from handlers.keel import Keel
from handlers.workspace_contacts import switched_off

MONTH_DAYS = 30


def months(profile: Profile | None) -> int:
    """The retention in months, as people say it."""
    days = profile.retention_days if profile else DEFAULT_RETENTION
    return max(1, days // MONTH_DAYS)


def consent_view(keel: Keel, door: str, zone: str) -> dict[str, Any]:
    """The consent text, whole, with what comes after a yes in the metadata."""
    words, common = keel.words("consent"), keel.words("common")
    parts = ("intro", "stored", "who", "slack", "how_long", "limits", "free")
    return b.modal(
        "consent",
        words("title"),
        [
            *(b.section(words(part, months=months(None))) for part in parts),
            b.actions(b.button(words("not_now"), "consent_not_now"), id="not_now"),
        ],
        help_label=keel.help_label,
        submit=words("agree"),
        close=common("close"),
        metadata=f"{door}|{zone}",
    )


def zone_of(client: WebClient, user: str) -> str:
    """The zone that Slack has for a person; UTC when Slack does not say."""
    found = client.users_info(user=user)["user"]
    return str((found or {}).get("tz") or "UTC")


def not_offered(keel: Keel) -> dict[str, Any]:
    """What is shown in place of a feature that the workspace switched off."""
    words = keel.words("workspace")
    return b.modal(
        "not_offered",
        words("feature_off_title"),
        [b.section(words("feature_off"))],
        help_label=keel.help_label,
        close=keel.words("common")("close"),
    )


def enter(keel: Keel, door: Door, who: Who, client: WebClient, body: dict[str, Any]) -> None:
    """Opens a door for a person. Runs in the person's lane, within the life of the trigger id."""
    if switched_off(keel, who, door.name):
        view = not_offered(keel)
    elif door.stores and not keel.journal.consented(who):
        view = consent_view(keel, door.name, zone_of(client, who.user))
    else:
        view = door.build(who)
    if (body.get("view") or {}).get("type") == "modal":
        client.views_push(trigger_id=body["trigger_id"], view=view)
    else:
        client.views_open(trigger_id=body["trigger_id"], view=view)


def register(app: App, keel: Keel) -> None:
    """Registers consent and the one action that opens doors."""

    @app.action(re.compile("^open:"))
    def open_door(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        door = keel.doors.door(body["actions"][0]["action_id"].removeprefix("open:"))
        if door:
            keel.in_lane(who, "open", lambda: enter(keel, door, who, client, body))

    @app.view("consent")
    def agree(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        who: Who = context["who"]
        name, _, zone = body["view"]["private_metadata"].partition("|")
        # A zone that this machine does not know would break every page of the person.
        keel.journal.consent(who, zone if known_zone(zone) else "UTC", keel.now())
        keel.counters.add("consents_given")
        door = keel.doors.door(name)
        if door:
            ack(response_action="update", view=door.build(who))
        else:
            ack()

    @app.action("consent_not_now")
    def not_now(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        words = keel.words("consent")
        view = b.modal(
            "consent_declined",
            words("title"),
            [b.section(words("not_now_done"))],
            help_label=keel.help_label,
            close=keel.words("common")("close"),
        )
        keel.in_lane(
            context["who"],
            "consent",
            lambda: client.views_update(view_id=body["view"]["id"], view=view),
        )
