"""One thought of FreeCBT or Quirk ↔ one ThoughtRecord.

Fields there: automaticThought, challenge, alternativeThought, cognitiveDistortions, createdAt,
updatedAt (UTC with Z), uuid, v (Thought-v2, Thought-v1 or none). ``challenge``
becomes the evidence against; evidence for has no field there and travels in ``challenge`` behind
a marker line, so that it comes back on import. Ratings have no slot and stay here. FreeCBT refuses
a whole file for one unknown pattern and passes over unknown fields, so tags travel in a field of
their own, ``tags``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from bot.domain.freecbt.problems import RowProblem
from bot.domain.thoughts import PATTERN_SLUGS, Source, ThoughtRecord

EVIDENCE_FOR: Final = "\n\n[evidence for]\n"
STORAGE_PREFIX: Final = "@Quirk:thoughts:"
_VERSIONS: Final = ("Thought-v2", "Thought-v1")
_QUIRK_ONLY: Final = (
    "immediateCheckup",
    "followUpDate",
    "followUpCompleted",
    "followUpCheckup",
    "followUpNote",
)
_LONGEST_NAME, _MOST_SLUGS = 200, 200
# Fixed, so that a thought without an id gets the same one each time the file is brought in.
_NAMELESS: Final = UUID("6f0b0a52-5a0e-5c53-9a36-0d6b6a7b6f1e")


def to_record(thought: object) -> ThoughtRecord:
    """The record of one thought. Raises RowProblem with a code where it cannot be one."""
    if not isinstance(thought, Mapping) or "automaticThought" not in thought:
        raise RowProblem("not_a_thought")
    version = thought.get("v")
    if version is not None and version not in _VERSIONS:
        raise RowProblem("unknown_version")
    text = _text(thought, "automaticThought")
    if not text.strip():
        raise RowProblem("thought_missing")
    against, evidence_for = split_challenge(_text(thought, "challenge"))
    created = _time(thought.get("createdAt"))
    updated = thought.get("updatedAt")
    slugs = [*_slugs(thought.get("cognitiveDistortions")), *_slugs(thought.get("tags"))]
    return ThoughtRecord(
        uuid=_uuid(thought.get("uuid"), created, text),
        created_at=created,
        updated_at=created if updated is None else _time(updated),
        automatic_thought=text,
        evidence_for=evidence_for,
        evidence_against=against,
        distortions=tuple(dict.fromkeys(slug for slug in slugs if slug in PATTERN_SLUGS)),
        tags=tuple(dict.fromkeys(slug for slug in slugs if slug not in PATTERN_SLUGS)),
        balanced_thought=_text(thought, "alternativeThought"),
        source=_source(thought),
        extras=tuple(_extras(thought)),
    )


def from_record(record: ThoughtRecord, version: int) -> dict[str, object]:
    """The thought FreeCBT reads, keys in the order in which it writes them."""
    thought: dict[str, object] = {
        "automaticThought": record.automatic_thought,
        "challenge": joined_challenge(record),
        "alternativeThought": record.balanced_thought,
        "cognitiveDistortions": list(record.distortions),
        "createdAt": timestamp(record.created_at),
        "updatedAt": timestamp(record.updated_at),
        "uuid": record.uuid,
        "v": f"Thought-v{version}",
    }
    if record.tags:
        thought["tags"] = list(record.tags)
    return thought


def joined_challenge(record: ThoughtRecord) -> str:
    """Evidence against, and evidence for behind its marker where there is any."""
    if not record.evidence_for:
        return record.evidence_against
    return record.evidence_against + EVIDENCE_FOR + record.evidence_for


def split_challenge(challenge: str) -> tuple[str, str]:
    """Evidence against and for. Without text behind the marker there is nothing to split."""
    against, marker, evidence_for = challenge.partition(EVIDENCE_FOR)
    return (against, evidence_for) if marker and evidence_for else (challenge, "")


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and Z, the only form FreeCBT accepts."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sound(text: str) -> str:
    """``text`` with every lone surrogate replaced: it could not be stored or sent as UTF-8."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _text(thought: Mapping[str, object], field: str) -> str:
    value = thought.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RowProblem("not_text")
    return sound(value)


def _time(value: object) -> datetime:
    if not isinstance(value, str) or len(value) > 40:
        raise RowProblem("bad_time")
    try:
        moment = datetime.fromisoformat(value.strip())
        if moment.tzinfo is None:
            raise RowProblem("bad_time")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise RowProblem("bad_time") from None


def _uuid(value: object, created: datetime, text: str) -> str:
    if value is None or value == "":
        return str(uuid5(_NAMELESS, f"{timestamp(created)}|{text}"))
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise RowProblem("bad_uuid")
    name = sound(value.removeprefix(STORAGE_PREFIX))
    if not name.isprintable() or not name.strip():
        raise RowProblem("bad_uuid")
    return name


def _slugs(value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > _MOST_SLUGS:
        raise RowProblem("bad_patterns")
    found: dict[str, None] = {}
    for item in value:
        slug = item
        if isinstance(item, Mapping):
            if item.get("selected") is False:
                continue
            slug = item.get("slug")
        if not isinstance(slug, str) or len(slug) > _LONGEST_NAME:
            raise RowProblem("bad_patterns")
        if slug.strip():
            found[sound(slug.strip())] = None
    return list(found)


def _source(thought: Mapping[str, object]) -> Source:
    """Quirk wrote patterns as objects and had follow-ups; either may leave ``v`` out."""
    patterns = thought.get("cognitiveDistortions")
    objects = isinstance(patterns, list) and any(isinstance(p, Mapping) for p in patterns)
    return "quirk" if objects or any(name in thought for name in _QUIRK_ONLY) else "freecbt"


def _extras(thought: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    for name in _QUIRK_ONLY:
        value = thought.get(name)
        if isinstance(value, bool):
            yield name, "true" if value else "false"
        elif isinstance(value, str) and value:
            yield name, sound(value)
