"""The longest a record can be, and what nobody but its writer may ever see."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.people import Who
from bot.domain.thoughts import Emotion, Experiment, ThoughtRecord
from data.kinds import THOUGHTS
from tests.conftest import House
from tests.scenarios.test_thought_record import begin, step

WHO = Who("T_NORTHWIND", "U_DEV")
WIDE = "日本語😬 & <@U1> *b* "  # several bytes a character, and all that Slack would read as markup
LONG = (WIDE * 400)[:2999]
VIEW_BYTES = 250_000  # what Slack takes for one view, by its own answer to a larger one
WHEN = datetime(2026, 10, 5, 17, 30, tzinfo=UTC)


def whole_walk(house: House, mark: str, fill: str, most: dict[str, int]) -> Any:
    """Every field of every step filled, the experiment and its outcome included."""

    def text(name: str) -> str:
        return f"{mark}-{name} {fill}"[: most.get(name, 3000)]

    mara = begin(house)
    step(house, mara, {name: text(name) for name in ("situation", "context")})
    step(house, mara, {"thought": text("thought"), "belief": "81", "patterns": ["labeling"]})
    mara.picks("thought_emotions", "worried", "sad", "angry", "lost", "calm")
    house.settle()
    mara.fills({"own": f"{mark}own, {mark}two, {mark}three", "body": text("body")})
    step(house, mara, {f"strength_{w}": "72" for w in ("worried", "sad", "angry", "lost", "calm")})
    step(house, mara, {f"strength_own{n}": "63" for n in range(3)})
    texts = {n: text(n) for n in ("evidence_for", "evidence_against", "balanced")}
    mara.fills({**texts, "belief_balanced": "54", "belief_after": "45", "after_worried": "36"})
    mara.clicks("thought_plan")
    house.settle()
    fields = {name: text(name) for name in ("try_what", "try_prediction")}
    assert (
        step(house, mara, {**fields, "try_likelihood": "27", "try_look_on": "2099-01-05"}) is None
    )
    mara.closes()
    mara.opens_home()
    house.settle()
    mara.clicks("thought_happened", where="home")
    house.settle()
    mara.fills({"outcome": "better", "happened": text("happened"), "learned": text("learned")})
    assert mara.submits() is None
    house.settle()
    return mara


def sizes(house: House) -> list[int]:
    """Bytes of every view that went to Slack, in calls and in acknowledgements."""
    views = [call.args.get("view") for call in house.slack.calls_to("views.")]
    views += [(delivery.ack_body or {}).get("view") for delivery in house.slack.deliveries]
    return [
        len((view if isinstance(view, str) else json.dumps(view, ensure_ascii=False)).encode())
        for view in views
        if view
    ]


def test_a_record_with_every_field_at_its_longest_is_kept_whole_and_can_be_opened(
    house: House,
) -> None:
    """Nothing is cut off in the store, and every view of it is one that Slack takes."""
    most = {"try_what": 1000, "try_prediction": 1000}
    mara = whole_walk(house, "x", LONG, most)
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    record = kept.value
    assert record.situation == f"x-situation {LONG}"[:3000].strip()
    assert record.experiment is not None
    assert record.experiment.learned == f"x-learned {LONG}"[:3000].strip()
    for n in range(39):
        house.keel.journal.add(
            WHO,
            THOUGHTS,
            replace(record, uuid=str(n), experiment=Experiment(LONG, LONG)),
            id=f"more{n}",
            day=house.keel.now().date(),
            now=house.keel.now(),
        )
    mara.closes(all=True)
    mara.opens_home()
    house.settle()
    assert len(mara.home["blocks"]) <= 100
    mara.clicks("open:thoughts", where="home")
    house.settle()
    for _ in range(7):
        mara.clicks("thoughts_page:older")
        house.settle()
    assert "36 to 40 of 40" in mara.text_of(mara.modals[-1])
    mara.clicks("thought_read")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "thought_whole"
    mara.clicks("thought_edit")
    house.settle()
    for _ in range(3):
        step(house, mara, {})
    mara.clicks("thought_back")
    house.settle()
    assert mara.modals[-1]["callback_id"] == "thought_step"
    assert max(sizes(house)) < VIEW_BYTES
    assert "lane_failed" not in house.log.getvalue()


def test_a_text_longer_than_a_form_holds_is_shown_and_never_cut_off(house: House) -> None:
    """Brought in from elsewhere, read in parts, changed around, and still whole."""
    mara = begin(house)
    mara.closes()
    huge = "A very long thought. " * 5000
    record = ThoughtRecord(
        "u",
        WHEN,
        WHEN,
        huge,
        evidence_for=huge,
        balanced_thought="short",
        emotions=(Emotion("sad", 40),),
        extras=(("followUpNote", huge),),
    )
    house.keel.journal.add(WHO, THOUGHTS, record, id="huge", day=WHEN.date(), now=house.keel.now())
    mara.opens_home()
    house.settle()
    mara.clicks("open:thoughts", where="home")
    house.settle()
    mara.clicks("thought_read")
    house.settle()
    assert "longer than a page can show" in mara.text_of(mara.modals[-1])
    mara.clicks("thought_edit")
    house.settle()
    step(house, mara, {"situation": "Now with a place"})
    assert "longer than a form can hold" in mara.text_of(mara.modals[-1])
    for _ in range(3):
        step(house, mara, {})
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert kept.value == replace(
        record, situation="Now with a place", updated_at=kept.value.updated_at
    )
    assert max(sizes(house)) < VIEW_BYTES


def test_what_is_typed_in_any_field_reaches_no_message_no_log_and_no_disk(house: House) -> None:
    """Canaries in every field of every step, and the numbers with them."""
    mara = whole_walk(house, "canary", "canary", {})
    mara.closes(all=True)
    mara.says("thought")
    house.settle()
    mara.opens_home()
    house.settle()
    messages = str([call.args for call in house.message_calls()])
    assert "canary" not in messages
    assert "canary" not in house.log.getvalue()
    for path in house.folder.iterdir():
        assert b"canary" not in path.read_bytes()
    (kept,) = house.keel.journal.entries(WHO, THOUGHTS)
    assert str(kept.value).count("canary") >= 14


def test_no_id_of_a_view_carries_what_was_typed(house: House) -> None:
    """Metadata, block ids, action ids and values are ours; words stand in texts alone."""
    whole_walk(house, "canary", "canary", {})
    views = [json.dumps(call.args.get("view")) for call in house.slack.calls_to("views.")]
    views += [json.dumps((d.ack_body or {}).get("view")) for d in house.slack.deliveries]
    for shown in views:
        for holder in _walk(
            json.loads(json.loads(shown)) if shown[:1] == '"' else json.loads(shown)
        ):
            for key in ("private_metadata", "block_id", "action_id", "callback_id", "value"):
                assert "canary" not in str(holder.get(key, ""))


def _walk(value: Any) -> Any:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)
