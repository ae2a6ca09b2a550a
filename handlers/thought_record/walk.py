"""Through the four steps: Next, Back, keep for later, close, and a record that is saved.

open:thought                  ->  the first step, or the step at which the newest draft is
thought_step (submission)     ->  a sealed draft, then the next step; after the last one the record
thought_back (button)         ->  a sealed draft, then the step before
thought_emotions (menu)       ->  a field for the strength of each chosen emotion
thought_plan (button)         ->  the fields of an experiment
thought_later (button)        ->  a sealed draft and a word on where it waits
thought_step (closed)         ->  a sealed draft of whatever Slack still sends along
thought_resume (button)       ->  go on with a draft
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from bot.domain.thought_drafts import STEPS, Draft, emotions, problems, with_values
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.home import publish
from handlers.keel import Keel
from handlers.redraw import InPlace, if_open
from handlers.thought_record.desk import Desk, consent_first
from handlers.thought_record.history import page
from handlers.thought_record.moved import moved_view
from handlers.thought_record.steps import (
    CALLBACK,
    beyond_exercise,
    day_words,
    kept_view,
    local_day,
    patterns_view,
    place,
    read_fields,
    step_view,
)


def moved_on(draft: Draft, by: int) -> Draft:
    """The draft at the step ``by`` places further, which may be backwards."""
    at = STEPS.index(draft.step) + by
    return replace(draft, step=STEPS[max(0, min(at, len(STEPS) - 1))])


def fresh_view(keel: Keel, desk: Desk, who: Who) -> dict[str, Any]:
    """The first step of a new record."""
    draft = desk.draft(who, desk.new_id())
    return step_view(keel, who, draft, keel.words("thought")("intro"))


def resumed_view(keel: Keel, who: Who, draft: Draft) -> dict[str, Any]:
    """The step at which a draft is, with a way to begin anew instead."""
    words = keel.words("thought")
    began = local_day(draft.record.created_at, keel.journal.profile(who))
    note = "" if draft.changes else words("resumed", day=day_words(began))
    view = step_view(keel, who, draft, note)
    if not draft.changes:
        another = b.actions(b.button(words("another"), "thought_another"), id="another")
        view["blocks"].insert(1, another)
    return view


def entry_view(keel: Keel, desk: Desk, who: Who) -> dict[str, Any]:
    """What the door opens on: the newest record under way, or a new one."""
    waiting = [draft for draft in desk.drafts(who) if not draft.changes]
    return resumed_view(keel, who, waiting[0]) if waiting else fresh_view(keel, desk, who)


def faults(keel: Keel, who: Who, draft: Draft, shown: set[str]) -> dict[str, str]:
    """Sentences for the fields on the screen that cannot be read."""
    words, ratings = keel.words("thought"), keel.library.thought_texts.rating
    found = problems(draft, keel.today(keel.journal.profile(who)))
    return {
        name: ratings[code] if code in ratings else words(code)
        for name, code in found.items()
        if name in shown
    }


def first_unread(keel: Keel, who: Who, draft: Draft) -> Draft | None:
    """The draft at the first step that keeps it from being saved; None when nothing does."""
    found = problems(draft, keel.today(keel.journal.profile(who)))
    if not found or (beyond_exercise(keel, draft) and "thought" not in found):
        # Where nothing is asked any more, a number that cannot be read is let be.
        return None
    if "thought" in found or "belief" in found:
        return replace(draft, step="thought")
    early = any(name == "own" or name.startswith("strength_") for name in found)
    return replace(draft, step="emotion" if early else "action", planning=True)


def asks_again(draft: Draft, shown: set[str]) -> str:
    """Why the emotion step stays for one more time: a sentence's name, or an empty text."""
    if draft.step != "emotion":
        return ""
    named = {f"strength_{key}" for key, _ in emotions(draft)}
    if named - shown:
        return "emotion_rate"
    return "" if named or draft.emotion_asked else "emotion_again"


