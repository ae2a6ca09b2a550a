"""Content that is wrong is refused in one line, and an operator's folder replaces a page."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.library.files import SHIPPED, ContentError, ContentFolder
from data.library.iop import IopLibrary

TODAY = date(2026, 11, 23)
PAGE = """---
slug: local-clinic
title: Our local clinic
menu: Our clinic
group: Getting started
order: 9
summary: Where people of this site go.
aliases: |
  northside
related: [first-steps]
reviewed: 2026-11-01
facts:
  - claim: It opens at 7 in the morning.
    source: {name: The clinic, url: "https://clinic.example/"}
    reviewed: 2026-11-01
---
It is on **Main Street**.
"""


def with_page(folder: Path, text: str, name: str = "local-clinic") -> IopLibrary:
    (folder / "iop").mkdir(exist_ok=True)
    (folder / "iop" / f"{name}.md").write_text(text, encoding="utf-8")
    return IopLibrary(ContentFolder(override=folder))


def test_an_operators_page_joins_the_topics_and_the_search(tmp_path: Path) -> None:
    """The override folder adds topics; no code changes for it."""
    library = with_page(tmp_path, PAGE)
    assert library.problems(TODAY) == []
    assert library.search("northside")[0].slug == "local-clinic"
    assert library.groups[-1].topics[-1].slug == "local-clinic"


def test_an_operators_page_of_the_same_name_replaces_ours(tmp_path: Path) -> None:
    """A works council may reword a page."""
    ours = (SHIPPED / "iop" / "privacy.md").read_text(encoding="utf-8")
    library = with_page(tmp_path, ours.replace("menu: Who finds out?", "menu: Secrecy"), "privacy")
    topic = library.topic("privacy")
    assert topic is not None
    assert topic.head.menu == "Secrecy"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('    source: {name: The clinic, url: "https://clinic.example/"}\n', "", "source"),
        ("  - claim: It opens at 7 in the morning.\n    source", "  - source", "claim"),
        ("reviewed: 2026-11-01\nfacts", "facts", "reviewed"),
        ("reviewed: 2026-11-01\nfacts", "reviewed: soon\nfacts", "reviewed"),
        ("slug: local-clinic", "slug: other", "slug differs"),
        ("group: Getting started", "group: Elsewhere", "group"),
        ("It is on", "See [this](https://a.example) on", "line 1: markup"),
    ],
)
def test_a_page_with_a_missing_or_wrong_field_stops_the_start(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """One line names the file and what is wrong; a fact without a source can't be shown."""
    assert old in PAGE
    with pytest.raises(ContentError, match=said) as caught:
        with_page(tmp_path, PAGE.replace(old, new))
    assert "iop/local-clinic.md" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: The clinic", 'name: ""', "fact 1 has no source"),
        ("https://clinic.example/", "http://clinic.example/", "fact 1 has an address"),
        ("[first-steps]", "[first-stepps]", "first-stepps does not exist"),
        ("title: Our local clinic", f"title: {'x' * 76}", "title is longer than 75"),
        ("summary: Where", f"summary: {'x' * 300}", "summary is longer than 300"),
        ("**Main Street**", "x" * 2901, "part 1 is longer than 2900"),
        ("**Main Street**", f"it\n\n| a | {'x' * 30} |", "part 2 is a table wider than 32"),
        ("facts:\n", "weeks:\n  - {key: w, name: W, sessions: []}\nfacts:\n", "w has 0 hours"),
        ("facts:\n", "weeks:\n  - {key: w, name: '', sessions: []}\nfacts:\n", "w has no name"),
    ],
)
def test_a_page_over_a_limit_or_without_a_source_is_named(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """What Slack would refuse or a reader could not check is listed for the reviewer."""
    assert old in PAGE
    found = with_page(tmp_path, PAGE.replace(old, new)).problems(TODAY)
    assert any(said in problem for problem in found), found


def test_a_review_lasts_a_year_and_no_longer(tmp_path: Path) -> None:
    """365 days after its review a fact is still shown; the day after, it has to be checked."""
    library = with_page(tmp_path, PAGE)
    last = date(2026, 11, 1) + timedelta(days=365)

    def named(day: date) -> list[str]:
        return [p for p in library.problems(day) if p.startswith("local-clinic")]

    assert named(last) == []
    assert len(named(last + timedelta(days=1))) == 2
    assert named(date(2026, 10, 31)) == [
        "local-clinic: the topic has a review date to come",
        "local-clinic: fact 1 has a review date to come",
    ]


def test_unknown_slugs_find_nothing_instead_of_failing() -> None:
    """A button in an old message may name a topic that is gone."""
    library = IopLibrary(ContentFolder())
    assert library.topic("gone") is None
    assert library.related("gone") == ()
    assert library.related("on-call")[0].slug == "developers"
