"""Payloads nobody should ever send: every listener there is, with values that fit none of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from bot.preview.standin.workspace import TEAM

CANARY = "canary-hostile-wren"
_numbers = itertools.count(1)

# Names of fields that some form reads, beside ones that none does.
FIELDS = (
    "note",
    "goal",
    "rate_sleep",
    "last_goal",
    "items",
    "retention",
    "what",
    "first",
    "last",
    "then",
    "formats",
    "agree",
    "sure",
    "name",
    "phone",
    "url",
    "slack_user",
    "region",
    "features",
    "trigger",
    "thought",
    "belief",
    "emotions",
    "evidence",
    "plan",
)


class Listeners:
    """Stands where Bolt's App stands at registration, and remembers what would be listened to."""

    def __init__(self) -> None:
        self.found: list[tuple[str, Any]] = []
        self.client = None

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        def listen(what: Any = None, *_: Any, **__: Any) -> Callable[..., Any]:
            self.found.append((kind, what))
            return lambda function: function

        return listen

    def of(self, kind: str) -> list[Any]:
        """What is listened to of a kind: names and patterns."""
        return [what for found, what in self.found if found == kind]


texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            CANARY,
            f"{CANARY} <!channel> <@U_NIGHT> *x*",
            "\x00",
            "\ud800 lone surrogate",
            "‮ right to left",
            "𝕏" * 50,
            "a" * 3_000,
            "-1",
            "99999999999999999999",
            "1e999",
            "2026-13-45",
            "0000-00-00",
            "25:61",
            "|||",
            "{}",
            '{"form": 7}',
            "[" * 200,
            "everything||",
            "check_in|9999-12-31|0001-01-01",
            "../../etc/passwd",
        ]
    ),
)


def ids(known: list[str]) -> st.SearchStrategy[str]:
    """Ids of others, ids of ours, and nonsense."""
    return st.one_of(st.sampled_from(known), texts) if known else texts


def element(known: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """What a field or a control may send, right or wrong."""
    option = st.builds(
        lambda v: {"text": {"type": "plain_text", "text": v}, "value": v}, ids(known)
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "value": st.none() | ids(known),
            "selected_option": st.none() | option,
            "selected_options": st.lists(option, max_size=3),
            "selected_date": st.none() | texts,
            "selected_time": st.none() | texts,
            "selected_user": st.none() | ids(known),
        },
    )


def state(known: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """The values of a form."""
    names = st.sampled_from(FIELDS) | st.text(max_size=8)
    fields = st.dictionaries(st.sampled_from(["text", "rating", "x"]), element(known), max_size=2)
    return st.fixed_dictionaries({"values": st.dictionaries(names, fields, max_size=5)})


def views(known: list[str], callbacks: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A view as Slack hands it back, with metadata that somebody made up."""
    block = st.builds(
        lambda name, kind: {"type": kind, "block_id": name},
        st.sampled_from(FIELDS),
        st.sampled_from(["input", "section", "actions"]),
    )
    return st.fixed_dictionaries(
        {
            "id": st.sampled_from(["V_FORGED", *known[:4]]) | st.text(min_size=1, max_size=12),
            "type": st.sampled_from(["modal", "modal", "home"]),
            "callback_id": st.sampled_from(callbacks),
            "private_metadata": ids(known),
            "blocks": st.lists(block, max_size=4),
            "state": state(known),
            "hash": st.just("1.x"),
            "root_view_id": st.none() | st.sampled_from(["V_ROOT", *known[:4]]),
        }
    )


def named(what: Any) -> st.SearchStrategy[str]:
    """An action id or callback id that a listener takes."""
    if isinstance(what, re.Pattern):
        return st.from_regex(what, fullmatch=False).filter(lambda text: len(text) < 200)
    return st.just(str(what))


def sender(user: str) -> dict[str, Any]:
    """Who it is from; a trigger id of its own, since one that was seen is let be."""
    return {
        "team": {"id": TEAM, "domain": "x"},
        "user": {"id": user, "team_id": TEAM, "username": "x", "name": "x"},
        "api_app_id": "A",
        "token": "t",
        "trigger_id": f"trigger.{next(_numbers)}",
    }


def clicks(listeners: Listeners, known: list[str], user: str) -> st.SearchStrategy[dict[str, Any]]:
    """A press of every button and menu there is, on a view or a message."""
    callbacks = [str(name) for name in listeners.of("view")]
    action = st.one_of([named(what) for what in listeners.of("action")])

    def made(
        action_id: str,
        block: str,
        given: dict[str, Any],
        view: dict[str, Any],
        on_message: bool,
    ) -> dict[str, Any]:
        body = {
            "type": "block_actions",
            **sender(user),
            "actions": [
                {"type": "button", "action_id": action_id, "block_id": block, "action_ts": "1"}
                | given
            ],
        }
        if on_message:
            return body | {
                "container": {"type": "message", "message_ts": "1.2", "channel_id": "D_DEV"},
                "channel": {"id": "D_DEV", "name": "directmessage"},
                "message": {"ts": "1.2", "text": "x", "blocks": []},
                "state": view["state"],
            }
        return body | {"container": {"type": "view", "view_id": view["id"]}, "view": view}

    return st.builds(
        made, action, ids(known), element(known), views(known, callbacks), st.booleans()
    )


def submissions(
    listeners: Listeners, known: list[str], user: str
) -> st.SearchStrategy[dict[str, Any]]:
    """Every form there is, handed in with values that fit none."""
    callbacks = [str(name) for name in listeners.of("view")]
    return st.builds(
        lambda view: {
            "type": "view_submission",
            **sender(user),
            "view": view | {"type": "modal"},
            "response_urls": [],
        },
        views(known, callbacks),
    )


def others(listeners: Listeners, user: str) -> st.SearchStrategy[dict[str, Any]]:
    """Events, commands and shortcuts."""
    outer = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A", "token": "t"}

    def event(kind: str, text: str, extra: dict[str, Any]) -> dict[str, Any]:
        inner = {"type": kind, "user": user, "channel": "D_DEV", "text": text, "ts": "1.2"} | extra
        return {**outer, "event_id": f"Ev{next(_numbers)}", "event": inner}

    def command(name: str, text: str) -> dict[str, Any]:
        return {
            "command": name,
            "text": text,
            "team_id": TEAM,
            "user_id": user,
            "channel_id": "C_GENERAL",
            "response_url": "http://127.0.0.1:1/none",
            "trigger_id": f"trigger.{next(_numbers)}",
        }

    # An uninstall is about everybody; it has its own tests.
    kinds = sorted({str(name) for name in listeners.of("event")} - {"app_uninstalled"})
    extra = st.fixed_dictionaries(
        {},
        optional={
            "channel_type": st.sampled_from(["im", "channel", "app_home"]),
            "subtype": st.sampled_from(["message_changed", "file_share", "message_deleted"]),
            "tab": st.sampled_from(["home", "messages", "x"]),
            "thread_ts": st.just("1.1"),
            "tokens": st.sampled_from([{}, {"oauth": None}, {"oauth": [user], "bot": []}]),
            "user": st.just({"id": user, "tz": "Nowhere/None"}),
        },
    )
    made = [st.builds(event, st.sampled_from(kinds), texts, extra)]
    commands = [str(name) for name in listeners.of("command")]
    if commands:
        made.append(st.builds(command, st.sampled_from(commands), texts))
    names = [str(name) for name in listeners.of("shortcut")]
    made.append(
        st.builds(
            lambda name: {"type": "shortcut", **sender(user), "callback_id": name},
            st.sampled_from(names),
        )
    )
    return st.one_of(made)
