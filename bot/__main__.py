"""The command line: ``python -m bot <command>``.

Each command is one function that returns an exit code. What an operator gets wrong is answered
with one line that says what to do, never with a traceback.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable

from dotenv import dotenv_values

from bot.settings import Settings, SettingsError, new_master_key
from data.database import StoreUnavailable
from data.library.files import ContentError
from data.schema import NewerSchema
from data.vault import KeyMissing

Command = Callable[[argparse.Namespace], int]


def environment() -> dict[str, str]:
    """The environment over ``.env``, which stands in for what the environment lacks."""
    found = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return {**found, **os.environ}


def run(arguments: argparse.Namespace) -> int:
    """Starts the app: Socket Mode, or HTTP when a signing secret and a port are given."""
    from bot.running import serve

    return serve(Settings.from_environment(environment()))


def preview(arguments: argparse.Namespace) -> int:
    """Starts the app against the local stand-in and opens the page."""
    from bot.preview.showing import show

    return show(port=arguments.port, browser=not arguments.no_browser)


def manifest(arguments: argparse.Namespace) -> int:
    """Prints the Slack app manifest."""
    from bot.manifest import manifest as make

    print(json.dumps(make(socket_mode=not arguments.url, url=arguments.url or ""), indent=2))
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    """Makes a master key."""
    print(new_master_key())
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(prog="python -m bot", description="Even Keel")
    commands = top.add_subparsers(dest="command")
    commands.add_parser("run", help="start the app (the default)").set_defaults(do=run)
    some = commands.add_parser("preview", help="try everything in a browser, without Slack")
    some.add_argument("--port", type=int, default=3000)
    some.add_argument("--no-browser", action="store_true")
    some.set_defaults(do=preview)
    some = commands.add_parser("manifest", help="print the Slack app manifest")
    some.add_argument("--url", help="the https address for HTTP; without it, Socket Mode")
    some.set_defaults(do=manifest)
    some = commands.add_parser("doctor", help="make a master key")
    some.add_argument("--new-key", action="store_true", required=True)
    some.set_defaults(do=doctor)
    top.set_defaults(do=run)
    return top


def main(argv: list[str] | None = None) -> int:
    """Runs a command. Exit code 2 means that the operator has something to mend."""
    arguments = parser().parse_args(argv)
    do: Command = arguments.do
    try:
        return do(arguments)
    except SettingsError as error:
        for line in error.lines:
            print(line, file=sys.stderr)
    except ContentError as error:
        print(f"Content: {error}. Mend the file, or unset EVEN_KEEL_CONTENT.", file=sys.stderr)
    except StoreUnavailable as error:
        print(
            f"The database does not answer ({error.code}): check DATABASE_URL, the disk, and that"
            " this user may write there.",
            file=sys.stderr,
        )
    except NewerSchema:
        print(
            "The database was written by a newer Even Keel: install that version again.",
            file=sys.stderr,
        )
    except KeyMissing:
        print(
            "No key in EVEN_KEEL_KEYS fits this database: add the key it was made with.",
            file=sys.stderr,
        )
    return 2


if __name__ == "__main__":
    sys.exit(main())
