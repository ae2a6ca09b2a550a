"""The answer of "does it fit my week?": what fits first, then each week in words and as a picture.

``result``  the answer as a modal
``alike``   the weeks of a rotation, those that come out the same put together

Times in it were read from what was typed and are written anew by us; no typed text is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.domain.fit import Fit, FitQuestion, Session, WeekFit
from bot.domain.fit_grid import grid
from bot.domain.typed_times import format_time
from data.library import Words
from handlers import blocks as b
from handlers.iop_fit_form import DAYS
from handlers.keel import Keel


def number(hours: float) -> str:
    """Hours as people write them: 9, or 7.5."""
    return f"{round(hours, 2):g}"


def session_words(session: Session) -> str:
    """A session as "Mon 18:00–21:00"."""
    span = f"{format_time(session.start)}–{format_time(session.end)}"
    return f"{DAYS[session.weekday][:3]} {span}"


def listed(words: Words, items: Iterable[str]) -> str:
    """Several things as people list them: "1, 2 and 3"."""
    *some, last = items
    return words("and", some=", ".join(some), last=last) if some else last


def _named(question: FitQuestion, chosen: Iterable[int]) -> str:
    """Sessions by their days, with times only where a day has two; the times stand at the top."""
    days = [one.weekday for one in question.sessions]
    return ", ".join(
        DAYS[days[at]][:3] if days.count(days[at]) == 1 else session_words(question.sessions[at])
        for at in chosen
    )


def alike(question: FitQuestion, answer: Fit) -> list[list[int]]:
    """Places of weeks with the same picture, words and short nights, in order of the first."""
    found: dict[object, list[int]] = {}
    for at, week in enumerate(answer.weeks):
        verdicts = tuple(one.verdict for one in week.sessions)
        nights = [
            tuple(day.weekday() for day in days)
            for days in (week.short_by_shifts, week.short_with_all)
        ]
        key = (verdicts, week.workable, *nights, grid(question, at, DAYS))
        found.setdefault(key, []).append(at)
    return list(found.values())


def result(keel: Keel, question: FitQuestion, answer: Fit) -> dict[str, Any]:
    """The answer: what holds for the whole rotation, each week of it, what to ask."""
    words = keel.words("iop_fit")
    weeks: list[b.Block] = []
    for places in alike(question, answer):
        weeks += [
            b.divider(),
            b.section(_week(words, question, answer, places)),
            b.grid(grid(question, places[0], DAYS)),
            *([b.context(words("legend"))] if places[0] == 0 else []),
            *_nights(words, answer.weeks[places[0]]),
        ]
    asked = _questions(words, answer)
    rows = [
        b.section(_in_short(words, question, answer)),
        b.context(
            words(
                f"hours_{answer.band}",
                sessions=", ".join(session_words(one) for one in question.sessions),
                hours=number(answer.hours),
            )
        ),
        # Beside one week what to ask may wait; behind eight it would not be found.
        *([*asked, *weeks] if len(answer.weeks) > 1 else [*weeks, *asked]),
        b.context(words("caveat")),
    ]
    return b.modal(
        "iop_fit_result",
        words("result_title"),
        rows,
        help_label=keel.help_label,
        close=keel.words("common")("back"),
    )


def _in_short(words: Words, question: FitQuestion, answer: Fit) -> str:
    """What fits, for the one week or for all of them."""
    several, hours = len(answer.weeks) > 1, number(answer.hours)
    if len(answer.always) == len(question.sessions):
        return words("all_weeks" if several else "all_week")
    if not any(week.workable for week in answer.weeks):
        return words("nothing")
    some = {"some": number(answer.always_hours), "hours": hours}
    if not several:
        return words("part_week", **some)
    first = (
        words("part_weeks", **some, sessions=_named(question, answer.always))
        if answer.always
        else words("no_week_alike")
    )
    counts = [
        words("count", n=at, some=number(week.workable_hours), hours=hours)
        for at, week in enumerate(answer.weeks, start=1)
    ]
    return "\n".join([first, *counts])


def _questions(words: Words, answer: Fit) -> list[b.Block]:
    if not answer.questions:
        return []
    asked = "\n".join(f"• {words(code)}" for code in answer.questions)
    rows = [b.divider()] if len(answer.weeks) == 1 else []
    return [*rows, b.section(f"{words('ask_heading')}\n{asked}"), b.context(words("ask_work"))]


def _week(words: Words, question: FitQuestion, answer: Fit, places: Sequence[int]) -> str:
    """The head of a week and its verdicts, sessions of the same verdict on one line."""
    week, count = answer.weeks[places[0]], len(answer.weeks)
    firsts = [answer.weeks[at].first for at in places]
    days = listed(words, (f"{first.day} {first:%B}" for first in firsts))
    names = listed(words, (str(at + 1) for at in places))
    head = "weeks" if len(places) > 1 else "week"
    lines = [words(head, n=names, count=count, day=days) if count > 1 else words("week_only")]
    verdicts: dict[str, list[int]] = {}
    for found in week.sessions:
        verdicts.setdefault(found.verdict, []).append(found.session)
    for verdict, chosen in sorted(verdicts.items(), key=lambda item: item[0] != "fits"):
        named = _named(question, chosen)
        lines.append(words("verdict_line", verdict=words(f"verdict_{verdict}"), sessions=named))
    if list(week.workable) != verdicts.get("fits", []):
        named, hours = _named(question, week.workable), number(week.workable_hours)
        lines.append(words("together", sessions=named, hours=hours))
    return "\n".join(lines)


def _nights(words: Words, week: WeekFit) -> list[b.Block]:
    """Nights that get short, by the shifts alone and with the sessions."""
    more = [day for day in week.short_with_all if day not in week.short_by_shifts]
    said = [
        words(
            name,
            days=words("every_night")
            if len(days) == len(DAYS)
            else listed(words, (DAYS[day.weekday()][:3] for day in days)),
        )
        for name, days in (("short_shifts", week.short_by_shifts), ("short_all", more))
        if days
    ]
    return [b.section("\n".join(said))] if said else []
