"""Keel: what every room of the house is given. Made once at the front door, then passed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.crisis import Finding
from bot.domain.people import Profile, Who
from data.journal import Journal
from data.library import Library, Words
from handlers.counters import Counters
from handlers.doors import Doors
from handlers.held import Held
from handlers.lanes import Lanes


@dataclass(frozen=True)
class Keel:
    """Memory, knowledge, the clock, and the lanes in which answers go out."""

    journal: Journal
    library: Library
    now: Callable[[], datetime]
    lanes: Lanes
    counters: Counters
    doors: Doors
    screen: Callable[[str], Finding | None]
    held: Held = field(default_factory=Held)
    # What Slack says of people who have the consent text before them.
    zones: dict[Who, str] = field(default_factory=dict)

    def words(self, room: str) -> Words:
        """The sentences of a room."""
        return self.library.words(room)

    @property
    def help_label(self) -> str:
        """The label of the button that every surface carries."""
        return self.library.help.texts.button

    def today(self, profile: Profile | None) -> date:
        """The person's local date."""
        return self.now().astimezone(ZoneInfo(profile.zone if profile else "UTC")).date()

    def in_lane(self, who: Who, what: str, work: Callable[[], object]) -> None:
        """Does work in the person's lane, after the acknowledgement."""
        self.lanes.run(self.journal.person(who), what, work, who.user)
