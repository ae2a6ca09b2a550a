"""The page's JSON: what a person sees and does in the browser."""

from __future__ import annotations

import base64
import json
import threading
import urllib.error
import urllib.request

import pytest

from bot.preview.standin import StandIn, Workspace
from tests.standin.shapes import button, home, modal, options, plain


@pytest.fixture
def page(slack):
    """Call the page's JSON API: page("state") or page("say", text=...)."""

    def call(path, user="U_DEV", **body):
        url = f"{slack.url}/page/api/{path}"
        data = json.dumps({"user": user, **body}).encode() if path in VERBS else None
        if data is None:
            url += f"?user={user}"
        request = urllib.request.Request(url, data=data, headers=JSON if data else {})
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return {"status": refusal.code, **json.load(refusal)}

    return call


JSON = {"Content-Type": "application/json"}
WORDS = "say edit delete home messages command shortcut action input submit close upload"
VERBS = {*WORDS.split(), "clock", "fault"}


@pytest.fixture
def working(slack, app, connect):
    """A connected app with a button, a modal and a Home tab."""

    @app.event("message")
    @app.event("app_home_opened")
    def on_event(event, client):
        if event["type"] == "app_home_opened":
            pick = {"type": "static_select", "action_id": "pick", "options": options("a", "b")}
            client.views_publish(
                user_id=event["user"],
                view=home(button(), {"type": "actions", "block_id": "s", "elements": [pick]}),
            )

    @app.action("go")
    def on_go(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.action("pick")
    def on_pick(ack):
        ack()

    @app.view("form")
    def on_form(ack, view):
        typed = view["state"]["values"]["note"]["text"]["value"]
        ack(response_action="errors", errors={"note": "No"}) if typed == "bad" else ack()

    connect(app)
    return app


def test_the_state_shows_the_whole_workspace(slack, page):
    """People, channels, the bot, empty screens."""
    state = page("state")
    assert [p["id"] for p in state["people"]] == ["U_DEV", "U_NIGHT", "U_PLANT"]
    assert [c["name"] for c in state["channels"]] == ["general", "line-3", "deploys"]
    assert state["dm"] == state["modals"] == state["ephemerals"] == state["toasts"] == []
    assert state["home"] is None
    assert page("state", user="U_NOBODY")["status"] == 404


def test_commands_and_shortcuts_come_from_the_manifest():
    """So that the page completes what is registered."""
    manifest = {
        "features": {
            "slash_commands": [{"command": "/iop-info", "description": "About programs"}],
            "shortcuts": [{"callback_id": "c", "name": "Check in", "type": "global"}],
        }
    }
    with (
        StandIn(Workspace(manifest)) as slack,
        urllib.request.urlopen(f"{slack.url}/page/api/state?user=U_DEV") as answer,
    ):
        state = json.load(answer)
    assert state["commands"] == [
        {"command": "/iop-info", "description": "About programs", "usage_hint": ""}
    ]
    assert state["shortcuts"] == [{"callback_id": "c", "name": "Check in", "description": ""}]


def test_talking_editing_and_deleting(slack, page, working):
    """The DM follows what the person does."""
    ts = page("say", text="hello <there>")["ts"]
    page("edit", ts=ts, text="hello")
    assert [m["text"] for m in page("state")["dm"]] == ["hello"]
    page("delete", ts=ts)
    assert page("state")["dm"] == []
    assert page("state", user="U_NIGHT")["dm"] == []
    assert page("delete", ts=ts)["status"] == 400


def test_a_shared_channel_is_seen_by_everybody_and_heard_by_no_app(slack, page, working):
    """The app is in none of the channels."""
    page("say", channel="C_GENERAL", text="morning")
    seen = page("state", user="U_NIGHT")["channel_messages"]["C_GENERAL"]
    assert [m["text"] for m in seen] == ["morning"]
    assert slack.deliveries == []
    assert page("say", channel="D_NIGHT", text="x")["status"] == 400


def test_the_socket_can_be_dropped_from_the_page(slack, page, working):
    """A switch that acts at once."""
    assert page("state")["connected"] is True
    assert page("fault", name="drop_socket") == {}
    assert page("state")["connected"] is False


def test_a_page_that_knows_nobody_yet_sees_the_first_person(slack, page):
    """The state says whose it is."""
    assert page("state", user="")["user"] == "U_DEV"


def test_a_form_is_opened_filled_and_handed_in(slack, page, working):
    """Button on Home, typed words remembered, errors shown, then closed."""
    page("home")
    slack.wait_idle()
    view = page("state")["home"]
    block = view["blocks"][0]
    page(
        "action",
        container={"type": "view", "id": view["id"]},
        block_id=block["block_id"],
        action_id="go",
        payload={"value": "1"},
        state={},
    )
    slack.wait_idle()
    form = page("state")["modals"][-1]
    assert page("submit", view_id=form["id"], state={}) == {
        "errors": {"note": "Please complete this required field."}
    }
    entry = {"note": {"text": {"type": "plain_text_input", "value": "bad"}}}
    page("input", view_id=form["id"], state=entry)
    kept = page("state")["modals"][-1]
    assert kept["state_values"]["note"]["text"]["value"] == "bad"
    assert page("submit", view_id=form["id"], state=entry) == {"errors": {"note": "No"}}
    assert page("state")["modals"][-1]["errors"] == {"note": "No"}
    entry["note"]["text"]["value"] = "good"
    assert page("submit", view_id=form["id"], state=entry) == {}
    assert page("state")["modals"] == []


def test_a_choice_on_home_reaches_the_app(slack, page, working):
    """A select outside an input block acts at once."""
    page("home")
    slack.wait_idle()
    view = page("state")["home"]
    chosen = {"selected_option": options("b")[0]}
    where = {"container": {"type": "view", "id": view["id"]}, "block_id": "s"}
    page("action", **where, action_id="pick", payload=chosen, state={})
    action = slack.deliveries[-1].payload["actions"][0]
    assert action["selected_option"]["value"] == "b"
    assert page("action", **where, action_id="none", payload={}, state={})["status"] == 400


def test_an_error_is_shown_as_a_toast(slack, page):
    """Nobody is connected: the person reads why nothing happened."""
    assert page("shortcut", callback_id="c") == {"error": "dispatch_failed"}
    assert "dispatch_failed" in page("state")["toasts"][-1]["text"]


def test_closing_and_uploading(slack, page, working, client):
    """A modal is put away; a file gets an id."""
    client.views_open(trigger_id=slack.workspace.new_trigger("U_DEV"), view=modal())
    page("close", view_id=page("state")["modals"][0]["id"])
    assert page("state")["modals"] == []
    content = base64.b64encode(b"x").decode()
    file_id = page("upload", name="a.txt", content_base64=content)["file_id"]
    assert slack.workspace.contents[file_id] == b"x"


def test_the_clock_and_the_switches_can_be_turned_from_the_page(slack, page):
    """Seconds on, a moment, a fault by name."""
    before = slack.clock.now()
    page("clock", seconds=3600)
    assert (slack.clock.now() - before).total_seconds() >= 3600
    page("clock", set="2026-11-23T17:00:00+01:00")
    assert slack.clock.now().isoformat().startswith("2026-11-23T16:00")
    page("fault", name="down", value=True)
    assert slack.faults.down is True
    assert page("fault", name="nonsense", value=1)["status"] == 400
    assert page("clock", set="no date")["status"] == 400


def test_the_traffic_and_the_database_can_be_looked_at(slack, page, working):
    """What a security reviewer judges the promises by."""
    page("say", text="hello")
    slack.wait_idle()
    traffic = page("traffic")
    assert traffic["deliveries"][-1]["kind"] == "message"
    assert traffic["deliveries"][-1]["acked_ms"] is not None
    assert page("database") == {"tables": []}
    tables = [{"name": "entries", "rows": [{"sealed": "01ab"}]}]
    with (
        StandIn(database_view=lambda: tables) as other,
        urllib.request.urlopen(f"{other.url}/page/api/database") as answer,
    ):
        assert json.load(answer) == {"tables": tables}


def test_a_page_is_told_when_its_persons_screen_changed(slack, client):
    """Server-Sent Events; somebody else's screen does not disturb."""
    told = threading.Event()
    with urllib.request.urlopen(f"{slack.url}/page/api/changes?user=U_DEV") as stream:
        assert stream.readline() == b"event: ready\n"

        def listen():
            while stream.readline() != b"event: changed\n":
                pass
            told.set()

        listener = threading.Thread(target=listen)
        listener.start()
        client.chat_postMessage(channel="U_DEV", text=plain("x")["text"])
        assert told.wait(5)
        listener.join()


def test_only_files_of_the_page_are_served(slack):
    """No way out of its folder."""
    for path in ("/page/../standin/server.py", "/page/%2e%2e/standin/server.py", "/page/none"):
        with pytest.raises(urllib.error.HTTPError) as problem:
            urllib.request.urlopen(slack.url + path)
        with problem.value:
            assert problem.value.code == 404


def test_another_web_site_can_neither_read_nor_press(slack):
    """Foreign host names and form posts are refused."""
    state = f"{slack.url}/page/api/state?user=U_DEV"
    foreign = urllib.request.Request(state, headers={"Host": "evil.example"})
    form = urllib.request.Request(f"{slack.url}/page/api/say", b'{"user":"U_DEV","text":"x"}')
    for request, code in ((foreign, 400), (form, 415)):
        with pytest.raises(urllib.error.HTTPError) as problem:
            urllib.request.urlopen(request)
        with problem.value:
            assert problem.value.code == code
    assert slack.person("U_DEV").dm == []
