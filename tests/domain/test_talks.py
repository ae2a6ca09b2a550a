"""Where a conversation stands, and what comes after an answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intents import exact, understand
from bot.domain.talks import Prompt, Talk, after, standing
from data.library import load_library

INTENTS = load_library().intents


def prompts(*off: bool) -> list[Prompt]:
    """Prompts p0, p1, … of which some are off."""
    return [Prompt(f"p{n}", "text", "?", off=one) for n, one in enumerate(off)]


def test_a_prompt_that_is_off_is_passed_over() -> None:
    """It keeps its place for a talk that stands at it, and is not asked."""
    asked = prompts(False, True, True, False)
    talk = Talk("flow", "id", "p0")
    nxt = after(talk, ("given",), asked)
    assert nxt == Talk("flow", "id", "p3", {"p0": ("given",)})
    assert standing(Talk("flow", "id", "p1"), asked) == Talk("flow", "id", "p3")
    assert after(Talk("flow", "id", "p0"), (), prompts(False, True)) is None


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_a_talk_only_ever_moves_forward_and_to_what_is_asked(
    off: list[bool], data: st.DataObject
) -> None:
    """Whatever is switched off, and wherever it stood."""
    asked = prompts(*off)
    at = data.draw(st.integers(0, len(off) - 1))
    talk = Talk("flow", "id", f"p{at}", {"p0": ("kept",)})
    ids = [prompt.id for prompt in asked]
    nxt = after(talk, (), asked)
    assert (nxt is None) == all(off[at + 1 :])
    if nxt:
        place = ids.index(nxt.prompt)
        assert place > at
        assert not off[place]
        assert nxt.answers == talk.answers
    stood = standing(talk, asked)
    if not off[at]:
        assert stood == talk
    assert standing(stood, asked) == stood


def test_words_to_a_talk_are_words_and_not_parts_of_sentences() -> None:
    """What somebody tells of themselves is not taken for a wish to leave."""
    assert exact("Skip it!", INTENTS) == "skip"
    assert exact("quit", INTENTS) == "leave"
    for told in ("I want to stop drinking", "I want to quit my job", "they might skip my review"):
        assert understand(told, INTENTS) not in ("skip", "stop", "leave")
