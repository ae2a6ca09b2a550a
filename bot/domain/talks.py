"""A conversation in the DM, prompt by prompt: where it stands and what was given so far.

One a person at a time. The state is sealed as a draft after each prompt, so it can be left and
resumed, and nothing is stored as an entry before its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

from bot.domain.ratings import parse_rating

TALK_LIFE = timedelta(days=14)

PromptKind = Literal["buttons", "menu", "menu_many", "text"]
Typed = Literal["choice", "text", "rating"]


@dataclass(frozen=True)
class Choice:
    """Something to tap: its label and its value. ``group`` is the heading it stands under."""

    label: str
    value: str
    group: str = ""


@dataclass(frozen=True)
class Prompt:
    """One question. ``required`` prompts cannot be skipped.

    ``typed`` says what a typed answer may be where there is something to tap: one of the choices,
    any text, or a rating from 0 to 100. ``again`` is said when it is none of that. ``limit`` is how
    many characters of a typed answer fit, 0 for as many as there are. An ``off`` prompt is not
    asked (any more); it keeps its place, for a talk that stands at it.
    """

    id: str
    kind: PromptKind
    text: str
    choices: tuple[Choice, ...] = ()
    required: bool = False
    typed: Typed = "choice"
    again: str = ""
    limit: int = 0
    off: bool = False


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
    ids = [prompt.id for prompt in prompts]
    place = ids.index(talk.prompt) + 1 if talk.prompt in ids else len(ids)
    nxt = next((prompt.id for prompt in prompts[place:] if not prompt.off), None)
    return None if nxt is None else replace(ended(talk, given), prompt=nxt)


def standing(talk: Talk, prompts: Sequence[Prompt]) -> Talk:
    """The talk at a prompt that is asked: past one that was switched off since it was put."""
    now = next((prompt for prompt in prompts if prompt.id == talk.prompt), None)
    if now is None or not now.off:
        return talk
    return after(talk, (), prompts) or talk


def ended(talk: Talk, given: tuple[str, ...]) -> Talk:
    """The talk with its last answer."""
    return replace(talk, answers={**talk.answers, talk.prompt: given} if given else talk.answers)


def taken(text: str, prompt: Prompt) -> str | None:
    """What a typed text gives to a prompt: the text itself, or the choice that it names."""
    text = text.strip()
    if prompt.typed == "rating":
        rating = parse_rating(text)
        return None if rating.value is None else str(rating.value)
    named = next(
        (c.value for c in prompt.choices if text.casefold() in (c.value, c.label.casefold())), None
    )
    if named is None and (prompt.kind == "text" or prompt.typed == "text"):
        return text or None
    return named
