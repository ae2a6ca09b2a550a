"""Coming and going: an uninstall, a deactivated account, a return, another time zone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from bot.domain.people import Profile, Who
from bot.domain.workspaces import ContactDetails, WorkspaceSettings
from bot.preview.standin import NotAcknowledged
from bot.preview.standin.workspace import TEAM
from data.journal import ERASE_GRACE, Kind, Planned
from data.kinds import CHECK_INS
from tests.conftest import House, Start
from tests.ops.conftest import until
from tests.scenarios.test_check_in import agree
from tests.scenarios.test_crisis_forms import without

MARA, JOE = Who(TEAM, "U_DEV"), Who(TEAM, "U_NIGHT")
REMINDER = Kind("test_reminder", str)
DAY = timedelta(days=1)


def settled_in(house: House, *users: str) -> None:
    """People with a check-in and a reminder that is due now."""
    for user in users:
        agree(house, user)
        house.person(user).fills({"rate_sleep": "3"})
        assert house.person(user).submits() is None
        house.person(user).closes(all=True)
        who = Who(TEAM, user)
        planned = Planned(house.keel.journal.entry_id(who, "reminder"), "daily", house.keel.now())
        house.keel.journal.change_schedules(who, REMINDER, lambda *_, one=planned: [one])
    house.settle()


def due(house: House) -> int:
    """How many reminders would go out now."""
    return len(house.keel.journal._store.due(int(house.keel.now().timestamp()), 100))


def rows(house: House) -> int:
    """How many check-ins lie in the database, whoever's they are."""
    (row,) = house.keel.journal._store.database.rows("SELECT count(*) AS n FROM entries")
    return int(row["n"])


def uninstalled(house: House) -> None:
    house.slack.uninstalls_app()


