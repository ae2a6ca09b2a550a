"""Block Kit on the preview page: every kind of block is drawn, and inputs speak Slack's state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.preview.standin import StandIn

pytestmark = pytest.mark.browser

DRAW = """async ([blocks, kept]) => {
  const { drawBlocks } = await import("/page/blocks.js");
  const { Fields } = await import("/page/fields.js");
  const fields = new Fields(kept);
  const acts = [];
  const act = (block, element, payload) => acts.push(payload);
  const box = document.body.appendChild(document.createElement("div"));
  box.append(...drawBlocks(blocks, { surface: "modal", fields, act, zone: "Europe/Stockholm" }));
  const said = {
    state: fields.state(),
    problems: fields.problems(),
    unknown: [...box.querySelectorAll(".unknown")].map((node) => node.textContent),
    text: box.innerText,
    shapes: box.querySelectorAll("svg polyline, svg rect, svg circle, svg polygon").length,
    outside: [...box.querySelectorAll("img")].map((node) => node.src),
  };
  box.remove();
  return said;
}"""

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain(word), "value": word} for word in ("a", "b", "c")]


def field(kind: str, **more: Any) -> Json:
    """An input block of that kind, named after it."""
    element = {"type": kind, "action_id": "v", **more}
    return {"type": "input", "block_id": kind, "label": plain(kind), "element": element}


@pytest.fixture(scope="module")
def tab(browser: Browser, server: StandIn) -> Iterator[Page]:
    """A page whose modules the tests call directly."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    yield page
    context.close()


FIELDS = [
    (field("plain_text_input", initial_value="x"), {"value": "x"}),
    (field("email_text_input", initial_value="a@b.example"), {"value": "a@b.example"}),
    (field("url_text_input", initial_value="https://a.example"), {"value": "https://a.example"}),
    (field("number_input", initial_value="7", is_decimal_allowed=False), {"value": "7"}),
    (field("static_select", options=OPTIONS, initial_option=OPTIONS[1]), {"selected_option": 1}),
    (field("radio_buttons", options=OPTIONS, initial_option=OPTIONS[2]), {"selected_option": 2}),
    (
        field("multi_static_select", options=OPTIONS, initial_options=OPTIONS[:2]),
        {"selected_options": [0, 1]},
    ),
    (
        field("checkboxes", options=OPTIONS, initial_options=OPTIONS[1:]),
        {"selected_options": [1, 2]},
    ),
    (field("datepicker", initial_date="2026-12-24"), {"selected_date": "2026-12-24"}),
    (field("timepicker", initial_time="17:00"), {"selected_time": "17:00"}),
    (
        field("datetimepicker", initial_date_time=1795440000),
        {"selected_date_time": 1795440000},
    ),
]


def as_slack(value: Any) -> Any:
    """Numbers of options as the options themselves."""
    if isinstance(value, list):
        return [OPTIONS[one] for one in value]
    return OPTIONS[value] if isinstance(value, int) and value < len(OPTIONS) else value


@pytest.mark.parametrize(("block", "value"), FIELDS, ids=[b["block_id"] for b, _ in FIELDS])
def test_an_input_starts_with_its_initial_value(tab: Page, block: Json, value: Json) -> None:
    """The state of an untouched input is what the app set."""
    drawn = tab.evaluate(DRAW, [[block], {}])
    expected = {key: as_slack(one) for key, one in value.items()}
    kind = block["block_id"]
    assert drawn["state"][kind]["v"] == {"type": kind, **expected}
    assert drawn["problems"] == {}


@pytest.mark.parametrize("block", [b for b, _ in FIELDS], ids=[b["block_id"] for b, _ in FIELDS])
def test_what_was_emptied_stays_empty(tab: Page, block: Json) -> None:
    """A kept, emptied value wins over the initial one, and a required field then asks for it."""
    kind = block["block_id"]
    full = tab.evaluate(DRAW, [[block], {}])["state"][kind]["v"]
    emptied = {k: ([] if isinstance(v, list) else None) for k, v in full.items()} | {"type": kind}
    drawn = tab.evaluate(DRAW, [[block], {kind: {"v": emptied}}])
    assert drawn["state"][kind]["v"] == emptied
    assert list(drawn["problems"]) == [kind]


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (field("number_input", initial_value="1.5", is_decimal_allowed=False), "whole number"),
        (field("number_input", initial_value="101", max_value="100"), "largest is 100"),
        (field("number_input", initial_value="-1", min_value="0"), "smallest is 0"),
        (field("email_text_input", initial_value="nobody"), "email address"),
        (field("url_text_input", initial_value="somewhere"), "web address"),
        (field("plain_text_input", initial_value="ab", min_length=3), "at least 3"),
        (field("plain_text_input", initial_value="abcd", max_length=3), "at most 3"),
    ],
)
def test_slacks_own_checks_come_first(tab: Page, block: Json, problem: str) -> None:
    """What Slack's client would stop is stopped here, beside its field."""
    drawn = tab.evaluate(DRAW, [[block], {}])
    assert problem in drawn["problems"][block["block_id"]]


def test_a_whole_character_counts_as_one(tab: Page) -> None:
    """An emoji is one character, not two."""
    block = field("plain_text_input", initial_value="😀😀😀", max_length=3)
    assert tab.evaluate(DRAW, [[block], {}])["problems"] == {}


POINTS = [{"label": "Mon", "value": 3}, {"label": "Tue", "value": 4}]
SERIES = {
    "series": [{"name": "Mood", "data": POINTS}],
    "axis_config": {"categories": ["Mon", "Tue"]},
}


@pytest.mark.parametrize("kind", ["line", "bar", "area", "pie"])
def test_a_chart_is_drawn_and_can_be_read_out(tab: Page, kind: str) -> None:
    """Shapes for the eye, the same numbers in a table for the ear."""
    chart = {"type": "pie", "segments": POINTS} if kind == "pie" else {"type": kind, **SERIES}
    block = {"type": "data_visualization", "title": "Mood", "chart": chart}
    drawn = tab.evaluate(DRAW, [[block], {}])
    assert drawn["shapes"] >= 2
    assert drawn["text"].count("Mon") >= 1
    assert "4" in drawn["text"]


def test_every_block_is_drawn_and_an_unknown_one_is_named(tab: Page) -> None:
    """Nothing is left out silently, and no picture is fetched from elsewhere."""
    text = {"type": "text", "text": "literal <b> &amp;", "style": {"bold": True}}
    rich = [
        {"type": "rich_text_section", "elements": [text]},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [{"type": "rich_text_section", "elements": [text]}],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "▁▂▃"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
    ]
    blocks = [
        {"type": "header", "text": plain("Heading")},
        {"type": "divider"},
        {"type": "section", "text": plain("words"), "fields": [plain("one"), plain("two")]},
        {"type": "context", "elements": [plain("small print")]},
        {"type": "image", "image_url": "https://a.example/x.png", "alt_text": "a far picture"},
        {"type": "alert", "level": "warning", "text": plain("careful")},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]},
        {"type": "markdown", "text": "**strong**"},
        {"type": "rich_text", "elements": rich},
        {"type": "video", "alt_text": "nothing"},
    ]
    drawn = tab.evaluate(DRAW, [blocks, {}])
    for words in ("Heading", "words", "two", "small print", "careful", "cell", "strong", "quoted"):
        assert words in drawn["text"]
    assert "literal <b> &amp;" in drawn["text"]
    assert "▁▂▃" in drawn["text"]
    assert drawn["unknown"] == ['This preview does not draw "video".']
    assert drawn["outside"] == []
