"""My data: seen, taken along, shortened, destroyed; each only after the person's own yes."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.domain.people import Who
from bot.preview.standin import PersonDriver
from bot.preview.standin.workspace import TEAM
from data.kinds import CHECK_INS, DRAFT_KINDS, ENTRY_KINDS, SCHEDULE_KINDS
from tests.conftest import House
from tests.scenarios.test_check_in import agree

MARA = Who(TEAM, "U_DEV")
NOTE, GOAL = "canary-note-kestrel", "canary-goal-heron"


def checked_in(house: House, user: str = "U_DEV", *, note: str = NOTE, days: int = 1) -> None:
    """Somebody with a check-in on each of the last days, the newest today."""
    person = house.person(user)
    for day in range(days):
        if day:
            house.slack.clock.move(timedelta(days=1))
            person.shortcut("check_in")
            house.settle()
        else:
            agree(house, user)
        person.fills({"rate_sleep": "2", "note": note, "goal": GOAL})
        assert person.submits() is None
        person.closes(all=True)
        house.settle()


def opened(house: House, *path: str, user: str = "U_DEV") -> PersonDriver:
    """The person at the end of a way through buttons, from the Home."""
    person = house.person(user)
    person.opens_home()
    house.settle()
    for name in path:
        person.clicks(f"open:{name}")
        house.settle()
    return person


def seen(person: PersonDriver) -> str:
    return person.text_of(person.modals[-1])


def stored(house: House, who: Who = MARA) -> int:
    return house.keel.journal.tally(who, CHECK_INS)[0]


def assert_quiet(house: House) -> None:
    """Nothing that was typed is in a message, a log line, or in clear on the disk."""
    for canary in (NOTE, GOAL):
        assert all(canary not in json.dumps(call.args) for call in house.message_calls())
        assert canary not in house.log.getvalue()
        for file in house.folder.rglob("*"):
            assert not file.is_file() or canary.encode() not in file.read_bytes()


def test_what_is_kept_is_shown_by_kind_and_count_with_the_oldest_day(house: House) -> None:
    """The overview says how many and since when, and shows nothing of what was written."""
    checked_in(house, days=3)
    first = house.keel.journal.entries(MARA, CHECK_INS)[-1].day
    text = seen(opened(house, "my_data"))
    assert "Check-ins" in text
    assert f"3, the oldest from {first.day} {first:%B %Y}" in text
    assert "12 months" in text
    assert NOTE not in text
    assert_quiet(house)


def test_somebody_of_whom_nothing_is_kept_is_told_just_that(house: House) -> None:
    """No way in is a dead end, and none of them stores anything."""
    mara = house.person()
    for word in ("my data", "export", "delete"):
        mara.says(word)
        house.settle()
        mara.clicks(nth=0, where=mara.dm[-1].ts)
        house.settle()
        assert "Nothing is kept" in seen(mara)
        mara.closes(all=True)
    assert house.keel.journal._store.people() == []


@pytest.mark.parametrize("word", ["my data", "export", "delete"])
def test_the_words_in_the_chat_lead_to_the_views(house: House, word: str) -> None:
    """A word in the chat opens a window; the answer in the chat says nothing of the content."""
    checked_in(house)
    mara = house.person()
    mara.says(word)
    house.settle()
    action = {"my data": "my_data", "export": "my_data_export", "delete": "my_data_delete"}[word]
    mara.clicks(f"open:{action}", where="message")
    house.settle()
    assert mara.modals[-1]["callback_id"] == action
    assert_quiet(house)


def test_all_that_would_be_sent_is_shown_first_and_nothing_is_sent_without_a_yes(
    house: House,
) -> None:
    """The file is a message: what is in it, and what Slack does with it, comes before."""
    checked_in(house)
    mara = opened(house, "my_data", "my_data_export")
    assert NOTE in seen(mara)
    assert "Slack keeps a copy" in seen(mara)
    errors = mara.submits()
    assert errors is not None
    assert "agree" in errors
    mara.picks("formats")
    mara.picks("agree", "yes")
    assert mara.submits() is not None
    assert not house.slack.calls_to("files.")


def send_files(house: House) -> PersonDriver:
    mara = opened(house, "my_data", "my_data_export")
    mara.picks("agree", "yes")
    assert mara.submits() is None
    house.settle()
    return mara


def test_the_export_arrives_as_files_and_can_be_deleted_there_again(house: House) -> None:
    """JSON and Markdown with everything in them; the message around them carries nothing."""
    checked_in(house, days=2)
    mara = send_files(house)
    assert "Sent" in seen(mara)
    files = [file for message in mara.dm for file in message.files]
    assert [file["name"] for file in files] == ["even-keel.md", "even-keel.json"]
    contents = house.slack.workspace.contents
    read, document = (contents[file["id"]].decode() for file in files)
    assert read.count(NOTE) == 2
    exported = json.loads(document)
    assert exported["format"] == "even-keel-export"
    assert [entry["value"]["note"] for entry in exported["entries"]] == [NOTE, NOTE]
    assert exported["settings"]["retention_days"] == 365
    assert "U_DEV" not in document
    assert TEAM not in document
    assert_quiet(house)
    mara.closes(all=True)
    mara.clicks("my_data_file_delete", where="message")
    house.settle()
    assert not house.slack.workspace.contents
    assert not [file for message in mara.dm for file in message.files]
    assert "can't take back" in mara.dm[-1].text


def test_an_export_has_a_place_for_every_kind_there_is(house: House) -> None:
    """A kind that is stored and not exported would be somebody's data held back."""
    words = house.keel.words("my_data")
    missing = [
        kind.name
        for kind in (*ENTRY_KINDS, *DRAFT_KINDS, *SCHEDULE_KINDS)
        if not words.has(f"kind_{kind.name}")
    ]
    assert not missing, f"data/content/words/my_data.yaml names no {missing}"


