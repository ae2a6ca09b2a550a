"""An unmodified Bolt app over HTTP: signed requests, acknowledgements in the answer, retries."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.preview.standin import NotAcknowledged
from tests.standin.shapes import button, home, modal, plain


class Silent(WSGIRequestHandler):
    """wsgiref without its request log."""

    def log_message(self, *args):
        pass


@pytest.fixture
def http(slack, app) -> Iterator[App]:
    """The app behind a plain HTTP server, which the stand-in delivers to."""
    server = make_server("127.0.0.1", 0, SlackRequestHandler(app), handler_class=Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    slack.http_target = f"http://127.0.0.1:{server.server_port}/slack/events"
    yield app
    slack.http_target = None
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_whole_way_works_over_http(slack, http):
    """Event, Home, button, modal, submission with errors, command, shortcut."""

    @http.event("message")
    def on_message(say):
        say(text="Hello", blocks=[button()])

    @http.event("app_home_opened")
    def on_home(event, client):
        client.views_publish(user_id=event["user"], view=home(button("home")))

    @http.action("go")
    def on_go(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    @http.view("form")
    def on_form(ack):
        ack(response_action="update", view=modal(title=plain("Saved")))

    @http.command("/iop-info")
    def on_command(ack):
        ack("plain words")

    @http.shortcut("help")
    def on_help(ack):
        ack()

    mara = slack.person("U_DEV")
    mara.says("hi")
    slack.wait_idle()
    mara.opens_home()
    slack.wait_idle()
    assert mara.home is not None
    mara.clicks("go")
    slack.wait_idle()
    mara.fills(text="typed é \N{GRINNING FACE}")
    assert mara.submits() is None
    assert mara.modals[-1]["title"]["text"] == "Saved"
    mara.runs("/iop-info", "x & y = z")
    assert mara.ephemerals[-1].text == "plain words"
    mara.shortcut("help")
    assert all(d.error is None for d in slack.deliveries)


def test_a_wrong_signature_is_refused_by_the_app(slack, http):
    """Bolt checks the signature; the stand-in sees an error, not an acknowledgement."""

    @http.shortcut("help")
    def on_help(ack):
        ack()

    slack._world.signing_secret = "another"
    try:
        with pytest.raises(NotAcknowledged) as problem:
            slack.person("U_DEV").shortcut("help")
    finally:
        slack._world.signing_secret = "northwind-signing-secret"
    assert problem.value.code == "dispatch_failed"
    assert slack.deliveries[-1].error == "http_error"


def test_an_event_without_a_listener_is_a_404_and_is_retried_with_headers(slack, http):
    """Slack counts it as failed: number and reason come in headers."""
    seen = []

    @http.middleware
    def note(req, next):
        seen.append((req.headers.get("x-slack-retry-num"), req.headers.get("x-slack-retry-reason")))
        return next()

    slack.retry_delays = (0.0, 0.0, 0.0)
    with pytest.raises(NotAcknowledged):
        slack.person("U_DEV").opens_home()
    slack.wait_idle()
    assert seen == [(None, None), *[([str(n)], ["http_error"]) for n in (1, 2, 3)]]


def test_an_app_that_is_gone_is_a_failed_connection(slack):
    """Nothing listens there."""
    slack.http_target = "http://127.0.0.1:9/slack/events"
    with pytest.raises(NotAcknowledged):
        slack.person("U_DEV").says("hello")
    assert slack.deliveries[0].error == "connection_failed"
    slack.http_target = None
