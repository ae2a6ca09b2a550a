"""Reading content: YAML and Markdown with a typed head, from the shipped folder or an override.

What Even Keel says lives in ``data/content`` so that a clinician can review it without reading
code. An operator may lay a folder over it (``EVEN_KEEL_CONTENT``): a file of the same relative
path there replaces the shipped one. Every file is checked against a type when it is read, and a
mistake is one line that names the file and the field.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import yaml

T = TypeVar("T")

SHIPPED = Path(__file__).resolve().parent.parent / "content"
MAX_BYTES = 1_000_000  # a content file is prose; anything larger is a mistake or an attack


class ContentError(Exception):
    """A content file is missing or wrong. The text names the file and the field."""


@dataclass(frozen=True)
class Document(Generic[T]):
    """A Markdown file: its checked head and its body without surrounding blank lines."""

    name: str
    meta: T
    body: str


@dataclass(frozen=True)
class ContentFolder:
    """The shipped content with an optional folder laid over it."""

    override: Path | None = None
    shipped: Path = SHIPPED

    def names(self, folder: str, suffix: str) -> list[str]:
        """Relative paths of all files in ``folder`` that end in ``suffix``, sorted."""
        roots = [self.shipped] + ([self.override] if self.override else [])
        found = {
            str(path.relative_to(root))
            for root in roots
            for path in (root / folder).glob(f"*{suffix}")
        }
        return sorted(found)

    def text(self, name: str) -> str:
        """The text of one file. Raises ContentError when it is missing, huge, not UTF-8, or may
        not be read."""
        path = self.shipped / name
        if self.override and self.overrides(name):
            path = self.override / name
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ContentError(f"{name}: larger than {MAX_BYTES} bytes")
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ContentError(f"{name}: no such content file") from None
        except UnicodeDecodeError:
            raise ContentError(f"{name}: not UTF-8 text") from None
        except OSError as error:
            raise ContentError(f"{name}: cannot be read ({type(error).__name__})") from None

    def overrides(self, name: str) -> bool:
        """Whether the folder laid over has that file. Raises ContentError when one cannot look."""
        try:
            return bool(self.override and (self.override / name).is_file())
        except OSError as error:
            raise ContentError(f"{name}: cannot be read ({type(error).__name__})") from None

    def read_yaml(self, name: str, kind: type[T]) -> T:
        """One YAML file as ``kind``. Raises ContentError with the field that is wrong."""
        return _typed(name, self.text(name), kind)

    def read_markdown(self, name: str, kind: type[T]) -> Document[T]:
        """One Markdown file with a YAML head between ``---`` lines."""
        text = self.text(name)
        if not text.startswith("---\n") or "\n---\n" not in text:
            raise ContentError(f"{name}: starts with no head between two lines of ---")
        head, body = text[4:].split("\n---\n", 1)
        return Document(name, _typed(name, head, kind), body.strip())


def _typed(name: str, text: str, kind: type[T]) -> T:
    try:
        return msgspec.convert(yaml.safe_load(text), kind)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise ContentError(f"{name}: not readable as YAML{where}") from None
    except msgspec.ValidationError as error:
        raise ContentError(f"{name}: {error}") from None
    except (ValueError, OverflowError):
        # YAML itself makes dates of what looks like one, such as 2026-02-30.
        raise ContentError(f"{name}: holds a date or a number that there is not") from None
