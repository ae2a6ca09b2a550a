"""The Block Kit helpers that every room uses: escape, clip, and the way to help on every surface.

Limits are Slack's (docs.slack.dev/reference/block-kit/blocks). What people wrote is shown in
rich_text or plain_text, where Slack reads no markup, so it appears exactly and pings nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]

SECTION = 3000
HEADER = 150
BUTTON = 75
OPTION = 75
INPUT = 3000
HINT = 2000
TITLE = 24
METADATA = 3000
MODAL_BLOCKS = 100
MESSAGE_BLOCKS = 50
CONFIRM_TEXT = 300
HELP_ACTION = "help_now"


def escape(text: str) -> str:
    """Slack's three control characters, so that nothing in ``text`` is read as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int) -> str:
    """At most ``limit`` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def plain(text: str, limit: int = SECTION) -> Block:
    """A text object without markup. A blank text is not allowed by Slack, so it becomes a dash."""
    return {"type": "plain_text", "text": clip(text, limit) or "–", "emoji": False}


def section(text: str, accessory: Block | None = None) -> Block:
    """Our own words, with markup."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": clip(text, SECTION)}}
    return block | ({"accessory": accessory} if accessory else {})


def said(label: str, text: str) -> Block:
    """A bold label of ours and, under it, a person's words exactly as they wrote them."""
    return {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": label, "style": {"bold": True}}],
            },
            {
                "type": "rich_text_quote",
                "elements": [{"type": "text", "text": clip(text, SECTION) or "–"}],
            },
        ],
    }


