"""What no judge had an answer for is judged again, and a conflict that comes out of it is told once."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.store import open_store
from tests.desk import CLAIM, COUNTER, Desk, item, moment, open_desk
from tests.fake_llm import FakeLlm, answer, fake_llm
from tests.test_pipeline_killed import walk_and_die

AGAIN = 0.5  # hours, more than what an unanswered pair waits


class Room:
    """A newsroom whose judge is a language model that can be silenced."""

    def __init__(self, desk: Desk, server: FakeLlm, mood: dict[str, Any]) -> None:
        self.desk, self.server, self.mood = desk, server, mood

    def configure(self, **judge: Any) -> None:
        settings = yaml.safe_load(self.desk.config.read_text())
        settings["judge"] = judge
        self.desk.config.write_text(yaml.safe_dump(settings, sort_keys=False))

    def unjudged(self) -> int:
        store = open_store(self.desk.state, read_only=True)
        count = store.database.value("SELECT count(*) FROM judgements WHERE relation = 'unjudged'")
        store.close()
        return int(count)

    async def conflict(self) -> None:
        """Two outlets that give different numbers."""
        await self.desk.play(
            [
                moment(0),
                moment(1, publish=(item("h1", "harbour", CLAIM),)),
                moment(2, publish=(item("c1", "canal", COUNTER),)),
            ]
        )


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    mood: dict[str, Any] = {"answers": False}

    def reply(request: dict[str, Any]) -> tuple[int, bytes] | str:
        if not mood["answers"]:
            return 503, b""
        texts = json.loads(request["messages"][-1]["content"])
        numbers = {
            number
            for number in ("900", "1,200")
            if number in texts["statement_a"]["text"] + texts["statement_b"]["text"]
        }
        return answer("contradicts" if len(numbers) == 2 else "neutral")(request)

    with open_desk(tmp_path) as desk, fake_llm(reply) as server:
        made = Room(desk, server, mood)
        made.configure(kind="llm", llm={"base_url": server.base_url, "model": "fake", "daily_calls": 100})
        yield made


async def test_a_conflict_that_is_found_later_is_told_once(room: Room) -> None:
    await room.conflict()
    assert room.unjudged() > 0
    assert room.desk.events("contradiction") == []
    room.mood["answers"] = True
    for turn in range(1, 5):
        await room.desk.play([moment(2 + AGAIN * turn)])
    (event,) = room.desk.events("contradiction")
    assert [claim["outlet"] for claim in event["claims"]] == ["Canal Times", "Harbour Post"]
    assert event["at"] > "2026-03-02T11:00:00"
    assert room.unjudged() == 0
    assert [told["message"].count("1,200") > 0 for told in room.desk.told] == [True]
    others = [(one["kind"], one["summary"]) for one in room.desk.events()]
    assert len(others) == len(set(others))


@pytest.mark.parametrize(
    ("place", "when"),
    [
        ("monitor.store.claims:Claims.record_rejudged", "before"),
        ("monitor.store.claims:Claims.record_rejudged", "after"),
    ],
)
async def test_a_process_killed_while_pairs_are_judged_again_tells_what_comes_of_it_once(
    room: Room, place: str, when: str
) -> None:
    await room.conflict()
    room.mood["answers"] = True
    room.desk.turn(moment(2 + AGAIN))
    assert walk_and_die(room.desk, place, when) == -signal.SIGKILL
    for turn in range(2, 5):
        await room.desk.play([moment(2 + AGAIN * turn)])
    assert len(room.desk.events("contradiction")) == len(room.desk.told) == 1
    assert room.unjudged() == 0


async def test_a_pair_is_left_alone_until_its_time_has_come(room: Room) -> None:
    await room.conflict()
    asked = len(room.server.asked)
    await room.desk.play([moment(2.1)])
    assert len(room.server.asked) == asked


async def test_what_stays_unanswered_for_a_day_is_decided_by_the_rules(room: Room) -> None:
    await room.conflict()
    for hours in (27, 28):
        await room.desk.play([moment(hours)])
    (event,) = room.desk.events("contradiction")
    assert event["basis"] == "numeric"
    assert room.unjudged() == 0


async def test_the_days_calls_are_a_limit_over_all_cycles(room: Room) -> None:
    room.configure(kind="llm", llm={"base_url": room.server.base_url, "model": "fake", "daily_calls": 2})
    room.mood["answers"] = True
    await room.conflict()
    for turn in range(1, 4):
        await room.desk.play([moment(2 + AGAIN * turn)])
    assert len(room.server.asked) == 2
    await room.desk.play([moment(16)])
    assert len(room.server.asked) == 4


async def test_a_judge_that_cannot_be_set_up_loses_nothing(room: Room) -> None:
    room.configure(kind="nli", nli={"model": "not-there"})
    await room.conflict()
    assert {event["claims"][0]["outlet"] for event in room.desk.events()} == {"Harbour Post"}
    room.configure(kind="rules")
    await room.desk.play([moment(3)])
    assert len(room.desk.events("contradiction")) == 1
