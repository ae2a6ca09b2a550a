"""Check-in: the form, what is stored, and the reflection that follows.

open:check_in          ->  the form, with the last goal in view
check_in (submission)  ->  a sealed entry, then the same modal as a short reflection
check_in_numbers       ->  the same reflection later, from the DM or the Home
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast, get_args

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.checkins import (
    CheckIn,
    GoalOutcome,
    Item,
    lowest,
    rating_from,
    read,
)
from bot.domain.people import Profile, Who
from data.journal import Kept
from data.kinds import CHECK_INS, THOUGHTS
from handlers import blocks as b
from handlers.check_in_list import page
from handlers.doors import Door, open_button
from handlers.home import publish
from handlers.keel import Keel
from handlers.redraw import if_open
from handlers.reminding import done_today
from handlers.workspace_contacts import switched_off

NOTE_LIMIT = 2000
GOAL_LIMIT = 300
LOW = 2  # a rating of 1 or 2 of 5 makes a low check-in
RECENT = 60  # check-ins that a reflection looks back on; more than 28 days of one or two a day


def items_for(keel: Keel, profile: Profile | None) -> list[Item]:
    """The items that a person wants to be asked about."""
    off = profile.switched_off if profile else ()
    return [item for item in keel.library.check_in_items if item.slug not in off]


def last_goal(check_ins: Sequence[Kept[CheckIn]]) -> str:
    """The goal that still waits for an answer; check-ins are newest first."""
    newest = check_ins[0].value if check_ins else None
    return newest.goal if newest else ""


def rating_options(keel: Keel, item: Item) -> list[b.Block]:
    """Five numbers with words at both ends, and a way to take a choice back."""
    ends = {1: f"1 – {item.low}", 5: f"5 – {item.high}"}
    return [
        *(b.option(ends.get(n, str(n)), str(n)) for n in range(1, 6)),
        b.option(keel.words("check_in")("leave_out"), "none"),
    ]


def form(
    keel: Keel, who: Who, *, filled: CheckIn | None = None, entry_id: str = ""
) -> dict[str, Any]:
    """The form; with ``entry_id`` it changes that check-in. After a bar in it stands how many the
    list beneath skips; nothing when it was not opened from the list."""
    words, common = keel.words("check_in"), keel.words("common")
    profile = keel.journal.profile(who)
    asked = items_for(keel, profile)
    rows: list[b.Block] = [b.context(words("intro"))]
    for item in asked:
        chosen = str(filled.ratings[item.slug]) if filled and item.slug in filled.ratings else None
        rows.append(
            b.field(
                f"rate_{item.slug}",
                f"{item.label}. {item.question}",
                b.menu(
                    "rating",
                    rating_options(keel, item),
                    placeholder=words("choose"),
                    chosen=chosen,
                ),
            )
        )
    rows.append(
        b.field(
            "note",
            words("note"),
            b.writing("text", lines=True, limit=NOTE_LIMIT, initial=filled.note if filled else ""),
            hint=words("note_hint"),
        )
    )
    goal = "" if filled else last_goal(keel.journal.entries(who, CHECK_INS, limit=1))
    if goal:
        rows.append(b.said(words("last_goal_label"), goal))
    if goal or (filled and filled.last_goal):
        outcomes = [b.option(words(f"outcome_{o}"), o) for o in get_args(GoalOutcome)]
        rows.append(
            b.field(
                "last_goal",
                words("last_goal"),
                b.menu(
                    "outcome",
                    outcomes,
                    placeholder=words("choose"),
                    chosen=filled.last_goal if filled else None,
                ),
            )
        )
    rows.append(
        b.field(
            "goal",
            words("goal"),
            b.writing("text", limit=GOAL_LIMIT, initial=filled.goal if filled else ""),
            hint=words("goal_hint"),
        )
    )
    return b.modal(
        "check_in",
        words("title_edit" if entry_id else "title"),
        rows,
        help_label=keel.help_label,
        submit=common("save"),
        close=common("cancel"),
        metadata=entry_id,
    )


def parse(state: b.State, check_in: CheckIn, items: Sequence[Item]) -> CheckIn:
    """The form's values over ``check_in``. An item that was not asked keeps its rating."""
    ratings = dict(check_in.ratings)
    for item in items:
        picked = rating_from(b.chosen(state, f"rate_{item.slug}") or "")
        if picked is None:
            ratings.pop(item.slug, None)
        else:
            ratings[item.slug] = picked
    outcome = b.chosen(state, "last_goal")
    return replace(
        check_in,
        ratings=ratings,
        note=b.typed(state, "note") or "",
        goal=b.typed(state, "goal") or "",
        last_goal=cast(GoalOutcome, outcome) if outcome in get_args(GoalOutcome) else None,
    )


def number(value: float) -> str:
    """A median as people write it: 3, or 3.5."""
    return f"{value:g}"


