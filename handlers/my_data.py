"""My data: what is kept about a person, how long, and the ways to take it along or destroy it.

open:my_data                ->  kinds and counts with the oldest day, the time they stay, the doors
open:my_data_retention      ->  how long; shortening that would destroy something asks first
open:my_data_withdraw       ->  consent taken back; the person says what becomes of what is there

Taking along is in ``my_data_export.py``, destroying in ``my_data_delete.py``. None of this asks for
consent: whoever took theirs back can still see, take and destroy what is there.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.exports import long_day
from bot.domain.people import RETENTION_CHOICES, Who
from data.journal import EPOCH
from data.kinds import ENTRY_KINDS
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.keel import Keel
from handlers.my_data_delete import EVERYTHING, sure_view
from handlers.my_data_parts import kind_name, refresh, said_view, sure_field

KEEP, DESTROY = "keep", "destroy"


def period(keel: Keel, days: int) -> str:
    """A retention as people say it."""
    words = keel.words("my_data")
    return words(f"retention_{days}") if words.has(f"retention_{days}") else f"{days} days"


def overview(keel: Keel, who: Who) -> dict[str, Any]:
    """What is kept, by kind and count, never the things themselves."""
    words, common = keel.words("my_data"), keel.words("common")
    profile = keel.journal.profile(who)
    rows: list[b.Block] = []
    if profile is None:
        rows.append(b.section(words("nothing")))
        rows.append(b.actions(open_button(words("privacy"), "privacy"), id="my_data"))
    else:
        rows.append(b.section(words("intro")))
        lines = []
        for kind in ENTRY_KINDS:
            count, oldest = keel.journal.tally(who, kind)
            if oldest:
                name = kind_name(keel, kind.name)
                lines.append(words("count", kind=name, count=count, oldest=short_day(oldest)))
        lines = lines or [words("none_yet")]
        for name, count in (
            ("drafts", keel.journal.tally_drafts(who)),
            ("schedules", keel.journal.tally_schedules(who)),
        ):
            if count:
                lines.append(words(name, count=count))
        rows.append(b.section("\n".join(lines)))
        rows.append(b.context(words("settings_line")))
        change = open_button(words("how_long_button"), "my_data_retention")
        rows.append(
            b.section(words("how_long", period=period(keel, profile.retention_days)), change)
        )
        if not profile.consented:
            rows.append(b.section(words("withdrawn")))
        buttons = [
            open_button(words("export"), "my_data_export"),
            open_button(words("delete"), "my_data_delete"),
            open_button(words("privacy"), "privacy"),
        ]
        if profile.consented:
            buttons.append(open_button(words("withdraw"), "my_data_withdraw"))
        rows += [b.actions(*buttons, id="my_data"), b.context(words("slack_note"))]
    return b.modal(
        "my_data", words("title"), rows, help_label=keel.help_label, close=common("close")
    )


def short_day(day: date) -> str:
    """23 November 2026."""
    return long_day(day).split(" ", 1)[1]


def retention_view(keel: Keel, who: Who) -> dict[str, Any]:
    """The choice of how long entries stay."""
    words, common = keel.words("my_data"), keel.words("common")
    profile = keel.journal.profile(who)
    if profile is None:
        return said_view(keel, words("retention_title"), words("nothing"))
    options = [b.option(period(keel, days), str(days)) for days in RETENTION_CHOICES]
    choice = b.radios("days", options, chosen=str(profile.retention_days))
    return b.modal(
        "my_data_retention",
        words("retention_title"),
        [
            b.section(words("retention_intro")),
            b.field("retention", words("retention_label"), choice, optional=False),
        ],
        help_label=keel.help_label,
        submit=common("save"),
        close=common("cancel"),
    )


def too_old(keel: Keel, who: Who, days: int) -> int:
    """How many entries a retention of that many days would destroy."""
    # What is destroyed is what is past its last day, by UTC, as the daily cleaning reckons.
    last = keel.now().date() - timedelta(days=days + 1)
    return sum(keel.journal.count(who, kind, EPOCH, last) for kind in ENTRY_KINDS)


def retention_sure_view(keel: Keel, days: int, count: int) -> dict[str, Any]:
    """What a shorter time would destroy, before it does."""
    words, common = keel.words("my_data"), keel.words("common")
    return b.modal(
        "my_data_retention_sure",
        words("retention_title"),
        [
            b.section(words("retention_sure", count=count)),
            sure_field(keel),
        ],
        help_label=keel.help_label,
        submit=words("retention_sure_button"),
        close=common("cancel"),
        metadata=str(days),
    )


def withdraw_view(keel: Keel, who: Who) -> dict[str, Any]:
    """Taking consent back, as easily as it was given."""
    words, common = keel.words("my_data"), keel.words("common")
    if not keel.journal.consented(who):
        return said_view(keel, words("withdraw_title"), words("withdraw_none"))
    options = [b.option(words(f"withdraw_{what}"), what) for what in (KEEP, DESTROY)]
    return b.modal(
        "my_data_withdraw",
        words("withdraw_title"),
        [
            b.section(words("withdraw_intro")),
            b.field("then", words("withdraw_label"), b.radios("then", options), optional=False),
        ],
        help_label=keel.help_label,
        submit=words("withdraw_button"),
        close=common("cancel"),
    )


def register(app: App, keel: Keel) -> None:
    """Registers the room and its doors."""
    words = keel.words("my_data")
    doors = keel.doors
    title, how_long, withdrawal = (
        words(name) for name in ("title", "retention_title", "withdraw_title")
    )
    doors.add(Door("my_data", lambda who: overview(keel, who), title, stores=False))
    doors.add(
        Door("my_data_retention", lambda who: retention_view(keel, who), how_long, stores=False)
    )
    doors.add(
        Door("my_data_withdraw", lambda who: withdraw_view(keel, who), withdrawal, stores=False)
    )
    doors.answer(
        "my_data",
        lambda who: b.message(
            words("dm_my_data"),
            [
                b.section(words("dm_my_data")),
                b.actions(open_button(words("open_my_data"), "my_data"), id="my_data"),
            ],
            help_label=keel.help_label,
        ),
    )
    doors.offer(open_button(title, "my_data"))

    def settle(ack: Ack, who: Who, days: int, body: dict[str, Any], client: WebClient) -> None:
        keel.journal.change_profile(who, keel.now(), retention_days=days)
        said = words("retention_set", period=period(keel, days))
        ack(response_action="update", view=said_view(keel, words("retention_title"), said))
        keel.in_lane(who, "my_data", lambda: refresh(keel, who, client, body["view"]))

    @app.view("my_data_retention")
    def save(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        days = retention_from(b.chosen(body["view"]["state"]["values"], "retention"))
        profile = keel.journal.profile(who)
        if days is None:
            ack(response_action="errors", errors={"retention": words("retention_pick")})
            return
        count = too_old(keel, who, days)
        if count and profile and days < profile.retention_days:
            ack(response_action="update", view=retention_sure_view(keel, days, count))
            return
        settle(ack, who, days, body, client)

    @app.view("my_data_retention_sure")
    def shorten(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        view = body["view"]
        days = retention_from(view["private_metadata"])
        if days is None or not b.chosen_many(view["state"]["values"], "sure"):
            ack(response_action="errors", errors={"sure": words("sure_missing")})
            return
        settle(ack, who, days, body, client)

    @app.view("my_data_withdraw")
    def withdraw(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        then = b.chosen(body["view"]["state"]["values"], "then")
        if then not in (KEEP, DESTROY):
            ack(response_action="errors", errors={"then": words("withdraw_pick")})
            return
        keel.journal.withdraw(who, keel.now())
        keel.counters.add("consents_withdrawn")
        if then == DESTROY:
            note = words("withdraw_done_destroy")
            ack(response_action="update", view=sure_view(keel, who, EVERYTHING, note=note))
        else:
            done = said_view(keel, words("withdraw_title"), words("withdraw_done"))
            ack(response_action="update", view=done)
        keel.in_lane(who, "my_data", lambda: refresh(keel, who, client, body["view"]))


def retention_from(text: str | None) -> int | None:
    """One of the offered numbers of days; None for anything else."""
    return next((days for days in RETENTION_CHOICES if str(days) == text), None)
