"""Bringing in FreeCBT and Quirk backups: three forms, told by content, and no row lost unsaid."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.freecbt.lzstring import pack
from bot.domain.freecbt.problems import FILE_CODES, ROW_CODES, ImportProblem, Rejected
from bot.domain.freecbt.reading import MAX_BYTES, MAX_ROWS, MAX_UNPACKED, read_import
from bot.domain.freecbt.writing import COLUMNS

# Published in FreeCBT's own tests.
EMPTY = ":FreeCBT:N4IgbiBcIIIE4GMAWBLMBTAtGAjCANCAC5ID2ArgOZJEDOUA2gLoC+QA:FreeCBT:"

THOUGHT: dict[str, object] = {
    "automaticThought": "The rollout will fail",
    "challenge": "The last three went well",
    "alternativeThought": "It may wobble and we can roll back",
    "cognitiveDistortions": ["fortune-telling"],
    "createdAt": "2026-01-05T17:30:00.000Z",
    "updatedAt": "2026-01-05T17:41:00.000Z",
    "uuid": "id-1",
    "v": "Thought-v2",
}


def archive(*thoughts: object, v: object = "Archive-v2") -> str:
    return json.dumps({"v": v, "thoughts": list(thoughts)})


def backup(text: str) -> str:
    return f":FreeCBT:{pack(text)}:FreeCBT:"


def outcome(data: bytes | str) -> str | None:
    """The code of the problem with ``data``, or None when it could be read."""
    try:
        read_import(data)
    except ImportProblem as problem:
        return problem.code
    return None


def test_a_thought_lands_in_the_fields_of_a_record() -> None:
    """The challenge is the evidence against, the alternative thought the balanced one."""
    read = read_import(archive(THOUGHT))
    (record,) = read.records
    assert read.form == "json"
    assert record.uuid == "id-1"
    assert record.automatic_thought == "The rollout will fail"
    assert record.evidence_against == "The last three went well"
    assert record.balanced_thought == "It may wobble and we can roll back"
    assert record.distortions == ("fortune-telling",)
    assert record.created_at == datetime(2026, 1, 5, 17, 30, tzinfo=UTC)
    assert record.updated_at == datetime(2026, 1, 5, 17, 41, tzinfo=UTC)
    assert record.source == "freecbt"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: text,
        lambda text: text.encode(),
        lambda text: "\ufeff" + text,
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: f'  "{text}"\n',
        lambda text: "\n".join(text[i : i + 40] for i in range(0, len(text), 40)),
        lambda text: "\r\n".join("> " + text[i : i + 60] for i in range(0, len(text), 60)),
        lambda text: f"“{text}”",
        lambda text: f"Hi,\nhere is my backup:\n{text}\nSent from my phone",
    ],
)
def test_a_backup_is_read_however_it_was_pasted(wrap: object) -> None:
    """Mail breaks lines and adds quotes; the backup between the marks is what counts."""
    assert callable(wrap)
    read = read_import(wrap(backup(archive(THOUGHT))))
    assert read.form == "backup"
    assert [record.uuid for record in read.records] == ["id-1"]


def test_an_empty_backup_is_no_mistake() -> None:
    """It holds no thought, and says so with a list, not with a problem."""
    read = read_import(EMPTY)
    assert (read.records, read.rejected) == ((), ())


def test_the_thoughts_of_quirk_are_understood() -> None:
    """Patterns as objects, unselected ones dropped, storage prefix off, no version, follow-ups."""
    old = {
        **THOUGHT,
        "uuid": "@Quirk:thoughts:abc",
        "cognitiveDistortions": [
            {"slug": "labeling", "label": "x", "selected": True},
            {"slug": "mind-reading", "selected": False},
            {"slug": "catastrophizing"},
        ],
        "immediateCheckup": "better",
        "followUpCompleted": False,
        "followUpNote": "It went all right",
    }
    del old["v"]
    (record,) = read_import(json.dumps([old])).records
    assert record.uuid == "abc"
    assert record.source == "quirk"
    assert record.distortions == ("labeling", "catastrophizing")
    assert record.extras == (
        ("immediateCheckup", "better"),
        ("followUpCompleted", "false"),
        ("followUpNote", "It went all right"),
    )


def test_a_dump_of_quirks_storage_is_understood() -> None:
    """Keys with the storage prefix, values as objects or JSON text; other keys are passed over."""
    nameless = {key: value for key, value in THOUGHT.items() if key != "uuid"}
    dump = {
        "@Quirk:thoughts:one": json.dumps(nameless),
        "@Quirk:thoughts:two": nameless,
        "@Quirk:thoughts:bad": "{",
        "@Quirk:existing-user": "true",
    }
    read = read_import(json.dumps(dump))
    assert [record.uuid for record in read.records] == ["one", "two"]
    assert read.rejected == (Rejected(3, "not_a_thought"),)


def test_an_unknown_pattern_is_kept_as_a_tag_and_told() -> None:
    """FreeCBT would refuse the whole file; a word of one's own is worth keeping."""
    read = read_import(archive({**THOUGHT, "cognitiveDistortions": ["labeling", "my own"]}))
    assert read.records[0].distortions == ("labeling",)
    assert read.records[0].tags == ("my own",)
    assert read.unknown_slugs == ("my own",)


