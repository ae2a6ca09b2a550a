"""How the points of the crisis screen were found: a fit on made-up messages.

    pip install scikit-learn==1.9.1
    python tests/bench/crisis_points.py PATH [--apart NAME ... | --write]

``crisis_messages/`` holds messages that were made up for this, each file in another voice, by
writers who had not seen the rules; the sentences that the tests hold are added. For each kind of
danger, its messages and all that are no crisis are taken: the words, pairs of words and signs of
each, from its heaviest stretch and its heaviest window (points.py), go into a logistic regression
(scikit-learn, being the library of the field for it; the app itself only adds, and does not need
it). Which piece is the heaviest is known only when there are weights, so it is fitted a few times
over (as in multiple-instance learning, Andrews 2003, mi-SVM). Of the entries, those with the
largest weights are kept, fitted once more without the others, and rounded to whole points.

PATH is the folder that crisis.py takes: its harmless developer chat is counted as harmless too
(so that plain technical talk weighs little; no entry is taken from it), and its heavy texts
without danger help to say where the two scores should lie. The third that is set aside is not
read.

``--apart NAME ...`` leaves files of messages out and shows how the rest does on them, by the
scores that the content has, moved by so many points. ``--write`` fits on all files and writes the
signs and words of each table in data/content/crisis/points/; what stands above them there (the
scores, signs set by hand, examples) is a person's.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bot.domain.crisis.points import Points, PointsTable, entries, length, stretches, windows
from bot.domain.crisis.shipped import FOLDER, read_book, shipped_screen
from tests.bench.crisis import rows

MESSAGES = Path(__file__).with_name("crisis_messages")
EXAMS = sorted(Path(__file__).parent.glob("crisis_exam*.jsonl"))
FEWEST = 4  # messages in which an entry must stand to be counted
VOICES = 3  # and files
OWN = 10  # times that each of the project's own sentences counts
EXPLICIT = 3  # times that a message counts in which the danger is said outright
EVERYDAY = 1.5  # times that an everyday entry counts which shares words with danger
# Which kinds of message each table is to find, and how many entries it keeps.
TABLES = {
    "own_thoughts": (("explicit", "indirect", "method_request"), 8000),
    "self_harm": (("self_harm",), 1500),
    "overdose": (("overdose",), 1500),
    "abuse": (("abuse",), 1500),
    "harm_others": (("harm_others",), 1500),
    "third_party": (("third_party",), 1500),
}
# The kind of the project's own sentences, by the family that their group says they must raise.
OWN_KIND = {"own_thoughts": "explicit", "plan": "explicit"}
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
        self.kind, self.label, self.own = row["kind"], row["label"], "own" in row
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
    book = read_book()
    calm = [
        text
        for group in groups
        if group["level"] in ("none", "calm")
        for text in group["sentences"]
    ]
    calm += [trap for entry in (*book.rules, *book.points) for trap in entry.counter_examples]
    calm += [example for mask in book.masks for example in mask.examples]
    danger = [
        (text, family)
        for group in groups
        if group["level"] in ("crisis", "help")
        for text in group["sentences"]
        for family in group.get("raises", ["own_thoughts"])
    ]
    danger += [
        (text, table.id.partition(".")[0])
        for table in book.points
        for texts in table.examples.values()
        for text in texts
    ]
    return [
        {"text": text, "label": "crisis", "kind": OWN_KIND.get(family, family), "own": ""}
        for text, family in danger
    ] + [{"text": text, "label": "none", "kind": "own", "own": ""} for text in calm]


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


class Fitting:
    """All messages as rows of numbers, from which one table after the other is fitted."""

    def __init__(self, voices: list[list[Read]], chat: list[Read]) -> None:
        known = known_entries(voices)
        self.reads = [*(read for part in voices for read in part), *chat]
        self.chat = len(chat)
        cut: list[Callable[[list[str]], Iterator[tuple[int, int]]]] = [stretches, windows]
        features = [
            [[read.features(piece, known) for piece in into(read.found)] for read in self.reads]
            for into in cut
        ]
        vectors = DictVectorizer()
        vectors.fit([piece for pieces in features[0] for piece in pieces])
        self.parts = [Pieces(part, vectors) for part in features]
        self.names = vectors.get_feature_names_out()

    def table(self, family: str) -> tuple[dict[str, int], dict[str, int]]:
        """The points of words and of signs that tell a kind of danger from what is no crisis.

        Of the signs those of the family and of plans count.
        """
        kinds, kept = TABLES[family]
        danger = np.array([read.label == "crisis" and read.kind in kinds for read in self.reads])
        used = danger | np.array([read.label != "crisis" for read in self.reads])
        plain = [danger[at] and self._outright(read) for at, read in enumerate(self.reads)]
        counts = np.where(plain, EXPLICIT, 1.0)
        counts[np.array([read.kind == "everyday" for read in self.reads])] = EVERYDAY
        counts[-self.chat :] = CHAT / max(1, self.chat)
        danger, counts = danger[used], counts[used]
        counts[danger] *= counts[~danger].sum() / counts[danger].sum()
        signs = np.array([name.startswith("<") for name in self.names])
        foreign = signs & ~np.array([name[1:].startswith((family, "plan")) for name in self.names])

        def fitted(weights: np.ndarray, chosen: np.ndarray) -> np.ndarray:
            heaviest = sum(part.heaviest(weights) for part in self.parts) / 2
            table = csr_matrix(heaviest)[used][:, chosen]
            # liblinear takes 32-bit indices only.
            table.indices = table.indices.astype(np.int32)
            table.indptr = table.indptr.astype(np.int32)
            model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
            found = np.zeros(len(self.names))
            found[chosen] = model.fit(table, danger, counts).coef_[0]
            return found

        chosen = ~foreign
        weights = np.zeros(len(self.names))
        for _ in range(ROUNDS):
            weights = fitted(weights, chosen)
        chosen &= signs | (np.abs(weights) >= np.sort(np.abs(weights[~signs]))[-kept])
        for _ in range(ROUNDS - 1):
            weights = fitted(weights, chosen)
        points = {
            str(name): max(-MOST, min(MOST, round(float(weight) / UNIT)))
            for name, weight in zip(self.names, weights, strict=True)
        }
        return (
            {name: value for name, value in points.items() if value and name[0] != "<"},
            {name.strip("<>"): value for name, value in points.items() if value and name[0] == "<"},
        )

    @staticmethod
    def _outright(read: Read) -> bool:
        return read.kind != "indirect" and not read.own


def fit(voices: list[list[Read]], chat: list[Read]) -> list[PointsTable]:
    """The tables of points for these messages, with the scores that the content has."""
    fitting = Fitting(voices, chat)
    tables = []
    for shipped in read_book().points:
        name = shipped.id.partition(".")[0]
        words, signs = fitting.table(name)
        print(f"{name}: {len(words)} entries, {len(signs)} signs", file=sys.stderr)
        tables.append(replace(shipped, words=words, signs=signs))
    return tables


def show(tables: list[PointsTable], groups: dict[str, list[Read]]) -> None:
    """What the scores, moved by so much, would raise beside the rules, by kind of message."""
    points = Points(tables)
    for name, reads in groups.items():
        kinds: dict[str, list[tuple[Read, float]]] = defaultdict(list)
        for read in reads:
            scores = points.scores(read.found, read.placed)
            over = max(
                score - (table.crisis if read.placed else table.unsigned)
                for score, table in zip(scores, tables, strict=True)
            )
            kinds[f"{read.label}/{read.kind}"].append((read, over))
        print(f"\n{name:30} {'n':>6}  rules  lowered  then with the scores moved by")
        print(f"{'':54}" + "".join(f"{cut:8}" for cut in CUTS))
        for kind, some in sorted(kinds.items()):
            crisis = np.array([read.crisis for read, _ in some])
            lowered = np.array([read.lowered for read, _ in some]) & ~crisis
            overs = np.array([over for _, over in some])
            shares = [(crisis | (~lowered & (overs >= cut))).mean() for cut in CUTS]
            row = "".join(f"{100 * share:8.1f}" for share in shares)
            print(
                f"  {kind:28} {len(some):6} {100 * crisis.mean():6.1f} "
                f"{100 * lowered.mean():6.1f}   {row}"
            )


CUTS = range(-12, 16, 3)


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
    voices["own"] = [Read(row) for row in own_sentences()] * OWN
    tuned = [Read(row) for row in rows(chosen.path, aside=False)]
    chat = [read for read in tuned if read.kind == "devchat"]
    tables = fit([part for name, part in voices.items() if name not in chosen.apart], chat)
    if chosen.write:
        for table in tables:
            _write(table)
        return
    exams = {
        path.stem: [Read(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        for path in EXAMS
    }
    show(tables, {name: voices[name] for name in chosen.apart} | exams | {"tuned": tuned})


def _write(table: PointsTable) -> None:
    by_points: dict[int, list[str]] = defaultdict(list)
    for entry, points in table.words.items():
        by_points[points].append(entry)
    signs = dict(sorted(table.signs.items(), key=lambda item: (-item[1], item[0])))
    lines = [yaml.safe_dump({"signs": signs}, sort_keys=False) + "words:"]
    for points in sorted(by_points, reverse=True):
        listed = yaml.safe_dump(sorted(by_points[points]), default_flow_style=True, width=92)
        lines.append(f"  {points}:\n    " + "\n    ".join(listed.splitlines()))
    path = FOLDER / "points" / f"{table.id.partition('.')[0]}.yaml"
    above = path.read_text("utf-8").partition("\nsigns:")[0]
    path.write_text(above + "\n" + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
