"""The shipped rules: read once, at the first call, from the folder that travels with the code.

This is the one place under ``bot/domain`` that reads a file. Everything else here is handed its
data; a screen is not, because then a caller could forget to, and a message would pass
unscreened. It reads the shipped folder only, never an operator's own, so that a broken or
emptied content folder cannot switch it off.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from bot.domain.crisis.points import PointsTable
from bot.domain.crisis.rules import Marker, Mask, Rule, RuleBook
from bot.domain.crisis.screening import Screen

FOLDER = Path(__file__).resolve().parents[3] / "data" / "content" / "crisis"
_RULES = ("own_thoughts", "plan", "self_harm", "overdose", "abuse", "harm_others", "third_party")
POINTS = ("own_thoughts", "self_harm", "overdose", "abuse", "harm_others", "third_party")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is 10 times as fast


def read_book(folder: Path = FOLDER) -> RuleBook:
    """The rule book in ``folder``. Raises OSError, yaml.YAMLError or msgspec.ValidationError."""

    def read(name: str) -> object:
        # Only subclasses of SafeLoader reach this line: nothing but plain data is built.
        return yaml.load((folder / f"{name}.yaml").read_text("utf-8"), _Loader)  # noqa: S506

    return RuleBook(
        rules=tuple(
            rule for name in _RULES for rule in msgspec.convert(read(name), tuple[Rule, ...])
        ),
        masks=msgspec.convert(read("trade_talk"), tuple[Mask, ...]),
        markers=msgspec.convert(read("markers"), tuple[Marker, ...]),
        points=tuple(
            msgspec.convert(read(f"points/{name}"), _PointsFile).table() for name in POINTS
        ),
        lists=msgspec.convert(read("word_lists"), dict[str, tuple[str, ...]]),
        slots=msgspec.convert(read("slots"), dict[str, tuple[str, ...]]),
        cues=msgspec.convert(read("cues"), dict[str, tuple[str, ...]]),
    )


@lru_cache(maxsize=1)
def shipped_screen() -> Screen:
    """The screen made of the shipped rules, built at the first call and kept."""
    return Screen(read_book())


class _PointsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of a table of points: entries stand under the points they have."""

    id: str
    why: str
    concern: float
    crisis: float
    unsigned: float
    by_hand: dict[str, int]
    signs: dict[str, int]
    words: dict[int, tuple[str, ...]]
    examples: dict[Literal["crisis", "concern"], tuple[str, ...]]
    counter_examples: tuple[str, ...]

    def table(self) -> PointsTable:
        """The table with the points beside each entry."""
        return PointsTable(
            id=self.id,
            why=self.why,
            concern=self.concern,
            crisis=self.crisis,
            unsigned=self.unsigned,
            words={entry: points for points, entries in self.words.items() for entry in entries},
            signs=self.signs,
            by_hand=self.by_hand,
            examples=self.examples,
            counter_examples=self.counter_examples,
        )
