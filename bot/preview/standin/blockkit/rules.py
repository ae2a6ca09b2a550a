"""What no single block can say: where it may stand, how many there may be, ids that repeat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .report import Report

# Which block types each surface refuses (docs.slack.dev/reference/block-kit/blocks; the carousel
# is documented for modals but fails there).
REFUSED = {
    "message": frozenset({"alert", "file"}),
    "modal": frozenset(
        {
            "card",
            "carousel",
            "context_actions",
            "data_visualization",
            "file",
            "markdown",
            "plan",
            "table",
            "task_card",
        }
    ),
    "home": frozenset(
        {
            "alert",
            "context_actions",
            "data_visualization",
            "file",
            "markdown",
            "plan",
            "table",
            "task_card",
        }
    ),
}
MARKDOWN_TOTAL = 12_000
CHARTS = 2


def nested(blocks: list[Any], pointer: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every block with its pointer, those inside containers included."""
    for place, block in enumerate(blocks):
        here = f"{pointer}/{place}"
        yield block, here
        yield from nested(block.get("child_blocks", []), f"{here}/child_blocks")


def check_surface(blocks: list[Any], surface: str, pointer: str, report: Report) -> None:
    """Blocks and elements that this surface does not show."""
    for block, here in nested(blocks, pointer):
        if block["type"] in REFUSED[surface]:
            report.add(f"unsupported type: {block['type']}", f"{here}/type")
        element = block.get("element", {})
        # docs.slack.dev/reference/block-kit/block-elements/file-input-element: modals only
        if element.get("type") == "file_input" and surface != "modal":
            report.add("unsupported type: file_input", f"{here}/element/type")


def check_together(content: dict[str, Any], surface: str, pointer: str, report: Report) -> None:
    """Rules over all blocks at once."""
    every = list(nested(content["blocks"], pointer))
    kinds = [block["type"] for block, _ in every]
    if surface == "modal" and "input" in kinds and "submit" not in content:
        report.add("missing required field: submit", pointer.removesuffix("/blocks"))
    _check_ids(every, report)
    if sum(_focused(element) for block, _ in every for element, _ in _elements(block)) > 1:
        report.add("only one element may have focus_on_load", pointer)
    if surface == "message":
        if kinds.count("table") + kinds.count("data_table") > 1:
            report.add("only_one_table_allowed", pointer)
        if kinds.count("data_visualization") > CHARTS:
            report.add(f"no more than {CHARTS} data_visualization blocks allowed", pointer)
        total = sum(len(block["text"]) for block, _ in every if block["type"] == "markdown")
        if total > MARKDOWN_TOTAL:
            report.add(f"must be less than {MARKDOWN_TOTAL + 1} characters in total", pointer)


def _check_ids(every: list[tuple[dict[str, Any], str]], report: Report) -> None:
    blocks: set[str] = set()
    for block, here in every:
        name = block.get("block_id")
        if name in blocks:
            report.add(f'`block_id` "{name}" already exists', f"{here}/block_id")
        if name:
            blocks.add(name)
        actions: set[str] = set()
        for element, place in _elements(block):
            action = element.get("action_id")
            if action in actions:
                report.add(f'`action_id` "{action}" already exists', f"{here}/{place}/action_id")
            if action:
                actions.add(action)


def _elements(block: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for name in ("element", "accessory"):
        if isinstance(block.get(name), dict):
            yield block[name], name
    for name in ("elements", "actions"):
        for place, element in enumerate(block.get(name, [])):
            yield element, f"{name}/{place}"


def _focused(element: dict[str, Any]) -> bool:
    return element.get("focus_on_load") is True
