"""The schedule editor: three short pages and the next two weeks before anything is saved.

open:schedule                 ->  what is set now, and the three ways to work
schedule_how:... (button)     ->  the times of a week or a rotation; "only when I ask" has none
schedule_each, schedule_same  ->  a field for each day, or one for Monday to Friday
schedule_preset (menu)        ->  the fields of that rotation
schedule_shifts (submission)  ->  the times of a cycle that was typed, or problems beside their
                                  fields, or holidays, zone and sleep
schedule_country (menu)       ->  the parts of that country
schedule_around (submission)  ->  problems beside their fields, or the next two weeks
schedule_back:... (button)    ->  back, with everything as it was typed
schedule_preview (submission) ->  saved, and every reminder worked out anew

What was typed lies in a sealed draft between the pages: a form's metadata is Slack's to keep.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast, get_args

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from bot.domain.schedule_around import read_around
from bot.domain.schedule_drafts import (
    WORKDAYS,
    How,
    ScheduleDraft,
    cycle_letters,
    read_shifts,
    with_rotation,
)
from bot.domain.zones import local_day
from data.kinds import REMINDERS, SCHEDULE_DRAFT
from handlers.doors import Door
from handlers.home import publish
from handlers.keel import Keel
from handlers.my_data_parts import said_view
from handlers.redraw import InPlace, if_open
from handlers.reminder_quiet import ABOVE
from handlers.reminder_view import settings_view
from handlers.reminding import replan
from handlers.schedule_desk import (
    above,
    asked_for,
    draft_of,
    first_of,
    keep,
    like,
    pattern_of,
    profile_of,
    with_form,
)
from handlers.schedule_preview import preview
from handlers.schedule_views import around_view, block_id, saved_view, shifts_view, start_view
from handlers.thought_record.desk import consent_first


def register(app: App, keel: Keel) -> None:
    """Registers the editor and its door."""
    words = keel.words("schedule")
    title = words("title")
    in_place = InPlace()
    keel.doors.add(Door("schedule", lambda who: start_view(keel, who), title))
    keel.doors.add(Door("schedule_above", lambda who: above(start_view(keel, who)), title))

    def zone_moved(who: Who) -> None:
        """A draft under way must not take a person back to where they came from."""
        draft, profile = (
            keel.journal.draft(who, SCHEDULE_DRAFT, keel.now()),
            keel.journal.profile(who),
        )
        if draft and profile and profile.consented:
            keep(keel, who, replace(draft, fields={**draft.fields, "zone": profile.zone}))

    keel.doors.when_zone_changes(zone_moved)

    def errors(draft: ScheduleDraft, problems: dict[str, str]) -> dict[str, str]:
        return {block_id(draft, name): words(code) for name, code in problems.items()}

    def gone() -> dict[str, Any]:
        return said_view(keel, words("title"), words("gone"), callback="schedule_gone")

    def today_of(who: Who) -> date:
        return keel.today(keel.journal.profile(who))

    def turn(
        context: BoltContext,
        body: dict[str, Any],
        client: WebClient,
        change: Callable[[ScheduleDraft], ScheduleDraft],
        page: Callable[[ScheduleDraft], dict[str, Any]],
    ) -> None:
        """Keeps what stands in the form, changes the draft, shows a page of it."""
        who: Who = context["who"]
        draft = change(with_form(draft_of(keel, who), body["view"]))
        keep(keel, who, draft)
        context.ack()
        keel.in_lane(
            who, "schedule", lambda: in_place(client, body["view"], like(body, page(draft)))
        )

    def shown(who: Who, draft: ScheduleDraft) -> dict[str, Any]:
        if draft.how == "only_when_asked":
            return around_view(keel, draft)
        return shifts_view(keel, draft, today_of(who))

    for how in get_args(How):

        @app.action(f"schedule_how:{how}")
        def choose(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
            picked = body["actions"][0]["action_id"].partition(":")[2]
            who: Who = context["who"]
            turn(
                context,
                body,
                client,
                lambda draft: replace(draft, how=cast(How, picked)),
                lambda draft: shown(who, draft),
            )

    @app.action("schedule_each")
    def each(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]

        def split(draft: ScheduleDraft) -> ScheduleDraft:
            same = draft.text("weekdays")
            fields = dict(draft.fields)
            # Going back and forth without a change must not flatten what each day said.
            if same != first_of(draft):
                fields.update({f"day_{at}": same for at in range(WORKDAYS)})
            return replace(draft, each=True, fields=fields)

        turn(context, body, client, split, lambda draft: shown(who, draft))

    @app.action("schedule_same")
    def same(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]

        def join(draft: ScheduleDraft) -> ScheduleDraft:
            fields = {**draft.fields, "weekdays": first_of(draft)}
            return replace(draft, each=False, fields=fields)

        turn(context, body, client, join, lambda draft: shown(who, draft))

    @app.action("schedule_preset")
    def preset(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        before = cycle_letters(draft_of(keel, who))
        turn(
            context,
            body,
            client,
            lambda draft: with_rotation(draft, before),
            lambda draft: shown(who, draft),
        )

    @app.action("schedule_country")
    def country(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        before = draft_of(keel, context["who"]).text("country")

        def moved(draft: ScheduleDraft) -> ScheduleDraft:
            if draft.text("country") == before:
                return draft
            return replace(draft, fields={**draft.fields, "part": ""})

        turn(context, body, client, moved, lambda draft: around_view(keel, draft))

    for place in ("start", "shifts", "around"):

        @app.action(f"schedule_back:{place}")
        def back(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
            where = body["actions"][0]["action_id"].partition(":")[2]
            who: Who = context["who"]

            def page(draft: ScheduleDraft) -> dict[str, Any]:
                if where == "start":
                    return start_view(keel, who)
                return around_view(keel, draft) if where == "around" else shown(who, draft)

            turn(context, body, client, lambda draft: draft, page)

    @app.view("schedule_shifts")
    def shifts(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        who: Who = context["who"]
        day = today_of(who)
        before = draft_of(keel, who)
        draft = with_form(before, body["view"])
        if not asked_for(draft, body["view"]):
            draft = with_rotation(draft, cycle_letters(before))
            keep(keel, who, draft)
            ack(response_action="update", view=like(body, shifts_view(keel, draft, day)))
            return
        if "begins" in body["view"]["state"]["values"]:
            draft = replace(draft, fields={**draft.fields, "stated_on": day.isoformat()})
        keep(keel, who, draft)
        schedule, problems = read_shifts(draft, day)
        if schedule is None:
            ack(response_action="errors", errors=errors(draft, problems))
            return
        ack(response_action="update", view=like(body, around_view(keel, draft)))

    @app.view("schedule_around")
    def around(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        who: Who = context["who"]
        draft = with_form(draft_of(keel, who), body["view"])
        keep(keel, who, draft)
        where, problems = read_around(draft)
        schedule, _ = read_shifts(draft, today_of(who))
        if where is None:
            ack(response_action="errors", errors=errors(draft, problems))
        elif schedule is None:
            ack(response_action="update", view=like(body, shifts_view(keel, draft, today_of(who))))
        else:
            pattern = pattern_of(profile_of(keel, who), schedule, where)
            first = local_day(keel.now(), where.zone)
            ack(response_action="update", view=like(body, preview(keel, pattern, where, first)))

    @app.view("schedule_preview")
    def save(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        draft = keel.journal.draft(who, SCHEDULE_DRAFT, keel.now())
        if draft is None:
            ack(response_action="update", view=like(body, gone()))
            return
        where, _ = read_around(draft)
        schedule, _ = read_shifts(draft, today_of(who))
        if where is None or schedule is None:
            ack(response_action="update", view=like(body, start_view(keel, who)))
            return
        instead = consent_first(keel, who, "schedule")
        if instead:
            # Nothing new is stored without it; the draft waits and is there after a yes.
            ack(response_action="update", view=instead)
            return
        profile = profile_of(keel, who)
        keel.journal.change_profile(
            who,
            keel.now(),
            zone=where.zone,
            zone_confirmed=not where.follow,
            pattern=pattern_of(profile, schedule, where),
            sleep=where.sleep,
        )
        replan(keel, who)
        keel.journal.drop_draft(who, SCHEDULE_DRAFT)
        over = body["view"].get("private_metadata") == ABOVE
        on = any(row.value.rule.on for row in keel.journal.schedules(who, REMINDERS))
        ack(response_action="update", view=like(body, saved_view(keel, on=on, above=over)))
        keel.in_lane(who, "home", lambda: publish(keel, who, client))
        if over:
            root = body["view"]["root_view_id"]
            keel.in_lane(
                who,
                "reminders",
                lambda: if_open(client, root, settings_view(keel, who)),
            )
