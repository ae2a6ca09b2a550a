"""Workspace settings: contacts, holiday region, what is not offered. For Slack admins only.

open:workspace                     ->  what is set, and who changed which setting
workspace_contact (button)         ->  the form of one contact
workspace_other (button)           ->  the form of the rest
workspace_contact, workspace_other (submission)  ->  checked beside the fields, then stored

Slack is asked whether the person is an admin at each of these, since somebody may have stopped
being one while a view was open. What admins see here is about the workspace, never about people.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.domain.people import Who
from bot.domain.workspaces import SLOTS, ContactDetails, WorkspaceSettings, checked
from data.database import StoreUnavailable
from data.library.holiday_calendar import known_region
from handlers import blocks as b
from handlers.doors import Door, open_button
from handlers.keel import Keel
from handlers.redraw import behind_ack, if_open
from handlers.workspace_views import contact_form, features, other_form, overview, said_view

SHOW_SECONDS = 600  # how long the Home trusts an answer of Slack's, for showing a button only


def is_admin(client: WebClient, who: Who) -> bool:
    """Asks Slack. Whoever it does not clearly name an admin or owner of this team is none."""
    try:
        user: Any = client.users_info(user=who.user)["user"] or {}
    except (SlackClientError, OSError):
        return False
    if user.get("deleted") or user.get("is_bot") or user.get("team_id") != who.team:
        return False
    return bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner"))


def can_be_written_to(client: WebClient, who: Who, user: str) -> bool:
    """Whether an id names somebody in the workspace who can be asked to reach out."""
    try:
        found: Any = client.users_info(user=user)["user"] or {}
    except (SlackClientError, OSError):
        return False
    gone = found.get("deleted") or found.get("is_bot")
    return not gone and found.get("team_id") == who.team


class Seen:
    """Who was an admin lately: decides whether a button is shown, and nothing else."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[Who, tuple[float, bool]] = {}

    def get(self, who: Who, ask: Callable[[], bool]) -> bool:
        """The last answer, or a fresh one."""
        with self._lock:
            until, admin = self._until.get(who, (0.0, False))
        if time.monotonic() < until:
            return admin
        admin = ask()
        with self._lock:
            if len(self._until) > 5_000:
                self._until.clear()
            self._until[who] = (time.monotonic() + SHOW_SECONDS, admin)
        return admin


def parse_contact(slot: str, state: b.State) -> ContactDetails | None:
    """The contact of a form; None when every field is empty."""
    name, phone, url = (b.typed(state, field) or "" for field in ("name", "phone", "url"))
    picked = next(iter(state.get("slack_user", {}).values()), {}).get("selected_user")
    user = str(picked or "")
    return ContactDetails(slot, name, phone, url, user) if name or phone or url or user else None


def register(app: App, keel: Keel) -> None:
    """Registers the room and its door."""
    words = keel.words("workspace")
    seen = Seen()
    title = words("title")

    def build(who: Who) -> dict[str, Any]:
        if not is_admin(app.client, who):
            return said_view(keel, words("admins_only"))
        return overview(keel, who)

    keel.doors.add(Door("workspace", build, title, stores=False))
    keel.doors.answer(
        "workspace",
        lambda who: b.message(
            words("dm"),
            [b.section(words("dm")), b.actions(open_button(title, "workspace"), id="workspace")],
            help_label=keel.help_label,
        ),
    )

    def at_home(who: Who) -> list[b.Block]:
        if not seen.get(who, lambda: is_admin(app.client, who)):
            return []
        return [b.actions(open_button(title, "workspace"), id="workspace")]

    keel.doors.show_at_home(95, at_home)

    def push(who: Who, body: dict[str, Any], client: WebClient, view: b.Block) -> None:
        if not is_admin(client, who):
            view = said_view(keel, words("admins_only"))
        client.views_push(trigger_id=body["trigger_id"], view=view)

    @app.action("workspace_contact")
    def edit_contact(
        ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        who: Who = context["who"]
        slot = body["actions"][0].get("value")
        if slot not in SLOTS:
            return
        keel.in_lane(
            who, "workspace", lambda: push(who, body, client, contact_form(keel, who, slot))
        )

    @app.action("workspace_other")
    def edit_other(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        keel.in_lane(who, "workspace", lambda: push(who, body, client, other_form(keel, who)))

    def store(
        who: Who,
        view: dict[str, Any],
        client: WebClient,
        change: Callable[[WorkspaceSettings], WorkspaceSettings],
        again: Callable[[str], b.Block],
        *,
        asked: str = "",
    ) -> None:
        """Asks Slack, stores, and says what came of it; ``again`` makes the form with what was
        typed and a sentence of why. Runs in the admin's lane."""
        beneath = None
        if not is_admin(client, who):
            shown = said_view(keel, words("admins_only"))
        elif asked and not can_be_written_to(client, who, asked):
            shown = again(words("slack_user_wrong"))
        else:
            try:
                differs = keel.journal.put_workspace(who.team, change, who.user, keel.now())
                shown = said_view(keel, words("saved" if differs else "same"))
                beneath = overview(keel, who)
            except StoreUnavailable:
                shown = again(words("not_saved"))
        behind_ack(client, view["id"], shown)
        root = view.get("root_view_id")
        if beneath and root and root != view["id"]:
            if_open(client, root, beneath)

    @app.view("workspace_contact")
    def save_contact(
        ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        who: Who = context["who"]
        view = body["view"]
        slot = view["private_metadata"]
        if slot not in SLOTS:
            ack(response_action="update", view=said_view(keel, keel.words("common")("gone")))
            return
        contact = parse_contact(slot, view["state"]["values"])
        wrong = checked(contact) if contact else {}
        if wrong:
            errors = {field: words(fault) for field, fault in wrong.items()}
            ack(response_action="errors", errors=errors)
            return
        ack(response_action="update", view=said_view(keel, words("saving")))
        keel.in_lane(
            who,
            "workspace",
            lambda: store(
                who,
                view,
                client,
                lambda before: before.with_contact(slot, contact),
                lambda note: contact_form(
                    keel, who, slot, contact or ContactDetails(slot, ""), note
                ),
                asked=contact.slack_user if contact else "",
            ),
        )

    @app.view("workspace_other")
    def save_other(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        state = body["view"]["state"]["values"]
        region = (b.typed(state, "region") or "").upper()
        if not known_region(region):
            ack(response_action="errors", errors={"region": words("region_wrong")})
            return
        offered = features(keel)
        off = tuple(sorted(name for name in b.chosen_many(state, "features") if name in offered))
        ack(response_action="update", view=said_view(keel, words("saving")))
        keel.in_lane(
            who,
            "workspace",
            lambda: store(
                who,
                body["view"],
                client,
                lambda before: WorkspaceSettings(before.contacts, region, off),
                lambda note: other_form(keel, who, WorkspaceSettings((), region, off), note),
            ),
        )
