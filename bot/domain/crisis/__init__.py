"""Does a text say that somebody is in danger? Rules a person can read, and nothing else.

    screen(text)  ->  None, or a Finding: level "crisis" or "concern", ids, families

words.py, spelling.py   text to plain words (disguises, slips and contractions undone)
patterns.py             the pattern language of data/content/crisis, compiled
cues.py                 short phrases by meaning, and rules of cues that stand together
rules.py                the typed rules and the Finding
screening.py            masks, rules, denial, past, laughter, weights
denial.py               whether a negation denies what follows it
shipped.py              the rules that travel with the code

Deterministic, no network, no model. It will miss people and it will raise false alarms; what it
reaches is measured by tests/bench/crisis.py.
"""

from __future__ import annotations

from bot.domain.crisis.rules import FAMILIES, Family, Finding, Level
from bot.domain.crisis.screening import Screen
from bot.domain.crisis.shipped import shipped_screen

__all__ = ["FAMILIES", "Family", "Finding", "Level", "Screen", "screen"]


def screen(text: str) -> Finding | None:
    """What the shipped rules find in ``text``. Raises nothing on any string.

    The first call builds the screen (well under two seconds); call ``screen("")`` at start so
    that no person waits for it.
    """
    return shipped_screen().screen(text)
