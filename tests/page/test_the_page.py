"""A person's way through the preview page, in Chromium, against the real stand-in and Bolt."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.preview.standin import StandIn

pytestmark = pytest.mark.browser


def say(page: Page, words: str) -> None:
    """Type into the composer and press Enter."""
    box = page.get_by_label("Message Even Keel")
    box.fill(words)
    box.press("Enter")


def open_form(page: Page) -> None:
    """The shortcut's modal."""
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Check in").click()
    expect(page.get_by_role("dialog", name="Check in")).to_be_visible()


def test_a_message_moves_on_under_the_finger_and_keeps_the_focus(page: Page) -> None:
    """Redrawing one message leaves the keyboard where it was."""
    say(page, "hello")
    button = page.get_by_role("button", name="2", exact=True)
    button.focus()
    button.press("Enter")
    expect(page.get_by_text("Energy, 1 to 3")).to_be_visible()
    expect(page.get_by_role("button", name="2", exact=True)).to_be_focused()
    expect(page.locator("#said")).to_contain_text("Energy")


def test_what_somebody_typed_is_never_markup(page: Page, slack: StandIn) -> None:
    """Escaped text shows exactly; a missing escape shows as a loud ping."""
    say(page, "shout <img src=x onerror=alert(1)> &amp; <!channel>")
    # The app echoes what it got, which Slack had escaped.
    echoed = page.locator(".message", has_text="app").last
    expect(echoed.locator(".words")).to_have_text("<img src=x onerror=alert(1)> &amp; <!channel>")
    expect(page.locator(".messages img:not(.avatar)")).to_have_count(0)
    expect(page.locator(".ping")).to_have_count(0)
    slack.person("U_DEV").says("shout <!channel>", raw=True)
    expect(page.locator(".ping").first).to_have_text("@channel")


def test_a_form_is_filled_in_and_handed_over(page: Page, slack: StandIn) -> None:
    """Every kind of input reaches the app as Slack would send it."""
    open_form(page)
    page.get_by_label("middle").first.check()
    page.get_by_role("textbox", name="Goal").fill("walk at noon")
    page.get_by_label("low").last.check()
    page.get_by_label("high").last.check()
    page.get_by_label("When").fill("2026-12-01")
    page.get_by_role("textbox", name="At").fill("17:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Shortcuts")).to_be_focused()
    page.get_by_role("tab", name="Home").click()
    slack.wait_idle()
    home = slack.calls_to("views.publish")[0].args["view"]["blocks"][1]["text"]["text"]
    assert home == "saved middle ['low', 'high'] 2026-12-01 17:30"


def test_errors_stand_beside_their_field_and_nothing_typed_is_lost(page: Page) -> None:
    """Slack's own checks first, then the app's; focus goes to the first wrong field."""
    open_form(page)
    goal = page.get_by_role("textbox", name="Goal")
    page.get_by_role("textbox", name=re.compile("^Note")).fill("x" * 41)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field-error:visible")).to_have_count(2)
    expect(page.get_by_role("textbox", name=re.compile("^Note"))).to_be_focused()
    expect(page.locator(".counter")).to_have_text("1 too many")
    note = page.get_by_role("textbox", name=re.compile("^Note"))
    note.fill("short")
    goal.fill("all of it")
    note.press("Control+Enter")
    expect(page.locator(".field-error:visible")).to_have_text("Make it smaller.")
    expect(goal).to_be_focused()
    expect(goal).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("textbox", name=re.compile("^Note"))).to_have_value("short")


