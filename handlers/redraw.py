"""Views changed from a lane, after the acknowledgement, when a person may be further already.

InPlace        a view in the place of the one a button was in, and never over what came after it
if_open        a view in the place of one beneath, which may be closed by now
behind_ack     a view in the place of the one that an acknowledgement has just shown
finish         the same after work that can fail: "one moment" never stays for good
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
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
REMEMBERED: Final = 2000  # views; forgetting one costs a second press and nothing else


class InPlace:
    """Puts a view in the place of the one that a button was in, as it was when it was pressed.

    What was drawn here last is remembered, in memory: a second press before the first was answered
    comes from an older view, and is answered all the same. After a restart it is passed over.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._after: OrderedDict[str, str] = OrderedDict()

    def __call__(self, client: WebClient, shown: View, view: View) -> bool:
        """False when ``shown`` has changed since, by a later step, or is closed: what is on the
        screen, and what was typed in it meanwhile, stays."""
        drawn = str(shown.get("hash") or "")
        with self._lock:
            while drawn in self._after:
                drawn = self._after[drawn]
        new = _update(client, CLOSED + CHANGED, view_id=shown["id"], hash=drawn, view=view)
        if new is None:
            return False
        with self._lock:
            self._after[drawn] = new
            while len(self._after) > REMEMBERED:
                self._after.popitem(last=False)
        return True


def if_open(client: WebClient, view_id: str, view: View) -> bool:
    """Puts ``view`` in the place of the one of that id; False when that is closed."""
    return _update(client, CLOSED, view_id=view_id, view=view) is not None


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


def _update(client: WebClient, passed: tuple[str, ...], **wanted: Any) -> str | None:
    """The hash of the view as it is now; None for an error that is passed over."""
    try:
        answer = client.views_update(**wanted)
    except SlackApiError as error:
        if error.response.get("error") in passed:
            return None
        raise
    return str((answer.get("view") or {}).get("hash") or "")
