"""Destroying: a kind, a span of days, what was begun, or everything; asked twice, with a receipt.

open:my_data_delete              ->  what to destroy
my_data_delete (submission)      ->  the same modal: what exactly, how many, and a box to tick
my_data_delete_sure (submission) ->  gone, then the receipt: when and how many, never what
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.exports import long_day
from bot.domain.people import Who
from data.journal import EPOCH, Kind, ProfileUnreadable, Receipt
from data.kinds import DRAFT_KINDS, ENTRY_KINDS, THOUGHTS
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.keel import Keel
from handlers.my_data_parts import kind_name, refresh, said_view, sure_field
from handlers.thought_record.desk import tidy

ALL, DRAFTS = "all", "drafts"


@dataclass(frozen=True)
class Scope:
    """What is to be destroyed. ``what`` is everything, all, drafts, or the name of a kind."""

    what: str
    first: date | None = None
    last: date | None = None

    @property
    def kinds(self) -> list[Kind[Any]]:
        """The kinds of entries that it covers."""
        return [kind for kind in ENTRY_KINDS if self.what in (ALL, "everything", kind.name)]


EVERYTHING = Scope("everything")


def encode(scope: Scope) -> str:
    """A scope as private metadata: a word of ours and two dates."""
    days = (day.isoformat() if day else "" for day in (scope.first, scope.last))
    return "|".join((scope.what, *days))


def decode(metadata: str) -> Scope | None:
    """A scope from private metadata; None when it is not one of ours."""
    parts = metadata.split("|")
    if len(parts) != 3:
        return None
    try:
        first, last = (date.fromisoformat(part) if part else None for part in parts[1:])
    except ValueError:
        return None
    known = {ALL, DRAFTS, EVERYTHING.what, *(kind.name for kind in ENTRY_KINDS)}
    return Scope(parts[0], first, last) if parts[0] in known else None


def count(keel: Keel, who: Who, scope: Scope) -> int:
    """How many entries a scope covers."""
    first, last = scope.first or EPOCH, scope.last or date.max
    return sum(keel.journal.count(who, kind, first, last) for kind in scope.kinds)


def form(keel: Keel, who: Who) -> dict[str, Any]:
    """The choice of what to destroy."""
    words, common = keel.words("my_data"), keel.words("common")
    try:
        if keel.journal.profile(who) is None:
            return said_view(keel, words("delete_title"), words("nothing"))
    except ProfileUnreadable:
        # Nothing of theirs can be listed; destroying it needs no reading.
        return sure_view(keel, who, EVERYTHING)
    options = [b.option(words("delete_everything"), EVERYTHING.what)]
    for kind in ENTRY_KINDS:
        how_many, _ = keel.journal.tally(who, kind)
        if how_many:
            name = kind_name(keel, kind.name)
            options.append(b.option(words("delete_kind", kind=name, count=how_many), kind.name))
    if len(options) > 1:
        options.insert(1, b.option(words("delete_all_entries"), ALL))
    if keel.journal.tally_drafts(who):
        options.append(b.option(words("delete_drafts"), DRAFTS))
    what = b.menu("what", options, placeholder=words("delete_pick"))
    hint = words("delete_span_hint")
    return b.modal(
        "my_data_delete",
        words("delete_title"),
        [
            b.section(words("delete_intro")),
            b.field("what", words("delete_what"), what, optional=False),
            b.field("first", words("delete_from"), _day_picker("first"), hint=hint),
            b.field("last", words("delete_to"), _day_picker("last")),
        ],
        help_label=keel.help_label,
        submit=words("delete_go_on"),
        close=common("cancel"),
    )


def sure_view(keel: Keel, who: Who, scope: Scope, *, note: str = "") -> dict[str, Any]:
    """What exactly would be destroyed, and the box without which nothing is."""
    words, common = keel.words("my_data"), keel.words("common")
    entries = count(keel, who, scope)
    tail = words("sure_note_entries")
    if scope == EVERYTHING:
        said = words(
            "sure_everything",
            entries=entries,
            drafts=keel.journal.tally_drafts(who),
            schedules=keel.journal.tally_schedules(who),
        )
        tail = words("sure_note")
    elif scope.what == DRAFTS:
        said = words("sure_drafts", count=keel.journal.tally_drafts(who))
    else:
        what = words("sure_all_what") if scope.what == ALL else kind_name(keel, scope.what)
        said = words("sure_entries", count=entries, what=what, span=_span(keel, scope))
    return b.modal(
        "my_data_delete_sure",
        words("sure_title"),
        [
            *([b.section(note)] if note else []),
            b.section(said),
            b.section(tail),
            sure_field(keel),
        ],
        help_label=keel.help_label,
        submit=words("sure_button"),
        close=common("cancel"),
        metadata=encode(scope),
    )


def destroy(keel: Keel, who: Who, scope: Scope) -> Receipt:
    """Destroys what a scope covers and says when and how many. Raises StoreUnavailable."""
    now = keel.now()
    if scope == EVERYTHING:
        keel.held.forget(who)
        return keel.journal.erase(who, now)
    first, last = scope.first or EPOCH, scope.last or date.max
    entries = sum(keel.journal.remove_span(who, kind, first, last) for kind in scope.kinds)
    if THOUGHTS in scope.kinds:
        tidy(keel, who)
    drafts = 0
    if scope.what == DRAFTS:
        drafts = sum(keel.journal.drop_draft(who, kind) for kind in DRAFT_KINDS)
    return Receipt(now, entries, keel.journal.empty_log(), drafts=drafts)


def receipt_view(keel: Keel, receipt: Receipt, zone: str, *, everything: bool) -> dict[str, Any]:
    """When and how many; never what."""
    words = keel.words("my_data")
    at = receipt.at.astimezone(ZoneInfo(zone))
    texts = [
        words(
            "receipt",
            day=long_day(at.date()),
            time=f"{at:%H:%M}",
            zone=zone,
            entries=receipt.entries,
            drafts=receipt.drafts,
            schedules=receipt.schedules,
        )
    ]
    if everything:
        texts.append(words("receipt_everything"))
    texts.append(words("receipt_log" if receipt.log_emptied else "receipt_log_later"))
    texts.append(words("receipt_slack"))
    if everything:
        texts.append(words("receipt_again"))
    return said_view(keel, words("receipt_title"), *texts, callback="my_data_receipt")


def register(app: App, keel: Keel) -> None:
    """Registers destroying and its door."""
    words = keel.words("my_data")
    title = words("delete_title")
    keel.doors.add(Door("my_data_delete", lambda who: form(keel, who), title, stores=False))
    keel.doors.answer(
        "delete",
        lambda who: b.message(
            words("dm_delete"),
            [
                b.section(words("dm_delete")),
                b.actions(open_button(words("delete"), "my_data_delete"), id="my_data"),
            ],
            help_label=keel.help_label,
        ),
    )

    @app.view("my_data_delete")
    def ask(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        who: Who = context["who"]
        state = body["view"]["state"]["values"]
        chosen = b.chosen(state, "what") or ""
        days = (b.picked_date(state, "first") or "", b.picked_date(state, "last") or "")
        scope = decode("|".join((chosen, *(("", "") if chosen == EVERYTHING.what else days))))
        if scope is None:
            ack(response_action="errors", errors={"what": words("delete_pick")})
        elif scope.first and scope.last and scope.last < scope.first:
            ack(response_action="errors", errors={"last": words("delete_order")})
        elif scope.what not in (EVERYTHING.what, DRAFTS) and not count(keel, who, scope):
            ack(response_action="errors", errors={"what": words("delete_none")})
        else:
            ack(response_action="update", view=sure_view(keel, who, scope))

    @app.view("my_data_delete_sure")
    def go(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        view = body["view"]
        scope = decode(view["private_metadata"])
        if scope is None or not b.chosen_many(view["state"]["values"], "sure"):
            ack(response_action="errors", errors={"sure": words("sure_missing")})
            return
        zone = _zone(keel, who)
        receipt = destroy(keel, who, scope)
        keel.counters.add("erasures")
        shown = receipt_view(keel, receipt, zone, everything=scope == EVERYTHING)
        ack(response_action="update", view=shown)
        keel.in_lane(who, "my_data", lambda: refresh(keel, who, client, view))


def _zone(keel: Keel, who: Who) -> str:
    try:
        profile = keel.journal.profile(who)
    except ProfileUnreadable:
        return "UTC"
    return profile.zone if profile else "UTC"


def _span(keel: Keel, scope: Scope) -> str:
    words = keel.words("my_data")
    first = long_day(scope.first) if scope.first else ""
    last = long_day(scope.last) if scope.last else ""
    if first and last:
        return words("sure_span", first=first, last=last)
    if first:
        return words("sure_span_from", first=first)
    return words("sure_span_to", last=last) if last else words("sure_span_whole")


def _day_picker(action: str) -> b.Block:
    return {"type": "datepicker", "action_id": action}
