"""The answer of "does it fit my week?": words first, then each week as a picture.

Times in it were read from what was typed and are written anew by us; no typed text is repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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


def _named(question: FitQuestion, chosen: Sequence[int]) -> str:
    return ", ".join(session_words(question.sessions[at]) for at in chosen)


def _nights(days: Sequence[date]) -> str:
    return ", ".join(DAYS[day.weekday()][:3] for day in days)


def result(keel: Keel, question: FitQuestion, answer: Fit) -> dict[str, Any]:
    """The answer: what holds for the whole rotation, each week of it, what to ask."""
    words = keel.words("iop_fit")
    several = len(answer.weeks) > 1
    rows = [b.section(words(f"hours_{answer.band}", hours=number(answer.hours)))]
    if several:
        rows.append(b.section(_always(words, question, answer)))
    if answer.questions:
        asked = "\n".join(f"• {words(code)}" for code in answer.questions)
        rows.append(b.section(f"{words('ask_heading')}\n{asked}\n\n{words('ask_work')}"))
    for at, week in enumerate(answer.weeks):
        rows += [
            b.divider(),
            b.section(_week(words, question, answer, at)),
            b.grid(grid(question, at, DAYS)),
            *([] if at else [b.context(words("legend"))]),
            b.section(_together(words, question, week)),
        ]
    rows.append(b.context(words("caveat")))
    return b.modal(
        "iop_fit_result",
        words("result_title"),
        rows,
        help_label=keel.help_label,
        close=keel.words("common")("back"),
    )


def _always(words: Words, question: FitQuestion, answer: Fit) -> str:
    counts = " · ".join(
        words("count", n=at, works=len(week.workable), all=len(question.sessions))
        for at, week in enumerate(answer.weeks, start=1)
    )
    if len(answer.always) == len(question.sessions):
        said = words("always_all")
    elif not answer.always:
        said = words("always_none")
    else:
        named, hours = _named(question, answer.always), number(answer.always_hours)
        said = words("always_some", sessions=named, hours=hours)
    return f"{said}\n{counts}"


def _week(words: Words, question: FitQuestion, answer: Fit, at: int) -> str:
    week, count = answer.weeks[at], len(answer.weeks)
    first = f"{week.first.day} {week.first:%B}"
    head = words("week", n=at + 1, count=count, day=first) if count > 1 else words("week_only")
    lines = [
        words(
            "session_line",
            session=session_words(question.sessions[found.session]),
            verdict=words(f"verdict_{found.verdict}"),
        )
        for found in week.sessions
    ]
    return "\n".join([head, *lines])


def _together(words: Words, question: FitQuestion, week: WeekFit) -> str:
    hours = number(week.workable_hours)
    if len(week.workable) == len(question.sessions):
        said = [words("together_all", hours=hours)]
    elif week.workable:
        named = _named(question, week.workable)
        said = [words("together_some", sessions=named, hours=hours)]
    else:
        said = [words("together_none")]
    if week.short_by_shifts:
        said.append(words("short_shifts", days=_nights(week.short_by_shifts)))
    more = [day for day in week.short_with_all if day not in week.short_by_shifts]
    if more:
        said.append(words("short_all", days=_nights(more)))
    return "\n".join(said)
