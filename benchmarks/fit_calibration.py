"""Fits monitor/comparison/calibration.json on labelled pairs, and reports on the halves that it was not fitted on.

    MONITOR_NLI_MODEL=FOLDER python -m benchmarks.fit_calibration PAIRS.jsonl… [--readings FILE] [--write]

The repo's own sets and scenarios are always among the pairs, and so are the scenarios of the folder that
MONITOR_EVAL_DATA names. Of a set with a `split`, its `tune` or `dev` part is fitted on, of any other set every second
pair; the rest is reported. `--readings` keeps what the model read between two runs.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy
from sklearn.linear_model import LogisticRegression

from benchmarks.calibration_rows import SCENARIOS, THRESHOLD, Reader, Row, candidates, labelled
from benchmarks.quality_pairs import calibration_error
from benchmarks.quality_sets import joined, other_sets, own_sets
from monitor.commands.judging import measure
from monitor.comparison.calibration import chance

HERE = Path(__file__).parent
TARGET = HERE.parent / "monitor" / "comparison" / "calibration.json"
OWN = (
    "pairs_act.jsonl",
    "pairs_num.jsonl",
    "pairs_plain.jsonl",
    "pairs_blind.jsonl",
    "pairs_own.jsonl",
    "pairs_news.jsonl",
    "pairs_wide.jsonl",
    "pairs_prose.jsonl",
)
# Of a hundred candidate pairs in real coverage two contradict each other.
SHARE = 0.02
# The share of compatible news pairs that the threshold may flag, and how precise restatements must be.
FLAGGED, PRECISE = 0.03, 0.97
# How much more a set of news pairs counts than one of other sentences, and how far the weights are let go.
NEWS, LOOSENESS = 4.0, 0.015
# What a feature that is seldom set is taken to spread, so that few pairs give it no great weight.
LEAST_SPREAD = 0.1
# How often a language model's word in the band is taken to be right, as long as nobody has measured the one in use.
LLM_RIGHT = 0.85
# The share of contradictions, and of restatements, that may be left unread.
UNREAD, UNREAD_SAME = 0.1, 0.1
READINGS = ("low", "high")
FOLDS = 5

Table = numpy.ndarray[Any, Any]
Fitted = dict[str, float]


def main() -> None:
    """Fit, report, and write on demand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--readings", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    reader = Reader(arguments.readings)
    files = [file for file in (HERE / "data" / name for name in OWN) if file.exists()] + arguments.files
    rows = [row for file in files for row in labelled(file, reader)]
    played = [one for one in joined(own_sets(), other_sets(os.environ)).scenarios if not one.name.endswith("held")]
    rows += candidates(played, reader)
    found = fit_all(rows)
    report(rows, found)
    if arguments.write:
        about = {"share": SHARE, "fitted_on": sorted({row.set for row in rows})}
        TARGET.write_text(json.dumps({"about": about, **found}, indent=1) + "\n", "utf-8")


def fit_all(rows: Sequence[Row]) -> dict[str, Any]:
    """Everything that calibration.json holds but what it says about itself."""
    names = sorted({name for row in rows for name in row.features})
    heads = {
        "plausible": [name for name in names if name not in READINGS],
        "nli": ["bias", *READINGS],
        "auto": names,
    }
    found: dict[str, Any] = {name: fit(rows, its) for name, its in heads.items()}
    found["same"] = fit_same(rows)
    news = [row for row in rows if row.fitted and row.news]
    conflicts = sorted(chance(found["plausible"], row.features) for row in news if row.against)
    restated = sorted(_logistic(row.same["restated"]) for row in news if row.same and row.label == "supports")
    found["read_from"] = round(conflicts[int(UNREAD * len(conflicts))], 5)
    found["same_from"] = round(restated[int(UNREAD_SAME * len(restated))], 5)
    return {**found, "llm_right": LLM_RIGHT}


def fit(rows: Sequence[Row], names: Sequence[str]) -> Fitted:
    """The weights of a contradiction by name, stretched and moved so that the threshold flags what it may.

    Where to move them is decided on answers that each fifth of the stories gets from a fit on the others.
    """
    fitted = [row for row in rows if row.fitted]
    table = numpy.array([[row.features.get(name, 0.0) for name in names] for row in fitted])
    labels = numpy.array([row.against for row in fitted])
    scores = _apart(fitted, lambda some, rest: _weigh(table, labels, _counted(fitted), some) @ table[rest].T)
    stretch, move = _placed(fitted, scores)
    return _named(names, stretch * _weigh(table, labels, _counted(fitted), range(len(fitted))), move)


def fit_same(rows: Sequence[Row]) -> Fitted:
    """The weights of a restatement by name, moved so that one half is where restatements are precise enough."""
    fitted = [row for row in rows if row.fitted and row.same is not None]
    names = sorted({name for row in fitted for name in row.same or ()})
    table = numpy.array([[(row.same or {}).get(name, 0.0) for name in names] for row in fitted])
    labels = numpy.array([row.label == "supports" for row in fitted])
    even = numpy.ones(len(fitted))
    scores = _apart(fitted, lambda some, rest: _weigh(table, labels, even, some) @ table[rest].T)
    order = numpy.argsort(-scores)
    precise = numpy.cumsum(labels[order]) / numpy.arange(1, len(order) + 1) >= PRECISE
    cut = scores[order[numpy.flatnonzero(precise)[-1]]]
    return _named(names, _weigh(table, labels, even, range(len(fitted))), -cut)


