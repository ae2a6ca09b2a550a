"""What can be wrong with a file that somebody brings along. Codes only, never its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

FileCode = Literal[
    "too_large",
    "not_text",
    "unknown_form",
    "cut_off",
    "damaged",
    "too_large_inside",
    "not_json",
    "unknown_version",
    "no_thoughts",
    "too_many_rows",
    "no_columns",
]
RowCode = Literal[
    "not_a_thought",
    "thought_missing",
    "not_text",
    "bad_time",
    "bad_uuid",
    "bad_patterns",
    "unknown_version",
    "cells",
    "unclosed_quote",
]
FILE_CODES: tuple[FileCode, ...] = get_args(FileCode)
ROW_CODES: tuple[RowCode, ...] = get_args(RowCode)


class ImportProblem(Exception):
    """The file as a whole cannot be read. ``code`` is one of FILE_CODES."""

    def __init__(self, code: FileCode) -> None:
        super().__init__(code)
        self.code = code


class RowProblem(Exception):
    """One thought cannot be read. Caught where rows are counted, never shown by itself."""

    def __init__(self, code: RowCode) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Rejected:
    """A thought left out: its place in the file, counted from 1, and why."""

    row: int
    code: RowCode
