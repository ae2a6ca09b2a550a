"""What a workspace sets for everybody in it: contacts, a holiday region, features switched off.

Nothing here is about a person. ``checked`` says what is wrong with a contact, field by field, and
``changed`` which settings differ, by name: the audit line tells that, never the content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

# The places for contacts: two clinics, since towns differ in what they have.
SLOTS: Final = ("eap", "benefits", "clinic", "clinic_2", "works_council")

NAME_LIMIT = 80
PHONE_LIMIT = 40
URL_LIMIT = 300
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]*[0-9]")
_DIGITS = range(3, 16)  # short codes have three; E.164 has at most 15
_HOST = re.compile(
    r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])"
)
_SLACK_USER = re.compile(r"[UW][A-Z0-9_]{2,20}")


@dataclass(frozen=True)
class ContactDetails:
    """Somebody the workspace names. ``slack_user`` may be asked to reach out."""

    slot: str
    name: str
    phone: str = ""
    url: str = ""
    slack_user: str = ""


@dataclass(frozen=True)
class WorkspaceSettings:
    """All settings. ``holiday_region`` is a country with an optional part, such as DE-BY."""

    contacts: tuple[ContactDetails, ...] = ()
    holiday_region: str = ""
    features_off: tuple[str, ...] = ()

    def contact(self, slot: str) -> ContactDetails | None:
        """The contact in a place."""
        return next((one for one in self.contacts if one.slot == slot), None)

    def with_contact(self, slot: str, contact: ContactDetails | None) -> WorkspaceSettings:
        """The settings with another contact in a place, or with none there."""
        rest = {one.slot: one for one in self.contacts if one.slot != slot}
        if contact:
            rest[slot] = contact
        ordered = tuple(rest[name] for name in SLOTS if name in rest)
        return WorkspaceSettings(ordered, self.holiday_region, self.features_off)


@dataclass(frozen=True)
class Change:
    """A line of the audit: when, by which Slack user, which setting. Never from what to what."""

    at: datetime
    by: str
    setting: str


def checked(contact: ContactDetails) -> dict[str, str]:
    """What is wrong with a contact: field name to fault (words of ours); empty when it is fine."""
    wrong = {}
    if not contact.name:
        wrong["name"] = "name_missing"
    elif len(contact.name) > NAME_LIMIT or not contact.name.isprintable():
        wrong["name"] = "name_wrong"
    if contact.phone and not _phone_fits(contact.phone):
        wrong["phone"] = "phone_wrong"
    if contact.url and not _url_fits(contact.url):
        wrong["url"] = "url_wrong"
    if contact.slack_user and not _SLACK_USER.fullmatch(contact.slack_user):
        wrong["slack_user"] = "slack_user_wrong"
    if not wrong and not (contact.phone or contact.url or contact.slack_user):
        wrong["phone"] = "no_way"
    return wrong


def faults(settings: WorkspaceSettings) -> list[str]:
    """What is wrong with settings from a file, one line each, by place and field."""
    found = [
        f"contacts: {one.slot} is not one of {', '.join(SLOTS)}"
        for one in settings.contacts
        if one.slot not in SLOTS
    ]
    slots = [one.slot for one in settings.contacts]
    found += [f"contacts: {slot} is given twice" for slot in SLOTS if slots.count(slot) > 1]
    found += [
        f"contacts: {one.slot}: {field} ({fault})"
        for one in settings.contacts
        for field, fault in checked(one).items()
    ]
    return found


def over(file: WorkspaceSettings, admins: WorkspaceSettings) -> WorkspaceSettings:
    """What admins set, over what a file sets: place by place, setting by setting."""
    result = file
    for contact in admins.contacts:
        result = result.with_contact(contact.slot, contact)
    return WorkspaceSettings(
        result.contacts,
        admins.holiday_region or file.holiday_region,
        tuple(sorted({*file.features_off, *admins.features_off})),
    )


def changed(before: WorkspaceSettings, after: WorkspaceSettings) -> tuple[str, ...]:
    """The names of settings that differ; a contact goes by its place."""
    names = [f"contact_{s}" for s in SLOTS if before.contact(s) != after.contact(s)]
    names += [
        field.name
        for field in fields(WorkspaceSettings)
        if field.name != "contacts" and getattr(before, field.name) != getattr(after, field.name)
    ]
    return tuple(names)


def _phone_fits(phone: str) -> bool:
    digits = sum(one.isdigit() for one in phone)
    return len(phone) <= PHONE_LIMIT and bool(_PHONE.fullmatch(phone)) and digits in _DIGITS


def _url_fits(url: str) -> bool:
    """An https address that Slack's link markup can hold, without a name and password in it."""
    if len(url) > URL_LIMIT or not url.isascii() or re.search(r"[\s<>|\x00-\x1f\x7f\"\\]", url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and parts.username is None
        and parts.password is None
        and (port is None or port > 0)
        and bool(_HOST.fullmatch((parts.hostname or "").lower()))
    )
