"""The mental merge: putting the day down, the stash at the next start, past merges."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.merges import ASK_AFTER_KEPT, StashItem
from bot.domain.people import Who
from bot.domain.rotations import rotation
from bot.domain.shifts import Shift, Weekly, WorkPattern
from bot.domain.stashes import Stashed
from bot.preview.standin import PersonDriver
from bot.preview.standin.workspace import TEAM
from data.kinds import MERGE_DRAFT, MERGES, STASH
from handlers.merge_desk import put_stashed
from tests.conftest import House
from tests.scenarios.test_canaries import assert_nowhere

MARA = Who(TEAM, "U_DEV")
OFFICE = Shift(start=time(9), end=time(17))
WEEKDAYS = WorkPattern(Weekly((OFFICE,) * 5 + (None, None)), "Europe/Stockholm")
MONDAY_EVENING = datetime(2026, 11, 23, 15, 50, tzinfo=UTC)  # 16:50 in Stockholm


def begin(house: House, pattern: WorkPattern | None = WEEKDAYS) -> PersonDriver:
    """A person who has said yes, works to a pattern, and stands in the merge form."""
    house.slack.clock.set(MONDAY_EVENING)
    house.keel.journal.consent(MARA, "Europe/Stockholm", house.keel.now())
    house.keel.journal.change_profile(MARA, house.keel.now(), pattern=pattern)
    mara = house.person()
    mara.shortcut("merge")
    house.settle()
    return mara


def home_text(house: House) -> str:
    """The person's page as it is now."""
    mara = house.person()
    mara.opens_home()
    house.settle()
    return str(mara.text_of(mara.home))


def test_the_first_merge_asks_for_consent_and_goes_on(house: House) -> None:
    """From a word in the DM to the closing, with nothing stored before the yes."""
    mara = house.person()
    mara.says("merge")
    house.settle()
    mara.clicks("open:merge")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "consent"
    mara.submits()
    house.settle()
    assert mara.modals[-1]["callback_id"] == "merge"
    mara.fills({"merged": "one thing"})
    assert mara.submits() is None
    assert mara.modals[-1]["callback_id"] == "merge_closing"


def test_a_full_merge_parks_the_day_and_comes_back_at_the_next_start(house: House) -> None:
    """Written in the evening, out of sight until the next shift, then Done, Keep or Drop."""
    mara = begin(house)
    mara.fills(
        {
            "merged": "fixed the login\n- moved the sensor",
            "item_0": "flaky deploy",
            "step_0": "run it with the old runner",
            "when_0": "tomorrow 9:15",
            "item_1": "ask about bearings",
            "not_mine": "the supplier",
            "ok_thing": "lunch outside",
        }
    )
    assert mara.submits() is None
    seen = mara.text_of(mara.modals[-1])
    assert "Work is parked" in seen
    assert "run it with the old runner, tomorrow 9:15" in seen
    assert "Tue 24 Nov" in seen
    assert "Merged. Stashed. Off." in seen
    actions = [row for row in mara.modals[-1]["blocks"] if row["type"] == "actions"]
    assert [row["block_id"] for row in actions] == ["help"], "a closing has no way back into work"
    mara.closes()
    evening = home_text(house)
    assert "flaky deploy" not in evening
    assert "2 things are stashed" in evening

    house.slack.clock.set(datetime(2026, 11, 24, 8, 5, tzinfo=UTC))
    assert "flaky deploy" in home_text(house)
    mara.clicks("stash_done", where="home")
    house.settle()
    assert "flaky deploy" not in mara.text_of(mara.home)
    assert "ask about bearings" in mara.text_of(mara.home)
    mara.clicks("stash_keep", where="home")
    house.settle()
    assert "ask about bearings" not in mara.text_of(mara.home)
    assert "has been looked at" in mara.text_of(mara.home)

    mara.clicks("open:merge", where="home")
    house.settle()
    assert "ask about bearings" in mara.text_of(mara.modals[-1])
    assert "flaky deploy" not in mara.text_of(mara.modals[-1])


