"""Views: triggers that live once and briefly, the stack of three, hashes, and what stays typed."""

from __future__ import annotations

import time

import pytest
from slack_sdk.errors import SlackApiError

from tests.standin.shapes import button, home, modal, note, options, plain


def refused(call, *args, **kwargs):
    """The error code of a call that has to fail."""
    with pytest.raises(SlackApiError) as problem:
        call(*args, **kwargs)
    return problem.value.response["error"]


def opened(slack, client, view, user="U_DEV"):
    """Open a modal for a person, as after a button."""
    return client.views_open(trigger_id=slack.workspace.new_trigger(user), view=view)["view"]


def pushed(slack, client, view, user="U_DEV"):
    """Push a modal from inside the one in front."""
    top = slack.person(user).modals[-1]["id"]
    return client.views_push(trigger_id=slack.workspace.new_trigger(user, top), view=view)["view"]


def test_a_trigger_opens_one_view_once(slack, client):
    """The second use is exchanged_trigger_id."""
    trigger = slack.workspace.new_trigger("U_DEV")
    client.views_open(trigger_id=trigger, view=modal())
    assert refused(client.views_open, trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    assert len(slack.person("U_DEV").modals) == 1


def test_a_trigger_dies(slack, client):
    """After its time it is expired_trigger_id; the time is 3 seconds unless a test says less."""
    assert slack.trigger_ttl == 3.0
    slack.trigger_ttl = 0.05
    trigger = slack.workspace.new_trigger("U_DEV")
    time.sleep(0.1)
    assert refused(client.views_open, trigger_id=trigger, view=modal()) == "expired_trigger_id"


def test_an_invented_trigger_is_refused(slack, client):
    """Only Slack makes triggers."""
    assert refused(client.views_open, trigger_id="1.2.abc", view=modal()) == "invalid_trigger_id"


def test_a_refused_view_does_not_use_up_the_trigger(slack, client):
    """The view is checked first, so the app can try again with a better one."""
    trigger = slack.workspace.new_trigger("U_DEV")
    bad = modal(title=plain("x" * 25))
    assert refused(client.views_open, trigger_id=trigger, view=bad) == "invalid_arguments"
    assert client.views_open(trigger_id=trigger, view=modal())["ok"]


def test_only_three_views_stack(slack, client):
    """The fourth is push_limit_reached."""
    root = opened(slack, client, modal())
    second = pushed(slack, client, modal())
    third = pushed(slack, client, modal())
    assert (second["previous_view_id"], second["root_view_id"]) == (root["id"], root["id"])
    assert (third["previous_view_id"], third["root_view_id"]) == (second["id"], root["id"])
    with pytest.raises(SlackApiError) as problem:
        pushed(slack, client, modal())
    assert problem.value.response["error"] == "push_limit_reached"
    assert len(slack.person("U_DEV").modals) == 3


def test_a_push_needs_an_open_modal(slack, client):
    """A trigger from a message cannot push."""
    trigger = slack.workspace.new_trigger("U_DEV")
    assert refused(client.views_push, trigger_id=trigger, view=modal()) == "not_found"


def test_an_update_with_an_old_hash_is_refused(slack, client):
    """Two writers cannot overwrite each other unseen."""
    view = opened(slack, client, modal())
    first = client.views_update(view_id=view["id"], hash=view["hash"], view=modal())["view"]
    assert first["hash"] != view["hash"]
    late = {"view_id": view["id"], "hash": view["hash"], "view": modal()}
    assert refused(client.views_update, **late) == "hash_conflict"
    assert client.views_update(view_id=view["id"], view=modal())["ok"]


def test_a_closed_view_cannot_be_updated(slack, client):
    """It is not_found."""
    view = opened(slack, client, modal())
    slack.person("U_DEV").closes()
    assert refused(client.views_update, view_id=view["id"], view=modal()) == "not_found"


def test_an_update_keeps_what_was_typed_where_the_ids_stay(slack, client):
    """Same block_id and action_id: the typed text stays, a new initial value is ignored."""
    mara = slack.person("U_DEV")
    view = opened(slack, client, modal(note()))
    mara.fills(text="typed")
    client.views_update(view_id=view["id"], view=modal(button(), note(initial_value="other")))
    assert mara.modals[-1]["state"]["values"]["note"]["text"]["value"] == "typed"
    renamed = {**note(initial_value="other"), "block_id": "note2"}
    client.views_update(view_id=view["id"], view=modal(renamed))
    assert mara.modals[-1]["state"]["values"] == {
        "note2": {"text": {"type": "plain_text_input", "value": "other"}}
    }


def test_a_kept_choice_that_is_no_longer_offered_is_dropped(slack, client):
    """The element goes back to its initial option."""

    def choice(*values):
        element = {"type": "static_select", "action_id": "pick", "options": options(*values)}
        return {"type": "input", "block_id": "b", "label": plain("L"), "element": element}

    mara = slack.person("U_DEV")
    view = opened(slack, client, modal(choice("a", "b")))
    mara.picks("pick", "b")
    client.views_update(view_id=view["id"], view=modal(choice("b", "c")))
    assert mara.modals[-1]["state"]["values"]["b"]["pick"]["selected_option"]["value"] == "b"
    client.views_update(view_id=view["id"], view=modal(choice("a", "c")))
    assert mara.modals[-1]["state"]["values"]["b"]["pick"]["selected_option"] is None


def test_the_state_lists_untouched_elements(slack, client):
    """Null or empty for what nobody touched, the initial value where there is one."""
    kinds = {
        "select": {"type": "static_select", "options": options("a")},
        "many": {"type": "multi_static_select", "options": options("a")},
        "boxes": {"type": "checkboxes", "options": options("a")},
        "radio": {
            "type": "radio_buttons",
            "options": options("a", "b"),
            "initial_option": options("b")[0],
        },
        "day": {"type": "datepicker"},
        "time": {"type": "timepicker", "initial_time": "17:00"},
        "people": {"type": "multi_users_select"},
        "file": {"type": "file_input"},
    }
    blocks = [
        {"type": "input", "block_id": k, "label": plain(k), "element": {**e, "action_id": "a"}}
        for k, e in kinds.items()
    ]
    view = opened(slack, client, modal(*blocks, note(), button()))
    values = {k: v for k, inner in view["state"]["values"].items() for v in inner.values()}
    assert values["select"] == {"type": "static_select", "selected_option": None}
    assert values["many"]["selected_options"] == values["boxes"]["selected_options"] == []
    assert values["radio"]["selected_option"]["value"] == "b"
    assert values["day"]["selected_date"] is None
    assert values["time"]["selected_time"] == "17:00"
    assert values["people"]["selected_users"] == values["file"]["files"] == []
    assert len(values) == len(kinds) + 1


def test_ids_that_the_app_leaves_out_are_made_up(slack, client):
    """Every block has an id, every element an action_id."""
    bare = {"type": "plain_text_input"}
    view = opened(slack, client, modal({"type": "input", "label": plain("L"), "element": bare}))
    block = view["blocks"][0]
    assert list(view["state"]["values"]) == [block["block_id"]]
    assert list(view["state"]["values"][block["block_id"]]) == [block["element"]["action_id"]]


def test_home_is_per_person_and_guarded_by_its_hash(slack, client):
    """views.publish replaces one person's Home."""
    first = client.views_publish(user_id="U_DEV", view=home(button()))["view"]
    second = client.views_publish(user_id="U_DEV", view=home(button()), hash=first["hash"])["view"]
    assert first["id"] == second["id"]
    late = {"user_id": "U_DEV", "view": home(button()), "hash": first["hash"]}
    assert refused(client.views_publish, **late) == "hash_conflict"
    assert slack.person("U_NIGHT").home is None
    assert refused(client.views_publish, user_id="U_NOBODY", view=home(button())) == (
        "invalid_arguments"
    )


def test_an_external_id_belongs_to_one_view(slack, client):
    """It finds the view, and cannot be given twice."""
    opened(slack, client, modal(external_id="form-1"))
    assert client.views_update(external_id="form-1", view=modal(external_id="form-1"))["ok"]
    trigger = slack.workspace.new_trigger("U_NIGHT")
    again = modal(external_id="form-1")
    assert refused(client.views_open, trigger_id=trigger, view=again) == "duplicate_external_id"


def test_a_view_that_is_too_large_is_refused(slack, client):
    """250 kB is the limit, whatever the single blocks allow."""
    block = {"type": "section", "text": plain("x" * 3000)}
    trigger = slack.workspace.new_trigger("U_DEV")
    code = refused(client.views_open, trigger_id=trigger, view=modal(*[block] * 90))
    assert code == "view_too_large"


def test_a_modal_view_is_refused_as_home_and_the_other_way_round(slack, client):
    """Surfaces do not mix."""
    assert refused(client.views_publish, user_id="U_DEV", view=modal()) == "invalid_arguments"
    trigger = slack.workspace.new_trigger("U_DEV")
    assert refused(client.views_open, trigger_id=trigger, view=home(button())) == (
        "invalid_arguments"
    )
