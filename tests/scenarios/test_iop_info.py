"""IOP pages in private: the slash command, the DM, the modal from the Home."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Who
from bot.domain.workspaces import SLOTS, ContactDetails
from bot.preview.standin import hands
from bot.preview.standin.blockkit import problems
from bot.preview.standin.web_api import responses
from handlers.iop_info import answer, page_of
from handlers.iop_views import as_message, as_modal
from tests.conftest import House
from tests.scenarios.test_canaries import assert_nowhere

CRISIS = "I want to kill myself tonight"


def last(house: House, user: str = "U_DEV") -> str:
    """What the newest ephemeral answer says."""
    person = house.person(user)
    return person.text_of(person.ephemerals[-1])


def asks(house: House, text: str, user: str = "U_DEV", channel: str = "C_LINE_3") -> str:
    """The answer to the slash command in a channel that the app is no member of."""
    house.person(user).runs("/iop-info", text, channel=channel)
    house.settle()
    return last(house, user)


def test_the_command_answers_only_the_caller(house: House) -> None:
    """Overview with menu and buttons, for one pair of eyes, in any channel."""
    said = asks(house, "")
    assert "Intensive outpatient programs" in said
    assert "Does it fit my week?" in said or "What an IOP is" in said
    assert "Get help now" in said
    assert house.person("U_PLANT").ephemerals == []
    assert house.message_calls() == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("levels", "Levels of care, and where an IOP sits"),
        ("for machinists", "hands"),
        ("will I lose my job?", "job"),
        ("HOW DO I TELL MY BOSS", "Not what you meant?"),
        ("help", "How to ask"),
        ("?", "How to ask"),
    ],
)
def test_names_open_pages_and_questions_find_them(house: House, text: str, expected: str) -> None:
    """A page by its name, by a question, and how to ask."""
    assert expected in asks(house, text)


def test_what_fits_nothing_gets_all_topics(house: House) -> None:
    """No bad guess: the list of pages."""
    said = asks(house, "what is the torque for an M8 bolt in aluminium")
    assert house.keel.library.iop.nothing_fits in said


@pytest.mark.parametrize(
    "text",
    [
        "<!channel> <@U_PLANT> *bold* `code`",
        "{who} %s %(x)s \\ ' \" OR 1=1 --",
        '"unbalanced AND NEAR( * -',
        "\u202e\u0000\u200b\ufeff",
        "iop " * 900,
        "🙈" * 300,
    ],
)
def test_hostile_text_is_answered_and_never_repeated(house: House, text: str) -> None:
    """Whatever is typed, an answer comes, and none of it is in it."""
    said = asks(house, text)
    assert "Get help now" in said
    assert "<!channel>" not in said
    assert "U_PLANT" not in said
    assert "OR 1=1" not in said


def test_danger_in_the_command_gets_help_at_once(house: House) -> None:
    """The gate reads slash text as well."""
    said = asks(house, CRISIS)
    assert "immediate danger" in said
    assert house.message_calls() == []


def test_a_worry_gets_one_gentle_line_and_the_page(house: House) -> None:
    """A concern stops nothing."""
    said = asks(house, "I can't take this any more")
    assert house.keel.library.help.texts.concern in said
    assert "Get help now" in said


def test_what_the_workspace_does_not_offer_is_said(house: House) -> None:
    """Switched off means no pages, and help all the same."""
    house.keel.journal.put_workspace(
        "T_NORTHWIND", lambda now: replace(now, features_off=("iop",)), "U_PLANT", house.keel.now()
    )
    no = house.keel.words("iop")("not_offered_text")
    said = asks(house, "levels")
    assert no in said
    assert "Get help now" in said
    mara = house.person()
    for text in ("iop", "would an IOP cost me my job?", "first steps"):
        mara.says(text)
        house.settle()
        assert no in mara.text_of(mara.last_message)
    mara.opens_home()
    house.settle()
    assert "open:iop" not in str(mara.home)


def test_somebody_who_asks_for_a_person_gets_people(house: House) -> None:
    """The word for help wins over any page."""
    assert "findahelpline.com" in asks(house, "sos")


def test_moving_on_replaces_the_answer(house: House) -> None:
    """One ephemeral answer, whatever is pressed, and no message anywhere."""
    asks(house, "")
    mara = house.person()
    shown = mara.ephemerals[-1].ts
    mara.clicks("iop:what-is-iop", where=shown)
    house.settle()
    mara.picks("iop_topic", "typical-week", where=shown)
    house.settle()
    assert "9 hours" in last(house)
    mara.clicks("iop:overview", where=shown)
    house.settle()
    mara.clicks("iop:usage", where=shown)
    house.settle()
    assert len(mara.ephemerals) == 1
    assert "How to ask" in last(house)
    assert house.message_calls() == []


def test_a_used_up_answer_is_given_afresh(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """When Slack takes no more answers at an address, the page comes another way."""
    asks(house, "")
    mara = house.person()
    monkeypatch.setattr(responses, "USES", 0)
    mara.clicks("iop:what-is-iop", where=mara.ephemerals[-1].ts)
    house.settle()
    # The app is no member of that channel, so the page comes in the DM.
    assert "What an IOP" in mara.text_of(mara.last_message)
    mara.runs("/iop-info", "")
    house.settle()
    mara.picks("iop_topic", "levels-of-care", where=mara.ephemerals[-1].ts)
    house.settle()
    assert "Levels of care, and where" in last(house)


def test_an_answer_address_that_cannot_be_reached_is_no_dead_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page comes in the DM when Slack's own address does not answer."""
    asks(house, "")
    mara = house.person()
    monkeypatch.setattr(hands, "new_response_url", lambda *_: "http://127.0.0.1:9/response/x")
    mara.clicks("iop:what-is-iop", where=mara.ephemerals[-1].ts)
    house.settle()
    assert "What an IOP" in mara.text_of(mara.last_message)


