"""What the people of the workspace do, as coroutines of the server's thread.

Every act changes what is on the person's screens as Slack's client would, sends what Slack would
send, and waits for the app's acknowledgement. `people` makes it usable from tests, `page_api` from
the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import payloads
from .choosing import Place, chosen, client_errors, entry_for, find, pressed
from .elements import HOLDS, fires_action, interactive
from .reach import Reach
from .records import ClientRefuses, Json
from .screens import Message, View
from .web_api.base import ApiError
from .web_api.files import new_file
from .web_api.responses import answer, new_response_url
from .web_api.views import check_modal, put_on


class Hands(Reach):
    """One person's hands. Errors are NotAcknowledged and ClientRefuses."""

    # --- messages -----------------------------------------------------------------------------

    async def says(
        self,
        text: str,
        *,
        thread_ts: str | None = None,
        raw: bool = False,
        wait: bool = True,
        files: Sequence[str] = (),
        **extra: Any,
    ) -> str:
        """Type into the DM. `raw` keeps Slack's markup; `extra` goes into the event."""
        workspace = self.api.workspace
        message = Message(
            ts=self.api.new_ts(),
            channel=self.channel.id,
            user=self.user,
            text=text if raw else payloads.escaped(text),
            thread_ts=thread_ts,
            files=[workspace.files[f] for f in files],
            extra={"subtype": "file_share"} if files else {},
        )
        workspace.messages[self.channel.id][message.ts] = message
        await self.event(payloads.message_event(message, extra), wait=wait)
        return message.ts

    def says_in_channel(self, channel: str, text: str) -> str:
        """Write in a shared channel. The app hears nothing of it: it is in none of them."""
        if channel not in self.api.workspace.channels or channel.startswith("D"):
            raise ClientRefuses("no such channel")
        message = Message(self.api.new_ts(), channel, self.user, payloads.escaped(text))
        self.api.workspace.messages[channel][message.ts] = message
        self.world.changed()
        return message.ts

    async def edits(self, ts: str, text: str) -> None:
        """Change a message of one's own."""
        message = self._own(ts)
        before = message.wire()
        message.text, message.edited = payloads.escaped(text), True
        await self.event(payloads.changed_event(message, before, self.api.new_ts()))

    async def deletes(self, ts: str) -> None:
        """Delete a message of one's own."""
        message = self._own(ts)
        del self.api.workspace.messages[self.channel.id][ts]
        ts_now = self.api.new_ts()
        await self.event(payloads.changed_event(message, message.wire(), ts_now, deleted=True))

    def _own(self, ts: str) -> Message:
        message = self.api.workspace.messages[self.channel.id].get(ts)
        if message is None or message.user != self.user:
            raise ClientRefuses("no such message of this person")
        return message

    def uploads(self, name: str, content: bytes) -> str:
        """Upload a file, for a file_input or for says(files=[...])."""
        file = new_file(self.api, name, self.user)
        file["size"] = len(content)
        self.api.workspace.contents[file["id"]] = content
        return str(file["id"])

    # --- Home, commands, shortcuts ------------------------------------------------------------

    async def opens_home(self, tab: str = "home") -> None:
        """Open the app's Home tab, or with tab="messages" the conversation."""
        inner: Json = {
            "type": "app_home_opened",
            "user": self.user,
            "channel": self.channel.id,
            "tab": tab,
            "event_ts": self.api.new_ts(),
        }
        home = self.api.workspace.homes.get(self.user)
        if home and tab == "home":
            inner["view"] = home.wire()
        await self.event(inner)

    async def runs(self, command: str, text: str = "", channel: str | None = None) -> None:
        """Run a slash command, in the DM unless a channel is named."""
        known = [c["command"] for c in self.api.workspace.commands]
        if known and command not in known:
            self.show("unknown_command", f"{command} is not a valid command.")
            raise ClientRefuses(f"{command} is not a registered command")
        place = self.api.workspace.channels[channel or self.channel.id]
        url = new_response_url(self.api, self.user, place.id)
        payload = payloads.slash_command(self.world, self.user, place, command, text, url)
        delivery = await self.interact("slash_command", payload, "slash_commands")
        body = delivery.ack_body
        if body and (body.get("text") or body.get("blocks")):
            self.accept(lambda: answer(self.api, self.user, place.id, body))

    async def shortcut(self, callback_id: str) -> None:
        """Use a global shortcut."""
        known = [s["callback_id"] for s in self.api.workspace.shortcuts]
        if known and callback_id not in known:
            raise ClientRefuses(f"{callback_id} is not a registered shortcut")
        await self.interact("shortcut", payloads.shortcut(self.world, self.user, callback_id))

    # --- elements -----------------------------------------------------------------------------

    async def clicks(
        self,
        action_id: str | None,
        *,
        value: str | None = None,
        text: str | None = None,
        nth: int = 0,
        where: str = "auto",
    ) -> None:
        """Press a button."""
        place, block, element = find(self.places(where), action_id, text, value, nth)
        if element["type"] not in ("button", "workflow_button"):
            raise ClientRefuses(f"{element['action_id']} is no button")
        await self.act(place, pressed(block, element))

    async def picks(
        self, action_id: str, values: Sequence[Any], *, nth: int = 0, where: str = "auto"
    ) -> None:
        """Choose in a select, radio group, checkboxes, overflow menu or picker."""
        place, block, element = find(self.places(where), action_id, None, None, nth)
        await self.enter(place, block, element, values)

    async def fills(self, entries: dict[str, Any]) -> None:
        """Fill inputs of the top modal (or of Home if none is open), by action_id or block_id."""
        places = self.places("modal") or self.places("home")
        if not places:
            raise ClientRefuses("nothing to fill in")
        for name, value in entries.items():
            block, element = _named(places[0], name)
            await self.enter(places[0], block, element, [value])

    async def enter(self, place: Place, block: Json, element: Json, values: Sequence[Any]) -> None:
        """Put values into an element, and send what Slack would send for it."""
        if element["type"] == "file_input":
            files = self.api.workspace.files
            values = [files[v] if isinstance(v, str) else v for v in _flat(values)]
        entry = entry_for(element, values)
        if element["type"] in HOLDS:
            place.state.setdefault(block["block_id"], {})[element["action_id"]] = entry
            self.world.changed(self.user)
        if fires_action(block) and _at_once(element):
            await self.act(place, chosen(block, element, entry))

    async def act(self, place: Place, action: Json) -> None:
        """Send block_actions for a press or a choice."""
        url = None
        if isinstance(place, Message):
            url = new_response_url(self.api, self.user, place.channel, place.ts)
        payload = payloads.block_actions(self.world, self.user, place, action, url)
        await self.interact("block_actions", payload)

    # --- modals -------------------------------------------------------------------------------

    async def submits(self, view_id: str | None = None, *, twice: bool = False) -> Any:
        """Hand the top modal in; field errors by block_id, or None.

        With `twice`, the same submission reaches the app a second time at once (a double click).
        """
        view = next((v for v in self.stack if v.id == view_id), None) if view_id else self.top
        if view is None:
            raise ClientRefuses("that modal is not open any more")
        if not view.body.get("submit"):
            raise ClientRefuses("this modal has no submit button")
        view.errors = client_errors(view)
        self.world.changed(self.user)
        if view.errors:
            return view.errors
        payload = payloads.view_submission(self.world, self.user, view)
        if twice:
            self.api.courier.later_interaction("view_submission", dict(payload))
        delivery = await self.interact("view_submission", payload, failure="trouble_connecting")
        self.accept(lambda: self._answered(view, delivery.ack_body or {}))
        self.world.changed(self.user)
        return view.errors or None

    def _answered(self, view: View, body: Json) -> None:
        action = body.get("response_action")
        if action is None:
            self._take_off(view)
        elif action == "clear":
            self.stack.clear()
        elif action == "errors":
            view.errors = _checked_errors(view, body.get("errors"))
        elif action == "update":
            self.api.workspace.change_view(view, check_modal(body.get("view")))
        elif action == "push":
            put_on(self.api, self.stack, self.user, check_modal(body.get("view")))
        else:
            raise ApiError("invalid_response_action")

    async def closes(self, view_id: str | None = None, *, everything: bool = False) -> None:
        """Put the top modal away, or the whole stack."""
        top = next((v for v in self.stack if v.id == view_id), None) if view_id else self.top
        if top is None:
            return
        gone = [*self.stack] if everything or top.body.get("clear_on_close") else [top]
        for view in reversed(gone):
            self._take_off(view)
        self.world.changed(self.user)
        for view in reversed(gone):
            if view.body.get("notify_on_close"):
                payload = payloads.view_closed(
                    self.world, self.user, view, cleared=everything and len(gone) > 0
                )
                await self.interact("view_closed", payload)

    def _take_off(self, view: View) -> None:
        if view in self.stack:
            self.stack.remove(view)

    # --- the person themselves ----------------------------------------------------------------

    async def changes(self, **fields: Any) -> None:
        """Change something about the person (tz, deleted...): user_change."""
        self.api.workspace.change_person(self.user, **fields)
        now = self.world.clock.now()
        user = self.api.workspace.user_wire(self.user, now, with_locale=True)
        stamp = {"cache_ts": int(now.timestamp()), "event_ts": self.api.new_ts()}
        await self.event({"type": "user_change", "user": user, **stamp})


def _named(place: Place, name: str) -> tuple[Json, Json]:
    for block, element in interactive(place.blocks):
        if name in (element["action_id"], block["block_id"]) and element["type"] in HOLDS:
            return block, element
    raise ClientRefuses(f"no input called {name!r} here")


def _flat(values: Sequence[Any]) -> list[Any]:
    return [v for value in values for v in (value if isinstance(value, list | tuple) else [value])]


def _at_once(element: Json) -> bool:
    """Text fires on Enter by default, which a person filling in a form does not press."""
    if "dispatch_action_config" in element:
        triggers = element["dispatch_action_config"].get("trigger_actions_on", [])
        return "on_character_entered" in triggers
    return not element["type"].endswith("_input") or element["type"] == "file_input"


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {b["block_id"] for b in view.blocks if b["type"] == "input"}
    usable = isinstance(errors, dict) and errors
    if not usable or not set(errors) <= inputs or not all(errors.values()):
        raise ApiError("invalid_errors", response_metadata={"messages": sorted(inputs)})
    return {k: str(v) for k, v in errors.items()}
