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

    A room that an operator overrides may leave sentences out: the shipped ones stand in. A sentence
    of theirs has the places of the shipped one or fewer; any other would stay unfilled and fail on
    a person.
    """
    shipped = ContentFolder(None, folder.shipped)
    rooms = {}
    for name in folder.names(FOLDER, ".yaml"):
        ours: dict[str, str] = {}
        if name in shipped.names(FOLDER, ".yaml"):
            ours = shipped.read_yaml(name, dict[str, str])
        theirs = folder.read_yaml(name, dict[str, str])
        texts = {**ours, **theirs}
        places = {key: _places(name, key, text) for key, text in texts.items()}
        for key in theirs.keys() & ours.keys():
            strange = sorted(places[key] - _places(name, key, ours[key]))
            if strange:
                raise ContentError(f"{name}: {key} has a place that is not filled: {strange[0]}")
        room = name.removeprefix(f"{FOLDER}/").removesuffix(".yaml")
        rooms[room] = Words(room, {key: text.strip() for key, text in texts.items()})
    return rooms


def _places(name: str, key: str, text: str) -> set[str]:
    if not text.strip():
        raise ContentError(f"{name}: {key} is empty")
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        raise ContentError(f"{name}: {key} has a broken place in braces") from None
    places = {place for _, place, _, _ in parts if place is not None}
    # Only plain names: "{a.b}" and "{a[0]}" could reach into objects, and "{a:x}" or "{a!r}" may
    # not fit what is filled in.
    if not all(place.isidentifier() for place in places) or any(
        form or conversion for _, _, form, conversion in parts
    ):
        raise ContentError(f"{name}: {key} has a place that is not a plain name")
    return places
