"""The DM: words in, neutral words and buttons out. Never silence, never an echo.

A message is one of: an answer to a question of a talk, a word that always works, an intent, or
something else, which gets the short menu. Edits, deletions, files, bot messages and thread replies
are let be.
"""

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot.domain.intents import exact, understand
from bot.domain.people import Who
from data.database import StoreUnavailable
from handlers import blocks as b
from handlers.check_in_talk import FLOW as CHECK_IN
from handlers.consent import months
from handlers.doors import open_button
from handlers.help_room import country_of, post_help
from handlers.help_view import HelpState
from handlers.keel import Keel
from handlers.lanes import FIRST
from handlers.message_text import as_typed
from handlers.talks import Talks, begin, hear

MENU_ROW = 5
TALK_WORDS = ("skip", "stop", "leave")  # intents that say something to a talk


def welcome(keel: Keel, who: Who, *, opening: str = "hello") -> dict[str, Any]:
    """Who this is, what it is not, and what it can do."""
    words = keel.words("welcome")
    profile = keel.journal.profile(who)
    rows = [b.section(words(opening))]
    if opening == "hello":
        rows += [
            b.section(words("limits")),
            b.section(words("privacy_short", months=months(profile))),
        ]
    menu = keel.doors.menu
    rows += [
        b.actions(*menu[start : start + MENU_ROW], id=f"menu_{start}")
        for start in range(0, len(menu), MENU_ROW)
    ]
    rows.append(b.context(words("home_hint")))
    return b.message(words(opening), rows, help_label=keel.help_label)


def register(app: App, keel: Keel, talks: Talks) -> None:
    """Registers the DM."""
    intents = keel.library.intents
    words = keel.words("welcome")
    talk_words = keel.words("talk")

    keel.doors.answer("help", lambda who: welcome(keel, who))
    keel.doors.answer(
        "check_in",
        lambda who: b.message(
            words("menu"),
            [
                b.section(words("menu")),
                b.actions(
                    open_button(words("button_check_in"), "check_in", style="primary"),
                    b.button(words("button_check_in_here"), "talk_begin:check_in"),
                    id="check_in",
                ),
            ],
            help_label=keel.help_label,
        ),
    )

    def lead(said: str, *doors: str) -> None:
        """What is meant by a word for something that has its place elsewhere."""

        def answer(who: Who) -> dict[str, Any]:
            found = [door for name in doors if (door := keel.doors.door(name))]
            ways = b.actions(*(open_button(door.label, door.name) for door in found), id=said)
            return b.message(
                words(said), [b.section(words(said)), ways], help_label=keel.help_label
            )

        keel.doors.answer(said, answer)

    lead("trends", "check_ins", "check_in")
    lead("skill", "check_in", "thought")

    def resume(who: Who) -> dict[str, Any]:
        if talks.under_way(who) is None:
            return welcome(keel, who, opening="hello_back")
        return b.message(
            talk_words("paused"),
            [
                b.section(talk_words("paused")),
                b.actions(b.button(talk_words("resume"), "talk_resume"), id="resume"),
            ],
            help_label=keel.help_label,
        )

    keel.doors.answer("go_on", resume)

    def reply(who: Who, text: str, delivery: str, client: WebClient) -> None:
        """Decides what a message means, stores what must be stored, and leaves the rest to the
        lane."""
        word = exact(text, intents)
        if word == "crisis":
            say_help(client, who)
            return
        talk = talks.under_way(who)
        if talk and word in (None, *TALK_WORDS):
            hear(keel, talks, who, talk, text, client, word)
            return
        intent = word or understand(text, intents)
        start = keel.doors.talk_for(intent)
        if start:
            keel.in_lane(who, "talk", lambda: start(who, client, delivery))
            return
        if intent == "crisis":
            say_help(client, who)
            return
        make = keel.doors.answer_to(intent)
        asked = keel.doors.answer_to_question(who, text) if intent in (None, "iop") else None
        if asked:
            said = asked
        elif make:
            said = make(who)
        elif intent in ("stop", "leave"):
            said = b.message(words("nothing_stopped"), help_label=keel.help_label)
        elif keel.journal.profile(who) is None:
            said = welcome(keel, who)
        else:
            said = welcome(keel, who, opening="menu_unknown")
        say(client, who, said)

    def say(client: WebClient, who: Who, said: dict[str, Any]) -> None:
        keel.in_lane(who, "reply", lambda: client.chat_postMessage(channel=who.user, **said))

    def say_help(client: WebClient, who: Who) -> None:
        """Help goes first, and is tried again until Slack takes it (handlers/lanes.py)."""
        said = post_help(keel, HelpState(country=country_of(keel, who)), who)
        keel.in_lane(who, FIRST, lambda: client.chat_postMessage(channel=who.user, **said))

    def tell_once(who: Who, client: WebClient) -> None:
        """Says, once, that Slack keeps what is typed in the chat."""
        try:
            profile = keel.journal.profile(who)
        except StoreUnavailable:
            return  # an answer comes first; this is said with the next message
        if profile and not profile.told_about_messages:
            keel.journal.change_profile(who, keel.now(), told_about_messages=True)
            say(client, who, b.message(words("note_messages"), help_label=keel.help_label))

    def take(who: Who, event: dict[str, Any], delivery: str, client: WebClient) -> None:
        """Handles a message once, whichever process or retry it comes through."""
        if not _begin(keel, delivery):
            keel.counters.add("repeated_deliveries")
            return
        if event.get("subtype") == "file_share" and not event.get("text"):
            say(client, who, b.message(words("files"), help_label=keel.help_label))
        else:
            tell_once(who, client)
            with talks.turn(who):
                reply(who, as_typed(event.get("text") or ""), delivery, client)
        # Last in the lane: only then was the message answered.
        keel.in_lane(who, "delivery", lambda: _done(keel, delivery))

    @app.event("message")
    def heard(event: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        private = event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")
        if not private or event.get("bot_id") or event.get("thread_ts"):
            return
        if event.get("subtype") not in (None, "file_share"):
            return
        delivery = context["delivery"]
        if talks.surely_idle(who):
            keel.in_lane(who, "message", lambda: take(who, event, delivery, client))
        else:
            # It may be an answer in a talk, and that is stored before it is acknowledged.
            take(who, event, delivery, client)

    def begin_check_in(who: Who, client: WebClient, delivery: str) -> None:
        begin(keel, talks, CHECK_IN, who, client, delivery)

    keel.doors.talk("check_in_here", begin_check_in)

    @app.action("talk_begin:check_in")
    def begin_by_button(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        context.ack()
        who: Who = context["who"]
        keel.in_lane(who, "talk", lambda: begin_check_in(who, client, body["trigger_id"]))


def _begin(keel: Keel, delivery: str) -> bool:
    try:
        return not delivery or keel.journal.begin_delivery(delivery, keel.now())
    except StoreUnavailable:
        return True  # memory alone has to do: an answer given twice beats no answer


def _done(keel: Keel, delivery: str) -> None:
    if delivery:
        try:
            keel.journal.end_delivery(delivery, done=True)
        except StoreUnavailable:
            return  # it will look unfinished, and Slack has no more retries for it