def test_a_thought_without_an_id_gets_the_same_one_every_time() -> None:
    """Otherwise each import of one file would double it."""
    nameless = {key: value for key, value in THOUGHT.items() if key != "uuid"}
    first, second = (read_import(archive(nameless)).records[0].uuid for _ in range(2))
    assert first == second
    assert first


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"automaticThought": " "}, "thought_missing"),
        ({"automaticThought": 3}, "not_text"),
        ({"challenge": ["x"]}, "not_text"),
        ({"createdAt": "yesterday"}, "bad_time"),
        ({"createdAt": None}, "bad_time"),
        ({"createdAt": 1_700_000_000}, "bad_time"),
        ({"createdAt": "2026-01-05T17:30:00"}, "bad_time"),
        ({"createdAt": "0001-01-01T00:00:00+14:00"}, "bad_time"),
        ({"updatedAt": "9" * 100}, "bad_time"),
        ({"uuid": 5}, "bad_uuid"),
        ({"uuid": "x" * 1000}, "bad_uuid"),
        ({"uuid": "a\nb"}, "bad_uuid"),
        ({"cognitiveDistortions": "labeling"}, "bad_patterns"),
        ({"cognitiveDistortions": [4]}, "bad_patterns"),
        ({"cognitiveDistortions": [{}]}, "bad_patterns"),
        ({"cognitiveDistortions": ["x"] * 300}, "bad_patterns"),
        ({"v": "Thought-v9"}, "unknown_version"),
        ({"v": []}, "unknown_version"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_come_in(
    changes: dict[str, object], code: str
) -> None:
    """Its place and a code, never its words."""
    read = read_import(archive(THOUGHT, {**THOUGHT, **changes}, {**THOUGHT, "uuid": "id-3"}))
    assert [record.uuid for record in read.records] == ["id-1", "id-3"]
    assert [(row.row, row.code) for row in read.rejected] == [(2, code)]


@pytest.mark.parametrize("thing", [None, 5, "text", [], {}, {"eventLabel": "party"}])
def test_what_is_no_thought_is_named(thing: object) -> None:
    """Other things in the list cost nobody the thoughts beside them."""
    read = read_import(archive(thing, THOUGHT))
    assert read.rejected == (Rejected(1, "not_a_thought"),)
    assert len(read.records) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "unknown_form"),
        ("hello there", "unknown_form"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        ("{", "not_json"),
        ("[" * 100_000, "not_json"),
        ('{"a":' * 100_000, "not_json"),
        ("[" + "1" * 5000 + "]", "not_json"),
        ("{}", "no_thoughts"),
        ('{"v":"Archive-v2"}', "no_thoughts"),
        ('{"v":"Archive-v2","thoughts":7}', "no_thoughts"),
        (archive(v="Archive-v3"), "unknown_version"),
        (archive(v=[]), "unknown_version"),
        (":FreeCBT:N4Ig", "cut_off"),
        (":FreeCBT::FreeCBT:", "damaged"),
        (":FreeCBT:Q===:FreeCBT:", "no_thoughts"),
        (":FreeCBT:%%%%:FreeCBT:", "damaged"),
        (backup("not json"), "not_json"),
        ("x" * (MAX_BYTES + 1), "too_large"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (backup("[" + " " * (MAX_UNPACKED + 1)), "too_large_inside"),
        ("[" + "1," * (MAX_ROWS + 1) + "1]", "too_many_rows"),
        ("[" + "{}," * (20 * MAX_ROWS) + "{}]", "too_many_rows"),
        ('{"thoughts":[],"x":[' + "{}," * (20 * MAX_ROWS) + "{}]}", "too_many_rows"),
        ("automaticThought,challenge\nx,y", "no_columns"),
        ("automaticThought,createdAt,createdAt\nx,y,z", "no_columns"),
        ('automaticThought,"createdAt\nx,y', "no_columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_code(data: bytes | str, code: str) -> None:
    """Every refusal has a sentence elsewhere; none holds a word of the file."""
    assert outcome(data) == code
    assert code in FILE_CODES


def csv(*rows: str, end: str = "\n") -> str:
    return end.join([",".join(COLUMNS), *rows])


ROW = "id-1,2026-01-05T17:30:00.000Z,2026-01-05T17:41:00.000Z,It will fail,labeling,No,Perhaps"


def test_a_csv_is_read_with_its_quotes_and_line_breaks() -> None:
    """Two slugs in one cell, doubled quotes, a newline inside a cell, and a lone return kept."""
    read = read_import(
        csv(
            'a,2026-01-05T17:30:00.000Z,2026-01-05T17:41:00.000Z,"Say ""no"", they\nsaid",'
            '"catastrophizing,labeling",one\rtwo,日本語 😬'
        )
    )
    (record,) = read.records
    assert read.form == "csv"
    assert record.automatic_thought == 'Say "no", they\nsaid'
    assert record.distortions == ("catastrophizing", "labeling")
    assert record.evidence_against == "one\rtwo"
    assert record.balanced_thought == "日本語 😬"


@pytest.mark.parametrize(
    "text",
    [
        csv(ROW, ""),
        csv(ROW, "", end="\r\n"),
        "\ufeff" + csv(ROW),
        csv(ROW).replace(",", ";"),
        csv(ROW).replace(",", "\t"),
        ",".join(f'"{name}"' for name in COLUMNS) + "\n" + ROW,
    ],
)
def test_a_csv_that_went_through_a_spreadsheet_is_read(text: str) -> None:
    """Other line ends, separators and marks are what spreadsheets make of it."""
    (record,) = read_import(text).records
    assert (record.uuid, record.balanced_thought) == ("id-1", "Perhaps")


def test_a_return_at_the_end_of_a_row_belongs_to_the_cell_where_rows_end_with_newlines() -> None:
    """FreeCBT does not quote a lone return; a spreadsheet ends every row with one."""
    assert read_import(csv(ROW + "\r", "")).records[0].balanced_thought == "Perhaps\r"
    assert read_import(csv(ROW, "", end="\r\n")).records[0].balanced_thought == "Perhaps"


def test_columns_may_stand_in_any_order_and_some_may_be_missing() -> None:
    """Only the thought and its date are needed."""
    (record,) = read_import("createdAt,automaticThought\n2026-01-05T17:30:00Z,Hm").records
    assert record.automatic_thought == "Hm"
    assert record.updated_at == record.created_at


def test_csv_rows_are_named_too() -> None:
    """A row of another width and a quote never closed cost only themselves and what follows."""
    read = read_import(csv("too,few", ROW, 'x,"never closed', ROW))
    assert len(read.records) == 1
    assert read.rejected == (Rejected(1, "cells"), Rejected(3, "unclosed_quote"))


def test_a_thought_that_mentions_the_marks_is_still_a_csv() -> None:
    """The form is told by how a file begins, not by a word inside it."""
    read = read_import(csv(ROW.replace("It will fail", ":FreeCBT: lost my backup")))
    assert read.form == "csv"


@given(st.binary(max_size=300))
def test_hostile_bytes_raise_nothing_but_our_own_problem(data: bytes) -> None:
    """Whatever is uploaded: a result, or a code that has a sentence."""
    assert outcome(data) in (None, *FILE_CODES)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(st.characters(codec=None), max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from([*THOUGHT, "followUpNote", "tags"]), json_values))
def test_hostile_thoughts_are_taken_or_named(changes: dict[str, object]) -> None:
    """Any JSON value in any field: one record or one rejected row, storable as UTF-8."""
    read = read_import(archive({**THOUGHT, **changes}))
    assert len(read.records) + len(read.rejected) == 1
    assert all(row.code in ROW_CODES for row in read.rejected)
    for record in read.records:
        json.dumps(record.automatic_thought + record.uuid + "".join(record.tags)).encode("utf-8")
        (record.automatic_thought + record.evidence_against + "".join(record.tags)).encode("utf-8")


@given(json_values)
def test_any_json_raises_nothing_but_our_own_problem(value: object) -> None:
    """Inside a backup as well as bare."""
    for data in (json.dumps(value), backup(json.dumps(value))):
        assert outcome(data) in (None, *FILE_CODES)


@given(st.text(st.sampled_from("\",;\n\r\\'=x"), max_size=40))
def test_any_table_raises_nothing_but_our_own_problem(rest: str) -> None:
    """Quotes and separators in any order after a good header."""
    read = read_import(csv(ROW) + "\n" + rest)
    assert read.records[0].uuid == "id-1"


def test_a_lone_surrogate_is_replaced_on_the_way_in() -> None:
    """It could be neither stored nor shown; the rest of the sentence stays."""
    (record,) = read_import(archive({**THOUGHT, "automaticThought": "a\ud83db"})).records
    assert record.automatic_thought == "a\ufffdb"
