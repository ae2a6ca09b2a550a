"""The shapes on the wire: what an app may count on finding in each payload."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.standin.shapes import button, home, modal


@pytest.fixture
def busy(slack, app, connect):
    """An app that acknowledges everything and opens a modal for its button."""

    @app.event("message")
    @app.event("app_home_opened")
    @app.event("user_change")
    def on_event():
        pass

    @app.action("go")
    def on_go(ack):
        ack()

    @app.view("form")
    def on_form(ack):
        ack()

    @app.command("/iop-info")
    def on_command(ack):
        ack()

    @app.shortcut("help")
    def on_help(ack):
        ack()

    connect(app)
    return slack


def newest(slack):
    """The newest payload sent to the app."""
    return slack.deliveries[-1].payload


OUTER = {
    "token",
    "team_id",
    "api_app_id",
    "event",
    "type",
    "event_id",
    "event_time",
    "authorizations",
    "is_ext_shared_channel",
    "event_context",
}


def test_an_event_is_wrapped_as_the_events_api_does(busy):
    """The outer fields, an event_id of its own, one bot authorization."""
    mara = busy.person("U_DEV")
    mara.says("one")
    first = newest(busy)
    mara.says("two")
    second = newest(busy)
    assert first.keys() >= OUTER
    assert first["event_id"] != second["event_id"]
    assert first["authorizations"][0]["is_bot"] is True
    assert first["event"].keys() >= {
        "client_msg_id",
        "type",
        "text",
        "user",
        "ts",
        "blocks",
        "team",
        "channel",
        "event_ts",
        "channel_type",
    }


def test_home_opened_says_which_tab_and_shows_the_published_view(busy, client):
    """Both tabs fire; the view is there once something was published."""
    mara = busy.person("U_DEV")
    mara.opens_messages_tab()
    assert newest(busy)["event"]["tab"] == "messages"
    mara.opens_home()
    assert newest(busy)["event"]["tab"] == "home"
    assert "view" not in newest(busy)["event"]
    client.views_publish(user_id="U_DEV", view=home(button()))
    mara.opens_home()
    assert newest(busy)["event"]["view"]["type"] == "home"


def test_a_press_on_a_message_carries_its_place(busy, client):
    """container, channel, message, state, response_url and a fresh trigger_id."""
    client.chat_postMessage(channel="D_DEV", text="x", blocks=[button()])
    mara = busy.person("U_DEV")
    mara.clicks("go")
    first = newest(busy)
    assert first["container"] == {
        "type": "message",
        "message_ts": mara.last_message.ts,
        "channel_id": "D_DEV",
        "is_ephemeral": False,
    }
    assert first["channel"] == {"id": "D_DEV", "name": "directmessage"}
    assert first["message"]["ts"] == mara.last_message.ts
    assert first["state"] == {"values": {}}
    assert first["response_url"].startswith(busy.url)
    assert first["user"]["id"] == "U_DEV"
    assert first["team"]["id"] == "T_NORTHWIND"
    action = first["actions"][0]
    assert action.keys() >= {"type", "action_id", "block_id", "text", "value", "action_ts"}
    mara.clicks("go")
    assert newest(busy)["trigger_id"] != first["trigger_id"]


def test_a_press_in_a_view_carries_the_view_and_no_response_url(busy, client):
    """The view comes with its state."""
    view = modal(button(), *modal()["blocks"])
    client.views_open(trigger_id=busy.workspace.new_trigger("U_DEV"), view=view)
    mara = busy.person("U_DEV")
    mara.fills(text="typed")
    mara.clicks("go")
    payload = newest(busy)
    assert payload["container"] == {"type": "view", "view_id": payload["view"]["id"]}
    assert payload["view"]["state"]["values"]["note"]["text"]["value"] == "typed"
    assert not payload.keys() & {"response_url", "channel", "message"}


def test_a_submission_carries_the_whole_view(busy, client):
    """Every field that Slack sends, private_metadata untouched."""
    view = modal(private_metadata="opaque-1", external_id="x-1")
    client.views_open(trigger_id=busy.workspace.new_trigger("U_DEV"), view=view)
    mara = busy.person("U_DEV")
    mara.fills(text="typed")
    mara.submits()
    sent = newest(busy)
    assert sent["type"] == "view_submission"
    assert sent["trigger_id"]
    assert sent["response_urls"] == []
    assert sent["view"].keys() >= {
        "id",
        "team_id",
        "type",
        "blocks",
        "private_metadata",
        "callback_id",
        "state",
        "hash",
        "title",
        "close",
        "submit",
        "previous_view_id",
        "root_view_id",
        "app_id",
        "bot_id",
        "external_id",
        "clear_on_close",
        "notify_on_close",
    }
    assert sent["view"]["private_metadata"] == "opaque-1"


def test_what_was_sent_does_not_change_afterwards(busy, client):
    """A payload is a snapshot: later typing is not in it."""
    client.views_open(trigger_id=busy.workspace.new_trigger("U_DEV"), view=modal(button()))
    view = modal(button(), *modal()["blocks"])
    client.views_update(view_id=busy.person("U_DEV").modals[0]["id"], view=view)
    mara = busy.person("U_DEV")
    mara.fills(text="before")
    mara.clicks("go")
    mara.fills(text="after")
    assert newest(busy)["view"]["state"]["values"]["note"]["text"]["value"] == "before"


def test_a_command_is_a_flat_form(busy):
    """The fields of a slash command; the text exactly as typed."""
    busy.person("U_NIGHT").runs("/iop-info", "a & <b>", channel="C_LINE_3")
    form = newest(busy)
    assert form["text"] == "a & <b>"
    assert (form["command"], form["user_id"]) == ("/iop-info", "U_NIGHT")
    assert (form["channel_id"], form["channel_name"]) == ("C_LINE_3", "line-3")
    assert form.keys() >= {"team_id", "team_domain", "user_name", "response_url", "trigger_id"}
    assert all(isinstance(value, str) for value in form.values())


def test_a_shortcut_has_its_id_and_a_trigger(busy):
    """And neither a channel nor a response_url."""
    busy.person("U_DEV").shortcut("help")
    payload = newest(busy)
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "help")
    assert payload["trigger_id"]
    assert not payload.keys() & {"channel", "response_url"}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(min_size=1, max_size=200))
def test_any_text_arrives_exactly_in_a_modal_and_escaped_in_a_message(busy, client, text):
    """Slack escapes three characters in messages and none in modals."""
    mara = busy.person("U_DEV")
    mara.says(text)
    event = newest(busy)["event"]
    plain = event["text"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert plain == text
    assert "<" not in event["text"]
    assert event["blocks"][0]["elements"][0]["elements"][0]["text"] == text
    client.views_open(trigger_id=busy.workspace.new_trigger("U_DEV"), view=modal())
    mara.fills(text=text)
    mara.submits()
    assert newest(busy)["view"]["state"]["values"]["note"]["text"]["value"] == text
