"""What admins see of the workspace settings: the overview, the two forms, a sentence."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Who
from bot.domain.workspaces import (
    NAME_LIMIT,
    PHONE_LIMIT,
    SLOTS,
    URL_LIMIT,
    Change,
    ContactDetails,
    WorkspaceSettings,
)
from handlers import blocks as b
from handlers.help_view import Contact, contact_text
from handlers.keel import Keel
from handlers.workspace_contacts import workspace_of

AUDIT_SHOWN = 10
# What everybody has a right to, or needs: no workspace can switch these off.
ALWAYS = ("my_data", "my_data_export", "my_data_delete", "privacy", "workspace")


def features(keel: Keel) -> dict[str, str]:
    """What may be switched off: the doors that the short menu offers, by name and label."""
    found = {}
    for button in keel.doors.menu:
        name = str(button.get("action_id", "")).removeprefix("open:")
        if keel.doors.door(name) and name not in ALWAYS:
            found[name] = str(button["text"]["text"])
    return found


def said_view(keel: Keel, text: str) -> dict[str, Any]:
    """A view that only says something."""
    return b.modal(
        "workspace_said",
        keel.words("workspace")("title"),
        [b.section(text)],
        help_label=keel.help_label,
        close=keel.words("common")("close"),
    )


def overview(keel: Keel, who: Who) -> dict[str, Any]:
    """All settings as they are in force, and the last changes."""
    words, common = keel.words("workspace"), keel.words("common")
    settings = workspace_of(keel, who.team)
    own = keel.journal.workspace(who.team)
    rows = [
        b.section(words("intro")),
        b.header(words("contacts")),
        b.context(words("contacts_text")),
    ]
    for slot in SLOTS:
        one, label = settings.contact(slot), words(f"slot_{slot}")
        if one is None:
            text = words("slot_empty", slot=label)
        else:
            heading = "slot_line" if own.contact(slot) else "from_file"
            lines = [words(heading, slot=label)]
            lines.append(contact_text(Contact(one.name, one.phone, one.url)))
            if one.slack_user:
                lines.append(f"{words('may_be_asked')}: <@{one.slack_user}>")
            text = "\n".join(lines)
        rows.append(b.section(text, b.button(words("change"), "workspace_contact", slot)))
    labels = features(keel)
    off = ", ".join(labels.get(name, name) for name in settings.features_off)
    region = settings.holiday_region
    rows += [
        b.header(words("other")),
        b.section(words("region_line", region=region) if region else words("region_none")),
        b.section(
            words("features_line", features=off) if off else words("features_none"),
            b.button(words("change"), "workspace_other"),
        ),
        b.header(words("audit")),
    ]
    changes = keel.journal.workspace_changes(who.team, AUDIT_SHOWN)
    rows += [b.context(audit_line(keel, change)) for change in changes]
    if not changes:
        rows.append(b.context(words("audit_none")))
    return b.modal(
        "workspace", words("title"), rows, help_label=keel.help_label, close=common("close")
    )


def audit_line(keel: Keel, change: Change) -> str:
    """Who changed which setting and when."""
    words = keel.words("workspace")
    slot = change.setting.removeprefix("contact_")
    setting = (
        words("audit_contact", slot=words(f"slot_{slot}"))
        if change.setting.startswith("contact_")
        else words(f"audit_{change.setting}")
    )
    day = f"{change.at.day} {change.at:%b %Y}"
    return words("audit_line", day=day, time=f"{change.at:%H:%M}", by=change.by, setting=setting)


def contact_form(
    keel: Keel, who: Who, slot: str, typed: ContactDetails | None = None, note: str = ""
) -> dict[str, Any]:
    """The form of one contact, with what is set in it; or again with what was typed, and why."""
    words, common = keel.words("workspace"), keel.words("common")
    one = typed or workspace_of(keel, who.team).contact(slot)

    def text_field(name: str, value: str, limit: int) -> b.Block:
        element = b.writing("text", initial=value, limit=limit)
        return b.field(name, words(name), element, hint=words(f"{name}_hint"))

    person: b.Block = {
        "type": "users_select",
        "action_id": "user",
        "placeholder": b.plain(words("slack_user_placeholder"), 150),
    }
    if one and one.slack_user:
        person["initial_user"] = one.slack_user
    return b.modal(
        "workspace_contact",
        words("title"),
        [
            b.header(words(f"slot_{slot}")),
            b.section(note or words("contact_intro")),
            text_field("name", one.name if one else "", NAME_LIMIT),
            text_field("phone", one.phone if one else "", PHONE_LIMIT),
            text_field("url", one.url if one else "", URL_LIMIT),
            b.field("slack_user", words("slack_user"), person, hint=words("slack_user_hint")),
        ],
        help_label=keel.help_label,
        submit=common("save"),
        close=common("cancel"),
        metadata=slot,
    )


def other_form(
    keel: Keel, who: Who, typed: WorkspaceSettings | None = None, note: str = ""
) -> dict[str, Any]:
    """The form of the holiday region and of what is not offered; or again, like a contact's."""
    words, common = keel.words("workspace"), keel.words("common")
    own = typed or keel.journal.workspace(who.team)
    options = [b.option(label, name) for name, label in features(keel).items()]
    rows = [b.section(note)] if note else []
    rows += [
        b.field(
            "region",
            words("region"),
            b.writing("text", initial=own.holiday_region, limit=10),
            hint=words("region_hint"),
        )
    ]
    if options:
        element = b.many(
            "features", options, placeholder=words("features_placeholder"), chosen=own.features_off
        )
        rows.append(b.field("features", words("features"), element, hint=words("features_hint")))
    return b.modal(
        "workspace_other",
        words("title"),
        rows,
        help_label=keel.help_label,
        submit=common("save"),
        close=common("cancel"),
    )
