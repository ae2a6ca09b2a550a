"""A finding of the doctor: one line, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["ok", "warning", "error"]
EXIT = {"ok": 0, "warning": 1, "error": 2}


@dataclass(frozen=True)
class Finding:
    """``check`` is a word for scripts; ``remedy`` is empty when all is well."""

    level: Level
    check: str
    text: str
    remedy: str = ""

    def line(self) -> str:
        """The finding as it is printed."""
        return f"{self.level:<8} {self.check:<10} {self.text}" + (
            f" -> {self.remedy}" if self.remedy else ""
        )


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when all is well, 1 with warnings, 2 with errors."""
    return max((EXIT[finding.level] for finding in findings), default=0)


def as_json(findings: list[Finding]) -> dict[str, Any]:
    """For scripts: the exit code and the findings."""
    return {"exit": exit_code(findings), "findings": [asdict(finding) for finding in findings]}
