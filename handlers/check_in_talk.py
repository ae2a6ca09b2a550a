"""The check-in in the DM, prompt by prompt: ratings as taps, words typed or left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast, get_args

from bot.domain.checkins import CheckIn, GoalOutcome, rating_from
from bot.domain.people import Who
from bot.domain.talks import Choice, Prompt, Talk
from data.kinds import CHECK_INS
from handlers import blocks as b
from handlers.check_in import GOAL_LIMIT, NOTE_LIMIT, items_for, last_goal, store
from handlers.keel import Keel
from handlers.talks import Flow, Talks

FLOW = "check_in"


def prompts(keel: Keel, who: Who) -> Sequence[Prompt]:
    """The questions of a check-in; items that are switched off are not asked."""
    on = items_for(keel, keel.journal.profile(who))
    words = keel.words("check_in")
    numbers = tuple(Choice(str(n), str(n)) for n in range(1, 6))
    asked = [
        Prompt(
            f"rate_{item.slug}",
            "buttons",
            words(
                "talk_rate",
                label=item.label,
                question=item.question,
                low=item.low,
                high=item.high,
            ),
            numbers,
            off=item not in on,
        )
        for item in keel.library.check_in_items
    ]
    outcomes = tuple(Choice(words(f"outcome_{o}"), o) for o in get_args(GoalOutcome))
    goal = last_goal(keel.journal.entries(who, CHECK_INS, limit=1))
    return [
        *asked,
        Prompt("last_goal", "buttons", words("talk_last_goal"), outcomes, off=not goal),
        Prompt("note", "text", words("talk_note"), limit=NOTE_LIMIT),
        Prompt("goal", "text", words("talk_goal"), limit=GOAL_LIMIT),
    ]


def finish(keel: Keel, who: Who, talk: Talk) -> dict[str, Any]:
    """Stores the check-in; the numbers wait on the Home or behind a button, not in the message."""
    words = keel.words("check_in")
    ratings = {
        item.slug: rating
        for item in keel.library.check_in_items
        if (rating := rating_from(talk.answer(f"rate_{item.slug}"))) is not None
    }
    outcome = talk.answer("last_goal")
    check_in = CheckIn(
        day=keel.today(keel.journal.profile(who)),
        ratings=ratings,
        note=talk.answer("note"),
        goal=talk.answer("goal"),
        last_goal=cast(GoalOutcome, outcome) if outcome in get_args(GoalOutcome) else None,
    )
    if check_in.empty:
        return b.message(words("talk_nothing"), help_label=keel.help_label)
    store(keel, who, talk.id, check_in)
    return b.message(
        words("dm_saved"),
        [
            b.section(words("dm_saved")),
            b.actions(b.button(words("show_numbers"), "check_in_numbers", talk.id), id="numbers"),
        ],
        help_label=keel.help_label,
    )


def add_flow(keel: Keel, talks: Talks) -> None:
    """Adds the check-in to what can be talked through."""
    talks.add(
        Flow(
            FLOW,
            keel.words("check_in")("talk_intro"),
            lambda who, talk: prompts(keel, who),
            lambda who, talk: finish(keel, who, talk),
        )
    )
