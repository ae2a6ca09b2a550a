"""Hostile input: forged ids, oversized payloads, floods, and a fuzz run over every listener."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt import BoltRequest, BoltResponse

import handlers
from bot.domain.people import Who
from bot.preview.standin.workspace import TEAM
from data.kinds import CHECK_INS
from data.library import ContentError, load_library
from handlers.lanes import WAITING
from tests.conftest import House
from tests.scenarios import hostile_payloads as hostile
from tests.scenarios.test_check_in import agree

MARA, JOE = Who(TEAM, "U_DEV"), Who(TEAM, "U_NIGHT")
JOES = "canary-of-joe-owl"


def sends(house: House, body: dict[str, Any]) -> BoltResponse:
    """A delivery, as the adapter hands it to Bolt."""
    return house.app.dispatch(BoltRequest(body=json.dumps(body), mode="socket_mode"))


def checked_in(house: House, user: str, note: str) -> str:
    """Somebody with a check-in; its id."""
    agree(house, user)
    person = house.person(user)
    person.fills({"rate_sleep": "2", "note": note, "goal": note})
    assert person.submits() is None
    person.closes(all=True)
    person.opens_home()
    house.settle()
    return house.keel.journal.entries(Who(TEAM, user), CHECK_INS)[0].id


def rows_of(house: House, who: Who) -> list[tuple[Any, ...]]:
    """Every row of a person, sealed bytes and all."""
    person = house.keel.journal.person(who)
    database = house.keel.journal._store.database
    return [
        tuple(row.values())
        for table in ("people", "entries", "drafts", "schedules", "nudges")
        for row in database.rows(f"SELECT * FROM {table} WHERE person = :p", p=person)
    ]


def listeners(house: House) -> hostile.Listeners:
    found = hostile.Listeners()
    handlers.register(found, house.keel)
    return found


class Guard:
    """What must hold after whatever Mara sent: Joe's rows, Joe's screen, and silence."""

    def __init__(self, house: House) -> None:
        self.house, self.rows = house, rows_of(house, JOE)
        self.calls = len(house.slack.calls)

    def holds(self) -> None:
        """Fails when something of Joe changed or showed, or a text got into a message or a log."""
        self.house.settle()
        assert rows_of(self.house, JOE) == self.rows
        for call in self.house.slack.calls[self.calls :]:
            sent = json.dumps(call.args)
            assert JOES not in sent
            assert call.args.get("channel") not in ("U_NIGHT", "D_NIGHT")
            assert call.args.get("user_id") != "U_NIGHT"
            assert not call.method.startswith("chat.") or hostile.CANARY not in sent
        log = self.house.log.getvalue()
        assert hostile.CANARY not in log
        assert JOES not in log


# Threads of the running app draw random numbers meanwhile, which Hypothesis takes for ours.
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
def test_no_listener_raises_leaks_or_crosses_people_whatever_it_is_sent(house: House) -> None:
    """Every kind of delivery, with ids of somebody else, nonsense and far too much in it."""
    joes = checked_in(house, "U_NIGHT", JOES)
    maras = checked_in(house, "U_DEV", "of mara")
    known = [joes, maras, f"check_in|{joes}", "check_in", "U_NIGHT", *house.keel.doors.names]
    guard = Guard(house)
    found = listeners(house)
    payloads = st.one_of(
        hostile.clicks(found, known, "U_DEV"),
        hostile.submissions(found, known, "U_DEV"),
        hostile.others(found, "U_DEV"),
    )

    # The same examples at each run; a longer search is a matter of a larger number here.
    @settings(max_examples=200, derandomize=True, database=None)
    @given(payloads)
    def fire(body: dict[str, Any]) -> None:
        assert sends(house, body).status == 200

    fire()
    guard.holds()


def test_every_button_and_form_with_somebody_elses_ids_gives_nothing_of_theirs(
    house: House,
) -> None:
    """Each listener once, with Joe's entry and Joe's view wherever it could read an id."""
    joes = checked_in(house, "U_NIGHT", JOES)
    checked_in(house, "U_DEV", "of mara")
    guard = Guard(house)
    found = listeners(house)
    for what in [*found.of("action"), *found.of("view")]:
        name = what.pattern.lstrip("^") + joes if hasattr(what, "pattern") else str(what)
        for metadata in (joes, f"{joes}|0|1", json.dumps({"id": joes, "form": "V_JOE"})):
            view = {
                "id": "V_JOE",
                "type": "modal",
                "callback_id": name,
                "private_metadata": metadata,
                "blocks": [],
                "state": {"values": {}},
            }
            option = {"text": {"type": "plain_text", "text": "x"}, "value": joes}
            action = {"action_id": name, "block_id": joes, "value": joes, "selected_option": option}
            body = {**hostile.sender("U_DEV"), "view": view}
            assert sends(house, {**body, "type": "view_submission"}).status == 200
            click = {**hostile.sender("U_DEV"), "view": view, "type": "block_actions"}
            assert sends(house, {**click, "actions": [action]}).status == 200
    guard.holds()


def test_the_same_view_id_from_two_people_is_two_entries(house: House) -> None:
    """What is stored goes under the person and the view together."""
    for user in ("U_DEV", "U_NIGHT"):
        agree(house, user)
    for user, note in (("U_DEV", "one"), ("U_NIGHT", "two")):
        values = {"note": {"text": {"type": "plain_text_input", "value": note}}}
        view = {
            "id": "V_SAME",
            "type": "modal",
            "callback_id": "check_in",
            "private_metadata": "",
            "blocks": [],
            "state": {"values": values},
        }
        body = {"type": "view_submission", **hostile.sender(user), "view": view}
        assert sends(house, body).status == 200
    notes = [house.keel.journal.entries(who, CHECK_INS)[0].value.note for who in (MARA, JOE)]
    assert notes == ["one", "two"]


def test_what_is_held_for_one_person_cannot_be_kept_by_another(house: House) -> None:
    """A submission that waits for its author's choice waits for nobody else's."""
    agree(house, "U_NIGHT")
    joe = house.person("U_NIGHT")
    form = joe.modals[-1]["id"]
    joe.fills({"note": "i want to die tonight"})
    assert joe.submits() is None
    house.settle()
    assert joe.modals[-1]["callback_id"] == "help_view"
    forged = {
        "id": "V_X",
        "type": "modal",
        "callback_id": "help_view",
        "private_metadata": json.dumps({"form": form}),
        "blocks": [],
        "state": {"values": {}},
    }
    click = {"type": "block_actions", **hostile.sender("U_DEV"), "view": forged}
    sends(house, {**click, "actions": [{"action_id": "help_keep", "block_id": "x"}]})
    sends(house, {"type": "view_submission", **hostile.sender("U_DEV"), "view": forged})
    house.settle()
    assert house.keel.journal.tally(JOE, CHECK_INS)[0] == 0
    joe.clicks("help_keep")
    house.settle()
    assert house.keel.journal.tally(JOE, CHECK_INS)[0] == 1


def test_somebody_elses_export_cannot_be_deleted_with_their_button(house: House) -> None:
    """The button's value is bound to the person it was made for."""
    checked_in(house, "U_NIGHT", JOES)
    joe = house.person("U_NIGHT")
    joe.says("export")
    house.settle()
    joe.clicks("open:my_data_export", where="message")
    house.settle()
    joe.picks("agree", "yes")
    assert joe.submits() is None
    house.settle()
    value = next(
        element["value"]
        for block in joe.dm[-1].blocks
        for element in block.get("elements", [])
        if element.get("action_id") == "my_data_file_delete"
    )
    message = {"ts": joe.dm[-1].ts, "text": "x", "blocks": []}
    body = {"type": "block_actions", **hostile.sender("U_DEV"), "message": message}
    body |= {"channel": {"id": "D_NIGHT"}, "container": {"type": "message"}}
    action = {"action_id": "my_data_file_delete", "block_id": "file", "value": value}
    sends(house, {**body, "actions": [action]})
    house.settle()
    assert len(house.slack.workspace.contents) == 2


