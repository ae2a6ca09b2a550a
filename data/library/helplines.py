"""The helplines that Even Keel shows: the shipped file, or an operator's checked replacement.

A help view must never fail because of content. So an override that cannot be read, or that holds
a malformed number, is left aside with its faults in ``reported`` and the shipped file is used; and
if even that were unreadable, one entry remains that is true everywhere. Nothing here uses the
network. Stale entries are no reason to fall back: the shipped ones could be older.
"""

from __future__ import annotations

from datetime import date

from bot.domain.helplines import Country, Directory, Emergency, Line, faults, problems
from data.library.files import ContentError, ContentFolder

NAME = "helplines.yaml"

# Content belongs in data/content. This one entry stands here because it is shown only when
# nothing can be read from there.
_FIND_A_HELPLINE = "https://findahelpline.com"
LAST_RESORT = Directory(
    countries=(),
    fallback=Country(
        code="ZZ",
        name="None of these",
        emergency=(Emergency("Your local emergency number"),),
        lines=(
            Line(
                id="find-a-helpline",
                name="Find A Helpline",
                about="Finds helplines for the country you choose.",
                channel="web",
                hours="24 hours, every day",
                languages=("English",),
                cost="Free",
                sources=(_FIND_A_HELPLINE,),
                verified_at=date(2026, 11, 23),
                url=_FIND_A_HELPLINE,
                single_source=True,
            ),
        ),
    ),
)


class Helplines:
    """The directory, read once. ``reported`` lists why content was left aside, one line each."""

    def __init__(self, folder: ContentFolder) -> None:
        self.reported: tuple[str, ...] = ()
        self._directory = self._read(folder)
        self._by_code = {country.code: country for country in self._directory.countries}

    @property
    def countries(self) -> tuple[Country, ...]:
        """All countries with their own entry, by name."""
        return tuple(sorted(self._directory.countries, key=lambda country: country.name))

    @property
    def fallback(self) -> Country:
        """For a person whose country is not in the list, or who has not chosen one."""
        return self._directory.fallback

    def country(self, code: str) -> Country | None:
        """The country of an ISO 3166-1 code in any case, or None."""
        return self._by_code.get(code.strip().upper())

    def problems(self, release: date) -> list[str]:
        """Everything to mend before ``release``: content left aside, faults, stale entries."""
        found = list(self.reported)
        for country in (*self.countries, self.fallback):
            found += problems(country, release)
        return found

    def _read(self, folder: ContentFolder) -> Directory:
        attempts = [folder]
        if folder.override is not None:
            attempts.append(ContentFolder(shipped=folder.shipped))
        for attempt in attempts:
            try:
                directory = attempt.read_yaml(NAME, Directory)
            except (ContentError, OSError) as error:
                self.reported += (f"{NAME}: left aside, {_reason(error)}",)
                continue
            found = _faults(directory)
            if not found:
                return directory
            self.reported += tuple(f"{NAME}: left aside, {fault}" for fault in found)
        return LAST_RESORT


def _reason(error: ContentError | OSError) -> str:
    return str(error) if isinstance(error, ContentError) else type(error).__name__


def _faults(directory: Directory) -> list[str]:
    codes = [country.code for country in directory.countries]
    found = [f"{code}: listed twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    for country in (*directory.countries, directory.fallback):
        found += faults(country)
    return found
