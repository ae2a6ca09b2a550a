"""One way to talk to a database: what the store needs of it, and who provides it.

The SQL text is the same for SQLite (data/sqlite.py) and PostgreSQL (data/postgres.py), with
``:name`` parameters. Some words differ between them and are written ``{int}``, ``{blob}`` and
``{strict}`` in the schema, ``{skip_locked}`` in claims, ``{locked}`` where rows are read to be
changed (SQLite has one writer at a time and needs neither).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

Row = dict[str, Any]

SQLITE = "sqlite:///"
POSTGRES = "postgresql://"
STAMP = "%Y%m%dT%H%M%SZ"  # a time in a file name, to the second, in UTC
KEY_LIFE = timedelta(days=7)  # of every copy of the keys: what was erased is gone for good then


class StoreUnavailable(Exception):
    """The database did not take or give what was asked. Carries a code, never a value."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Database(Protocol):
    """What the store needs of a database. Every method raises StoreUnavailable."""

    dialect: str

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """All rows of a query."""

    def run(self, sql: str, **parameters: Any) -> int:
        """Runs one statement in its own transaction, or in the one under way; counts its rows."""

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """All or nothing; an inner transaction joins the outer one."""

    def script(self, statements: list[str]) -> None:
        """Schema statements, inside the transaction under way."""

    def truncate_log(self) -> bool:
        """Empties the log in which deleted rows still lie; False when that has to wait."""

    def has_table(self, name: str) -> bool:
        """Whether a table is there. Changes nothing."""

    def close(self) -> None:
        """Closes the connection."""


def keys_path(path: Path) -> Path:
    """Where the key file stands: beside the database file, ``keel.db`` and ``keel.keys.db``."""
    return path.with_name(f"{path.stem}.keys{path.suffix}")


def stamped(name: str, start: str, end: str = "") -> datetime | None:
    """The time in a name such as ``keys-20260101T000000Z.db``; None for any other name."""
    try:
        found = datetime.strptime(name, f"{start}{STAMP}{end}")  # noqa: DTZ007 - set below
    except ValueError:
        return None
    return found.replace(tzinfo=UTC)


def set_aside(path: Path) -> Iterator[tuple[Path, datetime]]:
    """Files that a restore kept, each with its time: ``keel.db.before-20260101T000000Z`` and what
    SQLite had beside it."""
    start = f"{path.name}.before-"
    for file in sorted(path.parent.glob(f"{start}*")):
        for end in ("", "-wal", "-shm"):
            made = stamped(file.name, start, end)
            if made:
                yield file, made
