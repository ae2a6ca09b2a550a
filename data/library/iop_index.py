"""Full-text search over the IOP topics: FTS5 in memory, built once, never over people's text.

Two tables. ``pages`` holds one row a topic with weighted columns and answers with bm25. ``asks``
holds one row for each way people ask for a topic (its title, menu label, aliases), so that a
question is compared with questions. A score from 0 to 1 joins them:

    ASK    how well the question and the closest ask cover each other, rare words counting more
    COVER  how much of the question the asks of the topic cover together
    PAGE   bm25 of the whole page, as a share of the best page

A question nothing covers gets no hits. What was asked is never stored, logged or raised.
"""

from __future__ import annotations

import math
import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable

from sqlite_utils import Database

from bot.domain.iop import Bullets, Hit, Topic, spans
from data.library.iop_words import Term, Words

ASK, COVER, PAGE = 0.55, 0.38, 0.07
# What a word that no topic knows counts against every topic, as a share of the rarest known word:
# once, and more for a word that belongs to other business, such as "password". Of several unknown
# words each one tells less than the last: a story told at length is still about its topic.
UNKNOWN, ELSEWHERE = 1.0, 3.0
# What is left of the rarity of a word that nearly every question holds, such as "program".
WEAK = 0.25
# What a word like "how" counts. Not nothing: "how do I know if I need this" holds no other words.
FILLER = 0.45
# The least a question of nothing but filler weighs, so that "how are you" matches no ask.
LIGHTEST = 3.0
# Columns: slug (not indexed), title, menu, summary, body.
PAGE_WEIGHTS = "0.0, 6.0, 6.0, 3.0, 1.0"


class TopicIndex:
    """The index of a set of topics. Safe to share between threads."""

    def __init__(self, topics: Iterable[Topic], words: Words, threshold: float) -> None:
        self._lock = threading.Lock()
        self._words = words
        self._threshold = threshold
        self._db = Database(sqlite3.connect(":memory:", check_same_thread=False))
        for statement in (
            "CREATE VIRTUAL TABLE pages USING fts5("
            "slug UNINDEXED, title, menu, summary, body, tokenize = 'porter unicode61')",
            "CREATE VIRTUAL TABLE asks USING fts5("
            "slug UNINDEXED, text, tokenize = 'porter unicode61')",
        ):
            self._db.execute(statement)
        self._fill(list(topics))

    def _fill(self, topics: list[Topic]) -> None:
        """Write both tables, then note each ask's slug and the weight of its words."""
        self._topics = len(topics)
        asks: list[tuple[str, str]] = []
        for topic in topics:
            ways = self._ways(topic)
            asks += [(topic.slug, way) for way in ways]
            self._db.execute(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?)", (topic.slug, *self._page(topic))
            )
        self._db.conn.executemany("INSERT INTO asks VALUES (?, ?)", asks)
        self._slugs = {row: slug for row, (slug, _) in enumerate(asks, start=1)}
        weights: dict[str, float] = {}
        for term in {term for _, way in asks for term in way.split()}:
            weights[term] = self._weight(term, self._rows(term))
        self._ask_weights = {
            row: sum(weights[term] for term in set(way.split()))
            for row, (_, way) in enumerate(asks, start=1)
        }

    def _ways(self, topic: Topic) -> list[str]:
        head = topic.head
        texts = (head.slug, head.title, head.menu, *head.asks)
        ways = (" ".join(self._words.terms(text)) for text in texts)
        return [way for way in dict.fromkeys(ways) if way]

    def _page(self, topic: Topic) -> list[str]:
        head = topic.head
        texts = (head.title, head.menu, head.summary, _body(topic))
        return [" ".join(self._words.terms(text)) for text in texts]

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
        return [Hit(slug, round(score, 3)) for slug, score in ranked[:limit] if score >= 0.001]

    def _scores(self, terms: list[Term]) -> dict[str, float]:
        total = known = 0.0
        unknown: list[float] = []
        by_ask: dict[int, float] = defaultdict(float)
        by_topic: dict[str, float] = defaultdict(float)
        for term in terms:
            rows = self._rows(term.text)
            weight = self._weight(term.text, rows)
            if not rows and self._plain(term.text):
                unknown.append(weight)
                continue
            total += weight
            if not rows:
                continue
            known += weight
            for row in rows:
                by_ask[row] += weight * term.sure
            for slug in {self._slugs[row] for row in rows}:
                by_topic[slug] += weight * term.sure
        if unknown:
            total += sum(unknown) / math.sqrt(len(unknown))
        if all(term.text in self._words.filler for term in terms):
            total = max(total, LIGHTEST)
        closest: dict[str, float] = defaultdict(float)
        for row, shared in by_ask.items():
            # The cosine of two sets of weighted words: 1 when they are the same words.
            cosine = min(shared / math.sqrt(total * self._ask_weights[row]), 1.0)
            closest[self._slugs[row]] = max(closest[self._slugs[row]], cosine)
        pages = self._pages(terms)
        return {
            slug: ASK * closest[slug]
            + COVER * by_topic[slug] / total
            + PAGE * pages.get(slug, 0.0) * known / total
            for slug in by_topic
        }

    def _pages(self, terms: list[Term]) -> dict[str, float]:
        """bm25 of each page as a share of the best, 0 to 1. Filler is left out."""
        telling = [_quoted(t.text) for t in terms if t.text not in self._words.filler]
        if not telling:
            return {}
        rows = self._db.execute(
            f"SELECT slug, -bm25(pages, {PAGE_WEIGHTS}) FROM pages WHERE pages MATCH ?",  # noqa: S608 - our own constant
            [" OR ".join(telling)],
        ).fetchall()
        best = max((score for _, score in rows), default=0.0)
        return {slug: max(score, 0.0) / best for slug, score in rows} if best > 0 else {}

    def _rows(self, term: str) -> list[int]:
        """The asks that hold a term, by stem; none for a word of other business."""
        if term in self._words.elsewhere:
            return []
        found = self._db.execute("SELECT rowid FROM asks WHERE asks MATCH ?", [_quoted(term)])
        return [row for (row,) in found]

    def _weight(self, term: str, rows: list[int]) -> float:
        """How telling a term is, cut for filler and weak words.

        The idf of bm25, over the number of topics that would be as hard to tell apart as those
        that use the term: a word in thirty asks of one topic and one of another counts for about
        one topic, not two (the exponential of the entropy).
        """
        if term in self._words.filler:
            return FILLER
        if not rows:
            return self._rarity(1) * (ELSEWHERE if term in self._words.elsewhere else UNKNOWN)
        shares = [n / len(rows) for n in Counter(self._slugs[row] for row in rows).values()]
        rarity = self._rarity(math.exp(-sum(share * math.log(share) for share in shares)))
        return rarity * WEAK if term in self._words.weak else rarity

    def _plain(self, term: str) -> bool:
        """Whether a word is on none of our lists."""
        return term not in self._words.filler and term not in self._words.elsewhere

    def _rarity(self, topics: float) -> float:
        return math.log(1 + (self._topics - topics + 0.5) / (topics + 0.5))


def _quoted(term: str) -> str:
    # Terms are letters and digits only; quotes keep OR, NOT and NEAR ordinary words.
    return f'"{term}"'


def _body(topic: Topic) -> str:
    texts: list[str] = []
    for part in topic.parts:
        texts += part.items if isinstance(part, Bullets) else [part.text]
    return " ".join(span.text for text in texts for span in spans(text))
