"""First steps: a worksheet that ends in a one-page note for an assessor.

open:first_steps, first_steps_here   ->  the worksheet, in a window of its own or in the page's
first_steps_fill (button)            ->  "since when" and "which way" from the check-ins
first_steps (submission)             ->  the note on top of the worksheet
first_steps_note (submission)        ->  the note as changed
first_steps_keep (button)            ->  kept, sealed; consent is asked first
first_steps_file (button, asked)     ->  a file in the DM, with a button that deletes it there
open:first_steps_notes               ->  the notes that were kept; edit and delete

Nothing is stored before "keep": worksheet and note live in the person's own windows.
"""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.first_steps import NOTE_LIMIT, Note
from bot.domain.people import Who
from data.database import StoreUnavailable
from data.kinds import FIRST_STEPS
from handlers import blocks as b
from handlers.consent import consent_view, zone_of
from handlers.doors import Door
from handlers.iop_first_steps.form import fill, form, read, reading_of
from handlers.iop_first_steps.note import note_text, note_view, notes_view
from handlers.iop_views import long_day
from handlers.keel import Keel
from handlers.my_data_export import send_files
from handlers.redraw import InPlace, if_open

FILE = "even-keel-note.txt"  # says nothing of what is inside


def register(app: App, keel: Keel) -> None:
    """Registers the room and its doors."""
    words = keel.words("first_steps")
    doors = (
        Door("first_steps", lambda who: form(keel, who), words("title"), stores=False),
        Door("first_steps_notes", lambda who: notes_view(keel, who), words("notes_title"), False),
        Door("first_steps_agreed", lambda who: _agreed(keel), words("agreed_title"), False),
    )
    for door in doors:
        keel.doors.add(door)
    _worksheet(app, keel)
    _note(app, keel)
    _kept(app, keel)


def _agreed(keel: Keel) -> dict[str, Any]:
    words = keel.words("first_steps")
    return b.modal(
        "first_steps_agreed",
        words("agreed_title"),
        [b.section(words("agreed"))],
        help_label=keel.help_label,
        close=keel.words("common")("back"),
    )


def _worksheet(app: App, keel: Keel) -> None:
    words = keel.words("first_steps")
    in_place = InPlace()

    @app.action("first_steps_here")
    def here(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        shown = body["view"]
        keel.in_lane(
            who,
            "first_steps",
            lambda: in_place(client, shown, form(keel, who, from_pages=True)),
        )

    @app.action("first_steps_fill")
    def from_check_ins(
        ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        who, view = context["who"], body["view"]

        def work() -> None:
            sheet, reading = read(view["state"]["values"]), reading_of(keel, who)
            filled = fill(keel, sheet, reading) if reading else sheet
            pages = view["private_metadata"] == "pages"
            shown = form(keel, who, filled, filled=reading is not None, from_pages=pages)
            in_place(client, view, shown)

        keel.in_lane(who, "first_steps", work)

    @app.view("first_steps")
    def made(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        sheet = read(body["view"]["state"]["values"])
        if sheet.empty:
            ack(response_action="errors", errors={"shows": words("empty")})
            return
        today = long_day(_today(keel, context["who"]))
        ack(response_action="push", view=note_view(keel, note_text(keel, sheet, today)))


def _note(app: App, keel: Keel) -> None:
    words = keel.words("first_steps")
    in_place = InPlace()

    @app.view("first_steps_note")
    def changed(ack: Ack, body: dict[str, Any]) -> None:
        text, entry_id, from_list = _held(body["view"])
        if not text:
            ack(response_action="errors", errors={"note": words("note_empty")})
            return
        said = words("note_changed")
        view = note_view(keel, text, entry_id=entry_id, said=said, from_list=from_list)
        ack(response_action="update", view=view)

    @app.action("first_steps_keep")
    def keep(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        view = body["view"]
        text, entry_id, from_list = _held(view)
        agreed = keel.journal.consented(who)
        id_ = entry_id or keel.journal.entry_id(who, view["id"])
        if text and agreed:
            _store(keel, who, id_, text)
        ack()

        def work() -> None:
            if not text:
                shown = note_view(
                    keel, "", entry_id=entry_id, said=words("note_empty"), from_list=from_list
                )
                in_place(client, view, shown)
            elif agreed:
                shown = note_view(keel, text, entry_id=id_, from_list=from_list)
                in_place(client, view, shown)
            else:
                _ask_consent(keel, who, client, body, text)

        keel.in_lane(who, "first_steps", work)

    @app.action("first_steps_file")
    def take(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        view = body["view"]
        text, entry_id, from_list = _held(view)

        def work() -> None:
            sent = bool(text) and send_files(keel, who, client, {FILE: text})
            said = words("file_sent" if sent else "file_failed" if text else "note_empty")
            shown = note_view(keel, text, entry_id=entry_id, said=said, from_list=from_list)
            in_place(client, view, shown)

        keel.in_lane(who, "first_steps", work)


def _kept(app: App, keel: Keel) -> None:
    @app.action("first_steps_edit")
    def edit(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        id_ = str(body["actions"][0].get("value") or "")

        def work() -> None:
            kept = keel.journal.entry(who, FIRST_STEPS, id_)
            shown = (
                note_view(keel, kept.value.text, entry_id=id_, from_list=True)
                if kept
                else notes_view(keel, who)
            )
            if_open(client, body["view"]["id"], shown)

        keel.in_lane(who, "first_steps", work)

    @app.action("first_steps_delete")
    def delete(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        keel.journal.remove(who, FIRST_STEPS, str(body["actions"][0].get("value") or ""))
        ack()
        id_ = body["view"]["id"]
        keel.in_lane(who, "first_steps", lambda: if_open(client, id_, notes_view(keel, who)))

    @app.action("first_steps_list")
    def back(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        id_ = body["view"]["id"]
        keel.in_lane(who, "first_steps", lambda: if_open(client, id_, notes_view(keel, who)))


def _held(view: dict[str, Any]) -> tuple[str, str, bool]:
    """The note in the field, the id of the kept one, and whether the list lies behind."""
    entry_id, _, behind = str(view.get("private_metadata") or "").partition("|")
    text = b.typed(view["state"]["values"], "note") or ""
    return text[:NOTE_LIMIT], entry_id, behind == "list"


def _store(keel: Keel, who: Who, id_: str, text: str) -> None:
    """Keeps a note: over the one of that id, or as a new one (also when that was deleted)."""
    kept = keel.journal.entry(who, FIRST_STEPS, id_)
    if kept:
        keel.journal.replace(who, FIRST_STEPS, id_, Note(kept.value.day, text), kept.day)
        return
    today = keel.today(keel.journal.profile(who))
    if keel.journal.add(who, FIRST_STEPS, Note(today, text), id=id_, day=today, now=keel.now()):
        keel.counters.add("notes_kept")


def _ask_consent(keel: Keel, who: Who, client: WebClient, body: dict[str, Any], text: str) -> None:
    """The consent text on top of the note, which stays as it is beneath."""
    try:
        zone = zone_of(client, who.user)
    except (SlackClientError, OSError):
        zone = "UTC"
    view = consent_view(keel, "first_steps_agreed", zone)
    try:
        client.views_push(trigger_id=body["trigger_id"], view=view)
    except SlackApiError:  # three windows are open already
        said = keel.words("first_steps")("no_room")
        if_open(client, body["view"]["id"], note_view(keel, text, said=said))


def _today(keel: Keel, who: Who) -> Any:
    try:
        return keel.today(keel.journal.profile(who))
    except StoreUnavailable:
        return keel.today(None)
