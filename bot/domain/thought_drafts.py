"""A thought record under way: what stands in each field so far, and the record it becomes.

Fields are kept as they were typed, so that a number that cannot be read is asked for again and
never lost. A field is named once here and has the same name in the form, in the draft and in the
conversation.

begun(id, now)            a blank draft
changing(id, record)      a draft that changes a stored record
with_values(draft, ...)   what was typed, over what was there
problems(draft, today)    field and code of everything that cannot be read
upon(draft, record)       a draft over what became of its record meanwhile
to_record(draft, now)     the record; what a form has no field for stays as it was
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from bot.domain.ratings import parse_rating
from bot.domain.thoughts import Emotion, Experiment, ThoughtRecord

Step = Literal["trigger", "thought", "emotion", "action"]
Values = dict[str, tuple[str, ...]]

STEPS: Final[tuple[Step, ...]] = ("trigger", "thought", "emotion", "action")
DRAFT_LIFE: Final = timedelta(days=14)
MOST_CHOSEN: Final = 5
MOST_OWN: Final = 3

# field -> the record's own name for it
TEXTS: Final = {
    "situation": "situation",
    "context": "context",
    "thought": "automatic_thought",
    "body": "body_signal",
    "evidence_for": "evidence_for",
    "evidence_against": "evidence_against",
    "balanced": "balanced_thought",
}
RATINGS: Final = {
    "belief": "belief_before",
    "belief_balanced": "belief_balanced",
    "belief_after": "belief_after",
}
TRIED: Final = ("try_what", "try_prediction", "try_likelihood", "try_look_on")
_RATED: Final = (*RATINGS, "try_likelihood")


@dataclass(frozen=True)
class Draft:
    """A record under way. ``record`` is what it began as; ``values`` is what the fields hold.

    ``own_seen`` numbers a person's own emotion words in the order in which they came up, so that a
    rating stays with its word when others come and go.
    """

    id: str
    record: ThoughtRecord
    kept_at: datetime
    values: Values = field(default_factory=dict)
    step: Step = "trigger"
    changes: bool = False
    emotion_asked: bool = False
    planning: bool = False
    own_seen: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """What stands in a field, or an empty text."""
        given = self.values.get(name, ())
        return given[0] if given else ""

    @property
    def empty(self) -> bool:
        """Whether nothing was filled in yet."""
        return not any(self.values.values())


@dataclass(frozen=True)
class Drafts:
    """All drafts of a person, newest last."""

    items: tuple[Draft, ...] = ()


def begun(id: str, now: datetime) -> Draft:
    """A blank draft. ``id`` becomes the record's uuid; ``now`` is aware UTC."""
    return Draft(id, ThoughtRecord(id, now, now, ""), now)


def changing(id: str, record: ThoughtRecord, listed: Collection[str], now: datetime) -> Draft:
    """A draft with ``record`` in its fields. ``listed`` are the emotion words the form offers."""
    names = [emotion.name.strip() for emotion in record.emotions]
    own = tuple(dict.fromkeys(name for name in names if name.casefold() not in listed))
    values: Values = {name: _one(getattr(record, there)) for name, there in TEXTS.items()}
    values |= {name: _number(getattr(record, there)) for name, there in RATINGS.items()}
    values["patterns"] = record.distortions
    values["emotions"] = tuple(
        dict.fromkeys(name.casefold() for name in names if name.casefold() in listed)
    )
    values["own"] = _one(", ".join(own))
    for emotion in record.emotions:
        key = _key(emotion.name.strip(), listed, own)
        values[f"strength_{key}"] = _number(emotion.before)
        values[f"after_{key}"] = _number(emotion.after)
    values |= _tried(record.experiment)
    filled = {name: given for name, given in values.items() if given}
    planning = record.experiment is not None
    return Draft(id, record, now, filled, changes=True, planning=planning, own_seen=own)


def with_values(draft: Draft, typed: Mapping[str, tuple[str, ...]], now: datetime) -> Draft:
    """The draft with what ``typed`` holds; a field that is not in it stays as it is."""
    values = {name: given for name, given in {**draft.values, **typed}.items() if given}
    after = replace(draft, values=values, kept_at=now)
    seen = dict.fromkeys((*draft.own_seen, *own_words(after)))
    return replace(after, own_seen=tuple(seen))


