"""SQLite through sqlite-utils: one file, one connection, one lock a process.

Every write is a transaction that starts with ``BEGIN IMMEDIATE``, since a deferred one that reads
and then writes fails at once with "database is locked" however long the busy timeout is. 4,000
durable commits a second are far more than a workspace needs.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlite_utils

from data.database import Row, StoreUnavailable

# Two threads of ours may wait one after the other, and Slack waits 3 s for an answer.
BUSY_MILLISECONDS = 1_000
CHECKPOINT_MILLISECONDS = 100  # nobody waits longer than this for a reader to let go of the log
DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
PROGRESS_STEPS = 20_000  # SQLite's own steps between two reports of a copy


class SqliteDatabase:
    """A SQLite file, mode 0600, in a folder of mode 0700 when we make the folder."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises StoreUnavailable when it cannot be opened."""
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        self._log_owed = False
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made before SQLite opens it: SQLite would give it the umask's mode.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnavailable(sqlite_code(error)) from None
        self._db = sqlite_utils.Database(connection)
        try:
            for pragma in (
                f"busy_timeout={BUSY_MILLISECONDS}",
                # FULL: what was answered with "saved" outlives a power cut.
                "synchronous=FULL",
                "foreign_keys=ON",
                # The default depends on how SQLite was built, so it is set on every connection.
                "secure_delete=ON",
                "trusted_schema=OFF",
            ):
                connection.execute(f"PRAGMA {pragma}")
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        except sqlite3.Error as error:
            connection.close()
            raise StoreUnavailable(sqlite_code(error)) from None
        if mode != "wal":
            # Some network file systems cannot do it; two processes would damage the file there.
            connection.close()
            raise StoreUnavailable("no-write-ahead-log")

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """All rows of a query. Raises StoreUnavailable."""
        with self._guarded():
            self._still_inside()
            # execute, since query looks at each statement's first word and checks each column's
            # name: a third of the time of a small query, and a claim is made of those.
            found = self._db.execute(sql.format(skip_locked="", locked=""), parameters)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

    def run(self, sql: str, **parameters: Any) -> int:
        """Runs one statement in its own transaction, or in the one under way; counts its rows."""
        with self.transaction(), self._guarded():
            return int(self._db.conn.execute(sql, parameters).rowcount)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """One writer at a time; an inner transaction joins the outer one."""
        with self._lock:
            with self._guarded():
                if self._depth == 0:
                    self._db.conn.execute("BEGIN IMMEDIATE")
                self._still_inside()
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._roll_back()
                raise
            self._depth -= 1
            if self._depth == 0:
                self._commit()

    def _commit(self) -> None:
        try:
            with self._guarded():
                self._db.conn.execute("COMMIT")
        except StoreUnavailable:
            self._roll_back()
            raise
        if self._log_owed:
            with contextlib.suppress(StoreUnavailable):
                self.truncate_log()

    def _roll_back(self) -> None:
        # A full disk rolls back by itself; what went wrong first is what the caller hears.
        with contextlib.suppress(sqlite3.Error):
            if self._db.conn.in_transaction:
                self._db.conn.execute("ROLLBACK")

    def _still_inside(self) -> None:
        # SQLite ends a transaction by itself on a full disk. Whoever swallowed that error would
        # otherwise write the rest without its beginning.
        if self._depth and not self._db.conn.in_transaction:
            raise StoreUnavailable("transaction-lost")

    def script(self, statements: list[str]) -> None:
        """Schema statements, inside the transaction under way."""
        with self.transaction(), self._guarded():
            for statement in statements:
                self._db.conn.execute(
                    statement.format(int="INTEGER", blob="BLOB", strict=" STRICT")
                )

    def truncate_log(self) -> bool:
        """Empties the write-ahead log, in which deleted rows still lie.

        ``wal_checkpoint(TRUNCATE)`` answers a first column of 1 when a reader or writer blocked
        it. Nobody is kept waiting for that: it is done after the next commit instead. The jobs
        commit to the data every minute; the key file's log is emptied by the cleaning.
        """
        with self._lock:
            self._log_owed = True
            if self._depth:
                return False
            with self._guarded():
                self._db.conn.execute(f"PRAGMA busy_timeout={CHECKPOINT_MILLISECONDS}")
                try:
                    busy = self._db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                finally:
                    self._db.conn.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
            self._log_owed = bool(busy)
            return not busy

    def has_table(self, name: str) -> bool:
        """Whether a table is there. Changes nothing."""
        return bool(
            self.rows("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = :n", n=name)
        )

    def integrity(self) -> list[str]:
        """What SQLite's own check says; ``["ok"]`` when all is well. Reads the whole file.

        Damage that ends the check itself is told like any other, by SQLite's code.
        """
        with self._lock:
            try:
                return [str(row[0]) for row in self._db.conn.execute("PRAGMA integrity_check(10)")]
            except sqlite3.DatabaseError as error:
                code = sqlite_code(error)
                if code.startswith(DAMAGE):
                    return [code]
                raise StoreUnavailable(code) from None

    def copy_to(self, target: Path, progress: Callable[[float], None] | None = None) -> None:
        """A consistent, compact copy of the live file, mode 0600. Raises StoreUnavailable.

        ``progress`` is called with a share from 0 to 1. Other processes go on writing meanwhile.
        """
        with self._guarded():
            connection = self._db.conn
            (pages,), (size,) = (
                connection.execute(f"PRAGMA {name}").fetchone()
                for name in ("page_count", "page_size")
            )

            def report() -> int:
                if progress:
                    with contextlib.suppress(OSError):
                        progress(min(1.0, target.stat().st_size / max(1, pages * size)))
                return 0

            os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            connection.set_progress_handler(report, PROGRESS_STEPS)
            try:
                connection.execute("VACUUM INTO ?", [str(target)])
            finally:
                connection.set_progress_handler(None, 0)

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._db.conn.close()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except (sqlite3.Error, OSError) as error:
                raise StoreUnavailable(sqlite_code(error)) from None


def sqlite_code(error: Exception) -> str:
    """SQLite's own name of the error: its text may hold a value, its name does not."""
    name = getattr(error, "sqlite_errorname", None)
    return str(name) if name else type(error).__name__
