"""`python -m benchmarks.quality`: how well contradictions, restatements and claims are found, as one table.

Measures the repo's own labelled sets and scenarios, and those in the folder that MONITOR_EVAL_DATA names. Exits 1
where a figure of the repo's own sets is worse than `benchmarks/floors.toml` says. See docs/quality.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from benchmarks import claims_quality
from benchmarks.quality_pairs import candidate_recall, judge_all, pair_figures
from benchmarks.quality_play import play
from benchmarks.quality_scenarios import Score, scenario_figures, score
from benchmarks.quality_sets import LabelledSet, joined, other_sets, own_sets
from benchmarks.quality_table import Figures, below_floors, table
from monitor.config import JudgeSettings, load_config
from monitor.workers import Workers

_PATIENCE = 900.0  # seconds for one task of a worker
_CLAIM_FIGURES = {
    "detection precision": "precision",
    "detection recall": "recall",
    "detection F1": "f1",
    "modality of claims": "modality",
    "attribution of claims": "attribution",
    "quantities, all sentences": "quantities",
    "quantities, where there are any": "quantities_given",
}


def main() -> int:
    """Measure, show, and compare with the floors; gives the exit code."""
    arguments = _arguments()
    settings = JudgeSettings() if arguments.config is None else load_config(arguments.config, os.environ).judge
    sets = own_sets() if arguments.own else joined(own_sets(), other_sets(os.environ))
    begun = perf_counter()
    figures: Figures = {}
    details: dict[str, Score] = {}
    workers = Workers(timeout=_PATIENCE, preload=("monitor.stages.preload",))
    try:
        if arguments.only in (None, "pairs"):
            figures["pairs"] = measure_pairs(sets.pairs, settings, workers)
        if arguments.only in (None, "claims"):
            figures["claims"] = measure_claims(sets.claims, workers)
        if arguments.only in (None, "scenarios"):
            details = {one.name: score(one.content, play(one, settings, workers)) for one in sets.scenarios}
            figures["scenarios"] = measure_scenarios(details)
    finally:
        workers.shutdown()
    worse = below_floors(figures)
    if arguments.json:
        # What a held-out scenario missed is not shown: nobody can tune on it then.
        shown = {
            "figures": figures,
            "scenarios": {name: asdict(one) for name, one in details.items() if not name.endswith("held")},
        }
        print(json.dumps({**shown, "absent": sets.absent, "worse": worse}, ensure_ascii=False, indent=1))
    else:
        print(table(figures))
        calls = "0" if settings.llm is None else "not counted here"
        print(f"\nLLM calls per hundred articles: {calls}. Took {perf_counter() - begun:.0f} s.")
        print(*sets.absent, *worse, sep="\n")
    return 1 if worse else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("pairs", "claims", "scenarios"))
    parser.add_argument("--own", action="store_true", help="leave out the sets that MONITOR_EVAL_DATA names")
    parser.add_argument("--config", type=Path, help="a feeds.yaml whose judge is measured instead of the default one")
    parser.add_argument("--json", action="store_true", help="all figures, and what each scenario missed")
    return parser.parse_args()


def measure_pairs(
    sets: Sequence[LabelledSet], settings: JudgeSettings, workers: Executor
) -> dict[str, dict[str, float]]:
    """The figures of every set of pairs."""
    judged = judge_all(sets, settings, workers)
    recall = candidate_recall(judged)
    return {
        name: pair_figures(one) | ({"recall_at_10": recall[name]} if name in recall else {})
        for name, one in judged.items()
    }


def measure_claims(sets: Sequence[LabelledSet], workers: Executor) -> dict[str, dict[str, float]]:
    """The figures of every set of sentences."""
    under_way = {one.name: workers.submit(claims_quality.measure, list(one.rows)) for one in sets}
    return {
        name: {"rows": future.result()["rows"]}
        | {short: future.result()[long] for long, short in _CLAIM_FIGURES.items()}
        for name, future in under_way.items()
    }


def measure_scenarios(scores: dict[str, Score]) -> dict[str, dict[str, float]]:
    """The figures of every scenario, and of the repo's own and the other ones together."""
    figures = {name: scenario_figures([one]) for name, one in scores.items()}
    own = [one for name, one in scores.items() if not name.startswith("../")]
    other = [one for name, one in scores.items() if name.startswith("../")]
    return figures | {name: scenario_figures(some) for name, some in (("all own", own), ("all ../", other)) if some}


if __name__ == "__main__":
    sys.exit(main())