def test_typed_words_survive_a_refresh_a_stacked_view_and_a_reload(page: Page) -> None:
    """What somebody wrote in an open form is never taken away."""
    open_form(page)
    page.get_by_role("textbox", name="Goal").fill("half a thought")
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_text("Fresh", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Goal")).to_have_value("half a thought")
    page.get_by_role("button", name="On top").click()
    expect(page.get_by_role("dialog", name="On top")).to_be_visible()
    page.reload()
    expect(page.get_by_role("dialog", name="On top")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="On top")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Goal")).to_have_value("half a thought")


def test_the_keyboard_stays_in_a_modal_and_escape_leaves_it(page: Page) -> None:
    """Tab goes round inside; Escape closes; focus goes back to where it came from."""
    open_form(page)
    inside = "document.querySelector('.dialog').contains(document.activeElement)"
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Shortcuts")).to_be_focused()


def test_the_cross_clears_the_stack(page: Page) -> None:
    """As in Slack, the cross closes every view and Not now only the top one."""
    open_form(page)
    page.get_by_role("button", name="On top").click()
    page.get_by_role("dialog", name="On top").get_by_role("button", name="Close all").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_command_is_completed_and_answered_for_one_person(page: Page, slack: StandIn) -> None:
    """Completion by arrow keys; the reply says that nobody else sees it."""
    page.get_by_role("button", name="line-3").click()
    box = page.get_by_label("Message #line-3")
    box.press_sequentially("/iop")
    expect(page.get_by_role("option")).to_have_count(2)
    box.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    box.press("Tab")
    expect(box).to_have_value("/iop-info ")
    box.press_sequentially("cost")
    box.press("Enter")
    reply = page.locator(".message.ephemeral")
    expect(reply).to_contain_text("Only visible to you")
    expect(reply).to_contain_text("You asked for 4 letters")
    reply.hover()
    reply.get_by_role("button", name="Dismiss this reply").click()
    expect(reply).to_have_count(0)


def test_an_unknown_command_is_not_sent_and_not_lost(page: Page, slack: StandIn) -> None:
    """The words stay in the box, and a notice says why."""
    say(page, "/nothing here")
    expect(page.locator("#toasts")).to_contain_text("/nothing is not a command here")
    expect(page.get_by_label("Message Even Keel")).to_have_value("/nothing here")
    assert not [one for one in slack.deliveries if one.kind == "slash_command"]


def test_home_asks_before_it_deletes_and_its_menus_work(page: Page) -> None:
    """Confirmation dialogs and overflow menus on Home, by keyboard."""
    page.get_by_role("tab", name="Home").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Keep").click()
    expect(page.get_by_text("nothing yet")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("deleted")).to_be_visible()
    page.get_by_role("button", name="More choices").press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("chose look")).to_be_visible()


def test_somebody_elses_conversation_is_not_shown(page: Page) -> None:
    """Looking in as another person shows theirs alone."""
    say(page, "hello")
    expect(page.get_by_text("Sleep, 1 to 3")).to_be_visible()
    page.get_by_role("button", name="Joe Okafor").click()
    expect(page.get_by_text("Sleep, 1 to 3")).to_have_count(0)
    expect(page.locator(".clock-face")).to_contain_text("Chicago")


@pytest.mark.parametrize(
    ("person", "zone"), [("Mara", "Europe/Stockholm"), ("Joe", "America/Chicago")]
)
def test_the_clock_goes_to_five_in_the_persons_own_zone(
    page: Page, slack: StandIn, person: str, zone: str
) -> None:
    """17:00 is where the person is; the next clock change is found in their zone."""
    page.get_by_role("button", name=person).click()
    expect(page.locator(".person[aria-pressed='true']")).to_contain_text(person)
    before = slack.clock.now()
    page.locator(".clock-quick [data-clock='evening']").click()
    expect(page.locator(".clock-face")).to_contain_text("17:00")
    now = slack.clock.now()
    assert now.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "17:00"
    assert timedelta(0) < now - before <= timedelta(days=1)
    page.locator(".clock-face").click()
    page.locator("[data-clock='next-change']").click()
    expect(page.locator(".clock-face")).not_to_contain_text("17:00")
    at = slack.clock.now()
    offsets = [(at + timedelta(minutes=m)).astimezone(ZoneInfo(zone)).utcoffset() for m in (0, 6)]
    assert offsets[0] != offsets[1]


def test_a_zone_without_clock_changes_offers_none(page: Page) -> None:
    """India keeps one offset all year."""
    page.get_by_role("button", name="Priya Raman").click()
    page.locator(".clock-face").click()
    expect(page.locator("[data-clock='next-change']")).to_be_disabled()


