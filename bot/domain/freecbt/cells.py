"""The CSV form: rows of cells in and out.

FreeCBT quotes a cell that holds a comma, a quote of either kind, a newline or a backslash, doubles
the double quotes, ends rows with a bare newline and writes no byte order mark. A lone carriage
return is not quoted there, so it has to survive outside quotes here.

The guarded variant is for spreadsheets, which run a cell that begins like a formula: such cells
get a leading apostrophe (OWASP, "CSV Injection"). It begins with a byte order mark, which Excel
needs to see UTF-8, and which tells the reader here to take the apostrophes off again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bot.domain.freecbt.problems import RowProblem

BOM: Final = "\ufeff"
_QUOTED: Final = re.compile(r"""[,"'\n\\]""")
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def write_rows(rows: Iterable[Iterable[str]], *, guarded: bool) -> str:
    """The rows as CSV text, without a final newline."""
    lines = (",".join(_quoted(guard(c) if guarded else c) for c in row) for row in rows)
    return (BOM if guarded else "") + "\n".join(lines)


def guard(cell: str) -> str:
    """``cell`` so that no spreadsheet runs it; one that is guarded already is guarded again."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """Takes off exactly the apostrophe that guard put on."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read_rows(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of CSV text, one after the other, blank lines left out.

    Rows end with CR LF where the header does, as spreadsheets write them, else with LF alone.
    Raises RowProblem("unclosed_quote") at the row whose quote is never closed.
    """
    cell = re.compile(
        r'(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"(?=[' + separator + r"\r\n]|\Z)"
        r"|(?P<plain>[^" + separator + r"\n]*+))(?P<end>" + separator + r"|\r?\n|\Z)"
    )
    spreadsheet = text.partition("\n")[0].endswith("\r")
    row: list[str] = []
    place = 0
    while place <= len(text):
        found = cell.match(text, place)
        if found is None or (found["quoted"] is None and found["plain"].startswith('"')):
            raise RowProblem("unclosed_quote")
        value = found["plain"]
        if value is None:
            value = found["quoted"].replace('""', '"')
        elif spreadsheet and found["end"] == "\n":
            value = value.removesuffix("\r")
        row.append(value)
        if found["end"] != separator:
            if row != [""]:
                yield row
            row = []
        if found["end"] == "":
            return
        place = found.end()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
