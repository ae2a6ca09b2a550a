"""Backups and files when something breaks on the way: the person is told, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.socket_mode.client import BaseSocketModeClient

from bot.domain.freecbt.writing import to_backup
from data.kinds import THOUGHT_IMPORT, THOUGHTS
from handlers import redraw
from handlers.thought_record.bringing_in import AT_ONCE
from tests.conftest import House
from tests.scenarios.test_thought_transfer import RECORDS, WHO, door, hands_over, ready
from tests.scenarios.trouble import without

MANY = [replace(RECORDS[0], uuid=f"many-{n}") for n in range(AT_ONCE + 1)]


def seen(mara: Any) -> str:
    """What is on the screen."""
    return str(mara.text_of(mara.modals[-1]))


def test_a_file_that_was_read_and_cannot_be_kept_is_said_and_does_not_stay_in_slack(
    house: House,
) -> None:
    """Not "reading" for ever: what became of it, what became of the file, and the form again."""
    mara = ready(house)
    file = mara.uploads("backup.txt", to_backup(RECORDS).encode())
    mara.fills({"file": [file]})
    with without(house, "drafts"):
        mara.submits()
        house.settle()
    assert "Something went wrong on my side" in seen(mara)
    assert "Slack does not let me delete a file" in seen(mara)
    assert "files.delete" in [call.method for call in house.slack.calls]
    assert "3 new" in hands_over(house, mara, "backup.txt", to_backup(RECORDS).encode())


def test_whoever_took_consent_back_meanwhile_is_told_so(house: House) -> None:
    """Nothing of the file is kept."""
    mara = ready(house)
    house.keel.journal.withdraw(WHO, house.keel.now())
    said = hands_over(house, mara, "backup.txt", to_backup(RECORDS).encode())
    assert "There is no consent of yours any more" in said
    assert house.keel.journal.draft(WHO, THOUGHT_IMPORT, house.keel.now()) is None


def test_more_records_than_fit_before_the_answer_are_stored_behind_it(house: House) -> None:
    """One sentence at once, and what was done after it."""
    mara = ready(house)
    hands_over(house, mara, "backup.txt", to_backup(MANY).encode())
    mara.submits()
    house.settle()
    storing = house.keel.words("thought")("import_storing")
    shown = [d.ack_body for d in house.slack.deliveries if isinstance(d.ack_body, dict)]
    assert storing in str(shown[-1])
    assert f"Done. {len(MANY)} new" in seen(mara)
    assert house.keel.journal.tally(WHO, THOUGHTS)[0] == len(MANY)


def test_records_that_could_not_be_stored_wait_for_another_try(house: House) -> None:
    """Not "bringing them in" for ever, and nothing is stored twice."""
    mara = ready(house)
    hands_over(house, mara, "backup.txt", to_backup(MANY).encode())
    database = house.keel.journal._store.database
    with database.transaction():
        # Half of them go in, then the disk is full.
        database.run(
            "CREATE TRIGGER full BEFORE INSERT ON entries "
            f"WHEN (SELECT count(*) FROM entries) >= {AT_ONCE // 2} "
            "BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    mara.submits()
    house.settle()
    assert "What is stored stays, the rest waits here" in seen(mara)
    with database.transaction():
        database.run("DROP TRIGGER full")
    mara.submits()
    house.settle()
    assert "Done." in seen(mara)
    assert house.keel.journal.tally(WHO, THOUGHTS)[0] == len(MANY)
    assert house.keel.journal.draft(WHO, THOUGHT_IMPORT, house.keel.now()) is None


def test_a_file_that_could_not_be_made_is_said(house: House) -> None:
    """Not "on its way" for ever."""
    mara = ready(house)
    hands_over(house, mara, "backup.txt", to_backup(RECORDS).encode())
    mara.submits()
    house.settle()
    door(house, mara, "thought_export")
    mara.fills({"agree": ["yes"]})
    with without(house, "entries"):
        mara.submits()
        house.settle()
    assert "The file could not be sent" in seen(mara)
    assert not [file for message in mara.dm for file in message.files]


@contextmanager
def a_slow_way_for_answers(monkeypatch: pytest.MonkeyPatch, house: House) -> Iterator[None]:
    """An acknowledgement stays on its way until somebody waits for it, or for two seconds."""
    waited, arrived = threading.Event(), threading.Event()
    send = BaseSocketModeClient.send_socket_mode_response

    def held(self: BaseSocketModeClient, response: Any) -> None:
        waited.wait(2)
        send(self, response)
        house.slack.wait_idle(quiet=0.02)
        arrived.set()

    def wait(_: float) -> None:
        waited.set()
        assert arrived.wait(10)

    with monkeypatch.context() as patch:
        patch.setattr(BaseSocketModeClient, "send_socket_mode_response", held)
        patch.setattr(redraw, "time", SimpleNamespace(sleep=wait))
        yield


@pytest.mark.parametrize("n", [1, len(MANY)])
def test_an_answer_never_overtakes_the_acknowledgement_before_it(
    monkeypatch: pytest.MonkeyPatch, house: House, n: int
) -> None:
    """It would be covered by "one moment" for good: reading, storing and the file all wait."""
    mara = ready(house)
    file = mara.uploads("backup.txt", to_backup(MANY[:n]).encode())
    mara.fills({"file": [file]})
    with a_slow_way_for_answers(monkeypatch, house):
        mara.submits()
        house.settle()
    assert f"{n} new" in seen(mara)
    if n <= AT_ONCE:
        return
    with a_slow_way_for_answers(monkeypatch, house):
        mara.submits()
        house.settle()
    assert f"Done. {n} new" in seen(mara)
    door(house, mara, "thought_export")
    mara.fills({"agree": ["yes"]})
    with a_slow_way_for_answers(monkeypatch, house):
        mara.submits()
        house.settle()
    assert "The file is in this conversation" in seen(mara)
