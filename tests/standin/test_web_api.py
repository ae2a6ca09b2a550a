"""The Web API through slack_sdk's own client: answers, error codes, limits, switches."""

from __future__ import annotations

import json
import time
import urllib.request

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.preview.standin import StandIn, Workspace
from tests.standin.shapes import button, modal, plain


def refused(call, *args, **kwargs):
    """The error code of a call that has to fail, and the whole answer."""
    with pytest.raises(SlackApiError) as problem:
        call(*args, **kwargs)
    return problem.value.response["error"], problem.value.response


def test_auth_test_says_who_the_app_is(slack, client):
    """Bolt needs bot_id and user_id from it to ignore the app's own events."""
    answer = client.auth_test()
    assert answer["team_id"] == "T_NORTHWIND"
    assert answer["bot_id"]
    assert answer["user_id"]
    assert "chat:write" in answer.headers["x-oauth-scopes"]


@pytest.mark.parametrize(("token", "code"), [("xoxb-other", "invalid_auth"), (None, "not_authed")])
def test_a_wrong_or_missing_token_is_refused(slack, token, code):
    """Only the app's own token opens anything."""
    assert refused(WebClient(token, base_url=slack.api_url).auth_test)[0] == code


def test_each_token_opens_only_its_own_doors(slack, client):
    """The app-level token is for connections, the bot token for everything else."""
    app_level = WebClient(slack.app_token, base_url=slack.api_url)
    assert refused(app_level.auth_test)[0] == "not_allowed_token_type"
    assert refused(client.apps_connections_open, app_token=slack.bot_token)[0] == (
        "not_allowed_token_type"
    )


def test_an_unknown_method_is_named(slack, client):
    """A typing error in a method name shows."""
    assert refused(client.api_call, "chat.shout")[0] == "unknown_method"


def test_a_missing_scope_is_refused_when_the_manifest_is_known():
    """With the app's manifest, calls need the scopes it asks for."""
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    with StandIn(Workspace(manifest)) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        client.chat_postMessage(channel="D_DEV", text="hi")
        code, answer = refused(client.users_info, user="U_DEV")
    assert (code, answer["needed"]) == ("missing_scope", "users:read")


def test_a_message_goes_to_a_channel_id_or_a_person(slack, client):
    """A person's id stands for their DM."""
    first = client.chat_postMessage(channel="D_DEV", text="one")
    second = client.chat_postMessage(channel="U_DEV", text="two")
    assert first["channel"] == second["channel"] == "D_DEV"
    assert float(second["ts"]) > float(first["ts"])
    assert [m.text for m in slack.person("U_DEV").dm] == ["one", "two"]
    assert slack.person("U_NIGHT").dm == []


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"channel": "C_NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C_GENERAL", "text": "x"}, "not_in_channel"),
        ({"channel": "D_DEV"}, "no_text"),
        ({"channel": "D_DEV", "text": 3}, "invalid_arguments"),
        ({"text": "x"}, "invalid_arguments"),
        ({"channel": "D_DEV", "text": "x", "blocks": "[{broken"}, "invalid_blocks_format"),
    ],
)
def test_a_message_that_cannot_be_posted_is_refused(slack, client, args, code):
    """Slack's own codes for the usual mistakes."""
    assert refused(client.api_call, "chat.postMessage", json=args)[0] == code


def test_bad_blocks_are_refused_with_a_pointer(slack, client):
    """response_metadata.messages says what and where."""
    code, answer = refused(
        client.chat_postMessage, channel="D_DEV", text="x", blocks=[button(text="x" * 76)]
    )
    assert code == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"
    ]
    assert slack.person("U_DEV").dm == []


