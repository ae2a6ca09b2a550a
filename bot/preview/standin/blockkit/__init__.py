"""Block Kit, as strictly as Slack checks it.

`problems(content, surface)` says what Slack would refuse in a message, modal or Home view, each
with a JSON pointer, in the form of Slack's `response_metadata.messages`. Pure.

report    the collected complaints, and the small checks everything is made of
objects   text, options, confirmation dialogs
elements  buttons, selects, inputs, pickers
blocks    one shape a block type
charts    data_visualization and the tables
rules     what no single block can say: surfaces, counts, ids that repeat

Limits: docs.slack.dev/reference/block-kit and docs.slack.dev/reference/views, the type
declarations of @slack/types 3.2.0 and the models of slack_sdk 3.47.
"""

from __future__ import annotations

from typing import Any

from .blocks import BLOCKS
from .objects import plain
from .report import Report, anything, boolean, one_of, shape, string
from .rules import check_surface, check_together

BLOCK_LIMIT = {"message": 50, "modal": 100, "home": 100}
_IDS = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_VIEWS = {
    "modal": shape(
        {"type": one_of("modal"), "title": plain(24), "blocks": anything},
        {
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
            **_IDS,
        },
    ),
    "home": shape({"type": one_of("home"), "blocks": anything}, _IDS),
}


def problems(content: dict[str, Any], surface: str, below: str = "") -> list[str]:
    """What Slack would refuse; empty when it would accept.

    `content` is a view, or a message (its blocks count); `surface` is "message", "modal" or
    "home"; `below` is the pointer of `content` itself. Further fields of a message are not looked
    at: the Web API does that.
    """
    report = Report()
    if surface in _VIEWS:
        _VIEWS[surface](content, below, report)
    elif surface != "message":
        report.add(f"unsupported type: {surface}", f"{below}/type")
        return report.messages
    blocks = content.get("blocks")
    if blocks is None:
        return report.messages
    pointer = f"{below}/blocks"
    if not isinstance(blocks, list):
        report.add("must be an array", pointer)
        return report.messages
    if surface != "message" and not blocks:
        report.add("no fewer than 1 items required", pointer)
    if len(blocks) > BLOCK_LIMIT[surface]:
        report.add(f"no more than {BLOCK_LIMIT[surface]} items allowed", pointer)
    for number, block in enumerate(blocks):
        BLOCKS(block, f"{pointer}/{number}", report)
    if not report.messages:
        check_surface(blocks, surface, pointer, report)
        check_together(content, surface, pointer, report)
    return report.messages
