"""How a question of a talk looks: its words, what can be tapped, and the ways past it."""

from __future__ import annotations

from typing import Any

from bot.domain.talks import Choice, Prompt, Talk
from handlers import blocks as b
from handlers.keel import Keel

ROW = 5  # buttons in a row that still fit a phone


def mark_of(talk: Talk, prompt: str) -> str:
    """What the buttons of a question carry: ids of ours, so that an old one can do nothing."""
    return f"{talk.id}|{prompt}"


def question(keel: Keel, talk: Talk, prompt: Prompt) -> dict[str, Any]:
    """The message that asks a question."""
    words, mark = keel.words("talk"), mark_of(talk, prompt.id)
    rows: list[b.Block] = [b.section(prompt.text)]
    if prompt.kind == "buttons":
        for start in range(0, len(prompt.choices), ROW):
            some = prompt.choices[start : start + ROW]
            taps = [
                b.button(c.label, f"talk_give:{start + n}", f"{mark}|{c.value}")
                for n, c in enumerate(some)
            ]
            rows.append(b.actions(*taps, id=f"talk_{start}"))
    elif prompt.kind in ("menu", "menu_many"):
        # A fresh block id for each question, or Slack would keep the last one's choice.
        rows.append(b.actions(_list(keel, prompt), id=f"p|{mark}"))
    ends = [b.button(words("stop"), "talk_stop", mark)]
    if prompt.kind == "menu_many":
        ends.insert(0, b.button(words("go_on"), "talk_next", mark))
    if not prompt.required:
        ends.insert(0, b.button(words("skip"), "talk_skip", mark))
    rows.append(b.actions(*ends, id="talk_ends"))
    return b.message(prompt.text, rows, help_label=keel.help_label)


def leaving(keel: Keel, talk: Talk) -> dict[str, Any]:
    """The question whether to stop, for a word that may have been an answer."""
    words = keel.words("talk")
    ways = b.actions(
        b.button(words("resume"), "talk_resume"),
        b.button(words("stop"), "talk_stop", mark_of(talk, talk.prompt)),
        id="leave",
    )
    return b.message(words("leave"), [b.section(words("leave")), ways], help_label=keel.help_label)


def _list(keel: Keel, prompt: Prompt) -> b.Block:
    one = prompt.kind == "menu"
    action, choose = "talk_pick" if one else "talk_tick", keel.words("talk")("choose")
    if not any(choice.group for choice in prompt.choices):
        make = b.menu if one else b.many
        return make(action, _options(prompt.choices), placeholder=choose)
    headed = [
        (group, _options(tuple(c for c in prompt.choices if c.group == group)))
        for group in dict.fromkeys(choice.group for choice in prompt.choices)
    ]
    return b.grouped(action, headed, placeholder=choose, one=one)


def _options(choices: tuple[Choice, ...]) -> list[b.Block]:
    return [b.option(choice.label, choice.value) for choice in choices]
