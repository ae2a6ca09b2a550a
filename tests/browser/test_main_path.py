"""The main path in a real browser, against the real app: what the preview is for.

Screenshots are left in ``test-output/`` for whoever wants to look.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import House

OUTPUT = Path("test-output")
LOOKS = {
    "light": {"viewport": {"width": 1200, "height": 860}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1200, "height": 860}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
}


@pytest.fixture(params=LOOKS)
def page(request: pytest.FixtureRequest, browser: Browser, house: House) -> Iterator[Page]:
    """The preview page on the real app, light, dark and on a phone."""
    context = browser.new_context(locale="en-GB", **LOOKS[request.param])
    context.set_default_timeout(15_000)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(house.slack.url)
    tab.get_by_label("Message Even Keel").wait_for()
    tab.look = request.param
    yield tab
    context.close()
    assert complaints == []


def shot(page: Page, name: str) -> None:
    """Leaves a screenshot."""
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / f"{name}-{page.look}.png")


def test_from_hello_to_ones_own_numbers(page: Page, house: House) -> None:
    """Type, read, agree, fill in, save, and see it on the Home."""
    page.get_by_label("Message Even Keel").fill("I'd like to check in")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Check in", exact=True).last.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Before the first entry")).to_be_visible()
    shot(page, "1-consent")
    dialog.get_by_role("button", name="Yes, keep my entries").click()
    note = dialog.get_by_label("What did you notice since last time?")
    note.fill("A canaryomega week, but it went")
    shot(page, "2-form")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_text("Your words are kept", exact=False)).to_be_visible()
    shot(page, "3-reflection")
    dialog.get_by_role("button", name="Done").click()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_role("heading", name="Your page")).to_be_visible()
    expect(page.get_by_text("You checked in today", exact=False)).to_be_visible()
    shot(page, "4-home")
    house.settle()
    for call in house.message_calls():
        assert "canaryomega" not in str(call.args)


def test_help_is_one_tap_away(page: Page, house: House) -> None:
    """From the Home, with the numbers of a chosen country."""
    page.get_by_role("tab", name="Home").click()
    page.get_by_role("button", name="Get help now").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("immediate danger", exact=False)).to_be_visible()
    shot(page, "5-help")