def submission(note: str, metadata: str = "", **more: Any) -> dict[str, Any]:
    """A check-in by Mara with a note."""
    view = {
        "id": f"V{hash(note)}",
        "type": "modal",
        "callback_id": "check_in",
        "private_metadata": metadata,
        "blocks": [{"type": "input", "block_id": "note"}],
        "state": {"values": {"note": {"text": {"value": note}}, **more}},
    }
    return {"type": "view_submission", **hostile.sender("U_DEV"), "view": view}


def test_oversized_payloads_are_answered_and_leave_the_app_as_it_was(house: House) -> None:
    """Far beyond what Slack's own client lets through."""
    checked_in(house, "U_DEV", "before")
    many = {f"field_{n}": {"x": {"value": "y"}} for n in range(2_000)}
    for body in (
        submission("long " * 50_000),
        submission("wide", "m" * 1_000_000),
        submission("many", **many),
    ):
        assert sends(house, body).status == 200
    house.person().says("word " * 8_000)
    mara = house.person()
    mara.opens_home()
    house.settle()
    mara.clicks("open:check_ins", where="home")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "check_ins"
    assert "before" in mara.text_of(mara.modals[-1])


@pytest.mark.parametrize(
    "note",
    ["half \ud800 a character", "nul \x00 byte", "‮backwards", "<!channel> *x* &lt;", "\u2028"],
)
def test_odd_characters_are_kept_and_shown_as_text(house: House, note: str) -> None:
    """Nothing somebody types makes a form fail; what cannot be stored is replaced, not lost."""
    agree(house)
    assert sends(house, submission(f"before {note} after")).status == 200
    (kept,) = house.keel.journal.entries(MARA, CHECK_INS)
    assert kept.value.note.startswith("before ")
    assert kept.value.note.endswith(" after")
    mara = house.person()
    mara.closes(all=True)
    mara.opens_home()
    house.settle()
    mara.clicks("open:check_ins", where="home")
    event = {"type": "message", "user": "U_DEV", "channel": "D_DEV", "text": note, "ts": "1.1"}
    outer = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A", "event_id": "EvOdd"}
    assert sends(house, {**outer, "event": event}).status == 200
    house.settle()
    assert "before" in mara.text_of(mara.modals[-1])
    assert "lane_failed" not in house.log.getvalue()


