"""What whoever runs the server sets for the workspace in a file of theirs: ``workspace.yaml``.

Nothing is shipped under that name. The file has the fields of ``WorkspaceSettings``; a mistake is
one line that names the place and the field, and stops the start, as with all content.
"""

from __future__ import annotations

from bot.domain.workspaces import WorkspaceSettings, faults
from data.library.files import ContentError, ContentFolder
from data.library.holiday_calendar import known_region

NAME = "workspace.yaml"


def load_workspace(folder: ContentFolder) -> WorkspaceSettings:
    """The settings of the file; empty ones without a file. Raises ContentError."""
    if not folder.overrides(NAME):
        return WorkspaceSettings()
    settings = folder.read_yaml(NAME, WorkspaceSettings)
    found = faults(settings)
    if not known_region(settings.holiday_region):
        found.append("holiday_region is not known")
    if found:
        raise ContentError(f"{NAME}: {found[0]}")
    return settings
