"""Check-ins: seven short ratings, a note, a small goal, and how they read beside earlier ones.

Five items come from what people in programs are asked to watch (sleep, focus, energy,
relationships, substance use), plus mood and the internal check "able to face a regular day".
Each is rated 1 to 5, and 5 is always the easier end. They are not a validated questionnaire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

LOWEST, HIGHEST = 1, 5
USUAL_NEEDS = 5  # fewer earlier ratings than this say nothing about what is usual
USUAL_DAYS = 28
SPARK_DAYS = 14
BARS = "▁▂▄▆█"  # one for each rating
NO_DAY = "·"

GoalOutcome = Literal["done", "partly", "not_yet", "no_longer"]
Comparison = Literal["lower", "usual", "higher", "unknown"]


@dataclass(frozen=True)
class Item:
    """Something to rate: its words come from content."""

    slug: str
    label: str
    question: str
    low: str
    high: str
    suggestion: str


@dataclass(frozen=True)
class CheckIn:
    """One check-in. ``ratings`` holds only what was rated; ``day`` is the person's local date."""

    day: date
    ratings: dict[str, int]
    note: str = ""
    goal: str = ""
    last_goal: GoalOutcome | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.ratings or self.note or self.goal or self.last_goal)


@dataclass(frozen=True)
class ItemReading:
    """One item of a check-in beside what is usual for this person.

    ``usual`` is the median of the earlier ratings of the last 28 days, None below five of them.
    """

    slug: str
    rating: int
    usual: float | None
    comparison: Comparison
    spark: str


def read(check_in: CheckIn, earlier: Sequence[CheckIn], items: Sequence[Item]) -> list[ItemReading]:
    """Reads a check-in beside earlier ones, in the order of ``items``."""
    since = check_in.day - timedelta(days=USUAL_DAYS)
    readings = []
    for item in items:
        rating = check_in.ratings.get(item.slug)
        if rating is None:
            continue
        before = [c.ratings[item.slug] for c in earlier if item.slug in c.ratings and c.day > since]
        usual = median(before) if len(before) >= USUAL_NEEDS else None
        readings.append(
            ItemReading(
                item.slug,
                rating,
                usual,
                _compare(rating, usual),
                spark([check_in, *earlier], item.slug, check_in.day),
            )
        )
    return readings


def _compare(rating: int, usual: float | None) -> Comparison:
    if usual is None:
        return "unknown"
    # Half a step is noise on a scale of five.
    if rating <= usual - 1:
        return "lower"
    return "higher" if rating >= usual + 1 else "usual"


def lowest(check_in: CheckIn, items: Sequence[Item]) -> Item | None:
    """The item with the lowest rating, the first of equals; None when all are 4 or 5 or unrated."""
    rated = [item for item in items if item.slug in check_in.ratings]
    low = min(rated, key=lambda item: check_in.ratings[item.slug], default=None)
    return low if low and check_in.ratings[low.slug] <= 3 else None


def daily(check_ins: Sequence[CheckIn], slug: str, last: date, days: int) -> list[int | None]:
    """The latest rating of each day, oldest day first; None for a day without one.

    ``check_ins`` are newest first, so the first of a day counts.
    """
    by_day: dict[date, int] = {}
    for check_in in check_ins:
        if slug in check_in.ratings:
            by_day.setdefault(check_in.day, check_in.ratings[slug])
    return [by_day.get(last - timedelta(days=back)) for back in range(days - 1, -1, -1)]


def spark(check_ins: Sequence[CheckIn], slug: str, last: date, days: int = SPARK_DAYS) -> str:
    """A bar for each day, a dot for a day without a rating, oldest first."""
    return "".join(
        NO_DAY if rating is None else BARS[rating - LOWEST]
        for rating in daily(check_ins, slug, last, days)
    )


@dataclass(frozen=True)
class ItemSummary:
    """An item over some days, for a row of text: bars, and the numbers that a reader hears."""

    slug: str
    spark: str
    count: int
    low: int
    high: int
    middle: float


def summarise(
    check_ins: Sequence[CheckIn], slug: str, last: date, days: int = SPARK_DAYS
) -> ItemSummary | None:
    """Sums an item up; None when it was never rated in these days."""
    values = [v for v in daily(check_ins, slug, last, days) if v is not None]
    if not values:
        return None
    return ItemSummary(
        slug,
        spark(check_ins, slug, last, days),
        len(values),
        min(values),
        max(values),
        median(values),
    )


def rating_from(text: str) -> int | None:
    """A rating typed or pressed, or None when it is not one of 1 to 5."""
    text = text.strip()
    return int(text) if text in {"1", "2", "3", "4", "5"} else None
