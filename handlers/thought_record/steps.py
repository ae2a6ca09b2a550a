"""The four steps as views: a draft in, a modal out.

One modal moves from step to step, since Slack stacks no more than three and the way to help needs
room on top. Its metadata is the step and an id of ours. The thought stands on every step once it
is known.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.people import Profile, Who
from bot.domain.thought_drafts import (
    DRAFT_LIFE,
    MOST_CHOSEN,
    STEPS,
    Draft,
    Step,
    emotions,
)
from handlers import blocks as b
from handlers.keel import Keel

CALLBACK = "thought_step"
RATING_LIMIT = 40
OWN_LIMIT = 150
IN_VIEW = 600  # of the thought: enough to know it by, short enough not to push the step away
TRIED_LIMIT = 1000


def day_words(day: date) -> str:
    """A date as people say it: Mon 5 Jan 2026."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def local_day(moment: datetime, profile: Profile | None) -> date:
    """The person's own date of an instant."""
    try:
        return moment.astimezone(ZoneInfo(profile.zone if profile else "UTC")).date()
    except OverflowError:
        return moment.date()  # a file may claim the first or the last day there is


def step_view(
    keel: Keel, who: Who, draft: Draft, note: str = "", below: str = ""
) -> dict[str, Any]:
    """The step at which a draft is. ``note`` is a line of ours above it; ``below`` names the list
    that it was opened from, which is to be shown anew after a change."""
    words, common = keel.words("thought"), keel.words("common")
    rows: list[b.Block] = [b.context(note)] if note else []
    if draft.step != "thought" and draft.text("thought"):
        rows.append(b.said(words("the_thought"), b.clip(draft.text("thought"), IN_VIEW)))
    rows += STEP_ROWS[draft.step](keel, draft)
    ways = [b.button(words("later"), "thought_later")]
    if draft.step != STEPS[0]:
        ways.insert(0, b.button(common("back"), "thought_back"))
    rows.append(b.actions(*ways, id="ways"))
    return b.modal(
        CALLBACK,
        words(f"step_{draft.step}"),
        rows,
        help_label=keel.help_label,
        submit=common("save") if draft.step == STEPS[-1] else words("next"),
        close=common("close"),
        metadata=f"{draft.step}|{draft.id}|{below}",
        on_close=True,
    )


def trigger_rows(keel: Keel, draft: Draft) -> list[b.Block]:
    """What happened and what surrounded it."""
    return [
        *_text(keel, draft, "situation", hint="situation_hint"),
        *_text(keel, draft, "context"),
    ]


def thought_rows(keel: Keel, draft: Draft) -> list[b.Block]:
    """The sentence, the belief in it, and patterns it may follow."""
    words = keel.words("thought")
    options = [b.option(p.name, p.slug) for p in keel.library.thinking.patterns]
    return [
        *_text(keel, draft, "thought", hint="thought_hint", optional=False),
        _rating(keel, draft, "belief", words("belief"), hint=words("rating_hint")),
        b.field(
            "patterns",
            words("patterns"),
            b.many(
                "several",
                options,
                placeholder=words("patterns_choose"),
                chosen=draft.values.get("patterns", ()),
            ),
        ),
        b.actions(b.button(words("patterns_what"), "thought_patterns"), id="patterns_what"),
    ]


def emotion_rows(keel: Keel, draft: Draft) -> list[b.Block]:
    """What was felt, how strongly, and where."""
    words = keel.words("thought")
    groups = [
        (family.name, [b.option(word, word) for word in family.words])
        for family in keel.library.thinking.families
    ]
    menu = b.grouped(
        "thought_emotions",
        groups,
        placeholder=words("emotions_choose"),
        chosen=draft.values.get("emotions", ()),
    )
    menu["max_selected_items"] = MOST_CHOSEN
    own = b.writing("text", initial=draft.text("own"), limit=OWN_LIMIT)
    return [
        # Live: a field for the strength appears as soon as a word is chosen.
        b.field("emotions", words("emotions"), menu, hint=words("emotions_hint"), live=True),
        b.field("own", words("own"), own, hint=words("own_hint")),
        *(
            _rating(keel, draft, f"strength_{key}", f"{name}: {words('strength')}")
            for key, name in emotions(draft)
        ),
        *_text(keel, draft, "body"),
    ]


