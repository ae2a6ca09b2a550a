"""Talking: a room's questions asked one by one in the DM, for whoever would rather not fill a form.

One message moves from question to question and never shows what was tapped. Words are typed as
messages, which Slack keeps; the person is told so once, before. ``help``, ``stop`` and ``skip``
work at every question. The state is sealed before anything is answered, so a talk can be left and
gone on with, here or after a restart; two at once cannot happen.

A flow is given by its room: the questions (which may depend on the answers) and what to do at the
end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.people import Who
from bot.domain.talks import TALK_LIFE, Prompt, Talk, after, ended, taken
from data.kinds import TALK
from handlers import blocks as b
from handlers.doors import open_button
from handlers.keel import Keel
from handlers.workspace_contacts import switched_off

ROW = 5  # buttons in a row that still fit a phone


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

    def add(self, flow: Flow) -> None:
        """Adds a flow."""
        self._flows[flow.name] = flow

    def under_way(self, who: Who) -> Talk | None:
        """The talk that a person is in."""
        talk = self._keel.journal.draft(who, TALK, self._keel.now())
        if talk and talk.flow in self._flows:
            return talk
        self._idle.add(self._keel.journal.person(who))
        return None

    def surely_idle(self, who: Who) -> bool:
        """Whether a person is known, without asking the store, to be in no talk."""
        return self._keel.journal.person(who) in self._idle

    def begin(self, who: Who, flow_name: str, delivery: str) -> Talk:
        """Begins a talk, or gives the one that is under way. Stores it before it is shown."""
        talk = self.under_way(who)
        if talk:
            return talk
        flow = self._flows[flow_name]
        talk = Talk(flow_name, self._keel.journal.entry_id(who, f"talk|{delivery}"), "")
        first = flow.prompts(who, talk)[0]
        talk = replace(talk, prompt=first.id)
        self._keep(who, talk)
        return talk

    def stop(self, who: Who) -> bool:
        """Drops the talk and everything given in it; False when there was none."""
        return self._keel.journal.drop_draft(who, TALK)

    def show(self, who: Who, talk: Talk, client: WebClient, *, intro: bool = False) -> None:
        """Asks the current question in a new message, which from then on moves."""
        if intro:
            said = b.message(self._flows[talk.flow].intro, help_label=self._keel.help_label)
            client.chat_postMessage(channel=who.user, **said)
        # The old message loses its buttons: two that can be tapped would be two conversations.
        if talk.message:
            self._settle(who, talk, client)
        answer = client.chat_postMessage(channel=who.user, **self._question(who, talk))
        self._keep(who, replace(talk, message=str(answer["ts"])))

    def move(self, who: Who, talk: Talk, channel: str, client: WebClient) -> None:
        """Asks the next question in the same message."""
        try:
            client.chat_update(channel=channel, ts=talk.message, **self._question(who, talk))
        except SlackApiError:
            # The message was deleted or is too old: ask in a new one.
            self.show(who, replace(talk, message=""), client)

    def take(self, who: Who, talk: Talk, given: tuple[str, ...]) -> Talk | dict[str, Any]:
        """Stores an answer; gives the talk at its next question, or the closing message."""
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

    def _keep(self, who: Who, talk: Talk) -> None:
        self._idle.discard(self._keel.journal.person(who))
        self._keel.journal.keep_draft(who, TALK, talk, self._keel.now(), TALK_LIFE)

    def _settle(self, who: Who, talk: Talk, client: WebClient) -> None:
        said = b.message(self._keel.words("talk")("noted"), help_label=self._keel.help_label)
        try:
            channel = client.conversations_open(users=[who.user])["channel"]
            client.chat_update(channel=(channel or {})["id"], ts=talk.message, **said)
        except SlackApiError:
            return  # deleted by the person: nothing left to settle

    def _question(self, who: Who, talk: Talk) -> dict[str, Any]:
        prompt, words = self.prompt(who, talk), self._keel.words("talk")
        rows: list[b.Block] = [b.section(prompt.text)]
        # The id of the talk and of the prompt, so that an old button can do nothing.
        mark = f"{talk.id}|{prompt.id}"
        if prompt.kind == "buttons":
            for start in range(0, len(prompt.choices), ROW):
                some = prompt.choices[start : start + ROW]
                rows.append(
                    b.actions(
                        *(
                            b.button(c.label, f"talk_give:{start + n}", f"{mark}|{c.value}")
                            for n, c in enumerate(some)
                        ),
                        id=f"talk_{start}",
                    )
                )
        elif prompt.kind in ("menu", "menu_many"):
            one = prompt.kind == "menu"
            action = "talk_pick" if one else "talk_tick"
            options = [b.option(c.label, c.value) for c in prompt.choices]
            groups = dict.fromkeys(c.group for c in prompt.choices)
            if any(groups):
                headed = [
                    (
                        name,
                        [
                            o
                            for o, c in zip(options, prompt.choices, strict=True)
                            if c.group == name
                        ],
                    )
                    for name in groups
                ]
                menu = b.grouped(action, headed, placeholder=words("choose"), one=one)
            else:
                make = b.menu if one else b.many
                menu = make(action, options, placeholder=words("choose"))
            # A fresh block id for each question, or Slack would keep the last one's choice.
            rows.append(b.actions(menu, id=f"p|{mark}"))
        ends = [b.button(words("stop"), "talk_stop", mark)]
        if prompt.kind == "menu_many":
            ends.insert(0, b.button(words("go_on"), "talk_next", mark))
        if not prompt.required:
            ends.insert(0, b.button(words("skip"), "talk_skip", mark))
        rows.append(b.actions(*ends, id="talk_ends"))
        return b.message(prompt.text, rows, help_label=self._keel.help_label)


def register(app: App, keel: Keel, talks: Talks) -> None:
    """Registers the buttons of talks."""
    words = keel.words("talk")

    def current(who: Who, mark: str) -> Talk | None:
        """The talk, if the button belongs to the question it is at."""
        talk = talks.under_way(who)
        return talk if talk and mark == f"{talk.id}|{talk.prompt}" else None

    def go_on(
        who: Who, mark: str, given: tuple[str, ...], body: dict[str, Any], client: WebClient
    ) -> None:
        talk = current(who, mark)
        if talk is None:
            return
        # Stored here, before the acknowledgement goes out; shown afterwards.
        result = talks.take(who, replace(talk, message=body["message"]["ts"]), given)
        channel = body["channel"]["id"]
        if isinstance(result, Talk):
            keel.in_lane(who, "talk", lambda: talks.move(who, result, channel, client))
        else:
            ts = body["message"]["ts"]
            keel.in_lane(who, "talk", lambda: client.chat_update(channel=channel, ts=ts, **result))

    def act(
        ack: Ack,
        body: dict[str, Any],
        client: WebClient,
        context: BoltContext,
        mark: str,
        given: tuple[str, ...],
    ) -> None:
        go_on(context["who"], mark, given, body, client)
        ack()

    @app.action(re.compile("^talk_give:"))
    def give(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        mark, _, value = body["actions"][0]["value"].rpartition("|")
        act(ack, body, client, context, mark, (value,))

    @app.action("talk_pick")
    def pick(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        action = body["actions"][0]
        mark = action["block_id"].removeprefix("p|")
        act(ack, body, client, context, mark, (action["selected_option"]["value"],))

    @app.action("talk_tick")
    def tick(ack: Ack) -> None:
        ack()  # read when the person goes on

    @app.action("talk_next")
    def following(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        mark = body["actions"][0]["value"]
        state = (body.get("state") or {}).get("values") or {}
        act(ack, body, client, context, mark, b.chosen_many(state, f"p|{mark}"))

    @app.action("talk_skip")
    def skip(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        act(ack, body, client, context, body["actions"][0]["value"], ())

    @app.action("talk_stop")
    def stop(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        if current(who, body["actions"][0]["value"]):
            talks.stop(who)
        ack()
        said = b.message(words("stopped"), help_label=keel.help_label)
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        keel.in_lane(who, "talk", lambda: client.chat_update(channel=channel, ts=ts, **said))

    @app.action("talk_resume")
    def resume(ack: Ack, client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]

        def work() -> None:
            talk = talks.under_way(who)
            if talk:
                talks.show(who, talk, client)

        keel.in_lane(who, "talk", work)


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
    talks.show(who, talk, client, intro=before is None)


def hear(keel: Keel, talks: Talks, who: Who, talk: Talk, text: str, client: WebClient) -> None:
    """Takes a typed answer. Stored before this returns; what comes next is shown in the lane."""
    prompt = talks.prompt(who, talk)
    value = taken(text, prompt)
    if value is None:
        said = b.message(prompt.again or keel.words("talk")("tap"), help_label=keel.help_label)

        def again() -> None:
            client.chat_postMessage(channel=who.user, **said)
            talks.show(who, talk, client)

        keel.in_lane(who, "talk", again)
        return
    result = talks.take(who, talk, (value,))
    if isinstance(result, Talk):
        keel.in_lane(who, "talk", lambda: talks.show(who, result, client))
    else:
        keel.in_lane(who, "talk", lambda: client.chat_postMessage(channel=who.user, **result))