def test_a_merge_after_midnight_belongs_to_the_shift(house: House) -> None:
    """The day is the one the shift began on, whatever the clock says when it is written."""
    late = Shift(start=time(16), end=time(0, 30), kind="late")
    mara = begin(house, WorkPattern(Weekly((late,) * 5 + (None, None)), "Europe/Stockholm"))
    mara.closes()
    house.slack.clock.set(datetime(2026, 11, 23, 23, 40, tzinfo=UTC))
    mara.shortcut("merge")
    house.settle()
    mara.fills({"merged": "late one"})
    assert mara.submits() is None
    (kept,) = house.keel.journal.entries(MARA, MERGES)
    assert kept.day == date(2026, 11, 23)


def test_a_vague_step_gets_one_hint_and_then_passes(house: House) -> None:
    """One hint beside the field; sent again, it is taken as it is."""
    mara = begin(house)
    mara.fills({"item_0": "the tests", "step_0": "fix tests", "item_1": "b", "step_1": "look"})
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == {"step_0", "step_1"}
    mara.fills({"step_1": "look"})
    assert mara.submits() is None
    assert mara.modals[-1]["callback_id"] == "merge_closing"


def test_rows_can_be_added_up_to_five_and_keep_what_was_typed(house: House) -> None:
    """Two empty rows to begin with; nothing typed is lost when one is added."""
    mara = begin(house)
    mara.fills({"merged": "done things", "item_0": "first", "step_1": "a step without an item"})
    for _ in range(3):
        mara.clicks("merge_add_row")
        house.settle()
    shown = {block["block_id"] for block in mara.modals[-1]["blocks"]}
    assert "item_4" in shown
    assert "add_row" not in shown
    mara.fills({"item_4": "fifth"})
    assert mara.submits() is None
    (kept,) = house.keel.journal.entries(MARA, MERGES)
    assert [item.item for item in kept.value.stash] == ["first", "a step without an item", "fifth"]
    assert kept.value.merged == ("done things",)


def test_a_form_that_was_closed_by_a_slip_goes_on_where_it_was(house: House) -> None:
    """Kept sealed for a day; parked, it is gone; a form that was only looked at is no draft."""
    mara = begin(house)
    mara.closes()
    assert house.keel.journal.draft(MARA, MERGE_DRAFT, house.keel.now()) is None
    mara.shortcut("merge")
    house.settle()
    mara.fills({"merged": "half a line", "item_1": "second row"})
    mara.picks("merge_variant", "last_of_block")
    house.settle()
    mara.closes()
    house.settle()
    mara.shortcut("merge")
    house.settle()
    seen = str(mara.modals[-1])
    assert "half a line" in seen
    assert "second row" in seen
    assert "where you left it" in mara.text_of(mara.modals[-1])
    assert mara.submits() is None
    (kept,) = house.keel.journal.entries(MARA, MERGES)
    assert kept.value.merged == ("half a line",)
    assert kept.value.variant == "last_of_block"
    assert house.keel.journal.draft(MARA, MERGE_DRAFT, house.keel.now()) is None


def test_more_than_three_merged_lines_are_said_so_and_not_cut(house: House) -> None:
    """The limit is said beside the field, and everything typed stays in it."""
    mara = begin(house)
    mara.fills({"merged": "a\nb\nc\nd"})
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == {"merged"}
    mara.fills({"merged": "a\nb\nc"})
    assert mara.submits() is None


def test_the_schedule_suggests_the_variant_and_the_form_can_switch(house: House) -> None:
    """A Friday asks what nobody should chase; on call asks what would page; typed words stay."""
    mara = begin(house)
    mara.closes()
    house.slack.clock.set(datetime(2026, 11, 27, 15, 50, tzinfo=UTC))
    mara.shortcut("merge")
    house.settle()
    assert "before Mon 30 Nov" in mara.text_of(mara.modals[-1])
    mara.fills({"not_mine": "the audit", "not_until": "the rollout"})
    mara.picks("merge_variant", "on_call")
    house.settle()
    shown = {block["block_id"] for block in mara.modals[-1]["blocks"]}
    assert {"would_page_me", "first_step", "who_is_next", "not_mine", "not_until"} <= shown
    mara.fills({"would_page_me": "disk full", "who_is_next": "Joe"})
    assert mara.submits() is None
    assert "Phone on, chat off" in mara.text_of(mara.modals[-1])
    (kept,) = house.keel.journal.entries(MARA, MERGES)
    assert kept.value.variant == "on_call"
    assert kept.value.not_mine == "the audit"
    assert kept.value.on_call.would_page_me == "disk full"