def _apart(rows: Sequence[Row], score: Callable[[Table, Table], Table]) -> Table:
    """Each row's score from a fit on the rows of other folds; the rows of a story are in one fold."""
    folds = numpy.array([zlib.crc32(row.story.encode()) % FOLDS for row in rows])
    scores = numpy.zeros(len(rows))
    for fold in range(FOLDS):
        rest = numpy.flatnonzero(folds == fold)
        scores[rest] = score(numpy.flatnonzero(folds != fold), rest)
    return scores


def _weigh(table: Table, labels: Table, counted: Table, some: Any) -> Table:
    """The weights of a logistic regression on some rows, the one of `bias` among them."""
    table, labels = table[some], labels[some]
    spread = numpy.maximum(table.std(axis=0), LEAST_SPREAD)
    model = LogisticRegression(C=LOOSENESS, max_iter=5000)
    model.fit((table - table.mean(axis=0)) / spread, labels, sample_weight=counted[some])
    return numpy.asarray(model.coef_[0] / spread)


def _named(names: Sequence[str], weights: Table, move: float) -> Fitted:
    found = dict(zip(names, map(float, weights), strict=True))
    found["bias"] = found.get("bias", 0.0) + move
    return {name: round(weight, 3) for name, weight in found.items() if abs(weight) >= 0.001}


def _counted(rows: Sequence[Row]) -> Table:
    """Sets by what they tell about news; in each as much weight for contradictions as for the rest."""
    size = Counter((row.set, row.against) for row in rows)
    weights = numpy.array([(NEWS if row.news else 1.0) * size[row.set, row.against] ** -0.5 for row in rows])
    return weights * len(rows) / weights.sum()


def _placed(rows: Sequence[Row], scores: Table) -> tuple[float, float]:
    """A stretch and a shift of log odds, so that the threshold flags a share of the compatible news pairs and the
    expected calibration error among them is least."""
    news = numpy.array([row.news and row.set != SCENARIOS for row in rows])
    truth = [row.against for row, its in zip(rows, news, strict=True) if its]
    mine = scores[news]
    hard = sorted(score for score, true in zip(mine, truth, strict=True) if not true)
    cut = hard[int((1 - FLAGGED) * len(hard))]
    odds = math.log(THRESHOLD / (1 - THRESHOLD))

    def error(stretch: float) -> float:
        return calibration_error([_logistic(stretch * (score - cut) + odds) for score in mine], truth, SHARE)

    stretch = min((1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0), key=error)
    return stretch, odds - stretch * cut


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def report(rows: Sequence[Row], found: Mapping[str, Any]) -> None:
    """One line a set and head for the halves that were not fitted on; `same` is about restatements."""
    print(f"{'set':22}{'pairs':>6}{'head':>10}{'P':>7}{'R':>7}{'F1':>7}{'AP':>7}{'flagged':>9}{'ECE@2%':>8}{'read':>7}")
    for name in dict.fromkeys(row.set for row in rows):
        held = [row for row in rows if row.set == name and not row.fitted]
        for head in ("plausible", "nli", "auto") if held else ():
            scores = [_score(row, head, found) for row in held]
            _line(name, head, [row.against for row in held], scores, THRESHOLD, _read(held, found))
        news = [row for row in held if row.same is not None]
        if news:
            scores = [chance(found["same"], row.same or {}) for row in news]
            read = sum(_logistic((row.same or {})["restated"]) >= found["same_from"] for row in news) / len(news)
            _line(name, "same", [row.label == "supports" for row in news], scores, 0.5, read)


def _line(name: str, head: str, truth: Sequence[bool], scores: Sequence[float], least: float, read: float) -> None:
    it = measure([(true, score >= least, score) for true, score in zip(truth, scores, strict=True)])
    wrong = sum(score >= least and not true for true, score in zip(truth, scores, strict=True))
    error = calibration_error(scores, truth, SHARE) if any(truth) and not all(truth) else 0.0
    print(
        f"{name:22}{len(truth):>6}{head:>10}{it.precision:>7.2f}{it.recall:>7.2f}{it.f1:>7.2f}"
        f"{it.average_precision:>7.2f}{wrong / max(truth.count(False), 1):>9.3f}{error:>8.3f}{read:>7.2f}"
    )


def _read(rows: Sequence[Row], found: Mapping[str, Any]) -> float:
    return sum(chance(found["plausible"], row.features) >= found["read_from"] for row in rows) / len(rows)


def _score(row: Row, head: str, found: Mapping[str, Any]) -> float:
    unread = chance(found["plausible"], row.features) < found["read_from"]
    return chance(found["plausible" if head == "auto" and unread else head], row.features)


if __name__ == "__main__":
    main()
