"""Deliveries: acknowledgements, retries by the clock, doubles, order, lost connections."""

from __future__ import annotations

import time

import pytest

from bot.preview.standin import NotAcknowledged, StandIn


@pytest.fixture
def heard(app, connect):
    """What a connected app hears as messages: (event_id, text, retry number)."""
    seen = []

    @app.middleware
    def note(body, req, next):
        event = body.get("event", {})
        if event.get("type") == "message" and "bot_id" not in event:
            number = (req.headers.get("x-slack-retry-num") or ["0"])[0]
            seen.append((body["event_id"], event.get("text"), number))
        return next()

    @app.event("message")
    def on_message():
        pass

    connect(app)
    return seen


def until(condition, timeout=5.0):
    """Wait for something that happens in another thread."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def test_an_unacknowledged_event_is_tried_again_at_once_after_a_minute_and_after_five(slack, heard):
    """Three retries with their numbers and reasons, by the movable clock, the same event_id."""
    slack.ack_timeout = 0.1
    slack.faults.lose_acks = True
    with pytest.raises(NotAcknowledged):
        slack.person("U_DEV").says("hello")
    until(lambda: len(heard) == 2)
    slack.wait_idle()
    assert [number for _, _, number in heard] == ["0", "1"]
    slack.moves_clock(seconds=61)
    until(lambda: len(heard) == 3)
    slack.wait_idle()
    slack.moves_clock(seconds=240)
    slack.wait_idle()
    assert len(heard) == 3
    slack.moves_clock(seconds=61)
    until(lambda: len(heard) == 4)
    slack.wait_idle()
    assert [number for _, _, number in heard] == ["0", "1", "2", "3"]
    assert len({event_id for event_id, _, _ in heard}) == 1
    assert slack.deliveries[0].reasons == ["", *["http_timeout"] * 3]
    slack.moves_clock(hours=2)
    slack.wait_idle()
    assert len(heard) == 4


def test_a_retry_that_is_acknowledged_is_the_last(slack, heard):
    """One lost acknowledgement makes one retry."""
    slack.ack_timeout = 0.6
    slack.faults.lose_acks = 1
    with pytest.raises(NotAcknowledged):
        slack.person("U_DEV").says("hello")
    until(lambda: slack.deliveries[0].acked)
    assert slack.deliveries[0].tries == 2
    assert [number for _, _, number in heard] == ["0", "1"]


def test_retry_delays_can_be_shortened(slack, heard):
    """A test need not move the clock."""
    slack.ack_timeout = 0.05
    slack.retry_delays = (0.0, 0.0, 0.0)
    slack.faults.lose_acks = True
    with pytest.raises(NotAcknowledged):
        slack.person("U_DEV").says("hello")
    until(lambda: len(heard) == 4)


@pytest.mark.parametrize("how", [True, "at_once"])
def test_an_event_can_come_twice(slack, heard, how):
    """The second copy has the same event_id and is marked as a retry."""
    slack.faults.deliver_twice = how
    slack.person("U_DEV").says("hello")
    slack.wait_idle()
    assert sorted(number for _, _, number in heard) == ["0", "1"]
    assert len({event_id for event_id, _, _ in heard}) == 1


def test_events_can_come_out_of_order(slack, heard):
    """The first waits until the second has been delivered."""
    slack.faults.out_of_order = True
    mara = slack.person("U_DEV")
    mara.says("first")
    mara.says("second")
    until(lambda: len(heard) == 2)
    assert [text for _, text, _ in heard] == ["second", "first"]


def test_interactions_are_never_retried(slack, app, connect):
    """The person sees an error and may press again."""
    pressed = []

    @app.shortcut("go")
    def on_go(ack):
        pressed.append(1)
        ack()

    connect(app)
    slack.ack_timeout = 0.1
    slack.faults.lose_acks = True
    with pytest.raises(NotAcknowledged):
        slack.person("U_DEV").shortcut("go")
    slack.moves_clock(hours=1)
    slack.wait_idle()
    assert len(pressed) == 1
    assert slack.person("U_DEV").error == "operation_timeout"


def test_without_an_app_the_person_sees_dispatch_failed(slack):
    """Nobody is connected."""
    with pytest.raises(NotAcknowledged) as problem:
        slack.person("U_DEV").shortcut("go")
    assert problem.value.code == "dispatch_failed"


def test_a_dropped_connection_comes_back_and_misses_nothing(slack, app, connect):
    """slack_sdk reconnects; what is sent meanwhile waits for it within the try."""
    seen = []

    @app.event("message")
    def on_message(event):
        seen.append(event["text"])

    handler = connect(app)
    first = handler.client.session_id()
    slack.faults.drop_socket()
    assert slack.connections == 0
    slack.person("U_DEV").says("hello again")
    slack.wait_idle()
    assert seen == ["hello again"]
    assert handler.client.session_id() != first


def test_a_refresh_request_moves_the_app_to_a_new_connection(slack, app, connect):
    """Slack announces the end of a connection; the app opens another one."""

    @app.event("message")
    def on_message():
        pass

    connect(app)
    before = len(slack.calls_to("apps.connections.open"))
    slack.faults.refresh_socket()
    until(lambda: slack.connections == 1)
    slack.person("U_DEV").says("hello")
    assert len(slack.calls_to("apps.connections.open")) == before + 1


def test_a_socket_ticket_is_good_once(slack, client):
    """A made-up or used ticket opens nothing."""
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect as dial

    url = client.apps_connections_open(app_token=slack.app_token)["url"]
    with dial(url) as socket:
        assert '"hello"' in socket.recv()
    with pytest.raises(InvalidStatus), dial(url):
        pass


def test_a_deferred_acknowledgement_in_time_counts(slack, app, connect):
    """The measured time is written down."""

    @app.shortcut("slow")
    def on_slow(ack):
        time.sleep(0.05)
        ack()

    connect(app)
    slack.person("U_DEV").shortcut("slow")
    assert slack.deliveries[-1].acked_ms >= 50


def test_only_subscribed_events_are_delivered():
    """The manifest says which."""
    from bot.preview.standin import Workspace

    manifest = {"settings": {"event_subscriptions": {"bot_events": ["message.im"]}}}
    with StandIn(Workspace(manifest)) as slack:
        slack.person("U_DEV").opens_home()
        assert slack.deliveries[-1].error == "not_subscribed"


def test_the_apps_own_messages_come_back_as_events(slack, heard, client):
    """With bot_id, so that Bolt ignores them; edits and deletions too."""
    ts = client.chat_postMessage(channel="D_DEV", text="x")["ts"]
    client.chat_update(channel="D_DEV", ts=ts, text="y")
    client.chat_delete(channel="D_DEV", ts=ts)
    slack.wait_idle()
    events = [d.payload["event"] for d in slack.deliveries]
    assert [e.get("subtype") for e in events] == [None, "message_changed", "message_deleted"]
    assert events[0]["bot_id"]
    assert events[1]["message"]["text"] == "y"
    assert all(d.acked for d in slack.deliveries)


def test_a_person_edits_deletes_and_answers_in_a_thread(slack, app, connect):
    """Each arrives as its own kind of message event."""
    seen = []

    @app.event("message")
    @app.event({"type": "message", "subtype": "message_changed"})
    @app.event({"type": "message", "subtype": "message_deleted"})
    def on_message(event):
        seen.append(event)

    connect(app)
    mara = slack.person("U_DEV")
    ts = mara.says("one")
    mara.edits(ts, "two")
    mara.says_in_thread(ts, "three")
    mara.deletes(ts)
    slack.wait_idle()
    subtypes = [d.payload["event"].get("subtype") for d in slack.deliveries]
    assert subtypes == [None, "message_changed", None, "message_deleted"]
    changed, thread, deleted = [d.payload["event"] for d in slack.deliveries[1:]]
    assert changed["message"]["text"] == "two"
    assert changed["previous_message"]["text"] == "one"
    assert thread["thread_ts"] == ts
    assert deleted["deleted_ts"] == ts
    assert seen


def test_uninstalling_kills_the_tokens_and_tells_the_app(slack, app, connect, client):
    """app_uninstalled and tokens_revoked arrive after the tokens are dead."""
    from slack_sdk.errors import SlackApiError

    seen = []

    @app.event("app_uninstalled")
    def gone(event):
        seen.append(event["type"])

    @app.event("tokens_revoked")
    def revoked(event):
        seen.append(event["tokens"])

    connect(app)
    slack.revokes_tokens(["U_DEV"])
    slack.uninstalls_app()
    slack.wait_idle()
    assert seen == [
        {"oauth": ["U_DEV"], "bot": []},
        "app_uninstalled",
        {"oauth": [], "bot": [client_user(slack)]},
    ]
    with pytest.raises(SlackApiError) as problem:
        client.auth_test()
    assert problem.value.response["error"] == "account_inactive"


def client_user(slack):
    """The app's own user id."""
    return slack.deliveries[0].payload["authorizations"][0]["user_id"]