def token_revoked(house: House) -> None:
    house.slack.sends({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U_BOT"]}})


def revoked_first(house: House) -> None:
    token_revoked(house)
    house.slack.sends({"type": "app_uninstalled"})


@pytest.mark.parametrize("leave", [uninstalled, token_revoked, revoked_first])
def test_an_uninstall_stops_reminders_at_once_and_destroys_after_the_grace(
    house: House, leave: object
) -> None:
    """Whatever order Slack tells it in."""
    settled_in(house, "U_DEV", "U_NIGHT")
    assert due(house) == 2
    leave(house)
    house.settle()
    assert due(house) == 0
    assert rows(house) == 2
    house.slack.clock.move(ERASE_GRACE - DAY)
    house.keel.journal.sweep(house.keel.now())
    assert rows(house) == 2
    house.slack.clock.move(DAY + timedelta(seconds=2))
    house.keel.journal.sweep(house.keel.now())
    assert rows(house) == 0
    assert house.keel.journal.profile(MARA) is None


def test_a_second_event_does_not_put_the_date_off(house: House) -> None:
    """The grace counts from the first word of it."""
    settled_in(house, "U_DEV")
    uninstalled(house)
    first = house.keel.journal.erased_at(MARA)
    house.slack.clock.move(3 * DAY)
    house.slack.sends({"type": "tokens_revoked", "tokens": {"oauth": ["U_DEV"], "bot": ["U_B"]}})
    house.settle()
    assert house.keel.journal.erased_at(MARA) == first


def test_whoever_acts_after_a_reinstall_brings_everybody_back(house: House) -> None:
    """The app is there again, so the people who went with it keep what is theirs."""
    settled_in(house, "U_DEV", "U_NIGHT")
    uninstalled(house)
    house.slack.clock.move(2 * DAY)
    house.slack.workspace.installed = True
    house.person().opens_home()
    house.settle()
    assert due(house) == 2
    house.slack.clock.move(ERASE_GRACE + DAY)
    house.keel.journal.sweep(house.keel.now())
    for who in (MARA, JOE):
        assert house.keel.journal.tally(who, CHECK_INS)[0] == 1


def test_somebody_new_after_a_reinstall_brings_everybody_back(house: House) -> None:
    """The first to open the app again need not be one of those who went with it."""
    settled_in(house, "U_DEV", "U_NIGHT")
    uninstalled(house)
    house.slack.clock.move(2 * DAY)
    house.slack.workspace.installed = True
    house.person("U_PLANT").opens_home()
    house.settle()
    house.slack.clock.move(ERASE_GRACE + DAY)
    house.keel.journal.sweep(house.keel.now())
    for who in (MARA, JOE):
        assert house.keel.journal.tally(who, CHECK_INS)[0] == 1


def test_whoever_acts_after_a_second_reinstall_brings_everybody_back_too(house: House) -> None:
    """A first uninstall that nobody came back from is over; the second has a date of its own. The
    workspace's own contacts come back with the people."""
    settled_in(house, "U_DEV")
    uninstalled(house)
    house.slack.clock.move(ERASE_GRACE + DAY)
    house.keel.journal.sweep(house.keel.now())
    house.slack.workspace.installed = True
    settled_in(house, "U_DEV", "U_NIGHT")
    named = WorkspaceSettings((ContactDetails("eap", "Works doctor", "+46 8 123"),))
    house.keel.journal.put_workspace(TEAM, lambda _: named, "U_PLANT", house.keel.now())
    house.slack.clock.move(30 * DAY)
    uninstalled(house)
    house.slack.clock.move(2 * DAY)
    house.slack.workspace.installed = True
    house.person().opens_home()
    house.settle()
    house.slack.clock.move(ERASE_GRACE + DAY)
    house.keel.journal.sweep(house.keel.now())
    for who in (MARA, JOE):
        assert house.keel.journal.tally(who, CHECK_INS)[0] == 1
    assert house.keel.journal.workspace(TEAM) == named


def test_a_click_that_was_under_way_during_the_uninstall_is_no_return(house: House) -> None:
    """It arrives a moment later, and nobody would ever erase what it kept."""
    settled_in(house, "U_DEV")
    uninstalled(house)
    house.person().opens_home()
    house.settle()
    assert house.keel.journal.erased_at(MARA) is not None


def test_a_deactivated_person_goes_alone_and_may_come_back(house: House) -> None:
    """Reminders stop for them only; a reactivated account has all of it."""
    settled_in(house, "U_DEV", "U_NIGHT")
    house.person().is_deactivated()
    house.settle()
    assert due(house) == 1
    house.slack.clock.move(DAY)
    house.slack.person("U_DEV")._run(house.slack.person("U_DEV")._hands.changes(deleted=False))
    house.settle()
    assert due(house) == 2
    assert house.keel.journal.erased_at(MARA) is None


def test_a_deactivated_person_is_not_brought_back_by_a_reinstall(house: House) -> None:
    """Their going had nothing to do with the app's."""
    settled_in(house, "U_DEV", "U_NIGHT")
    house.person("U_NIGHT").is_deactivated()
    house.slack.clock.move(DAY)
    uninstalled(house)
    house.slack.clock.move(DAY)
    house.slack.workspace.installed = True
    house.person().opens_home()
    house.settle()
    assert house.keel.journal.erased_at(MARA) is None
    assert house.keel.journal.erased_at(JOE) is not None


def test_a_person_who_takes_their_own_token_back_goes_alone(house: House) -> None:
    """tokens_revoked names people; only those are meant."""
    settled_in(house, "U_DEV", "U_NIGHT")
    house.slack.revokes_tokens(["U_DEV", "U_STRANGER"])
    house.settle()
    assert house.keel.journal.erased_at(MARA) is not None
    assert house.keel.journal.erased_at(JOE) is None


def test_the_grace_runs_on_over_a_restart(start: Start) -> None:
    """The date is in the database, not in memory."""
    with start() as house:
        settled_in(house, "U_DEV")
        house.person().is_deactivated()
        house.settle()
    with start() as house:
        assert due(house) == 0
        house.slack.clock.move(ERASE_GRACE + DAY)
        house.keel.journal.sweep(house.keel.now())
        assert rows(house) == 0


def test_the_zone_follows_slack_and_is_told_once_to_whoever_has_reminders(house: House) -> None:
    """A move must not leave reminders at the old place's time, nor change them in silence."""
    settled_in(house, "U_DEV")
    agree(house, "U_NIGHT")
    told = []
    house.keel.doors.when_zone_changes(told.append)
    before = len(house.message_calls())
    house.person().changes_zone("Asia/Tokyo")
    house.person().changes_zone("Asia/Tokyo")
    house.person("U_NIGHT").changes_zone("America/Denver")
    house.settle()
    assert zone(house, MARA) == "Asia/Tokyo"
    assert zone(house, JOE) == "America/Denver"
    assert told == [MARA, JOE]
    calls = house.message_calls()[before:]
    assert [call.args["channel"] for call in calls] == ["U_DEV"]


def test_a_zone_that_a_person_set_themselves_stays(house: House) -> None:
    """Slack's guess does not win over their word, and a name nobody knows over neither."""
    settled_in(house, "U_DEV")
    for odd in ("Mars/Olympus", "", None, "../../etc/passwd"):
        house.slack.sends({"type": "user_change", "user": {"id": "U_DEV", "tz": odd}})
    house.settle()
    assert zone(house, MARA) == "Europe/Stockholm"
    house.keel.journal.change_profile(MARA, house.keel.now(), zone_confirmed=True)
    house.person().changes_zone("Asia/Tokyo")
    house.settle()
    assert zone(house, MARA) == "Europe/Stockholm"


def test_a_change_of_somebody_who_was_never_here_stores_nothing(house: House) -> None:
    """Slack tells of everybody in the workspace."""
    house.person().changes_zone("Asia/Tokyo")
    house.person("U_NIGHT").is_deactivated()
    house.settle()
    assert house.keel.journal._store.people() == []
    assert house.message_calls() == []


def zone(house: House, who: Who) -> str:
    profile = house.keel.journal.profile(who)
    assert isinstance(profile, Profile)
    return profile.zone


def person_leaves(house: House) -> None:
    house.person().is_deactivated()


def own_token(house: House) -> None:
    house.slack.revokes_tokens(["U_DEV"])


@pytest.mark.parametrize("leave", [person_leaves, own_token, uninstalled, token_revoked])
def test_a_leaving_that_could_not_be_stored_is_told_again_by_slack(
    house: House, leave: Callable[[House], None]
) -> None:
    """Acknowledged, it would be forgotten, and what was written would stay."""
    settled_in(house, "U_DEV")
    house.slack.ack_timeout = 1.0
    house.slack.retry_delays = (0.0, 60.0, 300.0)
    with suppress(NotAcknowledged), without(house, "people"):
        leave(house)
        house.settle()
    house.slack.ack_timeout = 15.0

    def told_again() -> datetime | None:
        # On a busy machine the next try may be planned only after the clock was moved once.
        house.slack.moves_clock(hours=1)
        house.settle()
        return house.keel.journal.erased_at(MARA)

    until(told_again)
