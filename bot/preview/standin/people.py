"""PersonDriver: a person of the workspace, for tests. Plain calls from any thread.

Each act returns when the app has acknowledged it, and raises NotAcknowledged when it has not
within Slack's 3 seconds, ClientRefuses when Slack's client would not offer it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from .elements import visible_text
from .hands import Hands
from .records import Json
from .screens import Message


class PersonDriver:
    """What `user` can do and see. `run` carries a coroutine to the server's thread and waits."""

    def __init__(self, hands: Hands, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self._hands = hands
        self._run = run
        self.id = hands.user

    # --- doing --------------------------------------------------------------------------------

    def says(self, text: str, **extra: Any) -> str:
        """Type into the DM; returns the ts. See Hands.says for thread_ts, raw, wait, files."""
        return str(self._run(self._hands.says(text, **extra)))

    def says_in_thread(self, thread_ts: str, text: str) -> str:
        """Answer in a thread of the DM."""
        return self.says(text, thread_ts=thread_ts)

    def edits(self, ts: str, text: str) -> None:
        """Change a message of one's own."""
        self._run(self._hands.edits(ts, text))

    def deletes(self, ts: str) -> None:
        """Delete a message of one's own."""
        self._run(self._hands.deletes(ts))

    def uploads(self, name: str, content: bytes) -> str:
        """Upload a file; returns its id, for `fills` or `says(files=[...])`."""

        async def upload() -> str:
            return self._hands.uploads(name, content)

        return str(self._run(upload()))

    def opens_home(self) -> None:
        """Open the Home tab."""
        self._run(self._hands.opens_home())

    def opens_messages_tab(self) -> None:
        """Open the Messages tab."""
        self._run(self._hands.opens_home("messages"))

    def runs(self, command: str, text: str = "", channel: str | None = None) -> None:
        """Run a slash command, in the DM unless a channel is named."""
        self._run(self._hands.runs(command, text, channel))

    def shortcut(self, callback_id: str) -> None:
        """Use a global shortcut."""
        self._run(self._hands.shortcut(callback_id))

    def clicks(
        self,
        action_id: str | None = None,
        *,
        value: str | None = None,
        text: str | None = None,
        nth: int = 0,
        where: str = "auto",
    ) -> None:
        """Press the nth button with this action_id (and value, and text).

        `where`: "auto" (top modal, else Home, else newest message that has it), "modal", "home",
        "message", or the id (ts, view id, callback_id) of one place.
        """
        self._run(self._hands.clicks(action_id, value=value, text=text, nth=nth, where=where))

    def picks(self, action_id: str, *values: Any, nth: int = 0, where: str = "auto") -> None:
        """Choose by option value or text; several for multi selects and checkboxes; none clears.

        Pickers take Slack's own strings ("2026-11-23", "17:00").
        """
        self._run(self._hands.picks(action_id, values, nth=nth, where=where))

    def fills(self, entries: Json | None = None, /, **named: Any) -> None:
        """Fill inputs of the top modal, by action_id or block_id."""
        self._run(self._hands.fills({**(entries or {}), **named}))

    def submits(self, *, twice: bool = False) -> dict[str, str] | None:
        """Hand in the top modal; the field errors by block_id, or None."""
        errors: dict[str, str] | None = self._run(self._hands.submits(twice=twice))
        return errors

    def closes(self, all: bool = False) -> None:
        """Put the top modal away, or all of them."""
        self._run(self._hands.closes(everything=all))

    def changes_zone(self, tz: str | None) -> None:
        """Move to another time zone: user_change."""
        self._run(self._hands.changes(tz=tz))

    def is_deactivated(self) -> None:
        """Leave the workspace: user_change."""
        self._run(self._hands.changes(deleted=True))

    # --- seeing -------------------------------------------------------------------------------

    @property
    def channel(self) -> str:
        """The id of the conversation with the app."""
        return self._hands.channel.id

    @property
    def dm(self) -> list[Message]:
        """The conversation with the app, oldest first, deleted messages left out."""
        return list(self._hands.api.workspace.messages[self.channel].values())

    @property
    def last_message(self) -> Message | None:
        """The newest message of the conversation."""
        return self.dm[-1] if self.dm else None

    @property
    def ephemerals(self) -> list[Message]:
        """What only this person sees, oldest first."""
        return list(self._hands.api.workspace.ephemerals[self.id])

    @property
    def home(self) -> Json | None:
        """The Home tab as published, or None."""
        view = self._hands.api.workspace.homes.get(self.id)
        return view.wire() if view else None

    @property
    def modals(self) -> list[Json]:
        """The open modals, top last, with their state."""
        return [view.wire() for view in list(self._hands.stack)]

    @property
    def errors(self) -> dict[str, str]:
        """The field errors shown on the top modal."""
        return dict(self._hands.stack[-1].errors) if self._hands.stack else {}

    @property
    def error(self) -> str | None:
        """What Slack shows after the last interaction ("operation_timeout"...), or None."""
        return self._hands.api.workspace.errors[self.id]

    @staticmethod
    def text_of(shown: Json | Message | Sequence[Json] | None) -> str:
        """Everything a person can read in a view, message or list of blocks."""
        if isinstance(shown, Message):
            return "\n".join([shown.text, visible_text(shown.blocks)])
        return visible_text(shown)