def test_a_local_time_that_the_clocks_skip_goes_forward(page: Page) -> None:
    """A skipped 02:30 in Stockholm means 03:30; one that comes twice means the first."""
    asked = """async (local) => {
      const { instantOf } = await import("/page/time.js");
      return instantOf(local, "Europe/Stockholm");
    }"""
    skipped = page.evaluate(asked, "2027-03-28T02:30") / 1000
    assert datetime.fromtimestamp(skipped, UTC).isoformat() == "2027-03-28T01:30:00+00:00"
    twice = page.evaluate(asked, "2026-10-25T02:30") / 1000
    assert datetime.fromtimestamp(twice, UTC).isoformat() == "2026-10-25T00:30:00+00:00"


def test_a_reviewer_sees_the_wire_and_the_disk(page: Page) -> None:
    """Off by default; a phrase of one's own is looked for everywhere."""
    expect(page.locator("#panel")).to_be_hidden()
    say(page, "shout marmalade")
    expect(page.locator(".messages")).to_contain_text("marmalade")
    page.get_by_role("button", name="What Slack and the disk see").click()
    page.get_by_label("Where does this turn up?").fill("marmalade")
    expect(page.locator(".panel-found")).to_contain_text(re.compile("Messages by the app: [1-9]"))
    expect(page.locator(".panel-found")).to_contain_text("Rows on the disk: 0")
    expect(page.locator(".panel-found")).to_contain_text("Its modals and Home: 0")
    page.locator(".traffic.hit summary", has_text="chat.postMessage").click()
    expect(page.locator(".traffic pre").filter(has_text="marmalade").first).to_be_visible()
    page.get_by_role("tab", name="On the disk").click()
    expect(page.locator("#panel")).to_contain_text("01f3a9")


def test_an_answer_of_the_app_counts_as_said_by_the_app(page: Page) -> None:
    """Words in an acknowledgement are found under modals, words of a person under Slack's."""
    open_form(page)
    page.get_by_role("textbox", name="Goal").fill("all of it")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Make it smaller.")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="What Slack and the disk see").click()
    look, found = page.get_by_label("Where does this turn up?"), page.locator(".panel-found")
    look.fill("Make it smaller")
    expect(found).to_contain_text("Its modals and Home: 1.")
    expect(found).to_contain_text("Sent by Slack to the app: 0.")
    look.fill("all of it")
    expect(found).to_contain_text("Its modals and Home: 0.")
    expect(found).to_contain_text("Sent by Slack to the app: 1.")


def test_what_the_app_does_not_answer_is_said_and_the_words_stay(
    page: Page, slack: StandIn
) -> None:
    """A lost acknowledgement shows as an error; the form stays as it was."""
    open_form(page)
    page.get_by_role("textbox", name="Goal").fill("walk")
    slack.faults.lose_acks = True
    slack.ack_timeout = 0.5
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("What you wrote is still here")
    expect(page.get_by_role("textbox", name="Goal")).to_have_value("walk")


def test_a_thread_and_a_file_reach_the_app(page: Page, slack: StandIn) -> None:
    """Both can be tried, because the app must take both calmly."""
    say(page, "hello")
    answer = page.locator(".message", has_text="Sleep, 1 to 3")
    answer.hover()
    answer.get_by_role("button", name="Reply in a thread").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach a file").click()
    chooser.value.set_files({"name": "b.json", "mimeType": "text/plain", "buffer": b"{}"})
    expect(page.locator(".chip")).to_have_count(2)
    say(page, "about this")
    expect(page.get_by_text("in a thread")).to_be_visible()
    expect(page.locator(".chip")).to_have_count(0)
    slack.wait_idle()
    sent = slack.person("U_DEV").dm
    mine = [message for message in sent if message.text == "about this"]
    assert [(one.thread_ts is not None, len(one.files)) for one in mine] == [(True, 1)]


