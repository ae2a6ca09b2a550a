"""What a person is told when something broke, came too late or is no longer there.

not_saved    a listener failed, before the acknowledgement
lane_failed  what was left to be done after it failed
gone         a button, a form or a shortcut that no room knows, such as one of an older version
"""

from __future__ import annotations

import time
from typing import Any

from slack_bolt import Args, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from data.database import StoreUnavailable
from data.journal import NoConsent
from handlers import blocks as b
from handlers.deliveries import Recent
from handlers.keel import Keel
from handlers.lifecycle import ABOUT_SOMEBODY

# Nobody waits for these: a page that is published anew, a line beside an answer, our own books.
NOT_AWAITED = frozenset({"came_back", "concern", "delivery", "home", "learn_zone", "zone"})
# These are themselves what somebody is told, so there is nothing more to say.
SAYING = frozenset({"gone", "not_saved"})
# The person went on meanwhile: closed the view, or deleted the message.
WENT_ON = frozenset({"cant_update_message", "hash_conflict", "message_not_found", "not_found"})
# One apology a person in this time, or an outage would be a flood of them.
APOLOGY_SECONDS = 60


class Troubles:
    """Answers to what went wrong."""

    def __init__(self, keel: Keel, client: WebClient) -> None:
        self._keel = keel
        self._client = client
        self._recent = Recent()

    def gone(self, args: Args) -> None:
        """Answers what no room knows. A form stays open, with everything that was typed in it."""
        keel, body = self._keel, args.body
        words, kind = keel.words("common"), body.get("type")
        keel.counters.add("unknown_requests")
        if kind == "view_submission":
            fields = _fields(body)
            if fields:
                args.ack(response_action="errors", errors={fields[0]: words("gone_field")})
                return
        args.ack()
        user = args.context.user_id
        if kind in ("view_submission", "block_actions", "shortcut") and isinstance(user, str):
            keel.lanes.run(user, "gone", lambda: self._say(user, "gone"))

    def not_saved(self, body: dict[str, Any], error: Exception) -> BoltResponse:
        """What a person is told when a listener failed; without consent it says so."""
        keel, words = self._keel, self._keel.words("common")
        missing = isinstance(error, NoConsent)
        event = body.get("event") or {}
        if event.get("type") in ABOUT_SOMEBODY and isinstance(error, StoreUnavailable):
            # Nobody can be asked to try again, so Slack has to: it is not acknowledged.
            return BoltResponse(status=503, body="")
        if body.get("type") == "view_submission":
            fields = _fields(body)
            if fields:
                # Errors beside a field leave the form open with everything in it.
                said = words("no_consent_field" if missing else "not_saved_field")
                errors = {fields[0]: said}
                return BoltResponse(
                    status=200, body={"response_action": "errors", "errors": errors}
                )
        if body.get("command"):
            return BoltResponse(
                status=200,
                body={
                    "response_type": "ephemeral",
                    **b.message(words("went_wrong"), help_label=keel.help_label),
                },
            )
        user = (body.get("user") or {}).get("id") or event.get("user")
        if isinstance(user, str):
            name = "no_consent" if missing else "not_saved"
            keel.lanes.run(user, "not_saved", lambda: self._say(user, name))
        return BoltResponse(status=200, body="")

    def lane_failed(self, user: str, what: str, error: Exception) -> None:
        """Tells a person that what they asked for did not come. Raises what Slack answers."""
        if what in NOT_AWAITED | SAYING:
            return
        if isinstance(error, SlackApiError) and error.response.get("error") in WENT_ON:
            return
        if self._recent.first(f"{user}|{int(time.monotonic() / APOLOGY_SECONDS)}"):
            away = isinstance(error, StoreUnavailable)
            self._say(user, "not_saved" if away else "went_wrong")

    def _say(self, user: str, name: str) -> None:
        said = b.message(self._keel.words("common")(name), help_label=self._keel.help_label)
        self._client.chat_postMessage(channel=user, **said)


def _fields(body: dict[str, Any]) -> list[str]:
    """The fields of a form, from top to bottom."""
    return [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
