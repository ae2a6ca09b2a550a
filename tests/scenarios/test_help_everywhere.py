"""Get help now is on every surface: the ``house`` fixture looks at all that a scenario showed."""

from __future__ import annotations

from tests.conftest import House, without_help


def test_a_surface_without_a_way_to_help_is_noticed(house: House) -> None:
    """The look itself has to be able to fail."""
    house.person().says("help")
    house.settle()
    assert without_help(house.slack) == []
    house.app.client.chat_postMessage(channel="U_DEV", text="no way to help here")
    assert without_help(house.slack) == ["chat.postMessage "]
    house.slack.reset()
