"""Doors: how a room is entered, from the DM, the Home, a shortcut or another view.

A room adds its doors when it registers. What has no door is not offered anywhere, so the menu can
never name something that is not there. A door that leads to storing something asks for consent
first, and goes on to the room after a yes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.domain.people import Who
from handlers.blocks import Block, button

View = dict[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """A way in. ``build`` makes the view; ``stores`` says whether consent comes first."""

    name: str
    build: Callable[[Who], View]
    label: str
    stores: bool = True


class Doors:
    """All doors, and what the DM answers to an intent."""

    def __init__(self) -> None:
        self._doors: dict[str, Door] = {}
        self._answers: dict[str, Callable[[Who], Answer]] = {}
        self._menu: list[Block] = []
        self._home: list[tuple[int, Callable[[Who], list[Block]]]] = []
        self._talks: dict[str, Callable[[Who, WebClient, str], None]] = {}
        self._on_zone: list[Callable[[Who], None]] = []
        self._questions: list[Callable[[Who, str], Answer | None]] = []

    def add(self, door: Door) -> None:
        """Adds a door. Its name is the value of the buttons that open it."""
        self._doors[door.name] = door

    def door(self, name: str) -> Door | None:
        """The door of that name."""
        return self._doors.get(name)

    def keeps(self, form: str) -> bool:
        """Whether a form keeps what is sent with it: all do, but those of a door that stores
        nothing, such as the week fit."""
        door = self._doors.get(form)
        return door is None or door.stores

    def answer(self, intent: str, make: Callable[[Who], Answer]) -> None:
        """What the DM says to an intent: a message of our own words."""
        self._answers[intent] = make

    def answer_to(self, intent: str | None) -> Callable[[Who], Answer] | None:
        """The answer to an intent, if a room gives one."""
        return self._answers.get(intent or "")

    def question(self, take: Callable[[Who, str], Answer | None]) -> None:
        """Adds a room that answers questions in ordinary sentences; None for any that it can't."""
        self._questions.append(take)

    def answer_to_question(self, who: Who, text: str) -> Answer | None:
        """The answer of the first room that has one. It never holds what was asked."""
        return next((said for take in self._questions if (said := take(who, text))), None)

    def talk(self, intent: str, begin: Callable[[Who, WebClient, str], None]) -> None:
        """A conversation in the DM that an intent begins: person, client, channel."""
        self._talks[intent] = begin

    def talk_for(self, intent: str | None) -> Callable[[Who, WebClient, str], None] | None:
        """The conversation that an intent begins."""
        return self._talks.get(intent or "")

    def offer(self, *buttons: Block) -> None:
        """Adds buttons to the short menu."""
        self._menu.extend(buttons)

    def when_zone_changes(self, do: Callable[[Who], None]) -> None:
        """Adds what a room does after a person's zone changed, such as a new time for reminders."""
        self._on_zone.append(do)

    def zone_changed(self, who: Who) -> None:
        """Tells every room that wants to know."""
        for do in self._on_zone:
            do(who)

    @property
    def names(self) -> list[str]:
        """The names of all doors."""
        return list(self._doors)

    @property
    def menu(self) -> list[Block]:
        """The buttons of the short menu, in the order of registration."""
        return list(self._menu)

    def show_at_home(self, place: int, make: Callable[[Who], list[Block]]) -> None:
        """Adds a part of the Home; smaller places stand higher."""
        self._home.append((place, make))
        self._home.sort(key=lambda part: part[0])

    def home_parts(self) -> list[Callable[[Who], list[Block]]]:
        """The parts of the Home from top to bottom."""
        return [make for _, make in self._home]


def open_button(label: str, name: str, *, style: str | None = None) -> Block:
    """A button that opens a door. One action for all doors: its value names which."""
    return button(label, f"open:{name}", name, style=style)
