"""Every kind of thing remembered about a person: the one list that export and deletion walk.

A kind that is missing here could be stored but neither exported nor named, so rooms take their
kinds from this module.
"""

from __future__ import annotations

from typing import Any

from bot.domain.checkins import CheckIn
from bot.domain.talks import Talk
from data.journal import Kind

CHECK_INS = Kind("check_in", CheckIn)

ENTRY_KINDS: tuple[Kind[Any], ...] = (CHECK_INS,)

TALK = Kind("talk", Talk)

SCHEDULE_KINDS: tuple[Kind[Any], ...] = ()

DRAFT_KINDS: tuple[Kind[Any], ...] = (TALK,)
