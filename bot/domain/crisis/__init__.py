"""Does a text say that somebody is in danger? Rules a person can read, and nothing else.

    screen(text)  ->  None, or a Finding: level "crisis" or "concern", ids, families

words.py, spelling.py   text to plain words (disguises, slips and contractions undone)
cues.py, phrases.py     short phrases by meaning (slots.yaml, cues.yaml), found by looking words up
combinations.py         cues that together say something: what most rules are made of
whose.py                whether it is the writer who wants, plans or despairs
patterns.py, pages.py   the pattern language of masks and markers, and where a pattern matches
rules.py                the typed rules and the Finding
reading.py, denial.py   what lowers a hit: a denial, the past, a laugh over work, fiction
asked.py                whether somebody else asked about it, and what was answered
points.py               what words and signs weigh together where no rule speaks (points/)
screening.py            all of it in order
shipped.py              the rules that travel with the code

Deterministic, no network, nothing that learns while it runs. It will miss people and it will
raise false alarms; what it reaches is measured by tests/bench/crisis.py.
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
