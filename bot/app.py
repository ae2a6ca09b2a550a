"""The front door: builds everything once, from Settings, and hands it on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse

import handlers
from bot.calls import passing, slack_client
from bot.domain import crisis
from bot.logs import broke, quiet_logger
from bot.routing import RoutedApp
from bot.settings import Settings
from bot.troubles import Troubles
from data import schema
from data.database import Database, StoreUnavailable
from data.journal import Journal
from data.library import load_library
from data.opening import open_database
from data.store import Store
from data.vault import Vault
from handlers.counters import Counters
from handlers.doors import Doors
from handlers.keel import Keel
from handlers.lanes import Lanes


def real_now() -> datetime:
    """The real clock: the only place that reads it for the product."""
    return datetime.now(UTC)


def open_journal(settings: Settings, now: Callable[[], datetime]) -> Journal:
    """Opens and migrates both files. Raises StoreUnavailable, NewerSchema, KeyMissing."""
    at = int(now().timestamp())
    database = open_database(settings.database_url)
    keys = open_keys(settings)
    schema.migrate(database, schema.STORE, at)
    schema.migrate(keys, schema.KEYS, at)
    return Journal(Store(database), Vault(settings.keys, keys))


def open_keys(settings: Settings) -> Database:
    """The key file, beside the database file; a schema of its own on PostgreSQL."""
    return open_database(settings.database_url, schema="even_keel_keys", beside=".keys")


def make_keel(
    settings: Settings, now: Callable[[], datetime] = real_now, journal: Journal | None = None
) -> Keel:
    """Memory, knowledge and the rest, ready to be handed to the rooms."""
    return Keel(
        journal=journal or open_journal(settings, now),
        library=load_library(settings.content_override),
        now=now,
        lanes=Lanes(lambda what, error: broke("lane_failed", error, work=what), passing),
        counters=Counters(),
        doors=Doors(),
        screen=crisis.screen,
    )


def create_app(keel: Keel, settings: Settings) -> App:
    """A Bolt app with every room in it. Calls auth.test once."""
    quiet = quiet_logger("slack_bolt")
    client = slack_client(settings)
    troubles = Troubles(keel, client)
    keel.lanes.when_failed(troubles.lane_failed)
    app = RoutedApp(
        on_unknown=troubles.gone,
        client=client,
        signing_secret=settings.signing_secret or "socket-mode",
        logger=quiet,
        # What must be stored is stored before the acknowledgement; the rest is in the lanes.
        process_before_response=True,
        request_verification_enabled=not settings.socket_mode,
    )
    _error_boundary(app, keel, troubles)
    handlers.register(app, keel)
    return app


def _error_boundary(app: App, keel: Keel, troubles: Troubles) -> None:
    """Nothing raised reaches Slack: a form keeps what was typed and says that it was not saved."""

    @app.error
    def boundary(error: Exception, body: dict[str, Any], context: BoltContext) -> BoltResponse:
        keel.counters.add("errors")
        code = error.code if isinstance(error, StoreUnavailable) else None
        broke("listener_failed", error, code=code)
        if context.get("replayed"):
            # "Keep what I wrote" says itself that it did not work.
            return BoltResponse(status=503, body="")
        return troubles.not_saved(body, error)