def upon(draft: Draft, record: ThoughtRecord) -> Draft:
    """A draft of changes laid over ``record``, as it is stored by now.

    What came of an experiment has no field in the form and can be written while a draft waits, so
    it is taken from ``record``; so is each part of the plan that the draft does not change.
    """
    if draft.record == record:
        return draft
    before, now = _tried(draft.record.experiment), _tried(record.experiment)
    merged = {
        name: now[name]
        if draft.values.get(name, ()) == before[name]
        else draft.values.get(name, ())
        for name in TRIED
    }
    if record.experiment and record.experiment != draft.record.experiment:
        # A plan that was emptied here and answered elsewhere: what was learned is not thrown away.
        merged["try_what"] = merged["try_what"] or now["try_what"]
    values = {name: given for name, given in {**draft.values, **merged}.items() if given}
    return replace(draft, record=record, values=values)


def own_words(draft: Draft) -> tuple[str, ...]:
    """A person's own emotion words: what stands between commas, each once."""
    parts = [part.strip() for part in re.split(r"[,;\n]", draft.text("own"))]
    return tuple(dict.fromkeys(part for part in parts if part))


def emotions(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Key and name of every emotion named so far: those from the list, then one's own."""
    chosen = draft.values.get("emotions", ())
    own = [word for word in own_words(draft) if word.casefold() not in chosen]
    return (
        *((word, word) for word in chosen),
        *((f"own{draft.own_seen.index(word)}", word) for word in own),
    )


def problems(draft: Draft, today: date) -> dict[str, str]:
    """Field and code of what cannot be read or is missing. ``today`` is the person's own date.

    Codes are those of ratings, and missing, too_many, in_the_past.
    """
    found: dict[str, str] = {}
    if not draft.text("thought").strip():
        found["thought"] = "missing"
    keys = [key for key, _ in emotions(draft)]
    rated = [*_RATED, *(f"{when}_{key}" for key in keys for when in ("strength", "after"))]
    for name in rated:
        problem = parse_rating(draft.text(name)).problem
        if problem:
            found[name] = problem
    if len(own_words(draft)) > MOST_OWN:
        found["own"] = "too_many"
    if any(draft.text(name) for name in TRIED) and not draft.text("try_what").strip():
        found["try_what"] = "what_missing"
    look_on = _date(draft.text("try_look_on"))
    before = draft.record.experiment
    if look_on and look_on < today and (before is None or before.look_on != look_on):
        found["try_look_on"] = "in_the_past"
    return found


def to_record(draft: Draft, now: datetime) -> ThoughtRecord:
    """The record that a draft without problems becomes."""
    fields: dict[str, Any] = {there: draft.text(name) for name, there in TEXTS.items()}
    fields |= {there: _rating(draft, name) for name, there in RATINGS.items()}
    named = tuple(
        Emotion(name, _rating(draft, f"strength_{key}"), _rating(draft, f"after_{key}"))
        for key, name in emotions(draft)
    )
    return replace(
        draft.record,
        updated_at=now,
        distortions=draft.values.get("patterns", ()),
        emotions=named,
        experiment=_experiment(draft),
        **fields,
    )


def _experiment(draft: Draft) -> Experiment | None:
    what = draft.text("try_what")
    if not what:
        return None
    before = draft.record.experiment or Experiment(what)
    look_on = _date(draft.text("try_look_on"))
    # A new day for one that did not come about puts it on the table again.
    again = before.status in ("could_not_run", "dropped") and look_on not in (None, before.look_on)
    return replace(
        before,
        what=what,
        prediction=draft.text("try_prediction"),
        likelihood=_rating(draft, "try_likelihood"),
        look_on=look_on,
        status="open" if again else before.status,
    )


def _tried(experiment: Experiment | None) -> Values:
    if experiment is None:
        return dict.fromkeys(TRIED, ())
    return {
        "try_what": _one(experiment.what),
        "try_prediction": _one(experiment.prediction),
        "try_likelihood": _number(experiment.likelihood),
        "try_look_on": _one(experiment.look_on.isoformat() if experiment.look_on else ""),
    }


def _key(name: str, listed: Collection[str], own: tuple[str, ...]) -> str:
    return name.casefold() if name.casefold() in listed else f"own{own.index(name)}"


def _rating(draft: Draft, name: str) -> int | None:
    return parse_rating(draft.text(name)).value


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _number(value: int | None) -> tuple[str, ...]:
    return () if value is None else (str(value),)
