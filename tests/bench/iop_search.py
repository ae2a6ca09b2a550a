"""How often a question finds its topic, next to plain FTS5 over the same pages.

Run: python -m tests.bench.iop_search

Counts first hits and hits among three, for questions that were tuned on and for those held out,
and strays: questions about something else that got an answer. "Plain" is FTS5 with porter
stemming and bm25 over title, summary, aliases and body, words joined by OR: no synonyms, no
typos, no weights, no threshold. Time is a ratio to plain FTS5, so that it means the same anywhere.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

from data.library.files import ContentFolder
from data.library.iop import IopLibrary

QUESTIONS = Path(__file__).parents[1] / "data" / "iop_questions.yaml"
Search = Callable[[str], list[str]]


def plain_search(library: IopLibrary) -> Search:
    """FTS5 as it comes, over the same texts."""
    db = Database(sqlite3.connect(":memory:"))
    db["pages"].insert_all(
        {
            "slug": topic.slug,
            "title": topic.head.title,
            "summary": topic.head.summary,
            "aliases": topic.head.aliases,
            "body": " ".join(part.text for part in topic.parts),
        }
        for topic in library.topics
    )
    db["pages"].enable_fts(["title", "summary", "aliases", "body"], tokenize="porter")

    def search(question: str) -> list[str]:
        words = re.findall(r"[a-z0-9]+", question.lower())
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in words)
        return [row["slug"] for row in db["pages"].search(query, limit=5)]

    return search


def shares(questions: list[dict[str, Any]], search: Search) -> tuple[float, float]:
    """First-hit and top-3 accuracy, 0 to 1."""
    first = three = 0
    for question in questions:
        slugs = search(question["ask"])[:3]
        first += slugs[:1] != [] and slugs[0] in question["topics"]
        three += any(slug in question["topics"] for slug in slugs)
    return first / len(questions), three / len(questions)


def seconds(questions: list[dict[str, Any]], search: Search) -> float:
    """The best of three runs over all questions."""
    runs = []
    for _ in range(3):
        began = time.perf_counter()
        for question in questions:
            search(question["ask"])
        runs.append(time.perf_counter() - began)
    return min(runs)


def main() -> None:
    began = time.perf_counter()
    library = IopLibrary(ContentFolder())
    built = time.perf_counter() - began
    data = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    plain = plain_search(library)

    def ours(question: str) -> list[str]:
        return [hit.slug for hit in library.search(question)]

    print(f"{len(library.topics)} topics read and indexed in {built:.2f} s\n")
    print(f"{'questions':<12}{'n':>5}{'first':>9}{'plain':>9}{'top 3':>9}{'plain':>9}{'ratio':>8}")
    for name, held_out in (("tuned", False), ("held out", True)):
        asked = [q for q in data["questions"] if bool(q.get("held_out")) is held_out]
        (first, three), (plain_first, plain_three) = shares(asked, ours), shares(asked, plain)
        print(
            f"{name:<12}{len(asked):>5}{first:>9.1%}{plain_first:>9.1%}"
            f"{three:>9.1%}{plain_three:>9.1%}{first / plain_first:>7.2f}x"
        )
    off = data["off_topic"]
    strays = sum(bool(ours(q["ask"])) for q in off)
    plain_strays = sum(bool(plain(q["ask"])) for q in off)
    print(f"\nanswered though off topic: {strays} of {len(off)} (plain: {plain_strays})")
    ratio = seconds(data["questions"], ours) / seconds(data["questions"], plain)
    print(f"time a question, to plain FTS5: {ratio:.1f}x")


if __name__ == "__main__":
    main()
