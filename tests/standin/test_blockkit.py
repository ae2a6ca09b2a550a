"""Block Kit limits: each violation is refused, its nearest legal neighbour is accepted."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.preview.standin.blockkit import problems


def plain(length_or_text):
    """A plain_text object, by text or by length."""
    text = "x" * length_or_text if isinstance(length_or_text, int) else length_or_text
    return {"type": "plain_text", "text": text}


def mrkdwn(length):
    """A mrkdwn object of so many characters."""
    return {"type": "mrkdwn", "text": "x" * length}


def option(text=3, value=1, **more):
    """An option with a text and value of so many characters."""
    return {"text": plain(text), "value": "v" * value, **more}


def options(count):
    """So many different options."""
    return [{"text": plain(f"o{i}"), "value": f"v{i}"} for i in range(count)]


def button(text=2, **more):
    """A button with a text of so many characters."""
    return {"type": "button", "text": plain(text), **more}


def actions(*elements):
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def section(length=1, **more):
    """A section with a text of so many characters."""
    return {"type": "section", "text": mrkdwn(length), **more}


def field(element, label=3, **more):
    """An input block."""
    return {"type": "input", "label": plain(label), "element": element, **more}


def entry(**more):
    """A plain text input."""
    return {"type": "plain_text_input", **more}


def static_select(**more):
    """A select menu with two options."""
    return {"type": "static_select", "options": options(2), **more}


def confirm(title=1, text=1, yes=1, no=1):
    """A confirmation dialog with texts of so many characters."""
    return {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no)}


def chart(points=2, series=1, title=4, **more):
    """A line chart."""
    labels = [f"d{i}" for i in range(points)]
    data = [{"label": label, "value": 1} for label in labels]
    lines = series
    if isinstance(series, int):
        lines = [{"name": f"s{i}", "data": data} for i in range(series)]
    inner = {"type": "line", "series": lines, "axis_config": {"categories": labels}, **more}
    return {"type": "data_visualization", "title": "t" * title, "chart": inner}


def table(rows=1, cells=1):
    """A table of raw text."""
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


def data_table(rows=2, cells=1, length=1, **more):
    """A data table of raw text."""
    cell = {"type": "raw_text", "text": "x" * length}
    rows = [[cell] * cells] * rows if isinstance(rows, int) else rows
    return {"type": "data_table", "caption": "c", "rows": rows, **more}


RICH_CELL = {"type": "rich_text", "elements": []}


def pie(value):
    """A pie chart of one segment."""
    inner = {"type": "pie", "segments": [{"label": "a", "value": value}]}
    return {"type": "data_visualization", "title": "t", "chart": inner}


def container(**more):
    """A container with a divider in it."""
    inner = {"title": plain(1), "child_blocks": [{"type": "divider"}], **more}
    return {"type": "container", **inner}


def rich(*leaves):
    """A rich text block of one section."""
    part = {"type": "rich_text_section", "elements": list(leaves)}
    return {"type": "rich_text", "elements": [part]}


def card(**more):
    """A card."""
    return {"type": "card", "title": plain(3), **more}


def message(*blocks):
    """A message."""
    return "message", {"text": "t", "blocks": list(blocks)}


def modal(*blocks, **more):
    """A modal with a submit button."""
    view = {"type": "modal", "title": plain("T"), "submit": plain("S"), "blocks": list(blocks)}
    return "modal", {**view, **more}


def home(*blocks, **more):
    """A Home view."""
    return "home", {"type": "home", "blocks": list(blocks), **more}


def radio(count):
    """Radio buttons with so many options."""
    return {"type": "radio_buttons", "options": options(count)}


def boxes(count):
    """Checkboxes with so many options."""
    return {"type": "checkboxes", "options": options(count)}


DIVIDER = {"type": "divider"}
PICTURE = {"type": "image", "alt_text": "a", "image_url": "https://example.test/a.png"}

# what it is about -> (refused, the nearest content that is accepted)
LIMITS = {
    "blocks in a message": (message(*[DIVIDER] * 51), message(*[DIVIDER] * 50)),
    "blocks in a modal": (modal(*[DIVIDER] * 101), modal(*[DIVIDER] * 100)),
    "blocks in a home": (home(*[DIVIDER] * 101), home(*[DIVIDER] * 100)),
    "no blocks in a modal": (modal(), modal(DIVIDER)),
    "section text": (message(section(3001)), message(section(3000))),
    "empty section text": (message(section(0)), message(section(1))),
    "section without text or fields": (
        message({"type": "section"}),
        message({"type": "section", "fields": [mrkdwn(1)]}),
    ),
    "section fields": (
        message(section(fields=[mrkdwn(1)] * 11)),
        message(section(fields=[mrkdwn(1)] * 10)),
    ),
    "section field text": (
        message(section(fields=[mrkdwn(2001)])),
        message(section(fields=[mrkdwn(2000)])),
    ),
    "header text": (
        message({"type": "header", "text": plain(151)}),
        message({"type": "header", "text": plain(150)}),
    ),
    "mrkdwn in a header": (
        message({"type": "header", "text": mrkdwn(3)}),
        message({"type": "header", "text": plain(3)}),
    ),
    "header level": (
        message({"type": "header", "text": plain(3), "level": 5}),
        message({"type": "header", "text": plain(3), "level": 4}),
    ),
    "context elements": (
        message({"type": "context", "elements": [mrkdwn(1)] * 11}),
        message({"type": "context", "elements": [mrkdwn(1)] * 10}),
    ),
    "button in a context": (
        message({"type": "context", "elements": [button()]}),
        message({"type": "context", "elements": [PICTURE]}),
    ),
    "actions elements": (
        message(actions(*[button()] * 26)),
        message(actions(*[button()] * 25)),
    ),
    "empty actions": (message(actions()), message(actions(button()))),
    "context_actions elements": (
        message(
            {
                "type": "context_actions",
                "elements": [{"type": "icon_button", "icon": "trash", "text": plain(1)}] * 6,
            }
        ),
        message(
            {
                "type": "context_actions",
                "elements": [{"type": "icon_button", "icon": "trash", "text": plain(1)}] * 5,
            }
        ),
    ),
    "button text": (message(actions(button(76))), message(actions(button(75)))),
    "mrkdwn on a button": (
        message(actions({"type": "button", "text": mrkdwn(3)})),
        message(actions(button(3))),
    ),
    "button value": (
        message(actions(button(value="v" * 2001))),
        message(actions(button(value="v" * 2000))),
    ),
    "empty button value": (message(actions(button(value=""))), message(actions(button()))),
    "button url": (
        message(actions(button(url="https://e.test/" + "x" * 2986))),
        message(actions(button(url="https://e.test/" + "x" * 2985))),
    ),
    "button style": (
        message(actions(button(style="warning"))),
        message(actions(button(style="danger"))),
    ),
    "button accessibility_label": (
        message(actions(button(accessibility_label="a" * 76))),
        message(actions(button(accessibility_label="a" * 75))),
    ),
    "button agent_prompt": (
        message(actions(button(agent_prompt="a" * 4001))),
        message(actions(button(agent_prompt="a" * 4000))),
    ),
    "action_id length": (
        message(actions(button(action_id="a" * 256))),
        message(actions(button(action_id="a" * 255))),
    ),
    "block_id length": (
        message({**DIVIDER, "block_id": "b" * 256}),
        message({**DIVIDER, "block_id": "b" * 255}),
    ),
    "same action_id twice in a block": (
        message(actions(button(action_id="a"), button(action_id="a"))),
        message(actions(button(action_id="a")), actions(button(action_id="a"))),
    ),
    "same block_id twice": (
        modal({**DIVIDER, "block_id": "b"}, {**DIVIDER, "block_id": "b"}),
        modal({**DIVIDER, "block_id": "b"}, {**DIVIDER, "block_id": "c"}),
    ),
    "image url": (
        message({**PICTURE, "image_url": "https://e.test/" + "x" * 2986}),
        message({**PICTURE, "image_url": "https://e.test/" + "x" * 2985}),
    ),
    "image alt_text": (
        message({**PICTURE, "alt_text": "a" * 2001}),
        message({**PICTURE, "alt_text": "a" * 2000}),
    ),
    "image without alt_text": (
        message({"type": "image", "image_url": "https://e.test/a"}),
        message({"type": "image", "image_url": "https://e.test/a", "alt_text": "a"}),
    ),
    "image title": (
        message({**PICTURE, "title": plain(2001)}),
        message({**PICTURE, "title": plain(2000)}),
    ),
    "input label": (modal(field(entry(), 2001)), modal(field(entry(), 2000))),
    "input hint": (
        modal(field(entry(), hint=plain(2001))),
        modal(field(entry(), hint=plain(2000))),
    ),
    "input without submit": (
        ("modal", {"type": "modal", "title": plain("T"), "blocks": [field(entry())]}),
        ("modal", {"type": "modal", "title": plain("T"), "blocks": [section()]}),
    ),
    "button in an input": (modal(field(button())), modal(field(static_select()))),
    "text input outside an input block": (
        modal(actions(entry())),
        modal(actions(static_select())),
    ),
    "text input as accessory": (
        modal(section(accessory=entry())),
        modal(section(accessory=static_select())),
    ),
    "date and time as accessory": (
        modal(section(accessory={"type": "datetimepicker"})),
        modal(section(accessory={"type": "datepicker"})),
    ),
    "placeholder": (
        modal(field(entry(placeholder=plain(151)))),
        modal(field(entry(placeholder=plain(150)))),
    ),
    "min_length": (
        modal(field(entry(min_length=3001))),
        modal(field(entry(min_length=3000))),
    ),
    "max_length": (
        modal(field(entry(max_length=3001))),
        modal(field(entry(max_length=3000))),
    ),
    "max_length of nothing": (
        modal(field(entry(max_length=0))),
        modal(field(entry(max_length=1))),
    ),
    "min_length above max_length": (
        modal(field(entry(min_length=5, max_length=4))),
        modal(field(entry(min_length=4, max_length=4))),
    ),
    "initial_value above max_length": (
        modal(field(entry(initial_value="xx", max_length=1))),
        modal(field(entry(initial_value="x", max_length=1))),
    ),
    "option text": (
        modal(field(static_select(options=[option(76)]))),
        modal(field(static_select(options=[option(75)]))),
    ),
    "option value": (
        modal(field(static_select(options=[option(value=151)]))),
        modal(field(static_select(options=[option(value=150)]))),
    ),
    "option description": (
        modal(field(static_select(options=[option(description=plain(76))]))),
        modal(field(static_select(options=[option(description=plain(75))]))),
    ),
    "mrkdwn in a menu option": (
        modal(field(static_select(options=[{"text": mrkdwn(3), "value": "v"}]))),
        modal(field({"type": "radio_buttons", "options": [{"text": mrkdwn(3), "value": "v"}]})),
    ),
    "url on a menu option": (
        modal(actions(static_select(options=[option(url="https://e.test")]))),
        modal(actions({"type": "overflow", "options": [option(url="https://e.test")]})),
    ),
    "select options": (
        modal(field(static_select(options=options(101)))),
        modal(field(static_select(options=options(100)))),
    ),
    "select without options": (
        modal(field({"type": "static_select"})),
        modal(field(static_select())),
    ),
    "options and option groups": (
        modal(field(static_select(option_groups=[{"label": plain(1), "options": options(1)}]))),
        modal(
            field(
                {
                    "type": "static_select",
                    "option_groups": [{"label": plain(1), "options": options(1)}],
                }
            )
        ),
    ),
    "option groups": (
        modal(
            field(
                {
                    "type": "static_select",
                    "option_groups": [{"label": plain(1), "options": options(1)}] * 101,
                }
            )
        ),
        modal(
            field(
                {
                    "type": "static_select",
                    "option_groups": [{"label": plain(1), "options": options(1)}] * 100,
                }
            )
        ),
    ),
    "options in a group": (
        modal(
            field(
                {
                    "type": "static_select",
                    "option_groups": [{"label": plain(1), "options": options(101)}],
                }
            )
        ),
        modal(
            field(
                {
                    "type": "static_select",
                    "option_groups": [{"label": plain(75), "options": options(100)}],
                }
            )
        ),
    ),
    "overflow options": (
        message(actions({"type": "overflow", "options": options(6)})),
        message(actions({"type": "overflow", "options": options(5)})),
    ),
    "checkboxes options": (modal(field(boxes(11))), modal(field(boxes(10)))),
    "radio options": (modal(field(radio(11))), modal(field(radio(10)))),
    "initial option that is not offered": (
        modal(field(static_select(initial_option=option(value=7)))),
        modal(field(static_select(initial_option=options(2)[1]))),
    ),
    "initial option with another text": (
        modal(field(static_select(initial_option={**options(1)[0], "text": plain("else")}))),
        modal(field(static_select(initial_option=options(1)[0]))),
    ),
    "initial options that are not offered": (
        modal(field({**boxes(2), "initial_options": options(3)})),
        modal(field({**boxes(2), "initial_options": options(2)})),
    ),
    "empty initial options": (
        modal(field({**boxes(2), "initial_options": []})),
        modal(field(boxes(2))),
    ),
    "confirm title": (
        message(actions(button(confirm=confirm(title=101)))),
        message(actions(button(confirm=confirm(title=100)))),
    ),
    "confirm text": (
        message(actions(button(confirm=confirm(text=301)))),
        message(actions(button(confirm=confirm(text=300)))),
    ),
    "confirm yes": (
        message(actions(button(confirm=confirm(yes=31)))),
        message(actions(button(confirm=confirm(yes=30)))),
    ),
    "confirm no": (
        message(actions(button(confirm=confirm(no=31)))),
        message(actions(button(confirm=confirm(no=30)))),
    ),
    "date form": (
        modal(field({"type": "datepicker", "initial_date": "23.11.2026"})),
        modal(field({"type": "datepicker", "initial_date": "2026-11-23"})),
    ),
    "time form": (
        modal(field({"type": "timepicker", "initial_time": "24:00"})),
        modal(field({"type": "timepicker", "initial_time": "23:59"})),
    ),
    "number bounds": (
        modal(
            field(
                {
                    "type": "number_input",
                    "is_decimal_allowed": False,
                    "min_value": "5",
                    "max_value": "4",
                }
            )
        ),
        modal(
            field(
                {
                    "type": "number_input",
                    "is_decimal_allowed": False,
                    "min_value": "4",
                    "max_value": "4",
                }
            )
        ),
    ),
    "number input without is_decimal_allowed": (
        modal(field({"type": "number_input"})),
        modal(field({"type": "number_input", "is_decimal_allowed": True})),
    ),
    "file input with dispatch": (
        modal(field({"type": "file_input"}, dispatch_action=True)),
        modal(field({"type": "file_input", "max_files": 10})),
    ),
    "file input on home": (
        home(field({"type": "file_input"})),
        home(field(entry())),
    ),
    "two with focus": (
        modal(field(entry(focus_on_load=True)), field(entry(focus_on_load=True))),
        modal(field(entry(focus_on_load=True)), field(entry())),
    ),
    "modal title": (modal(DIVIDER, title=plain(25)), modal(DIVIDER, title=plain(24))),
    "modal without title": (
        ("modal", {"type": "modal", "blocks": [DIVIDER]}),
        ("modal", {"type": "modal", "title": plain(1), "blocks": [DIVIDER]}),
    ),
    "modal submit": (modal(DIVIDER, submit=plain(25)), modal(DIVIDER, submit=plain(24))),
    "modal close": (modal(DIVIDER, close=plain(25)), modal(DIVIDER, close=plain(24))),
    "private_metadata": (
        modal(DIVIDER, private_metadata="m" * 3001),
        modal(DIVIDER, private_metadata="m" * 3000),
    ),
    "callback_id": (modal(DIVIDER, callback_id="c" * 256), modal(DIVIDER, callback_id="c" * 255)),
    "external_id": (home(DIVIDER, external_id="c" * 256), home(DIVIDER, external_id="c" * 255)),
    "title on home": (home(DIVIDER, title=plain(3)), home(DIVIDER, callback_id="h")),
    "unknown block type": (message({"type": "paragraph"}), message(DIVIDER)),
    "unknown element type": (message(actions({"type": "slider"})), message(actions(button()))),
    "unknown field": (message({**DIVIDER, "colour": "red"}), message(DIVIDER)),
    "unknown field in a text": (
        message({"type": "section", "text": {**plain(1), "colour": "red"}}),
        message({"type": "section", "text": {**plain(1), "emoji": True}}),
    ),
    "verbatim on plain text": (
        message({"type": "section", "text": {**plain(1), "verbatim": True}}),
        message({"type": "section", "text": {**mrkdwn(1), "verbatim": True}}),
    ),
    "markdown in total": (
        message({"type": "markdown", "text": "x" * 6001}, {"type": "markdown", "text": "x" * 6000}),
        message({"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6000}),
    ),
    "markdown in a modal": (
        modal({"type": "markdown", "text": "x"}),
        message({"type": "markdown", "text": "x"}),
    ),
    "table rows": (message(table(101)), message(table(100))),
    "table cells": (message(table(1, 21)), message(table(1, 20))),
    "two tables": (message(table(), table()), message(table())),
    "table in a modal": (modal(table()), message(table())),
    "table on home": (home(table()), message(table())),
    "data_table rows": (message(data_table(102)), message(data_table(101))),
    "data_table with a header only": (message(data_table(1)), message(data_table(2))),
    "data_table columns": (message(data_table(2, 21)), message(data_table(2, 20))),
    "data_table characters": (
        message(data_table(100, 10, 11)),
        message(data_table(100, 10, 10)),
    ),
    "data_table page_size": (
        message(data_table(page_size=101)),
        message(data_table(page_size=100)),
    ),
    "alert in a message": (
        message({"type": "alert", "text": plain(3)}),
        modal({"type": "alert", "text": plain(3)}),
    ),
    "alert on home": (
        home({"type": "alert", "text": plain(3)}),
        modal({"type": "alert", "text": mrkdwn(3), "level": "warning"}),
    ),
    "alert text": (
        modal({"type": "alert", "text": plain(201)}),
        modal({"type": "alert", "text": plain(200)}),
    ),
    "alert level": (
        modal({"type": "alert", "text": plain(3), "level": "panic"}),
        modal({"type": "alert", "text": plain(3), "level": "error"}),
    ),
    "card title": (message(card(title=plain(151))), message(card(title=plain(150)))),
    "card subtitle": (message(card(subtitle=plain(151))), message(card(subtitle=plain(150)))),
    "card body": (message(card(body=plain(201))), message(card(body=plain(200)))),
    "card in a modal": (modal(card()), home(card())),
    "carousel cards": (
        message({"type": "carousel", "elements": [card()] * 11}),
        message({"type": "carousel", "elements": [card()] * 10}),
    ),
    "carousel in a modal": (
        modal({"type": "carousel", "elements": [card()]}),
        home({"type": "carousel", "elements": [card()]}),
    ),
    "container blocks": (
        message({"type": "container", "title": plain(1), "child_blocks": [DIVIDER] * 11}),
        message({"type": "container", "title": plain(150), "child_blocks": [DIVIDER] * 10}),
    ),
    "container title": (
        message({"type": "container", "title": plain(151), "child_blocks": [DIVIDER]}),
        message({"type": "container", "title": plain(150), "child_blocks": [DIVIDER]}),
    ),
    "chart title": (message(chart(title=51)), message(chart(title=50))),
    "charts in a message": (message(*[chart()] * 3), message(*[chart()] * 2)),
    "chart in a modal": (modal(chart()), message(chart())),
    "chart on home": (home(chart()), message(chart())),
    "chart series": (message(chart(series=7)), message(chart(series=6))),
    "chart points": (message(chart(points=21)), message(chart(points=20))),
    "chart without series": (message(chart(series=0)), message(chart(series=1))),
    "chart labels that match no category": (
        message(chart(axis_config={"categories": ["d0", "other"]})),
        message(chart(axis_config={"categories": ["d1", "d0"], "y_label": "1-5"})),
    ),
    "pie segments": (
        message(
            {
                "type": "data_visualization",
                "title": "t",
                "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}] * 7},
            }
        ),
        message(
            {
                "type": "data_visualization",
                "title": "t",
                "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}] * 6},
            }
        ),
    ),
    "two chart series with one name": (
        message(
            chart(
                series=[
                    {"name": "s", "data": [{"label": "d", "value": 1}]},
                    {"name": "s", "data": [{"label": "d", "value": 1}]},
                ],
                axis_config={"categories": ["d"]},
            )
        ),
        message(
            chart(
                series=[
                    {"name": "s", "data": [{"label": "d", "value": -1}]},
                    {"name": "t", "data": [{"label": "d", "value": 1.5}]},
                ],
                axis_config={"categories": ["d"]},
            )
        ),
    ),
    "pie segment of nothing": (
        message(pie(0)),
        message(pie(0.1)),
    ),
    "data_table header in rich text": (
        message(data_table(rows=[[RICH_CELL], [RICH_CELL]])),
        message(data_table(rows=[[{"type": "raw_text", "text": "x"}], [RICH_CELL]])),
    ),
    "table column settings": (
        message({**table(), "column_settings": [{"align": "middle"}]}),
        message({**table(), "column_settings": [None, {"align": "right", "is_wrapped": True}]}),
    ),
    "collapsed without collapsible": (
        home(container(default_collapsed=True)),
        home(container(default_collapsed=True, is_collapsible=True)),
    ),
    "limit inside a container": (
        home(container(child_blocks=[{"type": "header", "text": plain(151)}])),
        home(container(child_blocks=[{"type": "header", "text": plain(150)}])),
    ),
    "container in a container": (
        home(container(child_blocks=[container()])),
        home(container(), container()),
    ),
    "same block_id inside a container": (
        home({**DIVIDER, "block_id": "b"}, container(child_blocks=[{**DIVIDER, "block_id": "b"}])),
        home({**DIVIDER, "block_id": "b"}, container(child_blocks=[{**DIVIDER, "block_id": "c"}])),
    ),
    "rich text leaf": (
        message(rich({"type": "text", "text": "x", "size": 3})),
        message(rich({"type": "text", "text": "x", "style": {"bold": True}})),
    ),
    "rich text broadcast": (
        message(rich({"type": "broadcast", "range": "nobody"})),
        message(rich({"type": "broadcast", "range": "here"})),
    ),
    "picture from nowhere": (
        message({"type": "image", "alt_text": "a"}),
        message({"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}}),
    ),
    "conversation filter that filters nothing": (
        modal(field({"type": "conversations_select", "filter": {}})),
        modal(field({"type": "conversations_select", "filter": {"include": ["im"]}})),
    ),
    "file block": (
        message({"type": "file", "external_id": "e", "source": "remote"}),
        message(DIVIDER),
    ),
}


@pytest.mark.parametrize("what", LIMITS)
def test_a_limit_refuses_what_is_past_it(what):
    """Just past a limit is refused, with a pointer to the place."""
    surface, content = LIMITS[what][0]
    found = problems(content, surface)
    assert found
    assert all(m.startswith("[ERROR] ") and "[json-pointer:" in m for m in found)


@pytest.mark.parametrize("what", LIMITS)
def test_a_limit_accepts_what_is_just_within_it(what):
    """The nearest legal neighbour of each violation passes."""
    surface, content = LIMITS[what][1]
    assert problems(content, surface) == []


@pytest.mark.parametrize("what", LIMITS)
def test_checking_changes_nothing(what):
    """The validator is pure."""
    surface, content = LIMITS[what][0]
    before = copy.deepcopy(content)
    problems(content, surface)
    assert content == before


# Block types slack_sdk 3.47 has no model for.
UNKNOWN_TO_SDK = {"data_table", "data_visualization"}


@pytest.mark.parametrize("what", LIMITS)
def test_slack_sdk_accepts_what_is_just_within_a_limit(what):
    """A second opinion: the models of slack_sdk find nothing wrong with the legal neighbours."""
    surface, content = LIMITS[what][1]
    if surface != "message":
        View(**content).to_dict()
    for block in content["blocks"]:
        if block["type"] not in UNKNOWN_TO_SDK:
            Block.parse(block).to_dict()


def test_the_message_is_in_slacks_words():
    """Complaints read like response_metadata.messages."""
    surface, content = message(section(), actions(button(76)))
    assert problems(content, surface) == [
        "[ERROR] must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]"
    ]
    assert problems(message(*[DIVIDER] * 51)[1], "message") == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]


@pytest.mark.parametrize("odd", [None, 3, "text", [], {"type": 3}, {"type": []}, {}])
@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_nonsense_is_refused_and_never_crashes(odd, surface):
    """Whatever stands where a block should be is a complaint."""
    maker = {"message": message, "modal": modal, "home": home}[surface]
    assert problems(maker(odd)[1], surface)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["type", "text", "options", "value", "blocks", "elements"]), inner
        )
    ),
    max_leaves=5,
)


def _places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from _places(value[key], (*path, key))
    elif isinstance(value, list):
        for number in range(min(len(value), 2)):
            yield from _places(value[number], (*path, number))


@given(st.sampled_from(sorted(LIMITS)), st.data(), junk)
def test_one_broken_place_never_crashes_the_check(what, data, broken):
    """An app may send anything; the answer is a list of complaints, never an exception."""
    surface, content = LIMITS[what][1]
    content = copy.deepcopy(content)
    path = data.draw(st.sampled_from([p for p in _places(content) if p]))
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = broken
    assert isinstance(problems(content, surface), list)
