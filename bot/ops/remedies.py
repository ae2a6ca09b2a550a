"""What to do about a database that did not answer, by the code it gave. One line each."""

from __future__ import annotations

from data.sqlite import DAMAGE

NO_DRIVER = "postgres-driver-missing"


def remedy(code: str) -> tuple[str, str]:
    """What is wrong and what to do, for a code of StoreUnavailable."""
    if code.startswith(DAMAGE):
        return (
            f"The database is damaged ({code})",
            "stop the app, restore the newest backup, and check the disk",
        )
    if code == NO_DRIVER:
        return (
            f"DATABASE_URL names PostgreSQL, and its driver is not installed ({code})",
            "run `python -m pip install --require-hashes -r requirements-postgres.txt`",
        )
    return (
        f"The database does not answer ({code})",
        "check DATABASE_URL, the disk, and that this user may write there",
    )
