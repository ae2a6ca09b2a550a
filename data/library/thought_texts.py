"""Words around thought records (``data/content/thought_texts.yaml``), typed and checked.

Every code that a rating, a file or a row can carry has its sentence, so that nobody meets a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from bot.domain.freecbt.problems import FILE_CODES, ROW_CODES, Rejected
from bot.domain.freecbt.writing import MarkdownWords
from bot.domain.ratings import RatingCode
from bot.domain.thoughts import ExperimentStatus
from data.library.files import ContentError, ContentFolder

NAME = "thought_texts.yaml"


@dataclass(frozen=True)
class ThoughtTexts:
    """Sentences by code, two notes on exporting, and the headings of the Markdown form."""

    rating: dict[str, str]
    file: dict[str, str]
    row: dict[str, str]
    replaces_all: str
    stays_here: str
    markdown: MarkdownWords

    def rejected(self, rejected: Rejected) -> str:
        """The sentence for one thought left out, with its place in the file."""
        return self.row[rejected.code].replace("{row}", str(rejected.row))


def load_thought_texts(folder: ContentFolder) -> ThoughtTexts:
    """The texts. Raises ContentError where a code has no sentence."""
    texts = folder.read_yaml(NAME, ThoughtTexts)
    for place, told, codes in (
        ("rating", texts.rating, get_args(RatingCode)),
        ("file", texts.file, FILE_CODES),
        ("row", texts.row, ROW_CODES),
        ("markdown.statuses", texts.markdown.statuses, get_args(ExperimentStatus)),
    ):
        for code in codes:
            if not told.get(code, "").strip():
                raise ContentError(f"{NAME}: {place} has no {code}")
    for code, sentence in texts.row.items():
        if "{row}" not in sentence:
            raise ContentError(f"{NAME}: row.{code} has no {{row}}")
    return texts
