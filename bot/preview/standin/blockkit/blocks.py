"""The shape of each block type. docs.slack.dev/reference/block-kit/blocks"""

from __future__ import annotations

from typing import Any

from .charts import CHART, DATA_TABLE, TABLE
from .elements import (
    AS_ACCESSORY,
    BUTTON,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    in_context,
)
from .objects import block_id, either, picture, plain, url
from .report import (
    Check,
    Report,
    any_field,
    anything,
    boolean,
    items,
    one_of,
    shape,
    string,
    typed,
    whole,
)


def _block(
    required: dict[str, Check], optional: dict[str, Check] | None = None, *also: Check
) -> Check:
    return shape({"type": anything, **required}, {"block_id": block_id, **(optional or {})}, *also)


def _no_dispatch_with_files(value: Any, pointer: str, report: Report) -> None:
    if value.get("dispatch_action") and value["element"]["type"] == "file_input":
        report.add("dispatch_action is not available with file_input", f"{pointer}/dispatch_action")


# --- rich text ------------------------------------------------------------------------------------

_style: dict[str, Check] = {"style": anything}
_leaf = typed(
    {
        "text": shape({"type": anything, "text": string(12_000)}, _style),
        "link": shape(
            {"type": anything, "url": url}, {"text": string(3000, 0), "unsafe": boolean, **_style}
        ),
        "emoji": shape(
            {"type": anything, "name": string(255)},
            {"skin_tone": whole(1, 6), "unicode": string(255), **_style},
        ),
        "user": shape({"type": anything, "user_id": string(255)}, _style),
        "usergroup": shape({"type": anything, "usergroup_id": string(255)}, _style),
        "team": shape({"type": anything, "team_id": string(255)}, _style),
        "channel": shape({"type": anything, "channel_id": string(255)}, _style),
        "broadcast": shape(
            {"type": anything, "range": one_of("here", "channel", "everyone")}, _style
        ),
        "color": shape({"type": anything, "value": string(7)}, _style),
        "date": shape(
            {"type": anything, "timestamp": whole(0, 9_999_999_999), "format": string(3000)},
            {"url": url, "fallback": string(3000, 0), **_style},
        ),
    }
)
_leaves: dict[str, Check] = {"type": anything, "elements": items(_leaf, 10_000, 0)}
_border: dict[str, Check] = {"border": one_of(0, 1)}
_rich_section = shape(_leaves)
_rich_parts = typed(
    {
        "rich_text_section": _rich_section,
        "rich_text_preformatted": shape(_leaves, {**_border, "language": string(255)}),
        "rich_text_quote": shape(_leaves, _border),
        "rich_text_list": shape(
            {
                "type": anything,
                "style": one_of("bullet", "ordered"),
                "elements": items(typed({"rich_text_section": _rich_section}), 10_000),
            },
            {**_border, "indent": whole(0, 8), "offset": whole(0, 10_000)},
        ),
    }
)
_RICH_TEXT = _block({"elements": items(_rich_parts, 10_000, 0)})

# --- the plain ones -------------------------------------------------------------------------------

_PLAIN: dict[str, Check] = {
    "section": _block(
        {},
        {
            "text": either(3000),
            "fields": items(either(2000), 10),
            "accessory": AS_ACCESSORY,
            "expand": boolean,
        },
        any_field("text", "fields"),
    ),
    "divider": _block({}),
    "header": _block({"text": plain(150)}, {"level": whole(1, 4)}),
    "context": _block({"elements": items(in_context, 10)}),
    "actions": _block({"elements": items(IN_ACTIONS, 25)}),
    "input": _block(
        {"label": plain(2000), "element": IN_INPUT},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        _no_dispatch_with_files,
    ),
    "image": picture({"block_id": block_id, "title": plain(2000)}),
    "rich_text": _RICH_TEXT,
    "table": TABLE,
    "video": _block(
        {
            "alt_text": string(2000),
            "title": plain(199),
            "thumbnail_url": url,
            "video_url": url,
        },
        {
            "author_name": string(49),
            "description": plain(199),
            "provider_icon_url": url,
            "provider_name": string(255),
            "title_url": url,
        },
    ),
    "file": _block({"external_id": string(255), "source": one_of("remote")}),
}
_image = typed({"image": picture()})
_CARD = _block(
    {},
    {
        "hero_image": _image,
        "icon": _image,
        "title": either(150),
        "subtitle": either(150),
        "body": either(200),
        "actions": items(BUTTON, 2),
    },
    any_field("hero_image", "title", "actions", "body"),
)
_task: dict[str, Check] = {"task_id": string(255), "title": string(3000)}
_task_more: dict[str, Check] = {
    "details": anything,
    "output": anything,
    "sources": anything,
    "status": one_of("pending", "in_progress", "complete", "error"),
}


def _collapsed_if_collapsible(value: Any, pointer: str, report: Report) -> None:
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        report.add("default_collapsed needs is_collapsible", f"{pointer}/default_collapsed")


BLOCKS = typed(
    {
        **_PLAIN,
        "alert": _block(
            {"text": either(200)},
            {"level": one_of("default", "info", "warning", "error", "success")},
        ),
        "card": _CARD,
        "carousel": _block({"elements": items(typed({"card": _CARD}), 10)}),
        "container": _block(
            {"child_blocks": items(typed(_PLAIN), 10)},
            {
                "title": plain(150),
                "rich_text_title": typed({"rich_text": _RICH_TEXT}),
                "subtitle": either(150),
                "icon": _image,
                "width": one_of("narrow", "standard", "wide", "full"),
                "is_collapsible": boolean,
                "default_collapsed": boolean,
                "has_header_divider": boolean,
            },
            any_field("title", "rich_text_title"),
            _collapsed_if_collapsible,
        ),
        "context_actions": _block({"elements": items(IN_CONTEXT_ACTIONS, 5)}),
        "data_table": DATA_TABLE,
        "data_visualization": CHART,
        "markdown": _block({"text": string(12_000)}),
        "plan": _block({"title": anything}, {"tasks": anything}),
        "task_card": _block(_task, _task_more),
    }
)
