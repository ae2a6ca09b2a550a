"""Full-text search over the IOP topics: FTS5 in memory, built once, never over people's text.

Two tables. ``pages`` holds one row a topic with weighted columns and answers with bm25. ``asks``
holds one row for each way people ask for a topic (its title, menu label, aliases), so that a
question is compared with questions. A score from 0 to 1 joins them:

    ASK   how well the question and the closest ask cover each other, rare words counting more
    COVER how much of the question the topic's title, summary and aliases cover
    PAGE  bm25 of the whole page, as a share of the best page

A question nothing covers gets no hits. What was asked is never stored, logged or raised.
"""

from __future__ import annotations

import math
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from bot.domain.iop import Bullets, Hit, Topic, spans
from data.library.iop_words import Term, Words

ASK, COVER, PAGE = 0.6, 0.25, 0.15
# What a word that no topic knows counts against every topic, as a share of the rarest known word:
# once, and more for a word that belongs to other business, such as "password".
UNKNOWN, ELSEWHERE = 1.0, 3.0
# What is left of the rarity of a word that nearly every question holds, such as "program".
WEAK = 0.25
# Columns: slug (not indexed), title, menu, asks, summary, body.
PAGE_WEIGHTS = "0.0, 6.0, 6.0, 5.0, 3.0, 1.0"


@dataclass(frozen=True)
class _Ask:
    slug: str
    weight: float


class TopicIndex:
    """The index of a set of topics. Safe to share between threads."""

    def __init__(self, topics: Iterable[Topic], words: Words, threshold: float) -> None:
        self._lock = threading.Lock()
        self._words = words
        self._threshold = threshold
        self._db = Database(sqlite3.connect(":memory:", check_same_thread=False))
        for statement in (
            "CREATE VIRTUAL TABLE pages USING fts5("
            "slug UNINDEXED, title, menu, asks, summary, body, tokenize = 'porter unicode61')",
            "CREATE VIRTUAL TABLE asks USING fts5("
            "slug UNINDEXED, text, tokenize = 'porter unicode61')",
            "CREATE VIRTUAL TABLE stems USING fts5vocab('asks', 'instance')",
        ):
            self._db.execute(statement)
        self._fill(list(topics))

    def _fill(self, topics: list[Topic]) -> None:
        plain = self._words.terms
        asks: list[tuple[str, str]] = []
        for topic in topics:
            head = topic.head
            ways = dict.fromkeys(
                " ".join(plain(way))
                for text in (head.slug, head.title, head.menu, *head.aliases)
                for way in text.split(",")
            )
            asks += [(head.slug, way) for way in ways if way]
            page = (head.title, head.menu, " ".join(ways), head.summary, _body(topic))
            self._db.execute(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?)",
                (head.slug, *(" ".join(plain(text)) for text in page)),
            )
        self._db.conn.executemany("INSERT INTO asks VALUES (?, ?)", asks)
        self._topics = len(topics)
        found: dict[str, set[str]] = defaultdict(set)
        in_ask: dict[int, set[str]] = defaultdict(set)
        for stem, ask in self._db.execute("SELECT term, doc FROM stems"):
            found[stem].add(asks[ask - 1][0])
            in_ask[ask].add(stem)
        self._asks = {
            ask: _Ask(asks[ask - 1][0], sum(self._rarity(len(found[stem]), stem) for stem in stems))
            for ask, stems in in_ask.items()
        }

    def search(self, question: str, limit: int = 5) -> list[Hit]:
        """At most ``limit`` hits, best first; empty when nothing fits. Never raises on text."""
        terms = self._words.question(question)
        if not terms:
            return []
        with self._lock:
            scores = self._scores(terms)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][1] < self._threshold:
            return []
        return [Hit(slug, round(score, 3)) for slug, score in ranked[:limit]]

    def _scores(self, terms: list[Term]) -> dict[str, float]:
        total = known = 0.0
        by_ask: dict[int, float] = defaultdict(float)
        by_topic: dict[str, float] = defaultdict(float)
        for term in terms:
            rows = {row[0] for row in self._match("SELECT rowid FROM asks", term)}
            slugs = {self._asks[row].slug for row in rows}
            if not rows:
                odd = ELSEWHERE if term.text in self._words.elsewhere else UNKNOWN
                total += odd * self._rarity(1)
                continue
            rarity = self._rarity(len(slugs), term.text)
            total += rarity
            known += rarity
            for row in rows:
                by_ask[row] += rarity * term.sure
            for slug in slugs:
                by_topic[slug] += rarity * term.sure
        closest: dict[str, float] = defaultdict(float)
        for row, shared in by_ask.items():
            ask = self._asks[row]
            # The cosine of two sets of weighted words: 1 when they are the same words.
            closest[ask.slug] = max(closest[ask.slug], shared / math.sqrt(total * ask.weight))
        pages = self._pages(terms)
        return {
            slug: ASK * min(closest[slug], 1.0)
            + COVER * by_topic[slug] / total
            + PAGE * pages.get(slug, 0.0) * known / total
            for slug in by_topic
        }

    def _pages(self, terms: list[Term]) -> dict[str, float]:
        """bm25 of each page as a share of the best, 0 to 1."""
        rows = self._db.execute(
            f"SELECT slug, -bm25(pages, {PAGE_WEIGHTS}) FROM pages WHERE pages MATCH ?",  # noqa: S608 - our own constant
            [" OR ".join(_quoted(term.text) for term in terms)],
        ).fetchall()
        best = max((score for _, score in rows), default=0.0)
        return {slug: max(score, 0.0) / best for slug, score in rows} if best > 0 else {}

    def _match(self, select: str, term: Term) -> list[tuple[int]]:
        rows: list[tuple[int]] = self._db.execute(
            f"{select} WHERE asks MATCH ?", [_quoted(term.text)]
        ).fetchall()
        return rows

    def _rarity(self, topics: int, word: str = "") -> float:
        """How telling a word is that ``topics`` topics use (the idf of bm25)."""
        rarity = math.log(1 + (self._topics - topics + 0.5) / (topics + 0.5))
        return rarity * WEAK if word in self._words.weak else rarity


def _quoted(term: str) -> str:
    # Terms are letters and digits only; quotes keep OR, NOT and NEAR ordinary words.
    return f'"{term}"'


def _body(topic: Topic) -> str:
    texts: list[str] = []
    for part in topic.parts:
        texts += part.items if isinstance(part, Bullets) else [part.text]
    return " ".join(span.text for text in texts for span in spans(text))
