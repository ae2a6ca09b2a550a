"""An unmodified Bolt app in Socket Mode against the stand-in."""

from __future__ import annotations

import time

import pytest

from bot.preview.standin import NotAcknowledged
from tests.standin.shapes import button, modal


def test_a_message_reaches_the_app_and_its_answer_reaches_the_person(slack, app, connect):
    """A DM is a message event of channel_type im; say() posts into the same DM."""
    seen = []

    @app.event("message")
    def on_message(event, say):
        seen.append(event)
        say(text="Hello", blocks=[button()])

    connect(app)
    mara = slack.person("U_DEV")
    ts = mara.says("a < b & c")
    slack.wait_idle()
    assert seen[0]["channel_type"] == "im"
    assert seen[0]["text"] == "a &lt; b &amp; c"
    assert seen[0]["client_msg_id"]
    assert seen[0]["ts"] == seen[0]["event_ts"] == ts
    assert [m.text for m in mara.dm] == ["a &lt; b &amp; c", "Hello"]
    assert mara.last_message.by_bot
    assert [d.error for d in slack.deliveries] == [None, None]


def test_a_button_opens_a_modal_and_its_submission_closes_it(slack, app, connect):
    """block_actions carries a trigger_id; an empty acknowledgement closes the modal."""
    saved = []

    @app.event("message")
    def on_message(say):
        say(text="Hello", blocks=[button()])

    @app.action("go")
    def on_go(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.view("form")
    def on_form(ack, view):
        saved.append(view["state"]["values"]["note"]["text"])
        ack()

    connect(app)
    joe = slack.person("U_NIGHT")
    joe.says("hi")
    slack.wait_idle()
    joe.clicks("go")
    slack.wait_idle()
    assert joe.modals[0]["title"]["text"] == "Form"
    assert joe.submits() == {"note": "Please complete this required field."}
    joe.fills(text="two\nlines")
    assert joe.submits() is None
    assert saved == [{"type": "plain_text_input", "value": "two\nlines"}]
    assert joe.modals == []


def test_home_command_and_shortcut_work(slack, app, connect):
    """app_home_opened, a slash command with an ephemeral answer, a global shortcut."""

    @app.event("app_home_opened")
    def on_home(event, client):
        client.views_publish(
            user_id=event["user"],
            view={"type": "home", "blocks": [button("home_go", "From home")]},
        )

    @app.action("home_go")
    def on_home_go(ack, body):
        assert body["view"]["type"] == "home"
        ack()

    @app.command("/iop-info")
    def on_command(ack, respond, command):
        ack(f"about {command['text']}")
        respond("more")

    @app.shortcut("help_now")
    def on_shortcut(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    connect(app)
    priya = slack.person("U_PLANT")
    assert priya.home is None
    priya.opens_home()
    slack.wait_idle()
    assert "From home" in priya.text_of(priya.home)
    priya.clicks("home_go")
    priya.runs("/iop-info", "cost", channel="C_GENERAL")
    slack.wait_idle()
    assert sorted(m.text for m in priya.ephemerals) == ["about cost", "more"]
    assert {m.channel for m in priya.ephemerals} == {"C_GENERAL"}
    priya.shortcut("help_now")
    slack.wait_idle()
    assert len(priya.modals) == 1
    priya.closes()
    assert priya.modals == []


def test_an_action_nobody_acknowledges_shows_an_error(slack, app, connect):
    """Without an acknowledgement in time the person sees operation_timeout."""
    slack.ack_timeout = 0.3

    @app.shortcut("slow")
    def on_slow(ack):
        time.sleep(0.6)
        ack()

    connect(app)
    mara = slack.person("U_DEV")
    with pytest.raises(NotAcknowledged):
        mara.shortcut("slow")
    assert mara.error == "operation_timeout"
    slack.wait_idle()
