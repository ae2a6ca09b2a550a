"""The answer of "does it fit my week?": words first, then one week as a picture.

Times in it were read from what was typed and are written anew by us; no typed text is repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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


def rows(keel: Keel, question: FitQuestion, answer: Fit, at: int) -> list[b.Block]:
    """The answer with the week ``at`` (0 is the first) in view."""
    words = keel.words("iop_fit")
    at = max(0, min(at, len(answer.weeks) - 1))
    week, several = answer.weeks[at], len(answer.weeks) > 1
    out = [
        b.header(words("result_heading")),
        b.section(words(f"hours_{answer.band}", hours=number(answer.hours))),
    ]
    if several:
        out.append(b.section(_always(words, question, answer)))
    out.append(b.section(_week(words, question, answer, at)))
    out += [b.grid(grid(question, at, DAYS)), b.context(words("legend"))]
    out.append(b.section(_together(words, question, week)))
    if several:
        out.append(b.actions(*_turns(words, at, len(answer.weeks)), id="weeks"))
    if answer.questions:
        asked = "\n".join(f"• {words(code)}" for code in answer.questions)
        out.append(b.section(f"{words('ask_heading')}\n{asked}"))
        out.append(b.section(words("ask_work")))
    out.append(b.context(words("caveat")))
    return out


def _always(words: Words, question: FitQuestion, answer: Fit) -> str:
    if len(answer.always) == len(question.sessions):
        return words("always_all")
    if not answer.always:
        return words("always_none")
    return words(
        "always_some",
        sessions=_named(question, answer.always),
        hours=number(answer.always_hours),
    )


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


def _turns(words: Words, at: int, count: int) -> list[b.Block]:
    turns = []
    if at > 0:
        turns.append(b.button(words("earlier"), "iop_fit_week:earlier", str(at - 1)))
    if at + 1 < count:
        turns.append(b.button(words("later"), "iop_fit_week:later", str(at + 1)))
    return turns
