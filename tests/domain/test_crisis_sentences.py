"""The project's own sentences, in the voice of people at work, and their outcome."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml

from bot.domain.crisis import Family, screen


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences of one voice with one expected outcome."""

    voice: str
    level: str
    sentences: tuple[str, ...]
    raises: tuple[Family, ...] = ()
    never: tuple[Family, ...] = ()


EITHER = {"help": ("crisis", "concern"), "calm": ("concern", "none")}
GROUPS = msgspec.convert(
    yaml.safe_load(Path(__file__).with_name("crisis_sentences.yaml").read_text("utf-8")),
    tuple[Group, ...],
)
CASES = [(group, sentence) for group in GROUPS for sentence in group.sentences]


@pytest.mark.parametrize(
    ("group", "sentence"), CASES, ids=[f"{group.level}-{n}" for n, (group, _) in enumerate(CASES)]
)
def test_a_sentence_has_the_outcome_its_group_says(group: Group, sentence: str) -> None:
    """Level and rule families are those written beside the sentence."""
    found = screen(sentence)
    level = found.level if found else "none"
    families = set(found.families) if found else set()
    assert level in EITHER.get(group.level, (group.level,))
    assert set(group.raises) <= families
    assert not set(group.never) & families


def test_there_are_enough_sentences_and_half_of_them_are_harmless() -> None:
    """The set keeps its size and its balance when someone edits it."""
    harmless = sum(len(group.sentences) for group in GROUPS if group.level in ("none", "calm"))
    assert len(CASES) >= 300
    assert 0.4 <= harmless / len(CASES) <= 0.6
