"""What Even Keel knows, loaded and checked once at the start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.domain.checkins import Item
from bot.domain.intents import IntentPhrases
from bot.domain.workspaces import WorkspaceSettings
from data.library.files import ContentError, ContentFolder
from data.library.help_texts import LoadedHelp, load_help
from data.library.helplines import Helplines
from data.library.holiday_calendar import HolidayCalendar
from data.library.iop import IopLibrary
from data.library.thinking import Thinking, load_thinking
from data.library.thought_texts import ThoughtTexts, load_thought_texts
from data.library.words import Words, read_words
from data.library.workspace_file import load_workspace

__all__ = ["ContentError", "Library", "Words", "load_library"]


@dataclass(frozen=True)
class Library:
    """All content, typed. Rooms read their sentences with ``words(room)``."""

    rooms: dict[str, Words]
    check_in_items: tuple[Item, ...]
    intents: tuple[IntentPhrases, ...]
    help: LoadedHelp
    helplines: Helplines
    workspace: WorkspaceSettings
    holidays: HolidayCalendar
    thinking: Thinking
    thought_texts: ThoughtTexts
    iop: IopLibrary

    def words(self, room: str) -> Words:
        """The sentences of a room."""
        return self.rooms[room]


def load_library(override: Path | None = None) -> Library:
    """Reads all content. Raises ContentError naming the file and the field that is wrong."""
    folder = ContentFolder(override)
    return Library(
        rooms=read_words(folder),
        check_in_items=folder.read_yaml("check_in.yaml", tuple[Item, ...]),
        intents=folder.read_yaml("intents.yaml", tuple[IntentPhrases, ...]),
        help=load_help(folder),
        helplines=Helplines(folder),
        workspace=load_workspace(folder),
        holidays=HolidayCalendar(),
        thinking=load_thinking(folder),
        thought_texts=load_thought_texts(folder),
        iop=IopLibrary(folder),
    )
