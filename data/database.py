"""One way to talk to a database: SQLite through sqlite-utils, or PostgreSQL through psycopg.

The SQL text is the same for both, with ``:name`` parameters. Three words differ between them and
are written ``{int}``, ``{blob}`` and ``{strict}`` in the schema, ``{skip_locked}`` in claims.

One connection and one lock a process: every write is a transaction that starts with
``BEGIN IMMEDIATE``, since a deferred one that reads and then writes fails at once with "database
is locked" however long the busy timeout is. 4,000 durable commits a second are far more than a
workspace needs.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import sqlite_utils

Row = dict[str, Any]

BUSY_MILLISECONDS = 5_000
CHECKPOINT_TRIES = 5


class StoreUnavailable(Exception):
    """The database did not take or give what was asked. Carries a code, never a value."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Database(Protocol):
    """What the store needs of a database."""

    dialect: str

    def rows(self, sql: str, **parameters: Any) -> list[Row]: ...
    def run(self, sql: str, **parameters: Any) -> int: ...
    def transaction(self) -> contextlib.AbstractContextManager[None]: ...
    def script(self, statements: list[str]) -> None: ...
    def truncate_log(self) -> bool: ...
    def close(self) -> None: ...


class SqliteDatabase:
    """A SQLite file, mode 0600, in a folder of mode 0700 when we make the folder."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises StoreUnavailable when it cannot be opened."""
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made before SQLite opens it: SQLite would give it the umask's mode.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnavailable(_sqlite_code(error)) from None
        self._db = sqlite_utils.Database(connection)
        try:
            for pragma in (
                f"busy_timeout={BUSY_MILLISECONDS}",
                "journal_mode=WAL",
                # FULL: what was answered with "saved" outlives a power cut.
                "synchronous=FULL",
                "foreign_keys=ON",
                # The default depends on how SQLite was built, so it is set on every connection.
                "secure_delete=ON",
                "trusted_schema=OFF",
            ):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            connection.close()
            raise StoreUnavailable(_sqlite_code(error)) from None

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """All rows of a query. Raises StoreUnavailable."""
        with self._guarded():
            return list(self._db.query(sql.format(skip_locked=""), parameters))

    def run(self, sql: str, **parameters: Any) -> int:
        """Runs one statement in its own transaction, or in the one under way; counts its rows."""
        with self.transaction(), self._guarded():
            return int(self._db.conn.execute(sql, parameters).rowcount)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """One writer at a time; an inner transaction joins the outer one."""
        with self._lock:
            if self._depth == 0:
                with self._guarded():
                    self._db.conn.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0 and self._db.conn.in_transaction:
                    self._db.conn.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                try:
                    with self._guarded():
                        self._db.conn.execute("COMMIT")
                except StoreUnavailable:
                    if self._db.conn.in_transaction:
                        self._db.conn.execute("ROLLBACK")
                    raise

    def script(self, statements: list[str]) -> None:
        """Schema statements, inside the transaction under way."""
        with self.transaction(), self._guarded():
            for statement in statements:
                self._db.conn.execute(
                    statement.format(int="INTEGER", blob="BLOB", strict=" STRICT")
                )

    def truncate_log(self) -> bool:
        """Empties the write-ahead log, in which deleted rows still lie. False when a reader blocks.

        ``wal_checkpoint(TRUNCATE)`` answers a first column of 1 when it was blocked.
        """
        with self._lock, self._guarded():
            for _ in range(CHECKPOINT_TRIES):
                busy = self._db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                if not busy:
                    return True
        return False

    def integrity(self) -> list[str]:
        """What SQLite's own quick check says; ``["ok"]`` when all is well."""
        with self._guarded():
            return [str(row[0]) for row in self._db.conn.execute("PRAGMA quick_check(10)")]

    def copy_to(self, target: Path) -> None:
        """A consistent, compact copy of the live file. Raises StoreUnavailable."""
        with self._guarded():
            self._db.conn.execute("VACUUM INTO ?", [str(target)])
        target.chmod(0o600)

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._db.conn.close()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise StoreUnavailable(_sqlite_code(error)) from None


def _sqlite_code(error: Exception) -> str:
    """SQLite's own name of the error: its text may hold a value, its name does not."""
    name = getattr(error, "sqlite_errorname", None)
    return str(name) if name else type(error).__name__


class PostgresDatabase:
    """A PostgreSQL database, one connection, opened again after it was lost."""

    dialect = "postgres"

    def __init__(self, url: str, schema: str = "public") -> None:
        """Connects. Raises StoreUnavailable when the server cannot be reached."""
        try:
            import psycopg
            import psycopg.rows
        except ImportError:
            raise StoreUnavailable("postgres-driver-missing") from None
        self._psycopg: Any = psycopg
        self._url = url
        self._schema = schema
        self._lock = threading.RLock()
        self._depth = 0
        self._connection: Any = None
        with self._guarded():
            self._connect()

    def _connect(self) -> None:
        connection = self._psycopg.connect(
            self._url, autocommit=True, row_factory=self._psycopg.rows.dict_row
        )
        name = self._psycopg.sql.Identifier(self._schema)
        sql = self._psycopg.sql.SQL
        connection.execute(sql("CREATE SCHEMA IF NOT EXISTS {}").format(name))
        connection.execute(sql("SET search_path TO {}").format(name))
        self._connection = connection

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """All rows of a query. Raises StoreUnavailable."""
        with self._guarded():
            text = _postgres_text(sql.format(skip_locked="FOR UPDATE SKIP LOCKED"))
            return list(self._execute(text, parameters).fetchall())

    def run(self, sql: str, **parameters: Any) -> int:
        """Runs one statement in its own transaction, or in the one under way; counts its rows."""
        with self._guarded():
            return int(self._execute(_postgres_text(sql), parameters).rowcount)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """An inner transaction joins the outer one."""
        with self._lock:
            if self._depth:
                yield
                return
            with self._guarded():
                self._execute("BEGIN", {})
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                with contextlib.suppress(StoreUnavailable), self._guarded():
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            with self._guarded():
                self._connection.execute("COMMIT")

    def script(self, statements: list[str]) -> None:
        """Schema statements, inside the transaction under way."""
        with self.transaction(), self._guarded():
            # Two processes that start at once migrate one after the other.
            self._execute("SELECT pg_advisory_xact_lock(7261)", {})
            for statement in statements:
                self._execute(statement.format(int="BIGINT", blob="BYTEA", strict=""), {})

    def truncate_log(self) -> bool:
        """PostgreSQL keeps its own log; vacuum and key destruction do this work there."""
        return True

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._connection.close()

    def _execute(self, text: str, parameters: dict[str, Any]) -> Any:
        if self._connection.closed and self._depth == 0:
            self._connect()
        return self._connection.execute(text, parameters or None)

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except self._psycopg.Error as error:
                code = getattr(error, "sqlstate", None) or type(error).__name__
                raise StoreUnavailable(f"postgres-{code}") from None


def _postgres_text(sql: str) -> str:
    return re.sub(r"(?<!:):([a-z_]+)", r"%(\1)s", sql)


def open_database(url: str, *, schema: str = "public", beside: str = "") -> Database:
    """Opens the database that ``url`` names.

    ``beside`` names a second SQLite file next to it (the keys); on PostgreSQL ``schema`` keeps the
    two apart.
    """
    if url.startswith("postgresql://"):
        return PostgresDatabase(url, schema)
    path = Path(url.removeprefix("sqlite:///"))
    return SqliteDatabase(path.with_name(path.stem + beside + path.suffix) if beside else path)
