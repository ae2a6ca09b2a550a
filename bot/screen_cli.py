"""Trying the crisis screen by hand: one JSON string a line in, one outcome a line out.

A clinician writes sentences, the screen answers ``crisis``, ``concern`` or ``none``, with
``why`` the ids of the rules after it. ``bot/__main__.py`` does the reading and printing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from bot.domain.crisis import screen


class ScreenInputError(ValueError):
    """A line is no JSON string. The text says which line, never what is in it."""


def screen_lines(lines: Iterable[str], why: bool) -> Iterator[str]:
    """One outcome for each line that is not blank.

    Raises ScreenInputError at the first line that is not one JSON string; outcomes of the lines
    before it have been given by then. The caller prints the error to standard error and ends
    with a failure.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            text = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            text = None
        if not isinstance(text, str):
            raise ScreenInputError(f"line {number}: not a JSON string")
        found = screen(text)
        level = found.level if found else "none"
        yield " ".join([level, *found.rules]) if why and found else level
