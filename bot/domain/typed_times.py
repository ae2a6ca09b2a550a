"""Times and cycles as people type them on a phone, read leniently or refused with a code.

``parse_time("5pm")``        a time, or a TimeProblem
``parse_span("9am-5pm")``    start and end of a shift, or a TimeProblem
``parse_cycle("2D 2N 4O")``  the days of a cycle as letters, or a CycleProblem
``format_time(time(17))``    "17:00"

Nothing is guessed that could put a reminder at the wrong hour: "5" is five in the morning, because
"17" exists and the two weeks shown before saving make a slip visible.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from enum import StrEnum
from typing import Final

MAX_TYPED = 40
MAX_CYCLE_DAYS: Final = 56  # the longest of the common patterns (Panama, slow rotation) is 56 days


class TimeProblem(StrEnum):
    """Why a typed time was not understood; the words for it belong to content."""

    EMPTY = "time_empty"
    NOT_A_TIME = "time_not_a_time"
    OUT_OF_RANGE = "time_out_of_range"
    AMBIGUOUS = "time_ambiguous"


class CycleProblem(StrEnum):
    """Why a typed cycle was not understood."""

    EMPTY = "cycle_empty"
    NOT_A_CYCLE = "cycle_not_a_cycle"
    TOO_LONG = "cycle_too_long"
    ALL_OFF = "cycle_all_off"


_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_CLOCK = re.compile(
    r"""(?P<hour>\d{1,2}) (?: [:.h,]\s? (?P<minute>\d{2}) | h )? \s? (?P<half>am|pm|a|p)? """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})\s?(?P<half>am|pm|a|p)?")


def parse_time(text: str) -> time | TimeProblem:
    """A wall time from "17", "5pm", "17:30", "1730", "22.00", "17h30", "5 p.m.", "noon".

    "24" and "24:00" are midnight. A bare "12" is noon, "12am" midnight. Seconds are not read.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    if not typed:
        return TimeProblem.EMPTY
    typed = re.sub(r"([ap])\.\s?m\.?", r"\1m", typed)
    typed = re.sub(r"\s*(uhr|o'clock|hrs|hours)$", "", typed)
    if typed in _NAMED:
        return _NAMED[typed]
    found = None
    if len(typed) <= MAX_TYPED and typed.isascii():
        found = _CLOCK.fullmatch(typed) or _DIGITS.fullmatch(typed)
    if found is None:
        return TimeProblem.NOT_A_TIME
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return TimeProblem.OUT_OF_RANGE
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        return TimeProblem.OUT_OF_RANGE
    return time(hour, minute)


_BETWEEN = re.compile(r"\s*(?:[-–—]|\bto\b|\buntil\b|\btill\b)\s*")
_BARE = re.compile(r"[1-9]|1[0-2]|(?:[1-9]|1[0-2])[:.h]?[0-5]\d")


