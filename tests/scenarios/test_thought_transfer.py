"""Backups in and records out: seen first, stored once, hostile files answered in a sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.freecbt.reading import read_import
from bot.domain.freecbt.writing import to_backup, to_csv, to_json
from bot.domain.people import Who
from bot.domain.thoughts import Emotion, ThoughtRecord
from data.kinds import THOUGHT_IMPORT, THOUGHTS
from tests.conftest import House
from tests.scenarios.test_thought_record import begin

WHO = Who("T_NORTHWIND", "U_DEV")
WHEN = datetime(2026, 10, 5, 17, 30, tzinfo=UTC)
RECORDS = [
    ThoughtRecord(
        f"uuid-{n}",
        WHEN,
        WHEN,
        f"thought {n} 😬 日本語",
        evidence_against="=1+1",
        balanced_thought="calmer",
        distortions=("labeling",),
        tags=("homemade",),
        source="freecbt",
    )
    for n in range(3)
]


def ready(house: House) -> Any:
    """A person who said yes and stands in front of the import."""
    mara = begin(house)
    mara.closes()
    return door(house, mara, "thought_import")


def door(house: House, mara: Any, name: str) -> Any:
    """Opens a door from the list of records."""
    if mara.modals:
        mara.closes(all=True)
    mara.opens_home()
    house.settle()
    mara.clicks("open:thoughts", where="home")
    house.settle()
    mara.clicks(f"open:{name}")
    house.settle()
    return mara


def hands_over(house: House, mara: Any, name: str, content: bytes) -> str:
    """Uploads a file into the form and sends it; what is then on the screen."""
    file = mara.uploads(name, content)
    mara.fills({"file": [file]})
    mara.submits()
    house.settle()
    return str(mara.text_of(mara.modals[-1]))


@pytest.mark.parametrize("form", ["txt", "json", "csv"])
def test_a_backup_is_shown_in_counts_before_anything_is_stored(house: House, form: str) -> None:
    """And stored by uuid after a yes, so that a second time adds nothing."""
    mara = ready(house)
    content = {"txt": to_backup, "json": to_json, "csv": lambda r: to_csv(r, guarded=True)}[form]
    data = content(RECORDS).encode()
    seen = hands_over(house, mara, f"backup.{form}", data)
    assert "3 new" in seen
    assert "homemade" in seen
    assert house.keel.journal.entries(WHO, THOUGHTS) == []
    mara.submits()
    house.settle()
    assert "Done. 3 new" in mara.text_of(mara.modals[-1])
    stored = [kept.value for kept in house.keel.journal.entries(WHO, THOUGHTS)]
    assert {r.automatic_thought for r in stored} == {r.automatic_thought for r in RECORDS}
    assert house.keel.journal.draft(WHO, THOUGHT_IMPORT, house.keel.now()) is None
    door(house, mara, "thought_import")
    seen = hands_over(house, mara, "again.txt", data)
    assert "3 here already, the same" in seen
    assert mara.modals[-1].get("submit") is None


def test_a_file_that_slack_lets_go_is_deleted_and_a_kept_one_is_named(house: House) -> None:
    """The person is told either way, and how to delete it themselves."""
    mara = ready(house)
    seen = hands_over(house, mara, "backup.txt", to_backup(RECORDS).encode())
    assert "files.delete" in [call.method for call in house.slack.calls]
    assert "Slack does not let me delete a file" in seen


def test_the_same_backup_can_be_pasted(house: House) -> None:
    """For whoever has no file at hand."""
    mara = ready(house)
    mara.fills({"pasted": to_backup(RECORDS[:1])})
    mara.submits()
    house.settle()
    assert "1 new" in mara.text_of(mara.modals[-1])
    mara.submits()
    house.settle()
    assert len(house.keel.journal.entries(WHO, THOUGHTS)) == 1


def test_rows_that_cannot_be_read_are_named_and_the_others_come_in(house: House) -> None:
    """By number and reason."""
    mara = ready(house)
    thoughts = json.loads(to_json(RECORDS))["thoughts"]
    thoughts.insert(1, {"automaticThought": "  ", "createdAt": "2026-01-01T00:00:00.000Z"})
    thoughts.append({"automaticThought": "x", "createdAt": "yesterday"})
    seen = hands_over(house, mara, "b.json", json.dumps({"thoughts": thoughts}).encode())
    assert "3 new" in seen
    assert "Number 2: the thought itself is empty." in seen
    assert "Number 5: the date could not be read." in seen


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("b.txt", b"", "does not look like"),
        ("b.txt", b"\xff\xfe\x00", "not text"),
        ("b.txt", b":FreeCBT:!!!:FreeCBT:", "damaged"),
        ("b.txt", b":FreeCBT:N4IgbiBc", "cut off"),
        ("b.json", b"{" * 5000, "could not be read as a backup"),
        ("b.json", b'{"thoughts": 3}', "no thoughts"),
        ("b.json", b'{"v":"Archive-v9","thoughts":[]}', "version"),
        ("b.csv", b"automaticThought,nothing\n=cmd", "no columns"),
        ("b.txt", b"x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_a_hostile_or_broken_file_is_answered_in_a_sentence(
    house: House, name: str, content: bytes, said: str
) -> None:
    """The form stays, nothing is stored, nothing breaks."""
    mara = ready(house)
    seen = hands_over(house, mara, name, content)
    assert said in seen
    assert mara.modals[-1]["callback_id"] == "thought_import"
    assert house.keel.journal.entries(WHO, THOUGHTS) == []
    assert "listener_failed" not in house.log.getvalue()
    assert "lane_failed" not in house.log.getvalue()


def test_a_size_that_slack_understates_does_not_matter(house: House) -> None:
    """Reading stops by itself."""
    mara = ready(house)
    file = mara.uploads("b.txt", b"x" * 3_000_000)
    house.slack.workspace.files[file]["size"] = 10
    mara.fills({"file": [file]})
    mara.submits()
    house.settle()
    assert "larger than 2 MB" in mara.text_of(mara.modals[-1])


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/x",
        "https://files.slack.com.example.org/x",
        "https://files.slack.com@example.org/x",
        "https://example.org/files.slack.com",
        "file:///etc/passwd",
        "",
    ],
)
def test_the_token_goes_nowhere_but_to_slack(house: House, url: str) -> None:
    """Whatever address a file claims."""
    mara = ready(house)
    file = mara.uploads("b.txt", to_backup(RECORDS).encode())
    house.slack.workspace.files[file]["url_private_download"] = url
    mara.fills({"file": [file]})
    mara.submits()
    house.settle()
    assert "could not be fetched" in mara.text_of(mara.modals[-1])


def test_somebody_else_s_file_is_not_read_nor_deleted(house: House) -> None:
    """A file belongs to whoever uploaded it."""
    mara = ready(house)
    file = house.person("U_NIGHT").uploads("b.txt", to_backup(RECORDS).encode())
    mara.fills({"file": [file]})
    mara.submits()
    house.settle()
    assert "belongs to somebody else" in mara.text_of(mara.modals[-1])
    assert "files.delete" not in [call.method for call in house.slack.calls]


def test_an_empty_import_form_is_answered_beside_its_field(house: House) -> None:
    """Neither file nor text."""
    mara = ready(house)
    assert mara.submits() == {"pasted": "Please choose a file, or paste the backup here."}


def test_records_of_any_age_stay_and_dates_at_the_edge_of_time_break_nothing(house: House) -> None:
    """An old record is not swept away the same night."""
    mara = ready(house)
    days = ("0001-01-01T00:00:00.000Z", "2019-05-01T10:00:00.000Z", "9999-12-31T23:59:59.999Z")
    thoughts = [{"automaticThought": f"t{n}", "createdAt": day} for n, day in enumerate(days)]
    seen = hands_over(house, mara, "b.json", json.dumps(thoughts).encode())
    assert "2 of them are older than the 12 months" in seen
    mara.submits()
    house.settle()
    house.keel.journal.sweep(house.keel.now())
    assert len(house.keel.journal.entries(WHO, THOUGHTS)) == 3
    house.person("U_DEV").closes(all=True)
    mara.opens_home()
    house.settle()
    mara.clicks("open:thoughts", where="home")
    house.settle()
    assert "Newer" not in mara.text_of(mara.modals[-1])


def test_a_newer_backup_updates_and_keeps_what_it_does_not_know(house: House) -> None:
    """Ratings, feelings and experiments stay with the record."""
    mara = ready(house)
    mine = ThoughtRecord(
        "uuid-0", WHEN, WHEN, "before", belief_before=80, emotions=(Emotion("sad", 70, 40),)
    )
    id_ = house.keel.journal.entry_id(WHO, "thought|uuid-0")
    house.keel.journal.add(WHO, THOUGHTS, mine, id=id_, day=WHEN.date(), now=house.keel.now())
    newer = [{"automaticThought": "after", "createdAt": "2026-10-05T17:30:00.000Z"}]
    newer[0] |= {"updatedAt": "2026-10-06T00:00:00.000Z", "uuid": "uuid-0", "v": "Thought-v2"}
    assert "newer in the file" in hands_over(house, mara, "b.json", json.dumps(newer).encode())
    mara.submits()
    house.settle()
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value.automatic_thought == "after"
    assert kept.value.belief_before == 80
    assert kept.value.emotions == mine.emotions


@pytest.mark.parametrize("form", ["backup", "json", "csv", "markdown"])
def test_records_go_out_as_a_file_only_after_a_yes(house: House, form: str) -> None:
    """And the machine-readable ones come back in unchanged."""
    mara = ready(house)
    hands_over(house, mara, "backup.txt", to_backup(RECORDS).encode())
    mara.submits()
    house.settle()
    door(house, mara, "thought_export")
    mara.fills({"format": form})
    assert set(mara.submits() or {}) == {"agree"}
    assert not [call for call in house.slack.calls if call.method.startswith("files.getUpload")]
    mara.fills({"agree": ["yes"]})
    assert mara.submits() is None
    house.settle()
    assert "The file is in this conversation" in mara.text_of(mara.modals[-1])
    (file,) = [f for message in mara.dm for f in message.files]
    content = house.slack.workspace.contents[file["id"]]
    if form == "markdown":
        assert "thought 2 😬 日本語" in content.decode()
        return
    back = read_import(content)
    assert {r.uuid: r.automatic_thought for r in back.records} == {
        r.uuid: r.automatic_thought for r in RECORDS
    }
    if form == "csv":
        assert "'=1+1" in content.decode()


def test_nothing_of_a_file_reaches_a_log_or_a_message(house: House) -> None:
    """Neither its words nor its address."""
    mara = ready(house)
    record = ThoughtRecord("u", WHEN, WHEN, "canary-in-a-file")
    hands_over(house, mara, "canary-name.json", to_json([record]).encode())
    mara.submits()
    house.settle()
    said = house.log.getvalue() + str([call.args for call in house.message_calls()])
    assert "canary-in-a-file" not in said
    assert "url_private" not in said
    assert "/files/" not in house.log.getvalue()
    for path in house.folder.iterdir():
        assert b"canary" not in path.read_bytes()
