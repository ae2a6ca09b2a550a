"""Charts and tables: data_visualization, data_table, table.

docs.slack.dev/reference/block-kit/blocks/data-visualization-block, .../data-table-block
"""

from __future__ import annotations

from typing import Any

from .objects import block_id
from .report import (
    Check,
    Report,
    anything,
    boolean,
    items,
    number,
    one_of,
    shape,
    string,
    typed,
    whole,
)

_label = string(20)
_point = shape({"label": _label, "value": number})
_axis = shape(
    {"categories": items(_label, 20)}, {"x_label": string(50, 0), "y_label": string(50, 0)}
)


def _points_match_categories(value: Any, pointer: str, report: Report) -> None:
    names = [series["name"] for series in value["series"]]
    if len(set(names)) != len(names):
        report.add("series names must be unique", f"{pointer}/series")
    for place, series in enumerate(value["series"]):
        labels = sorted(point["label"] for point in series["data"])
        if labels != sorted(value["axis_config"]["categories"]):
            report.add(
                "data labels must match axis_config.categories", f"{pointer}/series/{place}/data"
            )


def _positive(value: Any, pointer: str, report: Report) -> None:
    if value["value"] <= 0:
        report.add("must be more than 0", f"{pointer}/value")


_lines = shape(
    {
        "type": anything,
        "series": items(shape({"name": _label, "data": items(_point, 20)}), 6),
        "axis_config": _axis,
    },
    None,
    _points_match_categories,
)
_pie = shape(
    {
        "type": anything,
        "segments": items(shape({"label": _label, "value": number}, None, _positive), 6),
    }
)
CHART = shape(
    {
        "type": anything,
        "title": string(50),
        "chart": typed({"line": _lines, "bar": _lines, "area": _lines, "pie": _pie}),
    },
    {"block_id": block_id},
)

_rich = shape({"type": anything, "elements": anything})
_raw_text = shape({"type": anything, "text": string(3000, 0)})
_raw_number = shape({"type": anything, "value": number}, {"text": string(3000)})


def _rows(cell: Check, most: int, least: int) -> Check:
    return items(items(cell, 20), most, least)


def _characters(value: Any, pointer: str, report: Report) -> None:
    cells = [cell for row in value["rows"] for cell in row]
    if sum(len(str(cell.get("text", cell.get("value", "")))) for cell in cells) > 10_000:
        report.add("must be less than 10001 characters in total", f"{pointer}/rows")
    if any(cell["type"] == "rich_text" for cell in value["rows"][0]):
        report.add("the header row takes no rich_text", f"{pointer}/rows/0")


DATA_TABLE = shape(
    {
        "type": anything,
        "caption": string(3000),
        "rows": _rows(
            typed({"raw_text": _raw_text, "raw_number": _raw_number, "rich_text": _rich}), 101, 2
        ),
    },
    {
        "block_id": block_id,
        "page_size": whole(1, 100),
        "row_header_column_index": whole(0, 19),
    },
    _characters,
)


def _column(value: Any, pointer: str, report: Report) -> None:
    if value is not None:
        allowed = {"align": one_of("left", "center", "right"), "is_wrapped": boolean}
        shape({}, allowed)(value, pointer, report)


TABLE = shape(
    {
        "type": anything,
        "rows": _rows(typed({"raw_text": _raw_text, "rich_text": _rich}), 100, 1),
    },
    {"block_id": block_id, "column_settings": items(_column, 20)},
)
