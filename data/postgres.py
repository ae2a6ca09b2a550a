"""PostgreSQL through psycopg: one connection, opened again after it was lost.

The limits below are set on the connection, so that a server which is slow or half gone gives an
error within the time that Slack waits, and a server with relaxed settings still writes to disk
before it says so.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from typing import Any

from data.database import Row, StoreUnavailable

CONNECT_SECONDS = 3
STATEMENT_MILLISECONDS = 10_000
LOCK_MILLISECONDS = 2_000
MIGRATING = 7261  # the number of our advisory lock; any number that nobody else takes


class PostgresDatabase:
    """A schema of a PostgreSQL database."""

    dialect = "postgres"

    def __init__(self, url: str, schema: str = "public") -> None:
        """Connects. Raises StoreUnavailable when the server cannot be reached."""
        try:
            import psycopg
            import psycopg.rows
            import psycopg.sql
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
            self._url,
            autocommit=True,
            row_factory=self._psycopg.rows.dict_row,
            connect_timeout=CONNECT_SECONDS,
            keepalives_idle=30,
        )
        try:
            for setting in (
                "synchronous_commit = on",
                f"statement_timeout = {STATEMENT_MILLISECONDS}",
                f"lock_timeout = {LOCK_MILLISECONDS}",
            ):
                connection.execute(f"SET {setting}")
            name = self._psycopg.sql.Identifier(self._schema)
            sql = self._psycopg.sql.SQL
            with connection.transaction():
                # IF NOT EXISTS alone fails when two processes make it at the same moment.
                connection.execute(f"SELECT pg_advisory_xact_lock({MIGRATING})")
                connection.execute(sql("CREATE SCHEMA IF NOT EXISTS {}").format(name))
            connection.execute(sql("SET search_path TO {}").format(name))
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """All rows of a query. Raises StoreUnavailable."""
        with self._guarded():
            text = postgres_text(
                sql.format(skip_locked="FOR UPDATE SKIP LOCKED", locked="FOR UPDATE")
            )
            return list(self._execute(text, parameters, again=True).fetchall())

    def run(self, sql: str, **parameters: Any) -> int:
        """Runs one statement in its own transaction, or in the one under way; counts its rows."""
        with self._guarded():
            return int(self._execute(postgres_text(sql), parameters).rowcount)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """An inner transaction joins the outer one."""
        with self._lock:
            if self._depth:
                yield
                return
            with self._guarded():
                self._execute("BEGIN", {}, again=True)
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
                done = self._connection.execute("COMMIT").statusmessage
            if done != "COMMIT":
                # After an error that somebody swallowed, COMMIT succeeds and rolls back.
                raise StoreUnavailable("transaction-lost")

    def script(self, statements: list[str]) -> None:
        """Schema statements, inside the transaction under way."""
        with self.transaction(), self._guarded():
            # Two processes that start at once migrate one after the other.
            self._execute(f"SELECT pg_advisory_xact_lock({MIGRATING})", {})
            for statement in statements:
                self._execute(statement.format(int="BIGINT", blob="BYTEA", strict=""), {})

    def truncate_log(self) -> bool:
        """PostgreSQL keeps its own log; vacuum and key destruction do this work there."""
        return True

    def has_table(self, name: str) -> bool:
        """Whether a table is there. Changes nothing."""
        return bool(
            self.rows(
                "SELECT 1 FROM pg_tables WHERE schemaname = :s AND tablename = :n",
                s=self._schema,
                n=name,
            )
        )

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._connection.close()

    def _execute(self, text: str, parameters: dict[str, Any], *, again: bool = False) -> Any:
        """``again``: the statement may be sent twice when the first went into a dead connection."""
        if self._depth == 0 and self._connection.closed:
            self._connect()
        try:
            return self._connection.execute(text, parameters or None)
        except self._psycopg.OperationalError:
            if not (again and self._depth == 0 and self._connection.closed):
                raise
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


def postgres_text(sql: str) -> str:
    """``:name`` parameters as psycopg writes them. Casts (``::``) stay as they are."""
    return re.sub(r"(?<!:):([a-z_]+)", r"%(\1)s", sql)
