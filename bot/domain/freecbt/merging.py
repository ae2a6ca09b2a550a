"""What an import would do, worked out before it is done: merge by uuid, never replace.

Ratings, emotions and experiments have no place in the other programs, so an update from there
changes only what they know and leaves the rest of a record as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.freecbt.problems import Rejected
from bot.domain.freecbt.thoughts import timestamp
from bot.domain.thoughts import ThoughtRecord


@dataclass(frozen=True)
class Plan:
    """``added`` and ``updated`` are ready to be saved; the rest is counted for the preview.

    ``identical`` records are here already; ``older`` ones are here in a newer version, which stays.
    """

    added: tuple[ThoughtRecord, ...] = ()
    updated: tuple[ThoughtRecord, ...] = ()
    identical: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def merge_plan(
    existing: Iterable[ThoughtRecord],
    incoming: Iterable[ThoughtRecord],
    rejected: Sequence[Rejected] = (),
) -> Plan:
    """The plan for bringing ``incoming`` in. Running it twice changes nothing the second time.

    Of several incoming records with one uuid the newest counts, the first of them when equal.
    """
    here = {record.uuid: record for record in existing}
    newest: dict[str, ThoughtRecord] = {}
    older: list[str] = []
    for record in incoming:
        rival = newest.get(record.uuid)
        if rival is not None:
            older.append(record.uuid)
        if rival is None or _is_newer(record, rival):
            newest[record.uuid] = record
    added, updated, identical = [], [], []
    for record in newest.values():
        known = here.get(record.uuid)
        if known is None:
            added.append(record)
            continue
        merged = _carried_over(known, record)
        if replace(merged, updated_at=known.updated_at) == known:
            identical.append(record.uuid)
        elif _is_newer(record, known):
            updated.append(merged)
        else:
            older.append(record.uuid)
    return Plan(tuple(added), tuple(updated), tuple(identical), tuple(older), tuple(rejected))


def _carried_over(known: ThoughtRecord, record: ThoughtRecord) -> ThoughtRecord:
    named = {name for name, _ in record.extras}
    return replace(
        known,
        updated_at=record.updated_at,
        automatic_thought=record.automatic_thought,
        evidence_for=record.evidence_for or known.evidence_for,
        evidence_against=record.evidence_against,
        balanced_thought=record.balanced_thought,
        distortions=_same_order(known.distortions, record.distortions),
        # No tags may mean that a program passed over a field it does not know.
        tags=_same_order(known.tags, record.tags or known.tags),
        extras=(*(e for e in known.extras if e[0] not in named), *record.extras),
    )


def _same_order(known: tuple[str, ...], slugs: tuple[str, ...]) -> tuple[str, ...]:
    """The CSV form sorts slugs; another order alone is no change."""
    return known if sorted(known) == sorted(slugs) else slugs


def _is_newer(record: ThoughtRecord, rival: ThoughtRecord) -> bool:
    """Compared in milliseconds: the other programs keep no more than that."""
    return timestamp(record.updated_at) > timestamp(rival.updated_at)
