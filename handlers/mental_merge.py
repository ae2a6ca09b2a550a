"""Mental merge: the form at the end of a shift, what is stored, and the closing.

open:merge             ->  the form, for the shift that is ending, with the open stash in it
merge_variant (menu)   ->  the same form with the questions of another kind of shift
merge_add_row (button) ->  the same form with one more row
merge (closed)         ->  a sealed draft of what Slack still sends along
merge (submission)     ->  a sealed entry and the stash, then the closing
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast, get_args

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.merge_drafts import MERGE_DRAFT_LIFE, MergeDraft, rows_with, worth_keeping
from bot.domain.merges import (
    MAX_STASH,
    Merge,
    StashItem,
    StashRow,
    Variant,
    merge_day,
    shift_being_closed,
    steps_to_hint,
    suggest_variant,
)
from bot.domain.people import Who
from bot.domain.shifts import next_shift
from bot.domain.stashes import in_order
from data.kinds import MERGE_DRAFT, MERGES
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.home import publish
from handlers.keel import Keel
from handlers.merge_closing import closing
from handlers.merge_desk import at_work, new_row, remember_sign_off, stash_of, store, take
from handlers.merge_form import CALLBACK, Place, form, problems, read, unpack
from handlers.merge_pages import page
from handlers.redraw import InPlace, if_open
from handlers.reminding import done_today

EMPTY_ROWS = 2
HINTS_KEPT = 500


class Hinted:
    """Forms that got their one hint. Forgetting one costs a second hint and nothing else."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def first(self, view_id: str) -> bool:
        """True the first time a form is named."""
        with self._lock:
            if view_id in self._seen:
                return False
            self._seen[view_id] = None
            while len(self._seen) > HINTS_KEPT:
                self._seen.popitem(last=False)
            return True

    def knows(self, view_id: str) -> bool:
        """Whether a form had its hint."""
        with self._lock:
            return view_id in self._seen


def padded(items: Sequence[StashItem], keel: Keel, who: Who, extra: int) -> list[StashItem]:
    """Rows for what is there and some empty ones, five at most."""
    room = max(0, min(extra, MAX_STASH - len(items)))
    return [*items, *(StashItem(new_row(keel, who), "") for _ in range(room))]


def fresh_form(keel: Keel, who: Who) -> dict[str, Any]:
    """The form for the shift that is ending now."""
    place, now = at_work(keel, who), keel.now()
    profile = keel.journal.profile(who)
    shift = shift_being_closed(place.pattern, now, place.is_holiday)
    day = merge_day(place.pattern, now, place.is_holiday)
    following = next_shift(place.pattern, day, place.is_holiday)
    own = profile.sign_off if profile else ""
    merge = Merge(
        day, suggest_variant(shift), sign_off=own or keel.words("merge")("sign_off_default")
    )
    stash = [one.item for one in in_order(stash_of(keel, who))]
    items = padded(stash, keel, who, EMPTY_ROWS)
    begun = keel.journal.draft(who, MERGE_DRAFT, now)
    note = ""
    if begun and begun.merge.day == day:
        merge, items = begun.merge, rows_with(begun, stash)
        note = keel.words("merge")("resumed")
    where = Place(
        day,
        merge.variant,
        tuple(item.id for item in items),
        last=bool(shift and shift.last_of_block),
        next_shift=following.day if following else None,
    )
    return form(keel, where, merge, items, note)


def keep_draft(keel: Keel, who: Who, view: dict[str, Any], place: Place) -> None:
    """Seals what stands in a form that is not parked yet, if anything does."""
    if place.entry_id:
        return
    merge, rows = read(view["state"]["values"], place, Merge(place.day))
    draft = MergeDraft(merge, tuple(rows))
    if worth_keeping(draft, [one.item for one in in_order(stash_of(keel, who))]):
        keel.journal.keep_draft(who, MERGE_DRAFT, draft, keel.now(), MERGE_DRAFT_LIFE)


