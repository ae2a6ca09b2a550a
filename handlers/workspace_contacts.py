"""What the workspace set for its people, read so that a database that is down hides nothing else.

The room in which admins set it is ``workspace.py``; a file may set the same (``workspace.yaml``).
"""

from __future__ import annotations

from bot.domain.people import Who
from bot.domain.workspaces import SLOTS, WorkspaceSettings, over
from bot.logs import broke
from handlers.help_view import Contact
from handlers.keel import Keel


def workspace_of(keel: Keel, team: str) -> WorkspaceSettings:
    """The settings in force: what admins set over what the file sets. Never raises."""
    try:
        return over(keel.library.workspace, keel.journal.workspace(team))
    except Exception as error:  # whatever it is, somebody may need the help view right now
        broke("workspace_unreadable", error)
        return keel.library.workspace


def contacts_of(keel: Keel, who: Who) -> tuple[Contact, ...]:
    """Contacts of the person's workspace, as the help view shows them. Never raises."""
    settings = workspace_of(keel, who.team)
    found = (settings.contact(slot) for slot in SLOTS)
    return tuple(
        Contact(one.name, one.phone, one.url, one.slack_user) for one in found if one is not None
    )


def switched_off(keel: Keel, who: Who, feature: str) -> bool:
    """Whether the workspace does not offer a feature, by the name of its door."""
    return feature in workspace_of(keel, who.team).features_off
