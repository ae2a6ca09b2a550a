"""Reminder settings: each kind its own opt-in, never switched on beforehand; and stopping them all.

open:reminders            ->  the settings
reminders (submission)    ->  problems beside their fields, or each kind switched and its next time
reminders_today (button)  ->  nothing more today, or today after all
reminders_stop (button)   ->  everything off; "stop" in the DM does the same
a new zone in Slack       ->  the pattern follows and every reminder is worked out anew
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from bot.domain.shifts import move_zone
from data.kinds import REMINDERS
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.home import publish
from handlers.keel import Keel
from handlers.redraw import if_open
from handlers.reminder_quiet import hush, paused, resumed
from handlers.reminder_view import faults, kinds_on, read_rules, saved_view, settings_view
from handlers.reminding import replan, switch


def stop_all(keel: Keel, who: Who) -> bool:
    """Switches every kind off; False when nothing was on."""
    on = [row.value.rule for row in keel.journal.schedules(who, REMINDERS) if row.value.rule.on]
    switch(keel, who, *(replace(rule, on=False) for rule in on))
    return bool(on)


def summary(keel: Keel, who: Who) -> dict[str, Any]:
    """What is on, by name, with the ways on; times and dates are in the modal only."""
    words = keel.words("reminders")
    on = kinds_on(keel, who)
    names = ", ".join(words(f"name_{kind}") for kind in on)
    text = words("dm_on", kinds=names) if on else words("dm_none")
    rows = [b.section(text)]
    buttons = [open_button(words("settings"), "reminders", style=None if on else "primary")]
    if on:
        if paused(keel, who):
            rows.append(b.section(words("dm_paused")))
        buttons.append(open_button(words("pause_button"), "pause"))
        buttons.append(b.button(words("stop_button"), "reminders_stop"))
    buttons.append(open_button(words("schedule_button"), "schedule"))
    rows.append(b.actions(*buttons, id="reminders"))
    return b.message(text, rows, help_label=keel.help_label)


def register(app: App, keel: Keel) -> None:
    """Registers the settings, their door, and the word that stops everything."""
    words = keel.words("reminders")
    keel.doors.add(Door("reminders", lambda who: settings_view(keel, who), words("title")))
    keel.doors.answer("reminders", lambda who: summary(keel, who))

    def stop(who: Who) -> dict[str, Any]:
        said = words("stopped") if stop_all(keel, who) else keel.words("welcome")("nothing_stopped")
        return b.message(said, help_label=keel.help_label)

    keel.doors.answer("stop", stop)
    keel.doors.answer("stop_reminders", stop)

    def follow(who: Who) -> None:
        profile = keel.journal.profile(who)
        if profile is None:
            return
        if profile.pattern:
            pattern = move_zone(profile.pattern, profile.zone)
            keel.journal.change_profile(who, keel.now(), pattern=pattern)
        replan(keel, who)

    keel.doors.when_zone_changes(follow)

    @app.view("reminders")
    def save(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        rules = read_rules(keel, who, body["view"]["state"]["values"])
        errors = faults(keel, who, rules)
        if errors:
            ack(response_action="errors", errors=errors)
            return
        switch(keel, who, *rules)
        ack(response_action="update", view=saved_view(keel, who))
        keel.in_lane(who, "home", lambda: publish(keel, who, client))

    @app.action("reminders_today")
    def today(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        if paused(keel, who):
            resumed(keel, who)
        else:
            hush(keel, who)
        ack()
        shown_again(body, client, who)

    @app.action("reminders_stop")
    def stopped(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        stop_all(keel, who)
        ack()
        if body.get("view"):
            shown_again(body, client, who)
        else:
            said = b.message(words("stopped"), help_label=keel.help_label)
            channel, ts = body["channel"]["id"], body["message"]["ts"]
            keel.in_lane(
                who, "reminders", lambda: client.chat_update(channel=channel, ts=ts, **said)
            )

    def shown_again(body: dict[str, Any], client: WebClient, who: Who) -> None:
        view = body["view"]

        if view["type"] == "modal":
            keel.in_lane(
                who, "reminders", lambda: if_open(client, view["id"], settings_view(keel, who))
            )
        keel.in_lane(who, "home", lambda: publish(keel, who, client))
