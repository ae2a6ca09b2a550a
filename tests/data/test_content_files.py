"""Content of an operator's own: read, or refused at the start with one line that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.library.files import SHIPPED, ContentError, ContentFolder
from data.library.help_texts import load_help
from data.library.helplines import Helplines
from data.library.words import read_words
from data.library.workspace_file import load_workspace
from tests.data.test_database import not_root

IMPOSSIBLE = "2026-02-30"


def laid_over(folder: Path, name: str, text: str) -> ContentFolder:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return ContentFolder(folder)


def test_a_date_that_there_is_not_is_told_with_its_file(tmp_path: Path) -> None:
    """YAML makes dates by itself, and fails on this one in a way of its own."""
    folder = laid_over(tmp_path, "workspace.yaml", f"holiday_region: {IMPOSSIBLE}\n")
    with pytest.raises(ContentError, match=r"workspace\.yaml: holds a date"):
        load_workspace(folder)


def test_a_date_that_there_is_not_takes_no_number_away(tmp_path: Path) -> None:
    """An operator's slip in the helplines leaves the shipped ones in place, and is reported."""
    shipped = (SHIPPED / "helplines.yaml").read_text(encoding="utf-8")
    spoiled = shipped.replace("verified_at: 2026", f"verified_at: {IMPOSSIBLE} # 2026", 1)
    assert spoiled != shipped
    lines = Helplines(laid_over(tmp_path, "helplines.yaml", spoiled))
    assert lines.country("US")


@pytest.mark.parametrize("name", ["workspace.yaml", "words/common.yaml"])
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, name: str) -> None:
    """Not with a traceback, whether it is the file or the folder around it."""
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    folder = laid_over(tmp_path / "own", name, "a: b\n")
    for shut in (tmp_path / "own" / name, tmp_path / "own"):
        shut.chmod(0)
        with not_root(), pytest.raises(ContentError, match="cannot be read"):
            load_workspace(folder) if name == "workspace.yaml" else folder.text(name)
        shut.chmod(0o755)


def test_help_stands_over_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    """The shipped words are used and the reason is reported."""
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    folder = laid_over(tmp_path / "own", "help.yaml", "a: b\n")
    (tmp_path / "own").chmod(0)
    with not_root():
        help_ = load_help(folder)
        lines = Helplines(folder)
    (tmp_path / "own").chmod(0o755)
    assert help_.texts.title
    assert help_.reported
    assert lines.country("US")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{from} to {lst} of {total}", "a place that is not filled: from"),
        ("{first} to {lable}", "a place that is not filled: lable"),
        ("{first:x}", "not a plain name"),
        ("{first!r}", "not a plain name"),
        ("{first", "broken place"),
    ],
)
def test_a_place_that_nobody_fills_stops_the_start(tmp_path: Path, text: str, said: str) -> None:
    """Else the sentence would fail on the first person who comes by."""
    folder = laid_over(tmp_path, "words/common.yaml", f'page: "{text}"\n')
    with pytest.raises(ContentError, match=rf"words/common\.yaml: page .*{said}"):
        read_words(folder)


def test_a_sentence_of_ones_own_may_leave_places_out(tmp_path: Path) -> None:
    """It says less; nothing is missing. The other sentences are the shipped ones."""
    folder = laid_over(tmp_path, "words/common.yaml", 'page: "page of {total}"\n')
    words = read_words(folder)["common"]
    assert words("page", first=1, last=2, total=3) == "page of 3"
    assert words("close") == "Close"
