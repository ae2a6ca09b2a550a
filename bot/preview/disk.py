"""What lies on the disk, as somebody who stole it would see it: for the preview's side panel."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

ROWS = 50
SHOWN_BYTES = 64


def tables(path: Path) -> list[dict[str, Any]]:
    """All tables of the database and of the key file, newest rows last, bytes as hex."""
    found = []
    for file in (path, path.with_name(f"{path.stem}.keys{path.suffix}")):
        if not file.exists():
            continue
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            names = [
                row[0]
                for row in db.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
                )
            ]
            for name in names:
                # The names come from the schema that we made, not from a person.
                cursor = db.execute(f'SELECT * FROM "{name}" LIMIT {ROWS}')  # noqa: S608
                columns = [column[0] for column in cursor.description]
                rows = [dict(zip(columns, map(_shown, row), strict=True)) for row in cursor]
                found.append({"name": f"{file.name}: {name}", "rows": rows})
    return found


def _shown(value: object) -> str:
    if isinstance(value, bytes):
        text = value[:SHOWN_BYTES].hex()
        return f"{text}… ({len(value)} bytes)" if len(value) > SHOWN_BYTES else text
    return "" if value is None else str(value)
