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
from pathlib import Path

from dotenv import dotenv_values

from bot.ops.files import InUse
from bot.ops.remedies import remedy
from bot.settings import Settings, SettingsError, content_override, new_master_key
from data.database import StoreUnavailable
from data.library.files import ContentError
from data.schema import NewerSchema
from data.vault import KeyMissing, KeysApart

Command = Callable[[argparse.Namespace], int]


def environment() -> dict[str, str]:
    """The environment over ``.env``, which stands in for what the environment lacks.

    Raises SettingsError when there is such a file and it cannot be read.
    """
    file = Path(".env").absolute()
    try:
        found = dotenv_values(file)
    except (OSError, UnicodeDecodeError) as error:
        why = (
            "is not UTF-8 text" if isinstance(error, ValueError) else "may not be read by this user"
        )
        raise SettingsError([f"{file} {why}: mend it, or move it away."]) from None
    return {**{name: value for name, value in found.items() if value is not None}, **os.environ}


def run(arguments: argparse.Namespace) -> int:
    """Starts the app: Socket Mode, or HTTP when a signing secret and a port are given."""
    from bot.running import serve

    return serve(Settings.from_environment(environment()))


def preview(arguments: argparse.Namespace) -> int:
    """Starts the app against the local stand-in and opens the page."""
    try:
        from bot.preview.showing import show
    except ModuleNotFoundError as error:
        print(
            f"The preview needs {error.name}: run `make preview`, or"
            " `python -m pip install --require-hashes -r requirements-preview.txt`.",
            file=sys.stderr,
        )
        return 2
    return show(port=arguments.port, browser=not arguments.no_browser)


def manifest(arguments: argparse.Namespace) -> int:
    """Prints the Slack app manifest."""
    from bot.manifest import manifest as make

    print(json.dumps(make(socket_mode=not arguments.url, url=arguments.url or ""), indent=2))
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    """Makes a master key, or looks at everything and says what to mend."""
    if arguments.new_key:
        print(new_master_key())
        return 0
    from bot.app import real_now
    from bot.ops.doctor import examine
    from bot.ops.findings import as_json, exit_code

    findings = list(examine(environment(), real_now()))
    if arguments.json:
        print(json.dumps(as_json(findings), indent=2))
    else:
        print("\n".join(finding.line() for finding in findings))
    return exit_code(findings)


def local_settings() -> Settings:
    """Settings for a command that needs no Slack."""
    return Settings.from_environment(environment(), needs_slack=False)


def migrate(arguments: argparse.Namespace) -> int:
    """Brings the database to the schema of this version."""
    from bot.ops.commands import run_migrate

    return run_migrate(local_settings(), print)


def backup(arguments: argparse.Namespace) -> int:
    """Copies both files while the app runs."""
    from bot.ops.commands import run_backup

    return run_backup(local_settings(), Path(arguments.folder), print)


def restore(arguments: argparse.Namespace) -> int:
    """Puts a backup in place, after checking it."""
    from bot.ops.commands import run_restore

    keys = Path(arguments.keys) if arguments.keys else None
    return run_restore(
        local_settings(),
        Path(arguments.file),
        print,
        keys=keys,
        over_newer=arguments.over_newer,
        bring_back=arguments.bring_back_erased,
    )


def rotate_key(arguments: argparse.Namespace) -> int:
    """Wraps all data keys under the newest master key."""
    from bot.ops.commands import run_rotate

    return run_rotate(local_settings(), print)


def purge(arguments: argparse.Namespace) -> int:
    """Cleans now, or destroys everything after a typed confirmation."""
    from bot.ops.commands import run_purge, run_purge_everything
    from bot.ops.purge import WORD

    if not arguments.everything:
        return run_purge(local_settings(), print)
    # Whoever lost the master key must be able to destroy what it sealed.
    settings = Settings.from_environment(environment(), needs_slack=False, needs_keys=False)
    print(f"This destroys what everybody stored, for good. To go on, type: {WORD}", flush=True)
    return run_purge_everything(settings, sys.stdin.readline(), print)


def screen(arguments: argparse.Namespace) -> int:
    """Reads one JSON string a line and says what the crisis rules make of each."""
    from bot.screen_cli import ScreenInputError, screen_lines

    try:
        for line in screen_lines(sys.stdin, arguments.why):
            print(line, flush=True)
    except ScreenInputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def iop(arguments: argparse.Namespace) -> int:
    """Prints which topics answer a question, with the operator's own content over ours."""
    from data.library.files import ContentFolder
    from data.library.iop import IopLibrary

    wrong: list[str] = []
    override = content_override(environment(), wrong)
    if wrong:
        raise SettingsError(wrong)
    library = IopLibrary(ContentFolder(override))
    print("\n".join(library.search_lines(" ".join(arguments.question))))
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
    some = commands.add_parser("doctor", help="look at everything and say what to mend")
    some.add_argument("--new-key", action="store_true", help="print a new master key instead")
    some.add_argument("--json", action="store_true", help="for scripts")
    some.set_defaults(do=doctor)
    some = commands.add_parser("migrate", help="bring the database to this version")
    some.set_defaults(do=migrate)
    some = commands.add_parser("backup", help="copy the database and, apart, its keys")
    some.add_argument("folder", metavar="DIR")
    some.set_defaults(do=backup)
    some = commands.add_parser("restore", help="put a backup in place, after checking it")
    some.add_argument("file", metavar="DATA_FILE")
    some.add_argument("--keys", metavar="FILE", help="the key file, when it lies elsewhere")
    some.add_argument("--over-newer", action="store_true", help="replace a newer database too")
    some.add_argument(
        "--bring-back-erased",
        action="store_true",
        help="go on where nobody can tell who had everything erased since",
    )
    some.set_defaults(do=restore)
    some = commands.add_parser("rotate-key", help="wrap all keys under the newest master key")
    some.set_defaults(do=rotate_key)
    some = commands.add_parser("purge", help="apply retention and pending erasures now")
    some.add_argument("--everything", action="store_true", help="destroy all that is stored")
    some.set_defaults(do=purge)
    some = commands.add_parser("screen", help="try the crisis rules: a JSON string a line")
    some.add_argument("--why", action="store_true", help="name the rules, too")
    some.set_defaults(do=screen)
    some = commands.add_parser("iop", help="show which topics answer a question")
    some.add_argument("question", nargs="+")
    some.set_defaults(do=iop)
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
        what, to_do = remedy(error.code)
        print(f"{what}: {to_do}.", file=sys.stderr)
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
    except KeysApart:
        print(
            "The key file and the database do not belong together, or one of them is missing:"
            " restore both from the same backup.",
            file=sys.stderr,
        )
    except InUse:
        print("A restore or a purge is at work on this database: wait for it.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
