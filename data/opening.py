"""Opening: from a database URL to the database behind it."""

from __future__ import annotations

from pathlib import Path

from data.database import POSTGRES, SQLITE, Database
from data.sqlite import SqliteDatabase


def open_database(url: str, *, schema: str = "public", beside: str = "") -> Database:
    """Opens the database that ``url`` names. Raises StoreUnavailable.

    ``beside`` names a second SQLite file next to it (the keys); on PostgreSQL ``schema`` keeps the
    two apart.
    """
    if url.startswith(POSTGRES):
        # Imported here: whoever has SQLite needs no driver.
        from data.postgres import PostgresDatabase

        return PostgresDatabase(url, schema)
    path = Path(url.removeprefix(SQLITE))
    return SqliteDatabase(path.with_name(path.stem + beside + path.suffix) if beside else path)
