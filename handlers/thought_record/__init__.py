"""Thought records: a failure analysis pointed inward, with the experiment followed through.

desk          drafts and stored records
steps, walk   the four steps as views, and the way through them by buttons
moved         what moved, after saving
history       past records; reading: one as blocks; looking_back: what recurs in all
waiting       experiments that are open; experiments: what came of them
talk          the same record in the DM
bringing_in   a backup of another app; fetching: the file of it, from Slack
taking_along  the records as a file
home_part     what the Home shows
"""

from __future__ import annotations

from slack_bolt import App

from handlers.keel import Keel
from handlers.talks import Talks
from handlers.thought_record import (
    bringing_in,
    experiments,
    history,
    home_part,
    taking_along,
    talk,
    walk,
)
from handlers.thought_record.desk import Desk
from handlers.thought_record.waiting import experiment_dates, experiments_due, open_experiments

__all__ = ["experiment_dates", "experiments_due", "open_experiments", "register"]


def register(app: App, keel: Keel, conversations: Talks) -> None:
    """Registers the room."""
    desk = Desk(keel)
    walk.register(app, keel, desk)
    history.register(app, keel, desk)
    experiments.register(app, keel, desk)
    bringing_in.register(app, keel, desk)
    taking_along.register(app, keel)
    talk.register(app, keel, desk, conversations)
    keel.doors.show_at_home(home_part.PLACE, lambda who: home_part.home_rows(keel, desk, who))
