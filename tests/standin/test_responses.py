"""response_url: ephemeral by default, five uses, thirty minutes, replacing and deleting."""

from __future__ import annotations

import pytest
from slack_sdk.webhook import WebhookClient

from tests.standin.shapes import button


@pytest.fixture
def address(slack, app, connect):
    """The response_url of a slash command Mara ran in a channel."""
    urls = []

    @app.command("/iop-info")
    def on_command(ack, command):
        ack()
        urls.append(command["response_url"])

    connect(app)
    slack.person("U_DEV").runs("/iop-info", channel="C_GENERAL")
    return urls[0]


def test_an_answer_is_for_the_person_alone_unless_it_says_otherwise(slack, address):
    """Ephemeral by default; in_channel posts where the command was run."""
    mara = slack.person("U_DEV")
    assert WebhookClient(address).send(text="quiet").body == "ok"
    assert [m.text for m in mara.ephemerals] == ["quiet"]
    WebhookClient(address).send(text="loud", response_type="in_channel")
    assert [m.text for m in slack.workspace.messages["C_GENERAL"].values()] == ["loud"]
    assert slack.person("U_NIGHT").ephemerals == []


def test_an_address_is_good_five_times(slack, address):
    """The sixth is used_url."""
    codes = [WebhookClient(address).send(text="x").status_code for _ in range(6)]
    assert codes == [200] * 5 + [404]
    assert slack.calls[-1].error == "used_url"


def test_an_address_is_good_for_thirty_minutes(slack, address):
    """By the stand-in's clock."""
    slack.moves_clock(minutes=29)
    assert WebhookClient(address).send(text="x").status_code == 200
    slack.moves_clock(minutes=2)
    assert WebhookClient(address).send(text="x").status_code == 404
    assert slack.calls[-1].error == "expired_url"


def test_bad_blocks_are_refused_here_too(slack, address):
    """And the attempt does not count as a use."""
    answer = WebhookClient(address).send(text="x", blocks=[button(text="x" * 76)])
    assert (answer.status_code, slack.calls[-1].error) == (400, "invalid_blocks")
    assert [WebhookClient(address).send(text="x").status_code for _ in range(5)] == [200] * 5


def test_a_button_on_an_ephemeral_answer_can_replace_and_delete_it(slack, app, address):
    """replace_original and delete_original act on the message the button is on."""

    @app.action("swap")
    def on_swap(ack, respond, body):
        ack()
        assert body["container"]["is_ephemeral"] is True
        assert "message" not in body
        respond(text="new", blocks=[button("drop")], replace_original=True)

    @app.action("drop")
    def on_drop(ack, respond):
        ack()
        respond(delete_original=True)

    mara = slack.person("U_DEV")
    WebhookClient(address).send(text="old", blocks=[button("swap")])
    mara.clicks("swap")
    slack.wait_idle()
    assert [m.text for m in mara.ephemerals] == ["new"]
    mara.clicks("drop")
    slack.wait_idle()
    assert mara.ephemerals == []


def test_a_button_on_a_message_can_replace_it(slack, app, client, address):
    """The message in the DM changes in place; a respond without flags adds an ephemeral one."""

    @app.action("swap")
    def on_swap(ack, respond, body):
        ack()
        respond(text="aside", replace_original=False)
        respond(text="new", replace_original=True)

    mara = slack.person("U_DEV")
    client.chat_postMessage(channel="U_DEV", text="old", blocks=[button("swap")])
    mara.clicks("swap")
    slack.wait_idle()
    assert [m.text for m in mara.dm] == ["new"]
    assert mara.last_message.blocks == []
    assert [m.text for m in mara.ephemerals] == ["aside"]


def test_a_shortcut_has_no_response_url(slack, app, address):
    """Global shortcuts carry none."""
    seen = []

    @app.shortcut("go")
    def on_go(ack, body):
        ack()
        seen.append("response_url" in body)

    slack.person("U_DEV").shortcut("go")
    assert seen == [False]


def test_an_acknowledgement_with_words_is_an_ephemeral_answer(slack, app, address):
    """ack("text") of a slash command."""

    @app.command("/say")
    def on_say(ack, command):
        ack(text=f"you said {command['text']}", blocks=[button()])

    mara = slack.person("U_DEV")
    mara.runs("/say", "a & b")
    assert mara.ephemerals[-1].text == "you said a & b"
    assert mara.ephemerals[-1].channel == mara.channel


def test_a_button_in_a_shared_channel_can_be_pressed_by_everybody(slack, app, address):
    """An in_channel answer is a message like any other."""
    pressed = []

    @app.action("go")
    def on_go(ack, body):
        ack()
        pressed.append((body["user"]["id"], body["channel"]["name"]))

    blocks = [button()]
    WebhookClient(address).send(text="x", blocks=blocks, response_type="in_channel")
    slack.person("U_NIGHT").clicks("go")
    assert pressed == [("U_NIGHT", "general")]
