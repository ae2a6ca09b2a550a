"""Small pieces of Block Kit that the tests of the stand-in use."""

from __future__ import annotations


def plain(text):
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def note(**more):
    """The input block `note` with the element `text`."""
    element = {"type": "plain_text_input", "action_id": "text", "multiline": True, **more}
    return {"type": "input", "block_id": "note", "label": plain("Note"), "element": element}


def modal(*blocks, callback_id="form", **more):
    """A modal with the given blocks, or with one input."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain("Form"),
        "submit": plain("Save"),
        "blocks": list(blocks) or [note()],
        **more,
    }


def button(action_id="go", text="Go", value="1", **more):
    """An actions block with one button."""
    element = {"type": "button", "action_id": action_id, "text": plain(text), "value": value}
    return {"type": "actions", "elements": [{**element, **more}]}


def options(*values):
    """Options whose text is their value in capitals."""
    return [{"text": plain(v.upper()), "value": v} for v in values]


def home(*blocks):
    """A Home view."""
    return {"type": "home", "blocks": list(blocks)}
