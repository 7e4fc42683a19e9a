"""The repo's own labelled sets are judged at least as well as floors.toml pins."""

from __future__ import annotations

import pytest

from benchmarks.quality import measure_claims, measure_pairs
from benchmarks.quality_sets import own_sets
from benchmarks.quality_table import below_floors
from monitor.config import JudgeSettings
from monitor.workers import Workers


@pytest.mark.timeout(300)
def test_pairs_and_claims_stay_above_their_floors() -> None:
    own = own_sets()
    workers = Workers(timeout=240, preload=("monitor.stages.preload",))
    try:
        figures = {
            "pairs": measure_pairs(own.pairs, JudgeSettings(), workers),
            "claims": measure_claims(own.claims, workers),
        }
    finally:
        workers.shutdown()
    assert below_floors(figures) == []