def test_an_own_message_is_edited_and_deleted(page: Page, slack: StandIn) -> None:
    """Arrow up edits the last message; the bin takes it away."""
    say(page, "helo")
    expect(page.get_by_text("Sleep, 1 to 3")).to_be_visible()
    page.get_by_label("Message Even Keel").press("ArrowUp")
    box = page.get_by_role("textbox", name="Edit message")
    expect(box).to_have_value("helo")
    box.fill("hello")
    box.press("Enter")
    own = page.locator(".message", has_text="hello")
    expect(own).to_contain_text("(edited)")
    own.hover()
    own.get_by_role("button", name="Delete message").click()
    expect(own).to_have_count(0)
    slack.wait_idle()
    kinds = [
        one.payload["event"].get("subtype") for one in slack.deliveries if "event" in one.payload
    ]
    assert kinds.count("message_changed") >= 1
    assert kinds.count("message_deleted") == 1


def test_a_notice_is_shown_once(page: Page, slack: StandIn) -> None:
    """What went wrong before a reload is not said again after it."""
    slack.faults.lose_acks = True
    slack.ack_timeout = 0.5
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Check in").click()
    expect(page.locator(".toast")).to_contain_text("operation_timeout")
    page.reload()
    page.get_by_label("Message Even Keel").wait_for()
    expect(page.locator(".toast")).to_have_count(0)


def test_light_and_dark_follow_the_system_until_somebody_chooses(page: Page) -> None:
    """The toggle wins over the system and is remembered."""
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert light != dark
    page.get_by_role("button", name="Switch between light and dark").click()
    assert page.evaluate(ground) == light
    page.reload()
    page.get_by_label("Message Even Keel").wait_for()
    assert page.evaluate(ground) == light


CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgb = (name) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(--${name})`;
    canvas.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (name) => {
    const [r, g, b] = rgb(name).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const pairs = {};
  for (const ink of ["ink", "soft", "link", "danger"])
    for (const ground of ["ground", "raised", "sunk", "rail"])
      pairs[`${ink} on ${ground}`] = ratio(ink, ground);
  pairs["soft on rail-here"] = ratio("soft", "rail-here");
  pairs["accent-ink on accent"] = ratio("accent-ink", "accent");
  pairs["accent on accent-wash"] = ratio("accent", "accent-wash");
  pairs["warn on warn-wash"] = ratio("warn", "warn-wash");
  pairs["soft on warn-wash"] = ratio("soft", "warn-wash");
  pairs["danger on danger-wash"] = ratio("danger", "danger-wash");
  return pairs;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Every text colour has a contrast of at least 4.5 (WCAG 2.2, 1.4.3) in both schemes."""
    page.emulate_media(color_scheme=scheme)
    ratios: dict[str, float] = page.evaluate(CONTRAST)
    assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}


def test_the_page_fits_a_phone(page: Page) -> None:
    """At 360 px nothing scrolls sideways, and places are one tap away."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="Places and people").click()
    page.get_by_role("button", name="general").click()
    expect(page.get_by_label("Message #general")).to_be_visible()
    page.get_by_role("button", name="Places and people").click()
    page.get_by_role("button", name="Even Keel").click()
    page.get_by_role("button", name="What Slack and the disk see").click()
    expect(page.get_by_label("Where does this turn up?")).to_be_visible()
    page.get_by_role("button", name="Close this panel").click()
    open_form(page)
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["width"] <= 360


def test_an_app_that_is_not_there_is_said_until_it_is(browser: Browser) -> None:
    """Nobody types into a void without being told; the notice goes when the app has come."""
    with StandIn() as lonely:
        context = browser.new_context()
        page = context.new_page()
        page.goto(lonely.url)
        expect(page.locator("#link-lost")).to_contain_text("is not connected")
        client = WebClient(lonely.bot_token, base_url=lonely.api_url)
        app = App(client=client, signing_secret=lonely.signing_secret)
        handler = SocketModeHandler(app, lonely.app_token)
        handler.connect()
        expect(page.locator("#link-lost")).to_be_hidden()
        lonely.disconnects(handler)
        context.close()


def test_nothing_is_loaded_from_anywhere_else(page: Page, slack: StandIn) -> None:
    """Every request goes to the stand-in, and strings cannot become markup."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_label("Message Even Keel").wait_for()
    assert asked
    assert all(url.startswith((slack.url, "data:")) for url in asked)
    # On a page of its own, because the browser complains on the console, which fails a test here.
    another = page.context.new_page()
    another.goto(slack.url)
    refused = another.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; return false } catch { return true } }"
    )
    assert refused is True
