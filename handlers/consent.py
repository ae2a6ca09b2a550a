"""Consent: asked once, before the first entry is stored, and as easily taken back.

open:<door> (any button)     ->  the room, or the consent view first when the room stores something
consent (submission)         ->  recorded, then the room that was asked for
consent_not_now (button)     ->  a full answer: nothing is kept, nothing more is asked

A view has to be opened within 3 s of the press, so Slack is asked for the person's zone while they
read. Whoever agrees before Slack answers begins with UTC, and their zone follows.
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.people import DEFAULT_RETENTION, Profile, Who
from bot.domain.zones import known_zone
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.keel import Keel
from handlers.workspace_contacts import switched_off

MONTH_DAYS = 30
ZONES_MOST = 5_000
# Three seconds are over, or an earlier try, whose answer was lost, has used the trigger up.
TOO_LATE = ("expired_trigger_id", "exchanged_trigger_id")


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
    """The zone that Slack has for a person; empty when Slack does not say."""
    try:
        found = client.users_info(user=user)["user"]
    except (SlackClientError, OSError):
        return ""
    return str((found or {}).get("tz") or "")


def zone_follows(keel: Keel, who: Who, client: WebClient) -> None:
    """Gives a person who agreed before Slack said it the zone that Slack has for them."""
    zone = keel.zones.pop(who, "") or zone_of(client, who.user)
    profile = keel.journal.profile(who)
    if profile is None or profile.zone_confirmed or zone == profile.zone or not known_zone(zone):
        return
    keel.journal.change_profile(who, keel.now(), zone=zone)
    keel.doors.zone_changed(who)


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
    """Opens a door for a person. Runs in the person's lane, within the life of the trigger id;
    when that is over, the same button comes in a message."""
    offered = not switched_off(keel, who, door.name)
    asks = offered and door.stores and not keel.journal.consented(who)
    if not offered:
        view = not_offered(keel)
    elif asks:
        view = consent_view(keel, door.name, "")
    else:
        view = door.build(who)
    try:
        if (body.get("view") or {}).get("type") == "modal":
            client.views_push(trigger_id=body["trigger_id"], view=view)
        else:
            client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        if error.response.get("error") not in TOO_LATE:
            raise
        words = keel.words("common")
        button = b.actions(open_button(door.label, door.name), id="again")
        rows = [b.section(words("open_again")), button]
        said = b.message(words("open_again"), rows, help_label=keel.help_label)
        client.chat_postMessage(channel=who.user, **said)
        return
    if asks:
        if len(keel.zones) >= ZONES_MOST:
            keel.zones.clear()
        keel.zones[who] = zone_of(client, who.user)


def register(app: App, keel: Keel) -> None:
    """Registers consent and the one action that opens doors."""

    @app.action(re.compile("^open:"))
    def open_door(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        door = keel.doors.door(body["actions"][0]["action_id"].removeprefix("open:"))
        if door:
            keel.in_lane(who, "open", lambda: enter(keel, door, who, client, body))
            return
        # A door of an older version, or one that an older message offers.
        said = b.message(keel.words("common")("gone"), help_label=keel.help_label)
        keel.in_lane(who, "gone", lambda: client.chat_postMessage(channel=who.user, **said))

    @app.view("consent")
    def agree(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        name, _, zone = body["view"]["private_metadata"].partition("|")
        zone = zone or keel.zones.pop(who, "")
        # A zone that this machine does not know would break every page of the person.
        keel.journal.consent(who, zone if known_zone(zone) else "UTC", keel.now())
        keel.counters.add("consents_given")
        if not zone:
            keel.in_lane(who, "learn_zone", lambda: zone_follows(keel, who, client))
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
