"""The reviewed rules: each example raises its rule, each counter-example does not."""

from __future__ import annotations

import re

import pytest

from bot.domain.crisis import FAMILIES, Screen, screen
from bot.domain.crisis.patterns import PatternError, compile_pattern
from bot.domain.crisis.rules import Rule
from bot.domain.crisis.shipped import read_book, shipped_screen

BOOK = read_book()


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_each_example_raises_its_rule(rule: Rule) -> None:
    """An example of a rule is a crisis and names it; an example of a sign holds the sign."""
    assert rule.examples
    for example in rule.examples:
        if rule.level == "sign":
            assert rule.id in shipped_screen().signs(example), example
            continue
        found = screen(example)
        assert found is not None, example
        assert rule.id in found.rules, example
        assert found.level == "crisis", example


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_no_counter_example_raises_anything(rule: Rule) -> None:
    """A counter-example is work talk: nothing at all is found in it."""
    assert rule.counter_examples
    for trap in rule.counter_examples:
        assert screen(trap) is None, trap


@pytest.mark.parametrize("mask", BOOK.masks, ids=lambda mask: mask.id)
def test_each_masked_example_is_harmless(mask) -> None:
    """What a mask is there for raises nothing."""
    assert mask.examples
    for example in mask.examples:
        assert screen(example) is None, example


def test_every_cue_is_used_by_a_rule_and_every_slot_by_a_cue() -> None:
    """Nothing lies about in the word lists that no rule needs."""
    named = {
        name
        for rule in BOOK.rules
        for source in rule.together
        for name in re.findall(r"[a-z_]+", source)
    }
    assert set(BOOK.cues) <= named
    used = re.findall(r"<([a-z_]+)>", repr([*BOOK.cues.values(), *BOOK.slots.values()]))
    assert set(BOOK.slots) <= set(used)


def test_every_rule_belongs_to_a_family_and_says_why() -> None:
    """Ids are unique, begin with a family, and each rule and mask has its reason."""
    ids = [entry.id for entry in (*BOOK.points, *BOOK.rules)]
    assert len(ids) == len(set(ids))
    assert all(rule_id.partition(".")[0] in FAMILIES for rule_id in ids)
    assert {rule.id.partition(".")[0] for rule in BOOK.rules} == set(FAMILIES)
    assert all(entry.why for entry in (*BOOK.points, *BOOK.rules, *BOOK.masks, *BOOK.markers))


def test_every_pattern_compiles_and_none_can_blow_up() -> None:
    """All repeats are bounded or possessive, so no expression can backtrack without end."""
    for pattern in shipped_screen().patterns():
        assert pattern.regex
        assert re.search(r"(?<![\\+}])[*]|(?<![\\+}\]])\+|\{\d*,\}", pattern.expression) is None
        assert pattern.anchors or pattern.stems


def test_a_broken_rule_book_is_refused() -> None:
    """A pattern that cannot be read names itself and never becomes a silent gap."""
    for source in ("(open", "<nowhere> die", "a|", "just", "i | ", "die ^i die"):
        with pytest.raises(PatternError):
            compile_pattern(source, {})


def test_two_screens_of_one_book_find_the_same() -> None:
    """The screen is deterministic: nothing but the book and the text decides."""
    other = Screen(BOOK)
    for rule in BOOK.rules:
        for example in rule.examples:
            assert other.screen(example) == screen(example)
