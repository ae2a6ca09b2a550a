"""The parts of the Home that belong to no other room: today, the last two weeks, settings."""

from __future__ import annotations

from datetime import timedelta

from slack_bolt import App

from bot.domain.checkins import SPARK_DAYS, ItemSummary, summarise
from bot.domain.people import Who
from data.kinds import CHECK_INS
from handlers import blocks as b
from handlers.check_in import items_for, number
from handlers.check_in_list import line
from handlers.doors import open_button
from handlers.keel import Keel

SHOWN = 3


def today(keel: Keel, who: Who) -> list[b.Block]:
    """Where the day stands, and the way into a check-in."""
    words = keel.words("home")
    profile = keel.journal.profile(who)
    day = keel.today(profile)
    rows = [
        b.header(words("hello")),
        b.section(words("hello_text", day=f"{day:%A} {day.day} {day:%B}")),
    ]
    if profile is None:
        rows.append(b.section(words("first")))
    else:
        newest = keel.journal.entries(who, CHECK_INS, limit=1)
        done = bool(newest and newest[0].day == day)
        rows.append(b.section(words("checked_in_today" if done else "not_today")))
    rows.append(
        b.actions(open_button(words("start_check_in"), "check_in", style="primary"), id="today")
    )
    return rows


def summary_words(keel: Keel, summary: ItemSummary) -> str:
    """A row's numbers in words, for whoever hears the page instead of seeing it."""
    words = keel.words("home")
    if summary.count == 1:
        return words("row_words_one", middle=number(summary.middle))
    if summary.low == summary.high:
        return words("row_words_same", middle=number(summary.middle), count=summary.count)
    return words(
        "row_words",
        middle=number(summary.middle),
        low=summary.low,
        high=summary.high,
        count=summary.count,
    )


def two_weeks(keel: Keel, who: Who) -> list[b.Block]:
    """The last two weeks, a row an item, and the last check-ins."""
    words = keel.words("home")
    profile = keel.journal.profile(who)
    if profile is None:
        return []
    day = keel.today(profile)
    since = day - timedelta(days=SPARK_DAYS - 1)
    kept = keel.journal.entries(who, CHECK_INS, since=since)
    check_ins = [one.value for one in kept]
    lines = [
        words(
            "row",
            label=item.label,
            spark=summary.spark,
            words=summary_words(keel, summary),
        )
        for item in items_for(keel, profile)
        if (summary := summarise(check_ins, item.slug, day))
    ]
    rows = [b.header(words("two_weeks"))]
    if not lines:
        rows.append(b.section(words("two_weeks_none")))
    rows += [b.section(row) for row in lines]
    if lines:
        rows.append(b.context(words("row_help")))
    last = keel.journal.entries(who, CHECK_INS, limit=SHOWN)
    if last:
        rows.append(b.section(f"*{words('last_check_ins')}*"))
        rows += [b.section(line(keel, one)) for one in last]
        rows.append(b.actions(open_button(words("all_check_ins"), "check_ins"), id="check_ins"))
    return rows


def settings(keel: Keel, who: Who) -> list[b.Block]:
    """What can be set, as buttons into their own views."""
    words = keel.words("home")
    return [
        b.divider(),
        b.header(words("settings")),
        b.actions(
            open_button(words("items"), "check_in_items"),
            open_button(words("reminders"), "reminders"),
            open_button(words("schedule"), "schedule"),
            open_button(words("my_data"), "my_data"),
            open_button(words("privacy"), "privacy"),
            id="settings",
        ),
    ]


def register(app: App, keel: Keel) -> None:
    """Adds the parts to the Home."""
    keel.doors.show_at_home(0, lambda who: today(keel, who))
    keel.doors.show_at_home(50, lambda who: two_weeks(keel, who))
    keel.doors.show_at_home(90, lambda who: settings(keel, who))
