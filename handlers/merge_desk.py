"""The desk of the mental merge: what is stored of a closing, and in what order.

The stash is kept an item an entry, beside the merges, so that Done, Keep and Drop change one small
row and deleting an old merge never takes open work along.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.merges import MAX_STASH, Merge, StashItem, StashRow, merge_day
from bot.domain.nudges import surroundings
from bot.domain.people import Who
from bot.domain.reminder_times import Person
from bot.domain.shifts import no_holidays
from bot.domain.stashes import Stashed, merged_in
from data.journal import Kept, NoConsent
from data.kinds import MERGES, STASH
from handlers.keel import Keel
from handlers.merge_form import Place, headed
from handlers.reminding import around


def at_work(keel: Keel, who: Who) -> Person:
    """The person's pattern without what they silenced: whoever closes a shift has worked it."""
    profile = keel.journal.profile(who)
    if profile is None:
        return surroundings(None, "UTC", None, no_holidays, "")
    place = around(keel, who, profile)
    return replace(place, pattern=replace(place.pattern, paused_until=None, skipped=()))


def day_of(keel: Keel, who: Who) -> date:
    """The day that a merge written now belongs to."""
    place = at_work(keel, who)
    return merge_day(place.pattern, keel.now(), place.is_holiday)


def new_row(keel: Keel, who: Who) -> str:
    """The id of a row that nothing was written in yet."""
    return keel.journal.entry_id(who, f"stash|{secrets.token_hex(12)}")


def stash_of(keel: Keel, who: Who) -> list[Stashed]:
    """Everything in the stash; what was closed stays until the next merge, for second thoughts."""
    return [kept.value for kept in keel.journal.entries(who, STASH)]


@dataclass(frozen=True)
class Taken:
    """A form as it would be stored: the merge, the stash after it, and what leaves the stash.

    ``too_many`` are the rows that would be more than a stash holds.
    """

    merge: Merge
    kept: tuple[Stashed, ...]
    gone: tuple[str, ...]
    too_many: tuple[int, ...] = ()


def take(
    keel: Keel,
    who: Who,
    place: Place,
    merge: Merge,
    typed: Sequence[StashRow],
    before: Kept[Merge] | None,
) -> Taken:
    """What a form would be stored as. Stores nothing."""
    stash = stash_of(keel, who)
    old = {item.id: item for item in before.value.stash} if before else {}
    known = {one.item.id for one in stash} | set(old)
    rows = headed(typed, known)
    kept, gone = merged_in(stash, rows, place.day, keel.now(), past=before is not None)
    old.update((one.item.id, one.item) for one in kept)
    written = tuple(
        replace(
            old.get(row.id, StashItem(row.id, "")),
            item=row.item,
            next_step=row.next_step,
            when=row.when,
            hand_over=row.hand_over,
        )
        for row in rows
        if row.item
    )
    fresh = [at for at, row in enumerate(rows) if row.item and row.id not in known]
    over = max(0, len(kept) - MAX_STASH)
    too_many = tuple(fresh[len(fresh) - over :]) if over else ()
    return Taken(replace(merge, stash=written), tuple(kept), tuple(gone), too_many)


def store(keel: Keel, who: Who, delivery: str, taken: Taken, before: Kept[Merge] | None) -> None:
    """Stores a merge and the stash after it; the same delivery stores nothing twice.

    A merge in which nothing but the sign-off stands is a closing too, and leaves nothing behind.
    Raises NoConsent, for that one as well: its sign-off is kept for the next.
    """
    if not keel.journal.consented(who):
        raise NoConsent(keel.journal.person(who))
    merge = taken.merge
    if before:
        keel.journal.replace(who, MERGES, before.id, merge, before.day)
    elif not replace(merge, sign_off="").empty:
        id_ = keel.journal.entry_id(who, delivery)
        if keel.journal.add(who, MERGES, merge, id=id_, day=merge.day, now=keel.now()):
            keel.counters.add("merges_saved")
        else:
            # Sent again, after something broke half way perhaps: what stands in it now counts.
            keel.journal.replace(who, MERGES, id_, merge, merge.day)
    for one in taken.kept:
        put_stashed(keel, who, one)
    for id_ in taken.gone:
        keel.journal.remove(who, STASH, id_)


def put_stashed(keel: Keel, who: Who, one: Stashed) -> None:
    """Stores one thing of the stash; its retention counts from when it was last wanted."""
    if not keel.journal.replace(who, STASH, one.item.id, one, one.wanted_on):
        keel.journal.add(who, STASH, one, id=one.item.id, day=one.wanted_on, now=keel.now())


def remember_sign_off(keel: Keel, who: Who, phrase: str) -> None:
    """Keeps a person's own phrase for the next time; the shipped one is not theirs."""
    profile = keel.journal.profile(who)
    own = "" if phrase == keel.words("merge")("sign_off_default") else phrase
    if profile and phrase and own != profile.sign_off:
        keel.journal.change_profile(who, keel.now(), sign_off=own)
