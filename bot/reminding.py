"""Reminding: claim, log, advance, commit, then send; paced, and at most once.

A nudge missed is a shrug; one sent twice at night is a complaint. So each is logged and its row
advanced in one transaction before Slack is called, one at a time: a crash loses at most the one in
hand, and that one is counted, since Slack never took it. A timeout is not tried again, because
its outcome is unknown; 429 is, by the client's own handler, after the time Slack asks for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final, cast
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.nudges import Reminder, after_nothing, decide, plan
from bot.domain.people import Profile, Who
from bot.domain.reminder_times import Kind
from bot.logs import broke, note, warn
from data.database import StoreUnavailable
from data.journal import Claim, Scheduled
from data.journal import Kind as EntryKind
from data.kinds import CHECK_INS, MERGES, REMINDERS, STASH
from handlers.keel import Keel
from handlers.nudges import nudge_message
from handlers.reminding import around

# Slack allows "several hundred messages per minute" a workspace (docs.slack.dev/apis/web-api/
# rate-limits); 4 a second leaves room for answers to people who are writing just now.
PACE_A_SECOND = 4.0
FACT_EVERY = timedelta(seconds=60)
LOST_AFTER = timedelta(minutes=5)
SET_BACK = timedelta(minutes=5)  # clocks are corrected by less all the time
# What a reminder asks for once a day, and where it lies when it is done.
WRITTEN: Final[dict[Kind, EntryKind[Any]]] = {"merge": MERGES, "check_in": CHECK_INS}


class TokenBucket:
    """Lets ``rate`` through a second, with a burst of one second's worth."""

    def __init__(self, rate: float, wait: Callable[[float], object] = time.sleep) -> None:
        self._rate = rate
        self._wait = wait
        self._tokens = rate
        self._at = time.monotonic()

    def take(self) -> None:
        """Waits until one may pass."""
        now = time.monotonic()
        self._tokens = min(self._rate, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            self._wait((1 - self._tokens) / self._rate)
            self._at = time.monotonic()
            self._tokens = 1.0
        self._tokens -= 1


def nothing_to_say(keel: Keel, who: Who, kind: Kind, day: date) -> bool:
    """Whether a reminder would come for something that is done, or lead to an empty room.

    A merge or a check-in of that day may be older than the reminder, or than its being switched
    on. A stash in which nothing is open needs no look.
    """
    if kind in WRITTEN:
        return bool(keel.journal.count(who, WRITTEN[kind], day, day))
    if kind != "stash":
        return False
    return not any(kept.value.item.status == "open" for kept in keel.journal.entries(who, STASH))


class Reminding:
    """The tick that a scheduler calls."""

    def __init__(self, keel: Keel, client: WebClient, pace: float = PACE_A_SECOND) -> None:
        self._keel = keel
        self._client = client
        self._bucket = TokenBucket(pace)
        self._stop = threading.Event()
        self._one = threading.Lock()
        self._slack_down = False
        self._fact_at: datetime | None = None
        self.last_tick_at: datetime | None = None

    def tick(self) -> int:
        """Sends what is due; returns how many went out. Never raises."""
        with self._one:
            try:
                return self._tick()
            except StoreUnavailable as error:
                broke("tick_failed", error, code=error.code)
            except Exception as error:  # a dead scheduler thread would be silent for ever
                broke("tick_failed", error)
            return 0

    def stop(self) -> None:
        """Lets the message in hand go out and takes no more."""
        self._stop.set()
        with self._one:
            return

    def _tick(self) -> int:
        now = self._keel.now()
        self._record(now)
        if self._slack_down and not self._slack_answers():
            return 0  # due rows wait; what gets too late meanwhile is dropped, not sent late
        sent = 0
        while not self._stop.is_set():
            claims = self._claim()
            if not claims:
                break
            for claim in claims:
                sent += self._handle(claim)
            if self._slack_down:
                break
        return sent

    def _claim(self) -> list[Claim[Reminder]]:
        # One at a time: what is claimed is logged as sent, so no more than one may be in hand.
        return self._keel.journal.claim_due(REMINDERS, self._keel.now(), 1, self.decide)

    def decide(self, profile: Profile, row: Scheduled[Reminder]) -> Claim[Reminder]:
        """What to do with a row that is due."""
        now = self._keel.now()
        if not profile.consented:
            return Claim("nothing", profile.who, row.value, None)
        place = around(self._keel, profile.who, profile)
        made = decide(row.value, place, row.next_due_at or now, now)
        kind, due = row.value.rule.kind, made.due
        if (
            made.outcome == "send"
            and due
            and nothing_to_say(self._keel, profile.who, kind, due.day)
        ):
            # The day counts as dealt with, and nobody is counted as silent.
            quiet = after_nothing(row.value, due.day)
            following = plan(quiet, place, now)
            return Claim("nothing", profile.who, quiet, following.at if following else None)
        return Claim(
            made.outcome,
            profile.who,
            made.reminder,
            made.next_at,
            kind,
            made.log_key,
            due.message if due else "",
        )

    def _handle(self, claim: Claim[Reminder]) -> int:
        self._keel.counters.add(f"nudges_{claim.outcome}")
        if claim.outcome != "send" or claim.who is None:
            return 0
        # The log key is the local date, with a mark for the snooze.
        day = datetime.fromisoformat(claim.log_key.rstrip("+")).date()
        kind = cast(Kind, claim.log_kind)
        said = nudge_message(self._keel, kind, day, claim.message)
        self._bucket.take()
        try:
            self._client.chat_postMessage(channel=claim.who.user, **said)
        except SlackApiError as error:
            self._keel.counters.add("nudges_refused")
            note("nudge_refused", code=str(error.response.get("error", "unknown")))
            return 0
        except (URLError, OSError) as error:
            # The outcome is unknown, so it counts as sent and is not tried again.
            self._keel.counters.add("nudges_unsure")
            broke("slack_unreachable", error)
            self._slack_down = True
            return 0
        self._keel.journal.nudge_sent(claim.who, claim.log_kind, claim.log_key, self._keel.now())
        return 1

    def _slack_answers(self) -> bool:
        try:
            self._client.auth_test()
        except (SlackApiError, URLError, OSError):
            return False
        self._slack_down = False
        return True

    def _record(self, now: datetime) -> None:
        """Notes that the tick lives, for health and doctor; on the disk once a minute."""
        self.last_tick_at = now
        if self._fact_at and abs(now - self._fact_at) < FACT_EVERY:
            return
        self._fact_at = now
        before = self._keel.journal.facts().get("last_tick_at", 0)
        if before - now.timestamp() > SET_BACK.total_seconds():
            warn("clock_set_back")
            self._keel.journal.due_again(now)
        self._keel.journal.put_fact("last_tick_at", int(now.timestamp()))
        self._keel.journal.put_fact("nudges_lost", self._keel.journal.nudges_lost(now - LOST_AFTER))
