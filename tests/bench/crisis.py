"""How well, how fast: the crisis screen measured on labelled texts.

    python tests/bench/crisis.py PATH [--held-out] [--misses | --rules]

PATH is a folder with ``dev.jsonl`` (``text``, ``label``, ``source``, ``kind`` a line) and,
where there is one, ``devchat_dev.jsonl.gz`` of the same shape. None of it is part of this
project and none of it may be copied here. ``crisis_exam.jsonl`` and ``crisis_exam_plain.jsonl``
beside this file are: made-up messages, each by a writer who had seen neither the rules nor the
messages they were tuned on, the first made hard, the second in plain words; name one as PATH and
all of it is taken. Of a folder a third, chosen by a hash of the text, is set aside: rules
are tuned on the rest, ``--held-out`` shows the third and is meant to be used rarely.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.domain.crisis import screen
from bot.domain.crisis.shipped import shipped_screen

Row = dict[str, str]


def held_out(text: str) -> bool:
    """Whether a text belongs to the third that is set aside."""
    return hashlib.sha256(text.encode()).digest()[0] % 3 == 0


def rows(folder: Path, *, aside: bool) -> list[Row]:
    """All rows of the asked part; of a file that is named itself, all rows."""
    if folder.is_file():
        lines = folder.read_text("utf-8").splitlines()
        return [{"source": folder.stem, **json.loads(line)} for line in lines]
    lines = (folder / "dev.jsonl").read_text("utf-8").splitlines()
    chat = folder / "devchat_dev.jsonl.gz"
    if chat.is_file():
        lines += gzip.decompress(chat.read_bytes()).decode().splitlines()
    found = (json.loads(line) for line in lines)
    return [row for row in found if held_out(row["text"]) is aside]


def table(part: list[tuple[Row, str]], by: str) -> None:
    """One line for each value of ``by`` within a label: count and the three rates."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row, level in part:
        counts[row["label"], row[by]][level] += 1
    print(f"\n{'label':9} {by:24} {'n':>6} {'crisis':>8} {'concern':>8} {'none':>8}")
    for (label, value), seen in sorted(counts.items()):
        total = seen.total()
        rates = " ".join(f"{100 * seen[level] / total:7.1f}%" for level in LEVELS)
        print(f"{label:9} {value:24} {total:6} {rates}")


LEVELS = ("crisis", "concern", "none")


def aims(part: list[tuple[Row, str]]) -> None:
    """The measures with their aims, one a line."""

    def rate(rows: Iterable[str], *levels: str) -> tuple[float, int]:
        seen = Counter(rows)
        return sum(seen[level] for level in levels) / max(1, seen.total()), seen.total()

    def of(**wanted: str) -> list[str]:
        return [lv for row, lv in part if all(row[key] == value for key, value in wanted.items())]

    lines = [
        ("explicit -> crisis", rate(of(label="crisis", kind="explicit"), "crisis"), ">= .95"),
        ("indirect -> any", rate(of(kind="indirect"), "crisis", "concern"), ">= .70"),
        ("indirect -> crisis", rate(of(kind="indirect"), "crisis"), ""),
        ("all crisis -> crisis", rate(of(label="crisis"), "crisis"), ""),
        ("all crisis -> any", rate(of(label="crisis"), "crisis", "concern"), ""),
        ("handmade -> crisis", rate(of(source="handmade_pos"), "crisis"), ">= .97"),
        ("distress -> crisis", rate(of(label="distress"), "crisis"), "<= .03"),
        ("distress -> concern", rate(of(label="distress"), "concern"), "<= .12"),
        ("idioms -> crisis", rate(of(kind="idiom"), "crisis"), "0"),
        ("all none -> any", rate(of(label="none"), "crisis", "concern"), ""),
    ]
    print()
    for name, (value, count), aim in lines:
        print(f"{name:24} {value:6.3f} of {count:5}   {aim}")
    chat = of(kind="devchat")
    for level, aim in (("crisis", "<= 1"), ("concern", "")):
        per = 10_000 * chat.count(level) / max(1, len(chat))
        print(f"{'devchat -> ' + level:24} {per:6.2f} per 10,000 of {len(chat)}   {aim}")


HOSTILE = {
    "want to": "i want to ",
    "not": "not never no ",
    "open fence": "```",
    "letters": "a b c ",
    "one word": "k",
    "stars": "k*",
    "kill my": "kill my ",
    "gap": "i think about my ",
    "friend": "my friend is going to ",
    "angle": "<@",
    "commas": ",",
    "full stops": "a. ",
    "ligature": "\ufdfa",
    "apostrophe": "n't",
}


def hostile() -> None:
    """Double the length of bad strings: the time may double, not more (ratio about 2)."""
    print("\nhostile strings: ms for 60,000 and 120,000 characters, ratio")
    for name, piece in HOSTILE.items():
        spent = []
        for size in (60_000, 120_000):
            text = (piece * (size // len(piece) + 1))[:size]
            spent.append(min(_timed(text) for _ in range(3)))
        print(
            f"  {name:12} {1000 * spent[0]:9.1f} {1000 * spent[1]:9.1f} {spent[1] / spent[0]:6.2f}"
        )
    worst = max(min(_timed((piece * 4000)[:4000]) for _ in range(3)) for piece in HOSTILE.values())
    print(f"  worst of 4,000 characters: {1000 * worst:.1f} ms")


def _timed(text: str) -> float:
    # Time of this thread on the processor: other work on the machine does not count.
    start = time.thread_time()
    screen(text)
    return time.thread_time() - start


def main() -> None:
    """Read the arguments, screen, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--rules", action="store_true", help="how often each rule raised each kind")
    parser.add_argument("--misses", action="store_true", help="texts on the wrong side, to read")
    chosen = parser.parse_args()
    warm = shipped_screen()
    for entry in warm.patterns():
        assert entry.regex
    part, times = [], []
    raised: Counter[tuple[str, str, str]] = Counter()
    for row in rows(chosen.path, aside=chosen.held_out):
        start = time.thread_time()
        found = screen(row["text"])
        times.append(time.thread_time() - start)
        part.append((row, found.level if found else "none"))
        raised.update((row["label"], row["kind"], rule) for rule in (found.rules if found else ()))
        if chosen.misses and not chosen.held_out:
            _show(row, found)
    if chosen.misses:
        return
    if chosen.rules:
        for (label, kind, rule), count in sorted(raised.items()):
            print(f"{label:9} {kind:24} {rule:32} {count:6}")
        return
    for by in ("kind", "source"):
        table(part, by)
    aims(part)
    times.sort()
    middle, tail = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"\ntime a message: p50 {1000 * middle:.3f} ms, p99 {1000 * tail:.3f} ms")
    hostile()


def _show(row: Row, found: object) -> None:
    level = getattr(found, "level", "none")
    wanted = {"crisis": ("crisis",), "distress": ("none",), "none": ("none",)}[row["label"]]
    if level not in wanted:
        print(row["label"], row["kind"], level, getattr(found, "rules", ()), row["text"], sep=" | ")


if __name__ == "__main__":
    main()
