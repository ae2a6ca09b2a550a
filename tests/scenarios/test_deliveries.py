"""Repeated, reordered, cut off: no double entry, and a person is told when nothing was saved."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.people import Who
from data.kinds import CHECK_INS
from tests.conftest import House, Start
from tests.scenarios.test_check_in import agree

MARA = Who("T_NORTHWIND", "U_DEV")


def test_a_form_sent_twice_is_stored_once(house: House) -> None:
    """Two submissions of one view are one entry, with the same answer to both."""
    agree(house)
    mara = house.person()
    mara.fills({"rate_mood": "3"})
    mara.submits(twice=True)
    house.settle()
    assert house.keel.journal.tally(MARA, CHECK_INS)[0] == 1
    assert mara.modals[-1]["callback_id"] == "check_in_reflection"


def test_a_click_delivered_twice_opens_one_view(house: House) -> None:
    """The second one finds nothing to do."""
    agree(house)
    mara = house.person()
    mara.closes()
    mara.says("check in")
    house.settle()
    house.slack.faults.deliver_twice = True
    mara.clicks("open:check_in")
    house.settle()
    assert len(house.slack.calls_to("views.open")) == 2  # the shortcut's, and this one


def test_two_messages_in_the_wrong_order_are_both_answered(house: House) -> None:
    """Order is not Slack's promise."""
    house.slack.faults.out_of_order = True
    mara = house.person()
    mara.says("help", wait=False)
    mara.says("privacy", wait=False)
    house.settle()
    assert len([m for m in mara.dm if m.by_bot]) == 2


def test_a_database_that_stops_answering_is_told_beside_the_field(house: House) -> None:
    """The words are still in the form, and a later try stores them once."""
    agree(house)
    mara = house.person()
    mara.fills({"note": "kept in the form"})
    database = house.keel.journal._store.database
    with database.transaction():
        database.run("ALTER TABLE entries RENAME TO entries_away")
    errors = mara.submits()
    assert errors
    database.run("ALTER TABLE entries_away RENAME TO entries")
    assert mara.submits() is None
    house.settle()
    assert house.keel.journal.tally(MARA, CHECK_INS)[0] == 1


def test_what_was_answered_with_saved_is_there_after_a_restart(start: Start) -> None:
    """Durable before the reflection appears."""
    with start() as house:
        agree(house)
        mara = house.person()
        mara.fills({"note": "before the restart", "rate_mood": "2"})
        mara.submits()
    with start() as house:
        kept = house.keel.journal.entries(MARA, CHECK_INS)
        assert [one.value.note for one in kept] == ["before the restart"]


def test_a_dropped_socket_is_picked_up_again(house: House) -> None:
    """Slack refreshes connections every few hours."""
    house.slack.faults.drop_socket()
    house.slack.wait_connected(timeout=30)  # slack_sdk looks after its connection every 10 s
    house.person().says("help")
    house.settle()
    assert house.person().last_message.by_bot


def test_home_stays_under_its_limits_with_three_years_of_entries(house: House) -> None:
    """A page that Slack refuses would be a dead end for the most faithful."""
    from bot.domain.checkins import CheckIn

    agree(house)
    mara = house.person()
    mara.closes()
    now = house.keel.now()
    ratings = {item.slug: 3 for item in house.keel.library.check_in_items}
    journal = house.keel.journal
    with journal._store.transaction():
        for back in range(3 * 365):
            day = now.date() - timedelta(days=back)
            value = CheckIn(day, ratings, note="n" * 2000, goal="g" * 300)
            journal.add(MARA, CHECK_INS, value, id=f"e{back}", day=day, now=now)
    mara.opens_home()
    house.settle()
    assert mara.error is None
    mara.clicks("open:check_ins")
    house.settle()
    for _ in range(3):
        mara.clicks("check_ins_page:older")
        house.settle()
    assert "19 to 24 of 1095" in mara.text_of(mara.modals[-1])
