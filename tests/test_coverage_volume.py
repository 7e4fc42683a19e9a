"""When a story is suddenly everywhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.coverage.volume import is_surge
from tests.desk import CLAIM, item, moment, open_desk


@pytest.mark.parametrize(
    ("joined", "earlier", "days", "surge"),
    [
        (4, [1], 3, True),
        (3, [1], 3, False),  # too few outlets
        (5, [2], 3, False),  # not three times the busiest day
        (6, [2, 1], 3, True),
        (6, [1], 1, False),  # no past to compare with
        (6, [], 3, False),
        (6, [1] * 20, 30, True),
        (6, [5, 6, 4, 5, 7, 5, 6, 5, 4, 6] * 3, 30, False),
        (20, [5, 6, 4, 5, 7, 5, 6, 5, 4, 6] * 3, 30, True),
    ],
)
def test_a_surge_is_many_outlets_beside_the_storys_own_past(
    joined: int, earlier: list[int], days: int, surge: bool
) -> None:
    assert is_surge(joined, earlier, timedelta(days=days)) is surge


async def test_three_outlets_are_no_surge_however_quiet_the_story_was(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        everywhere = tuple(item(f"x{outlet}", outlet, CLAIM) for outlet in ("harbour", "canal", "nordlink"))
        await desk.play([moment(0, publish=(item("h0", "harbour", CLAIM),)), moment(96, publish=everywhere)])
        assert desk.events("surge") == []
