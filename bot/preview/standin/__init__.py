"""A Slack stand-in: one invented workspace that speaks Slack's Web API, Socket Mode and HTTP.

    with StandIn() as slack:
        app = App(client=WebClient(slack.bot_token, base_url=slack.api_url), ...)
        slack.person("U_DEV").says("check in")

clock, faults        what tests turn            blockkit    what Slack would refuse
workspace, elements  what is on the screens     payloads    what goes over the wire
delivery             sockets, HTTP, retries     web_api     what the app may call
hands, people        what people do             page_api    the page's own JSON
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
