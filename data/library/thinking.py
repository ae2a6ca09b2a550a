"""Thinking patterns and emotions, the two lists a thought record offers.

``data/content/thinking_patterns.yaml`` has the twelve slugs that backups of other programs use,
each with our own words; ``data/content/emotions.yaml`` has emotion words by family.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from bot.domain.thoughts import PATTERN_SLUGS
from data.library.files import ContentError, ContentFolder

PATTERNS = "thinking_patterns.yaml"
EMOTIONS = "emotions.yaml"


@dataclass(frozen=True)
class Pattern:
    """One thinking pattern: a plain sentence, an example from code and one from the shop floor."""

    slug: str
    name: str
    sentence: str
    code: str
    shop_floor: str
    question: str


@dataclass(frozen=True)
class EmotionFamily:
    """A family of emotion words, plainest first."""

    id: str
    name: str
    words: tuple[str, ...]
    pleasant: bool = False


@dataclass(frozen=True)
class Thinking:
    """Both lists in the order they are offered."""

    patterns: tuple[Pattern, ...]
    families: tuple[EmotionFamily, ...]

    def pattern(self, slug: str) -> Pattern | None:
        """The pattern with this slug, or None for a tag of another program."""
        return next((pattern for pattern in self.patterns if pattern.slug == slug), None)

    def name(self, slug: str) -> str:
        """What to call a slug in front of a person; an unknown one is its own name."""
        pattern = self.pattern(slug)
        return pattern.name if pattern else slug

    @property
    def pleasant(self) -> frozenset[str]:
        """Words of families that nobody needs help with."""
        return frozenset(w for family in self.families if family.pleasant for w in family.words)

    def family_of(self, word: str) -> EmotionFamily | None:
        """The family of an emotion word in any case, or None for a person's own word."""
        wanted = word.strip().casefold()
        return next((family for family in self.families if wanted in family.words), None)


@dataclass(frozen=True)
class _Patterns:
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class _Emotions:
    families: tuple[EmotionFamily, ...]


def load_thinking(folder: ContentFolder) -> Thinking:
    """Both lists. Raises ContentError where a slug, a sentence or a word is missing or double."""
    patterns = folder.read_yaml(PATTERNS, _Patterns).patterns
    slugs = tuple(pattern.slug for pattern in patterns)
    if slugs != PATTERN_SLUGS:
        missing = [slug for slug in PATTERN_SLUGS if slug not in slugs]
        what = f"no pattern {missing[0]}" if missing else "unknown, doubled or reordered slugs"
        raise ContentError(f"{PATTERNS}: {what}")
    for pattern in patterns:
        for field in fields(pattern):
            if not getattr(pattern, field.name).strip():
                raise ContentError(f"{PATTERNS}: {pattern.slug} has no {field.name}")
    families = folder.read_yaml(EMOTIONS, _Emotions).families
    words = [word for family in families for word in family.words]
    doubled = sorted({word for word in words if words.count(word) > 1})
    if doubled:
        raise ContentError(f"{EMOTIONS}: {doubled[0]} stands twice")
    for family in families:
        if not family.words or not family.name.strip():
            raise ContentError(f"{EMOTIONS}: {family.id} is empty")
        if any(word != word.casefold().strip() or not word for word in family.words):
            raise ContentError(f"{EMOTIONS}: {family.id} has a word that is not lower case")
    return Thinking(patterns, families)
