"""What a few words in the DM mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intents import exact, understand
from data.library import load_library

INTENTS = load_library().intents

MEANT = {
    "check in": "check_in",
    "Check-in.": "check_in",
    "chekc in": "check_in",
    "I'd like to check in": "check_in",
    "I'd like to chekc in": "check_in",
    "can i do a quick check in please": "check_in",
    "HELP": "help",
    "what can you do?": "help",
    "crisis": "crisis",
    "i need to talk to someone": "crisis",
    "get help now": "crisis",
    "help me": "crisis",
    "Please help me.": "crisis",
    "somebody help me": "crisis",
    "help me check in": "check_in",
    "privcy": "privacy",
    "who can see this": "privacy",
    "can my boss see this?": "privacy",
    "is this confidential": "privacy",
    "exprot": "export",
    "download my data": "export",
    "please delete everything": "delete",
    "delete my data": "delete",
    "iop": "iop",
    "tell me about intensive outpatient programs": "iop",
    "thought": "thought",
    "i want to work through a thought": "thought",
    "merge": "merge",
    "im done for today": "merge",
    "reminders": "reminders",
    "remind me": "reminders",
    "pause": "pause",
    "stop": "stop",
    "check in here": "check_in_here",
    "rather talk": "check_in_here",
    "trends": "trends",
    "how have i been": "trends",
    "skill": "skill",
    "breathing exercise": "skill",
    "my data": "my_data",
}

NOT_A_COMMAND = [
    "the deploy was rough and the line went down twice",
    "ok",
    "skil",
    "paus",
    "thanks",
    "yes",
    "checking the invoices tomorrow",
    "the merge request got rejected again by the same reviewer as last week, and the week before",
    "lorem ipsum dolor",
    "🙂",
    "",
    "?!",
]


@pytest.mark.parametrize(("text", "intent"), MEANT.items())
def test_typos_and_ordinary_sentences_are_understood(text: str, intent: str) -> None:
    """Commands work with slips and inside sentences."""
    assert understand(text, INTENTS) == intent


@pytest.mark.parametrize("text", NOT_A_COMMAND)
def test_anything_else_is_not_guessed(text: str) -> None:
    """Somebody telling something gets the menu, not a wrong turn."""
    assert understand(text, INTENTS) is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_trouble(text: str) -> None:
    """No text that Slack can deliver makes the reading fail."""
    known = {intent.name for intent in INTENTS} | {None}
    assert understand(text, INTENTS) in known
    assert exact(text, INTENTS) in known
