"""Text on the preview page: Slack's marks are drawn, and nothing anybody types becomes more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from bot.preview.standin import StandIn

pytestmark = pytest.mark.browser

# What breaks parsers: marks, brackets, entities, control characters, writing from right to left.
TRICKY = st.text(
    st.sampled_from("*_~`<>&;|@#!:/\\\n\r\t\x00\x1b\u202e\u200b a1h" + "ש😀é"), max_size=60
)
ANY = st.one_of(TRICKY, st.text(st.characters(exclude_categories=["Cs"]), max_size=60))

DRAW = """async ([kind, text]) => {
  const { mrkdwn, plain } = await import("/page/mrkdwn.js");
  const box = document.createElement("div");
  const env = { people: [], channels: [] };
  box.append(...(kind === "mrkdwn" ? mrkdwn(text, env) : plain(text, false)));
  return {
    text: box.textContent,
    tags: [...box.querySelectorAll("*")].map((node) => node.localName),
    loud: box.querySelectorAll(".ping, .mention").length,
    links: [...box.querySelectorAll("a")].map((node) => node.protocol),
    html: box.innerHTML,
  };
}"""
TAGS = {"b", "i", "s", "code", "pre", "blockquote", "br", "a", "span", "time"}


def escaped(text: str) -> str:
    """As Slack asks apps to escape."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.fixture(scope="module")
def tab(browser: Browser, server: StandIn) -> Iterator[Page]:
    """A page whose modules the tests call directly."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    yield page
    context.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=ANY)
def test_escaped_text_never_pings_and_never_links_anywhere_odd(tab: Page, text: str) -> None:
    """Whatever a person types, once escaped, is drawn with Slack's marks and nothing else."""
    drawn = tab.evaluate(DRAW, ["mrkdwn", escaped(text)])
    assert drawn["loud"] == 0
    assert set(drawn["tags"]) <= TAGS
    assert set(drawn["links"]) <= {"http:", "https:"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=ANY)
def test_any_markup_is_survived(tab: Page, text: str) -> None:
    """Raw text, escaped or not, is drawn without scripts, pictures or running links."""
    drawn = tab.evaluate(DRAW, ["mrkdwn", text])
    assert set(drawn["tags"]) <= TAGS
    assert set(drawn["links"]) <= {"http:", "https:", "mailto:", "tel:"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=ANY)
def test_plain_text_is_shown_exactly(tab: Page, text: str) -> None:
    """plain_text without emoji reads as it was typed."""
    assert tab.evaluate(DRAW, ["plain", escaped(text)])["text"] == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~no~ `c*d*`", "<b>bold</b> <i>it</i> <s>no</s> <code>c*d*</code>"),
        ("*a _b_ c*", "<b>a <i>b</i> c</b>"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("one\n&gt; two\n> three\nfour", "one<blockquote>two<br>three</blockquote>four"),
        ("a ```\nx < y\n``` b", "a <pre>x &lt; y</pre> b"),
        ("&amp;lt; &lt;b&gt;", "&amp;lt; &lt;b&gt;"),
        (
            "<https://a.example/?q=1&amp;r|here>",
            '<a href="https://a.example/?q=1&amp;r" target="_blank" '
            'rel="noopener noreferrer">here</a>',
        ),
        (
            "<javascript:alert(1)|x>",
            '<span class="dead-link" title="javascript:alert(1)">x</span>',
        ),
        (":wave: :unknown_thing: 10:30:15", "👋 :unknown_thing: 10:30:15"),
        ("<!nonsense> <@> <", "&lt;!nonsense&gt; &lt;@&gt; &lt;"),
    ],
)
def test_marks_are_drawn_as_slack_draws_them(tab: Page, text: str, html: str) -> None:
    """A few sentences of mrkdwn and what becomes of them."""
    assert tab.evaluate(DRAW, ["mrkdwn", text])["html"] == html


def test_a_forgotten_escape_is_loud(tab: Page) -> None:
    """A broadcast that reaches the page shows as a ping."""
    assert tab.evaluate(DRAW, ["mrkdwn", "hi <!channel> <@U_NIGHT>"])["loud"] == 2


def test_long_text_is_drawn_in_one_go(tab: Page) -> None:
    """3,000 characters of opening marks stay text: the parser does not blow up."""
    for mark in ("*", "_a ", "`", "<", "*_~", "&", "```"):
        drawn = tab.evaluate(DRAW, ["mrkdwn", (mark * 3000)[:3000]])
        assert set(drawn["tags"]) <= TAGS