def test_before_days_off_a_thing_can_be_handed_over(house: House) -> None:
    """On the last shift of a block each row has a place for who takes it on; not on other days."""
    mara = begin(house)
    assert "hand_over_0" not in {block["block_id"] for block in mara.modals[-1]["blocks"]}
    mara.picks("merge_variant", "last_of_block")
    house.settle()
    mara.fills({"hand_over_0": "Sam"})
    mara.picks("merge_variant", "day")
    house.settle()
    assert "hand_over_0" in {block["block_id"] for block in mara.modals[-1]["blocks"]}
    mara.fills({"hand_over_0": ""})
    mara.closes()
    house.slack.clock.set(datetime(2026, 11, 27, 15, 50, tzinfo=UTC))
    mara.shortcut("merge")
    house.settle()
    mara.fills({"item_0": "press 4 leaks", "hand_over_0": "Sam, night crew"})
    mara.picks("merge_variant", "day")
    house.settle()
    assert mara.submits() is None
    (kept,) = house.keel.journal.entries(MARA, STASH)
    assert kept.value.item.hand_over == "Sam, night crew"
    mara.closes()
    house.slack.clock.set(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert "With Sam, night crew meanwhile" in home_text(house)
    mara.clicks("open:merges", where="home")
    house.settle()
    assert "With Sam, night crew meanwhile" in mara.text_of(mara.modals[-1])
    mara.closes()
    # It stays with the thing on the next day's form too, where nobody would be asked for it.
    mara.shortcut("merge")
    house.settle()
    assert mara.submits() is None
    (kept,) = house.keel.journal.entries(MARA, STASH)
    assert kept.value.item.hand_over == "Sam, night crew"


def test_a_thing_that_is_kept_outlives_the_day_it_was_put_down(house: House) -> None:
    """Kept means still wanted: retention counts from the last Keep, and takes what nobody keeps."""
    mara = begin(house, None)
    house.keel.journal.change_profile(MARA, house.keel.now(), retention_days=30)
    mara.fills({"item_0": "the long one"})
    mara.clicks("merge_add_row")
    house.settle()
    mara.submits()
    mara.closes()
    for _ in range(4):
        house.slack.clock.move(timedelta(days=15))
        house.keel.journal.sweep(house.keel.now())
        assert "the long one" in home_text(house)
        mara.clicks("stash_keep", where="home")
        house.settle()
    house.slack.clock.move(timedelta(days=20))
    house.keel.journal.sweep(house.keel.now())
    house.slack.clock.move(timedelta(days=11))
    house.keel.journal.sweep(house.keel.now())
    assert house.keel.journal.entries(MARA, STASH) == []


def test_a_night_closes_with_the_way_home(house: House) -> None:
    """Safety first after a night: drowsy driving, light, sleep."""
    nights = WorkPattern(rotation("NNNNOOOO", date(2026, 11, 22)), "Europe/Stockholm")
    mara = begin(house, nights)
    mara.closes()
    house.slack.clock.set(datetime(2026, 11, 24, 5, 50, tzinfo=UTC))
    mara.shortcut("merge")
    house.settle()
    mara.fills({"merged": "line 3 runs again"})
    assert mara.submits() is None
    seen = mara.text_of(mara.modals[-1])
    assert "don't drive" in seen
    assert "Dark glasses" in seen
    (kept,) = house.keel.journal.entries(MARA, MERGES)
    assert (kept.day, kept.value.variant) == (date(2026, 11, 23), "night")


def test_an_own_sign_off_is_there_next_time(house: House) -> None:
    """The phrase belongs to the person; the shipped one is only where there is none."""
    mara = begin(house)
    mara.fills({"sign_off": "lights out"})
    assert mara.submits() is None
    assert "lights out" in mara.text_of(mara.modals[-1])
    assert house.keel.journal.tally(MARA, MERGES)[0] == 0, "a sign-off alone is not stored"
    mara.closes()
    mara.shortcut("merge")
    house.settle()
    assert "lights out" in mara.text_of(mara.modals[-1])


def test_a_thing_kept_five_times_is_asked_about(house: House) -> None:
    """Carried over again and again, it gets a question, and no verdict."""
    mara = begin(house, None)
    mara.fills({"item_0": "old thing"})
    mara.submits()
    mara.closes()
    for _ in range(ASK_AFTER_KEPT):
        assert "carried this one over" not in home_text(house)
        house.slack.clock.move(timedelta(days=1))
        assert "old thing" in home_text(house)
        mara.clicks("stash_keep", where="home")
        house.settle()
    house.slack.clock.move(timedelta(days=1))
    assert "carried this one over 5 times" in home_text(house)
    mara.clicks("stash_drop", where="home")
    house.settle()
    assert "old thing" not in mara.text_of(mara.home)


def test_keep_pressed_twice_counts_once(house: House) -> None:
    """A double tap, or a button on an old page, doesn't age a thing."""
    mara = begin(house, None)
    mara.fills({"item_0": "thing"})
    mara.submits()
    mara.closes()
    house.slack.clock.move(timedelta(days=1))
    mara.opens_home()
    house.settle()
    page = mara.home
    mara.clicks("stash_keep", where="home")
    house.settle()
    assert page is not None
    mara.clicks("open:stash", where="home")
    house.settle()
    assert "Kept for the next start" in mara.text_of(mara.modals[-1])
    assert "stash_keep" not in str(mara.modals[-1])
    (kept,) = house.keel.journal.entries(MARA, STASH)
    assert kept.value.item.kept == 1


def test_a_slip_of_the_thumb_can_be_put_back(house: House) -> None:
    """Done on the wrong thing is not the end of it."""
    mara = begin(house)
    mara.fills({"item_0": "thing"})
    mara.submits()
    mara.closes()
    mara.says("stash")
    house.settle()
    mara.clicks("open:stash")
    house.settle()
    mara.clicks("stash_done")
    house.settle()
    assert "stash_done" not in str(mara.modals[-1])
    mara.clicks("stash_back")
    house.settle()
    assert "stash_done" in str(mara.modals[-1])


def test_an_emptied_line_lets_a_thing_go(house: House) -> None:
    """In the next merge an open thing stands in its row; emptied, it leaves the stash."""
    mara = begin(house)
    mara.fills({"item_0": "thing", "step_0": "a next step here"})
    mara.submits()
    mara.closes()
    mara.shortcut("merge")
    house.settle()
    mara.fills({"item_0": ""})
    assert mara.submits() is None
    assert house.keel.journal.tally(MARA, STASH)[0] == 0


def test_a_stash_that_was_filled_elsewhere_says_so_beside_the_row(house: House) -> None:
    """Two forms at once: nothing is dropped in silence, and the merge can still be parked."""
    mara = begin(house)
    for number in range(5):
        item = StashItem(house.keel.journal.entry_id(MARA, f"other|{number}"), f"thing {number}")
        put_stashed(house.keel, MARA, Stashed(item, date(2026, 11, 23), house.keel.now(), number))
    mara.fills({"merged": "done", "item_0": "a sixth"})
    errors = mara.submits()
    assert errors is not None
    assert set(errors) == {"item_0"}
    mara.fills({"item_0": ""})
    assert mara.submits() is None
    assert house.keel.journal.tally(MARA, STASH)[0] == 5


def test_past_merges_can_be_read_changed_and_deleted(house: House) -> None:
    """A page of them; a change reaches what is still open, a deletion leaves the stash alone."""
    mara = begin(house, None)
    for number in range(7):
        mara.fills({"merged": f"day {number}", **({"item_0": "carried"} if not number else {})})
        assert mara.submits() is None
        mara.closes()
        house.slack.clock.move(timedelta(days=1))
        mara.shortcut("merge")
        house.settle()
    mara.closes()
    mara.opens_home()
    house.settle()
    mara.clicks("open:merges", where="home")
    house.settle()
    assert "day 6" in mara.text_of(mara.modals[-1])
    assert "day 0" not in mara.text_of(mara.modals[-1])
    mara.clicks("merge_edit")
    house.settle()
    mara.fills({"merged": "day six", "item_0": "carried, renamed", "item_1": "new one"})
    assert mara.submits() is None
    mara.closes()
    stash = sorted(one.value.item.item for one in house.keel.journal.entries(MARA, STASH))
    assert stash == ["carried, renamed", "new one"]
    house.settle()
    assert "day six" in mara.text_of(mara.modals[-1]), "the page beneath shows the change"
    mara.clicks("merge_delete")
    house.settle()
    assert "day six" not in mara.text_of(mara.modals[-1])
    mara.clicks("merges_page:older")
    house.settle()
    assert "day 0" in mara.text_of(mara.modals[-1])
    assert house.keel.journal.tally(MARA, STASH)[0] == 2


def test_crisis_words_in_a_merge_bring_help_and_lose_nothing(house: House) -> None:
    """Help lies on top; the form beneath has everything, and nothing was stored meanwhile."""
    mara = begin(house)
    mara.fills({"merged": "a long day", "not_mine": "I want to kill myself"})
    mara.submits()
    house.settle()
    assert mara.modals[-1]["callback_id"] != "merge_closing"
    assert house.keel.journal.tally(MARA, MERGES)[0] == 0
    assert mara.modals[0]["callback_id"] == "merge"
    mara.closes()
    mara.fills({"not_mine": "the rest"})
    assert mara.submits() is None
    (kept,) = house.keel.journal.entries(MARA, MERGES)
    assert kept.value.merged == ("a long day",)


def test_crisis_words_in_a_closed_form_are_not_kept(house: House) -> None:
    """What was typed is kept only when the person says so, and closing says nothing."""
    mara = begin(house)
    mara.fills({"not_mine": "I want to kill myself"})
    mara.submits()
    house.settle()
    mara.closes(all=True)
    house.settle()
    assert house.keel.journal.draft(MARA, MERGE_DRAFT, house.keel.now()) is None


def test_a_merge_sent_twice_is_stored_once(house: House) -> None:
    """A delivery that Slack repeats finds everything in place."""
    mara = begin(house)
    mara.fills({"merged": "once", "item_0": "thing", "step_0": "one two three"})
    mara.submits(twice=True)
    house.settle()
    assert house.keel.journal.tally(MARA, MERGES)[0] == 1
    assert house.keel.journal.tally(MARA, STASH)[0] == 1


def test_a_merge_leaks_nothing(house: House) -> None:
    """A canary in every field, through the closing, the Home, the stash and the history."""
    mara = begin(house)
    mara.picks("merge_variant", "last_of_block")
    house.settle()
    row = ("item_0", "step_0", "when_0", "hand_over_0")
    canaries = {name: f"canary{name.replace('_', '')} word three" for name in row}
    mara.fills(canaries)
    mara.picks("merge_variant", "on_call")
    house.settle()
    names = ("merged", "would_page_me", "first_step", "who_is_next")
    canaries |= {name: f"canary{name.replace('_', '')} word three" for name in names}
    canaries |= {"ok_thing": "canaryok", "sign_off": "canarysign"}
    mara.fills(canaries)
    mara.clicks("merge_add_row")
    house.settle()
    assert mara.submits() is None
    mara.closes()
    house.slack.clock.move(timedelta(days=1))
    assert "canaryitem0" in home_text(house)
    mara.says("merge")
    mara.says("stash")
    house.settle()
    mara.clicks("open:stash", where="message")
    house.settle()
    mara.clicks("stash_keep")
    house.settle()
    mara.closes()
    mara.clicks("open:merges", where="home")
    house.settle()
    assert "canarywouldpageme" in mara.text_of(mara.modals[-1])
    mara.clicks("merge_edit")
    house.settle()
    mara.fills({"merged": "canarychanged"})
    mara.submits()
    house.settle()
    heads = [text.split()[0] for text in canaries.values()]
    assert_nowhere(house, *heads, "canarychanged")
