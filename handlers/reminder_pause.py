"""Pausing: quiet until a date, for every kind at once, and going on again.

open:pause                     ->  for how long, or until which date
pause (submission)             ->  quiet until then
pause_for:1 ... (DM buttons)   ->  the same in one tap
pause_resume (button)          ->  going on, from now; what was silent stays so
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from data.kinds import REMINDERS
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.home import publish
from handlers.keel import Keel
from handlers.merge_form import day_words
from handlers.my_data_parts import said_view
from handlers.redraw import if_open
from handlers.reminder_quiet import ABOVE, hush, pause_until, paused, resumed
from handlers.reminder_view import settings_view

DAYS: Final = (1, 3, 7, 14)  # today included


def view(keel: Keel, who: Who, mark: str = "") -> dict[str, Any]:
    """For how long, or until which date; and the way out of a pause."""
    words, common = keel.words("reminders"), keel.words("common")
    until = paused(keel, who)
    rows: list[b.Block] = [b.section(words("pause_intro"))]
    if until:
        rows.append(b.section(words("pause_until", day=day_words(until))))
        rows.append(b.actions(b.button(words("resume"), "pause_resume"), id="resume"))
    options = [b.option(words(f"pause_{n}"), str(n)) for n in DAYS]
    options.append(b.option(words("pause_date"), "date"))
    rows += [
        b.field("length", words("pause_label"), b.radios("length", options)),
        b.field("until", words("pause_pick"), b.datepick("day"), hint=words("pause_pick_hint")),
    ]
    return b.modal(
        "pause",
        words("pause_title"),
        rows,
        help_label=keel.help_label,
        submit=words("pause_save"),
        close=common("close"),
        metadata=mark,
    )


def message(keel: Keel, who: Who) -> dict[str, Any]:
    """The choices in the DM; a date is picked in the modal."""
    words = keel.words("reminders")
    on = any(row.value.rule.on for row in keel.journal.schedules(who, REMINDERS))
    if not on:
        text = words("dm_pause_nothing")
        more = open_button(words("title"), "reminders")
        rows = [b.section(text), b.actions(more, id="reminders")]
        return b.message(text, rows, help_label=keel.help_label)
    text = words("dm_already" if paused(keel, who) else "dm_pause")
    buttons = [b.button(words(f"pause_{n}"), f"pause_for:{n}") for n in DAYS]
    buttons.append(open_button(words("dm_pause_date"), "pause"))
    if paused(keel, who):
        buttons.insert(0, b.button(words("resume"), "pause_resume", style="primary"))
    return b.message(
        text, [b.section(text), b.actions(*buttons, id="pause")], help_label=keel.help_label
    )


def quiet_for(keel: Keel, who: Who, days: int) -> None:
    """Quiet for some days, today included."""
    if days == 1:
        hush(keel, who)
    else:
        today = keel.today(keel.journal.profile(who))
        pause_until(keel, who, today + timedelta(days=days))


def register(app: App, keel: Keel) -> None:
    """Registers the pause, its door and its word."""
    words = keel.words("reminders")
    title = words("pause_title")
    keel.doors.add(Door("pause", lambda who: view(keel, who), title))
    keel.doors.add(Door("pause_above", lambda who: view(keel, who, ABOVE), title))
    keel.doors.answer("pause", lambda who: message(keel, who))

    def refresh(body: dict[str, Any], client: WebClient, who: Who) -> None:
        """Shows the settings beneath as they are now."""
        if body["view"].get("private_metadata") == ABOVE:
            root = body["view"]["root_view_id"]
            if_open(client, root, settings_view(keel, who))

    def settle(body: dict[str, Any], client: WebClient, who: Who, text: str) -> None:
        """Says what was done, where the button was."""

        def work() -> None:
            if body.get("view"):
                if_open(client, body["view"]["id"], said_view(keel, title, text))
                refresh(body, client, who)
            else:
                said = b.message(text, help_label=keel.help_label)
                channel, ts = body["channel"]["id"], body["message"]["ts"]
                client.chat_update(channel=channel, ts=ts, **said)

        keel.in_lane(who, "pause", work)
        keel.in_lane(who, "home", lambda: publish(keel, who, client))

    for days in DAYS:

        @app.action(f"pause_for:{days}")
        def quiet(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
            who: Who = context["who"]
            length = int(body["actions"][0]["action_id"].partition(":")[2])
            quiet_for(keel, who, length)
            ack()
            said = words("paused_today") if length == 1 else words("paused_days", n=length)
            settle(body, client, who, said)

    @app.action("pause_resume")
    def go_on(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        resumed(keel, who)
        ack()
        settle(body, client, who, words("resumed"))

    @app.view("pause")
    def save(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        state = body["view"]["state"]["values"]
        today = keel.today(keel.journal.profile(who))
        length, picked = b.chosen(state, "length"), b.picked_date(state, "until")
        if length is None and picked is None:
            ack(response_action="errors", errors={"length": words("pause_choose_missing")})
            return
        if length == "date" and picked is None:
            ack(response_action="errors", errors={"until": words("pause_pick_missing")})
            return
        if length is None or length == "date":
            until = date.fromisoformat(picked or "")
            if until <= today:
                ack(response_action="errors", errors={"until": words("pause_pick_past")})
                return
            pause_until(keel, who, until)
        else:
            quiet_for(keel, who, int(length))
        again = paused(keel, who) or today
        said = words("paused_done", day=day_words(again))
        ack(response_action="update", view=said_view(keel, title, said))
        keel.in_lane(who, "home", lambda: publish(keel, who, client))
        keel.in_lane(who, "reminders", lambda: refresh(body, client, who))
