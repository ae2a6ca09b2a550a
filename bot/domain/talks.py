"""A conversation in the DM, prompt by prompt: where it stands and what was given so far.

One a person at a time. The state is sealed as a draft after each prompt, so it can be left and
resumed, and nothing is stored as an entry before its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

TALK_LIFE = timedelta(days=14)

PromptKind = Literal["buttons", "menu", "menu_many", "text"]


@dataclass(frozen=True)
class Choice:
    """Something to tap: its label and its value."""

    label: str
    value: str


@dataclass(frozen=True)
class Prompt:
    """One question. ``required`` prompts cannot be skipped."""

    id: str
    kind: PromptKind
    text: str
    choices: tuple[Choice, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Talk:
    """Where a conversation stands. ``message`` is the ts of the message that moves on."""

    flow: str
    id: str
    prompt: str
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    message: str = ""

    def answer(self, prompt_id: str) -> str:
        """What was given to a prompt, or an empty text."""
        given = self.answers.get(prompt_id, ())
        return given[0] if given else ""


def after(talk: Talk, given: tuple[str, ...], prompts: Sequence[Prompt]) -> Talk | None:
    """The talk with an answer to its prompt and the next prompt; None when that was the last.

    An empty ``given`` is a skip.
    """
    answers = {**talk.answers, talk.prompt: given} if given else talk.answers
    ids = [prompt.id for prompt in prompts]
    place = ids.index(talk.prompt) + 1 if talk.prompt in ids else len(ids)
    if place >= len(ids):
        return None
    return replace(talk, answers=answers, prompt=ids[place])


def ended(talk: Talk, given: tuple[str, ...]) -> Talk:
    """The talk with its last answer."""
    return replace(talk, answers={**talk.answers, talk.prompt: given} if given else talk.answers)


def taken(text: str, prompt: Prompt) -> str | None:
    """What a typed text gives to a prompt: the text itself, or the choice that it names."""
    text = text.strip()
    if prompt.kind == "text":
        return text or None
    return next(
        (c.value for c in prompt.choices if text.casefold() in (c.value, c.label.casefold())), None
    )