def test_the_chat_answers_the_word_and_questions(house: House) -> None:
    """``iop`` shows the overview, a question its page, and moving on changes that message."""
    mara = house.person()
    mara.says("iop")
    house.settle()
    assert "Intensive outpatient programs" in mara.text_of(mara.last_message)
    count = len(mara.dm)
    mara.clicks("iop:job-and-rights")
    house.settle()
    assert len(mara.dm) == count
    assert "job" in mara.text_of(mara.last_message).lower()
    mara.says("would an IOP get me fired? canaryzeta")
    house.settle()
    assert "The page that comes closest" in mara.text_of(mara.last_message)
    assert_nowhere(house, "canaryzeta")


@pytest.mark.parametrize(
    ("text", "door", "window"),
    [
        ("does it fit my week?", "open:iop_fit", "iop_fit"),
        ("first steps", "open:first_steps", "first_steps"),
    ],
)
def test_the_chat_leads_into_the_rooms(house: House, text: str, door: str, window: str) -> None:
    """A few words open the window that belongs to them."""
    mara = house.person()
    mara.says(text)
    house.settle()
    mara.clicks(door, where="message")
    house.settle()
    assert mara.modals[-1]["callback_id"] == window


def test_the_home_opens_the_pages_in_a_window(house: House) -> None:
    """Pages turn in place, a question is answered in the same window, and nothing is kept."""
    mara = house.person()
    mara.opens_home()
    house.settle()
    mara.clicks("open:iop")
    house.settle()
    assert mara.submits() == {"question": house.keel.words("iop")("question_empty")}
    mara.fills({"question": "canaryeta how much does it cost with insurance"})
    assert mara.submits() is None
    house.settle()
    assert len(mara.modals) == 1
    assert "insurance" in mara.text_of(mara.modals[-1])
    mara.clicks("iop:overview")
    house.settle()
    mara.picks("iop_topic", "shifts-and-sleep")
    house.settle()
    assert len(mara.modals) == 1
    assert "Shifts" in mara.text_of(mara.modals[-1])
    assert_nowhere(house, "canaryeta")
    rows = house.keel.journal._store.database.rows("SELECT count(*) AS n FROM people")
    assert rows == [{"n": 0}]


