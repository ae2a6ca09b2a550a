"""Submissions and closings, through an unmodified Bolt app."""

from __future__ import annotations

import pytest

from bot.preview.standin import ClientRefuses, NotAcknowledged, StandIn, Workspace
from tests.standin.shapes import button, modal, note, options, plain


@pytest.fixture
def mara(slack, app, connect):
    """Mara, with an app that opens modal `first` by shortcut, pushes `second` by button."""

    @app.shortcut("open")
    def on_open(ack, body, client):
        ack()
        view = modal(note(), button("next", "Next"), callback_id="first", notify_on_close=True)
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.action("next")
    def on_next(ack, body, client):
        ack()
        other = {**note(), "block_id": "more"}
        view = modal(other, callback_id="second", notify_on_close=True)
        client.views_push(trigger_id=body["trigger_id"], view=view)

    connect(app)
    person = slack.person("U_DEV")
    person.shortcut("open")
    slack.wait_idle()
    return person


def answering(app, callback_id, **answer):
    """Let the app acknowledge submissions of a modal with this answer."""

    @app.view(callback_id)
    def on_view(ack):
        ack(**answer)


def test_field_errors_stay_beside_their_field_and_nothing_is_lost(mara, app):
    """response_action errors keeps the view open with what was typed."""
    answering(app, "first", response_action="errors", errors={"note": "Too short"})
    mara.fills(text="typed")
    assert mara.submits() == {"note": "Too short"}
    assert mara.errors == {"note": "Too short"}
    assert mara.modals[-1]["state"]["values"]["note"]["text"]["value"] == "typed"


def test_an_update_answer_replaces_the_view(mara, app):
    """response_action update keeps the id and changes the content."""
    before = mara.modals[-1]["id"]
    answering(app, "first", response_action="update", view=modal(title=plain("Thanks")))
    mara.fills(text="typed")
    assert mara.submits() is None
    assert [m["id"] for m in mara.modals] == [before]
    assert mara.modals[-1]["title"]["text"] == "Thanks"


def test_a_push_answer_stacks_a_view(mara, app):
    """response_action push puts one on top of the submitted view."""
    answering(app, "first", response_action="push", view=modal(title=plain("Next")))
    mara.fills(text="typed")
    mara.submits()
    assert [m["title"]["text"] for m in mara.modals] == ["Form", "Next"]
    assert mara.modals[1]["previous_view_id"] == mara.modals[0]["id"]


def test_an_empty_answer_closes_the_top_view_and_the_one_below_keeps_its_words(slack, mara, app):
    """What was typed below is still there when the pushed view is done."""
    answering(app, "second")
    mara.fills(text="below")
    mara.clicks("next")
    slack.wait_idle()
    assert len(mara.modals) == 2
    mara.fills(more="above")
    mara.submits()
    assert len(mara.modals) == 1
    assert mara.modals[0]["state"]["values"]["note"]["text"]["value"] == "below"


def test_a_clear_answer_closes_everything(slack, mara, app):
    """response_action clear empties the stack."""
    answering(app, "second", response_action="clear")
    mara.clicks("next")
    slack.wait_idle()
    mara.fills(more="above")
    mara.submits()
    assert mara.modals == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"unknown_block": "No"}},
        {"response_action": "errors", "errors": {"note": ""}},
        {"response_action": "update", "view": modal(title=plain("x" * 25))},
        {"response_action": "update", "view": {"type": "home", "blocks": []}},
        {"response_action": "nonsense"},
    ],
)
def test_a_nonsense_answer_is_trouble_the_person_sees(mara, app, answer):
    """Slack shows "trouble connecting" and the view stays; the driver raises."""
    answering(app, "first", **answer)
    mara.fills(text="typed")
    with pytest.raises(NotAcknowledged) as problem:
        mara.submits()
    assert problem.value.code == mara.error == "trouble_connecting"
    assert mara.modals[-1]["state"]["values"]["note"]["text"]["value"] == "typed"


def test_a_submission_nobody_answers_leaves_the_view_open(slack, mara, app):
    """Without a listener Bolt sends no acknowledgement; the typed words stay."""
    slack.ack_timeout = 0.2
    mara.fills(text="typed")
    with pytest.raises(NotAcknowledged):
        mara.submits()
    assert mara.error == "trouble_connecting"
    assert mara.modals[-1]["state"]["values"]["note"]["text"]["value"] == "typed"


