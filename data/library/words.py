"""The sentences of each room: ``data/content/words/<room>.yaml``, a flat list of names and texts.

A text may hold ``{name}`` places for numbers, dates and words of ours. What people wrote is never
filled in here; it has its own block, where Slack reads no markup.
"""

from __future__ import annotations

import string
from dataclasses import dataclass

from data.library.files import ContentError, ContentFolder

FOLDER = "words"


@dataclass(frozen=True)
class Words:
    """The sentences of one room, by name."""

    room: str
    texts: dict[str, str]

    def __call__(self, name: str, **values: str | int | float) -> str:
        """The sentence of that name with its places filled. Raises KeyError for an unknown name."""
        return self.texts[name].format(**values) if values else self.texts[name]

    def has(self, name: str) -> bool:
        """Whether the room has a sentence of that name."""
        return name in self.texts


def read_words(folder: ContentFolder) -> dict[str, Words]:
    """All rooms. Raises ContentError for a text that is empty or has a broken place.

    A room that an operator overrides may leave sentences out: the shipped ones stand in.
    """
    shipped = ContentFolder(None, folder.shipped)
    rooms = {}
    for name in folder.names(FOLDER, ".yaml"):
        texts: dict[str, str] = {}
        if name in shipped.names(FOLDER, ".yaml"):
            texts.update(shipped.read_yaml(name, dict[str, str]))
        texts.update(folder.read_yaml(name, dict[str, str]))
        for key, text in texts.items():
            _check(name, key, text)
        room = name.removeprefix(f"{FOLDER}/").removesuffix(".yaml")
        rooms[room] = Words(room, {key: text.strip() for key, text in texts.items()})
    return rooms


def _check(name: str, key: str, text: str) -> None:
    if not text.strip():
        raise ContentError(f"{name}: {key} is empty")
    try:
        places = [place for _, place, _, _ in string.Formatter().parse(text)]
    except ValueError:
        raise ContentError(f"{name}: {key} has a broken place in braces") from None
    # Only plain names: "{a.b}" and "{a[0]}" could reach into objects.
    if any(place is not None and not place.isidentifier() for place in places):
        raise ContentError(f"{name}: {key} has a place that is not a plain name")
