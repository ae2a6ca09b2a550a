"""Quiet logs: what happened, how long it took, where it broke; never what anybody wrote.

Bolt and slack_sdk print request bodies at DEBUG and INFO and exception texts at every level
(slack_bolt 1.30: request_verification.py, slack_sdk 3.47: web/base_client.py). So a record of a
library is printed as its place alone, and an exception as its type and places. Our own records
carry a word and chosen fields, and the formatter prints nothing else of them.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

OWN = "even_keel"
_LIBRARIES = ("slack_bolt", "slack_sdk", "apscheduler", "waitress", "urllib3")

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def note(what: str, **fields: str | int | float | bool | None) -> None:
    """Logs a word with fields: counts, durations, codes and ids of our own. Never a text."""
    logging.getLogger(OWN).info(what, extra={"fields": fields})


def warn(what: str, **fields: str | int | float | bool | None) -> None:
    """The same, for what an operator should look at."""
    logging.getLogger(OWN).warning(what, extra={"fields": fields})


def broke(what: str, error: BaseException, **fields: str | int | float | bool | None) -> None:
    """Logs an error by its type and places, without its text."""
    logging.getLogger(OWN).error(
        what, extra={"fields": fields}, exc_info=(type(error), error, error.__traceback__)
    )


class QuietFormatter(logging.Formatter):
    """One line of JSON a record, without messages or arguments of libraries."""

    def format(self, record: logging.LogRecord) -> str:
        """Renders a record. Foreign messages and all exception texts are left out."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname}
        if record.name == OWN or record.name.startswith(OWN + "."):
            line["what"] = record.msg if isinstance(record.msg, str) else "?"
            line.update(getattr(record, "fields", {}))
        else:
            line["what"] = "library"
            line["logger"] = record.name
            line["place"] = f"{record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            line["places"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


class QuietHandler(logging.StreamHandler[TextIO]):
    """Writes lines. A line that cannot be written is lost in silence."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Python's own would print the message and its arguments to stderr."""


def catch_the_rest() -> None:
    """What nobody caught, and what libraries warn of, is logged like everything else.

    Python's own hooks would print an exception's text, which may hold a value.
    """

    def crashed(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            broke("crashed", error)

    def thread_crashed(found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            crashed(found.exc_type, found.exc_value, found.exc_traceback)

    def unraisable(found: sys.UnraisableHookArgs) -> None:
        # In a destructor or a callback of C: Python would print the object and the text.
        if found.exc_value is not None:
            crashed(found.exc_type, found.exc_value, found.exc_traceback)

    sys.excepthook = crashed
    sys.unraisablehook = unraisable
    threading.excepthook = thread_crashed
    logging.captureWarnings(True)


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception went through, innermost last: file and line, no source text."""
    return [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        for frame in traceback.extract_tb(trace)
    ][-8:]


def start_logging(level: str, stream: TextIO | None = None) -> logging.Handler:
    """Puts the quiet formatter on the root logger and holds libraries at WARNING."""
    handler = QuietHandler(stream or sys.stderr)
    handler.setFormatter(QuietFormatter())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler


def quiet_logger(name: str) -> logging.Logger:
    """A logger to hand to Bolt and WebClient, which copy the root level when they are built.

    Errors alone: what they warn of at each start (that a token in the environment is not used,
    since the client has it) is as it should be, and only its place would be printed.
    """
    logger = logging.getLogger(name)
    logger.setLevel(logging.ERROR)
    return logger