def test_closing_tells_the_app_what_was_typed_if_it_asked(slack, mara, app):
    """view_closed comes only with notify_on_close, with the state."""
    closed = []

    @app.view_closed("first")
    def on_closed(ack, view, body):
        ack()
        closed.append((view["state"]["values"]["note"]["text"]["value"], body["is_cleared"]))

    mara.fills(text="half a thought")
    mara.closes()
    assert closed == [("half a thought", False)]
    assert mara.modals == []


def test_closing_everything_tells_about_each_view(slack, mara, app):
    """is_cleared says that the whole stack went."""
    closed = []

    @app.view_closed("first")
    def on_first(ack, body):
        ack()
        closed.append(("first", body["is_cleared"]))

    @app.view_closed("second")
    def on_second(ack, body):
        ack()
        closed.append(("second", body["is_cleared"]))

    mara.clicks("next")
    slack.wait_idle()
    mara.closes(all=True)
    assert sorted(closed) == [("first", True), ("second", True)]
    assert mara.modals == []


def test_a_double_click_on_save_arrives_twice(slack, mara, app):
    """The app gets the same submission two times and has to be ready for it."""
    seen = []

    @app.view("first")
    def on_first(ack, view):
        seen.append(view["id"])
        ack()

    mara.fills(text="typed")
    mara.submits(twice=True)
    slack.wait_idle()
    assert len(seen) == 2
    assert len(set(seen)) == 1


def test_the_client_stops_what_slack_would_stop(slack, client):
    """Too long, not offered, required and empty, too short, no such button."""
    pick = {"type": "static_select", "action_id": "pick", "options": options("a", "b")}
    view = modal(
        note(max_length=5, min_length=3),
        {"type": "input", "block_id": "p", "label": plain("P"), "element": pick, "optional": True},
    )
    client.views_open(trigger_id=slack.workspace.new_trigger("U_DEV"), view=view)
    mara = slack.person("U_DEV")
    with pytest.raises(ClientRefuses, match="longer than 5"):
        mara.fills(text="123456")
    with pytest.raises(ClientRefuses, match="no such option"):
        mara.picks("pick", "c")
    with pytest.raises(ClientRefuses, match="nothing on the screen"):
        mara.clicks("gone")
    with pytest.raises(ClientRefuses, match="no input"):
        mara.fills(gone="x")
    assert mara.submits() == {"note": "Please complete this required field."}
    mara.fills(text="12")
    assert mara.submits() == {"note": "Please use at least 3 characters."}
    assert slack.deliveries == []


def test_choices_outside_quiet_inputs_reach_the_app_at_once(slack, app, connect, client):
    """An input block is silent unless it dispatches; everything else sends block_actions."""
    seen = []

    @app.action("loud")
    def on_loud(ack, action, body):
        ack()
        values = body["view"]["state"]["values"]
        seen.append((action["selected_option"]["value"], values["b1"]["loud"]["selected_option"]))

    def field(block_id, action_id, **more):
        element = {"type": "static_select", "action_id": action_id, "options": options("a", "b")}
        label = plain("L")
        return {"type": "input", "block_id": block_id, "label": label, "element": element, **more}

    connect(app)
    view = modal(field("b1", "loud", dispatch_action=True), field("b2", "quiet"))
    client.views_open(trigger_id=slack.workspace.new_trigger("U_DEV"), view=view)
    mara = slack.person("U_DEV")
    mara.picks("quiet", "a")
    mara.picks("loud", "B")
    assert [(value, option["value"]) for value, option in seen] == [("b", "b")]
    assert [d.kind for d in slack.deliveries] == ["block_actions"]


