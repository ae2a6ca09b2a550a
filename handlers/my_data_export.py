"""Taking along: what is kept, shown first, then as a file in the DM when the person says so.

open:my_data_export            ->  all that would be sent, in parts, and what Slack does with a file
my_data_page:... (button)      ->  another part
my_data_export (submission)    ->  the files in the DM, with a button that deletes them there
my_data_file_delete (button)   ->  deleted from the DM

The files are made in memory and go to Slack from there. This is one of the two ways in which
something a person wrote gets into a conversation, and nothing but their own yes leads to it.
"""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.exports import Export, Item, Texts, long_day, pages, to_json, to_markdown
from bot.domain.people import Who
from data.database import StoreUnavailable
from data.kinds import DRAFT_KINDS, ENTRY_KINDS, SCHEDULE_KINDS
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.keel import Keel
from handlers.my_data_parts import kind_name, said_view
from handlers.redraw import finish

PART = 2900  # characters in a block
PARTS = 8  # blocks in a view; Slack refuses a view of more than 250 kB
# The names say nothing about what is inside.
FILES: Final = {"markdown": "even-keel.md", "json": "even-keel.json"}
GONE = ("file_not_found", "file_deleted")


def collect(keel: Keel, who: Who) -> Export:
    """Everything that is kept of a person, entries oldest first."""
    journal, now = keel.journal, keel.now()
    profile = journal.profile(who)
    if profile is None:
        return Export(now, "UTC")
    entries = tuple(
        Item(kind.name, msgspec.to_builtins(kept.value), day=kept.day, made_at=kept.made_at)
        for kind in ENTRY_KINDS
        for kept in reversed(journal.entries(who, kind))
    )
    drafts = tuple(
        Item(kind.name, msgspec.to_builtins(draft))
        for kind in DRAFT_KINDS
        if (draft := journal.draft(who, kind, now)) is not None
    )
    schedules = tuple(
        Item(kind.name, msgspec.to_builtins(one.value), due_at=one.next_due_at)
        for kind in SCHEDULE_KINDS
        for one in journal.schedules(who, kind)
    )
    settings = msgspec.to_builtins(profile)
    # Slack's ids of the person and the workspace are not something they wrote or chose.
    settings.pop("who")
    return Export(now, profile.zone, settings, entries, drafts, schedules)


def texts_for(keel: Keel, export: Export) -> Texts:
    """The words of the Markdown form."""
    words = keel.words("my_data")
    at = export.made_at.astimezone(ZoneInfo(export.zone))
    kinds = (*ENTRY_KINDS, *DRAFT_KINDS, *SCHEDULE_KINDS)
    return Texts(
        title=words("markdown_title"),
        made=words("markdown_made", day=long_day(at.date()), time=f"{at:%H:%M}", zone=export.zone),
        settings=words("markdown_settings"),
        drafts=words("markdown_drafts"),
        schedules=words("markdown_schedules"),
        kinds={kind.name: kind_name(keel, kind.name) for kind in kinds},
        yes=words("markdown_yes"),
        no=words("markdown_no"),
    )


def view(keel: Keel, who: Who, page: int = 0) -> dict[str, Any]:
    """What would be sent, a part at a time, and the two questions before it is."""
    words, common = keel.words("my_data"), keel.words("common")
    export = collect(keel, who)
    if export.empty:
        return said_view(keel, words("export_title"), words("nothing"))
    parts = pages(to_markdown(export, texts_for(keel, export)), PART)
    groups = [parts[start : start + PARTS] for start in range(0, len(parts), PARTS)]
    page = max(0, min(page, len(groups) - 1))
    formats = [b.option(words(f"format_{name}"), name) for name in FILES]
    agree = [b.option(words("export_slack"), "yes")]
    rows = [
        b.section(words("export_intro")),
        b.section(
            words(
                "export_counts",
                entries=len(export.entries),
                drafts=len(export.drafts),
                schedules=len(export.schedules),
            )
        ),
        b.field(
            "formats",
            words("export_formats"),
            b.ticks("formats", formats, chosen=tuple(FILES)),
            optional=False,
        ),
        b.field(
            "agree",
            words("export_slack_label"),
            b.ticks("agree", agree),
            optional=False,
            hint=words("export_slack_hint"),
        ),
        b.divider(),
        b.section(f"*{words('export_preview')}*"),
        *(b.grid(part) for part in groups[page]),
        b.context(words("export_preview_note")),
    ]
    if len(groups) > 1:
        turns = []
        if page > 0:
            turns.append(b.button(words("export_before"), "my_data_page:before", str(page - 1)))
        if page + 1 < len(groups):
            turns.append(b.button(words("export_next"), "my_data_page:next", str(page + 1)))
        rows.append(b.context(words("export_page", page=page + 1, pages=len(groups))))
        rows.append(b.actions(*turns, id="turns"))
    return b.modal(
        "my_data_export",
        words("export_title"),
        rows,
        help_label=keel.help_label,
        submit=words("export_send"),
        close=common("cancel"),
    )


