"""Running: from Settings to a connected app, until a signal says stop."""

from __future__ import annotations

import signal
import threading
import time

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.app import create_app, make_keel
from bot.logs import note, start_logging
from bot.settings import Settings

LANE_SECONDS = 10  # what is in hand at a stop is finished within this


def serve(settings: Settings) -> int:
    """Runs until SIGTERM or SIGINT. Exit code 2 when Slack refuses the tokens."""
    start_logging(settings.log_level)
    began = time.perf_counter()
    keel = make_keel(settings)
    try:
        app = create_app(keel, settings)
        handler = SocketModeHandler(app, settings.app_token, logger=app.logger)
        handler.connect()
    except SlackApiError as error:
        note("slack_refused", code=str(error.response.get("error", "unknown")))
        return 2
    note("ready", ms=round((time.perf_counter() - began) * 1000), mode="socket")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    note("stopping")
    handler.close()
    keel.lanes.drain(LANE_SECONDS)
    keel.lanes.close()
    keel.journal.close()
    note("stopped")
    return 0
