"""How the points of the crisis screen were found: a fit on made-up messages.

    pip install scikit-learn==1.9.1
    python tests/bench/crisis_points.py PATH [--apart NAME ... | --write]

``crisis_messages/`` holds messages that were made up for this, each file in another voice, by
writers who had not seen the rules; the sentences that the tests hold are added. The words, pairs
of words and signs of each, from its heaviest stretch and its heaviest window (points.py), go into
a logistic regression (scikit-learn, being the library of the field for it; the app itself only
adds, and does not need it). Which piece is the heaviest is known only when there are weights, so
it is fitted a few times over (as in multiple-instance learning, Andrews 2003, mi-SVM). Of the
entries, those with the largest weights are kept, fitted once more without the others, and rounded
to whole points.

PATH is the folder that crisis.py takes: its harmless developer chat is counted as harmless too
(so that plain technical talk weighs little; no entry is taken from it), and its heavy texts
without danger help to say where the two scores should lie. The third that is set aside is not
read.

``--apart NAME ...`` leaves files of messages out and shows how the rest does on them. ``--write``
fits on all files and prints the signs and words for data/content/crisis/points.yaml, where the
scores, and the signs marked there, are set by hand; without it the table says what each score
would raise.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bot.domain.crisis.points import PointsTable, entries, length, stretches, windows
from bot.domain.crisis.shipped import read_book, shipped_screen
from tests.bench.crisis import rows

MESSAGES = Path(__file__).with_name("crisis_messages")
EXAM = Path(__file__).with_name("crisis_exam.jsonl")
FEWEST = 4  # messages in which an entry must stand to be counted
VOICES = 3  # and files
OWN = 8  # times that each of the project's own sentences counts
EXPLICIT = 3  # times that a message counts in which the danger is said outright
EVERYDAY = 3  # times that an everyday entry counts which shares words with danger
KEPT = 4000  # entries
MOST = 60  # points of one entry
SENTENCES = Path(__file__).parents[1] / "domain" / "crisis_sentences.yaml"
# What a reader of the list struck out: it stands in the messages by chance.
STRUCK = Path(__file__).with_name("crisis_struck.txt")
UNIT = 0.25  # of the regression's weight, for one point
STRENGTH = 2.0  # the inverse of the penalty
CHAT = 30000  # messages that the harmless chat counts as, all together
ROUNDS = 3

Row = dict[str, str]
Matrix = csr_matrix


class Read:
    """A message as the screen reads it: what the rules find, its words, its signs."""

    def __init__(self, row: Row) -> None:
        screen = shipped_screen()
        page = screen._page(row["text"])
        raised = screen._read(page)
        self.kind, self.label = row["kind"], row["label"]
        self.crisis = bool(raised.crisis)
        self.lowered = bool(raised.lowered)
        self.found, self.placed = page.words, raised.placed

    def features(self, piece: tuple[int, int], known: set[str]) -> dict[str, float]:
        start, end = piece
        part = self.found[start:end]
        weight = 1 / sqrt(length(part))
        said = {entry: weight for entry in entries(part) if entry in known}
        return said | {f"<{sign}>": 1.0 for sign, at in self.placed if start <= at < end}


class Pieces:
    """The rows of all pieces of some messages, and which of them belong to which message."""

    def __init__(self, features: list[list[dict[str, float]]], vectors: DictVectorizer) -> None:
        self.first = np.cumsum([0, *(len(pieces) for pieces in features)])
        self.rows = vectors.transform([piece for pieces in features for piece in pieces])

    def heaviest(self, weights: np.ndarray) -> Matrix:
        weighed = self.rows @ weights
        best = [
            start + int(np.argmax(weighed[start:end]))
            for start, end in zip(self.first, self.first[1:], strict=False)
        ]
        return self.rows[best]


def own_sentences() -> list[Row]:
    """What the tests and the rules hold as harmless or as a reason for help."""
    groups = yaml.safe_load(SENTENCES.read_text("utf-8"))
    labels = {"crisis": "crisis", "help": "crisis", "none": "none", "calm": "none"}
    found = [
        {"text": text, "label": labels[group["level"]], "kind": "own"}
        for group in groups
        for text in group["sentences"]
        if group["level"] in labels
    ]
    book = read_book()
    calm = [trap for entry in book.rules for trap in entry.counter_examples]
    calm += [*book.points.counter_examples]
    calm += [example for mask in book.masks for example in mask.examples]
    for texts in book.points.examples.values():
        found += [{"text": text, "label": "crisis", "kind": "own"} for text in texts]
    return found + [{"text": text, "label": "none", "kind": "own"} for text in calm]


def known_entries(voices: Iterable[list[Read]]) -> set[str]:
    """The entries that stand in enough messages and voices, and were not struck out."""
    seen: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for part in voices:
        here = Counter(entry for read in part for entry in entries(read.found))
        seen.update(here)
        used.update(here.keys())
    struck = set(STRUCK.read_text("utf-8").splitlines())
    return {each for each in seen if seen[each] >= FEWEST and used[each] >= VOICES} - struck


def fit(voices: list[list[Read]], chat: list[Read]) -> PointsTable:
    """The table of points for these messages; the scores to raise at are not set."""
    known = known_entries(voices)
    reads = [*(read for part in voices for read in part), *chat]
    danger = np.array([read.label == "crisis" for read in reads])
    plain = [read.label == "crisis" and read.kind not in ("indirect", "own") for read in reads]
    counts = np.where(plain, EXPLICIT, 1.0)
    counts[np.array([read.kind == "everyday" for read in reads])] = EVERYDAY
    counts[-len(chat) :] = CHAT / max(1, len(chat))
    counts[danger] *= counts[~danger].sum() / danger.sum()
    cut: list[Callable[[list[str]], Iterator[tuple[int, int]]]] = [stretches, windows]
    features = [
        [[read.features(piece, known) for piece in into(read.found)] for read in reads]
        for into in cut
    ]
    vectors = DictVectorizer()
    vectors.fit([piece for pieces in features[0] for piece in pieces])
    parts = [Pieces(part, vectors) for part in features]
    names = vectors.get_feature_names_out()
    signs = np.array([name.startswith("<") for name in names])

    def fitted(weights: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        table = csr_matrix(sum(part.heaviest(weights) for part in parts) / 2)[:, chosen]
        # liblinear takes 32-bit indices only.
        table.indices, table.indptr = table.indices.astype(np.int32), table.indptr.astype(np.int32)
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
        found = np.zeros(len(names))
        found[chosen] = model.fit(table, danger, counts).coef_[0]
        return found

    chosen = np.ones(len(names), dtype=bool)
    weights = np.zeros(len(names))
    for _ in range(ROUNDS):
        weights = fitted(weights, chosen)
    chosen = signs | (np.abs(weights) >= np.sort(np.abs(weights[~signs]))[-KEPT])
    for _ in range(ROUNDS - 1):
        weights = fitted(weights, chosen)
    points = {
        str(name): max(-MOST, min(MOST, round(float(weight) / UNIT)))
        for name, weight in zip(names, weights, strict=True)
    }
    words = {name: value for name, value in points.items() if value and name[0] != "<"}
    marked = {name.strip("<>"): value for name, value in points.items() if value and name[0] == "<"}
    return PointsTable("", "", 0, 0, 0, words, marked, {}, ())


def show(table: PointsTable, groups: dict[str, list[Read]]) -> None:
    """What each score would raise, beside the rules: shares of every kind of message."""
    scored = {
        name: [(read, table.score(read.found, read.placed)) for read in reads]
        for name, reads in groups.items()
    }
    for name, part in scored.items():
        kinds: dict[str, list[tuple[Read, float]]] = defaultdict(list)
        for read, score in part:
            kinds[f"{read.label}/{read.kind}"].append((read, score))
        print(f"\n{name:30} {'n':>6}  rules  lowered  then with a score of")
        print(f"{'':54}" + "".join(f"{cut:8}" for cut in CUTS))
        for kind, some in sorted(kinds.items()):
            crisis = np.array([read.crisis for read, _ in some])
            lowered = np.array([read.lowered for read, _ in some]) & ~crisis
            scores = np.array([score for _, score in some])
            shares = [(crisis | (~lowered & (scores >= cut))).mean() for cut in CUTS]
            row = "".join(f"{100 * share:8.1f}" for share in shares)
            print(
                f"  {kind:28} {len(some):6} {100 * crisis.mean():6.1f} "
                f"{100 * lowered.mean():6.1f}   {row}"
            )


CUTS = range(8, 52, 4)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("path", type=Path)
    asked.add_argument("--apart", nargs="+", default=[])
    asked.add_argument("--write", action="store_true")
    chosen = asked.parse_args()
    voices = {
        path.stem: [Read(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        for path in sorted(MESSAGES.glob("*.jsonl"))
    }
    exam = [Read(json.loads(line)) for line in EXAM.read_text("utf-8").splitlines()]
    voices["own"] = [Read(row) for row in own_sentences()] * OWN
    tuned = [Read(row) for row in rows(chosen.path, aside=False)]
    chat = [read for read in tuned if read.kind == "devchat"]
    table = fit([part for name, part in voices.items() if name not in chosen.apart], chat)
    print(f"{len(table.words)} entries, {len(table.signs)} signs", file=sys.stderr)
    groups = {name: voices[name] for name in chosen.apart} | {"exam": exam, "tuned": tuned}
    if not chosen.write:
        show(table, groups)
        return
    _write(table)


def _write(table: PointsTable) -> None:
    by_points: dict[int, list[str]] = defaultdict(list)
    for entry, points in table.words.items():
        by_points[points].append(entry)
    signs = dict(sorted(table.signs.items(), key=lambda item: (-item[1], item[0])))
    print(yaml.safe_dump({"signs": signs}, sort_keys=False) + "words:")
    for points in sorted(by_points, reverse=True):
        listed = yaml.safe_dump(sorted(by_points[points]), default_flow_style=True, width=92)
        print(f"  {points}:\n    " + "\n    ".join(listed.splitlines()))


if __name__ == "__main__":
    main()
