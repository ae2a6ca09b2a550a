"""A small Bolt app that uses every part of the page: messages, Home, stacked modals, errors."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

Json = dict[str, Any]

MANIFEST: Json = {
    "features": {
        "slash_commands": [
            {"command": "/iop-info", "description": "Ask", "usage_hint": "[question]"},
            {"command": "/iop-week", "description": "The week"},
        ],
        "shortcuts": [
            {"name": "Check in", "type": "global", "callback_id": "check_in", "description": "Form"}
        ],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "im:history", "commands"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.im", "app_home_opened"]}},
}


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    """An option."""
    return {"text": plain(text), "value": value}


def button(text: str, action: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action, **more}


def field(block: str, label: str, element: Json, **more: Any) -> Json:
    """An input block whose element is called "v"."""
    return {
        "type": "input",
        "block_id": block,
        "label": plain(label),
        "element": {"action_id": "v", **element},
        **more,
    }


RATINGS = [option(word, word) for word in ("low", "middle", "high")]


def form(note: str = "") -> Json:
    """A modal with most kinds of input."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Check in"),
        "submit": plain("Save"),
        "close": plain("Not now"),
        "blocks": [
            {
                "type": "section",
                "block_id": "top",
                "text": {"type": "mrkdwn", "text": note or "*Hi*"},
            },
            field("mood", "Mood", {"type": "radio_buttons", "options": RATINGS}, optional=True),
            field("sleep", "Sleep", {"type": "static_select", "options": RATINGS}, optional=True),
            field(
                "note",
                "Note",
                {"type": "plain_text_input", "multiline": True, "max_length": 40},
                optional=True,
                hint=plain("Only for you"),
            ),
            field("goal", "Goal", {"type": "plain_text_input"}),
            field("days", "Days", {"type": "checkboxes", "options": RATINGS}, optional=True),
            field("when", "When", {"type": "datepicker"}, optional=True),
            field("at", "At", {"type": "timepicker"}, optional=True),
            {
                "type": "actions",
                "block_id": "more",
                "elements": [button("On top", "push"), button("Refresh", "refresh")],
            },
        ],
    }


def home(words: str) -> Json:
    """A Home with a confirmed button and an overflow menu."""
    sure = {
        "title": plain("Delete all?"),
        "text": plain("It cannot be undone."),
        "confirm": plain("Delete"),
        "deny": plain("Keep"),
    }
    menu = {
        "type": "overflow",
        "action_id": "menu",
        "options": [option("Edit", "edit"), option("Look", "look")],
    }
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Your page")},
            {"type": "section", "text": {"type": "mrkdwn", "text": words}, "accessory": menu},
            {"type": "actions", "elements": [button("Delete", "delete", confirm=sure)]},
        ],
    }


def register(app: App) -> None:
    """All listeners of the sample."""

    @app.event("app_home_opened")
    def opened(event: Json, client: Any) -> None:
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view=home("nothing yet"))

    @app.event("message")
    def message(event: Json, say: Any) -> None:
        if event.get("bot_id") or event.get("subtype"):
            return
        if event["text"].startswith("shout"):
            say(text=event["text"][6:])
            return
        say(
            text="Sleep",
            blocks=[
                {"type": "section", "text": {"type": "mrkdwn", "text": "*Sleep*, 1 to 3"}},
                {"type": "actions", "elements": [button(str(n), f"rate_{n}") for n in (1, 2, 3)]},
            ],
        )

    @app.action({"action_id": "rate_2"})
    def rated(ack: Any, body: Json, client: Any) -> None:
        ack()
        blocks = body["message"]["blocks"]
        blocks[0]["text"]["text"] = "*Energy*, 1 to 3"
        ts = body["message"]["ts"]
        client.chat_update(channel=body["channel"]["id"], ts=ts, text="Energy", blocks=blocks)

    @app.command("/iop-info")
    def info(ack: Any, command: Json, respond: Any) -> None:
        ack()
        respond(text=f"You asked for {len(command['text'])} letters")

    @app.shortcut("check_in")
    def shortcut(ack: Any, body: Json, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.action("push")
    def push(ack: Any, body: Json, client: Any) -> None:
        ack()
        view = form() | {"title": plain("On top"), "callback_id": "second"}
        client.views_push(trigger_id=body["trigger_id"], view=view)

    @app.action("refresh")
    def refresh(ack: Any, body: Json, client: Any) -> None:
        ack()
        client.views_update(view_id=body["view"]["id"], view=form("*Fresh*"))

    @app.action("delete")
    def delete(ack: Any, body: Json, client: Any) -> None:
        ack()
        client.views_publish(user_id=body["user"]["id"], view=home("deleted"))

    @app.action("menu")
    def menu(ack: Any, body: Json, action: Json, client: Any) -> None:
        ack()
        chosen = action["selected_option"]["value"]
        client.views_publish(user_id=body["user"]["id"], view=home(f"chose {chosen}"))

    @app.view("form")
    def submitted(ack: Any, view: Json, body: Json, client: Any) -> None:
        values = {b: v["v"] for b, v in view["state"]["values"].items() if "v" in v}
        if values["goal"]["value"] == "all of it":
            ack(response_action="errors", errors={"goal": "Make it smaller."})
            return
        ack()
        mood = (values["mood"]["selected_option"] or {}).get("value")
        days = [one["value"] for one in values["days"]["selected_options"]]
        words = (
            f"saved {mood} {days} {values['when']['selected_date']} {values['at']['selected_time']}"
        )
        client.views_publish(user_id=body["user"]["id"], view=home(words))

    @app.view("second")
    def second(ack: Any) -> None:
        ack()


def database() -> list[Json]:
    """What a reviewer would see of the disk."""
    return [{"name": "entries", "rows": [{"id": "e1", "sealed": "01f3a9"}]}]
