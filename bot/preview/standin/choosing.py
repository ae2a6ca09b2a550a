"""What a person's hands can do to an element: find it, press it, choose, type.

Pure functions; they refuse (ClientRefuses) what Slack's own client would not let a person do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .elements import HOLDS, TEXT_INPUTS, interactive, is_empty, options_of
from .records import ClientRefuses, Json
from .screens import Message, View

Place = View | Message
TEXT_LIMIT = 3000  # docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
REQUIRED = "Please complete this required field."


def find(
    places: Sequence[Place], action_id: str | None, text: str | None, value: str | None, nth: int
) -> tuple[Place, Json, Json]:
    """The nth matching (place, block, element) in the first place that has any."""
    for place in places:
        found = [
            (place, block, element)
            for block, element in interactive(place.blocks)
            if _matches(element, action_id, text, value)
        ]
        if len(found) > nth:
            return found[nth]
    wanted = action_id or text
    raise ClientRefuses(f"nothing on the screen to press or choose: {wanted!r} (nth={nth})")


def _matches(element: Json, action_id: str | None, text: str | None, value: str | None) -> bool:
    return (
        (action_id is None or element.get("action_id") == action_id)
        and (text is None or element.get("text", {}).get("text") == text)
        and (value is None or element.get("value") == value)
    )


def pressed(block: Json, element: Json) -> Json:
    """The action of a button press."""
    action = {
        k: element[k] for k in ("type", "action_id", "text", "value", "style") if k in element
    }
    return action | {"block_id": block["block_id"]}


def chosen(block: Json, element: Json, entry: Json) -> Json:
    """The action of a choice or an entry."""
    action = {"action_id": element["action_id"], "block_id": block["block_id"], **entry}
    if "placeholder" in element:
        action["placeholder"] = element["placeholder"]
    return action


def entry_for(element: Json, values: Sequence[Any]) -> Json:
    """The state entry after a person put `values` into the element.

    Options are named by value (or by their text). Raises ClientRefuses.
    """
    kind = element["type"]
    if kind == "overflow":
        return {"type": kind, "selected_option": _option(element, values[0])}
    key, _, empty = HOLDS[kind]
    if not values or values[0] is None:
        return {"type": kind, key: type(empty)() if empty is not None else None}
    if kind in TEXT_INPUTS:
        return {"type": kind, key: _typed(element, values[0])}
    if key == "selected_option":
        return {"type": kind, key: _option(element, values[0])}
    if key == "selected_options":
        flat = list(values[0]) if isinstance(values[0], list | tuple | set) else list(values)
        chosen_ones = [_option(element, v) for v in flat]
        _at_most(element, "max_selected_items", len(chosen_ones))
        return {"type": kind, key: chosen_ones}
    if kind == "file_input":
        flat = list(values[0]) if isinstance(values[0], list | tuple) else list(values)
        _at_most({"max_files": 10, **element}, "max_files", len(flat))
        return {"type": kind, key: flat}
    if isinstance(empty, list):
        return {"type": kind, key: list(values)}
    return {"type": kind, key: values[0]}


def _option(element: Json, wanted: Any) -> Json:
    for option in options_of(element):
        if wanted in (option["value"], option["text"]["text"]) or wanted == option:
            return {k: option[k] for k in ("text", "value", "description") if k in option}
    if "external" in element["type"] and isinstance(wanted, dict):
        return wanted
    raise ClientRefuses(f"{element.get('action_id')}: no such option: {wanted!r}")


def _typed(element: Json, value: Any) -> Any:
    if isinstance(value, dict):
        return value
    text = str(value)
    limit = element.get("max_length", TEXT_LIMIT)
    if len(text) > limit:
        raise ClientRefuses(f"{element['action_id']}: longer than {limit} characters")
    if not element.get("multiline") and "\n" in text:
        raise ClientRefuses(f"{element['action_id']}: a single line takes no line break")
    return text or None


def _at_most(element: Json, name: str, count: int) -> None:
    if name in element and count > element[name]:
        raise ClientRefuses(f"{element['action_id']}: at most {element[name]}")


def client_errors(view: View) -> dict[str, str]:
    """What Slack's client says before it sends a modal: block_id -> complaint."""
    return {b["block_id"]: problem for b, problem in _complaints(view)}


def _complaints(view: View) -> Iterator[tuple[Json, str]]:
    for block, element in interactive(view.blocks):
        if block["type"] != "input":
            continue
        entry = view.state[block["block_id"]][element["action_id"]]
        if is_empty(entry):
            if not block.get("optional"):
                yield block, REQUIRED
            continue
        problem = _complaint(element, entry[HOLDS[element["type"]][0]])
        if problem:
            yield block, problem


def _complaint(element: Json, value: Any) -> str | None:
    if element["type"] == "number_input":
        return _number_complaint(element, str(value))
    if element["type"] == "email_text_input" and "@" not in str(value):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and "://" not in str(value):
        return "Please enter a valid URL."
    least = element.get("min_length", 0)
    if isinstance(value, str) and len(value) < least:
        return f"Please use at least {least} characters."
    return None


def _number_complaint(element: Json, text: str) -> str | None:
    try:
        number = float(text)
    except ValueError:
        return "Please enter a number."
    if "." in text and not element.get("is_decimal_allowed"):
        return "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < float(low):
        return f"Please enter a number of at least {low}."
    if high is not None and number > float(high):
        return f"Please enter a number of at most {high}."
    return None
