"""Nudges: the one message a reminder sends, and its buttons. Neutral on a lock screen, no content.

nudge:start   (button)  ->  the room that it is about
nudge:later   (button)  ->  once more in 20 minutes, once
nudge:today   (button)  ->  nothing more for today
nudge:stop    (button)  ->  this kind is switched off, by one tap
nudge:go_on   (button)  ->  after five unanswered: go on
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, cast

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from bot.domain.reminder_times import Kind
from bot.domain.reminders import after_answer, forget_snooze, snooze
from handlers import blocks as b
from handlers.consent import enter
from handlers.keel import Keel
from handlers.reminding import KINDS, answered, around, change, done_today, reminder_of, switch

# The room that each kind leads to; a kind whose room is not there is not offered.
DOORS: dict[Kind, str] = {
    "merge": "merge",
    "check_in": "check_in",
    "stash": "stash",
    "experiment": "experiments",
    "questionnaire": "questionnaires",
}


def nudge_message(keel: Keel, kind: Kind, day: date, message: str) -> dict[str, Any]:
    """The message: our own words, the same for everybody."""
    words = keel.words("nudges")
    mark = f"{kind}|{day.isoformat()}"
    if message == "ask":
        text = words("ask")
        buttons = [
            b.button(words("go_on"), "nudge:go_on", mark),
            b.button(words("stop"), "nudge:stop", mark),
        ]
    else:
        text = words(f"text_{kind}")
        buttons = [b.button(words(f"start_{kind}"), "nudge:start", mark, style="primary")]
        if message == "nudge":
            buttons.append(b.button(words("later"), "nudge:later", mark))
        buttons += [
            b.button(words("today"), "nudge:today", mark),
            b.button(words("stop"), "nudge:stop", mark),
        ]
    rows = [b.section(text), b.actions(*buttons, id="nudge")]
    return b.message(text, rows, help_label=keel.help_label)


def register(app: App, keel: Keel) -> None:
    """Registers the buttons of nudges."""
    words = keel.words("nudges")

    def read(body: dict[str, Any]) -> tuple[Kind, date] | None:
        kind, _, day = body["actions"][0].get("value", "").partition("|")
        try:
            return (cast(Kind, kind), date.fromisoformat(day)) if kind in KINDS else None
        except ValueError:
            return None

    def settle(body: dict[str, Any], client: WebClient, who: Who, text: str) -> None:
        """The message says what was done and loses its buttons."""
        said = b.message(text, help_label=keel.help_label)
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        keel.in_lane(who, "nudge", lambda: client.chat_update(channel=channel, ts=ts, **said))

    @app.action("nudge:start")
    def begin(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        mark = read(body)
        if mark:
            answered(keel, who, mark[0])
        ack()
        door = keel.doors.door(DOORS[mark[0]]) if mark else None
        if door:
            keel.in_lane(who, "open", lambda: enter(keel, door, who, client, body))
        else:
            settle(body, client, who, keel.words("common")("gone"))

    @app.action("nudge:later")
    def later(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        mark = read(body)
        profile = keel.journal.profile(who)
        done = False
        if mark and profile:
            kind, day = mark
            place = around(keel, who, profile)
            now = keel.now()

            def again(reminder: Any) -> Any:
                state = snooze(
                    reminder.state,
                    day,
                    now,
                    place.pattern,
                    sleep=place.sleep,
                    is_holiday=place.is_holiday,
                )
                return replace(reminder, state=state) if state else None

            done = change(keel, who, kind, again)
        ack()
        settle(body, client, who, words("later_done" if done else "later_not"))

    @app.action("nudge:today")
    def not_today(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        mark = read(body)
        if mark:
            done_today(keel, who, *mark)
        ack()
        settle(body, client, who, words("today_done"))

    @app.action("nudge:stop")
    def stop(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        mark = read(body)
        reminder = reminder_of(keel, who, mark[0]) if mark else None
        if reminder:
            switch(keel, who, replace(reminder.rule, on=False))
        ack()
        settle(body, client, who, words("stopped"))

    @app.action("nudge:go_on")
    def go_on(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        mark = read(body)
        now = keel.now()
        if mark:
            change(
                keel,
                who,
                mark[0],
                lambda r: replace(r, state=forget_snooze(after_answer(r.state, now))),
            )
        ack()
        settle(body, client, who, words("going_on"))
