"""Schedule rows in the journal: changed all together or not at all, and never beside a claim."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.people import Profile, Who
from bot.domain.workspaces import WorkspaceSettings
from data.database import StoreUnavailable
from data.journal import Claim, Journal, Kind, NoConsent, Planned, Scheduled
from tests.data.conftest import Place

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MARA, JOE = Who("T", "U1"), Who("T", "U2")
COUNT = Kind("count", int)


@pytest.fixture
def journal(place: Place) -> Journal:
    """Memory with two people in it."""
    made = place.journal()
    for who in (MARA, JOE):
        made.consent(who, "UTC", NOW)
    return made


def put(journal: Journal, who: Who, **values: int) -> int:
    planned = [Planned(id_, value, NOW) for id_, value in values.items()]
    return journal.change_schedules(who, COUNT, lambda *_: planned)


def values(journal: Journal, who: Who) -> dict[str, int]:
    return {row.id: row.value for row in journal.schedules(who, COUNT)}


def test_rows_are_added_and_replaced_by_their_id(journal: Journal) -> None:
    """What is there is handed in; what comes back is stored."""
    assert put(journal, MARA, a=1, b=2) == 2
    seen: list[int] = []

    def more(profile: object, rows: list[object]) -> Iterator[Planned[int]]:
        for row in rows:
            seen.append(row.value)
            yield Planned(row.id, row.value + 10, None)

    assert journal.change_schedules(MARA, COUNT, more) == 2
    assert seen == [1, 2]
    assert values(journal, MARA) == {"a": 11, "b": 12}
    assert values(journal, JOE) == {}


def test_a_change_that_fails_half_way_changes_nothing(journal: Journal) -> None:
    """A form with five reminders in it is saved whole or not at all."""
    put(journal, JOE, taken=1)
    with pytest.raises(StoreUnavailable, match="id-taken"):
        put(journal, MARA, mine=1, taken=2)
    assert values(journal, MARA) == {}
    assert values(journal, JOE) == {"taken": 1}


def test_nothing_is_stored_without_a_yes(journal: Journal) -> None:
    """After a no, storing is refused and reminders are gone; having nothing to store is not
    refused."""
    put(journal, MARA, before=1)
    put(journal, JOE, his=1)
    journal.withdraw(MARA, NOW)
    assert values(journal, MARA) == {}
    assert values(journal, JOE) == {"his": 1}
    for store in (
        lambda: journal.add(MARA, COUNT, 1, id="e", day=NOW.date(), now=NOW),
        lambda: journal.keep_draft(MARA, COUNT, 1, NOW, timedelta(days=1)),
    ):
        with pytest.raises(NoConsent):
            store()
    assert journal.entries(MARA, COUNT) == []
    assert journal.draft(MARA, COUNT, NOW) is None
    with pytest.raises(NoConsent):
        put(journal, MARA, a=1)
    assert put(journal, MARA) == 0
    assert put(journal, Who("T", "stranger"), a=1) == 0
    assert values(journal, MARA) == {}


def test_a_damaged_row_is_left_out_and_can_be_written_anew(journal: Journal) -> None:
    """One broken row keeps nobody from the others, nor from switching it on again."""
    put(journal, MARA, a=1, b=2)
    journal._store.database.run("UPDATE schedules SET sealed = :s WHERE id = 'a'", s=bytes(60))
    assert values(journal, MARA) == {"b": 2}
    put(journal, MARA, a=3)
    assert values(journal, MARA) == {"a": 3, "b": 2}
    assert journal.facts()["unreadable_entries"] > 0


def test_two_processes_that_change_one_row_lose_no_change(place: Place) -> None:
    """Read and written in one transaction, so that none works on what the other just replaced."""
    journals = [place.journal() for _ in range(2)]
    journals[0].consent(MARA, "UTC", NOW)
    put(journals[0], MARA, a=0)

    def work(journal: Journal) -> None:
        for _ in range(40):
            journal.change_schedules(
                MARA, COUNT, lambda _, rows: [Planned("a", rows[0].value + 1, None)]
            )

    hands = [threading.Thread(target=work, args=(journal,)) for journal in journals]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert values(journals[0], MARA) == {"a": 80}


def test_an_entry_that_is_replaced_is_kept_from_its_new_day_on(journal: Journal) -> None:
    """Retention counts from the day an entry belongs to, whenever it came to belong there."""
    journal.change_profile(MARA, NOW, retention_days=30)
    first = date(2026, 3, 2)
    journal.add(MARA, COUNT, 1, id="e", day=first, now=NOW)
    later = first + timedelta(days=20)
    assert journal.replace(MARA, COUNT, "e", 2, later)
    assert journal.entry(MARA, COUNT, "e").day == later
    journal.sweep(NOW + timedelta(days=40))
    assert [kept.value for kept in journal.entries(MARA, COUNT)] == [2]
    journal.sweep(NOW + timedelta(days=52))
    assert journal.entries(MARA, COUNT) == []


def test_a_row_is_never_due_again_at_the_instant_of_its_claim(journal: Journal) -> None:
    """One that asks for it, or for the past, would keep the tick busy for ever."""
    put(journal, MARA, a=1)
    seen: list[int] = []

    def again(_: Profile, row: Scheduled[int]) -> Claim[int]:
        seen.append(row.value)
        return Claim("nothing", next_at=NOW - timedelta(hours=1))

    for _ in range(3):
        journal.claim_due(COUNT, NOW, 10, again)
    assert seen == [1]
    journal.claim_due(COUNT, NOW + timedelta(seconds=1), 10, again)
    assert seen == [1, 1]


def test_the_line_of_who_changed_a_setting_goes_after_three_years(journal: Journal) -> None:
    """The setting itself stays for as long as the app does."""
    settings = WorkspaceSettings(holiday_region="SE")
    journal.put_workspace("T", lambda _: settings, "U9", NOW)
    journal.sweep(NOW + timedelta(days=1095))
    assert [change.setting for change in journal.workspace_changes("T")] == ["holiday_region"]
    journal.sweep(NOW + timedelta(days=1096))
    assert journal.workspace_changes("T") == []
    assert journal.workspace("T") == settings
