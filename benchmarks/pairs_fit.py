"""Fits the weights of the rules judge and prints them as `monitor/comparison/weights.py` has them.

    python benchmarks/pairs_fit.py TUNED.jsonl... [--general OTHER.jsonl...] [--compatible PAIRS.jsonl...]

TUNED pairs weigh 1 each. OTHER sets, of another kind than news, weigh 0.08 a pair and keep the weights general.
PAIRS are near neighbours from real texts without a contradiction among them; they weigh 0.12 and teach how rare
contradictions are. The shipped weights come from the even half of the in-domain development pairs, the `tune` part
of `benchmarks/data/pairs_own.jsonl`, samples of six public sets (sick, negation_nli, fever_symmetric, vitaminc,
summedits, redditnli) and the near neighbours within seven sets of articles.

Logistic regression by Adam, drawn towards the shipped weights, so that a weight that the data say nothing of stays.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.pairs_quality import pair, read
from monitor.comparison.conflicts import find_conflicts
from monitor.comparison.rules import conflict_features, restatement_features, surroundings
from monitor.comparison.view import view
from monitor.comparison.weights import CONTRADICTS, RESTATES

_AGAINST = frozenset(
    "dates open planned rivals version period days apart loose kind conflict negation alone far".split()
)
_FOR = frozenset("fit local shared mutual names amounts".split())
_OPEN_AT_MOST = -6.0
_PULL = 0.003


@dataclass(frozen=True)
class Example:
    """One labelled pair as features."""

    label: str
    weight: float
    conflicts: list[dict[str, float]]
    restated: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--general", type=Path, nargs="*", default=[])
    parser.add_argument("--compatible", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    groups = ((arguments.files, 1.0), (arguments.general, 0.08), (arguments.compatible, 0.12))
    examples = [example for files, weight in groups for file in files for example in _examples(file, weight)]
    print(json.dumps({"CONTRADICTS": _fit_conflicts(examples), "RESTATES": _fit_restatements(examples)}, indent=2))


def _examples(file: Path, weight: float) -> Iterator[Example]:
    for row in read(file):
        if row.get("split") == "hold":
            continue
        sides = pair(row)
        a, b = view(sides.a), view(sides.b)
        found, around = list(find_conflicts(a, b)), surroundings(a, b)
        conflicts = [conflict_features(around, one) for one in found]
        yield Example(row["label"], weight, conflicts, restatement_features(a, b, around, found))


def _fit_conflicts(examples: Sequence[Example]) -> dict[str, float]:
    """Each pair is represented by its most probable conflict, which depends on the weights: three rounds."""
    weights: Mapping[str, float] = CONTRADICTS
    for _ in range(3):
        chosen = [(one, max(one.conflicts, key=lambda f: _logit(weights, f))) for one in examples if one.conflicts]
        labels = [one.label == "contradicts" for one, _ in chosen]
        weights = _fit(CONTRADICTS, [features for _, features in chosen], labels, [one.weight for one, _ in chosen])
    return dict(weights) | {"open": min(weights["open"], _OPEN_AT_MOST)}


def _fit_restatements(examples: Sequence[Example]) -> dict[str, float]:
    labels = [one.label == "supports" for one in examples]
    return _fit(RESTATES, [one.restated for one in examples], labels, [one.weight for one in examples])


def _logit(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return sum(weights[name] * value for name, value in features.items())


def _fit(
    start: Mapping[str, float], rows: Sequence[Mapping[str, float]], labels: Sequence[bool], shares: Sequence[float]
) -> dict[str, float]:
    names = list(start)
    inputs = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    truth, share = np.array(labels, float), np.array(shares) / sum(shares)
    prior = np.array([start[name] for name in names])
    low = np.array([0.0 if name in _FOR else -np.inf for name in names])
    high = np.array([0.0 if name in _AGAINST else np.inf for name in names])
    weights, mean, square = prior.copy(), np.zeros_like(prior), np.zeros_like(prior)
    for step in range(1, 3001):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (share * (chance - truth)) + _PULL * (weights - prior)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= 0.02 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights = np.clip(weights, low, high)
    return {name: round(float(value), 2) for name, value in zip(names, weights, strict=True)}


if __name__ == "__main__":
    main()