def test_a_thousand_deliveries_of_one_person_leave_the_others_their_answers(house: House) -> None:
    """Slack is slow, one person hammers; somebody else is answered while that goes on."""
    checked_in(house, "U_NIGHT", "of joe")
    checked_in(house, "U_DEV", "of mara")
    joe = house.person("U_NIGHT")
    house.slack.faults.slow_seconds = 0.05
    outer = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A", "token": "t"}
    inner = {"type": "message", "user": "U_DEV", "channel": "D_DEV", "channel_type": "im"}

    def hammer(worker: int) -> None:
        for n in range(250):
            event = {**inner, "text": "privacy", "ts": f"{worker}.{n}"}
            sends(house, {**outer, "event_id": f"EvFlood{worker}.{n}", "event": event})

    workers = [threading.Thread(target=hammer, args=(n,)) for n in range(4)]
    for worker in workers:
        worker.start()
    before = len(joe.dm)
    joe.says("privacy")
    for worker in workers:
        worker.join()
    while len(joe.dm) < before + 2:
        assert house.keel.lanes.open, "all is done and Joe has no answer"
    assert house.keel.lanes.open, "Joe had to wait for the end of it"
    assert house.keel.lanes.open <= 2 * WAITING
    house.slack.faults.slow_seconds = 0
    house.settle()
    house.person().opens_home()
    house.settle()
    assert "of mara" not in json.dumps([call.args for call in house.message_calls()])


def test_help_goes_before_whatever_else_somebody_has_waiting(house: House) -> None:
    """A thousand clicks must not stand between a person and help, not even their own."""
    began, hold, done = threading.Event(), threading.Event(), []
    lanes = house.keel.lanes

    def first() -> None:
        began.set()
        hold.wait(30)

    lanes.run("p", "first", first)
    assert began.wait(30)
    for n in range(WAITING + 50):
        lanes.run("p", "click", lambda n=n: done.append(n))
    lanes.run("p", "help", lambda: done.append("help"))
    hold.set()
    assert lanes.drain(30)
    assert lanes.dropped == 50
    assert done == ["help", *range(WAITING)]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(12)
)


@pytest.mark.parametrize("name", ["words/check_in.yaml", "check_in.yaml", "intents.yaml"])
@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        "&a [*a]",
        "[" * 5_000,
        "!!python/object/apply:os.system ['exit 1']",
        "title: '{a.__class__}'\n",
        "title: '{0}'\n",
        "title: '{'\n",
        "title: ''\n",
        "? {a: b}\n: c\n",
        "\x00",
        "a: b\n" * 300_000,
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
    ids=lambda content: ascii(content[:12]),
)
def test_a_hostile_content_file_is_refused_by_its_name(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    """Bombs, tags, places that reach into objects, far too much: one line, and nothing is run."""
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ContentError, match=name):
        load_library(tmp_path)


@pytest.mark.parametrize("name", ["help.yaml", "helplines.yaml"])
def test_a_hostile_help_file_is_left_aside(tmp_path: Path, name: str) -> None:
    """Help may not fail with a file of somebody's: what ships is used."""
    (tmp_path / name).write_text(BOMB, encoding="utf-8")
    library = load_library(tmp_path)
    assert library.help.texts.title
    assert library.helplines.country("US")
