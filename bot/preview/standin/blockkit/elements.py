"""Interactive elements: buttons, selects, choices, pickers, inputs.

docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

from typing import Any

from .objects import (
    action_id,
    choice_option,
    confirm,
    conversation_filter,
    dispatch,
    either,
    initial_among_options,
    max_selected,
    menu_option,
    option_groups,
    overflow_option,
    picture,
    placeholder,
    plain,
    style,
    url,
)
from .report import (
    Check,
    Report,
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

_TYPE: dict[str, Check] = {"type": anything}
_ACT: dict[str, Check] = {"action_id": action_id, "confirm": confirm}
_FOCUS: dict[str, Check] = {**_ACT, "focus_on_load": boolean}
_PICK: dict[str, Check] = {**_FOCUS, "placeholder": placeholder}
_ENTER: dict[str, Check] = {
    "action_id": action_id,
    "focus_on_load": boolean,
    "placeholder": placeholder,
    "dispatch_action_config": dispatch,
}
_day = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date (YYYY-MM-DD)")
_time = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time (HH:mm)")
_decimal = matching(r"-?\d+(\.\d+)?", "a number as a string")
_ids = items(string(255), 100)

BUTTON = shape(
    {**_TYPE, "text": plain(75)},
    {
        **_ACT,
        "url": url,
        "value": string(2000),
        "style": style,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
    },
)


def _select(*, many: bool, source: str) -> Check:
    extra: dict[str, Check] = {"max_selected_items": max_selected} if many else {}
    if source == "static":
        extra |= {"options": items(menu_option, 100), "option_groups": option_groups}
        extra |= _initial_options(many)
        return shape(
            _TYPE, {**_PICK, **extra}, one_field("options", "option_groups"), initial_among_options
        )
    if source == "external":
        extra |= {"min_query_length": whole(0, 100), **_initial_options(many)}
    elif source == "conversation":
        extra |= {"default_to_current_conversation": boolean, "filter": conversation_filter}
    if source != "external":
        extra |= {f"initial_{source}{'s' if many else ''}": _ids if many else string(255)}
    if source in ("conversation", "channel") and not many:
        extra["response_url_enabled"] = boolean
    return shape(_TYPE, {**_PICK, **extra})


def _initial_options(many: bool) -> dict[str, Check]:
    if many:
        return {"initial_options": items(menu_option, 100)}
    return {"initial_option": menu_option}


def _lengths(value: Any, pointer: str, report: Report) -> None:
    longest = value.get("max_length", 3000)
    if value.get("min_length", 0) > longest:
        report.add("min_length must be at most max_length", pointer)
    if len(value.get("initial_value", "")) > longest:
        report.add(f"must be less than {longest + 1} characters", f"{pointer}/initial_value")


def _bounds(value: Any, pointer: str, report: Report) -> None:
    low, high = value.get("min_value"), value.get("max_value")
    if low is not None and high is not None and float(low) > float(high):
        report.add("min_value must be at most max_value", pointer)


_radio = items(choice_option, 10)
MENUS = {
    "static_select": _select(many=False, source="static"),
    "external_select": _select(many=False, source="external"),
    "users_select": _select(many=False, source="user"),
    "conversations_select": _select(many=False, source="conversation"),
    "channels_select": _select(many=False, source="channel"),
    "multi_static_select": _select(many=True, source="static"),
    "multi_external_select": _select(many=True, source="external"),
    "multi_users_select": _select(many=True, source="user"),
    "multi_conversations_select": _select(many=True, source="conversation"),
    "multi_channels_select": _select(many=True, source="channel"),
}
CHOICES = {
    "checkboxes": shape(
        {**_TYPE, "options": _radio}, {**_FOCUS, "initial_options": _radio}, initial_among_options
    ),
    "radio_buttons": shape(
        {**_TYPE, "options": _radio},
        {**_FOCUS, "initial_option": choice_option},
        initial_among_options,
    ),
}
DAY_AND_TIME = {
    "datepicker": shape(_TYPE, {**_PICK, "initial_date": _day}),
    "timepicker": shape(_TYPE, {**_PICK, "initial_time": _time, "timezone": string(255)}),
}
MOMENT = {"datetimepicker": shape(_TYPE, {**_FOCUS, "initial_date_time": whole(0, 9_999_999_999)})}
INPUTS = {
    "plain_text_input": shape(
        _TYPE,
        {
            **_ENTER,
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        _lengths,
    ),
    "email_text_input": shape(_TYPE, {**_ENTER, "initial_value": string(3000, 0)}),
    "url_text_input": shape(_TYPE, {**_ENTER, "initial_value": string(3000, 0)}),
    "number_input": shape(
        {**_TYPE, "is_decimal_allowed": boolean},
        {**_ENTER, "initial_value": _decimal, "min_value": _decimal, "max_value": _decimal},
        _bounds,
    ),
    "rich_text_input": shape(
        {**_TYPE, "action_id": action_id}, {**_ENTER, "initial_value": anything}
    ),
    "file_input": shape(
        _TYPE,
        {"action_id": action_id, "filetypes": items(string(255), 100), "max_files": whole(1, 10)},
    ),
}
PRESSED = {
    "button": BUTTON,
    "workflow_button": shape(
        {**_TYPE, "text": plain(75), "workflow": anything, "action_id": action_id},
        {"style": style, "accessibility_label": string(75)},
    ),
    "overflow": shape({**_TYPE, "options": items(overflow_option, 5)}, _ACT),
}
_feedback = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
_icon_button = shape(
    {**_TYPE, "icon": one_of("trash"), "text": plain(75)},
    {
        **_ACT,
        "value": string(2000),
        "accessibility_label": string(75),
        "visible_to_user_ids": _ids,
    },
)
IMAGE = {"image": picture()}

IN_ACTIONS = typed({**PRESSED, **MENUS, **CHOICES, **DAY_AND_TIME, **MOMENT})
AS_ACCESSORY = typed({**PRESSED, **MENUS, **CHOICES, **DAY_AND_TIME, **IMAGE})
IN_INPUT = typed({**INPUTS, **MENUS, **CHOICES, **DAY_AND_TIME, **MOMENT})
IN_CONTEXT_ACTIONS = typed(
    {
        "icon_button": _icon_button,
        "feedback_buttons": shape(
            {**_TYPE, "positive_button": _feedback, "negative_button": _feedback},
            {"action_id": action_id},
        ),
    }
)


def in_context(value: Any, pointer: str, report: Report) -> None:
    """A text or an image, as context blocks hold them."""
    if isinstance(value, dict) and value.get("type") in ("plain_text", "mrkdwn"):
        either(3000)(value, pointer, report)
    else:
        typed(IMAGE)(value, pointer, report)
