"""The tables, as numbered steps, and the one way to apply them.

Each step runs with its record in one transaction, so two processes that start together cannot
both apply it, and a step that fails leaves nothing behind. There is no way down: a backup is.
"""

from __future__ import annotations

from data.database import Database

# Ids are text made in Python, times are epoch seconds, days are days since 1970-01-01. `kind` is a
# keyed tag, not a word: without the key the file says how many and when, never what.
STORE = (
    (
        "0001-first",
        [
            """CREATE TABLE people (
                person TEXT PRIMARY KEY, team TEXT NOT NULL, created_day {int} NOT NULL,
                erase_at {int}, sealed {blob} NOT NULL){strict}""",
            "CREATE INDEX people_team ON people(team)",
            "CREATE INDEX people_erase ON people(erase_at) WHERE erase_at IS NOT NULL",
            """CREATE TABLE entries (
                id TEXT PRIMARY KEY,
                person TEXT NOT NULL REFERENCES people(person) ON DELETE CASCADE,
                kind TEXT NOT NULL, day {int} NOT NULL, made_at {int} NOT NULL,
                expires_day {int} NOT NULL, sealed {blob} NOT NULL){strict}""",
            "CREATE INDEX entries_of ON entries(person, kind, day, made_at, id)",
            "CREATE INDEX entries_expire ON entries(expires_day)",
            """CREATE TABLE drafts (
                person TEXT NOT NULL REFERENCES people(person) ON DELETE CASCADE,
                kind TEXT NOT NULL, expires_at {int} NOT NULL, sealed {blob} NOT NULL,
                PRIMARY KEY (person, kind)){strict}""",
            """CREATE TABLE schedules (
                id TEXT PRIMARY KEY,
                person TEXT NOT NULL REFERENCES people(person) ON DELETE CASCADE,
                kind TEXT NOT NULL, next_due_at {int}, failures {int} NOT NULL DEFAULT 0,
                sealed {blob} NOT NULL){strict}""",
            "CREATE INDEX schedules_due ON schedules(next_due_at) WHERE next_due_at IS NOT NULL",
            "CREATE INDEX schedules_of ON schedules(person)",
            """CREATE TABLE nudges (
                person TEXT NOT NULL REFERENCES people(person) ON DELETE CASCADE,
                kind TEXT NOT NULL, local_date TEXT NOT NULL, at {int} NOT NULL, sent_at {int},
                PRIMARY KEY (person, kind, local_date)){strict}""",
            "CREATE TABLE deliveries (id TEXT PRIMARY KEY, at {int} NOT NULL, "
            "done {int} NOT NULL){strict}",
            "CREATE TABLE facts (name TEXT PRIMARY KEY, value {int} NOT NULL){strict}",
        ],
    ),
)

KEYS = (
    (
        "0001-first",
        [
            """CREATE TABLE data_keys (
                person TEXT PRIMARY KEY, master TEXT NOT NULL, wrapped {blob} NOT NULL){strict}""",
            "CREATE INDEX data_keys_master ON data_keys(master)",
        ],
    ),
)

Steps = tuple[tuple[str, list[str]], ...]


class NewerSchema(Exception):
    """The file was written by a newer Even Keel than this one."""


def applied(database: Database) -> list[str]:
    """Names of the steps that the database has, oldest first."""
    database.script(
        ["CREATE TABLE IF NOT EXISTS steps (name TEXT PRIMARY KEY, at {int} NOT NULL){strict}"]
    )
    return [row["name"] for row in database.rows("SELECT name FROM steps ORDER BY name")]


def state(database: Database, steps: Steps) -> tuple[list[str], list[str]]:
    """Steps that the database lacks, and steps it has that we do not know. Changes nothing."""
    known = [name for name, _ in steps]
    have: list[str] = []
    if database.has_table("steps"):
        have = [row["name"] for row in database.rows("SELECT name FROM steps ORDER BY name")]
    return [name for name in known if name not in have], [n for n in have if n not in known]


def migrate(database: Database, steps: Steps, at: int) -> list[str]:
    """Applies what is missing and says what that was.

    ``at`` is in epoch seconds. Raises NewerSchema when the database knows a step that we do not.
    """
    done: list[str] = []
    with database.transaction():
        have = applied(database)
        unknown = sorted(set(have) - {name for name, _ in steps})
        if unknown:
            raise NewerSchema(unknown[0])
        for name, statements in steps:
            if name not in have:
                database.script(statements)
                database.run("INSERT INTO steps VALUES (:name, :at)", name=name, at=at)
                done.append(name)
    return done
