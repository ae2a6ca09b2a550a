"""Talking: a room's questions asked one by one in the DM, for whoever would rather not fill a form.

One message moves from question to question and never shows what was tapped. Words are typed as
messages, which Slack keeps; the person is told so once, before. ``help``, ``stop`` and ``skip``
work at every question. The state is sealed before anything is answered, so a talk can be left and
gone on with, here or after a restart; two at once cannot happen.

What is stored is changed within a person's turn (``Talks.turn``). What is shown comes later, in
the lane, from what is stored by then: a slow Slack holds up a question but never brings back where
the talk stood before.

A flow is given by its room: the questions (which may depend on the answers) and what to do at the
end. The buttons are in ``talk_buttons.py``, the look of a question in ``talk_question.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.people import Who
from bot.domain.talks import TALK_LIFE, Prompt, Talk, after, ended, standing, taken
from data.kinds import TALK
from handlers import blocks as b
from handlers.doors import open_button
from handlers.keel import Keel
from handlers.talk_question import leaving, question
from handlers.workspace_contacts import switched_off

LOCKS = 64  # people share them; more than the threads that take messages at a time


@dataclass(frozen=True)
class Flow:
    """A conversation that a room offers.

    ``prompts`` gives the questions for a person and the answers so far; ``finish`` stores the
    result under the talk's id and returns the message that closes it.
    """

    name: str
    intro: str
    prompts: Callable[[Who, Talk], Sequence[Prompt]]
    finish: Callable[[Who, Talk], dict[str, Any]]


class Talks:
    """All flows, and the one talk a person can have."""

    def __init__(self, keel: Keel) -> None:
        self._keel = keel
        self._flows: dict[str, Flow] = {}
        # People seen without a talk: for them a message needs no look into the store before the
        # acknowledgement. Whoever is not in here may have one.
        self._idle: set[str] = set()
        self._turns = [threading.RLock() for _ in range(LOCKS)]
        # The message in which a person's last talk ended, by its ts.
        self._closed: dict[str, str] = {}

    def add(self, flow: Flow) -> None:
        """Adds a flow."""
        self._flows[flow.name] = flow

    def turn(self, who: Who) -> threading.RLock:
        """The lock within which a person's talk is read and then changed. No call to Slack in it:
        the acknowledgement of the next answer waits for it."""
        return self._turns[hash(self._keel.journal.person(who)) % LOCKS]

    def under_way(self, who: Who) -> Talk | None:
        """The talk that a person is in."""
        talk = self._keel.journal.draft(who, TALK, self._keel.now())
        if talk and talk.flow in self._flows:
            return self._standing(who, talk)
        self._idle.add(self._keel.journal.person(who))
        return None

    def surely_idle(self, who: Who) -> bool:
        """Whether a person is known, without asking the store, to be in no talk."""
        return self._keel.journal.person(who) in self._idle

    def begin(self, who: Who, flow_name: str, delivery: str) -> Talk:
        """Begins a talk, or gives the one that is under way. Stores it before it is shown."""
        with self.turn(who):
            talk = self.under_way(who)
            if talk:
                return talk
            flow = self._flows[flow_name]
            talk = Talk(flow_name, self._keel.journal.entry_id(who, f"talk|{delivery}"), "")
            first = next(prompt for prompt in flow.prompts(who, talk) if not prompt.off)
            talk = replace(talk, prompt=first.id)
            self._keep(who, talk)
            return talk

    def stop(self, who: Who) -> bool:
        """Drops the talk and everything given in it; False when there was none."""
        return self._keel.journal.drop_draft(who, TALK)

    def show(
        self,
        who: Who,
        talk: Talk,
        client: WebClient,
        *,
        intro: bool = False,
        instead: str = "noted",
    ) -> None:
        """Asks the question in a new message, which from then on moves; nothing when the talk went
        on or ended meanwhile. ``instead`` is the sentence that takes the place of the old one."""
        if intro:
            said = b.message(self._flows[talk.flow].intro, help_label=self._keel.help_label)
            client.chat_postMessage(channel=who.user, **said)
        now = self._unchanged(who, talk)
        if now is None:
            return
        # The old message loses its buttons: two that can be tapped would be two conversations.
        self.settle(who, now.message, client, instead)
        answer = client.chat_postMessage(channel=who.user, **self._question(who, now))
        ts = str(answer["ts"])
        with self.turn(who):
            later = self.under_way(who)
            if later and later.id == talk.id:
                # An answer that came meanwhile stays; the next question settles this message.
                self._keep(who, replace(later, message=ts))
                return
        self.settle(who, ts, client, "closed")

    def move(self, who: Who, talk: Talk, channel: str, client: WebClient) -> None:
        """Asks the question in the same message; nothing when the talk went on or ended."""
        now = self._unchanged(who, talk)
        if now is None:
            return
        try:
            client.chat_update(channel=channel, ts=now.message, **self._question(who, now))
        except SlackApiError:
            # The message was deleted or is too old: ask in a new one.
            self.show(who, now, client)

    def take(self, who: Who, talk: Talk, given: tuple[str, ...]) -> Talk | dict[str, Any]:
        """Stores an answer; gives the talk at its next question, or the closing message. Within
        the person's turn."""
        flow = self._flows[talk.flow]
        # The last question may only exist because of this answer.
        prompts = flow.prompts(who, ended(talk, given))
        nxt = after(talk, given, prompts)
        if nxt is not None:
            self._keep(who, nxt)
            return nxt
        closing = flow.finish(who, ended(talk, given))
        self.stop(who)
        return closing

    def prompt(self, who: Who, talk: Talk) -> Prompt:
        """The question a talk is at."""
        prompts = self._flows[talk.flow].prompts(who, talk)
        return next((p for p in prompts if p.id == talk.prompt), prompts[-1])

    def settle(self, who: Who, ts: str, client: WebClient, said: str) -> None:
        """Puts a sentence in the place of a question that is over; nothing without a message."""
        if not ts:
            return
        message = b.message(self._keel.words("talk")(said), help_label=self._keel.help_label)
        try:
            channel = client.conversations_open(users=[who.user])["channel"]
            client.chat_update(channel=(channel or {})["id"], ts=ts, **message)
        except (SlackClientError, OSError):
            return  # deleted by the person perhaps; what comes next is said all the same

    def close(self, who: Who, ts: str) -> None:
        """Remembers the message in which a talk ended, for a second tap on it."""
        self._closed[self._keel.journal.person(who)] = ts

    def closed_in(self, who: Who, ts: str) -> bool:
        """Whether that message says already how the last talk ended."""
        return self._closed.get(self._keel.journal.person(who)) == ts

    def _standing(self, who: Who, talk: Talk) -> Talk:
        return standing(talk, self._flows[talk.flow].prompts(who, talk))

    def _unchanged(self, who: Who, talk: Talk) -> Talk | None:
        """The talk as it is stored, if it is still at that question."""
        now = self.under_way(who)
        same = now and (now.id, now.prompt) == (talk.id, self._standing(who, talk).prompt)
        return now if same else None

    def _keep(self, who: Who, talk: Talk) -> None:
        self._idle.discard(self._keel.journal.person(who))
        self._keel.journal.keep_draft(who, TALK, talk, self._keel.now(), TALK_LIFE)

    def _question(self, who: Who, talk: Talk) -> dict[str, Any]:
        return question(self._keel, talk, self.prompt(who, talk))


