"""Both databases, each empty for every test."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.settings import MasterKey
from data import schema
from data.database import Database
from data.journal import Journal
from data.opening import open_database
from data.store import Store
from data.vault import Vault
from tests.conftest import master_key
from tests.ops.throwaway_postgres import url_for_session


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One server for the session."""
    yield from url_for_session()


@dataclass
class Place:
    """Somewhere to keep a database and its keys. ``open`` may be called again for a restart."""

    url: str
    name: str
    opened: list[Database] = field(default_factory=list)

    def store(self) -> Database:
        """The database of the store, as it is."""
        return self._kept(open_database(self.url, schema=f"store_{self.name}"))

    def keys(self) -> Database:
        """The database of the keys, as it is."""
        return self._kept(open_database(self.url, schema=f"keys_{self.name}", beside=".keys"))

    def _kept(self, database: Database) -> Database:
        self.opened.append(database)
        return database

    def close(self) -> None:
        """Closes all that was opened."""
        for database in self.opened:
            database.close()

    def migrated(self) -> tuple[Database, Database]:
        """Both, with all tables."""
        store, keys = self.store(), self.keys()
        schema.migrate(store, schema.STORE, 0)
        schema.migrate(keys, schema.KEYS, 0)
        return store, keys

    def journal(self, *masters: MasterKey) -> Journal:
        """Memory over both."""
        store, keys = self.migrated()
        return Journal(Store(store), Vault(masters or (master_key(),), keys))


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Place:
    """An empty place in each kind of database."""
    found: Place = request.getfixturevalue(f"{request.param}_place")
    return found


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Iterator[Place]:
    """An empty place on disk."""
    place = Place(f"sqlite:///{tmp_path}/keel.db", "only")
    yield place
    place.close()


@pytest.fixture
def postgres_place(postgres_url: str) -> Iterator[Place]:
    """An empty place on a server."""
    place = Place(postgres_url, secrets.token_hex(4))
    yield place
    place.close()


@pytest.fixture
def store(place: Place) -> Store:
    """A store with all tables and nothing in them."""
    return Store(place.migrated()[0])
