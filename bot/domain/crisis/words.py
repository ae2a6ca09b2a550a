"""Words: any text in, plain lower-case words and clause marks out.

The same function reads what a person typed and the patterns of the content files, so that both
meet in one spelling. What comes out is a list of words without apostrophes; ``.`` ends a
sentence, ``?`` ends a question, ``,`` ends a clause. Code, links, mentions and invisible
characters are gone, contractions are spelled out ("don't" and "dont" are both "not", since
"do not want" and "not want" say the same), disguises are undone (k1ll, d.i.e, wanttodie).

Work is linear in the length of the text: every expression here is bounded or possessive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.crisis.spelling import (
    BROKEN_APOSTROPHES,
    CORES,
    EMOJI,
    EXPANSIONS,
    FILLERS,
    JOINABLE,
    KEY_WORDS,
    LONG_LIGATURES,
    LOOKALIKES,
    SELF_NOUNS,
    VERBS_AFTER_I,
    VERBS_BEFORE_TO,
    near_misses,
)

LONGEST_WORD = 24  # characters kept of a word; bounds the work of every expression downstream

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]{1,200})`")
_PROSE = re.compile(r"[a-z]+(?:[ ,']+[a-z]+){2,}[ .]*")
_LINK = re.compile(r"<[@#!][^>\s]{1,80}>|<?(?:https?|mailto|ftp):[^\s>]{1,2000}>?")
_SPACED = re.compile(r"(?<![a-z0-9'])[a-z](?:[ .*_-]{1,2}[a-z]){2,40}(?![a-z0-9'])")
_DOTTED = re.compile(r"(?<![a-z._])[a-z]{1,24}(?:[._][a-z]{1,24}){2,12}(?![a-z._])")
# Not inside "husbAnd" or "alSo": some people's capitals stand anywhere.
_RUN_ON = re.compile(
    r"(?<=[a-z]{2})(?=I(?:[ ']|$)|(?:My|The|But)[ ]"
    r"|(?<!(?i:husb))(?<!(?i:thous))(?<!(?i:erst))(?<!(?i:isl))(?<!(?i:dem))And[ ]"
    r"|(?<!(?i:vis))(?<!(?i:hab))(?<!(?i:lim))It[ ]|(?<!(?i:al))So[ ])"
)
_TORN = re.compile(
    r"(?<![a-z])(don|won|didn|doesn|isn|wasn|wouldn|couldn|shouldn|haven|hasn|hadn|aren|weren|ain"
    r"|i|it|that|there|he|she|you|they|we|what|can|who|let) (t|m|ve|d|ll|re|s)(?![a-z'])"
)
_TOKEN = re.compile(
    r":[a-z_0-9+-]{2,30}:|[^\W_](?:[^\W_]|['*$!@](?=[^\W_])){0,200}|[$@!][^\W_][\w$!@]{0,30}"
    r"|[.!?\n;:,()\"“”—–…]|[^\w\s]"
)
_THRICE = re.compile(r"(.)\1{2,}")
_LEET = str.maketrans("013457@$!", "oieastasi")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´＇′"), "'")
_SENTENCE_END = frozenset(".!\n…")
_CLAUSE_END = frozenset(';:,()"“”—–')


_SELF = "myself"


def words(text: str) -> list[str]:
    """The words and clause marks of ``text``; any string is fine, none raises."""
    found: list[str] = []
    for piece in _TOKEN.findall(_plain(text)):
        if piece in EMOJI:
            found.extend((",", EMOJI[piece], ","))
        elif piece in _SENTENCE_END:
            _mark(found, ".")
        elif piece == "?":
            _mark(found, "?")
        elif piece in _CLAUSE_END:
            _mark(found, ",")
        elif piece[0] not in ":-" and any(map(str.isalnum, piece)):
            found.extend(_spelled(piece[:LONGEST_WORD]))
    return _joined(found)


def _plain(text: str) -> str:
    """Lower case, one kind of apostrophe, nothing invisible, no code, no markup."""
    if not text.isascii():
        for broken in BROKEN_APOSTROPHES:
            text = text.replace(broken, "'")
        text = unicodedata.normalize(
            "NFKD", text.translate(_APOSTROPHES | LONG_LIGATURES)
        ).translate(_APOSTROPHES)
        text = "".join(
            char
            for char in text
            if unicodedata.category(char) not in ("Cf", "Mn", "Me", "Cc", "Cs") or char in "\n\t"
        )
    text = _RUN_ON.sub(". ", text).casefold().translate(LOOKALIKES)
    if "`" in text:
        text = _CODE.sub(_prose_only, _FENCE.sub(" . ", text))
    if ":" in text or "<" in text:
        text = _LINK.sub(" ", text)
    text = _TORN.sub(r"\1'\2", _SPACED.sub(_unspaced, text))
    return _DOTTED.sub(lambda match: match[0].replace(".", " ").replace("_", " "), text)


def _prose_only(match: re.Match[str]) -> str:
    # Somebody may write a sentence between backticks; code is what does not read as one.
    return f" {match[1]} " if _PROSE.fullmatch(match[1]) else " code "


def _unspaced(match: re.Match[str]) -> str:
    letters = "".join(char for char in match[0] if char.isalpha())
    parts = _segmented(letters)
    return " ".join(parts) if parts else match[0]


@lru_cache(maxsize=1)
def _misspelled() -> dict[str, str]:
    return near_misses()


def _spelled(token: str) -> Iterable[str]:
    """One raw token as the words it stands for."""
    token = token.strip("'")
    if token[0] == "@" and _undisguised(token) not in KEY_WORDS:
        return ()  # somebody's name
    if token in EXPANSIONS:
        return EXPANSIONS[token]
    if token.isalpha():
        return _alphabetic(token)
    if "'" in token:
        return _contracted(token)
    return (_undisguised(token),)


def _alphabetic(token: str) -> Iterable[str]:
    if len(token) > 2 and _THRICE.search(token):
        twice, once = _THRICE.sub(r"\1\1", token), _THRICE.sub(r"\1", token)
        token = twice if twice in KEY_WORDS else once
        if token in EXPANSIONS:
            return EXPANSIONS[token]
    if token in KEY_WORDS:
        return (token,)
    if token in _misspelled():
        return (_misspelled()[token],)
    if token.startswith(_SELF) and len(token) > len(_SELF):
        # Where a line break was lost, two sentences meet in one word: "kill myselfbye".
        return (_SELF, ".", token[len(_SELF) :])
    if len(token) >= 6:
        return _segmented(token) or (token,)
    return (token,)


def _contracted(token: str) -> Iterable[str]:
    stem, _, tail = token.rpartition("'")
    stem = stem.replace("'", "")
    if tail == "t":
        return EXPANSIONS.get(stem + tail, (stem.removesuffix("n"), "not"))
    for ending, word in (
        ("m", "am"),
        ("re", "are"),
        ("ve", "have"),
        ("ll", "will"),
        ("d", "would"),
    ):
        if tail == ending:
            return (stem, word)
    if tail == "s":
        return EXPANSIONS.get(stem + "s", (stem,))
    return EXPANSIONS.get(stem + tail, (stem + tail,))


def _undisguised(token: str) -> str:
    """k1ll, su*cide, $uicide as the key word they hide; any other token as it is."""
    bare = token.strip("*$!@")
    if bare.isdigit():
        return bare
    for letters in (token.translate(_LEET), token.replace("1", "l").translate(_LEET)):
        if letters in KEY_WORDS:
            return letters
    if "*" in bare and len(bare) >= 3:
        shape = re.compile(re.escape(bare).replace(r"\*", "[a-z]?"))
        for word in sorted(KEY_WORDS):
            if shape.fullmatch(word):
                return word
    return bare


def _segmented(letters: str) -> list[str]:
    """Letters run together as the words they are made of, or nothing when they are not."""
    if len(letters) > 40 or not any(core in letters for core in CORES):
        return []
    best: list[list[str] | None] = [None] * (len(letters) + 1)
    best[0] = []
    for end in range(1, len(letters) + 1):
        for word in JOINABLE:
            start = end - len(word)
            before = best[start] if start >= 0 else None
            if before is not None and letters.endswith(word, 0, end):
                best[end] = [*before, word]
                break
    parts = best[-1] or []
    return parts if any(len(part) > 2 for part in parts) else []


def _mark(found: list[str], mark: str) -> None:
    if found and found[-1] in (".", ",", "?"):
        found[-1] = mark if mark != "," else found[-1]
    else:
        found.append(mark)


def _joined(found: list[str]) -> list[str]:
    """The second pass: what depends on the neighbouring word."""
    out: list[str] = []
    for index, word in enumerate(found):
        after = found[index + 1] if index + 1 < len(found) else ""
        if word in FILLERS:
            continue
        if word == "not" and out and out[-1] in ("do", "does"):
            out[-1] = "not"
        elif word == "self" and out and out[-1] in ("my", "me") and after not in SELF_NOUNS:
            out[-1] = "myself"
        elif word in ("more", "longer") and out and out[-1] == "any":
            out[-1] = "anymore"
        elif word == "2" and out and out[-1] in VERBS_BEFORE_TO and after.isalpha():
            out.append("to")  # "dont want 2 be alive"
        elif word in ("id", "ill") and after in VERBS_AFTER_I:
            out.extend(("i", "would" if word == "id" else "will"))
        else:
            out.append(word)
    return out
