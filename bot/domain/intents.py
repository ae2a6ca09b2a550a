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
from rapidfuzz.distance import OSA

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
    # A short word is like many others: it has to be right.
    if len(bare) <= 4:
        return None
    best = process.extractOne(bare, list(phrases), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    if best:
        return phrases[best[0]]
    # Every word of a phrase stands in the sentence, give or take a slip of the finger; the
    # longest such phrase says most.
    words = bare.split()
    found = [phrase for phrase in phrases if len(phrase) > 4 and _stands_in(phrase, words)]
    return phrases[max(found, key=len)] if found else None


def _stands_in(phrase: str, words: list[str]) -> bool:
    wanted = phrase.split()
    if len(wanted) == 1:
        # One word in a sentence is weak, so it has to be right; alone it may have a slip.
        return phrase in words or (len(words) == 1 and _same(phrase, words[0]))
    return all(any(_same(word, other) for other in words) for word in wanted)


def _same(word: str, typed: str) -> bool:
    """Equal, or one slip apart in a word of five letters, two in one of eight or more."""
    slips = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
    return OSA.distance(word, typed, score_cutoff=slips) <= slips


def _bare(text: str) -> str:
    text = utils.default_process(text.replace("'", "").replace("’", ""))
    return re.sub(r"\s+", " ", text).strip()
