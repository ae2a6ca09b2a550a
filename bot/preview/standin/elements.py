"""Interactive elements as Slack reports them: what a state entry looks like, and how it starts.

Pure functions over Block Kit dictionaries. A view's `state.values` has an entry for every element
that can hold a value, touched or not (docs.slack.dev/reference/interaction-payloads).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from .records import Json

# element type -> (key in the state, field with the initial value, value when there is none)
HOLDS: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "file_input": ("files", "", []),
}
TEXT_INPUTS = frozenset(
    {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
)
PRESSED = frozenset({"button", "workflow_button", "overflow"})
INTERACTIVE = PRESSED | HOLDS.keys()


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) that a person can act on, from top to bottom."""
    for block in blocks:
        inner = [block.get("element"), block.get("accessory"), *block.get("elements", ())]
        for element in inner:
            if isinstance(element, dict) and element.get("type") in INTERACTIVE:
                yield block, element
        if isinstance(block.get("child_blocks"), list):
            yield from interactive(block["child_blocks"])
        for row in block.get("actions", ()):
            if isinstance(row, dict) and row.get("type") in INTERACTIVE:
                yield block, row


def options_of(element: Json) -> list[Json]:
    """Every option of an element, those in option groups included."""
    grouped = [o for g in element.get("option_groups", ()) for o in g.get("options", ())]
    return [*element.get("options", ()), *grouped]


def initial_entry(element: Json) -> Json:
    """The state entry of an element nobody has touched."""
    key, initial, empty = HOLDS[element["type"]]
    return {"type": element["type"], key: deepcopy(element.get(initial, empty))}


def fresh_state(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """block_id -> action_id -> entry, as a view starts."""
    state: dict[str, dict[str, Json]] = {}
    for block, element in interactive(blocks):
        if element["type"] in HOLDS:
            state.setdefault(block["block_id"], {})[element["action_id"]] = initial_entry(element)
    return state


def carried_state(blocks: list[Json], before: dict[str, dict[str, Json]]) -> dict[str, Any]:
    """The state after an update: what was typed stays where block_id and action_id stay.

    Slack ignores a new initial value for such an input, too. A kept choice that is no longer
    among the options goes back to the initial one.
    """
    state = fresh_state(blocks)
    for block, element in interactive(blocks):
        kept = before.get(block["block_id"], {}).get(element.get("action_id", ""))
        if kept and kept["type"] == element["type"] and _still_offered(element, kept):
            state[block["block_id"]][element["action_id"]] = deepcopy(kept)
    return state


def _still_offered(element: Json, entry: Json) -> bool:
    offered = {o.get("value") for o in options_of(element)}
    chosen = entry.get("selected_options") or [entry.get("selected_option")]
    return not offered or all(o is None or o.get("value") in offered for o in chosen)


def is_empty(entry: Json) -> bool:
    """Whether the person has left this entry out. Blanks count as something typed."""
    return entry[HOLDS[entry["type"]][0]] in (None, "", [])


def fires_action(block: Json) -> bool:
    """Whether a change here sends block_actions at once: anywhere but in a quiet input block."""
    return block["type"] != "input" or bool(block.get("dispatch_action"))


def normalised(value: Any) -> Any:
    """Text objects with the fields Slack fills in (`emoji`, `verbatim`)."""
    if isinstance(value, list):
        return [normalised(v) for v in value]
    if not isinstance(value, dict):
        return value
    out = {k: normalised(v) for k, v in value.items()}
    if isinstance(out.get("text"), str):
        if out.get("type") == "plain_text":
            out.setdefault("emoji", True)
        elif out.get("type") == "mrkdwn":
            out.setdefault("verbatim", False)
    return out


def visible_text(value: Any) -> str:
    """Every text a person can read in a view, block or message, one piece a line."""
    return "\n".join(_texts(value))


_READABLE = ("text", "title", "label", "hint", "placeholder", "alt_text", "caption")
_SKIPPED = frozenset({"state", "private_metadata", "confirm"})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in _SKIPPED:
                continue
            if isinstance(inner, str):
                if key in _READABLE or key == "initial_value":
                    yield inner
            else:
                yield from _texts(inner)
