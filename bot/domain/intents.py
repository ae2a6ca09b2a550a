"""What somebody means by a few words in the DM: a command, an ordinary sentence, or nothing.

Matching is by likeness to example phrases (rapidfuzz, token based), so that typos and sentences
such as "i'd like to check in" work. Two words always win, whatever else is going on: help and
crisis; ``exact`` finds them and the other single words that work inside a conversation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

# Below this likeness (0 to 100) the short menu is a better answer than a guess.
LIKENESS = 84
SHORT = 60  # characters; a longer message is somebody telling something, not a command


@dataclass(frozen=True)
class IntentPhrases:
    """An intent, the single words that name it exactly, and phrases that mean it."""

    name: str
    words: tuple[str, ...]
    phrases: tuple[str, ...]


def exact(text: str, intents: Sequence[IntentPhrases]) -> str | None:
    """The intent that the whole text names exactly, whatever its case and punctuation."""
    bare = _bare(text)
    return next((i.name for i in intents if bare in i.words), None)


def understand(text: str, intents: Sequence[IntentPhrases]) -> str | None:
    """The intent that a message most likely means, or None when the menu is the better answer."""
    named = exact(text, intents)
    if named:
        return named
    bare = _bare(text)
    if not bare or len(bare) > SHORT:
        return None
    phrases = {phrase: i.name for i in intents for phrase in (*i.words, *i.phrases)}
    # A short word is like many others: it may differ by one letter, no more.
    if len(bare) <= 4:
        return None
    best = process.extractOne(
        bare, list(phrases), scorer=fuzz.ratio, score_cutoff=LIKENESS
    ) or process.extractOne(
        bare,
        [phrase for phrase in phrases if len(phrase) > 4],
        scorer=_sentence,
        score_cutoff=LIKENESS,
    )
    return phrases[best[0]] if best else None


def _sentence(text: str, phrase: str, *, score_cutoff: float | None = None) -> float:
    """Likeness of a phrase to its best place in a sentence, on whole words."""
    if len(text) < len(phrase):
        return 0.0
    return fuzz.token_set_ratio(phrase, text) if _all_words(phrase, text) else 0.0


def _all_words(phrase: str, text: str) -> bool:
    words = text.split()
    return all(
        any(fuzz.ratio(word, other) >= (100 if len(word) <= 3 else LIKENESS) for other in words)
        for word in phrase.split()
    )


def _bare(text: str) -> str:
    text = utils.default_process(text.replace("'", "").replace("’", ""))
    return re.sub(r"\s+", " ", text).strip()
