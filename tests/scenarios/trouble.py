"""Troubles of the database and of the way to Slack that a scenario can have for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.preview.standin import NotAcknowledged
from tests.conftest import House


@contextmanager
def without(house: House, *tables: str) -> Iterator[None]:
    """Tables that can be neither read nor written."""
    database = house.keel.journal._store.database
    with database.transaction():
        for table in tables:
            database.run(f"ALTER TABLE {table} RENAME TO {table}_away")
    try:
        yield
    finally:
        with database.transaction():
            for table in tables:
                database.run(f"ALTER TABLE {table}_away RENAME TO {table}")


def unanswered(house: House, person: Any) -> None:
    """Sends the form on top; it arrives, and the answer to it is lost on its way."""
    patience = house.slack.ack_timeout
    house.slack.ack_timeout, house.slack.faults.lose_acks = 1.0, 1
    with pytest.raises(NotAcknowledged):
        person.submits()
    house.slack.ack_timeout, house.slack.faults.lose_acks = patience, False
    house.settle()