@pytest.mark.parametrize(
    "broken", ["files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"]
)
def test_an_export_that_fails_leaves_nothing_in_the_chat(house: House, broken: str) -> None:
    """All of it or nothing: a file without its button could not be taken back from here."""
    checked_in(house)
    mara = opened(house, "my_data", "my_data_export")
    mara.picks("agree", "yes")
    house.slack.faults.fail = {broken: "internal_error"}
    assert mara.submits() is None
    house.settle()
    assert "not sent" in seen(mara)
    assert not [file for message in mara.dm for file in message.files]
    assert stored(house) == 1
    assert_quiet(house)


def test_a_file_that_slack_does_not_delete_keeps_its_button(house: House) -> None:
    """The person hears what they can do, and may try again."""
    checked_in(house)
    mara = send_files(house)
    mara.closes(all=True)
    house.slack.faults.fail = {"files.delete": "internal_error"}
    mara.clicks("my_data_file_delete", where="message")
    house.settle()
    assert "delete it yourself" in mara.dm[-1].text
    house.slack.faults.fail = {}
    mara.clicks("my_data_file_delete", where="message")
    house.settle()
    assert not house.slack.workspace.contents


def test_a_long_export_can_be_read_to_its_end_before_it_is_sent(house: House) -> None:
    """What is shown is all of it, however long; it is turned like pages."""
    long = "\n".join(f"line {n} {NOTE}" for n in range(70))
    checked_in(house, note=long, days=14)
    mara = opened(house, "my_data", "my_data_export")
    read = seen(mara)
    assert "Part 1 of 2" in read
    mara.clicks("my_data_page:next")
    house.settle()
    assert "Part 2 of 2" in seen(mara)
    assert (read + seen(mara)).count("line 69 ") == 14
    mara.clicks("my_data_page:before")
    house.settle()
    assert "Part 1 of 2" in seen(mara)


def test_a_longer_time_is_set_at_once(house: House) -> None:
    """Nothing is lost by it, so nothing is asked."""
    checked_in(house)
    mara = opened(house, "my_data", "my_data_retention")
    mara.fills({"retention": "1095"})
    assert mara.submits() is None
    house.settle()
    assert "3 years" in seen(mara)
    mara.closes()
    assert "3 years" in seen(mara)
    house.slack.clock.move(timedelta(days=1000))
    house.keel.journal.sweep(house.keel.now())
    assert stored(house) == 1


def test_a_shorter_time_asks_before_it_costs_anything(house: House) -> None:
    """How many it would destroy is said first; the daily cleaning then does what was said."""
    checked_in(house)
    house.slack.clock.move(timedelta(days=40))
    mara = opened(house, "my_data", "my_data_retention")
    mara.fills({"retention": "30"})
    assert mara.submits() is None
    assert mara.modals[-1]["callback_id"] == "my_data_retention_sure"
    assert "older than that, and would be destroyed for good at the next daily cleaning: 1" in seen(
        mara
    )
    profile = house.keel.journal.profile(MARA)
    assert profile is not None
    assert profile.retention_days == 365
    assert set(mara.submits() or {}) == {"sure"}
    mara.picks("yes", "yes")
    assert mara.submits() is None
    house.settle()
    assert stored(house) == 1
    house.keel.journal.sweep(house.keel.now())
    assert stored(house) == 0


