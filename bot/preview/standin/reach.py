"""What a person can reach: their screens, and the way from there to the app.

`event` and `interact` send and wait; what goes wrong is shown to the person as Slack would show it
and raised as NotAcknowledged.
"""

from __future__ import annotations

from collections.abc import Callable

from . import payloads
from .choosing import Place
from .records import ClientRefuses, Delivery, Json, NotAcknowledged
from .screens import Channel, View
from .web_api.base import Api, ApiError

_SHOWN = {
    "operation_timeout": "Even Keel did not answer in time (operation_timeout).",
    "dispatch_failed": "That did not reach Even Keel (dispatch_failed).",
    "trouble_connecting": "We had some trouble connecting. Try again?",
}


class Reach:
    """One person's screens and their line to the app."""

    def __init__(self, api: Api, user: str) -> None:
        if user not in api.workspace.people:
            raise KeyError(user)
        self.api = api
        self.world = api.world
        self.user = user

    # --- what is on the screens ---------------------------------------------------------------

    @property
    def channel(self) -> Channel:
        """The person's conversation with the app."""
        return self.api.workspace.dm_of(self.user)

    @property
    def stack(self) -> list[View]:
        """The open modals, top last."""
        return self.api.workspace.stacks[self.user]

    @property
    def top(self) -> View:
        """The modal in front. Raises ClientRefuses when there is none."""
        if not self.stack:
            raise ClientRefuses("no modal is open")
        return self.stack[-1]

    def places(self, where: str = "auto") -> list[Place]:
        """Where to look for an element, in order: modal, home, messages (newest first)."""
        workspace = self.api.workspace
        modal: list[Place] = [*self.stack[-1:]]
        home: list[Place] = [workspace.homes[self.user]] if self.user in workspace.homes else []
        seen = [
            message
            for channel in workspace.channels.values()
            if channel.person in (None, self.user)
            for message in workspace.messages[channel.id].values()
            if message.by_bot
        ]
        messages = sorted([*seen, *workspace.ephemerals[self.user]], key=lambda m: m.ts)[::-1]
        if where == "auto":
            return [*modal, *home, *messages]
        if where in ("modal", "home"):
            return modal if where == "modal" else home
        if where in ("message", "dm"):
            return [*messages]
        return [p for p in [*self.stack, *home, *messages] if where in _names(p)]

    # --- sending ------------------------------------------------------------------------------

    async def event(self, inner: Json, *, wait: bool = True) -> None:
        """Tell the app about something that happened."""
        self.world.changed(self.user)
        outer = payloads.event(self.world, inner)
        if not wait:
            self.api.courier.later(outer)
            return
        delivery = await self.api.courier.event(outer)
        if delivery.error not in (None, "not_subscribed") and not delivery.acked:
            raise NotAcknowledged("operation_timeout", f"{inner['type']}: {delivery.error}")

    async def interact(
        self,
        kind: str,
        payload: Json,
        envelope: str = "interactive",
        failure: str | None = None,
    ) -> Delivery:
        """Send an interaction; `failure` is what the person sees when it is not acknowledged."""
        self.api.workspace.errors[self.user] = None
        delivery = await self.api.courier.interaction(kind, payload, envelope)
        if not delivery.acked:
            timed_out = delivery.error == "http_timeout"
            code = failure or ("operation_timeout" if timed_out else "dispatch_failed")
            self.show(code, _SHOWN[code])
            raise NotAcknowledged(code, f"{kind}: {delivery.error}")
        self.world.changed(self.user)
        return delivery

    def accept(self, take: Callable[[], object]) -> None:
        """Take the app's answer; nonsense in it is an error the person sees."""
        try:
            take()
        except ApiError as refused:
            self.show("trouble_connecting", _SHOWN["trouble_connecting"])
            detail = refused.extra.get("response_metadata", {}).get("messages", "")
            raise NotAcknowledged("trouble_connecting", f"{refused.code} {detail}") from refused

    def show(self, code: str, text: str) -> None:
        """Show the person that something went wrong."""
        workspace = self.api.workspace
        workspace.errors[self.user] = code
        workspace.toasts[self.user].append({"id": workspace.new_id("N"), "text": text})
        del workspace.toasts[self.user][:-5]
        self.world.changed(self.user)


def _names(place: Place) -> tuple[str, ...]:
    if isinstance(place, View):
        return (place.id, place.body.get("callback_id") or place.id)
    return (place.ts,)