def action_rows(keel: Keel, draft: Draft) -> list[b.Block]:
    """Evidence, a balanced sentence, ratings again, and an experiment where one is wanted."""
    words = keel.words("thought")
    if beyond_exercise(keel, draft):
        return [b.section(words("not_an_exercise"))]
    rows = [
        *_text(keel, draft, "evidence_for", hint="evidence_hint"),
        *_text(keel, draft, "evidence_against"),
        *_text(keel, draft, "balanced"),
        _rating(keel, draft, "belief_balanced", words("belief_balanced")),
        _rating(keel, draft, "belief_after", words("belief_after"), hint=words("rating_hint")),
        *(
            _rating(keel, draft, f"after_{key}", f"{name}: {words('after')}")
            for key, name in emotions(draft)
        ),
    ]
    if not draft.planning:
        return [*rows, b.actions(b.button(words("try_plan"), "thought_plan"), id="plan")]
    return [*rows, b.section(words("try_intro")), *experiment_rows(keel, draft)]


def experiment_rows(keel: Keel, draft: Draft) -> list[b.Block]:
    """What will be tried, what is predicted, and when to look."""
    words = keel.words("thought")
    return [
        *_text(keel, draft, "try_what", hint="try_what_hint", limit=TRIED_LIMIT),
        *_text(keel, draft, "try_prediction", limit=TRIED_LIMIT),
        _rating(keel, draft, "try_likelihood", words("try_likelihood")),
        b.field("try_look_on", words("try_look_on"), b.datepick("day", draft.text("try_look_on"))),
    ]


STEP_ROWS = {
    "trigger": trigger_rows,
    "thought": thought_rows,
    "emotion": emotion_rows,
    "action": action_rows,
}


def beyond_exercise(keel: Keel, draft: Draft) -> bool:
    """Whether the thought is one that no exercise may argue with."""
    finding = keel.screen(draft.text("thought"))
    return bool(finding and finding.level == "crisis")


def kept_view(keel: Keel, who: Who, draft: Draft) -> dict[str, Any]:
    """What is said when a record is put aside."""
    words = keel.words("thought")
    until = local_day(draft.kept_at + DRAFT_LIFE, keel.journal.profile(who))
    return b.modal(
        "thought_kept",
        words("kept_title"),
        [b.section(words("kept", day=day_words(until)))],
        help_label=keel.help_label,
        close=keel.words("common")("close"),
    )


def patterns_view(keel: Keel) -> dict[str, Any]:
    """The twelve patterns with an example from code and one from the shop floor."""
    words = keel.words("thought")
    told = [
        b.section(
            words(
                "pattern",
                title=pattern.name,
                sentence=pattern.sentence,
                code=pattern.code,
                shop_floor=pattern.shop_floor,
                question=pattern.question,
            )
        )
        for pattern in keel.library.thinking.patterns
    ]
    return b.modal(
        "thought_patterns_view",
        words("patterns_title"),
        [b.context(words("patterns_intro")), *told],
        help_label=keel.help_label,
        close=keel.words("common")("back"),
    )


def read_fields(view: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """What stands in the fields of a step; a field that the view does not have is left out."""
    state: b.State = (view.get("state") or {}).get("values") or {}
    found: dict[str, tuple[str, ...]] = {}
    for id_, elements in state.items():
        for element in elements.values():
            kind = element.get("type")
            if kind == "plain_text_input":
                found[id_] = _one(b.typed(state, id_))
            elif kind == "multi_static_select":
                found[id_] = b.chosen_many(state, id_)
            elif kind == "datepicker":
                found[id_] = _one(b.picked_date(state, id_))
    return found


def place(view: dict[str, Any]) -> tuple[Step, str, str]:
    """The step, the id and the list beneath that a view carries."""
    step, _, rest = str(view["private_metadata"]).partition("|")
    id_, _, below = rest.partition("|")
    return next((known for known in STEPS if known == step), STEPS[0]), id_, below


def _one(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _text(
    keel: Keel,
    draft: Draft,
    name: str,
    *,
    hint: str = "",
    optional: bool = True,
    limit: int = b.INPUT,
) -> list[b.Block]:
    words = keel.words("thought")
    if len(draft.text(name)) > limit:
        # Brought in from elsewhere: a field would cut it off, so it is shown and left alone.
        told = b.section(words("too_long", label=words(name)))
        return [told, b.said(words(name), b.clip(draft.text(name), IN_VIEW))]
    return [
        b.field(
            name,
            words(name),
            b.writing("text", initial=draft.text(name), lines=True, limit=limit),
            optional=optional,
            hint=words(hint) if hint else "",
        )
    ]


def _rating(keel: Keel, draft: Draft, name: str, label: str, hint: str = "") -> b.Block:
    typed = b.writing("text", initial=draft.text(name), limit=RATING_LIMIT)
    return b.field(name, b.clip(label, 200), typed, hint=hint)