def test_every_kind_of_element_can_be_used(slack, client):
    """Pickers, checkboxes, multi selects, overflow-free inputs keep what a person chose."""
    kinds = {
        "day": {"type": "datepicker"},
        "time": {"type": "timepicker"},
        "boxes": {"type": "checkboxes", "options": options("a", "b", "c")},
        "many": {
            "type": "multi_static_select",
            "options": options("a", "b", "c"),
            "max_selected_items": 2,
        },
        "who": {"type": "users_select"},
        "amount": {"type": "number_input", "is_decimal_allowed": False, "max_value": "10"},
    }
    blocks = [
        {"type": "input", "block_id": k, "label": plain(k), "element": {**e, "action_id": k}}
        for k, e in kinds.items()
    ]
    client.views_open(trigger_id=slack.workspace.new_trigger("U_DEV"), view=modal(*blocks))
    mara = slack.person("U_DEV")
    mara.picks("day", "2026-11-23")
    mara.picks("time", "17:00")
    mara.picks("boxes", "a", "c")
    mara.fills(many=["a", "b"], who="U_NIGHT", amount="11")
    with pytest.raises(ClientRefuses, match="at most 2"):
        mara.picks("many", "a", "b", "c")
    values = {k: v[k] for k, v in mara.modals[-1]["state"]["values"].items()}
    assert values["day"]["selected_date"] == "2026-11-23"
    assert [o["value"] for o in values["boxes"]["selected_options"]] == ["a", "c"]
    assert [o["value"] for o in values["many"]["selected_options"]] == ["a", "b"]
    assert values["who"]["selected_user"] == "U_NIGHT"
    assert mara.submits() == {"amount": "Please enter a number of at most 10."}
    mara.picks("boxes")
    assert mara.modals[-1]["state"]["values"]["boxes"]["boxes"]["selected_options"] == []


@pytest.mark.parametrize(
    ("element", "wrong", "right"),
    [
        ({"type": "email_text_input"}, "nobody", "a@example.test"),
        ({"type": "url_text_input"}, "example", "https://example.test"),
        ({"type": "number_input", "is_decimal_allowed": False}, "many", "3"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "-2"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "1"}, "0.5", "1.5"),
    ],
)
def test_the_client_checks_the_form_of_an_entry(slack, app, connect, client, element, wrong, right):
    """Mail addresses, links and numbers are checked before the app hears of them."""

    @app.view("form")
    def on_form(ack):
        ack()

    connect(app)
    block = {"type": "input", "block_id": "b", "label": plain("L"), "element": element}
    client.views_open(trigger_id=slack.workspace.new_trigger("U_DEV"), view=modal(block))
    mara = slack.person("U_DEV")
    mara.fills(b=wrong)
    assert list(mara.submits()) == ["b"]
    assert slack.deliveries == []
    mara.fills(b=right)
    assert mara.submits() is None


def test_an_overflow_menu_sends_what_was_chosen(slack, app, connect, client):
    """It holds no state; the choice is in the action."""
    seen = []

    @app.action("more")
    def on_more(ack, action, body):
        ack()
        seen.append((action["selected_option"]["value"], body["state"]["values"]))

    connect(app)
    menu = {"type": "overflow", "action_id": "more", "options": options("edit", "delete")}
    section = {"type": "section", "text": plain("An entry"), "accessory": menu}
    client.chat_postMessage(channel="D_DEV", text="x", blocks=[section])
    slack.person("U_DEV").picks("more", "delete")
    assert seen == [("delete", {})]


def test_an_input_that_dispatches_each_character_sends_what_is_typed(slack, app, connect, client):
    """on_character_entered fires at once, on_enter_pressed waits for a key nobody pressed."""
    seen = []

    @app.action("live")
    def on_live(ack, action):
        ack()
        seen.append(action["value"])

    def field(name, trigger):
        config = {"trigger_actions_on": [trigger]}
        element = {"type": "plain_text_input", "action_id": name, "dispatch_action_config": config}
        base = {"type": "input", "block_id": name, "label": plain("L"), "dispatch_action": True}
        return {**base, "element": element}

    connect(app)
    view = modal(field("live", "on_character_entered"), field("later", "on_enter_pressed"))
    client.views_open(trigger_id=slack.workspace.new_trigger("U_DEV"), view=view)
    slack.person("U_DEV").fills(live="a", later="b")
    assert seen == ["a"]


def test_only_registered_commands_and_shortcuts_exist():
    """With the manifest known, Slack itself refuses the rest."""
    manifest = {
        "features": {
            "slash_commands": [{"command": "/iop-info", "description": "d"}],
            "shortcuts": [{"callback_id": "c", "name": "n", "description": "d"}],
        }
    }
    with StandIn(Workspace(manifest)) as slack:
        mara = slack.person("U_DEV")
        with pytest.raises(ClientRefuses):
            mara.runs("/other")
        assert mara.error == "unknown_command"
        with pytest.raises(ClientRefuses):
            mara.shortcut("other")
        with pytest.raises(KeyError):
            slack.person("U_NOBODY")