def test_a_question_that_asks_for_a_person_in_the_window_gets_help(house: House) -> None:
    """Help stands over the window, which stays as it was."""
    mara = house.person()
    mara.opens_home()
    house.settle()
    mara.clicks("open:iop")
    house.settle()
    mara.fills({"question": "sos"})
    mara.submits()
    house.settle()
    assert [view["callback_id"] for view in mara.modals] == ["iop", "help_view"]


def test_every_page_opens_on_every_surface(house: House) -> None:
    """Each page once by command, in the DM and in the window: Slack's limits hold for all."""
    slugs = [topic.slug for topic in house.keel.library.iop.topics]
    mara = house.person()
    asks(house, "")
    mara.says("iop")
    mara.opens_home()
    house.settle()
    shown = mara.ephemerals[-1].ts
    message = mara.last_message.ts
    mara.clicks("open:iop", where="home")
    house.settle()
    for slug in slugs:
        for where in (shown, message, "modal"):
            mara.picks("iop_topic", slug, where=where)
            house.settle()
            title = house.keel.library.iop.topic(slug).head.title
            page = {shown: mara.ephemerals[-1], message: mara.last_message}.get(where)
            assert title in mara.text_of(page or mara.modals[-1]), (slug, where)
    assert len(mara.ephemerals) == 1


def test_every_page_keeps_to_the_limits_with_all_contacts(house: House) -> None:
    """The longest page there can be: every contact set, found by a question."""
    who = Who("T_NORTHWIND", "U_DEV")
    for slot in SLOTS:
        one = ContactDetails(slot, "W" * 80, "+1 555 0100", f"https://example.org/{'a' * 270}")
        house.keel.journal.put_workspace(
            who.team,
            lambda now_set, c=one: now_set.with_contact(c.slot, c),
            "U_PLANT",
            house.keel.now(),
        )
    assert "W" * 80 in str(page_of(house.keel, who, "finding-care").rows)
    assert "Employee assistance program: *WWW" in str(page_of(house.keel, who, "finding-care").rows)
    assert "Another clinic" not in str(page_of(house.keel, who, "finding-care").rows)
    for topic in house.keel.library.iop.topics:
        page = page_of(house.keel, who, topic.slug)
        message = as_message(house.keel, page)
        assert len(message["blocks"]) < 50
        assert problems({"blocks": message["blocks"]}, "message") == [], topic.slug
        assert problems(as_modal(house.keel, page), "modal") == [], topic.slug
        for alias in topic.head.asks[:3]:
            found = as_message(house.keel, answer(house.keel, who, f"so {alias}"))
            assert problems({"blocks": found["blocks"]}, "message") == []


def test_pages_are_there_without_the_database(house: House) -> None:
    """Information must not depend on memory."""
    house.keel.journal._store.database.close()
    assert "Levels of care" in asks(house, "levels")


def test_an_old_button_leads_to_the_overview(house: House) -> None:
    """A page that an update took away is said to be gone, and the rest is shown."""
    page = page_of(house.keel, Who("T_NORTHWIND", "U_DEV"), "page-of-last-year")
    assert house.keel.words("iop")("page_gone") in str(page.rows)


def test_half_an_hour_later_the_answer_still_moves(house: House) -> None:
    """Each press brings its own address, so age does not matter."""
    asks(house, "")
    house.slack.clock.move(timedelta(hours=2))
    mara = house.person()
    mara.clicks("iop:what-is-iop", where=mara.ephemerals[-1].ts)
    house.settle()
    assert "What an IOP" in last(house)


def test_which_page_was_read_is_in_no_log_and_no_file(house: House) -> None:
    """Nobody can tell from what stays on the machine who read what."""
    asks(house, "substance use")
    mara = house.person()
    mara.picks("iop_topic", "individual-sessions", where=mara.ephemerals[-1].ts)
    house.settle()
    assert_nowhere(house, "substance-use", "individual-sessions")
