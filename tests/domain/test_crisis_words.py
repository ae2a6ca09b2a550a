"""How text becomes words before any rule of the crisis screen reads it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.crisis.words import LONGEST_WORD, words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I don't", "i not"),
        ("i dont", "i not"),
        ("I don’t", "i not"),
        ("I do not", "i not"),
        ("I'm", "i am"),
        ("wanna", "want to"),
        ("k1ll mys3lf", "kill myself"),
        ("su*cide", "suicide"),
        ("suicde", "suicide"),
        ("s u i c i d e", "suicide"),
        ("d.i.e", "die"),
        ("dieeeee", "die"),
        ("ki\u200bll", "kill"),
        ("#killmyself", "kill myself"),
        ("my self esteem", "my self esteem"),
        ("kill my self", "kill myself"),
        ("ｋｉｌｌ", "kill"),
        ("<@U123> see https://x.test/kill/me now", "see now"),
        ("`kill -9 1`", "code"),
        ("skilled", "skilled"),
        ("odd", "odd"),
        ("k8s", "k8s"),
        ("💊", "pillemoji"),
    ],
)
def test_spellings_meet_in_one_form(written: str, read: str) -> None:
    """Contractions, disguises and slips are undone; other words stay what they are."""
    assert [word for word in words(written) if word != ","] == read.split()


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_becomes_short_words_without_spaces(text: str) -> None:
    """Nothing raises, and no word is longer than the bound that keeps the work linear."""
    assert all(0 < len(word) <= 6 * LONGEST_WORD and " " not in word for word in words(text))