def parse_span(text: str) -> tuple[time | None, time] | TimeProblem:
    """Start and end from "9-17:30", "7pm to 7am", "22–6"; only an end from "17" or "until 17".

    "9-5" and "7-7" are refused as ambiguous: one means the afternoon, the other may be a day, a
    night or 24 hours. "9am-5pm", "19-7" and "07:00-07:00" say which.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    parts = _BETWEEN.split(typed, maxsplit=1)
    end = parse_time(parts[-1])
    if isinstance(end, TimeProblem):
        return end
    if len(parts) == 1 or not parts[0]:
        return None, end
    start = parse_time(parts[0])
    if isinstance(start, TimeProblem):
        return start
    if end <= start and all(_BARE.fullmatch(part.strip()) for part in parts):
        return TimeProblem.AMBIGUOUS
    return start, end


def format_time(at: time) -> str:
    """24-hour text, "07:00"; what parse_time reads back to the same time."""
    return f"{at.hour:02d}:{at.minute:02d}"


# One letter a day: Day, Early (morning), Late (afternoon), Night, on Call, Off.
_LETTERS = {
    "d": "D", "day": "D", "days": "D", "on": "D", "work": "D", "w": "D",
    "e": "E", "m": "E", "early": "E", "earlies": "E", "morning": "E", "mornings": "E",
    "l": "L", "a": "L", "s": "L", "late": "L", "lates": "L", "afternoon": "L", "afternoons": "L",
    "evening": "L", "evenings": "L", "swing": "L", "swings": "L",
    "n": "N", "night": "N", "nights": "N",
    "c": "C", "call": "C",
    "o": "O", "off": "O", "x": "O", "-": "O", ".": "O", "–": "O", "_": "O",
    "free": "O", "rest": "O",
}  # fmt: skip
_TOKEN = re.compile(
    r"\s*(?:[,;/+|]\s*)?(?:and\b|then\b)?\s*(?P<count>\d{1,2})?\s*[x×*]?\s*(?P<word>[a-z]+|[-.–_])"
)
# What may follow a whole word: "7 days on", "2 night shifts", "3 nights off".
_TAIL = re.compile(r"(?:\s+shifts?\b)?(?:\s+(?P<which>on|off)\b)?")
_ON_CALL = re.compile(r"(?<![a-z])on[\s-]?call\b")
# Between counted days a dash parts them: "2D - 2N - 4O". Elsewhere it is a day off: "DDNN----".
_PARTED = re.compile(r"\s*[-–—]\s*(?=\d)")
_UNITS = {"shift": 1, "shifts": 1, "week": 7, "weeks": 7}  # days; what they are comes after


def parse_cycle(text: str) -> str | CycleProblem:
    """A cycle as one letter a day (D, E, L, N, C, O) from "DDNN----", "2D 2N 4O", "4 on 4 off",
    "7 days on, 7 days off", "2 weeks on 2 weeks off".

    At most 56 days; at least one of them worked. What could be meant in two ways is refused.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    if not typed:
        return CycleProblem.EMPTY
    if len(typed) > 600:
        return CycleProblem.TOO_LONG
    typed = _ON_CALL.sub("call", typed)
    days: list[str] = []
    at, counted = 0, False
    while at < len(typed):
        parted = _PARTED.match(typed, at) if counted else None
        found = _TOKEN.match(typed, parted.end() if parted else at)
        if found is None:
            return CycleProblem.NOT_A_CYCLE
        letters, at = _run(typed, found, bool(days) and counted)
        if letters is None:
            return CycleProblem.NOT_A_CYCLE
        counted = bool(found["count"])
        days.extend(letters)
        if len(days) > MAX_CYCLE_DAYS:
            return CycleProblem.TOO_LONG
    if not days:
        return CycleProblem.EMPTY
    return CycleProblem.ALL_OFF if set(days) == {"O"} else "".join(days)


def _run(typed: str, found: re.Match[str], after_counted: bool) -> tuple[str | None, int]:
    """The days of one token, None for what is none, and where the next begins."""
    word, count, end = found["word"], found["count"], found.end()
    letters = _letters(word)
    which = None
    if len(word) > 1 and (word in _LETTERS or word in _UNITS) and word not in ("on", "off"):
        tail = _TAIL.match(typed, end)
        # Without a count "night off" is a night and a day off, unless days on are named as well.
        if tail and (count or re.search(r"\bon\b", typed) or not tail["which"]):
            which, end = tail["which"], tail.end()
    if word in _UNITS:
        letters = {"on": "D", "off": "O"}.get(which or "")
        return (letters * (int(count or 1) * _UNITS[word]) if letters else None), end
    if letters is None or (count and len(letters) > 1):
        return None, end
    if which == "off":
        letters = "O"
    elif not which and not count and after_counted and len(word) > 1 and letters in set("DELNC"):
        return None, end  # "4 on 4 off nights": one night more, or all of them
    return letters * int(count or 1), end


def _letters(word: str) -> str | None:
    """One day for a word ("night"), several for letters written together ("ddnn"), or None."""
    if word in _LETTERS:
        return _LETTERS[word]
    if any(letter not in _LETTERS for letter in word):
        return None
    return "".join(_LETTERS[letter] for letter in word)