def begin(keel: Keel, talks: Talks, flow: str, who: Who, client: WebClient, delivery: str) -> None:
    """Begins a flow in the DM; asks for consent first. ``flow`` is also the name of its door."""
    if switched_off(keel, who, flow):
        off = b.message(keel.words("workspace")("feature_off"), help_label=keel.help_label)
        client.chat_postMessage(channel=who.user, **off)
        return
    if not keel.journal.consented(who):
        words = keel.words("consent")
        ask = b.actions(open_button(words("read_and_decide"), flow), id="consent")
        rows = [b.section(words("needed")), ask]
        said = b.message(words("needed"), rows, help_label=keel.help_label)
        client.chat_postMessage(channel=who.user, **said)
        return
    before = talks.under_way(who)
    talk = talks.begin(who, flow, delivery)
    talks.show(who, talk, client, intro=before is None, instead="below")


def hear(
    keel: Keel, talks: Talks, who: Who, talk: Talk, text: str, client: WebClient, word: str | None
) -> None:
    """Takes what was typed in a talk: an answer, or one of the words skip, stop and leave.

    Stored before this returns; what comes next is shown in the lane. Within the person's turn.
    """
    if word == "stop":
        talks.stop(who)
        said = b.message(keel.words("talk")("stopped"), help_label=keel.help_label)
        keel.in_lane(who, "talk", lambda: _close(talks, who, talk, client, said, "closed"))
        return
    if word == "leave":
        ask = leaving(keel, talk)
        keel.in_lane(who, "talk", lambda: client.chat_postMessage(channel=who.user, **ask))
        return
    prompt = talks.prompt(who, talk)
    skipped = word == "skip" and not prompt.required
    value = None if word else taken(text, prompt)
    again = _again(keel, prompt, word, value)
    if again and not skipped:
        said = b.message(again, help_label=keel.help_label)

        def ask_again() -> None:
            client.chat_postMessage(channel=who.user, **said)
            talks.show(who, talk, client, instead="below")

        keel.in_lane(who, "talk", ask_again)
        return
    result = talks.take(who, talk, () if value is None else (value,))
    if isinstance(result, Talk):
        keel.in_lane(who, "talk", lambda: talks.show(who, result, client))
    else:
        keel.in_lane(who, "talk", lambda: _close(talks, who, talk, client, result, "noted_last"))


def _again(keel: Keel, prompt: Prompt, word: str | None, value: str | None) -> str:
    """Why the question is asked once more; an empty text when what was typed will do."""
    words = keel.words("talk")
    if word == "skip":
        return words("needed")
    if value is None:
        return prompt.again or words("tap")
    return words("too_long", limit=prompt.limit) if 0 < prompt.limit < len(value) else ""


def _close(
    talks: Talks, who: Who, talk: Talk, client: WebClient, said: dict[str, Any], instead: str
) -> None:
    """The closing message, after the last question has lost its buttons."""
    talks.settle(who, talk.message, client, instead)
    client.chat_postMessage(channel=who.user, **said)