def register(app: App, keel: Keel, desk: Desk) -> None:
    """Registers the walk and its door."""
    words = keel.words("thought")
    in_place = InPlace()
    keel.doors.add(Door("thought", lambda who: entry_view(keel, desk, who), words("title")))
    keel.doors.offer(open_button(words("title"), "thought"))

    def filled(who: Who, view: dict[str, Any]) -> tuple[Draft, set[str]]:
        """The draft of a form with what stands in the form, and the names of the form's fields."""
        step, id_, _ = place(view)
        draft = replace(desk.draft(who, id_), step=step)
        shown = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        typed = {name: given for name, given in read_fields(view).items() if name in shown}
        return with_values(draft, typed, keel.now()), shown

    @app.view(CALLBACK)
    def following(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        draft, shown = filled(who, body["view"])
        errors = faults(keel, who, draft, shown)
        if errors:
            # Kept with what cannot be read in it, so that closing now loses nothing either.
            desk.keep(who, draft)
            ack(response_action="errors", errors=errors)
            return
        again = asks_again(draft, shown)
        if again:
            draft = replace(draft, emotion_asked=True)
        elif draft.step != STEPS[-1]:
            draft = moved_on(draft, 1)
        else:
            unread = first_unread(keel, who, draft)
            if unread is None:
                entry_id = desk.save(who, draft)
                said = "changed" if draft.changes else "saved"
                alone = not body["view"].get("previous_view_id")
                view = moved_view(keel, desk, who, entry_id, said, alone=alone)
                ack(response_action="update", view=view)
                below = place(body["view"])[2]
                keel.in_lane(who, "home", lambda: follow_up(keel, desk, who, client, below))
                return
            draft, again = unread, "unread"
        desk.keep(who, draft)
        note = words(again) if again else ""
        below = place(body["view"])[2]
        ack(response_action="update", view=step_view(keel, who, draft, note, below))

    def turn(context: BoltContext, body: dict[str, Any], client: WebClient, draft: Draft) -> None:
        who: Who = context["who"]
        desk.keep(who, draft)
        context.ack()
        shown, below = body["view"], place(body["view"])[2]
        note = keel.library.help.texts.concern if context.get("concern") else ""
        view = step_view(keel, who, draft, note, below)
        keel.in_lane(who, "step", lambda: in_place(client, shown, view))

    @app.action("thought_back")
    def back(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        draft, _ = filled(context["who"], body["view"])
        turn(context, body, client, moved_on(draft, -1))

    @app.action("thought_emotions")
    def named(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        draft, _ = filled(context["who"], body["view"])
        turn(context, body, client, draft)

    @app.action("thought_plan")
    def plan(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        draft, _ = filled(context["who"], body["view"])
        turn(context, body, client, replace(draft, planning=True))

    @app.action("thought_another")
    def another(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        draft, _ = filled(who, body["view"])
        desk.keep(who, draft)
        ack()
        keel.in_lane(
            who, "step", lambda: in_place(client, body["view"], fresh_view(keel, desk, who))
        )

    @app.action("thought_later")
    def later(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        draft, _ = filled(who, body["view"])
        desk.keep(who, draft)
        ack()

        keel.in_lane(
            who, "later", lambda: in_place(client, body["view"], kept_view(keel, who, draft))
        )
        keel.in_lane(who, "home", lambda: publish(keel, who, client))

    @app.view_closed(CALLBACK)
    def closed(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        _, id_, _ = place(body["view"])
        before = desk.draft(who, id_)
        draft, _ = filled(who, body["view"])
        # A form that was only looked at is no draft; nor is one that may no longer be kept.
        if draft.values != before.values and keel.journal.consented(who):
            desk.keep(who, draft)
        ack()
        keel.in_lane(who, "home", lambda: publish(keel, who, client))

    @app.action("thought_patterns")
    def patterns(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        trigger = body["trigger_id"]
        keel.in_lane(
            context["who"],
            "patterns",
            lambda: client.views_push(trigger_id=trigger, view=patterns_view(keel)),
        )

    @app.action("thought_resume")
    def resume(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        id_, trigger = body["actions"][0]["value"], body["trigger_id"]

        def work() -> None:
            waiting = [draft for draft in desk.drafts(who) if draft.id == id_]
            view = consent_first(keel, who)
            if view is None and waiting:
                view = resumed_view(keel, who, waiting[0])
            elif view is None:
                # The button of an older message: said, and the way to go on is right below.
                view = entry_view(keel, desk, who)
                view["blocks"].insert(0, b.context(keel.words("common")("gone")))
            if (body.get("view") or {}).get("type") == "modal":
                client.views_push(trigger_id=trigger, view=view)
            else:
                client.views_open(trigger_id=trigger, view=view)

        keel.in_lane(who, "resume", work)


def follow_up(keel: Keel, desk: Desk, who: Who, client: WebClient, below: str) -> None:
    """After a record was saved: the Home anew, and the list that it was opened from."""
    publish(keel, who, client)
    skip, _, list_id = below.partition("|")
    if list_id:
        if_open(client, list_id, page(keel, desk, who, int(skip or 0)))