def send(keel: Keel, who: Who, client: WebClient, formats: tuple[str, ...]) -> bool:
    """Puts everything into the DM, in the formats that were asked for."""
    try:
        export = collect(keel, who)
    except StoreUnavailable:
        keel.counters.add("exports_failed")
        return False
    texts = {"markdown": to_markdown(export, texts_for(keel, export)), "json": to_json(export)}
    return send_files(keel, who, client, {FILES[name]: texts[name] for name in formats})


def send_files(keel: Keel, who: Who, client: WebClient, texts: dict[str, str]) -> bool:
    """Puts texts into the DM as files, by name, then the button that deletes them. All or nothing.

    Names of files are ours and say nothing about what is inside.
    """
    files: list[str] = []
    try:
        channel = str((client.conversations_open(users=[who.user])["channel"] or {})["id"])
        answer = client.files_upload_v2(
            channel=channel,
            file_uploads=[
                {"content": text, "filename": name, "title": name} for name, text in texts.items()
            ],
        )
        files = [str(file["id"]) for file in answer["files"] or []]
        client.chat_postMessage(channel=channel, **here(keel, who, files))
    except (SlackClientError, StoreUnavailable, OSError):
        # Without the button the file could not be taken back from here.
        for file in files:
            _delete(client, file)
        keel.counters.add("exports_failed")
        return False
    keel.counters.add("exports_sent")
    return True


def here(keel: Keel, who: Who, files: list[str]) -> dict[str, Any]:
    """The message that comes after the files."""
    words, common = keel.words("my_data"), keel.words("common")
    ask = b.confirm(
        words("file_delete_sure"),
        words("file_delete_text"),
        common("delete"),
        common("cancel"),
        danger=True,
    )
    mark = f"{','.join(files)}|{_mark(keel, who, files)}"
    button = b.button(words("file_delete"), "my_data_file_delete", mark, ask=ask)
    return b.message(
        words("file_here"),
        [b.section(words("file_here")), b.actions(button, id="file")],
        help_label=keel.help_label,
    )


def register(app: App, keel: Keel) -> None:
    """Registers taking along and its door."""
    words = keel.words("my_data")
    title = words("export_title")
    keel.doors.add(Door("my_data_export", lambda who: view(keel, who), title, stores=False))
    keel.doors.answer(
        "export",
        lambda who: b.message(
            words("dm_export"),
            [
                b.section(words("dm_export")),
                b.actions(open_button(words("export"), "my_data_export"), id="my_data"),
            ],
            help_label=keel.help_label,
        ),
    )

    @app.action("my_data_page:before")
    @app.action("my_data_page:next")
    def turn(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        text = body["actions"][0].get("value") or ""
        page = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
        id_ = body["view"]["id"]
        keel.in_lane(
            who, "export", lambda: client.views_update(view_id=id_, view=view(keel, who, page))
        )

    @app.view("my_data_export")
    def submitted(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        state = body["view"]["state"]["values"]
        formats = tuple(name for name in b.chosen_many(state, "formats") if name in FILES)
        if not formats:
            ack(response_action="errors", errors={"formats": words("export_pick")})
            return
        if b.chosen_many(state, "agree") != ("yes",):
            ack(response_action="errors", errors={"agree": words("export_agree")})
            return
        ack(
            response_action="update",
            view=said_view(keel, title, words("export_under_way")),
        )

        def told(how: str) -> dict[str, Any]:
            return said_view(keel, title, words(how))

        def sent() -> dict[str, Any]:
            return told("export_sent" if send(keel, who, client, formats) else "export_failed")

        id_ = body["view"]["id"]
        keel.in_lane(
            who, "export", lambda: finish(client, id_, sent, lambda: told("export_failed"))
        )

    @app.action("my_data_file_delete")
    def remove(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        ids, _, mark = body["actions"][0]["value"].partition("|")
        files = ids.split(",")
        if mark != _mark(keel, who, files):
            return  # somebody else's file, or none of ours

        def work() -> None:
            left = [file for file in files if not _delete(client, file)]
            said = (
                _again(keel, who, left)
                if left
                else b.message(words("file_deleted"), help_label=keel.help_label)
            )
            channel, ts = body["channel"]["id"], body["message"]["ts"]
            client.chat_update(channel=channel, ts=ts, **said)

        keel.in_lane(who, "export", work)


def _again(keel: Keel, who: Who, files: list[str]) -> dict[str, Any]:
    said = here(keel, who, files)
    text = keel.words("my_data")("file_not_deleted")
    return {"text": text, "blocks": [b.section(text), *said["blocks"][1:]]}


def _mark(keel: Keel, who: Who, files: list[str]) -> str:
    """Ties files to the person they were sent to."""
    return keel.journal.entry_id(who, f"files|{','.join(files)}")


def _delete(client: WebClient, file: str) -> bool:
    try:
        client.files_delete(file=file)
    except SlackApiError as error:
        return error.response.get("error") in GONE
    return True
