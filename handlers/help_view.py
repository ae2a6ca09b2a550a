"""The help view: immediate danger first, then lines for the person's country, then people nearby.

Pure: content in, blocks out. Made from what ships with the app, so it needs no network and no
database. ``metadata`` carries which form lies beneath and what was found, as words of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from bot.domain.helplines import Line, dial
from data.library import Library
from handlers import blocks as b

FIRST_LINES = 4  # what a person under stress can take in; the rest is behind one button


@dataclass(frozen=True)
class HelpState:
    """What the view needs to redraw itself. Ids and words of ours only."""

    family: str | None = None
    country: str | None = None
    form: str | None = None  # the view beneath, when the help view stands over a form
    keepable: bool = True  # whether that form keeps anything when it is sent
    more: bool = False
    kept: bool = False
    unkept: bool = False  # keeping was tried and did not work
    clear: bool = False  # closing goes back to nothing: what lay beneath is done


def encode(state: HelpState) -> str:
    """The state as private metadata."""
    return msgspec.json.encode(state).decode()


def decode(metadata: str) -> HelpState:
    """The state from private metadata; a fresh one when it is not ours."""
    try:
        return msgspec.json.decode(metadata, type=HelpState)
    except msgspec.MsgspecError:
        return HelpState()


@dataclass(frozen=True)
class Contact:
    """Somebody the workspace names, such as an employee assistance program."""

    name: str
    phone: str = ""
    url: str = ""
    slack_user: str = ""


def help_blocks(
    library: Library,
    state: HelpState,
    contacts: tuple[Contact, ...] = (),
    *,
    ask_country: bool = False,
) -> list[b.Block]:
    """The help itself, for a modal (which can ask for the country) and for a message alike."""
    texts = library.help.texts
    country = library.helplines.country(state.country) if state.country else None
    number = country.emergency[0].number if country else None
    out = [b.section(texts.care_for(state.family)), b.section(f"*{texts.danger_line(number)}*")]
    step = texts.first_step_for(state.family)
    if step:
        out.append(b.section(step))
    if ask_country:
        out.append(country_row(library, state.country))
    out.append(b.section(f"*{texts.lines_heading}*"))
    shown = country or library.helplines.fallback
    lines = shown.lines if state.more else shown.lines[:FIRST_LINES]
    out += [b.section(line_text(line)) for line in lines]
    if country is None:
        out.append(b.context(texts.country_unknown))
    if contacts:
        out.append(b.section(f"*{texts.workplace_heading}*"))
        out += [b.section(contact_text(contact)) for contact in contacts]
    out.append(b.section(texts.someone_near))
    return out


def help_modal(
    library: Library, state: HelpState, contacts: tuple[Contact, ...] = ()
) -> dict[str, Any]:
    """The help view as a modal. Its submit button is "I'm safe, continue": an empty
    acknowledgement closes this view alone, and the form beneath is as it was."""
    texts = library.help.texts
    out = help_blocks(library, state, contacts, ask_country=True)
    if state.kept:
        out.insert(0, b.section(texts.kept))
    elif state.unkept:
        out.insert(0, b.section(library.words("common")("not_kept_form")))
    buttons = []
    country = library.helplines.country(state.country) if state.country else None
    if country and len(country.lines) > FIRST_LINES:
        label = texts.buttons.fewer if state.more else texts.buttons.more
        buttons.append(b.button(label, "help_lines"))
    if state.form and state.keepable and not state.kept:
        buttons.append(b.button(texts.buttons.keep, "help_keep"))
    if any(contact.slack_user for contact in contacts):
        buttons.append(b.button(texts.buttons.reach_me, "help_reach"))
    if buttons:
        out.append(b.actions(*buttons, id="help_actions"))
    out += grounding_blocks(library)
    out.append(b.context(f"{texts.deaf} {texts.limits}"))
    return b.modal(
        "help_view",
        texts.title,
        out,
        help_label=None,
        close=library.words("common")("close"),
        submit=texts.buttons.safe if state.form else None,
        metadata=encode(state),
    )


def grounding_blocks(library: Library) -> list[b.Block]:
    """Something to do at once: few people call a line the moment they see it."""
    texts = library.help.texts
    steps = "\n".join(f"{n}. {step}" for n, step in enumerate(texts.grounding, start=1))
    return [b.section(f"*{texts.grounding_heading}*\n{steps}")]


def country_row(library: Library, chosen: str | None) -> b.Block:
    """The question for the country: asked, never guessed."""
    texts = library.help.texts
    countries = [*library.helplines.countries, library.helplines.fallback]
    options = [b.option(country.name, country.code) for country in countries]
    return b.section(
        texts.country_question,
        b.menu("help_country", options, placeholder=texts.buttons.country, chosen=chosen),
    ) | {"block_id": "help_country"}


def line_text(line: Line) -> str:
    """One line as a person reads it: who, how, when, in which language, what it costs."""
    parts = [f"*{b.escape(line.name)}*"]
    if line.number:
        number = f"<{dial(line.number)}|{b.escape(line.number)}>"
        how = f"{line.channel} {number}"
        if line.keyword:
            how = f"text *{b.escape(line.keyword)}* to {b.escape(line.number)}"
        parts.append(how)
    if line.url:
        parts.append(f"<{line.url}>")
    first = "  ".join(parts)
    rest = " · ".join(
        b.escape(text)
        for text in (line.about, line.hours, ", ".join(line.languages), line.cost, line.note or "")
        if text
    )
    return f"{first}\n{rest}"


def contact_text(contact: Contact) -> str:
    """A contact of the workspace."""
    parts = [f"*{b.escape(contact.name)}*"]
    if contact.phone:
        parts.append(f"<{dial(contact.phone)}|{b.escape(contact.phone)}>")
    if contact.url:
        parts.append(f"<{contact.url}>")
    return "  ".join(parts)
