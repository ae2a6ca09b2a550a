"""The compression of FreeCBT's backups: equal to JavaScript byte for byte, and never a bomb."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.freecbt.lzstring import pack, unpack
from bot.domain.freecbt.problems import ImportProblem

PLENTY = 1_000_000
# Packed by lz-string 1.5.0 under Node.
JAVASCRIPT = {
    "": "Q===",
    "\xff": "P9A=",
    "\u0100": "gCAQ",
    "a\xffb\u0100": "IYf4RoAIBA==",
    "a😬b": "IaXg3DR7BGQ=",
    '{"v":"Archive-v1","thoughts":[]}': (
        "N4IgbiBcIIIE4GMAWBLMBTAtGAjCANCAC5ID2ArgOZJEDOUA2gLoC+QA"
    ),
}


def units(text: str) -> bytes:
    """The UTF-16 units, two bytes each, in which JavaScript sees a text."""
    return text.encode("utf-16-le", "surrogatepass")


def outcome(packed: str) -> str:
    """The text, or the code of the problem."""
    try:
        return unpack(packed, 1000)
    except ImportProblem as problem:
        return problem.code


any_text = st.text(st.characters(codec=None), max_size=200)


@pytest.mark.parametrize(("text", "packed"), JAVASCRIPT.items())
def test_what_javascript_packs_is_packed_the_same_here(text: str, packed: str) -> None:
    """FreeCBT has to be able to read it."""
    assert pack(text) == packed
    assert unpack(packed, PLENTY) == text


@settings(max_examples=150)
@given(any_text)
@example("a😬b")
@example("日本語")
@example("\ud83d")
@example("\x00\xff\u0100")
def test_every_text_comes_back(text: str) -> None:
    """Emoji, CJK, control characters and lone surrogates included, unit by unit."""
    assert units(unpack(pack(text), PLENTY)) == units(text)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["ab", "😬", "abc ", "日"]), max_size=400).map("".join))
def test_repetition_comes_back_too(text: str) -> None:
    """Repeated pieces are where codes grow and refer to the piece just begun."""
    assert unpack(pack(text), PLENTY) == text


def test_an_emoji_is_two_units_as_in_javascript() -> None:
    """Packing code points instead would lose the emoji in FreeCBT without a word."""
    assert pack("😬") == pack("\ud83d\ude2c")


@settings(max_examples=200)
@given(st.text("ABCDEFGHabcdefgh0123456789+/=", max_size=200))
def test_any_base64_gives_text_within_the_limit_or_a_code(packed: str) -> None:
    """Damage is named by a code; nothing else is ever raised."""
    told = outcome(packed)
    assert told in ("damaged", "too_large_inside") or len(units(told)) <= 2000


@given(any_text)
def test_signs_that_are_no_base64_are_damage(packed: str) -> None:
    """A backup with something written into it is not guessed at."""
    told = outcome(packed)
    assert told in ("damaged", "too_large_inside") or len(units(told)) <= 2000


def test_a_bomb_is_left_alone_at_the_limit() -> None:
    """A few thousand bytes that unpack to megabytes stop at the limit, not after it."""
    bomb = pack("a" * 3_000_000)
    assert len(bomb) < 5000
    with pytest.raises(ImportProblem, match="too_large_inside"):
        unpack(bomb, 100_000)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 10, 41])
def test_a_backup_cut_off_is_damage(length: int) -> None:
    """Half a backup is never brought in as if it were whole."""
    packed = pack('{"v":"Archive-v1","thoughts":[]}')
    with pytest.raises(ImportProblem, match="damaged"):
        unpack(packed[:length], PLENTY)
