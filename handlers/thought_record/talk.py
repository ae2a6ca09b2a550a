"""The thought record in the DM, prompt by prompt, for whoever would rather talk than fill a form.

Nothing that was tapped or typed is shown again: feelings are called the first, the second and the
third. The end is the same record as from the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from bot.domain.talks import Choice, Prompt, Talk
from bot.domain.thought_drafts import Draft, begun, with_values
from handlers import blocks as b
from handlers.doors import open_button
from handlers.keel import Keel
from handlers.talks import Flow, Talks, begin
from handlers.thought_record.desk import Desk
from handlers.thought_record.home_part import draft_rows
from handlers.thought_record.moved import moved_view

FLOW = "thought"
FEELINGS = 3
AGAIN = ("emotion_1", "emotion_again")
DRAFTS = 2
DAYS_AHEAD = (1, 3, 7, 14)
TEXTS = ("situation", "context", "thought", "body", "evidence_for", "evidence_against", "balanced")
RATINGS = ("belief", "belief_balanced", "belief_after")
TRIED = ("try_what", "try_prediction", "try_likelihood", "try_look_on")


def prompts(keel: Keel, who: Who, talk: Talk) -> Sequence[Prompt]:
    """The questions of a record, as far as the answers so far call for them."""
    words = keel.words("thought")
    named = feelings(talk)
    asked = [
        _words(keel, "situation"),
        _words(keel, "context"),
        _words(keel, "thought", required=True),
        _rating(keel, "belief"),
        Prompt("patterns", "menu_many", words("talk_patterns"), _patterns(keel)),
    ]
    for n in range(1, FEELINGS + 1):
        if n == 1 or n - 1 in named:
            asked.append(_feeling(keel, f"emotion_{n}", words(f"talk_emotion_{n}")))
        # Asked once more, right after it was skipped, and then let be.
        if n == 1 and not talk.answer(AGAIN[0]) and (talk.prompt in AGAIN or 1 in named):
            asked.append(_feeling(keel, AGAIN[1], words("talk_emotion_again")))
        if n in named:
            asked.append(_rating(keel, f"strength_{n}", "strength"))
    asked += [_words(keel, name) for name in TEXTS[3:]]
    asked += [_rating(keel, name) for name in RATINGS[1:]]
    asked += [_rating(keel, f"after_{n}", f"after_{n}") for n in named]
    asked.append(_words(keel, "try_what"))
    if talk.answer("try_what"):
        asked += [_words(keel, "try_prediction"), _rating(keel, "try_likelihood")]
        asked.append(Prompt("try_look_on", "buttons", words("talk_try_look_on"), _days(keel, who)))
    return asked


def feelings(talk: Talk) -> dict[int, str]:
    """What was named, by its place."""
    first = talk.answer(AGAIN[0]) or talk.answer(AGAIN[1])
    given = {1: first} | {n: talk.answer(f"emotion_{n}") for n in range(2, FEELINGS + 1)}
    return {n: word for n, word in given.items() if word}


def draft_of(keel: Keel, talk: Talk) -> Draft:
    """The answers as the draft that the form would have made."""
    listed = {word for family in keel.library.thinking.families for word in family.words}
    values = {name: _given(talk.answer(name)) for name in (*TEXTS, *RATINGS, *TRIED)}
    values["patterns"] = talk.answers.get("patterns", ())
    named = {n: word for n, given in feelings(talk).items() if (word := _plain(given))}
    chosen = dict.fromkeys(w.casefold() for w in named.values() if w.casefold() in listed)
    own = list(dict.fromkeys(word for word in named.values() if word.casefold() not in listed))
    values["emotions"], values["own"] = tuple(chosen), _given(", ".join(own))
    for n, word in named.items():
        key = f"own{own.index(word)}" if word in own else word.casefold()
        for when in ("strength", "after"):
            values[f"{when}_{key}"] = _given(talk.answer(f"{when}_{n}"))
    blank = begun(str(uuid5(NAMESPACE_OID, talk.id)), keel.now())
    return with_values(blank, values, keel.now())


def finish(keel: Keel, desk: Desk, who: Who, talk: Talk) -> dict[str, Any]:
    """Stores the record; what moved waits behind a button, not in the message."""
    words = keel.words("thought")
    entry_id = desk.save(who, draft_of(keel, talk))
    return b.message(
        words("dm_saved"),
        [
            b.section(words("dm_saved")),
            b.actions(
                b.button(words("dm_moved"), "thought_moved", entry_id),
                b.button(words("read"), "thought_read", entry_id),
                id="thought",
            ),
        ],
        help_label=keel.help_label,
    )


def answer(keel: Keel, desk: Desk, talks: Talks, who: Who) -> dict[str, Any]:
    """What the DM says to "thought": the form, the talk, what is under way, what is past."""
    words = keel.words("thought")
    waiting = draft_rows(keel, desk, who, DRAFTS) if keel.journal.profile(who) else []
    rows = [b.section(words("dm")), *waiting]
    ways = [b.button(words("dm_here"), f"talk_begin:{FLOW}")]
    if not any(not draft.changes for draft in desk.drafts(who)):
        # With one under way, the form begins with that one, and offers another from there.
        ways.insert(0, open_button(words("dm_start"), "thought", style="primary"))
    if talks.under_way(who):
        ways.append(b.button(keel.words("talk")("resume"), "talk_resume"))
    ways.append(open_button(words("all"), "thoughts"))
    return b.message(words("dm"), [*rows, b.actions(*ways, id="ways")], help_label=keel.help_label)


def register(app: App, keel: Keel, desk: Desk, talks: Talks) -> None:
    """Registers the conversation and the word that leads to it."""
    talks.add(
        Flow(
            FLOW,
            keel.words("thought")("talk_intro"),
            lambda who, talk: prompts(keel, who, talk),
            lambda who, talk: finish(keel, desk, who, talk),
        )
    )
    keel.doors.answer("thought", lambda who: answer(keel, desk, talks, who))

    def start(who: Who, client: WebClient, delivery: str) -> None:
        begin(keel, talks, FLOW, who, client, delivery)

    keel.doors.talk("thought_here", start)

    @app.action(f"talk_begin:{FLOW}")
    def begin_by_button(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        context.ack()
        who: Who = context["who"]
        keel.in_lane(who, "talk", lambda: start(who, client, body["trigger_id"]))

    @app.action("thought_moved")
    def moved(body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        context.ack()
        who: Who = context["who"]
        entry_id, trigger = body["actions"][0]["value"], body["trigger_id"]
        keel.in_lane(
            who,
            "moved",
            lambda: client.views_open(
                trigger_id=trigger, view=moved_view(keel, desk, who, entry_id, "saved")
            ),
        )


def _words(keel: Keel, name: str, *, required: bool = False) -> Prompt:
    return Prompt(name, "text", keel.words("thought")(f"talk_{name}"), required=required)


def _rating(keel: Keel, name: str, said: str = "") -> Prompt:
    words = keel.words("thought")
    numbers = tuple(Choice(str(n), str(n)) for n in range(0, 101, 10))
    again = keel.library.thought_texts.rating["not_a_number"]
    text = words(f"talk_{said or name}")
    return Prompt(name, "buttons", text, numbers, typed="rating", again=again)


def _feeling(keel: Keel, name: str, text: str) -> Prompt:
    words = tuple(
        Choice(word, word, family.name)
        for family in keel.library.thinking.families
        for word in family.words
    )
    return Prompt(name, "menu", text, words, typed="text")


def _patterns(keel: Keel) -> tuple[Choice, ...]:
    return tuple(Choice(p.name, p.slug) for p in keel.library.thinking.patterns)


def _days(keel: Keel, who: Who) -> tuple[Choice, ...]:
    today, words = keel.today(keel.journal.profile(who)), keel.words("thought")
    return tuple(
        Choice(words(f"in_{n}"), (today + timedelta(days=n)).isoformat()) for n in DAYS_AHEAD
    )


def _plain(text: str) -> str:
    """One's own word without the signs that part words from each other in the form."""
    return " ".join(re.sub(r"[,;\n]", " ", text).split())


def _given(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
