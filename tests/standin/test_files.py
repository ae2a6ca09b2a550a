"""Files: the external upload in three steps, and files a person hands in."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from slack_sdk.errors import SlackApiError

from tests.standin.shapes import modal, plain


def fetch(url, token):
    """GET an address with a bearer token."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def test_a_file_is_uploaded_and_shared_with_one_person(slack, client):
    """slack_sdk's files_upload_v2 does all three steps."""
    answer = client.files_upload_v2(
        channel="D_DEV", filename="export.json", content="canary", initial_comment="Your export"
    )
    message = slack.person("U_DEV").last_message
    assert message.text == "Your export"
    assert message.files[0]["name"] == "export.json"
    assert fetch(message.files[0]["url_private_download"], slack.bot_token) == b"canary"
    assert client.files_info(file=answer["file"]["id"])["file"]["size"] == 6


def test_what_is_uploaded_is_written_down_with_the_calls(slack, client):
    """A search for what a person typed has to find it in files as well."""
    client.files_upload_v2(channel="D_DEV", filename="a.txt", content="canary")
    assert "canary" in str([c.args for c in slack.calls])


def test_a_file_can_be_deleted(slack, client):
    """It is gone from the message, and files.info does not know it any more."""
    file_id = client.files_upload_v2(channel="D_DEV", filename="a.txt", content="x")["file"]["id"]
    client.files_delete(file=file_id)
    assert slack.person("U_DEV").last_message.files == []
    with pytest.raises(SlackApiError) as problem:
        client.files_info(file=file_id)
    assert problem.value.response["error"] == "file_not_found"


def test_a_file_without_content_cannot_be_completed(slack, client):
    """The second step may not be left out."""
    file_id = client.files_getUploadURLExternal(filename="a.txt", length=3)["file_id"]
    with pytest.raises(SlackApiError) as problem:
        client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="D_DEV")
    assert problem.value.response["error"] == "file_not_found"


def test_a_download_needs_the_token(slack, client):
    """Without it Slack sends a browser to its front page instead of the file."""
    client.files_upload_v2(channel="D_DEV", filename="a.txt", content="canary")
    address = slack.person("U_DEV").last_message.files[0]["url_private_download"]
    try:
        assert b"canary" not in fetch(address, "xoxb-other")
    except urllib.error.HTTPError as away:
        away.close()


def test_a_person_hands_a_file_in_through_a_modal(slack, app, connect, client):
    """file_input: the state carries the file, its content is fetched with the token."""
    got = []

    @app.view("form")
    def on_form(ack, view, client):
        ack()
        file = view["state"]["values"]["f"]["file"]["files"][0]
        got.append(fetch(file["url_private_download"], client.token))

    connect(app)
    element = {"type": "file_input", "action_id": "file", "filetypes": ["json"]}
    block = {"type": "input", "block_id": "f", "label": plain("File"), "element": element}
    client.views_open(trigger_id=slack.workspace.new_trigger("U_DEV"), view=modal(block))
    mara = slack.person("U_DEV")
    assert mara.submits() == {"f": "Please complete this required field."}
    mara.fills(file=[mara.uploads("backup.json", b"{}")])
    assert mara.submits() is None
    assert got == [b"{}"]


def test_a_file_sent_in_the_dm_is_a_file_share(slack, app, connect):
    """The message event has subtype file_share and the file."""
    seen = []

    @app.event({"type": "message", "subtype": "file_share"})
    def on_file(event):
        seen.append(event["files"][0]["name"])

    connect(app)
    mara = slack.person("U_DEV")
    mara.says("look", files=[mara.uploads("a.png", b"x")])
    slack.wait_idle()
    assert seen == ["a.png"]