def grid(text: str) -> Block:
    """Text in which columns line up."""
    return {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": clip(text, SECTION) or "–"}],
            }
        ],
    }


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER)}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def context(text: str) -> Block:
    """Small words of ours."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": clip(text, SECTION)}]}


def confirm(title: str, text: str, yes: str, no: str, *, danger: bool = False) -> Block:
    """A question before a button acts."""
    block = {
        "title": plain(title, 100),
        "text": plain(text, CONFIRM_TEXT),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }
    return block | ({"style": "danger"} if danger else {})


def button(
    text: str,
    action: str,
    value: str = "",
    *,
    style: str | None = None,
    ask: Block | None = None,
    url: str | None = None,
) -> Block:
    """A button. ``value`` holds ids of ours only, since Slack keeps it with the view."""
    block: Block = {"type": "button", "text": plain(text, BUTTON), "action_id": action}
    if value:
        block["value"] = value
    if style:
        block["style"] = style
    if ask:
        block["confirm"] = ask
    if url:
        block["url"] = url
    return block


def actions(*elements: Block, id: str | None = None) -> Block:
    """A row of buttons or menus."""
    block: Block = {"type": "actions", "elements": list(elements)}
    return block | ({"block_id": id} if id else {})


def option(text: str, value: str) -> Block:
    """One choice."""
    return {"text": plain(text, OPTION), "value": value}


def menu(
    action: str, options: Sequence[Block], *, placeholder: str, chosen: str | None = None
) -> Block:
    """A drop-down menu, at most 100 options."""
    block: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
        "options": list(options),
    }
    initial = [o for o in options if o["value"] == chosen]
    return block | ({"initial_option": initial[0]} if initial else {})


def many(
    action: str, options: Sequence[Block], *, placeholder: str, chosen: Sequence[str] = ()
) -> Block:
    """A drop-down menu in which several can be chosen."""
    block: Block = {
        "type": "multi_static_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
        "options": list(options),
    }
    initial = [o for o in options if o["value"] in chosen]
    return block | ({"initial_options": initial} if initial else {})


def grouped(action: str, groups: Sequence[tuple[str, Sequence[Block]]], **more: Any) -> Block:
    """``many``, or with ``one=True`` ``menu``, with its options under headings; takes their
    other arguments."""
    make = menu if more.pop("one", False) else many
    flat = [option for _, options in groups for option in options]
    element = make(action, flat, **more)
    del element["options"]
    element["option_groups"] = [
        {"label": plain(label, OPTION), "options": list(options)} for label, options in groups
    ]
    return element


def ticks(action: str, options: Sequence[Block], *, chosen: Sequence[str] = ()) -> Block:
    """Check boxes, at most 10."""
    block: Block = {"type": "checkboxes", "action_id": action, "options": list(options)}
    initial = [o for o in options if o["value"] in chosen]
    return block | ({"initial_options": initial} if initial else {})


def datepick(action: str, day: str = "") -> Block:
    """A date picker; ``day`` is YYYY-MM-DD."""
    block: Block = {"type": "datepicker", "action_id": action}
    return block | ({"initial_date": day} if day else {})


def radios(action: str, options: Sequence[Block], *, chosen: str | None = None) -> Block:
    """Radio buttons, at most 10."""
    block: Block = {"type": "radio_buttons", "action_id": action, "options": list(options)}
    initial = [o for o in options if o["value"] == chosen]
    return block | ({"initial_option": initial[0]} if initial else {})


def writing(
    action: str,
    *,
    initial: str = "",
    lines: bool = False,
    limit: int = INPUT,
    placeholder: str = "",
) -> Block:
    """A text field."""
    block: Block = {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": lines,
        "max_length": limit,
    }
    if initial:
        block["initial_value"] = clip(initial, limit)
    if placeholder:
        block["placeholder"] = plain(placeholder, 150)
    return block


def field(
    id: str,
    label: str,
    element: Block,
    *,
    optional: bool = True,
    hint: str = "",
    live: bool = False,
) -> Block:
    """An element with its label. ``live`` reports a change at once instead of at submission."""
    block: Block = {
        "type": "input",
        "block_id": id,
        "label": plain(label, HINT),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, HINT)
    if live:
        block["dispatch_action"] = True
    return block


def help_button(label: str) -> Block:
    """The way to help. Every surface ends with it; the helpers below see to that."""
    return actions(button(label, HELP_ACTION), id="help")


def modal(
    callback: str,
    title: str,
    blocks: Sequence[Block],
    *,
    help_label: str | None,
    close: str,
    submit: str | None = None,
    metadata: str = "",
    on_close: bool = False,
) -> Block:
    """A modal. ``metadata`` holds ids of ours. ``help_label`` is None on the help view itself."""
    tail = [help_button(help_label)] if help_label else []
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, TITLE),
        "blocks": [*blocks[: MODAL_BLOCKS - len(tail)], *tail],
        "close": plain(close, TITLE),
        "private_metadata": metadata,
    }
    if submit:
        view["submit"] = plain(submit, TITLE)
    if on_close:
        view["notify_on_close"] = True
    return view


def home(blocks: Sequence[Block], help_label: str) -> Block:
    """The App Home, with the way to help at the top, where it is seen without scrolling."""
    return {
        "type": "home",
        "blocks": [help_button(help_label), *blocks[: MODAL_BLOCKS - 1]],
    }


def message(text: str, blocks: Sequence[Block] = (), *, help_label: str | None) -> Block:
    """A message of our own words. ``text`` is what a screen reader and a lock screen get."""
    tail = [help_button(help_label)] if help_label else []
    body = blocks or [section(text)]
    return {"text": text, "blocks": [*body[: MESSAGE_BLOCKS - len(tail)], *tail]}


# Reading what came back. Slack sends every field; a missing or empty one is None.

State = dict[str, dict[str, dict[str, Any]]]


def typed(state: State, id: str) -> str | None:
    """The text of a field, without blanks around it; None when nothing was typed."""
    for element in state.get(id, {}).values():
        value = element.get("value")
        return value.strip() or None if isinstance(value, str) else None
    return None


def chosen(state: State, id: str) -> str | None:
    """The value of a menu or of radio buttons."""
    for element in state.get(id, {}).values():
        picked = element.get("selected_option")
        return str(picked["value"]) if picked else None
    return None


def chosen_many(state: State, id: str) -> tuple[str, ...]:
    """The values of check boxes or of a menu with several choices."""
    for element in state.get(id, {}).values():
        return tuple(str(picked["value"]) for picked in element.get("selected_options") or [])
    return ()


def picked_date(state: State, id: str) -> str | None:
    """The date of a date picker, as YYYY-MM-DD."""
    for element in state.get(id, {}).values():
        value = element.get("selected_date")
        return str(value) if value else None
    return None


def picked_time(state: State, id: str) -> str | None:
    """The time of a time picker, as HH:MM."""
    for element in state.get(id, {}).values():
        value = element.get("selected_time")
        return str(value) if value else None
    return None
