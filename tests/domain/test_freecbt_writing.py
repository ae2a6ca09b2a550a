"""Taking records out: what FreeCBT reads, what a spreadsheet must not run, what a person reads."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.freecbt.cells import BOM, guard, unguard
from bot.domain.freecbt.reading import read_import
from bot.domain.freecbt.thoughts import EVIDENCE_FOR, timestamp
from bot.domain.freecbt.writing import to_backup, to_csv, to_json, to_markdown
from bot.domain.thoughts import PATTERN_SLUGS, Emotion, Experiment, ThoughtRecord
from data.library.files import ContentFolder
from data.library.thought_texts import load_thought_texts

WORDS = load_thought_texts(ContentFolder()).markdown
NOW = datetime(2026, 1, 5, 17, 30, tzinfo=UTC)

# Published in FreeCBT's own tests, with the JSON they hold.
PUBLISHED = {
    ":FreeCBT:N4IgbiBcIIIE4GMAWBLMBTAtGAjCANCAC5ID2ArgOZJEDOUA2gLoC+QA:FreeCBT:": (
        '{"v":"Archive-v1","thoughts":[]}'
    ),
    ":FreeCBT:N4IgbiBcIIIE4GMAWBLMBTAtGAjCANCAC5ID2ArgOZJEDOUA2qAIblGkC2zRKCAKmSo0oIVuwIhkzADbT0AO"
    "0roRU6RJlF0cedzToBFakREaJCUpXkoeGACIpa7OD1Lz6kBqNmZScTPNISFEUQAF1CBDh0bnQAExhjaBwATgB2AAZMdJws"
    "nD509MgCopwAOgAmAGYAFgAtCXIAB1iY+MSQFIzc3PzC4uyKmvrCcnIUWJFaTnRR8YkIaAMhImw8AF9QtaA"
    "===:FreeCBT:": (
        '{"v":"Archive-v1","thoughts":[{"automaticThought":"auto","challenge":"chal",'
        '"alternativeThought":"alt","cognitiveDistortions":["all-or-nothing"],'
        '"createdAt":"1970-01-01T00:00:01.234Z","updatedAt":"1970-01-01T00:00:01.234Z",'
        '"uuid":"someuuid","v":"Thought-v1"}]}'
    ),
}
# Made for this test, packed by lz-string 1.5.0 under Node.
FROM_NODE = (
    ":FreeCBT:N4IgLgFg9grg5hMBnEAuA2qAhjMUC2WYAlgMYAq08iaIlApgAQA2xAdk0ngA7f0AmjQLwbgGj3GgFAJGWOFnYgA"
    "NCFIQszZvTZx6tLKIBGjQAZEUvQpCqw9AE5sixAG71KsBGFqApuUCnpoHsGQMoMvwD8GQHMGQCAGM1IoODZiEkcAEWIuKCsS"
    "KDYUDBAoRystDitVYgAvOzSzZiw9elZNEABdRVIreiIBAEE3VBAAJgAGboA2AFpegGYh7oBOcl7e1ABWSYXJgDpJ9YAtMxhu"
    "flb+Dto+wZHxqZmARlRZ696V2d6txRgYYn5aUYAzAdIze1pnNQwEN7N0QABfBogf5dNpWZQOeggsHgoA=:FreeCBT:"
)

texts = st.text(st.characters(codec="utf-8"), max_size=40)
slugs = st.text("abcdefgh- äß😬", min_size=1, max_size=12).map(str.strip).filter(bool)
moments = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
records = st.builds(
    ThoughtRecord,
    uuid=st.uuids().map(str),
    created_at=moments,
    updated_at=moments,
    automatic_thought=texts.filter(str.strip),
    evidence_for=texts,
    evidence_against=texts.filter(lambda t: EVIDENCE_FOR not in t),
    balanced_thought=texts,
    distortions=st.lists(st.sampled_from(PATTERN_SLUGS), unique=True, max_size=4).map(tuple),
    tags=st.lists(slugs.filter(lambda s: s not in PATTERN_SLUGS), unique=True, max_size=3).map(
        tuple
    ),
    source=st.just("freecbt"),
)


@pytest.mark.parametrize(("packed", "text"), PUBLISHED.items())
def test_the_published_backups_come_back_byte_for_byte(packed: str, text: str) -> None:
    """Read into records and written again, they are what FreeCBT wrote."""
    read = read_import(packed)
    assert to_json(read.records, version=1) == text
    assert to_backup(read.records, version=1) == packed


@pytest.mark.parametrize("challenge", [EVIDENCE_FOR, f"a{EVIDENCE_FOR}", f"a{EVIDENCE_FOR}b"])
def test_the_marker_of_evidence_for_comes_back_byte_for_byte(challenge: str) -> None:
    """Also where nothing stands behind it: what somebody wrote is not tidied up."""
    (text,) = [text for text in PUBLISHED.values() if "auto" in text]
    text = text.replace('"chal"', json.dumps(challenge))
    assert to_json(read_import(text).records, version=1) == text


def test_two_thoughts_with_two_patterns_come_back_byte_for_byte() -> None:
    """The order of thoughts, patterns and keys is kept."""
    (published,) = [json.loads(text) for text in PUBLISHED.values() if "auto" in text]
    (first,) = published["thoughts"]
    second = {
        **first,
        "cognitiveDistortions": ["all-or-nothing", "should-statements"],
        "createdAt": "1970-01-01T00:00:04.321Z",
        "updatedAt": "1970-01-01T00:00:04.321Z",
        "uuid": "otheruuid",
    }
    text = json.dumps({"v": "Archive-v1", "thoughts": [first, second]}, separators=(",", ":"))
    assert to_json(read_import(text).records, version=1) == text
    packed = to_backup(read_import(text).records, version=1)
    assert to_backup(read_import(packed).records, version=1) == packed


def test_a_backup_with_emoji_and_kanji_packed_by_node_comes_back_byte_for_byte() -> None:
    """JavaScript counts in UTF-16 units; so does this."""
    (record,) = read_import(FROM_NODE).records
    assert record.automatic_thought == "The line stopped 😬 — again"
    assert record.balanced_thought == "今日はここまで。"
    assert to_backup([record], version=2) == FROM_NODE


@settings(max_examples=100)
@given(st.lists(records, max_size=4), st.sampled_from([1, 2]))
def test_a_backup_brings_back_every_record(kept: list[ThoughtRecord], version: int) -> None:
    """Evidence for, tags, emoji and line ends of any kind included."""
    packed = to_backup(kept, 1 if version == 1 else 2)
    read = read_import(packed)
    assert list(read.records) == kept
    assert read.rejected == ()
    assert list(read_import(to_json(kept)).records) == kept


@settings(max_examples=100)
@given(st.lists(records, min_size=1, max_size=4), st.booleans())
def test_a_csv_brings_back_every_record(kept: list[ThoughtRecord], guarded: bool) -> None:
    """In both variants; only the order of patterns is that of the alphabet."""
    read = read_import(to_csv(kept, guarded=guarded))
    assert read.rejected == ()
    wanted = [
        replace(r, distortions=tuple(sorted(r.distortions)), tags=tuple(sorted(r.tags)))
        for r in kept
    ]
    assert list(read.records) == wanted


def a_record(**changes: object) -> ThoughtRecord:
    record = ThoughtRecord("u-1", NOW, NOW, "It will fail.", source="freecbt")
    return replace(record, **changes)  # type: ignore[arg-type]  # the tests change any field


def test_the_plain_csv_is_freecbts_own() -> None:
    """Its header, its quoting, bare newlines, no mark in front, no newline at the end."""
    record = a_record(
        automatic_thought="Deploy failed — it's me",
        distortions=("labeling", "catastrophizing"),
        evidence_against='CI was red before "my" change,\nsee log',
        balanced_thought="plain",
    )
    assert to_csv([record], guarded=False) == (
        "uuid,createdAt,updatedAt,automaticThought,cognitiveDistortions,challenge,"
        "alternativeThought\n"
        'u-1,2026-01-05T17:30:00.000Z,2026-01-05T17:30:00.000Z,"Deploy failed — it\'s me",'
        '"catastrophizing,labeling","CI was red before ""my"" change,\nsee log",plain'
    )


DANGEROUS = "=+-@\t\r\n＝＋－＠"


@given(st.sampled_from(DANGEROUS), texts)
@example("=", "cmd|' /C calc'!A0")
@example("@", "SUM(1+1)")
def test_no_cell_of_the_guarded_csv_begins_like_a_formula(sign: str, rest: str) -> None:
    """A spreadsheet runs such cells; someone else's machine must not run what was imported."""
    record = a_record(automatic_thought=f"{sign}{rest}x", uuid=f"{sign}x", tags=(f"{sign}t",))
    told = to_csv([record], guarded=True)
    assert told.startswith(BOM)
    rows = list(csv.reader(io.StringIO(told.removeprefix(BOM), newline="")))
    assert rows
    for row in rows:
        for cell in row:
            assert not cell.startswith(tuple(DANGEROUS))