def destroyed(house: House, mara: PersonDriver) -> str:
    """Ticks the box and destroys; gives the receipt."""
    assert mara.modals[-1]["callback_id"] == "my_data_delete_sure"
    mara.picks("yes", "yes")
    assert mara.submits() is None
    house.settle()
    assert mara.modals[-1]["callback_id"] == "my_data_receipt"
    return seen(mara)


def test_everything_goes_after_two_questions_and_leaves_a_receipt(house: House) -> None:
    """Time and counts, no content; the page beneath and the Home know of it too."""
    checked_in(house, days=2)
    mara = opened(house, "my_data", "my_data_delete")
    mara.fills({"what": "everything"})
    assert mara.submits() is None
    assert "Entries: 2." in seen(mara)
    assert mara.submits() is not None
    assert stored(house) == 2
    receipt = destroyed(house, mara)
    assert "Entries: 2." in receipt
    assert "Europe/Stockholm" in receipt
    assert "log of changes was emptied" in receipt
    assert NOTE not in receipt
    assert house.keel.journal.profile(MARA) is None
    mara.closes()
    assert "Nothing is kept" in seen(mara)
    assert NOTE not in mara.text_of(mara.home)
    assert_quiet(house)


def test_one_kind_goes_and_the_rest_stays(house: House) -> None:
    """The person stays, with their settings and consent."""
    checked_in(house, days=2)
    mara = opened(house, "my_data", "my_data_delete")
    mara.fills({"what": "check_in"})
    assert mara.submits() is None
    assert "Entries: 2." in destroyed(house, mara)
    assert house.keel.journal.consented(MARA)


def test_a_span_goes_and_the_days_around_it_stay(house: House) -> None:
    """Both ends are included; the wrong way round is said beside the field."""
    checked_in(house, days=5)
    days = [kept.day for kept in house.keel.journal.entries(MARA, CHECK_INS)][::-1]
    mara = opened(house, "my_data", "my_data_delete")
    mara.fills({"what": "all"})
    mara.picks("first", days[3].isoformat())
    mara.picks("last", days[1].isoformat())
    assert set(mara.submits() or {}) == {"last"}
    mara.picks("first", days[1].isoformat())
    mara.picks("last", days[3].isoformat())
    assert mara.submits() is None
    assert "Entries: 3." in destroyed(house, mara)
    left = [kept.day for kept in house.keel.journal.entries(MARA, CHECK_INS)][::-1]
    assert left == [days[0], days[4]]


def test_what_was_begun_can_go_alone(house: House) -> None:
    """A conversation that was left is kept for a while; it is theirs to destroy."""
    checked_in(house)
    mara = house.person()
    mara.says("check in here")
    house.settle()
    mara = opened(house, "my_data", "my_data_delete")
    mara.fills({"what": "drafts"})
    assert mara.submits() is None
    assert "Unfinished: 1." in destroyed(house, mara)
    assert house.keel.journal.tally_drafts(MARA) == 0
    assert stored(house) == 1


def test_consent_taken_back_stops_storing_and_leaves_the_choice(house: House) -> None:
    """What is there stays readable, can be taken along, and is theirs to destroy."""
    checked_in(house)
    mara = opened(house, "my_data", "my_data_withdraw")
    mara.picks("then", "keep")
    assert mara.submits() is None
    house.settle()
    assert not house.keel.journal.consented(MARA)
    assert stored(house) == 1
    mara.closes(all=True)
    mara = opened(house, "my_data")
    assert "took your consent back" in seen(mara)
    mara.clicks("open:my_data_export")
    house.settle()
    assert NOTE in seen(mara)


def test_consent_taken_back_may_end_in_destroying_at_once(house: House) -> None:
    """It is asked twice as everywhere; closing in between leaves the consent taken back."""
    checked_in(house)
    mara = opened(house, "my_data", "my_data_withdraw")
    mara.picks("then", "destroy")
    assert mara.submits() is None
    house.settle()
    assert not house.keel.journal.consented(MARA)
    assert stored(house) == 1
    assert "Entries: 1." in destroyed(house, mara)
    assert house.keel.journal.profile(MARA) is None
