"""Requests find their listener by id, and an unknown id is answered."""

from __future__ import annotations

import re

import pytest

from bot.routing import Routes
from tests.conftest import House


def test_an_exact_id_wins_over_a_pattern() -> None:
    """The more particular listener is the one that was meant."""
    routes = Routes()
    routes.add(re.compile("^open:"), lambda ack: "pattern")
    routes.add("open:this", lambda ack, body: "exact")
    found = routes.find("open:this")
    assert found is not None
    assert found[1] == ("ack", "body")
    assert routes.find("open:that") is not None
    assert routes.find("shut:that") is None


def test_two_listeners_for_one_id_are_refused() -> None:
    """The second would never run."""
    routes = Routes()
    routes.add("x", lambda ack: None)
    with pytest.raises(ValueError, match="x has a listener"):
        routes.add("x", lambda ack: None)


def test_a_button_that_nobody_knows_is_answered(house: House) -> None:
    """An old message may carry a button of a version that is gone."""
    mara = house.person()
    mara.says("help")
    house.settle()
    message = mara.last_message
    for block in message.blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == "open:check_in":
                element["action_id"] = "opened_long_ago"
    mara.clicks("opened_long_ago")
    house.settle()
    assert mara.error is None
    assert "no longer there" in mara.text_of(mara.last_message)
