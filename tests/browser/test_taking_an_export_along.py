"""An export reaches the person's own machine from the preview, and nobody else's."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.conftest import House
from tests.scenarios.test_check_in import agree


def test_the_file_in_the_chat_can_be_opened_by_its_owner_alone(
    browser: Browser, house: House, tmp_path: Path
) -> None:
    """What was taken along is the whole of it, and a colleague's address gives nothing."""
    agree(house)
    mara = house.person()
    mara.fills({"note": "words to take along", "rate_mood": "4"})
    mara.submits()
    mara.closes()
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 900})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{house.slack.url}/#U_DEV/messages")
    page.get_by_label("Message Even Keel").fill("export")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take").last.click()
    dialog = page.get_by_role("dialog").last
    dialog.get_by_label("A document for programs (JSON)").check()
    dialog.get_by_label("I know that Slack keeps a copy of the file").check()
    dialog.get_by_role("button", name="Send me the file").click()
    link = page.locator("a[download$='.json']").last
    link.wait_for()
    with page.expect_download() as waiting:
        link.evaluate("node => node.click()")
    saved = tmp_path / "export.json"
    waiting.value.save_as(saved)
    assert "words to take along" in saved.read_text()
    json.loads(saved.read_text())
    own = f"{house.slack.url}{link.get_attribute('href')}"
    with pytest.raises(HTTPError, match="404"):
        urlopen(own.replace("U_DEV", "U_PLANT"))
    context.close()
