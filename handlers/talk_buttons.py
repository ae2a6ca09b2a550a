"""The buttons of talks. Each carries the talk and the question that it belongs to.

talk_give:…, talk_pick, talk_next, talk_skip  ->  the answer is stored, and the message moves on
talk_stop                                     ->  the talk is dropped, from any of its messages
talk_resume                                   ->  the question is asked again
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from bot.domain.talks import Talk
from handlers import blocks as b
from handlers.keel import Keel
from handlers.talk_question import mark_of
from handlers.talks import Talks


def register(app: App, keel: Keel, talks: Talks) -> None:
    """Registers the buttons of talks."""
    gone = b.message(keel.words("common")("gone"), help_label=keel.help_label)
    stopped = b.message(keel.words("talk")("stopped"), help_label=keel.help_label)

    def close(
        who: Who, talk: Talk, body: dict[str, Any], client: WebClient, said: dict[str, Any]
    ) -> None:
        """The closing message in the place of what was tapped; no question keeps its buttons."""
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        client.chat_update(channel=channel, ts=ts, **said)
        if talk.message != ts:
            talks.settle(who, talk.message, client, "closed")

    def old(who: Who, mark: str, body: dict[str, Any], client: WebClient) -> None:
        """A tap on a question that is not the one the talk is at. Never silence, never an answer
        to another question."""
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        talk = talks.under_way(who)
        if talk and talk.message == ts:
            # A second tap, or the next question did not get through.
            talks.move(who, talk, channel, client)
        elif talk and _belongs(mark, talk):
            talks.settle(who, ts, client, "below")
            if not talk.message:
                talks.show(who, talk, client)
        elif not talks.closed_in(who, ts):
            client.chat_update(channel=channel, ts=ts, **gone)

    def act(
        ack: Ack,
        body: dict[str, Any],
        client: WebClient,
        context: BoltContext,
        mark: str,
        given: tuple[str, ...],
    ) -> None:
        who: Who = context["who"]
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        with talks.turn(who):
            talk = talks.under_way(who)
            if talk is None or mark != mark_of(talk, talk.prompt):
                ack()
                keel.in_lane(who, "talk", lambda: old(who, mark, body, client))
                return
            # Stored here, before the acknowledgement goes out; shown afterwards.
            result = talks.take(who, replace(talk, message=ts), given)
        ack()
        if isinstance(result, Talk):
            keel.in_lane(who, "talk", lambda: talks.move(who, result, channel, client))
        else:
            talks.close(who, ts)
            keel.in_lane(who, "talk", lambda: close(who, talk, body, client, result))

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
        mark = body["actions"][0]["value"]
        with talks.turn(who):
            talk = talks.under_way(who)
            mine = talk if talk and _belongs(mark, talk) else None
            if mine:
                talks.stop(who)
                talks.close(who, body["message"]["ts"])
        ack()
        if mine:
            keel.in_lane(who, "talk", lambda: close(who, mine, body, client, stopped))
        else:
            keel.in_lane(who, "talk", lambda: old(who, mark, body, client))

    @app.action("talk_resume")
    def resume(ack: Ack, client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]

        def work() -> None:
            talk = talks.under_way(who)
            if talk:
                talks.show(who, talk, client, instead="below")
            else:
                client.chat_postMessage(channel=who.user, **gone)

        keel.in_lane(who, "talk", work)


def _belongs(mark: str, talk: Talk) -> bool:
    return mark.partition("|")[0] == talk.id
