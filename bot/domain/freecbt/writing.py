"""Thought records out: FreeCBT's backup and JSON, CSV in two variants, and Markdown to read.

What FreeCBT has no field for (ratings, emotions, experiments) is in the Markdown only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from bot.domain.freecbt.cells import write_rows
from bot.domain.freecbt.lzstring import pack
from bot.domain.freecbt.reading import AFFIX
from bot.domain.freecbt.thoughts import from_record, joined_challenge, sound, timestamp
from bot.domain.thoughts import Emotion, Experiment, ThoughtRecord

Version = Literal[1, 2]

COLUMNS: Final = (
    "uuid",
    "createdAt",
    "updatedAt",
    "automaticThought",
    "cognitiveDistortions",
    "challenge",
    "alternativeThought",
)


@dataclass(frozen=True)
class MarkdownWords:
    """The headings of the Markdown form, from the content."""

    title: str
    situation: str
    context: str
    thought: str
    belief_before: str
    patterns: str
    emotions: str
    body_signal: str
    evidence_for: str
    evidence_against: str
    balanced_thought: str
    belief_balanced: str
    belief_after: str
    experiment: str
    prediction: str
    likelihood: str
    look_on: str
    what_happened: str
    learned: str
    extras: str
    points: str
    statuses: dict[str, str]


def to_json(records: Iterable[ThoughtRecord], version: Version = 2) -> str:
    """FreeCBT's plain archive, written the way JavaScript writes JSON."""
    name = {"v": f"Archive-v{version}"}
    thoughts = {"thoughts": [from_record(record, version) for record in records]}
    # The order of the known samples, so that they come out of a round trip byte for byte.
    archive = {**name, **thoughts} if version == 1 else {**thoughts, **name}
    text = json.dumps(archive, ensure_ascii=False, separators=(",", ":"))
    # JSON.stringify escapes what is no character by itself; Python leaves it as it is.
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def to_backup(records: Iterable[ThoughtRecord], version: Version = 2) -> str:
    """FreeCBT's .txt backup. Restoring it there replaces everything, which a person must know."""
    return AFFIX + pack(to_json(records, version)) + AFFIX


def to_csv(records: Iterable[ThoughtRecord], *, guarded: bool) -> str:
    """CSV with FreeCBT's columns. ``guarded`` is for spreadsheets, and the one to offer first."""
    rows = [
        (
            record.uuid,
            timestamp(record.created_at),
            timestamp(record.updated_at),
            record.automatic_thought,
            ",".join(sorted((*record.distortions, *record.tags))),
            joined_challenge(record),
            record.balanced_thought,
        )
        for record in records
    ]
    return write_rows([COLUMNS, *rows], guarded=guarded)


def to_markdown(
    records: Iterable[ThoughtRecord], words: MarkdownWords, names: dict[str, str]
) -> str:
    """Everything in the records, to read. ``names`` are the patterns' names by slug."""
    parts = [f"# {words.title}"]
    for record in records:
        parts.append(f"## {record.created_at:%Y-%m-%d %H:%M} UTC")
        parts += _sections(record, words, names)
    return sound("\n\n".join(parts) + "\n")


def _sections(record: ThoughtRecord, words: MarkdownWords, names: dict[str, str]) -> Iterable[str]:
    patterns = [names.get(slug, slug) for slug in (*record.distortions, *record.tags)]
    told = [
        (words.situation, record.situation),
        (words.context, record.context),
        (words.thought, record.automatic_thought),
        (words.belief_before, _points(record.belief_before, words)),
        (words.patterns, ", ".join(patterns)),
        (words.emotions, "\n".join(_emotion(emotion, words) for emotion in record.emotions)),
        (words.body_signal, record.body_signal),
        (words.evidence_for, record.evidence_for),
        (words.evidence_against, record.evidence_against),
        (words.balanced_thought, record.balanced_thought),
        (words.belief_balanced, _points(record.belief_balanced, words)),
        (words.belief_after, _points(record.belief_after, words)),
        *(_experiment(record.experiment, words) if record.experiment else []),
        (words.extras, "\n".join(f"{name}: {value}" for name, value in record.extras)),
    ]
    return [f"**{heading}**\n\n{_quote(text)}" for heading, text in told if text.strip()]


def _experiment(experiment: Experiment, words: MarkdownWords) -> list[tuple[str, str]]:
    status = words.statuses.get(experiment.status, experiment.status)
    return [
        (words.experiment, f"{experiment.what}\n({status})"),
        (words.prediction, experiment.prediction),
        (words.likelihood, _points(experiment.likelihood, words)),
        (words.look_on, experiment.look_on.isoformat() if experiment.look_on else ""),
        (words.what_happened, experiment.what_happened),
        (words.learned, experiment.learned),
        (words.belief_after, _points(experiment.belief_after, words)),
    ]


def _emotion(emotion: Emotion, words: MarkdownWords) -> str:
    rated = [
        _points(value, words) for value in (emotion.before, emotion.after) if value is not None
    ]
    return f"{emotion.name}: {' → '.join(rated)}" if rated else emotion.name


def _points(value: int | None, words: MarkdownWords) -> str:
    return "" if value is None else words.points.replace("{number}", str(value))


def _quote(text: str) -> str:
    """``text`` as a quotation, so that none of its lines can pass for a heading of ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.replace("<", "\\<").splitlines())
