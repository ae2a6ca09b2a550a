"""The HTTP protocol of the stand-in, with a way to refuse connections."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from .world import World


class QuietHTTP(H11Protocol):
    """uvicorn's h11 protocol; with faults.down = "refused" what is the app's gets cut off."""

    world: World

    @classmethod
    def over(cls, world: World) -> type[QuietHTTP]:
        """This protocol, bound to a world (uvicorn makes the instances itself)."""
        return type("BoundHTTP", (cls,), {"world": world})

    def data_received(self, data: bytes) -> None:
        """Cut the connection, or go on as usual."""
        path = data.split(b" ", 2)[1:2]
        mine = path and path[0].startswith((b"/api/", b"/socket", b"/response/", b"/upload/"))
        if self.world.faults.down == "refused" and mine:
            transport: Any = self.transport
            transport.abort()
            return
        super().data_received(data)
