"""Experiments followed through: what is open, what happened, what was learned.

open:experiments              ->  everything that is open
thought_happened (button)     ->  what happened, in a form
thought_outcome (submission)  ->  into the record; another day, or let go, is an answer too
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, cast, get_args

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.domain.people import Who
from bot.domain.ratings import parse_rating
from bot.domain.thoughts import (
    Experiment,
    Outcome,
    ThoughtRecord,
    could_not_run,
    drop,
    is_due,
    looked,
    movement,
    reschedule,
)
from handlers import blocks as b
from handlers.doors import Door
from handlers.home import publish
from handlers.keel import Keel
from handlers.redraw import InPlace
from handlers.thought_record.desk import Desk, consent_first
from handlers.thought_record.steps import IN_VIEW, RATING_LIMIT, day_words
from handlers.thought_record.waiting import open_experiments, tell_reminders

OUTCOMES = (*get_args(Outcome), "could_not_run", "dropped")
SHOWN = 3
MOST = 40
IN_LINE = 200


def rows_of(keel: Keel, who: Who, most: int) -> list[b.Block]:
    """Open experiments, each with a way to say what happened."""
    words = keel.words("thought")
    today = keel.today(keel.journal.profile(who))
    rows: list[b.Block] = []
    for entry_id, experiment in open_experiments(keel, who)[:most]:
        label = words("home_try")
        if is_due(experiment, today):
            label = words("home_try_due")
        elif experiment.look_on and experiment.status == "open":
            label = words("home_try_on", day=day_words(experiment.look_on))
        rows.append(b.said(label, b.clip(experiment.what, IN_LINE)))
        ask = b.button(words("happened_button"), "thought_happened", entry_id)
        rows.append(b.actions(ask, id=f"thought_try_{entry_id}"))
    return rows


def open_view(keel: Keel, who: Who) -> dict[str, Any]:
    """Everything that is open, for whoever was reminded."""
    words = keel.words("thought")
    rows = rows_of(keel, who, MOST)
    return b.modal(
        "thought_experiments",
        words("experiments"),
        rows or [b.section(words("experiments_none"))],
        help_label=keel.help_label,
        close=keel.words("common")("close"),
    )


def form(keel: Keel, entry_id: str, record: ThoughtRecord) -> dict[str, Any]:
    """The form for what happened, with thought, plan and prediction in view."""
    words, common = keel.words("thought"), keel.words("common")
    experiment = record.experiment or Experiment("")
    rows: list[b.Block] = [
        b.context(words("happened_intro")),
        b.said(words("the_thought"), b.clip(record.automatic_thought, IN_VIEW)),
        b.said(words("try_label"), experiment.what),
    ]
    if experiment.prediction:
        rows.append(b.said(words("try_prediction_label"), experiment.prediction))
    options = [b.option(words(f"outcome_{outcome}"), outcome) for outcome in OUTCOMES]
    known = experiment.status if experiment.status != "open" else None
    belief = "" if experiment.belief_after is None else str(experiment.belief_after)
    rows += [
        b.field("outcome", words("happened_outcome"), b.radios("one", options, chosen=known)),
        b.field(
            "happened",
            words("happened_what"),
            b.writing("text", lines=True, initial=experiment.what_happened),
        ),
        b.field(
            "learned",
            words("happened_learned"),
            b.writing("text", lines=True, initial=experiment.learned),
        ),
        b.field(
            "belief",
            words("happened_belief"),
            b.writing("text", limit=RATING_LIMIT, initial=belief),
            hint=words("rating_hint"),
        ),
        b.field(
            "again", words("happened_again"), b.datepick("day"), hint=words("happened_again_hint")
        ),
    ]
    return b.modal(
        "thought_outcome",
        words("happened_title"),
        rows,
        help_label=keel.help_label,
        submit=common("save"),
        close=common("cancel"),
        metadata=entry_id,
    )


def faults(keel: Keel, state: b.State, today: date) -> dict[str, str]:
    """What keeps the form from being taken, as sentences by field."""
    words = keel.words("thought")
    found = {}
    if b.chosen(state, "outcome") not in OUTCOMES:
        found["outcome"] = words("outcome_missing")
    problem = parse_rating(b.typed(state, "belief") or "").problem
    if problem:
        found["belief"] = keel.library.thought_texts.rating[problem]
    again = b.picked_date(state, "again")
    if again and date.fromisoformat(again) < today:
        found["again"] = words("in_the_past")
    return found


def after(experiment: Experiment, state: b.State, today: date) -> Experiment:
    """The experiment with what the form says, whatever it was before."""
    outcome = b.chosen(state, "outcome")
    told = b.typed(state, "happened") or ""
    learned = b.typed(state, "learned") or ""
    belief = parse_rating(b.typed(state, "belief") or "").value
    afresh = replace(experiment, status="open")
    if outcome in get_args(Outcome):
        return looked(
            afresh,
            cast(Outcome, outcome),
            what_happened=told,
            learned=learned,
            belief_after=belief,
        )
    written = replace(afresh, what_happened=told, learned=learned, belief_after=belief)
    if outcome == "dropped":
        return drop(written)
    again = b.picked_date(state, "again")
    missed = could_not_run(written, told)
    return reschedule(missed, date.fromisoformat(again), today) if again else missed


def noted_rows(keel: Keel, record: ThoughtRecord) -> list[b.Block]:
    """What is said after an answer."""
    words = keel.words("thought")
    experiment = record.experiment or Experiment("")
    day = day_words(experiment.look_on) if experiment.look_on else ""
    rows = [b.section(words(f"noted_{experiment.status}", day=day))]
    belief = movement(record).belief
    if belief and experiment.belief_after is not None:
        told = words(f"belief_{belief.direction}", before=belief.before, after=belief.after)
        rows.append(b.section(told))
    return rows


def register(app: App, keel: Keel, desk: Desk) -> None:
    """Registers what happened, and the door to everything that is open."""
    words, common = keel.words("thought"), keel.words("common")
    in_place = InPlace()

    keel.doors.add(
        Door("experiments", lambda who: open_view(keel, who), words("experiments"), stores=False)
    )

    @app.action("thought_happened")
    def ask(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        entry_id, trigger = body["actions"][0]["value"], body["trigger_id"]

        def work() -> None:
            kept = desk.record(who, entry_id)
            instead = consent_first(keel, who)
            if instead:
                view = instead
            elif kept is None or kept.value.experiment is None:
                view = gone_view(keel)
                publish(keel, who, client)
            else:
                view = form(keel, kept.id, kept.value)
            shown = body.get("view") or {}
            if shown.get("type") == "modal":
                # In its place: three views are Slack's most, and the way to help needs one.
                in_place(client, shown, view)
            else:
                client.views_open(trigger_id=trigger, view=view)

        keel.in_lane(who, "happened", work)

    @app.view("thought_outcome")
    def take(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        who: Who = context["who"]
        view = body["view"]
        state = view["state"]["values"]
        today = keel.today(keel.journal.profile(who))
        errors = faults(keel, state, today)
        if errors:
            ack(response_action="errors", errors=errors)
            return
        kept = desk.record(who, view["private_metadata"])
        if kept is None or kept.value.experiment is None:
            ack(response_action="update", view=gone_view(keel))
            return
        record = replace(
            kept.value,
            updated_at=keel.now(),
            experiment=after(kept.value.experiment, state, today),
        )
        desk.store(who, kept.id, record)
        keel.counters.add("experiments_answered")
        ack(
            response_action="update",
            view=b.modal(
                "thought_noted",
                words("happened_title"),
                noted_rows(keel, record),
                help_label=keel.help_label,
                close=common("done"),
            ),
        )
        tell_reminders(keel, who)
        keel.in_lane(who, "home", lambda: publish(keel, who, client))


def gone_view(keel: Keel) -> dict[str, Any]:
    """What is said about something that is no longer there."""
    words, common = keel.words("thought"), keel.words("common")
    return b.modal(
        "thought_gone",
        words("title"),
        [b.section(common("gone"))],
        help_label=keel.help_label,
        close=common("close"),
    )
