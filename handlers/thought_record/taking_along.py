"""Thought records as a file: FreeCBT's backup and archive, a guarded table, or text to read.

open:thought_export           ->  which form, and what Slack does with a file
thought_export (submission)   ->  the file in the DM, after a yes that is asked for each time
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.freecbt.writing import to_backup, to_csv, to_json, to_markdown
from bot.domain.people import Who
from bot.domain.thoughts import ThoughtRecord
from data.kinds import THOUGHTS
from handlers import blocks as b
from handlers.doors import Door
from handlers.keel import Keel
from handlers.my_data_export import send_files
from handlers.redraw import finish
from handlers.thought_record.bringing_in import said_view

# FreeCBT looks for its backup by this name.
FILES: Final = {
    "markdown": "even-keel.md",
    "backup": "FreeCBT-backup.txt",
    "json": "FreeCBT.json",
    "csv": "even-keel.csv",
}


def form(keel: Keel) -> dict[str, Any]:
    """Which form, and what it means to have it as a file."""
    words, common = keel.words("thought"), keel.words("common")
    texts = keel.library.thought_texts
    formats = [b.option(words(f"export_{name}"), name) for name in FILES]
    agree = [b.option(words("export_agree"), "yes")]
    rows = [
        b.section(words("export_intro")),
        b.field(
            "format",
            words("export_format"),
            b.radios("one", formats, chosen="markdown"),
            optional=False,
        ),
        b.context(f"{texts.stays_here} {texts.replaces_all}"),
        b.field(
            "agree",
            words("export_agree_label"),
            b.ticks("agree", agree),
            optional=False,
            hint=words("export_agree_hint"),
        ),
    ]
    return b.modal(
        "thought_export",
        words("export"),
        rows,
        help_label=keel.help_label,
        submit=words("export_send"),
        close=common("cancel"),
    )


def written(keel: Keel, records: Sequence[ThoughtRecord], name: str) -> str:
    """The records in one of the forms."""
    if name == "backup":
        return to_backup(records)
    if name == "json":
        return to_json(records)
    if name == "csv":
        return to_csv(records, guarded=True)
    names = {pattern.slug: pattern.name for pattern in keel.library.thinking.patterns}
    return to_markdown(records, keel.library.thought_texts.markdown, names)


def register(app: App, keel: Keel) -> None:
    """Registers taking along and its door."""
    words = keel.words("thought")
    keel.doors.add(Door("thought_export", lambda who: form(keel), words("export"), stores=False))

    @app.view("thought_export")
    def send(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        view_id, state = body["view"]["id"], body["view"]["state"]["values"]
        name = b.chosen(state, "format") or ""
        if name not in FILES:
            ack(response_action="errors", errors={"format": words("export_pick")})
            return
        if b.chosen_many(state, "agree") != ("yes",):
            ack(response_action="errors", errors={"agree": words("export_agree_missing")})
            return
        ack(response_action="update", view=said_view(keel, b.section(words("export_under_way"))))

        def sent() -> dict[str, Any]:
            records = [kept.value for kept in reversed(keel.journal.entries(who, THOUGHTS))]
            text = written(keel, records, name)
            arrived = send_files(keel, who, client, {FILES[name]: text})
            return said_view(keel, b.section(words("export_sent" if arrived else "export_failed")))

        def not_sent() -> dict[str, Any]:
            return said_view(keel, b.section(words("export_failed")))

        keel.in_lane(who, "export", lambda: finish(client, view_id, sent, not_sent))
