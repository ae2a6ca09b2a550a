"""A record under way: what was typed stays as typed, and becomes the record that it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.thought_drafts import (
    begun,
    changing,
    emotions,
    own_words,
    problems,
    to_record,
    upon,
    with_values,
)
from bot.domain.thoughts import (
    PATTERN_SLUGS,
    Emotion,
    Experiment,
    ThoughtRecord,
    faults,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()
LISTED = ("worried", "sad", "worn out", "calm")

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
said = texts.map(str.strip)
needed = said.filter(bool)
ratings = st.none() | st.integers(0, 100)
own = st.text("abcäöß日 😬-'", min_size=1, max_size=12).map(str.strip).filter(bool)
named = st.lists(
    st.builds(Emotion, st.sampled_from(LISTED) | own, ratings, ratings),
    max_size=3,
    unique_by=lambda emotion: emotion.name.casefold(),
)
experiments = st.none() | st.builds(
    Experiment, needed, said, ratings, st.none() | st.dates(date(2027, 1, 1), date(2030, 1, 1))
)
records = st.builds(
    ThoughtRecord,
    uuid=st.uuids().map(str),
    created_at=st.just(NOW),
    updated_at=st.just(NOW),
    automatic_thought=needed,
    situation=said,
    context=said,
    belief_before=ratings,
    evidence_for=said,
    evidence_against=said,
    distortions=st.lists(st.sampled_from(PATTERN_SLUGS), unique=True).map(tuple),
    tags=st.lists(needed, max_size=2).map(tuple),
    emotions=named.map(tuple),
    body_signal=said,
    balanced_thought=said,
    belief_balanced=ratings,
    belief_after=ratings,
    experiment=experiments,
    extras=st.lists(st.tuples(needed, needed), max_size=2).map(tuple),
)


def by_name(record: ThoughtRecord) -> dict[str, tuple[int | None, int | None]]:
    """Feelings without their order: those of the list come first in a form."""
    return {e.name.strip().casefold(): (e.before, e.after) for e in record.emotions}


@settings(max_examples=150)
@given(records)
def test_a_record_opened_for_a_change_and_saved_without_one_is_the_same(
    record: ThoughtRecord,
) -> None:
    """Whatever the form has no field for stays as well."""
    draft = changing("id", record, LISTED, NOW)
    assert problems(draft, TODAY) == {}
    after = to_record(draft, NOW)
    assert by_name(after) == by_name(record)
    assert (after.tags, after.extras, after.uuid) == (record.tags, record.extras, record.uuid)
    assert after == ThoughtRecord(**{**_fields(record), "emotions": after.emotions})


@example({"try_what": "\r", "thought": "0"})
@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(["thought", "belief", "own", "body", "try_what"]), texts))
def test_what_cannot_be_read_is_named_and_what_can_is_a_sound_record(
    typed: dict[str, str],
) -> None:
    """Either a field has a problem, or the record has no fault."""
    draft = with_values(begun("id", NOW), {name: (text,) for name, text in typed.items()}, NOW)
    if not problems(draft, TODAY):
        assert faults(to_record(draft, NOW)) == []
    for name, text in typed.items():
        assert draft.text(name) == text


@given(st.lists(own, min_size=1, max_size=3, unique=True), st.integers(0, 100))
def test_a_rating_stays_with_its_own_word(words: list[str], rating: int) -> None:
    """Words that come, go and come again keep the number that was given to them."""
    draft = with_values(begun("id", NOW), {"own": (", ".join(words),)}, NOW)
    key = {name: key for key, name in emotions(draft)}[words[-1]]
    draft = with_values(draft, {f"strength_{key}": (str(rating),)}, NOW)
    draft = with_values(draft, {"own": ("something else",)}, NOW)
    draft = with_values(draft, {"own": (words[-1],), "thought": ("t",)}, NOW)
    assert to_record(draft, NOW).emotions == (Emotion(words[-1], rating),)


def test_own_words_stand_between_commas_each_once() -> None:
    """Blanks and doubles are left out."""
    draft = with_values(begun("id", NOW), {"own": (" flat ,, torn; flat\nheavy ",)}, NOW)
    assert own_words(draft) == ("flat", "torn", "heavy")


def test_a_word_that_was_chosen_and_typed_is_one_feeling() -> None:
    """The chosen one counts."""
    draft = with_values(begun("id", NOW), {"emotions": ("sad",), "own": ("Sad, flat",)}, NOW)
    assert emotions(draft) == (("sad", "sad"), ("own1", "flat"))


def test_a_field_that_is_not_there_stays_and_an_empty_one_is_emptied() -> None:
    """A step sends its own fields only."""
    draft = with_values(begun("id", NOW), {"thought": ("t",), "body": ("knees",)}, NOW)
    assert with_values(draft, {"body": ()}, NOW).values == {"thought": ("t",)}
    assert with_values(draft, {}, NOW).values == draft.values


def test_a_day_that_passed_since_is_no_problem_and_a_new_one_in_the_past_is() -> None:
    """Changing an old record must not be stopped by its old date."""
    yesterday = TODAY - timedelta(days=1)
    record = ThoughtRecord("u", NOW, NOW, "t", experiment=Experiment("try", look_on=yesterday))
    draft = changing("id", record, LISTED, NOW)
    assert problems(draft, TODAY) == {}
    earlier = (yesterday - timedelta(days=1)).isoformat()
    assert problems(with_values(draft, {"try_look_on": (earlier,)}, NOW), TODAY) == {
        "try_look_on": "in_the_past"
    }


def test_a_new_day_puts_what_was_let_go_back_on_the_table() -> None:
    """A result that is there stays."""
    later = (TODAY + timedelta(days=3)).isoformat()
    for status, after in (("dropped", "open"), ("could_not_run", "open"), ("better", "better")):
        record = ThoughtRecord("u", NOW, NOW, "t", experiment=Experiment("try", status=status))
        draft = with_values(changing("id", record, LISTED, NOW), {"try_look_on": (later,)}, NOW)
        experiment = to_record(draft, NOW).experiment
        assert experiment is not None
        assert experiment.status == after


def _fields(record: ThoughtRecord) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


@given(records, records, st.sampled_from(["as_predicted", "better", "worse", "dropped"]))
@settings(max_examples=100)
def test_what_came_of_an_experiment_is_never_lost_to_an_older_change(
    record: ThoughtRecord, other: ThoughtRecord, status: str
) -> None:
    """Whatever the change does to the plan: outcome, what happened and what was learned stay."""
    first = Experiment("ask", "silence", 70, date(2099, 1, 5))
    came = replace(first, status=status, what_happened="two nodded", learned="I can ask")
    draft = changing("id", replace(record, experiment=first), LISTED, NOW)
    typed = changing("id", other, LISTED, NOW).values
    blank = dict.fromkeys(draft.values, ())
    for change in ({}, typed, blank, {**typed, "try_look_on": ()}, {"try_what": ()}):
        after = upon(with_values(draft, change, NOW), replace(record, experiment=came))
        kept = to_record(after, NOW).experiment
        assert kept is not None
        assert (kept.what_happened, kept.learned) == ("two nodded", "I can ask")


def test_a_change_over_a_record_that_stayed_as_it_was_is_the_change_alone() -> None:
    """A plan that was emptied on purpose is gone."""
    record = ThoughtRecord("u", NOW, NOW, "t", experiment=Experiment("ask", learned="I can"))
    draft = with_values(changing("id", record, LISTED, NOW), {"try_what": ()}, NOW)
    assert to_record(upon(draft, record), NOW).experiment is None
