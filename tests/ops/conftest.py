"""Even Keel as an operator starts it, in this process or in one that can be killed."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import make_keel
from bot.preview.standin import StandIn
from bot.running import Running, start
from bot.settings import Settings
from tests.conftest import master_key
from tests.data.conftest import postgres_url

__all__ = ["postgres_url"]

ROOT = Path(__file__).parents[2]
KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="  # tests.conftest.master_key(7) as text


def settings_for(slack: StandIn, folder: Path, **changes: Any) -> Settings:
    """Settings against the stand-in, in Socket Mode unless changed."""
    base = Settings(
        keys=(master_key(),),
        database_url=f"sqlite:///{folder}/keel.db",
        bot_token=slack.bot_token,
        app_token=slack.app_token,
        slack_api_url=slack.api_url,
    )
    return replace(base, **changes)


@contextmanager
def started(slack: StandIn, settings: Settings) -> Iterator[Running]:
    """The app as ``run`` starts it."""
    keel = make_keel(settings, slack.clock.now)
    running = start(settings, keel)
    if settings.socket_mode:
        slack.wait_connected(timeout=30)
    else:
        slack.http_target = f"http://127.0.0.1:{running.http_port}/slack/events"
    try:
        yield running
    finally:
        slack.http_target = None
        if running.socket:
            slack.disconnects(running.socket)
        running.stop()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def get(port: int | None, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Status and body of a page."""
    assert port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=names)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def environment(slack: StandIn | None, folder: Path, **changes: str) -> dict[str, str]:
    """The environment of a command of ours."""
    base = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "EVEN_KEEL_KEYS": KEY,
        "DATABASE_URL": f"sqlite:///{folder}/keel.db",
    }
    if slack:
        base |= {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }
    return base | changes


def command(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Runs ``python -m bot`` with these arguments in ``folder`` until it ends."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environ or environment(None, folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def process(folder: Path, *arguments: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """The same in the background; killed at the end when it still runs."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as child:
        try:
            yield child
        finally:
            if child.poll() is None:
                child.kill()


def until(what: Callable[[], Any], seconds: float = 30) -> Any:
    """Waits until something is true and gives it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    pytest.fail("waited in vain")
