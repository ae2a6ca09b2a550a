"""Thought records: a failure analysis pointed inward, with the experiment followed through.

desk         drafts and stored records
steps        the four steps as views          walk       through them, by buttons
moved        what moved, after saving         home_part  what the Home shows
history      past records, a look back        reading    one record as blocks
experiments  what is open, what happened      talk       the same record in the DM
bringing_in  a backup of another app          fetching   the file of it, from Slack
taking_along the records as a file
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
from handlers.thought_record.experiments import experiments_due, open_experiments

__all__ = ["experiments_due", "open_experiments", "register"]


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
