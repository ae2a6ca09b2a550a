"""The doctor: everything an operator should know, one line each, with the remedy.

Exit code 0 when all is well, 1 with warnings, 2 with errors. Nothing is changed by it.
"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from bot.ops.check_memory import memory
from bot.ops.check_slack import slack
from bot.ops.findings import Finding, Level
from bot.settings import Settings, SettingsError
from data.database import KEY_LIFE, keys_path, set_aside
from data.library import load_library
from data.library.files import ContentError, ContentFolder
from data.library.iop import IopLibrary

LITTLE, VERY_LITTLE = 500_000_000, 50_000_000  # bytes free
SHOWN = 5  # stale items that are named; the rest is counted


def examine(environment: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """All findings. ``now`` is the real time of this machine."""
    settings = None
    try:
        settings = Settings.from_environment(environment)
        yield Finding("ok", "settings", "All settings can be read.")
    except SettingsError as error:
        for line in error.lines:
            yield Finding("error", "settings", line, "mend .env or the environment")
        try:
            # What needs no Slack can be looked at all the same.
            local = Settings.from_environment(environment, needs_slack=False)
        except SettingsError:
            return
    else:
        local = settings
    if settings is not None:
        yield from slack(settings, now)
    yield from memory(local, now)
    yield from disk(local, now)
    yield from content(local, now)


def disk(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Room, and who may read the files."""
    path = settings.database_path
    open_files = []
    if path is not None:
        folder = path.parent if path.parent.exists() else Path()
        free = shutil.disk_usage(folder).free
        text = f"{free // 1_000_000} MB are free."
        if free < LITTLE:
            level: Level = "error" if free < VERY_LITTLE else "warning"
            yield Finding(level, "disk", text, "make room: a full disk saves nothing")
        else:
            yield Finding("ok", "disk", text)
        for file in (path, keys_path(path)):
            open_files += [Path(f"{file}{name}") for name in ("", "-wal", "-shm")]
    loose = [file for file in (*open_files, Path(".env")) if file.exists() and _others(file)]
    for file in loose:
        yield Finding(
            "warning", "modes", f"Others on this machine may read {file}.", f"chmod 600 {file}"
        )
    if path is not None:
        for file, made in set_aside(keys_path(path)):
            if made < now - KEY_LIFE:
                yield Finding(
                    "warning",
                    "old_keys",
                    f"{file} still opens what people erased since.",
                    "delete it; the app and the next backup do, too",
                )
    if not loose:
        yield Finding("ok", "modes", "The files are for their owner alone.")


def _others(file: Path) -> bool:
    return bool(stat.S_IMODE(file.stat().st_mode) & 0o077)


def content(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Content that is wrong, left aside, or not reviewed for a year."""
    try:
        library = load_library(settings.content_override)
        topics = IopLibrary(ContentFolder(settings.content_override))
    except ContentError as error:
        yield Finding("error", "content", f"{error}.", "mend the file, or unset EVEN_KEEL_CONTENT")
        return
    stale = [
        *library.helplines.problems(now.date()),
        *library.help.reported,
        *topics.problems(now.date()),
    ]
    for line in stale[:SHOWN]:
        yield Finding("warning", "content", f"{line}.", "review it, or update Even Keel")
    if len(stale) > SHOWN:
        yield Finding("warning", "content", f"{len(stale) - SHOWN} more like these.", "review them")
    if not stale:
        yield Finding("ok", "content", "All numbers and topics were reviewed within a year.")
