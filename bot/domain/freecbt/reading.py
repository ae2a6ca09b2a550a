"""Reading what somebody brings along: a FreeCBT or Quirk .txt backup, .json or .csv.

bytes or pasted text → Imported, or ImportProblem with a code. The form is told by its content,
since mail programs and phones rename files. Sizes are bounded before and while unpacking; a row
that cannot be read is named by its place and a code, and the others still come in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from bot.domain.freecbt.cells import BOM, read_rows, unguard
from bot.domain.freecbt.lzstring import unpack
from bot.domain.freecbt.problems import ImportProblem, Rejected, RowProblem
from bot.domain.freecbt.thoughts import STORAGE_PREFIX, to_record
from bot.domain.thoughts import ThoughtRecord

# Ten years of daily records come to about 4 MB unpacked and well under 1 MB packed.
MAX_BYTES: Final = 2_000_000
MAX_UNPACKED: Final = 8_000_000
MAX_ROWS: Final = 10_000

AFFIX: Final = ":FreeCBT:"
_ARCHIVES: Final = ("Archive-v1", "Archive-v2", None)
# What mail programs and chats put around or into a pasted string, marks without width included.
_QUOTES: Final = " \t\r\n\"'`“”„«»>\ufeff\u200b"
# A thought is one object with one list, in Quirk's time with twelve more objects in it. JSON of
# nothing but brackets would take twenty times its size in memory.
_MAX_BRACKETS: Final = 15 * MAX_ROWS
_EMPTY: Final = "Q==="

Form = Literal["backup", "json", "csv"]


@dataclass(frozen=True)
class Imported:
    """What a file holds. ``unknown_slugs`` were kept as tags and are worth mentioning."""

    form: Form
    records: tuple[ThoughtRecord, ...]
    rejected: tuple[Rejected, ...]
    unknown_slugs: tuple[str, ...]


def read_import(data: bytes | str) -> Imported:
    """Everything readable in ``data``. Raises ImportProblem, and nothing else, for the rest."""
    text = _decoded(data)
    plain = text.strip(BOM).strip()
    if plain[:1] in ("{", "["):
        return _from_json(plain, "json")
    packed = "".join(text.split()).translate(dict.fromkeys(map(ord, _QUOTES)))
    separator = _separator(plain)
    if separator is not None and not packed.startswith(AFFIX):
        # Spaces at the end belong to the last cell.
        table = text.removeprefix(BOM).lstrip()
        return _from_csv(table, separator, guarded=text.startswith(BOM))
    if AFFIX in packed:
        return _from_backup(packed)
    raise ImportProblem("unknown_form")


def _decoded(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise ImportProblem("too_large")
    if isinstance(data, str):
        return data
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError:
        raise ImportProblem("not_text") from None


def _from_backup(packed: str) -> Imported:
    payload, second, _ = packed.partition(AFFIX)[2].partition(AFFIX)
    if not second:
        raise ImportProblem("cut_off")
    text = unpack(payload, MAX_UNPACKED)
    if not text:
        raise ImportProblem("no_thoughts" if payload == _EMPTY else "damaged")
    return _from_json(text, "backup")


def _from_json(text: str, form: Form) -> Imported:
    if text.count("{") + text.count("[") > _MAX_BRACKETS:
        raise ImportProblem("too_many_rows")
    try:
        archive = json.loads(text)
    except (ValueError, RecursionError):
        raise ImportProblem("not_json") from None
    return _collected(form, _thoughts(archive))


def _thoughts(archive: object) -> list[object]:
    if isinstance(archive, list):
        return archive
    if not isinstance(archive, dict):
        raise ImportProblem("no_thoughts")
    if "automaticThought" in archive:
        return [archive]
    thoughts = archive.get("thoughts")
    if isinstance(thoughts, list):
        if archive.get("v") not in _ARCHIVES:
            raise ImportProblem("unknown_version")
        return thoughts
    stored = [
        _stored(key, value) for key, value in archive.items() if key.startswith(STORAGE_PREFIX)
    ]
    if not stored:
        raise ImportProblem("no_thoughts")
    return stored


def _stored(key: str, value: object) -> object:
    """A value of Quirk's storage, which may be JSON text; the key names it where it does not."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, dict) and not value.get("uuid"):
        return {**value, "uuid": key}
    return value


def _separator(plain: str) -> str | None:
    header = plain.partition("\n")[0][:1000]
    if "automaticThought" not in header:
        return None
    signs = re.findall(r'[,;\t](?="?[A-Za-z])', header)
    return signs[0] if signs else ","


def _from_csv(text: str, separator: str, *, guarded: bool) -> Imported:
    rows = read_rows(text, separator)
    try:
        header = [name.strip() for name in next(rows)]
    except (RowProblem, StopIteration):
        raise ImportProblem("no_columns") from None
    if not {"automaticThought", "createdAt"} <= set(header) or len(set(header)) < len(header):
        raise ImportProblem("no_columns")
    return _collected("csv", _csv_thoughts(header, rows, guarded=guarded))


def _csv_thoughts(
    header: list[str], rows: Iterable[list[str]], *, guarded: bool
) -> Iterable[object]:
    try:
        for row in rows:
            if len(row) != len(header):
                yield RowProblem("cells")
                continue
            cells = map(unguard, row) if guarded else row
            thought: dict[str, object] = dict(zip(header, cells, strict=True))
            slugs = thought.get("cognitiveDistortions")
            if isinstance(slugs, str):
                thought["cognitiveDistortions"] = slugs.split(",")
            # The columns do not tell the version; a CSV is written by FreeCBT, not by Quirk.
            yield {**thought, "updatedAt": thought.get("updatedAt") or None, "v": "Thought-v2"}
    except RowProblem as problem:
        yield problem


def _collected(form: Form, thoughts: Iterable[object]) -> Imported:
    records: list[ThoughtRecord] = []
    rejected: list[Rejected] = []
    for row, thought in enumerate(thoughts, 1):
        if row > MAX_ROWS:
            raise ImportProblem("too_many_rows")
        try:
            if isinstance(thought, RowProblem):
                raise thought
            records.append(to_record(thought))
        except RowProblem as problem:
            rejected.append(Rejected(row, problem.code))
    tags = dict.fromkeys(tag for record in records for tag in record.tags)
    return Imported(form, tuple(records), tuple(rejected), tuple(tags))
