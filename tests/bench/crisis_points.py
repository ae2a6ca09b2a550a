"""How the points of the crisis screen were found: a fit on made-up messages.

    pip install scikit-learn==1.9.1
    python tests/bench/crisis_points.py PATH [--apart NAME | --write]

``crisis_messages/`` holds messages that were made up for this, each file in another voice, by
writers who had not seen the rules; the sentences that the tests hold are added. Where the rules
find nothing in one, its words, pairs of
words and signs go into a logistic regression with an L1 penalty (Tibshirani 1996, "Regression
shrinkage and selection via the lasso"), which keeps few of them; weights are rounded to whole
points. PATH is the folder that crisis.py takes: its harmless developer chat is counted as
harmless too (so that plain technical talk weighs little; no entry is taken from it), and its
heavy texts without danger say where the two scores should lie. The third that is set aside is
not read.

``--apart NAME`` leaves one file of messages out and shows how the rest does on it; without it each
file is left out once. ``--write`` fits on all files and prints the signs and words for
data/content/crisis/points.yaml, where the scores, and what is marked there, are set by hand; the
two scores that it prints are a start for that. scikit-learn does the fit, being the library of the
field for it; the app itself only adds, and does not need it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import yaml
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bot.domain.crisis.points import PointsTable, entries, length
from bot.domain.crisis.shipped import read_book, shipped_screen
from tests.bench.crisis import rows

MESSAGES = Path(__file__).with_name("crisis_messages")
FEWEST = 6  # messages in which an entry must stand to be counted
VOICES = 5  # and files
OWN = 8  # times that each of the project's own sentences counts
MOST = 24  # points of one entry
SENTENCES = Path(__file__).parents[1] / "domain" / "crisis_sentences.yaml"
# What a reader of the list struck out: it stands in the messages by chance.
STRUCK = Path(__file__).with_name("crisis_struck.txt")
UNIT = 0.25  # of the regression's weight, for one point
STRENGTH = 1.0  # the inverse of the penalty
CHAT = 6000  # messages that the harmless chat counts as, all together
# Shares of the heavy texts without danger that may be raised where no rule speaks: what the aims
# leave beside the rules (12 % concern, 3 % crisis).
CONCERN, CRISIS = 0.08, 0.01

Row = dict[str, str]


class Read:
    """A message as the screen reads it: what the rules find, its words, its signs."""

    def __init__(self, row: Row) -> None:
        screen = shipped_screen()
        page = screen._page(row["text"])
        raised = screen._read(page)
        self.kind, self.label = row["kind"], row["label"]
        self.crisis = bool(raised.crisis)
        self.lowered = bool(raised.lowered)
        self.silent = not raised.crisis and not raised.lowered
        self.spoken = bool(raised.signs)
        self.found, self.placed = page.words, raised.placed

    def features(self, known: set[str]) -> dict[str, float]:
        weight = 1 / sqrt(length(self.found))
        said = {entry: weight for entry in entries(self.found) if entry in known}
        return said | {f"<{sign}>": 1.0 for sign, _ in self.placed}


def own_sentences() -> list[Row]:
    """What the tests and the rules hold as harmless or as a reason for help."""
    groups = yaml.safe_load(SENTENCES.read_text("utf-8"))
    labels = {"crisis": "crisis", "help": "crisis", "none": "none"}
    found = [
        {"text": text, "label": labels[group["level"]], "kind": "own"}
        for group in groups
        for text in group["sentences"]
        if group["level"] in labels
    ]
    book = read_book()
    calm = [trap for entry in (*book.rules, *book.pairs) for trap in entry.counter_examples]
    calm += [example for mask in book.masks for example in mask.examples]
    return found + [{"text": text, "label": "none", "kind": "own"} for text in calm]


def fit(voices: list[list[Read]], chat: list[Read]) -> PointsTable:
    """The table of points for these messages; the scores to raise at are not set."""
    reads = [read for part in voices for read in part]
    seen = Counter(entry for read in reads for entry in entries(read.found))
    used = Counter(
        entry
        for part in voices
        for entry in {each for read in part for each in entries(read.found)}
    )
    struck = set(STRUCK.read_text("utf-8").splitlines())
    known = {each for each in seen if seen[each] >= FEWEST and used[each] >= VOICES} - struck
    reads += chat
    danger = np.array([read.label == "crisis" for read in reads])
    weights = np.ones(len(reads))
    weights[-len(chat) :] = CHAT / max(1, len(chat))
    weights[danger] *= weights[~danger].sum() / danger.sum()
    vectors = DictVectorizer()
    table = vectors.fit_transform([read.features(known) for read in reads])
    # liblinear takes 32-bit indices only.
    table.indices, table.indptr = table.indices.astype(np.int32), table.indptr.astype(np.int32)
    model = LogisticRegression(
        C=STRENGTH, l1_ratio=1, solver="liblinear", max_iter=500, random_state=0
    )
    model.fit(table, danger, weights)
    points = {
        name: max(-MOST, min(MOST, round(float(weight) / UNIT)))
        for name, weight in zip(vectors.feature_names_, model.coef_[0], strict=True)
    }
    words = {name: value for name, value in points.items() if value and name[0] != "<"}
    signs = {name.strip("<>"): value for name, value in points.items() if value and name[0] == "<"}
    return PointsTable("", "", 0, {}, words, signs, {}, ())


def cuts(table: PointsTable, heavy: list[Read]) -> tuple[float, float]:
    """The scores for a concern and for a crisis, by what they would raise of these texts."""
    scored = [(table.score(read.found, read.placed), read.spoken) for read in heavy if read.silent]
    scored.sort(reverse=True)
    spoken = [score for score, said in scored if said]
    return scored[int(CONCERN * len(heavy))][0], spoken[int(CRISIS * len(heavy))]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("path", type=Path)
    asked.add_argument("--apart")
    asked.add_argument("--write", action="store_true")
    chosen = asked.parse_args()
    voices = {
        path.stem: [Read(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        for path in sorted(MESSAGES.glob("*.jsonl"))
    }
    voices["own"] = [Read(row) for row in own_sentences()] * OWN
    tuned = [Read(row) for row in rows(chosen.path, aside=False)]
    chat = [read for read in tuned if read.kind == "devchat"]
    heavy = [read for read in tuned if read.label == "distress"]
    if chosen.write:
        table = fit(list(voices.values()), chat)
        _write(table, *cuts(table, heavy))
        return
    for apart in [chosen.apart] if chosen.apart else voices:
        table = fit([part for name, part in voices.items() if name != apart], chat)
        _show(apart, table, cuts(table, heavy), voices[apart])


def _write(table: PointsTable, concern: float, crisis: float) -> None:
    by_points: dict[int, list[str]] = defaultdict(list)
    for entry, points in table.words.items():
        by_points[points].append(entry)
    print(f"concern: {concern:.1f}\ncrisis: {crisis:.1f}")
    signs = dict(sorted(table.signs.items(), key=lambda item: (-item[1], item[0])))
    print(yaml.safe_dump({"signs": signs}, sort_keys=False) + "words:")
    for points in sorted(by_points, reverse=True):
        listed = yaml.safe_dump(sorted(by_points[points]), default_flow_style=True, width=92)
        print(f"  {points}:\n    " + "\n    ".join(listed.splitlines()))


def _show(name: str, table: PointsTable, cut: tuple[float, float], reads: list[Read]) -> None:
    print(f"{name}: {len(table.words)} entries, concern {cut[0]:.1f}, crisis {cut[1]:.1f}")
    print(f"  {'':16} {'n':>5}  rules  with points: crisis, any")
    groups: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for read in reads:
        score = table.score(read.found, read.placed)
        crisis = read.crisis or (read.silent and read.spoken and score >= cut[1])
        groups[read.kind].append((read.crisis, crisis, not read.silent or score >= cut[0]))
    for kind, part in sorted(groups.items()):
        print(f"  {kind:16} {len(part):5}  " + "  ".join(f"{x:.2f}" for x in np.mean(part, axis=0)))


if __name__ == "__main__":
    main()
