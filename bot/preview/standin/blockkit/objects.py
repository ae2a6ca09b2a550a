"""Composition objects: text, options, option groups, confirmation dialogs, pictures.

docs.slack.dev/reference/block-kit/composition-objects
"""

from __future__ import annotations

from typing import Any

from .report import (
    Check,
    Report,
    any_field,
    anything,
    boolean,
    items,
    matching,
    one_field,
    one_of,
    shape,
    string,
    typed,
    whole,
)

url = matching(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+", "a valid URL")
action_id = string(255)
block_id = string(255)
style = one_of("primary", "danger")


def _text(kind: str, extra: str, longest: int) -> dict[str, Check]:
    return {kind: shape({"type": anything, "text": string(longest)}, {extra: boolean})}


def plain(longest: int) -> Check:
    """A plain_text object."""
    return _only("plain_text", typed(_text("plain_text", "emoji", longest)))


def mrkdwn(longest: int) -> Check:
    """A mrkdwn object."""
    return _only("mrkdwn", typed(_text("mrkdwn", "verbatim", longest)))


def either(longest: int) -> Check:
    """A plain_text or mrkdwn object."""
    both = _text("plain_text", "emoji", longest) | _text("mrkdwn", "verbatim", longest)
    return _only("plain_text, mrkdwn", typed(both))


def _only(kinds: str, check_text: Check) -> Check:
    def check(value: Any, pointer: str, report: Report) -> None:
        if isinstance(value, dict) and value.get("type") not in kinds.split(", "):
            report.add(f"must be one of: {kinds}", f"{pointer}/type")
        else:
            check_text(value, pointer, report)

    return check


placeholder = plain(150)

confirm = shape(
    {"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)},
    {"style": style},
)

dispatch = shape(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}
)

slack_file = shape({}, {"id": string(255), "url": url}, one_field("id", "url"))


def picture(extra: dict[str, Check] | None = None) -> Check:
    """An image, with its alternative text."""
    return shape(
        {"type": anything, "alt_text": string(2000)},
        {"image_url": url, "slack_file": slack_file, **(extra or {})},
        one_field("image_url", "slack_file"),
    )


def _option(text: Check, extra: dict[str, Check] | None = None) -> Check:
    return shape({"text": text, "value": string(150)}, {"description": text, **(extra or {})})


menu_option = _option(plain(75))
choice_option = _option(either(75))
overflow_option = _option(plain(75), {"url": url})
option_groups = items(shape({"label": plain(75), "options": items(menu_option, 100)}), 100)

conversation_filter = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    any_field("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

max_selected = whole(1, 100)


def _bare(option: dict[str, Any]) -> tuple[Any, Any]:
    return option["value"], option["text"]["text"]


def initial_among_options(value: Any, pointer: str, report: Report) -> None:
    """What is chosen at the start has to be one of the options."""
    groups = value.get("option_groups", [])
    offered = [*value.get("options", []), *(o for g in groups for o in g["options"])]
    known = {_bare(o) for o in offered}
    single = value.get("initial_option")
    if single is not None and _bare(single) not in known:
        report.add("must exactly match one of the provided options", f"{pointer}/initial_option")
    for place, option in enumerate(value.get("initial_options", [])):
        if _bare(option) not in known:
            report.add(
                "must exactly match one of the provided options",
                f"{pointer}/initial_options/{place}",
            )
