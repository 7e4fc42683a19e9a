"""A short form of `python -m benchmarks.soak`: weeks of following sources, and what grows meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.soak import Sample, faults, main, soak

DAY = Sample(day=30, memory=100, files=40, database=10, entries=100, polls=100, articles=100, pages=9, told=1)


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_weeks_of_polling_hold_memory_files_and_what_is_kept_in_bounds() -> None:
    samples = await soak(days=30, sources=8)
    assert list(faults(samples, 8)) == []
    assert samples[-1].entries < samples[-1].day * 8


def test_growth_is_not_judged_while_what_is_kept_still_fills_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    early = replace(DAY, day=20)
    assert list(faults([early, early, replace(early, day=60, database=13, articles=200)], 8)) == []
    monkeypatch.setattr("sys.argv", ["soak", "--months", "1"])
    with pytest.raises(SystemExit):
        main()
    assert "less than 2 months" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"memory": 126}, "memory grew"),
        ({"files": 45}, "open files grew"),
        ({"entries": 23 * 8}, "entries are kept"),
        ({"polls": 23 * 8 * 4}, "polls are kept"),
        ({"database": 13}, "kB an article"),
        ({"told": 0}, "nothing was told"),
    ],
)
def test_what_grows_that_must_not_is_found(changes: dict[str, float], fault: str) -> None:
    last = replace(DAY, day=90, articles=200)
    assert list(faults([DAY, DAY, last], 8)) == []
    (found,) = faults([DAY, DAY, replace(last, **changes)], 8)  # type: ignore[arg-type]
    assert fault in found
