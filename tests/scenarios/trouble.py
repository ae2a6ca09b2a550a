"""Troubles of the database that a scenario can have for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
