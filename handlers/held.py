"""What a person sent in while help was shown: held in memory, for their own choice, never stored.

Also with which words the person chose to go on, so that the same words in the same form do not
stop them again, while new ones do. Of those a digest is held, under a key that dies with the
process. Each is held for the person it came from, so that nobody can reach another's by the id of
a view. All of it is gone after half an hour (``tidy`` is called every minute), after a restart, and
when the person has everything destroyed; the form itself still has everything in it.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.domain.people import Who

HELD_SECONDS = 1800
HELD_MOST = 500


@dataclass
class _Form:
    """What is known of one form of one person."""

    at: float
    body: dict[str, Any] | None = None  # as it was sent, until it is kept or gone on from
    kept: bool = False
    stopped: set[bytes] = field(default_factory=set)  # digests of the texts that called for help
    passed: set[bytes] = field(default_factory=set)  # and of those the person went on with


class Held:
    """Forms by the person and the id of their view."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key = secrets.token_bytes(32)
        self._forms: dict[tuple[Who, str], _Form] = {}

    def hold(self, who: Who, view_id: str, body: dict[str, Any], texts: Iterable[str]) -> None:
        """Keeps a submission, stopped for ``texts``, until the person chooses."""
        with self._lock:
            form = self._touched(who, view_id)
            form.body, form.kept = body, False
            form.stopped = {self._digest(text) for text in texts}

    def take(self, who: Who, view_id: str) -> dict[str, Any] | None:
        """Gives a held submission out, once."""
        with self._lock:
            form = self._found(who, view_id)
            if form is None:
                return None
            body, form.body = form.body, None
            return body

    def put_back(self, who: Who, view_id: str, body: dict[str, Any]) -> None:
        """Holds on to what could not be kept just now."""
        with self._lock:
            self._touched(who, view_id).body = body

    def done(self, who: Who, view_id: str) -> None:
        """What was held of this form is kept now."""
        with self._lock:
            self._touched(who, view_id).kept = True

    def was_kept(self, who: Who, view_id: str) -> bool:
        """Whether what was held of this form was kept."""
        with self._lock:
            form = self._found(who, view_id)
            return form is not None and form.kept

    def let_pass(self, who: Who, view_id: str) -> None:
        """The person said that they are safe and go on with this form."""
        with self._lock:
            form = self._touched(who, view_id)
            form.body = None
            form.passed |= form.stopped

    def may_pass(self, who: Who, view_id: str, texts: Iterable[str]) -> bool:
        """Whether the person chose to go on with this form and with each of these texts in it."""
        with self._lock:
            form = self._found(who, view_id)
            return form is not None and {self._digest(text) for text in texts} <= form.passed

    def forget(self, who: Who) -> None:
        """Drops everything of a person."""
        with self._lock:
            self._forms = {key: form for key, form in self._forms.items() if key[0] != who}

    def tidy(self) -> int:
        """Drops what is older than half an hour; counts what is left."""
        with self._lock:
            oldest = time.monotonic() - HELD_SECONDS
            self._forms = {key: form for key, form in self._forms.items() if form.at > oldest}
            return len(self._forms)

    def _found(self, who: Who, view_id: str) -> _Form | None:
        form = self._forms.get((who, view_id))
        return form if form and form.at > time.monotonic() - HELD_SECONDS else None

    def _touched(self, who: Who, view_id: str) -> _Form:
        form = self._found(who, view_id) or _Form(0)
        # The newest stands last, so that too many push out the oldest.
        self._forms.pop((who, view_id), None)
        self._forms[who, view_id] = form
        form.at = time.monotonic()
        while len(self._forms) > HELD_MOST:
            self._forms.pop(next(iter(self._forms)))
        return form

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.strip().encode(), key=self._key, digest_size=16).digest()
