"""The preview: the real app against the local stand-in, with a throwaway key and files."""

from __future__ import annotations

import signal
import tempfile
import threading
import webbrowser
from pathlib import Path

from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.app import create_app, make_keel
from bot.jobs import start_jobs, tick_soon
from bot.logs import start_logging
from bot.manifest import manifest
from bot.preview.disk import tables
from bot.preview.standin import StandIn, Workspace
from bot.reminding import Reminding
from bot.settings import MasterKey, Settings, new_master_key

PORTS_TRIED = 20


def show(port: int = 3000, *, browser: bool = True) -> int:
    """Runs until interrupted. Takes the next free port when ``port`` is taken."""
    start_logging("WARNING")
    with tempfile.TemporaryDirectory(prefix="even-keel-preview-") as folder:
        path = Path(folder) / "keel.db"
        slack = _started(port, path)
        settings = Settings(
            keys=(MasterKey.from_text(new_master_key()),),
            database_url=f"sqlite:///{path}",
            bot_token=slack.bot_token,
            app_token=slack.app_token,
            slack_api_url=slack.api_url,
        )
        keel = make_keel(settings, slack.clock.now)
        app = create_app(keel, settings)
        handler = SocketModeHandler(app, settings.app_token)
        handler.connect()
        reminding = Reminding(keel, app.client)
        jobs = start_jobs(keel, reminding)
        # Whoever moves the clock wants to see what comes then, not 20 seconds later.
        slack.on_clock_moved(lambda: tick_soon(jobs))
        slack.wait_connected()
        print(f"Even Keel preview: {slack.url}  (Ctrl+C ends it and throws everything away)")
        if browser:
            webbrowser.open(slack.url)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        stop.wait()
        reminding.stop()
        jobs.shutdown()
        slack.disconnects(handler)
        keel.lanes.close()
        keel.journal.close()
        slack.stop()
    return 0


def _started(port: int, path: Path) -> StandIn:
    for candidate in range(port, port + PORTS_TRIED):
        slack = StandIn(
            Workspace(manifest=manifest()), port=candidate, database_view=lambda: tables(path)
        )
        try:
            slack.start()
        except OSError:
            continue
        return slack
    raise SystemExit(f"Ports {port} to {port + PORTS_TRIED - 1} are taken; give another --port.")
