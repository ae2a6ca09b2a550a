"""A merge that was begun: kept when something was typed, and joined by what was stashed since."""

from __future__ import annotations

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.merge_drafts import MergeDraft, rows_with, worth_keeping
from bot.domain.merges import MAX_STASH, Merge, StashItem, StashRow

MONDAY = date(2026, 11, 23)
ids = st.sampled_from("abcdefgh")
texts = st.sampled_from(["", "thing"])
drafts = st.builds(
    MergeDraft,
    st.just(Merge(MONDAY)),
    st.lists(
        st.builds(StashRow, ids, texts, texts, texts),
        max_size=MAX_STASH,
        unique_by=lambda row: row.id,
    ).map(tuple),
)
stashes = st.lists(
    st.builds(StashItem, ids, st.just("open")), max_size=MAX_STASH, unique_by=lambda item: item.id
)


@given(drafts, stashes)
def test_rows_with_words_in_them_always_come_back(
    draft: MergeDraft, stash: list[StashItem]
) -> None:
    """Empty rows make room for what was stashed since; written ones never do."""
    rows = rows_with(draft, stash)
    shown = {item.id: item for item in rows}
    assert len(rows) <= MAX_STASH
    assert len(shown) == len(rows)
    for row in draft.rows:
        if row.item or row.next_step or row.when:
            assert (shown[row.id].item, shown[row.id].next_step) == (row.item, row.next_step)
    if len(rows) < MAX_STASH:
        assert {item.id for item in stash} <= set(shown)


@given(drafts)
def test_a_draft_can_be_sealed_and_opened(draft: MergeDraft) -> None:
    """It lies in the store as JSON."""
    assert msgspec.json.decode(msgspec.json.encode(draft), type=MergeDraft) == draft


def test_a_form_that_was_only_looked_at_is_not_kept() -> None:
    """The sign-off and the open stash stand in it by themselves."""
    stash = [StashItem("a", "thing", "a step")]
    rows = (StashRow("a", "thing", "a step"), StashRow("b", ""))
    looked = MergeDraft(Merge(MONDAY, sign_off="Off."), rows)
    assert not worth_keeping(looked, stash)
    assert worth_keeping(MergeDraft(Merge(MONDAY, ok_thing="tea"), rows), stash)
    assert worth_keeping(MergeDraft(Merge(MONDAY), (StashRow("a", ""), rows[1])), stash)
    assert worth_keeping(MergeDraft(Merge(MONDAY), (*rows[:1], StashRow("b", "", "step"))), stash)
