"""Views changed from a lane, after the acknowledgement, when a person may be further already.

in_place       a view in the place of the one a button was in, and never over what came after it
if_open        a view in the place of one beneath, which may be closed by now
behind_ack     a view in the place of the one that an acknowledgement has just shown
finish         the same after work that can fail: "one moment" never stays for good
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.logs import broke

View = dict[str, Any]

# Slack shows the view of an acknowledgement when it gets it: an answer that overtook it would be
# covered by "one moment" for good.
BEHIND_ACK: Final = 0.25
CLOSED: Final = ("not_found",)
# The view's hash is no longer the one it had when the button was pressed: docs.slack.dev,
# "Updating views" under modals, on race conditions.
CHANGED: Final = ("hash_conflict",)


def in_place(client: WebClient, shown: View, view: View) -> bool:
    """Puts ``view`` in the place of ``shown``, the view as it was when a button in it was pressed.

    False when it has changed since, by a later step, or is closed: what is on the screen, and what
    was typed in it meanwhile, stays.
    """
    return _update(client, CLOSED + CHANGED, view_id=shown["id"], hash=shown.get("hash"), view=view)


def if_open(client: WebClient, view_id: str, view: View) -> bool:
    """Puts ``view`` in the place of the one of that id; False when that is closed."""
    return _update(client, CLOSED, view_id=view_id, view=view)


def behind_ack(client: WebClient, view_id: str, view: View) -> bool:
    """Shows ``view`` in the place of the one that an acknowledgement has just shown."""
    time.sleep(BEHIND_ACK)
    return if_open(client, view_id, view)


def finish(
    client: WebClient, view_id: str, make: Callable[[], View], otherwise: Callable[[], View]
) -> None:
    """Shows what ``make`` returns, or ``otherwise`` when it fails, behind the acknowledgement."""
    try:
        view = make()
    except Exception as error:  # whatever it is, the person is waiting for an answer
        broke("lane_failed", error, work="finish")
        view = otherwise()
    behind_ack(client, view_id, view)


def _update(client: WebClient, passed: tuple[str, ...], **wanted: Any) -> bool:
    try:
        client.views_update(**wanted)
    except SlackApiError as error:
        if error.response.get("error") in passed:
            return False
        raise
    return True
