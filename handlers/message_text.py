"""A message's text as the person typed it.

In messages Slack escapes three characters and puts links and mentions between angle brackets; in
forms it does neither. Rule: https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re

BRACKETS = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def as_typed(text: str) -> str:
    """The text with links as they were written and the escaped characters put back, once."""
    plain = BRACKETS.sub(_written, text)
    # The ampersand last, or what somebody typed as an escape would be put back as well.
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _written(found: re.Match[str]) -> str:
    inside, label = found[1], found[2] or ""
    if inside.startswith("!"):
        # <!here>, <!subteam^S1|@team>, <!date^0^{date}|words>
        return label or f"@{inside[1:].partition('^')[0]}"
    if inside.startswith("#"):
        return f"#{label or inside[1:]}"
    if inside.startswith("@"):
        return f"@{label.removeprefix('@') or inside[1:]}"
    # A link that Slack made from words such as example.org has these words as its label.
    return label if label and inside.endswith(label) else f"{label} ({inside})" if label else inside
