"""files.*: the external upload in three steps, and what can be asked about a file.

docs.slack.dev/messaging/working-with-files
"""

from __future__ import annotations

from ..records import Json
from ..screens import BOT_USER, TEAM
from .base import Api, ApiError, Method, channel_for, need
from .chat import post


def new_file(api: Api, name: str, user: str) -> Json:
    """A file that has an id and an address, but no content yet."""
    file_id = api.workspace.new_id("F")
    now = int(api.world.clock.now().timestamp())
    address = f"{api.world.url}/files/{TEAM}-{file_id}/{{}}"
    file: Json = {
        "id": file_id,
        "created": now,
        "timestamp": now,
        "name": name,
        "title": name,
        "filetype": name.rpartition(".")[2],
        "user": user,
        "size": 0,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": address.format("view"),
        "url_private_download": address.format("download"),
        "channels": [],
        "ims": [],
    }
    api.workspace.files[file_id] = file
    return file


def get_upload_url(api: Api, args: Json) -> Json:
    """files.getUploadURLExternal"""
    name, length = need(args, "filename"), need(args, "length")
    if not str(length).isdigit() or int(length) < 1:
        raise ApiError("invalid_arguments")
    file = new_file(api, str(name), BOT_USER)
    return {"upload_url": f"{api.world.url}/upload/{file['id']}", "file_id": file["id"]}


def complete_upload(api: Api, args: Json) -> Json:
    """files.completeUploadExternal: shares the files when a channel is given."""
    done = []
    for item in need(args, "files"):
        file = api.workspace.files.get(item.get("id"))
        if file is None or item["id"] not in api.workspace.contents:
            raise ApiError("file_not_found")
        file["title"] = item.get("title") or file["name"]
        done.append(file)
    if args.get("channel_id"):
        channel = channel_for(api, args["channel_id"])
        if not channel.has_bot:
            raise ApiError("not_in_channel")
        for file in done:
            file["ims" if channel.person else "channels"].append(channel.id)
        content = {"text": args.get("initial_comment", ""), "files": done}
        post(api, channel, content | {"thread_ts": args.get("thread_ts")})
    return {"files": done}


def info(api: Api, args: Json) -> Json:
    """files.info"""
    file = api.workspace.files.get(str(need(args, "file")))
    if file is None:
        raise ApiError("file_not_found")
    return {"file": file, "content_html": None, "comments": []}


def delete(api: Api, args: Json) -> Json:
    """files.delete: the app may delete only what it uploaded itself."""
    file = api.workspace.files.get(str(need(args, "file")))
    if file is None:
        raise ApiError("file_not_found")
    if file["user"] != BOT_USER:
        raise ApiError("cant_delete_file")
    del api.workspace.files[file["id"]]
    api.workspace.contents.pop(file["id"], None)
    for conversation in api.workspace.messages.values():
        for message in conversation.values():
            message.files = [f for f in message.files if f["id"] != file["id"]]
    return {}


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, "files:write"),
    "files.completeUploadExternal": Method(complete_upload, "files:write"),
    "files.info": Method(info, "files:read"),
    "files.delete": Method(delete, "files:write"),
}
