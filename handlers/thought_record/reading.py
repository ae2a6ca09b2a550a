"""One record as blocks, whole: every field that has something in it, in the order of the steps.

Texts that came from elsewhere can be longer than Slack lets a view be, so what is shown is bounded
and the rest is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.thoughts import ThoughtRecord
from handlers import blocks as b
from handlers.keel import Keel
from handlers.thought_record.steps import day_words

# Slack refuses a view of more than 250 kB; a character can take four bytes.
VIEW_CHARACTERS = 45_000
MOST_ROWS = 90


def record_rows(keel: Keel, record: ThoughtRecord) -> list[b.Block]:
    """The record as blocks, with a line when not all of it fits."""
    rows: list[b.Block] = []
    left = VIEW_CHARACTERS
    for row, size in _rows(keel, record):
        left -= size
        if left < 0 or len(rows) >= MOST_ROWS:
            rows.append(b.section(keel.words("thought")("more_in_export")))
            break
        rows.append(row)
    return rows


def _rows(keel: Keel, record: ThoughtRecord) -> Iterator[tuple[b.Block, int]]:
    words = keel.words("thought")
    yield from _said(words("situation"), record.situation)
    yield from _said(words("context"), record.context)
    yield from _said(words("the_thought"), record.automatic_thought)
    yield from _rated(keel, "belief_label", record.belief_before, record.belief_after)
    if record.distortions:
        names = ", ".join(keel.library.thinking.name(slug) for slug in record.distortions)
        yield b.section(words("patterns_label", names=names)), len(names)
    yield from _said(words("tags_label"), ", ".join(record.tags))
    for emotion in record.emotions:
        label = words("named")
        if emotion.before is not None and emotion.after is not None:
            label = words("of_100_then", before=emotion.before, after=emotion.after)
        elif emotion.before is not None or emotion.after is not None:
            value = emotion.after if emotion.before is None else emotion.before
            label = words("of_100_once", value=value or 0)
        yield from _said(label, emotion.name)
    yield from _said(words("body"), record.body_signal)
    yield from _said(words("evidence_for"), record.evidence_for)
    yield from _said(words("evidence_against"), record.evidence_against)
    yield from _said(words("balanced"), record.balanced_thought)
    yield from _rated(keel, "belief_balanced_label", record.belief_balanced)
    yield from _experiment(keel, record)
    for name, text in record.extras:
        yield from _said(words("tags_label"), f"{name}: {text}")


def _experiment(keel: Keel, record: ThoughtRecord) -> Iterator[tuple[b.Block, int]]:
    words, experiment = keel.words("thought"), record.experiment
    if experiment is None:
        return
    yield from _said(words("try_label"), experiment.what)
    yield from _said(words("try_prediction_label"), experiment.prediction)
    yield from _rated(keel, "try_likelihood_label", experiment.likelihood)
    if experiment.look_on:
        told = words("try_look_on_label", day=day_words(experiment.look_on))
        yield b.section(told), len(told)
    status = keel.library.thought_texts.markdown.statuses[experiment.status]
    told = words("status_label", status=status)
    yield b.section(told), len(told)
    yield from _said(words("happened_label"), experiment.what_happened)
    yield from _said(words("learned_label"), experiment.learned)
    yield from _rated(keel, "try_belief_label", experiment.belief_after)


def _said(label: str, text: str) -> Iterator[tuple[b.Block, int]]:
    """A text in as many blocks as it needs."""
    for start in range(0, len(text), b.SECTION):
        part = text[start : start + b.SECTION]
        yield b.said(label, part), len(part)


def _rated(
    keel: Keel, label: str, before: int | None, after: int | None = None
) -> Iterator[tuple[b.Block, int]]:
    words = keel.words("thought")
    if before is not None and after is not None:
        told = words("of_100_both", label=words(label), before=before, after=after)
    elif before is not None or after is not None:
        value = after if before is None else before
        told = words("of_100", label=words(label), value=value or 0)
    else:
        return
    yield b.section(told), len(told)
