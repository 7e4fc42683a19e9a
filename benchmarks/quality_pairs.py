"""How well pairs of sentences are judged, and whether the index would have brought them together."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

from benchmarks.pairs_quality import pair
from benchmarks.quality_index import Index
from benchmarks.quality_sets import LabelledSet, Row
from monitor.commands.judging import measure
from monitor.comparison import judge_pairs
from monitor.config import JudgeSettings
from monitor.config_rooms import judge_setup
from monitor.model import Judgement, Pair, Relation

_JOINS = frozenset({Relation.SAME, Relation.SUPPORTS})
_CHUNK = 40
_STATE = Path("state")  # where models are installed
_BINS = 10
_RATE = 0.02


@dataclass(frozen=True, slots=True)
class Judged:
    """Labelled pairs with what the judge made of them; `seconds` of processor time went into judging."""

    labels: tuple[str, ...]
    pairs: tuple[Pair, ...]
    answers: tuple[Judgement, ...]
    seconds: float


def judge_all(sets: Sequence[LabelledSet], settings: JudgeSettings, workers: Executor) -> dict[str, Judged]:
    """Every set judged, by its name."""
    under_way: dict[str, list[Future[Judged]]] = {}
    for one in sets:
        chunks = [one.rows[start : start + _CHUNK] for start in range(0, len(one.rows), _CHUNK)]
        under_way[one.name] = [workers.submit(judge_rows, chunk, settings) for chunk in chunks]
    return {name: _together(future.result() for future in futures) for name, futures in under_way.items()}


def judge_rows(rows: Sequence[Row], settings: JudgeSettings) -> Judged:
    """Some labelled pairs judged in this process."""
    pairs = tuple(pair(row) for row in rows)
    setup = replace(judge_setup(settings, _STATE), patience=math.inf)
    judge_pairs(setup, pairs[:1])  # the first call loads what the judge needs, which is not a pair's cost
    begun = process_time()
    answers = tuple(judge_pairs(setup, pairs))
    return Judged(tuple(row["label"] for row in rows), pairs, answers, process_time() - begun)


def _together(parts: Iterable[Judged]) -> Judged:
    parts = list(parts)
    return Judged(
        tuple(label for part in parts for label in part.labels),
        tuple(one for part in parts for one in part.pairs),
        tuple(answer for part in parts for answer in part.answers),
        sum(part.seconds for part in parts),
    )


def pair_figures(judged: Judged) -> dict[str, float]:
    """The figures of one set. What cannot be counted, as recall without a contradiction, is left out."""
    truth = [label == "contradicts" for label in judged.labels]
    called = [answer.relation is Relation.CONTRADICTS for answer in judged.answers]
    scores = [answer.contradicts for answer in judged.answers]
    figures: dict[str, float] = {"rows": len(truth)}
    if any(truth):
        found = measure(list(zip(truth, called, scores, strict=True)))
        figures |= {"precision": found.precision, "recall": found.recall, "f1": found.f1}
        figures["average_precision"] = found.average_precision
    if not all(truth):
        figures["flagged"] = sum(call > true for call, true in zip(called, truth, strict=True)) / truth.count(False)
    restated = [label == "supports" for label in judged.labels]
    if any(restated):
        joins = [answer.relation in _JOINS for answer in judged.answers]
        found = measure([(true, call, 0.0) for true, call in zip(restated, joins, strict=True)])
        figures |= {"join_precision": found.precision, "join_recall": found.recall}
    if any(truth) and not all(truth):
        figures["calibration_error"] = calibration_error(scores, truth, _RATE)
    figures["pair_ms"] = 1000 * judged.seconds / len(truth)
    return figures


def calibration_error(scores: Sequence[float], truth: Sequence[bool], rate: float) -> float:
    """How far a score is from the share of contradictions among the pairs with about this score.

    The pairs are weighed as though `rate` of them were contradictions. Expected calibration error over ten
    bins of equal width.

    Source: Naeini, Cooper & Hauskrecht 2015.
    """
    positive = rate / truth.count(True)
    negative = (1 - rate) / truth.count(False)
    gaps = [0.0] * _BINS
    for score, true in zip(scores, truth, strict=True):
        weight = positive if true else negative
        gaps[min(int(score * _BINS), _BINS - 1)] += weight * (score - true)
    return sum(abs(gap) for gap in gaps)


def candidate_recall(judged: dict[str, Judged]) -> dict[str, float]:
    """How many restatements have their counterpart among the ten nearest of all sentences of all sets, by set.

    Each second sentence is looked up in the history's own index.
    """
    with tempfile.TemporaryDirectory() as folder, Index(Path(folder)) as index:
        index.add(side.mention for one in judged.values() for pair in one.pairs for side in (pair.a, pair.b))
        recalls = {}
        for name, one in judged.items():
            restated = [pair for label, pair in zip(one.labels, one.pairs, strict=True) if label == "supports"]
            if restated:
                hits = sum(index.finds(pair.b.mention, pair.a.mention) for pair in restated)
                recalls[name] = hits / len(restated)
        return recalls
