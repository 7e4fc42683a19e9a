"""Fits monitor/comparison/calibration.json on labelled pairs, and reports on the halves that it was not fitted on.

    MONITOR_NLI_MODEL=FOLDER python -m benchmarks.fit_calibration PAIRS.jsonl… [--readings FILE] [--write]

The repo's own sets are always among the pairs. Of a set with a `split`, its `tune` or `dev` part is fitted on, of any
other set every second pair; the rest is reported. `--readings` keeps what the model read between two runs.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from monitor.claims import analyse
from monitor.commands.judging import measure
from monitor.comparison.calibration import chance, reading_features, rules_features
from monitor.comparison.nli import NliModel, Read
from monitor.comparison.rules import RulesJudge
from monitor.model import Mention, Pair, Side

HERE = Path(__file__).parent
TARGET = HERE.parent / "monitor" / "comparison" / "calibration.json"
OWN = ("pairs_own.jsonl", "pairs_news.jsonl")
# Of a hundred candidate pairs in real coverage two contradict each other; of the others one in ten is as hard as the
# compatible pairs of the labelled sets, the rest are about something else.
SHARE, HARD = 0.02, 0.1
# The share of hard compatible news pairs that the threshold may flag.
FLAGGED = 0.035
# How much more a set of news pairs counts than one of other sentences, and how little the weights are held back.
NEWS, STIFFNESS = 4.0, 0.02
# How often a language model's word in the band is taken to be right, as long as nobody has measured the one in use.
LLM_RIGHT = 0.85
# The share of contradictions that may be left unread.
UNREAD = 0.03
THRESHOLD = 0.8
READINGS = ("low", "high")


@dataclass(frozen=True, slots=True)
class Row:
    """One pair with its features; `fitted` tells whether it may be fitted on."""

    set: str
    against: bool
    fitted: bool
    easy: bool
    dated: bool
    features: Mapping[str, float]


def main() -> None:
    """Fit, report, and write on demand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--readings", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    files = [HERE / "data" / name for name in OWN] + arguments.files
    rows = list(_rows(files, _Reader(arguments.readings)))
    heads = {name: fit(rows, names) for name, names in _heads(rows).items()}
    found = {**heads, "read_from": _read_from(rows, heads["plausible"]), "llm_right": LLM_RIGHT}
    report(rows, found)
    if arguments.write:
        about = {"share": SHARE, "hard": HARD, "fitted_on": sorted({row.set for row in rows})}
        TARGET.write_text(json.dumps({"about": about, **found}, indent=1) + "\n", "utf-8")


def _heads(rows: Sequence[Row]) -> dict[str, list[str]]:
    names = sorted({name for row in rows for name in row.features})
    return {
        "plausible": [name for name in names if name not in READINGS],
        "nli": ["bias", *READINGS],
        "auto": names,
    }


def fit(rows: Sequence[Row], names: Sequence[str]) -> dict[str, float]:
    """The weights by name: a logistic regression, stretched and moved so that the threshold flags what it may.

    Where to move it is decided on answers that each fifth of the pairs gets from a fit on the other four.
    """
    fitted = [row for row in rows if row.fitted]
    table = numpy.array([[row.features.get(name, 0.0) for name in names] for row in fitted])
    labels = numpy.array([row.against for row in fitted])
    weights = _weights(fitted)
    scale = table.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=STIFFNESS, fit_intercept=False, max_iter=5000)
    if "bias" in names:
        scale[names.index("bias")] = 0.1  # a wide column is hardly held back
    table = table / scale
    folds = cross_val_predict(model, table, labels, cv=5, method="decision_function", params={"sample_weight": weights})
    stretch, move = _placed(fitted, folds)
    model.fit(table, labels, sample_weight=weights)
    found = dict(zip(names, stretch * model.coef_[0] / scale, strict=True))
    found["bias"] = found.get("bias", 0.0) + move
    return {name: round(float(weight), 3) for name, weight in found.items() if abs(weight) >= 0.001}


def _weights(rows: Sequence[Row]) -> numpy.ndarray[Any, Any]:
    """Sets by what they tell about news; in each as much weight for contradictions as for the rest."""
    size = Counter((row.set, row.against) for row in rows)
    weights = numpy.array([(NEWS if row.dated else 1.0) * size[row.set, row.against] ** -0.5 for row in rows])
    return weights * len(rows) / weights.sum()


def _placed(rows: Sequence[Row], scores: Sequence[float]) -> tuple[float, float]:
    """A stretch and a shift of log odds, so that the threshold flags a share of the hard compatible news pairs, and the
    expected calibration error among hard pairs is least."""
    hard = sorted(
        score for row, score in zip(rows, scores, strict=True) if row.dated and not row.easy and not row.against
    )
    cut = hard[int((1 - FLAGGED) * len(hard))]
    odds = math.log(THRESHOLD / (1 - THRESHOLD))

    def error(stretch: float) -> float:
        chances = [1 / (1 + math.exp(-(stretch * (score - cut) + odds))) for score in scores]
        return _error([(row, one) for row, one in zip(rows, chances, strict=True) if row.dated and not row.easy])

    stretch = min((1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0), key=error)
    return stretch, odds - stretch * cut


def _read_from(rows: Sequence[Row], weights: Mapping[str, float]) -> float:
    """Below which chance of a contradiction a pair is left unread."""
    found = sorted(chance(weights, row.features) for row in rows if row.fitted and row.against)
    return round(found[int(UNREAD * len(found))], 5)


