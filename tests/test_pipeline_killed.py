"""A process killed with SIGKILL at each stage boundary loses nothing and repeats at most one delivery."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import CLAIM, COUNTER, Desk, item, moment, open_desk

PLACES = [
    ("monitor.stages.poll:_listed", "before"),  # fetched
    ("monitor.store.sources:Sources.record_entries", "after"),  # stored
    ("monitor.stages.read:_store", "before"),
    ("monitor.store.articles:Articles.record_version", "after"),
    ("monitor.store.claims:Claims.record_mentions", "after"),  # claimed
    ("monitor.store.claims:Claims.record_comparison", "after"),  # compared
    ("monitor.store.alerts:Alerts._delivery", "before"),  # within the decision's transaction
    ("monitor.store.alerts:Alerts.record", "after"),  # decided
    ("monitor.store.outbox:Outbox.begin", "after"),  # about to be sent
    ("monitor.store.events:Events.record", "after"),  # event written
    ("monitor.stages.tell:deliver", "after"),  # sent, not yet recorded
    ("monitor.stages.tell:_tell", "after"),  # recorded
]


def walk_and_die(desk: Desk, place: str, when: str) -> int:
    """One cycle in a process of its own that kills itself there; gives its exit code."""
    command = [sys.executable, "-m", "tests.walked", str(desk.config), str(desk.state), desk.newsroom.now.isoformat()]
    root = Path(__file__).parent.parent
    return subprocess.run([*command, place, when], cwd=root, capture_output=True, check=False).returncode


@pytest.mark.parametrize(("place", "when"), PLACES)
async def test_a_killed_process_loses_nothing_and_repeats_at_most_one_delivery(
    tmp_path: Path, place: str, when: str
) -> None:
    with open_desk(tmp_path) as desk:
        await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
        desk.turn(moment(2, publish=(item("c1", "canal", COUNTER),)))
        assert walk_and_die(desk, place, when) == -signal.SIGKILL
        await desk.poll()
        await desk.poll()
        assert len(desk.events("contradiction")) == 1
        assert len(desk.events("new_claim")) == len({event["summary"] for event in desk.events("new_claim")})
        assert len({_delivery(told["message"]) for told in desk.told}) == 1
        assert len(desk.told) == (2 if place.endswith("tell:deliver") else 1)


def _delivery(message: str) -> int:
    found = re.search(r"\bdelivery d?(\d+)\b", message)
    assert found is not None, message
    return int(found[1])
