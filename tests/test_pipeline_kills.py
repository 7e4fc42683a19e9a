"""A short form of `python -m benchmarks.kills`: kills at random instants, under load and in trouble."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kills.series import Series


@pytest.mark.timeout(300)
def test_a_daemon_that_is_killed_at_random_instants_keeps_every_promise(tmp_path: Path) -> None:
    with Series(tmp_path, outlets=2, seed=4, early=0.9) as series:
        series.catch_up()  # what the sources show at first is told to nobody
        series.run(4)
        series.finish(2)
    assert series.faults == []
    assert series.kills.total() == 7
    assert series.newsroom.received.taken()
