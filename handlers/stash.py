"""The stash at the next start: on the Home, or in a view of its own when it is asked for.

open:stash                             ->  everything that is open, whenever it is asked for
stash_done, stash_keep, stash_drop     ->  one thing decided, wherever its button stands
stash_back (button)                    ->  a slip of the thumb taken back
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, cast

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.merges import MAX_STASH, Choice, asks_about, reopen
from bot.domain.people import Who
from bot.domain.stashes import Start, Stashed, answered, in_order, start_of, waiting
from data.kinds import STASH
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.home import publish
from handlers.keel import Keel
from handlers.merge_desk import at_work, put_stashed, stash_of
from handlers.merge_pages import stash_parts
from handlers.redraw import if_open
from handlers.reminding import done_today
from handlers.thought_record.desk import consent_first

PLACE = 10


def start(keel: Keel, who: Who) -> Start | None:
    """The start that now belongs to, or None outside of shifts."""
    place = at_work(keel, who)
    return start_of(place.pattern, keel.now(), place.is_holiday)


def day_of(keel: Keel, who: Who) -> date:
    """The day that a decision made now counts for."""
    begun = start(keel, who)
    return begun.day if begun else keel.today(keel.journal.profile(who))


def item_rows(keel: Keel, one: Stashed, *, can_keep: bool) -> list[b.Block]:
    """One open thing with what can be done with it."""
    words, item = keel.words("merge"), one.item
    rest = stash_parts(keel, item)
    rows = [b.said(item.item, "\n".join(rest)) if rest else b.said(words("stash_label"), item.item)]
    if asks_about(item):
        rows.append(b.context(words("kept_often", n=item.kept)))
    buttons = [b.button(words("done"), "stash_done", item.id)]
    if can_keep:
        buttons.append(b.button(words("keep"), "stash_keep", item.id))
    buttons.append(b.button(words("drop"), "stash_drop", item.id))
    rows.append(b.actions(*buttons, id=f"stash_{item.id}"))
    return rows


def view(keel: Keel, who: Who) -> dict[str, Any]:
    """Everything that is open, and what was closed since the last merge."""
    words, common = keel.words("merge"), keel.words("common")
    day = day_of(keel, who)
    stash = stash_of(keel, who)
    rows: list[b.Block] = []
    for one in in_order(stash):
        kept = one.answered_on == day
        rows += item_rows(keel, one, can_keep=not kept)
        if kept:
            rows.append(b.context(words("kept")))
    closed = [one for one in stash if one.item.status != "open"]
    for one in sorted(closed, key=lambda one: one.place)[: 2 * MAX_STASH]:
        label = words("was_done" if one.item.status == "done" else "was_dropped")
        rows.append(b.said(label, one.item.item))
        if len(in_order(stash)) < MAX_STASH:
            back = b.button(words("back_again"), "stash_back", one.item.id)
            rows.append(b.actions(back, id=f"stash_{one.item.id}"))
    if not rows:
        rows.append(b.section(words("stash_empty")))
    elif in_order(stash):
        rows.append(b.context(words("stash_help")))
    return b.modal(
        "stash", words("stash_title"), rows, help_label=keel.help_label, close=common("close")
    )


def home_rows(keel: Keel, who: Who) -> list[b.Block]:
    """The merge on the Home: the way in, and at the next start what was put down."""
    words = keel.words("merge")
    rows: list[b.Block] = [b.header(words("home_title"))]
    ways = [open_button(words("home_begin"), "merge")]
    if keel.journal.profile(who):
        stash = stash_of(keel, who)
        begun = start(keel, who)
        open_now, now_due = in_order(stash), waiting(stash, begun)
        if now_due:
            rows.append(b.section(words("home_replay")))
            for one in now_due[:MAX_STASH]:
                rows += item_rows(keel, one, can_keep=True)
        elif begun and any(one.answered_on == begun.day for one in stash):
            rows.append(b.section(words("home_replay_done")))
        elif open_now:
            count = len(open_now)
            said = words("home_waiting_one") if count == 1 else words("home_waiting", n=count)
            rows.append(b.section(said))
        if stash:
            ways.append(open_button(words("stash_open"), "stash"))
        ways.append(open_button(words("home_past"), "merges"))
    return [*rows, b.actions(*ways, id="merge")]


def register(app: App, keel: Keel) -> None:
    """Registers the stash, its door and its part of the Home."""
    words = keel.words("merge")
    keel.doors.add(Door("stash", lambda who: view(keel, who), words("stash_title"), stores=False))
    keel.doors.show_at_home(PLACE, lambda who: home_rows(keel, who))
    keel.doors.answer(
        "stash",
        lambda who: b.message(
            words("dm_stash"),
            [
                b.section(words("dm_stash")),
                b.actions(open_button(words("stash_open"), "stash"), id="stash"),
            ],
            help_label=keel.help_label,
        ),
    )

    def shown_again(body: dict[str, Any], client: WebClient, who: Who) -> None:
        view_id = body["view"]["id"] if body["view"]["type"] == "modal" else ""

        if view_id:
            keel.in_lane(who, "stash", lambda: if_open(client, view_id, view(keel, who)))
        keel.in_lane(who, "home", lambda: publish(keel, who, client))

    def asked_first(ack: Ack, body: dict[str, Any], client: WebClient, who: Who) -> bool:
        """Asks for consent where it was taken back: a decision is something new to store."""
        view = consent_first(keel, who, "stash")
        if view is None:
            return False
        ack()
        show = client.views_push if body["view"]["type"] == "modal" else client.views_open
        keel.in_lane(who, "consent", lambda: show(trigger_id=body["trigger_id"], view=view))
        return True

    @app.action("stash_done")
    @app.action("stash_keep")
    @app.action("stash_drop")
    def decide(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        pressed = body["actions"][0]
        choice = cast(Choice, pressed["action_id"].removeprefix("stash_"))
        kept = keel.journal.entry(who, STASH, pressed["value"])
        day = day_of(keel, who)
        if kept and asked_first(ack, body, client, who):
            return
        if kept:
            put_stashed(keel, who, answered(kept.value, choice, day))
            done_today(keel, who, "stash", day)
        ack()
        shown_again(body, client, who)

    @app.action("stash_back")
    def back(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        kept = keel.journal.entry(who, STASH, body["actions"][0]["value"])
        if kept and asked_first(ack, body, client, who):
            return
        if kept and len(in_order(stash_of(keel, who))) < MAX_STASH:
            put_stashed(keel, who, replace(kept.value, item=reopen(kept.value.item)))
        ack()
        shown_again(body, client, who)
