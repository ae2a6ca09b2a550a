"""The IOP library: topics read from ``iop/*.md``, their table of contents, and their search.

``IopLibrary(folder)`` reads and checks everything once. ``topic`` and ``groups`` are for pages,
``resolve`` understands a direct command ("levels", "for machinists"), ``search`` answers a
question. Reading a topic leaves no trace of who read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.iop import (
    BodyError,
    Group,
    Hit,
    SampleWeek,
    Topic,
    TopicHead,
    split_body,
    week_parts,
)
from bot.domain.iop_review import problems
from data.library.files import ContentError, ContentFolder
from data.library.iop_index import TopicIndex
from data.library.iop_words import Words, split_words

FOLDER = "iop"
SEARCH_FILE = "iop_search.yaml"


@dataclass(frozen=True)
class SearchWords:
    """``iop_search.yaml`` as it is written. ``threshold`` runs from 0 to 1."""

    groups: tuple[str, ...]
    disclaimer: str
    nothing_fits: str
    threshold: float
    filler: str
    weak: str
    synonyms: dict[str, tuple[str, ...]]
    elsewhere: str = ""


class IopLibrary:
    """All topics. Raises ContentError, with file and field, for content that is wrong."""

    def __init__(self, folder: ContentFolder) -> None:
        texts = folder.read_yaml(SEARCH_FILE, SearchWords)
        topics = [_topic(folder, name) for name in folder.names(FOLDER, ".md")]
        unknown = [t.slug for t in topics if t.head.group not in texts.groups]
        if unknown:
            raise ContentError(f"{FOLDER}/{unknown[0]}.md: group is not one of {SEARCH_FILE}")
        self.disclaimer = texts.disclaimer
        self.nothing_fits = texts.nothing_fits
        topics.sort(key=lambda t: (texts.groups.index(t.head.group), t.head.order, t.slug))
        self.topics: tuple[Topic, ...] = tuple(topics)
        self._by_slug = {topic.slug: topic for topic in topics}
        self._by_name = _names(self.topics)
        self._index = TopicIndex(topics, _words(texts, topics), texts.threshold)

    def topic(self, slug: str) -> Topic | None:
        """The topic of that slug, or None for a slug there is not (an old button)."""
        return self._by_slug.get(slug)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The table of contents, without empty groups."""
        names = dict.fromkeys(topic.head.group for topic in self.topics)
        return tuple(
            Group(name, tuple(t for t in self.topics if t.head.group == name)) for name in names
        )

    @property
    def session_templates(self) -> tuple[SampleWeek, ...]:
        """The sample weeks of all topics, for "does it fit my week?"."""
        return tuple(week for topic in self.topics for week in topic.head.weeks)

    def related(self, slug: str) -> tuple[Topic, ...]:
        """The topics a topic points to, in its order; empty for an unknown slug."""
        topic = self._by_slug.get(slug)
        names = topic.head.related if topic else ()
        return tuple(self._by_slug[name] for name in names if name in self._by_slug)

    def resolve(self, text: str) -> str | None:
        """The slug a short command names outright ("levels", "for machinists"), or None."""
        return self._by_name.get(_name(text))

    def search(self, question: str, limit: int = 5) -> list[Hit]:
        """Topics that may answer, best first; empty when nothing fits well. Never raises."""
        return self._index.search(question, limit)

    def search_lines(self, question: str, limit: int = 5) -> list[str]:
        """What ``python -m bot iop QUESTION`` prints: a line a hit, score and slug."""
        hits = self.search(question, limit)
        return [f"{hit.score:.3f}  {hit.slug}" for hit in hits] or [self.nothing_fits]

    def problems(self, today: date) -> list[str]:
        """All that a reviewer has to mend before ``today``; empty for sound content."""
        slugs = frozenset(self._by_slug)
        return [p for topic in self.topics for p in problems(topic, slugs=slugs, today=today)]


def _topic(folder: ContentFolder, name: str) -> Topic:
    document = folder.read_markdown(name, TopicHead)
    head = document.meta
    if name != f"{FOLDER}/{head.slug}.md":
        raise ContentError(f"{name}: slug differs from the file name")
    try:
        parts = split_body(document.body)
        weeks = tuple(part for week in head.weeks for part in week_parts(week))
    except BodyError as error:
        raise ContentError(f"{name}: {error}") from None
    except ValueError:
        raise ContentError(f"{name}: weeks has a time that is not HH:MM") from None
    # Who opens a page with sample weeks wants to see them, so they come first.
    return Topic(head, weeks + parts)


def _names(topics: tuple[Topic, ...]) -> dict[str, str]:
    """Every name a topic answers to by itself; the first topic in reading order wins."""
    names: dict[str, str] = {}
    for strict in (True, False):
        for topic in topics:
            head = topic.head
            texts = (head.slug, head.title, head.menu) if strict else head.asks
            for text in texts:
                names.setdefault(_name(text), topic.slug)
    return names


def _name(text: str) -> str:
    words = split_words(text[:200])
    while words and words[0] in {"for", "the", "a", "an", "about", "i", "am"}:
        words = words[1:]
    return " ".join(words)


def _words(texts: SearchWords, topics: list[Topic]) -> Words:
    synonyms = {
        tuple(split_words(phrase)): word
        for word, phrases in texts.synonyms.items()
        for phrase in phrases
    }
    written = set(synonyms) | {(word,) for word in texts.synonyms}
    for phrase, word in list(synonyms.items()):
        for form in _inflections(phrase):
            if form not in written:
                synonyms[form] = word
    known = set(split_words(texts.filler)) | {word for phrase in synonyms for word in phrase}
    known |= {word for word in texts.synonyms if word.isalnum()}
    for topic in topics:
        head = topic.head
        for text in (head.slug, head.title, head.menu, head.summary, *head.asks):
            known.update(split_words(text))
    return Words(
        filler=frozenset(split_words(texts.filler)),
        weak=frozenset(split_words(texts.weak)),
        elsewhere=frozenset(split_words(texts.elsewhere)),
        synonyms=synonyms,
        known=frozenset(known),
    )


def _inflections(phrase: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Regular forms of a single word: "shout" also as "shouts", "shouted", "shouting".

    Synonyms are matched before stemming. A form that is no word is never typed, so it does no harm.
    """
    if len(phrase) != 1 or len(phrase[0]) < 4 or phrase[0].endswith(("s", "ed", "ing")):
        return []
    word = phrase[0]
    stem = word.removesuffix("e")
    return [(f"{word}s",), (f"{stem}ed",), (f"{stem}ing",)]
