"""The conversation: one room a capability, Slack in, Slack out.

``register`` puts all rooms into a Bolt app. The tables below are what the app tells Slack about
itself; the manifest is made from them, and each has a listener, if only one that lets it be.
"""

from __future__ import annotations

from slack_bolt import App

from handlers import (
    check_in,
    check_in_history,
    check_in_talk,
    consent,
    direct_message,
    gate,
    help_room,
    home,
    home_parts,
    iop_first_steps,
    iop_fit,
    iop_info,
    lifecycle,
    mental_merge,
    merge_history,
    my_data,
    my_data_delete,
    my_data_export,
    nudges,
    privacy,
    reach_me,
    reminder_pause,
    reminders,
    schedule_editor,
    shortcuts,
    stash,
    talk_buttons,
    talks,
    thought_record,
    workspace,
)
from handlers.keel import Keel

EVENTS = ("app_home_opened", "app_uninstalled", "message.im", "tokens_revoked", "user_change")

# callback id of a global shortcut -> its name in Slack (24 characters) and what it does
SHORTCUTS = {
    "check_in": ("Check in", "A short private check-in on how you are"),
    "thought": ("Thought record", "Look at a thought step by step, in private"),
    "merge": ("Mental merge", "Put the day down at the end of a shift"),
    "help_now": ("Get help now", "People to talk to, right away"),
}

# command -> what it does, and what may follow it
COMMANDS: dict[str, tuple[str, str]] = {
    "/iop-info": ("Read about intensive outpatient programs, in private", "[topic or question]"),
}


def register(app: App, keel: Keel) -> None:
    """Registers every room. The gate comes first: nothing reaches a listener around it."""
    conversations = talks.Talks(keel)
    gate.register(app, keel)
    help_room.register(app, keel)
    consent.register(app, keel)
    check_in.register(app, keel)
    check_in_history.register(app, keel)
    check_in_talk.add_flow(keel, conversations)
    talk_buttons.register(app, keel, conversations)
    thought_record.register(app, keel, conversations)
    mental_merge.register(app, keel)
    merge_history.register(app, keel)
    stash.register(app, keel)
    reminders.register(app, keel)
    reminder_pause.register(app, keel)
    schedule_editor.register(app, keel)
    iop_first_steps.register(app, keel)
    iop_fit.register(app, keel)
    iop_info.register(app, keel)
    privacy.register(app, keel)
    reach_me.register(app, keel)
    workspace.register(app, keel)
    lifecycle.register(app, keel)
    my_data.register(app, keel)
    my_data_export.register(app, keel)
    my_data_delete.register(app, keel)
    home.register(app, keel)
    home_parts.register(app, keel)
    nudges.register(app, keel)
    shortcuts.register(app, keel)
    direct_message.register(app, keel, conversations)
