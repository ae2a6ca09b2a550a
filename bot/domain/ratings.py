"""Ratings from 0 to 100 as people type them.

parse_rating(text) → the number, nothing, or the code of a problem. It never guesses: what can
mean two things is asked for again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

RatingCode = Literal["not_a_number", "two_numbers", "fraction", "below_range", "above_range"]

# A rating with a few words around it; anything longer landed in the wrong field.
_LONGEST = 60


@dataclass(frozen=True)
class Rating:
    """A typed rating: ``value`` 0..100 or None when left empty, or the code of a ``problem``."""

    value: int | None = None
    problem: RatingCode | None = None


def parse_rating(text: str) -> Rating:
    """The 0..100 rating in what a person typed: "80", "80%", "about 80", "８０", "8 out of 10".

    Digits of any script count. Halves round up. Nothing typed is no rating and no problem.
    """
    if not text.strip():
        return Rating()
    if len(text) > _LONGEST:
        return Rating(problem="not_a_number")
    plain = _plain_digits(text)
    if re.fullmatch(r"\D*50\s*[/-]\s*50\D*", plain):
        return Rating(50)
    scaled = re.fullmatch(r"\D*?(-?\d+(?:[.,]\d+)?)\s*(?:/|out of|of)\s*(100|10)\D*", plain)
    if scaled:
        return _in_range(_number(scaled[1]) * (100 // int(scaled[2])))
    if re.search(r"\d[.,'\u2019]\d{3}(?!\d)", plain):
        # "1,000" is a thousand to some and one to others.
        return Rating(problem="above_range" if re.match(r"\D*[1-9]", plain) else "fraction")
    numbers = re.findall(r"(?:(?<=\s)-|^-)?\d+(?:[.,]\d+)?", plain)
    if not numbers:
        return Rating(problem="not_a_number")
    if len(numbers) > 1:
        return Rating(problem="two_numbers")
    number = _number(numbers[0])
    if 0 < number < 1:
        return Rating(problem="fraction")
    return _in_range(number)


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))


def _in_range(number: float) -> Rating:
    if number < 0:
        return Rating(problem="below_range")
    if number > 100:
        return Rating(problem="above_range")
    return Rating(int(number + 0.5))


def _plain_digits(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").strip()
    plain = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in folded.lower()
    )
    return re.sub(r"\bminus\s+(?=\d)", "-", plain)
