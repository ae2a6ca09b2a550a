"""The reminder settings as a form: what is offered, what was chosen, what keeps it from working."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any, Final, Literal, cast

from bot.domain.people import Who
from bot.domain.reminder_times import Kind, Rule
from bot.domain.reminders import problems
from bot.domain.shifts import OnlyWhenAsked, Rotation
from bot.domain.zones import wall
from data.kinds import REMINDERS
from handlers import blocks as b
from handlers.doors import open_button
from handlers.keel import Keel
from handlers.merge_form import day_words
from handlers.nudges import DOORS
from handlers.reminder_quiet import paused
from handlers.reminding import KINDS, around, reminder_of
from handlers.schedule_views import timepick
from handlers.thought_record import experiment_dates

LEADS: Final = (0, 10, 20, 30, 60)
USUAL_LEAD: Final = 10
DATED: Final = ("experiment", "questionnaire")
# Where a problem of a rule stands in the form.
PLACE: Final[dict[tuple[str, str], str]] = {
    ("check_in", "at"): "check_in_at",
    ("check_in", "days"): "check_in_days",
    ("stash", "at"): "stash_at",
    ("merge", "lead_minutes"): "lead",
    ("experiment", "at"): "later_at",
    ("questionnaire", "at"): "later_at",
}


def offered(keel: Keel) -> list[Kind]:
    """The kinds whose room is there."""
    return [kind for kind in KINDS if keel.doors.door(DOORS[kind])]


def kinds_on(keel: Keel, who: Who) -> list[Kind]:
    """The kinds that are switched on."""
    rules = [row.value.rule for row in keel.journal.schedules(who, REMINDERS)]
    on = {rule.kind for rule in rules if rule.on}
    return [kind for kind in KINDS if kind in on]


def rule_of(keel: Keel, who: Who, kind: Kind) -> Rule:
    """A person's rule of a kind, on or off; the plain one when there is none."""
    reminder = reminder_of(keel, who, kind)
    return reminder.rule if reminder else Rule(kind, days="all" if kind in DATED else "worked")


def needs_stash_time(keel: Keel, who: Who) -> bool:
    """Whether the schedule leaves open when shifts start."""
    profile = keel.journal.profile(who)
    if profile is None or profile.pattern is None:
        return False
    found = problems(Rule("stash", on=True), profile.pattern, profile.sleep)
    return "at" in found and "days" not in found


def settings_view(keel: Keel, who: Who) -> dict[str, Any]:
    """The form."""
    words, common = keel.words("reminders"), keel.words("common")
    kinds, on = offered(keel), kinds_on(keel, who)
    options = [b.option(words(f"kind_{kind}"), kind) for kind in kinds]
    rows: list[b.Block] = [
        b.context(words("intro")),
        b.field("kinds", words("kinds"), b.ticks("on", options, chosen=on)),
    ]
    if "merge" in kinds:
        lead = rule_of(keel, who, "merge").lead_minutes
        leads = [
            b.option(words("lead_minutes", n=n) if n else words("lead_none"), str(n)) for n in LEADS
        ]
        pick = b.menu("lead", leads, placeholder=words("lead"), chosen=str(lead))
        rows.append(b.field("lead", words("lead"), pick))
    if "check_in" in kinds:
        rule = rule_of(keel, who, "check_in")
        days = [b.option(words(f"days_{name}"), name) for name in ("worked", "all")]
        rows.append(b.field("check_in_at", words("check_in_at"), _time("check_in_at", rule.at)))
        radios = b.radios("days", days, chosen=rule.days)
        rows.append(b.field("check_in_days", words("check_in_days"), radios))
    if "stash" in kinds and needs_stash_time(keel, who):
        at = _time("stash_at", rule_of(keel, who, "stash").at)
        rows.append(b.field("stash_at", words("stash_at"), at, hint=words("stash_at_hint")))
    dated = [kind for kind in kinds if kind in DATED]
    if dated:
        label = words(f"at_{dated[0]}" if len(dated) == 1 else "at_both")
        at = _time("later_at", rule_of(keel, who, dated[0]).at)
        rows.append(b.field("later_at", label, at))
    rows += [b.divider(), *below(keel, who)]
    return b.modal(
        "reminders",
        words("title"),
        rows,
        help_label=keel.help_label,
        submit=common("save"),
        close=common("close"),
    )


