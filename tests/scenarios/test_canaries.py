"""Nothing a person typed or rated goes where it must not: a canary in every field of every flow.

A canary is a word that occurs nowhere else. After each flow it may be in no message call, no log
line at DEBUG, and nowhere in the bytes of any file on the disk.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.people import Who
from data.kinds import CHECK_INS
from tests.conftest import House
from tests.scenarios.test_check_in import agree
from tests.scenarios.test_direct_message import begin_talk


def assert_nowhere(house: House, *canaries: str) -> None:
    """No canary in a message call, in the log, or on the disk; Slack's ids neither."""
    log = house.log.getvalue()
    files = {path.name: path.read_bytes() for path in house.folder.rglob("*") if path.is_file()}
    for canary in canaries:
        for call in house.message_calls():
            assert canary not in str(call.args), call.method
        assert canary not in log
        for name, data in files.items():
            assert canary.encode() not in data, name
    for id_ in ("U_DEV", "T_NORTHWIND", "D_DEV"):
        assert id_ not in log
        for name, data in files.items():
            assert id_.encode() not in data, name


def test_a_check_in_leaks_nothing(house: House) -> None:
    """Form, reflection, history, edit, deletion."""
    agree(house)
    mara = house.person()
    mara.fills({"note": "canaryalpha notes", "goal": "canarybeta goal", "rate_sleep": "1"})
    mara.submits()
    mara.closes()
    mara.opens_home()
    house.settle()
    mara.clicks("open:check_ins")
    house.settle()
    assert "canaryalpha" in mara.text_of(mara.modals[-1])
    mara.clicks("check_in_edit")
    house.settle()
    mara.fills({"note": "canarygamma changed"})
    mara.submits()
    house.settle()
    assert_nowhere(house, "canaryalpha", "canarybeta", "canarygamma")
    mara.closes(all=True)
    mara.clicks("open:check_ins")
    house.settle()
    assert "canarygamma" in mara.text_of(mara.modals[-1])
    mara.clicks("check_in_delete")
    house.settle()
    assert "canarygamma" not in mara.text_of(mara.modals[-1])
    assert_nowhere(house, "canaryalpha", "canarybeta", "canarygamma")


def test_a_talk_leaks_nothing(house: House) -> None:
    """What was typed in the DM is Slack's; the app repeats none of it."""
    begin_talk(house)
    mara = house.person()
    for _ in range(7):
        mara.clicks("talk_skip")
        house.settle()
    mara.says("canarydelta typed")
    house.settle()
    mara.says("canaryepsilon typed")
    house.settle()
    assert_nowhere(house, "canarydelta", "canaryepsilon")


def test_a_failing_listener_leaks_nothing(house: House) -> None:
    """An exception is logged by its type and places, and the person is told."""
    agree(house)
    mara = house.person()
    mara.fills({"note": "canaryzeta words", "goal": "canaryeta"})
    house.keel.journal.close()
    errors = mara.submits()
    assert errors
    assert "still in this form" in next(iter(errors.values()))
    assert "canaryzeta" in str(mara.modals[-1]["state"]["values"])
    assert "listener_failed" in house.log.getvalue()
    assert_nowhere(house, "canaryzeta", "canaryeta")


WIRE_TEXT = st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300
) | st.sampled_from(
    [
        "<!channel> <!here> <@U_NIGHT> <#C_GENERAL>",
        "*bold _both* ~strike `code ``` fence",
        "&lt;!channel&gt; &amp;",
        "> quote\n>>> more",
        "\u202eright to left\u202c \u05d0\u05d1\u05d2",
        "a" * 2000,
        "line\r\nbreak\ttab\x0bvertical\x00nul",
        '=HYPERLINK("x")',
        "{name} {0} %s %(x)s",
    ]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WIRE_TEXT)
def test_any_text_is_stored_and_shown_exactly_and_pings_nobody(house: House, text: str) -> None:
    """What Slack can deliver comes back to its author as it was, and goes to nobody else."""
    mara = house.person()
    if mara.modals:
        mara.closes(all=True)
    mara.shortcut("check_in")
    house.settle()
    if mara.modals[-1]["callback_id"] == "consent":
        mara.submits()
        house.settle()
    house.keel.journal.remove_span(Who("T_NORTHWIND", "U_DEV"), CHECK_INS)
    mara.fills({"note": text})
    if mara.submits() is not None:
        # Only blanks were typed: nothing to keep, and said so beside the field.
        assert not text.strip()
        return
    if mara.modals[-1]["callback_id"] == "help_view":
        return
    mara.closes()
    mara.opens_home()
    house.settle()
    mara.clicks("open:check_ins")
    house.settle()
    shown = [
        element["text"]
        for block in mara.modals[-1]["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_quote"
        for element in part["elements"]
    ]
    assert shown[0] == text.strip()
    for call in house.slack.calls:
        if call.method.startswith(("chat.", "views.")):
            assert "<!channel>" not in str(_markup(call.args))


def _markup(value: object) -> list[str]:
    """Every text that Slack would read markup in."""
    if isinstance(value, dict):
        own = [str(value.get("text"))] if value.get("type") == "mrkdwn" else []
        return own + [text for inner in value.values() for text in _markup(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _markup(inner)]
    return []
