"""The words of the help view: complete, careful, and never the reason that help is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.domain.crisis.rules import FAMILIES
from data.library.files import SHIPPED, ContentError, ContentFolder
from data.library.help_texts import NAME, LoadedHelp, load_help, sentences

METHOD_WORDS = (
    r"\b(pills?|rope|hang\w*|jump\w*|gun\w*|knife|knives|blade|cut\w*|poison\w*|bridge)\b"
)
PROMISES = r"(nobody will ever|stays between us|your secret|completely private|always confidential)"
BLAME = r"\b(commit\w*|attention.seeking|selfish|you should|must not)\b"


def shipped() -> LoadedHelp:
    return load_help(ContentFolder())


def test_every_family_has_one_sentence_of_care_of_its_own() -> None:
    """What someone wrote about decides the sentence; nobody gets a form letter."""
    texts = shipped().texts
    told = [texts.care_for(family) for family in FAMILIES]
    assert len(set(told)) == len(FAMILIES)
    assert texts.care["default"] not in told
    assert all(
        text.count(".") == 1 and text.endswith(".") for text in (*told, texts.care_for(None))
    )


def test_an_unknown_family_still_gets_a_sentence() -> None:
    """A new rule in the content may be ahead of the texts; the view must not break."""
    texts = shipped().texts
    assert texts.care_for("something_new") == texts.care_for(None) == texts.care["default"]
    assert texts.first_step_for("something_new") is None


@pytest.mark.parametrize("pattern", [METHOD_WORDS, PROMISES, BLAME, "!"])
def test_wording_follows_safe_messaging(pattern: str) -> None:
    """No methods, no promise of secrecy, no blame, no exclamation mark."""
    found = [n for n, text in sentences(shipped().texts) if re.search(pattern, text, re.IGNORECASE)]
    assert found == []


def test_the_line_on_danger_holds_the_number_or_does_without() -> None:
    """The number comes from the chosen country, never from a guess."""
    texts = shipped().texts
    assert "112" in texts.danger_line("112")
    assert "{" not in texts.danger_line("112")
    assert texts.danger_line(None) == texts.danger_unknown
    assert "local emergency number" in texts.danger_unknown


def test_overdose_and_danger_to_others_have_their_own_first_step() -> None:
    """An overdose is a medical emergency first, whatever the mood behind it."""
    texts = shipped().texts
    overdose = texts.first_step_for("overdose")
    assert overdose is not None
    assert "emergency number" in overdose
    assert texts.first_step_for("harm_others") is not None


def test_the_view_says_what_even_keel_is_not() -> None:
    """Not a person, nobody watching: nobody may wait here for an answer that won't come."""
    limits = shipped().texts.limits
    assert "not a person" in limits
    assert "nobody is watching" in limits


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  overdose: ", "  other: "),
        ("Call {number} now.", "Call 911 now."),
        ("I'm safe, continue", "x" * 80),
        ('title: "Help, right now"', 'title: "' + "x" * 30 + '"'),
        ("Let's stop here for a moment.", "Stop {person}."),
        ('deaf: "', 'deaf: "Now! '),
        ("buttons:", "knobs:"),
        ("care:", "care: ["),
    ],
)
def test_a_broken_override_is_reported_and_the_shipped_words_stay(
    tmp_path: Path, old: str, new: str
) -> None:
    """An operator's mistake is named with file and field, and nobody is left without words."""
    text = (SHIPPED / NAME).read_text("utf-8")
    assert old in text
    (tmp_path / NAME).write_text(text.replace(old, new), encoding="utf-8")
    loaded = load_help(ContentFolder(override=tmp_path))
    assert loaded.texts == shipped().texts
    assert len(loaded.reported) == 1
    assert loaded.reported[0].startswith(NAME)


def test_a_sound_override_is_used(tmp_path: Path) -> None:
    """A clinician's wording replaces ours without touching code."""
    text = (SHIPPED / NAME).read_text("utf-8")
    (tmp_path / NAME).write_text(text.replace("Help, right now", "Help"), encoding="utf-8")
    loaded = load_help(ContentFolder(override=tmp_path))
    assert loaded.texts.title == "Help"
    assert loaded.reported == ()


def test_a_broken_shipped_file_stops_the_start_with_its_name(tmp_path: Path) -> None:
    """That is a broken installation: better said at the start than met in the worst hour."""
    with pytest.raises(ContentError, match=NAME):
        load_help(ContentFolder(shipped=tmp_path))