def record_offer(keel: Keel, who: Who, check_in: CheckIn) -> list[b.Block]:
    """A way into a thought record after a low check-in: offered once, ever, and only to whoever
    has none yet."""
    profile, door = keel.journal.profile(who), keel.doors.door("thought")
    low = min(check_in.ratings.values(), default=LOW + 1) <= LOW
    if not (low and profile and door) or profile.last_record_offer:
        return []
    if switched_off(keel, who, door.name) or keel.journal.tally(who, THOUGHTS)[0]:
        return []
    if keel.screen(check_in.note) or keel.screen(check_in.goal):
        return []  # an exercise is no answer to words like these
    keel.journal.change_profile(who, keel.now(), last_record_offer=keel.today(profile))
    words = keel.words("check_in")
    return [
        b.section(words("record_offer")),
        b.actions(open_button(door.label, door.name), id="record_offer"),
    ]


def reflection(
    keel: Keel, who: Who, entry_id: str, saved: str, offer: Sequence[b.Block] = ()
) -> dict[str, Any]:
    """The person's own numbers beside their usual, one idea, what is offered, nothing else."""
    words, common = keel.words("check_in"), keel.words("common")
    recent = keel.journal.entries(who, CHECK_INS, limit=RECENT)
    ids = [kept.id for kept in recent]
    this = recent[ids.index(entry_id)] if entry_id in ids else None
    this = this or keel.journal.entry(who, CHECK_INS, entry_id)
    rows: list[b.Block] = []
    if this is None:
        rows.append(b.section(common("gone")))
    else:
        items = keel.library.check_in_items
        earlier = [
            kept.value
            for kept in recent
            if (kept.day, kept.made_at, kept.id) < (this.day, this.made_at, this.id)
        ]
        readings = read(this.value, earlier, items)
        rows.append(b.section(words(saved)))
        if readings:
            rows.append(b.section(words("beside_usual")))
        labels = {item.slug: item.label for item in items}
        for reading in readings:
            line = words(
                f"line_{reading.comparison}",
                label=labels[reading.slug],
                rating=reading.rating,
                usual=number(reading.usual or 0),
            )
            rows.append(b.section(f"{line}\n{words('spark', spark=reading.spark)}"))
        if not readings:
            rows.append(b.section(words("words_only")))
        low = lowest(this.value, items)
        if low:
            rows.append(b.section(words("suggestion", text=low.suggestion)))
        if low and this.value.ratings[low.slug] == 1:
            rows.append(b.context(words("low_note")))
        if this.value.goal:
            rows.append(b.context(words("goal_kept")))
    return b.modal(
        "check_in_reflection",
        words("reflection_title"),
        [*rows, *offer],
        help_label=keel.help_label,
        close=common("done"),
    )


def store(keel: Keel, who: Who, entry_id: str, check_in: CheckIn) -> None:
    """Stores a check-in, once for each id. Raises NoConsent."""
    if keel.journal.add(who, CHECK_INS, check_in, id=entry_id, day=check_in.day, now=keel.now()):
        keel.counters.add("check_ins_saved")
        done_today(keel, who, "check_in", check_in.day)
        return
    before = keel.journal.entry(who, CHECK_INS, entry_id)
    if before and before.value != check_in:
        # The form was sent again after its answer got lost: what stands in it now counts.
        day = before.day
        keel.journal.replace(who, CHECK_INS, entry_id, replace(check_in, day=day), day)


def register(app: App, keel: Keel) -> None:
    """Registers the check-in and its door."""
    words = keel.words("check_in")
    keel.doors.add(Door("check_in", lambda who: form(keel, who), words("title")))
    keel.doors.offer(open_button(words("title"), "check_in", style="primary"))

    @app.view("check_in")
    def save(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        view = body["view"]
        profile = keel.journal.profile(who)
        items = items_for(keel, profile)
        entry_id, _, skip = view["private_metadata"].partition("|")
        changed = keel.journal.entry(who, CHECK_INS, entry_id)
        before = changed.value if changed else CheckIn(keel.today(profile), {})
        check_in = parse(view["state"]["values"], before, items)
        if check_in.empty:
            ack(response_action="errors", errors={"note": words("empty")})
            return
        if changed:
            id_ = changed.id
            keel.journal.replace(who, CHECK_INS, id_, check_in, changed.day)
        else:
            id_ = keel.journal.entry_id(who, view["id"])
            store(keel, who, id_, check_in)
        said = "saved_changed" if changed else "saved"
        offer = [] if changed else record_offer(keel, who, check_in)
        ack(response_action="update", view=reflection(keel, who, id_, said, offer))
        if changed and skip:
            beneath = view["previous_view_id"]
            keel.in_lane(
                who,
                "page",
                lambda: if_open(client, beneath, page(keel, who, int(skip))),
            )
        keel.in_lane(who, "home", lambda: publish(keel, who, client))

    @app.action("check_in_numbers")
    def numbers(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        id_, trigger = body["actions"][0]["value"], body["trigger_id"]
        keel.in_lane(
            who,
            "numbers",
            lambda: client.views_open(
                trigger_id=trigger, view=reflection(keel, who, id_, "saved_short")
            ),
        )
