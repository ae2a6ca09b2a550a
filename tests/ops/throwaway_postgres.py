"""A PostgreSQL server for one test session: no port, a socket in a folder of its own, then gone."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

WHY_SKIPPED = "no PostgreSQL here: install the server programs, or set POSTGRES_TEST_URL"


def program(name: str) -> str | None:
    """Where a PostgreSQL program stands. Debian keeps them out of the path."""
    found = shutil.which(name)
    if found:
        return found
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(places[-1]) if places else None


def as_server(command: list[str]) -> list[str]:
    """The command as a user that the server agrees to run as: it refuses root."""
    if os.geteuid() == 0:
        return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    return command


@contextmanager
def server() -> Iterator[str]:
    """Starts a server and gives its URL."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    assert initdb
    assert pg_ctl
    folder = Path(tempfile.mkdtemp(prefix="keel-pg-"))
    data = folder / "data"
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
    env = {**os.environ, "LC_ALL": "C", "HOME": str(folder)}

    def run(*command: str) -> None:
        subprocess.run(
            as_server(list(command)), check=True, cwd=folder, env=env, stdout=subprocess.DEVNULL
        )

    try:
        run(initdb, "-D", str(data), "-U", "keel", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c fsync=off -k {folder}"
        run(pg_ctl, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://keel@/postgres?host={folder}"
        finally:
            run(pg_ctl, "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server_url: str) -> str:
    """The URL of a new and empty database on a server."""
    import psycopg  # whoever has no server needs no driver

    name = f"keel_{secrets.token_hex(4)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    parts = urlsplit(server_url)
    return f"postgresql://{parts.netloc}/{name}?{parts.query}"


def url_for_session() -> Iterator[str]:
    """The body of the session fixture: a given server, a throwaway one, or a skip with its reason.

    With CI=true in the environment a missing server is a failure, not a skip.
    """
    given = os.environ.get("POSTGRES_TEST_URL")
    if given:
        yield given
        return
    if program("initdb") is None:
        if os.environ.get("CI") == "true":
            pytest.fail(WHY_SKIPPED)
        pytest.skip(WHY_SKIPPED)
    with server() as url:
        yield url
