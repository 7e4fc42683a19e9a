"""Many sources that are due at once, through the whole poll stage. The large form is `python -m benchmarks.crowd`."""

from __future__ import annotations

from benchmarks.crowd import crowd


def test_sources_that_are_all_due_at_once_are_polled_with_every_hosts_gap_kept() -> None:
    found = crowd(sources=60, hosts=15, gap=0.15)
    assert (found.polled, found.asked, found.hosts) == (60, 60, 15)
    assert found.narrowest >= 0.15
    assert found.together == 1
    assert found.seconds >= 3 * 0.15
    assert 0 < found.megabytes < found.all_held < 180
