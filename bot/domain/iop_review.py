"""What a reviewer has to mend in an IOP topic before it may be shown.

``problems`` lists everything, a line each, and is empty for a sound topic: texts Slack would
refuse, facts without a source, reviews over a year old, links to topics there are not, sample
weeks outside an IOP's hours. The limits are stated once, below.
"""

from __future__ import annotations

import re
from datetime import date

from bot.domain.iop import SampleWeek, Table, Topic, TopicHead

# A section block takes 3,000 characters; escaping & and < makes text longer, so some room is left.
# https://docs.slack.dev/reference/block-kit/blocks/section-block
PART_LIMIT = 2900
# An option and an option group label take 75 characters each.
# https://docs.slack.dev/reference/block-kit/composition-objects/option-object
OPTION_LIMIT = 75
SUMMARY_LIMIT = 300
# A modal or message shows at most 50 blocks here; head, facts, buttons and help need the rest.
PARTS_LIMIT = 30
# A longer line wraps and breaks its columns: at 360 px, the narrowest phone we look at, a
# message has room for 33 characters of 13 px monospace.
TABLE_WIDTH = 32
REVIEW_DAYS = 365
# ASAM level 2.1 and the Medicare rule: an adult program gives at least 9 hours a week; at 20 the
# next level, partial hospitalization, begins.
IOP_WEEK_MINUTES = (9 * 60, 20 * 60 - 1)


def problems(topic: Topic, *, slugs: frozenset[str], today: date) -> list[str]:
    """Everything wrong with one topic, a line each; empty when it may be published.

    ``slugs`` are all the slugs there are; ``today`` dates the reviews, which live 365 days.
    """
    head = topic.head
    found = [
        *_text_problems(head),
        *_fact_problems(head, today),
        *[f"related topic {slug} does not exist" for slug in head.related if slug not in slugs],
        *[problem for week in head.weeks for problem in _week_problems(week)],
    ]
    if head.slug in head.related:
        found.append("related to itself")
    if len(topic.parts) > PARTS_LIMIT:
        found.append(f"more than {PARTS_LIMIT} parts")
    found += [
        f"part {number} is longer than {PART_LIMIT}"
        for number, part in enumerate(topic.parts, start=1)
        if len(part.text) > PART_LIMIT
    ]
    found += [
        f"part {number} is a table wider than {TABLE_WIDTH}"
        for number, part in enumerate(topic.parts, start=1)
        if isinstance(part, Table) and any(len(x) > TABLE_WIDTH for x in part.text.split("\n"))
    ]
    return [f"{head.slug}: {problem}" for problem in found]


def _text_problems(head: TopicHead) -> list[str]:
    limits = (
        ("slug", head.slug, OPTION_LIMIT),
        ("title", head.title, OPTION_LIMIT),
        ("menu", head.menu, OPTION_LIMIT),
        ("group", head.group, OPTION_LIMIT),
        ("summary", head.summary, SUMMARY_LIMIT),
    )
    found = [f"{name} is empty" for name, text, _ in limits if not text.strip()]
    found += [f"{name} is longer than {limit}" for name, text, limit in limits if len(text) > limit]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", head.slug):
        found.append("slug has other characters than a-z, 0-9 and single hyphens")
    return found


def _fact_problems(head: TopicHead, today: date) -> list[str]:
    found = [] if head.facts else ["no facts"]
    for number, fact in enumerate(head.facts, start=1):
        if not fact.claim.strip():
            found.append(f"fact {number} says nothing")
        if not fact.source.name.strip():
            found.append(f"fact {number} has no source")
        if fact.source.url is not None and not re.fullmatch(r"https://\S+", fact.source.url):
            found.append(f"fact {number} has an address that is not https")
    days = [("the topic", head.reviewed)]
    days += [(f"fact {number}", fact.reviewed) for number, fact in enumerate(head.facts, start=1)]
    for what, day in days:
        if (today - day).days > REVIEW_DAYS:
            found.append(f"{what} was last reviewed more than {REVIEW_DAYS} days ago")
        if day > today:
            found.append(f"{what} has a review date to come")
    return found


def _week_problems(week: SampleWeek) -> list[str]:
    low, high = IOP_WEEK_MINUTES
    if not 0 < len(week.name) <= OPTION_LIMIT:
        return [f"week {week.key} has no name of up to {OPTION_LIMIT} characters"]
    try:
        if any(session.minutes <= 0 for session in week.sessions):
            return [f"week {week.key} has a session that ends before it starts"]
    except ValueError:
        return [f"week {week.key} has a time that is not HH:MM"]
    if not low <= week.minutes <= high:
        return [f"week {week.key} has {week.hours:g} hours, outside 9 to 19"]
    return []
