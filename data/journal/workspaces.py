"""The workspace's own settings: personal to nobody, sealed all the same."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from bot.domain.people import Profile, Who
from bot.domain.workspaces import Change, WorkspaceSettings, changed
from data.journal.entries import Entries
from data.journal.values import AUDIT_LIFE, NEVER, WORKSPACE, WORKSPACE_CHANGE, Kept
from data.vault import KeyMissing


class Workspaces(Entries):
    """Settings of a workspace and who changed them."""

    def workspace(self, team: str) -> WorkspaceSettings:
        """What the admins of a workspace set; nothing set is a value too."""
        row = self._workspace_row(Who(team, ""))
        return row.value if row else WorkspaceSettings()

    def put_workspace(
        self,
        team: str,
        change: Callable[[WorkspaceSettings], WorkspaceSettings],
        by: str,
        now: datetime,
    ) -> bool:
        """Changes the settings and records who changed which of them; False when none differs.

        ``change`` is pure and gets the settings as they are; ``by`` is an admin's Slack user id.
        """
        whole = Who(team, "")
        person, day = self.person(whole), now.date()
        with self._store.transaction():
            self._store.one_admission()
            before = self.workspace(team)
            settings = change(before)
            names = changed(before, settings)
            if not names:
                return False
            if self._profile(person) is None:
                self._store.delete_person(person)
                self._vault.admit(person)
                self._put_profile(person, Profile(whole, "UTC"), now)
            id_ = self.entry_id(whole, WORKSPACE.name)
            self._store.delete_entry(person, self._vault.tag(person, WORKSPACE.name), id_)
            self._add(person, WORKSPACE, settings, id_, day, NEVER, now)
            for name in names:
                mark = self.entry_id(whole, f"{name}|{secrets.token_hex(8)}")
                line = Change(now, by, name)
                self._add(person, WORKSPACE_CHANGE, line, mark, day, day + AUDIT_LIFE, now)
        return True

    def workspace_changes(self, team: str, limit: int = 20) -> list[Change]:
        """Who changed which setting and when, newest first; never to what."""
        return [kept.value for kept in self.entries(Who(team, ""), WORKSPACE_CHANGE, limit=limit)]

    def _workspace_row(self, whole: Who) -> Kept[WorkspaceSettings] | None:
        try:
            return self.entry(whole, WORKSPACE, self.entry_id(whole, WORKSPACE.name))
        except KeyMissing:
            return None
