"""Words around thought records: every code has its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.freecbt.problems import FILE_CODES, ROW_CODES, Rejected
from bot.domain.freecbt.reading import MAX_BYTES, MAX_ROWS
from data.library.files import SHIPPED, ContentError, ContentFolder
from data.library.thought_texts import NAME, load_thought_texts

TEXTS = load_thought_texts(ContentFolder())


def test_every_code_has_one_sentence_without_an_exclamation_mark() -> None:
    """Nobody meets a code, and nobody is shouted at."""
    assert set(TEXTS.file) == set(FILE_CODES)
    assert set(TEXTS.row) == set(ROW_CODES)
    assert "!" not in (SHIPPED / NAME).read_text("utf-8")


def test_a_rejected_row_is_told_with_its_place() -> None:
    """Number and reason, which is all that is known of it."""
    assert TEXTS.rejected(Rejected(12, "bad_time")) == "Number 12: the date could not be read."


def test_the_limits_in_the_sentences_are_the_real_ones() -> None:
    """A sentence with an old number would send people in circles."""
    assert f"{MAX_BYTES // 1_000_000} MB" in TEXTS.file["too_large"]
    assert f"{MAX_ROWS:,}" in TEXTS.file["too_many_rows"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  cut_off:", "  cutoff:", "file has no cut_off"),
        ("  fraction:", "  part:", "rating has no fraction"),
        ("Number {row}: not a", "Not a", "row.not_a_thought has no {row}"),
        ("    dropped:", "    gone:", "markdown.statuses has no dropped"),
    ],
)
def test_a_missing_sentence_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    """Whoever edits the file learns which one."""
    text = (SHIPPED / NAME).read_text("utf-8")
    assert old in text
    (tmp_path / NAME).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        load_thought_texts(ContentFolder(override=tmp_path))
    assert str(refused.value) == f"{NAME}: {told}"