def past_form(keel: Keel, who: Who, id_: str) -> dict[str, Any] | None:
    """The form with a past merge in it."""
    kept = keel.journal.entry(who, MERGES, id_)
    if kept is None:
        return None
    merge = kept.value
    items = padded(merge.stash, keel, who, 1)
    rows = tuple(item.id for item in items)
    where = Place(kept.day, merge.variant, rows, id_, next_shift=merge.next_shift)
    return form(keel, where, merge, items)


def again(keel: Keel, place: Place, merge: Merge, rows: Sequence[StashRow]) -> dict[str, Any]:
    """The form with what stands in it."""
    items = [StashItem(row.id, row.item, row.next_step, row.when, row.hand_over) for row in rows]
    return form(keel, place, merge, items)


def register(app: App, keel: Keel) -> None:
    """Registers the merge and its door."""
    words = keel.words("merge")
    hinted = Hinted()
    in_place = InPlace()
    keel.doors.add(Door("merge", lambda who: fresh_form(keel, who), words("title")))
    keel.doors.offer(open_button(words("title"), "merge"))
    keel.doors.answer(
        "merge",
        lambda who: b.message(
            words("dm"),
            [
                b.section(words("dm")),
                b.actions(
                    open_button(keel.words("common")("start"), "merge", style="primary"), id="merge"
                ),
            ],
            help_label=keel.help_label,
        ),
    )

    def reshow(
        ack: Ack, body: dict[str, Any], client: WebClient, who: Who, variant: str, more: int
    ) -> None:
        place = unpack(body["view"])
        keep_draft(keel, who, body["view"], place)
        ack()
        if variant in get_args(Variant):
            place = replace(place, variant=cast(Variant, variant))
        if len(place.rows) + more <= MAX_STASH:
            added = tuple(new_row(keel, who) for _ in range(more))
            place = replace(place, rows=(*place.rows, *added))
        merge, rows = read(body["view"]["state"]["values"], place, Merge(place.day))
        view = again(keel, place, merge, rows)
        keel.in_lane(who, "merge", lambda: in_place(client, body["view"], view))

    @app.action("merge_variant")
    def variant(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        picked = (body["actions"][0].get("selected_option") or {}).get("value", "")
        reshow(ack, body, client, context["who"], picked, 0)

    @app.action("merge_add_row")
    def add_row(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        # The menu as it stands, which a form that is still to be drawn knows nothing of.
        picked = b.chosen(body["view"]["state"]["values"], "variant") or ""
        reshow(ack, body, client, context["who"], picked, 1)

    @app.view(CALLBACK)
    def save(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        view = body["view"]
        place = unpack(view)
        before = keel.journal.entry(who, MERGES, place.entry_id) if place.entry_id else None
        merge, typed = read(
            view["state"]["values"], place, before.value if before else Merge(place.day)
        )

        def refuse(errors: dict[str, str]) -> None:
            keep_draft(keel, who, view, place)
            ack(response_action="errors", errors=errors)

        errors = problems(keel, merge)
        if errors:
            refuse(errors)
            return
        vague = steps_to_hint(typed, hinted.knows(view["id"]))
        if vague and hinted.first(view["id"]):
            refuse({f"step_{at}": words("vague") for at in vague})
            return
        taken = take(keel, who, place, merge, typed, before)
        if taken.too_many:
            # Another form put things down meanwhile.
            refuse({f"item_{at}": words("stash_full") for at in taken.too_many})
            return
        store(keel, who, view["id"], taken, before)
        merge = taken.merge
        if not before:
            keel.journal.drop_draft(who, MERGE_DRAFT)
            remember_sign_off(keel, who, merge.sign_off)
            done_today(keel, who, "merge", place.day)
        ack(response_action="update", view=closing(keel, merge, changed=bool(before)))
        keel.in_lane(who, "home", lambda: publish(keel, who, client))
        root = view.get("root_view_id")
        if before and root and root != view["id"]:
            keel.in_lane(who, "home", lambda: if_open(client, root, page(keel, who)))

    @app.view_closed(CALLBACK)
    def closed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        who: Who = context["who"]
        if keel.journal.consented(who):
            keep_draft(keel, who, body["view"], unpack(body["view"]))
        ack()
