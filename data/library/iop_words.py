"""Words of a question, made comparable with words of a topic.

``Words.terms`` lowercases and folds synonyms into one word. It is applied to both sides, so a
synonym needs no weight of its own. ``Words.question`` also mends typos against the words the
topics use. Stemming is left to FTS5 (porter).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

QUESTION_LIMIT = 600  # characters read of a question; what comes later changes no answer
TERMS_LIMIT = 40
# A short word has too many neighbours for a guess: "clash" and "cash" are one letter apart. Below
# this length only swapped letters are mended ("fierd"), from LONG_WORD on two slips.
SHORT_WORD = 6
LONG_WORD = 8
SWAP_MIN_LENGTH = 4


@dataclass(frozen=True)
class Term:
    """One comparable word. ``sure`` is 1.0, or less for a word we had to guess."""

    text: str
    sure: float = 1.0


@dataclass(frozen=True)
class Words:
    """The word lists of the search.

    ``filler`` words carry no topic, ``weak`` ones hardly any, ``elsewhere`` ones belong to other
    business; ``known`` are all the words typos may be mended to.
    """

    filler: frozenset[str]
    weak: frozenset[str]
    elsewhere: frozenset[str]
    synonyms: dict[tuple[str, ...], str]
    known: frozenset[str]

    def terms(self, text: str) -> list[str]:
        """The comparable words of a text, in order. Bare numbers carry no topic and go."""
        words = split_words(text)
        found: list[str] = []
        at = 0
        while at < len(words):
            for size in self._sizes.get(words[at], ()):
                canonical = self.synonyms.get(tuple(words[at : at + size]))
                if canonical is not None:
                    found.extend(canonical.split())
                    at += size
                    break
            else:
                if not words[at].isdigit():
                    found.append(words[at])
                at += 1
        return found

    def question(self, text: str) -> list[Term]:
        """The distinct terms of a question, typos mended, at most ``TERMS_LIMIT``."""
        words = split_words(text[:QUESTION_LIMIT])
        mended = [self._mended(word) for word in words]
        guessed = {new for old, new in zip(words, mended, strict=True) if old != new}
        terms = dict.fromkeys(self.terms(" ".join(mended)))
        unsure = {term for word in guessed for term in self.terms(word)}
        return [Term(term, 0.8 if term in unsure else 1.0) for term in terms][:TERMS_LIMIT]

    @cached_property
    def _sizes(self) -> dict[str, tuple[int, ...]]:
        """First word of a synonym to the lengths in words to try, longest first."""
        sizes: dict[str, set[int]] = {}
        for phrase in self.synonyms:
            sizes.setdefault(phrase[0], set()).add(len(phrase))
        return {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        letters: dict[str, list[str]] = {}
        for word in sorted(self.known):
            letters.setdefault(word[0], []).append(word)
        return letters

    def _mended(self, word: str) -> str:
        if (
            len(word) < SWAP_MIN_LENGTH
            or word.isdigit()
            or word in self.known
            or word in self.elsewhere
        ):
            return word
        near = process.extract(
            word,
            self._by_letter.get(word[0], []),
            scorer=OSA.distance,
            score_cutoff=2 if len(word) >= LONG_WORD else 1,
            limit=None,
        )
        # Among words as near, the one of the same letters: "fierd" is "fired" before "field".
        same = sorted(word)
        ranked = sorted((hit[1], sorted(hit[0]) != same, hit[0]) for hit in near)
        if not ranked or (len(word) < SHORT_WORD and ranked[0][1]):
            return word
        return ranked[0][2]


def split_words(text: str) -> list[str]:
    """Lowercase runs of ASCII letters and digits; accents folded, apostrophes dropped."""
    folded = unicodedata.normalize("NFKD", text.replace("\0", " ")).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", bare))
