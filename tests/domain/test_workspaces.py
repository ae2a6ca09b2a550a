"""The workspace's settings: what admins set over a file, and which addresses are taken."""

from __future__ import annotations

import pytest

from bot.domain.workspaces import ContactDetails, WorkspaceSettings, checked, over

FILE = WorkspaceSettings(
    (ContactDetails("eap", "From the file", "112"), ContactDetails("clinic", "Clinic", "113")),
    "DE-BY",
    ("merge",),
)


def test_what_admins_set_stands_over_the_file() -> None:
    """Place by place; a feature that either switched off is off."""
    assert over(FILE, WorkspaceSettings()) == FILE
    own = WorkspaceSettings((ContactDetails("eap", "Ours", "114"),), "SE", ("iop",))
    both = over(FILE, own)
    assert [one.name for one in both.contacts] == ["Ours", "Clinic"]
    assert both.holiday_region == "SE"
    assert both.features_off == ("iop", "merge")


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://eap.example.com/start?a=b", True),
        ("https://eap.example.com:8443/", True),
        ("https://somebody@eap.example.com/", False),
        ("https://somebody:secret@eap.example.com/", False),
        ("https://@eap.example.com/", False),
        ("http://eap.example.com/", False),
        ("https://eap.example.com:0/", False),
        ("https://localhost/", False),
        ("https://eap.example.com/|x", False),
    ],
)
def test_an_address_is_plain_https_without_a_name_or_password_in_it(url: str, fits: bool) -> None:
    """What stands before an @ looks like the place one goes to, and a password would be shown."""
    found = checked(ContactDetails("eap", "Name", url=url))
    assert found == ({} if fits else {"url": "url_wrong"})
