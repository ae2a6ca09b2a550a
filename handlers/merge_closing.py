"""What the merge form turns into: work is parked, and there is no way back into it from here."""

from __future__ import annotations

from typing import Any

from bot.domain.merges import Merge, next_up
from handlers import blocks as b
from handlers.keel import Keel
from handlers.merge_form import day_words


def closing(keel: Keel, merge: Merge, *, changed: bool = False) -> dict[str, Any]:
    """The closing of a merge."""
    words, common = keel.words("merge"), keel.words("common")
    if changed:
        rows = [b.section(words("changed"))]
    else:
        item = next_up(merge.stash)
        rows = [b.section(words("parked" if item else "parked_nothing"))]
        if item:
            parts = (item.next_step or item.item, item.when)
            rows.append(b.said(words("next"), ", ".join(part for part in parts if part)))
            rows.append(b.section(words("stays")))
        if merge.next_shift:
            rows.append(b.section(words("next_shift", day=day_words(merge.next_shift))))
        if merge.variant == "on_call":
            rows.append(b.section(words("on_call_line")))
        if merge.variant == "night":
            rows += [
                b.section(words(name)) for name in ("night_way_home", "night_light", "night_sleep")
            ]
        if merge.sign_off:
            rows.append(b.said(words("sign_off_label"), merge.sign_off))
    return b.modal(
        "merge_closing",
        words("title_edit" if changed else "closing_title"),
        rows,
        help_label=keel.help_label,
        close=common("done"),
    )
