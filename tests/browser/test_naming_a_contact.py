"""An admin names somebody who may be asked to reach out, by picking them from the workspace."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from bot.domain.people import Who
from handlers.workspace_contacts import workspace_of
from tests.conftest import House


def test_a_colleague_is_picked_as_the_one_to_ask(browser: Browser, house: House) -> None:
    """The list holds the people of the workspace, and the choice arrives as their id."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 900})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{house.slack.url}/#U_PLANT/home")
    page.get_by_role("button", name="Workspace settings").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Change").first.click()
    form = page.get_by_role("dialog").last
    form.get_by_label("Name", exact=False).first.fill("Assistance line")
    form.locator("select").first.select_option(label="Joe Okafor")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Assistance line").first).to_be_visible()
    house.settle()
    contacts = workspace_of(house.keel, Who("T_NORTHWIND", "U_PLANT").team).contacts
    assert [one.slack_user for one in contacts] == ["U_NIGHT"]
    context.close()
