"""A contradiction is between two claims: all that stands of either side counts, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store import open_store
from monitor.store.listings import ClaimFilter, claim_rows
from tests.desk import CLAIM, COUNTER, START, Desk, item, moment, open_desk

STAFF = "At its Holm terminal, Nordlink Ferries employs 1,200 people. The roof is green."
ENDS = ("Rain fell at dusk.", "A gull stole the lunch of the harbour master.", "The café sells herring.")
OTHERS = ("Some 900 people are employed by Nordlink Ferries at its Holm terminal.", "The canteen seats eighty.")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def join(desk: Desk, *words: str) -> None:
    """Make one claim of those that hold these words."""
    with closing(open_store(desk.state)) as store:
        rows = claim_rows(store.database, ClaimFilter())
        one, other = (next(row["id"] for row in rows if each in row["text"]) for each in words)
        store.decisions.join(one, other, START)


async def test_what_one_wording_of_a_claim_says_is_no_conflict_with_another_wording(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(2, publish=(item("n1", "nordlink", STAFF),))])
    told = len(desk.events("contradiction"))
    join(desk, "900", "1,200")
    await desk.play([moment(3, publish=(item("c1", "canal", COUNTER),))])
    assert len(desk.events("contradiction")) == told


async def test_many_mentions_on_both_sides_are_one_conflict(desk: Desk) -> None:
    first = tuple(item(f"h{n}", "harbour", f"{CLAIM} {end}") for n, end in enumerate(ENDS))
    await desk.play([moment(0), moment(1, publish=first)])
    second = tuple(item(f"c{n}", "canal", f"{COUNTER} {end}") for n, end in enumerate(ENDS))
    await desk.play([moment(2, publish=second)])
    await desk.play([moment(3, publish=(item("n1", "nordlink", " ".join(OTHERS)),))])
    (event,) = desk.events("contradiction")
    assert event["origins"] == {"new": 1, "earlier": 1}


async def test_what_was_withdrawn_is_contradicted_by_nobody(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(2, withdraw=("h1",)), moment(3)])
    assert len(desk.events("removal")) == 1
    await desk.play([moment(4, publish=(item("c1", "canal", COUNTER),))])
    assert desk.events("contradiction") == []


async def test_after_a_revision_the_new_text_counts_and_the_old_one_does_not(desk: Desk) -> None:
    await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
    await desk.play([moment(3, revise=(item("h1", "harbour", CLAIM.replace("900", "1,200")),))])
    assert len(desk.events("revision")) == 1
    await desk.play([moment(4, publish=(item("c1", "canal", COUNTER),))])
    assert desk.events("contradiction") == []
    await desk.play([moment(5, publish=(item("n1", "nordlink", " ".join(OTHERS)),))])
    (event,) = desk.events("contradiction")
    assert "1,200" in event["claims"][1]["text"]
