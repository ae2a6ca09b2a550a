"""The words of the help view (``data/content/help.yaml``), typed and checked when read.

Like the helplines, these may not fail a person in danger: an operator's file that is broken or
lacks a sentence is left aside, named in ``reported``, and the shipped one is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from bot.domain.crisis.rules import FAMILIES
from data.library.files import ContentError, ContentFolder

NAME = "help.yaml"
# Slack clips or refuses longer ones: 24 characters for a modal title, 75 for a button's text.
_TITLE, _BUTTON = 24, 75


@dataclass(frozen=True)
class Buttons:
    """The labels of the help view's buttons, at most 75 characters each."""

    safe: str
    keep: str
    more: str
    fewer: str
    country: str
    reach_me: str


@dataclass(frozen=True)
class DirectMessage:
    """What surrounds the lines when help is given in the conversation itself."""

    opening: str
    closing: str


@dataclass(frozen=True)
class HelpTexts:
    """All words of the help view. ``care`` has every family and ``default``."""

    title: str
    button: str
    care: dict[str, str]
    first_step: dict[str, str]
    danger: str
    danger_unknown: str
    someone_near: str
    lines_heading: str
    country_question: str
    country_unknown: str
    workplace_heading: str
    grounding_heading: str
    grounding: tuple[str, ...]
    limits: str
    deaf: str
    concern: str
    concern_saved: str
    dm: DirectMessage
    kept: str
    not_kept: str
    buttons: Buttons

    def care_for(self, family: str | None) -> str:
        """The sentence of care for a rule family; unknown ones get the general sentence."""
        return self.care.get(family or "default", self.care["default"])

    def first_step_for(self, family: str | None) -> str | None:
        """What to do first for a rule family, where it differs from the general order."""
        return self.first_step.get(family or "default")

    def danger_line(self, number: str | None) -> str:
        """The line on immediate danger, with the country's emergency number when it is known."""
        return self.danger.replace("{number}", number) if number else self.danger_unknown


@dataclass(frozen=True)
class LoadedHelp:
    """The texts in use and, one line each, why an operator's file was left aside."""

    texts: HelpTexts
    reported: tuple[str, ...] = ()


def load_help(folder: ContentFolder) -> LoadedHelp:
    """Reads the texts. Raises ContentError only when the shipped file itself is broken."""
    if folder.override is None:
        return LoadedHelp(_checked(folder))
    try:
        return LoadedHelp(_checked(folder))
    except (ContentError, OSError) as error:
        reason = str(error) if isinstance(error, ContentError) else type(error).__name__
        shipped = _checked(ContentFolder(shipped=folder.shipped))
        return LoadedHelp(shipped, (f"{NAME}: left aside, {reason}",))


def faults(texts: HelpTexts) -> list[str]:
    """What keeps ``texts`` from being shown to a person in danger, one line each."""
    found = [f"care has no {name}" for name in ("default", *FAMILIES) if not texts.care.get(name)]
    found += [
        f"first_step {name}: no such family" for name in texts.first_step if name not in FAMILIES
    ]
    if "{number}" not in texts.danger:
        found.append("danger has no {number}")
    if not 1 <= len(texts.title) <= _TITLE:
        found.append(f"title has 1 to {_TITLE} characters")
    for field in fields(texts.buttons):
        if not 1 <= len(getattr(texts.buttons, field.name)) <= _BUTTON:
            found.append(f"buttons.{field.name} has 1 to {_BUTTON} characters")
    found += [f"{name} is empty" for name, text in sentences(texts) if not text.strip()]
    found += [f"{name} has an exclamation mark" for name, text in sentences(texts) if "!" in text]
    found += [f"{name} has a placeholder" for name, text in sentences(texts) if _stray(name, text)]
    return found


def sentences(texts: HelpTexts) -> list[tuple[str, str]]:
    """Every text with its place in the file, for checks that go over all of them."""
    found: list[tuple[str, str]] = []
    for field in fields(texts):
        value = getattr(texts, field.name)
        if isinstance(value, str):
            found.append((field.name, value))
        elif isinstance(value, dict):
            found += [(f"{field.name}.{key}", text) for key, text in value.items()]
        elif isinstance(value, tuple):
            found += [(f"{field.name}.{place}", text) for place, text in enumerate(value, 1)]
        else:
            found += [(f"{field.name}.{f.name}", getattr(value, f.name)) for f in fields(value)]
    return found


def _stray(name: str, text: str) -> bool:
    allowed = {"number"} if name == "danger" else set()
    return any(found not in allowed for found in re.findall(r"\{(\w*)\}", text))


def _checked(folder: ContentFolder) -> HelpTexts:
    texts = folder.read_yaml(NAME, HelpTexts)
    found = faults(texts)
    if found:
        raise ContentError(f"{NAME}: {found[0]}")
    return texts
