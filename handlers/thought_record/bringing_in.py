"""Bringing a FreeCBT or Quirk backup in: a file or pasted text, a preview, and a yes.

open:thought_import            ->  a place for the file, or for the text
thought_import (submission)    ->  read, deleted from Slack, and shown in counts; nothing stored yet
thought_bring_in (submission)  ->  stored by uuid, so that the same file twice changes nothing

What was read waits as a sealed draft for a day at most.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.freecbt.merging import Plan, merge_plan
from bot.domain.freecbt.problems import ImportProblem
from bot.domain.freecbt.reading import Imported, read_import
from bot.domain.people import Who
from bot.logs import broke
from data.journal import NoConsent
from data.kinds import THOUGHT_IMPORT, THOUGHTS
from handlers import blocks as b
from handlers.consent import months
from handlers.doors import Door
from handlers.home import publish
from handlers.keel import Keel
from handlers.redraw import finish
from handlers.thought_record.desk import Desk, consent_first
from handlers.thought_record.fetching import NotFetched, delete, fetch

LIFE = timedelta(days=1)
AT_ONCE = 100  # records that are stored well within the 3 s of an acknowledgement
ROWS_NAMED = 200
ROWS_A_BLOCK = 20
TAGS_NAMED = 40
FILE_TYPES = ("txt", "json", "csv")


def form(keel: Keel, note: str = "") -> dict[str, Any]:
    """A place for the file, or for the text. ``note`` says what was wrong with the last one."""
    words, common = keel.words("thought"), keel.words("common")
    file = {"type": "file_input", "action_id": "file", "filetypes": [*FILE_TYPES], "max_files": 1}
    rows = [b.section(note)] if note else []
    rows += [
        b.section(words("import_intro")),
        b.field("file", words("import_file"), file),
        b.field(
            "pasted",
            words("import_pasted"),
            b.writing("text", lines=True),
            hint=words("import_pasted_hint"),
        ),
    ]
    return b.modal(
        "thought_import",
        words("import"),
        rows,
        help_label=keel.help_label,
        submit=words("import_read"),
        close=common("cancel"),
    )


def preview(keel: Keel, desk: Desk, who: Who, found: Imported, file: str = "") -> dict[str, Any]:
    """What would be done, in counts. ``file`` names the sentence about the file in Slack."""
    words, common = keel.words("thought"), keel.words("common")
    plan = plan_for(keel, who, found)
    coming = len(plan.added) + len(plan.updated)
    counts = [
        words(f"import_{name}", n=len(some))
        for name, some in (
            ("added", plan.added),
            ("updated", plan.updated),
            ("identical", plan.identical),
            ("older", plan.older),
        )
        if some
    ]
    rows = [b.section("\n".join([words("import_preview"), *counts]))]
    aged = sum(desk.is_aged(who, record) for record in plan.added)
    if aged:
        kept = months(keel.journal.profile(who))
        rows.append(b.section(words("import_aged", n=aged, months=kept)))
    if found.unknown_slugs:
        tags = ", ".join(found.unknown_slugs[:TAGS_NAMED])
        rows.append(b.said(words("import_tags"), tags))
    rows += rejected_rows(keel, plan)
    if not coming:
        rows.append(b.section(words("import_nothing_new")))
    if file:
        rows.append(b.context(words(file)))
    return b.modal(
        "thought_bring_in",
        words("import"),
        rows,
        help_label=keel.help_label,
        submit=words("import_go") if coming else None,
        close=common("cancel") if coming else common("close"),
    )


def rejected_rows(keel: Keel, plan: Plan) -> list[b.Block]:
    """Every row that stays out, by its number and why."""
    words, texts = keel.words("thought"), keel.library.thought_texts
    if not plan.rejected:
        return []
    named = [texts.rejected(one) for one in plan.rejected[:ROWS_NAMED]]
    rows = [b.section(words("import_rejected", n=len(plan.rejected)))]
    for start in range(0, len(named), ROWS_A_BLOCK):
        rows.append(b.section("\n".join(named[start : start + ROWS_A_BLOCK])))
    if len(plan.rejected) > ROWS_NAMED:
        rows.append(b.section(words("import_more_rejected", n=len(plan.rejected) - ROWS_NAMED)))
    return rows


def plan_for(keel: Keel, who: Who, found: Imported) -> Plan:
    """What bringing it in would do to what is there now."""
    existing = [kept.value for kept in keel.journal.entries(who, THOUGHTS)]
    return merge_plan(existing, found.records, found.rejected)


def said_view(keel: Keel, *rows: b.Block) -> dict[str, Any]:
    """A view that says something."""
    return b.modal(
        "thought_import_said",
        keel.words("thought")("import"),
        rows,
        help_label=keel.help_label,
        close=keel.words("common")("close"),
    )


def register(app: App, keel: Keel, desk: Desk) -> None:
    """Registers bringing in and its door."""
    words, texts = keel.words("thought"), keel.library.thought_texts
    keel.doors.add(Door("thought_import", lambda who: form(keel), words("import")))

    def keep(who: Who, found: Imported) -> None:
        keel.journal.keep_draft(who, THOUGHT_IMPORT, found, keel.now(), LIFE)

    def read_file(who: Who, client: WebClient, file_id: str) -> dict[str, Any]:
        """What a file holds, as a preview or as a sentence; the file is gone from Slack before it
        is read, so that nothing that goes wrong after leaves it there."""
        data, told = b"", ""
        try:
            data = fetch(client, file_id, who.user)
        except ImportProblem as problem:
            told = texts.file[problem.code]
        except NotFetched as problem:
            told = words(problem.code)
            if problem.code == "import_not_yours":
                return form(keel, told)
        gone = "file_deleted" if delete(client, file_id) else "file_stays"
        try:
            if not told:
                found = read_import(data)
                keep(who, found)
                return preview(keel, desk, who, found, gone)
        except ImportProblem as problem:
            told = texts.file[problem.code]
        except NoConsent:
            told = keel.words("common")("no_consent_field")
        except Exception as error:  # the person waits, and has to know what became of the file
            broke("lane_failed", error, work="import")
            told = words("import_failed")
        return form(keel, f"{told}\n{words(gone)}")

    @app.view("thought_import")
    def read(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        view_id, state = body["view"]["id"], body["view"]["state"]["values"]
        files = (state.get("file") or {}).get("file", {}).get("files") or []
        pasted = b.typed(state, "pasted")
        if files:
            file_id = str(files[0]["id"])
            ack(response_action="update", view=said_view(keel, b.section(words("import_reading"))))
            keel.in_lane(
                who,
                "import",
                lambda: finish(
                    client,
                    view_id,
                    lambda: read_file(who, client, file_id),
                    lambda: form(keel, words("import_failed")),
                ),
            )
            return
        if not pasted:
            ack(response_action="errors", errors={"pasted": words("import_nothing")})
            return
        try:
            found = read_import(pasted)
        except ImportProblem as problem:
            ack(response_action="errors", errors={"pasted": texts.file[problem.code]})
            return
        keep(who, found)
        ack(response_action="update", view=preview(keel, desk, who, found))

    @app.view("thought_bring_in")
    def bring_in(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        view_id, alone = body["view"]["id"], not body["view"].get("previous_view_id")
        found = keel.journal.draft(who, THOUGHT_IMPORT, keel.now())
        instead = consent_first(keel, who, "thought_import")
        if found is None or instead:
            ack(response_action="update", view=instead or form(keel, words("import_expired")))
            return
        plan = plan_for(keel, who, found)

        def store() -> dict[str, Any]:
            for record in (*plan.added, *plan.updated):
                desk.store(who, desk.entry_id(who, record.uuid), record)
            keel.journal.drop_draft(who, THOUGHT_IMPORT)
            keel.counters.add("thought_imports")
            told = words("import_done", added=len(plan.added), updated=len(plan.updated))
            ways = b.actions(b.button(words("all"), "thought_list"), id="after")
            return said_view(keel, b.section(told), *([ways] if alone else []))

        def not_stored() -> dict[str, Any]:
            view = said_view(keel, b.section(words("import_store_failed")))
            # What was read still waits: the same button once more, and nothing is stored twice.
            again = b.plain(words("import_go"))
            return {**view, "callback_id": "thought_bring_in", "submit": again}

        if len(plan.added) + len(plan.updated) <= AT_ONCE:
            ack(response_action="update", view=store())
        else:
            storing = said_view(keel, b.section(words("import_storing")))
            ack(response_action="update", view=storing)
            keel.in_lane(who, "import", lambda: finish(client, view_id, store, not_stored))
        keel.in_lane(who, "home", lambda: publish(keel, who, client))