@given(texts)
@example("'=1")
@example("''=1")
@example("'plain")
def test_the_guard_comes_off_exactly(cell: str) -> None:
    """Also from cells that begin with an apostrophe of their own."""
    assert unguard(guard(cell)) == cell


def test_a_lone_surrogate_is_written_the_way_javascript_does() -> None:
    """An escape instead of a byte that nobody can read; nothing is raised."""
    record = a_record(automatic_thought="a\udcffb")
    assert "\\udcff" in to_json([record])
    assert read_import(to_backup([record])).records[0].automatic_thought == "a\ufffdb"
    to_markdown([record], WORDS, {}).encode("utf-8")


def test_times_are_written_in_utc_with_milliseconds_and_z() -> None:
    """FreeCBT accepts nothing else."""
    assert timestamp(datetime(2026, 1, 5, 1, 2, 3, 4999, tzinfo=UTC)) == "2026-01-05T01:02:03.004Z"


def test_tags_do_not_stand_among_the_patterns() -> None:
    """FreeCBT refuses a whole file for one pattern it does not know."""
    (thought,) = json.loads(to_json([a_record(distortions=("labeling",), tags=("mine",))]))[
        "thoughts"
    ]
    assert thought["cognitiveDistortions"] == ["labeling"]
    assert thought["tags"] == ["mine"]