def test_a_long_message_is_truncated_with_a_warning(slack, client):
    """Past 40,000 characters the rest is gone."""
    answer = client.chat_postMessage(channel="D_DEV", text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(slack.person("U_DEV").last_message.text) == 40_000


def test_an_update_keeps_the_blocks_it_does_not_mention(slack, client):
    """Only `blocks` itself replaces blocks; an empty list removes them."""
    mara = slack.person("U_DEV")
    ts = client.chat_postMessage(channel="D_DEV", text="one", blocks=[button()])["ts"]
    client.chat_update(channel="D_DEV", ts=ts, text="two")
    assert mara.last_message.text == "two"
    assert mara.last_message.blocks
    assert mara.last_message.edited
    client.chat_update(channel="D_DEV", ts=ts, text="three", blocks=[])
    assert mara.last_message.blocks == []


def test_updates_and_deletions_know_their_message(slack, client):
    """Only the app's own messages, and only while they exist."""
    mara = slack.person("U_DEV")
    theirs = mara.says("mine", wait=False)
    ours = client.chat_postMessage(channel="D_DEV", text="one")["ts"]
    assert refused(client.chat_update, channel="D_DEV", ts=ours, text="x" * 4001)[0] == (
        "msg_too_long"
    )
    assert refused(client.chat_update, channel="D_DEV", ts=theirs, text="x")[0] == (
        "cant_update_message"
    )
    assert refused(client.chat_delete, channel="D_DEV", ts=theirs)[0] == "cant_delete_message"
    client.chat_delete(channel="D_DEV", ts=ours)
    assert [m.text for m in mara.dm] == ["mine"]
    assert refused(client.chat_delete, channel="D_DEV", ts=ours)[0] == "message_not_found"


def test_an_ephemeral_message_is_for_one_person(slack, client):
    """It is in nobody's conversation."""
    client.chat_postEphemeral(channel="D_DEV", user="U_DEV", text="psst")
    assert [m.text for m in slack.person("U_DEV").ephemerals] == ["psst"]
    assert slack.person("U_DEV").dm == []
    assert refused(client.chat_postEphemeral, channel="D_DEV", user="U_NIGHT", text="x")[0] == (
        "user_not_in_channel"
    )


def test_conversations_open_gives_the_dm(slack, client):
    """By person; somebody unknown is refused."""
    assert client.conversations_open(users="U_NIGHT")["channel"]["id"] == "D_NIGHT"
    assert client.conversations_open(users=["U_NIGHT"])["channel"]["id"] == "D_NIGHT"
    assert refused(client.conversations_open, users="U_NOBODY")[0] == "user_not_found"


def test_users_info_has_zone_locale_and_role(slack, client):
    """Time zones are IANA names with the offset of the stand-in's clock."""
    user = client.users_info(user="U_PLANT", include_locale=True)["user"]
    assert (user["tz"], user["tz_offset"]) == ("Asia/Kolkata", 19_800)
    assert user["locale"] == "en-US"
    assert user["is_admin"] is True
    assert "locale" not in client.users_info(user="U_PLANT")["user"]
    assert refused(client.users_info, user="U_NOBODY")[0] == "user_not_found"


def test_a_deactivated_person_has_no_zone_and_still_gets_messages(slack, client, app, connect):
    """Slack leaves the zone out, and accepts messages into the old DM."""

    @app.event("user_change")
    def ignore():
        pass

    connect(app)
    slack.person("U_NIGHT").is_deactivated()
    user = client.users_info(user="U_NIGHT")["user"]
    assert user["deleted"] is True
    assert "tz" not in user
    assert client.chat_postMessage(channel="D_NIGHT", text="x")["ok"]
    assert refused(client.conversations_open, users="U_NIGHT")[0] == "user_disabled"


def test_a_person_may_have_no_zone_at_all(slack, client, app, connect):
    """Some workspaces send none; the app needs a fallback."""

    @app.event("user_change")
    def ignore():
        pass

    connect(app)
    slack.person("U_DEV").changes_zone(None)
    assert "tz" not in client.users_info(user="U_DEV")["user"]


def test_a_429_names_the_seconds_to_wait_and_then_passes(slack, client):
    """Retry-After is a header; slack_sdk's handler honours it."""
    slack.faults.rate_limit = {"chat.postMessage": [1, 1]}
    with pytest.raises(SlackApiError) as problem:
        client.chat_postMessage(channel="D_DEV", text="x")
    assert problem.value.response.status_code == 429
    assert problem.value.response.headers["Retry-After"] == "1"
    assert client.auth_test()["ok"]

    slack.faults.rate_limit = {"chat.postMessage": [1, 1]}
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    assert client.chat_postMessage(channel="D_DEV", text="y")["ok"]
    assert [c.status for c in slack.calls_to("chat.postMessage")] == [429, 429, 200]


def test_a_workspace_has_a_pace(slack, client):
    """So many messages a minute by the clock, then 429 until the window moves on."""
    slack.faults.workspace_pace = 2
    for person in ("U_DEV", "U_NIGHT"):
        client.chat_postMessage(channel=person, text="x")
    code, answer = refused(client.chat_postMessage, channel="U_PLANT", text="x")
    assert code == "ratelimited"
    assert 58 <= int(answer.headers["Retry-After"]) <= 60
    slack.moves_clock(seconds=61)
    assert client.chat_postMessage(channel="U_PLANT", text="x")["ok"]


def test_a_500_and_a_503_reach_the_client(slack, client):
    """Both are counted and written down."""
    slack.faults.status_500 = 1
    with pytest.raises(SlackApiError) as problem:
        client.auth_test()
    assert problem.value.response.status_code == 500
    assert client.auth_test()["ok"]
    slack.faults.down = True
    with pytest.raises(SlackApiError) as problem:
        client.auth_test()
    assert problem.value.response.status_code == 503
    assert [c.status for c in slack.calls] == [500, 200, 503]


def test_a_refused_connection_is_no_answer_at_all(slack, client):
    """The page's own addresses go on working meanwhile."""
    slack.faults.down = "refused"
    client.retry_handlers.clear()
    with pytest.raises(OSError, match=r"closed|reset|refused"):
        client.auth_test()
    assert slack.calls == []


def test_a_slow_answer_comes_after_the_work(slack, client):
    """The message is there before the client hears of it: a retry would post twice."""
    slack.faults.slow_seconds = 0.2
    impatient = WebClient(slack.bot_token, base_url=slack.api_url, timeout=0.05)  # type: ignore[arg-type]  # urllib takes fractions
    impatient.retry_handlers.clear()
    with pytest.raises(OSError, match="timed out"):
        impatient.chat_postMessage(channel="D_DEV", text="x")
    mara = slack.person("U_DEV")
    end = time.monotonic() + 5
    while not mara.dm and time.monotonic() < end:
        time.sleep(0.005)
    assert [m.text for m in mara.dm] == ["x"]
    slack.wait_idle()


def test_any_error_code_can_be_asked_for(slack, client):
    """For the codes a workspace's settings bring about."""
    slack.faults.fail["chat.postMessage"] = "restricted_action"
    assert refused(client.chat_postMessage, channel="D_DEV", text="x")[0] == "restricted_action"
    del slack.faults.fail["chat.postMessage"]
    assert client.chat_postMessage(channel="D_DEV", text="x")["ok"]


def test_every_call_is_written_down_decoded_and_without_its_token(slack, client):
    """However the client encodes arguments, a search for what was typed finds it."""
    trigger = slack.workspace.new_trigger("U_DEV")
    client.views_open(trigger_id=trigger, view=modal(title=plain("canary-1")))
    client.api_call(
        "chat.postMessage",
        data={"channel": "D_DEV", "text": "canary-2", "blocks": '[{"type": "divider"}]'},
    )
    client.users_info(user="U_DEV")
    opened, posted, asked = slack.calls
    assert opened.args["view"]["title"]["text"] == "canary-1"
    assert posted.args["text"] == "canary-2"
    assert posted.args["blocks"] == [{"type": "divider"}]
    assert asked.args["user"] == "U_DEV"
    assert slack.bot_token not in str([c.wire() for c in slack.calls])


def test_timestamps_are_unique_and_grow_even_when_the_clock_goes_back(slack, client):
    """A ts identifies a message."""
    stamps = [client.chat_postMessage(channel="D_DEV", text="x")["ts"]]
    slack.moves_clock(hours=-3)
    stamps += [client.chat_postMessage(channel="D_DEV", text="x")["ts"] for _ in range(3)]
    assert sorted(set(stamps), key=float) == stamps


def test_blocks_validate_answers_like_the_other_methods(slack, client):
    """The optional online check of the real Slack has its counterpart."""
    assert client.api_call("blocks.validate", json={"view": modal()})["ok"]
    bad = {"blocks": [{"type": "nothing"}]}
    assert refused(client.api_call, "blocks.validate", json=bad)[0] == "invalid_blocks"
    assert refused(client.api_call, "blocks.validate", json={})[0] == "invalid_arguments"


def test_team_and_bot_are_known(slack, client):
    """team.info and bots.info."""
    assert client.team_info()["team"]["name"] == "Northwind Works"
    bot = client.auth_test()["bot_id"]
    assert client.bots_info(bot=bot)["bot"]["id"] == bot
    assert refused(client.bots_info, bot="B_OTHER")[0] == "bot_not_found"


def test_a_reset_brings_back_the_first_day(slack, client):
    """Messages, records, switches and the clock."""
    client.chat_postMessage(channel="D_DEV", text="x")
    slack.faults.status_500 = True
    slack.moves_clock(days=40)
    slack.reset()
    assert slack.person("U_DEV").dm == []
    assert slack.calls == []
    assert slack.faults.status_500 is False
    assert abs(slack.clock.now().timestamp() - time.time()) < 60


def test_a_body_that_is_no_json_is_refused(slack):
    """And the attempt is written down."""
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{slack.api_url}auth.test", b"{broken", headers)
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["error"] == "invalid_json"
    assert slack.calls[-1].error == "invalid_json"
