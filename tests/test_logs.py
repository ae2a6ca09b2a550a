"""Logs: one line of JSON each, and nothing that anybody wrote in any of them."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import QuietFormatter, QuietHandler, broke, catch_the_rest, note, start_logging, warn

CANARY = "canary-91ac nobody may read this"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Logging as the app starts it, at DEBUG, and everything back in place afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook
    stream = io.StringIO()
    start_logging("DEBUG", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)


def written(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_our_own_lines_carry_a_word_and_its_fields(lines: io.StringIO) -> None:
    """What happened, how many, how long: readable by a machine."""
    note("ready", ms=12, mode="socket")
    warn("late", count=2)
    first, second = written(lines)
    assert (first["what"], first["ms"], first["mode"]) == ("ready", 12, "socket")
    assert (second["level"], second["count"]) == ("WARNING", 2)
    assert str(first["at"]).endswith("+00:00")


def test_an_exception_is_its_type_and_its_places(lines: io.StringIO) -> None:
    """Its text may quote what a person wrote, and so may the text of its cause."""
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise ValueError(CANARY) from cause
    except ValueError as error:
        broke("listener_failed", error, code="x")
    (line,) = written(lines)
    assert line["error"] == "ValueError"
    assert any(str(place).startswith("test_logs.py:") for place in line["places"])
    assert CANARY not in lines.getvalue()


@pytest.mark.parametrize("name", ["slack_bolt.App", "slack_sdk.web", "urllib3", "anything.else"])
def test_a_library_is_quoted_by_place_alone(lines: io.StringIO, name: str) -> None:
    """Message, arguments, exception text and stack: none of it."""
    logger = logging.getLogger(name)
    logger.debug(CANARY)
    logger.info("body: %s", CANARY)
    logger.warning(CANARY + " %s", CANARY, stack_info=True)
    try:
        raise RuntimeError(CANARY)
    except RuntimeError:
        logger.exception("failed with %s", CANARY)
    found = written(lines)
    assert [line["level"] for line in found] == ["WARNING", "ERROR"]
    assert CANARY not in lines.getvalue()


def test_a_line_that_cannot_be_written_is_not_printed_elsewhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Python would print message and arguments to stderr when a disk is full."""

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    handler = QuietHandler(Full())
    handler.setFormatter(QuietFormatter())
    handler.handle(logging.LogRecord("x", 40, "p", 1, CANARY + " %s", (CANARY,), None))
    seen = capsys.readouterr()
    assert CANARY not in seen.err + seen.out


def test_what_nobody_caught_is_logged_without_its_text(
    lines: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a thread, in the main thread, in a destructor, and in a warning of a library."""
    catch_the_rest()

    def fail() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError(CANARY), None)

    class Leaving:
        def __del__(self) -> None:
            raise ValueError(CANARY)

    Leaving()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARY, stacklevel=1)
    whats = [line["what"] for line in written(lines)]
    assert whats == ["crashed", "crashed", "crashed", "library"]
    assert CANARY not in lines.getvalue() + capsys.readouterr().err


def test_importing_the_app_does_nothing() -> None:
    """No environment, no thread, no file, no word: everything is built at the front door."""
    code = (
        "import os, threading; os.environ.clear(); before = set(os.listdir());"
        "import bot.app, bot.running, bot.__main__, data.journal;"
        "assert threading.active_count() == 1; assert set(os.listdir()) == before"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True)
    assert done.stdout + done.stderr == b""
