"""People: what they chose, their yes and their no."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.people import CONSENT_VERSION, Consent, Profile, Who
from data.journal.sealing import Sealing
from data.journal.values import NoConsent


class People(Sealing):
    """Profiles and consent."""

    def consent(self, who: Who, zone: str, now: datetime) -> Profile:
        """Records a person's yes to the current text; makes their data key when there is none."""
        person = self.person(who)
        # The key is made inside the transaction, or a sweep could take it for an orphan.
        with self._store.transaction():
            self._store.one_admission()
            profile = self._profile(person)
            if profile is None:
                # What an erasure that was cut off left behind could never be read again.
                self._store.delete_person(person)
                self._vault.admit(person)
                profile = Profile(who, zone)
            if not profile.consented:
                given = Consent(CONSENT_VERSION, now)
                profile = replace(profile, consents=(*profile.consents, given))
            self._put_profile(person, profile, now)
            self._store.keep(person)
        return profile

    def withdraw(self, who: Who, now: datetime) -> None:
        """Takes consent back: reminders stop; what is stored stays until the person decides."""
        person = self.person(who)
        with self._store.transaction():
            profile = self._profile(person)
            if profile and profile.consented:
                closed = replace(profile.consents[-1], withdrawn_at=now)
                self._put_profile(
                    person, replace(profile, consents=(*profile.consents[:-1], closed)), now
                )
            self._store.delete_schedules(person)

    def change_profile(self, who: Who, now: datetime, **changes: Any) -> Profile:
        """Changes some of a person's choices. Raises NoConsent."""
        person = self.person(who)
        with self._store.transaction():
            profile = self._profile(person)
            if profile is None:
                raise NoConsent(person)
            changed = replace(profile, **changes)
            self._put_profile(person, changed, now)
            if changed.retention_days != profile.retention_days:
                self._store.set_retention(person, changed.retention_days)
        return changed