def test_a_change_of_zone_is_an_event(slack, app, connect):
    """user_change carries the new zone."""
    seen = []

    @app.event("user_change")
    def on_change(event):
        seen.append(event["user"]["tz"])

    connect(app)
    slack.person("U_NIGHT").changes_zone("Europe/Berlin")
    slack.wait_idle()
    assert seen == ["Europe/Berlin"]


def test_a_hundred_clicks_at_once_are_all_acknowledged(slack, app, connect):
    """The stand-in is no bottleneck when a whole shift presses at the same moment."""
    from concurrent.futures import ThreadPoolExecutor

    @app.shortcut("go")
    def on_go(ack):
        ack()

    connect(app)
    people = [slack.person("U_DEV") for _ in range(100)]
    with ThreadPoolExecutor(50) as pool:
        list(pool.map(lambda person: person.shortcut("go"), people))
    assert sum(d.acked for d in slack.deliveries) == 100


def test_two_connections_share_the_deliveries(slack, app, connect):
    """Slack hands each envelope to any one of them, never to both."""
    seen = []

    @app.event("message")
    def on_message(event):
        seen.append(event["text"])

    connect(app)
    connect(app)
    until(lambda: slack.connections == 2)
    mara = slack.person("U_DEV")
    for number in range(6):
        mara.says(str(number))
    slack.wait_idle()
    assert sorted(seen) == [str(number) for number in range(6)]
