"""A Slack stand-in: one invented workspace that speaks Slack's Web API, Socket Mode and HTTP.

    with StandIn() as slack:
        app = App(client=WebClient(slack.bot_token, base_url=slack.api_url), ...)
        slack.person("U_DEV").says("check in")

server, dials        the running thing           app, page_api     what a browser reaches
clock, faults        what tests turn             blockkit          what Slack would refuse
workspace, screens   who and what is there       elements          what holds a value
web_api              what the app may call       payloads          what goes over the wire
delivery             sockets, retries            signed_http       the way without a socket
people, hands        what people do              reach, choosing   how they get at it
world                what all of them share      records           what is written down
"""

from __future__ import annotations

from .clock import Clock
from .faults import Faults
from .people import PersonDriver
from .records import Call, ClientRefuses, Delivery, NotAcknowledged
from .screens import Message
from .server import StandIn
from .workspace import Colleague, Workspace

__all__ = [
    "Call",
    "ClientRefuses",
    "Clock",
    "Colleague",
    "Delivery",
    "Faults",
    "Message",
    "NotAcknowledged",
    "PersonDriver",
    "StandIn",
    "Workspace",
]