def report(rows: Sequence[Row], found: Mapping[str, Any]) -> None:
    """One line a set for the halves that were not fitted on."""
    print(f"{'set':22}{'pairs':>6}{'head':>10}{'P':>7}{'R':>7}{'F1':>7}{'AP':>7}{'flagged':>9}{'read':>7}")
    for name in dict.fromkeys(row.set for row in rows):
        held = [row for row in rows if row.set == name and not row.fitted]
        if not held:
            continue
        for head in ("plausible", "nli", "auto"):
            scored = [(row.against, *_called(row, head, found)) for row in held]
            it = measure(scored)
            compatible = [call for truth, call, _ in scored if not truth]
            read = sum(chance(found["plausible"], row.features) >= found["read_from"] for row in held) / len(held)
            print(
                f"{name:22}{len(held):>6}{head:>10}{it.precision:>7.2f}{it.recall:>7.2f}{it.f1:>7.2f}"
                f"{it.average_precision:>7.2f}{sum(compatible) / max(len(compatible), 1):>9.3f}{read:>7.2f}"
            )
    held = [row for row in rows if row.dated and not row.fitted]
    for head in ("plausible", "nli", "auto"):
        scored = [(row, _called(row, head, found)[1]) for row in held]
        hard = _error([(row, score) for row, score in scored if not row.easy])
        print(f"expected calibration error of {head}: {_error(scored):.3f}; with hard pairs only {hard:.3f}")


def _called(row: Row, head: str, found: Mapping[str, Any]) -> tuple[bool, float]:
    score = chance(found[head], row.features)
    if head == "auto" and chance(found["plausible"], row.features) < found["read_from"]:
        score = chance(found["plausible"], row.features)
    return score >= THRESHOLD, score


def _error(scored: Sequence[tuple[Row, float]]) -> float:
    """Expected calibration error in ten bins, where SHARE of the pairs are contradictions and HARD of the rest hard."""
    kinds = Counter(_kind(row) for row, _ in scored)
    easy = (1 - HARD) if kinds["easy"] else 0.0
    mass = {"against": SHARE, "easy": (1 - SHARE) * easy, "hard": (1 - SHARE) * (1 - easy)}
    bins: dict[int, float] = {}
    for row, score in scored:
        place = min(int(score * 10), 9)
        bins[place] = bins.get(place, 0.0) + mass[_kind(row)] / kinds[_kind(row)] * (score - row.against)
    return sum(map(abs, bins.values()))


def _kind(row: Row) -> str:
    return "against" if row.against else "easy" if row.easy else "hard"


def _rows(files: Sequence[Path], reader: _Reader) -> Iterator[Row]:
    for file in files:
        read = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        pairs = [_pair(row) for row in read]
        against = [row["label"] == "contradicts" for row in read]
        fitted = [_fitted(row, index) for index, row in enumerate(read)]
        dated = any("a_date" in row for row in read)
        for features, truth, mine in zip(_features(pairs, reader), against, fitted, strict=True):
            yield Row(file.stem, truth, mine, False, dated, features)
        for mine in (True, False) if dated else ():
            yield from _easy(
                file.stem, [pair for pair, its in zip(pairs, fitted, strict=True) if its is mine], mine, reader
            )


def _fitted(row: Mapping[str, Any], index: int) -> bool:
    return row["split"] in ("tune", "dev") if "split" in row else index % 2 == 0


def _easy(name: str, pairs: Sequence[Pair], fitted: bool, reader: _Reader) -> Iterator[Row]:
    """Sides of different pairs that share most: what an index finds about other matters."""
    for index, pair in enumerate(pairs):
        others = [Pair(pair.a, other.b) for place, other in enumerate(pairs) if abs(place - index) > 4]
        words = set(pair.a.mention.text.lower().split())
        nearest = sorted(others, key=lambda it: -len(words & set(it.b.mention.text.lower().split())))[:2]
        for features in _features(nearest, reader):
            yield Row(f"{name} (easy)", False, fitted, True, True, features)


def _features(pairs: Sequence[Pair], reader: _Reader) -> Iterator[dict[str, float]]:
    for pair, word in zip(pairs, RulesJudge(THRESHOLD).judge(pairs), strict=True):
        yield {**rules_features(pair, word), **reading_features(*reader.both(pair))}


def _pair(row: Mapping[str, Any]) -> Pair:
    a, b = (_side(row[side], row.get(f"{side}_date")) for side in "ab")
    later = a.published is not None and b.published is not None and b.published > a.published
    return Pair(b, a) if later else Pair(a, b)


def _side(text: str, day: str | None) -> Side:
    published = None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC)
    mention: Mention = analyse(text, published, {})
    return Side(mention, published)


class _Reader:
    """A model that remembers between runs."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known: dict[tuple[str, str], Read] = {}
        self._model: NliModel | None = None
        if file is not None and file.exists():
            for line in file.read_text("utf-8").splitlines():
                a, b, against, supports = json.loads(line)
                self._known[a, b] = Read(against, supports, max(0.0, 1 - against - supports))

    def both(self, pair: Pair) -> tuple[Read, Read]:
        """The readings of both directions."""
        a, b = pair.a.mention.text, pair.b.mention.text
        missing = [key for key in ((a, b), (b, a)) if key not in self._known]
        if missing:
            self._model = self._model or NliModel(Path(os.environ["MONITOR_NLI_MODEL"]))
            for key, found in self._model.read(missing):
                self._known[key] = found
                if self._file is not None:
                    with self._file.open("a", encoding="utf-8") as file:
                        file.write(json.dumps([*key, found.contradicts, found.supports]) + "\n")
        return self._known[a, b], self._known[b, a]


if __name__ == "__main__":
    main()
