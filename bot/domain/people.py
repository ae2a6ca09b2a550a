"""Who somebody is to Even Keel: an id pair from Slack, and what they chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.shifts import WorkPattern
from bot.domain.sleep import Sleep

CONSENT_VERSION = 1  # raised when the consent text changes in meaning; people are then asked anew
RETENTION_CHOICES = (30, 90, 180, 365, 730, 1095)  # days; 12 months unless the person chooses
DEFAULT_RETENTION = 365


@dataclass(frozen=True)
class Who:
    """A person as Slack names them. The two ids together, since user ids repeat across teams."""

    team: str
    user: str


@dataclass(frozen=True)
class Consent:
    """A person's yes to a version of the consent text, and when it was taken back."""

    version: int
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Profile:
    """What a person chose. Sealed whole, the ids from Slack with it."""

    who: Who
    zone: str
    consents: tuple[Consent, ...] = ()
    zone_confirmed: bool = False
    country: str | None = None
    switched_off: tuple[str, ...] = ()
    retention_days: int = DEFAULT_RETENTION
    told_about_messages: bool = False
    sign_off: str = ""
    pattern: WorkPattern | None = None
    sleep: Sleep | None = None
    last_steps_offer: date | None = None
    last_record_offer: date | None = None

    @property
    def consented(self) -> bool:
        """Whether the newest consent is for the current text and was not taken back."""
        newest = self.consents[-1] if self.consents else None
        return bool(newest and newest.version == CONSENT_VERSION and not newest.withdrawn_at)
