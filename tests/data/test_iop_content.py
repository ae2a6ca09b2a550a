"""The shipped IOP content: complete, sourced, fresh, plain, and within what Slack takes."""

from __future__ import annotations

import re
from datetime import date, time

import pytest

from bot.domain.fit import FitQuestion, fit, sessions_of
from bot.domain.iop import Bullets, Heading, Paragraph, Table, Topic, spans
from bot.domain.iop_review import TABLE_WIDTH
from bot.domain.shifts import Shift, Weekly, WorkPattern
from data.library.files import ContentFolder
from data.library.iop import IopLibrary

TODAY = date(2026, 11, 23)
SLUGS = [
    "what-is-iop",
    "levels-of-care",
    "typical-week",
    "why-technical-minds",
    "analytical-mind",
    "group-sessions",
    "individual-sessions",
    "skills-training",
    "substance-use",
    "developers",
    "plant-and-engineering",
    "hands-on",
    "on-call",
    "safety-sensitive",
    "shifts-and-sleep",
    "no-time",
    "practical-people",
    "job-and-rights",
    "telling-the-employer",
    "privacy",
    "cost-and-insurance",
    "progress",
    "work-culture",
    "fitting-in",
    "managers",
    "first-steps",
    "finding-care",
    "questions-for-the-assessor",
    "outside-the-us",
]

LIBRARY = IopLibrary(ContentFolder())


def every_topic() -> list[object]:
    return [pytest.param(topic, id=topic.slug) for topic in LIBRARY.topics]


def readable(topic: Topic) -> str:
    """Title, summary, body and claims as sentences; list items and cells end one."""
    texts = [topic.head.title, topic.head.summary, *(fact.claim for fact in topic.head.facts)]
    for part in topic.parts:
        if isinstance(part, Bullets):
            texts += part.items
        elif isinstance(part, Paragraph | Heading):
            texts.append(part.text)
    plain = ("".join(span.text for span in spans(text)) for text in texts)
    return "\n".join(text if text[-1] in ".?:" else f"{text}." for text in plain)


def syllables(word: str) -> int:
    """Vowel groups, a silent final e left out; at least 1."""
    word = re.sub(r"(?<![aeiouyl])es?$|(?<![aeiouydt])ed$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(text: str) -> float:
    """Flesch-Kincaid grade level (Kincaid and others, 1975)."""
    sentences = [s for s in re.split(r"[.?]+\s+|\n", text) if re.search(r"[A-Za-z]", s)]
    words = re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", text)
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def test_every_agreed_topic_exists() -> None:
    """Links, tests and reviews use these slugs, so none may go missing."""
    assert set(SLUGS) <= {topic.slug for topic in LIBRARY.topics}


def test_the_shipped_topics_have_nothing_to_mend() -> None:
    """Sources, review dates, related slugs, Slack limits and sample weeks all hold."""
    assert LIBRARY.problems(TODAY) == []


def test_every_topic_and_fact_was_reviewed_no_later_than_the_day_it_was_shipped() -> None:
    """A review date is the day of a check that happened, never a promise."""
    days = [fact.reviewed for topic in LIBRARY.topics for fact in topic.head.facts]
    days += [topic.head.reviewed for topic in LIBRARY.topics]
    assert max(days) <= TODAY


@pytest.mark.parametrize("topic", every_topic())
def test_a_topic_reads_at_ninth_grade_or_below(topic: Topic) -> None:
    """People read this tired; US grade 9 is the ceiling."""
    assert grade(readable(topic)) <= 9.0


def test_the_grade_tells_plain_words_from_officialese() -> None:
    """The measure itself has to be able to fail a text."""
    assert grade("We stop. You can go home now.") < 3
    assert grade("Utilization management determinations necessitate documentation.") > 15


@pytest.mark.parametrize("topic", every_topic())
def test_a_topic_has_no_exclamation_marks_and_no_empty_parts(topic: Topic) -> None:
    """The voice is calm, and Slack refuses an empty block."""
    assert "!" not in readable(topic)
    assert all(part.text.strip() for part in topic.parts)


@pytest.mark.parametrize("topic", every_topic())
def test_a_table_fits_a_phone(topic: Topic) -> None:
    """A line that wraps breaks its columns; on a phone of 360 px 33 characters fit."""
    tables = [part for part in topic.parts if isinstance(part, Table)]
    assert all(len(line) <= TABLE_WIDTH for table in tables for line in table.text.split("\n"))


def test_group_names_and_menu_labels_are_distinct() -> None:
    """Two options of the same label could not be told apart in the menu."""
    labels = [topic.head.menu for topic in LIBRARY.topics]
    assert len(labels) == len(set(labels))
    assert sum(len(group.topics) for group in LIBRARY.groups) == len(LIBRARY.topics)


def test_the_sample_weeks_reach_nine_hours_each() -> None:
    """The source's own week added up to 7 hours; an adult IOP starts at 9."""
    hours = {week.key: week.hours for week in LIBRARY.session_templates}
    assert set(hours) == {"evenings", "mornings", "afternoons"}
    assert all(9 <= value < 20 for value in hours.values())


def test_sample_weeks_keep_clear_of_the_shift_they_are_made_for() -> None:
    """Mornings end by 13:00, before second shift; afternoons start at 15:00, after sleep."""
    weeks = {week.key: week.sessions for week in LIBRARY.session_templates}
    assert all(session.ends.hour <= 13 for session in weeks["mornings"])
    assert all(session.starts.hour >= 15 for session in weeks["afternoons"])
    assert all(session.starts.hour >= 17 for session in weeks["evenings"])


@pytest.mark.parametrize(
    ("key", "shift"),
    [
        ("evenings", Shift(start=time(8), end=time(16, 30))),
        ("mornings", Shift(start=time(14), end=time(22))),
        ("afternoons", Shift(start=time(22), end=time(6), kind="night")),
    ],
)
def test_a_sample_week_fits_the_shift_it_is_made_for(key: str, shift: Shift) -> None:
    """As "does it fit my week?" counts, with the way there and eight hours of sleep."""
    week = next(week for week in LIBRARY.session_templates if week.key == key)
    pattern = WorkPattern(Weekly((shift,) * 5 + (None, None)), "America/New_York")
    answer = fit(FitQuestion(pattern, sessions_of(week), TODAY))
    assert answer.always_hours == answer.hours == week.hours
    assert answer.band == "within"


def test_what_an_iop_is_names_its_neighbours_and_their_hours() -> None:
    """The levels page places an IOP between outpatient care and partial hospitalization."""
    levels = LIBRARY.topic("levels-of-care")
    assert levels is not None
    table = next(part for part in levels.parts if isinstance(part, Table))
    steps = [row[0] for row in table.rows]
    assert steps.index("Standard outpatient") < steps.index("IOP")
    assert steps.index("IOP") < steps.index("Partial hospital")
    assert ("IOP", "9 to 19") in table.rows


@pytest.mark.parametrize("slug", ["job-and-rights", "safety-sensitive", "cost-and-insurance"])
def test_pages_about_law_and_money_cite_a_law_or_an_agency_for_each_fact(slug: str) -> None:
    """Legal facts need an address a reader can open."""
    topic = LIBRARY.topic(slug)
    assert topic is not None
    assert all(fact.source.url for fact in topic.head.facts)


def test_the_disclaimer_says_what_the_pages_are_not() -> None:
    """Information, not legal or medical advice, and US law unless said otherwise."""
    assert "not legal or medical advice" in LIBRARY.disclaimer
    assert "US" in LIBRARY.disclaimer
