"""The stand-in's HTTP side: which address leads to which room.

/api/<method>  /socket  /response/<id>  /upload/<id>  /files/...  /page/api/...  /  /page/<file>
"""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from .page_api import PageApi
from .records import Call
from .web_api import WebApi, arguments
from .web_api.base import Api, ApiError
from .web_api.responses import respond

_PAGE = Path(__file__).resolve().parent.parent / "page"


def build(api: Api, web_api: WebApi, page_api: PageApi) -> Starlette:
    """The ASGI application over one world."""
    side = SideDoors(api)
    return Starlette(
        routes=[
            Route("/api/{method}", web_api.handle, methods=["GET", "POST"]),
            WebSocketRoute("/socket", api.courier.socket),
            Route("/response/{key}", side.response, methods=["POST"]),
            Route("/upload/{file}", side.upload, methods=["POST", "PUT"]),
            Route("/files/{name}/{kind}", side.download),
            *page_api.routes(),
            Route("/", _page),
            Route("/page/{name:path}", _page),
        ],
        # Whoever tries the preview may type real things into it: a web site that points its own
        # name at this machine (DNS rebinding) is not answered.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )


class SideDoors:
    """Addresses that Slack hands out: response_url, upload_url, url_private_download."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.world = api.world

    async def response(self, request: Request) -> Response:
        """POST to a response_url."""
        self.world.begin()
        try:
            call = Call("response_url", await arguments(request), self.world.clock.now())
            self.world.calls.append(call)
            if self.world.faults.down:
                call.status, call.error = 503, "service_unavailable"
                return PlainTextResponse("Service Unavailable", 503)
            try:
                respond(self.api, request.path_params["key"], call.args)
            except ApiError as refused:
                gone = refused.code in ("expired_url", "used_url")
                call.status, call.error = (404 if gone else 400), refused.code
                call.response = {"ok": False, "error": refused.code, **refused.extra}
                return JSONResponse(call.response, call.status)
            return PlainTextResponse("ok")
        finally:
            self.world.end()
            self.world.changed()

    async def upload(self, request: Request) -> Response:
        """POST the content of a file to its upload_url."""
        file = self.api.workspace.files.get(request.path_params["file"])
        if file is None:
            return PlainTextResponse("not found", 404)
        content = await request.body()
        self.api.workspace.contents[file["id"]] = content
        file["size"] = len(content)
        # Written down like a call, so that a search for what a person typed finds it here, too.
        text = content.decode("utf-8", "replace")
        args = {"file_id": file["id"], "filename": file["name"], "content": text}
        self.world.calls.append(Call("upload_url", args, self.world.clock.now()))
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        """GET a file's content; needs the bot token."""
        if request.headers.get("authorization") != f"Bearer {self.world.bot_token}":
            return PlainTextResponse("", 302, {"Location": f"{self.world.url}/"})
        file_id = request.path_params["name"].rpartition("-")[2]
        args = {"file_id": file_id}
        self.world.calls.append(Call("url_private_download", args, self.world.clock.now()))
        content = self.api.workspace.contents.get(file_id)
        if content is None:
            return PlainTextResponse("not found", 404)
        return Response(content, media_type="application/octet-stream")


async def _page(request: Request) -> Response:
    name = request.path_params.get("name", "index.html")
    file = (_PAGE / name).resolve()
    if not file.is_relative_to(_PAGE) or not file.is_file():
        return PlainTextResponse("not found", 404)
    return FileResponse(file, headers={"Cache-Control": "no-store"})