def test_the_markdown_holds_everything_a_record_has() -> None:
    """Ratings, emotions and the experiment too, under plain headings."""
    record = a_record(
        situation="At the press",
        belief_before=80,
        belief_after=40,
        distortions=("labeling",),
        tags=("mine",),
        emotions=(Emotion("tense", 70, 30), Emotion("lost")),
        experiment=Experiment(
            "Ask Kim", "A no", 90, date(2026, 1, 9), "better", "A yes", "Ask earlier", 20
        ),
        extras=(("followUpNote", "fine"),),
    )
    told = to_markdown([record], WORDS, {"labeling": "A name instead of an event"})
    for part in (
        "## 2026-01-05 17:30 UTC",
        "> At the press",
        "> 80 of 100",
        "> A name instead of an event, mine",
        "> tense: 70 of 100 → 30 of 100",
        "> lost",
        "> Ask Kim",
        "> (better than predicted)",
        "> 2026-01-09",
        "> Ask earlier",
        "> followUpNote: fine",
    ):
        assert part in told, part
    assert WORDS.context not in told


@given(texts)
def test_nothing_written_can_pass_for_a_heading_of_the_export(text: str) -> None:
    """Every line of a person stands behind a quotation mark, and no tag is left open."""
    told = to_markdown([a_record(automatic_thought=f"x\n{text}\n# y <b>")], WORDS, {})
    lines = [line for line in told.splitlines() if line]
    assert all(line.startswith((">", "**", "# ", "## ")) for line in lines)
    assert sum(line.startswith("#") for line in lines) == 2
    assert "\\<b>" in told