def below(keel: Keel, who: Who) -> list[b.Block]:
    """The schedule, a pause, and the ways to them."""
    words = keel.words("reminders")
    profile = keel.journal.profile(who)
    schedule = profile.pattern.schedule if profile and profile.pattern else None
    if schedule is None:
        said = words("schedule_none")
    elif isinstance(schedule, OnlyWhenAsked):
        said = words("schedule_only_when_asked")
    else:
        rotates = isinstance(schedule, Rotation)
        said = words("schedule_rotation" if rotates else "schedule_weekly")
    rows = [b.section(said)]
    until = paused(keel, who)
    if until:
        rows.append(b.section(words("paused_line", day=day_words(until))))
    buttons = [
        open_button(words("schedule_button"), "schedule_above"),
        open_button(words("pause_button"), "pause_above"),
    ]
    if kinds_on(keel, who):
        sure = b.confirm(
            words("stop_sure"),
            words("stop_text"),
            words("stop_button"),
            keel.words("common")("cancel"),
        )
        long = until is not None and until > keel.today(profile) + timedelta(days=1)
        name = "not_today" if until is None else "resume" if long else "today_after_all"
        buttons.append(b.button(words(name), "reminders_today"))
        buttons.append(b.button(words("stop_button"), "reminders_stop", ask=sure))
    return [*rows, b.actions(*buttons, id="ways")]


def read_rules(keel: Keel, who: Who, state: b.State) -> list[Rule]:
    """The rule of each offered kind, as the form has it."""
    chosen = b.chosen_many(state, "kinds")
    rules = []
    for kind in offered(keel):
        before = rule_of(keel, who, kind)
        at, days, lead, dates = before.at, before.days, before.lead_minutes, before.dates
        if kind == "merge":
            lead = int(b.chosen(state, "lead") or USUAL_LEAD)
        elif kind == "check_in":
            at = _read_time(state, "check_in_at")
            days = cast(Literal["worked", "all"], b.chosen(state, "check_in_days") or before.days)
        elif kind == "stash" and "stash_at" in state:
            at = _read_time(state, "stash_at")
        elif kind in DATED:
            at = _read_time(state, "later_at")
        if kind == "experiment":
            dates = experiment_dates(keel, who)
        rules.append(Rule(kind, kind in chosen, at, days, lead, dates))
    return rules


def faults(keel: Keel, who: Who, rules: Sequence[Rule]) -> dict[str, str]:
    """Sentences by field, for the kinds that are to be on."""
    words = keel.words("reminders")
    profile = keel.journal.profile(who)
    if profile is None:
        return {}
    pattern = around(keel, who, profile).pattern
    found: dict[str, str] = {}
    for rule in rules:
        if not rule.on:
            continue
        for name, code in problems(rule, pattern, profile.sleep).items():
            place = PLACE.get((rule.kind, name), "kinds")
            if place == "stash_at" and not needs_stash_time(keel, who):
                continue  # there is no schedule at all, and that is said beside the kinds
            said = "no_schedule_days" if place == "check_in_days" else code
            found.setdefault(place, words(said))
    return found


def saved_view(keel: Keel, who: Who) -> dict[str, Any]:
    """What is on now, and when each comes next."""
    words, common = keel.words("reminders"), keel.words("common")
    profile = keel.journal.profile(who)
    rows_on = [row for row in keel.journal.schedules(who, REMINDERS) if row.value.rule.on]
    rows: list[b.Block] = [b.section(words("saved" if rows_on else "saved_none"))]
    for row in sorted(rows_on, key=lambda row: KINDS.index(row.value.rule.kind)):
        name = words(f"name_{row.value.rule.kind}")
        if row.next_due_at and profile:
            at = wall(row.next_due_at, profile.zone)
            when = f"{day_words(at.date())}, {at:%H:%M}"
            rows.append(b.section(words("next_line", kind=name, when=when)))
        else:
            rows.append(b.section(words("next_none", kind=name)))
    until = paused(keel, who)
    if until:
        rows.append(b.section(words("paused_line", day=day_words(until))))
    return b.modal(
        "reminders_saved",
        words("saved_title"),
        rows,
        help_label=keel.help_label,
        close=common("done"),
    )


def _time(action: str, at: time | None) -> b.Block:
    return timepick(action, f"{at:%H:%M}" if at else "")


def _read_time(state: b.State, name: str) -> time | None:
    text = b.picked_time(state, name)
    return time.fromisoformat(text) if text else None
